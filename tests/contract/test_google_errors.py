"""When Google fails: each failure becomes a ProviderError that says whether asking again can help."""

from __future__ import annotations

import json
from datetime import timedelta

import httplib2
import pytest
from googleapiclient.errors import HttpError
from hypothesis import given
from hypothesis import strategies as st

from integrations.google.calendar import GoogleCalendarInviter
from integrations.google.errors import asking
from integrations.google.meet import GoogleMeetRooms
from mentoring.ports import ProviderError
from mentoring.rooms import MadeRoom
from sandbox.faults import Effect
from tests.contract.google_failing import READS, WRITES, failure, room, rooms
from tests.contract.google_fixtures import MONITOR, START, Google, google, invitation, request_for

__all__ = ["google", "room", "rooms"]


def http_error(status: int, body: object, **headers: str) -> HttpError:
    content = json.dumps(body).encode() if not isinstance(body, bytes) else body
    return HttpError(httplib2.Response({"status": status, **headers}), content, uri="https://meet.googleapis.com/x")


def google_says(status: int, reason: str, message: str = "No.", **headers: str) -> HttpError:
    return http_error(status, {"error": {"message": message, "errors": [{"reason": reason}]}}, **headers)


def told(error: Exception, *, writes: bool = False) -> ProviderError:
    with pytest.raises(ProviderError) as caught, asking("do something", at=START, writes=writes):
        raise error
    return caught.value


class TestFaults:
    @pytest.mark.parametrize("name", [*READS, *WRITES])
    @pytest.mark.parametrize("effect", [Effect.ERROR, Effect.RATE_LIMIT, Effect.TIMEOUT])
    def test_a_passing_fault_may_be_asked_again_and_heals(
        self, google: Google, rooms: GoogleMeetRooms, room: MadeRoom, name: str, effect: Effect
    ) -> None:
        call = (READS | WRITES)[name]
        google.order(effect)
        error = failure(lambda: call(rooms, room))
        assert not error.permanent
        assert error.ambiguous is (name in WRITES and effect is not Effect.RATE_LIMIT)
        call(rooms, room)

    @pytest.mark.usefixtures("room")
    def test_a_room_whose_answer_was_lost_may_exist_unknown_to_us(self, google: Google, rooms: GoogleMeetRooms) -> None:
        google.order(Effect.LOST_ANSWER)
        error = failure(lambda: rooms.create(request_for(13), at=START))
        assert error.ambiguous
        assert not error.permanent
        assert len(google.calls("POST", "/v2/spaces")) == 2
        assert len(list(google.standin.spaces)) == 2
        assert rooms.find(request_for(13), at=START) is None

    def test_a_lost_answer_to_letting_in_is_healed_by_repeating(
        self, google: Google, rooms: GoogleMeetRooms, room: MadeRoom
    ) -> None:
        rooms.prove(room, at=START)
        google.order(Effect.LOST_ANSWER)
        failure(lambda: rooms.let_in(room, [MONITOR], at=START))
        assert len(rooms.let_in(room, [MONITOR], at=START)) == 1

    @pytest.mark.usefixtures("room")
    @pytest.mark.parametrize("effect", [Effect.ERROR, Effect.RATE_LIMIT])
    def test_no_request_is_repeated_by_itself(self, google: Google, rooms: GoogleMeetRooms, effect: Effect) -> None:
        before = len(google.calls())
        google.order(effect, times=2)
        failure(lambda: rooms.create(request_for(13), at=START))
        assert len(google.calls()) == before + 1

    def test_a_refused_calendar_is_an_error_for_sender_and_withdrawer(self, google: Google) -> None:
        inviter = GoogleCalendarInviter(google.services())
        inviter.send(invitation(), at=START)
        google.order(Effect.RATE_LIMIT, times=2)
        assert not failure(lambda: inviter.send(invitation(), at=START)).permanent
        assert not failure(lambda: inviter.withdraw(invitation(), at=START)).permanent

    def test_an_error_names_what_was_tried(self, google: Google, rooms: GoogleMeetRooms, room: MadeRoom) -> None:
        google.order(Effect.ERROR)
        error = failure(lambda: rooms.end(room, at=START))
        assert error.tried == "end the call in a Meet room"
        assert "500" in error.said
        assert room.meeting_id not in str(error)


