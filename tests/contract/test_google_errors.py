"""When Google fails: each failure becomes a ProviderError that says whether asking again can help."""

from __future__ import annotations

import json
import logging
import re
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import httplib2
import pytest
from googleapiclient.errors import HttpError
from hypothesis import given
from hypothesis import strategies as st

import integrations.google as google_adapter
from integrations.google.calendar import GoogleCalendarInviter
from integrations.google.errors import asking
from integrations.google.meet import GoogleMeetRooms
from integrations.google.session import GoogleServices
from mentoring.ports import ProviderError
from mentoring.rooms import MadeRoom
from sandbox.faults import Effect
from tests.contract.google_fixtures import (
    MONITOR,
    ORGANIZER,
    SECOND,
    START,
    Google,
    google,
    invitation,
    request_for,
    running_google,
)
from tests.patience import LONG

__all__ = ["google"]

Call = Callable[[GoogleMeetRooms, MadeRoom], object]

READS: dict[str, Call] = {
    "prove": lambda rooms, room: rooms.prove(room, at=START),
    "observe": lambda rooms, room: rooms.observe(room, since=START, at=START),
    "recall": lambda rooms, room: rooms.recall(room, (), since=START, at=START),
}
WRITES: dict[str, Call] = {
    "create": lambda rooms, _: rooms.create(request_for(13), at=START),
    "secure": lambda rooms, room: rooms.secure(room, at=START),
    "retire": lambda rooms, room: rooms.retire(room, at=START),
    "end": lambda rooms, room: rooms.end(room, at=START),
}


@pytest.fixture
def rooms(google: Google) -> GoogleMeetRooms:
    return google.rooms()


@pytest.fixture
def room(rooms: GoogleMeetRooms) -> MadeRoom:
    return rooms.create(request_for(), at=START)


def failure(call: Callable[[], object]) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        call()
    return caught.value


