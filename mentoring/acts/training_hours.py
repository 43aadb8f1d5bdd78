"""Whether people have time for a training: beside the sessions that they are in, and the weeks of their matches that
are still to be planned.

Who asks holds these people first, as whoever books them for a session does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from mentoring.acts.engagements import Lasting, check_no_training, sessions_of, touches
from mentoring.errors import Refusal
from mentoring.matches import RELEASED, Match
from mentoring.people import Person
from mentoring.programs import Program
from mentoring.sessions import PlannedSession, unplanned
from mentoring.store import Work
from mentoring.trainings import Training, TrainingDraft


@dataclass(frozen=True)
class Meeting:
    """An hour of a match: a session, or one that its week is still to bring."""

    match: Match
    when: PlannedSession


class MeetingThen(Refusal):
    """Nobody is in two rooms at once: this person is in a session while the training goes on."""

    def __init__(self, person: Person, meeting: Meeting, program: Program) -> None:
        super().__init__(person.id, meeting.match.id, meeting.when.day)
        self.person, self.meeting, self.program = person, meeting, program


def check_has_time(work: Work, person_id: int, training: Training | TrainingDraft) -> None:
    """Raises MeetingThen."""
    found = meetings_of(work, [person_id], training.starts_at, training.ends_at)[person_id]
    if found:
        first = min(found, key=lambda meeting: meeting.when.starts_at)
        raise MeetingThen(work.people.get(person_id), first, work.programs.get(first.match.program_id))


def check_free(work: Work, person_id: int, training: Training) -> None:
    """For a place in it. Raises TrainingThen, where they hold another one then, and MeetingThen."""
    check_no_training(work, [training], [person_id], besides=training.id)
    check_has_time(work, person_id, training)


def busy_then(work: Work, person_ids: Collection[int], training: Training) -> set[int]:
    """Whoever of them cannot come to it."""
    return {person_id for person_id, able in fitting(work, person_ids, [training]).items() if not able}


def fitting(work: Work, person_ids: Collection[int], trainings: Sequence[Training]) -> Mapping[int, Sequence[Training]]:
    """By person, those of these, in order, to which they can come beside all else."""
    if not trainings:
        return dict.fromkeys(person_ids, ())
    since, until = min(one.starts_at for one in trainings), max(one.ends_at for one in trainings)
    meetings, others = meetings_of(work, person_ids, since, until), work.trainings.of_people(since, until, person_ids)

    def free(person_id: int, training: Training) -> bool:
        elsewhere = (one for one in others.get(person_id, ()) if one.id != training.id)
        engaged: list[Lasting] = [*(meeting.when for meeting in meetings[person_id]), *elsewhere]
        return not any(touches(one, training) for one in engaged)

    return {person_id: [one for one in trainings if free(person_id, one)] for person_id in person_ids}


def meetings_of(
    work: Work, person_ids: Collection[int], since: datetime, until: datetime, *, but: int = 0
) -> Mapping[int, Sequence[Meeting]]:
    """By person, what touches that stretch, one session not counted. A match that is not released yet is looked at when
    it is."""
    theirs: dict[int, list[Meeting]] = defaultdict(list)
    for person_id, sessions in sessions_of(work, person_ids, since, until, but=but).items():
        theirs[person_id] += [Meeting(of, PlannedSession(s.day, s.starts_at, s.ends_at)) for s, of in sessions]
    matches = [match for match in work.matches.holding(person_ids) if match.state in RELEASED]
    known, programs = work.sessions.days_of([m.id for m in matches]), {p.id: p for p in work.programs.all()}
    for match in matches:
        weeks = unplanned(match, programs[match.program_id], since, until, known=known[match.id])
        coming = [Meeting(match, week) for week in weeks]
        for person_id in set(match.busy_ids).intersection(person_ids):
            theirs[person_id] += coming
    return theirs
