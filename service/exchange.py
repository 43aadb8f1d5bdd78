"""`chaperone import` and `chaperone export`: the roster, one of the tables beside it, or everything in a folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn, TypeVar
from zoneinfo import ZoneInfo

from rich.console import Console

from bot.sentences import plain_sentence
from config.settings import Settings, load_settings
from config.wiring import SystemClock, hosts_of, name_likeness, open_store
from mentoring.acts.exchange import EXCHANGES
from mentoring.acts.exchange.shape import Exchange, House
from mentoring.acts.exchange.taking import Filed, RowsRefused, take_everything, take_table
from mentoring.acts.exporting import roster_of, whole_roster
from mentoring.acts.history import export_history
from mentoring.acts.importing import Fate, Imported, RosterRefused, RowReport, take_in
from mentoring.errors import Refusal
from mentoring.rosters import BadRoster, MatchRow, PersonRow, ProgramRow, Roster, RowProblem, read_roster
from mentoring.rosters.table import Kind
from mentoring.rosters.writing import write_roster
from mentoring.store import Store, Work
from mentoring.tables.reading import read_table, write_table
from service.commands import count, stop, usable
from service.files import new_folder, read_text, write_new

Read = TypeVar("Read")
ALL = "all"
AUDIT = "audit"
"""The audit log is only ever taken out."""
ROSTER = "roster"
"""How a roster is called in a folder of everything."""
REHEARSED = "This was a dry run: nothing was imported."
PRIVATE = "It holds private data of children and families: keep it safe, and delete it when it has served."


def import_path(kind: str | None, path: Path, *, rehearse: bool) -> None:
    """`kind` None: the roster. Nothing of a file is taken unless all of it can be read."""
    settings = usable(load_settings)
    _check_whole(kind, path)
    if kind == AUDIT:
        stop("The audit log is written here and nowhere else: it can be exported, and not imported.")
    if kind == ALL:
        told = _import_folder(settings, path, rehearse=rehearse)
    elif kind is None:
        told = _import_roster(settings, path, rehearse=rehearse)
    else:
        told = _import_table(settings, _exchange(kind), path, rehearse=rehearse)
    _say("\n".join([told, *([REHEARSED] if rehearse else [])]))


def export_path(kind: str | None, path: Path) -> None:
    """Only whoever writes a file may read it."""
    settings = usable(load_settings)
    _check_whole(kind, path)
    if kind == AUDIT:
        _say(_with_store(settings, lambda store: _export_audit(store, path)))
    elif kind == ALL:
        _say(_with_store(settings, lambda store: _export_folder(store, path)))
    elif kind is None:
        _say(_with_store(settings, lambda store: _export_roster(store, path)))
    else:
        exchange = _exchange(kind)
        _say(_with_store(settings, lambda store: _export_table(store, exchange, path)))


def _check_whole(kind: str | None, path: Path) -> None:
    """A kind alone is no file."""
    if kind is None and str(path) in {*EXCHANGES, ALL, AUDIT}:
        stop(f"«{path}» is a kind of table, and its file is missing. Write «{path} {path}.csv», for instance.")


def _say(text: str) -> None:
    Console(highlight=False, soft_wrap=True).print(text, markup=False)


def _with_store(settings: Settings, do: Callable[[Store], Read]) -> Read:
    store = usable(lambda: open_store(settings))
    try:
        return do(store)
    finally:
        store.close()


def _exchange(kind: str) -> Exchange[Any]:
    name = kind.casefold().replace("_", "-")
    if name not in EXCHANGES:
        stop(f"There is no table «{kind}». Write one of: {', '.join([*EXCHANGES, ALL])}; or only the file of a roster.")
    return EXCHANGES[name]


def _house(settings: Settings) -> House:
    return House(SystemClock().now(), settings.policy, name_likeness(), hosts_of(settings))


def _import_roster(settings: Settings, file: Path, *, rehearse: bool) -> str:
    roster = _readable(lambda: read_roster(read_text(file)))

    def take(store: Store) -> Imported:
        return take_in(store, roster, at=SystemClock().now(), policy=settings.policy, rehearse=rehearse)

    return _roster_report(_or_stop(settings, take))


def _import_table(settings: Settings, exchange: Exchange[Any], file: Path, *, rehearse: bool) -> str:
    rows = _readable(lambda: read_table(exchange.table, read_text(file), zone=ZoneInfo(settings.timezone)))
    filed, house = Filed(exchange, rows), _house(settings)
    imported = _or_stop(settings, lambda store: take_table(store, filed, house=house, rehearse=rehearse))
    return _table_report(exchange, imported)


def _import_folder(settings: Settings, folder: Path, *, rehearse: bool) -> str:
    roster, files = _read_folder(folder, ZoneInfo(settings.timezone))
    house = _house(settings)

    def take(store: Store) -> Mapping[str, Imported]:
        return take_everything(store, roster, files, house=house, rehearse=rehearse)

    done = _or_stop(settings, take)
    reports = {ROSTER: _roster_report(done[""])} if roster is not None else {}
    reports |= {filed.table.name: _table_report(filed.exchange, done[filed.table.name]) for filed in files}
    return "\n".join(f"{name}.csv\n{report}" for name, report in reports.items())


def _read_folder(folder: Path, zone: ZoneInfo) -> tuple[Roster | None, Sequence[Filed]]:
    """In the order in which they are taken in. Every problem of every file is told together."""
    if not folder.is_dir():
        stop(f"{folder} is no folder. Write one that «chaperone export all» has made.")
    strange = sorted(file.name for file in folder.glob("*.csv") if file.stem not in {ROSTER, *EXCHANGES})
    if strange:
        stop(f"I don't know what {', '.join(strange)} is. Call the files {ROSTER}.csv, {'.csv, '.join(EXCHANGES)}.csv.")
    problems: list[str] = []
    texts = {name: read_text(file) for name in (ROSTER, *EXCHANGES) if (file := folder / f"{name}.csv").exists()}
    if not texts:
        stop(f"There is nothing to import in {folder}.")
    roster = _judged(ROSTER, lambda: read_roster(texts[ROSTER]), problems) if ROSTER in texts else None
    files = [_filed(name, texts[name], zone, problems) for name in EXCHANGES if name in texts]
    if problems:
        _nothing_imported(problems)
    return roster, files


def _filed(name: str, text: str, zone: ZoneInfo, problems: list[str]) -> Filed:
    exchange = EXCHANGES[name]
    return Filed(exchange, _judged(name, lambda: read_table(exchange.table, text, zone=zone), problems) or ())


def _judged(name: str, read: Callable[[], Read], problems: list[str]) -> Read | None:
    try:
        return read()
    except BadRoster as bad:
        problems += [f"{name}.csv: {problem}" for problem in bad.problems]
        return None


def _readable(read: Callable[[], Read]) -> Read:
    try:
        return read()
    except BadRoster as bad:
        _nothing_imported([str(problem) for problem in bad.problems])


def _or_stop(settings: Settings, take: Callable[[Store], Read]) -> Read:
    """What is against a rule is told with its line."""
    try:
        return _with_store(settings, take)
    except RosterRefused as refused:
        told = ((row.line, f"{_ROW_KINDS[type(row)]} {row.key}: ", refusal) for row, refusal in refused.refused)
        _nothing_imported([str(_problem(*one)) for one in told])
    except RowsRefused as refused_rows:
        found = sorted(refused_rows.refused, key=lambda pair: pair[0].line)
        _nothing_imported([str(_problem(row.line, "", refusal)) for row, refusal in found])


def _problem(line: int, what: str, refusal: Refusal) -> RowProblem:
    return RowProblem(line, getattr(refusal, "column", ""), f"{what}{plain_sentence(refusal).rstrip('.')}")


def _nothing_imported(problems: Sequence[str]) -> NoReturn:
    stop("\n".join([*problems, f"{count(len(problems), 'problem')}; nothing was imported."]))


_ROW_KINDS = {ProgramRow: Kind.PROGRAM, PersonRow: Kind.PERSON, MatchRow: Kind.MATCH}
_KINDS = {Kind.PROGRAM: "programs", Kind.PERSON: "people", Kind.MATCH: "matches"}


def _roster_report(imported: Imported) -> str:
    """A line for each row that is not as before, and a sum for each kind."""
    return "\n".join([*_lines(imported), *(_sum(imported, kind, name) for kind, name in _KINDS.items())])


def _table_report(exchange: Exchange[Any], imported: Imported) -> str:
    table = exchange.table
    return "\n".join([*_lines(imported), _sum(imported, table.thing, table.name)])


def _lines(imported: Imported) -> list[str]:
    return [_told(row) for row in imported.rows if row.fate is not Fate.UNCHANGED]


def _told(row: RowReport) -> str:
    where = f" ({', '.join(row.columns)})" if row.columns else ""
    return f"line {row.line}: {row.kind} {row.key}: {row.fate}{where}"


def _sum(imported: Imported, kind: str, name: str) -> str:
    new, changed = imported.count(kind, Fate.NEW), imported.count(kind, Fate.CHANGED)
    return f"{name}: {new} new, {changed} changed, {imported.count(kind, Fate.UNCHANGED, Fate.LEFT)} as before"


def _export_roster(store: Store, file: Path) -> str:
    roster = whole_roster(store)
    write_new(file, write_roster(roster))
    return f"{file}: {_amount(roster)}. It holds addresses: keep it safe."


def _amount(roster: Roster) -> str:
    return f"{len(roster.programs)} programs, {len(roster.people)} people and {len(roster.matches)} matches"


def _export_table(store: Store, exchange: Exchange[Any], file: Path) -> str:
    with store.look() as view:
        rows = _sorted(exchange, view)
    write_new(file, write_table(exchange.table, rows))
    return f"{file}: {count(len(rows), exchange.table.thing)}. {PRIVATE}"


def _export_audit(store: Store, file: Path) -> str:
    """The log has it before the file is there: rather a line too many than one too few."""
    text, number = export_history(store, at=SystemClock().now())
    write_new(file, text)
    return f"{file}: {count(number, 'line')} of the audit log, without what is about concerns. {PRIVATE}"


def _export_folder(store: Store, folder: Path) -> str:
    """A table of which there is nothing is left out."""
    with store.look() as view:
        roster, tables = roster_of(view), {name: _sorted(exchange, view) for name, exchange in EXCHANGES.items()}
    new_folder(folder)
    write_new(folder / f"{ROSTER}.csv", write_roster(roster))
    lines = [f"{ROSTER}.csv: {_amount(roster)}"]
    for name, rows in tables.items():
        if rows:
            write_new(folder / f"{name}.csv", write_table(EXCHANGES[name].table, rows))
            lines.append(f"{name}.csv: {count(len(rows), EXCHANGES[name].table.thing)}")
    return "\n".join([*lines, f"{folder}: {PRIVATE}"])


def _sorted(exchange: Exchange[Any], view: Work) -> Sequence[Any]:
    """By what they are known by, so that two exports of the same are the same."""
    return sorted(exchange.rows(view), key=lambda row: tuple(map(str, exchange.table.key_of(row))))
