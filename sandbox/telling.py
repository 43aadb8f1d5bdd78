"""Telling a story in which every line is backed by something that a stand-in saw."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console

from mentoring import wall
from sandbox.calls import Call


class StoryBroke(RuntimeError):
    """A step of the story was not seen at any stand-in."""


class Teller:
    """Prints a line only after its proof was found; the proof stands beside it in short."""

    def __init__(self, console: Console, zone: ZoneInfo) -> None:
        self._console, self._zone = console, zone
        self.lines = 0

    def chapter(self, title: str, at: datetime) -> None:
        wall_time = at.astimezone(self._zone)
        self._console.print(f"\n[bold]{title}[/bold]  [dim]{wall.day(wall_time.date())}, {wall.hour(wall_time)}[/dim]")

    def tell(self, text: str, proof: str) -> None:
        """Raises StoryBroke on an empty proof."""
        if not proof:
            raise StoryBroke(f"Not seen at any stand-in: {text}")
        self.lines += 1
        self._console.print(f"  [green]✓[/green] {text}\n    [dim]{proof}[/dim]", highlight=False)

    def close(self, text: str) -> None:
        self._console.print(f"\n{text}", highlight=False)


def any_body(_body: Any) -> bool:
    return True


def api_call(
    calls: list[Call], method: str, path: str, fits: Callable[[Any], bool] = any_body, *, least: int = 1
) -> str:
    """The proof that at least so many calls whose path ends so were answered with success; else empty."""
    seen = [
        c
        for c in calls
        if c.method == method and c.path.endswith(path) and 200 <= c.status < 300 and fits(c.body or {})
    ]
    if len(seen) < least:
        return ""
    times = f" ×{len(seen)}" if len(seen) > 1 else ""
    return f"{seen[-1].service}: {method} {_shortened(seen[-1].path)} → {seen[-1].status}{times}"


def message(messages: list[dict[str, Any]], *words: str) -> str:
    """The proof that somebody can read a message with all of these words."""
    seen = [found for found in messages if all(word in shown_text(found) for word in words)]
    return f"slack shows: «{_around(shown_text(seen[-1]), words[-1])}»" if seen else ""


def _around(text: str, word: str, most: int = 100) -> str:
    """The text near that word, cut at blanks."""
    flat = " ".join(text.replace("*", "").split())
    start = max(flat.find(word) - most // 2, 0)
    start = flat.rfind(" ", 0, start) + 1
    return ("…" if start else "") + _shortened(flat[start:], most)


def letter(letters: list[dict[str, Any]], to: str, *words: str) -> str:
    """The proof that the mail server took a letter to that person with all of these words."""
    seen = [
        found for found in letters if found["to"] == to and all(w in found["subject"] + found["text"] for w in words)
    ]
    return f"mail to {to}: «{_shortened(seen[-1]['subject'], 80)}»" if seen else ""


def shown_text(message: dict[str, Any]) -> str:
    """Everything that a reader of the message sees."""
    return " ".join([message["text"], *_texts(message.get("blocks") or [])])


def _texts(node: Any) -> list[str]:
    if isinstance(node, dict):
        own = [node["text"]] if isinstance(node.get("text"), str) else []
        return own + [text for key, child in node.items() if key != "text" or not own for text in _texts(child)]
    return [text for child in node for text in _texts(child)] if isinstance(node, list) else []


def _shortened(text: str, most: int = 72) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= most else f"{flat[: most - 1]}…"
