"""The calls about who is in a meeting, and who was: each knows something else of them, and at another time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import unquote

from sandbox.zoom.account import Account
from sandbox.zoom.asking import Asked, Handler, Reply, page
from sandbox.zoom.keeping import Keeper
from sandbox.zoom.meetings import Meeting, utc_text
from sandbox.zoom.people import BREAKOUT_ROOM, Connection, Run
from sandbox.zoom.refusals import no_meeting, not_in_plan
from sandbox.zoom.register import NoSuchMeeting, Register

Row = dict[str, Any]


class AttendanceCalls:
    """`report_delay`: how long after the end of a run its report is ready; Zoom documents no time.

    Not thread-safe: the stand-in's one lock guards what they touch.
    """

    def __init__(self, account: Account, register: Register, *, report_delay: timedelta) -> None:
        self._account, self._register = account, register
        self.report_delay = report_delay

    def handlers(self) -> Mapping[str, Handler]:
        return {
            "list past participants": self._past,
            "report participants": self._report,
            "watch participants": self._watch,
        }

    def _past(self, asked: Asked) -> Reply:
        _, run = self._run(asked)
        if run.ended_at is None or _alone(run):
            raise no_meeting(asked.path["run"])
        return page(asked, "participants", list(_rows(run, _past_row, asked)))

    def _report(self, asked: Asked) -> Reply:
        _, run = self._run(asked)
        if run.ended_at is None or asked.at < run.ended_at + self.report_delay or _alone(run):
            raise no_meeting(asked.path["run"])
        return page(asked, "participants", list(_rows(run, _report_row, asked)))

    def _watch(self, asked: Asked) -> Reply:
        """Zoom: a live row has no registrant, and of those without an account neither a user nor an address."""
        if not self._account.dashboard:
            raise not_in_plan(f"Business or higher plans with the dashboard enabled: {self._account.id}")
        meeting, run = self._run(asked)
        live = asked.query.get("type", "live") == "live"
        if live is (run.ended_at is not None):
            raise no_meeting(asked.path["run"])
        waits = [*run.waits, *(meeting.room.waiting if live else ())]
        rows = [_watched(meeting, one, "in_meeting") for one in run.stays]
        rows += [_watched(meeting, one, "in_waiting_room") for one in waits]
        return page(asked, "participants", rows)

    def _run(self, asked: Asked) -> tuple[Meeting, Run]:
        """The id comes quoted twice, and the server took one layer off."""
        name = unquote(asked.path["run"])
        try:
            meeting, instance = self._register.run(name)
        except NoSuchMeeting as error:
            raise no_meeting(name) from error
        return meeting, meeting.room.runs[instance]


def _alone(run: Run) -> bool:
    return len({stay.visitor for stay in run.stays}) < 2


def _rows(run: Run, row: Callable[[Connection, str], Row], asked: Asked) -> Iterator[Row]:
    with_registrant = "include_fields" in asked.query
    named = [*((one, "in_meeting") for one in run.stays), *((one, "in_waiting_room") for one in run.waits)]
    for stay, status in named:
        registrant = {"registrant_id": stay.visitor.registrant_id or ""} if with_registrant else {}
        yield {**row(stay, status), **registrant}


def _past_row(stay: Connection, status: str) -> Row:
    until = stay.until or stay.since
    return {
        "id": stay.visitor.user_id,
        "user_id": stay.number,
        "name": stay.visitor.name,
        "user_email": stay.visitor.email,
        "join_time": utc_text(stay.since),
        "leave_time": utc_text(until),
        "duration": int((until - stay.since).total_seconds()),
        "status": status,
        "failover": False,
    }


def _report_row(stay: Connection, status: str) -> Row:
    apart = {"bo_mtg_id": BREAKOUT_ROOM} if stay.breakout else {}
    return {**_past_row(stay, status), "participant_user_id": stay.visitor.user_id, **apart}


def _watched(meeting: Meeting, stay: Connection, status: str) -> Row:
    """It also tells where somebody sits and with what machine, which nobody should store."""
    visitor = stay.visitor
    row = {
        "id": visitor.user_id,
        "user_id": stay.number,
        "participant_user_id": visitor.user_id,
        "participant_uuid": stay.uuid,
        "user_name": visitor.name,
        "email": visitor.email if visitor.is_host else "",
        "role": "host" if visitor.is_host else "attendee",
        "status": status,
        "join_time": utc_text(stay.since),
        "recording": visitor.is_host and Keeper.LOCAL_RECORDING in meeting.keepers.since,
        "ip_address": "203.0.113.7",
        "device": "Windows",
        "location": "Springfield (US)",
        "network_type": "Wifi",
    }
    left = {"leave_time": utc_text(stay.until), "leave_reason": stay.reason} if stay.until else {}
    apart = {"bo_mtg_id": BREAKOUT_ROOM} if stay.breakout else {}
    return {**row, **left, **apart}
