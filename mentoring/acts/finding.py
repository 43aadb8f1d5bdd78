"""Finding the person or the program that somebody means."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mentoring.errors import Refusal
from mentoring.people import Person, Role
from mentoring.programs import Model, Program
from mentoring.store import Work

_NUMBER = re.compile(r"person-(\d{1,9})")
_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")


class UnknownPerson(Refusal):
    """Nobody of that name is in the program."""

    def __init__(self, said: str, role: Role | None) -> None:
        super().__init__(role)
        self.said, self.role = said, role


class AmbiguousName(Refusal):
    """Several people could be meant."""

    def __init__(self, said: str, candidates: Sequence[Person]) -> None:
        super().__init__(len(candidates))
        self.said, self.candidates = said, tuple(candidates)


class UnknownProgram(Refusal):
    """There is no such program, or several, and none was named."""

    def __init__(self, said: str, programs: Sequence[Program]) -> None:
        super().__init__(said)
        self.said, self.programs = said, tuple(programs)


def by_number(person: Person) -> str:
    """A name for a person that `find_person` reads without a doubt, for forms."""
    return f"person-{person.id}"


def find_person(view: Work, said: str, role: Role | None) -> Person:
    """By Slack mention, number, e-mail address, key, or name; a name is first looked for among those who have the role,
    if one is meant. Raises UnknownPerson, AmbiguousName."""
    said = said.strip()
    if mention := _MENTION.fullmatch(said):
        found = view.people.by_slack(mention[1])
        candidates = [found] if found is not None else []
    elif number := _NUMBER.fullmatch(said):
        candidates = list(view.people.many([int(number[1])]).values())
    elif exact := view.people.by_key(said) or (view.people.by_email(said) if "@" in said else None):
        candidates = [exact]
    else:
        candidates = list((role and view.people.named(said, role)) or view.people.named(said))
    if not candidates:
        raise UnknownPerson(said, role)
    if len(candidates) > 1:
        raise AmbiguousName(said, candidates)
    return candidates[0]


def find_program(view: Work, said: str | None, model: Model) -> Program:
    """By key or name; when none is named, the only one of that model. Raises UnknownProgram."""
    programs = view.programs.all()
    if said is None:
        fitting = [program for program in programs if program.model is model]
    else:
        fitting = [p for p in programs if said.strip().casefold() in {p.key.casefold(), p.name.casefold()}]
    if len(fitting) != 1:
        raise UnknownProgram(said or "", programs)
    return fitting[0]
