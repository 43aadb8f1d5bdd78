"""How what people typed and are called is shown in Slack."""

from __future__ import annotations

import re
import unicodedata

from mentoring.acts.looking import MatchLine, SessionLine
from mentoring.people import Person
from mentoring.rooms import Platform

PLATFORM_NAMES = {Platform.GOOGLE_MEET: "Google Meet", Platform.ZOOM: "Zoom", Platform.EXTERNAL: "teacher's room"}
SHOWN = 80
"""Characters of what somebody typed that are said back to them."""
_MENTION = re.compile(r"<@([A-Z0-9]+)(?:\|([^>]*))?>")
_LINK = re.compile(r"<(https?://[^|>]+)(?:\|[^>]*)?>")
_STEERING = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x061C, 0x200E, 0x200F))
"""Unicode UAX 9: the characters that turn the direction of what follows them."""
_JOINERS = "\u200c\u200d"
"""Without them some scripts and many emoji fall apart."""


def quoted(said: str) -> str:
    """What somebody typed on one line, shortened, and harmless: it mentions nobody and is no link."""
    shown = _LINK.sub(r"\1", _MENTION.sub(lambda found: f"@{found[2] or found[1]}", said))
    shown = " ".join(
        "".join(c if c.isprintable() or c in _JOINERS else " " for c in shown.translate(_STEERING)).split()
    )
    short = shown if len(shown) <= SHOWN else f"{shown[: SHOWN - 1]}…"
    return f"«{isolated(escaped(short.replace('`', 'ˋ')))}»"


def escaped(text: str) -> str:
    """Slack: &, < and > are the three characters that carry markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def isolated(text: str) -> str:
    """Text that runs from right to left, kept from turning the sentence around it (Unicode UAX 9)."""
    turns = any(unicodedata.bidirectional(c) in {"R", "AL", "AN"} for c in text)
    return f"\u2068{text.translate(_STEERING)}\u2069" if turns else text


def name(person: Person) -> str:
    """How others read of this person: of a student, never more than first name and initial."""
    return isolated(escaped(person.public_name))


def students(line: MatchLine | SessionLine) -> str:
    """«Amara O. and Luis R.»"""
    return " and ".join(name(line.people[student]) for student in line.match.student_ids)


def counted(number: int, what: str) -> str:
    """«1 session», «no sessions», «3 sessions»."""
    return f"1 {what}" if number == 1 else f"{number or 'no'} {what}s"
