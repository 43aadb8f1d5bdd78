"""How a piece of Block Kit is judged: small rules that each yield what is wrong with one value, and where."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Rule = Callable[[Any, str], Iterator[str]]


def anything(_value: Any, _where: str) -> Iterator[str]:
    yield from ()


def flag(value: Any, where: str) -> Iterator[str]:
    if not isinstance(value, bool):
        yield f"{where}: must be true or false"


def word(longest: int, *, pattern: str = "") -> Rule:
    """Text that is not empty; `pattern` must match all of it."""

    def judge(value: Any, where: str) -> Iterator[str]:
        if not isinstance(value, str) or not value.strip():
            yield f"{where}: must be text and not empty"
        elif len(value) > longest:
            yield f"{where}: must be at most {longest} characters, has {len(value)}"
        elif pattern and not re.fullmatch(pattern, value):
            yield f"{where}: {value!r} is not in the right form"

    return judge


def note(longest: int) -> Rule:
    """Text that may be empty."""

    def judge(value: Any, where: str) -> Iterator[str]:
        if not isinstance(value, str) or len(value) > longest:
            yield f"{where}: must be text of at most {longest} characters"

    return judge


def choice(*words: str) -> Rule:
    def judge(value: Any, where: str) -> Iterator[str]:
        if value not in words:
            yield f"{where}: must be one of {', '.join(words)}"

    return judge


def whole(least: int, most: int) -> Rule:
    def judge(value: Any, where: str) -> Iterator[str]:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            yield f"{where}: must be a whole number from {least} to {most}"

    return judge


def moment(form: str, example: str) -> Rule:
    """A date or time written exactly as `form` (strftime) writes it: `2026-1-5` and `9:30` are refused."""

    def judge(value: Any, where: str) -> Iterator[str]:
        try:
            exact = time.strftime(form, time.strptime(value, form)) == value
        except (TypeError, ValueError):
            exact = False
        if not exact:
            yield f"{where}: {value!r} is not like {example}"

    return judge


def many(rule: Rule, *, most: int, least: int = 1) -> Rule:
    def judge(value: Any, where: str) -> Iterator[str]:
        if not isinstance(value, list) or not least <= len(value) <= most:
            yield f"{where}: must be a list of {least} to {most}"
            return
        for place, item in enumerate(value):
            yield from rule(item, f"{where}[{place}]")

    return judge


@dataclass(frozen=True)
class Shape:
    """An object's keys: those it needs, those it may have, and the rules that look at it as a whole."""

    needs: Mapping[str, Rule] = field(default_factory=dict)
    may: Mapping[str, Rule] = field(default_factory=dict)
    also: tuple[Rule, ...] = ()


def shaped(shape: Shape) -> Rule:
    rules = {**shape.may, **shape.needs}

    def judge(value: Any, where: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{where}: must be an object"
            return
        yield from (f"{where}.{key}: is missing" for key in shape.needs if key not in value)
        for key, part in value.items():
            yield from rules[key](part, f"{where}.{key}") if key in rules else [f"{where}.{key}: is unknown"]
        for rule in shape.also:
            yield from rule(value, where)

    return judge


def typed(shapes: Mapping[str, Shape]) -> Rule:
    """An object whose `type` says which of the shapes it must have."""
    rules = {kind: shaped(Shape({"type": anything, **s.needs}, s.may, s.also)) for kind, s in shapes.items()}

    def judge(value: Any, where: str) -> Iterator[str]:
        kind = value.get("type") if isinstance(value, dict) else None
        rule = rules.get(kind) if isinstance(kind, str) else None
        if rule is None:
            yield f"{where}.type: {kind!r} is not allowed here"
        else:
            yield from rule(value, where)

    return judge


def one_of(*keys: str) -> Rule:
    """At least one of the keys must be there."""

    def judge(value: Any, where: str) -> Iterator[str]:
        if not any(key in value for key in keys):
            yield f"{where}: needs {' or '.join(keys)}"

    return judge


def only_one_of(*keys: str) -> Rule:
    """Exactly one of the keys must be there."""

    def judge(value: Any, where: str) -> Iterator[str]:
        if sum(key in value for key in keys) != 1:
            yield f"{where}: needs exactly one of {', '.join(keys)}"

    return judge