class TestMeaning:
    @pytest.mark.parametrize(
        ("error", "permanent", "ambiguous"),
        [
            (google_says(400, "badRequest"), True, False),
            (google_says(401, "authError"), True, False),
            (google_says(403, "forbidden"), True, False),
            (google_says(403, "quotaExceeded"), True, False),
            (google_says(403, "rateLimitExceeded"), False, False),
            (google_says(403, "userRateLimitExceeded"), False, False),
            (google_says(404, "notFound"), True, False),
            (google_says(408, "timeout"), False, True),
            (google_says(409, "duplicate"), True, False),
            (google_says(412, "conditionNotMet"), False, False),
            (google_says(429, "rateLimitExceeded"), False, False),
            (google_says(500, "backendError"), False, True),
            (google_says(503, "backendError"), False, True),
            (http_error(502, b"<html>Bad Gateway</html>"), False, True),
            (http_error(403, ["unusual"]), True, False),
            (TimeoutError("timed out"), False, True),
            (ConnectionResetError(104, "reset"), False, True),
            (ConnectionRefusedError(111, "refused"), False, False),
            (httplib2.ServerNotFoundError("unable to find the server"), False, False),
        ],
    )
    def test_status_and_reason_decide(self, error: Exception, *, permanent: bool, ambiguous: bool) -> None:
        assert (told(error, writes=True).permanent, told(error, writes=True).ambiguous) == (permanent, ambiguous)
        assert not told(error).ambiguous

    @pytest.mark.parametrize(
        ("header", "wait"),
        [
            ("17", 17),
            (" 17 ", 17),
            ("0", 0),
            ("Mon, 02 Nov 2026 20:30:40 GMT", 40),
            ("2026-11-02T20:30:40Z", 40),
            ("2026-11-02T15:31:00-05:00", 60),
            ("2026-11-02T20:31:00", 60),
            ("Mon, 02 Nov 2026 20:29:00 GMT", 0),
        ],
    )
    def test_google_says_how_long_it_wants_to_be_left_alone(self, header: str, wait: int) -> None:
        """In seconds, or as a date, which is UTC where it names no zone; a date that has passed is no wait."""
        error = google_says(429, "rateLimitExceeded", **{"retry-after": header})
        assert told(error).retry_after == timedelta(seconds=wait)

    @pytest.mark.parametrize("header", ["", "soon", "-5", "1e3", "Mon, 40 Nov 2026 20:29:00 GMT"])
    def test_a_wait_that_cannot_be_read_is_none(self, header: str) -> None:
        assert told(google_says(429, "rateLimitExceeded", **{"retry-after": header})).retry_after is None
        assert told(google_says(429, "rateLimitExceeded")).retry_after is None

    def test_a_mistake_of_ours_is_not_blamed_on_google(self) -> None:
        with pytest.raises(ZeroDivisionError), asking("divide", at=START):
            raise ZeroDivisionError

    @pytest.mark.parametrize(
        "secret",
        [
            "amara@school.example",
            "https://meet.google.com/abc-mnop-xyz",
            "abc-mnop-xyz",
            "spaces/jQCFfuBOdN5z",
            "users/110000000000000000001",
            "ya29.a0AfH6SMBx7-Zq9kQ_vL2pXwR4tYuIoP",
        ],
    )
    def test_what_google_said_carries_nothing_that_leads_to_a_person_or_a_room(self, secret: str) -> None:
        error = told(google_says(400, "badRequest", f"The value {secret} is wrong."))
        assert secret not in str(error)
        assert error.said.startswith("400 badRequest The value")

    @given(st.emails())
    def test_no_address_survives(self, address: str) -> None:
        assert address not in str(told(google_says(400, "badRequest", f"Cannot invite {address} today.")))

    def test_the_vendors_error_does_not_travel_along(self) -> None:
        error = told(google_says(400, "badRequest"))
        assert error.__cause__ is None
        assert error.__suppress_context__
