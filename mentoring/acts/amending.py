"""What changes in a match after its people were asked about it, and before it is released: another monitor, another
first day. Whoever was asked hears of it, with the page on which they answered; whoever was not, does not (R040, R052).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from mentoring.acts.asking import everybody_of, shown_to
from mentoring.acts.telling import tell_people
from mentoring.consents import Side, sides_of
from mentoring.links import Page
from mentoring.matches import Match
from mentoring.people import Person
from mentoring.store import Work
from mentoring.tidings import Tiding, Topic


class Change(StrEnum):
    """Of what those who were asked hear."""

    MONITOR = "monitor"
    START = "start"


def asked_sides(work: Work, match: Match) -> frozenset[int]:
    """Whoever is to agree to the match, and was asked."""
    asked = {consent.person_id for consent in work.consents.of(match.id)}
    return frozenset(sides_of(match, everybody_of(work, match))) & asked


def tell_of_change(
    work: Work, match: Match, change: Change, *, actor: Person, at: datetime, former_id: int | None = None
) -> None:
    """`match` as it is now; its manager hears of it too. `former_id`: who was to be the monitor until now. Nobody hears
    of their own deed, and a new monitor, who is being asked, of nothing but the question."""
    people, asked = everybody_of(work, match), {consent.person_id for consent in work.consents.of(match.id)}
    sides = sides_of(match, people)
    readers = {person: "side" for person in sides if person in asked}
    if former_id is not None and former_id in asked:
        readers.setdefault(former_id, "former")
    readers.setdefault(match.manager_id, "manager")
    silent = {actor.id, match.monitor_id} if change is Change.MONITOR else {actor.id}
    tell_people(
        work,
        [
            _tiding(match, people, change, reader, part, sides.get(reader, frozenset()), at)
            for reader, part in readers.items()
            if reader not in silent
        ],
    )


def _tiding(
    match: Match,
    people: Mapping[int, Person],
    change: Change,
    reader: int,
    part: str,
    sides: frozenset[Side],
    at: datetime,
) -> Tiding:
    day = match.starts_on.isoformat() if match.starts_on is not None else None
    now = day if change is Change.START else match.monitor_id
    key = f"match-{match.id}/{Topic.MATCH_CHANGED}/{change}-{now}/{int(at.timestamp() * 1000)}/{reader}"
    # A former monitor was asked as one, so they may read what a monitor reads.
    shown = shown_to(match, people, match.monitor_id if part == "former" else reader)
    facts = {
        "change": change,
        "part": part,
        "starts_on": day,
        "mentors": Side.MENTOR in sides,
        "family": Side.FAMILY in sides,
    }
    page = (Page.RSVP, (match.id, reader)) if part == "side" else None
    return Tiding(key, Topic.MATCH_CHANGED, reader, at, match.id, shown, facts, page)
