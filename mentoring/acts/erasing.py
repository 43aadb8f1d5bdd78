"""What came to nothing is not kept: declined and withdrawn nominations go after 90 days (safeguarding section 8)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from mentoring.nominations import KEPT_AFTER_REFUSAL, Nomination
from mentoring.store import Work
from mentoring.stored import Deed

LETTERS_KNOWN = timedelta(days=2)
"""That an address got a receipt matters on that day alone; in no zone does a day last longer."""
AT_ONCE = 200
"""Of what is erased in one transaction, so that nobody waits for it."""


class NotErased(Exception):
    """Something of what was to be erased is still there. Nothing has been erased then."""


def erase_refused(work: Work, *, at: datetime) -> int:
    """Erases them, and the people who came with them and with nothing else; how many nominations. Raises NotErased."""
    refused = work.nominations.refused_before(at - KEPT_AFTER_REFUSAL, limit=AT_ONCE)
    if refused:
        erase_nominations(work, refused, by=None, at=at)
    return len(refused)


def forget_letters(work: Work, *, at: datetime) -> int:
    """Which addresses got a receipt on days that are over; how many."""
    return work.nominations.forget_letters(at - LETTERS_KNOWN)


def erase_nominations(work: Work, refused: Sequence[Nomination], *, by: int | None, at: datetime) -> None:
    """It proves itself by reading them again. `by` None: their time is over. Raises NotErased."""
    ids = [nomination.id for nomination in refused]
    people = work.nominations.forget_people(refused)
    work.nominations.erase(ids)
    left = [
        one.id for one in work.nominations.many(ids).values() if one.draft is not None or one.student_id is not None
    ]
    if left or work.nominations.likenesses(ids):
        raise NotErased
    for nomination in refused:
        work.deeds.add(Deed(at, by, "nomination.erase", nomination.subject, nomination.state, "erased"))
    for person_id in people:
        work.deeds.add(Deed(at, by, "person.erase", f"person-{person_id}", after="erased"))
