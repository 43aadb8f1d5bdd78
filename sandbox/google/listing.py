"""Lists as Meet answers them: filtered by its small condition language, and page by page."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sandbox.google.refusals import invalid

Row = Mapping[str, str | datetime | None]
Test = Callable[[Row], bool]

_CONDITION = re.compile(r'\s*([a-z_.]+)\s*(?:(>=|<=|=|>|<)\s*"([^"]*)"|IS\s+(NULL))\s*')


def condition(text: str | None, fields: frozenset[str]) -> Test:
    """Reads `a = "x" AND b >= "2026-11-02T20:30:00Z" AND c IS NULL`.

    Raises Refusal 400 for any other form and for a field that cannot be filtered by.
    """
    tests = [_test(part, fields) for part in re.split(r"\s+AND\s+", text)] if text else []
    return lambda row: all(test(row) for test in tests)


def _test(part: str, fields: frozenset[str]) -> Test:
    found = _CONDITION.fullmatch(part)
    if found is None or found[1] not in fields:
        raise invalid(f"Invalid filter: {part}")
    field, operator, text, null = found.groups()
    if null:
        return lambda row: row[field] is None
    wanted = _moment(text) if field.endswith("_time") else text
    return lambda row: row[field] is not None and _compares(row[field], operator, wanted)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise invalid(f"Invalid filter: {text} is no timestamp") from None
    if moment.tzinfo is None:
        raise invalid(f"Invalid filter: {text} has no time zone")
    return moment


def _compares(found: Any, operator: str, wanted: Any) -> bool:
    match operator:
        case "=":
            return bool(found == wanted)
        case ">":
            return bool(found > wanted)
        case ">=":
            return bool(found >= wanted)
        case "<":
            return bool(found < wanted)
        case _:
            return bool(found <= wanted)


def page(
    key: str, rows: Sequence[Any], *, size: int | None, token: str | None, usual: int, most: int
) -> dict[str, Any]:
    """One page of `rows` under `key`; like Google, without the key when empty and without a token on the last page."""
    if size is not None and size < 0:
        raise invalid("pageSize must not be negative.")
    start, length = _start(token), min(size or usual, most)
    answer: dict[str, Any] = {}
    if rows[start : start + length]:
        answer[key] = list(rows[start : start + length])
    if start + length < len(rows):
        answer["nextPageToken"] = f"from-{start + length}"
    return answer


def _start(token: str | None) -> int:
    if token is None:
        return 0
    place = token.removeprefix("from-")
    if place == token or not place.isdigit():
        raise invalid("Invalid page token.")
    return int(place)
