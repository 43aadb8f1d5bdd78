"""Every call that we make of Zoom, each request of it by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from integrations.zoom.client import ZoomApi
from integrations.zoom.demands import HOST_CHANGES, meeting_fields
from integrations.zoom.rooms import ZoomRooms
from mentoring.rooms import MadeRoom
from tests.contract.fault_steps import AT_THE_TOKEN, Step
from tests.contract.zoom_fixtures import FIRST, HASTE, HOSTS, MENTOR, MONITOR, STUDENT, ZoomWorld, request_for
from tests.patience import LONG

REPORT_IS_THERE, REPORT_IS_NOT = timedelta(minutes=20), timedelta(minutes=1)
_DAWN = datetime.min.replace(tzinfo=UTC)


@dataclass
class Scene:
    """A meeting; the token is there already."""

    zoom: ZoomWorld
    api: ZoomApi
    room: MadeRoom
    runs: Sequence[str] = ()
    signed_in: bool = True

    @property
    def rooms(self) -> ZoomRooms:
        """A new one each time: one that was refused a list lets it rest."""
        return ZoomRooms(self.api, list(HOSTS), alias_domain="guests.invalid")

    @property
    def at(self) -> datetime:
        return self.zoom.at

    @property
    def id(self) -> str:
        return self.room.meeting_id


def made(zoom: ZoomWorld) -> Scene:
    api = zoom.api(timeout=LONG)
    return Scene(zoom, api, ZoomRooms(api, list(HOSTS)).create(request_for(), at=zoom.at))


def registered(zoom: ZoomWorld) -> Scene:
    scene = made(zoom)
    scene.rooms.let_in(scene.room, [MENTOR], at=zoom.at)
    return scene


def running(zoom: ZoomWorld) -> Scene:
    scene = registered(zoom)
    address = scene.rooms.opening_address(scene.room, at=zoom.at)
    assert zoom.standin.join(scene.id, name=MONITOR.shown_name, address=address) == "in_meeting"
    assert zoom.standin.join(scene.id, name=MENTOR.shown_name, email=MENTOR.email) == "in_meeting"
    return scene


def recording(zoom: ZoomWorld) -> Scene:
    scene = running(zoom)
    zoom.standin.set_host_setting(FIRST, "recording", "cloud_recording", value=True)
    zoom.standin.record(scene.id, "recording")
    return scene


def over(zoom: ZoomWorld, since: timedelta) -> Scene:
    scene = running(zoom)
    zoom.clock.advance(timedelta(minutes=30))
    scene.rooms.end(scene.room, at=zoom.at)
    mine = [event for event in zoom.inbox.ledger if event.meeting_id == scene.id]
    scene.runs = sorted({event.instance for event in mine})
    zoom.clock.advance(since)
    return scene


def hasty(scene: Scene) -> Scene:
    """The same for somebody who soon gives up on an answer; the token is there where it was."""
    api = scene.zoom.api(timeout=HASTE)
    if scene.signed_in:
        api.granted_scopes(at=scene.at)
    return replace(scene, api=api)


def unsigned(zoom: ZoomWorld) -> Scene:
    """Nobody has asked for a token yet."""
    scene = made(zoom)
    scene.api, scene.signed_in = zoom.api(timeout=LONG), False
    return scene


def just_over(zoom: ZoomWorld) -> Scene:
    """There is no report yet."""
    return over(zoom, REPORT_IS_NOT)


def long_over(zoom: ZoomWorld) -> Scene:
    return over(zoom, REPORT_IS_THERE)


Steps = Sequence[Step[Scene]]

OF_A_ROOM: Steps = (
    Step("create", lambda s: s.rooms.create(request_for("another"), at=s.at), "POST", "/users/", writes=True),
    Step("find", lambda s: s.rooms.find(request_for(), at=s.at), "GET", "/users/"),
    Step("prove: meeting", lambda s: s.rooms.prove(s.room, at=s.at), "GET", "/meetings/"),
    Step("prove: host", lambda s: s.rooms.prove(s.room, at=s.at), "GET", "/settings"),
    Step("secure: host", lambda s: s.rooms.secure(s.room, at=s.at), "PATCH", "/settings", writes=True),
    Step("secure: meeting", lambda s: s.rooms.secure(s.room, at=s.at), "PATCH", "/meetings/", writes=True),
    Step("opening_address", lambda s: s.rooms.opening_address(s.room, at=s.at), "GET", "/meetings/"),
    Step("retire: delete", lambda s: s.rooms.retire(s.room, at=s.at), "DELETE", "/meetings/", writes=True),
)
OF_THE_GUESTS: Steps = (
    Step("let_in: list", lambda s: s.rooms.let_in(s.room, [STUDENT], at=s.at), "GET", "/registrants"),
    Step("let_in: register", lambda s: s.rooms.let_in(s.room, [STUDENT], at=s.at), "POST", "/registrants", writes=True),
    Step("put_out: list", lambda s: s.rooms.put_out(s.room, [MENTOR], at=s.at), "GET", "/registrants"),
    Step("put_out: cancel", lambda s: s.rooms.put_out(s.room, [MENTOR], at=s.at), "PUT", "/registrants", writes=True),
    Step("registrants", lambda s: [*s.api.registrants(s.id, at=s.at)], "GET", "/registrants"),
    Step(
        "cancel_registrants",
        lambda s: s.api.cancel_registrants(s.id, [*s.api.registrants(s.id, at=s.at)], at=s.at),
        "PUT",
        "/registrants/status",
        writes=True,
    ),
)
OF_A_CALL: Steps = (
    Step("observe", lambda s: s.rooms.observe(s.room, since=s.at, at=s.at), "GET", "/v2/meetings/"),
    Step("observe: live list", lambda s: s.rooms.observe(s.room, since=s.at, at=s.at), "GET", "/metrics/"),
    Step("stop_keeping", lambda s: s.rooms.stop_keeping(s.room, at=s.at), "PATCH", "/live_meetings/", writes=True),
    Step("end", lambda s: s.rooms.end(s.room, at=s.at), "PUT", "/status", writes=True),
    Step("retire: end", lambda s: s.rooms.retire(s.room, at=s.at), "PUT", "/status", writes=True),
)
OF_THE_API: Steps = (
    Step(
        "create_meeting",
        lambda s: s.api.create_meeting(FIRST, meeting_fields(request_for()), starts_at=s.at, at=s.at),
        "POST",
        "/meetings",
        writes=True,
    ),
    Step(
        "update_meeting",
        lambda s: s.api.update_meeting(s.id, {"topic": "Session 12"}, host=FIRST, at=s.at),
        "PATCH",
        "/meetings/",
        writes=True,
    ),
    Step("delete_meeting", lambda s: s.api.delete_meeting(s.id, at=s.at), "DELETE", "/meetings/", writes=True),
    Step("scheduled_meetings", lambda s: [*s.api.scheduled_meetings(FIRST, at=s.at)], "GET", "/meetings"),
    Step("meeting", lambda s: s.api.meeting(s.id, at=s.at), "GET", "/meetings/"),
    Step(
        "register",
        lambda s: s.api.register(s.id, email="somebody@guests.invalid", first_name="Somebody", at=s.at),
        "POST",
        "/registrants",
        writes=True,
    ),
    Step("user", lambda s: s.api.user(FIRST, at=s.at), "GET", "/users/"),
    Step("host_settings", lambda s: s.api.host_settings(FIRST, at=s.at), "GET", "/settings"),
    Step(
        "change_host_settings",
        lambda s: s.api.change_host_settings(FIRST, HOST_CHANGES, at=s.at),
        "PATCH",
        "/settings",
        writes=True,
    ),
    Step("group_locks", lambda s: s.api.group_locks(s.zoom.standin.group_id, at=s.at), "GET", "/lock_settings"),
)
OF_A_RUNNING_API: Steps = (
    Step("end_meeting", lambda s: s.api.end_meeting(s.id, at=s.at), "PUT", "/status", writes=True),
    Step("stop_recording", lambda s: s.api.stop_recording(s.id, at=s.at), "PATCH", "/live_meetings/", writes=True),
    Step("live_participants", lambda s: [*s.api.live_participants(s.id, at=s.at)], "GET", "/metrics/"),
)
AFTER_A_CALL: Steps = (
    Step("recall: report", lambda s: s.rooms.recall(s.room, s.runs, since=_DAWN, at=s.at), "GET", "/report/"),
    Step("reported_participants", lambda s: [*s.api.reported_participants(s.runs[0], at=s.at)], "GET", "/report/"),
    Step("past_participants", lambda s: [*s.api.past_participants(s.runs[0], at=s.at)], "GET", "/past_meetings/"),
)
WITHOUT_A_REPORT: Steps = (
    Step("recall: memory", lambda s: s.rooms.recall(s.room, s.runs, since=_DAWN, at=s.at), "GET", "/past_meetings/"),
)
SIGNING_IN: Steps = (
    Step("token", lambda s: s.api.granted_scopes(at=s.at), "POST", "/oauth/token", meets=AT_THE_TOKEN),
    Step("token: for a write", lambda s: s.rooms.end(s.room, at=s.at), "POST", "/oauth/token", meets=AT_THE_TOKEN),
)
PREPARED: Sequence[tuple[Callable[[ZoomWorld], Scene], Steps]] = (
    (made, OF_A_ROOM),
    (registered, OF_THE_GUESTS),
    (recording, OF_A_CALL),
    (made, OF_THE_API),
    (recording, OF_A_RUNNING_API),
    (long_over, AFTER_A_CALL),
    (just_over, WITHOUT_A_REPORT),
    (unsigned, SIGNING_IN),
)
STEPS: Mapping[str, tuple[Callable[[ZoomWorld], Scene], Step[Scene]]] = {
    step.name: (prepare, step) for prepare, steps in PREPARED for step in steps
}
