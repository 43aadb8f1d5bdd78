"""`python -m benchmarks [NAME]`: measures, prints the table and writes bench.json in the current folder."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from benchmarks import command, storm
from benchmarks.report import Figure, as_table, write

BENCHMARKS: dict[str, Callable[[Progress], list[Figure]]] = {"storm": storm.measure, "command": command.measure}
REPORT = Path("bench.json")


def main(names: Sequence[str]) -> int:
    """The exit code: 2 for a name that is none of ours."""
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        print(f"There is no benchmark «{' '.join(unknown)}»; choose one of: {', '.join(BENCHMARKS)}.", file=sys.stderr)  # noqa: T201
        return 2
    console = Console()
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as progress:
        figures = [figure for name in names or BENCHMARKS for figure in BENCHMARKS[name](progress)]
    console.print(as_table(figures))
    write(figures, REPORT)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
