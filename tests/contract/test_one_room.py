"""In class the groups meet in breakouts of the teacher's one room: who watches over two of them is in one (R017)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import Engine

from mentoring.acts.booking import SlotTaken, TimeTaken
from mentoring.acts.calendars import call_snow_day, take_back_snow_day
from mentoring.acts.changing import move_session, replace_monitor
from mentoring.acts.doorway import enter
from mentoring.acts.limiting import set_limit
from mentoring.acts.looking import sessions_on
from mentoring.duties import DutyKind, session_subject
from mentoring.errors import Refusal
from mentoring.limits import LimitKind
from mentoring.matches import Match, MatchDraft, MonitorKind
from mentoring.people import Role
from mentoring.rooms import MadeRoom, Platform
from mentoring.sessions import AHEAD, Session
from mentoring.slots import Slot, Weekday
from tests.contract.agreement_fixtures import Round
from tests.contract.database_fixtures import engine, sqlite_engine
from tests.contract.program_fixtures import FIRST_DAY, NOW, POLICY, TUESDAY, Office, new_request, person_row

__all__ = ["engine", "sqlite_engine"]

LINK, ANOTHER = "https://class.example.org/5b", "https://class.example.org/6a"
WEDNESDAY = Slot(Weekday.WE, time(16, 30))


@pytest.fixture
def quick(sqlite_engine: Engine) -> Office:
    return Office(sqlite_engine)


def second_group(office: Office, **more: object) -> MatchDraft:
    return replace(office.in_class(mentor="ben", student="mia"), **more)  # type: ignore[arg-type]


def both(office: Office) -> tuple[Match, Match]:
    return office.active(office.in_class()), office.active(second_group(office))


def first_of(office: Office, match: Match) -> Session:
    return office.sessions(match)[0]


def stand_in(office: Office, session: Session, key: str = "olive") -> Session:
    return replace_monitor(
        office.store,
        actor=office["dana"],
        session_id=session.id,
        monitor_id=office[key].id,
        kind=MonitorKind.TEACHER,
        at=NOW,
        policy=POLICY,
    )


def move(office: Office, session: Session, to: datetime) -> Session:
    return move_session(office.store, actor=office["dana"], session_id=session.id, starts_at=to, at=NOW, policy=POLICY)


def test_two_groups_of_one_class_have_two_mentors_and_one_teacher(engine: Engine) -> None:
    office = Office(engine)
    one, other = both(office)
    pairs = zip(office.sessions(one), office.sessions(other), strict=True)
    assert all(a.starts_at == b.starts_at and a.monitor_id == b.monitor_id for a, b in pairs)


@pytest.mark.parametrize("slot", [TUESDAY, Slot(Weekday.TU, time(16, 45)), Slot(Weekday.TU, time(17, 30))])
def test_in_another_room_it_stays_refused_and_so_does_too_short_a_pause(quick: Office, slot: Slot) -> None:
    set_limit(
        quick.store, actor=quick["dana"], person=quick["carol"], kind=LimitKind.GAP, value=15, at=NOW, policy=POLICY
    )
    quick.create(quick.in_class())
    with pytest.raises(SlotTaken) as refused:
        quick.create(second_group(quick, link=ANOTHER, slot=slot))
    assert refused.value.person.key == "carol"
    assert quick.create(second_group(quick, slot=slot)), "in the same room no pause is needed"


def test_links_that_only_look_alike_are_two_rooms(quick: Office) -> None:
    quick.create(quick.in_class())
    for link in (
        "https://class.example.org/5B",
        "https://class.example.org/5b?group=2",
        "https://class.example.org/5🙂",
    ):
        with pytest.raises(SlotTaken):
            quick.create(second_group(quick, link=link))


@pytest.mark.parametrize("shared", [{"mentor": "ana", "student": "mia"}, {"mentor": "ben", "student": "luis"}])
def test_mentors_and_students_are_in_one_group_only(quick: Office, shared: dict[str, str]) -> None:
    quick.create(quick.in_class())
    with pytest.raises(SlotTaken):
        quick.create(quick.in_class(**shared))


def test_who_teaches_one_group_mentors_none_beside_it(quick: Office) -> None:
    """One room, but two things to do in it."""
    cleared = quick["ana"].clearance
    quick.add_people(person_row("carol", Role.TEACHER, Role.MENTOR, clearance=cleared), person_row("olive", Role.STAFF))
    quick.create(quick.in_class())
    with pytest.raises(SlotTaken):
        quick.create(replace(quick.in_class(mentor="carol", student="mia"), monitor_id=quick["olive"].id))


def test_a_session_is_moved_beside_the_other_group_and_not_beside_another_class(engine: Engine) -> None:
    office = Office(engine)
    office.active(office.in_class())
    mine = office.active(second_group(office, slot=WEDNESDAY))
    foreign = office.active(second_group(office, slot=Slot(Weekday.TH, time(16, 30)), link=ANOTHER))
    tuesday = datetime(2026, 10, 27, 20, 30, tzinfo=UTC)
    with pytest.raises(TimeTaken) as refused:
        move(office, first_of(office, foreign), tuesday)
    assert refused.value.person.key == "carol"
    assert move(office, first_of(office, mine), tuesday).starts_at == tuesday


def test_into_a_week_still_to_be_planned_as_well(quick: Office) -> None:
    quick.active(quick.in_class())
    mine = quick.active(second_group(quick, slot=WEDNESDAY))
    foreign = quick.active(second_group(quick, slot=Slot(Weekday.TH, time(16, 30)), link=ANOTHER))
    far = datetime(2027, 2, 2, 21, 30, tzinfo=UTC)
    with pytest.raises(SlotTaken):
        move(quick, first_of(quick, foreign), far)
    assert move(quick, first_of(quick, mine), far).starts_at == far


def test_one_colleague_stands_in_for_the_teacher_in_both_groups(engine: Engine) -> None:
    office = Office(engine)
    office.add_people(person_row("olive", Role.STAFF))
    sessions = [first_of(office, match) for match in both(office)]
    set_limit(
        office.store, actor=office["dana"], person=office["olive"], kind=LimitKind.HOURS, value=1, at=NOW, policy=POLICY
    )
    assert [stand_in(office, session).monitor_id for session in sessions] == [office["olive"].id] * 2


def test_who_watches_over_another_class_stands_in_for_nobody_then(quick: Office) -> None:
    quick.add_people(person_row("olive", Role.STAFF))
    quick.active(replace(second_group(quick, link=ANOTHER), monitor_id=quick["olive"].id))
    with pytest.raises(TimeTaken):
        stand_in(quick, quick.first_session(quick.in_class()))


def test_both_come_back_with_their_day(engine: Engine) -> None:
    office = Office(engine)
    sessions = [first_of(office, match) for match in both(office)]
    for act in (call_snow_day, take_back_snow_day):
        act(
            office.store,
            actor=office["dana"],
            day=FIRST_DAY,
            school=None,
            request=new_request(),
            at=NOW,
            policy=POLICY,
        )
    assert {office.session(session.id).state for session in sessions} <= AHEAD


def test_a_paused_group_comes_back_beside_the_other_one(quick: Office) -> None:
    quick.add_people(person_row("olive", Role.STAFF))
    one, other = both(quick)
    stand_in(quick, quick.sessions(one)[1])
    going = Round(quick, one)
    going.pause(FIRST_DAY + timedelta(days=21))
    going.resume()
    assert [s.monitor_id for s in quick.sessions(one) if s.state in AHEAD] == [quick["carol"].id] * 4
    assert all(s.state in AHEAD for s in quick.sessions(other))


# What follows for the teacher


def test_the_teacher_has_a_door_to_each_group_and_both_lead_into_the_one_room(quick: Office) -> None:
    sessions, carol = [first_of(quick, match) for match in both(quick)], quick["carol"].id
    with quick.store.look() as view:
        doors = [view.doors.of(session.id, carol) for session in sessions]
    ids = [door.id for door in doors if door is not None]
    assert len(set(ids)) == 2
    for session in sessions:
        with quick.store.begin() as work:
            work.rooms.intend(session.id, f"session-{session.id}-room-1", at=NOW)
            work.rooms.made(session.id, MadeRoom(Platform.EXTERNAL, f"session-{session.id}", LINK))
            work.rooms.proven(session.id, [], at=NOW)
    at = sessions[0].starts_at
    led = [enter(quick.store, door_id=door, opening=lambda _: "", at=at, policy=POLICY) for door in ids]
    assert led == [LINK] * 2


def test_the_teacher_is_reminded_of_each_group_and_sees_both_in_the_list(quick: Office) -> None:
    sessions, carol = [first_of(quick, match) for match in both(quick)], quick["carol"]
    reminded = [
        row.person_id
        for session in sessions
        for row in quick.duties(session_subject(session.id), DutyKind.REMIND_SOON)
        if row.person_id == carol.id
    ]
    assert len(reminded) == 2
    assert [line.session.id for line in sessions_on(quick.store, actor=carol, day=FIRST_DAY)] == [
        session.id for session in sessions
    ]


def test_refusals_change_nothing(quick: Office) -> None:
    quick.create(quick.in_class())
    with pytest.raises(Refusal):
        quick.create(second_group(quick, link=ANOTHER))
    with quick.store.look() as view:
        assert len(view.matches.all_ids()) == 1
