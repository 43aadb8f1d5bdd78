"""Rooms in Google Meet: made with everything off that could record, read back, watched and ended."""

# ruff: noqa: ARG002 - the port hands every method the time and `find` its request; Meet has no use for some of them

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from integrations.google.account import MeetAccount
from integrations.google.errors import answer_of, asking, unless_gone
from integrations.google.members import Members
from integrations.google.quota import allowance_for
from integrations.google.session import GoogleServices
from integrations.google.watching import Watcher
from mentoring.presence import Observation, Stay
from mentoring.rooms import Entry, Guest, MadeRoom, Platform, Proof, Reading, RoomRequest

CONFIG: Mapping[str, Any] = {
    "entryPointAccess": "ALL",
    "moderation": "ON",
    "moderationRestrictions": {
        "chatRestriction": "HOSTS_ONLY",
        "reactionRestriction": "NO_RESTRICTION",
        "presentRestriction": "NO_RESTRICTION",
        "defaultJoinAsViewerType": "OFF",
    },
    "attendanceReportGenerationType": "DO_NOT_GENERATE",
    "artifactConfig": {
        "recordingConfig": {"autoRecordingGeneration": "OFF"},
        "transcriptionConfig": {"autoTranscriptionGeneration": "OFF"},
        "smartNotesConfig": {"autoSmartNotesGeneration": "OFF"},
    },
}
"""Meet v2 `SpaceConfig`, with `accessType` added to it. Chat is for hosts only, because what is written in private no
monitor sees. The attendance report would put names into Drive. `OFF` stops what starts by itself; whether the record
button is there is decided by the administrator's policy alone."""


class GoogleMeetRooms:
    """A RoomProvider. A room is a Meet space, known by its id without `spaces/`; the meeting code may be reused by
    Google a year after its last use and is never a key.

    Each room belongs to the organizer who made it, and only as that account can it be changed, ended and watched. A
    room that names none of `services` is taken for one of the first. `access` RESTRICTED: who is no member must knock;
    TRUSTED: accounts of the organizer's domain need not.
    """

    platform = Platform.GOOGLE_MEET

    def __init__(
        self, services: Mapping[str, GoogleServices], *, access: Literal["RESTRICTED", "TRUSTED"] = "RESTRICTED"
    ) -> None:
        allowance = allowance_for(len(services))
        self._first = next(iter(services))
        self._accounts = {
            name: MeetAccount(name, signed_in, allowance=allowance) for name, signed_in in services.items()
        }
        self._watchers = {name: Watcher(account) for name, account in self._accounts.items()}
        self._config = {"accessType": access, **CONFIG}

    def create(self, request: RoomRequest, *, at: datetime) -> MadeRoom:
        account = self._accounts[self._owner(request.host)]
        with asking("make a Meet room", at=at, writes=True):
            space = answer_of(account.spaces.create(body={"config": self._config}))
            meeting_id = space["name"].removeprefix("spaces/")
            return MadeRoom(self.platform, meeting_id, space["meetingUri"], account.organizer)

    def find(self, request: RoomRequest, *, at: datetime) -> MadeRoom | None:
        """Always None: Meet lists no spaces and takes no key of ours. An unanswered `create` may therefore leave an
        orphan behind, which nobody is told of and nobody can enter."""
        return None

    def prove(self, room: MadeRoom, *, at: datetime) -> Proof:
        account = self._account(room)
        space = account.read("read the settings of a Meet room", account.spaces.get(name=_name(room)), at=at)
        wanted, found = dict(_settings(self._config)), dict(_settings(space.get("config", {})))
        return Proof(tuple(Reading(name, value, found.get(name)) for name, value in wanted.items()), read_at=at)

    def secure(self, room: MadeRoom, *, at: datetime) -> None:
        """Names every setting in the mask: Meet deletes or ignores what a mask leaves open."""
        mask = ",".join(f"config.{setting}" for setting, _ in _settings(self._config))
        with asking("set the settings of a Meet room", at=at, writes=True):
            spaces = self._account(room).spaces
            answer_of(spaces.patch(name=_name(room), updateMask=mask, body={"config": self._config}))

    def let_in(self, room: MadeRoom, guests: Sequence[Guest], *, at: datetime) -> tuple[Entry, ...]:
        """Makes the guests members, the monitor as co-host: members enter without knocking when they are signed in
        with just this address. A guest without an address gets no Entry and has to knock."""
        return Members(self._account(room)).let_in(_name(room), guests, at=at)

    def put_out(self, room: MadeRoom, guests: Sequence[Guest], *, at: datetime) -> None:
        """They must knock from now on. Meet's API cannot send away who is inside: a co-host can, and so can `end`."""
        Members(self._account(room)).put_out(_name(room), guests, at=at)

    def opening_address(self, room: MadeRoom, *, at: datetime) -> str:
        """The room's own address: in Meet a co-host opens it by entering."""
        return room.address

    def observe(self, room: MadeRoom, *, since: datetime, at: datetime) -> Observation:
        """Meet hides the gaps of who came back until `recall`. Raises ProviderError with `retry_after` when even this
        is more than Meet lets the organizer read in a minute."""
        return self._watchers[self._owner(room.host)].observe(_name(room), since=since, at=at)

    def recall(self, room: MadeRoom, runs: Sequence[str], *, since: datetime, at: datetime) -> tuple[Stay, ...] | None:
        """Meet deletes its records thirty days after the call. Watching comes first: raises ProviderError with
        `retry_after` while too many calls are running."""
        return self._watchers[self._owner(room.host)].recall(_name(room), since=since, at=at)

    def stop_keeping(self, room: MadeRoom, *, at: datetime) -> None:
        """Meet has no call that stops a recording, a transcript or notes: only a host inside can, or `end`."""

    def end(self, room: MadeRoom, *, at: datetime) -> None:
        """Meet: "Ends an active conference (if there's one)"."""
        with asking("end the call in a Meet room", at=at, writes=True):
            answer_of(self._account(room).spaces.endActiveConference(name=_name(room), body={}))
        self._watchers[self._owner(room.host)].forget_running()

    def retire(self, room: MadeRoom, *, at: datetime) -> None:
        """Meet cannot delete a space. It becomes one without members, where all must knock and nobody is to answer."""
        account, name = self._account(room), _name(room)
        with unless_gone("retire a Meet room", at=at, writes=True):
            shut = {"config": {"accessType": "RESTRICTED"}}
            answer_of(account.spaces.patch(name=name, updateMask="config.accessType", body=shut))
            Members(account).clear(name, at=at)
            answer_of(account.spaces.endActiveConference(name=name, body={}))
        self._watchers[self._owner(room.host)].forget_running()

    def _account(self, room: MadeRoom) -> MeetAccount:
        return self._accounts[self._owner(room.host)]

    def _owner(self, host: str | None) -> str:
        return host if host in self._accounts else self._first


def _name(room: MadeRoom) -> str:
    return f"spaces/{room.meeting_id}"


def _settings(config: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in config.items():
        if isinstance(value, Mapping):
            yield from _settings(value, f"{prefix}{name}.")
        else:
            yield prefix + name, str(value)
