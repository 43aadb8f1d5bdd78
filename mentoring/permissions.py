"""Who may do what."""

from __future__ import annotations

from mentoring.errors import Refusal
from mentoring.matches import Match
from mentoring.people import Person, Role


class ManagersOnly(Refusal):
    """Only Partnerships Managers run matches (R054)."""


class NotYourMatch(Refusal):
    """A volunteer sees and touches only their own matches (R080)."""


def require_manager(actor: Person) -> None:
    """Raises ManagersOnly."""
    if not actor.has(Role.MANAGER):
        raise ManagersOnly


def require_part_in(actor: Person, match: Match, *others: int) -> None:
    """A manager, or somebody of this match; `others` are stand-ins of one session. Raises NotYourMatch."""
    if not actor.has(Role.MANAGER) and actor.id not in (*match.busy_ids, match.manager_id, *others):
        raise NotYourMatch
