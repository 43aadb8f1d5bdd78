"""The messenger, with the real slack_sdk, against the strict stand-in."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest

from integrations.slack.messenger import SlackMessenger
from mentoring.ports import ChatMessage, Messenger, Posted, ProviderError
from sandbox.faults import Effect
from tests.contract.slack_fixtures import PAULA, RAY, TOKEN, House, house
from tests.patience import LONG

__all__ = ["house"]

BLOCKS = [{"type": "section", "text": {"type": "mrkdwn", "text": "*Session 12* starts at 4:30 pm"}}]
REMINDER = ChatMessage(text="Session 12 starts at 4:30 pm", blocks=BLOCKS)


def messenger_of(house: House, **more: Any) -> Messenger:
    return SlackMessenger(**{"token": TOKEN, "base_url": house.api_url, "timeout": LONG, **more})


def refused(act: Callable[[], object]) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        act()
    return caught.value


def test_opening_a_conversation_twice_gives_the_same_channel(house: House) -> None:
    messenger = messenger_of(house)

    assert messenger.open_dm(PAULA) == messenger.open_dm(PAULA) == house.slack.open_dm(PAULA)
    assert messenger.open_dm(RAY) != messenger.open_dm(PAULA)


def test_a_posted_message_is_seen_by_that_person_alone(house: House) -> None:
    messenger = messenger_of(house)

    posted = messenger.post(messenger.open_dm(PAULA), REMINDER, mark="duty-7")

    (seen,) = house.slack.messages_for(PAULA)
    assert (seen["channel"], seen["ts"], seen["text"]) == (posted.channel, posted.ts, REMINDER.text)
    assert seen["blocks"][0]["text"] == BLOCKS[0]["text"]
    assert seen["at"] == house.clock.now().isoformat()
    assert house.slack.messages_for("ray@example.org") == []


def test_a_post_unfurls_nothing_because_unfurling_spends_links(house: House) -> None:
    messenger = messenger_of(house)
    messenger.post(messenger.open_dm(PAULA), REMINDER, mark="duty-7")

    body = house.called(2)[-1].body
    assert (body["unfurl_links"], body["unfurl_media"]) == (False, False)


def test_a_message_is_found_by_its_mark_only(house: House) -> None:
    messenger = messenger_of(house)
    channel = messenger.open_dm(PAULA)
    first = messenger.post(channel, REMINDER, mark="duty-7")
    messenger.post(channel, REMINDER, mark="duty-8")

    assert messenger.find(channel, mark="duty-7") == first
    assert messenger.find(channel, mark="duty-9") is None


def test_a_stranger_to_our_marks_does_not_disturb_the_search(house: House) -> None:
    messenger = messenger_of(house)
    channel = messenger.open_dm(PAULA)
    foreign = {"event_type": "survey", "event_payload": {"mark": "duty-7"}}
    house.client().chat_postMessage(channel=channel, text="Hello", metadata=foreign)
    house.slack.workspace.post(house.slack.workspace.conversation(channel), "Hi bot", [], author=PAULA)

    assert messenger.find(channel, mark="duty-7") is None


def test_an_edit_changes_the_message_in_its_place(house: House) -> None:
    messenger = messenger_of(house)
    posted = messenger.post(messenger.open_dm(PAULA), REMINDER, mark="duty-7")

    messenger.edit(posted, ChatMessage(text="Session 12 is covered", blocks=[]), mark="duty-7")

    (seen,) = house.slack.messages_for(PAULA)
    assert (seen["ts"], seen["text"], seen["blocks"]) == (posted.ts, "Session 12 is covered", [])
    assert messenger.find(posted.channel, mark="duty-7") == posted


def test_a_post_whose_answer_was_lost_is_ambiguous_and_can_be_found(house: House) -> None:
    messenger = messenger_of(house)
    channel = messenger.open_dm(PAULA)
    house.faults.order("slack", Effect.LOST_ANSWER, 1)

    error = refused(lambda: messenger_of(house).post(channel, REMINDER, mark="duty-7"))

    assert (error.permanent, error.ambiguous) == (False, True)
    found = messenger.find(channel, mark="duty-7")
    assert found is not None
    assert found.ts == house.slack.messages_for(PAULA)[0]["ts"]


def test_a_post_that_never_arrived_is_ambiguous_and_not_found(house: House) -> None:
    messenger = messenger_of(house)
    channel = messenger.open_dm(PAULA)
    house.faults.order("slack", Effect.TIMEOUT, 1)

    error = refused(lambda: messenger_of(house).post(channel, REMINDER, mark="duty-7"))

    assert (error.permanent, error.ambiguous, error.retry_after) == (False, True, None)
    assert messenger.find(channel, mark="duty-7") is None


def test_the_sdk_repeats_nothing_by_itself(house: House) -> None:
    messenger = messenger_of(house)
    channel = messenger.open_dm(PAULA)
    house.faults.order("slack", Effect.ERROR, 1)

    refused(lambda: messenger.post(channel, REMINDER, mark="duty-7"))
    messenger.open_dm(RAY)

    methods = [call.path.rpartition("/")[2] for call in house.called(3)]
    assert methods == ["conversations.open", "chat.postMessage", "conversations.open"]


def test_a_failing_slack_is_ambiguous_for_a_post(house: House) -> None:
    messenger = messenger_of(house)
    channel = messenger.open_dm(PAULA)
    house.faults.order("slack", Effect.ERROR, 1)

    error = refused(lambda: messenger.post(channel, REMINDER, mark="duty-7"))

    assert (error.permanent, error.ambiguous, error.said) == (False, True, "internal_error (HTTP 500)")


READS_AND_EDITS: dict[str, Callable[[Messenger, Posted], object]] = {
    "open": lambda messenger, _: messenger.open_dm(PAULA),
    "find": lambda messenger, posted: messenger.find(posted.channel, mark="duty-7"),
    "edit": lambda messenger, posted: messenger.edit(posted, REMINDER, mark="duty-7"),
}


@pytest.mark.parametrize("effect", [Effect.ERROR, Effect.TIMEOUT])
@pytest.mark.parametrize("name", READS_AND_EDITS)
def test_what_may_be_repeated_is_never_ambiguous(house: House, name: str, effect: Effect) -> None:
    messenger = messenger_of(house)
    posted = messenger.post(messenger.open_dm(PAULA), REMINDER, mark="duty-7")
    house.faults.order("slack", effect, 1)

    error = refused(lambda: READS_AND_EDITS[name](messenger, posted))

    assert (error.permanent, error.ambiguous) == (False, False)


def test_a_rate_limit_says_how_long_to_wait_and_that_nothing_was_posted(house: House) -> None:
    messenger = messenger_of(house)
    channel = messenger.open_dm(PAULA)
    for number in range(5):
        messenger.post(channel, REMINDER, mark=f"duty-{number}")

    error = refused(lambda: messenger.post(channel, REMINDER, mark="duty-5"))

    assert (error.permanent, error.ambiguous, error.retry_after) == (False, False, timedelta(seconds=1))
    house.clock.advance(timedelta(seconds=1))
    messenger.post(channel, REMINDER, mark="duty-5")
    assert len(house.slack.messages_for(PAULA)) == 6


def test_an_ordered_rate_limit_strikes_any_method(house: House) -> None:
    house.faults.order("slack", Effect.RATE_LIMIT, 1)

    error = refused(lambda: messenger_of(house).open_dm(PAULA))

    assert (error.said, error.retry_after) == ("rate_limited", timedelta(seconds=1))


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda messenger: messenger.open_dm("U0NOBODY"), "user_not_found"),
        (lambda messenger: messenger.post("D0000000099", REMINDER, mark="m"), "channel_not_found"),
        (lambda messenger: messenger.post(PAULA, REMINDER, mark="m"), "channel_not_found"),
        (lambda messenger: messenger.find("D0000000099", mark="m"), "channel_not_found"),
        (lambda messenger: messenger.edit(Posted("D0000000001", "1.000001"), REMINDER, mark="m"), "message_not_found"),
        (lambda messenger: messenger.post("D0000000001", REMINDER, mark="m" * 20_000), "metadata_too_large"),
        (
            lambda messenger: messenger.post("D0000000001", ChatMessage("x" * 40_001, []), mark="m"),
            "msg_too_long",
        ),
        (
            lambda messenger: messenger.post("D0000000001", ChatMessage("Hi", [{"type": "carousel"}]), mark="m"),
            "invalid_blocks",
        ),
    ],
)
def test_what_slack_refuses_is_permanent(house: House, act: Callable[[Messenger], object], code: str) -> None:
    house.slack.open_dm(PAULA)

    error = refused(lambda: act(messenger_of(house)))

    assert (error.said, error.permanent, error.ambiguous) == (code, True, False)


def test_a_wrong_token_is_permanent_and_never_told(house: House) -> None:
    error = refused(lambda: messenger_of(house, token="xoxb-stolen").open_dm(PAULA))

    assert (error.said, error.permanent) == ("invalid_auth", True)
    assert "xoxb" not in str(error)


def test_nobody_listening_is_retryable(house: House) -> None:
    messenger = messenger_of(house, base_url="http://127.0.0.1:1/api/")

    error = refused(lambda: messenger.post("D0000000001", REMINDER, mark="duty-7"))

    assert (error.permanent, error.ambiguous) == (False, True)
    assert "127.0.0.1" not in str(error)


class _Strange(BaseHTTPRequestHandler):
    """A proxy's page instead of Slack's answer, or a connection that breaks off; the path says which."""

    def do_POST(self) -> None:
        status = 502 if "down" in self.path else 200
        page = b"<html>Session 12 starts at 4:30 pm</html>"
        self.send_response(status)
        self.send_header("Content-Length", str(len(page) + (9 if "broken" in self.path else 0)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *arguments: object) -> None:
        """Says nothing."""


@pytest.mark.parametrize("place", ["down", "login", "broken"])
def test_an_answer_that_is_not_slacks_is_ambiguous_and_not_repeated_to_anyone(house: House, place: str) -> None:
    with HTTPServer(("127.0.0.1", 0), _Strange) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        messenger = messenger_of(house, base_url=f"http://127.0.0.1:{server.server_port}/{place}/")
        error = refused(lambda: messenger.post("D0000000001", REMINDER, mark="duty-7"))
        server.shutdown()

    assert (error.permanent, error.ambiguous) == (False, True)
    assert "Session" not in str(error)


def test_no_message_text_reaches_the_log(house: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    messenger = messenger_of(house)
    channel = messenger.open_dm(PAULA)
    messenger.post(channel, REMINDER, mark="duty-7")
    house.faults.order("slack", Effect.TIMEOUT, 1)
    refused(lambda: messenger_of(house).post(channel, REMINDER, mark="duty-8"))

    assert "Session 12" not in caplog.text
    assert TOKEN not in caplog.text


def test_one_messenger_serves_many_threads_and_every_message_gets_its_own_place(house: House) -> None:
    house.slack.limit_messages = False
    messenger = messenger_of(house)
    channel = messenger.open_dm(PAULA)

    def post(number: int) -> Posted:
        return messenger.post(channel, ChatMessage(f"Message {number}", []), mark=f"duty-{number}")

    with ThreadPoolExecutor(8) as pool:
        posted = list(pool.map(post, range(40)))

    assert len({p.ts for p in posted}) == 40
    found = [messenger.find(channel, mark=f"duty-{number}") for number in range(40)]
    assert found == posted


def test_find_looks_only_at_the_newest_fifty(house: House) -> None:
    house.slack.limit_messages = False
    messenger = messenger_of(house)
    channel = messenger.open_dm(PAULA)
    first = messenger.post(channel, REMINDER, mark="duty-0")
    for number in range(1, 50):
        messenger.post(channel, REMINDER, mark=f"duty-{number}")

    assert messenger.find(channel, mark="duty-0") == first
    messenger.post(channel, REMINDER, mark="duty-50")
    assert messenger.find(channel, mark="duty-0") is None
