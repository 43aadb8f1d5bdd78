"""One way to answer a reminder, for its buttons and for those who type: the reminder as it then stands."""

from __future__ import annotations

from dataclasses import replace

from bot.blocks.reminders import reminder_message
from bot.desk import Desk
from mentoring.acts.looking import session_lines
from mentoring.acts.noting import last_focus
from mentoring.acts.replying import answer_reminder
from mentoring.people import Person
from mentoring.ports import ChatMessage
from mentoring.stored import Answer


def reply_to_reminder(
    desk: Desk, *, actor: Person, session_id: int, answer: Answer, minutes: int | None = None, request: str = ""
) -> ChatMessage:
    """Raises what `answer_reminder` does."""
    at = desk.clock.now()
    session, _ = answer_reminder(
        desk.store, actor=actor, session_id=session_id, answer=answer, minutes=minutes, request=request, at=at
    )
    soon = at < session.starts_at <= at + desk.policy.remind_soon_ahead
    with desk.store.look() as view:
        line = session_lines(view, [session])[0]
        if soon and actor.id == line.match.mentor_id:
            line = replace(line, last_focus=last_focus(view, [line]).get(session.id, ""))
        doors = view.doors.many([session.id])
    door = doors.get((session.id, actor.id))
    children = [(child, desk.doors.link(theirs)) for child, theirs in line.children_of(actor, doors)]
    return reminder_message(line, actor, desk.doors.link(door) if door is not None else "", children, soon=soon)
