"""A burst of forms that a manager finds not to be genuine: declined and erased in one go."""

from __future__ import annotations

from datetime import datetime

from mentoring.acts.erasing import AT_ONCE, erase_nominations
from mentoring.nominations import DeclineReason, NominationState
from mentoring.people import Person
from mentoring.permissions import require_manager
from mentoring.store import Store, Work
from mentoring.stored import Deed


def decline_burst(store: Store, *, actor: Person, up_to: int, at: datetime) -> int:
    """How many were declined as not genuine, and erased: all that are held up to that number, which is the highest
    that the manager has been told of. In small transactions, so that no family waits for it; whoever is stopped on the
    way presses again, and finds what is left. Raises ManagersOnly, NotErased."""
    require_manager(actor)
    done = 0
    while some := _decline_some(store, actor, up_to, at):
        done += some
    return done


def _decline_some(store: Store, actor: Person, up_to: int, at: datetime) -> int:
    with store.begin() as work:
        declined = work.nominations.decline_held(up_to=up_to, limit=AT_ONCE, by=actor.id, at=at)
        if declined:
            _note(work, [nomination.subject for nomination in declined], actor, at)
            erase_nominations(work, declined, by=actor.id, at=at)
    return len(declined)


def _note(work: Work, subjects: list[str], actor: Person, at: datetime) -> None:
    held, declined, why = NominationState.HELD, NominationState.DECLINED, DeclineReason.NOT_GENUINE
    for subject in subjects:
        work.deeds.add(Deed(at, actor.id, f"nomination.{declined}", subject, held, declined, why))
