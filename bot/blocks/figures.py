"""Figures of the whole program, as managers read them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bot.blocks.layout import context, header, lines
from bot.blocks.report import hours
from bot.commands.words import Reply
from bot.wording import counted, escaped, isolated
from mentoring.acts.figuring import FigurePage
from mentoring.benchmarks import Benchmarks
from mentoring.figures import Cut, Figures, median, share, title
from mentoring.small_groups import OTHERS, SMALL_GROUP

WORDS = {Cut.SCHOOL: "schools", Cut.LANGUAGE: "languages"}


def figure_page(found: FigurePage) -> Reply:
    if not found.whole.students:
        return Reply("There is no student yet, so there is nothing to count.")
    told = f"Students by {found.cut}: {_waiting(found.whole)}, {found.whole.matched} matched"
    rows = [f"*{_name(found.cut, name)}*: {_told(figures)}" for name, figures in found.groups]
    return Reply(told, (header(told), *lines(rows), context(" ".join(_footer(found)))))


def _name(cut: Cut, group: str) -> str:
    return "Others" if group == OTHERS else isolated(escaped(title(cut, group)))


def _told(figures: Figures) -> str:
    """«4 waiting (median 23 days) · 12 matched, 96 h held of 110 h due · *3 short*»."""
    parts = [_waiting(figures), f"{figures.matched} matched"]
    if figures.due or figures.minutes:
        parts[-1] += f", {hours(figures.minutes)} held of {hours(figures.due)} due"
    if figures.short:
        parts.append(f"*{figures.short} short*")
    return " · ".join(parts)


def _waiting(figures: Figures) -> str:
    middle = median(figures.waits)
    long = f" (median {counted(middle, 'day')})" if middle else ""
    return f"{figures.waiting} waiting{long}"


def _footer(found: FigurePage) -> Iterator[str]:
    if any(name == OTHERS for name, _ in found.groups):
        yield f"Others: fewer than {SMALL_GROUP} students each, shown together."
    if found.whole.undated:
        yield f"Of {counted(found.whole.undated, 'student')} waiting nobody knows since when."
    yield "Hours are counted for each student, every night."
    if found.page < found.pages:
        yield f"Page {found.page} of {found.pages}; next: `/mentoring report {WORDS[found.cut]} page {found.page + 1}`"
    elif found.pages > 1:
        yield f"Page {found.page} of {found.pages}"


def benchmark_reply(found: Benchmarks, today: date) -> Reply:
    headline = "The program beside the benchmarks"
    rows = (_hours(found), _length(found, today), _contact(found), _trained(found), _closure(found))
    source = "MENTOR, Elements of Effective Practice for Mentoring, 4th edition. Weeks are counted every night."
    return Reply(headline, (header(headline), *lines(rows), context(source)))


def _hours(found: Benchmarks) -> str:
    kept = share(found.kept, found.weeks)
    if kept is None:
        return f"*An hour a week*: {_matches(found.matches)} active; no week is over yet."
    held = f"{hours(found.minutes)} held of {hours(found.due)} due"
    return f"*An hour a week*: {_matches(found.matches)} active, {kept} % of weeks kept, {held}, {found.short} short."


def _length(found: Benchmarks, today: date) -> str:
    running, lasted = found.running_for(today), median(found.lasted)
    now = f"half of those that run began {counted(running, 'day')} ago or earlier" if running is not None else ""
    past = f"half of those that are over lasted {counted(lasted, 'day')} or longer" if lasted is not None else ""
    return f"*Length, a school year*: {'; '.join(filter(None, (now, past))) or 'no match has begun yet'}."


def _contact(found: Benchmarks) -> str:
    in_time = share(found.check_ins - found.overdue, found.check_ins)
    if in_time is None:
        return "*Contact kept*: nobody is to be spoken with before their first session."
    people = "1 person" if found.check_ins == 1 else f"{found.check_ins} people"
    return f"*Contact kept*: {in_time} % of {people} to check in with, {found.overdue} overdue: `/mentoring checkins`"


def _trained(found: Benchmarks) -> str:
    trained = share(found.trained, found.running)
    if trained is None:
        return "*Trained before they meet*: no match has begun yet."
    return f"*Trained before they meet*: {trained} % of mentors, in {found.trained} of {_matches(found.running)}."


def _closure(found: Benchmarks) -> str:
    left = f", and in {found.ending} not everybody has been told yet" if found.ending else ""
    return f"*Closure*: {_matches(found.ended)} ended with everybody told{left}."


def _matches(count: int) -> str:
    return "1 match" if count == 1 else f"{count or 'no'} matches"
