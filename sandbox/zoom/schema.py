"""The request bodies that Zoom's API description allows. Unlike Zoom, an unknown or misplaced field is refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sandbox.zoom.refusals import validation_failed

Check = Callable[[Any], bool]
Shape = Mapping[str, "Check | Shape"]


def _flag(value: Any) -> bool:
    return isinstance(value, bool)


def _text(limit: int) -> Check:
    return lambda value: isinstance(value, str) and len(value) <= limit


def _pattern(regex: str) -> Check:
    return lambda value: isinstance(value, str) and re.fullmatch(regex, value) is not None


def _one_of(*options: str | int) -> Check:
    return lambda value: not isinstance(value, bool) and value in options


def _minutes(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 1440


def _utc_time(value: Any) -> bool:
    try:
        return bool(datetime.strptime(value, "%Y-%m-%dT%H:%M:%SZ"))  # noqa: DTZ007 - only the form is checked
    except (TypeError, ValueError):
        return False


def _path_parameter(_: Any) -> bool:
    """zoomus repeats the path parameter in the body, and Zoom ignores it."""
    return True


SETTINGS: Shape = {
    "allow_multiple_devices": _flag,
    "alternative_hosts": _text(500),
    "approval_type": _one_of(0, 1, 2),
    "audio": _one_of("both", "telephony", "voip", "thirdParty"),
    "auto_recording": _one_of("local", "cloud", "none"),
    "auto_start_ai_companion_questions": _flag,
    "auto_start_meeting_summary": _flag,
    "breakout_room": {"enable": _flag},
    "close_registration": _flag,
    "continuous_meeting_chat": {"enable": _flag},
    "email_notification": _flag,
    "host_video": _flag,
    "jbh_time": _one_of(0, 5, 10, 15),
    "join_before_host": _flag,
    "meeting_authentication": _flag,
    "mute_upon_entry": _flag,
    "participant_video": _flag,
    "private_meeting": _flag,
    "push_change_to_calendar": _flag,
    "registrants_confirmation_email": _flag,
    "registrants_email_notification": _flag,
    "show_share_button": _flag,
    "use_pmi": _flag,
    "waiting_room": _flag,
    "waiting_room_options": {
        "mode": _one_of("follow_setting", "custom"),
        "who_goes_to_waiting_room": _one_of("everyone", "users_not_in_account", "users_not_on_invite"),
    },
}

_MEETING: Shape = {
    "topic": _text(200),
    "type": _one_of(1, 2, 3, 8),
    "start_time": _utc_time,
    "duration": _minutes,
    "timezone": _text(64),
    "password": _pattern(r"[A-Za-z0-9@\-_*]{1,10}"),
    "agenda": _text(2000),
    "settings": SETTINGS,
}
CREATE_MEETING: Shape = {**_MEETING, "user_id": _path_parameter}
UPDATE_MEETING: Shape = {**_MEETING, "id": _path_parameter}
ADD_REGISTRANT: Shape = {
    "email": _pattern(r"[^@\s]{1,64}@[^@\s]{1,128}"),
    "first_name": _pattern(r"(?s).{1,64}"),
    "last_name": _text(64),
    "language": _text(8),
    "auto_approve": _flag,
    "id": _path_parameter,
}
CHANGE_STATUS: Shape = {"action": _one_of("end")}


def check(shape: Shape, body: Any, *, required: tuple[str, ...] = ()) -> dict[str, Any]:
    """The body when it fits; raises Zoom's "Validation Failed." with every mistake in it otherwise."""
    if not isinstance(body, dict):
        raise validation_failed([{"field": "", "message": "A JSON object is required."}])
    missing = [{"field": name, "message": "Missing required field."} for name in required if name not in body]
    mistakes = missing + list(_mistakes(shape, body, ""))
    if mistakes:
        raise validation_failed(mistakes)
    return body


def _mistakes(shape: Shape, body: Mapping[str, Any], prefix: str) -> Iterator[dict[str, str]]:
    for name, value in body.items():
        rule = shape.get(name)
        if isinstance(rule, Mapping) and isinstance(value, dict):
            yield from _mistakes(rule, value, f"{prefix}{name}.")
        elif rule is None:
            yield {"field": f"{prefix}{name}", "message": "Unknown field."}
        elif isinstance(rule, Mapping) or not rule(value):
            yield {"field": f"{prefix}{name}", "message": "Invalid field."}
