"""The relay at work: a message is written, brought, held, decided on, and read by a manager.

The audit log says who and when, never what: the text stands sealed with the message, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from mentoring.acts.matchmaking import find_match, subject
from mentoring.acts.telling import tell_people
from mentoring.contact_details import contact_details
from mentoring.links import Page
from mentoring.matches import Match, MatchState, MonitorKind, NoGuardianToWriteTo, NotCleared
from mentoring.paging import paged
from mentoring.people import Person, folded
from mentoring.permissions import NotYourMatch, require_manager
from mentoring.policy import Policy
from mentoring.relay import (
    PAGE,
    AlreadyDecided,
    Counterpart,
    NobodyToReach,
    NoSuchMessage,
    NotACorrespondent,
    NotYoursToRead,
    RelayMessage,
    RelayState,
    TextErased,
    WhichFamily,
    WroteEnoughToday,
    check_open,
    counterparts,
    readable,
)
from mentoring.store import Store, Work
from mentoring.stored import Deed
from mentoring.tidings import Tiding, Topic

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Correspondence:
    """A match with everybody who writes in it."""

    match: Match
    mentor: Person
    manager: Person
    others: tuple[Counterpart, ...]

    @property
    def in_class(self) -> bool:
        """There the teacher stands in the families' place."""
        return self.match.monitor_kind is MonitorKind.TEACHER

    def between(self, person_id: int, other_id: int) -> Counterpart:
        """The counterpart of those two, one of whom is the mentor. Raises NotACorrespondent."""
        for other in self.others:
            if {person_id, other_id} == {self.mentor.id, other.person.id}:
                return other
        raise NotACorrespondent(self.match)


@dataclass(frozen=True)
class Written:
    """What became of a message, and whom it is for."""

    message: RelayMessage
    reader: Person
    students: tuple[Person, ...]
    to_mentor: bool
    manager: Person


@dataclass(frozen=True)
class RelayPage:
    """One page of what was written in a match, the newest first; `page` counts from 1."""

    correspondence: Correspondence
    people: Mapping[int, Person]
    messages: Sequence[RelayMessage]
    page: int
    pages: int
    total: int
    zone: ZoneInfo
    """Of the program."""


@dataclass(frozen=True)
class Correspondent:
    """One person with the other side, for the page on which they write."""

    match_id: int
    person: Person
    other: Person
    students: tuple[Person, ...]
    manager: Person
    to_mentor: bool
    in_class: bool


def correspondence(work: Work, match: Match) -> Correspondence:
    """Raises NoGuardianToWriteTo."""
    people = work.people.many({*match.busy_ids, match.manager_id})
    people |= work.people.many({p.guardian_id for p in people.values() if p.guardian_id is not None})
    others = counterparts(match, people)
    return Correspondence(match, people[match.mentor_id], people[match.manager_id], others)


def find_correspondent(store: Store, *, match_id: int, person_id: int, other_id: int) -> Correspondent | None:
    """None where those two do not write to each other, or do not any more."""
    with store.look() as view:
        match = view.matches.get(match_id)
        try:
            found = correspondence(view, match) if match is not None else None
            between = found.between(person_id, other_id) if found is not None else None
        except (NotACorrespondent, NoGuardianToWriteTo):
            return None
    if found is None or between is None:
        return None
    to_mentor = other_id == found.mentor.id
    pair = (between.person, found.mentor) if to_mentor else (found.mentor, between.person)
    return Correspondent(match_id, *pair, between.students, found.manager, to_mentor, found.in_class)


def write_message(
    store: Store,
    *,
    actor: Person,
    match_id: int,
    text: str,
    to: str = "",
    to_id: int | None = None,
    language: str = "",
    request: str,
    at: datetime,
    policy: Policy,
) -> Written:
    """Writes to the other side of that match: brings it, or holds it for the manager. `to` names a student where the
    mentor has several families; `to_id` is the person written to, where that is known. `language`: as the writer says,
    else their own. A retry of `request` gives the message of the first. Raises NoSuchMatch, NotYourMatch,
    NotACorrespondent, WhichFamily, NobodyToReach, NotCleared, RelayNotOpen, NothingWritten, MessageTooLong,
    WroteEnoughToday, NoGuardianToWriteTo."""
    with store.begin() as work:
        if not work.requests.claim(request, at=at):
            return _written_before(work, int(work.requests.outcome(request) or 0))
        found = correspondence(work, find_match(work, match_id))
        reader = _reader(found, actor, to, to_id)
        tidy = readable(text)
        work.people.hold([actor.id])
        _check_may_write(work, found, actor, at=at, policy=policy)
        if reader.email is None and reader.slack_user_id is None:
            raise NobodyToReach(reader)
        message = _add(work, found.match, actor, reader, tidy, language or actor.language, at=at)
        work.requests.settle(request, str(message.id))
        tell_people(work, _tidings(work, found, message, at=at))
        return _written(found, message)


