"""Engines: SQLite made safe for one writer and many readers, PostgreSQL as it comes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import OperationalError

BUSY_TIMEOUT_MS = 10_000
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    f"busy_timeout={BUSY_TIMEOUT_MS}",
    # SQLite leaves what was deleted in its pages until they are used again, unless it is told otherwise.
    "secure_delete=ON",
)


class DatabaseUnreachable(Exception):
    """The database cannot be opened; the reason never repeats its address, which may hold a password."""


def open_engine(url: str) -> Engine:
    """`url` as in CHAPERONE_DATABASE_URL: `sqlite:///chaperone.db` or `postgresql://user:pass@host/name`.

    Errors never repeat the values of a statement: they may be names, and they reach logs."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        return create_engine(parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True, hide_parameters=True)
    engine = create_engine(parsed, pool_size=20, max_overflow=40, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def for_reading(engine: Engine) -> Engine:
    """The same database for transactions that see it as of one moment. SQLite shows every transaction one snapshot;
    PostgreSQL must be asked for it."""
    if engine.dialect.name != "postgresql":
        return engine
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def _prepare_sqlite(dbapi_connection: Any, _record: Any) -> None:
    dbapi_connection.isolation_level = None
    for pragma in _PRAGMAS:
        dbapi_connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(conn: Connection) -> None:
    # A writer takes the lock before it reads: otherwise two that read first lose one of their updates, silently.
    writes = conn.get_execution_options().get("writes", False)
    conn.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def upgrade(engine: Engine) -> None:
    """Brings the database to the newest revision. Raises DatabaseUnreachable."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    try:
        with engine.execution_options(writes=True).begin() as conn:
            config.attributes["connection"] = conn
            command.upgrade(config, "head")
    except OperationalError as error:
        raise DatabaseUnreachable(type(error.orig).__name__) from None
