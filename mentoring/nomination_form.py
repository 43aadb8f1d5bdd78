"""Reading a nomination as it was filled in, by whomever and wherever: all of it, or every problem in it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TypeVar

from mentoring.errors import Refusal
from mentoring.nominations import (
    CONSENTS,
    FIRST_GRADE,
    LANGUAGES,
    LAST_GRADE,
    PLATFORMS,
    AgeBand,
    Contact,
    DayPart,
    Need,
    NominationDraft,
    Nominator,
    Subject,
)
from mentoring.rooms import Platform
from mentoring.slots import Weekday

Given = Mapping[str, Sequence[str]]
"""Field -> what was given for it. Unknown fields are not looked at."""

LONGEST_NAME, LONGEST_SCHOOL, LONGEST_NOTE, LONGEST_EMAIL, LONGEST_PHONE = 80, 120, 500, 254, 40
"""Characters."""

_EMAIL = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([A-Za-z0-9](-*[A-Za-z0-9])*\.)+[A-Za-z]{2,}"
)
_LINK = re.compile(r"https?:|www\.|://", re.IGNORECASE)
_NO_NAME = re.compile(r"[<>@:/\\{}\[\]|=\d]")
_PHONE_MARKS = str.maketrans("", "", " -().\u00a0\u2010\u2011\u2013/")
_LAYOUT = frozenset("\u200c\u200d")
"""Without these joiners some scripts fall apart."""
_AT_HOME = {Nominator.TEACHER: "guardian", Nominator.GUARDIAN: "your", Nominator.STUDENT: "your"}


class Problem(StrEnum):
    """What is wrong with what stands in one field."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    NOT_OFFERED = "not_offered"
    NOT_A_NAME = "not_a_name"
    NOT_A_GRADE = "not_a_grade"
    NOT_AN_EMAIL = "not_an_email"
    NOT_A_PHONE = "not_a_phone"
    NO_WAY_TO_REACH = "no_way_to_reach"
    LINK = "link"
    TOO_YOUNG = "too_young"
    """Under 18 a parent or guardian fills the form in (R024)."""
    OF_AGE = "of_age"
    """A student of 18 or more asks for themselves (R025)."""
    NO_CONSENT = "no_consent"


class NotComplete(Refusal):
    """The form cannot be taken as it is; `problems` has every field that must be mended, in the form's order."""

    def __init__(self, problems: Mapping[str, Problem]) -> None:
        super().__init__(*problems)
        self.problems = dict(problems)


Choice = TypeVar("Choice", bound=StrEnum)


def read_nomination(given: Given) -> NominationDraft:
    """Raises NotComplete."""
    reader = _Reader(given)
    nominator = reader.choice("nominator", Nominator) or Nominator.GUARDIAN
    draft = NominationDraft(
        nominator=nominator,
        first_name=reader.name("first_name"),
        last_name=reader.name("last_name", needed=False),
        age=_age(reader, nominator),
        grade=reader.grade(),
        school=reader.text("school", most=LONGEST_SCHOOL),
        subjects=reader.choices("subjects", Subject),
        needs=reader.choices("needs", Need, needed=False),
        note=reader.text("note", most=LONGEST_NOTE, needed=False),
        home_language=reader.language(),
        interpreter=reader.ticked("interpreter"),
        days=reader.days(),
        parts=reader.choices("parts", DayPart),
        platform=_platform(reader, nominator),
        contact=_contact(reader, nominator),
        family=reader.contact("guardian", needed=False) if nominator is Nominator.TEACHER else None,
        helped=nominator is Nominator.STUDENT and reader.ticked("helped"),
        consent_version=_consent(reader, nominator),
    )
    reader.done()
    return draft


def read_family(given: Given, nominator: Nominator) -> Contact:
    """Whom to reach at home, found out later. Raises NotComplete."""
    reader = _Reader(given)
    contact = reader.contact(_AT_HOME[nominator], needed=True)
    reader.done()
    assert contact is not None  # else a problem was raised
    return contact


def _age(reader: _Reader, nominator: Nominator) -> AgeBand:
    age = reader.choice("age", AgeBand)
    if nominator is Nominator.GUARDIAN and age is AgeBand.ADULT:
        reader.problem("age", Problem.OF_AGE)
    if nominator is Nominator.STUDENT and age in {AgeBand.UNDER_13, AgeBand.FROM_13}:
        reader.problem("age", Problem.TOO_YOUNG)
    return age or AgeBand.UNDER_13


def _platform(reader: _Reader, nominator: Nominator) -> Platform:
    """Only a teacher's own class has a platform already (R030, R032)."""
    if nominator is not Nominator.TEACHER:
        return Platform.GOOGLE_MEET
    platform = reader.choice("platform", Platform)
    if platform is not None and platform not in PLATFORMS:
        reader.problem("platform", Problem.NOT_OFFERED)
    return platform or Platform.GOOGLE_MEET


def _contact(reader: _Reader, nominator: Nominator) -> Contact:
    if nominator is Nominator.STUDENT:
        own = f"{reader.name('first_name')} {reader.name('last_name', needed=False)}".strip()
        return Contact(own, *reader.reach("your"))
    return reader.contact("your", needed=True) or Contact("")


def _consent(reader: _Reader, nominator: Nominator) -> str:
    """What is ticked names the version that was read: a page from before a change asks again."""
    version = CONSENTS[nominator]
    if reader.first("consent") != version:
        reader.problem("consent", Problem.NO_CONSENT)
    return version


