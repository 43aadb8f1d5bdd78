"""`/mentoring`: help."""

from __future__ import annotations

from bot.blocks.layout import context, section
from bot.commands.words import Act, Reply
from bot.desk import Call
from mentoring.people import Role

FOR_MANAGERS = (
    (
        "`/mentoring checkins` · `/mentoring checkin 12 guardian call 10 min all is well`",
        "whom to speak with, and the log",
    ),
    ("`/match letters 12`", "what mentor and family of a match of yours write to each other"),
    ("`/match create`", "propose a match, in a form or typed in full"),
    ("`/match list` · `/match list all proposed`", "your matches, or everybody's in one state"),
    ("`/match show 12`", "all about one match"),
    ("`/match confirm 12 from 2026-11-03`", "all sides have agreed, and the mentor picked a date"),
    ("`/match release 12`", "open the way: sessions are planned, rooms made, invitations sent"),
    ("`/session move 12 Wed 4:30pm` · `/session cancel 12`", "one session at another time, or not at all"),
    (
        "`/session platform 12 zoom` · `/session monitor 12 @lee`",
        "one session in another room, or with another monitor",
    ),
)
FOR_VOLUNTEERS = (
    ("`/match show 12`", "all about a match of yours"),
    ("`/match write 12 Thank you!`", "write to the family, through me; mentors only"),
)
FOR_ALL = (
    ("`/session today` · `/session week`", "your sessions"),
    ("`/session link 12`", "your own door to a session"),
    ("`/mentoring help`", "this page"),
)


def tell_help(call: Call, _text: str) -> Reply:
    """`/mentoring help`"""
    rows = (*(FOR_MANAGERS if call.actor.has(Role.MANAGER) else FOR_VOLUNTEERS), *FOR_ALL)
    told = "\n".join(f"{command}: {does}" for command, does in rows)
    hint = "I remind you the day before and 15 minutes before each session. Your answer is one tap in that message."
    return Reply("What I can do for you", (section(told), context(hint)))


ACTS: dict[str, Act] = {"help": tell_help, "": tell_help}