def _reader(found: Correspondence, actor: Person, to: str, to_id: int | None) -> Person:
    if to_id is not None:
        other = found.between(actor.id, to_id).person
        return found.mentor if to_id == found.mentor.id else other
    if actor.id == found.mentor.id:
        return _family(found, to).person
    if any(actor.id == other.person.id for other in found.others):
        return found.mentor
    if actor.id in (*found.match.busy_ids, found.match.manager_id):
        raise NotACorrespondent(found.match)
    raise NotYourMatch


def _family(found: Correspondence, to: str) -> Counterpart:
    """The only one, or the one of the student who is named, by any beginning of the name."""
    wanted = folded(to)
    named = [o for o in found.others if not wanted or any(folded(s.name).startswith(wanted) for s in o.students)]
    if len(named) != 1:
        raise WhichFamily(found.match, found.others)
    return named[0]


def _check_may_write(work: Work, found: Correspondence, actor: Person, *, at: datetime, policy: Policy) -> None:
    match = found.match
    ended_at = _ended_at(work, match)
    since_the_end = work.relay.written(actor.id, since=ended_at, match_id=match.id) if ended_at is not None else 0
    check_open(match, ended_at=ended_at, since_the_end=since_the_end, at=at, policy=policy)
    today = work.programs.get(match.program_id).day(at)
    if actor.id == match.mentor_id and (lacks := actor.clearance.missing(today)):
        raise NotCleared(actor, lacks)
    if work.relay.written(actor.id, since=at - DAY) >= policy.relay_a_day:
        raise WroteEnoughToday(policy.relay_a_day)


def _ended_at(work: Work, match: Match) -> datetime | None:
    """As the audit log has it."""
    if match.state is not MatchState.ENDED:
        return None
    ends = [deed.at for deed in work.deeds.of(subject(match)) if deed.action == f"match.{MatchState.ENDED}"]
    return max(ends, default=None)


def _add(
    work: Work, match: Match, actor: Person, reader: Person, text: str, language: str, *, at: datetime
) -> RelayMessage:
    details = contact_details(text)
    state = RelayState.HELD if details else RelayState.SENT
    message = work.relay.add(
        match.id,
        writer_id=actor.id,
        reader_id=reader.id,
        language=language,
        text=text,
        details=details,
        state=state,
        at=at,
    )
    after = f"message-{message.id} to person-{reader.id}: {state}"
    work.deeds.add(Deed(at, actor.id, "relay.write", subject(match), after=after))
    return message


def _tidings(work: Work, found: Correspondence, message: RelayMessage, *, at: datetime) -> list[Tiding]:
    """To the reader, or to the manager first; and to the manager when it is the first of the match."""
    told = [_bringing(found, message, at) if message.state is RelayState.SENT else _holding(found, message, at)]
    if work.relay.count(found.match.id) == 1 and message.state is RelayState.SENT:
        told.append(_about(found, message, Topic.RELAY_FIRST, found.manager.id, at))
    return told


def _bringing(found: Correspondence, message: RelayMessage, at: datetime) -> Tiding:
    other = found.between(message.writer_id, message.reader_id)
    to_mentor = message.reader_id == found.mentor.id
    topic = Topic.RELAY_TO_MENTOR if to_mentor else Topic.RELAY_TO_FAMILY
    facts = {"message": message.id, "language": message.language, "in_class": found.in_class}
    people = {"mentor": found.mentor.id, "manager": found.manager.id} | _students(other)
    page = (Page.WRITE, (found.match.id, message.reader_id, other.person.id if to_mentor else found.mentor.id))
    return Tiding(_key(message, topic), topic, message.reader_id, at, found.match.id, people, facts, page)


def _holding(found: Correspondence, message: RelayMessage, at: datetime) -> Tiding:
    return _about(found, message, Topic.RELAY_HELD, found.manager.id, at)


def _about(found: Correspondence, message: RelayMessage, topic: Topic, reader_id: int, at: datetime) -> Tiding:
    """Tells of a message without a word of it."""
    other = found.between(message.writer_id, message.reader_id)
    people = {"mentor": found.mentor.id, "manager": found.manager.id} | _students(other)
    facts = {
        "message": message.id,
        "details": [*message.details],
        "by_mentor": message.writer_id == found.mentor.id,
        "written": message.at.isoformat(),
        "in_class": found.in_class,
    }
    return Tiding(_key(message, topic), topic, reader_id, at, found.match.id, people, facts)


