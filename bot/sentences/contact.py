"""What is refused of writing to each other, of check-ins, and of the family's own page."""

from __future__ import annotations

from bot.sentences.shape import Sentences
from bot.wording import escaped, name
from mentoring.acts.family import NoSuchLanguage, NoSuchTimeZone
from mentoring.checkins import LONGEST_NOTE, MOST_MINUTES, MinutesOutOfRange, NoteTooLong, WithWhom
from mentoring.links import LinkIsOver
from mentoring.matches import MatchState
from mentoring.relay import (
    AlreadyDecided,
    MessageTooLong,
    NobodyToReach,
    NoSuchMessage,
    NotACorrespondent,
    NothingWritten,
    NotYoursToRead,
    RelayNotOpen,
    TextErased,
    WhichFamily,
    WroteEnoughToday,
)


def _which_family(r: WhichFamily) -> str:
    students = [name(student) for family in r.families for student in family.students]
    return (
        f"Say to which family of match #{r.match.id} you write: {', '.join(students)}. For example `/match write "
        f"{r.match.id} to {escaped(r.families[0].students[0].first_name)}: Thank you!`."
    )


def _with_whom(r: WithWhom) -> str:
    names = ", ".join(name(person) for person in r.candidates)
    if not names:
        return f"Match #{r.match.id} has no {r.part}. Say `mentor`, `student` or `guardian`, whomever you spoke with."
    first = r.candidates[0].first_name
    return (
        f"Say with which {r.part} of match #{r.match.id}: {names}. For example `/mentoring checkin {r.match.id} "
        f"{r.part} {escaped(first)} call 10 min all is well`."
    )


def _relay_not_open(r: RelayNotOpen) -> str:
    if r.match.state is MatchState.ENDED:
        return f"Match #{r.match.id} has ended, so nothing is passed on any more. Your Partnerships Manager can help."
    return f"Match #{r.match.id} is not agreed yet. You can write as soon as it is confirmed."


SENTENCES: Sentences = {
    NotACorrespondent: lambda r: (
        f"In match #{r.match.id} only the mentor and the family write to each other. Please talk to the Partnerships "
        "Manager instead."
    ),
    WhichFamily: _which_family,
    TextErased: "What was written has been erased, as its program year is over. There is nothing left to pass on.",
    LinkIsOver: "That link does not work any more. Use the newest letter, or ask your Partnerships Manager.",
    NothingWritten: "There is nothing in your message yet. Please write a few words.",
    MessageTooLong: lambda r: f"That is {r.length:,} characters. Please keep it under {r.most:,}.",
    WroteEnoughToday: lambda r: (
        f"You have written {r.most} messages within a day, which is as many as I pass on. Please go on tomorrow."
    ),
    RelayNotOpen: _relay_not_open,
    NobodyToReach: "I have no way to reach the other side. Please tell your Partnerships Manager.",
    WithWhom: _with_whom,
    NoteTooLong: lambda r: f"That is {r.length:,} characters. Please keep the note to one line, under {LONGEST_NOTE}.",
    MinutesOutOfRange: f"A check-in takes from 1 to {MOST_MINUTES} minutes. Please correct the length.",
    NoSuchLanguage: "I cannot write in that language yet. Please choose one of those offered.",
    NoSuchTimeZone: "I do not know that time zone. Please choose one of those offered.",
    NoSuchMessage: "There is no such message. Type `/match letters 12` to see those of a match.",
    AlreadyDecided: "That was decided already. `/match letters 12` shows how.",
    NotYoursToRead: lambda r: (
        f"What is written in match #{r.match.id} is read by {name(r.manager)} and their deputy only. Please ask them."
    ),
}
