"""Volunteers and trainings as people type, press and fill them in, in Slack."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.moments import Unreadable
from bot.reading import SaidTwice
from bot.reading_volunteers import read_application, read_training
from mentoring.people import VOLUNTEERS, Person, Role
from mentoring.rooms import Platform
from tests.contract.bot_fixtures import ANA, DANA, NOBODY, Office, office, shown, texts

__all__ = ["office"]


def gus(office: Office) -> Person:
    return office.play.person("gus")


def opens(office: Office, action_id: str, name: str = "Gus Tillman") -> dict[str, Any]:
    """The form behind a button under what is told of that volunteer."""
    office.types(DANA, "/mentoring", f"volunteer {name}")
    outcome = office.play.town.slack.action(DANA, action_id, None)
    assert outcome["view"] is not None, [shown(m) for m in outcome["messages"]]
    return dict(outcome["view"])


def test_a_manager_takes_somebody_in_with_the_form(office: Office) -> None:
    office.play.town.slack.command(DANA, "/mentoring", "apply")
    said = office.submits(DANA, name="Lena Park", email="lena@example.org", roles="both", slack=NOBODY)
    assert said["errors"] is None
    lena = office.play.person("lena-park")
    assert (lena.roles, lena.slack_user_id, lena.email) == (VOLUNTEERS, NOBODY, "lena@example.org")
    office.play.settle()
    assert any("Welcome, and what comes next" in message for message in office.reads(NOBODY))
    assert "4 of 4 steps are missing" in office.types(NOBODY, "/mentoring", "volunteer")


def test_whoever_is_taken_in_says_subjects_and_hours_and_changes_them_later(office: Office) -> None:
    office.play.town.slack.command(DANA, "/mentoring", "apply")
    filled = {"name": "Lena Park", "email": "lena@example.org", "roles": "mentor", "slack": NOBODY}
    said = office.submits(DANA, **filled, subjects=["math"], days=["TU", "SA"], parts=["evening"], speaks="es")
    assert said["errors"] is None
    told = "Helps with: math; Tuesday, Saturday · evening, from 5 PM on; Español (Spanish)"
    assert told in office.types(DANA, "/mentoring", "volunteer Lena Park")
    assert told in office.types(NOBODY, "/mentoring", "volunteer")
    form = office.play.town.slack.action(NOBODY, "volunteer_says", None)["view"]
    assert "initial_options" in str(form)
    assert office.submits(NOBODY, subjects=["science"], days=["TU"], parts=["evening"])["errors"] is None
    assert "Helps with: science; Tuesday" in office.types(NOBODY, "/mentoring", "volunteer")


def test_who_never_said_anything_is_told_as_such(office: Office) -> None:
    assert "Helps with: not said yet" in office.types(DANA, "/mentoring", "volunteer Gus Tillman")


def test_the_form_says_beside_the_field_what_is_wrong(office: Office) -> None:
    office.play.town.slack.command(DANA, "/mentoring", "apply")
    said = office.submits(DANA, name="Lena Park", email="ana@example.org", roles="mentor")
    assert "is that of Ana Silva" in said["errors"]["email"]
    said = office.submits(DANA, name="Lena Park", email="😀", roles="mentor")
    assert "needs a name and an e-mail address" in said["errors"]["email"]
    assert "needs" not in office.types(DANA, "/mentoring", "volunteers")


def test_each_step_is_written_down_with_its_form_until_they_are_cleared(office: Office) -> None:
    dana = office.play.person("dana")
    opens(office, "volunteer_step_interview")
    assert office.submits(DANA, on="2026-10-20", outcome="passed", by=str(dana.id))["errors"] is None
    opens(office, "volunteer_step_check")
    assert office.submits(DANA, on="2026-10-21", outcome="cleared", until="2028-10-01")["errors"] is None
    opens(office, "volunteer_step_agreement")
    assert office.submits(DANA, on="2026-10-22", version="2026-10")["errors"] is None
    opens(office, "volunteer_step_training")
    done = office.submits(DANA, on="2026-10-23", version="B")
    assert any("cleared." in text for text in texts(done["view"]))
    assert not gus(office).clearance.missing(date(2026, 10, 26))
    told = office.types(DANA, "/mentoring", "volunteer Gus Tillman")
    assert "Interview: Tuesday, Oct 20, 2026 by Dana Whitfield" in told
    assert "Background check: Wednesday, Oct 21, 2026, holds until Sunday, Oct 1, 2028" in told
    assert "Nobody waits" in office.types(DANA, "/mentoring", "volunteers")


def test_the_form_of_a_check_asks_for_nothing_of_the_record(office: Office) -> None:
    """Safeguarding L3: days and outcome only, and no place to write anything else."""
    form = opens(office, "volunteer_step_check")
    elements = {block["element"]["type"] for block in form["blocks"] if block["type"] == "input"}
    assert elements == {"datepicker", "static_select"}


def test_a_day_that_is_still_to_come_is_refused_beside_the_field(office: Office) -> None:
    opens(office, "volunteer_step_check")
    said = office.submits(DANA, on="2026-10-27", outcome="cleared")
    assert "is still to come" in said["errors"]["on"]
    said = office.submits(DANA, on="2026-10-20", outcome="cleared", until="2031-01-01")
    assert "three years at the most" in said["errors"]["until"]
    assert gus(office).clearance.background_check_until is None


def test_a_check_that_did_not_clear_takes_them_off_the_list(office: Office) -> None:
    opens(office, "volunteer_step_check")
    office.submits(DANA, on="2026-10-20", outcome="not_cleared")
    assert "turned away" in office.types(DANA, "/mentoring", "volunteer Gus Tillman")
    assert "Gus" not in office.types(DANA, "/mentoring", "volunteers")


@pytest.mark.parametrize(
    "text",
    ["volunteers", "volunteer Gus Tillman", "apply", "apply X Y, x@example.org, mentor", "training plan Nov 4 6pm"],
)
def test_whoever_is_no_manager_is_told_so(office: Office, text: str) -> None:
    assert "Only Partnerships Managers can do that" in office.types(ANA, "/mentoring", text)
    assert "I don't know you yet" in office.types(NOBODY, "/mentoring", text)


@pytest.mark.parametrize("text", ["volunteer", "volunteer Nobody Atall", "volunteers page x", "training dance 3"])
def test_what_cannot_be_read_is_one_clear_sentence(office: Office, text: str) -> None:
    said = office.types(DANA, "/mentoring", text)
    assert "Write it like this" in said or "Check the spelling" in said


def test_a_volunteer_reads_what_they_still_need_and_records_no_step(office: Office) -> None:
    outcome = office.play.town.slack.command(ANA, "/mentoring", "volunteer")
    (message,) = outcome["messages"]
    assert "cleared." in shown(message)
    assert "volunteer_step_" not in str(message["blocks"])


def test_a_training_is_planned_in_the_programs_own_hours(office: Office) -> None:
    said = office.types(DANA, "/mentoring", "training plan Nov 4, 6pm, 45 min, meet, 3 places, proctors")
    assert "Wednesday, Nov 4, 6:00 PM to 6:45 PM · proctors · Google Meet · 0 of 3 places" in said
    assert "Trainings ahead: 1" in office.types(DANA, "/mentoring", "training")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("training plan 2026-10-25 6pm", "is in the past"),
        ("training plan Nov 4 6pm, 10 min", "lasts from 30 minutes"),
        ("training plan Nov 4 6pm, 500 places", "1 to 100 places"),
        ("training plan Nov 4 6pm, 0 places", "1 to 100 places"),
        ("training plan Nov 4", "the hour is missing"),
        ("training plan", "Something is missing"),
        ("training plan Nov 4 6pm, zoom, meet", "two answers"),
        ("training plan 2027-03-14 2:30am", "does not exist"),
        ("training plan Nov 4 6pm, program nowhere", "There is no program"),
        ("training join 9", "There is no training 9"),
        ("training join x", "I can't read"),
        ("training cancel 9 why", "There is no training 9"),
        ("training show 9", "There is no training 9"),
        ("training attended 9", "Something is missing"),
    ],
)
def test_a_training_that_cannot_be_is_refused_and_nothing_is_planned(office: Office, text: str, told: str) -> None:
    assert told in office.types(DANA, "/mentoring", text)
    assert "No training is planned" in office.types(DANA, "/mentoring", "training")


def test_a_volunteer_who_is_in_a_session_then_is_told_which_and_reads_no_childs_name(office: Office) -> None:
    number = office.releases_match()
    office.types(DANA, "/mentoring", "training plan 2026-11-10 4pm, 60 min, meet")
    said = office.types(ANA, "/mentoring", "training join 1")
    assert f"Ana Silva is in a session of match #{number} then (Tuesday, Nov 10, 4:30 PM to 5:30 PM)" in said
    assert "Choose another training" in said
    assert not re.search("Luis|Reyes", said)
    assert "0 of 20 places" in office.types(DANA, "/mentoring", "training")


def test_a_retried_command_plans_one_training(office: Office) -> None:
    office.types(DANA, "/mentoring", "training plan Nov 4 6pm")
    office.play.town.slack.resend_last(DANA)
    assert "Trainings ahead: 1" in office.types(DANA, "/mentoring", "training")


def test_an_application_is_read_in_any_order() -> None:
    parts = ("<@U07LENA|lena>", "Lena Park", "proctor and mentor", "<mailto:lena@example.org|lena@example.org>")
    for typed in (", ".join(parts), ", ".join(reversed(parts))):
        found = read_application(typed)
        assert (found.name, found.email, found.slack_id) == ("Lena Park", "lena@example.org", "U07LENA")
        assert found.roles == VOLUNTEERS


@pytest.mark.parametrize("typed", ["", "Lena Park", "Lena Park, mentor", "lena@example.org, mentor", ", , ,"])
def test_an_application_that_lacks_something_is_refused(typed: str) -> None:
    with pytest.raises(Unreadable):
        read_application(typed)


def test_two_answers_are_not_chosen_between() -> None:
    with pytest.raises(SaidTwice):
        read_application("Lena Park, Lena Parker, l@example.org, mentor")
    with pytest.raises(SaidTwice):
        read_training("Nov 4 6pm, 60 min, 90 min")


def test_a_training_is_read_in_any_order() -> None:
    typed = read_training("proctors, 20 seats, Zoom, 1.5 hours, Nov 4 6pm")
    assert (typed.moment, typed.minutes, typed.seats, typed.platform) == ("Nov 4 6pm", 90, 20, Platform.ZOOM)
    assert typed.roles == frozenset({Role.PROCTOR})


def test_the_forms_fit_on_any_screen(office: Office, tmp_path: Path) -> None:
    """Slack: 24 characters of a title, 2,000 of a label."""
    assert tmp_path.exists()
    for step in ("interview", "check", "agreement", "training"):
        assert len(opens(office, f"volunteer_step_{step}")["title"]["text"]) <= 24
