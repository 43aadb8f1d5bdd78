"""Every calendar, day by day. A file adds days, and mends what a district's calendar says of one; it takes none out.

What a manager has done stays: a day that they took out does not come back, and the office's own calendar is taken only
where nobody has written one yet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mentoring.acts.calendars import known_school
from mentoring.acts.days_off import align
from mentoring.acts.exchange.shape import Exchange, Taking, When
from mentoring.calendars import OFFICE, CalendarDay
from mentoring.people import folded
from mentoring.store import Work
from mentoring.tables.calendars import CALENDARS, CalendarRow


def _rows(view: Work) -> Sequence[CalendarRow]:
    return [_row(day) for day in view.calendars.all()]


def _row(day: CalendarDay) -> CalendarRow:
    return CalendarRow(0, day.source, day.day, day.kind, day.school, day.label, day.released_at, day.lifted)


def _day(row: CalendarRow) -> CalendarDay:
    return CalendarDay(
        row.day, row.kind, row.label, row.school, row.released_at, row.calendar, uid="", lifted=row.taken_out
    )


def _take(taking: Taking, row: CalendarRow, before: CalendarRow | None) -> str | None:
    """Raises UnknownSchool."""
    own = row.calendar == OFFICE
    if before is None:
        if own and _written_by_hand(taking):
            return None
        added = taking.work.calendars.add([replace(_day(row), school=_school(taking, row))])
        return f"day-{row.day}" if added else None
    if own or before.taken_out or row.taken_out:
        return None
    (stands,) = (day for day in taking.work.calendars.of(row.calendar, row.day) if _row(day) == before)
    taking.work.calendars.amend(replace(stands, label=row.label, released_at=row.released_at))
    return f"day-{row.day}"


def _written_by_hand(taking: Taking) -> bool:
    return any(row.calendar == OFFICE for row in taking.stood)


def _school(taking: Taking, row: CalendarRow) -> str | None:
    """As the students' rows write it. What has been, or comes with the roster of its house, may be of a school to which
    nobody goes any more. Raises UnknownSchool."""
    if row.day < taking.today:
        return row.school
    if taking.schools is None:
        return known_school(taking.work, row.school)
    same = (school for school in taking.schools if folded(school) == folded(row.school or ""))
    return next(same, row.school)


def _follow(taking: Taking, rows: Sequence[CalendarRow]) -> None:
    days = {row.day for row in rows if row.day >= taking.today}
    align(taking.work, days, at=taking.at, policy=taking.house.policy, actor=None)


EXCHANGE = Exchange(CALENDARS, _rows, _take, follow=_follow, when=When.BEFORE)
