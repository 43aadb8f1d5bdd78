"""Concerns go seven years after they were closed, but for those on legal hold (safeguarding section 8)."""

from __future__ import annotations

from datetime import datetime

from mentoring.acts.erasing import AT_ONCE, NotErased
from mentoring.concerns import KEPT, IncidentState
from mentoring.store import Work
from mentoring.stored import Deed


def erase_concerns(work: Work, *, at: datetime) -> int:
    """How many; at most AT_ONCE. Their numbers and days stay. It proves itself by reading them again. Raises
    NotErased."""
    old = work.concerns.over_since(at - KEPT, limit=AT_ONCE)
    ids = [incident.id for incident in old]
    work.concerns.erase(ids)
    if any(work.concerns.reports(ids).values()) or any(work.concerns.steps(ids).values()):
        raise NotErased
    work.deeds.add_all([Deed(at, None, "concern.erase", one.subject, one.state, IncidentState.ERASED) for one in old])
    return len(old)
