"""Whether two nominations may be of the same child. It is shown with its reason, and decided by a person: names are
spelled in many ways, and brothers and sisters have one guardian."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import combinations
from typing import Protocol
from unicodedata import east_asian_width

from mentoring.nominations import NominationDraft, same_initial
from mentoring.people import folded
from mentoring.ports import NameLikeness

NAMES_ALIKE = 0.86
"""From here on two names may be two spellings of one."""
ROUGHLY_ALIKE = 0.7
"""Enough of a first name where the family is the same: a sister's is seldom so near."""
NAMES_EQUAL = 0.96
SCHOOLS_ALIKE = 0.85
_ANY_SCHOOL = frozenset(
    {"school", "academy", "elementary", "middle", "high", "upper", "lower", "public", "the", "k", "8"}
)
"""Words that tell no school from another."""
SHOWN = 5
"""How many others one nomination is held against by a person: the likest."""


class Named(Protocol):
    """A child by name, whoever wrote it down."""

    @property
    def first_name(self) -> str: ...
    @property
    def last_name(self) -> str: ...
    @property
    def full_name(self) -> str: ...


class LikeReason(StrEnum):
    """Why two nominations may be of the same child."""

    FAMILY = "family"
    """The same address or phone at home."""
    NAME = "name"
    SCHOOL = "school"
    """The same school and grade."""
    NEXT_GRADE = "next_grade"
    """The same school, one grade apart: whoever was nominated last year, or whose grade somebody took for the next."""
    GRADE = "grade"


class LikeVerdict(StrEnum):
    """What a manager says of it."""

    OPEN = "open"
    SAME = "same"
    DIFFERENT = "different"


@dataclass(frozen=True)
class Likeness:
    """Two nominations that may be of one child; `nomination_id` came later. A verdict is never asked for again."""

    nomination_id: int
    other_id: int
    reasons: tuple[LikeReason, ...]
    verdict: LikeVerdict = LikeVerdict.OPEN
    decided_by: int | None = None
    decided_at: datetime | None = None

    def beside(self, nomination_id: int) -> int:
        """The other one of the two."""
        return self.other_id if nomination_id == self.nomination_id else self.nomination_id


def marks(draft: NominationDraft, names: NameLikeness) -> frozenset[str]:
    """What nominations of one child have in common, at least one of them: by these the others are found."""
    home = draft.home
    reach = [home.email, home.phone] if home is not None else []
    whole = [f"home:{one}" for one in reach if one]
    # Pairs of words: half a city shares one word of its names.
    words = sorted(names.keys(draft.full_name))
    whole += [f"name:{'+'.join(pair)}" for pair in combinations(words, 2)] or [f"name:{word}" for word in words]
    return frozenset(whole + [f"class:{draft.grade}:{key}" for key in names.keys(_own_words(draft.school))])


def near_by_name(one: Named, other: Named, names: NameLikeness) -> bool:
    """Whether these may be two spellings of one name."""
    return name_likeness(one, other, names) >= NAMES_ALIKE and _first_names_may_be_one(one, other, names)


def near_by_first_name(one: Named, other: Named, names: NameLikeness) -> bool:
    """Enough where the family is known to be one."""
    return names.likeness(one.first_name, other.first_name) >= ROUGHLY_ALIKE


def _first_names_may_be_one(one: Named, other: Named, names: NameLikeness) -> bool:
    """A family name that both have makes no two children alike; in another order the first name stands last."""
    firsts = names.likeness(one.first_name, other.first_name)
    crossed = min(
        names.likeness(one.first_name, other.last_name),
        names.likeness(one.last_name, other.first_name),
    )
    return max(firsts, crossed) >= ROUGHLY_ALIKE


def _own_words(school: str) -> str:
    words = folded(school).split()
    return " ".join(word for word in words if word not in _ANY_SCHOOL) or " ".join(words)


def alike(one: NominationDraft, other: NominationDraft, names: NameLikeness) -> tuple[LikeReason, ...]:
    """The reasons for which these two may be the same child; none when they hardly are."""
    family = _same_family(one, other)
    apart = abs(one.grade - other.grade)
    school = apart <= 1 and same_school(one.school, other.school, names)
    same_class, near = school and apart == 0, near_by_name(one, other, names)
    # Brothers and sisters are often a grade apart: without a like name that tells nothing.
    next_class = school and apart == 1 and near
    at_school = {LikeReason.SCHOOL: same_class, LikeReason.NEXT_GRADE: next_class}
    if family and (near or same_class or near_by_first_name(one, other, names)):
        found = {LikeReason.FAMILY: True, LikeReason.NAME: near, **at_school}
    elif near and school:
        found = {LikeReason.NAME: True, **at_school}
    else:
        named = name_likeness(one, other, names) >= NAMES_EQUAL
        moved = named and one.grade == other.grade and one.home_language == other.home_language
        found = {LikeReason.NAME: moved, LikeReason.GRADE: moved}
    return tuple(reason for reason, holds in found.items() if holds)


def likest(
    draft: NominationDraft, others: Iterable[tuple[int, NominationDraft]], names: NameLikeness
) -> list[tuple[int, tuple[LikeReason, ...]]]:
    """Those that may be the same child, the likest first, and of equals the newest."""
    found = [(number, reasons, other) for number, other in others if (reasons := alike(draft, other, names))]
    found.sort(key=lambda one: (len(one[1]), name_likeness(draft, one[2], names), one[0]), reverse=True)
    return [(number, reasons) for number, reasons, _ in found[:SHOWN]]


def name_likeness(one: Named, other: Named, names: NameLikeness) -> float:
    """From 0 to 1. Where one family name is a first letter only, the first names count."""
    if _written_out(one.last_name) and _written_out(other.last_name):
        return names.likeness(one.full_name, other.full_name)
    alike_first = names.likeness(one.first_name, other.first_name)
    return alike_first if same_initial(one.last_name, other.last_name) else alike_first / 2


def _written_out(last_name: str) -> bool:
    """No first letter only. One Chinese character is a whole name: those are the wide ones (Unicode, UAX #11)."""
    plain = folded(last_name)
    return len(plain) > 1 or (plain != "" and east_asian_width(plain) == "W")


def same_school(one: str, other: str, names: NameLikeness) -> bool:
    """By the words that tell one school from another."""
    return names.likeness(_own_words(one), _own_words(other)) >= SCHOOLS_ALIKE


def _same_family(one: NominationDraft, other: NominationDraft) -> bool:
    first, second = one.home, other.home
    if first is None or second is None:
        return False
    same_email = first.email is not None and first.email == second.email
    return same_email or (first.phone is not None and first.phone == second.phone)
