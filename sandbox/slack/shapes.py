"""The table of Block Kit: every block, element and view that the stand-in knows, with Slack's limits.

The lengths and counts are Slack's own (Block Kit reference; `@slack/types` 3.2.0). What is not in this table is
refused, as Slack refuses what it does not know.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sandbox.slack.rules import (
    Rule,
    Shape,
    choice,
    flag,
    many,
    moment,
    note,
    one_of,
    only_one_of,
    shaped,
    typed,
    whole,
    word,
)

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100


def plain(longest: int) -> Rule:
    return typed({"plain_text": Shape({"text": word(longest)}, {"emoji": flag})})


def rich(longest: int) -> Rule:
    return typed(_rich_kinds(longest))


def _rich_kinds(longest: int) -> dict[str, Shape]:
    return {
        "plain_text": Shape({"text": word(longest)}, {"emoji": flag}),
        "mrkdwn": Shape({"text": word(longest)}, {"verbatim": flag}),
    }


IDENTIFIER = word(255)
ADDRESS = word(3000, pattern=r"https?://\S+")
PLACEHOLDER = plain(150)

CONFIRM = shaped(
    Shape(
        {"title": plain(100), "text": rich(300), "confirm": plain(30), "deny": plain(30)},
        {"style": choice("primary", "danger")},
    )
)

OPTION = shaped(Shape({"text": plain(75), "value": word(75)}, {"description": plain(75)}))
BOX_OPTION = shaped(Shape({"text": rich(75), "value": word(75)}, {"description": rich(75)}))
OVERFLOW_OPTION = shaped(Shape({"text": plain(75), "value": word(75)}, {"description": plain(75), "url": ADDRESS}))
OPTIONS = many(OPTION, most=100)
OPTION_GROUPS = many(shaped(Shape({"label": plain(75), "options": OPTIONS})), most=100)


def options_of(element: dict[str, Any]) -> list[dict[str, Any]]:
    """All options of a select, grouped or not."""
    groups = element.get("option_groups") or [element]
    return [option for group in groups for option in group.get("options") or []]


def _initial_among_options(element: Any, where: str) -> Iterator[str]:
    single = element.get("initial_option")
    chosen = element.get("initial_options") or ([] if single is None else [single])
    try:
        strange = [option for option in chosen if option not in options_of(element)]
    except (AttributeError, TypeError):
        return  # the options themselves are malformed, which their own rule says
    if strange:
        yield f"{where}: the initial option is not one of the options"


def _lengths_agree(element: Any, where: str) -> Iterator[str]:
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    if isinstance(least, int) and isinstance(most, int) and least > most:
        yield f"{where}: min_length is more than max_length"


_ASKED = {"action_id": IDENTIFIER, "confirm": CONFIRM, "focus_on_load": flag}

BUTTON = Shape(
    {"text": plain(75)},
    {
        "action_id": IDENTIFIER,
        "value": word(2000),
        "url": ADDRESS,
        "style": choice("primary", "danger"),
        "confirm": CONFIRM,
        "accessibility_label": word(75),
    },
)
STATIC_SELECT = Shape(
    may={
        **_ASKED,
        "placeholder": PLACEHOLDER,
        "options": OPTIONS,
        "option_groups": OPTION_GROUPS,
        "initial_option": OPTION,
    },
    also=(only_one_of("options", "option_groups"), _initial_among_options),
)
EXTERNAL_SELECT = Shape(
    may={**_ASKED, "placeholder": PLACEHOLDER, "initial_option": OPTION, "min_query_length": whole(0, 100)}
)
USERS_SELECT = Shape(may={**_ASKED, "placeholder": PLACEHOLDER, "initial_user": IDENTIFIER})
DATEPICKER = Shape(may={**_ASKED, "placeholder": PLACEHOLDER, "initial_date": moment("%Y-%m-%d", "2026-11-03")})
TIMEPICKER = Shape(
    may={**_ASKED, "placeholder": PLACEHOLDER, "initial_time": moment("%H:%M", "16:30"), "timezone": IDENTIFIER}
)
CHECKBOXES = Shape(
    {"options": many(BOX_OPTION, most=10)},
    {**_ASKED, "initial_options": many(BOX_OPTION, most=10)},
    (_initial_among_options,),
)
RADIO_BUTTONS = Shape(
    {"options": many(BOX_OPTION, most=10)}, {**_ASKED, "initial_option": BOX_OPTION}, (_initial_among_options,)
)
OVERFLOW = Shape({"options": many(OVERFLOW_OPTION, most=5)}, {"action_id": IDENTIFIER, "confirm": CONFIRM})
PLAIN_TEXT_INPUT = Shape(
    may={
        "action_id": IDENTIFIER,
        "placeholder": PLACEHOLDER,
        "initial_value": word(3000),
        "multiline": flag,
        "min_length": whole(0, 3000),
        "max_length": whole(1, 3000),
        "focus_on_load": flag,
        "dispatch_action_config": shaped(
            Shape({"trigger_actions_on": many(choice("on_enter_pressed", "on_character_entered"), most=2)})
        ),
    },
    also=(_lengths_agree,),
)
IMAGE = Shape({"image_url": ADDRESS, "alt_text": word(2000)})

CHOOSERS = {
    "static_select": STATIC_SELECT,
    "external_select": EXTERNAL_SELECT,
    "users_select": USERS_SELECT,
    "datepicker": DATEPICKER,
    "timepicker": TIMEPICKER,
    "checkboxes": CHECKBOXES,
    "radio_buttons": RADIO_BUTTONS,
}
PRESSABLE = {**CHOOSERS, "button": BUTTON, "overflow": OVERFLOW}
FILLABLE = {**CHOOSERS, "plain_text_input": PLAIN_TEXT_INPUT}

_ID = {"block_id": IDENTIFIER}
BLOCK = typed(
    {
        "section": Shape(
            may={
                **_ID,
                "text": rich(3000),
                "fields": many(rich(2000), most=10),
                "accessory": typed({**PRESSABLE, "image": IMAGE}),
                "expand": flag,
            },
            also=(one_of("text", "fields"),),
        ),
        "header": Shape({"text": plain(150)}, _ID),
        "divider": Shape(may=_ID),
        "context": Shape({"elements": many(typed({"image": IMAGE, **_rich_kinds(3000)}), most=10)}, _ID),
        "actions": Shape({"elements": many(typed(PRESSABLE), most=25)}, _ID),
        "input": Shape(
            {"label": plain(2000), "element": typed(FILLABLE)},
            {**_ID, "hint": plain(2000), "optional": flag, "dispatch_action": flag},
        ),
        "image": Shape({"image_url": ADDRESS, "alt_text": word(2000)}, {**_ID, "title": plain(2000)}),
    }
)

_ANY_VIEW = {"private_metadata": note(3000), "callback_id": IDENTIFIER, "external_id": IDENTIFIER}
VIEW = typed(
    {
        "modal": Shape(
            {"title": plain(24), "blocks": many(BLOCK, most=VIEW_BLOCKS, least=0)},
            {
                **_ANY_VIEW,
                "submit": plain(24),
                "close": plain(24),
                "clear_on_close": flag,
                "notify_on_close": flag,
                "submit_disabled": flag,
            },
        ),
        "home": Shape({"blocks": many(BLOCK, most=VIEW_BLOCKS, least=0)}, _ANY_VIEW),
    }
)
