"""Whose account a signed-in participant is, as far as Google tells."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from integrations.google.errors import answer_of, asking
from integrations.google.memory import Memory
from integrations.google.session import GoogleServices
from mentoring.ports import ProviderError

USER = "users/"
TRIED = "find out whose Google account somebody is signed in with"
TOLD_FOR, UNTOLD_FOR = timedelta(hours=1), timedelta(minutes=10)
"""How long an address, or that Google tells none, is remembered."""


@dataclass(frozen=True)
class _Told:
    address: str | None
    at: datetime

    def holds(self, at: datetime) -> bool:
        return abs(at - self.at) < (TOLD_FOR if self.address else UNTOLD_FOR)


class GoogleDirectory:
    """A Directory. The Directory API knows the accounts of our own domain, the People API who shares a profile with
    it; of outsiders Google usually tells nothing."""

    def __init__(self, services: GoogleServices) -> None:
        self._services = services
        self._told: Memory[str, _Told] = Memory(5_000)

    def address_of(self, identity: str, *, at: datetime) -> str | None:
        """The address in lower case. Not being found and not being allowed to look are both None."""
        account_id = identity.removeprefix(USER)
        if account_id == identity or not account_id.isalnum():
            return None
        told = self._told.get(identity)
        if told is None or not told.holds(at):
            told = _Told(self._look_up(account_id, at), at)
            self._told.put(identity, told)
        return told.address

    def _look_up(self, account_id: str, at: datetime) -> str | None:
        return self._ask(self._in_directory, account_id, at) or self._ask(self._among_people, account_id, at)

    def _ask(self, source: Callable[[str], str | None], account_id: str, at: datetime) -> str | None:
        try:
            with asking(TRIED, at=at):
                address = source(account_id)
        except ProviderError as error:
            if not error.permanent:
                raise
            return None
        return address.lower() if address else None

    def _in_directory(self, account_id: str) -> str | None:
        address: str | None = answer_of(self._services.directory.users().get(userKey=account_id)).get("primaryEmail")
        return address

    def _among_people(self, account_id: str) -> str | None:
        """People API: an account is asked for as `people/{account_id}`."""
        people = self._services.people.people()
        person = answer_of(people.get(resourceName=f"people/{account_id}", personFields="emailAddresses"))
        rows = sorted(person.get("emailAddresses", ()), key=_is_primary, reverse=True)
        return next((row["value"] for row in rows if row.get("value")), None)


def _is_primary(address: Mapping[str, Any]) -> bool:
    return bool(address.get("metadata", {}).get("primary"))
