"""A small program in a Play, and people at their Slack: what they type, and what they then see."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from mentoring.matches import Match
from mentoring.rosters.table import HEADER
from sandbox.play import START, Play
from sandbox.slack.fields import Given
from tests.contract.database_fixtures import put_database
from tests.patience import PATIENT

DANA, MARCUS, ANA, BEN, RUTH, NOBODY = "U07DANA01", "U07MARC02", "U07ANAS03", "U07BENB04", "U07RUTH05", "U0STRANGER"
CLEARED = {
    "interviewed_on": "2026-07-06",
    "trained_on": "2026-08-19",
    "agreement_on": "2026-08-20",
    "background_check_until": "2029-03-28",
}
TUESDAYS = "create mentor Ana Silva, student Luis Reyes, proctor Ruth Abernathy, Tuesday 4:30pm"

Row = dict[str, str]


def program(key: str, name: str, model: str = "independent", **more: str) -> Row:
    blank = {"timezone": "America/New_York", "starts_on": "2026-09-14", "ends_on": "2027-06-18"}
    return {"record": "program", "key": key, "name": name, "model": model, **blank, **more}


def person(key: str, name: str, roles: str, **more: str) -> Row:
    return {"record": "person", "key": key, "name": name, "roles": roles, "email": f"{key}@example.org", **more}


ROWS: tuple[Row, ...] = (
    program("ils", "Independent Learning"),
    program("school", "In-Class Mentoring", "in_class"),
    person("dana", "Dana Whitfield", "manager", slack_id=DANA, deputy="marcus"),
    person("marcus", "Marcus Oyelaran", "manager", slack_id=MARCUS),
    person("ana", "Ana Silva", "mentor", slack_id=ANA, **CLEARED),
    person("ben", "Ben Teacher", "mentor", slack_id=BEN, **CLEARED),
    person("lucia", "Lucía Fernández", "mentor", **CLEARED),
    person("gus", "Gus Tillman", "mentor", interviewed_on="2026-10-14"),
    person("ruth", "Ruth Abernathy", "proctor", slack_id=RUTH, **CLEARED),
    person("sam", "Sam Okonkwo", "proctor", **CLEARED),
    person("carol", "Carol Okafor", "teacher"),
    person("olive", "Olive Office", "staff"),
    person("grace", "Grace Martínez", "guardian", guardian_opt_in="2026-09-01"),
    person("rosa", "Rosa Morales", "guardian"),
    person("amara", "Amara Okafor", "student", adult="no", guardian="grace"),
    person("mateo-martinez", "Mateo Martínez", "student", adult="no", guardian="grace"),
    person("mateo-morales", "Mateo Morales", "student", adult="no", guardian="rosa"),
    person("luis", "Luis Reyes", "student", adult="yes"),
    person("yusuf", "يوسف الحداد", "student", adult="yes"),
)


def roster(folder: Path, *rows: Row, name: str = "roster.csv") -> Path:
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, HEADER, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


@dataclass(frozen=True)
class Office:
    """The bot as people meet it in Slack."""

    play: Play

    def types(self, user: str, command: str, text: str = "") -> str:
        """All that the person then reads in reply to a slash command."""
        outcome = self.play.town.slack.command(user, command, text)
        assert outcome["status"] == 200
        return "\n".join(map(shown, outcome["messages"]))

    def submits(self, user: str, **values: Given) -> dict[str, Any]:
        return self.play.town.slack.submit(user, values)

    def presses(self, user: str, action_id: str, value: str | None = None) -> str:
        outcome = self.play.town.slack.action(user, action_id, value)
        assert outcome["status"] == 200
        return "\n".join(map(shown, outcome["messages"]))

    def reads(self, user: str) -> list[str]:
        return [shown(message) for message in self.play.town.slack.messages_for(user)]

    def makes_match(self, text: str = TUESDAYS, user: str = DANA) -> int:
        """Proposes a match; its number."""
        said = self.types(user, "/match", text)
        assert "Match proposed" in said, said
        return self.matches()[-1].id

    def releases_match(self, text: str = TUESDAYS, *, start: str = "2026-10-27") -> int:
        number = self.makes_match(text)
        assert "Match confirmed" in self.types(DANA, "/match", f"confirm {number} from {start}")
        assert "Match released" in self.types(DANA, "/match", f"release {number}")
        return number

    def matches(self) -> list[Match]:
        with self.play.store.look() as view:
            return sorted(view.matches.many(view.matches.all_ids()).values(), key=lambda match: match.id)

    def match(self, number: int) -> Match:
        return next(match for match in self.matches() if match.id == number)


def shown(message: dict[str, Any]) -> str:
    """Everything that a person reads in a message."""
    return "\n".join([message["text"], *texts(message["blocks"])])


def texts(part: Any) -> list[str]:
    if isinstance(part, list):
        return [text for one in part for text in texts(one)]
    if not isinstance(part, dict):
        return []
    own = [part["text"]] if isinstance(part.get("text"), str) else []
    return own + [text for value in part.values() for text in texts(value)]


@contextmanager
def an_office(folder: Path, *more: Row, start: datetime = START, **settings: Any) -> Iterator[Office]:
    put_database(folder)
    play = Play(folder, start=start, waits=PATIENT, **settings)
    play.open()
    try:
        play.import_file(roster(folder, *ROWS, *more))
        play.town.slack.add_user(NOBODY, name="Stray Person", email="stray@example.org")
        yield Office(play)
    finally:
        play.close()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An office of one's own, for tests that change something."""
    with an_office(tmp_path) as office:
        yield office


@pytest.fixture(scope="module")
def quiet_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One office for all tests of a file that change nothing; it has one match, on Tuesdays at 4:30 PM."""
    with an_office(tmp_path_factory.mktemp("office")) as office:
        office.makes_match()
        yield office
