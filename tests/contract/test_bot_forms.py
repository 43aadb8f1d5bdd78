"""The match form in a person's hands: opened, filled in, refused beside the field, corrected, and sent again."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from mentoring.matches import MonitorKind
from mentoring.rooms import Platform
from sandbox.faults import Effect
from sandbox.slack.fields import NotOffered
from tests.contract.bot_fixtures import (
    ANA,
    DANA,
    ROWS,
    TUESDAYS,
    Office,
    an_office,
    office,
    program,
    quiet_office,
    roster,
)

__all__ = ["office", "quiet_office"]

FILLED = {
    "mentor": "Ana Silva",
    "student": "Luis",
    "monitor": "Ruth",
    "weekday": "Tuesday",
    "time": "16:30",
}
IN_CLASS = {
    "program": "In-Class Mentoring",
    "monitor_kind": "teacher",
    "monitor": "Carol",
    "link": "https://class.example.org/5b",
}


def opened(office: Office, text: str = "") -> Office:
    office.types(DANA, "/match", text)
    assert office.play.town.slack.view_for(DANA) is not None
    return office


def offered(office: Office, field: str) -> list[str]:
    """What a static field of the open form offers."""
    view = office.play.town.slack.view_for(DANA) or {}
    block = next(block for block in view["blocks"] if block["block_id"] == field)
    return [option["text"]["text"] for option in block["element"]["options"]]


@pytest.mark.parametrize("text", ["", "create", "  Create "])
def test_a_bare_command_opens_the_form(office: Office, text: str) -> None:
    assert opened(office, text).matches() == []


def test_whoever_types_another_command_has_closed_the_form(office: Office) -> None:
    outcome = opened(office).play.town.slack.command(DANA, "/match", "list")
    assert (outcome["view"], office.play.town.slack.view_for(DANA)) == (None, None)
    assert outcome["messages"]


def test_a_match_is_made_with_the_form(office: Office) -> None:
    outcome = opened(office).submits(DANA, **FILLED, starts_on="2026-11-03", platform="zoom", minutes="45")

    assert outcome["errors"] is None
    assert "Next: `/match confirm 1`" in outcome["view"]["blocks"][1]["elements"][0]["text"]
    match = office.match(1)
    assert (match.starts_on, match.platform, match.slot.minutes) == (date(2026, 11, 3), Platform.ZOOM, 45)


def test_the_form_needs_only_what_is_not_usual(office: Office) -> None:
    opened(office).submits(DANA, **FILLED)

    match = office.match(1)
    assert (match.starts_on, match.platform, match.slot.minutes) == (None, Platform.GOOGLE_MEET, 60)


def test_an_in_class_match_is_made_with_the_form(office: Office) -> None:
    outcome = opened(office).submits(DANA, **{**FILLED, **IN_CLASS})

    assert outcome["errors"] is None
    match = office.match(1)
    assert (match.platform, match.monitor_kind) == (Platform.EXTERNAL, MonitorKind.TEACHER)


def test_school_staff_is_suggested_as_a_teacher(office: Office) -> None:
    opened(office).submits(DANA, **{**FILLED, **IN_CLASS, "monitor": "Olive"})

    assert len(office.matches()) == 1


def test_a_form_that_was_refused_is_corrected_and_sent_again(office: Office) -> None:
    office.makes_match(TUESDAYS.replace("Luis Reyes", "Amara"))
    opened(office)

    assert "already has match #1" in office.submits(DANA, **FILLED)["errors"]["mentor"]
    assert office.submits(DANA, **{**FILLED, "weekday": "Thursday"})["errors"] is None
    assert len(office.matches()) == 2


ERRORS = [
    ({"mentor": "Gus"}, "mentor", "Gus Tillman is not cleared yet"),
    ({"mentor": "Ben", "weekday": "Tuesday", "time": "17:00"}, "monitor", "Ruth Abernathy already has match #1"),
    ({"monitor_kind": "guardian", "monitor": "Rosa", "student": "Amara"}, "monitor", "cannot watch over this session"),
    ({"starts_on": "2026-10-20"}, "starts_on", "is in the past"),
    ({"starts_on": "2027-07-01"}, "starts_on", "runs from 2026-09-14 to 2027-06-18"),
    ({"weekday": "Sunday", "time": "02:30"}, "time", "does not exist on Sunday, Mar 14"),
    ({"link": "https://class.example.org/5b"}, "link", "Leave the link out"),
    ({"platform": "external"}, "platform", "Say zoom or google meet."),
    ({**IN_CLASS, "link": "http://class.example.org"}, "link", "starting with https://"),
    ({**IN_CLASS, "platform": "zoom"}, "platform", "teacher's own room"),
    ({"program": "In-Class Mentoring"}, "monitor_kind", "In class the teacher"),
]


@pytest.mark.parametrize(("values", "field", "told"), ERRORS, ids=[told for _, _, told in ERRORS])
def test_a_refusal_stands_beside_its_field(quiet_office: Office, values: dict[str, str], field: str, told: str) -> None:
    monday = {**FILLED, "weekday": "Friday", "time": "18:00"}

    errors = opened(quiet_office).submits(DANA, **{**monday, **values})["errors"]

    assert list(errors) == [field] and told in errors[field]
    assert len(quiet_office.matches()) == 1


def test_two_people_of_one_shown_name_are_suggested_apart(office: Office) -> None:
    opened(office).submits(DANA, **{**FILLED, "student": "Mateo M. (mateo-morales)"})

    with office.play.store.look() as view:
        chosen = view.people.get(office.match(1).student_ids[0])
    assert chosen.key == "mateo-morales"


def test_the_form_offers_the_programs_that_have_not_ended(tmp_path: Path) -> None:
    last_year = program("ils-2025", "Last Year", starts_on="2025-09-14", ends_on="2026-06-18")
    with an_office(tmp_path, last_year, program("ils-2", "Second Program")) as office:
        opened(office)

        assert offered(office, "program") == ["Independent Learning", "In-Class Mentoring", "Second Program"]
        office.submits(DANA, **FILLED, program="Second Program")
        assert office.match(1).program_id == 4


def test_without_any_program_the_form_says_what_to_do_first(tmp_path: Path) -> None:
    with an_office(tmp_path) as office:
        office.play.clock.move_to(office.play.clock.now().replace(year=2028))

        assert "There is no program yet. Import your roster first" in office.types(DANA, "/match", "")


def test_a_form_that_slack_cannot_open_is_an_apology(office: Office) -> None:
    office.play.town.faults.order("slack", Effect.ERROR, 1)

    assert "Something went wrong on my side" in office.types(DANA, "/match", "")


def test_a_submission_that_slack_sends_again_makes_one_match(office: Office) -> None:
    office.play.town.faults.order("slack", Effect.DUPLICATE_WEBHOOKS, 1)

    opened(office).submits(DANA, **FILLED)

    assert len(office.matches()) == 1


def test_somebody_who_is_no_manager_any_more_makes_no_match(office: Office, tmp_path: Path) -> None:
    opened(office)
    demoted = [{**row, "roles": "staff", "deputy": ""} if row["key"] == "dana" else row for row in ROWS]
    office.play.import_file(roster(tmp_path, *demoted, name="later.csv"))

    with pytest.raises(NotOffered, match="offers nothing"):
        office.submits(DANA, **FILLED)


def test_a_volunteer_gets_no_form(quiet_office: Office) -> None:
    quiet_office.types(ANA, "/match", "")

    assert quiet_office.play.town.slack.view_for(ANA) is None
