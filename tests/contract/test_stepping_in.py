"""A manager is the second adult themselves: said, written down, and true once they have come through their own door."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, update

from integrations.database.tables import people
from mentoring.acts.alerting import acknowledge
from mentoring.acts.answering import SessionIsOver
from mentoring.acts.calendars import call_snow_day, take_back_snow_day
from mentoring.acts.changing import move_session
from mentoring.acts.doorway import DoorIsShut, NotLetIn, enter
from mentoring.acts.seeing import gather
from mentoring.acts.stepping_in import ElsewhereThen, NotSteppedIn, OwnSession, step_back, step_in, stepped_in
from mentoring.alerts import AlertReason, AlertState
from mentoring.cover import CoverState
from mentoring.coverage import Verdict, judge
from mentoring.duties import DutyKind, session_subject
from mentoring.matches import NotCleared
from mentoring.people import Role
from mentoring.permissions import ManagersOnly
from mentoring.presence import Observation, Source, Stay
from mentoring.rooms import Entry, MadeRoom, Platform
from mentoring.sessions import AHEAD, Session, SessionState
from tests.contract.database_fixtures import all_at_once, engine, sqlite_engine
from tests.contract.program_fixtures import CLEARED, NOW, POLICY, new_request, person_row
from tests.contract.test_cover import Cast

__all__ = ["engine", "sqlite_engine"]

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


class Scene(Cast):
    """The session with a room that is proven, so that doors lead somewhere."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        room = MadeRoom(Platform.GOOGLE_MEET, "spaces/one", "https://meet.example/one")
        with self.store.begin() as work:
            work.rooms.intend(self.id, "session-1-room-1", at=NOW)
            work.rooms.made(self.id, room)
            party = [Entry(self.people[key].id, f"users/{key}") for key in ("ruth", "ana", "luis")]
            work.rooms.proven(self.id, party, at=NOW)
        self.start = self.session.starts_at

    def come(self, key: str, after: timedelta = -5 * MINUTE) -> str:
        """Where the door of that person leads, so long after the start; why it is shut, where it is."""
        with self.store.look() as view:
            door = view.doors.of(self.id, self.people[key].id)
        try:
            return enter(
                self.store,
                door_id=door.id if door is not None else None,
                opening=lambda _: "opened",
                at=self.start + after,
                policy=POLICY,
            )
        except NotLetIn as refused:
            return refused.why

    def steps_in(self, key: str = "dana", after: timedelta = timedelta()) -> Session:
        return step_in(self.store, actor=self.people[key], session_id=self.id, at=NOW + after)

    def takes_on(self, key: str, after: timedelta = timedelta()) -> None:
        with self.store.look() as view:
            alert = view.alerts.of_sessions([self.id])[self.id, AlertReason.NEEDS_COVER]
        acknowledge(self.store, actor=self.people[key], alert_id=alert.id, at=NOW + after)

    def said(self) -> list[int]:
        with self.store.look() as view:
            session = view.sessions.get(self.id)
            return stepped_in(view, session, view.matches.many([session.match_id])[session.match_id])

    def is_off_and_on_again(self) -> None:
        day, dana = self.session.day, self.people["dana"]
        for act in (call_snow_day, take_back_snow_day):
            act(self.store, actor=dana, day=day, school=None, request=new_request(), at=NOW, policy=POLICY)

    def check_of(self, key: str, until: date | None) -> None:
        with self.office.engine.begin() as conn:
            mine = people.c.id == self.people[key].id
            conn.execute(update(people).where(mine).values(background_check_until=until))
        with self.store.look() as view:
            self.people[key] = view.people.get(self.people[key].id)


@pytest.fixture
def scene(sqlite_engine: Engine) -> Scene:
    return Scene(sqlite_engine)


def test_students_are_let_in_when_the_manager_has_come_and_not_before(engine: Engine) -> None:
    scene = Scene(engine)
    scene.cannot()
    assert scene.come("luis") == DoorIsShut.UNGUARDED
    scene.steps_in()
    assert scene.come("luis") == DoorIsShut.UNGUARDED, "said, and not there yet"
    assert scene.come("dana") == "opened"
    assert scene.come("luis").startswith("https://meet.example")