@contextmanager
def answering(answer: bytes) -> Iterator[tuple[str, list[bytes]]]:
    """A server that reads a request, sends `answer` and hangs up; with what it was asked."""
    asked: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                asked.append(connection.recv(65536))
                connection.sendall(answer)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", asked
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def ok(page: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(page) + page


def services_at(google: Google, api_url: str) -> GoogleServices:
    """Tokens from the stand-in, everything else from another address."""
    return GoogleServices(credentials_file=google.credentials_file, organizer=ORGANIZER, api_url=api_url, timeout=LONG)


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


class TestWire:
    def test_a_request_that_was_dropped_is_not_sent_a_second_time(self, google: Google) -> None:
        """httplib2 alone would send it again and so make a second room."""
        with answering(b"") as (url, asked):
            rooms = GoogleMeetRooms({ORGANIZER: services_at(google, url)})
            error = failure(lambda: rooms.create(request_for(), at=START))
        assert len(asked) == 1
        assert error.ambiguous
        assert not error.permanent

    def test_an_https_address_is_spoken_to_in_tls(self, google: Google) -> None:
        with answering(b"") as (url, asked):
            rooms = GoogleMeetRooms({ORGANIZER: services_at(google, url.replace("http:", "https:"))})
            failure(lambda: rooms.create(request_for(), at=START))
        (greeting,) = asked
        assert greeting[0] == 0x16, "a TLS handshake record"

    def test_nobody_listening_is_not_ambiguous(self, google: Google) -> None:
        with answering(b"") as (url, _):
            rooms = GoogleMeetRooms({ORGANIZER: services_at(google, url)})
        error = failure(lambda: rooms.create(request_for(), at=START))
        assert not error.ambiguous
        assert not error.permanent

    @pytest.mark.parametrize("page", [b"<html>Sign in to the hotel</html>", b"{}", b"[]"])
    def test_an_answer_that_is_not_googles_is_no_room(self, google: Google, page: bytes) -> None:
        with answering(ok(page)) as (url, _):
            rooms = GoogleMeetRooms({ORGANIZER: services_at(google, url)})
            error = failure(lambda: rooms.create(request_for(), at=START))
        assert error.ambiguous

    @pytest.mark.parametrize("call", [*READS.values(), WRITES["end"]])
    def test_a_page_of_a_proxy_is_neither_an_empty_room_nor_an_ended_call(
        self, google: Google, room: MadeRoom, call: Call
    ) -> None:
        with answering(ok(b"<html>Sign in to the hotel</html>")) as (url, _):
            rooms = GoogleMeetRooms({ORGANIZER: services_at(google, url)})
            error = failure(lambda: call(rooms, room))
        assert not error.permanent

    def test_a_page_of_a_proxy_is_no_invitation_sent_or_withdrawn(self, google: Google) -> None:
        with answering(ok(b"<html>Sign in to the hotel</html>")) as (url, _):
            inviter = GoogleCalendarInviter(services_at(google, url))
            assert failure(lambda: inviter.send(invitation(), at=START)).ambiguous
            assert failure(lambda: inviter.withdraw(invitation(), at=START)).ambiguous

    def test_the_token_is_fetched_once_by_many_threads_and_again_when_it_expired(
        self, google: Google, room: MadeRoom
    ) -> None:
        rooms = google.rooms()
        before = len(google.calls("POST", "/token"))
        with ThreadPoolExecutor(40) as pool:
            proofs = list(pool.map(lambda _: rooms.prove(room, at=START), range(40)))
            assert len(google.calls("POST", "/token")) == before + 1
            google.pass_time(hours=2)
            proofs += pool.map(lambda _: rooms.prove(room, at=START), range(40))
        assert all(proof.holds for proof in proofs)
        assert len(google.calls("POST", "/token")) == before + 2

    def test_a_token_that_expired_makes_no_second_room(self, google: Google, rooms: GoogleMeetRooms) -> None:
        rooms.create(request_for(), at=START)
        google.pass_time(hours=2)
        rooms.create(request_for(13), at=START)
        assert len(list(google.standin.spaces)) == 2

    def test_an_organizer_who_was_not_delegated_is_a_permanent_error(self, google: Google) -> None:
        rooms = google.rooms("rooms@other.example")
        error = failure(lambda: rooms.create(request_for(), at=START))
        assert error.permanent
        assert not error.ambiguous
        assert "invalid_grant" in error.said

    def test_a_token_endpoint_that_hangs_is_a_passing_error_and_never_ambiguous(self, google: Google) -> None:
        rooms = google.rooms()
        google.order(Effect.TIMEOUT)
        error = failure(lambda: rooms.create(request_for(), at=START))
        assert not error.permanent
        assert not error.ambiguous
        assert list(google.standin.spaces) == []

    def test_threads_do_not_line_up_behind_a_token_endpoint_that_hangs(self, tmp_path: Path) -> None:
        """Each waits for its own fetch or for another's, and then gives up: all are done before two more could be."""
        with running_google(tmp_path, hang=0.6) as google:
            rooms = google.rooms(timeout=0.3)
            google.order(Effect.TIMEOUT, times=8)
            with ThreadPoolExecutor(8) as pool:
                list(pool.map(lambda _: failure(lambda: rooms.create(request_for(), at=START)), range(8)))
            assert 1 <= len(google.calls("POST", "/token")) < 8

    @pytest.mark.parametrize("content", ["", "{}", '{"type": "authorized_user"}'])
    def test_a_key_file_that_is_none_is_noticed_at_the_start(self, tmp_path: Path, content: str) -> None:
        file = tmp_path / "wrong.json"
        file.write_text(content)
        with pytest.raises(ValueError, match=r"."):
            GoogleServices(credentials_file=file, organizer=ORGANIZER)

    def test_one_reading_of_the_key_serves_every_account(self, google: Google) -> None:
        first = GoogleServices(credentials_file=google.credentials_file, organizer=ORGANIZER, api_url=google.api_url)
        google.credentials_file.unlink()
        rooms = GoogleMeetRooms({SECOND: first.acting_as(SECOND)}, access="RESTRICTED")
        assert rooms.create(request_for(host=SECOND), at=START).host == SECOND
        assert first.organizer == ORGANIZER

    def test_a_missing_key_file_is_noticed_at_the_start(self, tmp_path: Path) -> None:
        with pytest.raises(FileNotFoundError):
            GoogleServices(credentials_file=tmp_path / "none.json", organizer=ORGANIZER)

    def test_without_an_address_of_its_own_the_session_means_google(self, google: Google) -> None:
        services = GoogleServices(credentials_file=google.credentials_file, organizer=ORGANIZER)
        requests = {
            services.meet.spaces().get(name="spaces/x"): "meet.googleapis.com/v2/spaces/x",
            services.calendar.events().get(calendarId="primary", eventId="abcde"): (
                "www.googleapis.com/calendar/v3/calendars/primary/events/abcde"
            ),
            services.directory.users().get(userKey="1182"): "admin.googleapis.com/admin/directory/v1/users/1182",
            services.people.people().get(resourceName="people/1182"): "people.googleapis.com/v1/people/1182",
            services.policies.policies().list(): "cloudidentity.googleapis.com/v1/policies",
        }
        for request, address in requests.items():
            assert request.uri.startswith(f"https://{address}")

    def test_every_request_has_an_http_of_its_own(self, google: Google) -> None:
        """Google: its Http objects cannot be shared by threads."""
        spaces = google.services().meet.spaces()
        assert len({id(request.http) for request in [spaces.get(name=f"spaces/{n}") for n in range(10)]}) == 10

    def test_nothing_is_sent_as_a_batch(self) -> None:
        """A batch request ignores the address that was set, and so would reach the real Google."""
        folder = Path(google_adapter.__file__).parent
        sources = [file.read_text(encoding="utf-8") for file in folder.glob("*.py")]
        assert len(sources) > 10
        assert not any(re.search(r"new_batch_http_request|BatchHttpRequest|batchUpdate", text) for text in sources)

    def test_rarely_used_clients_sign_in_only_when_they_are_used(self, google: Google) -> None:
        """A scope that is not delegated must not keep anybody out of a room."""
        for scope in ("admin.directory.user.readonly", "directory.readonly", "cloud-identity.policies.readonly"):
            google.standin.withdraw(f"https://www.googleapis.com/auth/{scope}", subject=ORGANIZER)
        rooms = google.rooms()
        assert rooms.prove(rooms.create(request_for(), at=START), at=START).holds

    def test_an_address_with_or_without_its_last_slash_is_the_same(self, google: Google) -> None:
        uris = {
            services_at(google, url).calendar.events().get(calendarId="primary", eventId="abcde").uri
            for url in (google.api_url, google.api_url + "/")
        }
        assert len(uris) == 1


class TestSecrets:
    def test_no_token_and_no_key_is_ever_logged(self, google: Google, caplog: pytest.LogCaptureFixture) -> None:
        """At any level and by anybody, whether Google answers, refuses, breaks or does not know the account."""
        key = json.loads(google.credentials_file.read_text(encoding="utf-8"))["private_key"].splitlines()[1]
        with caplog.at_level(logging.DEBUG):
            rooms = google.rooms()
            room = rooms.create(request_for(), at=START)
            google.pass_time(hours=2)
            rooms.observe(room, since=START, at=START)
            google.order(Effect.ERROR)
            failure(lambda: rooms.prove(room, at=START))
            failure(lambda: google.rooms("rooms@other.example").create(request_for(), at=START))
            google.standin.withdraw("https://www.googleapis.com/auth/meetings.space.created", subject=ORGANIZER)
            refused = failure(lambda: google.rooms().create(request_for(), at=START))
        assert "unauthorized_client" in refused.said
        assert caplog.records, "the clients do log at this level"
        assert not re.search(r"ya29|PRIVATE KEY|Bearer \S", caplog.text)
        assert key not in caplog.text


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
