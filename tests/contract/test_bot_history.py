"""`/mentoring history`, as managers type it and as others are refused, and the reasons that changes are given."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.blocks.layout import SECTION
from mentoring.stored import Deed
from tests.contract.bot_fixtures import ANA, DANA, MARCUS, RUTH, Office, an_office, office

__all__ = ["office"]

MORE_THAN_A_LINE = "ü" * 400


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office in which match 1 is released; nobody changes it."""
    folder: Path = tmp_path_factory.mktemp("history")
    with an_office(folder) as office:
        office.releases_match()
        yield office


def history(office: Office, said: str, user: str = DANA) -> str:
    return office.types(user, "/mentoring", f"history {said}")


def test_a_match_is_told_line_by_line_with_who_what_and_when(released: Office) -> None:
    said = history(released, "match 1")
    assert "History of match #1: " in said and "the newest first" in said
    assert "*Monday, Oct 26, 2026, 8:00 AM* · Dana Whitfield · match #1: proposed" in said
    assert "mentor Ana Silva, student Luis R., proctor Ruth Abernathy, Tuesdays 4:30 PM" in said
    assert "match #1: first day\n>2026-10-27" in said
    assert "person-" not in said and "Reyes" not in said
    assert said.index("match #1: released") < said.index("match #1: confirmed") < said.index("match #1: proposed")
    assert "match #1: history looked at" in history(released, "match #1", MARCUS)


def test_a_reason_stands_with_what_was_before_and_after(office: Office) -> None:
    office.releases_match()
    moved = "/session", "move 1 Wed 5:30pm because the bus <!channel> is late & early"
    assert "Moved: session 1" in office.types(DANA, *moved)
    assert "Changed: proctor Sam Okonkwo" in office.types(DANA, "/session", "monitor 1 Sam Okonkwo because Ruth is ill")
    assert "Switched: session 1" in office.types(DANA, "/session", "platform 1 zoom because Meet is down")
    said = history(office, "session 1")
    assert (
        ">Tuesday, Oct 27, 2026, 4:30 PM → Wednesday, Oct 28, 2026, 5:30 PM · "
        "because: the bus &lt;!channel&gt; is late &amp; early"
    ) in said
    assert ">proctor Ruth Abernathy → proctor Sam Okonkwo · because: Ruth is ill" in said
    assert ">google_meet → zoom · because: Meet is down" in said


def test_a_person_is_told_with_what_they_carry_and_what_they_did(office: Office) -> None:
    office.releases_match()
    assert "Ana Silva may have 3 matches" in office.types(
        DANA, "/mentoring", "limit Ana Silva 3 matches because she has exams"
    )
    office.types(DANA, "/match", "monitor 1 Sam Okonkwo because Ruth moves away")
    said = history(office, "person Ana Silva")
    assert "History of Ana Silva: " in said
    assert "· Ana Silva: most matches\n>usual → 3 · because: she has exams" in said
    assert "History of Ana Silva" in history(office, f"person <@{ANA}>")
    assert ">proctor Ruth Abernathy → proctor Sam Okonkwo from 2026-10-26 · because: Ruth moves away" in history(
        office, "match 1"
    )
    assert "· import · Ruth Abernathy: imported\n>roles proctor; language en; adult yes;" in history(
        office, "person Ruth"
    )


def test_a_child_is_called_by_first_name_and_initial_and_a_guardians_word_is_told(office: Office) -> None:
    optout = "optout Grace Martínez for Amara Okafor because she works on Tuesdays"
    assert "does not watch over Amara O." in office.types(DANA, "/mentoring", optout)
    said = history(office, "person Amara Okafor")
    assert "History of Amara O.: " in said and "Okafor" not in said
    assert "Grace Martínez: guardian no longer watches over their child\n>for Amara O. → not from 2026-10-26 on" in said
    assert "because: she works on Tuesdays" in said


