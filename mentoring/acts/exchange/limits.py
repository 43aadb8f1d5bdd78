"""Limits of single people. As a row of the roster does, a row that differs sets them anew."""

from __future__ import annotations

from collections.abc import Sequence

from mentoring.acts.exchange.shape import Exchange, Taking, When
from mentoring.limits import OwnLimits
from mentoring.store import Work
from mentoring.tables.limits import LIMITS, LimitRow


def _rows(view: Work) -> Sequence[LimitRow]:
    keys = view.people.keys()
    return [LimitRow(0, keys[person], **vars(own)) for person, own in view.limits.all().items()]


def _take(taking: Taking, row: LimitRow, _before: LimitRow | None) -> str:
    person = taking.people[row.person]
    taking.work.limits.put(person.id, OwnLimits(row.matches, row.hours, row.gap))
    return f"person-{person.id}"


EXCHANGE = Exchange(LIMITS, _rows, _take, when=When.WITH_PEOPLE)
