"""Figures without names: who waits for a mentor and how long, who has one, and the hours that they have had, cut by
school, home language or grades (R133, R134, R142). Pure.

Everything counts students, and each stands in one group of a cut, so the parts add up to the whole: an hour of a match
with two students is two hours here.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache

from mentoring.dosage import WEEKLY_MINUTES, Dosage
from mentoring.nominations import LANGUAGES
from mentoring.people import folded

UNKNOWN = ""
"""The group of those of whom it is not known."""


class Cut(StrEnum):
    """By what figures are cut."""

    SCHOOL = "school"
    LANGUAGE = "home language"
    GRADES = "grades"


@dataclass(frozen=True)
class Figures:
    """Of some students. `minutes` were held of those `due` in weeks that are over; `short` is how many students lack
    some of theirs. `waits`: days that each has been waiting; `undated` wait since nobody knows when. `waited`: days
    that each waited who has been matched since."""

    matched: int = 0
    short: int = 0
    minutes: int = 0
    due: int = 0
    waits: tuple[int, ...] = ()
    undated: int = 0
    waited: tuple[int, ...] = ()

    @property
    def waiting(self) -> int:
        return len(self.waits) + self.undated

    @property
    def students(self) -> int:
        return self.waiting + self.matched


@dataclass(frozen=True)
class Counted:
    """Figures of students who have this in common. `grade` is the grade at school, from 1 to 12."""

    figures: Figures
    school: str | None = None
    language: str | None = None
    grade: int | None = None

    def group(self, cut: Cut) -> str:
        """Two schools of one name are one, however it is written; so are the tongues of one language."""
        if cut is Cut.SCHOOL:
            return _one_school(self.school or "")
        if cut is Cut.LANGUAGE:
            code = (self.language or "").partition("-")[0].casefold()
            return code if code != "und" else UNKNOWN
        return band_of(self.grade)


@lru_cache(maxsize=4096)
def _one_school(name: str) -> str:
    """Many students go to few schools, and folding a name takes longer than counting a student."""
    return folded(name)


def title(cut: Cut, group: str) -> str:
    """As a group of that cut is called."""
    if group == UNKNOWN:
        return "not known"
    return LANGUAGES.get(group, group) if cut is Cut.LANGUAGE else group


BANDS: Mapping[str, range] = {"1-5": range(1, 6), "6-8": range(6, 9), "9-12": range(9, 13)}
"""Grades, as most districts part them: elementary, middle and high school. Our choice."""


def band_of(grade: int | None) -> str:
    return next((name for name, grades in BANDS.items() if grade in grades), UNKNOWN)


def total(parts: Iterable[Figures]) -> Figures:
    """The same in whatever order they come."""
    found = list(parts)
    return Figures(
        matched=sum(part.matched for part in found),
        short=sum(part.short for part in found),
        minutes=sum(part.minutes for part in found),
        due=sum(part.due for part in found),
        waits=tuple(sorted(days for part in found for days in part.waits)),
        undated=sum(part.undated for part in found),
        waited=tuple(sorted(days for part in found for days in part.waited)),
    )


def cut_by(cut: Cut, counted: Iterable[Counted]) -> dict[str, Figures]:
    """Group -> its figures. A school is called as it is written first by the alphabet, a language by its code."""
    parts: dict[str, list[Figures]] = {}
    names: dict[str, str] = {}
    for one in counted:
        group = one.group(cut)
        parts.setdefault(group, []).append(one.figures)
        said = " ".join((one.school or "").split()) if cut is Cut.SCHOOL and group else group
        names[group] = min(names.get(group, said), said)
    return {names[group]: total(figures) for group, figures in parts.items()}


def of_matched(dosages: Iterable[Dosage], *, waited: Iterable[int] = ()) -> Figures:
    """Of one student, who is in all of these matches."""
    found = list(dosages)
    return Figures(
        matched=1,
        short=int(any(dosage.short for dosage in found)),
        minutes=sum(dosage.minutes for dosage in found),
        due=sum(dosage.weeks * WEEKLY_MINUTES for dosage in found),
        waited=tuple(waited),
    )


def of_waiting(since: datetime | None, at: datetime) -> Figures:
    """Of one student, who has waited since then; None: nobody knows since when."""
    return Figures(waits=(days_between(since, at),)) if since is not None else Figures(undated=1)


def days_between(since: datetime, until: datetime) -> int:
    """Whole days of 24 hours."""
    return max(0, (until - since).days)


def median(days: Iterable[int]) -> int | None:
    """In whole days; None of none."""
    found = list(days)
    return round(statistics.median(found)) if found else None


def share(part: int, whole: int) -> int | None:
    """Of a hundred; None of none."""
    return round(100 * part / whole) if whole else None