def test_days_of_the_calendar_are_told_with_their_reason_and_since_is_no_reason_there(office: Office) -> None:
    office.types(DANA, "/mentoring", "calendar add 2026-11-11 no school Closed since 1950 because the board said so")
    assert "no_school: Closed since 1950 · because: the board said so" in history(office, "calendar 2026-11-11")
    office.types(DANA, "/mentoring", "calendar remove 2026-11-11 because: it was a mistake")
    said = history(office, "day 2026-11-09 to 2026-11-13")
    assert "no_school: Closed since 1950 → nothing · because: it was a mistake" in said
    assert "History of 2026-11-09 to 2026-11-13: 3 lines" in said
    office.types(DANA, "/mentoring", "snowday 2026-12-08 because of the storm")
    office.types(DANA, "/mentoring", "snowday undo 2026-12-08 because it did not come")
    snow = history(office, "calendar 2026-12-08")
    assert "because: of the storm" in snow and "because: it did not come" in snow


def test_long_histories_go_on_page_by_page_within_what_slack_takes(office: Office) -> None:
    office.makes_match()
    with office.play.store.begin() as work:
        at = office.play.clock.now()
        texts = [MORE_THAN_A_LINE, "<" * 500, "عربي " * 90, "👩‍👩‍👧" * 60]
        work.deeds.add_all([Deed(at, None, f"match.{n}", "match-1", *[texts[n % 4]] * 3) for n in range(40)])
    outcome = office.play.town.slack.command(DANA, "/mentoring", "history match 1 page 2")
    [message] = outcome["messages"]
    assert "page 2 of 3" in message["text"]
    assert all(len(block["text"]["text"]) <= SECTION for block in message["blocks"] if block["type"] == "section")
    assert "`/mentoring history match 1 page 3` goes on." in history(office, "match 1 page 2")
    assert "Page 3 of 3" in history(office, "match 1, page 999")


@pytest.mark.parametrize("letters", range(385, 402))
def test_where_a_long_line_is_cut_nobody_else_is_named(released: Office, letters: int) -> None:
    with released.play.store.begin() as work:
        at, cut = released.play.clock.now(), f"{'x' * letters} person-12 and more"
        work.deeds.add(Deed(at, None, "program.cut", "program-2", after=cut))
    said = history(released, "program school")
    line = next(line for line in said.split("\n") if line.startswith(">xxx"))
    assert "Dana Whitfield" not in line, "she is person-1"
    assert "person-" not in line


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("", "/mentoring history match 12"),
        ("match", "/mentoring history match 12"),
        ("match twelve", "/mentoring history match 12"),
        ("match 99", "There is no match #99"),
        ("match 1 page x", "/mentoring history match 12 page 2"),
        ("session 99999", "session 99999"),
        ("training 7", "7"),
        ("nomination 7", "There is no nomination #7"),
        ("person", "/mentoring history match 12"),
        ("person Nobody Known", "Nobody Known"),
        ("person Mateo", "Mateo"),
        ("program nowhere", "nowhere"),
        ("calendar someday", "/mentoring history calendar 2026-11-11"),
        ("calendar 2026-11-11, school Holland", "/mentoring history calendar 2026-11-11"),
        ("calendar 2026-01-01 to 2026-12-31", "days in a row"),
        ("concern 1", "/mentoring history match 12"),
        ("🙂 1", "🙂"),
        ("مباراة 1", "/mentoring history match 12"),
        ("match " + "1" * 3_000, "more text than I can take in"),
    ],
)
def test_what_cannot_be_read_or_is_not_there_is_refused_in_one_sentence(
    released: Office, said: str, answer: str
) -> None:
    assert answer in history(released, said)


@pytest.mark.parametrize("user", [ANA, RUTH])
def test_it_is_for_managers(released: Office, user: str) -> None:
    assert "Only Partnerships Managers" in history(released, "match 1", user)


def test_a_program_is_told_and_a_day_without_a_line_says_so(released: Office) -> None:
    assert "History of program Independent Learning: " in history(released, "program ils")
    assert "History of 2026-12-24: nothing has been written down." in history(released, "calendar 2026-12-24")


def test_a_reason_that_is_too_long_is_refused(released: Office) -> None:
    assert "That reason is too long" in released.types(DANA, "/session", f"move 1 Wed 5:30pm because {'x' * 600}")
