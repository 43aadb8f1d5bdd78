"""Check-ins: what is due, and the log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from bot.blocks.layout import context, header, lines, section
from bot.commands.words import Reply
from bot.wording import escaped, isolated, name
from mentoring import wall
from mentoring.acts.checking_in import CheckInPage, Logged
from mentoring.checkins import CheckIn, DueCheckIn
from mentoring.people import Person

EXAMPLE = "/mentoring checkin 12 guardian call 10 min all is well"


def due_list(page: CheckInPage, *, everyone: bool) -> Reply:
    whose = "Check-ins of all matches" if everyone else "Your check-ins"
    if not page.total:
        return Reply(f"{whose}: nothing is due within a week.")
    title = f"{whose}: {page.total} due, {page.overdue} of them overdue"
    on = f" `/mentoring checkins {'all ' if everyone else ''}page {page.page + 1}` goes on." * (page.page < page.pages)
    footer = f"Page {page.page} of {page.pages}, the oldest first.{on} Once you have spoken: `{EXAMPLE}`"
    shown = lines(_due_text(page, due) for due in page.lines)
    return Reply(f"{title}, page {page.page} of {page.pages}.", (header(title), *shown, context(footer)))


def _due_text(page: CheckInPage, due: DueCheckIn) -> str:
    """«#12 · guardian Grace Huang · overdue since Tuesday, Nov 3»."""
    when = wall.day(due.due_at.astimezone(page.zones[due.match_id]).date())
    state = f":warning: overdue since {when}" if due.due_at <= page.at else f"due by {when}"
    return f"*#{due.match_id}* · {due.part} *{name(page.people[due.person_id])}* · {state}"


def logged(done: Logged) -> Reply:
    next_one = f" Next by {wall.day(done.next_at.astimezone(done.zone).date())}." if done.next_at is not None else ""
    said = f"Noted: {done.check_in.part} {name(done.person)}, match #{done.check_in.match_id}.{next_one}"
    return Reply(said, (section(said),))


def history(check_ins: Sequence[CheckIn], people: Mapping[int, Person], zone: ZoneInfo) -> list[str]:
    """A line each, the newest first; the notes are for managers."""
    return [_log_text(one, people, zone) for one in check_ins]


def _log_text(one: CheckIn, people: Mapping[int, Person], zone: ZoneInfo) -> str:
    length = f", {one.minutes} min" if one.minutes is not None else ""
    note = f" {isolated(escaped(one.note))}" if one.note else ""
    when = wall.day(one.at.astimezone(zone).date())
    return (
        f"Check-in {when}: {one.part} {name(people[one.person_id])}, {one.way}{length} ({name(people[one.by])}).{note}"
    )
