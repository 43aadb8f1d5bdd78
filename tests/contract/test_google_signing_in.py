"""Keys, tokens and accounts: who signs in at Google, how often, and that nobody reads it in a log."""

from __future__ import annotations

import json
import logging
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from integrations.google.meet import GoogleMeetRooms
from integrations.google.session import GoogleServices
from mentoring.rooms import MadeRoom
from sandbox.faults import Effect
from tests.contract.google_failing import failure, room, rooms
from tests.contract.google_fixtures import ORGANIZER, SECOND, START, Google, google, request_for, running_google

__all__ = ["google", "room", "rooms"]


def test_the_token_is_fetched_once_by_many_threads_and_again_when_it_expired(google: Google, room: MadeRoom) -> None:
    rooms = google.rooms()
    before = len(google.calls("POST", "/token"))
    with ThreadPoolExecutor(40) as pool:
        proofs = list(pool.map(lambda _: rooms.prove(room, at=START), range(40)))
        assert len(google.calls("POST", "/token")) == before + 1
        google.pass_time(hours=2)
        proofs += pool.map(lambda _: rooms.prove(room, at=START), range(40))
    assert all(proof.holds for proof in proofs)
    assert len(google.calls("POST", "/token")) == before + 2


def test_a_token_that_expired_makes_no_second_room(google: Google, rooms: GoogleMeetRooms) -> None:
    rooms.create(request_for(), at=START)
    google.pass_time(hours=2)
    rooms.create(request_for(13), at=START)
    assert len(list(google.standin.spaces)) == 2


def test_an_organizer_who_was_not_delegated_is_a_permanent_error(google: Google) -> None:
    rooms = google.rooms("rooms@other.example")
    error = failure(lambda: rooms.create(request_for(), at=START))
    assert error.permanent
    assert not error.ambiguous
    assert "invalid_grant" in error.said


def test_a_token_endpoint_that_hangs_is_a_passing_error_and_never_ambiguous(google: Google) -> None:
    rooms = google.rooms()
    google.order(Effect.TIMEOUT)
    error = failure(lambda: rooms.create(request_for(), at=START))
    assert not error.permanent
    assert not error.ambiguous
    assert list(google.standin.spaces) == []


def test_threads_do_not_line_up_behind_a_token_endpoint_that_hangs(tmp_path: Path) -> None:
    """Each waits for its own fetch or for another's, and then gives up: all are done before two more could be."""
    with running_google(tmp_path, hang=0.6) as google:
        rooms = google.rooms(timeout=0.3)
        google.order(Effect.TIMEOUT, times=8)
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda _: failure(lambda: rooms.create(request_for(), at=START)), range(8)))
        assert 1 <= len(google.calls("POST", "/token")) < 8


@pytest.mark.parametrize("content", ["", "{}", '{"type": "authorized_user"}'])
def test_a_key_file_that_is_none_is_noticed_at_the_start(tmp_path: Path, content: str) -> None:
    file = tmp_path / "wrong.json"
    file.write_text(content)
    with pytest.raises(ValueError, match=r"."):
        GoogleServices(credentials_file=file, organizer=ORGANIZER)


def test_one_reading_of_the_key_serves_every_account(google: Google) -> None:
    first = GoogleServices(credentials_file=google.credentials_file, organizer=ORGANIZER, api_url=google.api_url)
    google.credentials_file.unlink()
    rooms = GoogleMeetRooms({SECOND: first.acting_as(SECOND)}, access="RESTRICTED")
    assert rooms.create(request_for(host=SECOND), at=START).host == SECOND
    assert first.organizer == ORGANIZER


def test_a_missing_key_file_is_noticed_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        GoogleServices(credentials_file=tmp_path / "none.json", organizer=ORGANIZER)


def test_rarely_used_clients_sign_in_only_when_they_are_used(google: Google) -> None:
    """A scope that is not delegated must not keep anybody out of a room."""
    for scope in ("admin.directory.user.readonly", "directory.readonly", "cloud-identity.policies.readonly"):
        google.standin.withdraw(f"https://www.googleapis.com/auth/{scope}", subject=ORGANIZER)
    rooms = google.rooms()
    assert rooms.prove(rooms.create(request_for(), at=START), at=START).holds


def test_no_token_and_no_key_is_ever_logged(google: Google, caplog: pytest.LogCaptureFixture) -> None:
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
