"""Asking a directory whose account somebody in the room is."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

import structlog

from jobs.means import Means
from jobs.outside import ask_all
from mentoring.ports import ProviderError

log = structlog.get_logger("jobs.asking")
AGAIN = timedelta(minutes=10)
"""An account that the directory does not know now, it will hardly know at the next look."""


class Asking:
    """Knows what it asked lately; after a restart it asks once more."""

    def __init__(self, means: Means) -> None:
        self._means = means
        self._asked: dict[str, datetime] = {}

    def owners(self, accounts: Collection[str], *, at: datetime) -> Mapping[str, int]:
        """Account -> person, of those whose address the directory tells and the program knows. Never within a
        transaction."""
        directory = self._means.directory
        self._asked = {account: asked for account, asked in self._asked.items() if at - asked < AGAIN}
        new = sorted(account for account in accounts if account not in self._asked)
        if directory is None or not new:
            return {}
        self._asked |= dict.fromkeys(new, at)
        answers = ask_all(lambda account: directory.address_of(account, at=at), new, threads=self._means.threads)
        for _, answer in answers:
            if isinstance(answer, ProviderError):
                log.warning("asking.failed", tried=answer.tried, said=answer.said)
        return self._people({account: answer for account, answer in answers if isinstance(answer, str)})

    def _people(self, addresses: Mapping[str, str]) -> Mapping[str, int]:
        with self._means.store.look() as view:
            found = {account: view.people.by_email(address) for account, address in addresses.items()}
        return {account: person.id for account, person in found.items() if person is not None}