def test_it_is_in_the_audit_log_once_however_often_it_is_said(engine: Engine) -> None:
    scene = Scene(engine)
    scene.cannot()
    scene.steps_in()
    scene.steps_in()
    scene.come("dana")
    scene.come("dana", -MINUTE)
    assert scene.office.deeds(f"session-{scene.id}").count("session.step_in") == 1


def test_coming_through_the_door_of_an_alert_that_was_taken_on_is_stepping_in_as_well(scene: Scene) -> None:
    scene.cannot()
    scene.seek()
    scene.takes_on("dana")
    assert scene.come("luis") == DoorIsShut.UNGUARDED
    assert scene.come("dana") == "opened"
    assert scene.said() == [scene.people["dana"].id]
    assert "session.step_in" in scene.office.deeds(f"session-{scene.id}")
    assert scene.come("luis").startswith("https://meet.example")


def test_a_manager_who_was_not_let_in_has_not_come(scene: Scene) -> None:
    scene.cannot()
    scene.steps_in()
    assert scene.come("dana", -HOUR) == DoorIsShut.EARLY
    assert scene.come("luis") == DoorIsShut.UNGUARDED


def test_for_a_mentor_who_may_not_be_there_nobody_steps_in(scene: Scene) -> None:
    scene.cannot()
    scene.steps_in()
    scene.come("dana")
    scene.check_of("ana", date(2026, 10, 1))
    assert scene.come("luis") == DoorIsShut.UNGUARDED
    assert scene.come("ana") == DoorIsShut.NOT_CLEARED


def test_a_manager_is_second_adult_for_a_monitor_whose_check_has_run_out(scene: Scene) -> None:
    scene.check_of("ruth", date(2026, 10, 1))
    assert scene.come("luis") == DoorIsShut.UNGUARDED
    scene.steps_in("marcus")
    scene.come("marcus")
    assert scene.come("luis").startswith("https://meet.example")
    assert scene.come("ruth") == DoorIsShut.NOT_CLEARED


def test_it_holds_for_the_hour_for_which_it_was_said(scene: Scene) -> None:
    scene.cannot()
    scene.steps_in()
    to = scene.start + timedelta(days=1)
    move_session(scene.store, actor=scene.people["dana"], session_id=scene.id, starts_at=to, at=NOW, policy=POLICY)
    assert scene.said() == []
    scene.steps_in()
    assert scene.said() == [scene.people["dana"].id]


def test_one_who_is_no_manager_any_more_opens_nothing(scene: Scene) -> None:
    scene.cannot()
    scene.steps_in()
    scene.come("dana")
    with scene.store.begin() as work:
        work.people.save(person_row("dana", Role.PROCTOR))
    assert scene.come("luis") == DoorIsShut.UNGUARDED


def test_a_manager_whose_check_has_run_out_is_no_second_adult_anywhere(scene: Scene) -> None:
    scene.cannot()
    scene.steps_in()
    scene.come("dana")
    scene.check_of("dana", date(2026, 10, 1))
    with pytest.raises(NotCleared):
        scene.steps_in()
    assert scene.come("luis") == DoorIsShut.UNGUARDED
    assert scene.come("dana") == DoorIsShut.NOT_CLEARED
    assert _verdict(scene, "dana") is Verdict.ABSENT
    scene.check_of("dana", scene.session.day)
    assert scene.come("dana") == "opened", "the last day is still good"
    assert _verdict(scene, "dana") is Verdict.PRESENT


def _verdict(scene: Scene, key: str) -> Verdict:
    """What the judge says of a room in which mentor, student and that manager are."""
    with scene.store.look() as view:
        case = gather(view, [scene.id])[scene.id].knowing({f"users/{key}": scene.people[key].id})
    at, came = scene.start + 10 * MINUTE, scene.start - MINUTE
    stays = tuple(Stay(Source.MEET_LIVE, (f"users/{who}",), who, came) for who in ("ana", "luis", key))
    evidence = case.evidence(Observation(live=True, stays=stays, read_at=at))
    return judge(starts_at=scene.start, people=case.company, evidence=evidence, policy=POLICY, at=at).verdict


