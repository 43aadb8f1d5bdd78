"""The stand-ins of Google, Zoom and Slack in a process of their own, and the calls that go on there.

The parent puts questions; each of them knows what it does there and what it is answered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Protocol

from starlette.applications import Starlette
from starlette.routing import Mount

from benchmarks.processes import questions
from benchmarks.serving import serving
from benchmarks.standins import slack_stand_in, watched, zoom_stand_in
from mentoring.rooms import MadeRoom, Platform
from sandbox.calls import Call, CallLog
from sandbox.google.standin import GoogleStandIn
from sandbox.slack.standin import SlackStandIn
from sandbox.zoom.standin import ZoomStandIn

IN_MEETING = "in_meeting"


@dataclass(frozen=True)
class Place:
    """The stand-ins, and what they were asked."""

    google: GoogleStandIn
    zoom: ZoomStandIn
    slack: SlackStandIn
    calls: CallLog


class Question(Protocol):
    """What the parent wants of the place."""

    def put_to(self, place: Place) -> Any: ...


class NobodyThere(RuntimeError):
    """Somebody did not get into a room; the figures would mean nothing."""


@dataclass(frozen=True)
class Caller:
    """Somebody at a room. `key`: at Zoom their own link, at Meet the account that they are signed in with."""

    room: MadeRoom
    name: str
    key: str


@dataclass(frozen=True)
class Come:
    """All of them enter, in this order. Answered with the bodies of Zoom's webhooks, none of which was delivered."""

    callers: Sequence[Caller]

    def put_to(self, place: Place) -> Sequence[bytes]:
        """Raises NobodyThere when somebody has to wait."""
        for caller in self.callers:
            meeting_id = caller.room.meeting_id
            if caller.room.platform is Platform.ZOOM:
                place.zoom.join(meeting_id, name=caller.name, address=caller.key)
            elif place.google.join(meeting_id, name=caller.name, email=caller.key) != IN_MEETING:
                raise NobodyThere(f"Meet let {caller.name} wait.")
        return [signed.body for signed in place.zoom.undelivered]


@dataclass(frozen=True)
class Leave:
    """They leave, and no webhook of it arrives. Answered with the time."""

    caller: Caller

    def put_to(self, place: Place) -> datetime:
        room, name = self.caller.room, self.caller.name
        if room.platform is Platform.ZOOM:
            place.zoom.leave(room.meeting_id, name=name)
        else:
            place.google.leave(room.meeting_id, name=name, email=self.caller.key)
        return datetime.now(UTC)


@dataclass(frozen=True)
class HoldToLimits:
    """From now on the stand-ins refuse what is more than their platforms allow."""

    def put_to(self, place: Place) -> None:
        place.google.quotas.enforced = True
        place.zoom.enforce_rates()


@dataclass(frozen=True)
class LiftLimits:
    """From now on Google's stand-in refuses nothing: whoever asks as fast as they can is to be timed."""

    def put_to(self, place: Place) -> None:
        place.google.quotas.enforced = False


@dataclass(frozen=True)
class Reads:
    """Answered with what the stand-ins of the platforms were asked in this time, and answered."""

    since: datetime
    until: datetime

    def put_to(self, place: Place) -> Sequence[Call]:
        calls = (*place.calls.of("google"), *place.calls.of("zoom"))
        return [call for call in calls if self.since <= call.at < self.until]


@dataclass(frozen=True)
class MeetMinutes:
    """Answered with how often each of these accounts, and under "" all together, read Meet in each clock minute."""

    accounts: Sequence[str]

    def put_to(self, place: Place) -> Mapping[str, Mapping[datetime, int]]:
        return {name: place.google.reads_per_minute(name or None) for name in (*self.accounts, "")}


def gathering(line: Connection, folder: Path, members: int, rooms: int, organizers: Sequence[str]) -> None:
    """Writes Google's key file, says its address, and then answers every Question."""
    shared = {**watched(), "calls": CallLog(limit=200_000)}
    google = GoogleStandIn(organizer=organizers[0], more_organizers=organizers[1:], admin=organizers[0], **shared)
    google.spaces.creates_per_minute = None
    slack, zoom = slack_stand_in(members, shared), zoom_stand_in(rooms, shared, dashboard=True)
    place = Place(google, zoom, slack, shared["calls"])
    routes = [Mount("/google", google.app), Mount("/zoom", zoom.app), Mount("/slack", slack.app)]
    with serving(Starlette(routes=routes)) as address:
        google.write_credentials(key_file(folder), token_uri=f"{address}/google/token")
        line.send(address)
        for question in questions(line):
            line.send(question.put_to(place))


def key_file(folder: Path) -> Path:
    return folder / "google.json"
