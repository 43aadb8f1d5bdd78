"""What only managers see of a match: who agreed and why not, who wants to leave, and how far the first day is."""

from __future__ import annotations

from dataclasses import dataclass

from mentoring.acts.asking import ASKING, everybody_of
from mentoring.acts.first_day import Progress, progress
from mentoring.consents import Consent, Side, sides_of
from mentoring.matches import RELEASED, Match
from mentoring.people import Person
from mentoring.store import Work
from mentoring.stored import Leaving


@dataclass(frozen=True)
class SideLine:
    """One person who is asked, and for what; `consent` None: they have not been."""

    person: Person
    sides: frozenset[Side]
    consent: Consent | None


@dataclass(frozen=True)
class Oversight:
    """`sides`: before the match begins; `progress` and `leaving`: after."""

    sides: tuple[SideLine, ...] = ()
    progress: Progress | None = None
    leaving: tuple[tuple[Person, Leaving], ...] = ()


def oversee(view: Work, match: Match) -> Oversight:
    people = everybody_of(view, match)
    if match.state in ASKING:
        consents = {consent.person_id: consent for consent in view.consents.of(match.id)}
        sides = sides_of(match, people).items()
        return Oversight(tuple(SideLine(people[person], of, consents.get(person)) for person, of in sides))
    if match.state in RELEASED:
        leaving = tuple((people[one.person_id], one) for one in view.leavings.of(match.id) if one.person_id in people)
        return Oversight(progress=progress(view, match), leaving=leaving)
    return Oversight()
