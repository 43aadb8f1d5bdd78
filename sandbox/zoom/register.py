"""All meetings of the account, by their id."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sandbox.zoom.account import Host
from sandbox.zoom.meetings import Meeting


class NoSuchMeeting(LookupError):
    """There is no meeting of that id."""


class Register:
    """Not thread-safe: the stand-in's one lock guards it."""

    def __init__(self, *, join_base: str) -> None:
        self._join_base = join_base
        self._meetings: dict[int, Meeting] = {}
        self._deleted: list[Meeting] = []

    def add(self, host: Host, body: Mapping[str, Any], *, at: datetime) -> Meeting:
        meeting_id = 80_000_000_000 + secrets.randbelow(10_000_000_000)
        fields = {"topic": "Zoom Meeting", "type": 2, "timezone": "UTC", "duration": 60}
        meeting = Meeting(meeting_id, host, at, self._join_base, fields)
        meeting.change(body)
        self._meetings[meeting_id] = meeting
        return meeting

    def meeting(self, meeting_id: int | str) -> Meeting:
        """Raises NoSuchMeeting."""
        try:
            return self._meetings[int(meeting_id)]
        except (KeyError, ValueError) as error:
            raise NoSuchMeeting(str(meeting_id)) from error

    def remove(self, meeting: Meeting) -> None:
        """What was in its runs can still be asked for by their instance."""
        self._deleted.append(self._meetings.pop(meeting.id))

    def of(self, host: Host) -> list[Meeting]:
        return [meeting for meeting in self._meetings.values() if meeting.host is host]

    def running_of(self, host: Host) -> int:
        return sum(meeting.room.running for meeting in self.of(host))

    def run(self, name: str) -> tuple[Meeting, str]:
        """The meeting and the instance of a run: an id means the latest. Raises NoSuchMeeting."""
        for meeting in (*self._meetings.values(), *self._deleted):
            if name in meeting.room.runs:
                return meeting, name
        meeting = self.meeting(name)
        if meeting.room.instance not in meeting.room.runs:
            raise NoSuchMeeting(name)
        return meeting, meeting.room.instance
