"""`/session`: here, late and absent, the typed answers to a reminder; and notes, before and after."""

from __future__ import annotations

import re

from bot.blocks.guide import guide_card
from bot.blocks.notes import notes_page
from bot.commands.words import Act, Reply
from bot.desk import Call
from bot.modals import notes_form
from bot.moments import Unreadable
from bot.reading import read_number
from bot.replying import reply_to_reminder
from mentoring.acts.noting import look_at_notes
from mentoring.acts.own_day import only_session_today
from mentoring.session_notes import Stage
from mentoring.stored import Answer

LATE_EXAMPLE = "/session late 12 10 min"
_LATE = re.compile(
    r"(?:(?P<number>#?[0-9]{1,9})(?=[\s,]|$))?[\s,]*(?:(?P<minutes>[0-9]{1,3})\s*(?:minutes|minute|mins|min|m))?",
    re.IGNORECASE,
)


def here(call: Call, text: str) -> Reply:
    """`/session here`, `/session here 12`"""
    return _answer(call, Answer.COMING, text, "/session here 12")


def late(call: Call, text: str) -> Reply:
    """`/session late`, `/session late 12`, `/session late 12 10 min`"""
    typed = _LATE.fullmatch(text)
    if typed is None:
        raise Unreadable(text, LATE_EXAMPLE)
    minutes = int(typed["minutes"]) if typed["minutes"] else None
    return _answer(call, Answer.LATE, typed["number"] or "", LATE_EXAMPLE, minutes)


def absent(call: Call, text: str) -> Reply:
    """`/session absent`, `/session absent 12`"""
    return _answer(call, Answer.CANNOT, text, "/session absent 12")


def notes(call: Call, text: str) -> Reply:
    """`/session notes 12`: how a session goes before it, the form after its start, what was written later on."""
    session_id, at = _which(call, text, "/session notes 12"), call.desk.clock.now()
    page = look_at_notes(call.desk.store, actor=call.actor, session_id=session_id, at=at)
    if page.stage is Stage.AHEAD:
        return guide_card(page)
    return Reply("", form=notes_form.form(page)) if page.stage is Stage.WRITTEN else notes_page(page)


def _answer(call: Call, answer: Answer, said: str, example: str, minutes: int | None = None) -> Reply:
    message = reply_to_reminder(
        call.desk,
        actor=call.actor,
        session_id=_which(call, said, example),
        answer=answer,
        minutes=minutes,
        request=call.request,
    )
    return Reply(message.text, tuple(dict(block) for block in message.blocks))


def _which(call: Call, said: str, example: str) -> int:
    """Raises Unreadable, NoSessionToday, WhichSession."""
    if said:
        return read_number(said, example)
    return only_session_today(call.desk.store, actor=call.actor, day=call.desk.today())


ACTS: dict[str, Act] = {"here": here, "late": late, "absent": absent, "notes": notes}
