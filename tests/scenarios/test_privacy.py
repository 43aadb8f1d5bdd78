"""After a whole day: who can read what, anywhere."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
import structlog
from pydantic import SecretStr
from rich.console import Console

from mentoring.people import Person, Role
from sandbox.faults import Effect
from sandbox.play import Play
from sandbox.story import MONDAY_EVENING, Story
from sandbox.telling import Teller
from tests.patience import PATIENT
from tests.scenarios.play_fixtures import (
    ANA,
    ANGELA,
    HALF_PAST_FOUR,
    LUIS,
    MEET,
    RUTH,
    SAMUEL,
    SECOND,
    THOMAS,
    dump,
    on_stage,
)

ZOOM_TOO = {**SECOND, "platform": "zoom"}
A_WHILE = timedelta(minutes=15)
"""After the story, with every platform in trouble: two sessions are running then."""
ROOM_ADDRESS = re.compile(r"meet\.google\.com/[a-z]|zoom\.us/[jws]/|[?&](tk|zak|pwd)=")
TOKEN = re.compile(r"xoxb-|Bearer |PRIVATE KEY|ya29\.")


class Day:
    """The day of `chaperone story`, and everything that it left to read."""

    def __init__(self, play: Play, logged: Sequence[Any], rows: str) -> None:
        self.play = play
        with play.store.look() as view:
            self.people = view.people.all()
        self.by_person = {person.id: self._reads(person) for person in self.people}
        metrics = requests.get(f"{play.url}/metrics", timeout=10).text
        notes = [row for row in rows.splitlines() if row.startswith('INSERT INTO "duties"')]
        self.logs = json.dumps(logged, default=str, ensure_ascii=False)
        self.unseen = "\n".join([self.logs, metrics, *notes])

    @property
    def students(self) -> list[Person]:
        return [person for person in self.people if person.has(Role.STUDENT)]

    @property
    def volunteers(self) -> list[Person]:
        return [person for person in self.people if person.has(Role.MENTOR) or person.has(Role.PROCTOR)]

    @property
    def secrets(self) -> dict[str, str]:
        settings = self.play.settings
        given = {name: getattr(settings, name) for name in settings.model_fields_set}
        return {name: value.get_secret_value() for name, value in given.items() if isinstance(value, SecretStr)}

    @property
    def everything(self) -> str:
        return "\n".join([*self.by_person.values(), self.unseen])

    def _reads(self, person: Person) -> str:
        slack, town = person.slack_user_id, self.play.town
        letters = [one for one in town.mail.letters() if one["to"] == person.email]
        seen: list[Any] = [letters, town.google.events_for(person.email or "")]
        if slack is not None:
            town.slack.app_home_opened(slack)
            seen += [town.slack.messages_for(slack), town.slack.home_for(slack), town.slack.view_for(slack)]
        return json.dumps(seen, ensure_ascii=False)


@pytest.fixture
def day(tmp_path: Path) -> Iterator[Day]:
    play = Play(tmp_path, start=MONDAY_EVENING, waits=PATIENT)
    try:
        with structlog.testing.capture_logs() as logged:
            Story(play, Teller(Console(file=io.StringIO()), play.zone)).tell()
            for service in ("google", "zoom", "slack", "mail"):
                play.town.faults.order(service, Effect.ERROR, 20)
            play.advance(A_WHILE)
        yield Day(play, logged, dump(tmp_path))
    finally:
        play.close()


def test_what_a_day_leaves_to_read_keeps_families_private(day: Day, caplog: pytest.LogCaptureFixture) -> None:
    """One day, many checks: playing it is what takes the time."""
    assert "duty.put_off" in day.logs, "the platforms' troubles are in the log, so their words are checked"
    libraries = "\n".join(record.getMessage() for record in caplog.get_records("setup"))
    unseen = f"{day.unseen}\n{libraries}"
    for student in day.students:
        assert student.email is None or student.email not in unseen
        assert student.name not in unseen
        for reader in day.people:
            if student.email is not None and reader.id != student.id:
                assert student.email not in day.by_person[reader.id], reader.key
        for volunteer in day.volunteers:
            assert student.name not in day.by_person[volunteer.id], volunteer.key
    for person in day.people:
        assert person.email is None or person.email not in unseen, person.key
    everything = f"{day.everything}\n{libraries}"
    assert not ROOM_ADDRESS.search(everything)
    assert not TOKEN.search(everything)
    for name, secret in day.secrets.items():
        assert secret not in everything, name


def test_every_invitation_shows_its_guest_alone_and_their_own_door(tmp_path: Path) -> None:
    with on_stage(tmp_path, MEET, ZOOM_TOO) as stage:
        stage.move_to(HALF_PAST_FOUR - timedelta(hours=1))
        doors: list[str] = []
        for key in (ANA, RUTH, ANGELA, THOMAS, SAMUEL, LUIS):
            email = stage.person(key).email or ""
            events = stage.town.google.events_for(email)
            assert events, key
            for event in events:
                assert [guest["email"] for guest in event["attendees"]] == [email]
                doors.append(event["location"])
        assert len(set(doors)) == len(doors), "nobody shares a door"
