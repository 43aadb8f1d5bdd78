"""`/mentoring calendar` and `/mentoring snowday`, as people type them, and what everybody then reads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mentoring.sessions import Session, SessionState
from tests.contract.bot_fixtures import ANA, DANA, MARCUS, NOBODY, RUTH, Office, an_office, office, person

__all__ = ["office"]

HOLLAND = person("hana", "Hana Holland", "student", adult="yes", school="Holland School")


@pytest.fixture
def released(office: Office) -> Office:
    """Session 1 is on Tuesday, Oct 27, 4:30 PM; it is Monday morning."""
    office.releases_match()
    return office


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The same, once for all tests that change nothing."""
    with an_office(tmp_path_factory.mktemp("office"), HOLLAND) as office:
        office.releases_match()
        yield office


def first(office: Office) -> Session:
    with office.play.store.look() as view:
        return view.sessions.get(1)


@pytest.mark.parametrize("said", ["tomorrow", "2026-10-27", "10/27", "Oct 27", "Oct 27, 2026", "Tuesday", "Tue"])
def test_a_snow_day_is_called_as_typed(released: Office, said: str) -> None:
    told = released.types(DANA, "/mentoring", f"snowday {said}")

    assert "Snow day on Tuesday, Oct 27, 2026. 1 session is cancelled." in told.replace("*", "")
    assert "/mentoring snowday undo 2026-10-27" in told
    assert first(released).state is SessionState.CANCELLED


def test_everybody_reads_it_once_and_again_when_the_day_comes_back(released: Office) -> None:
    released.types(MARCUS, "/mentoring", "snowday tomorrow")
    released.play.settle()
    for user in (ANA, RUTH, DANA):
        (news,) = [said for said in released.reads(user) if "No mentoring on Tuesday, Oct 27" in said]
        assert "4:30 PM: Luis R. with Ana Silva (session 1)" in news
    told = released.types(MARCUS, "/mentoring", "snowday undo tomorrow")
    assert "Snow day taken back: Tuesday, Oct 27, 2026. 1 session is on again." in told.replace("*", "")
    released.play.settle()
    assert len([said for said in released.reads(ANA) if "Mentoring takes place on Tuesday, Oct 27" in said]) == 1


def test_a_day_is_put_in_listed_and_taken_out(released: Office) -> None:
    added = released.types(DANA, "/mentoring", "calendar add 2026-11-10 no school Día de los Muertos & <more>")
    assert "No school · Día de los Muertos &amp; &lt;more&gt;. 1 session is cancelled." in added.replace("*", "")
    assert "Tuesday, Nov 10, 2026: No school · Día de los Muertos" in released.types(ANA, "/mentoring", "calendar")
    removed = released.types(DANA, "/mentoring", "calendar remove 2026-11-10")
    assert "1 session is on again." in removed
    assert "Día de los Muertos" not in released.types(ANA, "/mentoring", "calendar")


def test_a_key_date_is_taken_out_and_the_holiday_of_that_day_stays(released: Office) -> None:
    for said in ("no school Día de los Muertos", "key date Report cards"):
        released.types(DANA, "/mentoring", f"calendar add 2026-11-10 {said}")
    refused = released.types(DANA, "/mentoring", "calendar remove 2026-11-10")
    assert "`/mentoring calendar remove 2026-11-10 key date` («Report cards»)" in refused
    assert "`/mentoring calendar remove 2026-11-10 no school` («Día de los Muertos»)" in refused
    assert "No session changes" in released.types(DANA, "/mentoring", "calendar remove 2026-11-10 key date")
    told = released.types(ANA, "/mentoring", "calendar")
    assert "Día de los Muertos" in told and "Report cards" not in told
    assert "1 session is on again" in released.types(DANA, "/mentoring", "calendar remove 2026-11-10")


def test_a_vacation_is_put_in_around_a_day_that_stands_already(released: Office) -> None:
    for said in ("2026-11-10 no school Staff day", "2026-11-09 to 2026-11-13 vacation Fall break"):
        assert "In the calendar" in released.types(DANA, "/mentoring", f"calendar add {said}")
    again = released.types(DANA, "/mentoring", "calendar add 2026-11-09 to 2026-11-13 vacation Fall break")
    assert "The calendar says that already of Monday, Nov 9, 2026." in again
    told = released.types(ANA, "/mentoring", "calendar")
    assert "Staff day" in told and "Wednesday, Nov 11 to Friday, Nov 13, 2026: No school · Fall break" in told


def test_a_vacation_is_one_line(released: Office) -> None:
    released.types(DANA, "/mentoring", "calendar add 2026-12-21 to 2027-01-01 vacation Winter break")
    assert "Monday, Dec 21 to Friday, Jan 1, 2027: No school · Winter break" in released.types(
        ANA, "/mentoring", "calendar"
    )


