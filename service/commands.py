"""What the command line does; each tells its mistakes in sentences and ends with a fitting exit code."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn, TypeVar

import typer
from rich.console import Console

from bot.manifest import manifest
from bot.sentences import plain_sentence
from config.settings import BadSettings, load_public_address, load_settings
from config.wiring import SystemClock, open_store
from mentoring.acts.exporting import whole_roster
from mentoring.acts.importing import Fate, Imported, RosterRefused, RowReport, take_in
from mentoring.checks import CheckState
from mentoring.errors import Refusal
from mentoring.rosters import BadRoster, MatchRow, PersonRow, Roster, RowProblem, read_roster
from mentoring.rosters.table import Kind
from mentoring.rosters.writing import write_roster
from service.doctor import drawn, examine, healthy
from service.logging import set_up_logging
from service.serving import serve as run_service

Found = TypeVar("Found")
LARGEST_ROSTER = 20 * 1024 * 1024
"""Bytes."""


def serve(*, host: str, port: int) -> None:
    set_up_logging()
    settings = usable(load_settings)
    usable(lambda: run_service(settings, host=host, port=port))


def quietly(run: Callable[[], None]) -> None:
    """Runs a part of the sandbox with only errors on standard error; its own mistakes become one line."""
    set_up_logging(quiet=True)
    try:
        run()
    except RuntimeError as error:
        stop(str(error))


def upgrade_database() -> None:
    settings = usable(load_settings)
    usable(lambda: open_store(settings)).close()
    Console().print("The database is at its newest revision.")


def doctor() -> None:
    set_up_logging(quiet=True)
    settings = usable(load_settings)
    console = Console(highlight=False)
    checks = usable(lambda: examine(settings, console))
    console.print(drawn(checks, width=console.width))
    counts = {state: sum(check.state is state for check in checks) for state in CheckState}
    console.print(", ".join(f"{count} {state}" for state, count in counts.items()))
    if not healthy(checks):
        raise typer.Exit(1)


def print_manifest() -> None:
    print(json.dumps(manifest(usable(load_public_address).public_url), indent=2))  # noqa: T201 - rich would wrap it


def import_file(file: Path, *, rehearse: bool) -> None:
    """Nothing of the file is taken unless all of it can be read."""
    settings, roster = usable(load_settings), _roster(file)
    store = usable(lambda: open_store(settings))
    try:
        imported = take_in(store, roster, at=SystemClock().now(), policy=settings.policy, rehearse=rehearse)
    except RosterRefused as refused:
        problems = [str(_problem(row, refusal)) for row, refusal in refused.refused]
        stop("\n".join([*problems, f"{count(len(problems), 'problem')}; nothing was imported."]))
    else:
        Console(highlight=False, soft_wrap=True).print(_report(imported, rehearsed=rehearse), markup=False)
    finally:
        store.close()


def export_file(file: Path) -> None:
    """The file holds addresses and telephone numbers, so only whoever wrote it may read it."""
    settings = usable(load_settings)
    store = usable(lambda: open_store(settings))
    try:
        roster = whole_roster(store)
        write_new(file, write_roster(roster))
    finally:
        store.close()
    counts = (len(roster.programs), len(roster.people), len(roster.matches))
    told = "{} programs, {} people and {} matches".format(*counts)
    Console(highlight=False, soft_wrap=True).print(f"{file}: {told}. It holds addresses: keep it safe.", markup=False)


def write_new(file: Path, text: str) -> None:
    """Only whoever wrote the file may read it."""
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", newline="") as out:
            out.write("\ufeff" + text)
    except FileExistsError:
        stop(f"{file} is there already, and I overwrite nothing. Choose another name.")
    except OSError as error:
        stop(f"{file} cannot be written: {error.strerror}. Check the path.")


def _problem(row: PersonRow | MatchRow, refusal: Refusal) -> RowProblem:
    kind = "match" if isinstance(row, MatchRow) else "person"
    return RowProblem(row.line, "", f"{kind} {row.key}: {plain_sentence(refusal).rstrip('.')}")


_KINDS = {Kind.PROGRAM: "programs", Kind.PERSON: "people", Kind.MATCH: "matches"}


def _report(imported: Imported, *, rehearsed: bool) -> str:
    """A line for each row that is not as before, and a sum for each kind."""
    lines = [_told(row) for row in imported.rows if row.fate is not Fate.UNCHANGED]
    for kind, name in _KINDS.items():
        new, changed = imported.count(kind, Fate.NEW), imported.count(kind, Fate.CHANGED)
        same = imported.count(kind, Fate.UNCHANGED, Fate.LEFT)
        lines.append(f"{name}: {new} new, {changed} changed, {same} as before")
    return "\n".join([*lines, *(["This was a dry run: nothing was imported."] if rehearsed else [])])


def _told(row: RowReport) -> str:
    where = f" ({', '.join(row.columns)})" if row.columns else ""
    return f"line {row.line}: {row.kind} {row.key}: {row.fate}{where}"


def count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"


def _roster(file: Path) -> Roster:
    try:
        return read_roster(_read(file))
    except BadRoster as bad:
        stop(f"{bad}\n{count(len(bad.problems), 'problem')}; nothing was imported.")


def _read(file: Path) -> str:
    try:
        if file.stat().st_size > LARGEST_ROSTER:
            stop(f"{file} is larger than 20 MB; no roster is. Check that it is the right file.")
        return file.read_text(encoding="utf-8-sig")
    except OSError as error:
        stop(f"{file} cannot be read: {error.strerror}. Check the path.")
    except UnicodeDecodeError:
        stop(f"{file} is not in UTF-8. Save it as «CSV UTF-8» and try again.")


def usable(load: Callable[[], Found]) -> Found:
    try:
        return load()
    except BadSettings as bad:
        stop(f"Chaperone cannot start with these settings:\n{bad}")


def stop(message: str) -> NoReturn:
    Console(stderr=True, highlight=False, soft_wrap=True).print(message, markup=False)
    raise typer.Exit(1)
