"""What must be true of the Zoom account: the app's scopes, and the hosts with their settings and locks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from integrations.zoom.client import ZoomApi
from integrations.zoom.demands import read_host
from integrations.zoom.errors import LACKS_SCOPE, NO_SUCH_USER, ZoomRefused
from integrations.zoom.scopes import LIVE_LIST, NEEDED_SCOPES, READ_LOCKS, READ_USER, READ_USER_SETTINGS
from mentoring.checks import Check, failed, passed, unknown
from mentoring.ports import ProviderError
from mentoring.rooms import Reading

CREDENTIALS, SCOPES, LIVE = "Zoom: the credentials work", "Zoom: scopes", "Zoom: live list of participants"
_APP = "Zoom App Marketplace > Manage > your Server-to-Server OAuth app"
_SETTINGS = "Zoom web portal > Account Management > Account Settings"
_GROUPS = "Zoom web portal > User Management > Groups"
_USERS = "Zoom web portal > User Management > Users"
_LATER = "Try again when Zoom answers."
_LICENSED = 2
"""Zoom API: GET /users/{userId}, `type`: 1 is Basic, 2 is Licensed."""

_SWITCHES: Mapping[str, str] = {
    "recording.local_recording": "Recording > Record to computer files",
    "recording.cloud_recording": "Recording > Cloud recording",
    "recording.auto_recording": "Recording > Automatic recording",
    "recording.recording_audio_transcript": "Recording > Cloud recording > Create audio transcript",
    "recording.save_chat_text": "Recording > Cloud recording > Save chat messages from the meeting",
    "in_meeting.private_chat": "Meeting > In Meeting (Basic) > Direct messages",
    "in_meeting.file_transfer": "Meeting > In Meeting (Basic) > Send files via meeting chat",
    "in_meeting.allow_live_streaming": "Meeting > In Meeting (Advanced) > Livestreaming",
    "in_meeting.custom_live_streaming_service": "Meeting > In Meeting (Advanced) > Livestreaming > Custom service",
    "in_meeting.meeting_summary_with_ai_companion.enable": "AI Companion > Meeting > Meeting summary",
    "in_meeting.ai_companion_questions.enable": "AI Companion > Meeting > Meeting questions",
}
"""Where an administrator switches each setting that is read of a host."""
_LOCKED = ("local_recording", "cloud_recording", "auto_recording")


@dataclass(frozen=True)
class _Answer:
    """What Zoom answered to one read, or why there is none and what mends that."""

    body: Mapping[str, Any] | None
    error: ProviderError | None = None
    fix: str = ""

    @property
    def why(self) -> str:
        return self.error.said if self.error is not None else "Zoom does not show it"


class ZoomExaminer:
    """Examiner for Zoom. `hosts`: the licensed users of the pool, by address."""

    def __init__(self, api: ZoomApi, hosts: Mapping[str, int]) -> None:
        self._api, self._hosts = api, tuple(hosts)

    def examine(self, *, at: datetime) -> Sequence[Check]:
        """The names of the checks are the same whatever Zoom answers."""
        try:
            granted = self._api.granted_scopes(at=at)
        except ProviderError as error:
            return self._without_token(error)
        locks: dict[str, _Answer] = {}
        return [
            passed(CREDENTIALS, "Zoom gave a token"),
            _scopes(granted),
            _live(granted),
            *(check for host in self._hosts for check in self._host(host, locks, at)),
        ]

    def _without_token(self, error: ProviderError) -> Sequence[Check]:
        """Nothing else is asked: each question would only wait for the same answer again."""
        unasked = _Answer(None, error, _LATER)
        credentials = unknown(CREDENTIALS, error.said, _LATER)
        if error.permanent:
            names = "CHAPERONE_ZOOM_ACCOUNT_ID, CHAPERONE_ZOOM_CLIENT_ID and CHAPERONE_ZOOM_CLIENT_SECRET"
            fix = f"{_APP} > App Credentials: copy them into {names}, and see that the app is activated."
            credentials, unasked = failed(CREDENTIALS, error.said, fix), _Answer(None, error, fix)
        return [
            credentials,
            *(unknown(name, unasked.why, unasked.fix) for name in (SCOPES, LIVE)),
            *(check for host in self._hosts for check in _host_checks(host, unasked, unasked, [])),
        ]

    def _host(self, host: str, locks: dict[str, _Answer], at: datetime) -> Iterator[Check]:
        """`locks`: what was read of groups already, for most hosts share one."""
        user = _read(partial(self._api.user, host, at=at), READ_USER)
        settings = _read(partial(self._api.host_settings, host, at=at), READ_USER_SETTINGS)
        groups = _groups(user) or ()
        for group in groups:
            if group not in locks:
                locks[group] = _read(partial(self._api.group_locks, group, at=at), READ_LOCKS)
        return _host_checks(host, user, settings, [locks[group] for group in groups])


def _read(ask: Callable[[], Mapping[str, Any]], scope: str) -> _Answer:
    try:
        return _Answer(ask())
    except ZoomRefused as refusal:
        return _Answer(None, refusal, _granting(scope) if refusal.code == LACKS_SCOPE else _LATER)
    except ProviderError as error:
        return _Answer(None, error, _LATER)


def _granting(*scopes: str) -> str:
    return f"{_APP} > Scopes: add {', '.join(scopes)}."


def _scopes(granted: frozenset[str]) -> Check:
    missing = sorted(NEEDED_SCOPES - granted)
    if not granted:
        return unknown(SCOPES, "Zoom did not tell the token's scopes", _granting(*missing))
    if missing:
        return failed(SCOPES, f"missing: {', '.join(missing)}", _granting(*missing))
    return passed(SCOPES, f"all {len(NEEDED_SCOPES)} granted")


def _live(granted: frozenset[str]) -> Check:
    if LIVE_LIST in granted:
        return passed(LIVE, f"{LIVE_LIST} is granted")
    evidence = f"{LIVE_LIST} is not granted: while a meeting runs, only webhooks and doors tell who is in it"
    return unknown(
        LIVE, evidence, f"On a Business plan or above, {_granting(LIVE_LIST)} Other plans do not have the list."
    )


def _host_checks(host: str, user: _Answer, settings: _Answer, locks: Sequence[_Answer]) -> Iterator[Check]:
    yield _licensed(host, user)
    found = {reading.setting.removeprefix("host."): reading for reading in read_host(settings.body or {})}
    for setting, place in _SWITCHES.items():
        yield _off(host, setting, found.get(setting), f"{_SETTINGS} > {place}: off, and locked.", settings)
    for name in _LOCKED:
        yield _locked(host, name, user, locks)


def _licensed(host: str, user: _Answer) -> Check:
    name, fix = f"Zoom: {host} is an active, licensed user", f"{_USERS}: give {host} a Meetings licence."
    if isinstance(user.error, ZoomRefused) and user.error.code == NO_SUCH_USER:
        return failed(name, "Zoom knows no such user", f"{_USERS}: add {host}, or correct CHAPERONE_ZOOM_HOSTS.")
    body = user.body or {}
    kind, status = body.get("type"), body.get("status")
    if not isinstance(kind, int) or not isinstance(status, str):
        return unknown(name, user.why, user.fix or fix)
    if kind != _LICENSED:
        return failed(name, f"the user's type is {kind}, not {_LICENSED}", fix)
    if status != "active":
        return failed(name, f"the user is {status}", f"{_USERS}: activate {host}.")
    return passed(name, f"the user's type is {kind}, and active")


def _off(host: str, setting: str, reading: Reading | None, fix: str, settings: _Answer) -> Check:
    name = f"Zoom: {setting.removesuffix('.enable')} is off for {host}"
    if reading is None or reading.found is None:
        return unknown(name, settings.why, settings.fix or fix)
    if not reading.holds:
        return failed(name, f"it is {reading.found}, not {reading.wanted}", fix)
    return passed(name, f"it is {reading.found}")


def _locked(host: str, setting: str, user: _Answer, locks: Sequence[_Answer]) -> Check:
    """Zoom: the lock of `auto_recording` is a boolean, though the setting itself is a word. One group's lock binds."""
    name = f"Zoom: recording.{setting} is locked for {host}"
    fix = f"{_GROUPS} > the group of {host} > {_SWITCHES[f'recording.{setting}']}: off, and locked."
    groups = _groups(user)
    if groups is None:
        return unknown(name, user.why, user.fix or fix)
    if not groups:
        return failed(name, "the user is in no group", f"{_GROUPS}: put {host} into a group for hosts. Then {fix}")
    found = [_lock(answer, setting) for answer in locks]
    if True in found:
        return passed(name, "a group of the user locks it")
    if None in found:
        unread = locks[found.index(None)]
        return unknown(name, unread.why, unread.fix or fix)
    return failed(name, "no group of the user locks it", fix)


def _lock(answer: _Answer, setting: str) -> bool | None:
    section = (answer.body or {}).get("recording")
    value = section.get(setting) if isinstance(section, Mapping) else None
    return value if isinstance(value, bool) else None


def _groups(user: _Answer) -> Sequence[str] | None:
    """None where Zoom does not say."""
    groups = (user.body or {}).get("group_ids")
    return [str(group) for group in groups] if isinstance(groups, list) else None
