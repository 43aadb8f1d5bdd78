"""What the command line does; each tells its mistakes in sentences and ends with a fitting exit code."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn, TypeVar

import typer
from rich.console import Console

from bot.manifest import manifest
from bot.sentences import plain_sentence
from config.settings import BadSettings, load_public_address, load_settings
from config.wiring import SystemClock, open_store
from mentoring.acts.importing import Imported, RosterRefused, take_in
from mentoring.checks import CheckState
from mentoring.errors import Refusal
from mentoring.rosters import BadRoster, MatchRow, PersonRow, Roster, RowProblem, read_roster
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


def import_file(file: Path) -> None:
    """Nothing of the file is taken unless all of it can be read."""
    settings, roster = usable(load_settings), _roster(file)
    store = usable(lambda: open_store(settings))
    try:
        imported = take_in(store, roster, at=SystemClock().now(), policy=settings.policy)
    except RosterRefused as refused:
        problems = [str(_problem(row, refusal)) for row, refusal in refused.refused]
        stop("\n".join([*problems, f"{count(len(problems), 'problem')}; nothing was imported."]))
    else:
        Console(highlight=False).print(_report(imported))
    finally:
        store.close()


def _problem(row: PersonRow | MatchRow, refusal: Refusal) -> RowProblem:
    kind = "match" if isinstance(row, MatchRow) else "person"
    return RowProblem(row.line, "", f"{kind} {row.key}: {plain_sentence(refusal).rstrip('.')}")


def _report(imported: Imported) -> str:
    lines = []
    for kind in ("programs", "people", "matches"):
        new, changed, same = imported.new[kind], imported.changed[kind], imported.unchanged[kind]
        lines.append(f"{kind}: {new} new, {changed} changed, {same} as before")
    return "\n".join(lines)


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
