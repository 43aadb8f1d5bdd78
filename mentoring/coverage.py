"""Coverage: a session judged from presence. Pure: it returns findings and sends nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import groupby, pairwise

from mentoring.duties import Company
from mentoring.policy import Policy
from mentoring.presence import Stay, person_of, present_at
from mentoring.rooms import Cast


class Verdict(StrEnum):
    """Whether an approved monitor is in the room."""

    PRESENT = "present"
    ABSENT = "absent"
    UNVERIFIED = "unverified"
    """We cannot tell. Never shown as present, never taken for absent (I4)."""


class Doubt(StrEnum):
    """Why a verdict is unverified."""

    PLATFORM_DOWN = "platform_down"
    """The platform could not be asked."""
    UNKNOWN_PERSON = "unknown_person"
    """Somebody whom we cannot identify is in the room; it may be the monitor (P1)."""
    EVENTS_LOST = "events_lost"
    """The platform says that a call is going on, but has told us of nobody in it."""


class Cover(StrEnum):
    """One stretch of a session's timeline."""

    COVERED = "covered"
    """A student is in the room, and so is an approved monitor."""
    UNMONITORED = "unmonitored"
    """Mentor and student, and no monitor (R070)."""
    STUDENT_ALONE = "student_alone"
    """A student, and no adult of the session."""
    UNIDENTIFIED = "unidentified"
    """A student together with somebody whom nobody invited."""
    EMPTY = "empty"
    """No student in the room."""


UNSAFE = frozenset({Cover.UNMONITORED, Cover.STUDENT_ALONE, Cover.UNIDENTIFIED})


@dataclass(frozen=True)
class Span:
    """A half-open stretch of time, in UTC."""

    cover: Cover
    since: datetime
    until: datetime

    @property
    def length(self) -> timedelta:
        return self.until - self.since


@dataclass(frozen=True)
class Evidence:
    """What is known of a room. `readable` False: the platform could not be asked. `live`: it says a call is on.

    `monitors` are those of the stays who count as monitor here: the session's own, and any manager who steps in (P2).
    """

    stays: tuple[Stay, ...]
    cast: Cast
    monitors: frozenset[int]
    readable: bool = True
    live: bool = False


@dataclass(frozen=True)
class Scene:
    """Who is in the room at one moment: `inside` are those whom an identity names, `strangers` all others."""

    mentor: bool
    students: frozenset[int]
    monitor: bool
    strangers: tuple[Stay, ...]
    inside: frozenset[int] = frozenset()

    @property
    def cover(self) -> Cover:
        if not self.students:
            return Cover.EMPTY
        if self.strangers:
            return Cover.UNIDENTIFIED
        if self.monitor:
            return Cover.COVERED
        return Cover.UNMONITORED if self.mentor else Cover.STUDENT_ALONE


class Finding(StrEnum):
    """What the judge found that a person must act on."""

    MONITOR_MISSING = "monitor_missing"
    """The monitor has not come, and the grace after the start is over, or mentor and student have been waiting together
    for long."""
    UNMONITORED = "unmonitored"
    """The monitor was there and is gone, while a student is still in the room."""
    UNVERIFIED = "unverified"
    """Whether the monitor is there cannot be told, and has not been for a while."""


@dataclass(frozen=True)
class Judgement:
    """`since`: from when the finding holds. `gap_since`: since when a student has been in danger without a monitor.
    `unverified_since`: since when the verdict has been unverified at every look."""

    verdict: Verdict
    scene: Scene
    finding: Finding | None = None
    doubt: Doubt | None = None
    since: datetime | None = None
    gap_since: datetime | None = None
    unverified_since: datetime | None = None


def judge(
    *,
    starts_at: datetime,
    people: Company,
    evidence: Evidence,
    policy: Policy,
    at: datetime,
    unverified_since: datetime | None = None,
) -> Judgement:
    """Judges a running session at one moment (R058, R069, R070).

    A student may wait alone until the session starts, and until the monitor is due, but with nobody else.
    `unverified_since`: what the look before has found of it.
    """
    scene = scene_at(evidence, people, at)
    verdict, doubt = _verdict(scene, evidence)
    seen = any(person_of(stay.identities, evidence.cast) in evidence.monitors for stay in evidence.stays)
    due = at >= starts_at + policy.monitor_grace
    gap = unmonitored_since(evidence, people, at, alone_counts=due or (seen and at >= starts_at))
    doubted = (unverified_since or at) if verdict is Verdict.UNVERIFIED else None
    grace = policy.unmonitored_grace if due or seen else policy.early_grace
    finding, since = None, None
    if doubt is Doubt.UNKNOWN_PERSON and gap is not None:
        finding, since = _lasting(Finding.UNVERIFIED, gap, grace, at)
    elif doubted is not None and due:
        finding, since = _lasting(Finding.UNVERIFIED, doubted, grace, at)
    elif verdict is Verdict.ABSENT and not seen and due:
        finding, since = Finding.MONITOR_MISSING, starts_at
    elif verdict is Verdict.ABSENT and gap is not None:
        finding, since = _lasting(Finding.UNMONITORED if seen else Finding.MONITOR_MISSING, gap, grace, at)
    return Judgement(verdict, scene, finding, doubt, since, gap, doubted)


