"""Mentor and family in touch without an address between them; the office in touch with everybody; a family abroad."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import requests
import structlog

from mentoring.people import Role
from mentoring.sessions import NOT_OVER, SessionState
from sandbox.telling import shown_text
from tests.scenarios.play_fixtures import (
    AMARA,
    ANA,
    ANGELA,
    DANA,
    HALF_PAST_FOUR,
    LUIS,
    MARCUS,
    MEET,
    MONDAY,
    RUTH,
    SECOND,
    THOMAS,
    Stage,
    on_stage,
)

LINK = re.compile(r"https?://\S+/(?:write|family)/\S+")
WELCOME = "Thank you for the warm welcome! 👋🏽"
SECRET = "617-555-0123"


def page(stage: Stage, letter: str, which: str) -> str:
    """Where that link of a letter leads, on the machine that plays."""
    found = [link for link in LINK.findall(letter) if f"/{which}/" in link]
    assert found, letter
    return f"{stage.play.url}/{which}/{found[-1].rpartition('/')[2]}"


def send(stage: Stage, where: str, **form: str) -> requests.Response:
    answer = requests.post(where, data=form, timeout=10)
    stage.settle()
    return answer


@contextmanager
def started(folder: Path) -> Iterator[Stage]:
    with on_stage(folder, MEET, SECOND, start=MONDAY + timedelta(hours=12)) as stage:
        yield stage


def test_a_mentor_writes_and_the_family_answers_on_its_page(tmp_path: Path) -> None:
    with started(tmp_path) as stage:
        assert "Sent to the family of Amara F." in stage.command(ANA, "/match", f"write 1 {WELCOME}")
        (letter,) = stage.letters(ANGELA, "A message from the mentor")
        assert f"> {WELCOME}" in letter["text"] and "The message is in English" in letter["text"]
        assert "do not answer by e-mail" in letter["text"] and "Silva" not in letter["subject"]
        answer = send(
            stage, page(stage, letter["text"], "write"), text="Gracias, *Ana*! @here", language="es", once="1"
        )
        assert "reads your message first" in answer.text, "@here is an account to whoever reads it"
        send(stage, page(stage, letter["text"], "write"), text="Gracias, *Ana*!", language="es", once="2")
        told = shown_text(stage.message(ANA, "A message for you as a mentor"))
        assert "Gracias, *Ana*!" in told and "in Spanish" in told and "Amara F." in told
        assert stage.message(DANA, "have begun to write to each other")


def test_several_lines_and_right_to_left_arrive_whole(tmp_path: Path) -> None:
    said = "شكرا جزيلا\n" + "&<>" * 350 + "\n👨‍👩‍👧"
    with started(tmp_path) as stage:
        stage.command(ANA, "/match", "write 1 Hello")
        (letter,) = stage.letters(ANGELA, "A message from the mentor")
        send(stage, page(stage, letter["text"], "write"), text=said, language="en", once="1")
        message = stage.message(ANA, "A message for you as a mentor")
        whole = html.unescape(
            " ".join(block["text"]["text"] for block in message["blocks"] if block["type"] == "section")
        )
        assert "شكرا جزيلا" in whole and whole.count("&<>") >= 349 and "👨‍👩‍👧" in whole


def test_a_number_is_held_back_until_the_manager_decides(tmp_path: Path) -> None:
    with started(tmp_path) as stage:
        assert "looks at this first" in stage.command(ANA, "/match", f"write 1 Call me: {SECRET}")
        assert not stage.letters(ANGELA, "A message from the mentor")
        held = stage.message(DANA, "A message waits for your decision")
        assert SECRET not in shown_text(held)
        assert SECRET in stage.press(DANA, "relay_read")
        assert "not passed on" in stage.press(DANA, "relay_refuse")
        assert "was not passed on" in shown_text(stage.message(ANA, "Your message was not passed on"))
        assert "decided already" in stage.press(DANA, "relay_pass_on")
        assert not stage.letters(ANGELA, "A message from the mentor")
        assert SECRET in stage.command(DANA, "/match", "letters 1")
        assert "Only Partnerships Managers" in stage.command(ANA, "/match", "letters 1")
        assert "only the mentor and the family" in stage.command(RUTH, "/match", "write 1 hello")


def test_what_is_passed_on_arrives_as_it_was_written(tmp_path: Path) -> None:
    with started(tmp_path) as stage:
        stage.command(ANA, "/match", "write 1 Fractions: example.org/fractions")
        stage.press(DANA, "relay_read")
        assert "Passed on" in stage.press(DANA, "relay_pass_on")
        (letter,) = stage.letters(ANGELA, "A message from the mentor")
        assert "example.org/fractions" in letter["text"]


def test_two_lines_that_cannot_be_read_are_said_so_without_repeating_them(tmp_path: Path) -> None:
    with started(tmp_path) as stage:
        for text in ("write", "write hello there", "write 1", "write 99 hello", "letters x", "letters 1 page x"):
            assert stage.command(ANA if "write" in text else DANA, "/match", text)
        assert "hello there" not in stage.command(ANA, "/match", "write hello there")


def test_check_ins_come_due_and_are_told_once_in_the_morning(tmp_path: Path) -> None:
    with started(tmp_path) as stage:
        stage.settle()
        with stage.play.store.begin() as work:
            assert work.sessions.move(stage.session().id, NOT_OVER, SessionState.HELD)
        stage.jump_to(datetime.fromisoformat("2026-10-28T08:00:01-04:00"))
        said = stage.command(DANA, "/mentoring", "checkins")
        assert "3 due, 0 of them overdue" in said and "guardian Angela Freeman" in said.replace("*", "")
        assert "Noted: guardian Angela Freeman" in stage.command(
            DANA, "/mentoring", "checkin 1 guardian call 10 min all is well, *thanks* <@U07ANASI03>"
        )
        assert not stage.messages(DANA, "Check-ins that are overdue")
        for day in ("2026-10-29", "2026-10-30"):
            stage.jump_to(datetime.fromisoformat(f"{day}T08:00:01-04:00"))
        told = shown_text(stage.message(DANA, "Check-ins that are overdue"))
        assert "2 check-ins are overdue" in told and "Ana Silva, mentor of match #1: Thursday, Oct 29" in told
        assert "Amara F." in told and not stage.messages(MARCUS, "Check-ins that are overdue")
        assert "10 min" in stage.command(DANA, "/match", "show 1")
        assert "all is well" not in stage.command(ANA, "/match", "show 1")
        for part in ("mentor", "student"):
            assert "Next by" in stage.command(DANA, "/mentoring", f"checkin 1 {part} video fine")
        stage.jump_to(datetime.fromisoformat("2026-10-31T08:00:01-04:00"))
        assert len(stage.messages(DANA, "Check-ins that are overdue")) == 1


@pytest.mark.parametrize(
    "text", ["checkin", "checkin 1", "checkin 1 guardian", "checkin x guardian call", "checkins 2"]
)
def test_a_check_in_that_cannot_be_read_shows_how_it_is_written(tmp_path: Path, text: str) -> None:
    with started(tmp_path) as stage:
        assert "Write it like this" in stage.command(DANA, "/mentoring", text)


def test_a_family_abroad_says_that_it_cannot_come(tmp_path: Path) -> None:
    with started(tmp_path) as stage:
        stage.settle()
        stage.move_to(HALF_PAST_FOUR - timedelta(hours=23))
        (letter,) = stage.letters(ANGELA, "Reminder")
        where = page(stage, letter["text"], "family")
        send(stage, where, do="wishes", language="en", timezone="Atlantic/Cape_Verde")
        session = str(stage.session().id)
        assert "7:30 PM to 8:30 PM (Cape Verde, UTC-1)" in requests.get(where, timeout=10).text
        send(stage, where, do="cannot", session=session, child=str(stage.person(AMARA).id))
        for key in (ANA, RUTH, DANA):
            assert "can't come to the session with Amara F." in shown_text(stage.message(key, "the family has said so"))
        send(stage, where, do="coming", session=session, child=str(stage.person(AMARA).id))
        assert stage.message(ANA, "can come after all")
        assert not stage.letters(ANGELA, "has said so")


# What nobody reads


def test_relay_check_ins_and_family_page_keep_families_private(tmp_path: Path) -> None:
    with structlog.testing.capture_logs() as logged, started(tmp_path) as stage:
        pages = _play_everything(stage)
        with stage.play.store.look() as view:
            read = {person.key: "" for person in view.people.all()}
        for key in read:
            person = stage.person(key)
            seen: list[object] = [letter for letter in stage.town.mail.letters() if letter["to"] == person.email]
            seen += [stage.town.google.events_for(person.email or "")]
            if person.slack_user_id is not None:
                seen += [
                    stage.town.slack.messages_for(person.slack_user_id),
                    stage.town.slack.home_for(person.slack_user_id),
                ]
            read[key] = json.dumps(seen, ensure_ascii=False)
        metrics = requests.get(f"{stage.play.url}/metrics", timeout=10).text
        unseen = json.dumps(logged, default=str, ensure_ascii=False) + metrics
        assert "duty.put_off" in unseen, "the platforms' troubles are in the log, so their words are checked"
        _check_private(stage, read, pages, unseen)
        assert WELCOME not in stage.database() and "all is well" not in stage.database()


def _play_everything(stage: Stage) -> str:
    """Every page that was shown on the way."""
    stage.command(ANA, "/match", f"write 1 {WELCOME}")
    stage.command(THOMAS, "/match", f"write 2 {WELCOME}")
    (letter,) = stage.letters(ANGELA, "A message from the mentor")
    where = page(stage, letter["text"], "write")
    shown = [requests.get(where, timeout=10).text]
    for once, text in enumerate((f"We thank you. Amara Freeman's mother, {SECRET}", "Amara Freeman says hello")):
        shown.append(send(stage, where, text=text, language="en", once=str(once)).text)
    stage.order("slack", "error", 3)
    stage.order("mail", "error", 3)
    stage.move_to(HALF_PAST_FOUR - timedelta(hours=23))
    stage.wait(minutes=2)
    stage.heal("slack")
    stage.heal("mail")
    stage.wait(hours=1)
    home = page(stage, stage.letters(ANGELA, "Reminder")[-1]["text"], "family")
    shown.append(
        send(stage, home, do="cannot", session=str(stage.session().id), child=str(stage.person(AMARA).id)).text
    )
    stage.command(DANA, "/mentoring", "checkin 1 guardian call 10 min all is well")
    stage.command(DANA, "/mentoring", "checkins")
    stage.jump_to(datetime.fromisoformat("2026-10-30T08:00:01-04:00"))
    return "\n".join(shown)


def _check_private(stage: Stage, read: dict[str, str], pages: str, unseen: str) -> None:
    with stage.play.store.look() as view:
        people = {person.key: person for person in view.people.all()}
    for family in (people[AMARA], people[LUIS], people[ANGELA]):
        for reader, seen in read.items():
            assert reader == family.key or (family.email or "-") not in seen, reader
        assert (family.email or "-") not in pages + unseen
    for student in (people[AMARA], people[LUIS]):
        for person in people.values():
            if person.has(Role.MENTOR, Role.PROCTOR):
                assert student.name not in read[person.key], person.key
        assert student.name not in unseen
    assert SECRET not in unseen and WELCOME not in unseen
    assert all(SECRET not in seen for seen in read.values()), "it was held back, and no message shows it"
    for text in (*read.values(), pages, unseen):
        assert not re.search(r"meet\.google\.com/[a-z]|zoom\.us/[jws]/", text)
