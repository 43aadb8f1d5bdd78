"""The forms of concerns: what Slack takes whatever people wrote, what they say, and what they never show."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest

from bot.blocks.concerns import concern_card, concern_list, receipt
from bot.blocks.tidings import tiding_message
from bot.modals import concern_file, concern_form
from bot.moments import Unreadable
from mentoring.acts.concern_files import ConcernFile, ConcernLine, ConcernPage
from mentoring.acts.concern_reports import Choices, Receipt
from mentoring.acts.looking import MatchLine
from mentoring.acts.matchmaking import NoSuchMatch
from mentoring.acts.tidings import TidingView
from mentoring.concerns import (
    HOTLINE,
    LONGEST_NOTE,
    LONGEST_WORDS,
    ConcernDraft,
    ConcernKind,
    Did,
    Incident,
    IncidentState,
    NotAnAdultHere,
    Report,
    Safe,
    Step,
    StepKind,
    dues,
)
from mentoring.people import Person, Role
from mentoring.policy import Policy
from mentoring.relay import NothingWritten
from mentoring.tidings import Said, Tiding, Topic
from sandbox.slack.block_kit import faults_in_message, faults_in_view
from sandbox.slack.views import shown_view, with_ids
from tests.unit.letter_fixtures import ANA, DANA, EVERYBODY, MATCH, PRIVATE, PROGRAM
from tests.unit.rule_fixtures import NOON, person
from web.letters import PlainLetters

LINE = MatchLine(MATCH, PROGRAM, {one.id: one for one in EVERYBODY})
CHOICES = Choices((), (LINE,), (ANA, DANA))
INCIDENT = Incident(3, IncidentState.OPEN, NOON, urgent=True, clock_from=NOON)
NASTY = "<!channel> <@U123|x> *bold* `code` & \u202eevil‮ \nيوسف 😢"
WORST = ("&\n" * LONGEST_WORDS)[:LONGEST_WORDS]
LETTERS = PlainLetters(Policy(), PROGRAM.zone, "https://doors.example.org/family/{}".format)


def report(number: int = 1, words: str = "she said so", **more: Any) -> Report:
    draft = ConcernDraft(ConcernKind.DISCLOSURE, Safe.NO, words, match_id=12, about_id=DANA.id, did=frozenset(Did))
    return Report(number, 3, ANA.id, NOON, replace(draft, **more))


def file(*reports: Report, steps: tuple[Step, ...] = (), **more: Any) -> ConcernFile:
    line = ConcernLine(replace(INCIDENT, **more), DANA, dues(NOON, Policy()))
    people = {one.id: one for one in EVERYBODY}
    return ConcernFile(line, reports or (report(),), steps, people, (MATCH,), (), (4, 5, 6, 7), PROGRAM.zone)


def shown(view: dict[str, Any]) -> str:
    return json.dumps(view, ensure_ascii=False)


# Reporting


@pytest.mark.parametrize("manages", [True, False])
def test_slack_takes_the_form_however_much_there_is_to_choose_from(*, manages: bool) -> None:
    many = [person(n, Role.MENTOR, name=f"Person {'N' * 200} {n}") for n in range(1, 150)]
    lines = [replace(LINE, match=replace(MATCH, id=n)) for n in range(1, 150)]
    for choices in (CHOICES, Choices((), (), ()), Choices((), lines, many)):
        assert faults_in_view(concern_form.form(choices, manages=manages, typed=NASTY * 300)) == []


def test_the_form_says_what_to_do_first_and_offers_no_secrecy() -> None:
    view = concern_form.form(CHOICES, manages=False)
    said = shown(view)
    assert "911" in said and "Do not promise to keep it secret" in said and "do not look into it" in said
    asked = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
    assert asked == {"kind", "words", "safe", "place", "about", "when", "told", "did"}
    assert not PRIVATE.search(said) and "Okafor" not in said


def test_what_was_typed_behind_the_command_is_where_the_form_begins() -> None:
    assert "he hit her" in shown(concern_form.form(CHOICES, manages=False, typed=" he hit her "))


def submitted(**values: str) -> dict[str, Any]:
    form = concern_form.form(CHOICES, manages=False)
    blocks = with_ids(form["blocks"], iter("abcdefghijkl").__next__)
    view = shown_view({**form, "blocks": blocks}, view_id="V", view_hash="h")
    for name, value in values.items():
        kind = view["state"]["values"][name][name]["type"]
        held = {"value": value} if kind == "plain_text_input" else {"selected_option": {"value": value}}
        view["state"]["values"][name][name] |= held
    return view


@pytest.mark.parametrize(
    ("place", "match_id", "session_id"), [("match-12", 12, None), ("session-34", None, 34), ("#12", 12, None)]
)
def test_the_place_is_read_from_what_was_chosen_or_typed(place: str, match_id: int, session_id: int | None) -> None:
    draft, _ = concern_form.read(submitted(kind="safety", safe="no", words="x", place=place))
    assert (draft.match_id, draft.session_id) == (match_id, session_id)


def test_a_place_that_is_no_number_is_said_beside_its_field() -> None:
    view = submitted(kind="safety", safe="no", words="x", place="the tuesday one")
    with pytest.raises(Unreadable) as refused:
        concern_form.read(view)
    assert set(concern_form.field_errors(refused.value, view)) == {"place"}


def test_a_refusal_stands_beside_its_field_or_where_that_is_missing_beside_the_words() -> None:
    view, bare = submitted(), {"blocks": [{"block_id": "words"}]}
    refusals = ((NoSuchMatch(999), "place"), (NotAnAdultHere(), "about"), (NothingWritten(), "words"))
    for refusal, field in refusals:
        assert set(concern_form.field_errors(refusal, view)) == {field}
        assert set(concern_form.field_errors(refusal, bare)) == {"words"}


# The receipt


@pytest.mark.parametrize("urgent", [True, False])
@pytest.mark.parametrize("somebody", [True, False])
def test_a_receipt_has_a_number_and_says_what_happens(*, urgent: bool, somebody: bool) -> None:
    incident = replace(INCIDENT, urgent=urgent, clock_from=NOON if urgent else None)
    said = receipt(Receipt(incident, PROGRAM.zone, somebody_reads=somebody))
    assert "concern #3" in said
    assert ("being called now" in said) == (urgent and somebody)
    assert (HOTLINE in said) == (urgent or not somebody), "where nobody here reads it, the writer hears whom to call"


# The managers' file


@pytest.mark.parametrize("words", ["she said so", NASTY, "😢", WORST, "a" * LONGEST_WORDS])
def test_slack_takes_the_file_whatever_was_written(words: str) -> None:
    reports = [report(n, words, when=words[:LONGEST_NOTE], told=words[:LONGEST_NOTE]) for n in range(1, 10)]
    steps = tuple(Step(kind, DANA.id, NOON, words[:LONGEST_NOTE]) for kind in StepKind for _ in range(3))
    for page in (1, 2, 3):
        assert faults_in_view(concern_file.file_view(file(*reports, steps=steps), page=page, notice="Joined.")) == []


def test_nothing_that_was_written_mentions_anybody_or_is_markup() -> None:
    steps = (Step(StepKind.SPOKE, DANA.id, NOON, NASTY),)
    said = shown(concern_file.file_view(file(report(words=NASTY, told=NASTY, when=NASTY), steps=steps)))
    assert "<!channel>" not in said and "<@U123" not in said
    assert said.count("&lt;!channel&gt;") == 4


def test_what_the_state_asks_for_stands_in_the_file_while_it_is_due() -> None:
    view = shown(concern_file.file_view(file()))
    assert HOTLINE in view and "address, age and sex" in view
    done = file()
    assert HOTLINE not in shown(concern_file.file_view(replace(done, line=replace(done.line, due=()))))


@pytest.mark.parametrize(
    ("more", "offered"),
    [
        ({}, {"oral", "written", "no_action", "spoke", "held", "closed"}),
        ({"clock_from": None}, {"safety", "spoke", "held", "closed"}),
        ({"held": True}, {"oral", "written", "no_action", "spoke", "let_go", "closed"}),
        ({"state": IncidentState.CLOSED}, {"held"}),
        ({"state": IncidentState.CLOSED, "held": True}, {"let_go"}),
    ],
)
def test_only_steps_that_make_sense_are_offered(more: dict[str, Any], offered: set[str]) -> None:
    view = concern_file.file_view(file(**more))
    (select,) = (block["element"] for block in view["blocks"] if block.get("block_id") == "step")
    assert {option["value"] for option in select["options"]} == offered


@pytest.mark.parametrize(("holder", "button"), [(None, "I take it on"), (DANA.id, "I take it over")])
def test_whoever_has_it_not_may_take_it(holder: int | None, button: str) -> None:
    assert button in shown(concern_file.file_view(file(responsible_id=holder)))


def test_a_long_file_is_paged() -> None:
    view = concern_file.file_view(file(*(report(n, f"report-{n}") for n in range(1, 7))))
    assert "report-4" in shown(view) and "report-5" not in shown(view) and "concern_more" in shown(view)
    last = concern_file.file_view(file(*(report(n, f"report-{n}") for n in range(1, 7))), page=2)
    assert "report-6" in shown(last) and "concern_more" not in shown(last)


# What stands in conversations


def test_lists_and_cards_have_no_word_of_a_report_and_slack_takes_them() -> None:
    lines = [
        ConcernLine(replace(INCIDENT, id=n, responsible_id=1, taken_at=NOON), DANA, dues(NOON, Policy()))
        for n in range(1, 16)
    ]
    listed = concern_list(ConcernPage(lines, 1, 2, 16, PROGRAM.zone))
    card = concern_card(lines[0], PROGRAM.zone)
    for reply in (listed, card):
        assert faults_in_message(list(reply.blocks)) == []
        assert not {*ConcernKind} & set(reply.text.split())
    assert "/mentoring concerns page 2" in shown({"blocks": listed.blocks})


def told(topic: Topic, reader: Person, facts: dict[str, object]) -> tuple[TidingView, Said]:
    view = TidingView(Tiding("key", topic, reader.id, NOON, facts={"concern": 3, **facts}), reader, None, {}, None)
    return view, LETTERS.tiding(view)


DUE = {"due": NOON.isoformat(), "hotline": HOTLINE}
TOLD: list[tuple[Topic, dict[str, object]]] = [
    (Topic.CONCERN_CALL, {"rung": 0}),
    (Topic.CONCERN_NEW, {"rung": 0}),
    (Topic.CONCERN_DUE, {**DUE, "step": "oral", "overdue": False}),
    (Topic.CONCERN_DUE, {**DUE, "step": "oral", "overdue": True}),
    (Topic.CONCERN_DUE, {**DUE, "step": "written", "overdue": False}),
    (Topic.CONCERN_DUE, {**DUE, "step": "written", "overdue": True}),
]


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(("topic", "facts"), TOLD)
def test_a_message_names_the_number_and_nothing_else(topic: Topic, facts: dict[str, object], language: str) -> None:
    view, said = told(topic, replace(DANA, language=language), facts)
    message = tiding_message(view, said)
    assert faults_in_message(list(message.blocks)) == []
    assert "/mentoring concern 3" in said.body and "3" not in said.subject and "Ana" not in said.letter
    assert not re.search("abuse|danger|disclos|conduct|peligro", f"{said.subject} {said.body}".casefold())
    buttons = {one["action_id"] for block in message.blocks for one in block.get("elements", ()) if "action_id" in one}
    assert buttons == ({"concern_take", "concern_read"} if topic is Topic.CONCERN_CALL else {"concern_read"})
