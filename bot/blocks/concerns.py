"""Concerns as people read of them in Slack: the writer's receipt, a manager's list, and the card of one. No word of a
report stands here: that is shown in a form alone, which leaves nothing behind in a conversation."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.blocks.layout import Block, actions, button, context, header, section
from bot.commands.words import Reply
from bot.wording import name
from mentoring import wall
from mentoring.acts.concern_files import ConcernLine, ConcernPage
from mentoring.acts.concern_reports import Receipt
from mentoring.concerns import HOTLINE, Due, IncidentState, StepKind

DUE_NAMES = {StepKind.ORAL: "report by phone", StepKind.WRITTEN: "written report"}
STATES = {
    IncidentState.OPEN: "open",
    IncidentState.CLOSED: "closed",
    IncidentState.JOINED: "joined to another",
    IncidentState.ERASED: "erased",
}
NOBODY_READS = (
    "Everybody here who could read it is somebody whom it is about. I keep it, and call the first who may read it. "
    f"Please do not wait for that: call the Child-at-Risk Hotline, {HOTLINE}, or somebody who runs the program."
)


def concern_buttons(number: int, *, untaken: bool) -> list[Block]:
    take = [button("concern_take", "I take it on", str(number), style="primary")] if untaken else []
    return [*take, button("concern_read", "Open it", str(number))]


def receipt(done: Receipt) -> str:
    """All that the writer ever hears of it."""
    incident = done.incident
    told = [
        f"*Thank you for speaking up.* Your report is concern #{incident.id}, received "
        f"{wall.moment(incident.opened_at, done.zone)}.",
        _who_hears(done),
    ]
    if incident.clock_from is not None and done.somebody_reads:
        told.append(f"Anybody may also call the Child-at-Risk Hotline themselves, day and night: {HOTLINE}.")
    told.append(
        "Please do not look into it yourself, and speak of it with your manager only. If there is more to say, type "
        "`/concern` again."
    )
    return "\n".join(told)


def _who_hears(done: Receipt) -> str:
    if not done.somebody_reads:
        return NOBODY_READS
    if done.incident.urgent:
        return "A Partnerships Manager is being called now. If a child is in danger, call 911."
    return "A Partnerships Manager hears of it now, and nobody else does."


def concern_list(page: ConcernPage) -> Reply:
    if not page.total:
        return Reply("No concern is on your list.")
    title = f"Concerns on your list: {page.total}"
    told = [_listed(line, page.zone) for line in page.lines]
    on = f" `/mentoring concerns page {page.page + 1}` goes on." if page.page < page.pages else ""
    footer = f"Page {page.page} of {page.pages}.{on} Opening one is in the audit log."
    return Reply(f"{title}, page {page.page} of {page.pages}.", (header(title), *told, context(footer)))


def _listed(line: ConcernLine, zone: ZoneInfo) -> Block:
    return {**section(standing(line, zone)), "accessory": button("concern_read", "Open it", str(line.incident.id))}


def concern_card(line: ConcernLine, zone: ZoneInfo) -> Reply:
    """How one stands, with the buttons that open it and take it on."""
    said = standing(line, zone)
    buttons = concern_buttons(line.incident.id, untaken=line.incident.unanswered)
    return Reply(said.replace("*", ""), (section(said), actions(buttons)))


def standing(line: ConcernLine, zone: ZoneInfo) -> str:
    incident = line.incident
    hurry = " · *urgent*" if incident.urgent and incident.state is IncidentState.OPEN else ""
    held = " · kept on legal hold" if incident.held else ""
    first = f"*Concern #{incident.id}* · {STATES[incident.state]}{hurry}{held}"
    came = f"Came in {wall.moment(incident.opened_at, zone)}. {_holder(line, zone)}"
    return "\n".join([first, came, *(_due(due, zone) for due in line.due)])


def _holder(line: ConcernLine, zone: ZoneInfo) -> str:
    if line.responsible is None or line.incident.taken_at is None:
        return "Nobody has taken it on."
    return f"{name(line.responsible)} has it since {wall.moment(line.incident.taken_at, zone)}."


def _due(due: Due, zone: ZoneInfo) -> str:
    return f"The {DUE_NAMES[due.step]} to the state is due by {wall.moment(due.at, zone)}."
