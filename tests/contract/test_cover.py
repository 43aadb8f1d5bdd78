"""Wanting cover, asking and answering, in a real store; and the race for one session on both databases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from mentoring.acts.changing import move_session, replace_monitor
from mentoring.acts.doorway import DoorIsShut, NotLetIn, enter
from mentoring.acts.offering import ask_somebody, decline_cover, take_cover
from mentoring.acts.replying import answer_reminder
from mentoring.acts.seeking import seek, start_seeking
from mentoring.acts.volunteering import record_step
from mentoring.acts.watching_over import NoSuchHours, give_hours, standby_list, take_hours_back, watch_list
from mentoring.alerts import AlertReason, AlertState
from mentoring.cover import Cover, CoverState, NotWanted, Offer, OfferIsOver, OfferState, WhyCover
from mentoring.duties import DutyKind, session_subject
from mentoring.errors import Refusal
from mentoring.matches import MonitorKind, NotInThatRole
from mentoring.people import Role
from mentoring.permissions import ManagersOnly, NotYourMatch
from mentoring.sessions import Session, SessionState
from mentoring.slots import Weekday
from mentoring.stored import Answer
from mentoring.volunteers import Screening, Step, StepTaken
from tests.contract.database_fixtures import THREADS, all_at_once, engine
from tests.contract.program_fixtures import CLEARED, NOW, POLICY, TUESDAY, Office, person_row

__all__ = ["engine"]

STAND_INS = tuple(f"proctor{number}" for number in range(THREADS))
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


class Cast:
    """One session of ana with luis and ruth, and proctors who could stand in."""

    def __init__(self, engine: Engine) -> None:
        self.office = Office(engine)
        self.store = self.office.store
        with self.store.begin() as work:
            for key in STAND_INS:
                work.people.save(person_row(key, Role.PROCTOR, clearance=CLEARED))
            self.people = {person.key: person for person in work.people.all()}
        self.id = self.office.first_session().id

    @property
    def session(self) -> Session:
        return self.office.session(self.id)

    @property
    def cover(self) -> Cover:
        with self.store.look() as view:
            return view.covers.of([self.id])[self.id]

    @property
    def offers(self) -> Sequence[Offer]:
        with self.store.look() as view:
            return view.offers.of([self.id])[self.id]

    def cannot(self, answer: Answer = Answer.CANNOT, after: timedelta = timedelta()) -> None:
        answer_reminder(self.store, actor=self.people["ruth"], session_id=self.id, answer=answer, at=NOW + after)

    def seek(self, after: timedelta = timedelta()) -> None:
        seek(self.store, session_ids=[self.id], at=NOW + after, policy=POLICY)

    def ask(self, key: str, *, by: str = "dana") -> Offer:
        actor, person = self.people[by], self.people[key].id
        ask_somebody(self.store, actor=actor, session_ids=[self.id], person_id=person, at=NOW, policy=POLICY)
        return self.offers[-1]

    def take(self, key: str, offer: Offer, after: timedelta = timedelta()) -> Sequence[Session]:
        return take_cover(self.store, actor=self.people[key], offer_ids=[offer.id], at=NOW + after, policy=POLICY)

    def decline(self, key: str, offer: Offer) -> int:
        return decline_cover(self.store, actor=self.people[key], offer_ids=[offer.id], at=NOW)

    def key_of(self, person_id: int) -> str:
        return next(key for key, person in self.people.items() if person.id == person_id)

    def alert(self) -> AlertState:
        with self.store.look() as view:
            return view.alerts.of_sessions([self.id])[self.id, AlertReason.NEEDS_COVER].state


@pytest.fixture
def cast(engine: Engine) -> Cast:
    return Cast(engine)


def test_of_many_who_say_yes_at_once_exactly_one_gets_the_session(cast: Cast) -> None:
    cast.cannot()
    offers = {key: cast.ask(key) for key in STAND_INS}
    answers = all_at_once(lambda number: cast.take(STAND_INS[number], offers[STAND_INS[number]]))
    (won,) = [number for number, answer in enumerate(answers) if not isinstance(answer, Exception)]
    assert cast.session.monitor_id == cast.people[STAND_INS[won]].id
    assert all(isinstance(answer, Refusal) for answer in answers if isinstance(answer, Exception))
    assert cast.cover.state is CoverState.FOUND
    states = {cast.key_of(offer.person_id): offer.state for offer in cast.offers}
    assert states.pop(STAND_INS[won]) is OfferState.TAKEN
    assert set(states.values()) == {OfferState.WITHDRAWN}


def test_nobody_takes_two_sessions_of_one_hour_however_quickly_they_press(cast: Cast) -> None:
    other = cast.office.first_session(cast.office.draft("ben", "mia", "sam"))
    cast.cannot()
    start_seeking(cast.store, actor=cast.people["dana"], session_id=other.id, at=NOW)
    person = cast.people[STAND_INS[0]]
    ask_somebody(
        cast.store,
        actor=cast.people["dana"],
        session_ids=[cast.id, other.id],
        person_id=person.id,
        at=NOW,
        policy=POLICY,
    )
    with cast.store.look() as view:
        ids = [offer.id for theirs in view.offers.of([cast.id, other.id]).values() for offer in theirs]

    def take(number: int) -> object:
        return take_cover(cast.store, actor=person, offer_ids=[ids[number % 2]], at=NOW, policy=POLICY)

    all_at_once(take)
    watched = [number for number in (cast.id, other.id) if cast.office.session(number).monitor_id == person.id]
    assert len(watched) == 1


def test_whoever_takes_it_while_the_office_writes_down_that_they_are_not_cleared_is_taken_off_again(cast: Cast) -> None:
    """With a later session of the same match as well, so that both need the same people and the same sessions."""
    dana, person = cast.people["dana"], cast.people[STAND_INS[0]]
    with cast.store.look() as view:
        later = view.sessions.of_match(cast.session.match_id)[1]

    def hands_over(session_id: int) -> object:
        kind = MonitorKind.PROCTOR
        return replace_monitor(
            cast.store, actor=dana, session_id=session_id, monitor_id=person.id, kind=kind, at=NOW, policy=POLICY
        )

    def act(number: int) -> object:
        if number % 2:
            failed = StepTaken(Step.CHECK, NOW.date(), Screening.NOT_CLEARED)
            return record_step(cast.store, actor=dana, person_id=person.id, step=failed, at=NOW, policy=POLICY)
        return cast.take(STAND_INS[0], offer) if number % 4 else hands_over(cast.id)

    hands_over(later.id)
    cast.cannot()
    offer = cast.ask(STAND_INS[0])
    answers = all_at_once(act)
    assert [answer for answer in answers if isinstance(answer, Exception) and not isinstance(answer, Refusal)] == []
    assert cast.cover.wanted
    with cast.store.look() as view:
        assert view.covers.of([later.id])[later.id].why is WhyCover.LAPSED


def test_one_is_asked_at_a_time_and_the_next_after_a_no_or_when_the_time_is_over(cast: Cast) -> None:
    cast.cannot()
    cast.seek()
    cast.seek(MINUTE)
    (first,) = cast.offers
    assert first.state is OfferState.ASKED
    cast.decline(cast.key_of(first.person_id), first)
    cast.seek(2 * MINUTE)
    declined, second = cast.offers
    assert (declined.state, second.state) == (OfferState.DECLINED, OfferState.ASKED)
    assert second.person_id != first.person_id
    cast.seek(second.expires_at - NOW)
    assert [offer.state for offer in cast.offers] == [OfferState.DECLINED, OfferState.EXPIRED, OfferState.ASKED]


def test_whoever_is_on_standby_is_asked_first_and_then_whoever_has_least_to_do(cast: Cast) -> None:
    cast.office.active(cast.office.draft("ben", "mia", "sam", slot=TUESDAY.__class__(Weekday.WE, TUESDAY.time)))
    glad = STAND_INS[-1]
    give_hours(
        cast.store,
        actor=cast.people[glad],
        weekday=Weekday.TU,
        starts=TUESDAY.time,
        ends=TUESDAY.time.replace(hour=18),
        at=NOW,
    )
    cast.cannot()
    cast.seek()
    asked = []
    for turn in range(len(STAND_INS) + 1):
        offer = cast.offers[-1]
        asked.append(cast.key_of(offer.person_id))
        cast.decline(asked[-1], offer)
        cast.seek((turn + 1) * MINUTE)
    assert asked[0] == glad
    assert asked[-1] == "sam"
    assert len(cast.offers) == len(STAND_INS) + 1


def test_a_late_yes_is_welcome_while_nobody_else_has_said_it(cast: Cast) -> None:
    cast.cannot()
    cast.seek()
    (offer,) = cast.offers
    late = offer.expires_at - NOW + MINUTE
    cast.seek(late)
    cast.take(cast.key_of(offer.person_id), offer, late)
    assert cast.session.monitor_id == offer.person_id


def test_an_answer_counts_for_the_hour_that_was_asked_for(cast: Cast) -> None:
    cast.cannot()
    cast.seek()
    (offer,) = cast.offers
    later = cast.session.starts_at + HOUR
    move_session(cast.store, actor=cast.people["dana"], session_id=cast.id, starts_at=later, at=NOW, policy=POLICY)
    with pytest.raises(OfferIsOver):
        cast.take(cast.key_of(offer.person_id), offer)
    cast.seek()
    assert cast.offers[-1].starts_at == later


def test_only_whoever_was_asked_can_answer_and_only_a_manager_can_ask(cast: Cast) -> None:
    cast.cannot()
    offer = cast.ask(STAND_INS[0])
    for answer in (cast.take, cast.decline):
        with pytest.raises(NotYourMatch):
            answer(STAND_INS[1], offer)
    with pytest.raises(ManagersOnly):
        cast.ask(STAND_INS[1], by="ana")
    assert cast.session.monitor_id == cast.people["ruth"].id


def test_nobody_is_asked_for_a_session_that_has_its_second_adult(cast: Cast) -> None:
    with pytest.raises(NotWanted):
        ask_somebody(
            cast.store,
            actor=cast.people["dana"],
            session_ids=[cast.id],
            person_id=cast.people["sam"].id,
            at=NOW,
            policy=POLICY,
        )


def test_a_monitor_who_comes_after_all_has_their_session_back(cast: Cast) -> None:
    cast.cannot()
    cast.seek()
    cast.cannot(Answer.COMING)
    assert cast.cover.state is CoverState.UNDONE
    assert cast.alert() is AlertState.RESOLVED
    with pytest.raises(OfferIsOver):
        cast.take(cast.key_of(cast.offers[0].person_id), cast.offers[0])


def test_the_search_and_its_deadline_are_one_duty_after_the_other(cast: Cast) -> None:
    cast.cannot()
    cast.seek()
    (offer,) = cast.offers
    due = [row.due_at for row in cast.office.duties(session_subject(cast.id), DutyKind.SEEK_COVER)]
    assert due == [NOW, offer.expires_at]
    cast.seek(cast.session.starts_at - POLICY.cover_deadline - NOW)
    assert (cast.session.state, cast.cover.state) == (SessionState.CANCELLED, CoverState.CALLED_OFF)
    assert cast.alert() is AlertState.RESOLVED
    told = {cast.key_of(person) for topic, person in cast.office.told(cast.session) if topic == "cancelled"}
    assert told == {"dana", "ana", "ruth", "luis"}


def test_a_student_waits_at_the_door_and_the_mentor_does_not(cast: Cast) -> None:
    cast.cannot()
    at = cast.session.starts_at - 5 * MINUTE
    with cast.store.look() as view:
        doors = {key: view.doors.of(cast.id, cast.people[key].id) for key in ("luis", "ana")}
    why = {}
    for key, door in doors.items():
        assert door is not None
        with pytest.raises(NotLetIn) as refused:
            enter(cast.store, door_id=door.id, opening=lambda _: "", at=at, policy=POLICY)
        why[key] = refused.value.why
    assert why == {"luis": DoorIsShut.UNGUARDED, "ana": DoorIsShut.NO_ROOM}


def test_standby_hours_are_given_listed_and_taken_back(cast: Cast) -> None:
    sam, starts = cast.people["sam"], TUESDAY.time
    hours = give_hours(cast.store, actor=sam, weekday=Weekday.TU, starts=starts, ends=starts.replace(hour=18), at=NOW)
    again = give_hours(cast.store, actor=sam, weekday=Weekday.TU, starts=starts, ends=starts.replace(hour=18), at=NOW)
    assert len(hours) == 1 and hours == again
    assert standby_list(cast.store, actor=cast.people["dana"]) == [(sam, hours)]
    assert standby_list(cast.store, actor=cast.people["ruth"]) == []
    assert take_hours_back(cast.store, actor=sam, weekday=Weekday.TU, at=NOW) == []
    with pytest.raises(NoSuchHours):
        take_hours_back(cast.store, actor=sam, weekday=None, at=NOW)
    assert cast.office.deeds(f"person-{sam.id}") == ["standby.given", "standby.removed"]


def test_only_proctors_stand_in_and_hours_end_after_they_begin(cast: Cast) -> None:
    starts = TUESDAY.time
    with pytest.raises(NotInThatRole):
        give_hours(cast.store, actor=cast.people["ana"], weekday=Weekday.TU, starts=starts, ends=starts, at=NOW)
    with pytest.raises(NoSuchHours):
        give_hours(cast.store, actor=cast.people["sam"], weekday=Weekday.TU, starts=starts, ends=starts, at=NOW)


def test_a_manager_sees_who_watches_what_wants_cover_and_who_is_asked(cast: Cast) -> None:
    cast.cannot()
    cast.seek()
    found = watch_list(cast.store, actor=cast.people["dana"], day=cast.session.day, page=1, at=NOW)
    assert [line.session.id for line in found.sessions] == [cast.id] == [line.session.id for line in found.wanting]
    assert [person.id for person in found.asked[cast.id]] == [cast.offers[0].person_id]
    stranger = watch_list(cast.store, actor=cast.people["marcus"], day=cast.session.day, page=1, at=NOW)
    assert (stranger.sessions, stranger.wanting) == ([], [])
