"""Looking for stand-ins, and every midnight for those whose clearance has run out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from jobs.means import Means
from mentoring.acts.lapsing import lapse
from mentoring.acts.seeking import seek
from mentoring.duties import Duty, DutyState


class Cover:
    """Handlers of the duties `seek_cover` and `lapse`. Whatever they do may be done again, and is done once."""

    def __init__(self, means: Means) -> None:
        self._store, self._policy = means.store, means.policy

    def seek(self, duties: Sequence[Duty], *, at: datetime) -> None:
        """A whole batch at once, so that what one loss leaves uncovered is one message and one question."""
        seek(self._store, session_ids=[duty.subject.id for duty in duties], at=at, policy=self._policy)
        self._finish(duties, at)

    def lapse(self, duties: Sequence[Duty], *, at: datetime) -> None:
        lapse(self._store, at=at, policy=self._policy)
        self._finish(duties, at)

    def _finish(self, duties: Sequence[Duty], at: datetime) -> None:
        with self._store.begin() as work:
            work.duties.finish([duty.id for duty in duties], DutyState.DONE, at=at)
