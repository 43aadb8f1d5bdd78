"""Trainings on the clock: the room made and proven, people reminded, the record read, and what comes afterwards.

A room survives a kill at any point as a session's does (`jobs/provisioning.py`): the intent is written first, then what
the platform made, then the proof and the people who may enter. `let_in` and `put_out` may be repeated, so one duty,
however often it is planned, brings the room in line with whoever has a place.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import structlog

from jobs.asking import Asking
from jobs.errands import put_off
from jobs.means import Means
from jobs.tenancy import provider_of
from mentoring.acts.concluding import ask_again, cast_of, conclude
from mentoring.acts.judging import ACCOUNT
from mentoring.acts.telling import tell_people
from mentoring.acts.training import TrainingLine, place_tiding, training_line, trouble_tiding
from mentoring.acts.volunteering import remind_of_options
from mentoring.attendance import training_stays
from mentoring.duties import Duty, DutyKind, DutyState, next_try
from mentoring.ports import ProviderError
from mentoring.presence import Stay, person_of
from mentoring.rooms import Cast, Entry, Guest, MadeRoom, Proof, RoomRequest, RoomRole
from mentoring.store import Work
from mentoring.tidings import Topic
from mentoring.trainings import GIVEN_UP, HOLDS, SeatState, Training, TrainingState, of_room, seat_name

log = structlog.get_logger("jobs.training")
KEEP_TRYING = timedelta(minutes=30)
"""What a platform refuses for good now, somebody may have mended by then."""
TELL_AFTER = 4
"""Tries after which the facilitator hears of a room that does not get ready."""
NO_RECORD_AFTER = timedelta(minutes=30)
"""So long after the end a record that cannot be read is no longer waited for: the closing mail is due (R051)."""
LATE_WEBHOOKS = timedelta(hours=1)
"""Stays are read from this long before the start: people come early."""


class Trainings:
    """Handlers of every duty of a training, and of `follow_up`. Each may be repeated."""

    def __init__(self, means: Means) -> None:
        self._means, self._store, self._policy = means, means.store, means.policy
        self._asking = Asking(means)

    def see_to_room(self, duties: Sequence[Duty], *, at: datetime) -> None:
        self._each(duties, self._see_to_room, at)

    def end(self, duties: Sequence[Duty], *, at: datetime) -> None:
        self._each(duties, self._end, at)

    def stop_keeping(self, duties: Sequence[Duty], *, at: datetime) -> None:
        self._each(duties, self._stop_keeping, at)

    def close(self, duties: Sequence[Duty], *, at: datetime) -> None:
        self._each(duties, self._close, at)

    def remind(self, duties: Sequence[Duty], *, at: datetime) -> None:
        """The day before and shortly before, whoever still has that place (R044)."""
        with self._store.begin() as work:
            for duty in duties:
                self._remind(work, duty, at)
            self._done(work, duties, at)

    def ask_again(self, duties: Sequence[Duty], *, at: datetime) -> None:
        with self._store.begin() as work:
            for duty in duties:
                training = self._training(work, duty)
                ask_again(work, training, duty.person_id or 0, self._means.materials, at=at)
            self._done(work, duties, at)

    def follow_up(self, duties: Sequence[Duty], *, at: datetime) -> None:
        with self._store.begin() as work:
            for duty in duties:
                remind_of_options(work, duty.subject.id, occurrence=duty.occurrence, at=at)
            self._done(work, duties, at)

    def _each(self, duties: Sequence[Duty], act: Callable[[Duty, datetime], None], at: datetime) -> None:
        for duty in duties:
            try:
                act(duty, at)
            except ProviderError as error:
                with self._store.begin() as work:
                    if error.permanent or duty.tries >= TELL_AFTER:
                        self._tell_trouble(work, duty, f"{error.tried}: {error.said}", at)
                    put_off(work, duty, error, at=at, mended_after=KEEP_TRYING)

    def _see_to_room(self, duty: Duty, at: datetime) -> None:
        with self._store.look() as view:
            line = training_line(view, self._training(view, duty))
            known = view.trainings.entries(duty.subject.id)
        if duty.occurrence.startswith(GIVEN_UP):
            self._retire_before(duty, int(duty.occurrence.removeprefix(GIVEN_UP)), at)
        elif line.training.state is TrainingState.CANCELLED:
            self._retire(line.training, at)
        elif line.training.state is TrainingState.PLANNED and not _of_another_time(duty, line.training):
            room = self._room(duty, line.training, at)
            if room is not None:
                self._hand_out(duty, line, room, known, at)
                return
        with self._store.begin() as work:
            self._done(work, [duty], at)

    def _room(self, duty: Duty, training: Training, at: datetime) -> MadeRoom | None:
        """The one that stands, the one that an interrupted try has made, or a new one. None: it was moved meanwhile,
        and this one is not wanted."""
        if training.room is not None:
            return training.room
        provider, request = provider_of(self._means, training.platform), _request(training)
        with self._store.begin() as work:
            if not work.trainings.intend(training, at=at):
                return None
        tried_before = training.attempted_at is not None or duty.interrupted
        room = (provider.find(request, at=at) if tried_before else None) or provider.create(request, at=at)
        with self._store.begin() as work:
            wanted = work.trainings.made(training, room)
        if not wanted:
            provider.retire(room, at=at)
        return room if wanted else None

    def _hand_out(self, duty: Duty, line: TrainingLine, room: MadeRoom, known: Sequence[Entry], at: datetime) -> None:
        """Nobody comes into a room that is not proven unable to record (R084)."""
        provider = provider_of(self._means, line.training.platform)
        proof = provider.prove(room, at=at)
        if not proof.holds:
            provider.secure(room, at=at)
            proof = provider.prove(room, at=at)
        if not proof.holds:
            self._refuse(duty, line.training, proof, at)
            return
        guests = _guests(line)
        wanted = {guest.person_id for guest in guests}
        gone = [entry.person_id for entry in known if entry.person_id not in wanted]
        provider.put_out(room, [_guest(line, person, RoomRole.MENTOR) for person in gone], at=at)
        entries = provider.let_in(room, guests, at=at)
        with self._store.begin() as work:
            work.trainings.hold(line.training.id)
            work.trainings.proven(line.training, entries, at=at)
            self._done(work, [duty], at)

    def _refuse(self, duty: Duty, training: Training, proof: Proof, at: datetime) -> None:
        why = "; ".join(f"{r.setting} is {r.found or 'unknown'}, not {r.wanted}" for r in proof.doubts)
        log.error("training.room_not_proven", training=training.id, doubts=why)
        with self._store.begin() as work:
            work.trainings.unproven(training)
            self._tell_trouble(work, duty, why, at)
            work.duties.postpone(duty.id, until=at + next_try(duty.kind, duty.tries), note=why[:500])

    def _retire_before(self, duty: Duty, generation: int, at: datetime) -> None:
        """The room that stood, or was being made, when the training was moved."""
        with self._store.look() as view:
            before = view.trainings.before(duty.subject.id, generation)
        if before is not None:
            self._retire(before, at)

    def _retire(self, training: Training, at: datetime) -> None:
        """A room that was being made when the training was called off may stand there, under its effect key."""
        if training.attempted_at is None:
            return
        provider = provider_of(self._means, training.platform)
        room = training.room or provider.find(_request(training), at=at)
        if room is not None:
            provider.retire(room, at=at)

    def _end(self, duty: Duty, at: datetime) -> None:
        with self._store.look() as view:
            training = self._training(view, duty)
        if training.room is not None and training.state is not TrainingState.CANCELLED:
            provider_of(self._means, training.platform).end(training.room, at=at)
        with self._store.begin() as work:
            self._done(work, [duty], at)

    def _stop_keeping(self, duty: Duty, at: datetime) -> None:
        with self._store.look() as view:
            training = self._training(view, duty)
        if training.room is not None:
            provider_of(self._means, training.platform).stop_keeping(training.room, at=at)
        with self._store.begin() as work:
            self._done(work, [duty], at)

    def _close(self, duty: Duty, at: datetime) -> None:
        with self._store.look() as view:
            training = self._training(view, duty)
            entries, line = view.trainings.entries(training.id), training_line(view, training)
            cast = cast_of(view, entries, list(line.people.values()))
        stays = self._stays(training, at)
        cast = {**self._owners(stays or (), cast, at), **cast}
        with self._store.begin() as work:
            conclude(work, training, stays, cast, materials=self._means.materials, policy=self._policy, at=at)
            self._done(work, [duty], at)

    def _stays(self, training: Training, at: datetime) -> Sequence[Stay] | None:
        """Every source together: a webhook that was lost makes nobody sign up again. None: there is no record. Raises
        ProviderError while it is worth waiting for one."""
        if training.room is None:
            return None
        since = training.starts_at - LATE_WEBHOOKS
        with self._store.look() as view:
            events = view.ledger.of([training.room.meeting_id]).get(training.room.meeting_id, ())
        told = training_stays(events)
        runs = sorted({event.instance for event in events if event.instance})
        try:
            provider = provider_of(self._means, training.platform)
            recalled = provider.recall(training.room, runs, since=since, at=at) or ()
        except ProviderError:
            if at < training.ends_at + NO_RECORD_AFTER:
                raise
            recalled = ()
        return (*told, *recalled) or None

    def _owners(self, stays: Sequence[Stay], cast: Cast, at: datetime) -> Cast:
        """Meet may know people by accounts of which its list of members says nothing: the directory tells whose."""
        unknown = [stay for stay in stays if person_of(stay.identities, cast) is None]
        accounts = {identity for stay in unknown for identity in stay.identities if identity.startswith(ACCOUNT)}
        return self._asking.owners(accounts, at=at)

    def _remind(self, work: Work, duty: Duty, at: datetime) -> None:
        training, person_id = self._training(work, duty), duty.person_id or 0
        said, _, whose = duty.occurrence.partition("/")
        when = said.partition(".")[0]
        current = said == of_room(when, training)
        holds = whose == HOLDS
        seat = training_line(work, training).seat_of(person_id)
        comes = seat is not None and seat.state is SeatState.TAKEN and whose == seat_name(person_id, seat.taken_at)
        if training.state is not TrainingState.PLANNED or not current or not (holds or comes):
            return
        facts, expires = {"soon": when == "soon", "holds": holds}, duty.expires_at
        topic, told = Topic.TRAINING_REMINDER, duty.occurrence
        tell_people(work, [place_tiding(training, person_id, topic, at, facts, occurrence=told, expires_at=expires)])

    def _tell_trouble(self, work: Work, duty: Duty, why: str, at: datetime) -> None:
        """Once a day at the most, and not for what happens after the end."""
        if duty.kind in {DutyKind.TRAINING_ROOM, DutyKind.TRAINING_STOP}:
            told = trouble_tiding(self._training(work, duty), why, at, occurrence=f"{at:%Y-%m-%d}")
            tell_people(work, [told])

    @staticmethod
    def _training(view: Work, duty: Duty) -> Training:
        return view.trainings.many([duty.subject.id])[duty.subject.id]

    @staticmethod
    def _done(work: Work, duties: Sequence[Duty], at: datetime) -> None:
        work.duties.finish([duty.id for duty in duties], DutyState.DONE, at=at)


def _of_another_time(duty: Duty, training: Training) -> bool:
    """Planned for a room that the training has no more: it was moved."""
    what = duty.occurrence.partition(".")[0]
    return what in {"make", "verify"} and duty.occurrence != of_room(what, training)


def _request(training: Training) -> RoomRequest:
    topic = f"Volunteer training {training.id}"
    return RoomRequest(training.effect_key, topic, training.starts_at, training.ends_at, training.host)


def _guests(line: TrainingLine) -> list[Guest]:
    """Whoever holds the training opens the room; the others have a link of their own."""
    taken = [seat.person_id for seat in line.seats if seat.state is SeatState.TAKEN]
    others = [person for person in taken if person != line.training.facilitator_id]
    facilitator = _guest(line, line.training.facilitator_id, RoomRole.MONITOR)
    return [facilitator, *(_guest(line, person, RoomRole.MENTOR) for person in others)]


def _guest(line: TrainingLine, person_id: int, role: RoomRole) -> Guest:
    person = line.people[person_id]
    return Guest(person.id, role, person.public_name, person.email)
