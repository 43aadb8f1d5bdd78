"""Volunteers on their way to being cleared, as a manager reads them."""

from __future__ import annotations

from datetime import date

from bot.blocks.layout import Block, actions, button, context, header, lines, section
from bot.blocks.nominations import PARTS, SUBJECTS, listed
from bot.commands.words import Reply
from bot.wording import isolated, name
from mentoring import wall
from mentoring.acts.volunteering import VolunteerPage
from mentoring.nominations import LANGUAGES
from mentoring.people import VOLUNTEERS
from mentoring.preferences import Preferences
from mentoring.volunteers import MOVERS, Interview, Mover, Screening, Standing, Step

STEP_NAMES = {
    Step.INTERVIEW: "interview",
    Step.CHECK: "background check",
    Step.AGREEMENT: "agreement",
    Step.TRAINING: "training",
}
PREFERENCES = "volunteer_says"
"""The action id of the button for what they help with, and when."""
ACTION = "volunteer_step_"
"""Begins the action id of each step's button."""


def waiting_list(page: VolunteerPage) -> Reply:
    if not page.total:
        return Reply("Nobody waits: every volunteer is cleared, or was turned away.")
    title = f"Volunteers who wait: {page.total}"
    footer = f"Page {page.page} of {page.pages}, whoever waits longest first. `/mentoring volunteer NAME` shows one"
    if page.page < page.pages:
        footer += f"; `/mentoring volunteers page {page.page + 1}` goes on"
    told = lines(_line(standing, page.on) for standing in page.standings)
    return Reply(f"{title}, page {page.page} of {page.pages}.", (header(title), *told, context(f"{footer}.")))


def _line(standing: Standing, on: date) -> str:
    waits = ", ".join(STEP_NAMES[step] for step in standing.steps)
    since = standing.dossier.since
    how_long = f" · for {(on - since).days} days" if since is not None and since < on else ""
    return f"*{name(standing.person)}* ({_roles(standing)}) · {waits} · next: {_whose(standing)}{how_long}"


def _whose(standing: Standing) -> str:
    if standing.mover is Mover.OFFICE and standing.interviewer is not None:
        return name(standing.interviewer)
    return standing.mover or ""


def _roles(standing: Standing) -> str:
    return " and ".join(sorted(standing.person.roles & VOLUNTEERS))


def one(standing: Standing, said: Preferences, *, may_record: bool) -> Reply:
    """Everything about one volunteer; whoever may record has a button for each step."""
    shown = _state(standing)
    told = "\n".join([*_steps(standing), _offers(said)])
    blocks: list[Block] = [section(f"*{name(standing.person)}* ({_roles(standing)}): {shown}\n{told}")]
    value = str(standing.person.id)
    buttons = [button(f"{ACTION}{s.name.lower()}", f"Record: {STEP_NAMES[s]}", value) for s in Step if may_record]
    blocks.append(actions([*buttons, button(PREFERENCES, "Subjects and hours…", value)]))
    return Reply(f"{standing.person.public_name}: {shown}", tuple(blocks))


def _offers(said: Preferences) -> str:
    days = ", ".join(wall.DAY_NAMES[day] for day in sorted(said.days))
    parts = listed(PARTS, [part for part in PARTS if part in said.parts])
    spoken = ", ".join(isolated(LANGUAGES[tag]) for tag in sorted(said.speaks))
    told = (listed(SUBJECTS, sorted(said.subjects)), " · ".join(filter(None, (days, parts))), spoken)
    return f"Helps with: {'; '.join(filter(None, told)) or 'not said yet'}"


def _state(standing: Standing) -> str:
    if standing.dossier.turned_away:
        return "turned away."
    if not standing.steps:
        return "cleared."
    moves = {MOVERS[step] for step in standing.steps}
    whose = " and ".join(sorted(moves))
    return f"not cleared; {len(standing.steps)} of {len(Step)} steps are missing. It is the move of {whose}."


def _steps(standing: Standing) -> list[str]:
    clearance, dossier = standing.person.clearance, standing.dossier
    by = f" by {name(standing.interviewer)}" if standing.interviewer is not None else ""
    interview = "turned away" if dossier.interview is Interview.TURNED_AWAY else _on(clearance.interviewed_on)
    check = _on(dossier.check_on) if dossier.check_on else "done" if clearance.background_check_until else "missing"
    until = clearance.background_check_until
    valid = f", holds until {_on(until)}" if until is not None else ""
    if dossier.screening is Screening.NOT_CLEARED:
        check, valid = f"not cleared ({_on(dossier.check_on)})", ""
    return [
        f"{_mark(standing, Step.INTERVIEW)} Interview: {interview}{by}",
        f"{_mark(standing, Step.CHECK)} Background check: {check}{valid}",
        f"{_mark(standing, Step.AGREEMENT)} Agreement: {_on(clearance.agreement_on)}{_version(dossier.agreement)}",
        f"{_mark(standing, Step.TRAINING)} Training: {_on(clearance.trained_on)}{_version(dossier.curriculum)}",
    ]


def _mark(standing: Standing, step: Step) -> str:
    return "○" if step in standing.steps else "●"


def _on(day: date | None) -> str:
    return f"{wall.day(day)}, {day.year}" if day is not None else "missing"


def _version(version: str | None) -> str:
    return f" (version {version})" if version else ""
