"""The alert as a manager reads it at 4:33: who, since when, who is in the room, and what happens next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.blocks.cover import cover_buttons
from bot.blocks.findings import CANDIDATES, candidates, finding
from bot.blocks.layout import (
    BUTTON_VALUE,
    Block,
    actions,
    asking,
    button,
    clipped,
    context,
    header,
    link_button,
    plain,
    section,
)
from bot.wording import PLATFORM_NAMES, isolated, name, students
from mentoring import wall
from mentoring.acts.briefing import AlertView
from mentoring.alerts import ROOM_REASONS, UNANSWERED, AlertReason, AlertState
from mentoring.people import Person
from mentoring.ports import ChatMessage
from mentoring.rooms import Platform
from mentoring.sessions import AHEAD, NOT_OVER

TITLES = {
    AlertReason.MONITOR_MISSING: "No monitor in the room",
    AlertReason.UNMONITORED: "The monitor has left the room",
    AlertReason.UNVERIFIED: "I cannot tell whether a monitor is there",
    AlertReason.ROOM_NOT_READY: "A session has no room yet",
    AlertReason.ROOM_NOT_PROVEN: "A room is not proven safe",
    AlertReason.ROOM_DRIFTED: "A room in use is not proven safe any more",
    AlertReason.KEEPING: "A session is being recorded or kept",
    AlertReason.KEEPING_UNREAD: "I cannot tell whether a session is being recorded",
    AlertReason.STRANGER: "Somebody unknown is in the room",
    AlertReason.POOL_TOO_SMALL: "No Zoom host is free for a session",
    AlertReason.ROOM_STANDS: "I cannot shut a room",
    AlertReason.NEEDS_COVER: "A session wants cover",
    AlertReason.RECORD_DIFFERS: "A session was less covered than I had seen",
}
TOLD = 20
"""Sessions that one message tells of in full: Slack takes 50 blocks in a message."""
STRANGERS = 3
"""Strangers for whom one message has buttons."""
STRANGERS_NAME = 30


def alert_message(views: Sequence[AlertView], reader: Person) -> ChatMessage:
    """One alert in full, or several of the same reason as a list."""
    alert = views[0].alert
    many = f" ({len(views)} sessions)" if len(views) > 1 else ""
    ended = _ended(alert.reason) if all(view.alert.state is AlertState.RESOLVED for view in views) else ""
    title = f"{ended}{TITLES[alert.reason]}{many}"
    told = [_story(view) for view in views]
    blocks = [header(title), *(section(text) for text in told[:TOLD])]
    if len(told) > TOLD:
        blocks.append(context(f"and {len(told) - TOLD} more; `/session today` lists the sessions of today."))
    blocks += [context(_standing(views, reader)), *_buttons(views)]
    return ChatMessage(f"{title}. {plain(told[0])}", blocks)


def _ended(reason: AlertReason) -> str:
    """What was kept of a session may be there still, and we cannot see it."""
    return "Over: " if reason is AlertReason.KEEPING else "Solved: "


def _story(view: AlertView) -> str:
    line, zone = view.line, view.line.program.zone
    session, people = line.session, line.people
    who = f"*{name(people[line.match.mentor_id])}* with *{students(line)}* (#{line.match.id})"
    when = f"{wall.day(session.day)}, {wall.span(session.starts_at, session.ends_at, zone)}"
    return f"{who}, {when}.\n{finding(view)}"


def _standing(views: Sequence[AlertView], reader: Person) -> str:
    view = next((view for view in views if view.alert.state in UNANSWERED), views[0])
    alert, zone = view.alert, view.line.program.zone
    if alert.acknowledged_by is not None and alert.acknowledged_at is not None:
        taker = "You have" if alert.acknowledged_by == reader.id else f"{_taker(view)} has"
        return f"{taker} it, since {wall.clock_time(alert.acknowledged_at, zone)}."
    if alert.state is AlertState.RESOLVED:
        return "Nobody else is called." if alert.reason is AlertReason.KEEPING else "Nothing is left to do."
    if alert.reason in ROOM_REASONS:
        return "This message changes when the room is ready."
    if view.next_reader is None or not alert.live:
        return "Press a button so that everybody knows it is in hand."
    if view.next_reader.id == reader.id:
        return f"If nobody presses a button within {wall.length(view.patience)}, I tell you again."
    return f"If nobody presses a button within {wall.length(view.patience)}, I tell {name(view.next_reader)}."


def _taker(view: AlertView) -> str:
    return name(view.taken_by) if view.taken_by is not None else "Somebody"


def _buttons(views: Sequence[AlertView]) -> list[Block]:
    open_ids = _packed(view.alert.id for view in views if view.alert.state in UNANSWERED)
    running = [view for view in views if view.alert.state is not AlertState.RESOLVED]
    if not running:
        return []
    buttons = [button("alert_take", "I've got it", open_ids, style="primary")] if open_ids else []
    buttons += _switches(running) + cover_buttons(running)
    if len(views) == 1:
        if views[0].door is not None:
            buttons.append(link_button("alert_door", "Go into the room", views[0].door))
        if views[0].line.session.state in NOT_OVER and not views[0].line.wants_cover:
            buttons.append(_call_off(views[0]))
    who = _recognitions(views[0]) if len(views) == 1 else []
    return [*who, actions(buttons)] if buttons else who


def _switches(views: Sequence[AlertView]) -> list[Block]:
    """One press for all sessions of the message whose room could be elsewhere; their doors stay the same."""
    waiting = [v for v in views if v.alert.reason in ROOM_REASONS and v.line.session.state in AHEAD]
    ids = {platform: _packed(v.alert.id for v in waiting if platform in v.platforms) for platform in Platform}
    return [
        button(f"alert_switch_{platform}", f"Use {PLATFORM_NAMES[platform]} instead", packed)
        for platform, packed in ids.items()
        if packed
    ]


def _recognitions(view: AlertView) -> list[Block]:
    """For each stranger a row «It is Dana Cruz», with each whom they may be."""
    facts, people = view.alert.facts, candidates(view)
    named = [place for place in zip(facts.strangers, facts.connections, strict=False) if place[1]]
    if not people:
        return []
    return [
        actions([_it_is(view, number * CANDIDATES + n, place, person) for n, person in enumerate(people)])
        for number, place in enumerate(named[:STRANGERS])
    ]


def _it_is(view: AlertView, number: int, place: tuple[str, str], person: Person) -> Block:
    """Slack: no two buttons may share an action id."""
    shown, connection = place
    who = "It" if len(view.alert.facts.strangers) == 1 else f"«{clipped(shown, STRANGERS_NAME)}»"
    text, value = f"{who} is {isolated(person.public_name)}", f"{view.alert.id}/{person.id}/{connection}"
    return button(f"alert_it_is_{number}", text, value)


def _packed(alert_ids: Iterable[int]) -> str:
    """As many as a button can carry; pressed again, the edited message carries the next ones."""
    packed = ""
    for alert_id in alert_ids:
        longer = f"{packed},{alert_id}" if packed else f"{alert_id}"
        if len(longer) > BUTTON_VALUE:
            break
        packed = longer
    return packed


def _call_off(view: AlertView) -> Block:
    return asking(
        button("alert_call_off", "Call it off", str(view.alert.id), style="danger"),
        title="Call the session off?",
        text="The room is ended for everybody in it, and mentor, monitor and family are told.",
        yes="Call it off",
        no="Keep it going",
    )
