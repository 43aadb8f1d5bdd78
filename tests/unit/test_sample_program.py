"""The sample program that the sandbox starts with: real enough to show everything, and without a clash."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import sandbox
from mentoring.matches import MatchState, MonitorKind
from mentoring.people import Role
from mentoring.programs import Model
from mentoring.rooms import Platform
from mentoring.rosters import MatchRow, PersonRow, Roster, read_roster
from mentoring.slots import Slot, Weekday, overlap

FILE = Path(sandbox.__file__).parent / "sample" / "program.csv"
SANDBOX_STARTS = date(2026, 10, 26)
CLOCKS_CHANGE = date(2026, 11, 1)
BOSTON = ZoneInfo("America/New_York")


@pytest.fixture(scope="module")
def sample() -> Roster:
    return read_roster(FILE.read_text(encoding="utf-8"))


def serving(sample: Roster, role: Role) -> list[PersonRow]:
    return [person for person in sample.people if role in person.roles]


def slot(match: MatchRow) -> Slot:
    return Slot(match.weekday, match.time, match.minutes)


def clashes(matches: list[MatchRow]) -> Iterator[tuple[str, str]]:
    for one, other in combinations(matches, 2):
        if one.weekday == other.weekday:
            starts = [slot(match).start_on(SANDBOX_STARTS, BOSTON) for match in (one, other)]
            ends = [start + slot(match).length for start, match in zip(starts, (one, other), strict=True)]
            if overlap(starts[0], ends[0], starts[1], ends[1]):
                yield one.key, other.key


def test_it_has_a_program_of_each_model(sample: Roster) -> None:
    models = {program.key: program.model for program in sample.programs}
    assert models == {"ils-2026": Model.INDEPENDENT, "inclass-2026": Model.IN_CLASS}
    ils = sample.programs[0]
    assert (ils.starts_on, ils.ends_on) == (date(2026, 9, 14), date(2027, 6, 18))
    assert {program.timezone for program in sample.programs} == {"America/New_York"}


def test_each_manager_is_the_deputy_of_the_other(sample: Roster) -> None:
    deputies = {person.key: person.deputy for person in serving(sample, Role.MANAGER)}
    assert deputies == {"dana-whitfield": "marcus-oyelaran", "marcus-oyelaran": "dana-whitfield"}


def test_it_has_twenty_matches_on_all_platforms(sample: Roster) -> None:
    platforms = Counter(match.platform for match in sample.matches)
    assert platforms == {Platform.GOOGLE_MEET: 12, Platform.ZOOM: 6, Platform.EXTERNAL: 2}


def test_one_match_is_proposed_one_confirmed_and_all_others_run_since_october(sample: Roster) -> None:
    states = Counter(match.state for match in sample.matches)
    assert states == {MatchState.ACTIVE: 18, MatchState.PROPOSED: 1, MatchState.CONFIRMED: 1}
    starts = [match.starts_on for match in sample.matches if match.state is MatchState.ACTIVE]
    assert all(start and (start.year, start.month) == (2026, 10) for start in starts)


def test_matches_start_on_their_own_weekday(sample: Roster) -> None:
    assert all(match.starts_on.weekday() == match.weekday for match in sample.matches if match.starts_on)


def test_one_guardian_monitors_with_a_written_opt_in(sample: Roster) -> None:
    (match,) = (match for match in sample.matches if match.monitor_kind is MonitorKind.GUARDIAN)
    opted_in = [person.key for person in sample.people if person.guardian_opted_in_on]
    assert opted_in == [match.monitor]


def test_nobody_is_in_two_rooms_at_once(sample: Roster) -> None:
    for person in sample.people:
        own = [m for m in sample.matches if person.key in (m.mentor, m.monitor, *m.students)]
        assert list(clashes(own)) == [], person.key


def test_two_zoom_hosts_are_enough(sample: Roster) -> None:
    """Of any three Zoom matches, two do not meet at the same time."""
    pairs = {frozenset(pair) for pair in clashes([m for m in sample.matches if m.platform is Platform.ZOOM])}
    triples = combinations({key for pair in pairs for key in pair}, 3)
    assert pairs, "two at once must be shown"
    assert not [t for t in triples if all(frozenset(pair) in pairs for pair in combinations(t, 2))]


def test_the_week_is_busy_from_monday_to_saturday_in_the_afternoon(sample: Roster) -> None:
    days = Counter(match.weekday for match in sample.matches)
    assert set(days) == set(Weekday) - {Weekday.SU}
    assert days[Weekday.MO] >= 4 and days[Weekday.TU] >= 4
    for match in sample.matches:
        start = slot(match).start_on(SANDBOX_STARTS, BOSTON).astimezone(BOSTON)
        assert start.hour >= 15 and (start + slot(match).length).hour <= 19


def test_every_slot_exists_before_and_after_the_clocks_change(sample: Roster) -> None:
    for match in sample.matches:
        before, after = slot(match).days(CLOCKS_CHANGE - timedelta(days=7), CLOCKS_CHANGE + timedelta(days=6))
        moved = slot(match).start_on(after, BOSTON) - slot(match).start_on(before, BOSTON)
        assert moved == timedelta(days=7, hours=1), "the wall time stays, the time in UTC moves"


def test_all_but_one_mentor_and_one_proctor_are_cleared_and_those_have_no_match(sample: Roster) -> None:
    volunteers = serving(sample, Role.MENTOR) + serving(sample, Role.PROCTOR)
    uncleared = [person for person in volunteers if person.clearance.missing(SANDBOX_STARTS)]
    assert [sorted(person.roles) for person in uncleared] == [[Role.MENTOR], [Role.PROCTOR]]
    taken = {key for match in sample.matches for key in (match.mentor, match.monitor)}
    assert taken.isdisjoint(person.key for person in uncleared)


def test_clearance_lasts_for_the_whole_program_year(sample: Roster) -> None:
    used = {key for match in sample.matches for key in (match.mentor, match.monitor)}
    for person in serving(sample, Role.MENTOR) + serving(sample, Role.PROCTOR):
        if person.key in used:
            assert not person.clearance.missing(date(2027, 6, 18)), person.key


def test_staff_and_volunteers_are_in_slack_but_for_one_proctor_and_families_never(sample: Roster) -> None:
    team = [person for role in (Role.MANAGER, Role.MENTOR, Role.PROCTOR) for person in serving(sample, role)]
    assert [person.key for person in team if not person.slack_id] == ["walter-schmidt"]
    families = serving(sample, Role.STUDENT) + serving(sample, Role.GUARDIAN) + serving(sample, Role.TEACHER)
    assert not [person.key for person in families if person.slack_id]


def test_no_address_leads_to_a_real_person(sample: Roster) -> None:
    """RFC 2606 keeps these names free."""
    domains = {(person.email or "").rpartition("@")[2] for person in sample.people}
    assert all(domain in ("example.org", "example.com") or domain.endswith(".example.org") for domain in domains)
    assert all((person.email or "").endswith("@students.example.org") for person in serving(sample, Role.STUDENT))


def test_students_have_a_first_and_a_last_name_and_some_have_come_of_age(sample: Roster) -> None:
    students = serving(sample, Role.STUDENT)
    assert all(len(student.name.split()) >= 2 for student in students)
    assert {student.adult for student in students} == {True, False}


def test_homes_speak_eight_languages_and_names_come_in_several_scripts(sample: Roster) -> None:
    assert {guardian.language for guardian in serving(sample, Role.GUARDIAN)} == {
        *("en", "es", "ht", "kea", "vi", "zh", "pt", "ar")
    }
    scripts = {
        unicodedata.name(letter).split()[0] for person in sample.people for letter in person.name if letter != " "
    }
    assert {"LATIN", "ARABIC", "CJK"} <= scripts
    assert any(unicodedata.bidirectional(person.name[0]) == "AL" for person in serving(sample, Role.STUDENT))
