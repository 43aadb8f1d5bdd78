"""A small program without a fault, and what a test may change in it."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

import pytest

from mentoring.rosters import BadRoster, read_roster
from mentoring.rosters.table import HEADER

Cells = Mapping[str, str]

CLEARED = {
    "interviewed_on": "2026-07-20",
    "trained_on": "2026-08-19",
    "agreement_on": "2026-08-20",
    "background_check_until": "2028-04-15",
}
PROGRAM = {"timezone": "America/New_York", "starts_on": "2026-09-14", "ends_on": "2027-06-18"}
MATCH = {"mentor": "ana", "manager": "dana", "weekday": "MO", "time": "16:30", "starts_on": "2026-10-05"}

ROWS: Mapping[str, Cells] = {
    "ils": {"record": "program", "name": "Independent Learning", "model": "independent", **PROGRAM},
    "inclass": {"record": "program", "name": "In-Class", "model": "in_class", **PROGRAM},
    "dana": {
        "record": "person",
        "name": "Dana Whitfield",
        "roles": "manager",
        "slack_id": "U07DANA01",
        "deputy": "marcus",
    },
    "marcus": {"record": "person", "name": "Marcus Oyelaran", "roles": "manager", "email": "marcus@example.org"},
    "ana": {"record": "person", "name": "Ana Silva", "roles": "mentor", "email": "ana@example.com", **CLEARED},
    "ruth": {"record": "person", "name": "Ruth Abernathy", "roles": "proctor", "slack_id": "U07RUTH01", **CLEARED},
    "carol": {"record": "person", "name": "Carol Okafor", "roles": "teacher", "email": "carol@example.org"},
    "grace": {"record": "person", "name": "Grace Lee", "roles": "guardian", "email": "grace@example.com"},
    "amara": {"record": "person", "name": "Amara Lee", "roles": "student", "adult": "no", "guardian": "grace"},
    "luis": {"record": "person", "name": "Luis Rosado", "roles": "student", "adult": "yes"},
    "m-ils": {
        "record": "match",
        **MATCH,
        "program": "ils",
        "students": "amara",
        "monitor": "ruth",
        "monitor_kind": "proctor",
        "platform": "google_meet",
        "state": "active",
        "released_by": "dana",
    },
    "m-class": {
        "record": "match",
        **MATCH,
        "program": "inclass",
        "students": "luis",
        "monitor": "carol",
        "monitor_kind": "teacher",
        "platform": "external",
        "link": "https://class.example.org/5b",
        "state": "confirmed",
    },
}
"""A small program without a fault; row n stands on line n + 2."""


def line_of(key: str) -> int:
    return list(ROWS).index(key) + 2


def sheet(changes: Mapping[str, Cells] | None = None, *, more: tuple[Cells, ...] = ()) -> str:
    """The small program as a file, with cells changed by row, and rows added at its end."""
    out = io.StringIO()
    writer = csv.DictWriter(out, HEADER, restval="", lineterminator="\n")
    writer.writeheader()
    for key, cells in ROWS.items():
        writer.writerow({"key": key, **cells, **(changes or {}).get(key, {})})
    writer.writerows(more)
    return out.getvalue()


def problems(text: str) -> list[str]:
    with pytest.raises(BadRoster) as caught:
        read_roster(text)
    return [str(problem) for problem in caught.value.problems]
