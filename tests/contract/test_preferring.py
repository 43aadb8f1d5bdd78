"""Volunteers say what they help with and when; suggestions go by it, and say why (R033, R040)."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from bot.blocks.reasons import why
from mentoring.acts.knowing import is_this_student
from mentoring.acts.preferring import say_preferences, show_preferences
from mentoring.acts.queueing import make_ready
from mentoring.acts.suggesting import NothingToSuggest, Suggestion, Wish, suggest_matches
from mentoring.acts.volunteering import Application, add_volunteer
from mentoring.nominations import DayPart, Subject
from mentoring.people import Person, Role
from mentoring.permissions import ManagersOnly
from mentoring.preferences import NOTHING_SAID, Hours, Preferences
from mentoring.programs import Program
from mentoring.slots import Slot, Weekday
from mentoring.volunteers import NotAVolunteer
from tests.contract.database_fixtures import engine, sqlite_engine
from tests.contract.nomination_fixtures import NAMES, Intake, intake, small_intake
from tests.contract.program_fixtures import CLEARED, NOW, POLICY, Office, new_request, office, person_row

__all__ = ["engine", "intake", "office", "small_intake", "sqlite_engine"]

ALL_DAY = tuple(DayPart)


def said(subjects: str = "", days: str = "", parts: tuple[DayPart, ...] = (), speaks: str = "") -> Preferences:
    return Preferences(
        frozenset(Subject(one) for one in subjects.split()),
        frozenset(Weekday[one] for one in days.split()),
        frozenset(parts),
        frozenset(speaks.split()),
    )


def offers(office: Office, key: str, *what: Any, **more: Any) -> None:
    say_preferences(office.store, actor=office[key], person_id=office[key].id, said=said(*what, **more), at=NOW)


def suggested(
    office: Office, person: Person, wish: Wish | None = None, program: Program | None = None
) -> list[Suggestion]:
    found = suggest_matches(
        office.store,
        actor=office["dana"],
        person=person,
        program=program or office.program,
        wish=wish or Wish(),
        at=NOW,
        policy=POLICY,
    )
    return list(found)


def student(intake: Intake, **changed: Any) -> Person:
    """Nadège, whose family asks for math and reading, on Tuesday and Thursday afternoons, and speaks Kreyòl."""
    ready = intake.ready(**changed)
    with intake.store.look() as view:
        return view.people.get(ready.student_id or 0)


def mentors(found: list[Suggestion]) -> list[str]:
    return [one.mentor.key for one in found]


def test_what_is_said_is_kept_whole_and_stands_in_the_audit_log(engine: Engine) -> None:
    office = Office(engine)
    assert show_preferences(office.store, actor=office["ana"], person_id=office["ana"].id) == NOTHING_SAID
    offers(office, "ana", "math history", "MO SU", (DayPart.EVENING,), "es")
    kept = show_preferences(office.store, actor=office["dana"], person_id=office["ana"].id)
    assert kept == said("math history", "MO SU", (DayPart.EVENING,), "es")
    offers(office, "ana", "math")
    with office.store.look() as view:
        first, second = view.deeds.of(f"person-{office['ana'].id}")
    assert (first.action, first.actor_id) == ("volunteer.preferences", office["ana"].id)
    assert (first.before, first.after) == ("-; -; -; -", "history, math; MO SU; evening; es")
    assert (second.before, second.after) == (first.after, "math; -; -; -")


def test_said_again_it_is_noted_once(office: Office) -> None:
    offers(office, "ana", "math")
    offers(office, "ana", "math")
    assert office.deeds(f"person-{office['ana'].id}") == ["volunteer.preferences"]


def test_a_volunteer_speaks_for_themselves_and_a_manager_for_all_of_them(office: Office) -> None:
    ana, ruth = office["ana"], office["ruth"]
    with pytest.raises(ManagersOnly):
        say_preferences(office.store, actor=ruth, person_id=ana.id, said=NOTHING_SAID, at=NOW)
    with pytest.raises(ManagersOnly):
        show_preferences(office.store, actor=ruth, person_id=ana.id)
    say_preferences(office.store, actor=office["dana"], person_id=ana.id, said=said("math"), at=NOW)
    with pytest.raises(NotAVolunteer):
        say_preferences(office.store, actor=office["dana"], person_id=office["luis"].id, said=said("math"), at=NOW)


def test_who_applies_says_it_at_once(office: Office) -> None:
    lena = Application("Lena Park", "lena@example.org", frozenset({Role.MENTOR}), said=said("science", "MO", ALL_DAY))
    new = add_volunteer(office.store, actor=office["dana"], application=lena, request=new_request(), at=NOW)
    assert show_preferences(office.store, actor=office["dana"], person_id=new.person.id).subjects == {Subject.SCIENCE}


def test_time_for_each_other_goes_before_the_subject(intake: Intake) -> None:
    offers(intake.office, "ana", "math reading")
    offers(intake.office, "ben", "", "TU", ALL_DAY)
    first, second = suggested(intake.office, student(intake))
    assert (first.mentor.key, first.fit.hours) == ("ben", Hours.SHARED)
    assert (second.mentor.key, second.fit.hours) == ("ana", Hours.UNKNOWN)


def test_the_hour_lies_in_what_both_said(small_intake: Intake) -> None:
    intake = small_intake
    offers(intake.office, "ana", "math", "TH SA", ALL_DAY)
    (one,) = [one for one in suggested(intake.office, student(intake)) if one.mentor.key == "ana"]
    assert one.draft.slot == Slot(Weekday.TH, time(16))


def test_a_saturday_morning_is_suggested_where_the_program_has_it(small_intake: Intake) -> None:
    intake, office = small_intake, small_intake.office
    child = student(intake, days=["SA"], parts=["morning"])
    offers(office, "ana", "math", "SA", (DayPart.MORNING,))
    assert suggested(office, child)[0].draft.slot == Slot(Weekday.SA, time(10))


def test_who_has_no_hour_in_common_is_suggested_only_for_an_hour_that_is_asked_for(small_intake: Intake) -> None:
    intake, office = small_intake, small_intake.office
    child = student(intake)
    offers(office, "ana", "math reading", "SA", ALL_DAY)
    assert mentors(suggested(office, child)) == ["ben"]
    found = suggested(office, child, Wish(Slot(Weekday.TU, time(15, 30))))
    assert [(one.mentor.key, one.fit.hours) for one in found] == [("ben", Hours.UNKNOWN), ("ana", Hours.OTHER)]


def test_the_subject_goes_before_the_language_and_the_language_before_whoever_has_less_to_do(
    small_intake: Intake,
) -> None:
    intake, office = small_intake, small_intake.office
    office.add_people(person_row("lucia", Role.MENTOR, clearance=CLEARED))
    offers(office, "lucia", "math")
    offers(office, "ben", speaks="ht")
    assert mentors(suggested(office, student(intake))) == ["lucia", "ben", "ana"]


def test_a_family_of_puerto_rico_and_a_mentor_who_speaks_spanish_have_one_language(small_intake: Intake) -> None:
    intake, office = small_intake, small_intake.office
    office.add_people(person_row("lucia", Role.MENTOR, language="es-PR", clearance=CLEARED))
    first, *_ = suggested(office, student(intake, home_language="es"))
    assert (first.mentor.key, first.fit.language) == ("lucia", "es")


def test_for_a_mentor_whoever_waits_longest_comes_first_of_equals(small_intake: Intake) -> None:
    intake, office = small_intake, small_intake.office
    late = student(intake, first_name="Wilhelmine", at=NOW + timedelta(days=1))
    early = student(intake, first_name="Theodore")
    offers(office, "ana", "math")
    found = suggested(office, office["ana"])
    assert [one.student.id for one in found[:2]] == [early.id, late.id]
    assert found[0].fit.waiting_since == date(2026, 10, 26)


def test_a_student_with_a_match_who_was_nominated_once_more_waits_as_well(small_intake: Intake) -> None:
    intake, office = small_intake, small_intake.office
    child = student(intake)
    office.create(office.draft(mentor="ben", student_ids=(child.id,)))
    assert child.id not in {one.student.id for one in suggested(office, office["ana"])}
    again = intake.in_hand(subjects=["history"])
    dana = office["dana"]
    is_this_student(office.store, actor=dana, nomination_id=again.id, student_id=child.id, at=NOW)
    make_ready(office.store, actor=dana, nomination_id=again.id, names=NAMES, at=NOW)
    assert child.id in {one.student.id for one in suggested(office, office["ana"])}


def test_a_proctor_who_named_other_hours_is_not_asked_for_this_one(small_intake: Intake) -> None:
    intake, office = small_intake, small_intake.office
    offers(office, "ruth", "", "SA", ALL_DAY)
    assert {one.monitor.key for one in suggested(office, student(intake))} == {"sam"}


def test_the_same_question_has_the_same_answer(intake: Intake) -> None:
    child = student(intake)
    offers(intake.office, "ben", "math", "TU TH", ALL_DAY, "ht")
    once, again = suggested(intake.office, child), suggested(intake.office, child)
    assert [one.draft for one in once] == [one.draft for one in again]


def test_each_suggestion_says_in_one_line_why(small_intake: Intake) -> None:
    intake, office = small_intake, small_intake.office
    child = student(intake)
    offers(office, "ana", "math history", "TU", ALL_DAY, "ht")
    offers(office, "ben", "history")
    first, second = suggested(office, child)
    assert why(first) == (
        "both said that they have time then; math; one language (Kreyòl ayisyen (Haitian Creole)); "
        "waits since Monday, Oct 26; matches of the mentor: no match yet"
    )
    assert why(second) == (
        "ask when they have time; other subjects than asked for; no common language known; "
        "waits since Monday, Oct 26; matches of the mentor: no match yet"
    )


def test_when_nobody_has_an_hour_in_common_nothing_is_suggested(small_intake: Intake) -> None:
    intake, office = small_intake, small_intake.office
    for key in ("ana", "ben"):
        offers(office, key, "math", "SU", ALL_DAY)
    with pytest.raises(NothingToSuggest):
        suggested(office, student(intake))