def test_the_search_goes_on_and_the_session_is_not_called_off(scene: Scene) -> None:
    scene.cannot()
    scene.seek()
    scene.steps_in()
    assert scene.alert() is AlertState.ACKNOWLEDGED
    scene.seek(scene.start - POLICY.cover_deadline - NOW)
    assert (scene.session.state, scene.cover.state) == (SessionState.PLANNED, CoverState.WANTED)
    late = scene.offers[-1]
    assert scene.take(scene.key_of(late.person_id), late)
    assert scene.cover.state is CoverState.FOUND


def test_shortly_before_the_start_nobody_else_is_called(scene: Scene) -> None:
    scene.cannot()
    scene.seek()
    scene.steps_in()
    scene.seek(scene.start - 10 * MINUTE - NOW)
    with scene.store.look() as view:
        alert = view.alerts.of_sessions([scene.id])[scene.id, AlertReason.NEEDS_COVER]
    assert (alert.state, alert.facts.pressing) == (AlertState.ACKNOWLEDGED, False)


def test_when_it_is_over_it_was_found_and_not_called_off(scene: Scene) -> None:
    scene.cannot()
    scene.seek()
    scene.steps_in()
    scene.come("dana")
    scene.seek(scene.session.ends_at - NOW)
    assert scene.cover.state is CoverState.FOUND
    assert scene.alert() is AlertState.RESOLVED


def test_who_said_that_they_step_in_and_never_came_was_no_second_adult(scene: Scene) -> None:
    scene.cannot()
    scene.seek()
    scene.steps_in()
    scene.seek(scene.session.ends_at - NOW)
    assert scene.cover.state is CoverState.CALLED_OFF


def test_taken_back_it_is_as_if_it_had_never_been_said(scene: Scene) -> None:
    scene.cannot()
    scene.seek()
    scene.steps_in()
    assert scene.come("dana") == "opened"
    dana = scene.people["dana"]
    step_back(scene.store, actor=dana, session_id=scene.id, at=NOW)
    assert scene.said() == []
    assert scene.come("luis") == DoorIsShut.UNGUARDED
    scene.seek(scene.start - POLICY.cover_deadline - NOW)
    assert scene.session.state is SessionState.CANCELLED
    with pytest.raises(SessionIsOver):
        step_back(scene.store, actor=dana, session_id=scene.id, at=NOW)


@pytest.mark.parametrize("after", [-50 * MINUTE, 10 * MINUTE])
def test_taken_back_when_it_is_urgent_the_managers_are_called_again(engine: Engine, after: timedelta) -> None:
    scene = Scene(engine)
    if after > timedelta():
        with scene.store.begin() as work:
            work.sessions.move(scene.id, AHEAD, SessionState.OPEN)
    now = scene.start + after
    scene.cannot(after=now - NOW)
    scene.seek(now - NOW)
    scene.steps_in("dana", now - NOW)
    scene.steps_in("marcus", now - NOW)
    step_back(scene.store, actor=scene.people["dana"], session_id=scene.id, at=now + MINUTE)
    scene.seek(now + MINUTE - NOW)
    assert scene.alert() is AlertState.ACKNOWLEDGED, "somebody else has stepped in"
    step_back(scene.store, actor=scene.people["marcus"], session_id=scene.id, at=now + 2 * MINUTE)
    scene.seek(now + 2 * MINUTE - NOW)
    assert scene.alert() is AlertState.RAISED


def test_nobody_takes_back_what_they_never_said(scene: Scene) -> None:
    with pytest.raises(NotSteppedIn):
        step_back(scene.store, actor=scene.people["marcus"], session_id=scene.id, at=NOW)


