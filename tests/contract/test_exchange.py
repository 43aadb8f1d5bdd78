"""Every kind of table goes out and comes in again: equal, everything or nothing, and the second time nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from integrations.database.engine import open_engine
from mentoring.acts.exchange import EXCHANGES
from mentoring.acts.exchange.taking import RowsRefused
from mentoring.acts.importing import Fate
from tests.contract.database_fixtures import engine, new_sqlite, sqlite_engine
from tests.contract.exchange_fixtures import Files, fates, lived_in
from tests.contract.program_fixtures import NOW

__all__ = ["engine", "sqlite_engine"]

KINDS = tuple(EXCHANGES)


@pytest.fixture
def house(engine: Engine) -> Files:
    return lived_in(engine)


@pytest.fixture
def sqlite_house(sqlite_engine: Engine) -> Files:
    """For what does not hang on the database."""
    return lived_in(sqlite_engine)


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Files]:
    """A second house, in which nothing has ever happened."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    other = open_engine(new_sqlite(folder))
    yield Files(other)
    other.dispose()


def test_what_is_exported_says_nothing_new_where_it_comes_from(house: Files) -> None:
    texts, before = house.everything(), house.dump()

    imported = {kind: house.take(kind, text) for kind, text in texts.items()}

    assert {kind: set(fates(done)) for kind, done in imported.items()} == {kind: {Fate.UNCHANGED} for kind in KINDS}
    assert house.dump() == before


def test_from_either_database_an_empty_house_becomes_the_same_in_one_go(house: Files, elsewhere: Files) -> None:
    roster, texts = house.roster(), house.everything()

    done = elsewhere.take_all(roster, texts)

    assert {kind for kind in KINDS if Fate.NEW in fates(done[kind])} == set(KINDS)
    assert {kind for kind in KINDS if {Fate.LEFT, Fate.UNCHANGED} & set(fates(done[kind]))} == set()
    assert elsewhere.roster() == roster
    assert elsewhere.everything() == texts


def test_into_either_database_it_goes_once(elsewhere: Files, engine: Engine) -> None:
    house = lived_in(elsewhere.engine)
    roster, texts, there = house.roster(), house.everything(), Files(engine)
    there.take_all(roster, texts)
    before = there.dump()

    again = there.take_all(roster, texts)

    assert {str(fate) for done in again.values() for fate in fates(done)} == {Fate.UNCHANGED}
    assert there.everything() == texts
    assert there.dump() == before


@pytest.mark.parametrize("months", [1, 4, 13])
def test_a_folder_that_has_lain_is_taken_in_but_for_what_its_age_forbids(
    sqlite_house: Files, elsewhere: Files, months: int
) -> None:
    later = NOW + months * timedelta(days=30)

    done = elsewhere.take_all(sqlite_house.roster(), sqlite_house.everything(), at=later)

    left = {kind: fates(done[kind]).count(Fate.LEFT) for kind in KINDS if Fate.LEFT in fates(done[kind])}
    assert left == {"trainings": 1, "places": 1} | ({"nominations": 2} if months > 3 else {})


def test_a_rehearsal_tells_the_same_and_leaves_no_trace(sqlite_house: Files, elsewhere: Files) -> None:
    texts = sqlite_house.everything()
    elsewhere.take_all(sqlite_house.roster(), {"opt-ins": texts.pop("opt-ins")})
    for kind, text in texts.items():
        before = elsewhere.dump()

        rehearsed = elsewhere.take(kind, text, rehearse=True)

        assert elsewhere.dump() == before, kind
        assert rehearsed == elsewhere.take(kind, text), kind
        assert Fate.NEW in fates(rehearsed), kind


def test_every_row_that_changes_something_is_one_line_of_the_audit_log(sqlite_house: Files, elsewhere: Files) -> None:
    done = elsewhere.take_all(sqlite_house.roster(), sqlite_house.everything())

    for kind in KINDS:
        deeds = elsewhere.deeds(f"{kind}.import")
        lines = [row.line for row in done[kind].rows]
        assert [why for *_, why in deeds] == [f"imported, line {line}" for line in lines], kind
        assert all(subject and after for subject, _, after, _ in deeds), kind


def test_so_is_every_row_of_the_roster_by_its_columns_alone(sqlite_house: Files, elsewhere: Files) -> None:
    roster, words = sqlite_house.roster(), {"opt-ins": sqlite_house.text("opt-ins")}
    elsewhere.take_all(roster, words)
    elsewhere.take_all(roster.replace("Ana Example", "Ana Souza"), words)

    people = [row for row in elsewhere.dump()["deeds"] if row.action == "person.import"]
    line = next(n for n, text in enumerate(roster.splitlines(), 1) if "Ana Example" in text)
    assert [(row.before, row.after, row.why) for row in people if row.before] == [
        ("as it stood", "name changed", f"imported, line {line}")
    ]
    assert len(people) == roster.count("\r\nperson,") + 1
    assert not [row for row in elsewhere.dump()["deeds"] if "Souza" in row.after + row.before]


def test_nothing_that_a_family_wrote_stands_in_the_audit_log(sqlite_house: Files, elsewhere: Files) -> None:
    elsewhere.take_all(sqlite_house.roster(), sqlite_house.everything())

    logged = "\n".join(f"{row.before} {row.after} {row.why}" for row in elsewhere.dump()["deeds"]).casefold()

    written = ("baptiste", "nguyễn", "umana", "animals", "@example", "+1617", "«tak»", "going well")
    named = ("grace", "mateo", "nominated-", "web:1")
    private = (*written, *named)
    assert [word for word in private if word in logged] == []


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"calendars"}))
def test_whoever_is_not_here_is_told_with_line_and_column_and_nothing_is_taken(
    sqlite_house: Files, elsewhere: Files, kind: str
) -> None:
    text, before = sqlite_house.text(kind), elsewhere.dump()

    with pytest.raises(RowsRefused) as refused:
        elsewhere.take(kind, text)

    found = refused.value.refused
    references = {name for name, column in EXCHANGES[kind].table.columns.items() if column.refers}
    assert found and {row.line for row, _ in found} <= set(range(2, text.count("\n") + 1))
    assert {getattr(refusal, "column", "") for _, refusal in found} <= references
    assert elsewhere.dump() == before


def test_one_bad_file_of_a_folder_keeps_all_of_them_out(sqlite_house: Files, elsewhere: Files) -> None:
    texts = sqlite_house.everything()
    spoilt = {**texts, "consents": texts["consents"].replace("match-3", "match-99")}

    with pytest.raises(RowsRefused):
        elsewhere.take_all(sqlite_house.roster(), spoilt)

    assert all(rows == [] for rows in elsewhere.dump().values())


def test_a_file_writes_to_nobody(sqlite_house: Files, elsewhere: Files) -> None:
    elsewhere.take_all(sqlite_house.roster(), sqlite_house.everything())

    assert elsewhere.dump()["tidings"] == []
    assert [row.kind for row in elsewhere.dump()["duties"] if row.kind == "receipt"] == []
