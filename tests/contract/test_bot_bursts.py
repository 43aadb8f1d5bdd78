"""A burst of forms in a manager's hands in Slack: one line, one press for all, one for each that is genuine."""

from __future__ import annotations

from pathlib import Path

from mentoring.acts.nominating import nominate
from mentoring.nominations import Nomination, NominationState
from tests.contract.bot_fixtures import ANA, DANA, ROWS, Office, office, quiet_office, roster
from tests.contract.nomination_fixtures import NAMES, draft
from tests.contract.test_bot_nominations import kept, shows, state, takes

__all__ = ["office", "quiet_office"]

BUTTON, LINE = "nominations_burst", "3 forms that came in a burst. Nobody got a letter about them yet."
NASTY = "\u202e*b* <!channel> يوسف 🙂"


def comes(office: Office, number: int) -> Nomination:
    said = draft(your_email=f"f{number}@example.net", your_phone=None, school=NASTY)
    at = office.play.clock.now()
    return nominate(office.play.store, draft=said, request=f"burst {number}", names=NAMES, at=at, crowded=True)[0]


def burst(office: Office, count: int = 3) -> list[int]:
    return [comes(office, number).id for number in range(count)]


def test_a_burst_is_one_line_of_the_queue_and_a_list_of_its_own(office: Office) -> None:
    held = burst(office)
    alone = office.types(DANA, "/mentoring", "nominations")
    assert "Nominations that wait: none." in alone and LINE in alone
    takes(office)
    said = office.types(DANA, "/mentoring", "nominations")
    assert "Nominations that wait: 1" in said and LINE in said and "*#1*" not in said
    listed = office.types(DANA, "/mentoring", "nominations held")
    assert "Nominations that are held for a look: 3" in listed
    assert all(f"*#{number}* ◌ held for a look" in listed for number in held)
    assert "\u202e" not in listed and "<!channel>" not in listed


def test_status_tells_of_a_burst_beside_what_waits(office: Office) -> None:
    assert "held" not in office.types(DANA, "/mentoring", "status")
    burst(office)
    assert "nominations waiting: none, 3 held after a burst" in office.types(DANA, "/mentoring", "status")


def test_one_press_declines_and_erases_them_and_a_second_finds_none(office: Office) -> None:
    held = burst(office)
    takes(office)
    office.types(DANA, "/mentoring", "nominations")
    office.types(DANA, "/mentoring", "nominations")
    said = office.presses(DANA, BUTTON, str(held[-1]))
    assert "3 forms of the burst declined and erased." in said and "Nominations that wait: 1" in said
    assert "Nothing of that burst is left." in office.presses(DANA, BUTTON, str(held[-1]))
    assert [kept(office, number).draft for number in held] == [None] * 3
    assert state(office, 4) is NominationState.NEW
    assert "a burst is erased at once" in shows(office, held[0])


def test_what_came_after_the_list_was_made_stays(office: Office) -> None:
    held = burst(office)
    office.types(DANA, "/mentoring", "nominations")
    later = comes(office, 9).id
    assert "1 form that came in a burst" in office.presses(DANA, BUTTON, str(held[-1])).replace("1 forms", "?")
    assert state(office, later) is NominationState.HELD


def test_one_that_is_genuine_is_let_through(office: Office) -> None:
    held = burst(office)
    said = shows(office, held[1])
    assert "Let it through" in said and "Whom to reach at home" not in said
    assert "○ new" in office.presses(DANA, "nomination_let_through", str(held[1]))
    shows(office, held[0])
    office.presses(DANA, "nomination_decline", f"{held[0]}/not_genuine")
    assert [state(office, number).value for number in held] == ["declined", "new", "held"]


def test_who_is_no_manager_any_more_clears_up_nothing(office: Office, tmp_path: Path) -> None:
    held = burst(office)
    office.types(DANA, "/mentoring", "nominations")
    demoted = [{**row, "roles": "staff", "deputy": ""} if row["key"] == "dana" else row for row in ROWS]
    office.play.import_file(roster(tmp_path, *demoted, name="later.csv"))
    assert "Only Partnerships Managers" in office.presses(DANA, BUTTON, str(held[-1]))
    assert [state(office, number) for number in held] == [NominationState.HELD] * 3


def test_a_volunteer_is_told_of_no_burst(office: Office) -> None:
    burst(office)
    said = office.types(ANA, "/mentoring", "nominations held")
    assert "Only Partnerships Managers" in said and "burst" not in said
