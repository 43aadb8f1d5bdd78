"""The calls about meetings and about those who are registered for them."""

from __future__ import annotations

from collections.abc import Mapping

from sandbox.zoom.account import Account
from sandbox.zoom.asking import Asked, Handler, Reply, page
from sandbox.zoom.meetings import Meeting
from sandbox.zoom.payloads import Body, of_change, of_deletion
from sandbox.zoom.refusals import (
    in_progress,
    no_cloud_recording,
    no_meeting,
    no_registration,
    not_in_plan,
    not_running,
)
from sandbox.zoom.register import NoSuchMeeting, Register
from sandbox.zoom.tripwires import bodies_of, of_keeping


class MeetingCalls:
    """Not thread-safe: the stand-in's one lock guards what they touch."""

    def __init__(self, account: Account, register: Register) -> None:
        self._account, self._register = account, register

    def handlers(self) -> Mapping[str, Handler]:
        return {
            "create a meeting": self._create,
            "list meetings": self._list,
            "read a meeting": self._read,
            "change a meeting": self._change,
            "delete a meeting": self._delete,
            "end a meeting": self._end,
            "control a meeting": self._control,
            "add a registrant": self._add_registrant,
            "list registrants": self._list_registrants,
            "change registrants": self._change_registrants,
        }

    def _create(self, asked: Asked) -> Reply:
        host = self._account.host(asked.path["user"])
        host.spend_write(at=asked.at)
        return Reply(self._register.add(host, asked.body, at=asked.at).detail(at=asked.at))

    def _list(self, asked: Asked) -> Reply:
        meetings = self._register.of(self._account.host(asked.path["user"]))
        return page(asked, "meetings", [meeting.summary() for meeting in meetings])

    def _read(self, asked: Asked) -> Reply:
        return Reply(self._meeting(asked).detail(at=asked.at))

    def _change(self, asked: Asked) -> Reply:
        """A write that changes nothing counts as well, but is told to nobody."""
        meeting = self._meeting(asked)
        meeting.host.spend_write(at=asked.at)
        old = meeting.change(asked.body)
        return Reply(webhooks=[of_change(self._account.id, meeting, old, asked.body, asked.at)] if old else ())

    def _delete(self, asked: Asked) -> Reply:
        """Zoom refuses while the meeting runs."""
        meeting = self._meeting(asked)
        if meeting.room.running:
            raise in_progress()
        self._register.remove(meeting)
        return Reply(webhooks=[of_deletion(self._account.id, meeting, asked.at)])

    def _end(self, asked: Asked) -> Reply:
        meeting = self._meeting(asked)
        if not meeting.room.running:
            raise not_running()
        happened = meeting.room.end(at=asked.at)
        return Reply(webhooks=bodies_of(self._account.id, meeting, happened))

    def _control(self, asked: Asked) -> Reply:
        """Of Zoom's cloud only: a recording on somebody's own machine goes on."""
        meeting, method = self._meeting(asked), asked.body["method"]
        if not meeting.room.running:
            raise not_running()
        if method == "recording.start" and not meeting.host.settings["recording"].get("cloud_recording"):
            raise no_cloud_recording()
        told = meeting.keepers.control(method, at=asked.at)
        return Reply(webhooks=of_keeping(self._account.id, meeting, told, at=asked.at))

    def _add_registrant(self, asked: Asked) -> Reply:
        meeting = self._meeting(asked)
        if not meeting.host.licensed:
            raise not_in_plan(f"Paid users: {meeting.host.id}")
        if meeting.settings["approval_type"] == 2:
            raise no_registration()
        registrant = meeting.register(asked.body, at=asked.at)
        answer: Body = {"id": meeting.id, "registrant_id": registrant.id, "topic": meeting.fields["topic"]}
        link = {"join_url": meeting.personal_link(registrant)} if registrant.approved else {}
        return Reply({**answer, **link})

    def _list_registrants(self, asked: Asked) -> Reply:
        meeting, status = self._meeting(asked), asked.query.get("status", "approved")
        rows = [meeting.registrant_row(one) for one in meeting.registrants if one.status == status]
        return page(asked, "registrants", rows)

    def _change_registrants(self, asked: Asked) -> Reply:
        """Whoever is inside stays inside: there is no call that removes somebody."""
        ids = {registrant["id"] for registrant in asked.body["registrants"]}
        self._meeting(asked).change_registrants(asked.body["action"], ids, at=asked.at)
        return Reply()

    def _meeting(self, asked: Asked) -> Meeting:
        try:
            return self._register.meeting(asked.path["meeting"])
        except NoSuchMeeting as error:
            raise no_meeting(asked.path["meeting"]) from error
