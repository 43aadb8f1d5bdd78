"""The calendar as people read it in Slack, and what a change of it brought about."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bot.blocks.layout import context, header, lines, plain, section
from bot.calendar_reading import TypedDays, TypedEntry
from bot.commands.words import Reply
from bot.wording import escaped, isolated
from mentoring import wall
from mentoring.acts.calendars import AHEAD, KeyDates, Outcome
from mentoring.calendars import CalendarDay, DayKind, Stretch
from mentoring.programs import Program

KINDS = {
    DayKind.SNOW_DAY: ":snowflake: Snow day",
    DayKind.NO_SCHOOL: "No school",
    DayKind.EARLY_RELEASE: "Early release",
    DayKind.KEY_DATE: "Key date",
}
LISTED = 40


def listed(found: KeyDates) -> Reply:
    title = f"Key dates of the {AHEAD.days} days from {wall.day(found.today)}"
    texts = [*_programs(found), *map(_stretch, found.stretches[:LISTED])]
    left_out = len(found.stretches) - LISTED
    more = [context(f"{left_out} more are not shown.")] if left_out > 0 else []
    none = [] if found.stretches else [context("No day off is listed.")]
    return Reply(f"{title}.", (header(title), *lines(texts), *none, *more))


def _programs(found: KeyDates) -> Iterator[str]:
    for program in found.programs:
        dates = [f"{_when(*one)}: {what}" for *one, what in _dates(program) if found.today <= one[0]]
        yield f"*{_shown(program.name)}*: {', '.join(dates)}"


def _dates(program: Program) -> Iterator[tuple[date, date, str]]:
    if program.starts_on < program.first_day:
        yield program.starts_on, program.starts_on, "the program begins"
    yield program.first_day, program.first_day, "first sessions"
    yield program.ends_on, program.ends_on, "last sessions"


def _stretch(stretch: Stretch) -> str:
    return f"{_when(stretch.day.day, stretch.last)}: {_said(stretch.day)}"


def _said(day: CalendarDay) -> str:
    hour = f" at {wall.hour(day.released_at)}" if day.released_at is not None else ""
    label = f" · {_shown(day.label)}" if day.label.casefold() != day.kind.replace("_", " ") else ""
    where = f" · {_shown(day.school)} only" if day.school else ""
    return f"{KINDS[day.kind]}{hour}{label}{where}"


def _when(first: date, last: date) -> str:
    """With the year, for a list may reach into the next one."""
    if first == last:
        return f"{wall.day(first)}, {first.year}"
    return f"{wall.day(first)} to {wall.day(last)}, {last.year}"


def _shown(text: str) -> str:
    return isolated(escaped(text))


def added(entry: TypedEntry, done: Outcome) -> Reply:
    day = CalendarDay(entry.first, entry.kind, entry.label, entry.school, entry.released_at)
    return _told(f"In the calendar: {_when(entry.first, entry.last)}: {_said(day)}.", done, "")


def removed(days: TypedDays, done: Outcome) -> Reply:
    return _told(f"Out of the calendar: {_when(days.first, days.last)}{_at(days)}.", done, "")


def snowed(days: TypedDays, done: Outcome) -> Reply:
    undo = f"Take it back with `/mentoring snowday undo {days.first}`."
    return _told(f"Snow day on {_when(days.first, days.last)}{_at(days)}.", done, undo)


def thawed(days: TypedDays, done: Outcome) -> Reply:
    return _told(f"Snow day taken back: {_when(days.first, days.last)}{_at(days)}.", done, "")


def _at(days: TypedDays) -> str:
    return f", school {_shown(days.school)} only" if days.school else ""


def _told(what: str, done: Outcome, then: str) -> Reply:
    text = " ".join([f"*{what}*", *_effects(done)])
    told = "Everybody concerned is told once." if done.off or done.back else ""
    hint = " ".join(filter(None, (told, then)))
    return Reply(plain(text), (section(text), *([context(hint)] if hint else [])))


def _effects(done: Outcome) -> Iterator[str]:
    if done.off:
        yield f"{_count(done.off)} cancelled."
    if done.back:
        yield f"{_count(done.back)} on again."
    if done.planned:
        yield f"{_count(done.planned)} planned."
    if not (done.off or done.back or done.planned):
        yield "No session changes."
    if done.begun:
        yield f"{_count(done.begun)} going on already and left alone; `/session cancel NUMBER` stops one."
    if done.busy:
        yield f"{_count(done.busy)} still cancelled, because somebody has another session or a training then."


def _count(number: int) -> str:
    return "1 session is" if number == 1 else f"{number} sessions are"
