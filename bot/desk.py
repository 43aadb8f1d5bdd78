"""What a handler works with, and who is talking to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from mentoring.errors import Refusal
from mentoring.people import Person
from mentoring.policy import Policy
from mentoring.ports import Clock, NameLikeness
from mentoring.rooms import Platform
from mentoring.store import DoorKeys, Store
from mentoring.trainings import Materials


class PlatformNotSetUp(Refusal):
    """Nobody has given the settings of that platform."""

    def __init__(self, platform: Platform) -> None:
        super().__init__(platform)
        self.platform = platform


@dataclass(frozen=True)
class Desk:
    store: Store
    clock: Clock
    policy: Policy
    doors: DoorKeys
    names: NameLikeness
    platforms: frozenset[Platform] = frozenset(Platform)
    """Those that are set up here."""
    hosts: Mapping[Platform, Mapping[str, int]] = field(default_factory=dict)
    materials: Materials = field(default_factory=Materials)

    def require_set_up(self, platform: Platform) -> None:
        """Raises PlatformNotSetUp."""
        if platform is not Platform.EXTERNAL and platform not in self.platforms:
            raise PlatformNotSetUp(platform)

    def today(self) -> date:
        """The calendar day in the programs' wall time; where they differ, the earliest."""
        at = self.clock.now()
        with self.store.look() as view:
            return min((program.day(at) for program in view.programs.all()), default=at.date())


@dataclass(frozen=True)
class Call:
    """One request from Slack: who made it, and its own name, the same for every retry of it by the platform."""

    desk: Desk
    actor: Person
    request: str
