"""People using the bot through Slack's stand-in: commands, presses, forms and App Home. The bot is real Bolt."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import requests
from slack_bolt import App

from sandbox.slack.answers import AnswerRefused
from sandbox.slack.fields import NoSuchField, NotOffered
from sandbox.slack.hands import NoFormOpen
from sandbox.slack.pressing import NothingToPress
from tests.contract.slack_fixtures import PAULA, RAY, Bot, House, bot, house
from tests.patience import LONG

__all__ = ["bot", "house"]

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def option(value: str, text: str) -> Json:
    return {"text": plain(text), "value": value}


def buttons(*pairs: tuple[str, str]) -> list[Json]:
    return [
        {
            "type": "actions",
            "elements": [
                {"type": "button", "text": plain(value), "action_id": action_id, "value": value}
                for action_id, value in pairs
            ],
        }
    ]


def question(block_id: str, element: Json, **more: Any) -> Json:
    return {"type": "input", "block_id": block_id, "label": plain(block_id), "element": element, **more}


REASONS = [option("sick", "I am ill"), option("away", "I am away")]
FORM: Json = {
    "type": "modal",
    "callback_id": "absence",
    "title": plain("Absence"),
    "submit": plain("Send"),
    "blocks": [
        question("why", {"type": "static_select", "action_id": "reason", "options": REASONS}),
        question("who", {"type": "external_select", "action_id": "match", "min_query_length": 1}),
        question("from", {"type": "datepicker", "action_id": "day", "initial_date": "2026-11-03"}),
        question("at", {"type": "timepicker", "action_id": "time"}, optional=True),
        question("by", {"type": "users_select", "action_id": "cover"}, optional=True),
        question("also", {"type": "checkboxes", "action_id": "tell", "options": REASONS}, optional=True),
        question("note", {"type": "plain_text_input", "action_id": "note", "max_length": 10}, optional=True),
    ],
}


def opens(app: App, form: Json) -> None:
    @app.command("/session")
    def session(ack: Any, body: Json, client: Any) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=form)


def suggests(app: App, *names: str) -> list[Json]:
    asked: list[Json] = []

    @app.options("match")
    def options(ack: Any, payload: Json) -> None:
        asked.append(payload)
        found = [name for name in names if payload["value"].casefold() in name.casefold()]
        ack(options=[option(f"match-{names.index(name)}", name) for name in found])

    return asked


def submissions(app: App, **answer: Any) -> list[Json]:
    seen: list[Json] = []

    @app.view("absence")
    def submitted(ack: Any, view: Json) -> None:
        seen.append(view["state"]["values"])
        ack(**answer)

    return seen


def texts(outcome: Json) -> list[str]:
    return [message["text"] for message in outcome["messages"]]


def test_a_command_is_answered_privately_by_the_http_answer(house: House, bot: Bot) -> None:
    bot.app.command("/session")(lambda ack, body: ack(f"You said {body['text']}"))

    outcome = house.slack.command(PAULA, "/session", "today & tomorrow")

    assert (outcome["status"], texts(outcome), outcome["view"]) == (200, ["You said today & tomorrow"], None)
    assert house.slack.messages_for(PAULA) == outcome["messages"]
    assert house.client().conversations_history(channel=house.slack.open_dm(PAULA))["messages"] == []


def test_a_command_shows_everything_that_comes_of_it(house: House, bot: Bot) -> None:
    @bot.app.command("/session")
    def session(ack: Any, respond: Any, client: Any, body: Json) -> None:
        ack(text="At once", blocks=buttons(("ack", "1")))
        client.chat_postMessage(channel=body["channel_id"], text="By message")
        respond("By response URL")

    outcome = house.slack.command(PAULA, "/session", "")

    assert sorted(texts(outcome)) == ["At once", "By message", "By response URL"]
    assert outcome["messages"] == house.slack.messages_for(PAULA)


def test_what_others_get_meanwhile_is_not_shown_to_the_person(house: House, bot: Bot) -> None:
    channel = house.slack.open_dm(RAY)

    @bot.app.command("/session")
    def session(ack: Any, client: Any) -> None:
        client.chat_postMessage(channel=channel, text="For Ray")
        ack("Ray knows")

    assert texts(house.slack.command(PAULA, "/session", "late")) == ["Ray knows"]
    assert [message["text"] for message in house.slack.messages_for(RAY)] == ["For Ray"]


def test_a_bare_command_opens_a_form(house: House, bot: Bot) -> None:
    opens(bot.app, FORM)

    outcome = house.slack.command(PAULA, "/session", "")

    assert (outcome["view"]["callback_id"], outcome["messages"]) == ("absence", [])
    assert house.slack.view_for(RAY) is None


def test_a_command_answer_that_slack_would_not_show_is_refused_aloud(house: House, bot: Bot) -> None:
    bot.app.command("/session")(lambda ack: ack(text="Hi", blocks=[{"type": "carousel"}]))

    with pytest.raises(AnswerRefused, match="invalid_blocks"):
        house.slack.command(PAULA, "/session", "")


def test_an_app_home_is_shown_when_it_is_opened(house: House, bot: Bot) -> None:
    @bot.app.event("app_home_opened")
    def opened(event: Json, client: Any) -> None:
        client.views_publish(user_id=event["user"], view={"type": "home", "blocks": buttons(("start", "12"))})

    house.slack.app_home_opened(PAULA)

    home = house.slack.home_for(PAULA)
    assert home is not None
    assert home["blocks"][0]["elements"][0]["action_id"] == "start"


def presses(app: App, action_id: str) -> list[Json]:
    seen: list[Json] = []

    @app.action(action_id)
    def pressed(ack: Any, body: Json) -> None:
        seen.append(body)
        ack()

    return seen


def test_the_newest_matching_button_is_pressed_and_an_older_one_by_its_value(house: House, bot: Bot) -> None:
    seen = presses(bot.app, "ack")
    client, channel = house.client(), house.slack.open_dm(PAULA)
    older = client.chat_postMessage(channel=channel, text="Alert 1", blocks=buttons(("ack", "1"), ("cover", "1")))
    newer = client.chat_postMessage(channel=channel, text="Alert 2", blocks=buttons(("ack", "2")))

    house.slack.action(PAULA, "ack")
    house.slack.action(PAULA, "ack", "1")

    assert [body["actions"][0]["value"] for body in seen] == ["2", "1"]
    assert [body["container"]["message_ts"] for body in seen] == [newer["ts"], older["ts"]]
    assert seen[0]["message"]["text"] == "Alert 2"


def test_a_button_that_is_not_there_cannot_be_pressed(house: House, bot: Bot) -> None:
    client, channel = house.client(), house.slack.open_dm(PAULA)
    posted = client.chat_postMessage(channel=channel, text="Alert", blocks=buttons(("ack", "1")))

    with pytest.raises(NothingToPress, match="'cover'; there is ack"):
        house.slack.action(PAULA, "cover")
    with pytest.raises(NothingToPress, match="with the value '9'"):
        house.slack.action(PAULA, "ack", "9")
    with pytest.raises(NothingToPress, match="there is nothing"):
        house.slack.action(RAY, "ack")
    client.chat_update(channel=channel, ts=posted["ts"], text="Resolved")
    with pytest.raises(NothingToPress):
        house.slack.action(PAULA, "ack")


def test_what_was_published_last_is_pressed_and_an_open_form_lies_over_all(house: House, bot: Bot) -> None:
    seen = presses(bot.app, "go")
    client, channel = house.client(), house.slack.open_dm(PAULA)

    def surface_pressed() -> str:
        house.slack.action(PAULA, "go")
        return str(seen[-1]["actions"][0]["value"])

    client.chat_postMessage(channel=channel, text="Go?", blocks=buttons(("go", "message")))
    client.views_publish(user_id=PAULA, view={"type": "home", "blocks": buttons(("go", "home"))})
    assert surface_pressed() == "home"
    client.chat_postMessage(channel=channel, text="Go?", blocks=buttons(("go", "newer message")))
    assert surface_pressed() == "newer message"
    form = {"type": "modal", "title": plain("Go"), "blocks": buttons(("go", "form"))}
    client.views_open(trigger_id=house.slack.triggers.issue(PAULA), view=form)
    client.chat_postMessage(channel=channel, text="Go?", blocks=buttons(("go", "newest message")))
    assert surface_pressed() == "form"


def test_a_press_can_edit_delete_or_answer_through_its_response_url(house: House, bot: Bot) -> None:
    answers: dict[str, Json] = {
        "edit": {"text": "Edited", "replace_original": True},
        "more": {"text": "More"},
        "gone": {"text": "", "delete_original": True},
    }

    @bot.app.action("tell")
    def tell(ack: Any, action: Json, respond: Any) -> None:
        ack()
        respond(**answers[action["value"]])

    channel = house.slack.open_dm(PAULA)
    for name in answers:
        house.client().chat_postMessage(channel=channel, text=name, blocks=buttons(("tell", name)))

    assert texts(house.slack.action(PAULA, "tell", "edit")) == ["Edited"]
    assert texts(house.slack.action(PAULA, "tell", "more")) == ["More"]
    assert texts(house.slack.action(PAULA, "tell", "gone")) == []
    assert [message["text"] for message in house.slack.messages_for(PAULA)] == ["Edited", "more", "More"]


def test_an_ephemeral_reply_can_be_pressed_and_replaced_though_its_message_is_not_told(house: House, bot: Bot) -> None:
    seen = presses(bot.app, "ack")
    bot.app.command("/session")(lambda ack: ack(text="Sure?", blocks=buttons(("ack", "1"))))
    house.slack.command(PAULA, "/session", "cancel")

    house.slack.action(PAULA, "ack")
    requests.post(seen[0]["response_url"], json={"text": "Done", "replace_original": "true"}, timeout=LONG)

    assert seen[0]["container"]["is_ephemeral"] is True
    assert "message" not in seen[0]
    assert [message["text"] for message in house.slack.messages_for(PAULA)] == ["Done"]


def test_a_response_url_works_five_times_within_half_an_hour(house: House, bot: Bot) -> None:
    urls: list[str] = []

    @bot.app.command("/session")
    def session(ack: Any, body: Json) -> None:
        urls.append(body["response_url"])
        ack("Noted")

    house.slack.command(PAULA, "/session", "")
    house.slack.command(PAULA, "/session", "")

    def use(url: str, answer: Any) -> tuple[int, Json]:
        response = requests.post(url, json=answer, timeout=LONG)
        return response.status_code, response.json()

    assert [use(urls[0], {"text": "Hi"})[0] for _ in range(6)] == [200] * 5 + [404]
    assert use(urls[0], {"text": "Hi"})[1]["error"] == "used_url"
    assert use(urls[1], {"text": ""}) == (400, {"ok": False, "error": "no_text"})
    assert use(urls[1], ["Hi"])[1]["error"] == "invalid_payload"
    assert use(urls[1], {"text": "Hi", "txt": "Hi"})[1]["error"] == "invalid_payload"
    house.clock.advance(timedelta(minutes=30))
    assert use(urls[1], {"text": "Hi"})[1]["error"] == "expired_url"


def test_a_menu_in_a_message_sends_what_was_chosen(house: House, bot: Bot) -> None:
    seen = presses(bot.app, "reason")
    menus: list[Json] = [
        {"type": "overflow", "action_id": "reason", "options": REASONS},
        {"type": "static_select", "action_id": "reason", "options": REASONS},
        {"type": "users_select", "action_id": "reason"},
    ]
    for menu in menus:
        blocks = [{"type": "section", "text": plain("Why?"), "accessory": menu}]
        house.client().chat_postMessage(channel=house.slack.open_dm(PAULA), text="Why?", blocks=blocks)
        house.slack.action(PAULA, "reason", "ray@example.org" if menu["type"] == "users_select" else "i am AWAY")

    assert [body["actions"][0].get("selected_option", {}).get("value") for body in seen] == ["away", "away", None]
    assert seen[2]["actions"][0]["selected_user"] == RAY
    with pytest.raises(NotOffered, match="needs a value"):
        house.slack.action(PAULA, "reason")


def test_a_form_is_filled_in_by_kind_and_sent(house: House, bot: Bot) -> None:
    opens(bot.app, FORM)
    asked, seen = suggests(bot.app, "Amara O. with Ray", "Bo P. with Ray"), submissions(bot.app)
    opened = house.slack.command(PAULA, "/session", "")["view"]

    outcome = house.slack.submit(
        PAULA,
        {
            "reason": "I AM ILL",
            "match": "amara",
            "day": "2026-11-10",
            "time": "16:30",
            "cover": "ray@example.org",
            "tell": ["sick", "I am away"],
            "note": "Flu",
        },
    )

    assert (outcome["status"], outcome["view"], outcome["errors"]) == (200, None, None)
    (values,) = seen
    assert values["why"]["reason"]["selected_option"]["value"] == "sick"
    assert values["who"]["match"]["selected_option"]["text"]["text"] == "Amara O. with Ray"
    assert values["from"]["day"]["selected_date"] == "2026-11-10"
    assert values["at"]["time"]["selected_time"] == "16:30"
    assert values["by"]["cover"]["selected_user"] == RAY
    assert [chosen["value"] for chosen in values["also"]["tell"]["selected_options"]] == ["sick", "away"]
    assert values["note"]["note"]["value"] == "Flu"
    assert (asked[0]["value"], asked[0]["view"]["id"]) == ("amara", opened["id"])


def test_fields_that_nobody_touched_keep_their_first_value(house: House, bot: Bot) -> None:
    opens(bot.app, FORM)
    suggests(bot.app, "Amara O.")
    seen = submissions(bot.app)
    house.slack.command(PAULA, "/session", "")

    house.slack.submit(PAULA, {"reason": "sick", "match": "a"})

    assert seen[0]["from"]["day"]["selected_date"] == "2026-11-03"
    assert seen[0]["note"]["note"]["value"] is None
    assert seen[0]["also"]["tell"]["selected_options"] == []


def test_slacks_own_client_keeps_an_incomplete_form_back(house: House, bot: Bot) -> None:
    opens(bot.app, FORM)
    suggests(bot.app, "Amara O.")
    seen = submissions(bot.app)
    house.slack.command(PAULA, "/session", "")

    outcome = house.slack.submit(PAULA, {"match": "a", "note": "much too long"})

    assert outcome["errors"] == {
        "why": "Please complete this required field.",
        "note": "Please enter 0 to 10 characters.",
    }
    assert (outcome["status"], outcome["view"]["callback_id"], seen) == (0, "absence", [])


@pytest.mark.parametrize(
    ("values", "error", "said"),
    [
        ({"reasn": "sick"}, NoSuchField, "reasn; it has cover, day, match, note, reason, tell, time"),
        ({"reason": "bored"}, NotOffered, "it offers I am ill, I am away"),
        ({"match": "Zoe"}, NotOffered, "it offers nothing"),
        ({"match": "ray"}, NotOffered, "it offers Amara with Ray, Bo with Ray"),
        ({"day": "next Tuesday"}, NotOffered, "2026-11-03"),
        ({"time": "4:30 PM"}, NotOffered, "16:30"),
    ],
)
def test_a_value_that_the_form_cannot_take_is_refused_aloud(
    house: House, bot: Bot, values: dict[str, str], error: type[Exception], said: str
) -> None:
    opens(bot.app, FORM)
    suggests(bot.app, "Amara with Ray", "Bo with Ray")
    house.slack.command(PAULA, "/session", "")

    with pytest.raises(error, match=said):
        house.slack.submit(PAULA, values)


def test_without_a_form_there_is_nothing_to_submit(house: House) -> None:
    with pytest.raises(NoFormOpen, match="Paula Proctor"):
        house.slack.submit(PAULA, {})


SHORT: Json = {
    "type": "modal",
    "callback_id": "absence",
    "title": plain("Absence"),
    "submit": plain("Send"),
    "blocks": [question("note", {"type": "plain_text_input", "action_id": "note"})],
}


def test_complaints_keep_the_form_open(house: House, bot: Bot) -> None:
    opens(bot.app, SHORT)
    submissions(bot.app, response_action="errors", errors={"note": "That day is a holiday"})
    house.slack.command(PAULA, "/session", "")

    outcome = house.slack.submit(PAULA, {"note": "Thursday"})

    assert outcome["errors"] == {"note": "That day is a holiday"}
    assert outcome["view"]["callback_id"] == "absence"


def test_an_answer_can_put_a_new_form_in_its_place(house: House, bot: Bot) -> None:
    opens(bot.app, SHORT)
    done = {"type": "modal", "title": plain("Done"), "blocks": []}
    submissions(bot.app, response_action="update", view=done)
    opened = house.slack.command(PAULA, "/session", "")["view"]

    outcome = house.slack.submit(PAULA, {"note": "Thursday"})

    assert (outcome["view"]["title"]["text"], outcome["view"]["id"]) == ("Done", opened["id"])
    assert house.slack.view_for(PAULA) == outcome["view"]


def test_an_answer_can_close_everything_and_a_message_may_follow(house: House, bot: Bot) -> None:
    opens(bot.app, SHORT)

    @bot.app.view("absence")
    def submitted(ack: Any, body: Json, client: Any) -> None:
        ack(response_action="clear")
        channel = client.conversations_open(users=body["user"]["id"])["channel"]["id"]
        client.chat_postMessage(channel=channel, text="Noted, get well soon")

    house.slack.command(PAULA, "/session", "")
    outcome = house.slack.submit(PAULA, {"note": "Thursday"})

    assert (outcome["view"], texts(outcome)) == (None, ["Noted, get well soon"])


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "update", "view": {"type": "modal", "blocks": []}},
        {"response_action": "errors", "errors": {"nowhere": "Wrong"}},
        {"response_action": "dance"},
    ],
)
def test_an_answer_that_slack_would_not_take_is_refused_aloud(house: House, bot: Bot, answer: Json) -> None:
    opens(bot.app, SHORT)
    submissions(bot.app, **answer)
    house.slack.command(PAULA, "/session", "")

    with pytest.raises(AnswerRefused, match="response_action"):
        house.slack.submit(PAULA, {"note": "Thursday"})


def test_a_choice_inside_a_form_stays_when_the_bot_changes_the_rest(house: House, bot: Bot) -> None:
    chooser = {"type": "static_select", "action_id": "reason", "options": REASONS}
    form: Json = {**SHORT, "blocks": [*SHORT["blocks"], {"type": "actions", "block_id": "why", "elements": [chooser]}]}
    opens(bot.app, form)
    seen = submissions(bot.app)

    @bot.app.action("reason")
    def chosen(ack: Any, body: Json, client: Any) -> None:
        ack()
        client.views_update(view_id=body["view"]["id"], hash=body["view"]["hash"], view={**form, "title": plain("New")})

    house.slack.command(PAULA, "/session", "")
    assert house.slack.action(PAULA, "reason", "away")["view"]["title"]["text"] == "New"
    house.slack.submit(PAULA, {"note": "Thursday"})

    assert seen[0]["why"]["reason"]["selected_option"]["value"] == "away"


def test_what_people_write_is_theirs_and_not_counted_as_the_bots(house: House, bot: Bot) -> None:
    bot.app.event("message")(lambda say: say("Hello"))

    outcome = house.slack.message(PAULA, "hi")

    assert texts(outcome) == ["Hello"]
    assert [message["text"] for message in house.slack.messages_for(PAULA)] == ["Hello"]
    history = house.client().conversations_history(channel=house.slack.open_dm(PAULA))["messages"]
    assert [message["text"] for message in history] == ["Hello", "hi"]
