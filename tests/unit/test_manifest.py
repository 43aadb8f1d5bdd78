"""The Slack app manifest asks for what the bot uses, and for nothing else."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import bot
import integrations.slack
from bot.app import COMMANDS
from bot.manifest import manifest

URL = "https://mentoring.example.org"
SCOPE_OF = {
    "auth_test": None,
    "chat_postMessage": "chat:write",
    "chat_update": "chat:write",
    "conversations_history": "im:history",
    "conversations_open": "im:write",
    "views_open": None,
    "views_publish": None,
    "views_update": None,
}
"""Slack: the scope that each method needs for direct conversations; views, and asking who one is, need none."""
NOT_A_METHOD = {"commands": "slash commands", "im:history": "the event message.im"}


def methods_called() -> set[str]:
    """Every method of Slack's Web API that our code calls on a client."""
    called = set()
    for package in (bot, integrations.slack):
        for file in Path(package.__path__[0]).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Attribute) and ast.unparse(node.value) in {"client", "self._client"}:
                    called.add(node.attr)
    return called


def described() -> dict[str, Any]:
    return manifest(f"{URL}/")


def test_the_scopes_are_those_of_the_methods_that_are_called() -> None:
    needed = {scope for method in methods_called() if (scope := SCOPE_OF[method])}

    assert {"chat_postMessage", "conversations_open", "views_open"} <= methods_called()
    assert set(described()["oauth_config"]["scopes"]["bot"]) == needed | set(NOT_A_METHOD)


def test_the_commands_are_those_that_the_bot_answers() -> None:
    commands = described()["features"]["slash_commands"]

    assert [command["command"] for command in commands] == list(COMMANDS)
    assert all(command["should_escape"] is True for command in commands)
    assert all(word in command["usage_hint"] for command in commands for word in _words(command["command"]))


def _words(command: str) -> set[str]:
    return set(COMMANDS[command]) - {"", "help"}


def test_everything_of_slack_calls_in_at_one_address() -> None:
    settings, address = described()["settings"], f"{URL}/slack/events"

    assert settings["event_subscriptions"]["request_url"] == address
    assert settings["interactivity"] == {
        "is_enabled": True,
        "request_url": address,
        "message_menu_options_url": address,
    }
    assert {command["url"] for command in described()["features"]["slash_commands"]} == {address}


def test_the_home_tab_and_messages_to_the_bot_are_on() -> None:
    assert described()["features"]["app_home"]["home_tab_enabled"] is True
    assert described()["features"]["app_home"]["messages_tab_read_only_enabled"] is False
    assert described()["settings"]["event_subscriptions"]["bot_events"] == ["app_home_opened", "message.im"]


def test_the_texts_are_as_short_as_slack_wants_them() -> None:
    """Slack: a name has 35 characters at most, a short description 140, a command's description 2,000."""
    shown = described()["display_information"]

    assert len(shown["name"]) <= 35 and len(shown["description"]) <= 140
