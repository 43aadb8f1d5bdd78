"""Making a match: what is refused, what is planned, and that a retried request makes one match."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select, update

from integrations.database.tables import matches, people, requests
from mentoring.acts.booking import SlotTaken
from mentoring.acts.matchmaking import NoSuchMatch, StartInThePast, StartOutsideProgram
from mentoring.duties import DutyKind, session_subject
from mentoring.errors import Refusal
from mentoring.matches import (
    GuardianNotOptedIn,
    Match,
    MatchState,
    MonitorKind,
    NoStartDate,
    NotCleared,
    NoTeacherLink,
    NotInThatRole,
    WrongMonitor,
    WrongPlatform,
    WrongStep,
)
from mentoring.permissions import ManagersOnly
from mentoring.rooms import Platform
from mentoring.slots import Slot, TimeDoesNotExist, Weekday
from tests.contract.database_fixtures import THREADS, all_at_once, engine, sqlite_engine
from tests.contract.program_fixtures import FIRST_DAY, NOW, TUESDAY, Office, office

__all__ = ["engine", "office", "sqlite_engine"]


def refused(kind: type[Refusal], act: Callable[[], Any]) -> Any:
    with pytest.raises(Refusal) as caught:
        act()
    assert type(caught.value) is kind
    return caught.value


def everything(office: Office) -> list[Any]:
    with office.engine.connect() as conn:
        return [conn.execute(select(table)).all() for table in (matches, requests)]


# Create


def test_a_match_is_proposed_and_belongs_to_the_manager_who_made_it(office: Office) -> None:
    draft = office.draft()
    made = office.create(draft, by="marcus")
    proposed, key = draft.as_proposed(), f"match-{made.id}"
    assert made == replace(proposed, id=made.id, key=key, manager_id=office["marcus"].id, made_at=NOW)
    assert made.state is MatchState.PROPOSED
    assert office.deeds(f"match-{made.id}") == ["match.create"]


@pytest.mark.parametrize("actor", ["ana", "ruth", "carol", "grace"])
def test_only_a_manager_makes_matches(office: Office, actor: str) -> None:
    with pytest.raises(ManagersOnly):
        office.create(office.draft(), by=actor)
    assert everything(office) == [[], []]


def test_the_rules_about_who_may_meet_are_asked_with_the_people_as_they_are_stored(office: Office) -> None:
    refused(NotCleared, lambda: office.create(office.draft(mentor="gus")))
    refused(NotInThatRole, lambda: office.create(office.draft(mentor="ruth")))
    refused(WrongMonitor, lambda: office.create(office.draft(program_id=office.school.id)))
    refused(WrongPlatform, lambda: office.create(office.draft(platform=Platform.EXTERNAL)))
    refused(NoTeacherLink, lambda: office.create(replace(office.in_class(), link=None)))
    refused(GuardianNotOptedIn, lambda: office.create(guarded(office, "luis")))
    assert everything(office) == [[], []]


def guarded(office: Office, student: str) -> Any:
    return office.draft(student=student, monitor="grace", monitor_kind=MonitorKind.GUARDIAN)


def test_a_guardian_who_opted_in_monitors_their_own_child(office: Office) -> None:
    assert office.create(guarded(office, "amara")).monitor_id == office["grace"].id


def test_a_match_starts_today_at_the_earliest(office: Office) -> None:
    today = date(2026, 10, 26)
    assert office.create(office.draft(starts_on=today)).starts_on == today
    refusal = refused(StartInThePast, lambda: office.create(office.draft(starts_on=today - timedelta(days=1))))
    assert (refusal.starts_on, refusal.today) == (date(2026, 10, 25), today)


def test_today_is_the_day_of_the_program_not_that_of_greenwich(office: Office) -> None:
    one_in_the_morning_in_greenwich = datetime(2026, 10, 27, 1, tzinfo=UTC)
    made = office.create(office.draft(starts_on=date(2026, 10, 26)), at=one_in_the_morning_in_greenwich)
    assert made.starts_on == date(2026, 10, 26)


@pytest.mark.parametrize("outside", [date(2027, 6, 19), date(2028, 1, 4)])
def test_a_match_starts_within_its_program(office: Office, outside: date) -> None:
    assert refused(StartOutsideProgram, lambda: office.create(office.draft(starts_on=outside))).starts_on == outside
    office.create(office.draft(starts_on=date(2027, 6, 18)))


def test_a_match_does_not_start_before_its_program(office: Office) -> None:
    spring = office.add_program("spring", starts_on=date(2027, 1, 4))
    refusal = refused(StartOutsideProgram, lambda: office.create(office.draft(program_id=spring.id)))
    assert (refusal.starts_on, refusal.program) == (FIRST_DAY, spring)


def test_a_slot_in_the_hour_that_the_spring_skips_is_refused(office: Office) -> None:
    night = Slot(Weekday.SU, time(2, 30))
    assert refused(TimeDoesNotExist, lambda: office.create(office.draft(slot=night))).day == date(2027, 3, 14)
    office.create(office.draft(slot=night, starts_on=date(2027, 3, 21)))


# One hour, one room


@pytest.mark.parametrize(
    ("shared", "others"),
    [
        ("ana", {"student": "mia", "monitor": "sam"}),
        ("ruth", {"mentor": "ben", "student": "mia"}),
        ("luis", {"mentor": "ben", "monitor": "sam"}),
    ],
)
def test_nobody_is_in_two_rooms_at_once(office: Office, shared: str, others: dict[str, str]) -> None:
    first = office.create(office.draft())
    refusal = refused(SlotTaken, lambda: office.create(office.draft(**others)))
    assert (refusal.person.key, refusal.other.id, refusal.day) == (shared, first.id, FIRST_DAY)


def test_hours_that_touch_are_free(office: Office) -> None:
    office.create(office.draft())
    office.create(office.draft(slot=Slot(Weekday.TU, time(17, 30))))
    before = office.create(office.draft(slot=Slot(Weekday.TU, time(15, 30))))
    reaching_into_it = office.draft(slot=Slot(Weekday.TU, time(15, 0), 45))
    assert refused(SlotTaken, lambda: office.create(reaching_into_it)).other.id == before.id


def test_an_hour_is_taken_across_programs_and_zones(office: Office) -> None:
    """4:30 PM in New York is half past eight in the evening in Lisbon, in the week between the clock changes."""
    lisbon = office.add_program("lisbon", timezone="Europe/Lisbon")
    office.create(office.draft())
    evening = Slot(Weekday.TU, time(20, 30))
    refusal = refused(SlotTaken, lambda: office.create(office.draft(program_id=lisbon.id, slot=evening)))
    assert refusal.day == FIRST_DAY


def test_an_hour_after_midnight_belongs_to_the_next_day(office: Office) -> None:
    late = office.create(office.draft(slot=Slot(Weekday.MO, time(23, 30), 90), starts_on=date(2026, 10, 26)))
    refusal = refused(SlotTaken, lambda: office.create(office.draft(slot=Slot(Weekday.TU, time(0, 45)))))
    assert refusal.other.id == late.id
    assert office.create(office.draft(slot=Slot(Weekday.TU, time(1, 0)))).id != late.id


def test_two_programs_that_follow_each_other_may_share_an_hour(office: Office) -> None:
    spring = office.add_program("spring", starts_on=date(2027, 6, 19), ends_on=date(2027, 12, 1))
    in_spring = office.create(office.draft(program_id=spring.id, starts_on=None))
    assert office.create(office.draft()).slot == in_spring.slot


def test_an_ended_match_gives_its_hour_back(office: Office) -> None:
    first = office.create(office.draft())
    with office.store.begin() as work:
        assert work.matches.move(first.id, MatchState.PROPOSED, MatchState.ENDED)
    office.create(office.draft())


# Confirm


def test_confirming_may_bring_the_start_date_along_or_later(office: Office) -> None:
    match = office.create(office.draft(starts_on=None))
    confirmed = office.confirm(match)
    assert (confirmed.state, confirmed.starts_on) == (MatchState.CONFIRMED, None)
    assert office.confirm(match, FIRST_DAY).starts_on == FIRST_DAY
    assert office.confirm(match, date(2026, 11, 3)).starts_on == date(2026, 11, 3)
    assert office.deeds(f"match-{match.id}") == ["match.create", "match.confirmed", "match.start", "match.start"]


def test_a_match_is_confirmed_once(office: Office) -> None:
    match = office.confirm(office.create(office.draft()))
    assert refused(WrongStep, lambda: office.confirm(match)).match.state is MatchState.CONFIRMED


def test_confirming_asks_for_the_start_date_as_creating_does(office: Office) -> None:
    match = office.create(office.draft(starts_on=None))
    refused(StartInThePast, lambda: office.confirm(match, date(2026, 10, 25)))
    refused(StartOutsideProgram, lambda: office.confirm(match, date(2027, 6, 19)))
    refused(ManagersOnly, lambda: office.confirm(match, FIRST_DAY, by="ana"))
    refused(NoSuchMatch, lambda: office.confirm(replace(match, id=match.id + 1)))
    with office.store.look() as view:
        assert view.matches.get(match.id) == match


def test_an_active_match_keeps_its_start_date(office: Office) -> None:
    active = office.active()
    assert refused(WrongStep, lambda: office.confirm(active, date(2026, 11, 10))).match.starts_on == FIRST_DAY
    with office.store.look() as view:
        assert view.matches.get(active.id) == active


# Release


def test_releasing_plans_sessions_doors_and_duties_at_once(office: Office) -> None:
    active = office.active()
    assert (active.state, active.released_by, active.released_at) == (MatchState.ACTIVE, office["dana"].id, NOW)
    sessions = office.sessions(active)
    assert [s.day for s in sessions] == [FIRST_DAY + timedelta(days=7 * n) for n in range(4)]
    with office.store.look() as view:
        for session in sessions:
            for person in office.ids("ana", "ruth", "luis"):
                assert view.doors.of(session.id, person) is not None
            assert len(office.duties(session_subject(session.id), DutyKind.INVITE)) == 3


@pytest.mark.parametrize(
    ("now", "sunday", "start", "day_before"),
    [
        (NOW, date(2026, 11, 1), "2026-11-01 21:30", "2026-10-31 21:30"),
        (datetime(2027, 3, 8, 12, tzinfo=UTC), date(2027, 3, 14), "2027-03-14 20:30", "2027-03-13 20:30"),
    ],
)
def test_what_is_stored_is_right_across_both_clock_changes(
    office: Office, now: datetime, sunday: date, start: str, day_before: str
) -> None:
    draft = office.draft(slot=Slot(Weekday.SU, time(16, 30)), starts_on=sunday)
    session = office.sessions(office.active(draft, at=now))[0]
    assert (session.day, session.starts_at.strftime("%F %H:%M")) == (sunday, start)
    subject = session_subject(session.id)
    reminders = office.duties(subject, DutyKind.REMIND_DAY)
    assert {row.due_at.strftime("%F %H:%M") for row in reminders} == {day_before}
    assert {row.person_id for row in reminders} == set(office.ids("ana", "ruth", "luis"))
    invitations = office.duties(subject, DutyKind.INVITE)
    assert {row.due_at for row in invitations} == {session.starts_at - timedelta(days=7)}
    assert {row.expires_at for row in invitations} == {session.starts_at}


def test_a_match_is_released_only_once_it_is_confirmed_and_has_a_date(office: Office) -> None:
    match = office.create(office.draft(starts_on=None))
    assert refused(WrongStep, lambda: office.release(match)).match.state is MatchState.PROPOSED
    office.confirm(match)
    assert refused(NoStartDate, lambda: office.release(match)).match.id == match.id
    office.confirm(match, FIRST_DAY)
    refused(ManagersOnly, lambda: office.release(match, by="ana"))
    office.release(match)
    assert refused(WrongStep, lambda: office.release(match)).match.state is MatchState.ACTIVE


def test_a_release_asks_again_whether_the_volunteers_are_cleared(office: Office) -> None:
    match = office.confirm(office.create(office.draft()))
    with office.engine.execution_options(writes=True).begin() as conn:
        expired = update(people).where(people.c.id == office["ruth"].id)
        conn.execute(expired.values(background_check_until=date(2026, 10, 25)))
    assert refused(NotCleared, lambda: office.release(match)).person.key == "ruth"
    assert office.sessions(match) == []


def test_a_start_date_that_has_passed_meanwhile_begins_with_the_next_slot(office: Office) -> None:
    match = office.confirm(office.create(office.draft()))
    late = office.release(match, at=datetime(2026, 10, 29, 12, tzinfo=UTC))
    assert office.sessions(late)[0].day == date(2026, 11, 3)


# Retries, and many at once


def test_a_retry_of_a_request_gives_the_same_match(office: Office) -> None:
    first = office.create(office.draft(), request="trigger-1")
    assert office.create(office.draft(), request="trigger-1", at=NOW + timedelta(seconds=3)) == first
    confirmed = office.confirm(first, request="trigger-2")
    assert office.confirm(first, request="trigger-2") == confirmed
    active = office.release(first, request="trigger-3")
    assert office.release(first, request="trigger-3") == active
    assert len(office.deeds(f"match-{first.id}")) == 3


def test_a_refused_request_may_be_made_again(office: Office) -> None:
    refused(NotCleared, lambda: office.create(office.draft(mentor="gus"), request="trigger-1"))
    assert office.create(office.draft(), request="trigger-1").mentor_id == office["ana"].id


@pytest.fixture
def busy_office(engine: Engine) -> Office:
    """On both databases."""
    return Office(engine)


def test_a_request_that_comes_many_times_at_once_makes_one_match(busy_office: Office) -> None:
    made = all_at_once(lambda _: busy_office.create(busy_office.draft(), request="trigger-1"))
    assert len(made) == THREADS
    assert {match.id for match in made} == {made[0].id}
    assert len(busy_office.deeds(f"match-{made[0].id}")) == 1


def test_of_many_who_want_the_same_hour_at_once_one_gets_it(busy_office: Office) -> None:
    made = all_at_once(lambda _: busy_office.create(busy_office.draft()))
    assert len([m for m in made if isinstance(m, Match)]) == 1
    assert {type(other) for other in made if not isinstance(other, Match)} == {SlotTaken}


def test_people_who_share_nothing_but_the_hour_do_not_stand_in_each_others_way(busy_office: Office) -> None:
    pairs = (busy_office.draft(), busy_office.draft("ben", "mia", "sam"))
    made = all_at_once(lambda number: busy_office.create(pairs[number % 2]))
    assert {m.mentor_id for m in made if isinstance(m, Match)} == set(busy_office.ids("ana", "ben"))


def test_of_many_who_release_a_match_at_once_one_does_it(busy_office: Office) -> None:
    match = busy_office.confirm(busy_office.create(busy_office.draft()))
    answers = all_at_once(lambda _: busy_office.release(match))
    assert len([a for a in answers if isinstance(a, Match)]) == 1
    assert {type(other) for other in answers if not isinstance(other, Match)} == {WrongStep}
    assert len(busy_office.sessions(match)) == 4


def test_a_slot_keeps_its_hour_in_the_database(busy_office: Office) -> None:
    made = busy_office.create(busy_office.draft())
    with busy_office.store.look() as view:
        found = view.matches.get(made.id)
    assert found == made
    assert found is not None
    assert found.slot == TUESDAY
