"""`/mentoring`: help."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.blocks.layout import Block, context, lines
from bot.commands.words import Act, Reply
from bot.desk import Call
from mentoring.people import Role

Rows = tuple[tuple[str, str], ...]
"""What is typed, and what it does."""

FOR_MANAGERS: dict[str, Rows] = {
    "Every day": (
        ("`/session today` · `/session week`", "your sessions"),
        ("`/mentoring status`", "how things stand, before the day begins"),
        ("`/match list` · `/match list all proposed`", "your matches, or everybody's in one state"),
        ("`/match show 12`", "all about one match"),
        ("`/proctor who`", "who watches over what today, and what wants cover"),
        ("`/proctor cover 12`", "look for somebody who can stand in"),
        ("`/session step-in 12` · `/session step-back 12`", "be its second adult yourself, or not after all"),
        ("`/concern`", "speak up, at any time: about a child's safety, an adult, or a session; privately"),
        (
            "`/mentoring concerns` · `/mentoring concern 12`",
            "what people have reported, and what is due; only those on its list",
        ),
    ),
    "Matches": (
        ("`/match suggest student Amara Okafor`", "who could really be matched, with buttons to propose"),
        ("`/match create`", "propose a match, in a form or typed in full"),
        ("`/match offer 12`", "ask everybody who has not agreed once more"),
        ("`/match confirm 12 from 2026-11-03`", "all sides have agreed on paper, and the mentor picked a date"),
        ("`/match release 12`", "open the way: sessions are planned, rooms made, invitations sent"),
        ("`/match monitor 12 @lee from 2026-11-10`", "another monitor for good"),
        ("`/match pause 12 until 2027-01-04 because …` · `/match resume 12`", "no sessions for a while"),
        ("`/match end 12 because …`", "everybody is told first, then it is closed"),
        ("`/match letters 12` · `/match letters 12 keep`", "what mentor and family write to each other; not erased"),
        (
            "`/match plan 12` · `/session notes 12`",
            "what a match has agreed on; the mentor's notes after a session",
        ),
    ),
    "Sessions": (
        ("`/session move 12 Wed 4:30pm` · `/session cancel 12`", "one session at another time, or not at all"),
        (
            "`/session platform 12 zoom` · `/session monitor 12 @lee`",
            "one session in another room, or with another monitor",
        ),
        ("`/session link 12`", "your own door to a session"),
    ),
    "People": (
        ("`/mentoring nominations` · `/mentoring nomination 12`", "who waits for a mentor, and one of them"),
        ("`/mentoring nominate`", "write down a nomination that came by phone"),
        ("`/mentoring volunteers` · `/mentoring volunteer @ana`", "who waits for what, and how far one of them is"),
        ("`/mentoring apply`", "take in a volunteer"),
        (
            "`/mentoring training plan Wed 6pm, 90 min, zoom`",
            "a training for volunteers; `move 3 to Thu 6pm`",
        ),
        ("`/mentoring check Ruth until 2029-03-28` · `revoke`", "a background check, renewed or revoked"),
        (
            "`/mentoring optin Angela Freeman 2026-11-01` · `optout`",
            "a guardian watches over their child, or not any more",
        ),
        (
            "`/mentoring limit @ana 3 matches`",
            "how much one person, or `program ils-2026`, carries: matches, hours, minutes between",
        ),
        ("`/mentoring links Angela Freeman`", "a letter came into other hands: its links end, new ones are sent"),
    ),
    "Calendar": (
        ("`/mentoring snowday tomorrow` · `/mentoring snowday undo 2026-12-08`", "a day off for a school or for all"),
        ("`/mentoring calendar`", "key dates and days off"),
        ("`/mentoring calendar add 2026-11-11 no school Veterans Day`", "a day of the calendar; `remove` takes it out"),
    ),
    "Desk": (
        (
            "`/mentoring checkins` · `/mentoring checkin 12 guardian call 10 min all is well`",
            "whom to speak with, and the log",
        ),
        ("`/mentoring report`", "the hours of your matches, shortfalls first"),
        ("`/mentoring report schools` · `/mentoring report languages`", "who waits, who is matched, and their hours"),
        ("`/mentoring report benchmarks`", "hours, length, contact, training and closure of all matches"),
        (
            "`/mentoring history match 12` · `person @ana` · `session 34` · `calendar 2026-11-11`",
            "who changed what, when and why",
        ),
        ("`/mentoring help`", "this page"),
    ),
}
"""Under each heading, what a manager needs most often stands first; so do the headings."""
FOR_VOLUNTEERS: dict[str, Rows] = {
    "Every day": (
        ("`/session today` · `/session week`", "your sessions"),
        ("`/session link 12`", "your own door to a session"),
        ("`/session here` · `/session late 12 10 min` · `/session absent 12`", "say whether you come"),
        ("`/concern`", "speak up, at any time: about a child's safety, an adult, or a session; privately"),
        ("`/mentoring status`", "how things stand, before the day begins"),
        ("`/proctor cover 12`", "you can't watch over that session: somebody else is asked"),
    ),
    "Your matches": (
        ("`/match list`", "your matches, and when each meets next"),
        ("`/match show 12`", "all about a match of yours"),
        ("`/session notes 12`", "how a session goes, and your notes after it; mentors only"),
        ("`/match plan 12 first we talk, then homework`", "what you and your student have agreed on; mentors only"),
        ("`/match write 12 Thank you!`", "write to the family, through me; mentors only"),
        ("`/match leave 12 because …`", "tell your manager that you want to leave a match"),
    ),
    "Standing in": (
        ("`/proctor who`", "who watches over what today, and what wants cover"),
        ("`/proctor standby Tuesdays 3pm-6pm`", "hours in which you are glad to stand in"),
    ),
    "Getting ready": (
        ("`/mentoring volunteer`", "what you still need before you meet a student"),
        ("`/mentoring training` · `/mentoring training join 3`", "the next trainings, and your place in one"),
    ),
    "And": (
        ("`/mentoring calendar`", "key dates and days off"),
        ("`/mentoring help`", "this page"),
    ),
}


def tell_help(call: Call, _text: str) -> Reply:
    """`/mentoring help`"""
    told = FOR_MANAGERS if call.actor.has(Role.MANAGER) else FOR_VOLUNTEERS
    hint = "I remind you the day before and 15 minutes before each session. Your answer is one tap in that message."
    return Reply("What I can do for you", (*_drawn(told), context(hint)))


def _drawn(groups: Mapping[str, Rows]) -> Iterator[Block]:
    for heading, rows in groups.items():
        yield from lines([f"*{heading}*", *(f"{command}: {does}" for command, does in rows)])


ACTS: dict[str, Act] = {"help": tell_help, "": tell_help}
