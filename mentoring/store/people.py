"""What the rules need from the database of people, and of what was asked for."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from mentoring.people import Person, Profile, Role
from mentoring.rosters import PersonRow


class Requests(Protocol):
    def claim(self, key: str, *, at: datetime) -> bool:
        """True the first time this request comes; a platform's retry of it is False."""
        ...

    def settle(self, key: str, subject: str) -> None:
        """Notes what the request brought about, so that a retry can be answered alike."""
        ...

    def outcome(self, key: str) -> str | None: ...


class People(Protocol):
    def get(self, person_id: int) -> Person: ...
    def many(self, person_ids: Collection[int]) -> dict[int, Person]: ...
    def by_slack(self, slack_user_id: str) -> Person | None: ...
    def by_email(self, email: str) -> Person | None: ...
    def by_key(self, key: str) -> Person | None: ...
    def named(self, name: str, role: Role | None = None, *, limit: int = 25) -> Sequence[Person]:
        """People whose name is this, or else whose words begin with these, without case and accents."""
        ...

    def hold(self, person_ids: Collection[int]) -> None:
        """Until this transaction ends, nobody else can hold one of them: their time is given to one match at once."""
        ...

    def keys(self) -> Mapping[int, str]:
        """Of everybody, by id."""
        ...

    def managers(self, *, limit: int | None = None) -> Sequence[Person]:
        """In the order of their ids: all of them, or only the first."""
        ...

    def manager_ids(self) -> frozenset[int]: ...
    def all(self) -> Sequence[Person]: ...
    def profiles(self, role: Role) -> Sequence[Profile]:
        """Everybody with that role, in the order of their ids, without anything that is sealed."""
        ...

    def names(self, role: Role) -> Sequence[tuple[int, str]]:
        """Number and full name of everybody with that role, in the order of their numbers."""
        ...

    def save(self, row: PersonRow) -> tuple[Person, bool]:
        """Adds or updates by key; whether anything changed. References to people are linked by `link`."""
        ...

    def choose(self, person_id: int, *, language: str, timezone: str | None) -> None:
        """What a person wishes for themselves; it goes before what the roster says. `timezone` None: the program's."""
        ...

    def guardians_of(self, student_ids: Collection[int]) -> Mapping[int, int]:
        """By student, the guardian of each of them who is under 18 and has one."""
        ...

    def end_links(self, person_id: int, *, since: datetime) -> None:
        """Whatever page link this person was sent before is over."""
        ...

    def children_of(self, guardian_id: int) -> Sequence[Person]:
        """The students under 18 of this guardian."""
        ...

    def link(self, row: PersonRow) -> bool: ...
    def vacate(self, person_id: int) -> None:
        """Frees this person's e-mail address and Slack account for somebody else."""
        ...


class Contacts(Protocol):
    """Slack's own name for the conversation with a user: asked once, then kept."""

    def channels(self, person_ids: Collection[int]) -> Mapping[int, str]: ...
    def remember(self, channels: Mapping[int, str]) -> None: ...
