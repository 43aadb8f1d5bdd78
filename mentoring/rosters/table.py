"""The columns of a roster file: which kind of row has them, and how their cells are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from mentoring.matches import MatchState, MonitorKind
from mentoring.people import Role
from mentoring.programs import Model
from mentoring.rooms import Platform
from mentoring.rosters.cells import (
    a_key,
    a_language,
    a_length,
    a_link,
    a_name,
    a_phone,
    a_slack_id,
    a_timezone,
    a_weekday,
    a_window,
    an_email,
    one_of,
    several,
    yes_or_no,
)
from mentoring.rosters.columns import Column
from mentoring.rosters.moments import a_date, a_time


class Kind(StrEnum):
    """What a row describes: the word in its `record` cell."""

    PROGRAM = "program"
    PERSON = "person"
    MATCH = "match"


IMPORTED_STATES = tuple(state for state in MatchState if state is not MatchState.ENDING)
"""What is ending has people who are being told: only a program that runs can be in the midst of that."""

CLEARANCE = ("interviewed_on", "trained_on", "agreement_on", "background_check_until")

COLUMNS: Mapping[Kind, Mapping[str, Column]] = {
    Kind.PROGRAM: {
        "key": Column(a_key, needed=True),
        "name": Column(a_name, needed=True),
        "model": Column(one_of(Model), needed=True),
        "timezone": Column(a_timezone, needed=True),
        "starts_on": Column(a_date, needed=True),
        "ends_on": Column(a_date, needed=True),
        "opens_on": Column(a_date),
        "windows": Column(several(a_window), blank=()),
        "meets_without_school": Column(yes_or_no, blank=False),
    },
    Kind.PERSON: {
        "key": Column(a_key, needed=True, private=True),
        "name": Column(a_name, needed=True, private=True),
        "roles": Column(several(one_of(Role)), needed=True),
        "email": Column(an_email, private=True),
        "phone": Column(a_phone, private=True),
        "slack_id": Column(a_slack_id, private=True),
        "language": Column(a_language, blank="en"),
        "adult": Column(yes_or_no, blank=True),
        "guardian": Column(a_key, refers=Kind.PERSON),
        "guardian_opt_in": Column(a_date),
        "deputy": Column(a_key, refers=Kind.PERSON),
        "school": Column(a_name),
        "timezone": Column(a_timezone),
        **dict.fromkeys(CLEARANCE, Column(a_date)),
    },
    Kind.MATCH: {
        "key": Column(a_key, needed=True),
        "program": Column(a_key, needed=True),
        "mentor": Column(a_key, needed=True, refers=Kind.PERSON),
        "students": Column(several(a_key), needed=True, refers=Kind.PERSON),
        "monitor": Column(a_key, needed=True, refers=Kind.PERSON),
        "monitor_kind": Column(one_of(MonitorKind), needed=True),
        "manager": Column(a_key, needed=True, refers=Kind.PERSON),
        "weekday": Column(a_weekday, needed=True),
        "time": Column(a_time, needed=True),
        "minutes": Column(a_length, blank=60),
        "platform": Column(one_of(Platform), needed=True),
        "link": Column(a_link, private=True),
        "starts_on": Column(a_date),
        "state": Column(one_of(IMPORTED_STATES), needed=True),
        "released_by": Column(a_key, refers=Kind.PERSON),
        "resumes_on": Column(a_date),
        "offer": Column(a_key),
        "made_on": Column(a_date),
    },
}

HEADER = (
    *("record", "key", "name", "roles", "email", "phone", "slack_id", "language", "adult", "guardian"),
    *("guardian_opt_in", "deputy", "school", *CLEARANCE),
    *("model", "timezone", "starts_on", "ends_on", "opens_on", "windows", "meets_without_school"),
    *("program", "mentor", "students", "monitor", "monitor_kind", "manager", "weekday", "time", "minutes"),
    *("platform", "link", "state", "released_by", "resumes_on", "offer", "made_on"),
)


class Unread(Exception):
    """A check asked for something that could not be read. That has its own problem, so the check stays silent."""


@dataclass(frozen=True)
class Record:
    """One row of the file. `cells` holds the trimmed text of its kind's columns, `values` those that could be read."""

    line: int
    kind: Kind
    cells: Mapping[str, str]
    values: Mapping[str, Any]

    def __getitem__(self, column: str) -> Any:
        """The value of a cell; raises Unread."""
        if column not in self.values:
            raise Unread(column)
        return self.values[column]
