"""Managers and the calendar: a day is put in or taken out, a snow day is called and taken back (R007, R008). Each is
one logged act and one transaction: the day, the sessions on it, and what people are told."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from mentoring import wall
from mentoring.acts.days_off import Aligned, align
from mentoring.calendars import OFFICE, CalendarDay, DayKind, Stretch, days_of, stretches
from mentoring.consents import check_reason
from mentoring.errors import Refusal
from mentoring.people import Person, folded
from mentoring.permissions import require_manager
from mentoring.policy import Policy
from mentoring.programs import Program
from mentoring.store import Store, Work
from mentoring.stored import Deed

AHEAD = timedelta(days=60)
"""How far the list of key dates reaches."""
LONGEST = 100
"""Days in a row; no vacation is longer."""


class DayIsPast(Refusal):
    """What has been, no calendar changes."""

    def __init__(self, day: date) -> None:
        super().__init__(day)
        self.day = day


class DayOutsidePrograms(Refusal):
    """On that day no program runs."""

    def __init__(self, day: date, programs: Sequence[Program]) -> None:
        super().__init__(day)
        self.day, self.programs = day, programs


class TooManyDays(Refusal):
    """More days in a row than any vacation has, or the last before the first."""


class UnknownSchool(Refusal):
    """No student goes to a school of that name."""

    def __init__(self, said: str, schools: Sequence[str]) -> None:
        super().__init__()
        self.said, self.schools = said, schools


class InCalendarAlready(Refusal):
    """The calendar says that already."""

    def __init__(self, day: date, kind: DayKind) -> None:
        super().__init__(day, kind)
        self.day, self.kind = day, kind


class SeveralKinds(Refusal):
    """The calendar says several things of these days, and not all of them may be meant."""

    def __init__(self, first: date, last: date, days: Sequence[CalendarDay]) -> None:
        super().__init__(first, last)
        self.first, self.last, self.days = first, last, days


class NotInCalendar(Refusal):
    """There is nothing to take out."""

    def __init__(self, day: date, kind: DayKind | None) -> None:
        super().__init__(day, kind)
        self.day, self.kind = day, kind


@dataclass(frozen=True)
class Outcome:
    """How many sessions are `off` now, `back` or newly `planned`, were left alone as they have `begun`, or stay
    cancelled because somebody is `busy` then."""

    off: int = 0
    back: int = 0
    planned: int = 0
    begun: int = 0
    busy: int = 0

    @classmethod
    def of(cls, done: Aligned) -> Outcome:
        return cls(*map(len, (done.off, done.back, done.planned, done.begun, done.busy)))

    @classmethod
    def read(cls, written: str) -> Outcome:
        return cls(*map(int, written.split()))

    def __str__(self) -> str:
        return f"{self.off} {self.back} {self.planned} {self.begun} {self.busy}"


@dataclass(frozen=True)
class KeyDates:
    """`today` in the programs' wall time; the programs that still run; and what the calendars say of the days ahead."""

    today: date
    programs: Sequence[Program]
    stretches: Sequence[Stretch]


def add_days(
    store: Store,
    *,
    actor: Person,
    first: date,
    last: date,
    kind: DayKind,
    label: str,
    school: str | None = None,
    released_at: time | None = None,
    why: str = "",
    request: str,
    at: datetime,
    policy: Policy,
) -> Outcome:
    """Puts these days, both included, into the office's own calendar; `school` None means all. Those that say so
    already stay as they are. The sessions that are off by it are cancelled, and everybody concerned is told once a day;
    `why` is for the audit log. Raises ManagersOnly, ReasonTooLong, DayIsPast, DayOutsidePrograms, TooManyDays,
    UnknownSchool, InCalendarAlready."""
    reason = check_reason(why)

    def add(work: Work) -> Collection[date]:
        days = _checked_days(work, first, last, at)
        known = _school_called(work, school)
        wanted = [CalendarDay(day, kind, label, known, released_at) for day in days]
        standing = {(d.day, d.school, d.kind) for d in work.calendars.between(first, last) if d.source == OFFICE}
        new = [day for day in wanted if (day.day, day.school, day.kind) not in standing]
        if not new:
            raise InCalendarAlready(first, kind)
        work.calendars.add(new)
        _log(work, "calendar.add", new, actor, reason, at)
        return days

    return _change(store, add, actor=actor, request=request, at=at, policy=policy)


def call_snow_day(
    store: Store,
    *,
    actor: Person,
    day: date,
    school: str | None,
    why: str = "",
    request: str,
    at: datetime,
    policy: Policy,
) -> Outcome:
    """One command for the whole day, in class and out of it, at one school or at all. Raises as `add_days`."""
    return add_days(
        store,
        actor=actor,
        first=day,
        last=day,
        kind=DayKind.SNOW_DAY,
        label="snow day",
        school=school,
        why=why,
        request=request,
        at=at,
        policy=policy,
    )


