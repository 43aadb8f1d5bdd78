"""Cover as people meet it in Slack: what they type and press, and what they then read, also when it is nonsense."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mentoring.cover import CoverState
from mentoring.sessions import Session, SessionState
from tests.contract.bot_fixtures import ANA, CLEARED, DANA, MARCUS, RUTH, Office, an_office, person

PIA = "U07PIA0006"
"""A proctor with Slack who could stand in."""


@pytest.fixture
def busy(tmp_path: Path) -> Iterator[Office]:
    """An office with one released match, on Tuesdays at 4:30 PM, and two who could stand in for Ruth."""
    with an_office(tmp_path, person("pia", "Pia Almeida", "proctor", slack_id=PIA, **CLEARED)) as office:
        office.releases_match()
        office.play.settle()
        yield office


def sessions(office: Office) -> list[Session]:
    with office.play.store.look() as view:
        return sorted(view.sessions.all(), key=lambda session: session.starts_at)


def key_of_monitor(office: Office, session_id: int) -> str:
    with office.play.store.look() as view:
        return view.people.get(view.sessions.get(session_id).monitor_id).key


def cover(office: Office, session_id: int) -> CoverState:
    with office.play.store.look() as view:
        return view.covers.of([session_id])[session_id].state


def does(office: Office, user: str, command: str, text: str) -> str:
    said = office.types(user, command, text)
    office.play.settle()
    return said


def test_a_proctor_who_types_cover_cannot_come_and_the_others_know(busy: Office) -> None:
    first = sessions(busy)[0]
    assert "have been told" in does(busy, RUTH, "/proctor", f"cover {first.id}")
    assert any("can't make the session" in said for said in busy.reads(ANA))
    (told,) = [said for said in busy.reads(DANA) if said.startswith("A session wants cover")]
    assert "Ask Pia Almeida" in told and "Cancel this session" in told
    assert "wants cover" in busy.types(DANA, "/session", "week")
    assert "asked: Sam Okonkwo" in busy.types(DANA, "/proctor", "who")


def test_not_cleared_in_the_form_takes_them_off_at_once_and_cleared_brings_them_back(busy: Office) -> None:
    def records(outcome: str) -> None:
        busy.types(DANA, "/mentoring", "volunteer Ruth Abernathy")
        busy.play.town.slack.action(DANA, "volunteer_step_check", None)
        assert busy.submits(DANA, on="2026-10-26", outcome=outcome)["errors"] is None
        busy.play.settle()

    records("not_cleared")
    assert all(cover(busy, session.id) is CoverState.WANTED for session in sessions(busy))
    assert any(said.startswith("A session wants cover") for said in busy.reads(DANA))
    assert "something of their clearance has run out or is missing" in busy.types(DANA, "/proctor", "who")
    records("cleared")
    assert all(cover(busy, session.id) is CoverState.UNDONE for session in sessions(busy))
    assert "Sessions that want cover: none." in busy.types(DANA, "/proctor", "who")


@pytest.mark.parametrize("until", ["2099-01-01", "2029-10-27", "2026-10-25", "2020-01-01"])
def test_a_typed_check_holds_for_three_years_at_the_most_and_none_that_is_over_is_valid(
    shared: Office, until: str
) -> None:
    said = shared.types(DANA, "/mentoring", f"check Ruth Abernathy until {until}")
    assert "Written down" not in said
    assert "for three years at the most: choose a day up to Friday, Oct 26, 2029" in said
    assert "`/mentoring revoke NAME`" in said


def test_what_is_typed_of_a_check_stands_in_the_dossier(busy: Office) -> None:
    does(busy, DANA, "/mentoring", "revoke Ruth Abernathy because it was withdrawn")
    assert "Background check: not cleared (Monday, Oct 26, 2026)" in busy.types(DANA, "/mentoring", "volunteer @ruth")
    does(busy, DANA, "/mentoring", "check Ruth Abernathy until 2029-03-28")
    told = busy.types(DANA, "/mentoring", "volunteer Ruth Abernathy")
    assert "cleared." in told and "turned away" not in told
    assert "Background check: Monday, Oct 26, 2026, holds until Wednesday, Mar 28, 2029" in told


def test_a_manager_asks_whom_they_choose_beside_whoever_is_asked(busy: Office) -> None:
    first = sessions(busy)[0]
    does(busy, DANA, "/proctor", f"cover {first.id}")
    assert f"Asked, for session {first.id}." in busy.presses(DANA, "cover_ask_0")
    busy.play.settle()
    assert f"session {first.id}" in busy.presses(PIA, "cover_yes")
    assert key_of_monitor(busy, first.id) == "pia"
    assert "Nobody is needed there any more" in busy.presses(PIA, "cover_yes")


def test_a_manager_steps_in_with_one_press_and_takes_it_back_by_a_command(busy: Office) -> None:
    first = sessions(busy)[0]
    does(busy, RUTH, "/proctor", f"cover {first.id}")
    assert f"You are the second adult of session {first.id}" in busy.presses(DANA, "cover_step_in")
    assert "opens at" in busy.types(DANA, "/session", f"link {first.id}")
    assert "no second adult of session" in does(busy, DANA, "/session", f"step-back {first.id}")
    assert "nothing to take back" in busy.types(DANA, "/session", f"step-back {first.id}")
    assert "You are the second adult" in does(busy, MARCUS, "/session", f"step-in {first.id}")
    assert "Partnerships Manager" in busy.types(ANA, "/session", f"step-in {first.id}")


@pytest.mark.parametrize(
    "text", ["step-in", "step-in x", "step-in 999999", "step-in 1 2", "step-back 🙂", "step-back -1"]
)
def test_stepping_in_needs_a_session_that_there_is(shared: Office, text: str) -> None:
    said = shared.types(DANA, "/session", text)
    assert "second adult" not in said and said.rstrip()[-1] in ".?`»"


def test_a_teacher_who_cannot_come_is_told_with_who_else_of_the_school_is_free(busy: Office) -> None:
    text = "create program school, mentor Ben Teacher, student Luis Reyes, teacher Carol Okafor, Wednesday 10:00, "
    busy.releases_match(f"{text}https://class.example.org/5b", start="2026-10-28")
    first = next(session for session in sessions(busy) if key_of_monitor(busy, session.id) == "carol")
    does(busy, DANA, "/proctor", f"cover {first.id}")
    (told,) = [said for said in busy.reads(DANA) if said.startswith("A session wants cover")]
    assert "Of the school's staff these are free then: Olive Office. Ask one of them" in told
    assert "Ask Olive Office" in told and "I step in myself" in told and "I ask stand-ins" not in told


def test_a_manager_cancels_all_that_want_cover_with_one_press(busy: Office) -> None:
    for session in sessions(busy)[:2]:
        busy.types(DANA, "/proctor", f"cover {session.id}")
    busy.play.settle()
    assert "A session wants cover (2 sessions)" in "\n".join(busy.reads(DANA))
    assert "Cancelled: sessions" in busy.presses(DANA, "cover_cancel")
    assert [session.state for session in sessions(busy)[:2]] == [SessionState.CANCELLED] * 2
    assert cover(busy, sessions(busy)[0].id) is CoverState.CALLED_OFF


def test_only_managers_change_a_match_for_good_and_write_down_words_and_checks(busy: Office) -> None:
    first = sessions(busy)[0]
    assert "Partnerships Manager" in busy.types(ANA, "/match", "monitor 1 Pia Almeida")
    assert "have been told" not in busy.types(PIA, "/proctor", f"cover {first.id}")
    assert key_of_monitor(busy, first.id) == "ruth"
    for text in ("optin Grace Martínez", "optout Grace Martínez", "check Ruth until 2029-01-01", "revoke Ruth"):
        assert "Only Partnerships Managers" in busy.types(RUTH, "/mentoring", text)


@pytest.mark.parametrize(
    ("command", "text"),
    [
        ("/proctor", "cover"),
        ("/proctor", "cover twelve"),
        ("/proctor", "cover 999999"),
        ("/proctor", "who the 45th"),
        ("/proctor", "who 🙂"),
        ("/proctor", "standby Someday 3pm-6pm"),
        ("/proctor", "standby Tuesday"),
        ("/proctor", "standby Tuesday 6pm-3pm"),
        ("/proctor", "standby remove Someday"),
        ("/proctor", "standby remove"),
        ("/match", "monitor"),
        ("/match", "monitor 1"),
        ("/match", "monitor 1 Nobody Known"),
        ("/match", "monitor 1 Sam Okonkwo from the 45th"),
        ("/match", "monitor 999 Sam Okonkwo"),
        ("/match", "monitor 1 \u202eمريم"),
        ("/match", "monitor 1 " + "x" * 1500),
        ("/mentoring", "optin"),
        ("/mentoring", "optin Nobody Known"),
        ("/mentoring", "optin Ruth Abernathy"),
        ("/mentoring", "optin Grace Martínez for Luis Reyes"),
        ("/mentoring", "optin Grace Martínez"),
        ("/mentoring", "optout Rosa Morales"),
        ("/mentoring", "optin Grace Martínez 2026-13-45"),
        ("/mentoring", "check Ruth Abernathy"),
        ("/mentoring", "check Luis Reyes until 2029-01-01"),
        ("/mentoring", "check Ruth Abernathy until Someday"),
        ("/mentoring", "check Ruth Abernathy until 2099-01-01"),
        ("/mentoring", "check Ruth Abernathy until 2020-01-01"),
        ("/mentoring", "check \u202eمريم until 2028-01-01"),
        ("/mentoring", "revoke"),
        ("/mentoring", "revoke Luis Reyes"),
    ],
)
def test_bad_input_is_one_clear_sentence_and_changes_nothing(shared: Office, command: str, text: str) -> None:
    with shared.play.store.look() as view:
        before = (view.people.all(), view.sessions.all(), view.standbys.all(), view.covers.wanted())
    said = shared.types(DANA, command, text).splitlines()[0]
    assert said and "Something went wrong" not in said
    assert len(said) < 700
    with shared.play.store.look() as view:
        assert (view.people.all(), view.sessions.all(), view.standbys.all(), view.covers.wanted()) == before


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with an_office(tmp_path_factory.mktemp("cover")) as office:
        office.releases_match()
        yield office


def test_a_proctor_gives_sees_and_removes_their_hours(busy: Office) -> None:
    assert "Tuesdays 3:00 PM to 6:00 PM" in busy.types(PIA, "/proctor", "standby Tuesdays 3pm-6pm")
    assert "Pia Almeida" in busy.types(DANA, "/proctor", "standby")
    assert "Pia Almeida" not in busy.types(RUTH, "/proctor", "standby")
    assert "You are on standby at no hour" in busy.types(PIA, "/proctor", "standby remove Tuesdays")


def test_a_guardian_becomes_the_monitor_of_their_own_child_only_by_their_word(busy: Office) -> None:
    number = busy.releases_match("create mentor Ben Teacher, student Mateo Morales, proctor Sam Okonkwo, Friday 4:30pm")
    assert "opt" in busy.types(DANA, "/match", f"monitor {number} guardian").casefold()
    assert "Written down: Rosa Morales" in does(busy, DANA, "/mentoring", "optin Rosa Morales for Mateo Morales today")
    assert "guardian Rosa Morales watches over" in does(busy, DANA, "/match", f"monitor {number} guardian")
    assert "Written down: Rosa Morales does not" in does(busy, DANA, "/mentoring", "optout Rosa Morales")
    assert any("does not watch over" in said for said in busy.reads(DANA))
    with busy.play.store.look() as view:
        assert view.covers.wanted()


def test_the_roster_manager_of_another_match_sees_none_of_it(busy: Office) -> None:
    does(busy, DANA, "/proctor", f"cover {sessions(busy)[0].id}")
    assert "wants cover" not in busy.types(MARCUS, "/proctor", "who")
