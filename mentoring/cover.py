"""Cover: a session whose second adult fell away, who is asked to stand in, and until when. Pure (R073, I9).

A session that wants cover keeps its old monitor's name until somebody else takes it or it is called off: exactly one
is named at any time, and nobody's door is opened to a student meanwhile.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from mentoring.errors import Refusal
from mentoring.matches import GuardianNotOptedIn, MonitorKind, NotCleared, Parties, check_monitor
from mentoring.policy import Policy
from mentoring.programs import Model
from mentoring.sessions import Session
from mentoring.slots import Weekday

DAY_BEGINS, DAY_ENDS = time(8), time(21)
"""In the program's wall time: nobody is asked or warned at night of what can wait until the morning."""


class WhyCover(StrEnum):
    """How a session lost its second adult."""

    LAPSED = "lapsed"
    """Something of their clearance has run out or was revoked (I9)."""
    OPTED_OUT = "opted_out"
    """The guardian took back the written word on which they watched over their child (R063)."""
    LEFT = "left"
    """They do not serve in that role any more."""
    CANNOT = "cannot"
    """They said so themselves (R073)."""
    ASKED = "asked"
    """A manager looks for somebody else."""


BARRED = frozenset({WhyCover.LAPSED, WhyCover.OPTED_OUT, WhyCover.LEFT})
"""Whoever fell away so may not come all the same."""


class CoverState(StrEnum):
    """What has become of it."""

    WANTED = "wanted"
    FOUND = "found"
    UNDONE = "undone"
    """The monitor of before is back, before anybody else took it."""
    CALLED_OFF = "called_off"
    """Nobody was found, or the session is over for another reason."""


@dataclass(frozen=True)
class Cover:
    """Unique per session; `round` counts how often it wanted cover. `lost_id` is who fell away, and `pressing` says
    that a manager was called because it begins soon."""

    session_id: int
    since: datetime
    why: WhyCover
    lost_id: int
    state: CoverState = CoverState.WANTED
    round: int = 1
    pressing: bool = False

    @property
    def wanted(self) -> bool:
        return self.state is CoverState.WANTED


class OfferState(StrEnum):
    """What has become of a question to one stand-in."""

    ASKED = "asked"
    TAKEN = "taken"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    """Somebody else has taken it, or nobody is needed any more."""


WELCOME = frozenset({OfferState.ASKED, OfferState.DECLINED, OfferState.EXPIRED})
"""A late yes, or one after a no, is welcome for as long as nobody else has said it."""


@dataclass(frozen=True)
class Offer:
    """One stand-in asked for one session at one hour. `asked_by` None: it was their turn, nobody chose them."""

    id: int
    session_id: int
    round: int
    starts_at: datetime
    person_id: int
    asked_at: datetime
    expires_at: datetime
    state: OfferState = OfferState.ASKED
    asked_by: int | None = None

    def open(self, at: datetime) -> bool:
        return self.state is OfferState.ASKED and at < self.expires_at


@dataclass(frozen=True)
class Standby:
    """Hours of the week in which a proctor is glad to stand in, in wall time; `ends` is after `starts`."""

    person_id: int
    weekday: Weekday
    starts: time
    ends: time
    id: int = 0

    def covers(self, session: Session, zone: ZoneInfo) -> bool:
        first, last = session.starts_at.astimezone(zone), session.ends_at.astimezone(zone)
        same_day = first.date() == last.date() and first.weekday() == self.weekday
        return same_day and self.starts <= first.time() and last.time() <= self.ends


class NotWanted(Refusal):
    """The session has its second adult, or is over: nobody need stand in."""

    def __init__(self, session_id: int) -> None:
        super().__init__(session_id)
        self.session_id = session_id


class OfferIsOver(Refusal):
    """Somebody else has taken it, the time to answer is over, or the session is at another hour now."""


def why_unfit(kind: MonitorKind, parties: Parties, *, model: Model, on: date) -> WhyCover | None:
    """Why this monitor may not be the second adult on that day, by the one rule for monitors; None when they may."""
    try:
        check_monitor(kind, parties, model=model, on=on)
    except NotCleared:
        return WhyCover.LAPSED
    except GuardianNotOptedIn:
        return WhyCover.OPTED_OUT
    except Refusal:
        return WhyCover.LEFT
    return None


def deadline(session: Session, cover: Cover, policy: Policy) -> datetime | None:
    """When the session is called off unless somebody was found: early enough that nobody sets out for nothing. What
    fell away later than that is looked for a while yet, at the longest until the start. None: it goes on already, and
    ends when a person says so."""
    if cover.since >= session.starts_at:
        return None
    in_good_time, at_least = session.starts_at - policy.cover_deadline, cover.since + policy.cover_search
    return min(session.starts_at, max(in_good_time, at_least))


def pressing_from(session: Session, policy: Policy) -> datetime:
    """From then on the alert climbs the ladder until somebody answers."""
    return session.starts_at - policy.cover_pressing


def daytime(at: datetime, zone: ZoneInfo) -> datetime:
    """That moment, or the next morning when it lies in the night."""
    local = at.astimezone(zone)
    if DAY_BEGINS <= local.time() < DAY_ENDS:
        return at
    day = local.date() + timedelta(days=local.time() >= DAY_ENDS)
    return datetime.combine(day, DAY_BEGINS, tzinfo=zone).astimezone(UTC)


def asked_from(session: Session, at: datetime, zone: ZoneInfo, policy: Policy) -> datetime:
    """When to begin to ask and to tell: at once, unless it is night and the morning is early enough."""
    morning = daytime(at, zone)
    return morning if morning + policy.offer_ahead <= session.starts_at - policy.cover_deadline else at


def offered_until(session: Session, at: datetime, zone: ZoneInfo, policy: Policy) -> datetime:
    """How long one stand-in has to answer: seconds when it is for now, hours, and never only the night, when there are
    days."""
    ahead = session.starts_at - at
    if ahead <= policy.cover_deadline:
        return at + policy.offer_now
    if ahead <= timedelta(days=1):
        return at + policy.offer_today
    return daytime(at + policy.offer_ahead, zone)


@dataclass(frozen=True)
class Candidate:
    """A proctor who could stand in: `load` counts the sessions that they watch over in these weeks."""

    person_id: int
    on_standby: bool
    load: int


def ranked(candidates: Collection[Candidate]) -> Sequence[Candidate]:
    """Whoever said that they are glad to stand in then comes first, and then whoever has the least to do."""
    return sorted(candidates, key=lambda one: (not one.on_standby, one.load, one.person_id))


def most_able(found: Mapping[int, Sequence[int]]) -> Sequence[int]:
    """For several sessions together, each with its own candidates in their order: those who can do most of them first,
    then by their best place."""
    places: dict[int, list[int]] = {}
    for people in found.values():
        for place, person in enumerate(people):
            places.setdefault(person, []).append(place)
    return sorted(places, key=lambda person: (-len(places[person]), min(places[person]), person))
