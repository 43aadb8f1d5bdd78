"""Who is called to a concern, and when somebody is reminded of what the law asks for.

What is brought names the concern by its number and says nothing of it: a phone may lie on a table. A call is a tiding
of its own for each rung; when it has arrived, and only then, the next one is written (`called`).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from mentoring.acts.telling import tell_people
from mentoring.alerts import on_rung
from mentoring.concerns import (
    HOTLINE,
    Due,
    Incident,
    IncidentState,
    StepKind,
    dues,
    named_in,
    still_due,
    told_at_once,
    who_reads,
)
from mentoring.duties import Duty, DutyKind, PlannedDuty, Subject, SubjectKind
from mentoring.people import Person
from mentoring.policy import Policy
from mentoring.store import Work
from mentoring.tidings import Tiding, Topic

OVERDUE = "overdue"
NOBODY = "nobody"
"""The occurrence of a duty that looks again whether there is anybody now who may read a concern."""
WAITING = "waiting"
"""That of the duty that tells once more of one that nobody has taken on."""
LOOK_AGAIN = timedelta(hours=1)


def ladder_of(work: Work, incident: Incident) -> tuple[Person, ...]:
    """Who may be called to it, in their order. Nobody whom it is about."""
    reports = work.concerns.reports([incident.id])[incident.id]
    matches = work.matches.many({r.draft.match_id for r in reports if r.draft.match_id is not None})
    own = matches or {m.id: m for m in work.matches.holding({report.reporter_id for report in reports})}
    owner = work.people.get(own[min(own)].manager_id) if own else None
    return who_reads(owner, work.people.managers(), named_in(reports))


def call(work: Work, incident: Incident, *, rung: int, at: datetime, policy: Policy) -> None:
    """Calls whoever stands on that rung, counted from 0. The first and their deputy may read it from now on, the others
    once their call has arrived. Where nobody may, it looks again until somebody does."""
    steps = ladder_of(work, incident)
    if not steps:
        _come_back(work, incident, NOBODY, at=at + LOOK_AGAIN)
    reader = on_rung(rung, steps, policy) if steps else None
    if reader is not None:
        at_once = told_at_once(steps) if rung == 0 else ()
        work.concerns.let_read(incident.id, [person.id for person in at_once])
        kind = DutyKind.PAGE_CONCERN if incident.urgent else DutyKind.BRING_TIDING
        tell_people(work, [_call(incident, reader.id, f"call/{rung}", rung, at)], kind=kind)
    if steps and incident.urgent and reader is None:
        _come_back(work, incident, WAITING, at=at + policy.concern_called_again)
    elif reader is not None and not incident.urgent:
        _come_back(work, incident, WAITING, at=at + policy.concern_waits)


def _come_back(work: Work, incident: Incident, why: str, *, at: datetime) -> None:
    occurrence = f"{why}-{int(at.timestamp())}"
    work.duties.plan([PlannedDuty(_subject(incident), DutyKind.CONCERN_CLOCK, at, occurrence)])


def _call(incident: Incident, reader_id: int, which: str, rung: int, at: datetime) -> Tiding:
    topic = Topic.CONCERN_CALL if incident.urgent else Topic.CONCERN_NEW
    facts = {"concern": incident.id, "rung": rung}
    return Tiding(f"{incident.subject}/{which}/{reader_id}", topic, reader_id, at, facts=facts)


def called(work: Work, incident: Incident, reader_id: int, *, at: datetime) -> None:
    """A call has arrived, and its reader may read the concern."""
    work.concerns.delivered(incident.id, at=at)
    work.concerns.let_read(incident.id, [one.id for one in ladder_of(work, incident) if one.id == reader_id])


def call_next(work: Work, incident: Incident, *, rung: int, at: datetime, policy: Policy) -> None:
    """Unless somebody takes it on until `at`, the next on the ladder is called."""
    if incident.unanswered:
        call(work, incident, rung=rung + 1, at=at, policy=policy)


def start_clock(work: Work, incident: Incident, policy: Policy) -> None:
    """Plans every reminder of what is due from `clock_from` on; those that stand already are moved."""
    if incident.clock_from is not None:
        work.duties.plan(d for due in dues(incident.clock_from, policy) for d in _rings(incident, due))


def ring_overdue(work: Work, kept: Incident, joined: Incident, *, at: datetime, policy: Policy) -> None:
    """Tells at once what the one that was joined has made due again. `kept` as it stood before: what was overdue then
    has rung already, perhaps after it had been decided that no report was needed, and rings no more by itself."""
    steps = work.concerns.steps([kept.id])[kept.id]
    overdue = [due for due in still_due(kept, steps, policy) if due.at <= at]
    which = f"{OVERDUE}-{joined.id}"
    work.duties.plan(PlannedDuty(_subject(kept), DutyKind.CONCERN_CLOCK, at, f"{due.step}-{which}") for due in overdue)


def _rings(incident: Incident, due: Due) -> Iterable[PlannedDuty]:
    """A reminder that comes late gives way to the next one; that it is overdue is told however late."""
    ends = (*due.reminders[1:], due.at)
    for number, (moment, until) in enumerate(zip(due.reminders, ends, strict=True)):
        occurrence = f"{due.step}-{number}"
        yield PlannedDuty(_subject(incident), DutyKind.CONCERN_CLOCK, moment, occurrence, expires_at=until)
    yield PlannedDuty(_subject(incident), DutyKind.CONCERN_CLOCK, due.at, f"{due.step}-{OVERDUE}")


def ring(work: Work, duty: Duty, *, at: datetime, policy: Policy) -> None:
    """Reminds whoever is responsible; when it is overdue, everybody on the list, and one more from the ladder."""
    incident = work.concerns.get(duty.subject.id)
    step, _, which = duty.occurrence.partition("-")
    if incident is None or incident.state is not IncidentState.OPEN:
        return
    if step == NOBODY:
        call(work, incident, rung=0, at=at, policy=policy)
    elif step == WAITING:
        _tell_again(work, incident, duty.occurrence, at=at, policy=policy)
    elif (due := _standing(work, incident, StepKind(step), policy)) is not None:
        overdue = which.startswith(OVERDUE)
        readers = _readers(work, incident, everybody=overdue, one_more=overdue)
        facts = {
            "concern": incident.id,
            "step": due.step,
            "due": due.at.isoformat(),
            "overdue": overdue,
            "hotline": HOTLINE,
        }
        tell_people(work, [_reminder(incident, duty.occurrence, reader, facts, at) for reader in readers])


def _tell_again(work: Work, incident: Incident, which: str, *, at: datetime, policy: Policy) -> None:
    """Once, unless somebody has written anything down; of an urgent one again and again until somebody has it."""
    touched = not incident.urgent and bool(work.concerns.steps([incident.id])[incident.id])
    if not incident.unanswered or touched:
        return
    readers = _readers(work, incident, everybody=True, one_more=False)
    tell_people(work, [_call(incident, reader, which, 0, at) for reader in readers])
    if incident.urgent:
        _come_back(work, incident, WAITING, at=at + policy.concern_called_again)


def call_again(work: Work, incident: Incident, *, at: datetime) -> None:
    """Everybody on its list, now."""
    _come_back(work, incident, WAITING, at=at)


def _standing(work: Work, incident: Incident, step: StepKind, policy: Policy) -> Due | None:
    steps = work.concerns.steps([incident.id])[incident.id]
    return next((due for due in still_due(incident, steps, policy) if due.step is step), None)


def _readers(work: Work, incident: Incident, *, everybody: bool, one_more: bool) -> list[int]:
    listed, ladder = work.concerns.readers(incident.id), [person.id for person in ladder_of(work, incident)]
    if not everybody and incident.responsible_id in ladder:
        return [person for person in ladder if person == incident.responsible_id]
    more = [person for person in ladder if person not in listed][: 1 if one_more else 0]
    work.concerns.let_read(incident.id, more)
    return [person for person in ladder if person in listed] + more


def _reminder(incident: Incident, occurrence: str, reader: int, facts: dict[str, object], at: datetime) -> Tiding:
    return Tiding(f"{incident.subject}/{occurrence}/{reader}", Topic.CONCERN_DUE, reader, at, facts=facts)


def _subject(incident: Incident) -> Subject:
    return Subject(SubjectKind.CONCERN, incident.id)


def silence(work: Work, incident: Incident) -> None:
    """Nobody is reminded of it any more."""
    work.duties.cancel(_subject(incident), {DutyKind.CONCERN_CLOCK})
