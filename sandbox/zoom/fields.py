"""What a JSON value may be: the checks of single fields, and of objects and lists made of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Check = Callable[[Any], bool]
Mistake = Mapping[str, str]


@dataclass(frozen=True)
class Thing:
    """An object: the fields that it may have and those that it must have. Any other field is a mistake."""

    fields: Mapping[str, Rule]
    needs: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Many:
    """A list of the same; `most` entries are allowed."""

    rule: Rule
    most: int = 10_000


Rule = Check | Thing | Many


def allowed(fields: Mapping[str, Rule], *, needs: Sequence[str] = ()) -> Thing:
    return Thing(fields, frozenset(needs))


def complete(fields: Mapping[str, Rule], *, but: Sequence[str] = ()) -> Thing:
    """Every field must be there, `but` these few may be missing."""
    return Thing(fields, frozenset(fields) - frozenset(but))


def mistakes(rule: Rule, value: Any, name: str = "") -> Iterator[Mistake]:
    """What is wrong with the value, each with the field's whole name and a sentence, as Zoom gives them."""
    if isinstance(rule, Thing):
        yield from _of_thing(rule, value, name)
    elif isinstance(rule, Many):
        yield from _of_list(rule, value, name)
    elif not rule(value):
        yield _mistake(name, "Invalid field.")


def _of_thing(thing: Thing, value: Any, name: str) -> Iterator[Mistake]:
    if not isinstance(value, dict):
        yield _mistake(name, "Invalid field." if name else "A JSON object is required.")
        return
    prefix = f"{name}." if name else ""
    for missing in sorted(thing.needs - value.keys()):
        yield _mistake(f"{prefix}{missing}", "Missing required field.")
    for key, part in value.items():
        if key in thing.fields:
            yield from mistakes(thing.fields[key], part, f"{prefix}{key}")
        else:
            yield _mistake(f"{prefix}{key}", "Unknown field.")


def _of_list(many: Many, value: Any, name: str) -> Iterator[Mistake]:
    if not isinstance(value, list) or len(value) > many.most:
        yield _mistake(name, "Invalid field.")
        return
    for number, part in enumerate(value):
        yield from mistakes(many.rule, part, f"{name}[{number}]")


def _mistake(name: str, message: str) -> Mistake:
    return {"field": name, "message": message}


def anything(_: Any) -> bool:
    return True


def flag(value: Any) -> bool:
    return isinstance(value, bool)


def text(limit: int = 4_000) -> Check:
    return lambda value: isinstance(value, str) and len(value) <= limit


def pattern(regex: str) -> Check:
    return lambda value: isinstance(value, str) and re.fullmatch(regex, value) is not None


def one_of(*options: str | int) -> Check:
    return lambda value: not isinstance(value, bool) and value in options


def whole(least: int, most: int) -> Check:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def written_whole(least: int, most: int) -> Check:
    """A whole number as a query parameter has it."""
    return lambda value: value.isascii() and value.isdigit() and least <= int(value) <= most


def utc_time(value: Any) -> bool:
    try:
        return bool(datetime.strptime(value, "%Y-%m-%dT%H:%M:%SZ"))  # noqa: DTZ007 - only the form is checked
    except (TypeError, ValueError):
        return False