def test_early_release_has_an_hour_and_a_label(released: Office) -> None:
    told = released.types(DANA, "/mentoring", "calendar add Nov 25 early release 12:30pm Thanksgiving, school Holland")
    assert "column `school`" in told
    told = released.types(DANA, "/mentoring", "calendar add Nov 25 early release 12:30pm Thanksgiving")
    assert "Early release at 12:30 PM · Thanksgiving. No session changes." in told.replace("*", "")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("snowday", "Something is missing there."),
        ("snowday someday", "I can't read «someday»."),
        ("snowday undo", "Something is missing there."),
        ("snowday undo tomorrow", "There is no «snow day» in the calendar on Tuesday, Oct 27, 2026."),
        ("snowday 2026-10-20", "Tuesday, Oct 20, 2026 is past."),
        ("snowday 2062-10-20", "No program runs on 2062-10-20. Choose a day from 2026-09-14 to 2027-06-18."),
        ("snowday tomorrow school Hollnd", "No student goes to «Hollnd». The schools are: Holland School."),
        ("snowday tomorrow for all of us", "I can't read «for all of us»."),
        ("snowday 10/27 to 10/29", "I can't read «10/27 to 10/29»."),
        ("calendar add", "Something is missing there."),
        ("calendar add 2026-11-11", "Something is missing there."),
        ("calendar add 2026-11-11 party", "I can't read «party»."),
        ("calendar add 2026-11-11 early release", "Something is missing there."),
        ("calendar add 2026-02-30 no school", "I can't read «2026-02-30 no school»."),
        ("calendar add 2026-12-01 to 2026-11-01 no school", "I can't read that as days in a row."),
        ("calendar add 2026-11-11 no school " + "x" * 121, "That is more text than I can take in."),
        ("calendar remove 2026-11-11", "There is nothing in the calendar on Wednesday, Nov 11, 2026."),
        ("calendar remove 2026-11-11 key date", "There is no «key date» in the calendar on Wednesday, Nov 11, 2026."),
        ("calendar remove 2026-11-11 party", "I can't read «party»."),
        ("calendar burn", "I can't read «burn»."),
    ],
)
def test_what_cannot_be_meant_is_said_in_one_sentence_and_changes_nothing(quiet: Office, text: str, said: str) -> None:
    assert said in quiet.types(DANA, "/mentoring", text)
    assert first(quiet).state is SessionState.PLANNED


@pytest.mark.parametrize(
    "text", ["snowday tomorrow", "calendar add 2026-11-11 no school", "calendar remove 2026-11-11"]
)
def test_volunteers_change_no_calendar(quiet: Office, text: str) -> None:
    assert "Only Partnerships Managers can do that." in quiet.types(ANA, "/mentoring", text)
    assert first(quiet).state is SessionState.PLANNED


def test_strangers_read_no_calendar(quiet: Office) -> None:
    assert "I don't know you yet." in quiet.types(NOBODY, "/mentoring", "calendar")


def test_the_programs_own_dates_are_listed(quiet: Office) -> None:
    said = quiet.types(ANA, "/mentoring", "calendar")
    assert "Independent Learning*: Friday, Jun 18, 2027: last sessions" in said


def test_a_program_that_opens_later_and_has_hours_keeps_to_them(tmp_path: Path) -> None:
    evening = {
        "record": "program",
        "key": "evening",
        "name": "Evening Program",
        "model": "independent",
        "timezone": "America/New_York",
        "starts_on": "2026-09-14",
        "ends_on": "2027-06-18",
        "opens_on": "2026-11-02",
        "windows": "MO-FR 15:00-20:00; SA 09:00-12:00",
    }
    with an_office(tmp_path, evening) as office:
        match = "create mentor Ana Silva, student Luis Reyes, proctor Ruth Abernathy, program evening"
        assert "lie within Monday to Friday 3:00 PM to 8:00 PM or Saturdays 9:00 AM to 12:00 PM" in office.types(
            DANA, "/match", f"{match}, Tuesday 7:30pm"
        )
        assert "Evening Program runs from 2026-11-02" in office.types(
            DANA, "/match", f"{match}, Tuesday 4:30pm, from 2026-10-27"
        )
        office.releases_match(f"{match}, Tuesday 4:30pm", start="2026-11-03")
        assert "Choose an hour in there." in office.types(DANA, "/session", "move 1 Nov 7 11:30am")
        assert "Moved: session 1 is on Saturday, Nov 7, 10:00 AM now" in office.types(
            DANA, "/session", "move 1 Nov 7 10am"
        )
