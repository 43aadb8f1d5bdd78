"""Figures of the whole program, as managers read them: by school, by home language, and beside the benchmarks. The
hours are as of the count of the last night."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from types import MappingProxyType

from mentoring.acts.volunteering import today
from mentoring.benchmarks import Benchmarks
from mentoring.figures import Counted, Cut, Figures, cut_by, of_waiting, total
from mentoring.paging import PAGE, paged
from mentoring.people import Person
from mentoring.permissions import require_manager
from mentoring.small_groups import SMALL_GROUP, joined
from mentoring.store import Store, Work

EVER = timedelta(days=3650)
"""Further ahead than any check-in is planned."""
NOT_ASKED: Mapping[int, int] = MappingProxyType({})


@dataclass(frozen=True)
class FigurePage:
    """One page of the groups; `page` counts from 1, and `whole` is of all groups."""

    cut: Cut
    groups: Sequence[tuple[str, Figures]]
    whole: Figures
    page: int
    pages: int


def figures_by(store: Store, *, actor: Person, cut: Cut, page: int, at: datetime) -> FigurePage:
    """Those with most students waiting first; small groups are one. Raises ManagersOnly. A page past the end is the
    last one."""
    require_manager(actor)
    with store.look() as view:
        counted = [*view.figures.matched(), *count_waiting(view, at=at)]
    groups = joined(cut_by(cut, counted), SMALL_GROUP)
    page, pages = paged(len(groups), page)
    whole = total(one.figures for one in counted)
    return FigurePage(cut, groups[(page - 1) * PAGE : page * PAGE], whole, page, pages)


def count_waiting(view: Work, *, at: datetime, grades: Mapping[int, int] = NOT_ASKED) -> Iterator[Counted]:
    """Everybody who waits at that moment: students without a match, and nominations of nobody here yet. `grades`: by
    student."""
    for one in view.figures.waiting():
        yield Counted(of_waiting(one.since, at), one.school, one.language, grades.get(one.student_id))
    for new in view.figures.nominated(enrolled=False):
        yield Counted(of_waiting(new.since, at), new.school, new.language, new.grade)


def benchmarks(store: Store, *, actor: Person, at: datetime) -> tuple[Benchmarks, date]:
    """With the day on which it is read. Raises ManagersOnly."""
    require_manager(actor)
    with store.look() as view:
        return benchmarks_of(view, at=at), today(view, at)


def benchmarks_of(view: Work, *, at: datetime) -> Benchmarks:
    check_ins, overdue = view.check_ins.count_due(None, before=at + EVER, overdue=at)
    return replace(view.figures.benchmarks(), check_ins=check_ins, overdue=overdue)
