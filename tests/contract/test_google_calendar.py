"""GoogleCalendarInviter against the stand-in: one private event for each person, exactly once."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.google.calendar import GoogleCalendarInviter, event_for, event_id_of
from mentoring.ports import Inviter, ProviderError
from sandbox.faults import Effect
from sandbox.google.calendars import EVENT_ID
from tests.contract.google_fixtures import MONITOR, ORGANIZER, START, Google, google, invitation

__all__ = ["google"]

SAM = invitation()


@pytest.fixture
def inviter(google: Google) -> GoogleCalendarInviter:
    return google.inviter()


def event_of(google: Google, email: str = SAM.email) -> dict[str, Any]:
    (event,) = google.standin.events_for(email)
    return event


def mails(google: Google) -> list[str]:
    return [notice.kind for notice in google.standin.notices]


def test_it_is_an_inviter(inviter: GoogleCalendarInviter) -> None:
    as_port: Inviter = inviter
    assert as_port is inviter


def test_an_invitation_says_when_and_where(google: Google, inviter: GoogleCalendarInviter) -> None:
    inviter.send(SAM, at=START)
    event = event_of(google)
    assert event["summary"] == SAM.title
    assert event["location"] == SAM.door
    assert SAM.body in event["description"]
    assert SAM.door in event["description"]
    assert datetime.fromisoformat(event["start"]["dateTime"]) == SAM.starts_at
    assert datetime.fromisoformat(event["end"]["dateTime"]) == SAM.ends_at
    assert event["start"]["timeZone"] == "America/New_York"
    assert mails(google) == ["invited"]


def test_a_body_that_has_the_door_already_does_not_repeat_it() -> None:
    event = event_for(replace(SAM, body=f"Enter here: {SAM.door}"))
    assert event["description"].count(SAM.door) == 1


def test_guests_see_and_invite_nobody(google: Google, inviter: GoogleCalendarInviter) -> None:
    inviter.send(SAM, at=START)
    event = event_of(google)
    assert event["guestsCanSeeOtherGuests"] is False
    assert event["guestsCanInviteOthers"] is False
    assert event["visibility"] == "private"
    (call,) = google.calls("POST", "/events")
    assert call.body["guestsCanModify"] is False
    assert "conferenceData" not in call.body


def test_no_event_shows_another_persons_address(google: Google, inviter: GoogleCalendarInviter) -> None:
    inviter.send(SAM, at=START)
    assert MONITOR.email is not None
    priya = invitation(effect_key="session-12-person-1", email=MONITOR.email, name="Priya Nair")
    inviter.send(priya, at=START)
    for own, other in ((SAM.email, MONITOR.email), (MONITOR.email, SAM.email)):
        text = json.dumps(event_of(google, own))
        assert own in text
        assert other not in text
        assert "meet.google.com" not in text


def test_sending_twice_is_one_event_and_one_mail(google: Google, inviter: GoogleCalendarInviter) -> None:
    inviter.send(SAM, at=START)
    inviter.send(SAM, at=START)
    assert len(google.standin.events_for(SAM.email)) == 1
    assert mails(google) == ["invited"]
    assert google.calls("PUT") == []


def test_a_moved_session_moves_the_event_once(google: Google, inviter: GoogleCalendarInviter) -> None:
    inviter.send(SAM, at=START)
    moved = replace(SAM, sequence=1, starts_at=START + timedelta(days=1), ends_at=START + timedelta(days=1, hours=1))
    inviter.send(moved, at=START)
    inviter.send(moved, at=START)
    event = event_of(google)
    assert datetime.fromisoformat(event["start"]["dateTime"]) == moved.starts_at
    assert event["sequence"] == 1
    assert mails(google) == ["invited", "updated"]


@pytest.mark.parametrize(
    "change",
    [{"title": "New title"}, {"door": "https://chaperone.example/join/other"}, {"body": "Bring your laptop."}],
)
def test_any_change_a_guest_would_see_updates_the_event(
    google: Google, inviter: GoogleCalendarInviter, change: dict[str, str]
) -> None:
    inviter.send(SAM, at=START)
    inviter.send(invitation(sequence=1, **change), at=START)
    assert mails(google) == ["invited", "updated"]
    assert next(iter(change.values())) in json.dumps(event_of(google))


def test_a_replaced_person_takes_the_event_over(google: Google, inviter: GoogleCalendarInviter) -> None:
    inviter.send(SAM, at=START)
    inviter.send(invitation(sequence=1, email="lee@company.example", name="Lee"), at=START)
    assert google.standin.events_for(SAM.email) == []
    assert SAM.email not in json.dumps(event_of(google, "lee@company.example"))


def test_a_new_version_with_the_same_content_is_no_reason_to_write(
    google: Google, inviter: GoogleCalendarInviter
) -> None:
    inviter.send(SAM, at=START)
    inviter.send(replace(SAM, sequence=1), at=START)
    assert mails(google) == ["invited"]


def test_an_older_version_that_arrives_late_changes_nothing(google: Google, inviter: GoogleCalendarInviter) -> None:
    inviter.send(replace(SAM, sequence=2, title="Newest"), at=START)
    inviter.send(replace(SAM, sequence=1, title="Older"), at=START)
    assert event_of(google)["summary"] == "Newest"
    assert mails(google) == ["invited"]


def test_a_sequence_that_calendar_counted_on_is_never_undercut(google: Google, inviter: GoogleCalendarInviter) -> None:
    inviter.send(SAM, at=START)
    google.calendar().events().patch(
        calendarId="primary", eventId=event_id_of(SAM.effect_key), body={"sequence": 7}
    ).execute()
    inviter.send(replace(SAM, sequence=1, title="New title"), at=START)
    event = event_of(google)
    assert (event["sequence"], event["summary"]) == (7, "New title")


def test_withdrawing_takes_the_event_away_and_tells_the_guest_once(
    google: Google, inviter: GoogleCalendarInviter
) -> None:
    inviter.send(SAM, at=START)
    inviter.withdraw(SAM, at=START)
    inviter.withdraw(SAM, at=START)
    assert google.standin.events_for(SAM.email) == []
    assert mails(google) == ["invited", "cancelled"]
    assert [call.status for call in google.calls("DELETE")] == [204, 410]


def test_withdrawing_what_was_never_sent_is_done(google: Google, inviter: GoogleCalendarInviter) -> None:
    inviter.withdraw(SAM, at=START)
    assert mails(google) == []


def test_an_invitation_that_was_withdrawn_can_be_sent_again(google: Google, inviter: GoogleCalendarInviter) -> None:
    inviter.send(SAM, at=START)
    inviter.withdraw(SAM, at=START)
    inviter.send(SAM, at=START)
    assert event_of(google)["status"] == "confirmed"
    assert mails(google) == ["invited", "cancelled", "invited"]
    inviter.withdraw(SAM, at=START)
    assert google.standin.events_for(SAM.email) == []


def test_a_meeting_link_that_somebody_added_by_hand_goes_with_the_next_change(
    google: Google, inviter: GoogleCalendarInviter
) -> None:
    inviter.send(SAM, at=START)
    link = {
        "entryPoints": [{"entryPointType": "video", "uri": "https://meet.google.com/abc-mnop-xyz"}],
        "conferenceSolution": {"key": {"type": "hangoutsMeet"}, "name": "Google Meet"},
    }
    google.calendar().events().patch(
        calendarId="primary",
        eventId=event_id_of(SAM.effect_key),
        body={"conferenceData": link},
        conferenceDataVersion=1,
    ).execute()
    assert "meet.google.com" in json.dumps(event_of(google))
    inviter.send(replace(SAM, sequence=1, title="Moved"), at=START)
    assert "meet.google.com" not in json.dumps(event_of(google))


def test_the_event_can_be_found_by_our_key(google: Google, inviter: GoogleCalendarInviter) -> None:
    inviter.send(SAM, at=START)
    inviter.send(invitation(effect_key="session-13-person-2"), at=START)
    found = (
        google.calendar()
        .events()
        .list(calendarId="primary", privateExtendedProperty=f"effect_key={SAM.effect_key}")
        .execute()
    )
    assert [event["id"] for event in found["items"]] == [event_id_of(SAM.effect_key)]


def test_an_answer_that_was_lost_is_ambiguous_and_the_repeat_makes_no_second_event(google: Google) -> None:
    inviter = GoogleCalendarInviter(google.services())
    inviter.withdraw(SAM, at=START)
    google.order(Effect.LOST_ANSWER)
    with pytest.raises(ProviderError) as caught:
        inviter.send(SAM, at=START)
    assert caught.value.ambiguous
    assert not caught.value.permanent
    inviter.send(SAM, at=START)
    assert len(google.standin.events_for(SAM.email)) == 1
    assert mails(google) == ["invited"]


def test_many_who_send_the_same_change_at_once_write_it_once(google: Google, inviter: GoogleCalendarInviter) -> None:
    inviter.send(SAM, at=START)
    moved = replace(SAM, sequence=1, title="Moved")

    def send(_: int) -> ProviderError | None:
        try:
            inviter.send(moved, at=START)
        except ProviderError as error:
            return error
        return None

    with ThreadPoolExecutor(12) as pool:
        errors = [error for error in pool.map(send, range(12)) if error]
    assert all(not error.permanent for error in errors)
    assert mails(google) == ["invited", "updated"]
    assert event_of(google)["summary"] == "Moved"


def test_a_guest_whose_address_is_refused_is_a_permanent_error(google: Google, inviter: GoogleCalendarInviter) -> None:
    with pytest.raises(ProviderError) as caught:
        inviter.send(invitation(email="nobody"), at=START)
    assert caught.value.permanent
    assert not caught.value.ambiguous
    assert google.standin.events_for("nobody") == []


def test_events_stand_in_the_organizers_own_calendar(google: Google, inviter: GoogleCalendarInviter) -> None:
    inviter.send(SAM, at=START)
    assert event_of(google)["organizer"]["email"] == ORGANIZER


@given(st.text(min_size=1))
def test_every_effect_key_gives_an_id_that_calendar_accepts(effect_key: str) -> None:
    assert EVENT_ID.fullmatch(event_id_of(effect_key))
    assert event_id_of(effect_key) == event_id_of(effect_key)


@given(st.sets(st.text(), min_size=2, max_size=20))
def test_different_keys_never_share_an_event(keys: set[str]) -> None:
    assert len({event_id_of(key) for key in keys}) == len(keys)
