"""Where people are at some hour: in sessions and in trainings. Nobody is in two rooms at once, and a training is a room
like any other."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from mentoring.duties import company
from mentoring.errors import Refusal
from mentoring.matches import Match, MonitorKind
from mentoring.people import Person
from mentoring.sessions import Session
from mentoring.slots import overlap
from mentoring.store import Work
from mentoring.store.stepping_in import SteppedIn
from mentoring.trainings import Training

Engaged = Sequence[tuple[Session, Match]]
"""Sessions, each with its match as it is held that day."""


class TrainingThen(Refusal):
    """Nobody is in two rooms at once: this person has a place in that training, or holds it."""

    def __init__(self, person: Person, training: Training) -> None:
        super().__init__(person.id, training.id)
        self.person, self.training = person, training


class Lasting(Protocol):
    """Anything that takes people's time."""

    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...


def check_no_training(work: Work, spans: Sequence[Lasting], person_ids: Collection[int], *, besides: int = 0) -> None:
    """`spans` in order. `besides`: a training that is not in the way of itself. Raises TrainingThen."""
    found = work.trainings.of_people(spans[0].starts_at, spans[-1].ends_at, person_ids)
    for person_id, trainings in sorted(found.items()):
        for training in trainings:
            if training.id != besides and any(touches(span, training) for span in spans):
                raise TrainingThen(work.people.get(person_id), training)


def touches(one: Lasting, other: Lasting) -> bool:
    return overlap(one.starts_at, one.ends_at, other.starts_at, other.ends_at)


def sessions_of(
    work: Work, person_ids: Collection[int], since: datetime, until: datetime, *, but: int = 0
) -> Mapping[int, Engaged]:
    """By person, those that are not over, touch that stretch, and need them there: whose manager they merely are not
    counted."""
    found = [session for session in work.sessions.of_people(since, until, person_ids) if session.id != but]
    matches = work.matches.many({session.match_id for session in found})
    said = work.stepped_in.of([session.id for session in found])
    theirs: dict[int, list[tuple[Session, Match]]] = {person_id: [] for person_id in person_ids}
    for session in found:
        match = as_held(session, matches[session.match_id])
        for person_id in present(session, match, said[session.id]) & theirs.keys():
            theirs[person_id].append((session, match))
    return theirs


def present(session: Session, match: Match, said: Sequence[SteppedIn]) -> set[int]:
    """Whoever takes part, and whoever has said for this hour that they are its second adult."""
    beside = {one.person_id for one in said if one.starts_at == session.starts_at}
    return beside.union(company(session, match).everybody)


def as_held(session: Session, match: Match) -> Match:
    """The match under the eyes of whoever watches over it that day."""
    return replace(match, monitor_id=session.monitor_id, monitor_kind=session.monitor_kind)


def in_one_room(person_id: int, one: Match, other: Match) -> bool:
    """The groups of one class meet in breakouts of the teacher's own room: who watches over two of them there is in one
    room, and in no two (R017). Mentors and students have one group each."""
    watches = all((match.monitor_id, match.monitor_kind) == (person_id, MonitorKind.TEACHER) for match in (one, other))
    return watches and one.link is not None and one.link == other.link