def take_back_snow_day(
    store: Store,
    *,
    actor: Person,
    day: date,
    school: str | None,
    why: str = "",
    request: str,
    at: datetime,
    policy: Policy,
) -> Outcome:
    """The same sessions come back. Without a school, every snow day of that date is taken back. Raises ManagersOnly,
    ReasonTooLong, DayIsPast, UnknownSchool, NotInCalendar."""
    reason = check_reason(why)

    def take_back(work: Work) -> Collection[date]:
        return _take_out(work, day, day, school, at, actor, DayKind.SNOW_DAY, reason)

    return _change(store, take_back, actor=actor, request=request, at=at, policy=policy)


def remove_days(
    store: Store,
    *,
    actor: Person,
    first: date,
    last: date,
    kind: DayKind | None = None,
    school: str | None = None,
    why: str = "",
    request: str,
    at: datetime,
    policy: Policy,
) -> Outcome:
    """Takes out what the calendars say of these days: for that school, or all of it. What came from another calendar
    stays out however often that is imported again. `kind` None: whatever they say, if it is one thing. Raises
    ManagersOnly, ReasonTooLong, DayIsPast, TooManyDays, UnknownSchool, NotInCalendar, SeveralKinds."""
    reason = check_reason(why)

    def remove(work: Work) -> Collection[date]:
        return _take_out(work, first, last, school, at, actor, kind, reason)

    return _change(store, remove, actor=actor, request=request, at=at, policy=policy)


def key_dates(store: Store, *, at: datetime) -> KeyDates:
    """Of all programs and calendars, for anybody in the program."""
    with store.look() as view:
        programs = view.programs.all()
        today = today_of(programs, at)
        # A vacation is told whole, though it began before, or ends after.
        around = timedelta(days=LONGEST)
        listed = stretches(view.calendars.between(today - around, today + AHEAD + around))
        near = [stretch for stretch in listed if stretch.last >= today and stretch.day.day <= today + AHEAD]
        return KeyDates(today, [p for p in programs if p.ends_on >= today], near)


def _change(
    store: Store,
    change: Callable[[Work], Collection[date]],
    *,
    actor: Person,
    request: str,
    at: datetime,
    policy: Policy,
) -> Outcome:
    """A platform's retry of a request finds what the first one brought about."""
    require_manager(actor)
    with store.begin() as work:
        if not work.requests.claim(request, at=at):
            return Outcome.read(work.requests.outcome(request) or "")
        work.calendars.hold()
        outcome = Outcome.of(align(work, change(work), at=at, policy=policy, actor=actor))
        work.requests.settle(request, str(outcome))
        return outcome


def _checked_days(work: Work, first: date, last: date, at: datetime) -> Sequence[date]:
    programs = work.programs.all()
    _check_order(first, last, today_of(programs, at))
    for day in (first, last):
        if not any(program.starts_on <= day <= program.ends_on for program in programs):
            raise DayOutsidePrograms(day, programs)
    return list(days_of(first, last))


def _check_order(first: date, last: date, today: date) -> None:
    if not 0 <= (last - first).days < LONGEST:
        raise TooManyDays
    if first < today:
        raise DayIsPast(first)


def today_of(programs: Iterable[Program], at: datetime) -> date:
    """The calendar day in the programs' wall time; where they differ, the earliest."""
    return min((program.day(at) for program in programs), default=at.date())


def known_school(work: Work, said: str | None) -> str | None:
    """As the roster writes it. Raises UnknownSchool."""
    if said is None:
        return None
    schools = work.calendars.schools()
    for school in schools:
        if folded(school) == folded(said):
            return school
    raise UnknownSchool(said, schools)


def _school_called(work: Work, said: str | None) -> str | None:
    """As people say it: `Holland` is Holland Elementary where no other begins like that. Raises UnknownSchool."""
    schools = work.calendars.schools() if said else ()
    beginning = [school for school in schools if folded(school).startswith(f"{folded(said or '')} ")]
    return known_school(work, beginning[0] if len(beginning) == 1 and said not in schools else said)


def _take_out(
    work: Work, first: date, last: date, said: str | None, at: datetime, actor: Person, kind: DayKind | None, why: str
) -> Collection[date]:
    _check_order(first, last, today_of(work.programs.all(), at))
    school = _school_called(work, said)
    listed = [day for day in work.calendars.between(first, last) if kind in {None, day.kind}]
    found = [day for day in listed if school is None or (day.school and folded(day.school) == folded(school))]
    if not found:
        raise NotInCalendar(first, kind)
    if len({day.kind for day in found}) > 1:
        raise SeveralKinds(first, last, found)
    work.calendars.remove([day.id for day in found if day.source == OFFICE])
    for day in found:
        if day.source != OFFICE:
            work.calendars.amend(replace(day, lifted=True))
    _log(work, "calendar.remove", found, actor, why, at)
    return {day.day for day in found}


def _log(work: Work, action: str, days: Iterable[CalendarDay], actor: Person, why: str, at: datetime) -> None:
    for day in days:
        hour = f" at {wall.hour(day.released_at)}" if day.released_at is not None else ""
        said = f"{day.kind}{hour}: {day.label}" + (f" ({day.school})" if day.school else "")
        before, after = (said, "") if action == "calendar.remove" else ("", said)
        work.deeds.add(Deed(at, actor.id, action, f"day-{day.day}", before, after, why))
