"""A manager raises, or lowers, how much one person carries, or everybody in one program."""

from __future__ import annotations

from datetime import datetime

from mentoring.consents import check_reason
from mentoring.limits import NOTHING_SET, LimitKind, Limits, OwnLimits, check_limit, limits_of
from mentoring.people import Person
from mentoring.permissions import require_manager
from mentoring.policy import Policy
from mentoring.programs import Program
from mentoring.store import Store, Work
from mentoring.stored import Deed


def set_limit(
    store: Store,
    *,
    actor: Person,
    person: Person,
    kind: LimitKind,
    value: int | None,
    why: str = "",
    at: datetime,
    policy: Policy,
) -> Limits:
    """What now holds for that person; `value` None: as for everybody. What they have already stays. `why` is for the
    audit log. Raises ManagersOnly, ReasonTooLong, LimitOutOfRange."""
    require_manager(actor)
    reason = check_reason(why)
    check_limit(kind, value)
    with store.begin() as work:
        work.people.hold([person.id])
        before = work.limits.of([person.id]).get(person.id, NOTHING_SET)
        own = before.with_one(kind, value)
        if own != before:
            work.limits.put(person.id, own)
            work.deeds.add(_deed(actor, kind, f"person-{person.id}", before, own, reason, at))
        return limits_of(own, _of_their_program(work, person), policy)


def _of_their_program(work: Work, person: Person) -> OwnLimits:
    """Of whoever serves in several, or in none yet, only what is usual can be told."""
    programs = {match.program_id for match in work.matches.holding([person.id])}
    return work.limits.of_programs().get(programs.pop(), NOTHING_SET) if len(programs) == 1 else NOTHING_SET


def set_program_limit(
    store: Store,
    *,
    actor: Person,
    program: Program,
    kind: LimitKind,
    value: int | None,
    why: str = "",
    at: datetime,
    policy: Policy,
) -> Limits:
    """What now holds for everybody in that program who has no limit of their own; `value` None: as usual. What they
    have already stays. `why` is for the audit log. Raises ManagersOnly, ReasonTooLong, LimitOutOfRange."""
    require_manager(actor)
    reason = check_reason(why)
    check_limit(kind, value)
    with store.begin() as work:
        before = work.limits.of_programs().get(program.id, NOTHING_SET)
        new = before.with_one(kind, value)
        if new != before:
            work.limits.put_for_program(program.id, kind, value)
            work.deeds.add(_deed(actor, kind, f"program-{program.id}", before, new, reason, at))
        return limits_of(NOTHING_SET, new, policy)


def _deed(
    actor: Person, kind: LimitKind, about: str, before: OwnLimits, after: OwnLimits, why: str, at: datetime
) -> Deed:
    was, now = ("usual" if one.value(kind) is None else str(one.value(kind)) for one in (before, after))
    return Deed(at, actor.id, f"limit.{kind}", about, was, now, why)
