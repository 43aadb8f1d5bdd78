"""What a match agrees on for its sessions: a structure of its own, and where the teacher's content is (R110, R111)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mentoring.acts.matchmaking import find_match, subject
from mentoring.matches import Match
from mentoring.people import Person
from mentoring.relay import without_full_names
from mentoring.session_plans import Part, SessionPlan, check_may_plan, checked
from mentoring.store import Store
from mentoring.stored import Deed


@dataclass(frozen=True)
class PlanPage:
    match: Match
    plan: SessionPlan


def show_plan(store: Store, *, actor: Person, match_id: int) -> PlanPage:
    """Raises NoSuchMatch, NotYourMatch, NotYoursToPlan."""
    with store.look() as view:
        match = find_match(view, match_id)
        check_may_plan(actor, match)
        return PlanPage(match, view.plans.of(match.id))


def agree_plan(store: Store, *, actor: Person, match_id: int, part: Part, said: str, at: datetime) -> PlanPage:
    """Sets one part of it; empty takes that part back. The audit log says which part, and not its words. Once more the
    same is no change. Raises NoSuchMatch, NotYourMatch, NotYoursToPlan, PlanTooLong, NoContactDetailsThere, NotALink,
    RoomIsNoContent."""
    with store.begin() as work:
        match = find_match(work, match_id)
        check_may_plan(actor, match)
        before = work.plans.of(match.id)
        said = checked(part, said, match)
        # A link is taken whole or not at all; words may name the child.
        kept = said if part is Part.CONTENT else without_full_names(said, work.people.many(match.student_ids).values())
        if kept != before.part(part):
            work.plans.put(match.id, part, kept, by=actor.id, at=at)
            old, new = ("set" if text else "none" for text in (before.part(part), kept))
            work.deeds.add(Deed(at, actor.id, f"match.plan_{part}", subject(match), before=old, after=new))
        return PlanPage(match, work.plans.of(match.id))
