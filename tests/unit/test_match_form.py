"""The form behind a bare `/match create`: what it offers, what it gives back, and where a refusal stands in it."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest

from bot.blocks.matches import created
from bot.modals.match_form import done, field_errors, form, read, suggestions
from bot.reading import TypedMatch
from mentoring.acts.booking import SlotTaken
from mentoring.acts.engagements import TrainingThen
from mentoring.acts.finding import UnknownPerson, UnknownProgram, by_number
from mentoring.acts.matchmaking import StartInThePast, StartOutsideProgram
from mentoring.errors import Refusal
from mentoring.matches import (
    GuardianNotOptedIn,
    LinkNotWanted,
    MonitorIsAParty,
    MonitorKind,
    NamedTwice,
    NoGuardianToWriteTo,
    NotCleared,
    NoTeacherLink,
    WrongMonitor,
    WrongPlatform,
)
from mentoring.people import Person, Role
from mentoring.permissions import ManagersOnly
from mentoring.programs import Model, Program
from mentoring.rooms import Platform
from mentoring.slots import TimeDoesNotExist, Weekday
from sandbox.slack.block_kit import faults_in_suggestions, faults_in_view
from sandbox.slack.fields import fill_in
from sandbox.slack.views import shown_view
from tests.unit.blocks_fixtures import NAMES, match_line
from tests.unit.rule_fixtures import match, person, program
from tests.unit.volunteer_refusals import TRAINING

IN_CLASS = program(id=2, key="school", name="In-Class", model=Model.IN_CLASS)
FILLED = {
    "mentor": "person-1",
    "student": "person-3",
    "monitor": "person-2",
    "weekday": "TU",
    "time": "16:30",
    "minutes": "60",
}


def fill(programs: list[Program], **values: str) -> TypedMatch:
    """What the form gives back once a person has filled it in."""
    shown = shown_view(form(programs), view_id="V1", view_hash="1.a")
    state = fill_in(shown, {**FILLED, **values}, suggest=_the_only_one, user_id=str)
    return read({**shown, "state": {"values": state}})


def _the_only_one(_field: object, said: str) -> list[dict[str, Any]]:
    return [{"text": {"type": "plain_text", "text": said}, "value": said}]


@pytest.mark.parametrize("count", [1, 2, 100, 101])
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_slack_takes_the_form_with_any_programs(name: str, count: int) -> None:
    programs = [program(id=n, key=f"{'k' * 60}-{n}", name=name) for n in range(count)]

    assert faults_in_view(form(programs)) == []


def test_the_form_begins_with_what_is_usual() -> None:
    typed = fill([IN_CLASS, program()])

    assert typed.program == "ils"
    assert typed.monitor_kind is MonitorKind.PROCTOR
    assert typed.platform is None and typed.starts_on == "" and typed.link == ""


def test_a_program_of_classes_only_can_be_chosen() -> None:
    assert fill([IN_CLASS]).program == "school"


def test_what_is_filled_in_is_read() -> None:
    typed = fill(
        [program()], platform="zoom", starts_on="2026-11-03", minutes="45", weekday="Thursday", monitor_kind="guardian"
    )

    assert typed == TypedMatch(
        mentor="person-1",
        students=("person-3",),
        monitor="person-2",
        monitor_kind=MonitorKind.GUARDIAN,
        weekday=Weekday.TH,
        time=time(16, 30),
        minutes=45,
        starts_on="2026-11-03",
        platform=Platform.ZOOM,
        program="ils",
    )


def test_a_link_is_read_without_the_spaces_around_it() -> None:
    assert fill([IN_CLASS], link=" https://class.example.org/5b ").link == "https://class.example.org/5b"


MENTOR, MONITOR, STUDENT = person(1, Role.MENTOR), person(2, Role.PROCTOR), person(3, Role.STUDENT)


@pytest.mark.parametrize(
    ("refusal", "field"),
    [
        (NotCleared(MENTOR, ("training",)), "mentor"),
        (NotCleared(MONITOR, ("training",)), "monitor"),
        (SlotTaken(MENTOR, match(), date(2026, 11, 3)), "mentor"),
        (SlotTaken(MONITOR, match(), date(2026, 11, 3)), "monitor"),
        (SlotTaken(STUDENT, match(), date(2026, 11, 3)), "student"),
        (TrainingThen(MONITOR, TRAINING), "monitor"),
        (GuardianNotOptedIn(MONITOR), "monitor"),
        (NoGuardianToWriteTo(STUDENT), "student"),
        (NamedTwice(), "student"),
        (UnknownPerson("person-3", Role.STUDENT), "student"),
        (UnknownProgram("ils", []), "program"),
        (StartInThePast(date(2026, 10, 1), date(2026, 10, 26)), "starts_on"),
        (StartOutsideProgram(date(2030, 1, 1), program()), "starts_on"),
        (TimeDoesNotExist(date(2027, 3, 14), time(2, 30)), "time"),
        (NoTeacherLink(), "link"),
        (LinkNotWanted(), "link"),
        (WrongPlatform(Model.IN_CLASS), "platform"),
        (WrongMonitor(Model.IN_CLASS), "monitor_kind"),
        (ManagersOnly(), "mentor"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_a_refusal_stands_beside_the_field_that_it_is_about(refusal: Refusal, field: str) -> None:
    errors = field_errors(refusal, fill([program()]))

    assert list(errors) == [field]
    assert errors[field] and "`" not in errors[field] and "&amp;" not in errors[field]


def test_a_monitor_who_is_the_mentor_is_said_at_the_monitor() -> None:
    assert list(field_errors(MonitorIsAParty(MENTOR), fill([program()], monitor="person-1"))) == ["monitor"]


def names_of(people: list[Person]) -> list[str]:
    return [option["text"]["text"] for option in suggestions(people)]


def test_people_of_one_shown_name_are_told_apart() -> None:
    mateo = person(5, Role.STUDENT, name="Mateo Martínez", key="mateo-martinez")
    other = person(6, Role.STUDENT, name="Mateo Morales", key="mateo-morales")
    amara = person(7, Role.STUDENT, name="Amara Okafor", key="amara-okafor")

    assert names_of([mateo, other, amara]) == ["Mateo M. (mateo-martinez)", "Mateo M. (mateo-morales)", "Amara O."]


def test_long_names_are_told_apart_although_they_are_cut() -> None:
    long = [person(n, Role.MENTOR, name="N" * 150 + f" {n}", key=f"{'k' * 60}-{n}") for n in (1, 2)]

    names = names_of(long)

    assert names[0] != names[1]
    assert all(len(name) == 75 and f"-{n})" in name for n, name in enumerate(names, start=1))


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_slack_takes_any_suggestions(name: str) -> None:
    people = [person(n, Role.MENTOR, name=name, key=f"{'k' * 61}-{n:02}") for n in range(150)]

    for found in (people, people[:1], []):
        assert faults_in_suggestions({"options": suggestions(found)}) == []


def test_a_suggestion_stands_for_one_person_and_no_other() -> None:
    assert suggestions([MENTOR])[0]["value"] == by_number(MENTOR)


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_slack_takes_what_stands_in_the_place_of_the_form(name: str) -> None:
    assert faults_in_view(done(created(match_line(name)))) == []
