"""The judge of Block Kit: what Slack would take and what it would refuse, with the place of each fault."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.slack.block_kit import faults_in_message, faults_in_suggestions, faults_in_view

Json = dict[str, Any]


def plain(text: str = "Fine") -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str = "*Fine*") -> Json:
    return {"type": "mrkdwn", "text": text}


def section(**more: Any) -> Json:
    return {"type": "section", "text": mrkdwn(), **more}


def button(**more: Any) -> Json:
    return {"type": "button", "text": plain("Got it"), "action_id": "ack", **more}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def option(value: str = "a", **more: Any) -> Json:
    return {"text": plain(value.upper()), "value": value, **more}


def select(**more: Any) -> Json:
    return {"type": "static_select", "action_id": "pick", "options": [option()], **more}


def question(element: Json | None = None, **more: Any) -> Json:
    return {"type": "input", "label": plain(), "element": element or {"type": "plain_text_input"}, **more}


def modal(*blocks: Json, **more: Any) -> Json:
    return {"type": "modal", "title": plain("Cover"), "submit": plain("Send"), "blocks": list(blocks), **more}


CONFIRM = {"title": plain("Sure?"), "text": mrkdwn("It ends the call."), "confirm": plain("End"), "deny": plain("No")}

GOOD_BLOCKS = {
    "a section with fields and a button": section(fields=[mrkdwn()] * 10, accessory=button(confirm=CONFIRM)),
    "a section with an image": section(accessory={"type": "image", "image_url": "https://a.b/c", "alt_text": "a"}),
    "a header of full length": {"type": "header", "text": plain("x" * 150)},
    "a divider": {"type": "divider", "block_id": "line"},
    "a context": {"type": "context", "elements": [mrkdwn(), plain()]},
    "a full row of buttons": actions(*(button(action_id=f"b{n}") for n in range(25))),
    "an overflow menu": actions({"type": "overflow", "action_id": "more", "options": [option(), option("b")]}),
    "an external select": actions({"type": "external_select", "action_id": "who", "min_query_length": 2}),
    "a users select": actions({"type": "users_select", "action_id": "who", "placeholder": plain("Someone")}),
    "grouped options": actions({"type": "static_select", "option_groups": [{"label": plain(), "options": [option()]}]}),
    "a date and a time": actions(
        {"type": "datepicker", "action_id": "day", "initial_date": "2028-02-29"},
        {"type": "timepicker", "action_id": "time", "initial_time": "00:05"},
    ),
    "chosen boxes": actions(
        {"type": "checkboxes", "action_id": "c", "options": [option()], "initial_options": [option()]}
    ),
    "chosen radio": question({"type": "radio_buttons", "options": [option()], "initial_option": option()}),
    "an image": {"type": "image", "image_url": "https://a.b/c.png", "alt_text": "a plan", "title": plain()},
    "a long answer": question({"type": "plain_text_input", "multiline": True, "min_length": 5, "max_length": 3000}),
}


@pytest.mark.parametrize("name", GOOD_BLOCKS)
def test_a_proper_block_is_taken(name: str) -> None:
    assert faults_in_message([GOOD_BLOCKS[name]]) == []


BAD_BLOCKS: list[tuple[str, Any, str]] = [
    ("not an object", "hello", "blocks[0].type"),
    ("no type", {"text": mrkdwn()}, "blocks[0].type"),
    ("an unknown type", {"type": "carousel"}, "blocks[0].type"),
    ("a type that is no word", {"type": ["section"]}, "blocks[0].type"),
    ("an unknown key", section(colour="red"), "blocks[0].colour"),
    ("a section of nothing", {"type": "section"}, "blocks[0]"),
    ("empty text", section(text=mrkdwn("")), "blocks[0].text.text"),
    ("blank text", section(text=mrkdwn("  ")), "blocks[0].text.text"),
    ("text of no kind", section(text="plainly"), "blocks[0].text.type"),
    ("emoji in mrkdwn", section(text={**mrkdwn(), "emoji": True}), "blocks[0].text.emoji"),
    ("a section too long", section(text=mrkdwn("x" * 3001)), "blocks[0].text.text"),
    ("too many fields", section(fields=[mrkdwn()] * 11), "blocks[0].fields"),
    ("a field too long", section(fields=[mrkdwn("x" * 2001)]), "blocks[0].fields[0].text"),
    ("a text input beside a section", section(accessory={"type": "plain_text_input"}), "blocks[0].accessory.type"),
    ("a block_id too long", {"type": "divider", "block_id": "x" * 256}, "blocks[0].block_id"),
    ("a header too long", {"type": "header", "text": plain("x" * 151)}, "blocks[0].text.text"),
    ("a header in mrkdwn", {"type": "header", "text": mrkdwn()}, "blocks[0].text.type"),
    ("a context too full", {"type": "context", "elements": [mrkdwn()] * 11}, "blocks[0].elements"),
    ("a button in a context", {"type": "context", "elements": [button()]}, "blocks[0].elements[0].type"),
    ("no actions", actions(), "blocks[0].elements"),
    ("too many buttons", actions(*(button(action_id=f"b{n}") for n in range(26))), "blocks[0].elements"),
    ("a button in mrkdwn", actions(button(text=mrkdwn())), "blocks[0].elements[0].text.type"),
    ("a button too wordy", actions(button(text=plain("x" * 76))), "blocks[0].elements[0].text.text"),
    ("a button's value too long", actions(button(value="x" * 2001)), "blocks[0].elements[0].value"),
    ("a button's value no text", actions(button(value=12)), "blocks[0].elements[0].value"),
    ("a button of a strange style", actions(button(style="green")), "blocks[0].elements[0].style"),
    ("a button with a script", actions(button(url="javascript:alert(1)")), "blocks[0].elements[0].url"),
    ("an action_id too long", actions(button(action_id="x" * 256)), "blocks[0].elements[0].action_id"),
    ("a confirm half done", actions(button(confirm={"title": plain()})), "blocks[0].elements[0].confirm.text"),
    (
        "a confirm too wordy",
        actions(button(confirm={**CONFIRM, "deny": plain("x" * 31)})),
        "blocks[0].elements[0].confirm.deny.text",
    ),
    ("the same action twice", actions(button(), button()), "blocks[0]"),
    ("no options", actions(select(options=[])), "blocks[0].elements[0].options"),
    (
        "too many options",
        actions(select(options=[option(str(n)) for n in range(101)])),
        "blocks[0].elements[0].options",
    ),
    ("options and groups", actions(select(option_groups=[])), "blocks[0].elements[0].option_groups"),
    (
        "an option's value too long",
        actions(select(options=[{"text": plain(), "value": "x" * 76}])),
        "blocks[0].elements[0].options[0].value",
    ),
    (
        "an option's text too long",
        actions(select(options=[{"text": plain("x" * 76), "value": "a"}])),
        "blocks[0].elements[0].options[0].text.text",
    ),
    ("a strange first choice", actions(select(initial_option=option("z"))), "blocks[0].elements[0]"),
    ("a placeholder too long", actions(select(placeholder=plain("x" * 151))), "blocks[0].elements[0].placeholder.text"),
    (
        "too many boxes",
        actions({"type": "checkboxes", "options": [option(str(n)) for n in range(11)]}),
        "blocks[0].elements[0].options",
    ),
    (
        "an overflow too long",
        actions({"type": "overflow", "options": [option(str(n)) for n in range(6)]}),
        "blocks[0].elements[0].options",
    ),
    (
        "an American date",
        actions({"type": "datepicker", "initial_date": "11/03/2026"}),
        "blocks[0].elements[0].initial_date",
    ),
    (
        "no such day",
        actions({"type": "datepicker", "initial_date": "2026-02-29"}),
        "blocks[0].elements[0].initial_date",
    ),
    ("a short time", actions({"type": "timepicker", "initial_time": "9:30"}), "blocks[0].elements[0].initial_time"),
    ("an afternoon", actions({"type": "timepicker", "initial_time": "4:30 PM"}), "blocks[0].elements[0].initial_time"),
    ("a text input as action", actions({"type": "plain_text_input"}), "blocks[0].elements[0].type"),
    ("a question unasked", {"type": "input", "element": {"type": "plain_text_input"}}, "blocks[0].label"),
    ("a button as a question", question(button()), "blocks[0].element.type"),
    ("a hint too long", question(hint=plain("x" * 2001)), "blocks[0].hint.text"),
    ("optional, perhaps", question(optional="yes"), "blocks[0].optional"),
    ("lengths at odds", question({"type": "plain_text_input", "min_length": 9, "max_length": 3}), "blocks[0].element"),
    ("a length too long", question({"type": "plain_text_input", "max_length": 3001}), "blocks[0].element.max_length"),
    ("an image unseen", {"type": "image", "image_url": "https://a.b/c"}, "blocks[0].alt_text"),
]


@pytest.mark.parametrize(("blocks", "place"), [row[1:] for row in BAD_BLOCKS], ids=[row[0] for row in BAD_BLOCKS])
def test_a_bad_block_is_refused_with_its_place(blocks: Any, place: str) -> None:
    assert place in {fault.partition(": ")[0] for fault in faults_in_message([blocks])}


def test_a_message_has_at_most_fifty_blocks() -> None:
    assert faults_in_message([{"type": "divider"}] * 50) == []
    assert faults_in_message([{"type": "divider"}] * 51) != []


def test_two_blocks_of_a_message_may_not_share_an_id() -> None:
    assert "'line' is there 2 times" in faults_in_message([{"type": "divider", "block_id": "line"}] * 2)[0]


def test_the_same_action_may_stand_in_two_blocks() -> None:
    assert faults_in_message([actions(button()), actions(button())]) == []


def test_a_form_with_questions_is_taken() -> None:
    assert faults_in_view(modal(question(), private_metadata="", callback_id="cover", close=plain("Back"))) == []


@pytest.mark.parametrize(
    ("view", "place"),
    [
        ({"type": "panel", "blocks": []}, "view.type"),
        ({"type": "modal", "blocks": []}, "view.title"),
        (modal(title=plain("x" * 25)), "view.title.text"),
        (modal(title=mrkdwn()), "view.title.type"),
        (modal(submit=plain("x" * 25)), "view.submit.text"),
        (modal(close=plain("x" * 25)), "view.close.text"),
        (modal(private_metadata="x" * 3001), "view.private_metadata"),
        (modal(callback_id="x" * 256), "view.callback_id"),
        (modal(*[{"type": "divider"}] * 101), "view.blocks"),
        (modal(hash="1.2"), "view.hash"),
        (modal(section(text=mrkdwn(""))), "view.blocks[0].text.text"),
        (modal(question(block_id="q"), question(block_id="q")), "blocks"),
        ({"type": "home", "title": plain(), "blocks": []}, "view.title"),
        ("a view", "view.type"),
    ],
)
def test_a_bad_view_is_refused_with_its_place(view: Any, place: str) -> None:
    assert [fault.partition(": ")[0] for fault in faults_in_view(view)] == [place]


def test_a_form_that_asks_needs_a_way_to_submit() -> None:
    unsubmittable = {"type": "modal", "title": plain(), "blocks": [question()]}

    assert faults_in_view(unsubmittable) == ["view.submit: is missing, and a modal with an input needs it"]
    assert faults_in_view({**unsubmittable, "blocks": [section()]}) == []


def test_an_app_home_takes_a_hundred_blocks_and_asks_without_submit() -> None:
    assert faults_in_view({"type": "home", "blocks": [*[{"type": "divider"}] * 99, question()]}) == []


@pytest.mark.parametrize("answer", [None, {}, {"options": "all"}, {"options": [{"text": mrkdwn(), "value": "a"}]}])
def test_suggestions_must_be_proper_options(answer: Any) -> None:
    assert faults_in_suggestions(answer) != []


def test_no_suggestion_at_all_is_a_proper_answer() -> None:
    assert faults_in_suggestions({"options": []}) == []


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["section", "input", "actions"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["type", "text", "elements", "element", "options", "initial_option"]), inner)
    ),
    max_leaves=12,
)


@given(ANY_JSON)
def test_whatever_comes_in_the_judge_answers_and_never_breaks(anything: Any) -> None:
    assert isinstance(faults_in_message(anything), list)
    assert isinstance(faults_in_view(anything), list)


@given(st.integers(1, 200))
def test_a_header_is_taken_exactly_up_to_its_length(length: int) -> None:
    taken = faults_in_message([{"type": "header", "text": plain("x" * length)}]) == []

    assert taken == (length <= 150)
