"""Volunteers' dossiers. Once a step of somebody stands here, no file decides about their clearance: an old file clears
nobody again, and takes nothing away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from mentoring.acts.exchange.shape import Exchange, Taking, When
from mentoring.acts.lapsing import clearance_changed
from mentoring.acts.volunteering import ClearanceChanged, volunteer_subject
from mentoring.people import VOLUNTEERS as SERVING
from mentoring.people import Clearance
from mentoring.store import Work
from mentoring.tables.volunteers import VOLUNTEERS, VolunteerRow
from mentoring.volunteers import Dossier, Screening, check_volunteer


def _rows(view: Work) -> Sequence[VolunteerRow]:
    """Without whoever does not volunteer any more."""
    people = {person.id: person for person in view.people.all()}
    keys = {number: person.key for number, person in people.items()}
    return [
        _row(keys[dossier.person_id], dossier, clearance, keys)
        for dossier, clearance in view.volunteers.all()
        if people[dossier.person_id].has(*SERVING)
    ]


def _row(person: str, dossier: Dossier, clearance: Clearance, keys: Mapping[int, str]) -> VolunteerRow:
    # By hand, and the dossier did not hear of it.
    revoked = dossier.screening is Screening.CLEARED and clearance.background_check_until is None

    def with_step(done: object, day: date | None) -> date | None:
        return day if done else None

    return VolunteerRow(
        line=0,
        person=person,
        applied_on=dossier.applied_on,
        interview=dossier.interview,
        interviewer=keys.get(dossier.interviewer_id or 0),
        interviewed_on=with_step(dossier.interview, clearance.interviewed_on),
        screening=Screening.NOT_CLEARED if revoked else dossier.screening,
        check_on=dossier.check_on,
        background_check_until=with_step(dossier.screening, clearance.background_check_until),
        agreement=dossier.agreement,
        agreement_on=with_step(dossier.agreement, clearance.agreement_on),
        curriculum=dossier.curriculum,
        trained_on=with_step(dossier.curriculum, clearance.trained_on),
        waiting_since=dossier.since,
    )


def _take(taking: Taking, row: VolunteerRow, before: VolunteerRow | None) -> str | None:
    """Raises NotAVolunteer, NotYet, ClearanceChanged."""
    person = taking.people[row.person]
    check_volunteer(person)
    taking.check_happened(**row.days)
    if before is not None and _steps(before, person.id).written_here:
        return None
    if not taking.work.volunteers.clear(person.id, person.clearance, _cleared(row, person.clearance)):
        raise ClearanceChanged(person)
    taking.work.volunteers.put(_dossier(taking, row, person.id))
    return volunteer_subject(person.id)


def _cleared(row: VolunteerRow, stood: Clearance) -> Clearance:
    """The days that the roster brought stay where the row tells of no step."""
    told = {
        "interviewed_on": (row.interview, row.interviewed_on),
        "background_check_until": (row.screening, row.background_check_until),
        "agreement_on": (row.agreement, row.agreement_on),
        "trained_on": (row.curriculum, row.trained_on),
    }
    return replace(stood, **{name: day for name, (step, day) in told.items() if step is not None})


def _steps(row: VolunteerRow, person_id: int) -> Dossier:
    return Dossier(
        person_id,
        interview=row.interview,
        screening=row.screening,
        agreement=row.agreement,
        curriculum=row.curriculum,
    )


def _dossier(taking: Taking, row: VolunteerRow, person_id: int) -> Dossier:
    return replace(
        _steps(row, person_id),
        applied_on=row.applied_on,
        interviewer_id=taking.people[row.interviewer].id if row.interviewer is not None else None,
        check_on=row.check_on,
        since=row.waiting_since,
    )


def _follow(taking: Taking, rows: Sequence[VolunteerRow]) -> None:
    people = {taking.people[row.person].id for row in rows}
    clearance_changed(taking.work, people, at=taking.at, policy=taking.house.policy)


EXCHANGE = Exchange(VOLUNTEERS, _rows, _take, follow=_follow, when=When.WITH_PEOPLE)
