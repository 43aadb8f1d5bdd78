"""What one look at a running session finds: the verdict on its monitor, and what is thought of strangers. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from mentoring.acts.seeing import RECOGNISED, Case
from mentoring.alerts import AlertReason, Facts
from mentoring.coverage import Evidence, Judgement, judge, next_look
from mentoring.policy import Policy
from mentoring.presence import LedgerEvent, Observation, Stay, person_of
from mentoring.strangers import ROBOT, Suspicion, suspect

ACCOUNT = "users/"
"""Google's name of an account: the same in every call."""


@dataclass(frozen=True)
class Look:
    """`news`: what the platform's list of who is inside adds to the ledger; the judgement counts it already."""

    case: Case
    observation: Observation | None
    news: tuple[LedgerEvent, ...]
    evidence: Evidence
    judgement: Judgement
    suspicion: Suspicion | None

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


def look_into(case: Case, observation: Observation | None, *, policy: Policy, at: datetime) -> Look:
    """Judges what is known of a session and what the platform says just now; None: it could not be asked."""
    news = case.told_by(observation)
    case = replace(case, events=(*case.events, *news))
    evidence = case.evidence(observation)
    starts_at, people = case.session.starts_at, case.company
    judgement = judge(starts_at=starts_at, people=people, evidence=evidence, policy=policy, at=at)
    return Look(case, observation, news, evidence, judgement, suspect(judgement.scene, case.likely(at), policy))


def look_again(look: Look, learned: Mapping[str, int], *, policy: Policy, at: datetime) -> Look:
    """The same look, with accounts that we have come to know since."""
    again = look_into(look.case.knowing(learned), look.observation, policy=policy, at=at)
    return replace(again, news=look.news)


def findings(look: Look, told: Collection[AlertReason], *, at: datetime) -> Iterator[tuple[AlertReason, Facts]]:
    """What a person must act on now; `told`: what somebody was told of already, and is not over."""
    if look.judgement.finding is not None:
        yield AlertReason(look.judgement.finding), facts(look, at=at)
    suspicion = look.suspicion
    if suspicion is not None:
        due = suspicion.due is not None and suspicion.due <= at
        if due or AlertReason.STRANGER in told:
            yield AlertReason.STRANGER, facts_of_strangers(look, at=at)


def next_due(look: Look, *, policy: Policy, every: timedelta, at: datetime) -> datetime:
    """When to look again."""
    usual = next_look(look.judgement, starts_at=look.case.session.starts_at, policy=policy, every=every, at=at)
    due = look.suspicion.due if look.suspicion is not None else None
    return min(usual, due) if due is not None and due > at else usual


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
