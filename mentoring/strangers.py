"""Strangers: those in the room whom no identity names, who they may be, and when a person must hear of them (I8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mentoring.coverage import Scene
from mentoring.policy import Policy
from mentoring.robots import is_robot

ROBOT = "robot"
"""Why somebody is told of a stranger, where its name says that it takes notes."""


@dataclass(frozen=True)
class Suspicion:
    """`candidates`: people who are expected and not seen inside, likeliest first; a stranger may be one of them.
    `due`: from when a person must hear of it, or None while the alert about the monitor, who may be it, tells it."""

    since: datetime
    candidates: tuple[int, ...]
    robot: bool
    due: datetime | None


def suspect(scene: Scene, likely: Sequence[int], policy: Policy) -> Suspicion | None:
    """`likely`: everybody who may be there, likeliest first. None when nobody in the room is unknown.

    More strangers than people missing: one of them at least was invited by nobody. So is a robot. Anybody else may be
    somebody expected whose proof is late, and has as long as mentor and student may be without a monitor.
    """
    if not scene.strangers:
        return None
    since = min(stay.joined_at for stay in scene.strangers)
    candidates = tuple(person for person in likely if person not in scene.inside)
    robot = any(is_robot(stay.display_name) for stay in scene.strangers)
    if robot or len(scene.strangers) > len(candidates):
        return Suspicion(since, candidates, robot, due=since)
    due = since + policy.unmonitored_grace if scene.monitor else None
    return Suspicion(since, candidates, robot, due)
