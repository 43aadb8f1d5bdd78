"""What the jobs work with: the database, the platforms, and the words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from mentoring.acts.answering import Notice
from mentoring.acts.briefing import AlertView
from mentoring.acts.looking import Children, SessionLine
from mentoring.acts.tidings import TidingView
from mentoring.checks import Check
from mentoring.nominations import Nomination, NominationDraft
from mentoring.people import Person
from mentoring.policy import Policy
from mentoring.ports import ChatMessage, Clock, Directory, Examiner, Inviter, Letter, Messenger, Postman, RoomProvider
from mentoring.rooms import Platform
from mentoring.store import DoorKeys, PageKeys, Store
from mentoring.tidings import Said
from mentoring.trainings import Materials


class Words(Protocol):
    """Turns what must be told into Slack messages."""

    def alert(self, views: Sequence[AlertView], reader: Person) -> ChatMessage: ...
    def reminder(
        self, line: SessionLine, reader: Person, door: str, children: Children = (), *, soon: bool
    ) -> ChatMessage: ...
    def notice(
        self, line: SessionLine, notice: Notice, about: Person | None, reader: Person, door: str
    ) -> ChatMessage: ...
    def failing(self, checks: Sequence[Check]) -> ChatMessage: ...
    def tiding(self, view: TidingView, said: Said) -> ChatMessage: ...
    def letter(self, subject: str, letter: str) -> ChatMessage: ...


class Letters(Protocol):
    """Turns what must be told into e-mail, for people without Slack. `child`: whose session it is, for a guardian."""

    def invitation(self, line: SessionLine, reader: Person, child: Person | None, door: str) -> tuple[str, str]: ...
    def withdrawal(self, line: SessionLine, reader: Person) -> tuple[str, str]: ...
    def reminder(
        self,
        line: SessionLine,
        reader: Person,
        child: Person | None,
        door: str,
        children: Children = (),
        *,
        soon: bool,
    ) -> tuple[str, str]: ...
    def notice(
        self, line: SessionLine, notice: Notice, about: Person | None, reader: Person, child: Person | None, door: str
    ) -> tuple[str, str]: ...
    def alert(self, views: Sequence[AlertView], reader: Person) -> tuple[str, str]: ...
    def failing(self, checks: Sequence[Check], reader: Person) -> tuple[str, str]: ...
    def tiding(self, view: TidingView) -> Said: ...
    def receipt(self, nomination: Nomination, draft: NominationDraft) -> tuple[str, str]: ...


@dataclass(frozen=True)
class Means:
    """`rooms` has the platforms that are switched on; `messenger` is None where Slack is not configured."""

    store: Store
    clock: Clock
    policy: Policy
    rooms: Mapping[Platform, RoomProvider]
    inviter: Inviter
    postman: Postman
    messenger: Messenger | None
    doors: DoorKeys
    pages: PageKeys
    words: Words
    letters: Letters
    threads: int = 16
    hosts: Mapping[Platform, Mapping[str, int]] = field(default_factory=dict)
    """Accounts that own rooms, each with how many it may carry at once."""
    materials: Materials = field(default_factory=Materials)
    directory: Directory | None = None
    examiners: Sequence[Examiner] = ()


def letter(key: str, reader: Person, subject_and_body: tuple[str, str]) -> Letter | None:
    """A letter to that person, or None where there is no address."""
    if not reader.email:
        return None
    return Letter(key, reader.email, reader.name, *subject_and_body)
