"""What was typed and cannot be read."""

from __future__ import annotations

from bot.commands.words import UnknownWord
from bot.moments import HourMissing, Unreadable
from bot.reading import Missing, SaidTwice, TooLong
from bot.sentences.shape import Sentences
from bot.wording import escaped, name, quoted
from mentoring.acts.finding import AmbiguousName, UnknownPerson, UnknownProgram


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


SENTENCES: Sentences = {
    UnknownWord: lambda r: f"I don't know {quoted(r.said)}. Try one of these: {r.known}.",
    TooLong: "That is more text than I can take in. Keep it under 2,000 characters, or type the bare command.",
    Unreadable: _unreadable,
    HourMissing: lambda r: f"{quoted(r.part)} is a day: the hour is missing. Write it like this: `{r.example}`.",
    Missing: lambda r: f"A match needs a {r.what}. Add for example `{r.example}`, with commas between the parts.",
    SaidTwice: lambda r: f"You gave two answers for the {r.what}. Keep the one that you mean.",
    UnknownPerson: lambda r: (
        f"I know no {r.role or 'person'} called {quoted(r.said)}. Check the spelling, or import this person first."
    ),
    AmbiguousName: _ambiguous,
    UnknownProgram: _unknown_program,
}
