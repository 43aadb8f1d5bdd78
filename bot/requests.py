"""What a platform's retry of one and the same request has in common with the first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def command_key(body: Mapping[str, Any]) -> str:
    """Slack: a retried command carries the trigger id of the first."""
    return f"command:{body['team_id']}:{body['user_id']}:{body['trigger_id']}"


def submission_key(body: Mapping[str, Any]) -> str:
    """A form can be sent again after it was refused: its hash is new then."""
    return f"form:{body['view']['id']}:{body['view'].get('hash', '')}"


def action_key(body: Mapping[str, Any], action: Mapping[str, Any]) -> str:
    """A press has a trigger of its own, and one press is one action."""
    return f"action:{body['user']['id']}:{body['trigger_id']}:{action['action_id']}"


def event_key(body: Mapping[str, Any]) -> str:
    return f"event:{body['event_id']}"
