"""What `doctor` asks of the mail server, of our own address and of the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from starlette.applications import Starlette
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from integrations.address import AddressExaminer
from integrations.database.engine import open_engine
from integrations.database.examiner import OPENS, WEBHOOKS, DatabaseExaminer
from integrations.database.store import SqlStore
from integrations.mail.examiner import MailExaminer
from mentoring.checks import Check, CheckState
from mentoring.presence import Happening, LedgerEvent
from sandbox.servers import ThreadServer
from tests.contract.database_fixtures import VAULT, engine, sqlite_engine
from tests.contract.mail_fixtures import Office
from tests.patience import LONG

__all__ = ["engine", "sqlite_engine"]

NOW = datetime(2026, 11, 3, 21, 30, tzinfo=UTC)


@pytest.fixture
def office() -> Iterator[Office]:
    office = Office()
    yield office
    office.server.stop()


def mail_check(url: str) -> Check:
    return MailExaminer(url=url, timeout=LONG).examine(at=NOW)[0]


def test_a_mail_server_that_greets_passes_and_gets_no_letter(office: Office) -> None:
    check = mail_check(office.server.url)

    assert (check.state, check.fix) == (CheckState.PASS, "")
    assert office.server.letters() == []


def test_a_mail_server_that_nobody_runs_is_unknown_and_names_the_setting() -> None:
    check = mail_check("smtp://user:hunter2@127.0.0.1:1")

    assert check.state is CheckState.UNKNOWN
    assert "CHAPERONE_SMTP_URL" in check.fix
    assert "hunter2" not in str(check)


def test_a_password_is_not_sent_where_nothing_is_encrypted(office: Office) -> None:
    check = mail_check(office.server.url.replace("smtp://", "smtp://user:hunter2@"))

    assert check.state is CheckState.FAIL
    assert "no encryption" in check.evidence
    assert "hunter2" not in str(check)


@contextmanager
def public(answer: Response | None) -> Iterator[str]:
    async def healthz(_: object) -> Response:
        assert answer is not None
        return answer

    server = ThreadServer()
    if answer is not None:
        server.start(Starlette(routes=[Route("/healthz", healthz)]))
    yield server.url
    server.stop()


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (JSONResponse({"process": "ok"}), CheckState.PASS),
        (JSONResponse({"process": "ok"}, 503), CheckState.FAIL),
        (JSONResponse({"nginx": "welcome"}), CheckState.FAIL),
        (PlainTextResponse("It works!"), CheckState.FAIL),
        (PlainTextResponse("", 301, headers={"Location": "https://elsewhere.example"}), CheckState.FAIL),
    ],
    ids=["ours", "in trouble", "somebody else's JSON", "a welcome page", "a redirect"],
)
def test_our_address_passes_only_where_chaperone_itself_answers(answer: Response, state: CheckState) -> None:
    with public(answer) as url:
        assert AddressExaminer(url, timeout=LONG).examine(at=NOW)[0].state is state


def test_an_address_that_cannot_be_reached_from_here_is_unknown() -> None:
    with public(None) as url:
        check = AddressExaminer(f"{url}/", timeout=0.5).examine(at=NOW)[0]

    assert check.state is CheckState.UNKNOWN
    assert "chaperone serve" in check.fix


def database_checks(engine: Engine, *, expects_webhooks: bool = True) -> dict[str, Check]:
    found = DatabaseExaminer(engine, expects_webhooks=expects_webhooks).examine(at=NOW)
    return {check.name: check for check in found}


def test_a_migrated_database_passes(engine: Engine) -> None:
    assert database_checks(engine)[OPENS].state is CheckState.PASS


def test_a_database_of_another_version_says_how_to_upgrade(sqlite_engine: Engine) -> None:
    with sqlite_engine.execution_options(writes=True).begin() as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '0001'"))

    check = database_checks(sqlite_engine)[OPENS]

    assert check.state is CheckState.FAIL
    assert check.fix == "Run `chaperone db upgrade`."


def test_a_database_that_cannot_be_opened_fails_without_telling_its_address(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/nowhere/secret-name.db")

    check = database_checks(engine)[OPENS]

    assert check.state is CheckState.FAIL
    assert "secret-name" not in str(check)


def event(received: int) -> LedgerEvent:
    return LedgerEvent(f"key-{received}", "85", "run", Happening.JOINED, NOW)


def test_webhooks_that_came_this_week_pass(sqlite_engine: Engine) -> None:
    with SqlStore(sqlite_engine, VAULT).begin() as work:
        work.ledger.add([event(1)], at=NOW - timedelta(days=3))

    assert database_checks(sqlite_engine)[WEBHOOKS].state is CheckState.PASS


def test_webhooks_that_never_came_or_stopped_are_unknown_with_the_page_that_sends_them(sqlite_engine: Engine) -> None:
    never = database_checks(sqlite_engine)[WEBHOOKS]
    with SqlStore(sqlite_engine, VAULT).begin() as work:
        work.ledger.add([event(1)], at=NOW - timedelta(days=8))
    stopped = database_checks(sqlite_engine)[WEBHOOKS]

    assert {never.state, stopped.state} == {CheckState.UNKNOWN}
    assert "none so far" in never.evidence
    assert "2026-10-26" in stopped.evidence
    assert "Event Subscriptions" in never.fix


def test_without_zoom_nobody_waits_for_its_webhooks(sqlite_engine: Engine) -> None:
    assert WEBHOOKS not in database_checks(sqlite_engine, expects_webhooks=False)
