"""What must be true of the mail server: it answers, over TLS where it can, and takes our login."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from integrations.mail.server import MailServer
from mentoring.checks import Check, failed, passed, unknown
from mentoring.ports import ProviderError

NAME = "Mail: the server takes our login"
FIX = "Compare CHAPERONE_SMTP_URL (smtp://user:password@host:587) with what the mail provider gave you."


class MailExaminer:
    """An Examiner. It sends nothing. `timeout` in seconds; raises ValueError for a malformed `url`."""

    def __init__(self, *, url: str, timeout: float = 10.0) -> None:
        self._server, self._timeout = MailServer.at(url), timeout

    def examine(self, *, at: datetime) -> Sequence[Check]:  # noqa: ARG002 - mail needs no time
        try:
            self._server.greet(name="chaperone.invalid", timeout=self._timeout)
        except ProviderError as error:
            judge = failed if error.permanent else unknown
            return [judge(NAME, f"could not {error.tried}: {error.said}", FIX)]
        return [passed(NAME, f"{self._server.host}, port {self._server.port}")]