def tidy(text: str, *, lines: bool = False) -> str:
    """Composed (NFC), on one line unless `lines`, and without what no database takes or what turns the text around it:
    control characters, halves of characters, and marks of direction."""
    kept = "".join(_kept(c, lines=lines) for c in unicodedata.normalize("NFC", text))
    rows = (" ".join(row.split()) for row in kept.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(rows)).strip()


def _kept(character: str, *, lines: bool) -> str:
    if character == "\n" and lines:
        return "\n"
    if character.isspace():
        return " "
    gone = unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn"} and character not in _LAYOUT
    return "" if gone or character == "\ufffd" else character


def _digits(text: str) -> str:
    """Digits of every script as 0 to 9."""
    return "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in text)


def phone_number(said: str) -> str | None:
    """`(617) 555-0123` is `+16175550123`; without a country it is North American. None: it is no phone number."""
    plain = _digits(tidy(said)).translate(_PHONE_MARKS)
    abroad, number = plain.startswith("+"), plain.removeprefix("+")
    if not number.isascii() or not number.isdigit():
        return None
    if not abroad and len(number) == 10:
        return f"+1{number}"
    if not abroad and len(number) == 11 and number[0] == "1":
        return f"+{number}"
    return f"+{number}" if abroad and 8 <= len(number) <= 15 else None


class _Reader:
    """Reads field after field, and remembers the first problem of each."""

    def __init__(self, given: Given) -> None:
        self._given, self._problems = given, dict[str, Problem]()

    def problem(self, field: str, problem: Problem) -> None:
        self._problems.setdefault(field, problem)

    def done(self) -> None:
        """Raises NotComplete."""
        if self._problems:
            raise NotComplete(self._problems)

    def first(self, field: str, *, lines: bool = False) -> str:
        values = self._given.get(field, ())
        return tidy(values[0][:20_000], lines=lines) if values else ""

    def ticked(self, field: str) -> bool:
        return bool(self.first(field))

    def text(self, field: str, *, most: int, needed: bool = True) -> str:
        said = self.first(field, lines=field == "note")
        if needed and not said:
            self.problem(field, Problem.MISSING)
        if len(said) > most:
            self.problem(field, Problem.TOO_LONG)
        if _LINK.search(said):
            self.problem(field, Problem.LINK)
        return said

    def name(self, field: str, *, needed: bool = True) -> str:
        """Any script, with accents, hyphens and apostrophes (R037); at least one letter, and nothing of a link."""
        said = self.text(field, most=LONGEST_NAME, needed=needed)
        if said and (_NO_NAME.search(said) or not any(c.isalpha() for c in said)):
            self.problem(field, Problem.NOT_A_NAME)
        return said

    def choice(self, field: str, offered: type[Choice]) -> Choice | None:
        said = self.first(field)
        if not said:
            self.problem(field, Problem.MISSING)
        elif said not in set(offered):
            self.problem(field, Problem.NOT_OFFERED)
        else:
            return offered(said)
        return None

    def choices(self, field: str, offered: type[Choice], *, needed: bool = True) -> tuple[Choice, ...]:
        """In the order in which they are offered."""
        said = {tidy(one[:100]) for one in self._given.get(field, ())[:100]}
        if needed and not said:
            self.problem(field, Problem.MISSING)
        if said - set(offered):
            self.problem(field, Problem.NOT_OFFERED)
        return tuple(one for one in offered if one in said)

    def days(self) -> tuple[Weekday, ...]:
        said = {tidy(one[:100]) for one in self._given.get("days", ())[:100]}
        if not said:
            self.problem("days", Problem.MISSING)
        if said - {day.name for day in Weekday}:
            self.problem("days", Problem.NOT_OFFERED)
        return tuple(day for day in Weekday if day.name in said)

    def grade(self) -> int:
        """R026: 1 to 12; neither kindergarten nor college."""
        said = self.first("grade")
        if not said:
            self.problem("grade", Problem.MISSING)
        elif said not in {str(grade) for grade in range(FIRST_GRADE, LAST_GRADE + 1)}:
            self.problem("grade", Problem.NOT_A_GRADE)
        else:
            return int(said)
        return FIRST_GRADE

    def language(self) -> str:
        said = self.first("home_language")
        if not said:
            self.problem("home_language", Problem.MISSING)
        elif said not in LANGUAGES:
            self.problem("home_language", Problem.NOT_OFFERED)
        return said

    def contact(self, whose: str, *, needed: bool) -> Contact | None:
        """None where nothing of it is given and nothing is needed."""
        parts = [f"{whose}_{part}" for part in ("name", "email", "phone")]
        if not needed and not any(self.first(part) for part in parts):
            return None
        return Contact(self.name(parts[0]), *self.reach(whose))

    def reach(self, whose: str) -> tuple[str | None, str | None]:
        """An e-mail address, a phone number, or both."""
        email, phone = self._email(f"{whose}_email"), self._phone(f"{whose}_phone")
        if not self.first(f"{whose}_email") and not self.first(f"{whose}_phone"):
            self.problem(f"{whose}_email", Problem.NO_WAY_TO_REACH)
        return email, phone

    def _email(self, field: str) -> str | None:
        said = self.first(field)
        if not said:
            return None
        local, _, _ = said.partition("@")
        if len(said) > LONGEST_EMAIL or len(local) > 64 or not _EMAIL.fullmatch(said):
            self.problem(field, Problem.NOT_AN_EMAIL)
        return said.casefold()

    def _phone(self, field: str) -> str | None:
        said = self.first(field)
        if not said:
            return None
        phone = phone_number(said[:LONGEST_PHONE])
        if phone is None or len(said) > LONGEST_PHONE:
            self.problem(field, Problem.NOT_A_PHONE)
        return phone
