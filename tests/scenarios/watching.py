"""A session at half past four that people have come to, for the scenarios that watch it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.scenarios.play_fixtures import HALF_PAST_FOUR, MEET, ZOOM, Stage, on_stage

BOTH = pytest.mark.parametrize("match", [MEET, ZOOM], ids=["meet", "zoom"])
MISSING, LEFT, UNSURE = "No monitor in the room", "The monitor has left the room", "I cannot tell whether"
STRANGER, KEPT = "Somebody unknown is in the room", "A session is being recorded or kept"
UNREAD = "I cannot tell whether a session is being recorded"
ONE_LOOK = timedelta(seconds=30)


def after_start(**length: float) -> datetime:
    return HALF_PAST_FOUR + timedelta(**length)


@contextmanager
def in_session(folder: Path, match: Mapping[str, str], *present: str, dashboard: bool = False) -> Iterator[Stage]:
    """Half past four, and these people have come. Google tells whose accounts they are signed in with, though not whose
    a member's is; Zoom's plan has a dashboard, with the list of who is in a meeting, only where that is said."""
    with on_stage(folder, match, start=HALF_PAST_FOUR - timedelta(minutes=20)) as stage:
        stage.town.google.spaces.tells_member_user = False
        share_accounts(stage)
        stage.town.zoom.set_dashboard(available=dashboard)
        stage.move_to(HALF_PAST_FOUR)
        for key in present:
            stage.come(key)
        yield stage


def share_accounts(stage: Stage) -> None:
    with stage.play.store.look() as view:
        people = view.people.all()
    for person in people:
        if person.email:
            stage.town.google.share(person.email, person.name)


def look_again(stage: Stage) -> None:
    stage.play.advance(ONE_LOOK)


def everybody_leaves(stage: Stage, *keys: str) -> None:
    stage.jump_to(after_start(minutes=59))
    for key in keys:
        stage.go(key)
    stage.jump_to(after_start(minutes=66))
