"""What the commands that take one match a step further have in common."""

from __future__ import annotations

from datetime import date, datetime
from typing import Protocol

from bot.desk import Call
from bot.moments import read_date
from bot.reading import read_number
from mentoring.acts.looking import MatchLine, match_lines
from mentoring.acts.matchmaking import find_match
from mentoring.matches import Match
from mentoring.people import Person
from mentoring.permissions import require_manager
from mentoring.policy import Policy
from mentoring.store import Store


class Step(Protocol):
    """A manager's act for which nothing but the match is said."""

    def __call__(
        self, store: Store, *, actor: Person, match_id: int, request: str, at: datetime, policy: Policy
    ) -> Match: ...


def take_step(call: Call, step: Step, text: str, example: str, *, at: datetime) -> Match:
    """`text` is the number of the match, as in the example."""
    require_manager(call.actor)
    return step(
        call.desk.store,
        actor=call.actor,
        match_id=read_number(text, example),
        request=call.request,
        at=at,
        policy=call.desk.policy,
    )


def read_day(call: Call, match_id: int, said: str, *, at: datetime) -> date:
    """Counted from the day that it is where the match is. Raises NoSuchMatch, Unreadable."""
    with call.desk.store.look() as view:
        program = view.programs.get(find_match(view, match_id).program_id)
    return read_date(said, today=program.day(at))


def line_of(call: Call, match: Match) -> MatchLine:
    with call.desk.store.look() as view:
        return match_lines(view, [match])[0]
