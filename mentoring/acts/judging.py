"""What one look at a running session finds: the verdict on its monitor, and what is thought of strangers. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from mentoring.acts.seeing import RECOGNISED, Case
from mentoring.alerts import AlertReason, Facts
from mentoring.coverage import Evidence, Judgement, judge, next_look
from mentoring.policy import Policy
from mentoring.ports import ProviderError
from mentoring.presence import LedgerEvent, Observation, Stay, person_of
from mentoring.strangers import ROBOT, Suspicion, suspect

ACCOUNT = "users/"
"""Google's name of an account: the same in every call."""
STEPS = 11
"""Sessions that start together are looked at in so many paces, each a hundredth of the interval quicker than the one
before, so that they do not stay in step."""

Told = Observation | ProviderError | None
"""What a platform says of a room, or why it does not."""


@dataclass(frozen=True)
class Look:
    """`news`: what the platform's list of who is inside adds to the ledger; the judgement counts it already."""

    case: Case
    told: Told
    news: tuple[LedgerEvent, ...]
    evidence: Evidence
    judgement: Judgement
    suspicion: Suspicion | None

    @property
    def observation(self) -> Observation | None:
        return self.told if isinstance(self.told, Observation) else None

    @property
    def unread_since(self) -> datetime | None:
        """Since when nobody tells whether anything keeps the session, of a room in which people are."""
        observation = self.observation
        return observation.unread_since if observation is not None and observation.live else None

    @property
    def kept_is_read(self) -> bool:
        """Certainly: the platform was asked, and has told what is kept."""
        return self.observation is not None and self.unread_since is None

    @property
    def empty(self) -> bool:
        """Certainly: the platform says that no call goes on."""
        return self.evidence.readable and not self.evidence.live

    @property
    def strangers(self) -> tuple[Stay, ...]:
        return self.judgement.scene.strangers

    @property
    def unknown_accounts(self) -> frozenset[str]:
        return frozenset(name for stay in self.strangers for name in stay.identities if name.startswith(ACCOUNT))

    @property
    def confirmed(self) -> Mapping[str, int]:
        """Accounts that belong to somebody whom a manager has recognised, and are not known yet."""
        return dict(_confirmed(self.evidence))

    @property
    def nobody_unknown(self) -> bool:
        """Certainly: a platform that could not be asked has told of nobody who came meanwhile."""
        return self.evidence.readable and not self.strangers


def look_into(
    case: Case, told: Told, *, policy: Policy, at: datetime, unverified_since: datetime | None = None
) -> Look:
    """Judges what is known of a session and what the platform says just now. `unverified_since`: what the look before
    has found of it."""
    observation = told if isinstance(told, Observation) else None
    news = case.told_by(observation)
    case = replace(case, events=(*case.events, *news))
    evidence = case.evidence(observation)
    judgement = judge(
        starts_at=case.session.starts_at,
        people=case.company,
        evidence=evidence,
        policy=policy,
        at=at,
        unverified_since=unverified_since,
    )
    return Look(
        case, told, news, evidence, judgement, suspect(judgement.scene, case.likely(at, evidence.stays), policy)
    )


def look_again(look: Look, learned: Mapping[str, int], *, policy: Policy, at: datetime) -> Look:
    """The same look, with accounts that we have come to know since."""
    since = look.judgement.unverified_since
    again = look_into(look.case.knowing(learned), look.told, policy=policy, at=at, unverified_since=since)
    return replace(again, news=look.news)


def findings(
    look: Look, told: Collection[AlertReason], *, policy: Policy, at: datetime
) -> Iterator[tuple[AlertReason, Facts]]:
    """What a person must act on now; `told`: what somebody was told of already, and is not over."""
    if look.judgement.finding is not None:
        yield AlertReason(look.judgement.finding), facts(look, at=at)
    suspicion = look.suspicion
    if suspicion is not None:
        due = suspicion.due is not None and suspicion.due <= at
        if due or AlertReason.STRANGER in told:
            yield AlertReason.STRANGER, facts_of_strangers(look, at=at)
    unread_since = look.unread_since
    if unread_since is not None and at - unread_since >= policy.unread_grace:
        yield AlertReason.KEEPING_UNREAD, replace(facts(look, at=at), since=unread_since, why="")


def next_due(look: Look, *, policy: Policy, every: timedelta, at: datetime) -> datetime:
    """When to look again: sooner where the platform has said that it can be asked sooner."""
    session = look.case.session
    every = min(_own_pace(every, session.id), _asked_for(look) or every)
    usual = next_look(look.judgement, starts_at=session.starts_at, policy=policy, every=every, at=at)
    due = look.suspicion.due if look.suspicion is not None else None
    return min(usual, due) if due is not None and due > at else usual


def _own_pace(every: timedelta, session_id: int) -> timedelta:
    return every * (100 - session_id % STEPS) / 100


def _asked_for(look: Look) -> timedelta | None:
    return look.told.retry_after if isinstance(look.told, ProviderError) else None


def facts(look: Look, *, at: datetime) -> Facts:
    """Of the room and of its monitor."""
    judgement, scene, match = look.judgement, look.judgement.scene, look.case.match
    return Facts(
        seen_at=at,
        since=judgement.since,
        monitor_in=scene.monitor,
        mentor_in=scene.mentor,
        students_in=tuple(sorted(scene.students)),
        strangers=tuple(stay.display_name for stay in scene.strangers),
        waiting=tuple(sorted(look.case.came - scene.students - ({match.mentor_id} if scene.mentor else set()))),
        why=judgement.doubt or "",
        connections=tuple(stay.connection for stay in scene.strangers),
        candidates=look.suspicion.candidates if look.suspicion is not None else (),
    )


def facts_of_strangers(look: Look, *, at: datetime) -> Facts:
    suspicion = look.suspicion
    since = suspicion.since if suspicion is not None else None
    return replace(facts(look, at=at), since=since, why=ROBOT if suspicion is not None and suspicion.robot else "")


def _confirmed(evidence: Evidence) -> Iterator[tuple[str, int]]:
    for stay in evidence.stays:
        person = person_of(stay.identities, evidence.cast)
        if person is not None and stay.identities[-1].startswith(RECOGNISED):
            yield from (
                (name, person) for name in stay.identities if name.startswith(ACCOUNT) and name not in evidence.cast
            )