def _key(message: RelayMessage, topic: Topic) -> str:
    return f"relay-{message.id}/{topic}"


def _students(other: Counterpart) -> dict[str, int]:
    return {f"student_{place}": student.id for place, student in enumerate(other.students, 1)}


def _written_before(work: Work, message_id: int) -> Written:
    message = _find(work, message_id)
    return _written(correspondence(work, find_match(work, message.match_id)), message)


def _written(found: Correspondence, message: RelayMessage) -> Written:
    other = found.between(message.writer_id, message.reader_id)
    to_mentor = message.reader_id == found.mentor.id
    return Written(message, found.mentor if to_mentor else other.person, other.students, to_mentor, found.manager)


def _find(work: Work, message_id: int) -> RelayMessage:
    message = work.relay.get(message_id)
    if message is None:
        raise NoSuchMessage
    return message


# What managers do


def require_reader(work: Work, actor: Person, match: Match) -> None:
    """Raises ManagersOnly, NotYoursToRead."""
    require_manager(actor)
    manager = work.people.get(match.manager_id)
    if actor.id not in {manager.id, manager.deputy_id}:
        raise NotYoursToRead(match, manager)


def _readable_by(work: Work, actor: Person, match: Match) -> Correspondence:
    require_reader(work, actor, match)
    return correspondence(work, match)


def read_messages(store: Store, *, actor: Person, match_id: int, page: int, at: datetime) -> RelayPage:
    """What was written in that match. Every look is in the audit log (safeguarding I15). A page past the end is the
    last one. Raises ManagersOnly, NoSuchMatch, NotYoursToRead."""
    with store.begin() as work:
        match = find_match(work, match_id)
        found = _readable_by(work, actor, match)
        total = work.relay.count(match.id)
        page, pages = paged(total, page, PAGE)
        messages = work.relay.page(match.id, limit=PAGE, offset=(page - 1) * PAGE)
        return _shown(work, actor, found, messages, (page, pages, total), at=at)


def read_message(store: Store, *, actor: Person, message_id: int, at: datetime) -> RelayPage:
    """One message alone, as a page of its own. Raises NoSuchMessage, ManagersOnly, NotYoursToRead."""
    with store.begin() as work:
        message = _find(work, message_id)
        found = _readable_by(work, actor, find_match(work, message.match_id))
        return _shown(work, actor, found, [message], (1, 1, 1), at=at)


def _shown(
    work: Work,
    actor: Person,
    found: Correspondence,
    messages: Sequence[RelayMessage],
    numbers: tuple[int, int, int],
    *,
    at: datetime,
) -> RelayPage:
    which = ", ".join(f"message-{message.id}" for message in messages)
    work.deeds.add(Deed(at, actor.id, "relay.read", subject(found.match), after=which))
    people = work.people.many({p for m in messages for p in (m.writer_id, m.reader_id, m.decided_by) if p is not None})
    program = work.programs.get(found.match.program_id)
    return RelayPage(found, people, messages, *numbers, zone=program.zone)


def decide_message(
    store: Store, *, actor: Person, message_id: int, pass_on: bool, at: datetime, policy: Policy
) -> RelayMessage:
    """A message that was held goes on, or does not, and then its writer hears so. Nothing is passed on any
    more once the time for farewells is over. Raises NoSuchMessage, ManagersOnly, NotYoursToRead, AlreadyDecided,
    NotACorrespondent, RelayNotOpen, TextErased."""
    with store.begin() as work:
        message = _find(work, message_id)
        found = _readable_by(work, actor, find_match(work, message.match_id))
        if pass_on and not message.text:
            raise TextErased
        if pass_on:
            check_open(found.match, ended_at=_ended_at(work, found.match), since_the_end=0, at=at, policy=policy)
        new = RelayState.PASSED if pass_on else RelayState.REFUSED
        if not work.relay.decide(message.id, new, by=actor.id, at=at):
            raise AlreadyDecided
        refused = _about(found, message, Topic.RELAY_REFUSED, message.writer_id, at)
        tell_people(work, [_bringing(found, message, at) if pass_on else refused])
        told = f"message-{message.id}: {new}"
        work.deeds.add(Deed(at, actor.id, "relay.decide", subject(found.match), before=RelayState.HELD, after=told))
        return _find(work, message.id)
