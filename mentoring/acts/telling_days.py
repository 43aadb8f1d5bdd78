"""Telling people that a day is off, or takes place after all: once each, however many sessions they have that day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from mentoring.acts.almanac import OUTSIDE
from mentoring.acts.telling import tell_people
from mentoring.calendars import CalendarDay
from mentoring.matches import Match
from mentoring.people import Person
from mentoring.sessions import Session
from mentoring.store import Work
from mentoring.tidings import Tiding, Topic

LISTED = 12
"""Sessions that one telling lists; of more it says how many."""

Told = tuple[Session, Match, CalendarDay | None]
"""A session, its match, and the reason where it is off."""


@dataclass(frozen=True)
class _Line:
    """One session as one reader hears of it: families hear of their own child only."""

    session: Session
    match: Match
    why: CalendarDay | None
    students: set[int] = field(default_factory=set)


_Pages = dict[tuple[date, int], dict[int, _Line]]
"""By day and reader: their sessions."""


def tell_of_days(work: Work, topic: Topic, told: Sequence[Told], *, at: datetime, actor: Person | None) -> None:
    """Everybody concerned, guardians in the place of students under 18 (R024), and the managers of the matches; only
    not the manager whose own deed it is."""
    if told:
        guardians = work.people.guardians_of({student for _, match, _ in told for student in match.student_ids})
        pages = _pages(told, guardians, actor)
        tell_people(work, [_tiding(topic, day, reader, lines, at) for (day, reader), lines in pages.items()])


def _pages(told: Sequence[Told], guardians: Mapping[int, int], actor: Person | None) -> _Pages:
    pages: _Pages = {}
    for session, match, why in sorted(told, key=lambda one: (one[0].starts_at, one[0].id)):
        readers = {student: guardians.get(student, student) for student in match.student_ids}
        adults = {match.mentor_id, session.monitor_id, match.manager_id} - {actor.id if actor is not None else 0}
        for reader in sorted(adults | set(readers.values())):
            own = {student for student, theirs in readers.items() if reader in adults or theirs == reader}
            pages.setdefault((session.day, reader), {})[session.id] = _Line(session, match, why, own)
    return pages


def _tiding(topic: Topic, day: date, reader: int, lines: Mapping[int, _Line], at: datetime) -> Tiding:
    """A session is called off once in each of its versions, and so is told of once."""
    first, shown = next(iter(lines.values())), list(lines.values())[:LISTED]
    people = {f"p{person}": person for line in shown for person in (line.match.mentor_id, *line.students)}
    facts = {
        "day": day.isoformat(),
        "kind": _kind(first.why) if first.why is not None else "",
        "why": first.why.label if first.why is not None else "",
        "sessions": [_shown(line) for line in shown],
        "more": len(lines) - len(shown),
    }
    return Tiding(
        key=f"{topic}/{day}/{reader}/{first.session.id}v{first.session.version}",
        topic=topic,
        reader_id=reader,
        at=at,
        match_id=first.match.id,
        people=people,
        facts=facts,
        expires_at=max(line.session.ends_at for line in lines.values()),
    )


def _kind(why: CalendarDay) -> str:
    """What the reader's own language has words for, and else the label stands."""
    return OUTSIDE if why.source == OUTSIDE else why.kind


def _shown(line: _Line) -> dict[str, Any]:
    return {
        "number": line.session.id,
        "at": line.session.starts_at.astimezone(UTC).isoformat(),
        "mentor": f"p{line.match.mentor_id}",
        "students": [f"p{student}" for student in line.match.student_ids if student in line.students],
    }
