"""What is refused of a match, and of who may be in it."""

from __future__ import annotations

from bot.identity import NotInTheProgram
from bot.sentences.shape import Sentences
from bot.wording import escaped, isolated, name
from mentoring import wall
from mentoring.acts.booking import SlotTaken
from mentoring.acts.importing import ContactTaken
from mentoring.acts.matchmaking import NoSuchMatch, StartInThePast, StartOutsideProgram
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
from mentoring.permissions import ManagersOnly, NotYourMatch
from mentoring.programs import Model
from mentoring.slots import TimeDoesNotExist


def _wrong_step(r: WrongStep) -> str:
    number, state = r.match.id, r.match.state
    if r.to is MatchState.ACTIVE and state is MatchState.PROPOSED:
        return f"Match #{number} is not confirmed yet. Type `/match confirm {number}` first, then release it."
    if r.to is MatchState.ACTIVE and state is MatchState.CONFIRMED:
        return f"Match #{number} has not begun, so there is nothing to resume. Type `/match release {number}` first."
    if r.to is MatchState.ACTIVE and state is MatchState.PAUSED:
        return f"Match #{number} was released before, and is paused now. `/match resume {number}` goes on."
    if r.to is MatchState.ENDING:
        return f"Match #{number} is {state}, so there is nothing to end. Type `/match show {number}` to see it."
    if r.to is MatchState.PROPOSED:
        return f"Match #{number} is {state}, so nobody is asked about it any more. `/match show {number}` shows it."
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
    if r.gap:
        return (
            f"{name(r.person)} has match #{r.other.id} ({wall.weekly(r.other.slot)}) too close to it: they need "
            f"{wall.length(r.gap)} between two sessions. Choose another time or another person."
        )
    return (
        f"{name(r.person)} already has match #{r.other.id} ({wall.weekly(r.other.slot)}), first on "
        f"{wall.day(r.day)}. Choose another time or another person."
    )


SENTENCES: Sentences = {
    NotInTheProgram: "I don't know you yet. Ask your Partnerships Manager to add your Slack account to the program.",
    ManagersOnly: "Only Partnerships Managers can do that. Ask yours, and they will be glad to take care of it.",
    NotYourMatch: "That is not one of your matches. Check the number, or ask your Partnerships Manager.",
    NoSuchMatch: lambda r: f"There is no match #{r.match_id}. Type `/match list` to see the matches.",
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
        f"{isolated(escaped(r.program.name))} runs from {r.program.first_day} to {r.program.ends_on}. Choose a start "
        "within it."
    ),
    TimeDoesNotExist: lambda r: (
        f"{wall.hour(r.wall)} does not exist on {wall.day(r.day)}, {r.day.year}, when the clocks go forward. Choose "
        "another time."
    ),
}
