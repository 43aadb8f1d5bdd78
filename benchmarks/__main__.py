"""`python -m benchmarks [NAME]`: measures, prints the table and writes bench.json in the current folder."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from benchmarks import calendar, command, listing, snow, storm, watching, webhooks
from benchmarks.report import Figure, as_table, write

BENCHMARKS: dict[str, Callable[[Progress], list[Figure]]] = {
    "storm": storm.measure,
    "command": command.measure,
    "listing": listing.measure,
    "webhooks": webhooks.measure,
    "watching": watching.measure,
    "calendar": calendar.measure,
    "snow": snow.measure,
}
REPORT = Path("bench.json")


def main(names: Sequence[str]) -> int:
    """The exit code: 2 for a name that is none of ours, 1 where the figures would mean nothing."""
    complaints = Console(stderr=True, highlight=False, soft_wrap=True)
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        known = ", ".join(BENCHMARKS)
        complaints.print(f"There is no benchmark «{' '.join(unknown)}»; choose one of: {known}.", markup=False)
        return 2
    try:
        figures = _measured(names or list(BENCHMARKS))
    except RuntimeError as error:
        complaints.print(str(error), markup=False)
        return 1
    Console().print(as_table(figures))
    write(figures, REPORT)
    return 0


def _measured(names: Sequence[str]) -> list[Figure]:
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns) as progress:
        return [figure for name in names for figure in BENCHMARKS[name](progress)]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
