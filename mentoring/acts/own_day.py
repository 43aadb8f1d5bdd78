"""Which session somebody means who says none: their own, if they have exactly one today."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from mentoring.acts.looking import SessionLine, sessions_on
from mentoring.errors import Refusal
from mentoring.people import Person
from mentoring.sessions import CALLED_OFF
from mentoring.store import Store


class NoSessionToday(Refusal):
    """They mentor nobody today, and watch over nothing."""


class WhichSession(Refusal):
    """They have several today."""

    def __init__(self, lines: Sequence[SessionLine]) -> None:
        super().__init__([line.session.id for line in lines])
        self.lines = lines


def only_session_today(store: Store, *, actor: Person, day: date) -> int:
    """Its number. Raises NoSessionToday, WhichSession."""
    mine = [
        line
        for line in sessions_on(store, actor=actor, day=day)
        if actor.id in (line.match.mentor_id, line.session.monitor_id) and line.session.state not in CALLED_OFF
    ]
    if not mine:
        raise NoSessionToday
    if len(mine) > 1:
        raise WhichSession(mine)
    return mine[0].session.id
