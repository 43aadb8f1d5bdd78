"""The migrated schema is the one that the code works with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect

import integrations.database.migrations
from integrations.database.engine import open_engine, upgrade
from integrations.database.tables import metadata
from tests.contract.database_fixtures import empty_database

FOLDER = Path(next(iter(integrations.database.migrations.__path__)))


@pytest.fixture(params=["sqlite", "postgresql"])
def bare(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    engine = open_engine(empty_database(request.param, tmp_path))
    yield engine
    engine.dispose()


def differences(engine: Engine) -> list[object]:
    with engine.connect() as conn:
        context = MigrationContext.configure(conn, opts={"compare_type": True, "compare_server_default": True})
        return list(compare_metadata(context, metadata))


def test_the_migrated_schema_is_the_one_in_tables(bare: Engine) -> None:
    assert differences(bare)
    upgrade(bare)
    assert differences(bare) == []


def described(engine: Engine) -> dict[str, list[str]]:
    """Everything that the database itself says of every table."""
    asked = inspect(engine)
    return {
        table: sorted(
            map(
                repr,
                [
                    asked.get_pk_constraint(table),
                    *asked.get_columns(table),
                    *asked.get_foreign_keys(table),
                    *asked.get_unique_constraints(table),
                    *asked.get_indexes(table),
                ],
            )
        )
        for table in metadata.tables
    }


def test_names_and_collations_are_those_in_tables_too(bare: Engine) -> None:
    """A later migration drops constraints by name, and names are found in the order of code points."""
    with bare.execution_options(writes=True).begin() as conn:
        metadata.create_all(conn)
    wanted = described(bare)
    with bare.execution_options(writes=True).begin() as conn:
        metadata.drop_all(conn)
    upgrade(bare)
    assert described(bare) == wanted


def test_upgrading_again_changes_nothing(bare: Engine) -> None:
    upgrade(bare)
    upgrade(bare)
    assert differences(bare) == []


def test_the_way_back_leaves_no_table(bare: Engine) -> None:
    upgrade(bare)
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    with bare.execution_options(writes=True).begin() as conn:
        config.attributes["connection"] = conn
        command.downgrade(config, "base")
    assert set(inspect(bare).get_table_names()) == {"alembic_version"}
    upgrade(bare)
    assert differences(bare) == []
