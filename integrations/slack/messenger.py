"""Direct messages through Slack's Web API."""

from __future__ import annotations

import logging
from typing import Any

from slack_sdk import WebClient

from integrations.slack.errors import slack_errors
from mentoring.ports import ChatMessage, Posted

EVENT_TYPE = "chaperone"
LOOK_BACK = 50
"""How many of the newest messages of a conversation `find` looks through."""

_log = logging.getLogger(__name__)
_log.setLevel(logging.WARNING)  # at DEBUG the SDK logs the text of every message


class SlackMessenger:
    """Implements mentoring.ports.Messenger. One may be shared by any number of threads: the client keeps no state.

    `timeout` is in seconds, for connecting and for each read. The SDK's retries are off: its default handler
    sends a post again after a broken connection, though the first may have arrived, and its rate-limit handler
    sleeps in the calling thread. Repeating belongs to the duties, which look before they repeat.
    """

    def __init__(self, *, token: str, base_url: str, timeout: int = 10) -> None:
        self._client = WebClient(token=token, base_url=base_url, timeout=timeout, retry_handlers=[], logger=_log)

    def open_dm(self, slack_user_id: str) -> str:
        with slack_errors("open a direct conversation in Slack", repeatable=True):
            answer = self._client.conversations_open(users=slack_user_id)
        channel: dict[str, Any] = answer["channel"]
        return str(channel["id"])

    def post(self, channel: str, message: ChatMessage, *, mark: str) -> Posted:
        """Slack: chat.postMessage has no idempotency key, so `mark` travels as metadata, which members of the
        conversation can read: it must be opaque. Links are not unfurled, because unfurling requests them."""
        with slack_errors("post a message in Slack", repeatable=False):
            answer = self._client.chat_postMessage(
                channel=channel,
                text=message.text,
                blocks=_blocks(message),
                metadata=_metadata(mark),
                unfurl_links=False,
                unfurl_media=False,
            )
        return Posted(channel=str(answer["channel"]), ts=str(answer["ts"]))

    def find(self, channel: str, *, mark: str) -> Posted | None:
        """Looks through the newest 50 messages: it is meant for the minutes after an unanswered post."""
        with slack_errors("look for a message in Slack", repeatable=True):
            answer = self._client.conversations_history(channel=channel, include_all_metadata=True, limit=LOOK_BACK)
        messages: list[dict[str, Any]] = answer["messages"]
        found = next((message for message in messages if _mark_of(message) == mark), None)
        return None if found is None else Posted(channel=channel, ts=str(found["ts"]))

    def edit(self, posted: Posted, message: ChatMessage, *, mark: str) -> None:
        with slack_errors("edit a message in Slack", repeatable=True):
            self._client.chat_update(
                channel=posted.channel,
                ts=posted.ts,
                text=message.text,
                blocks=_blocks(message),
                metadata=_metadata(mark),
            )


def _blocks(message: ChatMessage) -> list[dict[str, Any]]:
    return [dict(block) for block in message.blocks]


def _metadata(mark: str) -> dict[str, Any]:
    return {"event_type": EVENT_TYPE, "event_payload": {"mark": mark}}


def _mark_of(message: dict[str, Any]) -> str | None:
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != EVENT_TYPE:
        return None
    mark: str | None = metadata["event_payload"].get("mark")
    return mark