def test_only_managers_who_are_not_of_the_session_step_in_while_it_is_not_over(scene: Scene) -> None:
    with pytest.raises(ManagersOnly):
        scene.steps_in("ruth")
    with scene.store.begin() as work:
        work.people.save(person_row("ana", Role.MENTOR, Role.MANAGER, clearance=CLEARED))
        scene.people["ana"] = work.people.get(scene.people["ana"].id)
    with pytest.raises(OwnSession):
        scene.steps_in("ana")
    with pytest.raises(SessionIsOver):
        scene.steps_in("dana", scene.session.ends_at - NOW)
    assert scene.said() == []


def test_nobody_steps_into_two_rooms_at_once(engine: Engine) -> None:
    scene = Scene(engine)
    beside = _beside(scene)
    scene.steps_in()
    with pytest.raises(ElsewhereThen):
        step_in(scene.store, actor=scene.people["dana"], session_id=beside.id, at=NOW)
    assert step_in(scene.store, actor=scene.people["marcus"], session_id=beside.id, at=NOW) == beside
    scene.steps_in()
    step_back(scene.store, actor=scene.people["dana"], session_id=scene.id, at=NOW)
    assert step_in(scene.store, actor=scene.people["dana"], session_id=beside.id, at=NOW) == beside


def test_a_session_that_was_moved_away_keeps_nobody_from_stepping_in_beside(scene: Scene) -> None:
    beside = _beside(scene)
    scene.steps_in()
    to = scene.start + 10 * MINUTE + timedelta(days=1)
    move_session(scene.store, actor=scene.people["dana"], session_id=scene.id, starts_at=to, at=NOW, policy=POLICY)
    assert step_in(scene.store, actor=scene.people["dana"], session_id=beside.id, at=NOW) == beside


def test_who_watches_over_another_session_then_does_not_step_in(scene: Scene) -> None:
    _beside(scene)
    with scene.store.begin() as work:
        work.people.save(person_row("sam", Role.PROCTOR, Role.MANAGER, clearance=CLEARED))
        scene.people["sam"] = work.people.get(scene.people["sam"].id)
    with pytest.raises(ElsewhereThen):
        scene.steps_in("sam")


def test_of_two_sessions_at_one_hour_a_manager_gets_one_however_quickly_they_press(engine: Engine) -> None:
    scene = Scene(engine)
    beside, dana = _beside(scene), scene.people["dana"]
    both = (scene.id, beside.id)
    answers = all_at_once(lambda number: step_in(scene.store, actor=dana, session_id=both[number % 2], at=NOW))
    assert {type(one) for one in answers} == {Session, ElsewhereThen}
    with scene.store.look() as view:
        assert sum(len(said) for said in view.stepped_in.of(both).values()) == 1


def _beside(scene: Scene) -> Session:
    """Another session at the same hour."""
    return scene.office.first_session(scene.office.draft(mentor="ben", student="mia", monitor="sam"))


def test_after_a_session_was_off_and_is_on_again_nobody_has_stepped_in(scene: Scene) -> None:
    """What was said of the session as it was; whoever says it anew has a door that opens."""
    scene.steps_in()
    dana = scene.people["dana"]
    scene.is_off_and_on_again()
    assert scene.said() == []
    with scene.store.look() as view:
        assert view.sessions.get(scene.id).state in AHEAD
    scene.steps_in(after=MINUTE)
    assert scene.said() == [dana.id]
    with scene.store.look() as view:
        door = view.doors.of(scene.id, dana.id)
    assert door is not None and door.revoked_at is None


def test_who_takes_on_the_alert_of_a_session_that_was_off_meanwhile_has_a_door_that_opens(scene: Scene) -> None:
    scene.cannot()
    scene.seek()
    scene.takes_on("dana")
    scene.is_off_and_on_again()
    scene.cannot(after=MINUTE)
    scene.seek(MINUTE)
    scene.takes_on("dana", MINUTE)
    assert scene.come("dana") == DoorIsShut.NO_ROOM, "hers again, and the new room is still to be made"
    admit = scene.office.duties(session_subject(scene.id), DutyKind.ADMIT)
    waiting = [row for row in admit if row.state == "waiting" and row.person_id == scene.people["dana"].id]
    assert len(waiting) == 1, "the room is told of her anew"
