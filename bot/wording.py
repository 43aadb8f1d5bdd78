"""Refusals -> sentences. Each says what is wrong and what to do, once, here."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Any

from bot.commands.words import UnknownWord
from bot.desk import PlatformNotSetUp
from bot.identity import NotInTheProgram
from bot.moments import HourMissing, Unreadable
from bot.reading import Missing, SaidTwice, TooLong
from mentoring import wall
from mentoring.acts.answering import NoSuchSession, SessionIsOver
from mentoring.acts.changing import (
    MORNING,
    NIGHT,
    ChangedMeanwhile,
    MovedIntoTheNight,
    MovedIntoThePast,
    NothingChanges,
    SessionHasBegun,
    TeachersRoom,
    TimeTaken,
)
from mentoring.acts.doorway import NoDoor, NotLetIn
from mentoring.acts.finding import AmbiguousName, UnknownPerson, UnknownProgram
from mentoring.acts.importing import ContactTaken
from mentoring.acts.matchmaking import NoSuchMatch, SlotTaken, StartInThePast, StartOutsideProgram
from mentoring.alerts import AlertIsOver, AlertState
from mentoring.errors import Refusal
from mentoring.matches import (
    GuardianNotOptedIn,
    LinkNotWanted,
    MatchState,
    MonitorIsAParty,
    NamedTwice,
    NoGuardianToWriteTo,
    NoStartDate,
    NotCleared,
    NoTeacherLink,
    NotInThatRole,
    WrongMonitor,
    WrongPlatform,
    WrongStep,
)
from mentoring.people import Person
from mentoring.permissions import ManagersOnly, NotYourMatch
from mentoring.programs import Model
from mentoring.rooms import Platform
from mentoring.slots import TimeDoesNotExist

PLATFORM_NAMES = {Platform.GOOGLE_MEET: "Google Meet", Platform.ZOOM: "Zoom", Platform.EXTERNAL: "teacher's room"}
SHOWN = 80
"""Characters of what somebody typed that are said back to them."""

_MENTION = re.compile(r"<@([A-Z0-9]+)(?:\|([^>]*))?>")
_LINK = re.compile(r"<(https?://[^|>]+)(?:\|[^>]*)?>")
_STEERING = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x061C, 0x200E, 0x200F))
"""Unicode UAX 9: the characters that turn the direction of what follows them."""
_JOINERS = "\u200c\u200d"
"""Without them some scripts and many emoji fall apart."""


def sentence(refusal: Refusal) -> str:
    """What a person reads in Slack when something is refused."""
    said = _SENTENCES[type(refusal)]
    return said if isinstance(said, str) else said(refusal)


def plain_sentence(refusal: Refusal) -> str:
    """The same where no markup is read: beside a form's field, or on a terminal."""
    said = sentence(refusal).replace("`", "")
    return said.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def quoted(said: str) -> str:
    """What somebody typed on one line, shortened, and harmless: it mentions nobody and is no link."""
    shown = _LINK.sub(r"\1", _MENTION.sub(lambda found: f"@{found[2] or found[1]}", said))
    shown = " ".join(
        "".join(c if c.isprintable() or c in _JOINERS else " " for c in shown.translate(_STEERING)).split()
    )
    short = shown if len(shown) <= SHOWN else f"{shown[: SHOWN - 1]}…"
    return f"«{isolated(escaped(short.replace('`', 'ˋ')))}»"


