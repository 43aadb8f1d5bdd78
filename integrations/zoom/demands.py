"""Everything that we ask of a Zoom room and of its host, and the reading back of it.

Zoom: defaults of the web portal do not apply to meetings that the API makes, so every field is sent. No field of
a meeting forbids recording by hand; the host's own settings do.
"""

from __future__ import annotations

import json
import math
import secrets
import string
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from integrations.zoom.errors import cleaned
from mentoring.rooms import Reading, RoomRequest

ROOM_SETTINGS: Mapping[str, Any] = {
    "auto_recording": "none",
    "auto_start_meeting_summary": False,
    "auto_start_ai_companion_questions": False,
    "waiting_room": True,
    "waiting_room_options": {"mode": "custom", "who_goes_to_waiting_room": "everyone"},
    "join_before_host": False,
    "jbh_time": 0,
    "mute_upon_entry": True,
    "host_video": False,
    "participant_video": False,
    "approval_type": 1,
    "registrants_confirmation_email": False,
    "registrants_email_notification": False,
    "email_notification": False,
    "allow_multiple_devices": False,
    "meeting_authentication": False,
    "use_pmi": False,
    "push_change_to_calendar": False,
    "show_share_button": False,
    "close_registration": True,
    "private_meeting": True,
    "breakout_room": {"enable": False},
    "continuous_meeting_chat": {"enable": False},
    "audio": "voip",
    "alternative_hosts": "",
}
"""`approval_type` 1: only whom we add. Students are guests without an account, so no `meeting_authentication`."""

MAY_BE_SILENT = frozenset(
    {
        "jbh_time",
        "mute_upon_entry",
        "host_video",
        "participant_video",
        "registrants_confirmation_email",
        "registrants_email_notification",
        "email_notification",
        "meeting_authentication",
        "push_change_to_calendar",
        "show_share_button",
        "private_meeting",
        "alternative_hosts",
        "custom_live_streaming_service",
    }
)
"""Settings that break no proof when Zoom leaves them out of its answer: nobody is recorded or let in by them alone
(`jbh_time` matters only with `join_before_host`, a streaming service only with `allow_live_streaming`). When Zoom does
show one, it must be what we want. Everything else must be read back."""

HOST_SETTINGS: Mapping[str, Any] = {
    "recording": {
        "local_recording": False,
        "cloud_recording": False,
        "auto_recording": "none",
        "recording_audio_transcript": False,
        "save_chat_text": False,
    },
    "in_meeting": {
        "private_chat": False,
        "file_transfer": False,
        "allow_live_streaming": False,
        "custom_live_streaming_service": False,
        "meeting_summary_with_ai_companion": {"enable": False},
        "ai_companion_questions": {"enable": False},
    },
}
"""What is read of a host. Zoom: the AI Companion can be switched in the portal only; the API merely shows it."""

HOST_CHANGES: Mapping[str, Any] = {
    "recording": {
        **HOST_SETTINGS["recording"],
        "save_close_caption": False,
        "smart_recording": {
            "create_recording_highlights": False,
            "create_smart_chapters": False,
            "create_next_steps": False,
        },
    },
    "in_meeting": {
        "breakout_room": False,
        "private_chat": False,
        "file_transfer": False,
        "auto_saving_chat": False,
        "allow_users_save_chats": 1,
        "closed_captioning": {"auto_transcribing": False, "save_caption": False, "view_full_transcript": False},
        "manual_captioning": {"auto_generated_captions": False, "full_transcript": False, "save_captions": False},
        "record_play_voice": False,
        "allow_live_streaming": False,
        "custom_live_streaming_service": False,
        "remote_control": False,
    },
}
"""What is set on a host: everything that keeps, or carries out of the room, what is said and shown. Zoom:
`allow_users_save_chats` 1 is nobody."""

_SCHEDULED = 2
_PASSWORD_LENGTH = 10
_PASSWORD_SIGNS = string.ascii_letters + string.digits


def meeting_fields(request: RoomRequest) -> dict[str, Any]:
    """The body of `create` but for its start. The agenda carries the effect key, by which the room is found again."""
    return {
        "topic": request.topic,
        "type": _SCHEDULED,
        "duration": math.ceil((request.ends_at - request.starts_at) / timedelta(minutes=1)),
        "timezone": "UTC",
        "password": "".join(secrets.choice(_PASSWORD_SIGNS) for _ in range(_PASSWORD_LENGTH)),
        "agenda": request.effect_key,
        "settings": dict(ROOM_SETTINGS),
    }


def read_room(meeting: Mapping[str, Any]) -> Iterator[Reading]:
    """A reading for each field that `create` sent, but for those of MAY_BE_SILENT on which Zoom is silent; of the
    password and of alternative hosts, whose addresses they are, only whether there are any."""
    yield Reading("meeting.type", str(_SCHEDULED), _shown(meeting.get("type")))
    yield Reading("meeting.password", "set", "set" if meeting.get("password") else None)
    yield from _compare("meeting.settings", ROOM_SETTINGS, meeting.get("settings"))


def read_host(settings: Mapping[str, Any]) -> Iterator[Reading]:
    return _compare("host", HOST_SETTINGS, settings)


def _compare(path: str, wanted: Mapping[str, Any], found: Any) -> Iterator[Reading]:
    """What Zoom leaves out, or shows in another form than a setting's, is unknown."""
    given = found if isinstance(found, Mapping) else {}
    for name, value in wanted.items():
        if isinstance(value, Mapping):
            yield from _compare(f"{path}.{name}", value, given.get(name))
        elif name not in MAY_BE_SILENT or given.get(name) is not None:
            yield Reading(f"{path}.{name}", str(_shown(value)), _told(name, given.get(name)))


def _told(name: str, found: Any) -> str | None:
    """A reading goes into alerts and into the log."""
    if name == "alternative_hosts":
        return "set" if found else ""
    return _shown(found)


def _shown(value: Any) -> str | None:
    if value is None:
        return None
    return cleaned(value if isinstance(value, str) else json.dumps(value))
