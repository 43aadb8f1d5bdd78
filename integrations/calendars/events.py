"""iCalendar files (RFC 5545) -> the events in them. Nothing is guessed: every event that cannot be read is told."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from integrations.calendars.recurring import moments, replaced_by
from mentoring.calendar_files import BadCalendar, EventProblem, ListedEvent, label

_ONE_DAY = timedelta(days=1)
_REPEATING = ("RRULE", "RDATE")


def read_events(raw: bytes, zone: ZoneInfo) -> Sequence[ListedEvent]:
    """The events that are not cancelled. `zone`: in which the day of an event in UTC or in another zone is told; a
    floating time is wall time already. Raises BadCalendar with all of its problems."""
    problems: list[EventProblem] = []
    found = list(_events(raw))
    if not found:
        raise BadCalendar([EventProblem("The file", "there is no event in it; export the calendar again")])
    replaced = _replaced(found)
    events = [event for n, one in enumerate(found, 1) for event in _read(one, n, zone, replaced, problems)]
    if problems:
        raise BadCalendar(problems)
    return events


def _replaced(events: Sequence[Event]) -> Collection[tuple[str, date]]:
    """The days of repeating events, by their UID, that stand in the file by themselves."""
    return {
        (str(found.get("UID", "")), _day(at))
        for found in events
        if (starts := _decoded(found, "DTSTART")) is not None
        for at in replaced_by(found, starts)
    }


def _events(raw: bytes) -> Iterator[Event]:
    try:
        calendars = Calendar.from_ical(raw, multiple=True)
        if not calendars or any(calendar.name != "VCALENDAR" for calendar in calendars):
            raise ValueError("no VCALENDAR")
    except (ValueError, KeyError, IndexError):
        raise BadCalendar([EventProblem("The file", "it is no iCalendar file; export it again, as .ics")]) from None
    for calendar in calendars:
        yield from (found for found in calendar.walk("VEVENT") if isinstance(found, Event))


def _read(
    found: Event, number: int, zone: ZoneInfo, replaced: Collection[tuple[str, date]], problems: list[EventProblem]
) -> Iterator[ListedEvent]:
    title = label(str(found.get("SUMMARY", "")))
    if str(found.get("STATUS", "")).upper() == "CANCELLED":
        return
    own, starts, ends = _decoded(found, "DTSTART"), _moment(found, "DTSTART", zone), _moment(found, "DTEND", zone)
    if own is None or starts is None or (ends is None and found.get("DTEND") is not None):
        which = "DTSTART" if starts is None else "DTEND"
        problems.append(EventProblem(f"Event {number} «{title}»", f"its {which} is no date; correct it"))
        return
    ends = ends if ends is not None else _after(found, starts)
    uid = str(found.get("UID", "")) or f"event-{number}"
    first = ListedEvent(uid, title, _day(starts), _last(starts, ends), _hour(starts), _hour(ends))
    if not any(found.get(name) is not None for name in _REPEATING):
        yield first
        return
    times = moments(found, own)
    if times is None:
        yield replace(first, repeats=True)
        return
    days = [_day(_in_zone(at, zone)) for at in times if (uid, _day(at)) not in replaced]
    yield from (replace(first, first=day, last=day + (first.last - first.first)) for day in days)


def _decoded(found: Event, name: str) -> date | datetime | None:
    """None where there is none that can be read."""
    try:
        at = found.decoded(name)
    except (KeyError, ValueError, AttributeError, TypeError):
        return None
    return at if isinstance(at, date) else None


def _moment(found: Event, name: str, zone: ZoneInfo) -> date | datetime | None:
    """Wall time without a zone, or a day; None where there is none that can be read."""
    at = _decoded(found, name)
    try:
        return _in_zone(at, zone) if at is not None else None
    except OverflowError:
        return None


def _in_zone(at: date | datetime, zone: ZoneInfo) -> date | datetime:
    aware = isinstance(at, datetime) and at.tzinfo is not None
    return at.astimezone(zone).replace(tzinfo=None) if isinstance(at, datetime) and aware else at


def _hour(at: date | datetime | None) -> time | None:
    return at.time() if isinstance(at, datetime) else None


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
