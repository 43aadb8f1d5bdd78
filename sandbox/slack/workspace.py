"""The workspace: its members, their direct conversations with the bot, their App Home and the form they have open."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sandbox.clock import MovableClock
from sandbox.slack.identity import APP_ID, BOT_ID, BOT_USER_ID, TEAM_ID
from sandbox.slack.refusals import SlackRefusal
from sandbox.slack.views import HomeTab, renewed, shown_view, with_ids

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class NoSuchMember(LookupError):
    """Nobody in the workspace has that user id or e-mail address."""


@dataclass(frozen=True)
class Member:
    """`tz` is the IANA zone that the person has set in Slack."""

    id: str
    name: str
    email: str
    tz: str


@dataclass
class Message:
    """`author` is a Slack user id; `at` is the clock's time; `order` says what is newer across all surfaces."""

    channel: str
    ts: str
    author: str
    text: str
    blocks: list[dict[str, Any]]
    at: datetime
    order: int
    ephemeral: bool = False
    metadata: dict[str, Any] | None = None
    thread_ts: str | None = None
    edited_ts: str | None = None

    def as_seen(self) -> dict[str, Any]:
        return {
            "channel": self.channel,
            "ts": self.ts,
            "text": self.text,
            "blocks": self.blocks,
            "at": self.at.isoformat(),
        }

    def as_slack(self, *, with_metadata: bool = False) -> dict[str, Any]:
        message: dict[str, Any] = {"type": "message", "user": self.author, "text": self.text, "ts": self.ts}
        if self.author == BOT_USER_ID:
            message |= {"bot_id": BOT_ID, "app_id": APP_ID, "team": TEAM_ID, "blocks": self.blocks}
        if self.thread_ts:
            message["thread_ts"] = self.thread_ts
        if self.edited_ts:
            message["edited"] = {"user": self.author, "ts": self.edited_ts}
        if with_metadata and self.metadata:
            message["metadata"] = self.metadata
        return message


@dataclass
class Conversation:
    """One member's direct conversation with the bot, with everything in it that this member can see."""

    channel: str
    member: Member
    messages: dict[str, Message] = field(default_factory=dict)


