"""Invitations by mail: one private event for one person, in calendars that are not Google's."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from integrations.mail.messages import one_line
from sandbox.faults import Effect
from tests.contract.mail_fixtures import INVITATION, NOON, Office, failing, office

__all__ = ["office"]


def test_an_invitation_is_a_letter_with_a_calendar_file(office: Office) -> None:
    office.send(INVITATION)
    newest = office.newest()
    assert (newest["to"], newest["subject"]) == ("rosa@example.com", "Mentoría con Ana")
    assert newest["text"].rstrip("\n") == INVITATION.body
    assert newest["attachments"] == ["invitation.ics"]


def test_calendar_programs_find_the_invitation_inline_with_its_method(office: Office) -> None:
    """RFC 6047: the method stands in the content type and must agree with the calendar's own."""
    office.send(INVITATION)
    message = office.server.message(office.newest()["message_id"])
    (inline,) = (part for part in message.walk() if part.get_content_type() == "text/calendar")
    assert inline["Content-Type"].params["method"] == "REQUEST" == str(office.newest_calendar()["METHOD"])
    file = office.server.attachment(office.newest()["message_id"], "invitation.ics")
    assert Calendar.from_ical(inline.get_content()) == Calendar.from_ical(file)


def test_an_event_carries_the_door_and_stays_private(office: Office) -> None:
    event = office.send(INVITATION)
    assert str(event["LOCATION"]) == str(event["URL"]) == INVITATION.door
    assert str(event["SUMMARY"]) == INVITATION.title
    assert str(event["DESCRIPTION"]) == INVITATION.body
    assert (str(event["CLASS"]), str(event["STATUS"])) == ("PRIVATE", "CONFIRMED")
    assert event["DTSTAMP"].dt == NOON


def test_an_event_names_the_program_and_its_one_guest_and_nobody_else(office: Office) -> None:
    event = office.send(INVITATION)
    assert str(event["ORGANIZER"]) == "mailto:mentoring@example.org"
    assert str(event["ATTENDEE"]) == "mailto:rosa@example.com", "one value, not a list"
    assert event["ATTENDEE"].params["CN"] == "Rosa Guzmán"


@pytest.mark.parametrize(
    ("starts_at", "offset"),
    [
        (datetime(2026, 10, 26, 20, 30, tzinfo=UTC), timedelta(hours=-4)),
        (datetime(2026, 11, 2, 21, 30, tzinfo=UTC), timedelta(hours=-5)),
        (datetime(2027, 3, 8, 21, 30, tzinfo=UTC), timedelta(hours=-5)),
        (datetime(2027, 3, 15, 20, 30, tzinfo=UTC), timedelta(hours=-4)),
    ],
)
def test_half_past_four_stays_half_past_four_across_the_clock_changes(
    office: Office, starts_at: datetime, offset: timedelta
) -> None:
    event = office.send(replace(INVITATION, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1)))
    start, end = event["DTSTART"], event["DTEND"]
    assert start.params["TZID"] == end.params["TZID"] == "America/New_York"
    assert f"{start.dt:%H:%M}–{end.dt:%H:%M}" == "16:30–17:30"
    (zone,) = office.newest_calendar().timezones
    assert str(zone["TZID"]) == "America/New_York"
    assert zone.to_tz().utcoffset(start.dt.replace(tzinfo=None)) == offset


def test_a_program_in_utc_needs_no_zone_rules(office: Office) -> None:
    event = office.send(replace(INVITATION, timezone="UTC"))
    assert event["DTSTART"].dt == INVITATION.starts_at
    assert office.newest_calendar().timezones == []


@pytest.mark.parametrize(
    "name", ['Ann "Zo" Lee', "Lee; Ann, the:third", "مريم الحداد", "Ann\r\nATTENDEE:mailto:eve@x.org", "^n"]
)
def test_no_name_breaks_the_calendar_file(office: Office, name: str) -> None:
    event = office.send(replace(INVITATION, name=name, title=name, body=name))
    assert str(event["ATTENDEE"]) == "mailto:rosa@example.com"
    assert event["ATTENDEE"].params["CN"] == one_line(name).replace('"', "'")
    assert str(event["SUMMARY"]) == one_line(name)


def test_a_guest_without_a_name_is_shown_by_their_own_address(office: Office) -> None:
    assert office.send(replace(INVITATION, name=""))["ATTENDEE"].params["CN"] == "rosa@example.com"


def test_a_repeated_invitation_is_one_event_and_one_letter(office: Office) -> None:
    office.send(INVITATION)
    office.clock.advance(timedelta(minutes=5))
    office.send(INVITATION)
    assert len(office.server.letters()) == 1


def test_a_moved_session_updates_the_same_event(office: Office) -> None:
    first = office.send(INVITATION)
    moved = office.send(replace(INVITATION, sequence=1, starts_at=INVITATION.starts_at + timedelta(minutes=30)))
    assert first["UID"] == moved["UID"]
    assert (first["SEQUENCE"], moved["SEQUENCE"]) == (0, 1)
    assert len(office.server.letters()) == 2, "the new version is a letter of its own"


def test_a_withdrawn_invitation_cancels_the_same_event(office: Office) -> None:
    invited = office.send(INVITATION)
    withdrawn = office.withdraw(replace(INVITATION, sequence=1))
    assert withdrawn["UID"] == invited["UID"]
    assert (str(withdrawn["STATUS"]), withdrawn["SEQUENCE"]) == ("CANCELLED", 1)
    assert str(office.newest_calendar()["METHOD"]) == "CANCEL"


def test_withdrawing_the_version_that_was_sent_is_not_taken_for_a_repeat_of_it(office: Office) -> None:
    office.send(INVITATION)
    office.withdraw(INVITATION)
    office.withdraw(INVITATION)
    assert len(office.server.letters()) == 2


def test_two_people_of_one_session_have_events_of_their_own(office: Office) -> None:
    rosa = office.send(INVITATION)
    ana = office.send(replace(INVITATION, effect_key="session-12/person-8", email="ana@example.com", name="Ana Silva"))
    assert rosa["UID"] != ana["UID"]
    message = office.server.message(office.newest()["message_id"]).as_string()
    assert "ana@example.com" in message and "rosa@" not in message


@pytest.mark.parametrize(
    ("effect", "ambiguous"), [(Effect.ERROR, False), (Effect.RATE_LIMIT, False), (Effect.LOST_ANSWER, True)]
)
def test_an_invitation_fails_like_a_letter(office: Office, effect: Effect, ambiguous: bool) -> None:  # noqa: FBT001
    office.faults.order("mail", effect, 1)
    with failing() as errors:
        office.inviter.send(INVITATION, at=NOON)
    assert (errors[0].permanent, errors[0].ambiguous) == (False, ambiguous)


def test_an_invitation_to_no_address_is_refused_for_good(office: Office) -> None:
    with failing() as errors:
        office.inviter.withdraw(replace(INVITATION, email="rosa at example.com"), at=NOON)
    assert errors[0].permanent