def escaped(text: str) -> str:
    """Slack: &, < and > are the three characters that carry markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def isolated(text: str) -> str:
    """Text that runs from right to left, kept from turning the sentence around it (Unicode UAX 9)."""
    turns = any(unicodedata.bidirectional(c) in {"R", "AL", "AN"} for c in text)
    return f"\u2068{text.translate(_STEERING)}\u2069" if turns else text


def name(person: Person) -> str:
    """How others read of this person: of a student, never more than first name and initial."""
    return isolated(escaped(person.public_name))


def _unreadable(r: Unreadable) -> str:
    wrong = f"I can't read {quoted(r.part)}." if r.part.strip() else "Something is missing there."
    return f"{wrong} Write it like this: `{r.example}`."


def _ambiguous(r: AmbiguousName) -> str:
    shown = ", ".join(f"{name(p)} (`{escaped(p.key)}`)" for p in r.candidates[:5])
    more = f" and {len(r.candidates) - 5} more" if len(r.candidates) > 5 else ""
    return f"{quoted(r.said)} could be several people: {shown}{more}. Give the full name, or what stands in brackets."


def _unknown_program(r: UnknownProgram) -> str:
    keys = ", ".join(f"`{escaped(program.key)}`" for program in r.programs[:10])
    if not keys:
        return "There is no program yet. Import your roster first, with `chaperone import`."
    if r.said:
        return f"There is no program {quoted(r.said)}. The programs are: {keys}."
    return f"Which program is this for? Add `program KEY`; the programs are: {keys}."


def _wrong_step(r: WrongStep) -> str:
    number, state = r.match.id, r.match.state
    if r.to is MatchState.ACTIVE and state is MatchState.PROPOSED:
        return f"Match #{number} is not confirmed yet. Type `/match confirm {number}` first, then release it."
    if r.to is state:
        return f"Match #{number} is {state} already. Type `/match show {number}` to see it."
    return f"Match #{number} is {state}, so it cannot become {r.to}. Type `/match show {number}` to see it."


def _wrong_platform(r: WrongPlatform) -> str:
    if r.model is Model.IN_CLASS:
        return "An in-class match meets in the teacher's own room. Leave the platform out and give the teacher's link."
    return "An independent match meets on Google Meet or Zoom. Say `zoom` or `google meet`."


def _wrong_monitor(r: WrongMonitor) -> str:
    if r.model is Model.IN_CLASS:
        return "In class the teacher or other school staff is the monitor. Say `teacher` and the name."
    return "Outside class the monitor is a proctor, or a guardian who opted in. Say `proctor` and the name."


def _slot_taken(r: SlotTaken) -> str:
    return (
        f"{name(r.person)} already has match #{r.other.id} ({wall.weekly(r.other.slot)}), first on "
        f"{wall.day(r.day)}. Choose another time or another person."
    )


def _time_taken(r: TimeTaken) -> str:
    when = wall.span(r.other.starts_at, r.other.ends_at, r.program.zone)
    return (
        f"{name(r.person)} is in session {r.other.id} then ({wall.day(r.other.day)}, {when}). Choose another time or "
        "another person."
    )


def _alert_is_over(r: AlertIsOver) -> str:
    if r.alert.state is AlertState.ACKNOWLEDGED:
        return "Somebody has this alert in hand already; its message shows who. Ask them if you can help."
    return "This alert is over; its message shows how it ended. There is nothing left to do."


def _moved_into_the_past(r: MovedIntoThePast) -> str:
    there = r.starts_at.astimezone(r.program.zone)
    when = f"{wall.day(there.date())}, {there.year}, {wall.hour(there)}"
    return f"{when} is in the past. Choose a time that is still to come."


_INSTEAD = {
    "/session here": (
        "You need not tell me that you are here: I see who comes in through their own door. `/session link 12` shows "
        "yours."
    ),
    "/session late": (
        "Press «Running late» in the reminder that I sent you for that session. The others are told at once."
    ),
    "/session absent": (
        "Press «I can't make it» in the reminder that I sent you for that session: the others are told at once. For a "
        "student, tell your manager; managers type `/session cancel 12`."
    ),
    "/session notes": "I keep no notes of sessions. Tell your manager what they should know.",
}
"""What people look for, and what to do instead."""

_SENTENCES: dict[type[Refusal], str | Callable[[Any], str]] = {
    NotInTheProgram: "I don't know you yet. Ask your Partnerships Manager to add your Slack account to the program.",
    ManagersOnly: "Only Partnerships Managers can do that. Ask yours, and they will be glad to take care of it.",
    NotYourMatch: "That is not one of your matches. Check the number, or ask your Partnerships Manager.",
    NoSuchMatch: lambda r: f"There is no match #{r.match_id}. Type `/match list` to see the matches.",
    NoSuchSession: lambda r: f"There is no session {r.session_id}. Type `/session week` to see what is on.",
    SessionIsOver: "That session is over or called off. Type `/session week` to see what is still to come.",
    ChangedMeanwhile: "Somebody else changed that session just now, so I left it. See it with `/session week`.",
    SessionHasBegun: lambda r: (
        f"The doors of session {r.session.id} are open already, so its time and its room stay. `/session cancel "
        f"{r.session.id}` stops it; `/session monitor {r.session.id} NAME` gives it another monitor."
    ),
    NothingChanges: lambda r: f"Session {r.session.id} is like that already. Type `/session week` to see it.",
    MovedIntoThePast: _moved_into_the_past,
    MovedIntoTheNight: (
        f"Children take part, so no session begins between {wall.hour(NIGHT)} and {wall.hour(MORNING)}, program time. "
        "Choose a time in the day."
    ),
    PlatformNotSetUp: lambda r: (
        f"{PLATFORM_NAMES[r.platform]} is not set up here, so no session can meet there. Ask whoever installed me."
    ),
    TeachersRoom: "In class the room is the teacher's own, so it stays. Only `zoom` and `meet` can be switched.",
    TimeTaken: _time_taken,
    NoDoor: lambda r: (
        f"You have no door to session {r.session.id}. Its mentor, monitor and students have theirs; you get one when "
        "you take on an alert about it."
    ),
    NotLetIn: "That door does not open now. Open the link of the session again, or ask your Partnerships Manager.",
    UnknownWord: lambda r: (
        _INSTEAD.get(f"{r.command} {r.said.casefold()}")
        or f"I don't know {quoted(r.said)}. Try one of these: {r.known}."
    ),
    TooLong: "That is more text than I can take in. Keep it under 2,000 characters, or type the bare command.",
    Unreadable: _unreadable,
    HourMissing: lambda r: f"{quoted(r.part)} is a day: the hour is missing. Write it like this: `{r.example}`.",
    Missing: lambda r: f"A match needs a {r.what}. Add for example `{r.example}`, with commas between the parts.",
    SaidTwice: lambda r: f"You gave two answers for the {r.what}. Keep the one that you mean.",
    UnknownPerson: lambda r: (
        f"I know no {r.role} called {quoted(r.said)}. Check the spelling, or import this person first."
    ),
    AmbiguousName: _ambiguous,
    UnknownProgram: _unknown_program,
    NotInThatRole: lambda r: f"{name(r.person)} is not a {r.role} in this program. Choose somebody who is.",
    NotCleared: lambda r: (
        f"{name(r.person)} is not cleared yet; still missing: {', '.join(r.lacks)}. Complete that first, or choose "
        "somebody who is cleared."
    ),
    NamedTwice: "A match needs at least one student, and each of them once. Name every student a single time.",
    ContactTaken: lambda r: (
        f"That e-mail address or Slack account is that of {name(r.holder)} (`{escaped(r.holder.key)}`). Correct one of "
        "the two."
    ),
    MonitorIsAParty: lambda r: f"{name(r.person)} cannot be monitor of their own session. Choose a second adult.",
    GuardianNotOptedIn: lambda r: (
        f"{name(r.person)} cannot watch over this session: guardians do so for their own child only, after a written "
        "opt-in. Ask for it, or choose a proctor."
    ),
    NoGuardianToWriteTo: lambda r: (
        f"{name(r.student)} is under 18 and has no guardian with an e-mail address. Add the guardian first."
    ),
    WrongPlatform: _wrong_platform,
    LinkNotWanted: "I make the room of an independent match myself. Leave the link out.",
    WrongMonitor: _wrong_monitor,
    NoTeacherLink: "An in-class match needs the teacher's own link. Add it, starting with `https://`.",
    WrongStep: _wrong_step,
    NoStartDate: lambda r: (
        f"Match #{r.match.id} has no start date yet. Type `/match confirm {r.match.id} from 2026-11-03` with the date "
        "that the mentor picked."
    ),
    SlotTaken: _slot_taken,
    StartInThePast: lambda r: (
        f"{wall.day(r.starts_on)}, {r.starts_on.year} is in the past. Choose today ({wall.day(r.today)}) or later."
    ),
    StartOutsideProgram: lambda r: (
        f"{isolated(escaped(r.program.name))} runs from {r.program.starts_on} to {r.program.ends_on}. Choose a start "
        "within it."
    ),
    TimeDoesNotExist: lambda r: (
        f"{wall.hour(r.wall)} does not exist on {wall.day(r.day)}, {r.day.year}, when the clocks go forward. Choose "
        "another time."
    ),
    AlertIsOver: _alert_is_over,
}
