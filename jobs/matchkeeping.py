"""What time brings about in a match: unanswered questions, the end of a pause, the close of a match that ends, and the
first day. Each duty is one transaction, which finishes it as well."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from jobs.means import Means
from mentoring.acts.consenting import ask_again, miss_answers
from mentoring.acts.ending import LOOK_AGAIN, close_when_told, recall_leaving
from mentoring.acts.first_day import ask_for_communication, bring_checklist
from mentoring.acts.pausing import resume_by_itself
from mentoring.duties import Duty, DutyState
from mentoring.store import Work

Act = Callable[[Work, Duty, datetime], datetime | None]
"""Does a duty; returns when it must be looked at again, or None when it is done."""


class Matchkeeping:
    """Handlers of the duties about matches."""

    def __init__(self, means: Means) -> None:
        self._store, self._policy = means.store, means.policy

    def ask_again(self, duties: Sequence[Duty], *, at: datetime) -> None:
        self._each(duties, at, lambda work, duty, now: ask_again(work, duty, at=now))

    def miss_answers(self, duties: Sequence[Duty], *, at: datetime) -> None:
        self._each(duties, at, lambda work, duty, now: miss_answers(work, duty, at=now))

    def resume(self, duties: Sequence[Duty], *, at: datetime) -> None:
        self._each(duties, at, lambda work, duty, now: resume_by_itself(work, duty, at=now, policy=self._policy))

    def close(self, duties: Sequence[Duty], *, at: datetime) -> None:
        self._each(
            duties, at, lambda work, duty, now: None if close_when_told(work, duty, at=now) else now + LOOK_AGAIN
        )

    def recall_leaving(self, duties: Sequence[Duty], *, at: datetime) -> None:
        self._each(duties, at, lambda work, duty, now: recall_leaving(work, duty, at=now))

    def first_day(self, duties: Sequence[Duty], *, at: datetime) -> None:
        self._each(duties, at, lambda work, duty, now: bring_checklist(work, duty, at=now, policy=self._policy))

    def communication(self, duties: Sequence[Duty], *, at: datetime) -> None:
        self._each(duties, at, lambda work, duty, now: ask_for_communication(work, duty, at=now))

    def _each(self, duties: Sequence[Duty], at: datetime, act: Act) -> None:
        for duty in duties:
            with self._store.begin() as work:
                again = act(work, duty, at)
                if again is None:
                    work.duties.finish([duty.id], DutyState.DONE, at=at)
                else:
                    work.duties.postpone(duty.id, until=again, note="not yet")
