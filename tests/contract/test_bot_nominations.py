"""Nominations in managers' hands in Slack: written down, listed, decided with buttons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import pytest

from mentoring.acts.nominating import nominate
from mentoring.nominations import ConsentGiven, Nomination, NominationState
from sandbox.slack.fields import Given
from tests.contract.bot_fixtures import ANA, DANA, NOBODY, Office, office, quiet_office
from tests.contract.nomination_fixtures import GUARDIAN, NAMES, STUDENT, TEACHER, draft

__all__ = ["office", "quiet_office"]

FILLED: dict[str, Given] = {
    "first_name": "Nadège",
    "last_name": "Baptiste",
    "age": "12 or younger",
    "grade": "5",
    "school": "Umana Academy",
    "home_language": "ht",
    "subjects": ["math"],
    "days": ["Tuesday", "Thursday"],
    "parts": ["afternoon"],
    "your_name": "Marie Baptiste",
    "your_phone": "617-555-0142",
    "consent": ["Yes"],
}
BY_TEACHER = {"grade": "5", "school": "Mario Umana Academy", "first_name": "Nadege", "last_name": "Baptist"}


def takes(office: Office, base: Mapping[str, Sequence[str]] = GUARDIAN, **changed: Any) -> Nomination:
    """A nomination as it comes by the form on the web."""
    store, at = office.play.store, office.play.clock.now()
    with store.look() as view:
        number = sum(view.nominations.tally().values())
    return nominate(store, draft=draft(base, **changed), request=f"r{number}", names=NAMES, at=at)[0]


def state(office: Office, number: int) -> NominationState:
    return kept(office, number).state


def kept(office: Office, number: int) -> Nomination:
    with office.play.store.look() as view:
        return view.nominations.many([number])[number]


def shows(office: Office, number: int) -> str:
    return office.types(DANA, "/mentoring", f"nomination {number}")


def test_a_manager_writes_down_what_a_family_says_on_the_phone(office: Office) -> None:
    office.types(DANA, "/mentoring", "nominate")
    outcome = office.submits(DANA, **FILLED)
    assert outcome["errors"] is None and "It is #1." in str(outcome["view"])
    nomination = kept(office, 1)
    assert nomination.draft is not None
    assert (nomination.draft.full_name, nomination.draft.contact.phone) == ("Nadège Baptiste", "+16175550142")
    assert (nomination.consent_given, nomination.entered_by) == (ConsentGiven.PHONE, office.play.person("dana").id)


def test_the_form_says_beside_each_field_what_is_to_be_mended_and_keeps_the_rest(office: Office) -> None:
    office.types(DANA, "/mentoring", "nominate")
    wrong = {**FILLED, "age": "adult", "your_phone": "no", "first_name": "🙂", "note": "https://x.example"}
    del wrong["consent"]
    errors = office.submits(DANA, **wrong)["errors"]
    assert set(errors) == {"age", "your_phone", "first_name", "note", "consent"}
    assert office.submits(DANA, **{**FILLED, "note": "Likes birds"})["errors"] is None
    assert kept(office, 1).state is NominationState.NEW


def test_a_teacher_on_the_phone_is_asked_for_the_platform(office: Office) -> None:
    office.types(DANA, "/mentoring", "nominate")
    teacher: dict[str, Given] = {**FILLED, "nominator": "teacher"}
    assert set(office.submits(DANA, **teacher)["errors"]) == {"platform"}
    assert (
        office.submits(DANA, **teacher, platform="zoom", guardian_phone="6175550100", guardian_name="M")["errors"]
        is None
    )


@pytest.mark.parametrize("text", ["nominate", "nominations", "nomination 1", "nominate now"])
@pytest.mark.parametrize("user", [ANA, NOBODY])
def test_nobody_but_managers_sees_anything(quiet_office: Office, user: str, text: str) -> None:
    said = quiet_office.types(user, "/mentoring", text)
    assert any(part in said for part in ("Only Partnerships Managers", "I don't know you yet", "I can't read"))
    assert quiet_office.play.town.slack.view_for(user) is None


def test_the_queue_shows_first_name_and_initial_and_how_long_they_wait(office: Office) -> None:
    takes(office)
    office.play.advance(timedelta(days=2))
    takes(office, TEACHER)
    said = office.types(DANA, "/mentoring", "nominations")
    assert "Nominations that wait: 2" in said
    assert "*#1* ○ new · *Nadège B.*, grade 5, Umana Academy · Kreyòl ayisyen (Haitian Creole), interpreter" in said
    assert "since Monday, Oct 26 (2 days)" in said and "in class · since Wednesday, Oct 28 (today)" in said
    for hidden in ("Baptiste", "Nguyễn", "example.net", "555"):
        assert hidden not in said
    assert "*#1*" not in office.types(DANA, "/mentoring", "nominations in-class")
    assert "none" in office.types(DANA, "/mentoring", "nominations ready")


@pytest.mark.parametrize(
    "text",
    [
        "nominations x",
        "nominations page",
        "nominations page 0x1",
        "nominations new ready",
        "nomination",
        "nomination x",
        "nomination -1",
    ],
)
def test_what_cannot_be_read_is_told_with_an_example(quiet_office: Office, text: str) -> None:
    said = quiet_office.types(DANA, "/mentoring", text)
    assert "`/mentoring nomination" in said or "two answers" in said


def test_long_queues_have_pages(office: Office) -> None:
    for number in range(17):
        takes(
            office,
            your_email=f"f{number}@example.net",
            your_phone=None,
            first_name=f"{'abcdefghijklmnopq'[number]}ob",
            school=f"S{number}",
        )
    first = office.types(DANA, "/mentoring", "nominations new")
    assert "Page 1 of 2." in first and "`/mentoring nominations new page 2` goes on" in first
    assert "*#17*" in office.types(DANA, "/mentoring", "nominations new page 2")


def test_the_whole_way_with_buttons_to_a_match(office: Office) -> None:
    takes(office)
    assert "marie.baptiste@example.net · +16175550142" in shows(office, 1)
    assert "being assessed" in office.presses(DANA, "nomination_assess", "1")
    said = office.presses(DANA, "nomination_ready", "1")
    assert "● ready" in said and "student nominated-1" in said
    number = office.makes_match("create mentor Ana Silva, student nominated-1, proctor Ruth Abernathy, Tuesday 4:30pm")
    assert "with *Nadège B.*" in office.types(DANA, "/match", f"show {number}")
    assert f"Matched in #{number}" in shows(office, 1)
    assert "Nominations that are matched: 1" in office.types(DANA, "/mentoring", "nominations matched")


def test_what_is_pressed_a_second_time_is_refused_in_a_sentence(office: Office) -> None:
    takes(office)
    shows(office, 1)
    shows(office, 1)
    office.presses(DANA, "nomination_assess", "1")
    said = office.presses(DANA, "nomination_assess", "1")
    assert "Nomination #1 is assessing already." in said
    assert state(office, 1) is NominationState.ASSESSING


def test_a_teachers_nomination_needs_an_address_at_home_which_is_written_down(office: Office) -> None:
    takes(office, TEACHER)
    shows(office, 1)
    office.presses(DANA, "nomination_assess", "1")
    assert "has no e-mail address at home" in office.presses(DANA, "nomination_ready", "1")
    office.presses(DANA, "nomination_family", "1")
    assert office.submits(DANA, guardian_name="Lan Nguyễn", guardian_email="lan@")["errors"] == {
        "guardian_email": "Write the e-mail address like this: name@example.com"
    }
    assert office.submits(DANA, guardian_name="Lan Nguyễn", guardian_email="lan@example.net")["errors"] is None
    assert "● ready" in office.presses(DANA, "nomination_ready", "1")


def test_declining_needs_a_reason_and_can_be_taken_back(office: Office) -> None:
    takes(office)
    shows(office, 1)
    said = office.presses(DANA, "nomination_decline", "1/not_reached")
    assert "Declined: the family could not be reached" in said and state(office, 1) is NominationState.DECLINED
    assert "being assessed" in office.presses(DANA, "nomination_assess", "1")


def test_they_no_longer_want_it(office: Office) -> None:
    takes(office, STUDENT)
    shows(office, 1)
    assert "withdrawn" in office.presses(DANA, "nomination_withdraw", "1")
    assert state(office, 1) is NominationState.WITHDRAWN


def test_perhaps_the_same_child_is_shown_with_the_reason_and_a_manager_decides(office: Office) -> None:
    takes(office)
    takes(office, TEACHER, **BY_TEACHER)
    assert "may be the same child as #1: like name, same school and grade" in office.types(
        DANA, "/mentoring", "nominations"
    )
    assert "Same child: close #2, keep #1" in shows(office, 2)
    said = office.presses(DANA, "nomination_same", "2/1")
    assert "Declined: the same child is nominated already (#1)" in said
    assert (state(office, 1), state(office, 2)) == (NominationState.NEW, NominationState.DECLINED)


def test_not_the_same_child_is_not_asked_again(office: Office) -> None:
    takes(office)
    takes(office, first_name="Didi")
    shows(office, 2)
    assert "not the same child as #1" in office.presses(DANA, "nomination_different", "2/1")
    assert "may be" not in office.types(DANA, "/mentoring", "nominations")
    assert {state(office, 1), state(office, 2)} == {NominationState.NEW}


AMARA: dict[str, Any] = {"first_name": "Amara", "last_name": "Okafor", "home_language": "en"}


def test_a_student_who_is_here_is_named_shortly_and_linked_by_a_press(office: Office) -> None:
    amara = office.play.person("amara")
    office.types(
        DANA, "/match", "create mentor Ana Silva, student Amara Okafor, proctor Ruth Abernathy, Tuesday 4:30pm"
    )
    takes(office, **AMARA, your_email="Grace@example.org")
    told = "may be Amara O., already matched with Ana Silva: same guardian, like name"
    assert told in office.types(DANA, "/mentoring", "nominations") and told in shows(office, 1)
    office.presses(DANA, "nomination_assess", "1")
    shows(office, 1)
    assert "press «This is Amara O.» or «This is somebody else»" in office.presses(DANA, "nomination_ready", "1")
    shows(office, 1)
    assert "this is Amara O., who is here" in office.presses(DANA, "nomination_known", f"1/{amara.id}")
    assert "student amara" in office.presses(DANA, "nomination_ready", "1")
    assert (state(office, 1), kept(office, 1).student_id) == (NominationState.READY, amara.id)


def test_somebody_else_of_a_like_name_is_not_asked_about_again(office: Office) -> None:
    amara = office.play.person("amara")
    takes(office, **AMARA)
    assert "may be Amara O., a student here without a match: like name, same language" in shows(office, 1)
    assert "this is not Amara O." in office.presses(DANA, "nomination_somebody_else", f"1/{amara.id}")
    assert "may be" not in office.types(DANA, "/mentoring", "nominations")


def test_the_worst_that_a_family_may_write_breaks_no_message(office: Office) -> None:
    nasty = "\u202e*b* _i_ `c` & ~s~ يوسف 🙂"
    takes(office, first_name=f"{nasty} " * 3, school=nasty * 4, note=nasty * 12, your_name="ÀÉ" * 40)
    said = shows(office, 1)
    assert "&amp;" in said and "\u202e" not in said
    assert "#1" in office.types(DANA, "/mentoring", "nominations")


def test_a_number_that_nobody_has_is_told(quiet_office: Office) -> None:
    assert "There is no nomination #999999999." in quiet_office.types(DANA, "/mentoring", "nomination #999999999")
