"""What a match has agreed on for its sessions: a structure of its own (R110), and the teacher's content (R111)."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from mentoring.contact_details import contact_details
from mentoring.errors import Refusal
from mentoring.matches import Match, MonitorKind
from mentoring.people import Person, Role
from mentoring.permissions import require_part_in
from mentoring.relay import tidied

LONGEST = 400
LONGEST_LINK = 500
_ROOMS = (
    "meet.google.com",
    "zoom.us",
    "zoomgov.com",
    "teams.microsoft.com",
    "teams.live.com",
    "webex.com",
    "whereby.com",
)
"""Where people meet. A room is only ever reached through a door."""


class Part(StrEnum):
    """The two things that are agreed on."""

    STRUCTURE = "structure"
    CONTENT = "content"


@dataclass(frozen=True)
class SessionPlan:
    """Empty where nothing is agreed. `content` is a link."""

    structure: str = ""
    content: str = ""

    def part(self, part: Part) -> str:
        return self.structure if part is Part.STRUCTURE else self.content


class NotYoursToPlan(Refusal):
    """A match's plan is for its mentor, its teacher and Partnerships Managers."""

    def __init__(self, match: Match) -> None:
        super().__init__(match.id)
        self.match = match


class PlanTooLong(Refusal):
    """More than LONGEST characters."""

    def __init__(self, length: int) -> None:
        super().__init__(length)
        self.length = length


class NoContactDetailsThere(Refusal):
    """A plan is no way around the relay."""


class NotALink(Refusal):
    """Content is a web address that begins with http:// or https://."""


class RoomIsNoContent(Refusal):
    """A room is only reached through a door, so its address stands nowhere else."""


def may_plan(actor: Person, match: Match) -> bool:
    """Who writes a plan is who sees it: a proctor or a family does not need it."""
    teaches = match.monitor_kind is MonitorKind.TEACHER and actor.id == match.monitor_id
    return actor.has(Role.MANAGER) or actor.id == match.mentor_id or teaches


def check_may_plan(actor: Person, match: Match) -> None:
    """Raises NotYourMatch, NotYoursToPlan."""
    require_part_in(actor, match)
    if not may_plan(actor, match):
        raise NotYoursToPlan(match)


def checked(part: Part, said: str, match: Match) -> str:
    """As it is kept; empty takes it back. Raises PlanTooLong, NoContactDetailsThere, NotALink, RoomIsNoContent."""
    if part is Part.CONTENT:
        return _link(said, match) if said.strip() else ""
    tidy = " ".join(tidied(said).split())
    if len(tidy) > LONGEST:
        raise PlanTooLong(len(tidy))
    if contact_details(tidy):
        raise NoContactDetailsThere
    return tidy


def _link(said: str, match: Match) -> str:
    link = said.strip()
    host = _host(link)
    if not host:
        raise NotALink
    if _bare(link) == _bare(match.link or "") or any(host == room or host.endswith(f".{room}") for room in _ROOMS):
        raise RoomIsNoContent
    return link


def _bare(link: str) -> str:
    """The address without what may follow it."""
    return link.partition("?")[0].partition("#")[0].rstrip("/").casefold()


def _host(link: str) -> str:
    """Empty where it is no plain web address: whoever follows it must see where it leads."""
    odd = any(c in "<>|\"'`\\" or unicodedata.category(c)[0] in "CZ" for c in link)
    if odd or len(link) > LONGEST_LINK:
        return ""
    try:
        parts = urlsplit(link)
    except ValueError:
        return ""
    host = (parts.hostname or "").rstrip(".")
    plain = parts.scheme in {"http", "https"} and parts.username is None and "." in host.strip(".")
    return host if plain else ""
