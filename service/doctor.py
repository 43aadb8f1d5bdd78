"""`chaperone doctor`: what must be true outside of our own code, in one table."""

from __future__ import annotations

from collections.abc import Sequence
from tempfile import TemporaryDirectory

from pydantic import SecretStr
from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from bot.manifest import SCOPES
from config.settings import Settings
from config.wiring import SystemClock, connect, no_database_yet
from mentoring.checks import Check, CheckState

STYLES = {CheckState.PASS: "green", CheckState.FAIL: "bold red", CheckState.UNKNOWN: "yellow"}

ROOM_FOR_A_TABLE = 110
"""Characters in a line."""


def examine(settings: Settings, console: Console) -> Sequence[Check]:
    """Every check of every platform that is set up; what it found is kept, as that of the night is, but no database is
    made for it. Raises BadSettings."""
    missing = no_database_yet(settings)
    if missing is None:
        return _examine(settings, console)
    with TemporaryDirectory() as folder:
        blank = SecretStr(f"sqlite:///{folder}/blank.db")
        found = _examine(settings.model_copy(update={"database_url": blank}), console)
    return [missing if check.name == missing.name else check for check in found]


def _examine(settings: Settings, console: Console) -> Sequence[Check]:
    adapters, at = connect(settings, slack_scopes=SCOPES), SystemClock().now()
    try:
        with console.status("Asking the platforms ..."):
            found = [check for examiner in adapters.examiners for check in examiner.examine(at=at)]
        with adapters.store.begin() as work:
            work.checks.put(found, at=at)
    finally:
        adapters.store.close()
    return found


def drawn(checks: Sequence[Check], *, width: int) -> RenderableType:
    """What fails stands first: a table where there is room for one, in characters, and else a paragraph each."""
    order = [CheckState.FAIL, CheckState.UNKNOWN, CheckState.PASS]
    ordered = sorted(checks, key=lambda one: order.index(one.state))
    return _table(ordered) if width >= ROOM_FOR_A_TABLE else Group(*map(_paragraph, ordered))


def _paragraph(check: Check) -> RenderableType:
    told = [Padding(escape(text), (0, 0, 0, 4)) for text in (check.evidence, check.fix) if text]
    return Group(f"{_state(check)} {escape(check.name)}", *told)


def _state(check: Check) -> str:
    return f"[{STYLES[check.state]}]{check.state.upper()}[/]"


def _table(checks: Sequence[Check]) -> Table:
    table = Table(title="chaperone doctor", show_lines=True, expand=False)
    for column in ("check", "", "evidence", "what to do"):
        table.add_column(column, overflow="fold")
    for check in checks:
        table.add_row(escape(check.name), _state(check), escape(check.evidence), escape(check.fix))
    return table


def healthy(checks: Sequence[Check]) -> bool:
    return all(check.state is not CheckState.FAIL for check in checks)
