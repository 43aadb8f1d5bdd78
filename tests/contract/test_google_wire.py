"""What goes over the wire to Google: sent once, to the right address, and believed only when Google has said it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import integrations.google as google_adapter
from integrations.google.calendar import GoogleCalendarInviter
from integrations.google.meet import GoogleMeetRooms
from integrations.google.session import GoogleServices
from mentoring.rooms import MadeRoom
from tests.contract.google_failing import READS, WRITES, Call, answering, failure, ok, room, rooms, services_at
from tests.contract.google_fixtures import ORGANIZER, START, Google, google, invitation, request_for

__all__ = ["google", "room", "rooms"]


def test_a_request_that_was_dropped_is_not_sent_a_second_time(google: Google) -> None:
    """httplib2 alone would send it again and so make a second room."""
    with answering(b"") as (url, asked):
        rooms = GoogleMeetRooms({ORGANIZER: services_at(google, url)})
        error = failure(lambda: rooms.create(request_for(), at=START))
    assert len(asked) == 1
    assert error.ambiguous
    assert not error.permanent


def test_an_https_address_is_spoken_to_in_tls(google: Google) -> None:
    with answering(b"") as (url, asked):
        rooms = GoogleMeetRooms({ORGANIZER: services_at(google, url.replace("http:", "https:"))})
        failure(lambda: rooms.create(request_for(), at=START))
    (greeting,) = asked
    assert greeting[0] == 0x16, "a TLS handshake record"


def test_nobody_listening_is_not_ambiguous(google: Google) -> None:
    with answering(b"") as (url, _):
        rooms = GoogleMeetRooms({ORGANIZER: services_at(google, url)})
    error = failure(lambda: rooms.create(request_for(), at=START))
    assert not error.ambiguous
    assert not error.permanent


@pytest.mark.parametrize("page", [b"<html>Sign in to the hotel</html>", b"{}", b"[]"])
def test_an_answer_that_is_not_googles_is_no_room(google: Google, page: bytes) -> None:
    with answering(ok(page)) as (url, _):
        rooms = GoogleMeetRooms({ORGANIZER: services_at(google, url)})
        error = failure(lambda: rooms.create(request_for(), at=START))
    assert error.ambiguous


@pytest.mark.parametrize("call", [*READS.values(), WRITES["end"]])
def test_a_page_of_a_proxy_is_neither_an_empty_room_nor_an_ended_call(
    google: Google, room: MadeRoom, call: Call
) -> None:
    with answering(ok(b"<html>Sign in to the hotel</html>")) as (url, _):
        rooms = GoogleMeetRooms({ORGANIZER: services_at(google, url)})
        error = failure(lambda: call(rooms, room))
    assert not error.permanent


def test_a_page_of_a_proxy_is_no_invitation_sent_or_withdrawn(google: Google) -> None:
    with answering(ok(b"<html>Sign in to the hotel</html>")) as (url, _):
        inviter = GoogleCalendarInviter(services_at(google, url))
        assert failure(lambda: inviter.send(invitation(), at=START)).ambiguous
        assert failure(lambda: inviter.withdraw(invitation(), at=START)).ambiguous


def test_without_an_address_of_its_own_the_session_means_google(google: Google) -> None:
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


def test_every_request_has_an_http_of_its_own(google: Google) -> None:
    """Google: its Http objects cannot be shared by threads."""
    spaces = google.services().meet.spaces()
    assert len({id(request.http) for request in [spaces.get(name=f"spaces/{n}") for n in range(10)]}) == 10


def test_nothing_is_sent_as_a_batch() -> None:
    """A batch request ignores the address that was set, and so would reach the real Google."""
    folder = Path(google_adapter.__file__).parent
    sources = [file.read_text(encoding="utf-8") for file in folder.glob("*.py")]
    assert len(sources) > 10
    assert not any(re.search(r"new_batch_http_request|BatchHttpRequest|batchUpdate", text) for text in sources)


def test_an_address_with_or_without_its_last_slash_is_the_same(google: Google) -> None:
    uris = {
        services_at(google, url).calendar.events().get(calendarId="primary", eventId="abcde").uri
        for url in (google.api_url, google.api_url + "/")
    }
    assert len(uris) == 1
