"""`/proctor`: who watches over what, a session that wants cover, and hours in which somebody is glad to stand in."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from bot.blocks import cover as drawn
from bot.commands.mentoring import tell_help
from bot.commands.words import Act, Reply
from bot.desk import Call
from bot.moments import Unreadable, read_date, read_hours, weekday_called
from bot.reading import read_numbered, read_paged
from mentoring.acts.replying import answer_reminder
from mentoring.acts.seeking import start_seeking
from mentoring.acts.watching_over import give_hours, standby_list, take_hours_back, watch_list
from mentoring.people import Role
from mentoring.stored import Answer

WHO_EXAMPLE = "/proctor who tomorrow page 2"
STANDBY_EXAMPLE = "/proctor standby Tuesdays 3pm-6pm"
_REMOVE = re.compile(r"(?:remove|delete|no|not)\b\s*(.*)", re.IGNORECASE)
SEEKING = (
    "I am looking for somebody who can watch over session {number}, one person at a time. Meanwhile no student is let "
    "in. `/proctor who` shows whom I ask; `/session monitor {number} NAME` names somebody at once."
)
CANNOT = (
    "Thank you for saying so. The mentor and the Partnerships Manager have been told, and I am looking for somebody "
    "who can watch over session {number}."
)


def who(call: Call, text: str) -> Reply:
    """`/proctor who`, `/proctor who tomorrow`, `/proctor who 2026-10-27 page 2`"""
    at, today = call.desk.clock.now(), call.desk.today()
    said, page = read_paged(text, WHO_EXAMPLE)
    day = read_date(said, today=today) if said else today
    return drawn.watch_list_reply(watch_list(call.desk.store, actor=call.actor, day=day, page=page, at=at))


def cover(call: Call, text: str) -> Reply:
    """`/proctor cover 12`: a manager looks for somebody; the session's own monitor cannot come."""
    session_id, _ = read_numbered(text, "/proctor cover 12", more=False)
    at = call.desk.clock.now()
    if call.actor.has(Role.MANAGER):
        start_seeking(call.desk.store, actor=call.actor, session_id=session_id, at=at)
        return Reply(SEEKING.format(number=session_id))
    answer_reminder(call.desk.store, actor=call.actor, session_id=session_id, answer=Answer.CANNOT, at=at)
    return Reply(CANNOT.format(number=session_id))


def standby(call: Call, text: str) -> Reply:
    """`/proctor standby`, `/proctor standby Tuesdays 3pm-6pm`, `/proctor standby remove Tuesdays`"""
    at, store, actor = call.desk.clock.now(), call.desk.store, call.actor
    if not text:
        return drawn.standby_reply(standby_list(store, actor=actor), own=not actor.has(Role.MANAGER))
    if (removing := _REMOVE.fullmatch(text)) is not None:
        day = weekday_called(removing[1]) if removing[1].strip() else None
        if day is None and removing[1].strip():
            raise Unreadable(removing[1], "/proctor standby remove Tuesdays")
        left = take_hours_back(store, actor=actor, weekday=day, at=at)
    else:
        first, _, hours = text.partition(" ")
        day = weekday_called(first)
        if day is None:
            raise Unreadable(first, STANDBY_EXAMPLE)
        starts, minutes = read_hours(hours)
        if minutes is None:
            raise Unreadable(hours, STANDBY_EXAMPLE)
        ends = (datetime.combine(call.desk.today(), starts) + timedelta(minutes=minutes)).time()
        left = give_hours(store, actor=actor, weekday=day, starts=starts, ends=ends, at=at)
    return drawn.standby_reply([(actor, left)] if left else [], own=True)


ACTS: dict[str, Act] = {"who": who, "cover": cover, "standby": standby, "help": tell_help, "": who}
