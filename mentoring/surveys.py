"""Figures for a district or a statewide survey, and the text of their CSV file: one row for each figure, so that any
spreadsheet can sort them. No cell is below SMALL_CELL, and none that is can be worked out (R134)."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from mentoring.benchmarks import Benchmarks
from mentoring.figures import Counted, Cut, Figures, cut_by, median, share, title, total
from mentoring.programs import Model
from mentoring.rosters.cells import harmless
from mentoring.small_groups import SMALL_CELL, joined, kept_back

HEADER = ("from", "to", "cut", "group", "figure", "value")
HIDDEN = f"fewer than {SMALL_CELL}"
"""What stands in the place of a number that is kept back, or that others could be worked out from."""
NOTHING = "none"

Row = tuple[str, str, str, str]
"""Cut, group, figure and value."""


@dataclass(frozen=True)
class Survey:
    """Over the days from `first` to `last`, both included. `mentors` and `matches` had hours due or held in them; of
    the matches so many are of each model. Who waits, and the benchmarks, are as of `on`."""

    first: date
    last: date
    on: date
    counted: Sequence[Counted]
    matches: Mapping[Model, int]
    mentors: int
    benchmarks: Benchmarks


@dataclass(frozen=True)
class _More:
    """A figure of some students that is kept back when their number is. `count`: how many of them it rests on."""

    name: str
    value: Callable[[Figures], int | None]
    count: Callable[[Figures], int]


_COUNTS: Mapping[str, tuple[Callable[[Figures], int], Sequence[_More]]] = {
    "students waiting": (
        lambda one: one.waiting,
        [_More("median days waiting", lambda one: median(one.waits), lambda one: len(one.waits))],
    ),
    "students matched": (
        lambda one: one.matched,
        [
            _More("hours held", lambda one: _hours(one.minutes), lambda one: one.matched),
            _More("hours due", lambda one: _hours(one.due), lambda one: one.matched),
        ],
    ),
    "students short of hours": (lambda one: one.short, []),
    "students matched in these days": (
        lambda one: len(one.waited),
        [_More("median days until matched", lambda one: median(one.waited), lambda one: len(one.waited))],
    ),
}


def write_survey(found: Survey) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADER)
    for row in _rows(found):
        writer.writerow([found.first.isoformat(), found.last.isoformat(), *map(harmless, row)])
    return out.getvalue()


def _rows(found: Survey) -> Iterator[Row]:
    yield from _cut("all", [("all students", total(one.figures for one in found.counted))])
    for cut in Cut:
        groups = joined(cut_by(cut, found.counted), SMALL_CELL)
        yield from _cut(cut, [(title(cut, name), figures) for name, figures in groups])
    yield from _matches(found)
    yield from _benchmarks(found)


def _cut(cut: str, groups: Sequence[tuple[str, Figures]]) -> Iterator[Row]:
    for figure, (count, more) in _COUNTS.items():
        hidden = kept_back([count(figures) for _, figures in groups], SMALL_CELL)
        for place, (name, figures) in enumerate(groups):
            shown = place not in hidden
            yield (cut, name, figure, str(count(figures)) if shown else HIDDEN)
            for one in more:
                tells = shown and not _small(one.count(figures))
                yield (cut, name, one.name, _value(one.value(figures)) if tells else HIDDEN)


def _matches(found: Survey) -> Iterator[Row]:
    models = list(Model)
    hidden = kept_back([found.matches[model] for model in models], SMALL_CELL)
    yield ("program", "all", "mentors", _number(found.mentors))
    yield ("program", "all", "matches", _number(sum(found.matches.values())))
    for place, model in enumerate(models):
        value = str(found.matches[model]) if place not in hidden else HIDDEN
        yield ("program", model.replace("_", " "), "matches", value)


def _benchmarks(found: Survey) -> Iterator[Row]:
    """As of the day on which it was written."""
    marks, on = found.benchmarks, found.on.isoformat()
    for of, count, shares in (
        ("active matches", marks.matches, {"percent of weeks kept": share(marks.kept, marks.weeks)}),
        (
            "running matches",
            marks.running,
            {
                "median days since the first": marks.running_for(found.on),
                "percent with the mentor trained before": share(marks.trained, marks.running),
            },
        ),
        ("ended matches", marks.ended + marks.ending, {"median days they lasted": median(marks.lasted)}),
        (
            "people to check in with",
            marks.check_ins,
            {"percent in time": share(marks.check_ins - marks.overdue, marks.check_ins)},
        ),
    ):
        yield ("benchmark", f"as of {on}", of, _number(count))
        for figure, value in shares.items():
            yield ("benchmark", f"as of {on}", f"{of}: {figure}", _value(value) if not _small(count) else HIDDEN)


def _small(count: int) -> bool:
    return 0 < count < SMALL_CELL


def _number(count: int) -> str:
    return HIDDEN if _small(count) else str(count)


def _value(value: int | None) -> str:
    return NOTHING if value is None else str(value)


def _hours(minutes: int) -> int:
    """Whole hours."""
    return round(minutes / 60)
