"""Slack takes the guide, the notes and their form, whatever stands in them."""

from __future__ import annotations

import json

import pytest

from bot.blocks.guide import guide_card, plan_card
from bot.blocks.layout import SECTION
from bot.blocks.notes import notes_page
from bot.modals import notes_form
from mentoring.acts.noting import NotesPage
from mentoring.acts.structuring import PlanPage
from mentoring.people import Role
from mentoring.session_notes import LONGEST as LONGEST_NOTES
from mentoring.session_notes import Activity, Notes, SessionNotes, Stage
from mentoring.session_plans import LONGEST, LONGEST_LINK, SessionPlan
from sandbox.slack.block_kit import faults_in_message, faults_in_view
from tests.unit.blocks_fixtures import NAMES, STUDENTS_OF, session_line
from tests.unit.rule_fixtures import NOON, match, person

LINK = "https://classroom.example.org/?".ljust(LONGEST_LINK, "&")


def page(name: str, students: tuple[int, ...]) -> NotesPage:
    text = ("\n" + name) * 99
    notes = Notes(1, 5, tuple(Activity), text[:LONGEST_NOTES], "&" * LONGEST_NOTES, next_confirmed=False)
    plan = SessionPlan((name * 9)[:LONGEST], LINK)
    kept = SessionNotes(5, 1, notes, 1, NOON)
    writer = person(1, Role.MENTOR, name=name)
    return NotesPage(session_line(name, students), Stage.WRITTEN, plan, text[:LONGEST_NOTES], kept, writer)


@pytest.mark.parametrize("students", STUDENTS_OF.values(), ids=STUDENTS_OF)
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_slack_takes_all_of_it_at_its_longest(name: str, students: tuple[int, ...]) -> None:
    worst = page(name, students)
    for reply in (guide_card(worst), notes_page(worst), plan_card(PlanPage(match(), worst.plan))):
        assert faults_in_message(list(reply.blocks)) == []
        assert 0 < len(reply.text) <= SECTION
        assert "<!channel>" not in json.dumps(reply.blocks)
    assert faults_in_view(notes_form.form(worst)) == []


def test_the_form_of_a_session_without_notes_is_empty() -> None:
    form = notes_form.form(NotesPage(session_line(), Stage.WRITTEN, SessionPlan()))
    assert faults_in_view(form) == []
    assert "initial" not in json.dumps(form) and form["private_metadata"] == "5/0"
