"""Notes, the guide and the plan in a mentor's hands: opened, filled in, corrected, and hidden from everybody else."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest
import structlog

from mentoring.session_notes import LONGEST, Activity, SessionNotes
from sandbox.slack.fields import NotOffered
from tests.contract.bot_fixtures import ANA, BEN, DANA, MARCUS, NOBODY, RUTH, Office, office
from tests.scenarios.play_fixtures import dump

__all__ = ["office"]

SUCCESS, FOCUS = "He explained fractions to me 👏🏽 <!channel>", "الكسور *again* & again"
FILLED: dict[str, str | list[str]] = {
    "temperature": "3",
    "confidence": "4",
    "activities": ["homework", "exam_practice"],
    "success": SUCCESS,
    "next_focus": FOCUS,
    "next_confirmed": "yes",
}
STEPS = ("1. Connect.", "2. Collaborate.", "3. Close.")


def tuesday(hour: int, minute: int = 0, *, day: int = 27) -> datetime:
    return datetime.fromisoformat(f"2026-10-{day}T{hour:02}:{minute:02}:00-04:00")


@pytest.fixture
def booked(office: Office) -> Office:
    """Ana with Luis, Ruth as their proctor, on Tuesdays at 4:30 PM; the first session is number 1."""
    office.releases_match()
    return office


@pytest.fixture
def met(booked: Office) -> Office:
    booked.play.clock.move_to(tuesday(17, 20))
    return booked


def jump(office: Office, moment: str) -> None:
    """What falls due on the way is done there, late."""
    office.play.clock.move_to(datetime.fromisoformat(moment))
    office.play.settle()


def notes(office: Office, session_id: int = 1) -> SessionNotes | None:
    with office.play.store.look() as view:
        return view.notes.of(session_id)


def opened(office: Office, user: str = ANA, text: str = "notes 1") -> str:
    """What the form says, with all that stands in it already."""
    assert office.types(user, "/session", text) == ""
    view = office.play.town.slack.view_for(user)
    assert view is not None and view["callback_id"] == "session_notes"
    return json.dumps(view, ensure_ascii=False)


def test_before_the_session_the_word_shows_how_one_goes(booked: Office) -> None:
    said = booked.types(ANA, "/session", "notes 1")
    assert all(step in said for step in STEPS)
    assert "Luis R." in said and "Reyes" not in said
    assert "ask your student" in said.casefold(), "nothing is agreed yet, so it says how"


def test_the_last_reminder_of_a_mentor_has_the_guide_and_that_of_a_proctor_does_not(booked: Office) -> None:
    jump(booked, "2026-10-27T16:16:00-04:00")
    said = booked.presses(ANA, "session_guide")
    assert all(step in said for step in STEPS)
    assert "How a session goes" not in "\n".join(booked.reads(RUTH))


def test_after_the_start_it_opens_the_form_which_is_kept_whole(met: Office) -> None:
    form = opened(met)
    assert "`/concern`" in form and "health, marks, immigration" in form
    done = met.submits(ANA, **FILLED)
    assert "nobody else" in json.dumps(done["view"])
    kept = notes(met)
    assert kept is not None
    assert (kept.notes.temperature, kept.notes.confidence, kept.notes.next_confirmed) == (3, 4, True)
    assert kept.notes.activities == (Activity.HOMEWORK, Activity.EXAM_PRACTICE)
    assert (kept.notes.success, kept.notes.next_focus) == (SUCCESS, FOCUS)


def test_without_a_number_it_is_the_only_session_of_the_day(met: Office) -> None:
    opened(met, text="notes")
    met.submits(ANA, temperature="8")
    kept = notes(met)
    assert kept is not None and kept.notes.temperature == 8


def test_the_form_shows_what_was_written_and_takes_the_change(met: Office) -> None:
    opened(met)
    met.submits(ANA, **FILLED)
    form = opened(met, DANA)
    assert "He explained fractions" in form and "initial_options" in form
    met.submits(DANA, success="He explained it to his sister")
    kept = notes(met)
    assert kept is not None and kept.version == 2
    assert (kept.notes.success, kept.notes.next_focus) == ("He explained it to his sister", FOCUS)


def test_a_form_that_is_out_of_date_is_refused_and_changes_nothing(met: Office) -> None:
    opened(met)
    opened(met, DANA)
    met.submits(DANA, success="from the manager")
    errors = met.submits(ANA, success="from the mentor")["errors"]
    assert "Somebody else has changed these notes" in errors["success"]
    kept = notes(met)
    assert kept is not None and kept.notes.success == "from the manager"


def test_an_empty_form_is_refused_beside_a_field_and_a_huge_text_by_slack(met: Office) -> None:
    opened(met)
    assert "at least one field" in met.submits(ANA)["errors"]["success"]
    assert met.submits(ANA, next_focus="x" * (LONGEST + 1))["errors"]["next_focus"]
    with pytest.raises(NotOffered):
        met.submits(ANA, temperature="11")
    assert notes(met) is None


def test_two_weeks_later_notes_are_read_and_not_written(met: Office) -> None:
    opened(met)
    met.submits(ANA, **FILLED)
    met.play.clock.move_to(datetime.fromisoformat("2026-11-17T18:00:00-05:00"))
    said = met.types(ANA, "/session", "notes 1")
    assert "Temperature: 3 of 10" in said and "Confidence: 4 of 5" in said and "Homework, Exam practice" in said
    assert "&lt;!channel&gt;" in said and "<!channel>" not in said
    assert "none were written" in met.types(ANA, "/session", "notes 2")


def test_a_number_that_cannot_be_read_is_said_so(booked: Office) -> None:
    for text in ("notes x", "notes 1 2", "notes 👋", "notes -1", "notes " + "9" * 500):
        assert "Write it like this" in booked.types(ANA, "/session", text), text


def test_monitor_another_mentor_and_a_stranger_get_nothing(met: Office) -> None:
    opened(met)
    met.submits(ANA, **FILLED)
    for user in (RUTH, BEN):
        assert "for the mentor of the session" in met.types(user, "/session", "notes 1")
    assert met.types(NOBODY, "/session", "notes 1")
    assert "There is no session 99" in met.types(ANA, "/session", "notes 99")
    assert all(met.play.town.slack.view_for(user) is None for user in (RUTH, BEN, NOBODY))


def test_next_week_the_reminder_and_the_guide_look_back(met: Office) -> None:
    opened(met)
    met.submits(ANA, **FILLED)
    jump(met, "2026-11-03T16:16:00-05:00")
    (reminder,) = [said for said in met.reads(ANA) if "Last time you wanted to go on with" in said]
    assert "الكسور" in reminder and "&amp; again" in reminder and "fractions" not in reminder
    assert "Last time you wanted to go on with" in met.presses(ANA, "session_guide")
    assert "Last time you wanted to go on with" in met.presses(ANA, "answer_coming"), "it stays when one answers"


def test_a_manager_sees_a_quiet_line_and_nobody_is_alerted(met: Office) -> None:
    opened(met)
    met.submits(ANA, **FILLED)
    before = len(met.reads(DANA))
    met.play.settle()
    assert "last temperature was low" in met.types(DANA, "/match", "show 1")
    assert "temperature" not in met.types(ANA, "/match", "show 1") + met.types(RUTH, "/match", "show 1")
    assert len(met.reads(DANA)) == before + 1, "only what the command itself answered"


def test_no_word_of_notes_reaches_anybody_else_or_stays_readable(met: Office, tmp_path: Path) -> None:
    with structlog.testing.capture_logs() as logged:
        opened(met)
        met.submits(ANA, **FILLED)
        opened(met, DANA)
        jump(met, "2026-11-03T16:16:00-05:00")
    read = {user: "\n".join(met.reads(user)) for user in (RUTH, BEN, MARCUS, DANA)}
    homes = [met.play.town.slack.home_for(user) for user in (RUTH, BEN, MARCUS, DANA, ANA)]
    unseen = [read, homes, met.play.town.mail.letters(), logged, dump(tmp_path)]
    everything = json.dumps(unseen, default=str, ensure_ascii=False)
    assert "Luis R." in everything, "there was something to read"
    assert not [word for word in ("fractions", "الكسور", "again &", "exam_practice") if word in everything]


# The plan of a match


def test_a_plan_is_agreed_shown_and_taken_back(booked: Office) -> None:
    assert "nothing is agreed yet" in booked.types(ANA, "/match", "plan 1")
    booked.types(ANA, "/match", "plan 1 first we talk, *then* we read <!channel>")
    link = "content <https://classroom.example.org/5b?a=1&amp;b=2|classroom.example.org>"
    assert "https://classroom.example.org/5b?a=1&amp;b=2" in booked.types(DANA, "/match", f"plan 1 {link}")
    for user, command, text in ((ANA, "/match", "show 1"), (ANA, "/session", "notes 1"), (DANA, "/match", "plan 1")):
        said = booked.types(user, command, text)
        assert "then* we read &lt;!channel&gt;" in said and "classroom.example.org/5b" in said
    assert "we read" not in booked.types(RUTH, "/match", "show 1")
    assert "nothing is agreed yet" not in booked.types(ANA, "/match", "plan 1 none")
    assert "nothing is agreed yet" in booked.types(ANA, "/match", "plan 1 CONTENT none")


BAD_PLANS = (
    ("plan", "Write it like this"),
    ("plan x we talk", "Write it like this"),
    ("plan 1 content", "Write it like this"),
    ("plan 1 content two words", "Write it like this"),
    ("plan 1 content javascript:alert(1)", "a whole web address"),
    ("plan 1 content https://us02web.zoom.us/j/1", "video room"),
    ("plan 1 call me: 617-555-0123", "no addresses, numbers"),
    ("plan 1 " + "talk " * 300, "keep the plan under"),
    ("plan 99 we talk", "no match #99"),
)


def test_a_plan_that_cannot_stand_is_refused_aloud(booked: Office) -> None:
    for text, said in BAD_PLANS:
        assert said in booked.types(ANA, "/match", text), text
    assert "nothing is agreed yet" in booked.types(ANA, "/match", "plan 1")


def test_a_proctor_and_a_stranger_agree_on_nothing(booked: Office) -> None:
    assert "for its mentor" in booked.types(RUTH, "/match", "plan 1 mine")
    assert "not one of your matches" in booked.types(BEN, "/match", "plan 1 mine")
