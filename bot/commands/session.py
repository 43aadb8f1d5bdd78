"""`/session`: today and week."""

from __future__ import annotations

from datetime import date

from bot.blocks.sessions import session_list
from bot.commands.words import Act, Reply
from bot.desk import Call
from bot.reading import Unreadable
from mentoring.acts.looking import sessions_on


def today(call: Call, text: str) -> Reply:
    """`/session today`"""
    return _listed(call, text, days=1)


def week(call: Call, text: str) -> Reply:
    """`/session week`"""
    return _listed(call, text, days=7)


def _listed(call: Call, text: str, *, days: int) -> Reply:
    if text:
        raise Unreadable(text, "/session today")
    day = _today(call)
    found = sessions_on(call.desk.store, actor=call.actor, day=day, days=days)
    return session_list(found, call.actor, day, days=days)


def _today(call: Call) -> date:
    """The calendar day in the programs' wall time; where they differ, the earliest."""
    at = call.desk.clock.now()
    with call.desk.store.look() as view:
        return min((program.day(at) for program in view.programs.all()), default=at.date())


ACTS: dict[str, Act] = {"today": today, "week": week, "": today}
