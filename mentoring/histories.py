"""The audit log as it is read: what somebody asks about, and how the lines of it name people.

A line names people by number, `person-12`, never by name: whoever reads it is shown as much of a name as they may see
(I6), and what is erased stays erased.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date
from enum import StrEnum

from mentoring.people import Person, Role
from mentoring.rosters.writing import cell
from mentoring.stored import Deed

NAMED = re.compile(r"\bperson-([0-9]{1,9})\b")
OF_A_CONCERN = "concern-"
"""How the subjects of concerns begin: only those on a concern's own list may know of it."""
BY_THE_CLOCK, BY_IMPORT = "itself", "import"
HEADER = ("at", "who", "action", "subject", "before", "after", "why")


class Kind(StrEnum):
    """What has a history. The value is how its subjects begin."""

    MATCH = "match"
    SESSION = "session"
    PERSON = "person"
    NOMINATION = "nomination"
    TRAINING = "training"
    PROGRAM = "program"
    DAY = "day"
    """Of the calendar."""


@dataclass(frozen=True)
class About:
    """One thing by its number, or days of the calendar, both included."""

    kind: Kind
    number: int = 0
    first: date = date.min
    last: date = date.min

    @property
    def subject(self) -> str:
        """As the audit log names it; of several days the first."""
        return f"{self.kind}-{self.first if self.kind is Kind.DAY else self.number}"


@dataclass(frozen=True)
class Sought:
    """Lines about one of these subjects, or that this person did, or that name them. `concerns`: the subjects of those
    concerns that may be among them."""

    subjects: Collection[str]
    person_id: int | None = None
    concerns: Collection[str] = ()


def people_in(deeds: Iterable[Deed]) -> set[int]:
    """Everybody whom these lines name."""
    return {number for deed in deeds for number in _numbers(deed)}


def _numbers(deed: Deed) -> set[int]:
    said = numbers_in(deed.subject, deed.before, deed.after, deed.why)
    return said if deed.actor_id is None else said | {deed.actor_id}


def numbers_in(*texts: str) -> set[int]:
    """Of the people whom these texts of a line name."""
    return {int(found) for text in texts for found in NAMED.findall(text)}


def who(deed: Deed, people: Mapping[int, Person]) -> str:
    """By the key in the roster; a student by number, as their key may be their name."""
    if deed.actor_id is None:
        return BY_IMPORT if deed.action.endswith(".import") else BY_THE_CLOCK
    person = people[deed.actor_id]
    return f"person-{person.id}" if person.has(Role.STUDENT) else person.key


def write_history(deeds: Iterable[Deed], people: Mapping[int, Person]) -> str:
    """CSV with a header, a line for each deed, moments in UTC. It is written only: nothing reads it in again."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADER)
    for deed in deeds:
        told = (who(deed, people), deed.action, deed.subject, deed.before, deed.after, deed.why)
        writer.writerow([deed.at.astimezone(UTC).isoformat(), *map(cell, told)])
    return out.getvalue()
