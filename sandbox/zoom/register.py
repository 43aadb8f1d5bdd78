"""All meetings of the account, by their id."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sandbox.zoom.account import Host
from sandbox.zoom.meetings import Meeting
from sandbox.zoom.people import Connection


class NoSuchMeeting(LookupError):
    """There is no meeting of that id."""


class Register:
    """Not thread-safe: the stand-in's one lock guards it."""

    def __init__(self, *, join_base: str) -> None:
        self._join_base = join_base
        self._meetings: dict[int, Meeting] = {}

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
        del self._meetings[meeting.id]

    def of(self, host: Host) -> list[Meeting]:
        return [meeting for meeting in self._meetings.values() if meeting.host is host]

    def running_of(self, host: Host) -> int:
        return sum(meeting.room.running for meeting in self.of(host))

    def stays_of(self, instance: str) -> list[Connection]:
        """Who was in that run of a meeting, once it is over; empty when there was no such run."""
        for meeting in self._meetings.values():
            if not (meeting.room.running and meeting.room.instance == instance):
                stays = meeting.room.past.get(instance)
                if stays:
                    return stays
        return []
