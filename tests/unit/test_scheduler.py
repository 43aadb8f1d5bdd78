"""The tick: what breaks in it is told, and the clock goes on."""

from __future__ import annotations

from structlog.testing import capture_logs

from jobs.scheduler import told_briefly


def test_a_tick_that_breaks_is_told_by_its_kind_and_place_and_never_in_its_own_words() -> None:
    def break_down() -> None:
        raise RuntimeError("Failing row contains (amara.okafor@example.org)")

    with capture_logs() as told:
        told_briefly("watch", break_down)()

    assert [(line["event"], line["lane"], line["error"]) for line in told] == [("tick.broke", "watch", "RuntimeError")]
    assert "amara" not in str(told)


def test_a_tick_that_goes_well_says_nothing() -> None:
    done: list[str] = []
    with capture_logs() as told:
        told_briefly("watch", lambda: done.append("looked"))()
    assert (done, told) == (["looked"], [])
