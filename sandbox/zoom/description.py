"""The part of Zoom's API that the application uses, as its documentation describes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sandbox.zoom import answers, bodies, settings
from sandbox.zoom.fields import Rule, Thing, allowed, one_of, pattern, written_whole


class Rate(StrEnum):
    """How dear a call is; Zoom limits each class by itself."""

    LIGHT = "Light"
    MEDIUM = "Medium"
    HEAVY = "Heavy"


NOTHING = allowed({})
_PAGES: Mapping[str, Rule] = {"page_size": written_whole(1, 300), "next_page_token": pattern(r"[0-9]*")}
_WITH_REGISTRANT: Mapping[str, Rule] = {"include_fields": one_of("registrant_id")}
_SECTION = allowed({"option": one_of("recording", "in_meeting")})
_REMINDERS: Mapping[str, Rule] = {
    "schedule_for_reminder": one_of("true", "false"),
    "cancel_meeting_reminder": one_of("true", "false"),
}


@dataclass(frozen=True)
class Operation:
    """One verb of one path. `scope` is the granular one that the token must have; `status` that of success, whose
    answer has no body where `answer` is None. `echo` is the path's parameter as zoomus repeats it in the query or the
    body, where Zoom ignores it."""

    verb: str
    path: str
    scope: str
    rate: Rate
    status: int = 200
    query: Thing = NOTHING
    body: Thing | None = None
    answer: Thing | None = None
    echo: str = "id"


_OF_MEETINGS = {
    "create a meeting": Operation(
        "POST",
        "/users/{user}/meetings",
        "meeting:write:meeting:admin",
        Rate.MEDIUM,
        201,
        body=bodies.MEETING,
        answer=answers.MEETING,
        echo="user_id",
    ),
    "list meetings": Operation(
        "GET",
        "/users/{user}/meetings",
        "meeting:read:list_meetings:admin",
        Rate.MEDIUM,
        query=allowed({"type": one_of("scheduled"), **_PAGES}),
        answer=answers.MEETINGS,
        echo="user_id",
    ),
    "read a meeting": Operation(
        "GET", "/meetings/{meeting}", "meeting:read:meeting:admin", Rate.LIGHT, answer=answers.MEETING
    ),
    "change a meeting": Operation(
        "PATCH",
        "/meetings/{meeting}",
        "meeting:update:meeting:admin",
        Rate.LIGHT,
        204,
        body=bodies.MEETING,
    ),
    "delete a meeting": Operation(
        "DELETE",
        "/meetings/{meeting}",
        "meeting:delete:meeting:admin",
        Rate.LIGHT,
        204,
        query=allowed(_REMINDERS),
    ),
    "end a meeting": Operation(
        "PUT",
        "/meetings/{meeting}/status",
        "meeting:update:status:admin",
        Rate.LIGHT,
        204,
        body=bodies.END_MEETING,
    ),
    "control a meeting": Operation(
        "PATCH",
        "/live_meetings/{meeting}/events",
        "meeting:update:in_meeting_controls:admin",
        Rate.LIGHT,
        202,
        body=bodies.CONTROL_MEETING,
    ),
}
_OF_REGISTRANTS = {
    "add a registrant": Operation(
        "POST",
        "/meetings/{meeting}/registrants",
        "meeting:write:registrant:admin",
        Rate.LIGHT,
        201,
        body=bodies.ADD_REGISTRANT,
        answer=answers.NEW_REGISTRANT,
    ),
    "list registrants": Operation(
        "GET",
        "/meetings/{meeting}/registrants",
        "meeting:read:list_registrants:admin",
        Rate.MEDIUM,
        query=allowed({"status": one_of("approved", "pending", "denied"), **_PAGES}),
        answer=answers.REGISTRANTS,
    ),
    "change registrants": Operation(
        "PUT",
        "/meetings/{meeting}/registrants/status",
        "meeting:update:registrant_status:admin",
        Rate.MEDIUM,
        204,
        body=bodies.CHANGE_REGISTRANTS,
    ),
}
_OF_SETTINGS = {
    "read a user": Operation("GET", "/users/{user}", "user:read:user:admin", Rate.LIGHT, answer=answers.USER),
    "read user settings": Operation(
        "GET",
        "/users/{user}/settings",
        "user:read:settings:admin",
        Rate.MEDIUM,
        answer=settings.SHOWN_SETTINGS,
    ),
    "change user settings": Operation(
        "PATCH",
        "/users/{user}/settings",
        "user:update:settings:admin",
        Rate.MEDIUM,
        204,
        body=settings.CHANGE_SETTINGS,
    ),
    "read group settings": Operation(
        "GET",
        "/groups/{group}/settings",
        "group:read:settings:admin",
        Rate.MEDIUM,
        query=_SECTION,
        answer=settings.SHOWN_SETTINGS,
    ),
    "change group settings": Operation(
        "PATCH",
        "/groups/{group}/settings",
        "group:update:settings:admin",
        Rate.MEDIUM,
        204,
        query=_SECTION,
        body=settings.CHANGE_SETTINGS,
    ),
    "read group locks": Operation(
        "GET",
        "/groups/{group}/lock_settings",
        "group:read:lock_settings:admin",
        Rate.MEDIUM,
        query=_SECTION,
        answer=settings.SHOWN_LOCKS,
    ),
    "change group locks": Operation(
        "PATCH",
        "/groups/{group}/lock_settings",
        "group:update:lock_settings:admin",
        Rate.MEDIUM,
        204,
        query=_SECTION,
        body=settings.CHANGE_LOCKS,
    ),
}
_OF_ATTENDANCE = {
    "list past participants": Operation(
        "GET",
        "/past_meetings/{run}/participants",
        "meeting:read:list_past_participants:admin",
        Rate.MEDIUM,
        query=allowed({**_WITH_REGISTRANT, **_PAGES}),
        answer=answers.PAST_PARTICIPANTS,
    ),
    "report participants": Operation(
        "GET",
        "/report/meetings/{run}/participants",
        "report:read:list_meeting_participants:admin",
        Rate.HEAVY,
        query=allowed({**_WITH_REGISTRANT, **_PAGES}),
        answer=answers.REPORT_PARTICIPANTS,
    ),
    "watch participants": Operation(
        "GET",
        "/metrics/meetings/{run}/participants",
        "dashboard:read:list_meeting_participants:admin",
        Rate.HEAVY,
        query=allowed({"type": one_of("live", "past"), **_WITH_REGISTRANT, **_PAGES}),
        answer=answers.LIVE_PARTICIPANTS,
    ),
}

OPERATIONS: Mapping[str, Operation] = {**_OF_MEETINGS, **_OF_REGISTRANTS, **_OF_SETTINGS, **_OF_ATTENDANCE}

DASHBOARD_SCOPE = OPERATIONS["watch participants"].scope
"""Business and dearer plans only."""

OTHER_SCOPES = frozenset(
    f"{scope}:admin"
    for scope in (
        "meeting:read:invitation",
        "meeting:read:past_meeting",
        "meeting:read:list_past_instances",
        "meeting:read:participant",
        "cloud_recording:read:recording",
    )
)
"""What the app is granted beside, for its webhooks and for reads that it may do without."""

SCOPES = frozenset(operation.scope for operation in OPERATIONS.values()) - {DASHBOARD_SCOPE} | OTHER_SCOPES
