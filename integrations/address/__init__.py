"""Our own public address, asked as the outside asks it: families' doors and the platforms' webhooks come in there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

import requests

from mentoring.checks import Check, failed, passed, unknown

NAME = "Address: doors and webhooks are reached"
FIX = "Start `chaperone serve`, and let the web server in front of {host} hand everything on to it over HTTPS."


class AddressExaminer:
    """An Examiner. `timeout` in seconds."""

    def __init__(self, public_url: str, *, timeout: float = 10.0) -> None:
        self._url, self._timeout = public_url.rstrip("/"), timeout

    def examine(self, *, at: datetime) -> Sequence[Check]:  # noqa: ARG002 - the address needs no time
        fix = FIX.format(host=urlsplit(self._url).hostname)
        try:
            answer = requests.get(f"{self._url}/healthz", timeout=self._timeout, allow_redirects=False)
        except requests.exceptions.SSLError:
            return [failed(NAME, "its certificate is not valid", "Renew the certificate of the web server in front.")]
        except requests.RequestException as error:
            # Some networks cannot reach their own public address from within.
            return [unknown(NAME, f"no answer from here ({type(error).__name__})", fix)]
        if not _is_ours(answer):
            return [failed(NAME, f"/healthz answers {answer.status_code}, and not as Chaperone does", fix)]
        return [passed(NAME, "/healthz answers")]


def _is_ours(answer: requests.Response) -> bool:
    try:
        return answer.status_code == 200 and answer.json() == {"process": "ok"}
    except requests.JSONDecodeError:
        return False
