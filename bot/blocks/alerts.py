"""The alert as a manager reads it at 4:33: who, since when, who is in the room, and what happens next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from bot.blocks.layout import (
    BUTTON_VALUE,
    Block,
    actions,
    asking,
    button,
    context,
    header,
    link_button,
    plain,
    section,
)
from bot.wording import escaped, name
from mentoring import wall
from mentoring.acts.briefing import AlertView
from mentoring.alerts import UNANSWERED, AlertReason, AlertState
from mentoring.coverage import Doubt
from mentoring.people import Person
from mentoring.ports import ChatMessage
from mentoring.sessions import NOT_OVER, SessionState

TITLES = {
    AlertReason.MONITOR_MISSING: "No monitor in the room",
    AlertReason.UNMONITORED: "The monitor has left the room",
    AlertReason.UNVERIFIED: "I cannot tell whether a monitor is there",
    AlertReason.ROOM_NOT_READY: "A session has no room yet",
    AlertReason.ROOM_NOT_PROVEN: "A room is not proven safe",
}
CALLED_OFF = frozenset({SessionState.CANCELLED, SessionState.STOPPED})
TOLD = 20
"""Sessions that one message tells of in full: Slack takes 50 blocks in a message."""
DOUBTS = {
    Doubt.PLATFORM_DOWN: "The video platform does not answer, so I am not watching this room.",
    Doubt.UNKNOWN_PERSON: "Somebody whom I cannot identify is in the room; it may be the monitor, or not.",
    Doubt.EVENTS_LOST: "The platform says that a call is going on, but has told me of nobody in it.",
}


def alert_message(views: Sequence[AlertView], reader: Person) -> ChatMessage:
    """One alert in full, or several of the same reason as a list."""
    alert = views[0].alert
    many = f" ({len(views)} sessions)" if len(views) > 1 else ""
    solved = all(view.alert.state is AlertState.RESOLVED for view in views)
    title = f"{'Solved: ' if solved else ''}{TITLES[alert.reason]}{many}"
    told = [_story(view) for view in views]
    blocks = [header(title), *(section(text) for text in told[:TOLD])]
    if len(told) > TOLD:
        blocks.append(context(f"and {len(told) - TOLD} more; `/session today` lists the sessions of today."))
    blocks += [context(_standing(views, reader)), *_buttons(views)]
    return ChatMessage(f"{title}. {plain(told[0])}", blocks)


def _story(view: AlertView) -> str:
    line, zone = view.line, view.line.program.zone
    session, people = line.session, line.people
    students = " and ".join(name(people[student]) for student in line.match.student_ids)
    who = f"*{name(people[line.match.mentor_id])}* with *{students}* (#{line.match.id})"
    when = f"{wall.day(session.day)}, {wall.span(session.starts_at, session.ends_at, zone)}"
    monitor = f"{session.monitor_kind} *{name(people[session.monitor_id])}*"
    return f"{who}, {when}.\n{_finding(view, monitor, zone)}"


def _finding(view: AlertView, monitor: str, zone: ZoneInfo) -> str:
    alert, facts = view.alert, view.alert.facts
    since = wall.exact_time(facts.since or alert.raised_at, zone)
    if alert.state is AlertState.RESOLVED:
        return _outcome(view, monitor, since)
    match alert.reason:
        case AlertReason.MONITOR_MISSING:
            return f"The {monitor} has not come; expected since {since}. {_in_room(view)}"
        case AlertReason.UNMONITORED:
            return f"The {monitor} is gone since {since}. {_in_room(view)}"
        case AlertReason.UNVERIFIED:
            doubt = DOUBTS[Doubt(facts.why)]
            return f"Unverified since {since}: {doubt} The {monitor} is expected. {_in_room(view)}"
        case AlertReason.ROOM_NOT_READY:
            return "The video platform has not made the room yet. I keep trying; nobody can join until it is there."
        case AlertReason.ROOM_NOT_PROVEN:
            return f"I do not hand the room out, because it could record: {escaped(facts.why)}."


def _outcome(view: AlertView, monitor: str, since: str) -> str:
    alert, state = view.alert, view.line.session.state
    if alert.reason in {AlertReason.ROOM_NOT_READY, AlertReason.ROOM_NOT_PROVEN}:
        return "The room is ready and proven now." if state not in CALLED_OFF else "The session was called off."
    if state in CALLED_OFF:
        return f"The session was called off. The {monitor} had been expected since {since}."
    if state not in NOT_OVER:
        return f"The session is over. The {monitor} had been expected since {since}."
    when = wall.exact_time(alert.resolved_at or alert.raised_at, view.line.program.zone)
    if alert.reason is AlertReason.UNVERIFIED:
        return f"Since {when} I can tell again who is in the room. The {monitor} was expected from {since}."
    if not alert.facts.monitor_in:
        return f"The student is no longer in the room, seen at {when}. The {monitor} was gone since {since}."
    return f"A monitor is in the room, seen at {when}. The {monitor} had been expected since {since}."


def _in_room(view: AlertView) -> str:
    facts, people = view.alert.facts, view.line.people
    inside = [name(people[student]) for student in facts.students_in]
    if facts.mentor_in:
        inside.insert(0, name(people[view.line.match.mentor_id]))
    seen = wall.exact_time(facts.seen_at, view.line.program.zone)
    strangers = f" Not identified: {', '.join(escaped(shown) for shown in facts.strangers)}." if facts.strangers else ""
    waiting = [name(people[person]) for person in facts.waiting]
    more = strangers + (f" Came to their door, but not seen inside: {' and '.join(waiting)}." if waiting else "")
    if facts.why == Doubt.PLATFORM_DOWN:
        return f"Last known at {seen}: {' and '.join(inside) or 'nobody'} in the room.{more}"
    if facts.mentor_in and facts.students_in:
        return f"Mentor and student *are in the room* ({' and '.join(inside)}, seen {seen}).{more}"
    return f"In the room at {seen}: {' and '.join(inside) or 'nobody'}.{more}"


def _standing(views: Sequence[AlertView], reader: Person) -> str:
    view = next((view for view in views if view.alert.state in UNANSWERED), views[0])
    alert, zone = view.alert, view.line.program.zone
    if alert.acknowledged_by is not None and alert.acknowledged_at is not None:
        taker = "You have" if alert.acknowledged_by == reader.id else f"{_taker(view)} has"
        return f"{taker} it, since {wall.clock_time(alert.acknowledged_at, zone)}."
    if alert.state is AlertState.RESOLVED:
        return "Nothing is left to do."
    if alert.reason in {AlertReason.ROOM_NOT_READY, AlertReason.ROOM_NOT_PROVEN}:
        return "This message changes when the room is ready."
    if view.next_reader is None:
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
    if len(views) == 1:
        if views[0].door is not None:
            buttons.append(link_button("alert_door", "Go into the room", views[0].door))
        buttons.append(_call_off(views[0]))
    return [actions(buttons)] if buttons else []


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
