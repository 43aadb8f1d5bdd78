"""Taking tables in: everything or nothing, the second time nothing, and a line in the audit log for each row that
changes something.

Nobody is written to because of it: a file tells what has been. What follows for sessions (a monitor who may not watch
any more, a day that is off) is told as ever.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from mentoring.acts.exchange.shape import Exchange, House, Taking, UnknownKey, When
from mentoring.acts.importing import Fate, Imported, Rehearsed, RowReport, take_roster
from mentoring.acts.volunteering import today
from mentoring.errors import Refusal
from mentoring.rosters import Roster
from mentoring.rosters.writing import plain
from mentoring.store import Store, Work
from mentoring.stored import Deed
from mentoring.tables.shape import MATCH, PERSON, Table, TableRow

PORTION = 5_000
"""A database takes only so many values in one question."""


@dataclass(frozen=True)
class Filed:
    """One file as it was read: which table it is, and its rows."""

    exchange: Exchange[Any]
    rows: Sequence[Any]

    @property
    def table(self) -> Table[Any]:
        return self.exchange.table


class RowsRefused(Exception):
    """Rows of a file are against a rule, each with the refusal. Nothing was taken of any file."""

    def __init__(self, table: Table[Any], refused: Sequence[tuple[TableRow, Refusal]]) -> None:
        super().__init__(f"{len(refused)} rows are against a rule")
        self.table, self.refused = table, tuple(refused)


def take_table(store: Store, filed: Filed, *, house: House, rehearse: bool = False) -> Imported:
    """What becomes of each row. `rehearse`: everything is done and checked, and then undone. Raises RowsRefused."""
    return take_everything(store, None, [filed], house=house, rehearse=rehearse)[filed.table.name]


def take_everything(
    store: Store, roster: Roster | None, files: Sequence[Filed], *, house: House, rehearse: bool = False
) -> Mapping[str, Imported]:
    """The roster and these files in one transaction, by the name of each; the roster's is empty. Raises RowsRefused,
    RosterRefused."""
    done: dict[str, Imported] = {}
    schools = {person.school for person in roster.people if person.school} if roster is not None else None

    def take(work: Work, when: When) -> None:
        for filed in files:
            if filed.exchange.when is when:
                done[filed.table.name] = _take(work, filed, house, schools)

    with suppress(Rehearsed), store.begin() as work:
        # Before anybody is held, as everybody who changes calendars does.
        work.calendars.hold()
        # Nothing is planned on a day that is off.
        take(work, When.BEFORE)
        with_people = partial(take, work, When.WITH_PEOPLE)
        if roster is None:
            with_people()
        else:
            done[""] = take_roster(work, roster, at=house.at, policy=house.policy, before_matches=with_people)
        take(work, When.AFTER)
        if rehearse:
            raise Rehearsed
    return done


@dataclass
class _Outcome:
    """What has become of the rows so far."""

    reports: list[RowReport] = field(default_factory=list)
    taken: list[TableRow] = field(default_factory=list)
    deeds: list[Deed] = field(default_factory=list)
    refused: list[tuple[TableRow, Refusal]] = field(default_factory=list)


def _take(work: Work, filed: Filed, house: House, schools: Collection[str] | None) -> Imported:
    """Raises RowsRefused."""
    exchange, table = filed.exchange, filed.table
    taking = _open(work, filed, house, schools)
    taking = replace(taking, stood=exchange.rows(work))
    standing = {table.key_of(row): row for row in taking.stood}
    outcome = _Outcome()
    for row in filed.rows:
        _take_row(taking, exchange, row, standing.get(table.key_of(row)), outcome)
    for row in outcome.taken:
        try:
            exchange.settle(taking, row)
        except Refusal as refusal:
            outcome.refused.append((row, refusal))
    if outcome.refused:
        raise RowsRefused(table, outcome.refused)
    exchange.follow(taking, outcome.taken)
    work.deeds.add_all(outcome.deeds)
    return Imported(tuple(outcome.reports))


def _take_row(
    taking: Taking, exchange: Exchange[Any], row: TableRow, before: TableRow | None, outcome: _Outcome
) -> None:
    table, subject = exchange.table, None
    try:
        subject = exchange.take(taking, row, before) if row != before else None
    except Refusal as refusal:
        outcome.refused.append((row, refusal))
    changed = Fate.CHANGED if before is not None else Fate.NEW
    fate = changed if subject is not None else Fate.LEFT if row != before else Fate.UNCHANGED
    columns = table.differing(row, before)
    outcome.reports.append(RowReport(row.line, table.thing, _called(table, row), fate, columns))
    if subject is not None:
        outcome.taken.append(row)
        outcome.deeds.append(_deed(taking, table, row, before, subject))


def _called(table: Table[Any], row: TableRow) -> str:
    """As the one who imports it knows it."""
    parts, several = table.parts(row), len(table.key) > 1
    shown = (column for column in table.key if not (several and table.columns[column].private))
    return " ".join(filter(None, (plain(parts[column]) for column in shown)))


def _deed(taking: Taking, table: Table[Any], row: TableRow, before: TableRow | None, subject: str) -> Deed:
    now, then = _told(taking, table, row), _told(taking, table, before) if before is not None else {}
    names = [name for name in table.columns if now.get(name) != then.get(name)]
    was, becomes = ("; ".join(f"{name} {cells[name]}" for name in names if name in cells) for cells in (then, now))
    return Deed(taking.at, None, f"{table.name}.import", subject, was, becomes, f"imported, line {row.line}")


def _told(taking: Taking, table: Table[Any], row: TableRow) -> Mapping[str, str]:
    """The filled cells that may stand in the audit log. A key may be a name, so that numbers stand for people there."""
    parts = table.parts(row)
    said = {name: plain(parts[name]) for name, column in table.columns.items() if not column.private}
    for name in (name for name in said if table.columns[name].refers):
        refers = table.columns[name].refers
        found = (taking.people if refers == PERSON else taking.matches).get(said[name])
        said[name] = f"{refers}-{found.id}" if found is not None else ""
    return {name: text for name, text in said.items() if text}


def _open(work: Work, filed: Filed, house: House, schools: Collection[str] | None) -> Taking:
    """Holds everybody whom the rows name, or who is in a match that they name. Raises RowsRefused."""
    matches = {key: number for number, key in work.matches.keys().items()}
    people = {key: number for number, key in work.people.keys().items()}
    known = {PERSON: people, MATCH: matches}
    refused = [(row, refusal) for row in filed.rows for refusal in _unknown(filed.table, row, known)]
    if refused:
        raise RowsRefused(filed.table, refused)
    named = {refers: sorted(_named(filed, refers, ids)) for refers, ids in known.items()}
    found = {match.id: match for portion in _portions(named[MATCH]) for match in work.matches.many(portion).values()}
    held = sorted({*named[PERSON], *(one for match in found.values() for one in match.busy_ids)})
    for portion in _portions(held):
        work.people.hold(portion)
    persons = [person for portion in _portions(held) for person in work.people.many(portion).values()]
    by_key = {match.key: match for match in found.values()}
    by_name = {person.key: person for person in persons}
    return Taking(work, house, by_name, by_key, today(work, house.at), schools, filed.rows)


def _unknown(table: Table[Any], row: TableRow, known: Mapping[str, Mapping[str, int]]) -> Iterable[UnknownKey]:
    parts = table.parts(row)
    for name, column in table.columns.items():
        if column.refers and parts[name] is not None and parts[name] not in known[column.refers]:
            yield UnknownKey(name, column.refers, parts[name])


def _named(filed: Filed, refers: str, ids: Mapping[str, int]) -> set[int]:
    columns = [name for name, column in filed.table.columns.items() if column.refers == refers]
    cells = (filed.table.parts(row)[name] for row in filed.rows for name in columns)
    return {ids[key] for key in cells if key is not None}


def _portions(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[first : first + PORTION] for first in range(0, len(ids), PORTION))
