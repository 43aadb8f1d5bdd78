"""Taking a calendar in from a file: everything or nothing, and the second time nothing changes (R008)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from mentoring.acts.calendars import Outcome, known_school, today_of
from mentoring.acts.days_off import align
from mentoring.calendars import OFFICE, CalendarDay
from mentoring.errors import Refusal
from mentoring.policy import Policy
from mentoring.store import Store, Work
from mentoring.stored import Deed

FEW = 2
"""So many days that are gone are no sign of a wrong file."""


class ReservedName(Refusal):
    """The office's own calendar is written by managers, never by a file."""


class MostAreGone(Refusal):
    """The file has no longer so many of the days ahead that stand in the calendar: it may be the wrong file."""

    def __init__(self, gone: int, standing: int) -> None:
        super().__init__(gone, standing)
        self.gone, self.standing = gone, standing


@dataclass(frozen=True)
class CalendarImport:
    """What became of each day. `gone`: those that the same calendar had and has no longer. `kept_out`: managers took
    them out, and so they stay out."""

    new: Sequence[CalendarDay] = ()
    changed: Sequence[CalendarDay] = ()
    same: Sequence[CalendarDay] = ()
    kept_out: Sequence[CalendarDay] = ()
    gone: Sequence[CalendarDay] = ()
    outcome: Outcome = field(default_factory=Outcome)


class _Rehearsed(Exception):
    def __init__(self, imported: CalendarImport) -> None:
        super().__init__()
        self.imported = imported


def take_calendar_in(
    store: Store,
    days: Sequence[CalendarDay],
    *,
    source: str,
    rehearse: bool,
    remove_missing: bool = False,
    at: datetime,
    policy: Policy,
) -> CalendarImport:
    """Makes the calendar of that name what `days` say, from today on: a day that is no longer in it comes back. What
    has been stays as it stood, for the weeks without school that it explains. Sessions follow, and people are told, in
    the same transaction. `rehearse`: all of it is done and taken back, to see what would happen. `remove_missing`: it
    is known that most of the days are gone. Raises ReservedName, UnknownSchool, MostAreGone."""
    if source.casefold() == OFFICE:
        raise ReservedName
    try:
        with store.begin() as work:
            work.calendars.hold()
            imported = _take_in(work, days, source, remove_missing=remove_missing, at=at, policy=policy)
            if rehearse:
                raise _Rehearsed(imported)
            return imported
    except _Rehearsed as rehearsed:
        return rehearsed.imported


def _take_in(
    work: Work, days: Sequence[CalendarDay], source: str, *, remove_missing: bool, at: datetime, policy: Policy
) -> CalendarImport:
    today = today_of(work.programs.all(), at)
    wanted = [replace(day, school=known_school(work, day.school), source=source) for day in days]
    known = work.calendars.of(source)
    sorted_ = _compare(known, wanted, today)
    if not remove_missing:
        _check_most_stay(sorted_.gone, known, today)
    work.calendars.add(sorted_.new)
    for day in sorted_.changed:
        work.calendars.amend(day)
    work.calendars.remove([day.id for day in sorted_.gone])
    _log(work, sorted_, at)
    touched: Collection[date] = {day.day for day in (*sorted_.new, *sorted_.changed, *sorted_.gone)}
    done = align(work, {day for day in touched if day >= today}, at=at, policy=policy, actor=None)
    return replace(sorted_, outcome=Outcome.of(done))


def _check_most_stay(gone: Sequence[CalendarDay], known: Sequence[CalendarDay], today: date) -> None:
    standing = sum(day.day >= today and not day.lifted for day in known)
    missing = sum(not day.lifted for day in gone)
    if missing > FEW and 2 * missing > standing:
        raise MostAreGone(missing, standing)


def _compare(known: Sequence[CalendarDay], wanted: Sequence[CalendarDay], today: date) -> CalendarImport:
    before = {(day.day, day.school, day.kind): day for day in known}
    new: list[CalendarDay] = []
    changed: list[CalendarDay] = []
    same: list[CalendarDay] = []
    kept_out: list[CalendarDay] = []
    for day in wanted:
        old = before.pop((day.day, day.school, day.kind), None)
        if old is None:
            new.append(day)
            continue
        now = replace(day, id=old.id, lifted=old.lifted)
        if old.lifted:
            kept_out.append(now)
        else:
            (same if replace(now, uid=old.uid) == old else changed).append(now)
    gone = [day for day in before.values() if day.day >= today]
    return CalendarImport(new, changed, same, kept_out, gone)


def _log(work: Work, imported: CalendarImport, at: datetime) -> None:
    for before, after, days in (("", "in", imported.new), ("in", "in", imported.changed), ("in", "", imported.gone)):
        for day in days:
            said = f"{day.kind}: {day.label}" + (f" ({day.school})" if day.school else "")
            why = f"imported from {day.source}"
            work.deeds.add(Deed(at, None, "calendar.import", f"day-{day.day}", before and said, after and said, why))
