"""People: who they are, what they may do, and what makes a volunteer eligible."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo


class Role(StrEnum):
    """What a person does in the program. Roles are not exclusive: a teacher may also mentor (R127)."""

    MANAGER = "manager"
    MENTOR = "mentor"
    PROCTOR = "proctor"
    STUDENT = "student"
    GUARDIAN = "guardian"
    TEACHER = "teacher"
    STAFF = "staff"


@dataclass(frozen=True)
class Clearance:
    """What makes a volunteer eligible (R038, R041, safeguarding L3). Only dates and outcomes are kept."""

    interviewed_on: date | None = None
    trained_on: date | None = None
    agreement_on: date | None = None
    background_check_until: date | None = None

    def missing(self, on: date) -> tuple[str, ...]:
        """What a volunteer still lacks on that day, in the words of the office; empty when cleared."""
        lacks = {
            "interview": self.interviewed_on is None or self.interviewed_on > on,
            "training": self.trained_on is None or self.trained_on > on,
            "signed agreement": self.agreement_on is None or self.agreement_on > on,
            "valid background check": self.background_check_until is None or self.background_check_until < on,
        }
        return tuple(what for what, lacking in lacks.items() if lacking)


class HowGiven(StrEnum):
    """In what form a guardian gave their word."""

    ROSTER = "roster"
    """The office's own file has the date."""
    PAPER = "paper"
    PAGE = "page"
    """By themselves, on a page that only they have the link to."""


@dataclass(frozen=True)
class OptIn:
    """A guardian's written word that they watch over this child of theirs themselves: dated and revocable (R063, C2).
    It stands from `given_on`, and on `revoked_on` no more."""

    student_id: int
    given_on: date
    how: HowGiven
    revoked_on: date | None = None

    def stands(self, on: date) -> bool:
        return self.given_on <= on and (self.revoked_on is None or on < self.revoked_on)


@dataclass(frozen=True)
class Person:
    """`key` is the name that import files give; `guardian_id` belongs to a student; `deputy_id` to a manager.
    `guardian_opted_in_on` is what the roster says; what counts are a guardian's `opt_ins`. `timezone`: the IANA zone in
    which this person reads hours; None for the program's own. `chose_language`: they said themselves in which language
    they read, and the roster did not."""

    id: int
    key: str
    name: str
    roles: frozenset[Role]
    email: str | None = None
    slack_user_id: str | None = None
    language: str = "en"
    clearance: Clearance = field(default_factory=Clearance)
    adult: bool = True
    guardian_id: int | None = None
    guardian_opted_in_on: date | None = None
    deputy_id: int | None = None
    phone: str | None = None
    """As E.164 has it, `+16175550123`: for staff only (I6)."""
    school: str | None = None
    """Of a student: where they go to school; of teachers and staff: where they work."""
    opt_ins: tuple[OptIn, ...] = ()
    timezone: str | None = None
    chose_language: bool = False
    links_since: datetime | None = None
    """Links to pages of their own that were sent before are over."""

    @property
    def first_name(self) -> str:
        return self.name.split()[0]

    @property
    def short_name(self) -> str:
        """A student's first name and initial: all that a volunteer may see (safeguarding section 7)."""
        words = self.name.split()
        return words[0] if len(words) == 1 else f"{words[0]} {words[-1][0]}."

    @property
    def public_name(self) -> str:
        return self.short_name if Role.STUDENT in self.roles else self.name

    def written_to_through(self, people: Mapping[int, Person]) -> Person:
        """Who reads what is meant for this person: a student under 18 is written to through their guardian (R024)."""
        guardian = people.get(self.guardian_id or 0)
        return guardian if Role.STUDENT in self.roles and not self.adult and guardian is not None else self

    def watches(self, student: Person, on: date) -> bool:
        """Whether this guardian may be the second adult for that child on that day (C2)."""
        own = [one for one in self.opt_ins if one.student_id == student.id]
        return student.guardian_id == self.id and any(one.stands(on) for one in own)

    def took_word_back(self, child_id: int, *, since: date) -> bool:
        """On that day or later. An older paper does not make it stand again."""
        own = (one for one in self.opt_ins if one.student_id == child_id)
        return any(one.revoked_on is not None and one.revoked_on >= since for one in own)

    def zone_or(self, usual: ZoneInfo) -> ZoneInfo:
        """In which this person reads hours."""
        return ZoneInfo(self.timezone) if self.timezone is not None else usual

    def has(self, *roles: Role) -> bool:
        return not self.roles.isdisjoint(roles)


@dataclass(frozen=True)
class Profile:
    """As much of a person as a suggestion weighs. `reads`: the language in which they, or a child's guardian, are
    written to."""

    id: int
    reads: str
    clearance: Clearance


VOLUNTEERS = frozenset({Role.MENTOR, Role.PROCTOR})


def folded(name: str) -> str:
    """Compares names without case, accents and punctuation: «José  Peña-Ruiz» is «jose pena ruiz».

    Unicode (3.13, compatibility caseless matching): folding case can make new compatibility characters, and the other
    way round, so both are done twice.
    """
    plain = name
    for _ in range(2):
        plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", plain).casefold())
        plain = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in plain).split())
