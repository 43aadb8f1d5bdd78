"""What the command line does; each tells its mistakes in sentences and ends with a fitting exit code."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import NoReturn, TypeVar

import typer
from rich.console import Console

from bot.manifest import manifest
from config.settings import BadSettings, load_public_address, load_settings
from config.wiring import open_store
from mentoring.checks import CheckState
from service.doctor import drawn, examine, healthy
from service.logging import set_up_logging
from service.serving import serve as run_service

Found = TypeVar("Found")


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


def count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"


def usable(load: Callable[[], Found]) -> Found:
    try:
        return load()
    except BadSettings as bad:
        stop(f"Chaperone cannot start with these settings:\n{bad}")


def stop(message: str) -> NoReturn:
    Console(stderr=True, highlight=False, soft_wrap=True).print(message, markup=False)
    raise typer.Exit(1)
