"""Trainings as their people meet them: planned, joined, given back, called off, and entered."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from mentoring.acts.hosting import NoFreeHost, WritesSpent, host_for, pool_check
from mentoring.acts.telling import tell_people
from mentoring.acts.training_hours import check_free, check_has_time, fitting
from mentoring.duties import DutyKind, PlannedDuty
from mentoring.errors import Refusal
from mentoring.hosts import Booking
from mentoring.links import Page
from mentoring.people import VOLUNTEERS, Person, Role
from mentoring.permissions import ManagersOnly, require_manager
from mentoring.policy import Policy
from mentoring.ports import ProviderError
from mentoring.rooms import Entry, Platform
from mentoring.store import Store, Work
from mentoring.stored import Deed
from mentoring.tidings import Tiding, Topic
from mentoring.trainings import (
    PlaceElsewhere,
    Seat,
    SeatState,
    Training,
    TrainingDraft,
    TrainingIsOver,
    TrainingState,
    check_may_join,
    check_shape,
    plan_duties,
    plan_seat,
    training_subject,
)
from mentoring.volunteers import check_volunteer

LISTED = 15
NEXT_DATES = 3
"""How many dates a letter offers to somebody who signs up again."""


class NoSuchTraining(Refusal):
    """There is no training of that number."""

    def __init__(self, training_id: int) -> None:
        super().__init__(training_id)
        self.training_id = training_id


class NoRoomThen(Refusal):
    """Every host that could carry the training is taken at that time."""


class FacilitatorBusy(Refusal):
    """Nobody holds a training while they are in another one."""

    def __init__(self, other: Training) -> None:
        super().__init__(other.id)
        self.other = other


class NoPlace(Refusal):
    """Who has no place in a training cannot give one back."""

    def __init__(self, person: Person, training: Training) -> None:
        super().__init__(person.id, training.id)
        self.person, self.training = person, training


@dataclass(frozen=True)
class TrainingLine:
    """One training with whoever has or had a place in it. `people` are these and the facilitator."""

    training: Training
    seats: Sequence[Seat]
    people: Mapping[int, Person]

    @property
    def taken(self) -> int:
        return sum(seat.state is not SeatState.GIVEN_BACK for seat in self.seats)

    def seat_of(self, person_id: int) -> Seat | None:
        held = (seat for seat in self.seats if seat.state is not SeatState.GIVEN_BACK)
        return next((seat for seat in held if seat.person_id == person_id), None)


def plan_training(
    store: Store,
    *,
    actor: Person,
    draft: TrainingDraft,
    hosts: Mapping[str, int],
    request: str,
    at: datetime,
    policy: Policy,
) -> TrainingLine:
    """Plans a training, and reserves the host that carries it, so that no session is given the same one. A retry of
    the request finds the same training. `hosts`: those of the platform, with how many each carries at once. Raises
    ManagersOnly, TrainingInThePast, TrainingMisshapen, FacilitatorBusy, MeetingThen, NoRoomThen."""
    require_manager(actor)
    with store.begin() as work:
        if not work.requests.claim(request, at=at):
            return training_line(work, find_training(work, int(work.requests.outcome(request) or 0)))
        training = set_up_training(work, draft, hosts=hosts, at=at, policy=policy)
        _note(work, training, "training.plan", actor.id, "", training.starts_at.isoformat(), at)
        work.requests.settle(request, str(training.id))
        return training_line(work, training)


def set_up_training(
    work: Work, draft: TrainingDraft, *, hosts: Mapping[str, int], at: datetime, policy: Policy
) -> Training:
    """Within the caller's transaction: the training, its host and its duties. Raises TrainingInThePast,
    TrainingMisshapen, FacilitatorBusy, MeetingThen, NoRoomThen."""
    check_shape(draft, at=at)
    work.people.hold([draft.facilitator_id])
    check_facilitator(work, draft)
    wanted = Booking(0, draft.starts_at, draft.ends_at)
    training = work.trainings.add(draft, host=host_then(work, wanted, draft.platform, hosts, policy, at))
    work.duties.plan(plan_duties(training, policy, at=at))
    if draft.platform is Platform.ZOOM:
        work.duties.plan([pool_check(at)])
    return training


def check_facilitator(work: Work, wanted: Training | TrainingDraft, *, besides: int = 0) -> None:
    """`besides`: the training itself, where it stands already. Raises FacilitatorBusy, MeetingThen."""
    holder = wanted.facilitator_id
    found = work.trainings.of_people(wanted.starts_at, wanted.ends_at, [holder]).get(holder, ())
    for other in found:
        if other.id != besides:
            raise FacilitatorBusy(other)
    check_has_time(work, holder, wanted)


def host_then(
    work: Work, wanted: Booking, platform: Platform, hosts: Mapping[str, int], policy: Policy, at: datetime
) -> str | None:
    """The room is made a week ahead, so that is the day whose writes count. Raises NoRoomThen."""
    made_at = max(at, wanted.since - policy.provision_ahead)
    try:
        return host_for(work, wanted, platform, hosts, policy=policy, at=made_at)
    except (NoFreeHost, WritesSpent) as error:
        raise NoRoomThen from error


def find_training(work: Work, training_id: int) -> Training:
    """Raises NoSuchTraining."""
    training = work.trainings.get(training_id)
    if training is None:
        raise NoSuchTraining(training_id)
    return training


def join_training(
    store: Store, *, actor: Person, person_id: int, training_id: int, at: datetime, policy: Policy
) -> TrainingLine:
    """Signs a volunteer up: themselves, or by a manager. Who has that place already keeps it. Raises ManagersOnly,
    NoSuchTraining, NotAVolunteer, and as `check_place`."""
    if actor.id != person_id:
        require_manager(actor)
    with store.begin() as work:
        # The person too: two places that one person takes in the same moment would not see each other.
        work.people.hold([person_id])
        work.trainings.hold(training_id)
        training, person = find_training(work, training_id), work.people.get(person_id)
        check_volunteer(person)
        line = training_line(work, training)
        if line.seat_of(person_id) is None:
            check_place(work, person, training, at=at)
            work.trainings.take_seat(training_id, person_id, at=at)
            work.duties.plan(plan_seat(training, person_id, policy, at=at))
            _note(work, training, "training.join", actor.id, "", f"person-{person_id}", at)
            tell_people(work, [place_tiding(training, person_id, Topic.TRAINING_PLACE, at, occurrence=at.isoformat())])
        return training_line(work, training)


def check_place(work: Work, person: Person, training: Training, *, at: datetime) -> None:
    """After this person is held. Raises TrainingIsOver, NotForTheirRole, InterviewFirst, TrainingFull, PlaceElsewhere,
    TrainingThen, MeetingThen."""
    dossier, taken = work.volunteers.of([person.id])[person.id], training_line(work, training).taken
    check_may_join(training, person, dossier, taken=taken, at=at)
    _check_no_other_place(work, person, training, at)
    check_free(work, person.id, training)


def _check_no_other_place(work: Work, person: Person, training: Training, at: datetime) -> None:
    held = [seat.training_id for seat in work.trainings.seats_of(person.id) if seat.state is SeatState.TAKEN]
    for other in work.trainings.many(held).values():
        if other.id != training.id and other.state is TrainingState.PLANNED and other.ends_at > at:
            raise PlaceElsewhere(person, other)


def leave_training(store: Store, *, actor: Person, person_id: int, training_id: int, at: datetime) -> TrainingLine:
    """Gives the place back, so that somebody else can have it. Raises ManagersOnly, NoSuchTraining, TrainingIsOver,
    NoPlace."""
    if actor.id != person_id:
        require_manager(actor)
    with store.begin() as work:
        work.trainings.hold(training_id)
        training = find_training(work, training_id)
        if training.state is not TrainingState.PLANNED or at >= training.starts_at:
            raise TrainingIsOver(training)
        if not work.trainings.settle_seat(training_id, person_id, SeatState.TAKEN, SeatState.GIVEN_BACK):
            raise NoPlace(work.people.get(person_id), training)
        look = f"without-{person_id}/{int(at.timestamp())}"
        about = training_subject(training_id)
        if training.room is not None:
            work.duties.plan([PlannedDuty(about, DutyKind.TRAINING_ROOM, at, look, training.ends_at)])
        _note(work, training, "training.leave", actor.id, f"person-{person_id}", "", at)
        return training_line(work, training)


def cancel_training(store: Store, *, actor: Person, training_id: int, why: str, at: datetime) -> TrainingLine:
    """Calls it off: whoever has a place is told, with the next dates, and the room is taken away. Raises ManagersOnly,
    NoSuchTraining, TrainingIsOver."""
    require_manager(actor)
    with store.begin() as work:
        work.trainings.hold(training_id)
        training = find_training(work, training_id)
        over = at >= training.ends_at
        if over or not work.trainings.move(training_id, TrainingState.PLANNED, TrainingState.CANCELLED):
            raise TrainingIsOver(training)
        about = training_subject(training_id)
        work.duties.cancel(about, frozenset({DutyKind.TRAINING_REMIND, DutyKind.TRAINING_CLOSE}))
        work.duties.plan([PlannedDuty(about, DutyKind.TRAINING_ROOM, at, "cancelled")])
        line = training_line(work, find_training(work, training_id))
        told = [line.people[seat.person_id] for seat in line.seats if seat.state is SeatState.TAKEN]
        ahead = next_dates(work, told, at)
        tell_people(work, [_cancelled(training, person.id, ahead[person.id], at) for person in told])
        deed = Deed(at, actor.id, "training.cancel", training_name(training), "planned", "cancelled", why)
        work.deeds.add(deed)
        return line


def _cancelled(training: Training, person_id: int, ahead: Sequence[str], at: datetime) -> Tiding:
    more = {"next": ahead}
    return place_tiding(training, person_id, Topic.TRAINING_CANCELLED, at, more, page=Page.VOLUNTEER)


def next_dates(work: Work, people: Collection[Person], at: datetime) -> Mapping[int, Sequence[str]]:
    """By person, the next trainings that they could join and have time for, as they stand in a letter."""
    lines = training_lines(work, work.trainings.ahead(at, limit=LISTED))
    free = [line.training for line in lines if line.taken < line.training.seats]
    fit = fitting(work, [person.id for person in people], free)
    able = {person.id: [one for one in fit[person.id] if one.covers(person)] for person in people}
    return {person_id: [one.starts_at.isoformat() for one in theirs[:NEXT_DATES]] for person_id, theirs in able.items()}


def place_tiding(
    training: Training,
    person_id: int,
    topic: Topic,
    at: datetime,
    facts: Mapping[str, object] | None = None,
    *,
    page: Page = Page.TRAINING,
    occurrence: str = "",
    expires_at: datetime | None = None,
) -> Tiding:
    """What somebody with a place hears of it; `page` is where their link leads."""
    numbers = (training.id, person_id) if page is Page.TRAINING else (person_id,)
    told = {
        "training": training.id,
        "starts": training.starts_at.isoformat(),
        "ends": training.ends_at.isoformat(),
        "zone": training.timezone,
        **(facts or {}),
    }
    key = "/".join(filter(None, (training_name(training), topic, str(person_id), occurrence)))
    people = {"facilitator": training.facilitator_id}
    return Tiding(key, topic, person_id, at, None, people, told, (page, numbers), expires_at)


def trouble_tiding(training: Training, why: str, at: datetime, *, kept: str = "", occurrence: str) -> Tiding:
    """For the facilitator: `why` there is no room that is safe, or what is `kept` of it."""
    facts = {"why": why, "kept": kept}
    reader, topic = training.facilitator_id, Topic.TRAINING_TROUBLE
    return place_tiding(training, reader, topic, at, facts, page=Page.VOLUNTEER, occurrence=occurrence)


def list_trainings(store: Store, *, actor: Person, at: datetime) -> Sequence[TrainingLine]:
    """The next ones: all for a manager, for a volunteer those of their roles. Raises ManagersOnly for anybody else."""
    if not actor.has(Role.MANAGER, *VOLUNTEERS):
        raise ManagersOnly
    with store.look() as view:
        ahead = view.trainings.ahead(at, limit=LISTED)
        return training_lines(view, [t for t in ahead if actor.has(Role.MANAGER) or t.covers(actor)])


def training_line(view: Work, training: Training) -> TrainingLine:
    return training_lines(view, [training])[0]


def training_lines(view: Work, trainings: Sequence[Training]) -> Sequence[TrainingLine]:
    """In the order that is given, in as many queries as there are kinds of things."""
    seats = view.trainings.seats([training.id for training in trainings])
    people = view.people.many({*(s.person_id for s in seats), *(t.facilitator_id for t in trainings)})
    lines = []
    for training in trainings:
        theirs = [seat for seat in seats if seat.training_id == training.id]
        named = {training.facilitator_id, *(seat.person_id for seat in theirs)}
        lines.append(TrainingLine(training, theirs, {person: people[person] for person in named}))
    return lines


class TrainingDoorIsShut(StrEnum):
    """Why nobody is sent on."""

    UNKNOWN = "unknown"
    EARLY = "early"
    OVER = "over"
    CANCELLED = "cancelled"
    NO_ROOM = "no_room"
    PLATFORM_DOWN = "platform_down"


class NotLetIntoTraining(Refusal):
    """The door of the training stays shut; it is known unless the door is unknown."""

    def __init__(self, why: TrainingDoorIsShut, training: Training | None = None) -> None:
        super().__init__(why)
        self.why, self.training = why, training


def enter_training(
    store: Store,
    *,
    training_id: int,
    person_id: int,
    opening: Callable[[Training], str],
    at: datetime,
    policy: Policy,
) -> str:
    """The address to send them on to. `opening` asks the platform, in the moment, for that of whoever opens the room.
    Raises NotLetIntoTraining."""
    with store.look() as view:
        training = view.trainings.get(training_id)
        if training is None:
            raise NotLetIntoTraining(TrainingDoorIsShut.UNKNOWN)
        line, entries = training_line(view, training), view.trainings.entries(training_id)
    if person_id != training.facilitator_id and line.seat_of(person_id) is None:
        raise NotLetIntoTraining(TrainingDoorIsShut.UNKNOWN)
    _check_open(training, at=at, policy=policy)
    entry = next((entry for entry in entries if entry.person_id == person_id), None)
    return _address(training, entry, opening)


def _check_open(training: Training, *, at: datetime, policy: Policy) -> None:
    why = None
    if training.state is TrainingState.CANCELLED:
        why = TrainingDoorIsShut.CANCELLED
    elif at < training.starts_at - policy.doors_open_ahead:
        why = TrainingDoorIsShut.EARLY
    elif at >= training.ends_at:
        why = TrainingDoorIsShut.OVER
    elif training.room is None or training.proven_at is None:
        why = TrainingDoorIsShut.NO_ROOM
    if why is not None:
        raise NotLetIntoTraining(why, training)


def _address(training: Training, entry: Entry | None, opening: Callable[[Training], str]) -> str:
    assert training.room is not None  # the door is shut without a room
    if entry is not None and entry.opens_room:
        try:
            return opening(training)
        except ProviderError as error:
            raise NotLetIntoTraining(TrainingDoorIsShut.PLATFORM_DOWN, training) from error
    if entry is None and training.platform is Platform.ZOOM:
        # Zoom lets nobody in who is not registered: their link is being made.
        raise NotLetIntoTraining(TrainingDoorIsShut.NO_ROOM, training)
    return (entry.address if entry is not None else None) or training.room.address


def say_surveyed(store: Store, *, training_id: int, person_id: int, at: datetime) -> bool:
    """«I have filled in the survey»: their own word is enough (C10). Whether this was news."""
    with store.begin() as work:
        return work.trainings.surveyed(training_id, person_id, at=at)


def training_name(training: Training) -> str:
    return f"training-{training.id}"


def _note(work: Work, training: Training, action: str, by: int, was: str, now: str, at: datetime) -> None:
    work.deeds.add(Deed(at, by, action, training_name(training), was, now))


def survey_due(training: Training, person_id: int, *, at: datetime, after: timedelta) -> PlannedDuty:
    about = training_subject(training.id)
    return PlannedDuty(about, DutyKind.TRAINING_SURVEY, at + after, f"person-{person_id}", person_id=person_id)
