"""A family that has Slack reads its letters there: in its own language and zone, of its own child, and once."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from mentoring.acts.family import answer_for_family, choose_wishes
from sandbox.slack.pressing import NothingToPress
from sandbox.telling import shown_text
from tests.scenarios.play_fixtures import (
    AMARA,
    ANA,
    ANGELA,
    CLEARED,
    DANA,
    HALF_PAST_FOUR,
    MEET,
    RUTH,
    Stage,
    on_stage,
    person,
)
from web.languages import LANGUAGES

YOLANDA, MATEO = "yolanda-rodriguez", "mateo-rodriguez"
FAMILY: tuple[Mapping[str, str], ...] = (
    person(YOLANDA, "guardian", slack="U07YOLAN20", language="es"),
    person(MATEO, "student", adult="no", guardian=YOLANDA),
)
BOTH = {**MEET, "students": f"{AMARA};{MATEO}"}
REMINDED = HALF_PAST_FOUR - timedelta(hours=24)
BEFORE = REMINDED - timedelta(minutes=1)


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """Two families in one match, of whom one has Slack, speaks Spanish and lives in Vietnam; Ruth is the monitor."""
    with on_stage(tmp_path, *FAMILY, BOTH, start=BEFORE) as stage:
        choose_wishes(
            stage.play.store,
            person_id=stage.person(YOLANDA).id,
            language="es",
            timezone="Asia/Ho_Chi_Minh",
            offered=frozenset(LANGUAGES),
            at=BEFORE,
        )
        yield stage


def only(stage: Stage, *words: str) -> str:
    """The one new message to the family with these words: no other family's child, no button, nothing in English."""
    message = stage.message(YOLANDA, *words)
    text = shown_text(message)
    assert "Mateo R." in text and "Amara" not in text and "Freeman" not in text and "Rodriguez" not in text
    assert "actions" not in {block["type"] for block in message["blocks"]}
    assert not re.search(r"\b(Monday|Tuesday|session|mentors|you|EDT)\b|\.\.", text), text
    assert not stage.letters(YOLANDA, *words), "not by mail as well"
    return text


def links(message: dict[str, Any]) -> list[str]:
    return re.findall(r"<(https?://[^>]+)>", json.dumps(message["blocks"]))


def test_the_reminder_is_the_letter_with_the_childs_door(stage: Stage) -> None:
    stage.move_to(REMINDED)
    text = only(stage, "Recordatorio")
    assert "miércoles 28 de octubre, de 3:30 a. m. a 4:30 a. m. (" in text and "UTC+7" in text
    assert "Ruth Abernathy supervisa" in text
    door, page = links(stage.message(YOLANDA, "Recordatorio"))
    assert "/join/" in door and "/family/" in page
    (angelas,) = stage.letters(ANGELA, "Reminder:")
    assert "Amara F." in angelas["text"] and "Mateo" not in angelas["text"] and door not in angelas["text"]


def test_an_adult_still_reads_the_adults_message(stage: Stage) -> None:
    stage.move_to(REMINDED)
    assert "you watch over" in shown_text(stage.message(RUTH, "Amara F. and Mateo R."))
    assert stage.press(RUTH, "answer_coming")
    with pytest.raises(NothingToPress):
        stage.press(YOLANDA, "answer_coming")


@pytest.mark.parametrize(
    ("order", "words"),
    [
        (
            "move {} Thu 6pm",
            ("tiene una nueva hora", "viernes 30 de octubre, de 5:00 a. m.", "miércoles 28 de octubre"),
        ),
        ("cancel {}", ("no tendrá lugar",)),
        ("monitor {} Samuel", ("Samuel Okonkwo supervisa",)),
        ("platform {} zoom", ("Zoom",)),
    ],
)
def test_every_notice_is_the_letter(stage: Stage, order: str, words: tuple[str, ...]) -> None:
    stage.move_to(BEFORE)
    stage.command(DANA, "/session", order.format(stage.session().id))
    only(stage, *words)


def test_a_mentor_who_cannot_come_is_told_of_to_the_family_in_its_own_words(stage: Stage) -> None:
    stage.move_to(REMINDED)
    stage.press(ANA, "answer_cannot")
    assert "Ana Silva no puede" in only(stage, "Cambio en la")
    assert "Ana Silva" in shown_text(stage.message(RUTH, "can't make the session"))


def test_the_invitation_in_the_calendar_is_for_the_child(stage: Stage) -> None:
    stage.move_to(REMINDED)
    (event,) = stage.town.google.events_for(stage.person(YOLANDA).email or "")
    assert "Mateo R." in event["description"] and "Amara" not in event["description"]
    assert "miércoles 28 de octubre" in event["summary"]


def test_a_pause_is_told_in_slack_by_the_familys_own_day(stage: Stage) -> None:
    stage.move_to(BEFORE)
    stage.command(DANA, "/match", "pause 1 until 2026-11-09 because of a private matter")
    text = shown_text(stage.message(YOLANDA, "martes 10 de noviembre"))
    assert "lunes 9" not in text and "Amara" not in text


