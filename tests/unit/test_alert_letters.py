"""Letters about strangers, sessions that are kept, missing hosts and records that differ, in every language."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from mentoring.acts.briefing import AlertView
from mentoring.alerts import NOT_STOPPED, AlertReason, AlertState
from mentoring.people import Role
from mentoring.policy import Policy
from mentoring.rooms import Keeping
from mentoring.strangers import ROBOT
from tests.unit.blocks_fixtures import alert, alert_view, people
from tests.unit.rule_fixtures import MANAGER, STUDENT, person
from web.languages import LANGUAGES
from web.letters.plain import PlainLetters

LETTERS = PlainLetters(Policy(), ZoneInfo("America/New_York"))
READER = people("Dana Whitfield")[MANAGER]
CRUZ = person(30, Role.MANAGER, name="Pat Cruz")
SHOWN = "visit zoom.us/j/666"


def written(reason: AlertReason, code: str = "en", count: int = 1, **facts: Any) -> tuple[str, str]:
    views = [view(reason, **facts)] * count
    return LETTERS.alert(views, replace(READER, language=code))


def view(reason: AlertReason, **facts: Any) -> AlertView:
    known = {**people("Ana Silva"), STUDENT: person(STUDENT, Role.STUDENT, name="Amara Okafor")}
    blank = alert_view(alert(reason, **facts), people={CRUZ.id: CRUZ})
    return replace(blank, line=replace(blank.line, people=known))


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("reason", [AlertReason.STRANGER, AlertReason.UNVERIFIED])
def test_a_letter_names_whom_a_stranger_may_be_and_never_what_they_call_themselves(
    reason: AlertReason, code: str
) -> None:
    why = "unknown_person" if reason is AlertReason.UNVERIFIED else ""
    subject, body = written(reason, code, strangers=(SHOWN,), candidates=(CRUZ.id, STUDENT), why=why)

    assert "Pat Cruz, Amara O.\n" in body
    assert "Okafor" not in subject + body
    assert SHOWN not in subject + body


def test_a_letter_about_a_stranger_whom_nobody_expects_says_so() -> None:
    assert "Everybody who is expected is there already." in written(AlertReason.STRANGER, strangers=(SHOWN,))[1]
    assert "Everybody" not in written(AlertReason.STRANGER, strangers=(SHOWN,), candidates=(CRUZ.id,))[1]


@pytest.mark.parametrize(("code", "words"), [("en", "note-taking robot"), ("es", "robot que toma notas")])
def test_a_letter_about_a_robot_calls_it_one(code: str, words: str) -> None:
    assert words in written(AlertReason.STRANGER, code, strangers=("Otter.ai",), why=ROBOT)[1]


@pytest.mark.parametrize(
    ("code", "words"),
    [("en", "being kept: a recording, AI notes.\nAsk"), ("es", "algo de la sesión: una grabación, notas de IA.\nPida")],
)
def test_a_letter_says_in_what_forms_a_session_is_kept(code: str, words: str) -> None:
    why = f"{Keeping.RECORDING}, {Keeping.AI_NOTES}"
    subject, body = written(AlertReason.KEEPING, code, why=why)

    assert words in body
    assert subject.startswith(("Please act now", "Actúe ahora"))


@pytest.mark.parametrize(
    ("code", "words"), [("en", "It was not stopped when we told"), ("es", "No se detuvo cuando se lo pedimos")]
)
def test_a_letter_says_that_a_recording_was_not_stopped(code: str, words: str) -> None:
    stubborn = written(AlertReason.KEEPING, code, why=f"{Keeping.RECORDING}, {NOT_STOPPED}")[1]

    assert words in stubborn
    assert NOT_STOPPED not in stubborn
    assert words not in written(AlertReason.KEEPING, code, why=Keeping.RECORDING)[1]


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_letter_about_what_is_kept_does_not_say_who_is_in_the_room_for_it_was_not_looked(code: str) -> None:
    body = written(AlertReason.KEEPING, code, why="recording", mentor_in=False, students_in=())[1]

    assert "nobody whom we know" not in body
    assert "nadie conocido" not in body


@pytest.mark.parametrize("why", ["", "recording, <passcode 555111>", "holograms"])
def test_a_form_that_nobody_has_heard_of_is_not_repeated(why: str) -> None:
    assert not {"holograms", "555111"} & set(written(AlertReason.KEEPING, why=why)[1].split())


@pytest.mark.parametrize(
    ("code", "missing", "words"),
    [
        ("en", "1", "1 more licensed host is needed"),
        ("en", "4", "4 more licensed hosts are needed"),
        ("es", "1", "Falta 1 anfitrión con licencia"),
        ("es", "4", "Faltan 4 anfitriones con licencia"),
    ],
)
def test_a_letter_says_how_many_hosts_are_missing(code: str, missing: str, words: str) -> None:
    assert words in written(AlertReason.POOL_TOO_SMALL, code, why=missing)[1]


def test_sessions_without_a_host_are_one_letter() -> None:
    assert written(AlertReason.POOL_TOO_SMALL, count=3)[0] == "No Zoom host is free for 3 mentoring sessions"


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_letter_about_a_record_that_differs_leaves_the_details_to_slack(code: str) -> None:
    body = written(AlertReason.RECORD_DIFFERS, code, why="Ruth was away for 12 minutes.")[1]

    assert "Slack" in body
    assert "12 minutes" not in body


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("reason", AlertReason)
def test_every_reason_has_a_subject_and_a_story_of_its_own(reason: AlertReason, code: str) -> None:
    letters = {other: written(other, code) for other in AlertReason}

    assert [other for other in AlertReason if letters[other][0] == letters[reason][0]] == [reason]
    assert [other for other in AlertReason if letters[other][1] == letters[reason][1]] == [reason]
    assert not any(mark in letters[reason][1] for mark in ("{", "None", "..", "  "))


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("reason", AlertReason)
def test_what_is_over_says_only_that(reason: AlertReason, code: str) -> None:
    over = view(reason, strangers=(SHOWN,), candidates=(CRUZ.id,))
    solved = replace(over, alert=replace(over.alert, state=AlertState.RESOLVED))

    body = LETTERS.alert([solved], replace(READER, language=code))[1]

    assert "Pat Cruz" not in body
    assert ("This is over." in body) or ("Ya pasó." in body)
