"""One page of the audit log, as a manager reads it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.blocks.layout import clipped, context, lines, section
from bot.commands.words import Reply
from bot.deed_words import words_for
from bot.wording import counted, escaped, isolated, name
from mentoring import wall
from mentoring.acts.history import HistoryPage
from mentoring.histories import BY_THE_CLOCK, NAMED, Kind, who
from mentoring.people import Person
from mentoring.stored import Deed

LONGEST_PART = 400
"""Characters of what was before, of what is after, and of why: fifteen lines fit into one message."""
_MOMENT = re.compile(r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9.]{2,9})?\+00:00")
_NUMBERED = {
    "match": "match #{}",
    "session": "session {}",
    "nomination": "nomination #{}",
    "training": "training {}",
    "alert": "alert {}",
    "concern": "concern #{}",
}
_CUT = re.compile(r"\bperson-?[0-9]*…$")
"""A number of which the end is cut off would be somebody else's."""


def history(page: HistoryPage, typed: str) -> Reply:
    """`typed`: the command without a page, which the footer repeats for the next one."""
    subject = _called(page.about.subject, page)
    days = f" to {page.about.last}" if page.about.kind is Kind.DAY and page.about.last != page.about.first else ""
    title = f"History of {subject}{days}"
    if not page.total:
        return Reply(f"{title}: nothing has been written down.")
    told = f"{title}: {counted(page.total, 'line')}"
    on = f" `{escaped(typed)} page {page.page + 1}` goes on." if page.page < page.pages else ""
    footer = f"Page {page.page} of {page.pages}, the newest first.{on} That you looked is written down as well."
    shown = lines(_line(deed, page) for deed in page.deeds)
    return Reply(f"{told}, page {page.page} of {page.pages}.", (section(f"*{told}*"), *shown, context(footer)))


def _line(deed: Deed, page: HistoryPage) -> str:
    """«*Tuesday, Nov 3, 2026, 4:30 PM* · Dana Whitfield · match #12: another monitor» and below it what changed."""
    head = f"*{_moment(deed.at, page.zone)}* · {_who(deed, page.people)} · {_called(deed.subject, page)}"
    changed = " → ".join(_said(part, page) for part in (deed.before, deed.after) if part)
    if deed.before and not deed.after:
        changed = f"{changed} → nothing"
    why = f"because: {_said(deed.why, page)}" if deed.why else ""
    below = " · ".join(filter(None, (changed, why)))
    return f"{head}: {words_for(deed.action)}" + (f"\n>{below}" if below else "")


def _who(deed: Deed, people: Mapping[int, Person]) -> str:
    if deed.actor_id is not None:
        return name(people[deed.actor_id])
    return "by itself" if who(deed, people) == BY_THE_CLOCK else "import"


def _called(subject: str, page: HistoryPage) -> str:
    kind, _, number = subject.partition("-")
    if kind in _NUMBERED:
        return _NUMBERED[kind].format(number)
    if kind == Kind.PROGRAM and number.isdigit() and int(number) in page.programs:
        return f"program {isolated(escaped(page.programs[int(number)].name))}"
    return _said(number if kind == Kind.DAY else subject, page)


def _said(text: str, page: HistoryPage) -> str:
    """With the names that may be shown for the numbers of people, and moments in the reader's own hours."""
    told = _MOMENT.sub(lambda found: _moment(datetime.fromisoformat(found[0]), page.zone), " ".join(text.split()))
    pieces = NAMED.split(_CUT.sub("…", clipped(told, LONGEST_PART)))
    # Every second piece is the number of a person.
    return "".join(_person(piece, page.people) if n % 2 else isolated(escaped(piece)) for n, piece in enumerate(pieces))


def _person(number: str, people: Mapping[int, Person]) -> str:
    person = people.get(int(number))
    return name(person) if person is not None else f"person-{number}"


def _moment(at: datetime, zone: ZoneInfo) -> str:
    there = at.astimezone(zone)
    return f"{wall.day(there.date())}, {there.year}, {wall.hour(there)}"
