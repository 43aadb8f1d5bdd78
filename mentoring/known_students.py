"""Whether a nomination may be of a student who is here already. It is shown with its reason and decided by a manager:
nobody is made a second time, and nobody is taken for somebody else, without their word."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mentoring.errors import Refusal
from mentoring.likeness import (
    NAMES_EQUAL,
    SHOWN,
    LikeVerdict,
    Named,
    name_likeness,
    near_by_first_name,
    near_by_name,
    same_school,
)
from mentoring.nominations import AgeBand, NominationDraft
from mentoring.people import Person
from mentoring.ports import NameLikeness


class KnownReason(StrEnum):
    """Why a nomination may be of a student who is here already. The roster has no grades."""

    FAMILY = "family"
    """The same address or phone at home."""
    NAME = "name"
    SCHOOL = "school"
    LANGUAGE = "language"


@dataclass(frozen=True)
class KnownStudent:
    """A nomination, and a student of the roster whom it may be about. A verdict is never asked for again."""

    nomination_id: int
    student_id: int
    reasons: tuple[KnownReason, ...]
    verdict: LikeVerdict = LikeVerdict.OPEN
    decided_by: int | None = None
    decided_at: datetime | None = None


@dataclass(frozen=True)
class RosterName:
    """A name as rosters have it: one cell. Its first word stands for the first name."""

    full_name: str

    @property
    def first_name(self) -> str:
        return next(iter(self.full_name.split()), "")

    @property
    def last_name(self) -> str:
        return " ".join(self.full_name.split()[1:])


class Perhaps(Refusal):
    """A nomination may be of this student, and no manager has said yet whether it is."""

    def __init__(self, nomination_id: int, student: Person) -> None:
        super().__init__(nomination_id, student.id)
        self.nomination_id, self.student = nomination_id, student


class NotPerhaps(Refusal):
    """Nobody asked whether that nomination is of that student, or it has been decided."""

    def __init__(self, nomination_id: int) -> None:
        super().__init__(nomination_id)
        self.nomination_id = nomination_id


def namesakes(draft: NominationDraft, roster: Iterable[tuple[int, str]], names: NameLikeness) -> list[int]:
    """Students whose name may be this one, the likest first. Most are left out by the sound of their words alone."""
    mine, found = names.keys(draft.full_name), list[tuple[float, int]]()
    for number, full_name in roster:
        name: Named = RosterName(full_name)
        if not mine.isdisjoint(names.keys(full_name)) and near_by_name(draft, name, names):
            found.append((-name_likeness(draft, name, names), number))
    return [number for _, number in sorted(found)]


def known_by(draft: NominationDraft, student: Person, home: Person, names: NameLikeness) -> tuple[KnownReason, ...]:
    """The reasons for which this may be that student; none when it hardly is. `home`: who is written to about them."""
    name, family = RosterName(student.name), _same_home(draft, home)
    near = near_by_name(draft, name, names)
    school = student.school is not None and same_school(draft.school, student.school, names)
    themselves = draft.age is AgeBand.ADULT and home == student
    if family and (near or themselves or near_by_first_name(draft, name, names)):
        found = {KnownReason.FAMILY: True, KnownReason.NAME: near, KnownReason.SCHOOL: school}
    elif near and school:
        found = {KnownReason.NAME: True, KnownReason.SCHOOL: True}
    else:
        equal = name_likeness(draft, name, names) >= NAMES_EQUAL and home.language == draft.home_language
        found = {KnownReason.NAME: equal, KnownReason.LANGUAGE: equal}
    return tuple(reason for reason, holds in found.items() if holds)


def likest_known(found: Iterable[tuple[int, tuple[KnownReason, ...]]]) -> list[tuple[int, tuple[KnownReason, ...]]]:
    """Of those with a reason, as many as a person can look at: who has most of them first."""
    alike = [(number, reasons) for number, reasons in found if reasons]
    return sorted(alike, key=lambda one: (-len(one[1]), one[0]))[:SHOWN]


def _same_home(draft: NominationDraft, home: Person) -> bool:
    reach = draft.home
    if reach is None:
        return False
    same_email = reach.email is not None and home.email is not None and reach.email.casefold() == home.email.casefold()
    return same_email or (reach.phone is not None and reach.phone == home.phone)
