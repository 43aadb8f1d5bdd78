"""The migrated schema is the one that the code works with."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Engine, insert, inspect, select, text

import integrations.database.migrations
from integrations.database.engine import open_engine, upgrade
from integrations.database.tables import deed_names, deeds, metadata
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


def back_to(engine: Engine, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    with engine.execution_options(writes=True).begin() as conn:
        config.attributes["connection"] = conn
        command.downgrade(config, revision)


NEW_TABLES = {"retired_rooms", "host_writes", "keepings", "identities", "recognitions", "checks"}
NEW_COLUMNS = {("sessions", "held_on"), ("sessions", "version"), ("rooms", "generation"), ("ledger", "source")}


def columns(engine: Engine) -> set[tuple[str, str]]:
    asked = inspect(engine)
    return {(table, column["name"]) for table, _ in NEW_COLUMNS for column in asked.get_columns(table)}


def test_the_second_step_goes_back_to_the_first_and_forth_again(bare: Engine) -> None:
    upgrade(bare)
    back_to(bare, "0001")
    assert NEW_TABLES.isdisjoint(inspect(bare).get_table_names())
    assert NEW_COLUMNS.isdisjoint(columns(bare))
    upgrade(bare)
    assert set(inspect(bare).get_table_names()) > NEW_TABLES
    assert columns(bare) > NEW_COLUMNS
    assert differences(bare) == []


def test_what_stood_before_the_second_step_stands_after_it(bare: Engine) -> None:
    """Sessions of before have their first version, events of before came by webhook."""
    upgrade(bare)
    back_to(bare, "0001")
    at = datetime(2026, 10, 26, 12, tzinfo=UTC)
    with bare.execution_options(writes=True).begin() as conn:
        told = (
            "INSERT INTO ledger (key, meeting_id, instance, happening, at, connection, sealed_identities,"
            " display_name, received_at) VALUES ('k', '1', 'run-1', 'joined', :at, 'c', '', 'Luis', :at)"
        )
        conn.execute(text(told), {"at": at.isoformat(sep=" ")})
    upgrade(bare)
    with bare.connect() as conn:
        assert conn.execute(text("SELECT source FROM ledger")).scalar_one() == "zoom_webhook"


def test_the_way_back_leaves_no_table(bare: Engine) -> None:
    upgrade(bare)
    back_to(bare, "base")
    assert set(inspect(bare).get_table_names()) == {"alembic_version"}
    upgrade(bare)
    assert differences(bare) == []


def test_lines_of_the_audit_log_that_stood_before_are_found_by_whom_they_name(bare: Engine) -> None:
    upgrade(bare)
    back_to(bare, "0015")
    with bare.begin() as conn:
        line = {"id": 1, "at": datetime(2026, 10, 26, tzinfo=UTC), "action": "match.stay", "subject": "match-1"}
        texts = {
            "before": "person-7 and person-12",
            "after": "person-7, person-x",
            "why": "no person-",
            "actor_id": None,
        }
        conn.execute(insert(deeds).values({**line, **texts}))
    upgrade(bare)
    with bare.connect() as conn:
        found = conn.execute(
            select(deed_names.c.deed_id, deed_names.c.person_id).order_by(deed_names.c.person_id)
        ).all()
    assert [tuple(row) for row in found] == [(1, 7), (1, 12)]
