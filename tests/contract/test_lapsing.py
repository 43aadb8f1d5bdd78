"""Clearance that runs out: warned of in time, once; and on the day after nobody is left with whom may not be there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from integrations.database.tables import tidings
from mentoring.acts.importing import take_in
from mentoring.acts.lapsing import lapse, nearest_step, next_lapse
from mentoring.acts.missing import tell_of_misses
from mentoring.acts.volunteering import record_step, set_check
from mentoring.cover import BARRED, Cover, WhyCover
from mentoring.coverage import Verdict
from mentoring.duties import DutyKind, session_subject
from mentoring.matches import Match
from mentoring.people import Clearance, Role
from mentoring.permissions import ManagersOnly
from mentoring.rooms import MadeRoom, Platform
from mentoring.rosters import Roster
from mentoring.sessions import NOT_OVER, Session, SessionState
from mentoring.slots import Slot, Weekday
from mentoring.stored import Record
from mentoring.tidings import Tiding, Topic
from mentoring.volunteers import Interview, NotAVolunteer, Screening, Step, StepTaken
from tests.contract.database_fixtures import sqlite_engine
from tests.contract.program_fixtures import CLEARED, NOW, POLICY, Office, office, person_row, program_row

__all__ = ["office", "sqlite_engine"]

TODAY = date(2026, 10, 26)
DAY = timedelta(days=1)
ZONE = ZoneInfo("America/New_York")


def midnight_after(day: date) -> datetime:
    return datetime.combine(day + DAY, time(), tzinfo=ZONE).astimezone(UTC)


def valid_until(office: Office, key: str, until: date | None, *, at: datetime = NOW) -> None:
    actor, person = office["dana"], office[key].id
    set_check(office.store, actor=actor, person_id=person, until=until, why="", at=at, policy=POLICY)


def ran_out(office: Office, key: str, until: date, *, at: datetime = NOW) -> None:
    """A check of that very day, written down when it is over."""
    taken(office, key, StepTaken(Step.CHECK, until, Screening.CLEARED, until=until), at=at)


def taken(office: Office, key: str, step: StepTaken, *, at: datetime = NOW) -> None:
    record_step(office.store, actor=office["dana"], person_id=office[key].id, step=step, at=at, policy=POLICY)


def told(office: Office, *topics: Topic) -> list[Tiding]:
    with office.engine.connect() as conn:
        ids = [row.id for row in conn.execute(tidings.select().where(tidings.c.topic.in_(topics)))]
    with office.store.look() as view:
        return list(view.tidings.many(ids).values())


def readers(office: Office, found: Sequence[Tiding]) -> list[str]:
    names = {office[key].id: key for key in ("dana", "marcus", "ana", "ruth", "sam", "ben")}
    return sorted(names[tiding.reader_id] for tiding in found)


def wanted(office: Office, match: Match) -> list[Cover]:
    with office.store.look() as view:
        covers = view.covers.of([session.id for session in view.sessions.of_match(match.id)])
    return [cover for cover in covers.values() if cover.wanted]


@pytest.mark.parametrize(
    ("days_left", "step"),
    [(61, None), (60, 60), (31, 60), (30, 30), (20, 30), (8, 30), (7, 7), (0, 7), (-1, None), (-400, None)],
)
def test_of_several_warnings_whose_day_has_come_only_the_last_is_due(days_left: int, step: int | None) -> None:
    assert nearest_step(TODAY + days_left * DAY, TODAY, POLICY) == step


def test_each_warning_reaches_the_volunteer_and_their_manager_once(office: Office) -> None:
    office.active()
    valid_until(office, "ruth", TODAY + 60 * DAY)
    for days in range(62):
        for _ in range(2):
            lapse(office.store, at=NOW + days * DAY, policy=POLICY)
    found = told(office, Topic.CHECK_EXPIRES)
    assert readers(office, found) == ["dana"] * 3 + ["ruth"] * 3
    assert readers(office, told(office, Topic.CHECK_EXPIRED)) == ["dana", "ruth"]


def test_a_program_that_starts_late_warns_for_the_nearest_step_only(office: Office) -> None:
    valid_until(office, "sam", TODAY + 5 * DAY)
    lapse(office.store, at=NOW, policy=POLICY)
    assert readers(office, told(office, Topic.CHECK_EXPIRES)) == ["dana", "marcus", "sam"]


def test_of_a_volunteer_without_a_match_every_manager_reads_each_warning_once(office: Office) -> None:
    valid_until(office, "sam", TODAY + 60 * DAY)
    for days in range(62):
        for _ in range(2):
            lapse(office.store, at=NOW + days * DAY, policy=POLICY)
    everybody = ["dana", "marcus", "sam"]
    assert readers(office, told(office, Topic.CHECK_EXPIRES)) == sorted(everybody * 3)
    assert readers(office, told(office, Topic.CHECK_EXPIRED)) == everybody


@pytest.mark.parametrize(
    ("key", "interviewer", "reads"),
    [
        ("sam", "marcus", ["marcus", "sam"]),
        ("sam", "ruth", ["dana", "marcus", "sam"]),
        ("ruth", "marcus", ["dana", "ruth"]),
    ],
    ids=["a manager held the interview", "who held it is no manager", "they have a match"],
)
def test_the_manager_who_held_the_interview_reads_of_a_volunteer_without_a_match(
    office: Office, key: str, interviewer: str, reads: list[str]
) -> None:
    office.active()
    taken(office, key, StepTaken(Step.INTERVIEW, TODAY, Interview.PASSED, by=office[interviewer].id))
    valid_until(office, key, TODAY + 5 * DAY)
    lapse(office.store, at=NOW, policy=POLICY)
    assert readers(office, told(office, Topic.CHECK_EXPIRES)) == reads


def test_a_manager_who_held_an_interview_with_themselves_is_not_the_only_one_who_reads_of_it(office: Office) -> None:
    both = person_row("marcus", Role.MANAGER, Role.PROCTOR, slack_id="U07MARCUS", clearance=CLEARED)
    office.add_people(both)
    taken(office, "marcus", StepTaken(Step.INTERVIEW, TODAY, Interview.PASSED, by=office["marcus"].id))
    valid_until(office, "marcus", TODAY + 5 * DAY)
    lapse(office.store, at=NOW, policy=POLICY)
    assert readers(office, told(office, Topic.CHECK_EXPIRES)) == ["dana", "marcus"]


def test_of_whoever_was_turned_away_no_manager_reads_that_a_check_ends(office: Office) -> None:
    valid_until(office, "sam", TODAY + 5 * DAY)
    taken(office, "sam", StepTaken(Step.INTERVIEW, TODAY, Interview.TURNED_AWAY))
    lapse(office.store, at=NOW, policy=POLICY)
    assert readers(office, told(office, Topic.CHECK_EXPIRES)) == ["sam"]


def test_nobody_is_warned_at_night(office: Office) -> None:
    valid_until(office, "sam", TODAY + 5 * DAY)
    lapse(office.store, at=midnight_after(TODAY), policy=POLICY)
    assert {warning.at.astimezone(ZONE).time() for warning in told(office, Topic.CHECK_EXPIRES)} == {time(8)}


def test_a_check_is_valid_through_its_day_and_the_midnight_after_takes_the_monitor_off(office: Office) -> None:
    match = office.active()
    last = TODAY + 9 * DAY
    valid_until(office, "ruth", last)
    lapse(office.store, at=midnight_after(last) - timedelta(minutes=1), policy=POLICY)
    assert wanted(office, match) == []
    lapse(office.store, at=midnight_after(last), policy=POLICY)
    ahead = [s for s in office.sessions(match) if s.starts_at > midnight_after(last)]
    assert {cover.session_id for cover in wanted(office, match)} == {session.id for session in ahead}
    assert {cover.why for cover in wanted(office, match)} == {WhyCover.LAPSED}


def test_a_renewed_check_undoes_what_has_not_happened_yet(office: Office) -> None:
    match = office.active()
    ran_out(office, "ruth", TODAY - DAY)
    session = office.sessions(match)[0]
    with office.store.look() as view:
        shut = view.doors.of(session.id, office["ruth"].id)
    assert shut is not None and shut.revoked_at == NOW
    valid_until(office, "ruth", TODAY + 400 * DAY)
    assert wanted(office, match) == []
    with office.store.look() as view:
        door = view.doors.of(session.id, office["ruth"].id)
    assert door is not None and door.revoked_at is None
    assert not office.duties(session_subject(session.id), DutyKind.PUT_OUT)


def test_whoever_may_not_come_is_put_out_of_the_room_and_let_in_again_when_they_may(office: Office) -> None:
    session = office.sessions(office.active())[0]
    with office.store.begin() as work:
        work.rooms.intend(session.id, "room-1", at=NOW)
        work.rooms.made(session.id, MadeRoom(Platform.GOOGLE_MEET, "abc", "https://meet.example.org/abc"))
    valid_until(office, "ruth", None)
    valid_until(office, "ruth", TODAY + DAY, at=NOW + timedelta(minutes=1))
    rows = office.duties(session_subject(session.id), DutyKind.PUT_OUT, DutyKind.ADMIT)
    assert [(row.kind, row.person_id) for row in rows] == [
        (DutyKind.PUT_OUT, office["ruth"].id),
        (DutyKind.ADMIT, office["ruth"].id),
    ]


def test_a_revoked_check_counts_at_once_and_is_in_the_audit_log(office: Office) -> None:
    match = office.active()
    valid_until(office, "ruth", None)
    assert len(wanted(office, match)) == len(office.sessions(match))
    assert office.deeds(f"person-{office['ruth'].id}") == ["volunteer.check"]


def test_an_import_that_shortens_a_check_counts_at_once(office: Office) -> None:
    match = office.active()
    lapsed = Clearance(CLEARED.interviewed_on, CLEARED.trained_on, CLEARED.agreement_on, TODAY - DAY)
    rows = (person_row("ruth", Role.PROCTOR, slack_id="U07RUTH", clearance=lapsed),)
    take_in(office.store, Roster((program_row("ils"),), rows, ()), at=NOW, policy=POLICY)
    assert len(wanted(office, match)) == len(office.sessions(match))


def test_an_import_that_takes_the_role_away_counts_as_leaving(office: Office) -> None:
    match = office.active()
    rows = (person_row("ruth", Role.MENTOR, slack_id="U07RUTH", clearance=CLEARED),)
    take_in(office.store, Roster((program_row("ils"),), rows, ()), at=NOW, policy=POLICY)
    assert {cover.why for cover in wanted(office, match)} == {WhyCover.LEFT} <= BARRED


def test_sessions_of_an_uncleared_mentor_are_cancelled_seven_days_ahead_and_no_further(office: Office) -> None:
    match = office.active()
    ran_out(office, "ana", TODAY - DAY)
    lapse(office.store, at=NOW, policy=POLICY)
    states = [session.state for session in office.sessions(match)]
    assert states == [SessionState.CANCELLED, *[SessionState.PLANNED] * (len(states) - 1)]
    lapse(office.store, at=NOW + 7 * DAY, policy=POLICY)
    assert [session.state for session in office.sessions(match)].count(SessionState.CANCELLED) == 2
    assert readers(office, told(office, Topic.MENTOR_ON_HOLD)) == ["dana"]
    valid_until(office, "ana", TODAY + 400 * DAY, at=NOW + 8 * DAY)
    lapse(office.store, at=NOW + 14 * DAY, policy=POLICY)
    assert [session.state for session in office.sessions(match)].count(SessionState.CANCELLED) == 2


def test_only_managers_write_down_checks_and_only_of_volunteers(office: Office) -> None:
    with pytest.raises(ManagersOnly):
        set_check(
            office.store,
            actor=office["ana"],
            person_id=office["ana"].id,
            until=TODAY,
            why="",
            at=NOW,
            policy=POLICY,
        )
    with pytest.raises(NotAVolunteer):
        valid_until(office, "luis", TODAY)
    assert office.deeds(f"person-{office['ana'].id}") == []


@pytest.mark.parametrize(
    ("at", "due"),
    [
        (datetime(2026, 10, 31, 16, tzinfo=UTC), datetime(2026, 11, 1, 4, tzinfo=UTC)),
        (datetime(2026, 11, 1, 16, tzinfo=UTC), datetime(2026, 11, 2, 5, tzinfo=UTC)),
        (datetime(2027, 3, 14, 16, tzinfo=UTC), datetime(2027, 3, 15, 4, tzinfo=UTC)),
    ],
)
def test_the_next_look_is_at_the_programs_own_midnight_across_both_clock_changes(
    office: Office, at: datetime, due: datetime
) -> None:
    assert next_lapse([office.program], at).due_at == due


def _absent(session: Session, ago: int) -> Record:
    written_at = session.ends_at + ago * DAY
    return Record(session.id, Verdict.ABSENT, covered=False, body={"people": []}, written_at=written_at)


def missed(office: Office, count: int, *, days: Sequence[int]) -> None:
    """Sessions of ruth that were over so many days ago, and to which she did not come."""
    match = office.active(office.draft(starts_on=date(2026, 10, 27), slot=Slot(Weekday.TU, time(16, 30))))
    sessions = office.sessions(match)[:count]
    with office.store.begin() as work:
        for session, ago in zip(sessions, days, strict=True):
            work.sessions.move(session.id, NOT_OVER, SessionState.HELD)
            work.records.write(_absent(session, ago))


@pytest.mark.parametrize(("count", "tasks"), [(1, []), (2, [False]), (3, [False, True])])
def test_one_miss_is_noted_two_are_a_task_and_with_the_third_somebody_else_is_proposed(
    office: Office, count: int, tasks: list[bool]
) -> None:
    missed(office, count, days=[0] * count)
    for days in range(1, 30):
        with office.store.begin() as work:
            tell_of_misses(work, at=NOW + days * DAY, policy=POLICY)
    assert [tiding.facts["reassign"] for tiding in told(office, Topic.MISSES)] == tasks
    assert office.deeds(f"person-{office['ruth'].id}") == ["proctor.missed"] * count
