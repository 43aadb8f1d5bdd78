"""`/session`: today and week."""

from __future__ import annotations

from bot.blocks.sessions import session_list
from bot.commands.mentoring import tell_help
from bot.commands.words import Act, Reply
from bot.desk import Call
from bot.moments import Unreadable
from mentoring.acts.looking import sessions_on


def today(call: Call, text: str) -> Reply:
    """`/session today`"""
    return _listed(call, text, "/session today", days=1)


def week(call: Call, text: str) -> Reply:
    """`/session week`"""
    return _listed(call, text, "/session week", days=7)


def _listed(call: Call, text: str, example: str, *, days: int) -> Reply:
    if text:
        raise Unreadable(text, example)
    day = call.desk.today()
    found = sessions_on(call.desk.store, actor=call.actor, day=day, days=days)
    return session_list(found, call.actor, day, days=days)


ACTS: dict[str, Act] = {"today": today, "week": week, "help": tell_help, "": today}
