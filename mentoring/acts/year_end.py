"""The end of a program's year (R013). Managers hear of it ahead of time; on the day after its last one every match of
it ends as any match does, with everybody told. Whoever goes on has a match of their own in the next year's program.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from mentoring.acts.ending import begin_ending
from mentoring.acts.matchmaking import hold_match
from mentoring.acts.telling import tell_people
from mentoring.matches import LASTING
from mentoring.policy import Policy
from mentoring.programs import Program
from mentoring.store import Store, Work
from mentoring.tidings import Tiding, Topic

WHY = "the program year is over"


def tell_of_year_ends(store: Store, *, at: datetime, policy: Policy) -> None:
    """Each manager once for each program and last day of it: how many of their matches end, before and when it does."""
    with store.begin() as work:
        for program in work.programs.all():
            left = (program.ends_on - program.day(at)).days
            if left < 0:
                tell_people(work, _tidings(work, program, Topic.YEAR_OVER, at))
            elif left <= policy.year_end_told_ahead.days:
                tell_people(work, _tidings(work, program, Topic.YEAR_ENDS, at))


def _tidings(work: Work, program: Program, topic: Topic, at: datetime) -> Iterable[Tiding]:
    for manager_id, matches in _by_manager(work.matches.lasting_in(program.id)).items():
        facts = {"program": program.name, "day": program.ends_on.isoformat(), "matches": len(matches)}
        yield Tiding(f"program-{program.id}/{topic}/{program.ends_on}/{manager_id}", topic, manager_id, at, facts=facts)


def _by_manager(found: Iterable[tuple[int, int]]) -> Mapping[int, Sequence[int]]:
    managed: dict[int, list[int]] = {}
    for match_id, manager_id in found:
        managed.setdefault(manager_id, []).append(match_id)
    return managed


def end_finished_years(store: Store, *, at: datetime) -> int:
    """How many matches end now. Each is a transaction of its own: killed between two of them, the next time goes on."""
    with store.look() as view:
        over = [program for program in view.programs.all() if program.is_over(at)]
        numbers = [match_id for program in over for match_id, _ in view.matches.lasting_in(program.id)]
    return sum(_end(store, match_id, at) for match_id in numbers)


def _end(store: Store, match_id: int, at: datetime) -> bool:
    with store.begin() as work:
        match = hold_match(work, match_id)
        program = work.programs.get(match.program_id)
        # Meanwhile a manager may have ended it, or a roster have put the last day off.
        ends = match.state in LASTING and program.is_over(at)
        if ends:
            begin_ending(work, match, None, WHY, at=at, year_over=True)
        return ends
