"""The hours of a manager's matches, as they read them."""

from __future__ import annotations

from bot.blocks.layout import context, header, lines
from bot.commands.words import Reply
from bot.wording import name, students
from mentoring.acts.looking import MatchLine
from mentoring.acts.reporting import Report
from mentoring.dosage import WEEKLY_MINUTES, Dosage


def report_page(found: Report) -> Reply:
    if not found.total:
        return Reply("You have no active match, so there is nothing to count yet.")
    title = f"Hours of your {found.total} active match{'es' if found.total > 1 else ''}"
    texts = [_line(line, dosage) for line, dosage in found.lines]
    footer = [context(" ".join(filter(None, (_sums(found), _pages(found)))))]
    return Reply(f"{title}: {found.short} short, {found.silent} silent.", (header(title), *lines(texts), *footer))


def _line(line: MatchLine, dosage: Dosage) -> str:
    """«#12 Ana Silva with Amara O. · 7 of 8 weeks (88 %) · 7 h of 30 h for the year · 1 h short»."""
    match, people = line.match, line.people
    parts = [f"*#{match.id}* {name(people[match.mentor_id])} with {students(line)}", _weeks(dosage), _year(dosage)]
    if dosage.short:
        parts.append(f"*{hours(dosage.short)} short*")
    if dosage.excused:
        parts.append(f"{dosage.excused} without school or in a pause")
    mark = f":warning: *Not met for {dosage.silent} weeks.* " if dosage.stands_out else ""
    return mark + " · ".join(parts)


def _weeks(dosage: Dosage) -> str:
    if dosage.consistency is None:
        return "no week is over yet"
    return f"{dosage.kept} of {dosage.weeks} week{'s' if dosage.weeks > 1 else ''} ({dosage.consistency} %)"


def _year(dosage: Dosage) -> str:
    return f"{hours(dosage.minutes)} of {hours(dosage.committed_minutes)} for the year"


def _sums(found: Report) -> str:
    steady = f"{round(100 * found.kept / found.weeks)} % of all weeks kept. " if found.weeks else ""
    return f"{steady}Due is {hours(WEEKLY_MINUTES)} a week; weeks without school or in a pause are excused."


def _pages(found: Report) -> str:
    if found.page < found.pages:
        return f"Page {found.page} of {found.pages}; next: `/mentoring report page {found.page + 1}`"
    return f"Page {found.page} of {found.pages}" if found.pages > 1 else ""


def hours(minutes: int) -> str:
    """«7 h», «45 min», «1 h 30 min»."""
    whole, rest = divmod(minutes, 60)
    return " ".join(filter(None, (f"{whole} h" if whole or not rest else "", f"{rest} min" if rest else "")))
