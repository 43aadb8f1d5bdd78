"""Nominations held against the students who are here: shown with the reason, linked or not by a manager's word."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select

from integrations.database.tables import known_students, people
from mentoring.acts.knowing import is_somebody_else, is_this_student
from mentoring.acts.queueing import assess, different_child, list_nominations, make_ready, same_child, withdraw
from mentoring.known_students import NotPerhaps, Perhaps
from mentoring.likeness import LikeVerdict
from mentoring.nominations import OPEN, AddressOfSomebodyElse, Nomination, NominationState
from mentoring.people import Role
from mentoring.permissions import ManagersOnly
from mentoring.store.nominations import Wanted
from tests.contract.database_fixtures import engine, sqlite_engine
from tests.contract.nomination_fixtures import NAMES, STUDENT, TEACHER, Intake, intake, small_intake
from tests.contract.program_fixtures import NOW, person_row

__all__ = ["engine", "intake", "small_intake", "sqlite_engine"]

LIKE_AMARA: dict[str, Any] = {"first_name": "Amarah", "last_name": "Example", "your_email": "Grace@Example.org"}
"""Amara Example is in the roster; her guardian is grace@example.org."""


def known(intake: Intake, nomination: Nomination) -> dict[str, tuple[str, ...]]:
    """Who may be meant, and why."""
    return {one.student.key: tuple(one.pair.reasons) for one in intake.view(nomination).known}


def says(intake: Intake, nomination: Nomination, key: str, *, same: bool) -> None:
    act = is_this_student if same else is_somebody_else
    dana, student = intake.office["dana"], intake.office[key]
    act(intake.store, actor=dana, nomination_id=nomination.id, student_id=student.id, at=NOW)


def ready(intake: Intake, nomination: Nomination) -> Nomination:
    return make_ready(intake.store, actor=intake.office["dana"], nomination_id=nomination.id, names=NAMES, at=NOW)


def students(intake: Intake) -> int:
    with intake.store.look() as view:
        return len(view.people.names(Role.STUDENT))


def test_a_student_who_is_here_is_shown_in_the_queue_with_the_mentor_they_have(intake: Intake) -> None:
    intake.office.active(intake.office.draft(student="amara"))
    nomination = intake.takes(**LIKE_AMARA)
    found = list_nominations(intake.store, actor=intake.office["dana"], wanted=Wanted(OPEN), page=1)
    (shown,) = found.lines[0].known
    assert found.lines[0].nomination == nomination
    assert (shown.student.key, [mentor.key for mentor in shown.mentors]) == ("amara", ["ana"])
    assert known(intake, nomination) == {"amara": ("family", "name")}


def test_a_mentor_or_a_proctor_of_others_is_not_told_as_the_mentor_of_a_student(small_intake: Intake) -> None:
    intake = small_intake
    nomination = intake.takes(**LIKE_AMARA)
    (shown,) = intake.view(nomination).known
    assert list(shown.mentors) == []


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"your_email": "other@example.org", "school": "Umana Academy"}, ("name", "school")),
        ({"your_email": "other@example.org", "school": "The Umana", "first_name": "Amahra"}, ("name", "school")),
        ({"your_email": "other@example.org", "school": "Latin", "first_name": "Amara"}, ()),
        ({"your_email": "other@example.org", "school": "Latin", "first_name": "Amara", "home_language": "en"},
         ("name", "language")),
        ({"your_email": "other@example.org", "your_phone": "617-555-0100", "school": "Latin"}, ("family", "name")),
        ({"school": "Latin", "first_name": "Theodore"}, ()),
    ],
)  # fmt: skip
def test_who_may_be_meant_is_weighed_as_between_two_nominations(
    small_intake: Intake, changed: dict[str, str], why: tuple[str, ...]
) -> None:
    intake = small_intake
    grace = person_row("grace", Role.GUARDIAN, phone="+16175550100")
    amara = person_row("amara", Role.STUDENT, email=None, adult=False, guardian="grace", school="Mario Umana Academy")
    intake.office.add_people(grace, amara)
    assert known(intake, intake.takes(**{**LIKE_AMARA, **changed})).get("amara", ()) == why


def test_a_name_in_another_order_and_script_is_found_among_many(small_intake: Intake) -> None:
    intake = small_intake
    crowd = [person_row(f"s{n}", Role.STUDENT, name=f"Pupil Number{n}", email=None) for n in range(120)]
    omar = person_row("omar", Role.STUDENT, name="محمد العلي", email=None, school="Umana Academy", language="ar")
    intake.office.add_people(*crowd, omar)
    nomination = intake.takes(first_name="Mohammed", last_name="Al-Ali")
    assert known(intake, nomination) == {"omar": ("name", "school")}


def test_nobody_is_made_and_nobody_linked_until_a_manager_has_said_who_it_is(intake: Intake) -> None:
    nomination, before = intake.in_hand(**LIKE_AMARA), students(intake)
    with pytest.raises(Perhaps) as refused:
        ready(intake, nomination)
    assert refused.value.student == intake.office["amara"]
    assert (intake.state(nomination), students(intake)) == (NominationState.ASSESSING, before)


def test_the_same_student_is_linked_and_no_second_person_made(intake: Intake) -> None:
    nomination, before = intake.in_hand(**LIKE_AMARA), students(intake)
    says(intake, nomination, "amara", same=True)
    linked = ready(intake, nomination)
    assert (linked.student_id, students(intake)) == (intake.office["amara"].id, before)
    assert intake.view(nomination).student == intake.office["amara"]
    assert "nomination.known" in intake.office.deeds(nomination.subject)


def test_a_student_who_is_known_needs_no_address_at_home(small_intake: Intake) -> None:
    intake = small_intake
    by_phone = intake.in_hand(TEACHER, first_name="Amara", last_name="E", school="Umana", home_language="en")
    intake.office.add_people(
        person_row("amara", Role.STUDENT, email=None, adult=False, guardian="grace", school="Umana")
    )
    with pytest.raises(Perhaps):
        ready(intake, by_phone)
    says(intake, by_phone, "amara", same=True)
    assert ready(intake, by_phone).student_id == intake.office["amara"].id


def test_somebody_else_becomes_a_student_of_their_own_and_is_not_asked_about_again(intake: Intake) -> None:
    nomination, before = intake.in_hand(**LIKE_AMARA), students(intake)
    says(intake, nomination, "amara", same=False)
    new = ready(intake, nomination)
    assert new.student_id != intake.office["amara"].id
    assert students(intake) == before + 1
    (pair,) = intake.view(nomination).known
    assert (pair.pair.verdict, pair.pair.decided_by) == (LikeVerdict.DIFFERENT, intake.office["dana"].id)


def test_a_student_of_18_with_the_same_address_is_asked_about_whatever_the_name(small_intake: Intake) -> None:
    intake = small_intake
    nomination = intake.in_hand(STUDENT, your_email="luis@example.org", last_name="Okafor")
    assert known(intake, nomination) == {"luis": ("family",)}
    says(intake, nomination, "luis", same=False)
    with pytest.raises(AddressOfSomebodyElse):
        ready(intake, nomination)


def test_who_came_into_the_roster_meanwhile_is_asked_about_and_the_question_stays(intake: Intake) -> None:
    nomination = intake.in_hand(school="Umana Academy")
    assert known(intake, nomination) == {}
    nadege = person_row("nadege", Role.STUDENT, name="Baptiste Nadege", email=None, school="Umana")
    intake.office.add_people(nadege)
    with pytest.raises(Perhaps):
        ready(intake, nomination)
    assert known(intake, nomination) == {"nadege": ("name", "school")}


def test_two_nominations_of_two_children_ask_nothing_more_about_the_student_of_one(intake: Intake) -> None:
    first = intake.ready()
    second = intake.in_hand(first_name="Nadine")
    dana = intake.office["dana"]
    assert [one.pair.student_id for one in intake.view(second).known] == [first.student_id]
    different_child(intake.store, actor=dana, nomination_id=second.id, other_id=first.id, at=NOW)
    assert ready(intake, second).student_id != first.student_id


def test_a_duplicate_that_is_closed_asks_nothing_more(small_intake: Intake) -> None:
    intake = small_intake
    first, second = intake.ready(), intake.in_hand()
    dana, student = intake.office["dana"], first.student_id or 0
    same_child(intake.store, actor=dana, nomination_id=second.id, other_id=first.id, at=NOW)
    shown = list_nominations(intake.store, actor=dana, wanted=Wanted(frozenset({NominationState.DECLINED})), page=1)
    assert [list(line.known) for line in shown.lines] == [[]]
    with pytest.raises(NotPerhaps):
        is_this_student(intake.store, actor=dana, nomination_id=second.id, student_id=student, at=NOW)


def test_what_is_said_is_said_once_and_by_managers(small_intake: Intake) -> None:
    intake = small_intake
    nomination, office = intake.in_hand(**LIKE_AMARA), intake.office
    asked: dict[str, Any] = {"nomination_id": nomination.id, "student_id": office["amara"].id, "at": NOW}
    for act in (is_this_student, is_somebody_else):
        with pytest.raises(ManagersOnly):
            act(intake.store, actor=office["ruth"], **asked)
    says(intake, nomination, "amara", same=True)
    for again in (True, False):
        with pytest.raises(NotPerhaps):
            says(intake, nomination, "amara", same=again)
    with pytest.raises(NotPerhaps):
        says(intake, nomination, "luis", same=True)


def test_once_one_is_meant_nothing_is_asked_about_a_namesake(small_intake: Intake) -> None:
    intake = small_intake
    twin = person_row("twin", Role.STUDENT, name="Amara Example", email=None, adult=False, guardian="grace")
    intake.office.add_people(twin)
    nomination = intake.in_hand(**LIKE_AMARA)
    assert set(known(intake, nomination)) == {"amara", "twin"}
    says(intake, nomination, "amara", same=True)
    assert set(known(intake, nomination)) == {"amara"}
    queue = list_nominations(intake.store, actor=intake.office["dana"], wanted=Wanted(OPEN), page=1)
    assert [list(line.known) for line in queue.lines] == [[]]
    with pytest.raises(NotPerhaps):
        says(intake, nomination, "twin", same=False)


def test_taken_up_again_the_linked_student_is_not_asked_about(small_intake: Intake) -> None:
    intake = small_intake
    dana, nomination = intake.office["dana"], intake.in_hand(**LIKE_AMARA)
    says(intake, nomination, "amara", same=True)
    ready(intake, nomination)
    withdraw(intake.store, actor=dana, nomination_id=nomination.id, at=NOW)
    assess(intake.store, actor=dana, nomination_id=nomination.id, names=NAMES, at=NOW + timedelta(days=1))
    assert ready(intake, nomination).student_id == intake.office["amara"].id


def test_no_name_stands_beside_a_pair_in_the_database(intake: Intake, engine: Engine) -> None:
    intake.takes(**LIKE_AMARA)
    with engine.connect() as conn:
        (row,) = conn.execute(select(known_students)).all()
        assert conn.scalar(select(people.c.key).where(people.c.id == row.student_id)) == "amara"
    assert set(row._mapping.values()) == {row.nomination_id, row.student_id, "family,name", "open", None}
