"""The rules of Slack's stand-in that need no network: limits, short-lived tickets, timestamps and form fields."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.clock import MovableClock
from sandbox.slack.fields import Field, NotOffered, fields_of, held_by, left_empty
from sandbox.slack.refusals import SlackRefusal
from sandbox.slack.tickets import PostLimit, ResponseUrls, TriggerIds
from sandbox.slack.views import renewed, shown_view, with_ids
from sandbox.slack.workspace import Member, Workspace

Json = dict[str, Any]
NOON = datetime(2026, 11, 3, 12, tzinfo=UTC)
PAULA = Member("U1", "Paula Proctor", "paula@example.org", "America/New_York")
PAUSES = st.lists(st.floats(0, 3), max_size=40)


def taken(limit: PostLimit, channel: str = "D1") -> bool:
    try:
        limit.take(channel)
    except SlackRefusal:
        return False
    return True


@given(PAUSES)
def test_however_it_is_asked_a_conversation_never_gets_more_than_the_burst_and_one_a_second(
    pauses: list[float],
) -> None:
    clock = MovableClock(NOON)
    limit = PostLimit(clock)
    posted = 0
    for pause in pauses:
        clock.advance(timedelta(seconds=pause))
        posted += taken(limit)

    assert posted <= 5 + (clock.now() - NOON).total_seconds()


def test_a_refused_post_costs_nothing() -> None:
    clock = MovableClock(NOON)
    limit = PostLimit(clock)
    assert [taken(limit) for _ in range(8)] == [True] * 5 + [False] * 3

    clock.advance(timedelta(seconds=1))
    assert taken(limit)
    assert taken(limit, "D2")


@given(PAUSES)
def test_every_message_has_its_own_rising_timestamp(pauses: list[float]) -> None:
    clock = MovableClock(NOON)
    workspace = Workspace(clock)
    stamps = []
    for pause in pauses:
        clock.advance(timedelta(seconds=pause))
        stamps += [workspace.next_ts(), workspace.next_ts()]

    assert stamps == sorted(set(stamps))


def test_old_triggers_are_forgotten_and_then_invalid() -> None:
    triggers = TriggerIds()
    first = triggers.issue("U1")
    for _ in range(TriggerIds.KEPT):
        last = triggers.issue("U1")

    assert triggers.spend(last) == "U1"
    with pytest.raises(SlackRefusal, match="invalid_trigger_id"):
        triggers.spend(first)


def test_an_unknown_response_url_has_expired() -> None:
    with pytest.raises(SlackRefusal, match="expired_url"):
        ResponseUrls(MovableClock(NOON)).use("no-such-key")


def test_slack_gives_an_id_to_every_block_and_element_without_one() -> None:
    numbers = iter(range(100))
    button: Json = {"type": "button", "text": {"type": "plain_text", "text": "Go"}}
    blocks: list[Json] = [
        {"type": "actions", "elements": [button, {**button, "action_id": "mine"}]},
        {"type": "section", "block_id": "s", "text": {"type": "mrkdwn", "text": "Go"}, "accessory": button},
        {"type": "input", "label": {"type": "plain_text", "text": "Go"}, "element": {"type": "plain_text_input"}},
    ]

    named = with_ids(blocks, lambda: f"i{next(numbers)}")

    assert all(block["block_id"] for block in named)
    assert named[1]["block_id"] == "s"
    ids = [field.action_id for field in fields_of(named)]
    assert (len(set(ids)), ids[1]) == (4, "mine")
    assert "block_id" not in blocks[0]


def form_of(*elements: Json, **block: Any) -> Json:
    label = {"type": "plain_text", "text": "Q"}
    blocks = [
        {"type": "input", "block_id": f"b{place}", "label": label, "element": element, **block}
        for place, element in enumerate(elements)
    ]
    return shown_view({"type": "modal", "blocks": blocks}, view_id="V1", view_hash="1.1")


def test_a_changed_form_keeps_what_was_put_into_fields_of_the_same_kind() -> None:
    note, day = {"type": "plain_text_input", "action_id": "note"}, {"type": "datepicker", "action_id": "note"}
    before = form_of(note)
    before["state"]["values"]["b0"]["note"]["value"] = "Flu"

    assert renewed(before, form_of(note))["state"]["values"]["b0"]["note"]["value"] == "Flu"
    assert renewed(before, form_of(day))["state"]["values"]["b0"]["note"]["selected_date"] is None
    assert renewed(before, form_of())["state"]["values"] == {}


@pytest.mark.parametrize(("text", "complaint"), [("Hi", True), ("Hello", False), ("Hello there", True), ("", True)])
def test_a_text_must_have_the_length_that_the_form_asks_for(text: str, complaint: bool) -> None:  # noqa: FBT001
    form = form_of({"type": "plain_text_input", "action_id": "note", "min_length": 3, "max_length": 8})

    assert bool(left_empty(form, {"b0": {"note": {"type": "plain_text_input", "value": text}}})) == complaint


def test_an_optional_field_may_stay_empty() -> None:
    form = form_of({"type": "datepicker", "action_id": "day"}, optional=True)

    assert left_empty(form, form["state"]["values"]) == {}


def option(value: str, text: str) -> Json:
    return {"text": {"type": "plain_text", "text": text}, "value": value}


def test_grouped_and_radio_options_are_chosen_by_value_or_text() -> None:
    groups = [{"label": {}, "options": [option("a", "Ann")]}, {"label": {}, "options": [option("b", "Bo")]}]
    grouped = Field({}, {"type": "static_select", "action_id": "who", "option_groups": groups})
    radio = Field({}, {"type": "radio_buttons", "action_id": "who", "options": [option("a", "Ann")]})

    def chosen(field: Field, given_: str) -> Any:
        return held_by(field, given_, suggest=lambda _field, _typed: [], user_id=str)["selected_option"]["value"]

    assert (chosen(grouped, "bo"), chosen(radio, "A")) == ("b", "a")
    with pytest.raises(NotOffered, match="it offers Ann, Bo"):
        chosen(grouped, "Cy")


def test_of_several_suggestions_the_one_that_was_named_is_taken() -> None:
    field = Field({}, {"type": "external_select", "action_id": "who"})
    suggested = [option("1", "Ray"), option("2", "Ray Mentor")]

    held = held_by(field, "ray mentor", suggest=lambda _field, _typed: suggested, user_id=str)

    assert held["selected_option"]["value"] == "2"


def test_a_field_of_a_form_acts_only_where_it_says_so() -> None:
    element = {"type": "static_select", "action_id": "who"}

    assert not Field({"type": "input"}, element).sends_actions
    assert Field({"type": "input", "dispatch_action": True}, element).sends_actions
    assert Field({"type": "section"}, element).sends_actions


def test_a_closed_form_cannot_be_changed_or_found() -> None:
    workspace = Workspace(MovableClock(NOON))
    workspace.add(PAULA)
    bare = {"type": "modal", "blocks": []}
    form = workspace.show_form(PAULA, bare)
    workspace.close(form)

    with pytest.raises(SlackRefusal, match="not_found"):
        workspace.change_form(form, bare)
    with pytest.raises(SlackRefusal, match="not_found"):
        workspace.open_form(view_id=form["id"])


def test_closing_a_form_that_was_replaced_leaves_the_new_one_open() -> None:
    workspace = Workspace(MovableClock(NOON))
    workspace.add(PAULA)
    bare = {"type": "modal", "blocks": []}
    old, new = workspace.show_form(PAULA, bare), workspace.show_form(PAULA, bare)

    workspace.close(old)

    assert workspace.forms[PAULA.id] == new


def test_waiting_ends_at_once_when_nothing_is_worth_waiting_for() -> None:
    workspace = Workspace(MovableClock(NOON))
    workspace.add(PAULA)
    before = workspace.sighting_count(PAULA)
    workspace.post(workspace.conversation_with(PAULA), "Hi", [])

    workspace.wait_until_quiet(PAULA, before, first=60, quiet=0)

    assert [message.text for message in workspace.seen_since(PAULA, before)] == ["Hi"]
