"""The end of a program's year: told ahead, and no match of it goes on or ends silently (R013)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from mentoring.acts.ending import begin_ending
from mentoring.acts.year_end import end_finished_years, tell_of_year_ends
from mentoring.limits import OwnLimits, TooManyMatches
from mentoring.matches import Match, MatchState
from mentoring.programs import Program
from mentoring.sessions import NOT_OVER
from mentoring.slots import Slot, Weekday
from mentoring.tidings import Tiding, Topic
from tests.contract.database_fixtures import engine, sqlite_engine
from tests.contract.program_fixtures import NOW, POLICY, Office

__all__ = ["engine", "sqlite_engine"]

LAST = date(2026, 11, 20)
MORNING_AFTER = datetime(2026, 11, 21, 9, tzinfo=UTC)
WEDNESDAY = Slot(Weekday.WE, time(16, 30))


class Killed(Exception):
    """The process was killed there."""


@pytest.fixture
def office(engine: Engine) -> Office:
    """On both databases. The year is over on November 20."""
    office = Office(engine)
    office.add_program("ils", ends_on=LAST)
    return office


def year(office: Office, at: datetime) -> int:
    """What the night does of it."""
    tell_of_year_ends(office.store, at=at, policy=POLICY)
    return end_finished_years(office.store, at=at)


def tidings(office: Office, topic: Topic) -> list[Tiding]:
    with office.store.look() as view:
        return [one for one in view.tidings.many(range(1, 2_000)).values() if one.topic is topic]


def state(office: Office, match: Match) -> MatchState:
    with office.store.look() as view:
        return view.matches.many([match.id])[match.id].state


def test_managers_hear_a_month_ahead_and_once(office: Office) -> None:
    office.active()
    office.active(office.draft("ben", "mia", "sam", slot=WEDNESDAY))
    year(office, NOW - timedelta(days=10))
    assert tidings(office, Topic.YEAR_ENDS) == []
    for days in (0, 1, 20):
        year(office, NOW + timedelta(days=days))
    (told,) = tidings(office, Topic.YEAR_ENDS)
    assert (told.reader_id, told.facts) == (
        office["dana"].id,
        {"program": "ILS", "day": "2026-11-20", "matches": 2},
    )


def test_another_last_day_is_told_anew(office: Office) -> None:
    office.active()
    year(office, NOW)
    office.add_program("ils", ends_on=LAST + timedelta(days=2))
    year(office, NOW)
    assert [told.facts["day"] for told in tidings(office, Topic.YEAR_ENDS)] == ["2026-11-20", "2026-11-22"]


def test_on_the_day_after_every_match_ends_and_everybody_is_told_the_manager_of_all_at_once(office: Office) -> None:
    held = [office.active(), office.active(office.draft("ben", "mia", "sam", slot=WEDNESDAY))]
    assert year(office, MORNING_AFTER) == 2
    assert {state(office, match) for match in held} == {MatchState.ENDING}
    told = tidings(office, Topic.MATCH_ENDED)
    assert {one.match_id for one in told} == {match.id for match in held}
    assert office["dana"].id not in {one.reader_id for one in told}
    assert all(one.facts["year_over"] for one in told)
    assert [one.facts["matches"] for one in tidings(office, Topic.YEAR_OVER)] == [2]
    assert year(office, MORNING_AFTER + timedelta(days=1)) == 0
    assert len(tidings(office, Topic.MATCH_ENDED)) == len(told) and len(tidings(office, Topic.YEAR_OVER)) == 1


def test_the_audit_log_says_that_the_year_was_over(office: Office) -> None:
    match = office.active()
    year(office, MORNING_AFTER)
    with office.store.look() as view:
        deed = view.deeds.of(f"match-{match.id}")[-1]
    assert (deed.action, deed.actor_id, deed.why) == ("match.ending", None, "the program year is over")


@pytest.mark.parametrize("begin", ["proposed", "paused"])
def test_what_never_began_and_what_is_paused_ends_as_well(office: Office, begin: str) -> None:
    match = office.create(office.draft()) if begin == "proposed" else office.active()
    if begin == "paused":
        with office.store.begin() as work:
            work.matches.move(match.id, MatchState.ACTIVE, MatchState.PAUSED)
    assert year(office, MORNING_AFTER) == 1
    assert state(office, match) is MatchState.ENDING
    ahead = [session for session in office.sessions(match) if session.starts_at > MORNING_AFTER]
    assert not [session for session in ahead if session.state in NOT_OVER]


@pytest.mark.parametrize(
    ("zone", "still", "over"),
    [
        ("Pacific/Honolulu", datetime(2026, 11, 21, 9, 59, tzinfo=UTC), datetime(2026, 11, 21, 10, tzinfo=UTC)),
        ("Pacific/Kiritimati", datetime(2026, 11, 20, 9, 59, tzinfo=UTC), datetime(2026, 11, 20, 10, tzinfo=UTC)),
    ],
)
def test_the_last_day_is_one_of_the_programs_own_clock(
    sqlite_engine: Engine, zone: str, still: datetime, over: datetime
) -> None:
    office = Office(sqlite_engine)
    office.add_program("ils", ends_on=LAST, timezone=zone)
    office.active()
    assert (year(office, still), year(office, over)) == (0, 1)


def test_killed_between_two_matches_the_next_night_goes_on(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    held = [office.active(), office.active(office.draft("ben", "mia", "sam", slot=WEDNESDAY))]
    real: Callable[..., Match] = begin_ending
    done: list[int] = []

    def dying(work: Any, match: Match, *args: Any, **more: Any) -> Match:
        if done:
            raise Killed
        done.append(match.id)
        return real(work, match, *args, **more)

    with monkeypatch.context() as killing:
        killing.setattr("mentoring.acts.year_end.begin_ending", dying)
        with pytest.raises(Killed):
            year(office, MORNING_AFTER)
    assert [state(office, match) for match in held] == [MatchState.ENDING, MatchState.ACTIVE]
    assert year(office, MORNING_AFTER) == 1
    assert {state(office, match) for match in held} == {MatchState.ENDING}
    assert [one.facts["matches"] for one in tidings(office, Topic.YEAR_OVER)] == [2]


def next_year(office: Office, first: date) -> Program:
    """Next year's program, where nobody may have two matches."""
    with office.store.begin() as work:
        work.limits.put(office["ana"].id, OwnLimits(matches=1))
    return office.add_program("ils-27", starts_on=first, ends_on=date(2027, 6, 18))


def test_the_same_two_have_a_match_in_next_years_program_before_this_one_is_over(office: Office) -> None:
    office.active()
    program = next_year(office, LAST + timedelta(days=1))
    assert office.create(office.draft(program_id=program.id, starts_on=None)).program_id == program.id


def test_two_years_that_overlap_count_together(office: Office) -> None:
    office.active()
    program = next_year(office, LAST)
    with pytest.raises(TooManyMatches):
        office.create(office.draft(program_id=program.id, slot=WEDNESDAY, starts_on=None))
