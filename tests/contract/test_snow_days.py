"""A day is called off and comes back: the same sessions, and everybody told once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from sqlalchemy import Engine

from mentoring.acts.almanac import DayIsOff
from mentoring.acts.calendars import (
    DayIsPast,
    DayOutsidePrograms,
    InCalendarAlready,
    NotInCalendar,
    Outcome,
    TooManyDays,
    UnknownSchool,
    key_dates,
)
from mentoring.acts.changing import cancel_session, move_session
from mentoring.acts.days_off import align_horizon
from mentoring.acts.horizon import fill_all
from mentoring.acts.lapsing import lapse
from mentoring.acts.replying import answer_reminder
from mentoring.acts.seeking import start_seeking
from mentoring.acts.stopping import stop_session
from mentoring.calendars import DayKind
from mentoring.cover import CoverState
from mentoring.duties import HOUSE, DutyKind, session_subject
from mentoring.matches import MatchState, WrongStep
from mentoring.permissions import ManagersOnly
from mentoring.rooms import MadeRoom, Platform
from mentoring.sessions import NOT_OVER, SessionState
from mentoring.slots import Slot, Weekday
from mentoring.stored import Answer
from mentoring.tidings import Topic
from tests.contract.calendar_fixtures import School
from tests.contract.database_fixtures import all_at_once, engine, postgres_engine
from tests.contract.program_fixtures import FIRST_DAY, NOW, POLICY

__all__ = ["engine", "postgres_engine"]

NEXT_WEEK = FIRST_DAY + timedelta(days=7)


@pytest.fixture
def school(engine: Engine) -> School:
    return School(engine)


def test_a_snow_day_cancels_the_sessions_of_that_day_and_no_other(school: School) -> None:
    match = school.active()
    assert school.snow() == Outcome(off=1)
    assert school.state(match) is SessionState.CANCELLED
    assert {s.state for s in school.sessions(match) if s.day != FIRST_DAY} == {SessionState.PLANNED}


def test_everybody_is_told_once_of_the_day_however_many_sessions_they_have(school: School) -> None:
    school.active()
    school.active(school.draft(student="mia", monitor="sam", slot=Slot(Weekday.TU, time(18, 0))))
    assert school.snow(by="marcus") == Outcome(off=2)
    assert school.readers(Topic.DAY_OFF) == ["ana", "dana", "luis", "mia", "ruth", "sam"]
    (ana,) = [tiding for tiding in school.tidings(Topic.DAY_OFF) if tiding.reader_id == school["ana"].id]
    assert [line["at"] for line in ana.facts["sessions"]] == ["2026-10-27T20:30:00+00:00", "2026-10-27T22:00:00+00:00"]


def test_a_family_hears_of_its_own_child_only_and_through_the_guardian(school: School) -> None:
    school.active(school.draft(student_ids=school.ids("amara", "luis")))
    school.snow()
    assert school.readers(Topic.DAY_OFF) == ["ana", "grace", "luis", "ruth"]
    (family,) = [tiding for tiding in school.tidings(Topic.DAY_OFF) if tiding.reader_id == school["grace"].id]
    assert [line["students"] for line in family.facts["sessions"]] == [[f"p{school['amara'].id}"]]
    assert school["luis"].id not in family.people.values()


def test_the_same_sessions_come_back_with_duties_doors_and_one_telling(school: School) -> None:
    match = school.active()
    before = school.on(match, FIRST_DAY)
    assert before is not None
    wanted = school.waiting(before)
    school.snow()
    assert school.waiting(before) == {DutyKind.WITHDRAW}
    assert school.undo() == Outcome(back=1)
    after = school.on(match, FIRST_DAY)
    assert after is not None
    assert (after.id, after.state, after.starts_at) == (before.id, SessionState.PLANNED, before.starts_at)
    assert wanted <= school.waiting(after)
    with school.store.look() as view:
        assert {door.revoked_at for door in view.doors.many([after.id]).values()} == {None}
    assert school.readers(Topic.DAY_BACK) == ["ana", "luis", "ruth"]


def test_nobody_is_asked_to_stand_in_on_a_snow_day_and_whoever_could_not_come_is_asked_anew(school: School) -> None:
    """What wants cover is settled with the day; what a monitor said of it says nothing of the day that is back."""
    match = school.active()
    session = school.on(match, FIRST_DAY)
    assert session is not None
    answer_reminder(school.store, actor=school["ruth"], session_id=session.id, answer=Answer.CANNOT, at=NOW)
    start_seeking(school.store, actor=school["dana"], session_id=session.id, at=NOW)
    school.snow()
    with school.store.look() as view:
        assert view.covers.of([session.id])[session.id].state is CoverState.CALLED_OFF
    assert DutyKind.SEEK_COVER not in school.waiting(session)
    school.undo()
    with school.store.look() as view:
        assert view.answers.of([session.id]).get(session.id, {}) == {}
    assert DutyKind.REMIND_SOON in school.waiting(session)


def test_the_invitation_to_a_session_that_came_back_is_taken_back_when_it_is_called_off_after_all(
    school: School,
) -> None:
    """Each version of an invitation has a withdrawal of its own: that of the snow day was brought long ago."""
    match = school.active()
    school.snow()
    school.undo()
    session = school.sessions(match)[0]
    with school.store.begin() as work:
        assert stop_session(work, session.id, by=school["dana"], at=NOW)
    withdrawals = school.duties(session_subject(session.id), DutyKind.WITHDRAW)
    people = school.ids("ana", "ruth", "luis")
    assert {row.occurrence for row in withdrawals} == {
        *(f"person-{person}" for person in people),
        *(f"v3/person-{person}" for person in people),
    }


def test_a_day_may_go_and_come_back_again_and_again_and_each_time_is_told(school: School) -> None:
    match = school.active()
    for _ in range(3):
        school.snow()
        school.undo()
    assert school.state(match) is SessionState.PLANNED
    assert len(school.tidings(Topic.DAY_OFF)) == len(school.tidings(Topic.DAY_BACK)) == 9


def test_what_a_manager_cancelled_by_hand_stays_cancelled(school: School) -> None:
    match = school.active()
    session = school.sessions(match)[0]
    cancel_session(school.store, actor=school["dana"], session_id=session.id, why="the mentor is away", at=NOW)
    assert school.snow() == Outcome()
    assert school.undo() == Outcome()
    assert school.state(match) is SessionState.CANCELLED
    assert school.tidings(Topic.DAY_OFF) == []


def test_a_retry_of_the_command_answers_alike_and_does_nothing_twice(school: School) -> None:
    school.active()
    first = school.snow(request="slack-1")
    assert school.snow(request="slack-1") == first == Outcome(off=1)
    assert len(school.tidings(Topic.DAY_OFF)) == 3


def test_a_second_snow_day_on_one_day_is_refused(school: School) -> None:
    school.active()
    school.snow()
    with pytest.raises(InCalendarAlready):
        school.snow()


def test_two_managers_at_once_call_one_snow_day(school: School) -> None:
    match = school.active()
    answers = all_at_once(lambda _: school.snow())
    assert answers.count(Outcome(off=1)) == 1
    assert [type(one) for one in answers].count(InCalendarAlready) == len(answers) - 1
    assert school.state(match) is SessionState.CANCELLED
    assert len(school.tidings(Topic.DAY_OFF)) == 3


def test_a_snow_day_and_its_end_at_once_leave_one_of_the_two(school: School) -> None:
    match = school.active()
    all_at_once(lambda n: school.snow() if n % 2 else school.undo())
    with school.store.look() as view:
        off = bool(view.calendars.between(FIRST_DAY, FIRST_DAY))
    assert school.state(match) is (SessionState.CANCELLED if off else SessionState.PLANNED)


def test_a_session_that_is_planned_while_its_day_is_called_off_is_off(postgres_engine: Engine) -> None:
    """On PostgreSQL, which lets both write at once."""
    school = School(postgres_engine)
    drafts = [school.draft(slot=Slot(Weekday.TU, time(9 + n))) for n in range(7)]
    confirmed = [school.confirm(school.create(draft)) for draft in drafts]
    answers = all_at_once(lambda n: school.snow() if n == 3 else school.release(confirmed[min(n, 6)]))
    assert {type(one) for one in answers if isinstance(one, Exception)} <= {WrongStep}
    assert {school.state(match) for match in confirmed} <= {SessionState.CANCELLED, None}


def test_a_session_that_has_begun_is_left_alone(school: School) -> None:
    match = school.active()
    session = school.sessions(match)[0]
    with school.store.begin() as work:
        work.sessions.move(session.id, NOT_OVER, SessionState.OPEN)
    assert school.snow(at=session.starts_at - timedelta(minutes=5)) == Outcome(begun=1)
    assert school.state(match) is SessionState.OPEN


def test_what_is_past_does_not_come_back(school: School) -> None:
    match = school.active()
    session = school.sessions(match)[0]
    school.snow()
    assert school.undo(at=session.starts_at + timedelta(minutes=1)) == Outcome()
    assert school.state(match) is SessionState.CANCELLED


def test_one_school_is_snowed_in_and_the_other_is_not(school: School) -> None:
    holland = school.active(school.in_class(student="luis"))
    condon = school.active(
        replace(
            school.in_class(student="mia", mentor="ben"), monitor_id=school["carol"].id, slot=Slot(Weekday.TU, time(10))
        )
    )
    assert school.snow(school="holland school") == Outcome(off=1)
    assert (school.state(holland), school.state(condon)) == (SessionState.CANCELLED, SessionState.PLANNED)
    assert school.undo(school="Holland School") == Outcome(back=1)


def test_taking_one_schools_snow_day_back_leaves_that_of_all(school: School) -> None:
    match = school.active()
    school.snow()
    school.snow(school="Holland School")
    assert school.undo(school="Holland School") == Outcome()
    assert school.state(match) is SessionState.CANCELLED
    assert school.undo() == Outcome(back=1)


def test_early_release_calls_off_what_would_end_later_in_class_and_nothing_outside(school: School) -> None:
    outside = school.active()
    late = school.active(replace(school.in_class(student="mia", mentor="ben"), slot=Slot(Weekday.TU, time(12))))
    early = school.active(replace(school.in_class(student="mia", mentor="ben"), slot=Slot(Weekday.TU, time(9))))
    assert school.add(kind=DayKind.EARLY_RELEASE, released_at=time(12, 30)) == Outcome(off=1)
    assert [school.state(match) for match in (outside, late, early)] == [
        SessionState.PLANNED,
        SessionState.CANCELLED,
        SessionState.PLANNED,
    ]


def test_weeks_that_were_never_planned_are_planned_when_their_day_comes_back(school: School) -> None:
    school.add(NEXT_WEEK)
    match = school.active()
    assert school.on(match, NEXT_WEEK) is None
    assert school.remove(NEXT_WEEK) == Outcome(planned=1)
    assert school.state(match, NEXT_WEEK) is SessionState.PLANNED
    assert school.tidings(Topic.DAY_BACK) == []


def test_a_vacation_is_one_command_and_each_day_is_told_by_itself(school: School) -> None:
    tuesday = school.active()
    friday = school.active(school.draft(slot=Slot(Weekday.FR, time(16, 30))))
    assert school.add(FIRST_DAY, FIRST_DAY + timedelta(days=6)) == Outcome(off=2)
    assert {school.state(tuesday), school.state(friday, date(2026, 10, 30))} == {SessionState.CANCELLED}
    days = {(tiding.reader_id, tiding.facts["day"]) for tiding in school.tidings(Topic.DAY_OFF)}
    assert len(days) == len(school.tidings(Topic.DAY_OFF)) == 6


def test_the_nightly_sweep_plans_around_days_off(school: School) -> None:
    match = school.active()
    ahead = school.sessions(match)[-1].day + timedelta(days=7)
    school.add(ahead)
    later = NOW + timedelta(days=7)
    assert fill_all(school.store, at=later, policy=POLICY).new == 0
    assert school.on(match, ahead) is None


def test_a_session_is_not_moved_to_a_day_that_is_off(school: School) -> None:
    match = school.active()
    school.add(FIRST_DAY + timedelta(days=1))
    session = school.sessions(match)[0]
    with pytest.raises(DayIsOff):
        move_session(
            school.store,
            actor=school["dana"],
            session_id=session.id,
            starts_at=session.starts_at + timedelta(days=1),
            at=NOW,
            policy=POLICY,
        )
    assert school.state(match) is SessionState.PLANNED


def test_a_session_that_was_moved_away_takes_place(school: School) -> None:
    match = school.active()
    session = school.sessions(match)[0]
    move_session(
        school.store,
        actor=school["dana"],
        session_id=session.id,
        starts_at=session.starts_at + timedelta(days=1),
        at=NOW,
        policy=POLICY,
    )
    assert school.snow() == Outcome()
    assert school.snow(FIRST_DAY + timedelta(days=1)) == Outcome(off=1)
    assert school.state(match, FIRST_DAY + timedelta(days=1)) is SessionState.CANCELLED


def test_the_night_brings_back_what_a_person_was_too_busy_for(school: School) -> None:
    match = school.active()
    other = school.active(school.draft(student="mia", monitor="sam", slot=Slot(Weekday.WE, time(16, 30))))
    first, theirs = school.sessions(match)[0], school.sessions(other)[0]
    school.snow(school="Holland School")
    move_session(
        school.store, actor=school["dana"], session_id=theirs.id, starts_at=first.starts_at, at=NOW, policy=POLICY
    )
    assert school.undo(school="Holland School") == Outcome(busy=1)
    assert school.tidings(Topic.DAY_BACK) == []
    cancel_session(school.store, actor=school["dana"], session_id=theirs.id, why="", at=NOW)
    assert [session.id for session in align_horizon(school.store, at=NOW, policy=POLICY).back] == [first.id]
    assert school.state(match) is SessionState.PLANNED


def test_a_paused_match_gets_its_session_back_only_when_it_goes_on(school: School) -> None:
    match = school.active()
    school.snow()
    with school.store.begin() as work:
        work.matches.move(match.id, MatchState.ACTIVE, MatchState.PAUSED)
    assert school.undo() == Outcome()
    with school.store.begin() as work:
        work.matches.move(match.id, MatchState.PAUSED, MatchState.ACTIVE)
    assert len(align_horizon(school.store, at=NOW, policy=POLICY).back) == 1
    assert school.state(match) is SessionState.PLANNED


def test_the_night_changes_nothing_where_all_is_as_it_should_be(school: School) -> None:
    school.active()
    school.snow()
    school.add(NEXT_WEEK)
    done = align_horizon(school.store, at=NOW, policy=POLICY)
    assert (done.off, done.back, done.planned) == ([], [], [])


def test_a_room_is_taken_away_and_another_made(school: School) -> None:
    match = school.active()
    session = school.sessions(match)[0]
    with school.store.begin() as work:
        work.rooms.intend(session.id, f"session-{session.id}-room-1", at=NOW)
        work.rooms.made(session.id, MadeRoom(Platform.GOOGLE_MEET, "abc", "https://meet.example.org/abc"))
        work.rooms.proven(session.id, [], at=NOW)
        work.sessions.move(session.id, NOT_OVER, SessionState.READY)
    school.snow()
    with school.store.look() as view:
        assert view.rooms.of(session.id) is None
        retired = view.rooms.retired(session.id, 1)
    assert retired is not None and retired.room is not None
    assert DutyKind.RETIRE_ROOM in school.waiting(session)
    school.undo()
    assert {DutyKind.RETIRE_ROOM, DutyKind.PROVISION} <= school.waiting(session)


def test_an_invitation_that_was_withdrawn_comes_again_with_a_higher_number(school: School) -> None:
    """RFC 5545: the withdrawal of version 1 has the number 1, and calendars take a new one only above it."""
    match = school.active()
    school.snow()
    school.undo()
    session = school.on(match, FIRST_DAY)
    assert session is not None and session.version - 1 > 1


@pytest.mark.parametrize(
    ("day", "school_name", "refusal"),
    [
        (FIRST_DAY - timedelta(days=2), None, DayIsPast),
        (date(2062, 11, 11), None, DayOutsidePrograms),
        (FIRST_DAY, "Hollnd", UnknownSchool),
    ],
)
def test_what_cannot_be_meant_is_refused_and_changes_nothing(
    school: School, day: date, school_name: str | None, refusal: type[Exception]
) -> None:
    match = school.active()
    with pytest.raises(refusal):
        school.snow(day, school_name)
    assert {session.state for session in school.sessions(match)} == {SessionState.PLANNED}


def test_there_must_be_something_to_take_back(school: School) -> None:
    school.add()
    with pytest.raises(NotInCalendar):
        school.undo()
    with pytest.raises(NotInCalendar):
        school.remove(NEXT_WEEK)
    with pytest.raises(TooManyDays):
        school.remove(NEXT_WEEK, FIRST_DAY)


def test_only_managers_change_the_calendar(school: School) -> None:
    with pytest.raises(ManagersOnly):
        school.snow(by="ana")


def test_every_change_is_in_the_audit_log(school: School) -> None:
    match = school.active()
    session = school.sessions(match)[0]
    school.snow()
    school.undo()
    assert school.deeds(f"day-{FIRST_DAY}") == ["calendar.add", "calendar.remove"]
    assert school.deeds(f"session-{session.id}") == ["session.day_off", "session.day_back"]


def test_key_dates_are_listed_with_vacations_as_one(school: School) -> None:
    school.add(date(2026, 11, 26), date(2026, 11, 27))
    school.snow(date(2026, 12, 8))
    school.add(date(2027, 3, 1))
    found = key_dates(school.store, at=NOW)
    assert [(s.day.day, s.last) for s in found.stretches] == [
        (date(2026, 11, 26), date(2026, 11, 27)),
        (date(2026, 12, 8), date(2026, 12, 8)),
    ]


def test_whoever_may_not_come_any_more_is_noticed_when_the_day_is_on_again(school: School) -> None:
    """While the day was off nobody looked at its sessions."""
    match = school.active()
    (first, *_) = school.sessions(match)
    school.snow()
    ruth = school["ruth"]
    lapsed = replace(ruth.clearance, background_check_until=first.day - timedelta(days=3))
    with school.store.begin() as work:
        assert work.volunteers.clear(ruth.id, ruth.clearance, lapsed)
    before = len(school.duties(HOUSE, DutyKind.LAPSE))
    school.undo()
    assert len(school.duties(HOUSE, DutyKind.LAPSE)) == before + 1
    lapse(school.store, at=NOW, policy=POLICY)
    with school.store.look() as view:
        assert view.covers.of([first.id])[first.id].wanted