class Workspace:
    """Thread-safe. `changed` is its lock, and is notified of everything that a member can see.

    `sightings` lists, per user id, what changed before that person's eyes: a message, or None for a form or App Home.
    """

    def __init__(self, clock: MovableClock) -> None:
        self.clock = clock
        self.changed = threading.Condition(threading.RLock())
        self.homes: dict[str, HomeTab] = {}
        self.forms: dict[str, dict[str, Any]] = {}
        self.sightings: defaultdict[str, list[Message | None]] = defaultdict(list)
        self._members: dict[str, Member] = {}
        self._by_email: dict[str, Member] = {}
        self._conversations: dict[str, Conversation] = {}
        self._channels: dict[str, Conversation] = {}
        self._viewers: dict[str, str] = {}
        self._last_stamp = 0
        self._serial = 0

    def add(self, member: Member) -> None:
        with self.changed:
            self._members[member.id] = member
            self._by_email[member.email.casefold()] = member

    def find(self, who: str) -> Member | None:
        """By Slack user id or e-mail address."""
        return self._members.get(who) or self._by_email.get(who.casefold())

    def member(self, who: str) -> Member:
        found = self.find(who)
        if found is None:
            raise NoSuchMember(f"Nobody in the workspace is {who!r}.")
        return found

    def known(self, user_id: str) -> Member:
        """By user id alone, as the API asks."""
        if user_id not in self._members:
            raise SlackRefusal("user_not_found")
        return self._members[user_id]

    def conversation_with(self, member: Member) -> Conversation:
        """Opens it on first use; the channel stays the same for ever."""
        with self.changed:
            if member.id not in self._conversations:
                conversation = Conversation(f"D{len(self._channels) + 1:010d}", member)
                self._conversations[member.id] = self._channels[conversation.channel] = conversation
            return self._conversations[member.id]

    def is_open(self, member: Member) -> bool:
        return member.id in self._conversations

    def conversation(self, channel: str) -> Conversation:
        if channel not in self._channels:
            raise SlackRefusal("channel_not_found")
        return self._channels[channel]

    def post(
        self,
        conversation: Conversation,
        text: str,
        blocks: list[dict[str, Any]],
        *,
        author: str = BOT_USER_ID,
        ephemeral: bool = False,
        metadata: dict[str, Any] | None = None,
        thread_ts: str | None = None,
    ) -> Message:
        with self.changed:
            message = Message(
                channel=conversation.channel,
                ts=self.next_ts(),
                author=author,
                text=text,
                blocks=self._with_ids(blocks),
                at=self.clock.now(),
                order=self.next_serial(),
                ephemeral=ephemeral,
                metadata=metadata,
                thread_ts=thread_ts,
            )
            conversation.messages[message.ts] = message
            self._show(conversation.member.id, message)
            return message

    def edit(self, message: Message, changes: Mapping[str, Any]) -> None:
        """`changes` may hold text, blocks and metadata; what it does not hold stays."""
        with self.changed:
            message.text = changes.get("text", message.text)
            if "blocks" in changes:
                message.blocks = self._with_ids(changes["blocks"])
            message.metadata = changes.get("metadata", message.metadata)
            message.edited_ts = self.next_ts()
            self._show(self._channels[message.channel].member.id, message)

    def delete(self, message: Message) -> None:
        with self.changed:
            conversation = self._channels[message.channel]
            conversation.messages.pop(message.ts, None)
            self._show(conversation.member.id, message)

    def show_home(self, member: Member, view: dict[str, Any]) -> dict[str, Any]:
        with self.changed:
            before = self.homes.get(member.id)
            shown = self._fresh(view) if before is None else renewed(before.view, self._fresh(view))
            self.homes[member.id] = HomeTab(shown, self.next_serial())
            self._show(member.id)
            return shown

    def show_form(self, member: Member, view: dict[str, Any]) -> dict[str, Any]:
        """Opens it over whatever was open, which is then gone."""
        with self.changed:
            self._viewers.pop(self.forms.get(member.id, {}).get("id", ""), None)
            shown = self.forms[member.id] = self._fresh(view)
            self._viewers[shown["id"]] = member.id
            self._show(member.id)
            return shown

    def change_form(self, form: dict[str, Any], view: dict[str, Any]) -> dict[str, Any]:
        with self.changed:
            before = self.open_form(view_id=form["id"])
            user_id = self._viewers[form["id"]]
            shown = self.forms[user_id] = renewed(before, self._fresh(view))
            self._show(user_id)
            return shown

    def open_form(self, *, view_id: str | None = None, external_id: str | None = None) -> dict[str, Any]:
        """The form of that id while it is open; refused with `not_found` otherwise."""
        with self.changed:
            if view_id in self._viewers:
                return self.forms[self._viewers[view_id]]
            form = next((f for f in self.forms.values() if external_id and f["external_id"] == external_id), None)
            if form is None:
                raise SlackRefusal("not_found")
            return form

    def close(self, form: dict[str, Any]) -> None:
        """Does nothing when another form has taken its place meanwhile."""
        with self.changed:
            user_id = self._viewers.pop(form["id"], None)
            if user_id is not None:
                del self.forms[user_id]

    def hold(self, member: Member, block_id: str, action_id: str, held: dict[str, Any]) -> None:
        """Keeps what the person chose in their form, where a field of that name is still open."""
        with self.changed:
            form = self.forms.get(member.id)
            fields = form["state"]["values"].get(block_id, {}) if form else {}
            if action_id in fields:
                fields[action_id] = held

    def note_sighting(self, form: dict[str, Any]) -> None:
        """Something else changed before the eyes of the one who has this form open."""
        with self.changed:
            if form["id"] in self._viewers:
                self._show(self._viewers[form["id"]])

    def sighting_count(self, member: Member) -> int:
        with self.changed:
            return len(self.sightings[member.id])

    def seen_since(self, member: Member, count: int) -> list[Message]:
        """The messages posted or edited before the person's eyes since then that are still there, oldest first."""
        with self.changed:
            there = self.conversation_with(member).messages
            changed = {m.ts: m for m in self.sightings[member.id][count:] if m is not None and m.ts in there}
            return sorted(changed.values(), key=lambda message: message.order)

    def wait_until_quiet(self, member: Member, count: int, *, first: float, quiet: float) -> None:
        """Waits up to `first` real seconds for a sighting after that count, then until none came for `quiet`."""
        seen = count
        patience = first
        with self.changed:
            while self.changed.wait_for(lambda: len(self.sightings[member.id]) > seen, timeout=patience):  # noqa: B023 - called at once
                seen, patience = len(self.sightings[member.id]), quiet

    def next_ts(self) -> str:
        """Epoch seconds and microseconds of the clock, unique and rising even while the clock stands still."""
        with self.changed:
            now = (self.clock.now() - _EPOCH) // timedelta(microseconds=1)
            self._last_stamp = max(now, self._last_stamp + 1)
            return f"{self._last_stamp // 10**6}.{self._last_stamp % 10**6:06d}"

    def next_serial(self) -> int:
        with self.changed:
            self._serial += 1
            return self._serial

    def _fresh(self, view: dict[str, Any]) -> dict[str, Any]:
        number = self.next_serial()
        return shown_view(
            {**view, "blocks": self._with_ids(view["blocks"])},
            view_id=f"V{number:010d}",
            view_hash=f"{self.next_ts().split('.')[0]}.{number:08x}",
        )

    def _with_ids(self, blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return with_ids(blocks, lambda: f"i{self.next_serial():x}")

    def _show(self, user_id: str, message: Message | None = None) -> None:
        self.sightings[user_id].append(message)
        self.changed.notify_all()
