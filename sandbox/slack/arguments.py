"""The arguments of an API call: from JSON, a form or the query, each name and type checked."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import parse_qsl

from sandbox.slack.refusals import SlackRefusal

Arguments = dict[str, Any]

TOLERATED = frozenset({"team_id", "token"})
"""What slack_sdk and Bolt add to any call."""

_TYPES: Mapping[str, type] = {
    "blocks": list,
    "view": dict,
    "metadata": dict,
    "limit": int,
    "unfurl_links": bool,
    "unfurl_media": bool,
    "mrkdwn": bool,
    "link_names": bool,
    "return_im": bool,
    "include_all_metadata": bool,
    "include_locale": bool,
}
_BOOLEANS = {"1": True, "true": True, "0": False, "false": False}


def read_arguments(*, query: str, content_type: str, body: bytes) -> Arguments:
    """Slack takes arguments from the query and from a JSON or form body, and JSON texts inside of either."""
    found: Arguments = dict(parse_qsl(query, keep_blank_values=True))
    kind = content_type.partition(";")[0].strip().lower()
    if not body:
        return found
    if kind == "application/json":
        return found | _json_object(body)
    if kind == "application/x-www-form-urlencoded":
        return found | dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    raise SlackRefusal("invalid_post_type" if kind else "missing_post_type")


def checked(arguments: Arguments, *, needs: Collection[str], may: Collection[str]) -> Arguments:
    """The arguments with their proper types. An unknown name, a missing one or a wrong type is refused."""
    wrong = [
        f"{name} is not an argument of this method" for name in arguments if name not in {*needs, *may, *TOLERATED}
    ]
    wrong += [f"missing required field: {name}" for name in needs if arguments.get(name) in (None, "")]
    if wrong:
        raise SlackRefusal("invalid_arguments", *wrong)
    return {name: _typed(name, value) for name, value in arguments.items() if name not in TOLERATED}


def _json_object(body: bytes) -> Arguments:
    try:
        found = json.loads(body)
    except ValueError:
        raise SlackRefusal("invalid_json") from None
    if not isinstance(found, dict):
        raise SlackRefusal("json_not_object")
    return found


def _typed(name: str, value: Any) -> Any:
    wanted = _TYPES.get(name, str)
    if isinstance(value, str) and wanted is not str:
        value = _BOOLEANS.get(value, value) if wanted is bool else _from_text(value)
    if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
        raise SlackRefusal("invalid_arguments", f"{name} must be {wanted.__name__}")
    return value


def _from_text(value: str) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        return value
