"""iCalendar files (RFC 5545) -> the events in them. Nothing is guessed: every event that cannot be read is told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from mentoring.calendar_files import BadCalendar, EventProblem, ListedEvent, label

_ONE_DAY = timedelta(days=1)
_REPEATING = ("RRULE", "RDATE", "RECURRENCE-ID")


def read_events(raw: bytes, zone: ZoneInfo) -> Sequence[ListedEvent]:
    """The events that are not cancelled. `zone`: in which the day of an event in UTC or in another zone is told; a
    floating time is wall time already. Raises BadCalendar with all of its problems."""
    problems: list[EventProblem] = []
    events = [event for n, found in enumerate(_events(raw), 1) if (event := _read(found, n, zone, problems))]
    if problems:
        raise BadCalendar(problems)
    return events


def _events(raw: bytes) -> Iterator[Event]:
    try:
        calendars = Calendar.from_ical(raw, multiple=True)
        if not calendars or any(calendar.name != "VCALENDAR" for calendar in calendars):
            raise ValueError("no VCALENDAR")
    except (ValueError, KeyError, IndexError):
        raise BadCalendar([EventProblem("The file", "it is no iCalendar file; export it again, as .ics")]) from None
    for calendar in calendars:
        yield from (found for found in calendar.walk("VEVENT") if isinstance(found, Event))


def _read(found: Event, number: int, zone: ZoneInfo, problems: list[EventProblem]) -> ListedEvent | None:
    title = label(str(found.get("SUMMARY", "")))
    if str(found.get("STATUS", "")).upper() == "CANCELLED":
        return None
    starts, ends = _moment(found, "DTSTART", zone), _moment(found, "DTEND", zone)
    if starts is None or (ends is None and found.get("DTEND") is not None):
        which = "DTSTART" if starts is None else "DTEND"
        problems.append(EventProblem(f"Event {number} «{title}»", f"its {which} is no date; correct it"))
        return None
    ends = ends if ends is not None else _after(found, starts)
    uid = str(found.get("UID", "")) or f"event-{number}"
    repeats = any(found.get(name) is not None for name in _REPEATING)
    hour = starts.time() if isinstance(starts, datetime) else None
    return ListedEvent(uid, title, _day(starts), _last(starts, ends), hour, repeats)


def _moment(found: Event, name: str, zone: ZoneInfo) -> date | datetime | None:
    """Wall time without a zone, or a day; None where there is none that can be read."""
    try:
        at = found.decoded(name)
    except (KeyError, ValueError, AttributeError, TypeError):
        return None
    if isinstance(at, datetime):
        return at.astimezone(zone).replace(tzinfo=None) if at.tzinfo is not None else at
    return at if isinstance(at, date) else None


def _after(found: Event, starts: date | datetime) -> date | datetime | None:
    """Where an event has a length in the place of an end."""
    try:
        length: Any = found.decoded("DURATION")
        return starts + length if isinstance(length, timedelta) else None
    except (KeyError, ValueError, AttributeError, TypeError, OverflowError):
        return None


def _day(at: date | datetime) -> date:
    return at.date() if isinstance(at, datetime) else at


def _last(starts: date | datetime, ends: date | datetime | None) -> date:
    """RFC 5545: the end is the first moment that is no longer part of the event. Some write the same day as start and
    end of a whole day, and mean it."""
    if ends is None or ends == starts:
        return _day(starts)
    if not isinstance(ends, datetime) or ends.time() == datetime.min.time():
        return _day(ends) - _ONE_DAY
    return ends.date()
