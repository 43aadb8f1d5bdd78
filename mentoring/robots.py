"""Note-taking robots, known by what they call themselves. A name only ever makes somebody more suspicious: it proves
nobody, and a robot may carry any other."""

from __future__ import annotations

from mentoring.people import folded

NAMES = (
    "ai companion",
    "avoma",
    "circleback",
    "fathom",
    "fireflies",
    "grain",
    "krisp",
    "meetgeek",
    "meeting notes",
    "note taker",
    "notes by gemini",
    "notetaker",
    "notta",
    "otter ai",
    "otterpilot",
    "read ai",
    "sembly",
    "tactiq",
    "tl dv",
    "tldv",
    "transcriber",
)
"""As they are shown in rooms, folded: «Otter.ai» is «otter ai». Whole words only, for people are called Grainger."""


def is_robot(display_name: str) -> bool:
    words = f" {folded(display_name)} "
    return any(f" {name} " in words for name in NAMES)