def _lasting(
    finding: Finding, since: datetime, grace: timedelta, at: datetime
) -> tuple[Finding, datetime] | tuple[None, None]:
    """Whoever drops out and comes back, and a platform that stumbles, wakes nobody."""
    return (finding, since) if at - since >= grace else (None, None)


def _verdict(scene: Scene, evidence: Evidence) -> tuple[Verdict, Doubt | None]:
    if not evidence.readable:
        return Verdict.UNVERIFIED, Doubt.PLATFORM_DOWN
    if scene.monitor:
        return Verdict.PRESENT, None
    if scene.strangers:
        return Verdict.UNVERIFIED, Doubt.UNKNOWN_PERSON
    if evidence.live and not (scene.mentor or scene.students):
        return Verdict.UNVERIFIED, Doubt.EVENTS_LOST
    return Verdict.ABSENT, None


def scene_at(evidence: Evidence, people: Company, at: datetime) -> Scene:
    """Who is in the room at that moment; those whom no identity names are strangers."""
    stays = present_at(evidence.stays, at)
    people_in = {person_of(stay.identities, evidence.cast) for stay in stays}
    known = frozenset(person for person in people_in if person is not None)
    return Scene(
        mentor=people.mentor_id in known,
        students=known & frozenset(people.student_ids),
        monitor=not known.isdisjoint(evidence.monitors),
        strangers=tuple(s for s in stays if person_of(s.identities, evidence.cast) is None),
        inside=known,
    )


def timeline(evidence: Evidence, people: Company, since: datetime, until: datetime) -> tuple[Span, ...]:
    """The whole stretch in spans that touch and never overlap; neighbours always differ."""
    edges = sorted({since, until, *_edges(evidence.stays, since, until)})
    spans: list[Span] = []
    for start, end in pairwise(edges):
        cover = scene_at(evidence, people, start).cover
        if spans and spans[-1].cover is cover:
            start = spans.pop().since
        spans.append(Span(cover, start, end))
    return tuple(spans)


def _edges(stays: Iterable[Stay], since: datetime, until: datetime) -> Iterable[datetime]:
    moments = (moment for stay in stays for moment in (stay.joined_at, stay.left_at))
    return (moment for moment in moments if moment is not None and since < moment < until)


def unmonitored_since(
    evidence: Evidence, people: Company, at: datetime, *, alone_counts: bool = True
) -> datetime | None:
    """Since when a student has been in the room without a break and without a monitor; None when that is not so.
    `alone_counts` False: only while somebody else is in it."""
    since = None
    moments = {moment for stay in evidence.stays for moment in (stay.joined_at, stay.left_at) if moment is not None}
    for moment in sorted({at, *(m for m in moments if m < at)}, reverse=True):
        scene = scene_at(evidence, people, moment)
        if scene.monitor or not scene.students or not (alone_counts or scene.mentor or scene.strangers):
            break
        since = moment
    return since


def fully_covered(spans: Iterable[Span], policy: Policy) -> bool:
    """No unsafe stretch longer than the grace (safeguarding section 4), even where it is unsafe first in one way and
    then in another."""
    stretches = groupby(spans, key=lambda span: span.cover in UNSAFE)
    lengths = (sum((s.length for s in stretch), timedelta()) for unsafe, stretch in stretches if unsafe)
    return all(length <= policy.unmonitored_grace for length in lengths)


def next_look(judgement: Judgement, *, starts_at: datetime, policy: Policy, every: timedelta, at: datetime) -> datetime:
    """When to judge again: after `every`, and not after the next moment at which a finding could become true."""
    lasting = [judgement.gap_since, judgement.unverified_since]
    moments = [at + every, starts_at, starts_at + policy.monitor_grace]
    graces = (policy.unmonitored_grace, policy.early_grace)
    moments += [since + grace for since in lasting if since is not None for grace in graces]
    return min(moment for moment in moments if moment > at)


def settled(finding: Finding, judgement: Judgement) -> bool:
    """Whether a finding made earlier no longer stands. What cannot be told settles nothing."""
    if finding is Finding.UNVERIFIED:
        return judgement.verdict is not Verdict.UNVERIFIED
    if judgement.verdict is Verdict.ABSENT and judgement.finding is not finding:
        return not judgement.scene.students
    return judgement.verdict is Verdict.PRESENT
