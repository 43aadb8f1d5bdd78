"""Events that come again by a rule (RFC 5545, RRULE): the days of a rule that ends. One that never ends has none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import islice
from typing import Any

from dateutil.rrule import rrulestr
from icalendar import Event

MOST = 400
"""More often nothing comes in a school year."""

Moment = date | datetime


def moments(found: Event, starts: Moment) -> list[Moment] | None:
    """When it comes, the first time included and exceptions left out, as `starts` tells it; None where that cannot be
    told."""
    try:
        wanted = [*_by_rule(found, starts), *_listed(found, "RDATE", starts)]
    except (ValueError, TypeError, AttributeError, OverflowError, KeyError):
        return None
    left_out = set(_listed(found, "EXDATE", starts))
    kept = sorted({one for one in wanted if one not in left_out and _day(one) not in left_out}, key=_naive)
    return kept if len(wanted) <= MOST else None


def replaced_by(found: Event, starts: Moment) -> list[Moment]:
    """Which time of a repeating event this one stands in the place of."""
    return _listed(found, "RECURRENCE-ID", starts)


def _by_rule(found: Event, starts: Moment) -> Iterator[Moment]:
    rule = found.get("RRULE")
    if rule is None:
        yield starts
        return
    until, count = rule.get("UNTIL"), rule.get("COUNT")
    if not until and not count:
        raise ValueError("it never ends")
    bare = {name: value for name, value in rule.items() if name.upper() != "UNTIL"}
    last = _end_of(until[0], starts) if until else None
    for at in islice(rrulestr(type(rule)(bare).to_ical().decode(), dtstart=_naive(starts)), MOST + 1):
        if last is not None and at > last:
            return
        yield _like(at, starts)


def _end_of(until: Any, starts: Moment) -> datetime:
    """A last day counts whole."""
    last = _naive(_told_as(until, starts))
    return last if isinstance(until, datetime) else datetime.combine(last.date(), time.max)


def _listed(found: Event, name: str, starts: Moment) -> list[Moment]:
    """The moments of such a line, of which there may be several."""
    lines: Any = found.get(name)
    each = lines if isinstance(lines, list) else [lines] if lines is not None else []
    return [_told_as(one.dt, starts) for line in each for one in getattr(line, "dts", [line])]


def _told_as(at: Any, starts: Moment) -> Moment:
    """In the zone in which the event starts. Raises TypeError for a period."""
    if not isinstance(at, date):
        raise TypeError
    if isinstance(at, datetime) and isinstance(starts, datetime) and at.tzinfo and starts.tzinfo:
        return at.astimezone(starts.tzinfo)
    return at


def _naive(at: Moment) -> datetime:
    return at.replace(tzinfo=None) if isinstance(at, datetime) else datetime.combine(at, time())


def _like(at: datetime, starts: Moment) -> Moment:
    return at.replace(tzinfo=starts.tzinfo) if isinstance(starts, datetime) else at.date()


def _day(at: Moment) -> date:
    return at.date() if isinstance(at, datetime) else at
