"""A fault on order looks on every platform as that platform itself would fail."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import requests
from starlette.types import ASGIApp

from sandbox.calls import CallLog
from sandbox.clock import MovableClock
from sandbox.faults import ANSWERED, Effect, Faults
from sandbox.gate import Gate
from sandbox.google import GoogleStandIn
from sandbox.mail import MailStandIn
from sandbox.slack.standin import fault_answer as slack_fault
from tests.contract.zoom_fixtures import HASTE, served

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
_HEAD = ("From: a@b.example", "To: c@d.example", "Date: Mon, 23 Nov 2026 12:00:00 +0000", "Message-ID: <1@b>")
LETTER = "\r\n".join([*_HEAD, "", "Hello", ""])


@pytest.fixture
def faults() -> Faults:
    return Faults()


@pytest.fixture
def mail(faults: Faults) -> Iterator[MailStandIn]:
    standin = MailStandIn(clock=MovableClock(NOON), calls=CallLog(), faults=faults)
    standin.start()
    yield standin
    standin.stop()


def google(faults: Faults) -> ASGIApp:
    return GoogleStandIn(
        clock=MovableClock(NOON), calls=CallLog(), faults=faults, organizer="rooms@program.example"
    ).app


async def nothing_behind(*_: object) -> None:
    raise AssertionError("a call that is refused on order goes no further")


def slack(faults: Faults) -> ASGIApp:
    return Gate(
        nothing_behind,
        service="slack",
        clock=MovableClock(NOON),
        calls=CallLog(),
        faults=faults,
        fault_answer=slack_fault,
    )


def test_google_has_a_status_and_a_reason_for_each(faults: Faults) -> None:
    seen = {}
    with served(google(faults)) as address:
        for effect in ANSWERED:
            faults.order("google", effect, 1)
            error = requests.get(f"{address}/v2/spaces/x", timeout=HASTE).json()["error"]
            seen[effect] = (error["code"], error["status"], error["errors"][0]["reason"])
    assert seen == {
        Effect.ERROR: (500, "INTERNAL", "backendError"),
        Effect.RATE_LIMIT: (429, "RESOURCE_EXHAUSTED", "rateLimitExceeded"),
        Effect.DAILY_LIMIT: (403, "PERMISSION_DENIED", "dailyLimitExceeded"),
        Effect.UNAUTHORIZED: (401, "UNAUTHENTICATED", "authError"),
        Effect.FORBIDDEN: (403, "PERMISSION_DENIED", "forbidden"),
        Effect.NOT_FOUND: (404, "NOT_FOUND", "notFound"),
        Effect.CONFLICT: (409, "ALREADY_EXISTS", "duplicate"),
    }


def test_googles_tokens_are_given_whatever_was_ordered_for_its_apis(faults: Faults) -> None:
    with served(google(faults)) as address:
        faults.order("google", Effect.UNAUTHORIZED, 1)
        refused = requests.post(f"{address}/token", timeout=HASTE)
        assert isinstance(refused.json()["error"], str), "it was judged as a request for a token"
        assert requests.get(f"{address}/v2/spaces/x", timeout=HASTE).json()["error"]["code"] == 401
    assert faults.take("google", frozenset({Effect.UNAUTHORIZED})) is None, "the call to the API took it"


def test_slack_refuses_with_a_word_and_without_a_status(faults: Faults) -> None:
    seen = {}
    with served(slack(faults)) as address:
        for effect in ANSWERED:
            faults.order("slack", effect, 1)
            answer = requests.post(f"{address}/api/chat.postMessage", timeout=HASTE)
            assert answer.json()["ok"] is False
            seen[effect] = (answer.status_code, answer.json()["error"])
    assert seen == {
        Effect.ERROR: (500, "internal_error"),
        Effect.RATE_LIMIT: (429, "rate_limited"),
        Effect.DAILY_LIMIT: (200, "message_limit_exceeded"),
        Effect.UNAUTHORIZED: (200, "invalid_auth"),
        Effect.FORBIDDEN: (200, "access_denied"),
        Effect.NOT_FOUND: (200, "channel_not_found"),
        Effect.CONFLICT: (200, "hash_conflict"),
    }


def send(mail: MailStandIn) -> None:
    with smtplib.SMTP(mail.url.removeprefix("smtp://"), timeout=HASTE) as connection:
        connection.sendmail("a@b.example", ["c@d.example"], LETTER)


@pytest.mark.parametrize(
    ("effect", "code"),
    [
        (Effect.ERROR, 451),
        (Effect.RATE_LIMIT, 421),
        (Effect.DAILY_LIMIT, 550),
        (Effect.UNAUTHORIZED, 530),
        (Effect.FORBIDDEN, 550),
        (Effect.NOT_FOUND, 550),
        (Effect.CONFLICT, 554),
    ],
)
def test_a_mail_server_refuses_by_number_and_keeps_nothing(
    mail: MailStandIn, faults: Faults, effect: Effect, code: int
) -> None:
    faults.order("mail", effect, 1)
    with pytest.raises(smtplib.SMTPDataError) as refused:
        send(mail)
    assert refused.value.smtp_code == code
    assert mail.letters() == []


@pytest.mark.parametrize(("effect", "kept"), [(Effect.DROPPED, 0), (Effect.LOST_ANSWER, 1)])
def test_a_mail_server_that_hangs_up_may_have_the_letter_or_not(
    mail: MailStandIn, faults: Faults, effect: Effect, kept: int
) -> None:
    faults.order("mail", effect, 1)
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(mail)
    assert len(mail.letters()) == kept
