"""The Web API of Slack's stand-in, asked by the real slack_sdk: what Slack would take, refuse and answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import requests
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from tests.contract.slack_fixtures import NOW, PAULA, RAY, TOKEN, House, house
from tests.patience import LONG

__all__ = ["house"]

Json = dict[str, Any]
TITLE: Json = {"type": "plain_text", "text": "Cover"}
NOTE: Json = {"type": "section", "text": {"type": "mrkdwn", "text": "Who can cover?"}}
MODAL: Json = {"type": "modal", "title": TITLE, "blocks": [NOTE]}
HOME: Json = {"type": "home", "blocks": [NOTE]}


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(SlackApiError) as caught:
        act()
    return str(caught.value.response["error"])


def raw(house: House, method: str, **request: Any) -> Json:
    headers = {"Authorization": f"Bearer {TOKEN}", **request.pop("headers", {})}
    answer: Json = requests.post(f"{house.api_url}{method}", headers=headers, timeout=LONG, **request).json()
    return answer


def test_the_bot_learns_who_it_is(house: House) -> None:
    me = house.client().auth_test()

    assert me["ok"] and me["user_id"].startswith("U") and me["bot_id"].startswith("B")


def test_a_call_without_a_token_is_not_authed(house: House) -> None:
    assert requests.post(f"{house.api_url}auth.test", timeout=LONG).json() == {"ok": False, "error": "not_authed"}


def test_a_wrong_token_is_refused(house: House) -> None:
    assert refused(lambda: house.client("xoxb-other").auth_test()) == "invalid_auth"


def test_a_token_may_also_come_as_an_argument(house: House) -> None:
    assert requests.post(f"{house.api_url}auth.test", data={"token": TOKEN}, timeout=LONG).json()["ok"]


@pytest.mark.parametrize("method", ["chat.delete", "files.upload", "conversations.list", "views.push"])
def test_a_method_outside_our_scopes_is_unknown(house: House, method: str) -> None:
    assert refused(lambda: house.client().api_call(method, json={})) == "unknown_method"


def test_arguments_come_as_json_form_or_query(house: House) -> None:
    query = requests.get(
        f"{house.api_url}users.info", {"user": PAULA}, headers={"Authorization": f"Bearer {TOKEN}"}, timeout=LONG
    )

    assert query.json()["user"]["id"] == PAULA
    assert raw(house, "users.info", data={"user": PAULA})["ok"]
    assert raw(house, "users.info", json={"user": PAULA})["ok"]


def test_blocks_may_travel_as_text_inside_a_form(house: House) -> None:
    channel = house.slack.open_dm(PAULA)

    assert raw(house, "chat.postMessage", data={"channel": channel, "text": "Hi", "blocks": '[{"type": "divider"}]'})[
        "ok"
    ]
    assert house.slack.messages_for(PAULA)[0]["blocks"][0]["type"] == "divider"


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        ({"data": b"{", "headers": {"Content-Type": "application/json"}}, "invalid_json"),
        ({"data": b"[1]", "headers": {"Content-Type": "application/json"}}, "json_not_object"),
        ({"data": b"user=U1", "headers": {"Content-Type": "text/plain"}}, "invalid_post_type"),
        ({"data": b"user=U1"}, "missing_post_type"),
        ({"json": {}}, "invalid_arguments"),
        ({"json": {"user": PAULA, "usr": PAULA}}, "invalid_arguments"),
        ({"json": {"user": 7}}, "invalid_arguments"),
        ({"json": {"user": None}}, "invalid_arguments"),
        ({"json": {"user": PAULA, "include_locale": "perhaps"}}, "invalid_arguments"),
    ],
)
def test_a_malformed_request_is_refused(house: House, request_: Json, code: str) -> None:
    assert raw(house, "users.info", **request_)["error"] == code


def test_a_refusal_names_the_argument(house: House) -> None:
    answer = raw(house, "users.info", json={"user": PAULA, "usr": PAULA})

    assert answer["response_metadata"]["messages"] == ["[ERROR] usr is not an argument of this method"]


def test_the_team_id_that_the_sdk_adds_is_tolerated(house: House) -> None:
    client = WebClient(token=TOKEN, base_url=house.api_url, team_id="T1", retry_handlers=[])

    assert client.conversations_open(users=PAULA)["ok"]
    assert client.users_info(user=PAULA)["ok"]


def test_opening_a_conversation_again_says_so(house: House) -> None:
    client = house.client()
    first = client.conversations_open(users=[PAULA], return_im=True)
    again = client.conversations_open(users=PAULA)

    assert first["channel"]["user"] == PAULA
    assert first.get("already_open") is None
    assert (again["already_open"], again["channel"]["id"]) == (True, first["channel"]["id"])


def test_a_group_conversation_is_outside_our_scopes(house: House) -> None:
    assert refused(lambda: house.client().conversations_open(users=[PAULA, RAY])) == "missing_scope"


@pytest.mark.filterwarnings("ignore:The top-level `text` argument is missing")
@pytest.mark.parametrize(
    ("message", "code"),
    [
        ({}, "no_text"),
        ({"text": "  "}, "no_text"),
        ({"blocks": [NOTE]}, "no_text"),
        ({"text": "x" * 40_001}, "msg_too_long"),
        ({"text": "Hi", "blocks": [{"type": "section"}]}, "invalid_blocks"),
        ({"text": "Hi", "blocks": [NOTE] * 51}, "invalid_blocks"),
        ({"text": "Hi", "blocks": "no list"}, "invalid_arguments"),
        ({"text": "Hi", "metadata": {"event_type": "chaperone"}}, "invalid_metadata_format"),
        ({"text": "Hi", "metadata": {"event_type": "", "event_payload": {}}}, "invalid_metadata_format"),
        ({"text": "Hi", "metadata": {"event_type": "a", "event_payload": {"b": "x" * 16_000}}}, "metadata_too_large"),
        ({"text": "Hi", "icon_emoji": ":robot_face:"}, "invalid_arguments"),
        ({"text": "Hi", "thread_ts": "1.000001"}, "thread_not_found"),
    ],
)
def test_a_message_that_slack_would_not_take_is_refused_and_not_shown(house: House, message: Json, code: str) -> None:
    channel = house.slack.open_dm(PAULA)

    assert refused(lambda: house.client().chat_postMessage(channel=channel, **message)) == code
    assert house.slack.messages_for(PAULA) == []


def test_a_message_of_exactly_forty_thousand_characters_is_taken(house: House) -> None:
    assert house.client().chat_postMessage(channel=house.slack.open_dm(PAULA), text="x" * 40_000)["ok"]


@pytest.mark.parametrize("channel", [PAULA, "C0GENERAL", "#general", "D0000000009"])
def test_only_an_opened_direct_conversation_takes_messages(house: House, channel: str) -> None:
    house.slack.open_dm(RAY)

    assert refused(lambda: house.client().chat_postMessage(channel=channel, text="Hi")) == "channel_not_found"


def test_timestamps_rise_while_the_clock_stands_still(house: House) -> None:
    client, channel = house.client(), house.slack.open_dm(PAULA)
    stamps = [client.chat_postMessage(channel=channel, text=str(n))["ts"] for n in range(3)]

    assert stamps == sorted(set(stamps))
    assert all(stamp.startswith(f"{int(NOW.timestamp())}.") for stamp in stamps)


def test_a_burst_is_limited_per_conversation_and_recovers_with_the_clock(house: House) -> None:
    client = house.client()
    paula, ray = house.slack.open_dm(PAULA), house.slack.open_dm(RAY)
    for _ in range(5):
        client.chat_postMessage(channel=paula, text="Hi")

    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel=paula, text="Hi")
    limited = caught.value.response
    assert (limited.status_code, limited["error"], limited.headers["Retry-After"]) == (429, "rate_limited", "1")
    assert client.chat_postMessage(channel=ray, text="Hi")["ok"]
    house.clock.advance(timedelta(seconds=2))
    assert client.chat_postMessage(channel=paula, text="Hi")["ok"]
    assert client.chat_postMessage(channel=paula, text="Hi")["ok"]
    assert refused(lambda: client.chat_postMessage(channel=paula, text="Hi")) == "rate_limited"


def test_the_limit_can_be_lifted(house: House) -> None:
    house.slack.limit_messages = False
    channel = house.slack.open_dm(PAULA)

    assert all(house.client().chat_postMessage(channel=channel, text="Hi")["ok"] for _ in range(8))


def test_metadata_shows_only_when_asked_for(house: House) -> None:
    client, channel = house.client(), house.slack.open_dm(PAULA)
    metadata = {"event_type": "chaperone", "event_payload": {"mark": "duty-7"}}
    client.chat_postMessage(channel=channel, text="Hi", metadata=metadata)

    plain = client.conversations_history(channel=channel)["messages"][0]
    full = client.conversations_history(channel=channel, include_all_metadata=True)["messages"][0]
    assert "metadata" not in plain
    assert full["metadata"] == metadata


def test_history_is_newest_first_and_says_when_there_is_more(house: House) -> None:
    client, channel = house.client(), house.slack.open_dm(PAULA)
    for text in ("one", "two", "three"):
        client.chat_postMessage(channel=channel, text=text)

    page = client.conversations_history(channel=channel, limit=2)
    assert ([m["text"] for m in page["messages"]], page["has_more"]) == (["three", "two"], True)
    assert client.conversations_history(channel=channel, limit=3)["has_more"] is False
    assert refused(lambda: client.conversations_history(channel=channel, limit=1000)) == "invalid_limit"


def test_an_edit_with_text_alone_takes_the_blocks_away(house: House) -> None:
    client, channel = house.client(), house.slack.open_dm(PAULA)
    ts = client.chat_postMessage(channel=channel, text="Hi", blocks=[NOTE])["ts"]
    client.chat_update(channel=channel, ts=ts, text="Done")

    (seen,) = house.slack.messages_for(PAULA)
    assert (seen["text"], seen["blocks"]) == ("Done", [])
    assert client.conversations_history(channel=channel)["messages"][0]["edited"]["user"].startswith("U")


def test_only_the_bots_own_lasting_messages_can_be_edited(house: House) -> None:
    client, channel = house.client(), house.slack.open_dm(PAULA)
    hers = house.slack.workspace.post(house.slack.workspace.conversation(channel), "Hello", [], author=PAULA)
    passing = client.chat_postEphemeral(channel=channel, user=PAULA, text="Psst")["message_ts"]

    def edit(ts: str) -> object:
        return client.chat_update(channel=channel, ts=ts, text="Changed")

    assert refused(lambda: edit(hers.ts)) == "cant_update_message"
    assert refused(lambda: edit(passing)) == "message_not_found"
    assert refused(lambda: edit("1.000001")) == "message_not_found"


def test_an_ephemeral_message_is_seen_but_leaves_no_history(house: House) -> None:
    client, channel = house.client(), house.slack.open_dm(PAULA)
    client.chat_postEphemeral(channel=channel, user=PAULA, text="Psst")

    assert [message["text"] for message in house.slack.messages_for(PAULA)] == ["Psst"]
    assert client.conversations_history(channel=channel)["messages"] == []
    assert refused(lambda: client.chat_postEphemeral(channel=channel, user=RAY, text="Psst")) == "user_not_in_channel"


def test_a_trigger_opens_one_form_once(house: House) -> None:
    client, trigger = house.client(), house.slack.triggers.issue(PAULA)

    view = client.views_open(trigger_id=trigger, view=MODAL)["view"]

    assert house.slack.view_for(PAULA) == view
    assert (view["type"], view["root_view_id"], view["state"]) == ("modal", view["id"], {"values": {}})
    assert refused(lambda: client.views_open(trigger_id=trigger, view=MODAL)) == "exchanged_trigger_id"
    assert refused(lambda: client.views_open(trigger_id="12.34.ab", view=MODAL)) == "invalid_trigger_id"


def test_a_trigger_runs_out(house: House) -> None:
    house.slack.triggers.seconds = 0
    trigger = house.slack.triggers.issue(PAULA)

    assert refused(lambda: house.client().views_open(trigger_id=trigger, view=MODAL)) == "expired_trigger_id"
    assert house.slack.view_for(PAULA) is None


@pytest.mark.parametrize(
    ("view", "code"),
    [
        ({**MODAL, "title": {**TITLE, "text": "x" * 25}}, "invalid_arguments"),
        (HOME, "invalid_arguments"),
        ({**MODAL, "private_metadata": "x" * 250_000}, "view_too_large"),
    ],
)
def test_a_bad_form_is_refused_and_the_trigger_still_counts(house: House, view: Json, code: str) -> None:
    client, trigger = house.client(), house.slack.triggers.issue(PAULA)

    assert refused(lambda: client.views_open(trigger_id=trigger, view=view)) == code
    assert client.views_open(trigger_id=trigger, view=MODAL)["ok"]


def test_a_form_changes_in_its_place_unless_somebody_was_faster(house: House) -> None:
    client = house.client()
    first = client.views_open(trigger_id=house.slack.triggers.issue(PAULA), view=MODAL)["view"]
    second = client.views_update(view_id=first["id"], hash=first["hash"], view=MODAL)["view"]

    assert second["id"] == first["id"]
    assert second["hash"] != first["hash"]
    stale = {"view_id": first["id"], "hash": first["hash"]}
    assert refused(lambda: client.views_update(view=MODAL, **stale)) == "hash_conflict"
    assert refused(lambda: client.views_update(view=MODAL, view_id="V0")) == "not_found"


def test_a_form_can_be_found_by_its_external_id_which_is_unique(house: House) -> None:
    client = house.client()
    named = {**MODAL, "external_id": "cover-12"}
    client.views_open(trigger_id=house.slack.triggers.issue(PAULA), view=named)

    assert client.views_update(external_id="cover-12", view=named)["ok"]
    again = house.slack.triggers.issue(RAY)
    assert refused(lambda: client.views_open(trigger_id=again, view=named)) == "duplicate_external_id"


def test_a_new_form_takes_the_place_of_the_old(house: House) -> None:
    client = house.client()
    first = client.views_open(trigger_id=house.slack.triggers.issue(PAULA), view=MODAL)["view"]
    second = client.views_open(trigger_id=house.slack.triggers.issue(PAULA), view=MODAL)["view"]

    assert house.slack.view_for(PAULA) == second
    assert refused(lambda: client.views_update(view=MODAL, view_id=first["id"])) == "not_found"


def test_an_app_home_belongs_to_one_person(house: House) -> None:
    client = house.client()
    first = client.views_publish(user_id=PAULA, view=HOME)["view"]
    client.views_publish(user_id=PAULA, view=HOME, hash=first["hash"])

    home = house.slack.home_for("Paula@Example.org")
    assert home is not None and home["id"] == first["id"]
    assert house.slack.home_for(RAY) is None
    assert refused(lambda: client.views_publish(user_id=PAULA, view=HOME, hash=first["hash"])) == "hash_conflict"
    assert refused(lambda: client.views_publish(user_id="U0NOBODY", view=HOME)) == "user_not_found"


def test_a_profile_tells_the_offset_that_is_in_force(house: House) -> None:
    user = house.client().users_info(user=RAY, include_locale=True)["user"]
    assert (user["tz"], user["tz_offset"], user["locale"]) == ("Europe/Berlin", 3600, "en-US")

    house.clock.advance(timedelta(days=200))
    assert house.client().users_info(user=RAY)["user"]["tz_offset"] == 7200


def test_people_are_found_by_e_mail_whatever_the_case(house: House) -> None:
    client = house.client()

    assert client.users_lookupByEmail(email="PAULA@example.org")["user"]["id"] == PAULA
    assert refused(lambda: client.users_lookupByEmail(email="nobody@example.org")) == "users_not_found"
    assert refused(lambda: client.users_lookupByEmail(email=PAULA)) == "users_not_found"
    assert refused(lambda: client.users_info(user="paula@example.org")) == "user_not_found"


def test_every_call_is_on_record(house: House) -> None:
    house.client().chat_postMessage(channel=house.slack.open_dm(PAULA), text="Hi")

    (call,) = house.called(1)
    assert (call.method, call.path, call.status, call.at) == ("POST", "/_slack/api/chat.postMessage", 200, NOW)
    assert call.body["text"] == "Hi"
