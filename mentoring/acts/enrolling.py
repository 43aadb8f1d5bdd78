"""From a nomination to people of the program: the student, and the guardian of one who is under 18."""

from __future__ import annotations

from datetime import datetime
from itertools import count

from mentoring.acts.knowing import student_meant
from mentoring.nominations import (
    AddressOfSomebodyElse,
    AgeBand,
    Contact,
    NoAddressAtHome,
    Nomination,
    NominationDraft,
)
from mentoring.people import Clearance, Person, Role
from mentoring.rosters import PersonRow
from mentoring.store import Work
from mentoring.stored import Deed


def enrol(work: Work, nomination: Nomination, draft: NominationDraft, *, actor: Person, at: datetime) -> Person:
    """The student as `/match create` finds them. Somebody who is here already is meant when a manager has said so, and
    only then. A child's own address is never kept. Raises Perhaps, NoAddressAtHome, AddressOfSomebodyElse."""
    if nomination.student_id is not None:
        return work.people.get(nomination.student_id)
    student = student_meant(work, nomination) or _new_student(work, nomination, draft)
    work.nominations.enrol(nomination.id, student.id)
    work.deeds.add(Deed(at, actor.id, "nomination.enrol", nomination.subject, after=f"person-{student.id}"))
    return student


def _new_student(work: Work, nomination: Nomination, draft: NominationDraft) -> Person:
    home = draft.home
    if home is None or home.email is None:
        raise NoAddressAtHome(nomination.id)
    grown = draft.age is AgeBand.ADULT
    return _adult(work, nomination, draft, home) if grown else _child(work, nomination, draft, home)


def _adult(work: Work, nomination: Nomination, draft: NominationDraft, home: Contact) -> Person:
    assert home.email is not None  # asked for by `_new_student`
    known = work.people.by_email(home.email)
    if known is not None:
        raise AddressOfSomebodyElse(nomination.id, known)
    return _new(work, f"nominated-{nomination.id}", draft.full_name, Role.STUDENT, draft, email=home.email)


def _child(work: Work, nomination: Nomination, draft: NominationDraft, home: Contact) -> Person:
    guardian = _guardian(work, nomination, draft, home)
    key = f"nominated-{nomination.id}"
    return _new(work, key, draft.full_name, Role.STUDENT, draft, adult=False, guardian=guardian.key)


def _guardian(work: Work, nomination: Nomination, draft: NominationDraft, home: Contact) -> Person:
    """Somebody of that address who serves here already becomes a guardian besides; a student cannot (R127)."""
    assert home.email is not None  # asked for by `_new_student`
    known = work.people.by_email(home.email)
    if known is None:
        return _new(work, f"nominated-{nomination.id}-home", home.name, Role.GUARDIAN, draft, email=home.email)
    if known.has(Role.STUDENT):
        raise AddressOfSomebodyElse(nomination.id, known)
    if known.has(Role.GUARDIAN):
        return known
    return work.people.save(_as_row(known, known.roles | {Role.GUARDIAN}))[0]


def _new(
    work: Work,
    key: str,
    name: str,
    role: Role,
    draft: NominationDraft,
    *,
    email: str | None = None,
    adult: bool = True,
    guardian: str | None = None,
) -> Person:
    """Under a key that nobody has: a roster may have used it for somebody else."""
    keys = (key if not number else f"{key}-{number + 1}" for number in count())
    free = next(one for one in keys if work.people.by_key(one) is None)
    row = PersonRow(
        line=0,
        key=free,
        name=name,
        roles=frozenset({role}),
        email=email,
        slack_id=None,
        language=draft.home_language,
        clearance=Clearance(),
        adult=adult,
        guardian=guardian,
        guardian_opted_in_on=None,
        deputy=None,
        school=draft.school if role is Role.STUDENT else None,
    )
    person, _ = work.people.save(row)
    return work.people.get(person.id) if work.people.link(row) else person


def _as_row(person: Person, roles: frozenset[Role]) -> PersonRow:
    return PersonRow(
        line=0,
        key=person.key,
        name=person.name,
        roles=roles,
        email=person.email,
        slack_id=person.slack_user_id,
        language=person.language,
        clearance=person.clearance,
        adult=person.adult,
        guardian=None,
        guardian_opted_in_on=person.guardian_opted_in_on,
        deputy=None,
    )
