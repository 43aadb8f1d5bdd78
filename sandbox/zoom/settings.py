"""The settings of hosts and groups: what may be set, what is shown, and what a group locks.

Zoom: the AI Companion's settings are shown, and no schema of a change has them; an administrator switches them in the
portal. In `lock_settings`, `auto_recording` is a boolean, though the setting itself is a word.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from sandbox.zoom.fields import Rule, Thing, allowed, anything, flag, one_of

Settings = dict[str, dict[str, Any]]

_SMART_RECORDING = ("create_recording_highlights", "create_smart_chapters", "create_next_steps")
_CAPTIONS = ("enable", "auto_transcribing", "save_caption", "view_full_transcript")
_MANUAL_CAPTIONS = ("allow_to_type", "auto_generated_captions", "full_transcript", "save_captions")
_RECORDING_FLAGS = ("local_recording", "cloud_recording", "recording_audio_transcript", "save_chat_text")
_IN_MEETING_FLAGS = (
    "breakout_room",
    "private_chat",
    "file_transfer",
    "auto_saving_chat",
    "record_play_voice",
    "allow_live_streaming",
    "custom_live_streaming_service",
    "remote_control",
)
_AI_COMPANION = ("meeting_summary_with_ai_companion", "ai_companion_questions")


def _flags(*names: str) -> dict[str, Rule]:
    return dict.fromkeys(names, flag)


_RECORDING: Mapping[str, Rule] = {
    **_flags(*_RECORDING_FLAGS, "save_close_caption"),
    "auto_recording": one_of("local", "cloud", "none"),
    "smart_recording": allowed(_flags(*_SMART_RECORDING)),
}
_IN_MEETING: Mapping[str, Rule] = {
    **_flags(*_IN_MEETING_FLAGS),
    "allow_users_save_chats": one_of(1, 2, 3),
    "closed_captioning": allowed(_flags(*_CAPTIONS)),
    "manual_captioning": allowed(_flags(*_MANUAL_CAPTIONS)),
}

CHANGE_SETTINGS = allowed({"recording": allowed(_RECORDING), "in_meeting": allowed(_IN_MEETING)})
CHANGE_LOCKS = allowed({"recording": allowed(_flags(*_RECORDING)), "in_meeting": allowed(_flags(*_IN_MEETING))})

SHOWN_SETTINGS = allowed(
    {
        "recording": allowed(dict.fromkeys(_RECORDING, anything)),
        "in_meeting": allowed(dict.fromkeys((*_IN_MEETING, *_AI_COMPANION), anything)),
    }
)
"""Nothing is sure to be there, nor to be of the form that one expects: what Zoom leaves out is unknown, never off."""
SHOWN_LOCKS = allowed(
    {
        "recording": allowed(dict.fromkeys(_RECORDING, anything)),
        "in_meeting": allowed(dict.fromkeys(_IN_MEETING, anything)),
    }
)


def _all_off(thing: Thing) -> dict[str, Any]:
    return {name: _all_off(rule) if isinstance(rule, Thing) else False for name, rule in thing.fields.items()}


def prepared_settings() -> Settings:
    """As an administrator leaves them who read the documents of this program: nothing is kept of a meeting."""
    settings = _all_off(CHANGE_SETTINGS)
    settings["recording"]["auto_recording"] = "none"
    settings["in_meeting"]["allow_users_save_chats"] = 1
    settings["in_meeting"] |= {name: {"enable": False} for name in _AI_COMPANION}
    return settings


def prepared_locks() -> Settings:
    return {"recording": dict.fromkeys(_RECORDING, True), "in_meeting": dict.fromkeys(_IN_MEETING, True)}


def merge(kept: dict[str, Any], changed: Mapping[str, Any]) -> dict[str, Any]:
    """Puts the changed values into the kept ones, level by level. Gives what was there before of all that differs now,
    and nothing when that made no difference."""
    before: dict[str, Any] = {}
    for name, value in changed.items():
        held = kept.get(name)
        if isinstance(value, Mapping) and isinstance(held, dict):
            if differing := merge(held, value):
                before[name] = differing
        elif held != value:
            before[name], kept[name] = held, copy.deepcopy(value)
    return before


def only(settings: Settings, option: str | None) -> Settings:
    """The section that `option` names, or all."""
    return copy.deepcopy(settings if option is None else {option: settings[option]})


def put(settings: Settings, section: str, name: str, value: Any) -> tuple[Settings, Settings]:
    """Sets it, or forgets it where the value is None; gives what was there and what is, as an event shows it."""
    old = settings[section].pop(name, None)
    if value is not None:
        settings[section][name] = value
    return {section: {name: old}}, {section: {name: value}}
