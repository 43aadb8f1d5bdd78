"""Measured figures as a table for people and as bench.json for scripts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import ceil
from pathlib import Path

from rich.table import Table


@dataclass(frozen=True)
class Figure:
    """One line of the report. `baseline` is the same figure of the bare thing measured in the same run; None where
    there is nothing to compare with. `ratio` is the figure over its baseline."""

    name: str
    figure: float
    unit: str
    baseline: float | None = None

    @property
    def ratio(self) -> float | None:
        return self.figure / self.baseline if self.baseline else None


def percentile(values: Sequence[float], share: int) -> float:
    """The smallest value that at least `share` per cent of the values do not exceed. Raises ValueError on no values."""
    if not values:
        raise ValueError("Nothing was measured.")
    return sorted(values)[max(0, ceil(len(values) * share / 100) - 1)]


def as_table(figures: Sequence[Figure]) -> Table:
    table = Table(title="Chaperone's benchmarks")
    table.add_column("figure")
    for heading in ("measured", "baseline", "ratio"):
        table.add_column(heading, justify="right")
    table.add_column("unit")
    for one in figures:
        table.add_row(one.name, _shown(one.figure), _shown(one.baseline), _shown(one.ratio), one.unit)
    return table


def write(figures: Sequence[Figure], path: Path) -> None:
    """JSON has no way to say «not a number»: what cannot be compared is null."""
    rows = [{**asdict(one), "ratio": one.ratio} for one in figures]
    path.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")


def _shown(number: float | None) -> str:
    if number is None:
        return "-"
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:.2f}"
