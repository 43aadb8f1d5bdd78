"""The benchmarks' report: what scripts read from bench.json, and how mistakes on the command line end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from benchmarks.__main__ import BENCHMARKS, main
from benchmarks.population import Crowd, name_of
from benchmarks.report import Figure, as_table, percentile, write
from mentoring.people import folded

FIGURES = [
    Figure("storm of 2,000: alerts delivered", 150.0, "per second", 300.0),
    Figure("storm of 2,000: peak memory", 125.5, "MiB"),
]
times = st.lists(st.floats(min_value=0, max_value=1e6), min_size=1)


def test_the_file_holds_a_row_for_each_figure_with_the_promised_names(tmp_path: Path) -> None:
    write(FIGURES, tmp_path / "bench.json")
    assert json.loads((tmp_path / "bench.json").read_text(encoding="utf-8")) == [
        {
            "name": "storm of 2,000: alerts delivered",
            "figure": 150.0,
            "unit": "per second",
            "baseline": 300.0,
            "ratio": 0.5,
        },
        {"name": "storm of 2,000: peak memory", "figure": 125.5, "unit": "MiB", "baseline": None, "ratio": None},
    ]


def test_a_baseline_of_nothing_has_no_ratio() -> None:
    assert Figure("idle", 3.0, "ms", 0.0).ratio is None


def test_the_table_shows_every_figure_and_a_dash_where_nothing_is_compared() -> None:
    lines = _printed(FIGURES).splitlines()
    assert any("alerts delivered" in line and "150" in line and "300" in line and "0.50" in line for line in lines)
    assert any("peak memory" in line and line.count(" - ") == 2 for line in lines)


def _printed(figures: list[Figure]) -> str:
    console = Console(width=120, color_system=None)
    with console.capture() as shown:
        console.print(as_table(figures))
    return shown.get()


@given(times)
def test_a_percentile_is_a_measured_value_that_so_many_do_not_exceed(values: list[float]) -> None:
    for share in (50, 99, 100):
        found = percentile(values, share)
        assert found in values
        assert sum(value <= found for value in values) * 100 >= share * len(values)
        assert sum(value < found for value in values) * 100 < share * len(values)


def test_the_slowest_of_two_hundred_is_not_its_99th_percentile() -> None:
    assert percentile([1.0] * 198 + [5.0, 9.0], 99) == 1.0
    assert percentile([1.0] * 197 + [3.0, 5.0, 9.0], 99) == 3.0


def test_nothing_measured_has_no_percentile() -> None:
    with pytest.raises(ValueError, match="Nothing was measured"):
        percentile([], 99)


def test_an_unknown_benchmark_is_refused_in_one_sentence_that_names_the_known_ones(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["strom"]) == 2
    said = capsys.readouterr()
    assert said.out == "" and said.err.count("\n") == 1
    assert "«strom»" in said.err and all(name in said.err for name in BENCHMARKS)
    assert list(tmp_path.iterdir()) == [], "no file of a run that was none"


def test_no_two_people_of_a_benchmark_have_one_name() -> None:
    """Commands find people by name: two of one name would be asked about, and not matched."""
    crowd = Crowd.of(managers=10_000, mentors=10_000, proctors=10_000, students=10_000)
    numbers = [number for _, people in crowd.roles for number in people]
    assert len({folded(name_of(number)) for number in numbers}) == len(numbers) == 40_000
