"""The relay: how a mentor and a family write to each other without either ever seeing an address (R086, R113, R121).

Who writes to whom: the mentor to a student's guardian, or to a student of 18 or more, and they to the mentor. In class
it is the teacher in their place (R112). A proctor writes to no family (R079), and no adult to a child (R090, I7). The
match's own manager, and their deputy, can read everything. After the end of a match each may say farewell once.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mentoring.contact_details import Detail
from mentoring.errors import Refusal
from mentoring.matches import Match, MatchState, MonitorKind, NoGuardianToWriteTo
from mentoring.people import Person
from mentoring.policy import Policy

LONGEST = 1_200
"""Characters of one message."""
PAGE = 5
"""Messages on one page for managers: whole ones, so few."""
_STEERING = {*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x061C, 0x200E, 0x200F, 0xFEFF}
"""Unicode UAX 9: characters that turn the direction of what follows, beyond the message itself."""


class RelayState(StrEnum):
    """A message that was held goes on to one of the two last, once."""

    SENT = "sent"
    HELD = "held"
    """It looks as if it carried contact details: a manager decides."""
    PASSED = "passed"
    REFUSED = "refused"


@dataclass(frozen=True)
class RelayMessage:
    """`language` is a code such as `es`: the one that it was written in. `text` is empty once it is erased. `details`:
    why it was held."""

    id: int
    match_id: int
    writer_id: int
    reader_id: int
    language: str
    text: str
    details: tuple[Detail, ...]
    state: RelayState
    at: datetime
    decided_by: int | None = None


@dataclass(frozen=True)
class Counterpart:
    """Who writes with the mentor: a family with its students of the match, or in class the teacher, who has them
    all."""

    person: Person
    students: tuple[Person, ...]


class NotACorrespondent(Refusal):
    """Only the mentor and the family write to each other: monitors do not (R079)."""

    def __init__(self, match: Match) -> None:
        super().__init__(match.id)
        self.match = match


class WhichFamily(Refusal):
    """The match has several families, and none of them was named, or none is called so."""

    def __init__(self, match: Match, families: Iterable[Counterpart]) -> None:
        super().__init__(match.id)
        self.match, self.families = match, tuple(families)


class NothingWritten(Refusal):
    """The message is empty."""


class MessageTooLong(Refusal):
    """More characters than `most`."""

    def __init__(self, length: int, most: int = LONGEST) -> None:
        super().__init__(length, most)
        self.length, self.most = length, most


class WroteEnoughToday(Refusal):
    """So many messages a person and day, and no more."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


class RelayNotOpen(Refusal):
    """Nobody writes before all sides have agreed to the match, nor after it has ended."""

    def __init__(self, match: Match) -> None:
        super().__init__(match.id)
        self.match = match


class NobodyToReach(Refusal):
    """That person has neither Slack nor an e-mail address."""

    def __init__(self, person: Person) -> None:
        super().__init__(person.id)
        self.person = person


class NoSuchMessage(Refusal):
    """There is no message of that number."""


class AlreadyDecided(Refusal):
    """Somebody else has passed that message on, or refused it."""


class TextErased(Refusal):
    """A message that was held for so long that its words are gone."""


class NotYoursToRead(Refusal):
    """What a mentor and a family write is read by the match's own manager and their deputy only."""

    def __init__(self, match: Match, manager: Person) -> None:
        super().__init__(match.id)
        self.match, self.manager = match, manager


def counterparts(match: Match, people: Mapping[int, Person]) -> tuple[Counterpart, ...]:
    """Everybody who writes with the mentor of that match. Raises NoGuardianToWriteTo: a child is never written to."""
    students = [people[student] for student in match.student_ids]
    if match.monitor_kind is MonitorKind.TEACHER:
        return (Counterpart(people[match.monitor_id], tuple(students)),)
    families: dict[int, list[Person]] = {}
    for student in students:
        reader = student.written_to_through(people)
        if reader is student and not student.adult:
            raise NoGuardianToWriteTo(student)
        families.setdefault(reader.id, []).append(student)
    return tuple(Counterpart(people[reader], tuple(own)) for reader, own in families.items())


def check_open(match: Match, *, ended_at: datetime | None, since_the_end: int, at: datetime, policy: Policy) -> None:
    """`since_the_end`: how many messages the writer has sent after the match ended; one farewell each is allowed.
    Raises RelayNotOpen."""
    if match.state is MatchState.PROPOSED:
        raise RelayNotOpen(match)
    if match.state is MatchState.ENDED and (
        ended_at is None or at > ended_at + policy.farewell_within or since_the_end > 0
    ):
        raise RelayNotOpen(match)


def readable(text: str, *, most: int = LONGEST) -> str:
    """The text as it is kept: without what cannot be seen or steers the text around it; emoji stay whole. Raises
    NothingWritten, MessageTooLong."""
    tidy = tidied(text)
    if not tidy:
        raise NothingWritten
    if len(tidy) > most:
        raise MessageTooLong(len(tidy), most)
    return tidy


def tidied(text: str) -> str:
    """Without what cannot be seen or steers the text around it, and without heaps of empty lines; empty where nothing
    is left to read."""
    lines = [_line(line) for line in re.split(r"\r\n?|[\n\v\f\u0085\u2028\u2029]", text)]
    tidy = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    return tidy if any(unicodedata.category(c)[0] in "LNPS" for c in tidy) else ""


def _line(line: str) -> str:
    kept = (" " if c == "\t" else c for c in line if unicodedata.category(c) not in {"Cc", "Cs"} or c == "\t")
    return "".join(c for c in kept if ord(c) not in _STEERING).strip()


def without_full_names(text: str, students: Iterable[Person]) -> str:
    """What a volunteer reads: first name and initial of a student, however the family writes it (R086, I6)."""
    for student in students:
        for name in {student.name, _unaccented(student.name)}:
            words = [re.escape(word) for word in name.split()]
            if len(words) > 1:
                pattern = r"(?<!\w)" + r"[\s,]+".join(words) + r"(?!\w)"
                text = re.sub(pattern, lambda _, own=student: own.short_name, text, flags=re.IGNORECASE)  # type: ignore[misc]  # mypy takes no default in a lambda
    return text


def _unaccented(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
