"""What the calendars say for some matches: on which days their sessions are off."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, time, timedelta

from mentoring.calendars import Calendar, CalendarDay, DayKind
from mentoring.errors import Refusal
from mentoring.matches import Match
from mentoring.programs import Program
from mentoring.sessions import Session
from mentoring.slots import Slot
from mentoring.store import Work

OUTSIDE = "program"
"""The source of a day on which a program has no sessions by its own dates: it stands in no calendar."""


class DayIsOff(Refusal):
    """No session is put on a day on which it would be called off at once."""

    def __init__(self, day: CalendarDay) -> None:
        super().__init__(day.day)
        self.day = day


class Almanac:
    def __init__(
        self, calendar: Calendar, programs: Mapping[int, Program], schools: Mapping[int, frozenset[str]]
    ) -> None:
        self._calendar, self._programs, self._schools = calendar, programs, schools
        self._known: dict[tuple[int, Slot, frozenset[str]], frozenset[date]] = {}

    def of(self, session: Session, match: Match) -> CalendarDay | None:
        """The reason for which this session is off; None when it takes place."""
        local = session.ends_at.astimezone(self._programs[match.program_id].zone)
        ends = local.time() if local.date() == session.day else time.max
        program = self._programs[match.program_id]
        if not program.has_sessions_on(session.day):
            label = f"sessions of {program.name} are from {program.first_day} to {program.ends_on}"
            return CalendarDay(session.day, DayKind.NO_SCHOOL, label, source=OUTSIDE)
        return self._calendar.off(session.day, program, self.schools_of(match.id), ends)

    def days_off(self, match: Match) -> frozenset[date]:
        """Days of the calendars on which the weekly session of this match is off."""
        return self.off_in(match.program_id, match.slot, self.schools_of(match.id))

    def off_in(self, program_id: int, slot: Slot, schools: frozenset[str]) -> frozenset[date]:
        """Days of the calendars on which a session in that slot is off for students of these schools. Many matches have
        the same, so it is worked out once."""
        key = (program_id, slot, schools)
        if key not in self._known:
            program, ends = self._programs[program_id], _ends(slot)
            listed = (day for day in self._calendar.days if day.weekday() == slot.weekday)
            off = frozenset(day for day in listed if self._calendar.off(day, program, schools, ends) is not None)
            self._known[key] = off
        return self._known[key]

    def schools_of(self, match_id: int) -> frozenset[str]:
        return self._schools.get(match_id, frozenset())


def open_almanac(work: Work, matches: Iterable[Match], first: date, last: date) -> Almanac:
    """For these matches and days, both included."""
    return open_almanac_of(work, [match.id for match in matches], first, last)


def open_almanac_of(work: Work, ids: Collection[int], first: date, last: date) -> Almanac:
    """For the matches of these numbers."""
    calendar = Calendar(work.calendars.between(first, last))
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
