"""What Meet tells of a call: who came and went, when, what was kept of it, and for how long it is told."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from sandbox.google import NotInTheRoom
from sandbox.google.asking import stamp, user_of
from tests.contract.google_asking import refusal
from tests.contract.google_fixtures import MEET_READ, SECOND, START, Google, google

__all__ = ["google"]

STUDENT = {"name": "Amara O.", "email": "amara@school.example"}
PROCTOR = {"name": "Priya Nair", "email": "priya@volunteers.example"}
ROBOT: dict[str, Any] = {"name": "Notetaker (Otter)", "email": None}


class Call:
    """A restricted room with a proctor as co-host and a student as member, seen as its organizer sees it."""

    def __init__(self, google: Google) -> None:
        self.google, self.meet = google, google.meet()
        self.space = self.meet.spaces().create(body={"config": {"accessType": "RESTRICTED"}}).execute()
        self.id = self.space["name"].removeprefix("spaces/")
        self.invite(PROCTOR, role="COHOST")
        self.invite(STUDENT)

    def invite(self, who: dict[str, Any], **role: str) -> str:
        body = {"email": who["email"], **role}
        members = self.meet.spaces().members()
        return str(members.create(parent=self.space["name"], body=body).execute()["name"])

    def join(self, who: dict[str, Any]) -> str:
        return self.google.standin.join(self.id, **who)

    def leave(self, who: dict[str, Any]) -> None:
        self.google.standin.leave(self.id, **who)

    def records(self, condition: str | None = None) -> list[Any]:
        answer = self.meet.conferenceRecords().list(filter=condition).execute()
        return list(answer.get("conferenceRecords", []))

    @property
    def record(self) -> str:
        return str(self.records()[0]["name"])

    def rows(self, condition: str | None = None) -> list[Any]:
        participants = self.meet.conferenceRecords().participants()
        return list(participants.list(parent=self.record, filter=condition).execute().get("participants", []))

    def visits(self, row: Any, condition: str | None = None) -> list[tuple[int, int | None]]:
        """Minutes after the start of entering and leaving, as Meet lists them."""
        sessions = self.meet.conferenceRecords().participants().participantSessions()
        found = sessions.list(parent=row["name"], filter=condition).execute().get("participantSessions", [])
        return [(minute(v["startTime"]), minute(v["endTime"]) if "endTime" in v else None) for v in found]

    def kept(self, kind: str) -> list[Any]:
        return list(getattr(self.meet.conferenceRecords(), kind)().list(parent=self.record).execute().get(kind, []))


@pytest.fixture
def call(google: Google) -> Call:
    return Call(google)


def minute(text: str) -> int:
    return int((datetime.fromisoformat(text) - START) / timedelta(minutes=1))


class TestAttendance:
    def test_whoever_is_in_has_no_end(self, google: Google, call: Call) -> None:
        call.join(STUDENT)
        google.pass_time(minutes=3)
        (row,) = call.rows()
        assert minute(row["earliestStartTime"]) == 0
        assert "latestEndTime" not in row

    def test_whoever_left_has_the_end_of_the_last_stay(self, google: Google, call: Call) -> None:
        call.join(PROCTOR)
        call.join(STUDENT)
        google.pass_time(minutes=3)
        call.leave(STUDENT)
        (row,) = [row for row in call.rows() if row["signedinUser"]["displayName"] == "Amara O."]
        assert (minute(row["earliestStartTime"]), minute(row["latestEndTime"])) == (0, 3)

    def test_whoever_comes_back_has_no_end_again_and_only_the_sessions_show_the_gap(
        self, google: Google, call: Call
    ) -> None:
        call.join(STUDENT)
        call.join(PROCTOR)
        google.pass_time(minutes=5)
        call.leave(PROCTOR)
        google.pass_time(minutes=4)
        call.join(PROCTOR)
        (row,) = [row for row in call.rows() if row["signedinUser"]["displayName"] == "Priya Nair"]
        assert minute(row["earliestStartTime"]) == 0
        assert "latestEndTime" not in row
        assert call.visits(row) == [(9, None), (0, 5)]
        assert call.visits(row, "end_time IS NULL") == [(9, None)]

    def test_two_devices_of_one_account_are_one_row_which_ends_with_the_last(self, google: Google, call: Call) -> None:
        call.join(STUDENT)
        google.pass_time(minutes=1)
        call.join(STUDENT)
        google.pass_time(minutes=1)
        call.leave(STUDENT)
        (row,) = call.rows()
        assert "latestEndTime" not in row
        assert call.visits(row) == [(1, 2), (0, None)]

    def test_an_anonymous_visitor_who_comes_back_is_somebody_new(self, google: Google, call: Call) -> None:
        call.join(PROCTOR)
        call.join(ROBOT)
        google.pass_time(minutes=1)
        call.leave(ROBOT)
        call.join(ROBOT)
        assert [row.get("anonymousUser") for row in call.rows()].count({"displayName": ROBOT["name"]}) == 2

    def test_those_who_are_there_now_are_listed_alone(self, google: Google, call: Call) -> None:
        call.join(PROCTOR)
        call.join(STUDENT)
        google.pass_time(minutes=1)
        call.leave(PROCTOR)
        present = call.rows("latest_end_time IS NULL")
        assert [row["signedinUser"]["displayName"] for row in present] == ["Amara O."]

    def test_who_came_last_is_listed_first(self, google: Google, call: Call) -> None:
        for who in (PROCTOR, STUDENT, ROBOT):
            call.join(who)
            google.pass_time(minutes=1)
        assert [minute(row["earliestStartTime"]) for row in call.rows()] == [2, 1, 0]


class TestRecords:
    def test_a_call_is_found_by_its_room_its_time_and_being_live(self, google: Google, call: Call) -> None:
        call.join(PROCTOR)
        google.pass_time(minutes=5)
        call.leave(PROCTOR)
        google.pass_time(minutes=5)
        call.join(PROCTOR)
        room = f'space.name = "{call.space["name"]}"'
        code = f'space.meeting_code="{call.space["meetingCode"]}"'
        second = stamp(START + timedelta(minutes=10))
        assert [minute(r["startTime"]) for r in call.records(room)] == [10, 0]
        assert [minute(r["startTime"]) for r in call.records(f"{code} AND end_time IS NULL")] == [10]
        assert [minute(r["startTime"]) for r in call.records(f'{room} AND start_time>="{second}"')] == [10]
        assert [minute(r["startTime"]) for r in call.records(f'start_time<"{second}" AND {room}')] == [0]
        assert [minute(r["startTime"]) for r in call.records(f'{room} AND end_time>="{stamp(START)}"')] == [0]
        assert call.records('space.name = "spaces/another"') == []

    def test_a_record_is_gone_thirty_days_after_its_end(self, google: Google, call: Call) -> None:
        call.join(PROCTOR)
        google.pass_time(days=40)
        assert len(call.records()) == 1, "a call that goes on does not expire"
        call.leave(PROCTOR)
        name = call.record
        google.pass_time(days=30, seconds=-1)
        assert call.rows() != []
        google.pass_time(seconds=1)
        records = call.meet.conferenceRecords()
        assert call.records() == []
        assert refusal(records.get(name=name))[0] == 404
        assert refusal(records.participants().list(parent=name))[0] == 404
        assert refusal(records.recordings().list(parent=name))[0] == 404

    def test_the_record_names_the_day_on_which_it_goes(self, google: Google, call: Call) -> None:
        call.join(PROCTOR)
        google.pass_time(minutes=45)
        call.leave(PROCTOR)
        (record,) = call.records()
        ended = datetime.fromisoformat(record["endTime"])
        assert datetime.fromisoformat(record["expireTime"]) == ended + timedelta(days=30)

    def test_a_record_is_shown_to_its_owner_and_to_those_who_were_in_it(self, google: Google, call: Call) -> None:
        call.join(PROCTOR)
        others = google.meet(MEET_READ, subject=SECOND).conferenceRecords()
        assert others.list().execute() == {}
        call.join({"name": "Second rooms", "email": SECOND})
        assert len(others.list().execute()["conferenceRecords"]) == 1


class TestWhatIsKept:
    @pytest.mark.parametrize(
        ("what", "kind", "destination"),
        [
            ("recording", "recordings", "driveDestination"),
            ("transcript", "transcripts", "docsDestination"),
            ("ai_notes", "smartNotes", "docsDestination"),
        ],
    )
    def test_it_starts_ends_and_becomes_a_file(
        self, google: Google, call: Call, what: str, kind: str, destination: str
    ) -> None:
        call.join(PROCTOR)
        assert call.kept(kind) == []
        google.standin.record(call.id, what)
        (running,) = call.kept(kind)
        assert (running["state"], running.keys() & {"endTime", destination}) == ("STARTED", set())
        google.pass_time(minutes=2)
        google.standin.stop_recording(call.id, what)
        (ended,) = call.kept(kind)
        assert (ended["state"], minute(ended["endTime"]), destination in ended) == ("ENDED", 2, False)
        google.pass_time(minutes=10)
        (filed,) = call.kept(kind)
        assert filed["state"] == "FILE_GENERATED"
        assert filed[destination]["exportUri"].startswith("https://")
        one = getattr(call.meet.conferenceRecords(), kind)()
        assert one.get(name=filed["name"]).execute() == filed

    def test_it_ends_with_the_call_and_is_still_listed_afterwards(self, google: Google, call: Call) -> None:
        call.join(PROCTOR)
        google.standin.record(call.id, "ai_notes")
        google.pass_time(minutes=7)
        call.meet.spaces().endActiveConference(name=call.space["name"], body={}).execute()
        (ended,) = call.kept("smartNotes")
        assert (ended["state"], minute(ended["endTime"])) == ("ENDED", 7)
        google.pass_time(minutes=10)
        assert [kept["state"] for kept in call.kept("smartNotes")] == ["FILE_GENERATED"]

    def test_stopping_twice_and_stopping_nothing_change_nothing(self, google: Google, call: Call) -> None:
        call.join(PROCTOR)
        google.standin.stop_recording(call.id, "recording")
        google.standin.record(call.id, "recording")
        google.standin.stop_recording(call.id, "recording")
        google.pass_time(minutes=1)
        google.standin.stop_recording(call.id, "recording")
        assert [minute(kept["endTime"]) for kept in call.kept("recordings")] == [0]

    def test_what_is_started_again_is_a_second_one(self, google: Google, call: Call) -> None:
        call.join(PROCTOR)
        for _ in range(2):
            google.standin.record(call.id, "transcript")
            google.pass_time(minutes=1)
            google.standin.stop_recording(call.id, "transcript")
        assert [minute(kept["startTime"]) for kept in call.kept("transcripts")] == [0, 1]

    def test_an_unknown_one_is_not_found(self, call: Call) -> None:
        call.join(PROCTOR)
        request = call.meet.conferenceRecords().recordings().get(name=f"{call.record}/recordings/x")
        assert refusal(request)[0] == 404

    def test_only_what_meet_knows_is_started_and_stopped(self, google: Google, call: Call) -> None:
        call.join(PROCTOR)
        for press in (google.standin.record, google.standin.stop_recording):
            with pytest.raises(ValueError, match="photo"):
                press(call.id, "photo")

    def test_nothing_can_be_stopped_when_nobody_is_there(self, google: Google, call: Call) -> None:
        with pytest.raises(NotInTheRoom):
            google.standin.stop_recording(call.id, "recording")


class TestTheDoor:
    def test_a_robot_waits_until_a_host_is_there(self, call: Call) -> None:
        assert call.join(STUDENT) == "in_meeting"
        assert call.join(ROBOT) == "knocking"
        assert len(call.rows()) == 1
        call.join(PROCTOR)
        assert len(call.rows()) == 3

    def test_a_robot_that_no_host_has_let_in_stays_out_until_one_does(self, google: Google, call: Call) -> None:
        google.standin.rooms.hosts_admit = False
        call.join(PROCTOR)
        assert call.join(ROBOT) == "knocking"
        assert len(call.rows()) == 1
        google.standin.admit(call.id, **ROBOT)
        assert {"displayName": ROBOT["name"]} in [row.get("anonymousUser") for row in call.rows()]

    def test_nobody_is_let_in_without_a_host_or_without_knocking(self, google: Google, call: Call) -> None:
        call.join(STUDENT)
        call.join(ROBOT)
        with pytest.raises(NotInTheRoom):
            google.standin.admit(call.id, **ROBOT)
        call.join(PROCTOR)
        with pytest.raises(NotInTheRoom):
            google.standin.admit(call.id, name="Nobody")

    def test_whoever_gives_up_knocking_is_not_let_in(self, google: Google, call: Call) -> None:
        call.join(ROBOT)
        call.leave(ROBOT)
        call.join(PROCTOR)
        assert len(call.rows()) == 1
        with pytest.raises(NotInTheRoom):
            google.standin.admit(call.id, **ROBOT)

    def test_an_account_that_knocks_twice_comes_in_once(self, call: Call) -> None:
        stranger = {"name": "Stranger", "email": "stranger@elsewhere.example"}
        assert [call.join(stranger), call.join(stranger)] == ["knocking", "knocking"]
        call.join(PROCTOR)
        (row,) = [row for row in call.rows() if row["signedinUser"]["displayName"] == "Stranger"]
        assert call.visits(row) == [(0, None)]

    def test_a_member_who_was_removed_has_to_knock_and_nobody_opens_by_habit(self, google: Google, call: Call) -> None:
        guest = {"name": "Sam Okafor", "email": "Sam@company.example"}
        name = call.invite(guest)
        call.join(PROCTOR)
        assert call.join(guest) == "in_meeting"
        call.leave(guest)
        call.meet.spaces().members().delete(name=name).execute()
        assert call.join(guest) == "knocking"
        google.standin.admit(call.id, **guest)
        assert len(call.rows("latest_end_time IS NULL")) == 2

    def test_a_member_who_was_removed_and_asked_back_is_let_in_like_anybody(self, call: Call) -> None:
        guest = {"name": "Sam Okafor", "email": "sam@company.example"}
        call.meet.spaces().members().delete(name=call.invite(guest)).execute()
        assert call.join(guest) == "knocking"
        call.invite(guest)
        call.join(PROCTOR)
        assert len(call.rows()) == 2
        call.leave(guest)
        assert call.join(guest) == "in_meeting"

    def test_removing_a_member_puts_nobody_out_of_the_call(self, call: Call) -> None:
        guest = {"name": "Sam Okafor", "email": "sam@company.example"}
        name = call.invite(guest)
        call.join(guest)
        call.meet.spaces().members().delete(name=name).execute()
        assert len(call.rows("latest_end_time IS NULL")) == 1


class TestMembers:
    def test_a_member_has_no_user_id_as_google_describes_one(self, call: Call) -> None:
        members = call.meet.spaces().members().list(parent=call.space["name"]).execute()["members"]
        assert [member.keys() for member in members] == [{"name", "email", "role"}, {"name", "email"}]

    def test_a_domain_may_be_told_to_show_it_though_nobody_may_write_it(self, google: Google, call: Call) -> None:
        google.standin.spaces.tells_member_user = True
        members = call.meet.spaces().members()
        shown = members.list(parent=call.space["name"]).execute()["members"]
        assert [member["user"] for member in shown] == [user_of(str(who["email"])) for who in (PROCTOR, STUDENT)]
        written = {"email": "sam@company.example", "user": shown[0]["user"]}
        assert refusal(members.create(parent=call.space["name"], body=written))[0] == 400
