"""A small program on the sandbox, driven as people and platforms would drive it."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from integrations.zoom.client import ZoomApi
from mentoring.acts.hosting import StoredBudget
from mentoring.people import Person
from mentoring.sessions import Session
from mentoring.stored import Record
from sandbox.calls import Call
from sandbox.faults import Effect
from sandbox.play import SAMPLE, Play
from sandbox.telling import shown_text
from tests.contract.database_fixtures import put_database
from tests.patience import PATIENT

COLUMNS = SAMPLE.read_text(encoding="utf-8").splitlines()[0].split(",")
CLEARED = {
    "interviewed_on": "2026-07-06",
    "trained_on": "2026-08-19",
    "agreement_on": "2026-08-20",
    "background_check_until": "2029-03-28",
}
DANA, MARCUS = "dana-whitfield", "marcus-oyelaran"
ANA, THOMAS = "ana-silva", "thomas-brennan"
RUTH, SAMUEL, WALTER = "ruth-abernathy", "samuel-okonkwo", "walter-schmidt"
ANGELA, AMARA, LUIS = "angela-freeman", "amara-freeman", "luis-rosado"

MONDAY = datetime.fromisoformat("2026-10-26T00:00:00-04:00")
HALF_PAST_FOUR = datetime.fromisoformat("2026-10-27T16:30:00-04:00")
"""A Tuesday: when the first session of `MEET` and `ZOOM` starts."""


def person(key: str, role: str, *, slack: str = "", **more: str) -> dict[str, str]:
    name = " ".join(part.title() for part in key.split("-"))
    email = f"{key.replace('-', '.')}@example.com"
    return {"record": "person", "key": key, "name": name, "roles": role, "email": email, "slack_id": slack, **more}


PROGRAM: Sequence[Mapping[str, str]] = (
    {
        "record": "program",
        "key": "ils",
        "name": "Independent Learning Support",
        "model": "independent",
        "timezone": "America/New_York",
        "starts_on": "2026-09-14",
        "ends_on": "2027-06-18",
    },
    person(DANA, "manager", slack="U07DANAW01", deputy=MARCUS),
    person(MARCUS, "manager", slack="U07MARCU02", deputy=DANA),
    person(ANA, "mentor", slack="U07ANASI03", **CLEARED),
    person(THOMAS, "mentor", slack="U07THOMA04", **CLEARED),
    person(RUTH, "proctor", slack="U07RUTHA16", **CLEARED),
    person(SAMUEL, "proctor", slack="U07SAMUE17", **CLEARED),
    person(WALTER, "proctor", **CLEARED),
    person(ANGELA, "guardian"),
    person(AMARA, "student", adult="no", guardian=ANGELA),
    person(LUIS, "student", adult="yes"),
)

MEET: Mapping[str, str] = {
    "record": "match",
    "key": "ana-amara",
    "program": "ils",
    "mentor": ANA,
    "students": AMARA,
    "monitor": RUTH,
    "monitor_kind": "proctor",
    "manager": DANA,
    "weekday": "TU",
    "time": "16:30",
    "minutes": "60",
    "platform": "google_meet",
    "starts_on": "2026-10-06",
    "state": "active",
    "released_by": DANA,
}
ZOOM: Mapping[str, str] = {**MEET, "key": "ana-amara-on-zoom", "platform": "zoom"}
SECOND: Mapping[str, str] = {
    **MEET,
    "key": "thomas-luis",
    "mentor": THOMAS,
    "students": LUIS,
    "monitor": SAMUEL,
}


def many_matches(count: int, **changes: str) -> list[dict[str, str]]:
    """So many matches of one manager at the same time, each with people of its own."""
    rows: list[dict[str, str]] = []
    for number in range(1, count + 1):
        mentor, student, monitor = (f"{role}-number-{number}" for role in ("mentor", "student", "proctor"))
        rows += [
            person(mentor, "mentor", slack=f"U07MENTOR{number}", **CLEARED),
            person(student, "student", adult="yes"),
            person(monitor, "proctor", slack=f"U07PROCTOR{number}", **CLEARED),
            {**MEET, "key": f"m{number}", "mentor": mentor, "students": student, "monitor": monitor, **changes},
        ]
    return rows


def roster_text(*rows: Mapping[str, str]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows([*PROGRAM, *rows])
    return text.getvalue()


def write_roster(folder: Path, *rows: Mapping[str, str]) -> Path:
    path = folder / "roster.csv"
    path.write_text(roster_text(*rows), encoding="utf-8")
    return path


def dump(folder: Path) -> str:
    """Every row of the database in that folder, as text."""
    with closing(sqlite3.connect(folder / "chaperone.db")) as connection:
        return "\n".join(connection.iterdump())


class Entrance:
    """Stands before Chaperone's own web; while a path is `shut` it answers 503 there, as a proxy in trouble would."""

    def __init__(self, app: ASGIApp) -> None:
        self.shut: set[str] = set()
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = Response(status_code=503) if scope.get("path") in self.shut else self.app
        await app(scope, receive, send)


