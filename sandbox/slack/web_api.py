"""The methods of Slack's Web API that the bot may call, and nothing else."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.slack.arguments import Arguments, checked
from sandbox.slack.block_kit import faults_in_message, faults_in_view
from sandbox.slack.identity import BOT_ID, BOT_USER_ID, TEAM_DOMAIN, TEAM_ID
from sandbox.slack.refusals import SlackRefusal
from sandbox.slack.tickets import PostLimit, TriggerIds
from sandbox.slack.workspace import Conversation, Member, Message, Workspace

LONGEST_TEXT = 40_000
LARGEST_VIEW = 250_000
LARGEST_METADATA = 16_000
"""In bytes. Slack publishes no number for metadata; ours are a few dozen."""

Answer = dict[str, Any]


@dataclass(frozen=True)
class Method:
    """One method: what it does, and the names of the arguments that it needs and may have."""

    run: Callable[[Arguments], Answer]
    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()


class WebApi:
    """Answers API calls, or raises SlackRefusal. `limit_messages` False lifts the limit on posting."""

    def __init__(self, workspace: Workspace, triggers: TriggerIds, *, bot_token: str) -> None:
        self.limit_messages = True
        self._workspace, self._triggers, self._bot_token = workspace, triggers, bot_token
        self._posts = PostLimit(workspace.clock)
        message = ("text", "blocks", "metadata", "link_names", "parse")
        self._methods = {
            "auth.test": Method(self._auth_test),
            "conversations.open": Method(self._open_conversation, ("users",), ("return_im",)),
            "conversations.history": Method(self._history, ("channel",), ("limit", "include_all_metadata")),
            "chat.postMessage": Method(
                self._post_message, ("channel",), (*message, "thread_ts", "mrkdwn", "unfurl_links", "unfurl_media")
            ),
            "chat.update": Method(self._update_message, ("channel", "ts"), message),
            "chat.postEphemeral": Method(
                self._post_ephemeral, ("channel", "user"), ("text", "blocks", "link_names", "parse")
            ),
            "views.open": Method(self._open_view, ("trigger_id", "view")),
            "views.update": Method(self._update_view, ("view",), ("view_id", "external_id", "hash")),
            "views.publish": Method(self._publish_view, ("user_id", "view"), ("hash",)),
            "users.info": Method(self._user_info, ("user",), ("include_locale",)),
            "users.lookupByEmail": Method(self._user_by_email, ("email",)),
        }

    def call(self, name: str, arguments: Arguments, *, bearer: str) -> Answer:
        method = self._methods.get(name)
        if method is None:
            raise SlackRefusal("unknown_method", req_method=name)
        self._authorize(bearer or str(arguments.get("token", "")))
        return {"ok": True, **method.run(checked(arguments, needs=method.needs, may=method.may))}

    def _authorize(self, token: str) -> None:
        if not token:
            raise SlackRefusal("not_authed")
        if not hmac.compare_digest(token.encode(), self._bot_token.encode()):
            raise SlackRefusal("invalid_auth")

    def _auth_test(self, _arguments: Arguments) -> Answer:
        return {
            "url": f"https://{TEAM_DOMAIN}.slack.com/",
            "team": TEAM_DOMAIN,
            "user": "chaperone",
            "team_id": TEAM_ID,
            "user_id": BOT_USER_ID,
            "bot_id": BOT_ID,
            "is_enterprise_install": False,
        }

    def _open_conversation(self, arguments: Arguments) -> Answer:
        if "," in arguments["users"]:
            raise SlackRefusal("missing_scope", needed="mpim:write", provided="im:write")
        member = self._workspace.known(arguments["users"])
        already = self._workspace.is_open(member)
        channel: Answer = {"id": self._workspace.conversation_with(member).channel}
        if arguments.get("return_im"):
            channel |= {"user": member.id, "is_im": True, "is_open": True}
        return {"channel": channel, **({"no_op": True, "already_open": True} if already else {})}

    def _history(self, arguments: Arguments) -> Answer:
        limit = arguments.get("limit", 100)
        if not 1 <= limit <= 999:
            raise SlackRefusal("invalid_limit")
        with self._workspace.changed:
            messages = self._workspace.conversation(arguments["channel"]).messages.values()
            newest = list(islice((m for m in reversed(messages) if not m.ephemeral), limit + 1))
        wanted = arguments.get("include_all_metadata", False)
        shown = [message.as_slack(with_metadata=wanted) for message in newest[:limit]]
        return {"messages": shown, "has_more": len(newest) > limit, "pin_count": 0}

    def _post_message(self, arguments: Arguments) -> Answer:
        """Direct conversations only: the bot never posts in a channel, so a `C…` or `U…` id is refused."""
        conversation = self._workspace.conversation(arguments["channel"])
        check_message(arguments)
        thread = arguments.get("thread_ts")
        if thread is not None and thread not in conversation.messages:
            raise SlackRefusal("thread_not_found")
        if self.limit_messages:
            self._posts.take(conversation.channel)
        message = self._workspace.post(
            conversation,
            arguments["text"],
            arguments.get("blocks", []),
            metadata=arguments.get("metadata"),
            thread_ts=thread,
        )
        return {"channel": message.channel, "ts": message.ts, "message": message.as_slack()}

    def _update_message(self, arguments: Arguments) -> Answer:
        """Slack: without `blocks`, the blocks of a message that is updated with `text` go away."""
        conversation = self._workspace.conversation(arguments["channel"])
        message = own_message(conversation, arguments["ts"])
        check_message(arguments)
        self._workspace.edit(message, {"blocks": [], **arguments})
        return {"channel": message.channel, "ts": message.ts, "text": message.text, "message": message.as_slack()}

    def _post_ephemeral(self, arguments: Arguments) -> Answer:
        conversation = self._workspace.conversation(arguments["channel"])
        if self._workspace.known(arguments["user"]) != conversation.member:
            raise SlackRefusal("user_not_in_channel")
        check_message(arguments)
        message = self._workspace.post(conversation, arguments["text"], arguments.get("blocks", []), ephemeral=True)
        return {"message_ts": message.ts}

    def _open_view(self, arguments: Arguments) -> Answer:
        check_view(arguments["view"], "modal")
        member = self._workspace.known(self._triggers.spend(arguments["trigger_id"]))
        external_id = arguments["view"].get("external_id")
        if external_id and any(form["external_id"] == external_id for form in list(self._workspace.forms.values())):
            raise SlackRefusal("duplicate_external_id")
        return {"view": self._workspace.show_form(member, arguments["view"])}

    def _update_view(self, arguments: Arguments) -> Answer:
        check_view(arguments["view"], "modal")
        with self._workspace.changed:
            form = self._workspace.open_form(view_id=arguments.get("view_id"), external_id=arguments.get("external_id"))
            if arguments.get("hash", form["hash"]) != form["hash"]:
                raise SlackRefusal("hash_conflict")
            return {"view": self._workspace.change_form(form, arguments["view"])}

    def _publish_view(self, arguments: Arguments) -> Answer:
        check_view(arguments["view"], "home")
        member = self._workspace.known(arguments["user_id"])
        with self._workspace.changed:
            home = self._workspace.homes.get(member.id)
            if home is not None and arguments.get("hash", home.view["hash"]) != home.view["hash"]:
                raise SlackRefusal("hash_conflict")
            return {"view": self._workspace.show_home(member, arguments["view"])}

    def _user_info(self, arguments: Arguments) -> Answer:
        user = profile(self._workspace.known(arguments["user"]), at=self._workspace.clock.now())
        return {"user": {**user, **({"locale": "en-US"} if arguments.get("include_locale") else {})}}

    def _user_by_email(self, arguments: Arguments) -> Answer:
        member = self._workspace.find(arguments["email"]) if "@" in arguments["email"] else None
        if member is None:
            raise SlackRefusal("users_not_found")
        return {"user": profile(member, at=self._workspace.clock.now())}


def check_message(message: Arguments) -> None:
    """Stricter than Slack in one thing: blocks without text are refused too, because notifications and screen
    readers say only the text."""
    text = message.get("text", "")
    if not text.strip():
        raise SlackRefusal("no_text")
    if len(text) > LONGEST_TEXT:
        raise SlackRefusal("msg_too_long")
    faults = faults_in_message(message.get("blocks", []))
    if faults:
        raise SlackRefusal("invalid_blocks", *faults)
    if "metadata" in message:
        _check_metadata(message["metadata"])


def _check_metadata(metadata: dict[str, Any]) -> None:
    named = isinstance(metadata.get("event_type"), str) and metadata["event_type"]
    if not named or not isinstance(metadata.get("event_payload"), dict) or len(metadata) > 2:
        raise SlackRefusal("invalid_metadata_format")
    if len(json.dumps(metadata).encode()) > LARGEST_METADATA:
        raise SlackRefusal("metadata_too_large")


def check_view(view: dict[str, Any], kind: str) -> None:
    if len(json.dumps(view).encode()) > LARGEST_VIEW:
        raise SlackRefusal("view_too_large")
    faults = [f"view.type: must be {kind}"] if view.get("type") != kind else faults_in_view(view)
    if faults:
        raise SlackRefusal("invalid_arguments", *faults)


def own_message(conversation: Conversation, ts: str) -> Message:
    """The bot's own message of that timestamp; an ephemeral one cannot be found again (Slack: chat.update)."""
    message = conversation.messages.get(ts)
    if message is None or message.ephemeral:
        raise SlackRefusal("message_not_found")
    if message.author != BOT_USER_ID:
        raise SlackRefusal("cant_update_message")
    return message


def profile(member: Member, *, at: datetime) -> Answer:
    """A user as users.info shows it; the offset from UTC, in seconds, is the one in force at that moment."""
    local = at.astimezone(ZoneInfo(member.tz))
    offset = local.utcoffset()
    assert offset is not None
    return {
        "id": member.id,
        "team_id": TEAM_ID,
        "name": member.email.partition("@")[0],
        "real_name": member.name,
        "deleted": False,
        "tz": member.tz,
        "tz_label": local.tzname(),
        "tz_offset": int(offset.total_seconds()),
        "is_bot": False,
        "is_app_user": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "profile": {"email": member.email, "real_name": member.name, "display_name": member.name, "team": TEAM_ID},
    }
