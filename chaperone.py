"""The command line. Every command is one line of delegation; `chaperone COMMAND --help` has an example."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from service import calendars, commands, exchange, figures

app = typer.Typer(
    name="chaperone",
    help="Supervised online mentoring from Slack: no student meets a mentor without a named monitor.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
database = typer.Typer(help="The database.", no_args_is_help=True)
app.add_typer(database, name="db")
calendar = typer.Typer(help="The district's calendar.", no_args_is_help=True)
app.add_typer(calendar, name="calendar")

Port = Annotated[int, typer.Option(help="The port to listen on.", envvar="CHAPERONE_PORT", min=1, max=65535)]

KINDS = "The file of a roster (docs/roster.md); or a kind of table, such as nominations, or all (docs/tables.md)."
AUDIT = "Or audit: the audit log, which nothing reads in again."

DryRun = Annotated[bool, typer.Option("--dry-run", help="Tell what would become of each row, and do nothing.")]


@app.command()
def serve(
    port: Port = 8700, host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1"
) -> None:
    """Runs bot, web and jobs in one process. Example: chaperone serve --host 0.0.0.0 --port 8080"""
    commands.serve(host=host, port=port)


@app.command()
def demo(port: Port = 8700) -> None:
    """Everything in one process, with a sample program and stand-ins for Slack, Zoom, Google and mail.

    Example: chaperone demo --port 8700
    """
    from sandbox.demo import demo as run_demo

    commands.quietly(lambda: run_demo(port=port))


@app.command()
def story() -> None:
    """Plays the main job on the sandbox and prints it; exit 0 only when every step was seen.

    Example: chaperone story
    """
    from sandbox.story import story as run_story

    commands.quietly(run_story)


@app.command()
def doctor() -> None:
    """Checks credentials, scopes, recording policy, webhooks, clock and database; exit 1 when one fails.

    Example: chaperone doctor
    """
    commands.doctor()


@app.command(name="import")
def import_file(
    kind: Annotated[str, typer.Argument(metavar="FILE.csv|KIND", help=KINDS)],
    path: Annotated[
        Path | None, typer.Argument(metavar="FILE.csv", help="Of a kind: its file; with all, a folder.")
    ] = None,
    dry_run: DryRun = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Loads programs, people and matches, or one table beside them: everything or nothing.

    Example: chaperone import program.csv --dry-run
    Example: chaperone import nominations nominations.csv
    Example: chaperone import all backup
    """
    exchange.import_path(*_kind_and_path(kind, path), rehearse=dry_run)


@app.command(name="export")
def export_file(
    kind: Annotated[str, typer.Argument(metavar="FILE.csv|KIND", help=f"{KINDS} {AUDIT}")],
    path: Annotated[
        Path | None,
        typer.Argument(
            metavar="FILE.csv", help="Of a kind: its file, which must not be there yet; with all, a folder."
        ),
    ] = None,
) -> None:
    """Writes programs, people and matches as a roster, or one table beside them; `import` reads it.

    Example: chaperone export program.csv
    Example: chaperone export nominations nominations.csv
    Example: chaperone export all backup
    Example: chaperone export audit audit.csv
    """
    exchange.export_path(*_kind_and_path(kind, path))


def _kind_and_path(first: str, second: Path | None) -> tuple[str | None, Path]:
    """A file alone is a roster."""
    return (None, Path(first)) if second is None else (first, second)


@app.command()
def report(
    file: Annotated[Path, typer.Argument(help="Where the figures are written as CSV; it must not be there yet.")],
    first: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="The first day; of the school year.")
    ] = None,
    last: Annotated[
        datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="The last day; of the school year.")
    ] = None,
) -> None:
    """Figures of all programs without names, for the district or a survey.

    Example: chaperone report figures.csv --from 2026-09-01 --to 2027-01-31
    """
    figures.report(file, first=first.date() if first else None, last=last.date() if last else None)


@app.command()
def manifest() -> None:
    """Prints the manifest that Slack makes the app from, for CHAPERONE_PUBLIC_URL.

    Example: chaperone manifest > slack-app.json
    """
    commands.print_manifest()


@database.command()
def upgrade() -> None:
    """Brings the database to the newest revision. Example: chaperone db upgrade"""
    commands.upgrade_database()


@calendar.command(name="import")
def import_calendar(
    file: Annotated[Path, typer.Argument(help="iCalendar (.ics) or CSV; docs/calendar.md describes both.")],
    name: Annotated[str | None, typer.Option("--as", help="The calendar's name; its file's unless told.")] = None,
    school: Annotated[str | None, typer.Option(help="It is the calendar of this school only.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Shows what would happen and changes nothing.")] = False,  # noqa: FBT002 - a flag
    remove_missing: Annotated[bool, typer.Option("--remove-missing", help="Most days of before are gone.")] = False,  # noqa: FBT002 - a flag
) -> None:
    """Days without school, early releases and key dates. Example: chaperone calendar import bps-2026.ics --dry-run"""
    calendars.import_calendar(file, name=name, school=school, dry_run=dry_run, remove_missing=remove_missing)


if __name__ == "__main__":
    app()
