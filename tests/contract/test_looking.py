"""Looking things up: lists, pages, days; and who may see what."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from mentoring.acts.alerting import raise_alerts
from mentoring.acts.finding import (
    AmbiguousName,
    UnknownPerson,
    UnknownProgram,
    find_person,
    find_program,
)
from mentoring.acts.looking import list_matches, sessions_on, show_match
from mentoring.acts.matchmaking import NoSuchMatch
from mentoring.acts.replying import answer_reminder
from mentoring.alerts import AlertReason, AlertState, Facts
from mentoring.coverage import Verdict
from mentoring.matches import Match, MatchState
from mentoring.paging import PAGE
from mentoring.people import Role
from mentoring.permissions import ManagersOnly, NotYourMatch
from mentoring.programs import Model
from mentoring.slots import Slot, Weekday
from mentoring.stored import Answer, Record
from tests.contract.database_fixtures import sqlite_engine
from tests.contract.program_fixtures import FIRST_DAY, NOW, Office, office, person_row

__all__ = ["office", "sqlite_engine"]


def fill_with_matches(office: Office, count: int, *, by: str = "dana") -> list[Match]:
    """Proposed ones that touch each other, a quarter of an hour each."""
    start = datetime.combine(FIRST_DAY, time(8))
    return [
        office.create(
            office.draft(
                slot=Slot(
                    Weekday((start + n * timedelta(minutes=15)).weekday()),
                    (start + n * timedelta(minutes=15)).time(),
                    15,
                )
            ),
            by=by,
        )
        for n in range(count)
    ]


# Lists


@pytest.mark.parametrize(
    ("asked", "page", "shown"), [(1, 1, PAGE), (2, 2, 2), (3, 2, 2), (99, 2, 2), (0, 1, PAGE), (-1, 1, PAGE)]
)
def test_a_page_past_either_end_is_the_nearest_one(office: Office, asked: int, page: int, shown: int) -> None:
    fill_with_matches(office, PAGE + 2)
    found = list_matches(office.store, actor=office["dana"], everyone=False, state=None, page=asked)
    assert (found.page, found.pages, found.total, len(found.lines)) == (page, 2, PAGE + 2, shown)


def test_an_empty_list_is_one_empty_page(office: Office) -> None:
    found = list_matches(office.store, actor=office["dana"], everyone=True, state=None, page=1)
    assert (found.page, found.pages, found.total, found.lines) == (1, 1, 0, [])


def test_pages_show_every_match_once_and_in_order(office: Office) -> None:
    made = fill_with_matches(office, PAGE + 2)
    pages = [list_matches(office.store, actor=office["dana"], everyone=False, state=None, page=n) for n in (1, 2)]
    assert [line.match.id for page in pages for line in page.lines] == [match.id for match in made]


def test_a_manager_sees_their_own_matches_or_everyones(office: Office) -> None:
    mine, theirs = office.create(office.draft()), office.create(office.draft("ben", "mia", "sam"), by="marcus")
    own = list_matches(office.store, actor=office["dana"], everyone=False, state=None, page=1)
    whole = list_matches(office.store, actor=office["dana"], everyone=True, state=None, page=1)
    assert [line.match.id for line in own.lines] == [mine.id]
    assert [line.match.id for line in whole.lines] == [mine.id, theirs.id]
    assert {p.key for p in own.lines[0].people.values()} == {"ana", "luis", "ruth", "dana"}


def test_ended_matches_are_listed_only_when_asked_for(office: Office) -> None:
    match = office.create(office.draft())
    with office.store.begin() as work:
        work.matches.move(match.id, MatchState.PROPOSED, MatchState.ENDED)
    asked = {
        state: list_matches(office.store, actor=office["dana"], everyone=True, state=state, page=1).total
        for state in (None, MatchState.PROPOSED, MatchState.ENDED)
    }
    assert asked == {None: 0, MatchState.PROPOSED: 0, MatchState.ENDED: 1}


def test_volunteers_get_no_list_of_matches(office: Office) -> None:
    with pytest.raises(ManagersOnly):
        list_matches(office.store, actor=office["ana"], everyone=False, state=None, page=1)


# One match


def test_a_match_is_shown_with_four_sessions_before_and_four_ahead(office: Office) -> None:
    match = office.active()
    seen = show_match(office.store, actor=office["ana"], match_id=match.id, at=office.sessions(match)[1].ends_at)
    assert [line.session.day.day for line in seen.sessions] == [27, 3, 10, 17]
    at_the_end = office.sessions(match)[-1].ends_at
    assert len(show_match(office.store, actor=office["ana"], match_id=match.id, at=at_the_end).sessions) == 4


def test_a_match_is_shown_only_to_its_people_and_to_managers(office: Office) -> None:
    match = office.active()
    for who in ("ana", "ruth", "luis", "dana", "marcus"):
        assert show_match(office.store, actor=office[who], match_id=match.id, at=NOW).line.match.id == match.id
    for stranger in ("ben", "sam", "grace"):
        with pytest.raises(NotYourMatch):
            show_match(office.store, actor=office[stranger], match_id=match.id, at=NOW)
    with pytest.raises(NoSuchMatch):
        show_match(office.store, actor=office["dana"], match_id=match.id + 1, at=NOW)


# A day


def on(office: Office, who: str, day: date, days: int = 1) -> list[date]:
    return [line.session.day for line in sessions_on(office.store, actor=office[who], day=day, days=days)]


def test_everybody_of_a_session_finds_it_on_its_day(office: Office) -> None:
    office.active()
    for who in ("ana", "ruth", "luis", "dana"):
        assert on(office, who, FIRST_DAY) == [FIRST_DAY]
    assert on(office, "marcus", FIRST_DAY) == []
    assert on(office, "ana", FIRST_DAY + timedelta(days=1)) == []
    assert on(office, "ana", FIRST_DAY - timedelta(days=1), days=9) == [FIRST_DAY, FIRST_DAY + timedelta(days=7)]


def test_the_day_is_that_of_each_program(office: Office) -> None:
    """In Sydney it is Wednesday while Tuesday begins in New York."""
    sydney = office.add_program("sydney", timezone="Australia/Sydney")
    early = Slot(Weekday.WE, time(0, 30))
    office.active(office.draft(program_id=sydney.id, slot=early, starts_on=date(2026, 10, 28)))
    office.active(office.draft("ben", "mia", "sam", slot=Slot(Weekday.TU, time(23, 0))))
    assert on(office, "dana", date(2026, 10, 27)) == [date(2026, 10, 27)]
    assert on(office, "dana", date(2026, 10, 28)) == [date(2026, 10, 28)]


def test_a_day_that_begins_at_one_in_the_morning_is_a_day_too(office: Office) -> None:
    """In Havana the clocks skip midnight in spring."""
    havana, sunday = office.add_program("havana", timezone="America/Havana"), date(2027, 3, 14)
    draft = office.draft(program_id=havana.id, slot=Slot(Weekday.SU, time(9)), starts_on=sunday)
    office.active(draft, at=datetime(2027, 3, 8, 12, tzinfo=UTC))
    assert on(office, "ana", sunday) == [sunday]
    assert on(office, "ana", sunday - timedelta(days=1)) == []


def test_without_a_program_there_is_nothing_on(office: Office) -> None:
    assert sessions_on(office.store, actor=office["dana"], day=FIRST_DAY) == []


def test_a_line_tells_all_that_is_known_of_its_session(office: Office) -> None:
    session = office.first_session()
    answer_reminder(office.store, actor=office["ana"], session_id=session.id, answer=Answer.LATE, at=NOW)
    record = Record(session.id, Verdict.PRESENT, True, {"people": []}, session.ends_at)  # noqa: FBT003 - covered
    with office.store.begin() as work:
        seen = Facts(NOW)
        standing, over = raise_alerts(
            work, [(session.id, reason, seen) for reason in (AlertReason.UNVERIFIED, AlertReason.UNMONITORED)], at=NOW
        )
        work.alerts.move(over.id, {AlertState.RAISED}, AlertState.RESOLVED, at=NOW)
        work.records.write(record)
    line = sessions_on(office.store, actor=office["ana"], day=FIRST_DAY)[0]
    assert line.record == record
    assert line.answers == {office["ana"].id: Answer.LATE}
    assert [alert.id for alert in line.alerts] == [standing.id]


# Finding people and programs


@pytest.mark.parametrize(
    "said", ["<@U07ANA>", "<@U07ANA|ana>", "ana", "ana@example.org", "ANA@example.org", "Ana Example", "  ána  exam "]
)
def test_a_person_is_found_by_everything_that_names_them(office: Office, said: str) -> None:
    with office.store.look() as view:
        assert find_person(view, said, Role.MENTOR).key == "ana"


@pytest.mark.parametrize("said", ["<@U0NOBODY>", "nobody", "nobody@example.org", "Ana Nobody", "", "…", "%", "_"])
def test_nobody_is_found_who_is_not_there(office: Office, said: str) -> None:
    with office.store.look() as view, pytest.raises(UnknownPerson):
        find_person(view, said, Role.MENTOR)


def test_a_name_that_several_bear_is_asked_back_but_first_among_those_in_the_role(office: Office) -> None:
    with office.store.look() as view:
        with pytest.raises(AmbiguousName) as ambiguous:
            find_person(view, "Example", Role.PROCTOR)
        assert {p.key for p in ambiguous.value.candidates} == {"ruth", "sam"}
        assert find_person(view, "Exa Gra", Role.GUARDIAN).key == "grace"
        assert find_person(view, "Grace", Role.MENTOR).key == "grace", "so that the refusal can say why not"


def test_a_full_name_wins_over_its_beginnings(office: Office) -> None:
    with office.store.begin() as work:
        work.people.save(replace(person_row("ana2", Role.MENTOR), name="Ana Example Silva"))
    with office.store.look() as view:
        assert find_person(view, "Ana Example", Role.MENTOR).key == "ana"


def test_a_program_is_found_by_key_or_name_or_because_it_is_the_only_one(office: Office) -> None:
    with office.store.look() as view:
        assert find_program(view, "ILS", Model.IN_CLASS).key == "ils"
        assert find_program(view, None, Model.IN_CLASS).key == "school"
        with pytest.raises(UnknownProgram):
            find_program(view, "chess", Model.INDEPENDENT)
    office.add_program("spring")
    with office.store.look() as view, pytest.raises(UnknownProgram) as unknown:
        find_program(view, None, Model.INDEPENDENT)
    assert {program.key for program in unknown.value.programs} == {"ils", "school", "spring"}
