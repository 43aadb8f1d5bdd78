"""Invitations by e-mail, for calendars that are not Google's (RFC 5545, RFC 5546, RFC 6047)."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from enum import StrEnum
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress, vUri

from integrations.mail.messages import compose, one_line, stable_id
from integrations.mail.smtp import SmtpPostman, recipient
from mentoring.ports import Invitation

ATTACHMENT = "invitation.ics"


class Method(StrEnum):
    """What a calendar is asked to do with the event (RFC 5546)."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


class MailInviter:
    """Implements Inviter. A repeat has the same UID, SEQUENCE and Message-ID, so that calendars keep one event."""

    def __init__(self, postman: SmtpPostman) -> None:
        self._postman = postman

    def send(self, invitation: Invitation, *, at: datetime) -> None:
        self._mail(invitation, Method.REQUEST, at)

    def withdraw(self, invitation: Invitation, *, at: datetime) -> None:
        self._mail(invitation, Method.CANCEL, at)

    def _mail(self, invitation: Invitation, method: Method, at: datetime) -> None:
        sender, to = self._postman.sender, recipient(invitation.name, invitation.email)
        message = compose(
            sender=sender,
            to=to,
            subject=invitation.title,
            body=invitation.body,
            message_id=stable_id(invitation.effect_key, sender, version=f".{method.lower()}.{invitation.sequence}"),
            at=at,
        )
        _enclose(message, _calendar(invitation, method, sender=sender, to=to, at=at).to_ical(), method)
        self._postman.deliver(message, to=invitation.email)


def _enclose(message: EmailMessage, ics: bytes, method: Method) -> None:
    """Twice, as Google's own invitations do: inline for calendar programs, as a file for simple mail readers."""
    message.add_alternative(ics.decode(), subtype="calendar", params={"method": method})
    message.add_attachment(ics, maintype="application", subtype="ics", filename=ATTACHMENT)


def _calendar(invitation: Invitation, method: Method, *, sender: Address, to: Address, at: datetime) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Chaperone//Mentoring//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(_event(invitation, method, sender=sender, to=to, at=at))
    # The rules of the zone a year either way are enough for one event, and keep the file small.
    around = timedelta(days=366)
    calendar.add_missing_timezones(
        first_date=(invitation.starts_at - around).date(), last_date=(invitation.ends_at + around).date()
    )
    return calendar


def _event(invitation: Invitation, method: Method, *, sender: Address, to: Address, at: datetime) -> Event:
    zone = ZoneInfo(invitation.timezone)
    event = Event()
    event.add("uid", stable_id(invitation.effect_key, sender))
    event.add("sequence", invitation.sequence)
    event.add("dtstamp", at)
    event.add("dtstart", invitation.starts_at.astimezone(zone))
    event.add("dtend", invitation.ends_at.astimezone(zone))
    event.add("summary", one_line(invitation.title))
    event.add("description", invitation.body)
    event.add("location", invitation.door)
    event.add("url", vUri(invitation.door))
    event.add("class", "PRIVATE")
    event.add("status", "CANCELLED" if method is Method.CANCEL else "CONFIRMED")
    event.add("organizer", _party(sender))
    event.add("attendee", _party(to, role="REQ-PARTICIPANT", partstat="NEEDS-ACTION", rsvp="FALSE"))
    return event


def _party(who: Address, **params: str) -> vCalAddress:
    """A person in the calendar. RFC 5545 3.2 knows no way to write a double quote in a parameter."""
    party = vCalAddress(f"mailto:{who.addr_spec}")
    party.params.update({"cn": (who.display_name or who.addr_spec).replace('"', "'"), **params})
    return party
