"""What must be true in Slack: the token works, it may do what we do, and this machine's clock is right."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from slack_sdk import WebClient

from integrations.slack.errors import slack_errors
from mentoring.checks import Check, failed, passed, unknown
from mentoring.ports import ProviderError

NAME_TOKEN, NAME_SCOPES, NAME_CLOCK = "Slack: the bot token works", "Slack: scopes", "Slack: this machine's clock"
FARTHEST = timedelta(seconds=60)
"""Slack refuses, and so do we, what was signed more than five minutes ago; one minute off is the time to act."""
APP_PAGE = "api.slack.com/apps > your app > OAuth & Permissions"


class SlackExaminer:
    """An Examiner. `scopes`: what the bot must be granted. `timeout` in seconds."""

    def __init__(self, *, token: str, base_url: str, scopes: Collection[str], timeout: int = 10) -> None:
        self._client = WebClient(token=token, base_url=base_url, timeout=timeout, retry_handlers=[])
        self._scopes = frozenset(scopes)

    def examine(self, *, at: datetime) -> Sequence[Check]:
        try:
            with slack_errors("ask Slack who we are", repeatable=True):
                answer = self._client.auth_test()
        except ProviderError as error:
            return _not_asked(error)
        headers = {name.lower(): value for name, value in answer.headers.items()}
        works = passed(NAME_TOKEN, f"workspace {answer['team']}, as {answer['user']}")
        return [works, self._granted(headers), _clock(headers, at)]

    def _granted(self, headers: Mapping[str, str]) -> Check:
        """Slack: every answer names the token's scopes in `x-oauth-scopes`."""
        told = headers.get("x-oauth-scopes")
        if told is None:
            return unknown(NAME_SCOPES, "Slack did not tell the token's scopes", f"Compare them at {APP_PAGE}.")
        missing = sorted(self._scopes - {scope.strip() for scope in told.split(",")})
        if missing:
            fix = f"{APP_PAGE} > Bot Token Scopes: add {', '.join(missing)}, then reinstall the app."
            return failed(NAME_SCOPES, f"missing: {', '.join(missing)}", fix)
        return passed(NAME_SCOPES, "all granted")


def _not_asked(error: ProviderError) -> list[Check]:
    later = "Try again when Slack answers."
    if error.permanent:
        fix = f"Copy the Bot User OAuth Token from {APP_PAGE} into CHAPERONE_SLACK_BOT_TOKEN."
        return [failed(NAME_TOKEN, error.said, fix), unknown(NAME_SCOPES, "not asked", fix)]
    return [unknown(name, error.said, later) for name in (NAME_TOKEN, NAME_SCOPES, NAME_CLOCK)]


def _clock(headers: Mapping[str, str], at: datetime) -> Check:
    try:
        theirs = parsedate_to_datetime(headers.get("date", ""))
    except ValueError:
        return unknown(NAME_CLOCK, "Slack's answer carries no time", "Compare the machine's clock with another one.")
    off = abs(at - (theirs if theirs.tzinfo else theirs.replace(tzinfo=UTC)))
    evidence = f"{off.total_seconds():.0f} s apart from Slack's"
    if off > FARTHEST:
        return failed(NAME_CLOCK, evidence, "Let the machine take its time from the network: timedatectl set-ntp true")
    return passed(NAME_CLOCK, evidence)
