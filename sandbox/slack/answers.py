"""What the bot answers by HTTP, turned into what the person then sees: command replies, response URLs, suggestions."""

from __future__ import annotations

from typing import Any

from sandbox.slack.block_kit import faults_in_suggestions
from sandbox.slack.refusals import SlackRefusal
from sandbox.slack.sender import Reply
from sandbox.slack.tickets import ResponseUrl
from sandbox.slack.web_api import check_message, check_view
from sandbox.slack.workspace import Conversation, Workspace

_REPLY_KEYS = frozenset(
    {"text", "blocks", "response_type", "replace_original", "delete_original", "unfurl_links", "unfurl_media"}
)


class AnswerRefused(Exception):
    """The bot answered something that Slack would not show. In Slack the person would see only an error."""


def show_command_reply(workspace: Workspace, conversation: Conversation, reply: Reply, *, word: str) -> None:
    """An empty answer shows nothing; a failed one shows what Slackbot says then. Raises AnswerRefused."""
    if reply.problem:
        failed = "operation_timeout" if reply.problem == "http_timeout" else "dispatch_failed"
        workspace.post(conversation, f'{word} failed with the error "{failed}"', [], ephemeral=True)
    elif reply.text.strip():
        try:
            show_reply(workspace, conversation, reply.as_json or {"text": reply.text})
        except SlackRefusal as refusal:
            raise AnswerRefused(f"{word}: {refusal.code} {'; '.join(refusal.messages)}") from refusal


def show_reply(workspace: Workspace, conversation: Conversation, reply: dict[str, Any]) -> None:
    """Ephemeral unless `response_type` is `in_channel` (Slack: message responses)."""
    if strange := sorted(set(reply) - _REPLY_KEYS):
        raise SlackRefusal("invalid_payload", *(f"{key} is unknown" for key in strange))
    _check_reply(reply)
    ephemeral = reply.get("response_type", "ephemeral") != "in_channel"
    workspace.post(conversation, reply["text"], reply.get("blocks", []), ephemeral=ephemeral)


def use_response_url(workspace: Workspace, url: ResponseUrl, reply: dict[str, Any]) -> None:
    """Replaces or deletes the message that the person acted on where the reply asks for it, else shows a new one."""
    with workspace.changed:
        conversation = workspace.conversation_with(workspace.member(url.user_id))
        original = conversation.messages.get(url.ts or "")
        if original is not None and _asks(reply, "delete_original"):
            workspace.delete(original)
        elif original is not None and _asks(reply, "replace_original"):
            _check_reply(reply)
            workspace.edit(original, {"text": reply["text"], "blocks": reply.get("blocks", [])})
        else:
            show_reply(workspace, conversation, reply)


def _asks(reply: dict[str, Any], wish: str) -> bool:
    return reply.get(wish) in (True, "true")


def _check_reply(reply: dict[str, Any]) -> None:
    if not isinstance(reply.get("text", ""), str):
        raise SlackRefusal("no_text")
    check_message({key: reply[key] for key in ("text", "blocks") if key in reply})


def apply_submission_reply(workspace: Workspace, form: dict[str, Any], reply: Reply) -> dict[str, str]:
    """Closes, changes or keeps the submitted form as the bot answered; returns the complaints per block.

    Slack: response_action is clear, update or errors; an empty answer closes the form. Raises AnswerRefused.
    """
    answer = reply.as_json or {}
    match answer.get("response_action"):
        case None | "clear":
            workspace.close(form)
        case "update":
            _change(workspace, form, answer.get("view"))
        case "errors":
            workspace.note_sighting(form)
            return _complaints(form, answer.get("errors"))
        case other:
            raise AnswerRefused(f"response_action {other!r} is not one that the stand-in knows")
    return {}


def _change(workspace: Workspace, form: dict[str, Any], view: Any) -> None:
    try:
        check_view(view if isinstance(view, dict) else {}, "modal")
    except SlackRefusal as refusal:
        raise AnswerRefused(f"response_action update: {'; '.join(refusal.messages) or refusal.code}") from refusal
    workspace.change_form(form, view)


def _complaints(form: dict[str, Any], errors: Any) -> dict[str, str]:
    inputs = {block["block_id"] for block in form["blocks"] if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
        raise AnswerRefused(f"response_action errors must name input blocks among {', '.join(sorted(inputs))}")
    return {str(block_id): str(complaint) for block_id, complaint in errors.items()}


def suggested_options(reply: Reply) -> list[dict[str, Any]]:
    """The options that the bot offers for an external select, grouped or not. Raises AnswerRefused."""
    answer = reply.as_json
    if faults := faults_in_suggestions(answer):
        raise AnswerRefused(f"block_suggestion answered {reply.status}: {'; '.join(faults)}")
    assert answer is not None
    groups = answer.get("option_groups") or [answer]
    return [option for group in groups for option in group["options"]]
