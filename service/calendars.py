"""`chaperone calendar import`: a district's calendar from a file, with a line for each day of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console

from bot.sentences import plain_sentence
from config.settings import load_settings
from config.wiring import SystemClock, open_store, read_ics
from mentoring import wall
from mentoring.acts.calendar_import import CalendarImport, take_calendar_in
from mentoring.calendar_files import BadCalendar, ListedEvent, days_in
from mentoring.calendar_tables import read_table
from mentoring.calendars import CalendarDay, DayKind
from mentoring.errors import Refusal
from service.commands import count, stop, usable

LARGEST = 5 * 1024 * 1024
"""Bytes."""
LONGEST_NAME = 100
PERHAPS_OFF = (
    "{event.first} «{event.title}» is taken for a key date. If there is no school: "
    "/mentoring calendar add {event.first} no school"
)


def import_calendar(file: Path, *, name: str | None, school: str | None, dry_run: bool, remove_missing: bool) -> None:
    """`name` is what the calendar is known by, from one import to the next; its file's name unless told."""
    settings, source = usable(load_settings), (name or file.stem).strip()[:LONGEST_NAME]
    days, events = _days(file, source, school, ZoneInfo(settings.timezone))
    store = usable(lambda: open_store(settings))
    try:
        imported = take_calendar_in(
            store,
            days,
            source=source,
            rehearse=dry_run,
            remove_missing=remove_missing,
            at=SystemClock().now(),
            policy=settings.policy,
        )
    except Refusal as refusal:
        stop(f"{plain_sentence(refusal)}\nNothing was imported.")
    finally:
        store.close()
    Console(highlight=False, soft_wrap=True).print(_report(imported, events, source, dry_run=dry_run), markup=False)


def _days(
    file: Path, source: str, school: str | None, zone: ZoneInfo
) -> tuple[Sequence[CalendarDay], Sequence[ListedEvent]]:
    """The days, and the events of a file that has some."""
    try:
        raw = _read(file)
        if file.suffix.casefold() in {".csv", ".tsv", ".txt"}:
            return read_table(_text(file, raw), source=source, school=school), ()
        events = read_ics(raw, zone)
        return days_in(events, source=source, school=school), events
    except BadCalendar as bad:
        stop(f"{bad}\n{count(len(bad.problems), 'problem')}; nothing was imported.")


def _read(file: Path) -> bytes:
    try:
        if file.stat().st_size > LARGEST:
            stop(f"{file} is larger than 5 MB; no calendar is. Check that it is the right file.")
        return file.read_bytes()
    except OSError as error:
        stop(f"{file} cannot be read: {error.strerror}. Check the path.")


def _text(file: Path, raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        stop(f"{file} is not in UTF-8. Save it as «CSV UTF-8» and try again.")


def _report(imported: CalendarImport, events: Sequence[ListedEvent], source: str, *, dry_run: bool) -> str:
    told = {
        "new": imported.new,
        "changed": imported.changed,
        "as before": imported.same,
        "kept out by a manager": imported.kept_out,
        "no longer in the file: comes back": imported.gone,
    }
    rows = sorted((day.day, f"{_row(day)}: {became}") for became, days in told.items() for day in days)
    rows += [(one.first, f"{one.first} «{one.title}»: left out, {one.left_out}") for one in events if one.left_out]
    unsure = [one for one in events if one.perhaps_off and not one.left_out]
    rows += [(one.first, PERHAPS_OFF.format(event=one)) for one in unsure]
    done = imported.outcome
    sums = ", ".join(f"{len(days)} {became.partition(':')[0]}" for became, days in told.items())
    sessions = f"{done.off} sessions cancelled, {done.back} on again, {done.planned} planned, {done.begun} left alone"
    last = "This was a rehearsal: nothing was changed." if dry_run else "Everybody concerned is told once a day."
    return "\n".join([*(row for _, row in rows), f"Calendar «{source}»: {sums}.", f"{sessions}.", last])


def _row(day: CalendarDay) -> str:
    hour = f" at {wall.hour(day.released_at)}" if day.released_at is not None else ""
    where = f" ({day.school})" if day.school else ""
    unknown = " (its hour is not known, so nothing is called off)" if day.kind is DayKind.EARLY_RELEASE else ""
    return f"{day.day} {day.kind}{hour or unknown} «{day.label}»{where}"
