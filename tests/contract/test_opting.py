"""A guardian's written word: dated for each child, given and taken back by themselves or written down by a manager."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from mentoring.acts.importing import take_in
from mentoring.acts.opting import (
    GivenAlready,
    NotTheirChild,
    NoWordToTakeBack,
    ask_for_word,
    give_word,
    take_word_back,
    view_word,
)
from mentoring.cover import WhyCover
from mentoring.matches import GuardianNotOptedIn, Match, MonitorKind
from mentoring.people import HowGiven, Person, Role
from mentoring.permissions import ManagersOnly
from mentoring.rosters import Roster
from mentoring.tidings import Topic
from tests.contract.database_fixtures import sqlite_engine
from tests.contract.program_fixtures import NOW, PEOPLE, POLICY, Office, office, person_row, program_row
from tests.contract.test_lapsing import told

__all__ = ["office", "sqlite_engine"]

TODAY = date(2026, 10, 26)
DAY = timedelta(days=1)


def by_grace(office: Office) -> Match:
    return office.active(office.draft(student="amara", monitor="grace", monitor_kind=MonitorKind.GUARDIAN))


def give(office: Office, *, by: str = "grace", child: str | None = None, on: date = TODAY) -> list[Person]:
    return list(
        give_word(
            office.store,
            actor=office[by],
            guardian_id=office["grace"].id,
            child_id=office[child].id if child else None,
            on=on,
            how=HowGiven.PAGE,
            at=NOW,
            policy=POLICY,
        )
    )


def take_back(office: Office, *, by: str = "grace", on: date = TODAY) -> list[Person]:
    grace = office["grace"].id
    return list(
        take_word_back(office.store, actor=office[by], guardian_id=grace, child_id=None, on=on, at=NOW, policy=POLICY)
    )


def test_the_date_of_the_roster_is_a_word_for_every_child(office: Office) -> None:
    found = view_word(office.store, guardian_id=office["grace"].id, child_id=office["amara"].id, on=TODAY)
    assert found is not None and found.since == date(2026, 9, 1)


def test_taken_back_the_sessions_want_a_proctor_and_the_manager_is_told_at_once(office: Office) -> None:
    match = by_grace(office)
    take_back(office)
    with office.store.look() as view:
        covers = view.covers.of([session.id for session in office.sessions(match)])
    assert {cover.why for cover in covers.values()} == {WhyCover.OPTED_OUT}
    assert len(covers) == len(office.sessions(match))
    assert {tiding.reader_id for tiding in told(office, Topic.OPT_IN_REVOKED)} == set(office.ids("grace", "dana"))
    assert office.deeds(f"person-{office['grace'].id}") == ["opt_in.revoked"]


def test_given_again_on_the_same_day_the_sessions_are_theirs_again(office: Office) -> None:
    match = by_grace(office)
    give_first = take_back(office)
    assert give(office) == give_first
    with office.store.look() as view:
        covers = view.covers.of([session.id for session in office.sessions(match)])
    assert not [cover for cover in covers.values() if cover.wanted]


def test_an_old_roster_does_not_make_stand_what_was_taken_back(office: Office) -> None:
    take_back(office)
    grace = next(row for row in PEOPLE if row.key == "grace")
    take_in(office.store, Roster((program_row("ils"),), (grace,), ()), at=NOW, policy=POLICY)
    with pytest.raises(GuardianNotOptedIn):
        by_grace(office)


@pytest.mark.parametrize("given_on", [TODAY - DAY, TODAY])
def test_nor_does_one_with_another_day_that_was_over_when_it_was_taken_back(office: Office, given_on: date) -> None:
    take_back(office)
    grace = person_row("grace", Role.GUARDIAN, guardian_opted_in_on=given_on)
    take_in(office.store, Roster((program_row("ils"),), (grace,), ()), at=NOW, policy=POLICY)
    with pytest.raises(GuardianNotOptedIn):
        by_grace(office)


def test_a_newer_roster_does(office: Office) -> None:
    take_back(office, on=TODAY - 10 * DAY)
    grace = person_row("grace", Role.GUARDIAN, guardian_opted_in_on=TODAY - DAY)
    take_in(office.store, Roster((program_row("ils"),), (grace,), ()), at=NOW, policy=POLICY)
    assert by_grace(office).monitor_id == office["grace"].id


def test_a_word_counts_for_their_own_child_only(office: Office) -> None:
    for child in ("luis", "mia"):
        with pytest.raises(NotTheirChild):
            give(office, child=child)
    assert view_word(office.store, guardian_id=office["grace"].id, child_id=office["luis"].id, on=TODAY) is None


def test_nobody_gives_or_takes_back_somebody_elses_word_but_a_manager(office: Office) -> None:
    for act in (give, take_back):
        with pytest.raises(ManagersOnly):
            act(office, by="ana")
    assert take_back(office, by="dana") == [office["amara"]]


def test_what_stands_is_not_given_again_and_what_does_not_is_not_taken_back(office: Office) -> None:
    with pytest.raises(GivenAlready):
        give(office)
    take_back(office)
    with pytest.raises(NoWordToTakeBack):
        take_back(office)


def test_a_guardian_is_asked_with_a_page_of_their_own(office: Office) -> None:
    grace, amara = office["grace"], office["amara"]
    ask_for_word(office.store, actor=office["dana"], guardian_id=grace.id, child_id=None, at=NOW)
    (asked,) = told(office, Topic.OPT_IN_ASKED)
    assert (asked.reader_id, asked.page) == (grace.id, ("optin", (grace.id, amara.id)))
    with pytest.raises(ManagersOnly):
        ask_for_word(office.store, actor=grace, guardian_id=grace.id, child_id=None, at=NOW)
