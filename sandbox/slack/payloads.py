"""The bodies of the requests that Slack sends to the bot."""

from __future__ import annotations

import time
import uuid
from typing import Any

from sandbox.slack.fields import Field
from sandbox.slack.identity import APP_ID, BOT_USER_ID, TEAM_DOMAIN, TEAM_ID
from sandbox.slack.views import State, with_state
from sandbox.slack.workspace import Conversation, Member, Message

LEGACY_TOKEN = "verification-token"  # noqa: S105 - Slack still sends this field; signatures replaced it

Payload = dict[str, Any]


def command(conversation: Conversation, word: str, text: str, *, trigger_id: str, response_url: str) -> dict[str, str]:
    """A slash command typed in the direct conversation with the bot."""
    member = conversation.member
    return {
        "token": LEGACY_TOKEN,
        "team_id": TEAM_ID,
        "team_domain": TEAM_DOMAIN,
        "channel_id": conversation.channel,
        "channel_name": "directmessage",
        "user_id": member.id,
        "user_name": member.email.partition("@")[0],
        "command": word,
        "text": text,
        "api_app_id": APP_ID,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": trigger_id,
    }


def message_event(message: Message) -> Payload:
    return _event(
        {
            "type": "message",
            "channel_type": "im",
            "channel": message.channel,
            "user": message.author,
            "text": message.text,
            "ts": message.ts,
            "event_ts": message.ts,
            "team": TEAM_ID,
            "client_msg_id": str(uuid.uuid4()),
        }
    )


def home_opened_event(conversation: Conversation, home: Payload | None, *, event_ts: str) -> Payload:
    event = {
        "type": "app_home_opened",
        "user": conversation.member.id,
        "channel": conversation.channel,
        "tab": "home",
        "event_ts": event_ts,
    }
    return _event(event if home is None else {**event, "view": home})


def _event(event: Payload) -> Payload:
    return {
        "type": "event_callback",
        "token": LEGACY_TOKEN,
        "team_id": TEAM_ID,
        "api_app_id": APP_ID,
        "event": event,
        "event_id": f"Ev{uuid.uuid4().hex[:12].upper()}",
        "event_time": int(float(event["event_ts"])),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": TEAM_ID,
                "user_id": BOT_USER_ID,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
    }


def _interaction(kind: str, member: Member) -> Payload:
    name = member.email.partition("@")[0]
    return {
        "type": kind,
        "token": LEGACY_TOKEN,
        "api_app_id": APP_ID,
        "team": {"id": TEAM_ID, "domain": TEAM_DOMAIN},
        "user": {"id": member.id, "username": name, "name": name, "team_id": TEAM_ID},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def pressed(member: Member, field: Field, held: Payload, *, trigger_id: str) -> Payload:
    """A block action, still without the place where it happened. `held` is what the element now holds."""
    action: Payload = {
        key: field.element[key] for key in ("type", "action_id", "text", "value") if key in field.element
    }
    action |= {"block_id": field.block_id, "action_ts": f"{time.time():.6f}", **held}
    return {**_interaction("block_actions", member), "trigger_id": trigger_id, "actions": [action]}


def suggestion(member: Member, field: Field, typed: str) -> Payload:
    """What a person typed into an external select, still without its place."""
    about = {"action_id": field.action_id, "block_id": field.block_id, "value": typed}
    return {**_interaction("block_suggestion", member), **about}


def submission(member: Member, view: Payload, state: State, *, trigger_id: str) -> Payload:
    return {
        **_interaction("view_submission", member),
        "trigger_id": trigger_id,
        "view": with_state(view, state),
        "response_urls": [],
    }
