"""What the calendars say for some matches: on which days their sessions are off."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, time, timedelta

from mentoring.calendars import Calendar, CalendarDay
from mentoring.errors import Refusal
from mentoring.matches import Match
from mentoring.programs import Program
from mentoring.sessions import Session
from mentoring.slots import Slot
from mentoring.store import Work


class DayIsOff(Refusal):
    """No session is put on a day on which it would be called off at once."""

    def __init__(self, day: CalendarDay) -> None:
        super().__init__(day.day)
        self.day = day


class Almanac:
    def __init__(
        self, calendar: Calendar, programs: Mapping[int, Program], schools: Mapping[int, Collection[str]]
    ) -> None:
        self._calendar, self._programs, self._schools = calendar, programs, schools

    def of(self, session: Session, match: Match) -> CalendarDay | None:
        """The reason for which this session is off; None when it takes place."""
        local = session.ends_at.astimezone(self._programs[match.program_id].zone)
        return self._off(match, session.day, local.time() if local.date() == session.day else time.max)

    def days_off(self, match: Match) -> frozenset[date]:
        """Days of the calendars on which the weekly session of this match is off."""
        ends = _ends(match.slot)
        return frozenset(day for day in self._calendar.days if self._off(match, day, ends) is not None)

    def _off(self, match: Match, day: date, ends: time) -> CalendarDay | None:
        program = self._programs[match.program_id]
        return self._calendar.off(day, program, self._schools.get(match.id, ()), ends)


def open_almanac(work: Work, matches: Iterable[Match], first: date, last: date) -> Almanac:
    """For these matches and days, both included."""
    calendar = Calendar(work.calendars.between(first, last))
    ids = [match.id for match in matches]
    schools = work.calendars.schools_of(ids) if calendar.by_school else {}
    return Almanac(calendar, {program.id: program for program in work.programs.all()}, schools)


def check_day(work: Work, session: Session, match: Match) -> None:
    """Raises DayIsOff."""
    off = open_almanac(work, [match], session.day, session.day).of(session, match)
    if off is not None:
        raise DayIsOff(off)


def _ends(slot: Slot) -> time:
    """A slot that runs past midnight ends later than any hour of its day."""
    starts = datetime.combine(date.min, slot.time)
    ends = starts + timedelta(minutes=slot.minutes)
    return ends.time() if ends.date() == starts.date() else time.max
