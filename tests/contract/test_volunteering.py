"""Volunteers in a real store: taken in, stepped on, listed, and never cleared by accident."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from integrations.database.engine import open_engine
from mentoring.acts.changing import replace_monitor
from mentoring.acts.exporting import whole_roster
from mentoring.acts.importing import ContactTaken
from mentoring.acts.importing import take_in as take_in_roster
from mentoring.acts.volunteering import (
    Application,
    NoAddress,
    NoRole,
    add_volunteer,
    record_step,
    remind_of_options,
    show_volunteer,
    sign_agreement,
    waiting_volunteers,
)
from mentoring.duties import DutyKind, Subject, SubjectKind
from mentoring.errors import Refusal
from mentoring.matches import MonitorKind, NotCleared
from mentoring.people import VOLUNTEERS, Clearance, Role
from mentoring.permissions import ManagersOnly
from mentoring.rosters import Roster, read_roster
from mentoring.rosters.cells import a_key
from mentoring.rosters.writing import write_roster
from mentoring.tidings import Tiding, Topic
from mentoring.volunteers import (
    AGREEMENT,
    Interview,
    NotAVolunteer,
    Screening,
    Standing,
    Step,
    StepTaken,
    steps_left,
)
from tests.contract.database_fixtures import all_at_once, engine, sqlite_engine, sqlite_template
from tests.contract.program_fixtures import CLEARED, NOW, POLICY, Office, new_request, person_row

__all__ = ["engine", "sqlite_engine"]

TODAY = date(2026, 10, 26)
LENA = Application("Lena Park", "lena@example.org", VOLUNTEERS, "U07LENA")
NAMES = ("يوسف الحداد", "Nguyễn Đào", "X" * 120, f"{'X' * 55} Y")
STEPS = (
    StepTaken(Step.INTERVIEW, TODAY, Interview.PASSED, by=1),
    StepTaken(Step.CHECK, TODAY, Screening.CLEARED),
    StepTaken(Step.AGREEMENT, TODAY, version=AGREEMENT),
    StepTaken(Step.TRAINING, TODAY, version="1"),
)


@pytest.fixture
def office(engine: Engine) -> Office:
    return Office(engine)


@pytest.fixture
def quick(sqlite_engine: Engine) -> Office:
    """For what does not hang on the database."""
    return Office(sqlite_engine)


def take_in(office: Office, application: Application = LENA, *, request: str = "", at: datetime = NOW) -> Standing:
    actor, request = office["dana"], request or new_request()
    return add_volunteer(office.store, actor=actor, application=application, request=request, at=at)


def take(office: Office, person_id: int, *steps: StepTaken, at: datetime = NOW) -> Standing:
    for step in steps:
        standing = record_step(office.store, actor=office["dana"], person_id=person_id, step=step, at=at, policy=POLICY)
    return standing


def tidings(office: Office, topic: Topic) -> list[Tiding]:
    with office.store.look() as view:
        return [tiding for tiding in view.tidings.many(range(1, 200)).values() if tiding.topic is topic]


def test_who_applies_waits_for_their_interview_and_is_sent_their_page(office: Office) -> None:
    standing = take_in(office)
    assert (standing.person.name, standing.person.roles) == ("Lena Park", VOLUNTEERS)
    assert standing.steps == tuple(Step)
    (welcome,) = tidings(office, Topic.VOLUNTEER_WELCOME)
    assert (welcome.reader_id, welcome.page) == (standing.person.id, ("volunteer", (standing.person.id,)))
    assert office.deeds(f"person-{standing.person.id}") == ["volunteer.apply"]


def test_a_retry_takes_nobody_in_twice(office: Office) -> None:
    first = take_in(office, request="once")
    assert take_in(office, request="once") == first
    assert len(tidings(office, Topic.VOLUNTEER_WELCOME)) == 1


def test_namesakes_are_two_people(quick: Office) -> None:
    take_in(quick)
    other = take_in(quick, replace(LENA, email="other@example.org", slack_id=None))
    assert other.person.key == "lena-park-2"


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"email": "RUTH@example.org"}, ContactTaken),
        ({"slack_id": "U07ANA"}, ContactTaken),
        ({"email": "nothing"}, NoAddress),
        ({"email": "@"}, NoAddress),
        ({"email": "lena@nowhere"}, NoAddress),
        ({"email": "lena @example.org"}, NoAddress),
        ({"name": "Lena " * 50}, NoAddress),
        ({"name": " \u200b😀 "}, NoAddress),
        ({"roles": frozenset()}, NoRole),
        ({"roles": frozenset({Role.MANAGER})}, NoRole),
        ({"roles": frozenset({Role.MENTOR, Role.STUDENT})}, NoRole),
    ],
)
def test_bad_applications_are_refused_and_change_nothing(
    quick: Office, changed: dict[str, object], refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        take_in(quick, replace(LENA, **changed))  # type: ignore[arg-type]  # the fields of an Application, by name
    with quick.store.look() as view:
        assert view.people.by_key("lena-park") is None
    assert not tidings(quick, Topic.VOLUNTEER_WELCOME)


@pytest.mark.parametrize("name", NAMES)
def test_names_of_every_kind_are_taken(quick: Office, name: str) -> None:
    person = take_in(quick, replace(LENA, name=name)).person
    namesake = take_in(quick, replace(LENA, name=name, email="other@example.org", slack_id=None)).person
    assert (person.name, namesake.name) == (name, name)
    assert [a_key(one.key) for one in (person, namesake)] == [person.key, namesake.key]


def test_a_file_takes_back_whoever_was_taken_in_here(quick: Office) -> None:
    for number, name in enumerate(NAMES):
        take_in(quick, replace(LENA, name=name, email=f"lena{number}@example.org", slack_id=None))
    roster = whole_roster(quick.store)
    assert {person.name for person in read_roster(write_roster(roster)).people} == {one.name for one in roster.people}


def test_only_managers_take_in_and_write_down(quick: Office) -> None:
    ana, gus = quick["ana"], quick["gus"]
    with pytest.raises(ManagersOnly):
        add_volunteer(quick.store, actor=ana, application=LENA, request="x", at=NOW)
    for actor in (ana, gus):
        with pytest.raises(ManagersOnly):
            record_step(quick.store, actor=actor, person_id=gus.id, step=STEPS[0], at=NOW, policy=POLICY)
    with pytest.raises(ManagersOnly):
        waiting_volunteers(quick.store, actor=ana, page=1, at=NOW)
    with pytest.raises(ManagersOnly):
        show_volunteer(quick.store, actor=ana, person_id=gus.id, at=NOW)
    assert show_volunteer(quick.store, actor=gus, person_id=gus.id, at=NOW).steps == tuple(Step)


def test_a_student_has_no_way_to_be_cleared(quick: Office) -> None:
    with pytest.raises(NotAVolunteer):
        take(quick, quick["luis"].id, STEPS[0])


def test_after_four_steps_they_are_cleared_and_hear_it_once(office: Office) -> None:
    person_id = take_in(office).person.id
    standing = take(office, person_id, *STEPS, *STEPS)
    assert standing.steps == ()
    assert standing.interviewer == office["dana"]
    assert len(tidings(office, Topic.VOLUNTEER_CLEARED)) == 1
    said = [deed for deed in office.deeds(f"person-{person_id}") if deed != "volunteer.apply"]
    assert said == ["volunteer.interview", "volunteer.check", "volunteer.agreement", "volunteer.training"]


def test_the_audit_log_says_what_was_and_what_is(office: Office) -> None:
    person_id = take_in(office).person.id
    take(office, person_id, STEPS[1])
    with office.store.look() as view:
        deed = view.deeds.of(f"person-{person_id}")[-1]
    assert deed.before == "background_check_until none; check_on none; screening none"
    assert deed.after == "background_check_until 2029-10-26; check_on 2026-10-26; screening cleared"
    assert (deed.actor_id, deed.at) == (office["dana"].id, NOW)


def test_a_volunteer_signs_for_themselves(office: Office) -> None:
    gus = office["gus"]
    standing = sign_agreement(office.store, person_id=gus.id, at=NOW, policy=POLICY)
    assert Step.AGREEMENT not in standing.steps
    assert standing.dossier.agreement == AGREEMENT
    with office.store.look() as view:
        assert view.deeds.of(f"person-{gus.id}")[-1].actor_id == gus.id


def test_late_in_the_evening_it_is_still_the_programs_own_day(quick: Office) -> None:
    late = datetime(2026, 10, 27, 2, tzinfo=UTC)
    standing = sign_agreement(quick.store, person_id=quick["gus"].id, at=late, policy=POLICY)
    assert standing.person.clearance.agreement_on == TODAY


def test_the_interviewer_owns_the_follow_up_and_is_asked_again_after_two_weeks(office: Office) -> None:
    person_id = take_in(office).person.id
    take(office, person_id, StepTaken(Step.INTERVIEW, TODAY, Interview.PASSED, by=office["marcus"].id), STEPS[3])
    (asked,) = tidings(office, Topic.MATCH_OPTIONS)
    assert asked.reader_id == office["marcus"].id
    assert asked.facts["until"] == "2026-11-09"
    assert asked.facts["missing"] == [Step.CHECK, Step.AGREEMENT]
    (duty,) = office.duties(Subject(SubjectKind.PERSON, person_id), DutyKind.FOLLOW_UP)
    assert duty.due_at == NOW + timedelta(days=14)
    with office.store.begin() as work:
        remind_of_options(work, person_id, occurrence=duty.occurrence, at=duty.due_at)
        remind_of_options(work, person_id, occurrence=duty.occurrence, at=duty.due_at)
    assert [tiding.facts["late"] for tiding in tidings(office, Topic.MATCH_OPTIONS)] == [False, True]


def test_without_a_known_interviewer_every_manager_is_asked(quick: Office) -> None:
    take(quick, quick["gus"].id, STEPS[3])
    assert {t.reader_id for t in tidings(quick, Topic.MATCH_OPTIONS)} == set(quick.ids("dana", "marcus"))


def test_who_is_in_a_match_needs_no_more_options(quick: Office) -> None:
    quick.active()
    with quick.store.begin() as work:
        remind_of_options(work, quick["ana"].id, occurrence="x", at=NOW)
    assert not tidings(quick, Topic.MATCH_OPTIONS)


def test_two_managers_who_write_down_at_once_lose_nothing(office: Office) -> None:
    person_id = take_in(office).person.id
    all_at_once(lambda n: take(office, person_id, STEPS[n % 4]))
    assert show_volunteer(office.store, actor=office["dana"], person_id=person_id, at=NOW).steps == ()


def test_whoever_waits_longest_stands_first_and_the_cleared_stand_nowhere(office: Office) -> None:
    new = take_in(office, at=NOW).person
    earlier = take_in(office, replace(LENA, name="Old Hand", email="o@example.org", slack_id=None)).person
    take(office, earlier.id, StepTaken(Step.AGREEMENT, date(2026, 10, 20), version="1"))
    page = waiting_volunteers(office.store, actor=office["dana"], page=1, at=NOW + timedelta(days=3))
    # Nobody knows since when Gus waits, who was imported.
    assert [s.person.key for s in page.standings] == ["gus", new.key, earlier.key]
    take(office, new.id, StepTaken(Step.INTERVIEW, TODAY, Interview.TURNED_AWAY, by=1))
    page = waiting_volunteers(office.store, actor=office["dana"], page=9, at=NOW)
    assert [s.person.key for s in page.standings] == ["gus", earlier.key]
    assert (page.page, page.pages, page.total) == (1, 1, 2)


def test_a_check_that_runs_out_brings_them_back_on_the_list(quick: Office) -> None:
    expired = datetime(2028, 7, 2, 12, tzinfo=UTC)
    page = waiting_volunteers(quick.store, actor=quick["dana"], page=1, at=expired)
    assert {s.person.key for s in page.standings} == {"ana", "ben", "gus", "ruth", "sam"}


days = st.one_of(st.none(), st.dates(date(2026, 10, 24), date(2026, 10, 28)))


@given(st.builds(Clearance, days, days, days, days))
def test_the_list_and_the_clearance_never_disagree(sqlite_template_office: Office, clearance: Clearance) -> None:
    office = sqlite_template_office
    with office.store.begin() as work:
        gus = work.people.get(office["gus"].id)
        work.volunteers.clear(gus.id, gus.clearance, clearance)
        waits = gus.id in work.volunteers.waiting(TODAY, limit=50)
    assert waits == bool(steps_left(clearance, TODAY))


@pytest.fixture(scope="module")
def sqlite_template_office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    path = tmp_path_factory.mktemp("volunteers") / "chaperone.db"
    shutil.copy(sqlite_template(), path)
    return Office(open_engine(f"sqlite:///{path}"))


def test_an_old_roster_file_clears_nobody_again_whose_check_did_not_clear(quick: Office) -> None:
    ana, stands = quick["ana"], person_row("ana", Role.MENTOR, slack_id="U07ANA", clearance=CLEARED)
    other = person_row("ben", Role.MENTOR, clearance=replace(CLEARED, trained_on=date(2026, 8, 5)))
    take(quick, ana.id, StepTaken(Step.CHECK, TODAY, Screening.NOT_CLEARED))
    take_in_roster(quick.store, Roster((), (stands, other), ()), at=NOW, policy=POLICY)
    with quick.store.look() as view:
        assert view.people.get(ana.id).clearance.background_check_until is None
        assert view.people.get(quick["ben"].id).clearance.trained_on == date(2026, 8, 5), "the file still counts here"


LAPSED = [
    pytest.param(replace(CLEARED, interviewed_on=None), id="no interview"),
    pytest.param(replace(CLEARED, trained_on=None), id="no training"),
    pytest.param(replace(CLEARED, agreement_on=None), id="no agreement"),
    pytest.param(replace(CLEARED, background_check_until=None), id="no background check"),
    pytest.param(replace(CLEARED, background_check_until=date(2026, 10, 25)), id="background check that ran out"),
]


@pytest.mark.parametrize("clearance", LAPSED)
def test_nobody_uncleared_is_matched_or_stands_in(quick: Office, clearance: Clearance) -> None:
    session = quick.first_session()
    with quick.store.begin() as work:
        for key, role in (("ben", Role.MENTOR), ("sam", Role.PROCTOR)):
            work.people.save(person_row(key, role, clearance=clearance))
    for draft in (quick.draft(mentor="ben", student="mia"), quick.draft(mentor="ana", student="mia", monitor="sam")):
        with pytest.raises(NotCleared):
            quick.create(draft)
    with pytest.raises(NotCleared):
        replace_monitor(
            quick.store,
            actor=quick["dana"],
            session_id=session.id,
            monitor_id=quick["sam"].id,
            kind=MonitorKind.PROCTOR,
            at=NOW,
            policy=POLICY,
        )
    assert quick.session(session.id).monitor_id == quick["ruth"].id
