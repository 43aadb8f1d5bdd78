"""`chaperone doctor`: what must be true outside of our own code, in one table."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot.manifest import SCOPES
from config.settings import Settings
from config.wiring import SystemClock, connect
from mentoring.checks import Check, CheckState

STYLES = {CheckState.PASS: "green", CheckState.FAIL: "bold red", CheckState.UNKNOWN: "yellow"}


def examine(settings: Settings, console: Console) -> Sequence[Check]:
    """Every check of every platform that is set up; what it found is kept, as that of the night is. Raises
    BadSettings."""
    adapters, at = connect(settings, slack_scopes=SCOPES), SystemClock().now()
    try:
        with console.status("Asking the platforms ..."):
            found = [check for examiner in adapters.examiners for check in examiner.examine(at=at)]
        with adapters.store.begin() as work:
            work.checks.put(found, at=at)
    finally:
        adapters.store.close()
    return found


def as_table(checks: Sequence[Check]) -> Table:
    """What fails stands first."""
    table = Table(title="chaperone doctor", show_lines=True, expand=False)
    for column in ("check", "", "evidence", "what to do"):
        table.add_column(column, overflow="fold")
    order = [CheckState.FAIL, CheckState.UNKNOWN, CheckState.PASS]
    for check in sorted(checks, key=lambda one: order.index(one.state)):
        state = f"[{STYLES[check.state]}]{check.state.upper()}[/]"
        table.add_row(escape(check.name), state, escape(check.evidence), escape(check.fix))
    return table


def healthy(checks: Sequence[Check]) -> bool:
    return all(check.state is not CheckState.FAIL for check in checks)
