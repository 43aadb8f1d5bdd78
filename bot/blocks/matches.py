"""Matches, as a manager reads them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.blocks.check_ins import history
from bot.blocks.guide import plan_texts
from bot.blocks.layout import context, header, lines, section
from bot.blocks.notes import MOODS
from bot.blocks.oversight import oversight_texts
from bot.blocks.sessions import session_text
from bot.commands.words import Reply
from bot.reading import TypedList
from bot.wording import PLATFORM_NAMES, escaped, name, students
from mentoring import wall
from mentoring.acts.looking import MatchLine, MatchPage, MatchView
from mentoring.matches import MatchState
from mentoring.people import Person
from mentoring.sessions import Session

STATE_MARKS = {
    MatchState.PROPOSED: "○ proposed",
    MatchState.CONFIRMED: "◐ confirmed",
    MatchState.ACTIVE: "● active",
    MatchState.PAUSED: "‖ paused",
    MatchState.ENDING: "… ending",
    MatchState.ENDED: "ended",
}


def match_text(line: MatchLine) -> str:
    """«#12 ● active · Ana Silva with Amara O., proctor Lee Wong · Tuesdays 4:30 PM · Zoom»."""
    match, people = line.match, line.people
    monitor = f"{match.monitor_kind} {name(people[match.monitor_id])}"
    return (
        f"*#{match.id}* {STATE_MARKS[match.state]} · *{name(people[match.mentor_id])}* with *{students(line)}*, "
        f"{monitor} · {wall.weekly(match.slot)} · {PLATFORM_NAMES[match.platform]}"
    )


def created(line: MatchLine) -> Reply:
    next_step = (
        f"Next: `/match confirm {line.match.id}` if they have agreed on paper. Everybody is being asked: you hear of "
        "each no, and when all have agreed."
    )
    return _said("Match proposed", line, next_step)


def options_offered(lines_of_offer: Sequence[MatchLine]) -> Reply:
    """The options of one mentor."""
    mentor = lines_of_offer[0].people[lines_of_offer[0].match.mentor_id]
    title = f"{len(lines_of_offer)} options are offered to {name(mentor)}"
    told = "The others are let go when one is chosen, and only then are its family and its monitor asked."
    return Reply(f"{title}.", (section(f"*{title}*"), *lines(map(match_text, lines_of_offer)), context(told)))


def confirmed(line: MatchLine) -> Reply:
    number = line.match.id
    if line.match.starts_on is None:
        return _said("Match confirmed", line, f"Next: a start date, with `/match confirm {number} from 2026-11-03`.")
    return _said("Match confirmed", line, f"Next: `/match release {number}` sends everybody their own door.")


def released(line: MatchLine, planned: int) -> Reply:
    if not planned:
        told = "No session falls into the next four weeks; each is planned when it is four weeks ahead."
        return _said("Match released", line, told)
    sessions = "1 session is" if planned == 1 else f"{planned} sessions are"
    told = f"{sessions} planned for the weeks ahead. Rooms are made and invitations sent a week before each."
    return _said("Match released", line, told)


def _said(what: str, line: MatchLine, then: str) -> Reply:
    text = f"{what}: #{line.match.id}. {then}"
    return Reply(text, (section(f"*{what}*\n{match_text(line)}"), context(then)))


def match_list(page: MatchPage, asked: TypedList) -> Reply:
    none = "Type `/match create` to make one."
    return _list(page, asked, [match_text(line) for line in page.lines], none)


def own_list(page: MatchPage, asked: TypedList) -> Reply:
    """A volunteer's own matches, each with its next session."""
    told = [f"{match_text(line)} · {_next(line, page.ahead.get(line.match.id))}" for line in page.lines]
    none = "Your Partnerships Manager proposes one to you, and you are asked whether you agree."
    return _list(page, replace(asked, everyone=False), told, none)


def _next(line: MatchLine, ahead: Session | None) -> str:
    if ahead is None:
        return "no session planned"
    return f"next: {wall.moment(ahead.starts_at, line.program.zone)} (session {ahead.id})"


def _list(page: MatchPage, asked: TypedList, told: Sequence[str], none: str) -> Reply:
    whose = "All matches" if asked.everyone else "Your matches"
    kind = f" that are {asked.state}" if asked.state is not None else ""
    if not page.total:
        return Reply(f"{whose}{kind}: none. {none}")
    title = f"{whose}{kind}: {page.total}"
    footer = f"Page {page.page} of {page.pages}. `/match show 12` tells all about one"
    if page.page < page.pages:
        words = ("all" if asked.everyone else "", asked.state or "", f"page {page.page + 1}")
        footer += f"; `/match list {' '.join(filter(None, words))}` goes on"
    blocks = (header(title), *lines(told), context(f"{footer}."))
    return Reply(f"{title}, page {page.page} of {page.pages}.", blocks)


def match_view(view: MatchView, reader: Person) -> Reply:
    match, program = view.line.match, view.line.program
    facts = [
        match_text(view.line),
        f"Program: {escaped(program.name)} · manager: {name(view.line.people[match.manager_id])}",
        f"Start: {wall.day(match.starts_on) if match.starts_on else 'not set'} · released: {_released(view)}",
    ]
    if match.resumes_on is not None:
        facts.append(f"Paused: no sessions before {wall.day(match.resumes_on)}, {match.resumes_on.year}")
    facts += plan_texts(view.plan) if view.plan is not None else []
    if view.mood is not None:
        facts.append(f"{MOODS[view.mood]} The mentor's notes tell more.")
    sessions = [session_text(line, reader) for line in view.sessions] or ["No sessions are planned yet."]
    seen = oversight_texts(view.oversight) if view.oversight is not None else []
    spoken = history(view.check_ins, view.spoken, program.zone)
    blocks = (header(f"Match #{match.id}"), *lines(facts), *lines(seen), *lines(sessions), *lines(spoken))
    return Reply(f"Match #{match.id}: {match.state}, {len(view.sessions)} sessions shown.", blocks)


def _released(view: MatchView) -> str:
    released_at = view.line.match.released_at
    return wall.moment(released_at, view.line.program.zone) if released_at else "not yet"
