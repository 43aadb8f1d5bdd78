"""What a person does in Slack: type, press, fill in and submit; and what they see of it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.slack import payloads
from sandbox.slack.answers import apply_submission_reply, show_command_reply, suggested_options
from sandbox.slack.fields import Field, Given, fill_in, left_empty, pressed_by
from sandbox.slack.pressing import newest_pressable, view_place
from sandbox.slack.sender import Parcel, Reply, Sender, event_parcel, form_parcel, interaction_parcel
from sandbox.slack.tickets import ResponseUrls, TriggerIds
from sandbox.slack.views import HOLDS
from sandbox.slack.workspace import Member, Workspace

Outcome = dict[str, Any]


class NoFormOpen(LookupError):
    """The person has no form open."""


class NothingSent(LookupError):
    """The person has sent no command yet."""


@dataclass(frozen=True)
class Patience:
    """Real seconds. A bot acknowledges first and acts afterwards, so a person waits `first` for anything to show
    and is content once nothing more has happened for `quiet`. A bot that tells itself when it is done is waited for
    by its `settle` instead, and nobody has to guess."""

    first: float = 1.0
    quiet: float = 0.15
    settle: Callable[[], None] | None = None


class Hands:
    """Every method blocks until the bot has answered and things are quiet: never call one from the event loop that
    serves the bot or the stand-in. The answer is `status` (HTTP, 0 when none came), `messages` (posted or edited
    before the person's eyes meanwhile) and `view` (the form that is open now, or None)."""

    def __init__(
        self,
        workspace: Workspace,
        sender: Sender,
        *,
        triggers: TriggerIds,
        response_urls: ResponseUrls,
        response_address: Callable[[str], str],
        patience: Patience,
    ) -> None:
        self._workspace, self._sender, self.patience = workspace, sender, patience
        self._triggers, self._response_urls, self._response_address = triggers, response_urls, response_address
        self._last_command: dict[str, tuple[str, Parcel]] = {}
        self._lock = threading.Lock()

    def command(self, user: str, command: str, text: str) -> Outcome:
        """A form that is open lies over the line in which commands are typed: it is closed first."""
        member = self._workspace.member(user)
        if (form := self._workspace.forms.get(member.id)) is not None:
            self._workspace.close(form)
        body = payloads.command(
            self._workspace.conversation_with(member),
            command,
            text,
            trigger_id=self._triggers.issue(member.id),
            response_url=self._new_response_url(member),
        )
        with self._lock:
            self._last_command[member.id] = (command, form_parcel(body))
        return self._send_command(member, lambda parcel: self._sender.send(parcel))

    def _wait(self, member: Member, before: int) -> None:
        if self.patience.settle is not None:
            self.patience.settle()
        else:
            self._workspace.wait_until_quiet(member, before, first=self.patience.first, quiet=self.patience.quiet)

    def resend_last(self, user: str) -> Outcome:
        """The person's last command once more, byte for byte, as a repeat. Raises NothingSent."""
        member = self._workspace.member(user)
        return self._send_command(
            member, lambda parcel: self._sender.send_again(parcel, number=1, reason="http_timeout")
        )

    def message(self, user: str, text: str) -> Outcome:
        member = self._workspace.member(user)
        said = self._workspace.post(self._workspace.conversation_with(member), text, [], author=member.id)
        parcel = event_parcel(payloads.message_event(said))
        return self._watch(member, lambda: self._sender.send_event(parcel))

    def app_home_opened(self, user: str) -> Outcome:
        member = self._workspace.member(user)
        home = self._workspace.homes.get(member.id)
        event = payloads.home_opened_event(
            self._workspace.conversation_with(member), home.view if home else None, event_ts=self._workspace.next_ts()
        )
        return self._watch(member, lambda: self._sender.send_event(event_parcel(event)))

    def action(self, user: str, action_id: str, value: Given | None) -> Outcome:
        member = self._workspace.member(user)
        found = newest_pressable(self._workspace, member, action_id, value)
        held = pressed_by(found.field, value, suggest=self._suggester(member, found.place), user_id=self._user_id)
        body = payloads.pressed(member, found.field, held, trigger_id=self._triggers.issue(member.id))
        if found.message is not None:
            body["response_url"] = self._new_response_url(member, ts=found.message.ts)
        elif found.field.kind in HOLDS:
            self._workspace.hold(member, found.field.block_id, found.field.action_id, held)
        parcel = interaction_parcel({**body, **found.place})
        return self._watch(member, lambda: self._sender.send(parcel))

    def submit(self, user: str, values: Mapping[str, Given]) -> Outcome:
        """Adds `errors` to the outcome: the complaints per block, or None. What Slack's own client would not send,
        a required field left empty or a text too long, comes back so with status 0. Raises NoFormOpen."""
        member = self._workspace.member(user)
        form = self._workspace.forms.get(member.id)
        if form is None:
            raise NoFormOpen(f"{member.name} has no form open.")
        state = fill_in(form, values, suggest=self._suggester(member, view_place(form)), user_id=self._user_id)
        if errors := left_empty(form, state):
            return {"status": 0, "messages": [], "view": form, "errors": errors}
        body = payloads.submission(member, form, state, trigger_id=self._triggers.issue(member.id))
        complaints: dict[str, str] = {}

        def send() -> Reply:
            reply = self._sender.send(interaction_parcel(body))
            if reply.status == 200:
                complaints.update(apply_submission_reply(self._workspace, form, reply))
            return reply

        return {**self._watch(member, send), "errors": complaints or None}

    def _send_command(self, member: Member, send: Callable[[Parcel], Reply]) -> Outcome:
        with self._lock:
            word, parcel = self._last_command.get(member.id, ("", None))
        if parcel is None:
            raise NothingSent(f"{member.name} has sent no command yet.")

        def deliver() -> Reply:
            reply = send(parcel)
            show_command_reply(self._workspace, self._workspace.conversation_with(member), reply, word=word)
            return reply

        return self._watch(member, deliver)

    def _watch(self, member: Member, act: Callable[[], Reply]) -> Outcome:
        before = self._workspace.sighting_count(member)
        reply = act()
        if reply.status == 200:
            self._wait(member, before)
        return {
            "status": reply.status,
            "messages": [message.as_seen() for message in self._workspace.seen_since(member, before)],
            "view": self._workspace.forms.get(member.id),
        }

    def _suggester(self, member: Member, place: Mapping[str, Any]) -> Callable[[Field, str], list[dict[str, Any]]]:
        def suggest(field: Field, typed: str) -> list[dict[str, Any]]:
            body = {**payloads.suggestion(member, field, typed), **place}
            return suggested_options(self._sender.send(interaction_parcel(body)))

        return suggest

    def _new_response_url(self, member: Member, *, ts: str | None = None) -> str:
        return self._response_address(self._response_urls.issue(member.id, ts=ts))

    def _user_id(self, who: str) -> str:
        return self._workspace.member(who).id
