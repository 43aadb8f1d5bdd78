"""What the rules need from the database, one small repository per noun. All moves are conditional: they say
whether exactly one row went from the named old state to the new one."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol

from mentoring.store.checkins import CheckIns
from mentoring.store.matches import Matches, Programs
from mentoring.store.people import Contacts, People, Requests
from mentoring.store.presence import Checks, HostWrites, Identities, Keepings, Ledger, Recognitions
from mentoring.store.relay import Relay
from mentoring.store.sessions import Answers, Doors, Records, Rooms, Sessions
from mentoring.store.tidings import Tidings
from mentoring.store.work import Alerts, Deeds, Duties
from mentoring.stored import Door


class Work(Protocol):
    """One transaction. Everything in it happens, or nothing."""

    @property
    def requests(self) -> Requests: ...
    @property
    def people(self) -> People: ...
    @property
    def programs(self) -> Programs: ...
    @property
    def matches(self) -> Matches: ...
    @property
    def sessions(self) -> Sessions: ...
    @property
    def rooms(self) -> Rooms: ...
    @property
    def duties(self) -> Duties: ...
    @property
    def alerts(self) -> Alerts: ...
    @property
    def ledger(self) -> Ledger: ...
    @property
    def keepings(self) -> Keepings: ...
    @property
    def identities(self) -> Identities: ...
    @property
    def recognitions(self) -> Recognitions: ...
    @property
    def host_writes(self) -> HostWrites: ...
    @property
    def checks(self) -> Checks: ...
    @property
    def doors(self) -> Doors: ...
    @property
    def answers(self) -> Answers: ...
    @property
    def contacts(self) -> Contacts: ...
    @property
    def records(self) -> Records: ...
    @property
    def tidings(self) -> Tidings: ...
    @property
    def relay(self) -> Relay: ...
    @property
    def check_ins(self) -> CheckIns: ...
    @property
    def deeds(self) -> Deeds: ...


class Store(Protocol):
    """The database."""

    def begin(self) -> AbstractContextManager[Work]:
        """A transaction that may write: committed at the end of the block, rolled back on any error."""
        ...

    def look(self) -> AbstractContextManager[Work]:
        """A consistent view that writes nothing and never waits for a writer."""
        ...

    def reachable(self) -> bool: ...


class Vault(Protocol):
    """Keeps personal fields unreadable in the database."""

    def seal(self, text: str) -> str: ...
    def unseal(self, sealed: str) -> str: ...
    def fingerprint(self, text: str) -> str:
        """The same for the same text, and not to be read back: what a sealed field is found by."""
        ...


class PageKeys(Protocol):
    """Signs links to pages that are one person's own: an answer to give, wishes to state."""

    def link(self, page: str, *numbers: int) -> str:
        """The full address of `/PAGE/…` about these numbers, for instance of a match and of a person."""
        ...

    def read(self, page: str, token: str) -> tuple[int, ...] | None:
        """The numbers, or None: forged, broken, or of another page."""
        ...


class DoorKeys(Protocol):
    """Signs doors, so that a link can be neither guessed nor altered."""

    def link(self, door: Door) -> str:
        """The full address of a door: all that an invitation may carry."""
        ...

    def read(self, token: str) -> int | None:
        """The id of the door that the token names, or None: forged or broken."""
        ...
