"""What must be true of the database: it opens, and its tables are those of this version."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import SQLAlchemyError

from integrations.database.tables import ledger
from mentoring.checks import Check, CheckState, failed, passed, unknown

OPENS, WEBHOOKS = "Database: opens, at the newest revision", "Zoom: webhooks arrive"
QUIET = timedelta(days=7)
SUBSCRIBE = (
    "marketplace.zoom.us > Manage > your app > Feature > Event Subscriptions: the address is CHAPERONE_PUBLIC_URL with"
    " /zoom/webhook behind it; docs/platforms.md lists the events."
)


class DatabaseExaminer:
    """An Examiner. `expects_webhooks`: Zoom is set up, so its events should be in the ledger."""

    def __init__(self, engine: Engine, *, expects_webhooks: bool) -> None:
        self._engine, self._expects_webhooks = engine, expects_webhooks

    def examine(self, *, at: datetime) -> Sequence[Check]:
        try:
            checks = [self._revision()]
            return [*checks, self._webhooks(at)] if self._expects_webhooks else checks
        except SQLAlchemyError as error:
            fix = "Check CHAPERONE_DATABASE_URL, and that the server runs."
            return [failed(OPENS, f"it cannot be opened ({type(error).__name__})", fix)]

    def _revision(self) -> Check:
        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        newest = ScriptDirectory.from_config(config).get_current_head()
        with self._engine.connect() as conn:
            found = MigrationContext.configure(conn).get_current_revision()
        if found != newest:
            return failed(OPENS, f"revision {found or 'none'}, not {newest}", "Run `chaperone db upgrade`.")
        return passed(OPENS, f"{self._engine.dialect.name}, revision {found}")

    def _webhooks(self, at: datetime) -> Check:
        with self._engine.connect() as conn:
            last: datetime | None = conn.scalar(select(func.max(ledger.c.received_at)))
        if last is None or at - last > QUIET:
            seen = "none so far" if last is None else f"the last one on {last:%Y-%m-%d}"
            return unknown(WEBHOOKS, f"{seen}; a week without a Zoom session looks the same", SUBSCRIBE)
        return Check(WEBHOOKS, CheckState.PASS, f"the last one at {last:%Y-%m-%d %H:%M} UTC")
