"""Bringing tidings: by direct message where a person has Slack, by letter where not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from jobs.errands import settle
from jobs.means import Means, letter
from jobs.post import Parcel, bring
from mentoring.acts.tidings import TidingView, tiding_views
from mentoring.duties import Duty


class Tidings:
    """Handler of the duty `bring_tiding`."""

    def __init__(self, means: Means) -> None:
        self._means, self._store = means, means.store

    def __call__(self, duties: Sequence[Duty], *, at: datetime) -> None:
        with self._store.look() as view:
            tidings = view.tidings.many([duty.subject.id for duty in duties])
            views = tiding_views(view, [tidings[duty.subject.id] for duty in duties], self._means.pages)
        parcels = [parcel(self._means, duty, told) for duty, told in zip(duties, views, strict=True)]
        results = bring(self._means, parcels, at=at)
        settle(
            self._store,
            [(duty, result) for duty, (_, result) in zip(duties, results, strict=True)],
            at=self._means.clock.now(),
        )


def parcel(means: Means, duty: Duty, told: TidingView) -> Parcel:
    said = means.letters.tiding(told)
    mark = f"tiding-{told.tiding.id}"
    mail = letter(mark, told.reader, (said.subject, said.letter))
    return Parcel(mark, told.reader, means.words.tiding(told, said), mail, duty.interrupted)