def test_the_question_about_a_match_leads_to_the_familys_page_without_english_buttons(tmp_path: Path) -> None:
    with on_stage(tmp_path, *FAMILY, start=BEFORE) as stage:
        proposal = "create mentor Ana Silva, student Mateo Rodriguez, proctor Ruth Abernathy, Tuesday 4:30pm"
        assert "Match proposed" in stage.command(DANA, "/match", proposal)
        asked = stage.message(YOLANDA, "¿Está de acuerdo")
        assert "actions" not in {block["type"] for block in asked["blocks"]}
        (page,) = links(asked)
        assert "/rsvp/" in page


# Who watches over their own child


GUARDED = {**MEET, "students": MATEO, "monitor": YOLANDA, "monitor_kind": "guardian"}
WATCHES = person(YOLANDA, "guardian", slack="U07YOLAN20", guardian_opt_in="2026-09-01")


def test_a_guardian_who_watches_over_the_session_is_reminded_once_and_has_both_doors(tmp_path: Path) -> None:
    with on_stage(tmp_path, WATCHES, FAMILY[1], GUARDED, start=BEFORE) as stage:
        stage.move_to(REMINDED)
        reminded = stage.message(YOLANDA, "Mateo R.")
        assert "you watch over" in shown_text(reminded)
        assert not stage.letters(YOLANDA, "Reminder:")
        doors = doors_in(reminded)
        assert set(doors) == {"Open my door", "Mateo R.'s door"} and len(set(doors.values())) == 2
        assert stage.press(YOLANDA, "answer_coming")
        assert doors_in(stage.message(YOLANDA, "you watch over")) == doors, "nor are they lost by an answer"
        assert stage.town.slack.action(stage.slack_id(YOLANDA), child_door(stage))["status"] == 200


def child_door(stage: Stage) -> str:
    return f"open_door_{stage.person(MATEO).id}"


def doors_in(message: dict[str, Any]) -> dict[str, str]:
    buttons = [one for block in message["blocks"] if block["type"] == "actions" for one in block["elements"]]
    return {one["text"]["text"]: one["url"] for one in buttons if "url" in one}


def test_by_mail_it_is_one_letter_with_both_doors_as_well(tmp_path: Path) -> None:
    watches = person(YOLANDA, "guardian", guardian_opt_in="2026-09-01", language="es")
    with on_stage(tmp_path, watches, FAMILY[1], GUARDED, start=BEFORE) as stage:
        stage.move_to(REMINDED)
        (letter,) = stage.letters(YOLANDA, "Recordatorio")
        assert len(set(re.findall(r"https?://\S+/join/\S+", letter["text"]))) == 2
        assert "Mateo R." in letter["text"]
        stage.move_to(HALF_PAST_FOUR - timedelta(minutes=10))
        soon = [one for one in stage.letters(YOLANDA) if "/join/" in one["text"] and not one["attachments"]]
        assert len(soon) == 2


def test_a_guardian_who_cannot_watch_is_reminded_as_the_family_that_still_comes(tmp_path: Path) -> None:
    with on_stage(tmp_path, WATCHES, FAMILY[1], GUARDED, start=BEFORE - timedelta(hours=1)) as stage:
        stage.move_to(BEFORE)
        stage.command(YOLANDA, "/session", f"absent {stage.session().id}")
        stage.move_to(REMINDED)
        (link, _) = links(stage.message(YOLANDA, "Reminder:", "Mateo R."))
        assert "/join/" in link


def test_a_child_who_does_not_come_needs_no_door(tmp_path: Path) -> None:
    with on_stage(tmp_path, WATCHES, FAMILY[1], GUARDED, start=BEFORE) as stage:
        session, people = stage.session(), (stage.person(YOLANDA).id, stage.person(MATEO).id)
        answer_for_family(
            stage.play.store, person_id=people[0], session_id=session.id, child_id=people[1], coming=False, at=BEFORE
        )
        stage.move_to(REMINDED)
        assert not stage.messages(YOLANDA, "Mateo R."), "nor does the guardian, then"


def test_a_monitor_who_is_a_guardian_elsewhere_reads_both_in_slack_each_in_its_way(tmp_path: Path) -> None:
    """The proctor of one match whose own child is in another."""
    proctor = person(YOLANDA, "guardian;proctor", slack="U07YOLAN20", **CLEARED)
    elsewhere = {**MEET, "key": "elsewhere", "students": MATEO, "mentor": "thomas-brennan", "monitor": "samuel-okonkwo"}
    watched = {**MEET, "monitor": YOLANDA}
    with on_stage(tmp_path, proctor, FAMILY[1], watched, elsewhere, start=BEFORE) as stage:
        stage.move_to(REMINDED)
        assert "actions" in {b["type"] for b in stage.message(YOLANDA, "you watch over", "Amara F.")["blocks"]}
        assert "Thomas Brennan" in shown_text(stage.message(YOLANDA, "Reminder:", "Mateo R."))
