"""Check-ins in the database: planned, listed, logged, and told in the morning."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, text

from jobs.check_ins import MORNING
from mentoring.acts.checking_in import (
    SHOWN,
    list_check_ins,
    log_check_in,
    next_morning,
    plan_all,
    tell_overdue,
)
from mentoring.acts.looking import show_match
from mentoring.acts.matchmaking import NoSuchMatch
from mentoring.checkins import LONGEST_NOTE, MinutesOutOfRange, NoteTooLong, Part, Way, WithWhom
from mentoring.matches import Match, MatchState
from mentoring.people import Role
from mentoring.permissions import ManagersOnly
from mentoring.sessions import NOT_OVER, SessionState
from mentoring.tidings import Tiding, Topic
from tests.contract.database_fixtures import engine, sqlite_engine
from tests.contract.program_fixtures import NOW, POLICY, Office, new_request, person_row

__all__ = ["engine", "sqlite_engine"]

DAY = timedelta(days=1)


@pytest.fixture
def office(engine: Engine) -> Office:
    return Office(engine)


@pytest.fixture
def match(office: Office) -> Match:
    """Ana with Amara, guardian Grace; its first session was held."""
    match = office.active(office.draft(student="amara"))
    hold_first(office, match)
    return match


def hold_first(office: Office, match: Match) -> None:
    with office.store.begin() as work:
        assert work.sessions.move(office.sessions(match)[0].id, NOT_OVER, SessionState.HELD)


def first_end(office: Office, match: Match) -> datetime:
    return office.sessions(match)[0].ends_at


def due(office: Office, *, at: datetime, who: str = "dana", everyone: bool = False) -> list[tuple[str, str, datetime]]:
    page = list_check_ins(office.store, actor=office[who], everyone=everyone, page=1, at=at)
    return [(one.part, page.people[one.person_id].key, one.due_at) for one in page.lines]


def log(office: Office, match: Match, part: Part, *, at: datetime, **more: Any) -> Any:
    given: dict[str, Any] = {
        "way": Way.CALL,
        "minutes": 10,
        "note": "all is well",
        "request": new_request(),
        "actor": office["dana"],
    }
    return log_check_in(office.store, match_id=match.id, part=part, at=at, policy=POLICY, **(given | more))


def tidings(office: Office) -> list[Tiding]:
    with office.store.look() as view:
        return [*view.tidings.many(range(1, 50)).values()]


def tell(office: Office, at: datetime) -> None:
    with office.store.begin() as work:
        tell_overdue(work, at=at)


def test_nothing_is_due_before_the_first_session(office: Office) -> None:
    office.active(office.draft(student="amara"))
    plan_all(office.store, at=NOW + DAY, policy=POLICY)
    assert due(office, at=NOW + DAY) == []


def test_after_the_first_session_everybody_is_due(office: Office, match: Match) -> None:
    end = first_end(office, match)
    plan_all(office.store, at=end + timedelta(hours=12), policy=POLICY)
    wanted = {("guardian", "grace"), ("mentor", "ana"), ("student", "amara")}
    assert {one[:2] for one in due(office, at=end + timedelta(hours=12))} == wanted
    assert {one[2] for one in due(office, at=end)} == {end + 2 * DAY}


def test_what_is_logged_is_done_until_the_next_time(office: Office, match: Match) -> None:
    end = first_end(office, match)
    plan_all(office.store, at=end, policy=POLICY)
    done = log(office, match, Part.GUARDIAN, at=end + DAY)
    assert (done.person.key, done.next_at) == ("grace", end + DAY + timedelta(days=91))
    assert {one[1] for one in due(office, at=end + DAY)} == {"ana", "amara"}
    log(office, match, Part.MENTOR, at=end + DAY)
    assert ("mentor", "ana", end + 30 * DAY) in due(office, at=end + 25 * DAY)


def test_a_check_in_before_the_nightly_plan_counts_as_well(office: Office, match: Match) -> None:
    end = first_end(office, match)
    log(office, match, Part.MENTOR, at=end + timedelta(hours=1))
    assert {one[1] for one in due(office, at=end + DAY)} == {"grace", "amara"}


def test_the_oldest_stand_first_and_only_ones_own_matches(office: Office, match: Match) -> None:
    other = office.active(office.draft(mentor="ben", student="luis", monitor="sam"))
    hold_first(office, other)
    end = first_end(office, match)
    log(office, match, Part.MENTOR, at=end)
    plan_all(office.store, at=end + 30 * DAY, policy=POLICY)
    moments = [one[2] for one in due(office, at=end + 30 * DAY)]
    assert moments == sorted(moments) and len(moments) == 5
    assert due(office, at=end + 30 * DAY, who="marcus") == []
    assert len(due(office, at=end + 30 * DAY, who="marcus", everyone=True)) == 5


@pytest.mark.parametrize("state", [MatchState.PAUSED, MatchState.ENDED])
def test_paused_matches_wait_and_ended_ones_stop_at_once(office: Office, match: Match, state: MatchState) -> None:
    end = first_end(office, match)
    plan_all(office.store, at=end, policy=POLICY)
    with office.store.begin() as work:
        assert work.matches.move(match.id, MatchState.ACTIVE, state)
    assert due(office, at=end + DAY) == []
    plan_all(office.store, at=end + 10 * DAY, policy=POLICY)
    with office.store.look() as view:
        left = view.check_ins.planned([match.id]).get(match.id, {})
    assert {one.due_at for one in left.values()} == ({end + 12 * DAY} if state is MatchState.PAUSED else set())


def test_a_retry_of_slack_logs_it_once(office: Office, match: Match) -> None:
    for _ in range(2):
        log(office, match, Part.GUARDIAN, at=NOW + 3 * DAY, request="the same")
    with office.store.look() as view:
        assert len(view.check_ins.of_match(match.id, limit=9)) == 1
    assert office.deeds(f"match-{match.id}").count("checkin.log") == 1


def test_with_several_students_one_is_named(office: Office) -> None:
    match = office.active(replace(office.draft(), student_ids=office.ids("luis", "mia")))
    for named in ("", "nobody"):
        with pytest.raises(WithWhom) as refused:
            log(office, match, Part.STUDENT, at=NOW, named=named)
        assert [person.key for person in refused.value.candidates] == ["luis", "mia"]
    assert log(office, match, Part.STUDENT, at=NOW, named="Mia").person.key == "mia"
    with pytest.raises(WithWhom):
        log(office, match, Part.GUARDIAN, at=NOW)


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"note": "x" * (LONGEST_NOTE + 1)}, NoteTooLong),
        ({"minutes": 0}, MinutesOutOfRange),
        ({"minutes": 481}, MinutesOutOfRange),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_written(
    office: Office, match: Match, more: dict[str, Any], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        log(office, match, Part.MENTOR, at=NOW, **more)
    assert "checkin.log" not in office.deeds(f"match-{match.id}")


def test_only_managers_log_and_list(office: Office, match: Match) -> None:
    with pytest.raises(ManagersOnly):
        log(office, match, Part.MENTOR, at=NOW, actor=office["ana"])
    with pytest.raises(ManagersOnly):
        due(office, at=NOW, who="ana")
    with pytest.raises(NoSuchMatch):
        log(office, replace(match, id=999), Part.MENTOR, at=NOW)


def test_the_note_is_sealed_and_only_managers_see_the_history(office: Office, match: Match) -> None:
    log(office, match, Part.GUARDIAN, at=NOW + DAY, note="  a very\nprivate   note 👍 ")
    with office.engine.connect() as conn:
        assert "private" not in str(conn.execute(text("SELECT * FROM check_ins")).all())
        assert "private" not in str(conn.execute(text("SELECT * FROM deeds")).all())
    shown = show_match(office.store, actor=office["dana"], match_id=match.id, at=NOW)
    assert [one.note for one in shown.check_ins] == ["a very private note 👍"]
    assert not show_match(office.store, actor=office["ana"], match_id=match.id, at=NOW).check_ins


# In the morning


def test_a_manager_hears_once_a_day_and_only_when_something_is_overdue(office: Office, match: Match) -> None:
    end = first_end(office, match)
    plan_all(office.store, at=end, policy=POLICY)
    tell(office, end + 2 * DAY - timedelta(minutes=1))
    assert not tidings(office)
    morning = end + 2 * DAY + timedelta(minutes=1)
    for _ in range(2):
        tell(office, morning)
    (told,) = tidings(office)
    assert (told.topic, told.reader_id, told.facts["count"]) == (Topic.CHECK_INS_OVERDUE, office["dana"].id, 3)
    tell(office, morning + DAY)
    assert len(tidings(office)) == 2


def test_a_manager_reads_of_the_five_oldest_only(office: Office) -> None:
    with office.store.begin() as work:
        keys = [f"kid{number}" for number in range(8)]
        found = [work.people.save(person_row(key, Role.STUDENT))[0].id for key in keys]
    match = office.active(replace(office.draft(), student_ids=tuple(found)))
    hold_first(office, match)
    plan_all(office.store, at=first_end(office, match), policy=POLICY)
    tell(office, first_end(office, match) + 3 * DAY)
    (told,) = tidings(office)
    assert told.facts["count"] == 9 and len(told.facts["oldest"]) == SHOWN


@pytest.mark.parametrize(
    ("at", "morning"),
    [
        ("2026-10-31T11:59:00+00:00", "2026-10-31T12:00:00+00:00"),
        ("2026-10-31T12:00:00+00:00", "2026-11-01T13:00:00+00:00"),
        ("2027-03-13T13:00:00+00:00", "2027-03-14T12:00:00+00:00"),
        ("2026-12-31T20:00:00+00:00", "2027-01-01T13:00:00+00:00"),
    ],
)
def test_the_morning_is_one_in_wall_time_across_both_clock_changes(office: Office, at: str, morning: str) -> None:
    with office.store.look() as view:
        found = next_morning(view, MORNING, at=datetime.fromisoformat(at))
    assert found == datetime.fromisoformat(morning)
