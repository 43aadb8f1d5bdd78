"""What a roster file says once it has been read, and how its problems are told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, time
from typing import NamedTuple

from mentoring.matches import MatchState, MonitorKind
from mentoring.people import Clearance, Role
from mentoring.programs import Model
from mentoring.rooms import Platform
from mentoring.slots import Weekday
from mentoring.windows import Window


class RowProblem(NamedTuple):
    """One thing to mend. `line` counts from 1 as an editor does; `column` is empty where the whole line is meant."""

    line: int
    column: str
    reason: str

    def __str__(self) -> str:
        where = f"Line {self.line}, column {self.column}" if self.column else f"Line {self.line}"
        return f"{where}: {self.reason}."


class BadRoster(ValueError):
    """The file has problems: all of them are here, by line, and nothing of the file was taken."""

    def __init__(self, problems: Iterable[RowProblem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True)
class ProgramRow:
    """`timezone` is an IANA zone; the dates are days in it, and are included."""

    key: str
    name: str
    model: Model
    timezone: str
    starts_on: date
    ends_on: date
    opens_on: date | None = None
    windows: tuple[Window, ...] = ()
    meets_without_school: bool = False
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class PersonRow:
    """`guardian` and `deputy` are keys of other people. `guardian_opted_in_on` stands in the guardian's own row:
    the day of the written consent to be the monitor (R063). `line` is where the row stands in the file."""

    line: int = field(compare=False)
    key: str
    name: str
    roles: frozenset[Role]
    email: str | None
    slack_id: str | None
    language: str
    clearance: Clearance
    adult: bool
    guardian: str | None
    guardian_opted_in_on: date | None
    deputy: str | None
    phone: str | None = None
    school: str | None = None
    timezone: str | None = None


@dataclass(frozen=True)
class MatchRow:
    """People and the program by key. `time` is wall time in the program's zone; `minutes` is the length. `line` is
    where the row stands in the file, and no part of what it says. `offer`: the key of the first option of the offer
    of which this is one (R040). `made_on`: an export says it of every match; a file of somebody's own does not."""

    line: int = field(compare=False)
    key: str
    program: str
    mentor: str
    students: tuple[str, ...]
    monitor: str
    monitor_kind: MonitorKind
    manager: str
    weekday: Weekday
    time: time
    minutes: int
    platform: Platform
    link: str | None
    starts_on: date | None
    state: MatchState
    released_by: str | None
    resumes_on: date | None = None
    offer: str | None = None
    made_on: date | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Roster:
    """Everything in the file, in its order. Every key that a row mentions is here."""

    programs: tuple[ProgramRow, ...]
    people: tuple[PersonRow, ...]
    matches: tuple[MatchRow, ...]
