"""Every way in which a volunteer comes to be cleared no more takes them off what is ahead of them in the same moment;
and whatever clears them again brings back what has not happened yet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine

from mentoring.acts.concluding import conclude, settle_attendance
from mentoring.acts.importing import take_in
from mentoring.acts.training import join_training, plan_training
from mentoring.acts.volunteering import record_step, set_check, sign_agreement
from mentoring.cover import WhyCover
from mentoring.errors import Refusal
from mentoring.matches import Match
from mentoring.people import VOLUNTEERS, Role
from mentoring.rooms import Platform
from mentoring.rosters import Roster
from mentoring.sessions import SessionState
from mentoring.tidings import Topic
from mentoring.trainings import Materials, TrainingDraft
from mentoring.volunteers import AGREEMENT, CheckTooLong, Interview, NotYet, Screening, Step, StepTaken
from tests.contract.database_fixtures import all_at_once, engine, sqlite_engine
from tests.contract.exchange_fixtures import Files, sheet
from tests.contract.program_fixtures import CLEARED, NOW, POLICY, Office, new_request, person_row, program_row

__all__ = ["engine", "sqlite_engine"]

TODAY = date(2026, 10, 26)
DAY = timedelta(days=1)
FAILED = StepTaken(Step.CHECK, TODAY, Screening.NOT_CLEARED)
MATERIALS = Materials("B", "", "", "")


@dataclass
class Desk:
    """The office, with a match that Ruth watches over and in which Ana mentors."""

    office: Office
    match: Match

    def takes(self, step: StepTaken, key: str = "ruth") -> None:
        actor, person = self.office["dana"], self.office[key].id
        record_step(self.office.store, actor=actor, person_id=person, step=step, at=NOW, policy=POLICY)

    def checks(self, until: date | None, key: str = "ruth") -> None:
        actor, person = self.office["dana"], self.office[key].id
        set_check(self.office.store, actor=actor, person_id=person, until=until, why="said so", at=NOW, policy=POLICY)

    def brings(self, **lacks: date | None) -> None:
        """The roster, with other dates of hers."""
        clearance = replace(CLEARED, **lacks)
        row = person_row("ruth", Role.PROCTOR, slack_id="U07RUTH", clearance=clearance)
        take_in(self.office.store, Roster((program_row("ils"),), (row,), ()), at=NOW, policy=POLICY)

    def files(self, *lines: str) -> None:
        Files(self.office.engine).take("volunteers", sheet(*lines), at=NOW)

    def signs(self) -> None:
        sign_agreement(self.office.store, person_id=self.office["ruth"].id, at=NOW, policy=POLICY)

    def is_trained(self) -> None:
        """In a training without a record, of which a manager says that she was there."""
        office, starts = self.office, NOW + timedelta(hours=1)
        hour = (starts, starts + timedelta(hours=1), "America/New_York")
        draft = TrainingDraft(*hour, VOLUNTEERS, Platform.GOOGLE_MEET, 20, office["dana"].id)
        dana, ruth, store = office["dana"], office["ruth"].id, office.store
        request, over = new_request(), NOW + timedelta(hours=3)
        line = plan_training(store, actor=dana, draft=draft, hosts={}, request=request, at=NOW, policy=POLICY)
        training = line.training
        join_training(store, actor=dana, person_id=ruth, training_id=training.id, at=NOW, policy=POLICY)
        with store.begin() as work:
            conclude(work, training, None, {}, materials=MATERIALS, policy=POLICY, at=over)
        settle_attendance(
            store,
            actor=dana,
            training_id=training.id,
            person_id=ruth,
            there=True,
            materials=MATERIALS,
            at=over,
            policy=POLICY,
        )

    def wanting(self) -> set[WhyCover | None]:
        """Why the sessions ahead want cover; None: one that does not."""
        with self.office.store.look() as view:
            sessions = view.sessions.of_match(self.match.id)
            covers = view.covers.of([session.id for session in sessions])
        found = (covers.get(session.id) for session in sessions)
        return {cover.why if cover is not None and cover.wanted else None for cover in found}


@pytest.fixture
def desk(engine: Engine) -> Desk:
    office = Office(engine)
    return Desk(office, office.active())


@pytest.fixture
def quick(sqlite_engine: Engine) -> Desk:
    """For what does not hang on the database."""
    office = Office(sqlite_engine)
    return Desk(office, office.active())


COLUMNS = "person,screening,check_on,background_check_until,interview,interviewed_on"
CLEARED_AGAIN = StepTaken(Step.CHECK, TODAY, Screening.CLEARED)
WAYS: list[tuple[str, Callable[[Desk], None], Callable[[Desk], None]]] = [
    ("a check that did not clear", lambda d: d.takes(FAILED), lambda d: d.takes(CLEARED_AGAIN)),
    (
        "turned away at the interview",
        lambda d: d.takes(StepTaken(Step.INTERVIEW, TODAY, Interview.TURNED_AWAY)),
        lambda d: d.takes(StepTaken(Step.INTERVIEW, TODAY, Interview.PASSED)),
    ),
    (
        "a check that is over already",
        lambda d: d.takes(StepTaken(Step.CHECK, TODAY - 900 * DAY, Screening.CLEARED, until=TODAY - DAY)),
        lambda d: d.takes(CLEARED_AGAIN),
    ),
    ("a check that is revoked", lambda d: d.checks(None), lambda d: d.checks(TODAY + 400 * DAY)),
    ("not cleared, and then typed", lambda d: d.takes(FAILED), lambda d: d.checks(TODAY)),
    ("a roster without the agreement", lambda d: d.brings(agreement_on=None), Desk.signs),
    ("a roster without the training", lambda d: d.brings(trained_on=None), Desk.is_trained),
    (
        "a roster without the training, and one with it",
        lambda d: d.brings(trained_on=None),
        lambda d: d.brings(trained_on=TODAY - 9 * DAY),
    ),
    (
        "a file of dossiers: not cleared",
        lambda d: d.files(COLUMNS, "ruth,not_cleared,2026-10-01,,,"),
        lambda d: d.takes(CLEARED_AGAIN),
    ),
    (
        "a file of dossiers: turned away",
        lambda d: d.files(COLUMNS, "ruth,,,,turned_away,"),
        lambda d: d.takes(StepTaken(Step.INTERVIEW, TODAY, Interview.PASSED)),
    ),
]


@pytest.mark.parametrize(("away", "back"), [way[1:] for way in WAYS], ids=[way[0] for way in WAYS])
def test_whoever_is_cleared_no_more_is_taken_off_at_once_and_back_when_cleared_again(
    desk: Desk, away: Callable[[Desk], None], back: Callable[[Desk], None]
) -> None:
    ruth, first = desk.office["ruth"].id, desk.office.sessions(desk.match)[0].id
    away(desk)
    assert desk.wanting() == {WhyCover.LAPSED}
    with desk.office.store.look() as view:
        shut = view.doors.of(first, ruth)
    assert shut is not None and shut.revoked_at == NOW
    back(desk)
    assert desk.wanting() == {None}
    with desk.office.store.look() as view:
        door = view.doors.of(first, ruth)
    assert door is not None and door.revoked_at is None


@pytest.mark.parametrize("step", [FAILED, StepTaken(Step.INTERVIEW, TODAY, Interview.TURNED_AWAY)])
def test_a_mentor_who_is_turned_away_meets_nobody_in_the_week_ahead_and_the_manager_reads_why(
    quick: Desk, step: StepTaken
) -> None:
    quick.takes(step, "ana")
    states = [session.state for session in quick.office.sessions(quick.match)]
    assert states == [SessionState.CANCELLED, *[SessionState.PLANNED] * (len(states) - 1)]
    with quick.office.store.look() as view:
        told = [t for t in view.tidings.many(range(1, 200)).values() if t.topic is Topic.MENTOR_ON_HOLD]
    assert [tiding.reader_id for tiding in told] == [quick.office["dana"].id]


def test_the_step_stands_in_the_log_before_what_follows_from_it_and_once(quick: Desk) -> None:
    quick.takes(FAILED)
    quick.takes(FAILED)
    ruth, sessions = quick.office["ruth"].id, quick.office.sessions(quick.match)
    assert quick.office.deeds(f"person-{ruth}") == ["volunteer.check"]
    assert [quick.office.deeds(f"session-{session.id}") for session in sessions] == [["cover.wanted"]] * len(sessions)


def test_a_step_that_leaves_somebody_cleared_leaves_their_sessions_alone(quick: Desk) -> None:
    quick.takes(StepTaken(Step.AGREEMENT, TODAY, version=AGREEMENT))
    quick.takes(CLEARED_AGAIN)
    assert quick.wanting() == {None}


def test_what_one_step_takes_away_another_does_not_give_back(quick: Desk) -> None:
    quick.takes(FAILED)
    quick.takes(StepTaken(Step.INTERVIEW, TODAY, Interview.PASSED))
    quick.signs()
    assert quick.wanting() == {WhyCover.LAPSED}


def test_an_old_roster_brings_nobody_back_whose_check_was_revoked(quick: Desk) -> None:
    quick.checks(None)
    quick.brings()
    assert quick.wanting() == {WhyCover.LAPSED}


def test_what_is_typed_and_the_form_write_down_the_same(quick: Desk) -> None:
    def stands(key: str) -> tuple[object, ...]:
        with quick.office.store.look() as view:
            person = view.people.get(quick.office[key].id)
            dossier = view.volunteers.of([person.id])[person.id]
        return person.clearance, dossier.screening, dossier.check_on, dossier.since, dossier.turned_away

    quick.takes(FAILED, "ruth")
    quick.checks(None, "sam")
    assert stands("ruth") == stands("sam")
    quick.takes(StepTaken(Step.CHECK, TODAY, Screening.CLEARED, until=date(2028, 1, 1)), "ruth")
    quick.checks(date(2028, 1, 1), "sam")
    assert stands("ruth") == stands("sam")


def test_why_a_check_was_revoked_is_in_the_audit_log(quick: Desk) -> None:
    quick.checks(None)
    with quick.office.store.look() as view:
        (deed,) = view.deeds.of(f"person-{quick.office['ruth'].id}")
    assert (deed.actor_id, deed.why) == (quick.office["dana"].id, "said so")
    assert deed.before == "background_check_until 2028-07-01; check_on none; screening none"
    assert deed.after == "background_check_until none; check_on 2026-10-26; screening not_cleared"


@pytest.mark.parametrize(
    "until", [date(2099, 1, 1), date(2029, 10, 27), date.max, TODAY - DAY, date(2020, 1, 1), date.min]
)
def test_a_typed_check_of_more_than_three_years_or_of_none_is_refused_and_clears_nobody(
    quick: Desk, until: date
) -> None:
    quick.takes(FAILED)
    with pytest.raises(CheckTooLong):
        quick.checks(until)
    assert quick.wanting() == {WhyCover.LAPSED}
    with quick.office.store.look() as view:
        assert view.volunteers.of(quick.office.ids("ruth"))[quick.office["ruth"].id].turned_away


@pytest.mark.parametrize(
    ("step", "refusal"),
    [
        (replace(FAILED, on=TODAY + DAY), NotYet),
        (replace(CLEARED_AGAIN, until=date(2029, 10, 27)), CheckTooLong),
    ],
)
def test_a_step_that_is_refused_takes_nobody_off(quick: Desk, step: StepTaken, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        quick.takes(step)
    assert quick.wanting() == {None}


def test_a_manager_who_watches_over_sessions_themselves_writes_down_their_own_check(quick: Desk) -> None:
    both = person_row("dana", Role.MANAGER, Role.PROCTOR, slack_id="U07DANA01", deputy="marcus", clearance=CLEARED)
    quick.office.add_people(both)
    own = Desk(quick.office, quick.office.active(quick.office.draft("ben", "mia", "dana")))
    own.checks(None, "dana")
    assert own.wanting() == {WhyCover.LAPSED}
    own.checks(TODAY + DAY, "dana")
    assert own.wanting() == {None}


def test_however_many_say_so_at_once_each_session_wants_cover_once(desk: Desk) -> None:
    all_at_once(lambda n: desk.takes(FAILED, ("ruth", "ana")[n % 2]))
    taken_off, *rest = desk.office.sessions(desk.match)
    assert taken_off.state is SessionState.CANCELLED
    for session in rest:
        assert desk.office.deeds(f"session-{session.id}") == ["cover.wanted"]
