"""Nominations in the database: taken once, held against the others, decided by managers, matched, and erased."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select, text

from integrations.database.tables import nominations
from mentoring.acts.nominating import nominate, reach_at_home
from mentoring.acts.queueing import (
    assess,
    decline,
    different_child,
    list_nominations,
    make_ready,
    same_child,
    show_nomination,
    withdraw,
)
from mentoring.likeness import LikeVerdict
from mentoring.nominations import (
    OPEN,
    AddressOfSomebodyElse,
    ConsentGiven,
    Contact,
    DeclineReason,
    NoAddressAtHome,
    NominationState,
    NoSuchNomination,
    NotAlike,
    WrongNominationStep,
)
from mentoring.paging import PAGE
from mentoring.people import Role
from mentoring.permissions import ManagersOnly
from mentoring.programs import Model
from mentoring.store.nominations import Wanted
from tests.contract.database_fixtures import all_at_once, engine, sqlite_engine
from tests.contract.nomination_fixtures import (
    NAMES,
    STUDENT,
    TEACHER,
    Intake,
    draft,
    intake,
    small_intake,
)
from tests.contract.program_fixtures import NOW

__all__ = ["engine", "intake", "small_intake", "sqlite_engine"]

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
BY_TEACHER: dict[str, Any] = {
    "grade": "5",
    "school": "Mario Umana Academy",
    "first_name": "Nadege",
    "last_name": "Baptist",
}


def test_a_nomination_is_kept_whole_and_waits(intake: Intake) -> None:
    taken = intake.takes()
    kept = intake.view(taken).nomination
    assert (kept, kept.state, kept.waiting_since) == (taken, NominationState.NEW, NOW)
    assert (kept.draft, kept.consent_given, kept.entered_by) == (draft(), ConsentGiven.ONLINE, None)


@pytest.mark.parametrize("base", [TEACHER, STUDENT])
def test_whoever_nominates_all_is_read_back(intake: Intake, base: dict[str, list[str]]) -> None:
    assert intake.view(intake.takes(base)).nomination.draft == draft(base)


def test_nothing_that_a_family_wrote_can_be_read_in_the_database(intake: Intake) -> None:
    intake.takes()
    with intake.office.engine.connect() as conn:
        tables = ("nominations", "nomination_marks", "nomination_likenesses", "deeds", "tidings", "duties")
        rows = [str(tuple(row)) for table in tables for row in conn.execute(text(f"SELECT * FROM {table}"))]  # noqa: S608
    for word in ("Nad", "Baptiste", "Umana", "617555", "example.net", "animals"):
        assert word not in "\n".join(rows), word


def test_the_same_request_is_one_nomination_however_often_it_comes(intake: Intake) -> None:
    outcomes = all_at_once(lambda _: nominate(intake.store, draft=draft(), request="one", names=NAMES, at=NOW)[0].id)
    assert outcomes == [outcomes[0]] * len(outcomes)
    assert intake.office.deeds(f"nomination-{outcomes[0]}") == ["nomination.create"]


def test_staff_write_down_what_they_were_told_on_the_phone(intake: Intake) -> None:
    dana = intake.office["dana"]
    taken, new = nominate(intake.store, draft=draft(), request="r", names=NAMES, at=NOW, entered_by=dana)
    assert (new, taken.consent_given, taken.entered_by) == (True, ConsentGiven.PHONE, dana.id)
    with pytest.raises(ManagersOnly):
        nominate(intake.store, draft=draft(), request="s", names=NAMES, at=NOW, entered_by=intake.office["ana"])


def test_the_same_child_twice_is_shown_on_both_with_the_reason_and_both_stay(intake: Intake) -> None:
    first, second = intake.takes(), intake.takes(TEACHER, **BY_TEACHER)
    assert intake.alike(second) == {first.id: ("name", "school")}
    assert intake.alike(first) == {second.id: ("name", "school")}
    assert {intake.state(first), intake.state(second)} == {NominationState.NEW}


def test_the_same_child_a_year_later_is_shown_though_grade_and_address_are_others(intake: Intake) -> None:
    first = intake.takes(first_name="María", last_name="González", home_language="es", grade="4")
    second = intake.takes(
        first_name="Maria",
        last_name="Gonzalez",
        home_language="es",
        grade="5",
        your_email="new@example.net",
        your_phone=None,
        at=NOW + timedelta(days=300),
    )
    assert intake.alike(second) == {first.id: ("name", "next_grade")}
    assert intake.alike(first) == {second.id: ("name", "next_grade")}


def test_a_child_like_nobody_is_alone(intake: Intake) -> None:
    intake.takes(), intake.takes(STUDENT)
    assert intake.alike(intake.takes(TEACHER)) == {}


def test_the_same_child_is_declined_as_a_duplicate_and_linked(intake: Intake) -> None:
    dana, first, second = intake.office["dana"], intake.takes(), intake.takes(TEACHER, **BY_TEACHER)
    declined = same_child(intake.store, actor=dana, nomination_id=second.id, other_id=first.id, at=NOW)
    assert (declined.state, declined.why, declined.duplicate_of) == (
        NominationState.DECLINED,
        DeclineReason.DUPLICATE,
        first.id,
    )
    assert intake.state(first) is NominationState.NEW
    assert intake.office.deeds(f"nomination-{second.id}") == [
        "nomination.create",
        "nomination.likeness",
        "nomination.declined",
    ]


def test_not_the_same_is_never_asked_again(intake: Intake) -> None:
    dana, first, second = intake.office["dana"], intake.takes(), intake.takes(TEACHER, **BY_TEACHER)
    different_child(intake.store, actor=dana, nomination_id=first.id, other_id=second.id, at=NOW)
    assess(intake.store, actor=dana, nomination_id=second.id, names=NAMES, at=NOW)
    (pair,) = [pair for pair, _ in intake.view(second).alike]
    assert (pair.verdict, pair.decided_by) == (LikeVerdict.DIFFERENT, dana.id)
    with pytest.raises(NotAlike):
        same_child(intake.store, actor=dana, nomination_id=second.id, other_id=first.id, at=NOW)
    lines = list_nominations(intake.store, actor=dana, wanted=Wanted(OPEN), page=1).lines
    assert not any(line.alike for line in lines)


def test_two_that_came_in_the_same_moment_are_found_when_one_is_taken_in_hand(intake: Intake) -> None:
    first, second = intake.takes(), intake.takes()
    with intake.office.engine.execution_options(writes=True).begin() as conn:
        conn.execute(text("DELETE FROM nomination_likenesses"))
    assess(intake.store, actor=intake.office["dana"], nomination_id=second.id, names=NAMES, at=NOW)
    assert list(intake.alike(second)) == [first.id]


def test_the_way_from_new_to_matched(intake: Intake) -> None:
    ready = intake.ready(at=NOW)
    assert ready.student_id is not None
    with intake.store.look() as view:
        student = view.people.get(ready.student_id)
        guardian = view.people.get(student.guardian_id or 0)
        (found,) = view.people.named("nadege bapt", Role.STUDENT)
    assert (found, student.adult, student.email, student.public_name) == (student, False, None, "Nadège B.")
    assert (guardian.name, guardian.email, guardian.language) == ("Marie Baptiste", "marie.baptiste@example.net", "ht")
    match = intake.office.create(intake.office.draft(student_ids=(student.id,)))
    matched = intake.view(ready).nomination
    assert (matched.state, matched.match_id) == (NominationState.MATCHED, match.id)
    assert intake.office.deeds(ready.subject)[-1] == "nomination.matched"


def test_a_student_of_18_is_reached_at_their_own_address(intake: Intake) -> None:
    ready = intake.ready(STUDENT)
    with intake.store.look() as view:
        student = view.people.get(ready.student_id or 0)
    assert (student.adult, student.email, student.guardian_id) == (True, "samira@example.net", None)


def test_a_family_that_is_here_already_is_not_made_a_second_time(intake: Intake) -> None:
    first = intake.ready()
    sister = intake.ready(first_name="Wilhelmine", grade="9", school="Latin Academy")
    assert sister.student_id != first.student_id
    with intake.store.look() as view:
        people = view.people.many([first.student_id or 0, sister.student_id or 0])
    assert len({person.guardian_id for person in people.values()}) == 1


def test_a_volunteer_who_is_a_parent_becomes_a_guardian_besides_and_keeps_what_they_have(intake: Intake) -> None:
    ana = intake.office["ana"]
    ready = intake.ready(your_email="ana@example.org")
    with intake.store.look() as view:
        student, parent = view.people.get(ready.student_id or 0), view.people.get(ana.id)
    assert student.guardian_id == ana.id
    assert parent.roles == {Role.MENTOR, Role.GUARDIAN}
    assert (parent.clearance, parent.slack_user_id, parent.name) == (ana.clearance, ana.slack_user_id, ana.name)


def test_an_address_of_somebody_else_is_refused_and_nothing_changes(intake: Intake) -> None:
    child = intake.in_hand(your_email="luis@example.org")
    grown = intake.in_hand(STUDENT, your_email="ana@example.org")
    for nomination in (child, grown):
        with pytest.raises(AddressOfSomebodyElse):
            make_ready(intake.store, actor=intake.office["dana"], nomination_id=nomination.id, names=NAMES, at=NOW)
        assert intake.state(nomination) is NominationState.ASSESSING


def test_without_an_address_at_home_nobody_is_ready_until_one_is_told(intake: Intake) -> None:
    dana, nomination = intake.office["dana"], intake.in_hand(TEACHER)
    with pytest.raises(NoAddressAtHome):
        make_ready(intake.store, actor=dana, nomination_id=nomination.id, names=NAMES, at=NOW)
    home = Contact("Lan Nguyễn", "lan@example.net")
    reach_at_home(intake.store, actor=dana, nomination_id=nomination.id, home=home, names=NAMES, at=NOW)
    ready = make_ready(intake.store, actor=dana, nomination_id=nomination.id, names=NAMES, at=NOW)
    assert ready.draft is not None and ready.draft.contact == draft(TEACHER).contact and ready.draft.family == home
    with intake.store.look() as view:
        deed = next(deed for deed in view.deeds.of(nomination.subject) if deed.action == "nomination.reach")
    assert (deed.before, deed.after) == ("phone", "email")


def test_a_new_address_at_home_finds_the_same_family(intake: Intake) -> None:
    first, by_teacher = intake.takes(grade="8"), intake.in_hand(TEACHER, first_name="Nadège", last_name="Baptiste")
    home = Contact("M. Baptiste", "marie.baptiste@example.net")
    assert intake.alike(by_teacher) == {}
    dana = intake.office["dana"]
    reach_at_home(intake.store, actor=dana, nomination_id=by_teacher.id, home=home, names=NAMES, at=NOW)
    assert intake.alike(by_teacher) == {first.id: ("family", "name")}


def test_a_nomination_moves_along_its_steps_only(intake: Intake) -> None:
    dana, new = intake.office["dana"], intake.takes()
    with pytest.raises(WrongNominationStep):
        make_ready(intake.store, actor=dana, nomination_id=new.id, names=NAMES, at=NOW)
    withdraw(intake.store, actor=dana, nomination_id=new.id, at=NOW)
    with pytest.raises(WrongNominationStep):
        decline(intake.store, actor=dana, nomination_id=new.id, why=DeclineReason.NOT_REACHED, at=NOW)
    assert intake.state(new) is NominationState.WITHDRAWN
    assert (
        assess(intake.store, actor=dana, nomination_id=new.id, names=NAMES, at=NOW).state is NominationState.ASSESSING
    )
    assert intake.office.deeds(new.subject) == ["nomination.create", "nomination.withdrawn", "nomination.assessing"]


def test_pressed_twice_at_once_it_moves_once(intake: Intake) -> None:
    dana, nomination = intake.office["dana"], intake.in_hand()
    outcomes = all_at_once(
        lambda _: make_ready(intake.store, actor=dana, nomination_id=nomination.id, names=NAMES, at=NOW).state
    )
    assert outcomes.count(NominationState.READY) == 1
    assert all(isinstance(one, WrongNominationStep) for one in outcomes if one is not NominationState.READY)
    assert intake.office.deeds(nomination.subject).count("nomination.ready") == 1


def test_only_managers_see_and_decide(small_intake: Intake) -> None:
    nomination, ruth, store = small_intake.takes(), small_intake.office["ruth"], small_intake.store
    number = nomination.id
    refused: list[Callable[[], object]] = [
        lambda: list_nominations(store, actor=ruth, wanted=Wanted(OPEN), page=1),
        lambda: show_nomination(store, actor=ruth, nomination_id=number),
        lambda: assess(store, actor=ruth, nomination_id=number, names=NAMES, at=NOW),
        lambda: make_ready(store, actor=ruth, nomination_id=number, names=NAMES, at=NOW),
        lambda: decline(store, actor=ruth, nomination_id=number, why=DeclineReason.NOT_REACHED, at=NOW),
        lambda: withdraw(store, actor=ruth, nomination_id=number, at=NOW),
        lambda: same_child(store, actor=ruth, nomination_id=number, other_id=number, at=NOW),
        lambda: different_child(store, actor=ruth, nomination_id=number, other_id=number, at=NOW),
        lambda: reach_at_home(store, actor=ruth, nomination_id=number, home=Contact("x"), names=NAMES, at=NOW),
    ]
    for act in refused:
        with pytest.raises(ManagersOnly):
            act()
    assert small_intake.state(nomination) is NominationState.NEW


def test_a_number_that_does_not_exist_is_told(small_intake: Intake) -> None:
    with pytest.raises(NoSuchNomination):
        show_nomination(small_intake.store, actor=small_intake.office["dana"], nomination_id=99)


def test_the_queue_has_who_waits_longest_first_by_state_and_model_in_pages(intake: Intake) -> None:
    dana = intake.office["dana"]
    later = [
        intake.takes(at=NOW + number * 181 * MINUTE, your_email=f"m{number}@example.net").id for number in range(PAGE)
    ]
    old, of_class = intake.takes(STUDENT, at=NOW - DAY), intake.takes(TEACHER, at=NOW - 2 * DAY)
    gone = intake.takes(STUDENT, at=NOW)
    decline(intake.store, actor=dana, nomination_id=gone.id, why=DeclineReason.OTHER_HELP, at=NOW)

    first = list_nominations(intake.store, actor=dana, wanted=Wanted(OPEN), page=1)
    assert [line.nomination.id for line in first.lines] == [of_class.id, old.id, *later[: PAGE - 2]]
    assert (first.total, first.pages) == (PAGE + 2, 2)
    last = list_nominations(intake.store, actor=dana, wanted=Wanted(OPEN), page=9)
    assert ([line.nomination.id for line in last.lines], last.page) == (later[-2:], 2)
    school = list_nominations(intake.store, actor=dana, wanted=Wanted(OPEN, Model.IN_CLASS), page=1)
    assert [line.nomination.id for line in school.lines] == [of_class.id]
    declined = list_nominations(intake.store, actor=dana, wanted=Wanted(frozenset({NominationState.DECLINED})), page=1)
    assert [line.nomination.id for line in declined.lines] == [gone.id]
    assert list_nominations(intake.store, actor=dana, wanted=Wanted(frozenset()), page=1).total == PAGE + 3


def test_the_state_in_the_table_is_what_the_code_reads(engine: Engine, intake: Intake) -> None:
    intake.takes()
    with engine.connect() as conn:
        (row,) = conn.execute(select(nominations)).all()
    assert (row.state, row.model, row.nominator) == ("new", "independent", "guardian")
