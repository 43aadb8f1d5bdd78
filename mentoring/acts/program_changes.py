"""A roster changes a program that has matches: its sessions follow new dates, and a change that its matches could not
follow is refused (R004-R006, R013)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from mentoring.acts.calendars import today_of
from mentoring.calendars import days_of
from mentoring.errors import Refusal
from mentoring.matches import Match
from mentoring.programs import Program, first_day_of
from mentoring.rosters.rows import ProgramRow
from mentoring.store import Work
from mentoring.windows import within


class MatchesKeepZone(Refusal):
    """So many running matches meet by the wall time of the zone that the program has."""

    def __init__(self, program: Program, matches: int) -> None:
        super().__init__(program.id, matches)
        self.program, self.matches = program, matches


class MatchesOutsideWindows(Refusal):
    """The weekly hour of these running matches would lie outside the program's windows."""

    def __init__(self, program: Program, matches: Sequence[Match]) -> None:
        super().__init__(program.id, [match.id for match in matches])
        self.program, self.matches = program, tuple(matches)


def check_change(before: Program, row: ProgramRow, running: Iterable[Match]) -> None:
    """Raises MatchesKeepZone, MatchesOutsideWindows."""
    own = [match for match in running if match.program_id == before.id]
    if own and row.timezone != before.timezone:
        raise MatchesKeepZone(before, len(own))
    outside = [match for match in own if not within(match.slot, row.windows)]
    if outside and row.windows != before.windows:
        raise MatchesOutsideWindows(before, outside)


def moved_days(before: Mapping[str, Program], rows: Iterable[ProgramRow], at: datetime) -> frozenset[date]:
    """The days from today on that one of the programs has in its new dates and had not before, or the other way
    round."""
    today = today_of(before.values(), at)
    changed = [(before[row.key], row) for row in rows if row.key in before]
    moved = {day for program, row in changed for day in _days(program) ^ _days(row)}
    return frozenset(day for day in moved if day >= today)


def _days(program: Program | ProgramRow) -> frozenset[date]:
    return frozenset(days_of(first_day_of(program.starts_on, program.opens_on), program.ends_on))


def running_matches(work: Work) -> Sequence[Match]:
    return list(work.matches.many(work.matches.released_ids()).values())