class Stage:
    """A play with the words that scenarios are told in. People are named by their key."""

    def __init__(self, play: Play, folder: Path, entrance: Entrance) -> None:
        self.play, self.town, self.entrance, self._folder = play, play.town, entrance, folder

    def person(self, key: str) -> Person:
        return self.play.person(key)

    def slack_id(self, key: str) -> str:
        return self.person(key).slack_user_id or ""

    def sessions(self, mentor: str = ANA) -> list[Session]:
        """Everything that is planned for this mentor, in order."""
        with self.play.store.look() as view:
            found = view.sessions.all()
            matches = view.matches.many({session.match_id for session in found})
        mine = [s for s in found if matches[s.match_id].mentor_id == self.person(mentor).id]
        return sorted(mine, key=lambda session: session.starts_at)

    def session(self, mentor: str = ANA) -> Session:
        """The mentor's next session, or the one that is going on or was last."""
        return self.sessions(mentor)[0]

    def add(self, *rows: Mapping[str, str]) -> None:
        """Imports more rows, beside those that stand already."""
        self.play.import_file(write_roster(self._folder, *rows))

    def settle(self) -> None:
        self.play.settle()

    def move_to(self, moment: datetime) -> None:
        self.play.move_to(moment)

    def jump_to(self, moment: datetime) -> None:
        """As after a sleep of the machine: whatever fell due on the way is done now, late."""
        self.play.clock.move_to(moment)
        self.play.settle()

    def wait(self, **length: float) -> None:
        self.play.advance(timedelta(**length))

    def meeting(self, session: Session) -> str | None:
        """The platform's id of the room that is proven and handed out."""
        with self.play.store.look() as view:
            room = view.rooms.of(session.id)
        return room.room.meeting_id if room is not None and room.room is not None else None

    def room_of(self, session: Session) -> str:
        meeting = self.meeting(session)
        assert meeting is not None, f"session {session.id} has no room"
        return meeting

    def come(self, key: str, session: Session | None = None) -> str:
        """Through their own door; where the platform leaves them."""
        session, person = session or self.session(), self.person(key)
        place = self.play.come(self.room_of(session), name=person.name, email=person.email, via="door")
        self.play.settle()
        return place

    def come_by_link(self, name: str, session: Session | None = None) -> str:
        """Somebody whom nobody invited, signed in nowhere."""
        place = self.play.come(self.room_of(session or self.session()), name=name, email=None, via="link")
        self.play.settle()
        return place

    def go(self, key: str, session: Session | None = None) -> None:
        session, person = session or self.session(), self.person(key)
        self.play.go(self.room_of(session), name=person.public_name, email=person.email)
        self.play.settle()

    def messages(self, key: str, *words: str) -> list[dict[str, Any]]:
        """What this person reads in Slack and holds all of these words, oldest first."""
        seen = self.town.slack.messages_for(self.slack_id(key))
        return [found for found in seen if all(word in shown_text(found) for word in words)]

    def message(self, key: str, *words: str) -> dict[str, Any]:
        found = self.messages(key, *words)
        assert len(found) == 1, [shown_text(m) for m in found or self.messages(key)]
        return found[0]

    def command(self, key: str, command: str, text: str) -> str:
        """What the person reads in answer."""
        outcome = self.town.slack.command(self.slack_id(key), command, text)
        self.play.settle()
        return " ".join(shown_text(found) for found in outcome["messages"])

    def press(self, key: str, action_id: str) -> str:
        """What the person reads in answer."""
        outcome = self.town.slack.action(self.slack_id(key), action_id)
        self.play.settle()
        return " ".join(shown_text(found) for found in outcome["messages"])

    def alerts(self, reason: str | None = None) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.play.state()["alerts"]
        return [alert for alert in found if reason in (None, alert["reason"])]

    def alert(self, reason: str) -> dict[str, Any]:
        found = self.alerts(reason)
        assert len(found) == 1, self.alerts()
        return found[0]

    def letters(self, key: str, *words: str) -> list[dict[str, Any]]:
        to = self.person(key).email
        return [
            found
            for found in self.town.mail.letters()
            if found["to"] == to and all(word in found["subject"] + found["text"] for word in words)
        ]

    def record(self, session: Session) -> Record:
        """What was written down after the end."""
        with self.play.store.look() as view:
            return view.records.of([session.id])[session.id]

    def calls(self, service: str, method: str, ending: str) -> list[Call]:
        return [c for c in self.town.calls.of(service) if c.method == method and c.path.endswith(ending)]

    def order(self, service: str, effect: str, times: int = 1, *, path: str = "") -> None:
        """The next so many calls of that platform, to addresses with that in them, go wrong."""
        self.town.faults.order(service, Effect(effect), times, path=path)

    def zoom_meetings(self) -> list[dict[str, Any]]:
        """What an administrator finds in the Zoom account."""
        api, at = self._zoom_api(), self.play.clock.now()
        return [meeting for host in self.play.settings.zoom_hosts for meeting in api.scheduled_meetings(host, at=at)]

    def zoom_registrants(self, meeting_id: str) -> list[dict[str, Any]]:
        return [*self._zoom_api().registrants(meeting_id, at=self.play.clock.now())]

    def _zoom_api(self) -> ZoomApi:
        settings = self.play.settings
        secret = settings.zoom_client_secret
        return ZoomApi(
            account_id=settings.zoom_account_id or "",
            client_id=settings.zoom_client_id or "",
            client_secret=secret.get_secret_value() if secret else "",
            budget=StoredBudget(self.play.store),
            api_url=settings.zoom_api_url,
            oauth_url=settings.zoom_oauth_url,
        )

    def everything_said(self) -> str:
        """All that anybody can read anywhere: Slack, calendars and mail."""
        with self.play.store.look() as view:
            people = view.people.all()
        said: list[Any] = [self.town.mail.letters()]
        said += [self.town.google.events_for(person.email) for person in people if person.email]
        said += [self.town.slack.messages_for(p.slack_user_id) for p in people if p.slack_user_id]
        said += [self.town.slack.home_for(p.slack_user_id) for p in people if p.slack_user_id]
        return json.dumps(said, ensure_ascii=False)

    def database(self) -> str:
        """Every row, as text."""
        return dump(self._folder)

    def heal(self, service: str) -> None:
        for effect in Effect:
            self.town.faults.order(service, effect, 0)


@contextmanager
def on_stage(
    folder: Path,
    *rows: Mapping[str, str],
    start: datetime = MONDAY + timedelta(hours=8),
    **settings: Any,
) -> Iterator[Stage]:
    """The small program with these matches, imported at `start`; what falls due is done when the clock first moves."""
    put_database(folder)
    play = Play(folder, start=start, waits=PATIENT, **settings)
    entrance = Entrance(play.service.web)
    play.open(entrance)
    try:
        play.import_file(write_roster(folder, *rows))
        yield Stage(play, folder, entrance)
    finally:
        play.close()
