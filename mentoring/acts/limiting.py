"""A manager raises, or lowers, how much one person carries."""

from __future__ import annotations

from datetime import datetime

from mentoring.limits import LimitKind, Limits, OwnLimits, check_limit, limits_of
from mentoring.people import Person
from mentoring.permissions import require_manager
from mentoring.policy import Policy
from mentoring.store import Store
from mentoring.stored import Deed


def set_limit(
    store: Store, *, actor: Person, person: Person, kind: LimitKind, value: int | None, at: datetime, policy: Policy
) -> Limits:
    """What now holds for that person; `value` None: as for everybody. What they have already stays. Raises
    ManagersOnly, LimitOutOfRange."""
    require_manager(actor)
    check_limit(kind, value)
    with store.begin() as work:
        work.people.hold([person.id])
        before = work.limits.of([person.id]).get(person.id, OwnLimits())
        own = before.with_one(kind, value)
        if own != before:
            work.limits.put(person.id, own)
            words = ("usual" if one is None else str(one) for one in (before.value(kind), value))
            work.deeds.add(Deed(at, actor.id, f"limit.{kind}", f"person-{person.id}", *words))
        return limits_of(own, policy)
