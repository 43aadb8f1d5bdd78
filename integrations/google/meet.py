"""Rooms in Google Meet: made with everything off that could record, read back, watched and ended."""

# ruff: noqa: ARG002 - the port hands every method the time and `find` its request; Meet has no use for some of them

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from googleapiclient.errors import HttpError

from integrations.google.errors import answer_of, asking, is_refusal
from integrations.google.presence import pages, stays_of
from integrations.google.session import GoogleServices
from mentoring.presence import Observation
from mentoring.rooms import Entry, Guest, MadeRoom, Platform, Proof, Reading, RoomRequest, RoomRole

CONFIG: Mapping[str, Any] = {
    "accessType": "RESTRICTED",
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
"""Meet v2 `SpaceConfig`. RESTRICTED: who was not let in must knock. Chat is for hosts only, because what is written
in private no monitor sees. The attendance report would put names into Drive. `OFF` stops what starts by itself;
whether the record button is there is decided by the administrator's policy alone."""

COHOST = "COHOST"
NO_ROLE = "ROLE_UNSPECIFIED"


class GoogleMeetRooms:
    """A RoomProvider. A room is a Meet space, known by its id without `spaces/`; the meeting code may be reused by
    Google a year after its last use and is never a key."""

    platform = Platform.GOOGLE_MEET

    def __init__(self, services: GoogleServices) -> None:
        self._spaces = services.meet.spaces()
        self._members = self._spaces.members()
        self._records = services.meet.conferenceRecords()

    def create(self, request: RoomRequest, *, at: datetime) -> MadeRoom:
        with asking("make a Meet room", writes=True):
            space = answer_of(self._spaces.create(body={"config": CONFIG}))
            return MadeRoom(self.platform, space["name"].removeprefix("spaces/"), space["meetingUri"])

    def find(self, request: RoomRequest, *, at: datetime) -> MadeRoom | None:
        """Always None: Meet lists no spaces and takes no key of ours. An unanswered `create` may therefore leave an
        orphan behind, which nobody is told of and nobody can enter."""
        return None

    def prove(self, room: MadeRoom, *, at: datetime) -> Proof:
        with asking("read the settings of a Meet room"):
            space = answer_of(self._spaces.get(name=_name(room)))
        wanted, found = dict(_settings(CONFIG)), dict(_settings(space.get("config", {})))
        return Proof(tuple(Reading(name, value, found.get(name)) for name, value in wanted.items()), read_at=at)

    def let_in(self, room: MadeRoom, guests: Sequence[Guest], *, at: datetime) -> tuple[Entry, ...]:
        """Makes the guests members, the monitor as co-host: members enter without knocking when they are signed in
        with just this address. A guest without an address gets no Entry and has to knock."""
        invited = {guest.email.lower(): guest for guest in guests if guest.email}
        members = self._members_of(room)
        seated = [self._seat(room, guest, members.get(email)) for email, guest in invited.items()]
        if any(seated):
            members = self._members_of(room)
        return tuple(
            Entry(guest.person_id, identity=members.get(email, {}).get("user") or f"email:{email}")
            for email, guest in invited.items()
        )

    def opening_address(self, room: MadeRoom, *, at: datetime) -> str:
        """The room's own address: in Meet a co-host opens it by entering."""
        return room.address

    def observe(self, room: MadeRoom, *, since: datetime, at: datetime) -> Observation:
        """Meet's records of all calls in the room since then; one request when there was none."""
        with asking("read who is in a Meet room"):
            calls = self._records.list(filter=f'space.name = "{_name(room)}"', pageSize=100)
            records = [*pages(self._records, calls, "conferenceRecords")]
            stays = tuple(stays_of(self._records, records, since=since))
        return Observation(live=any("endTime" not in record for record in records), stays=stays, read_at=at)

    def end(self, room: MadeRoom, *, at: datetime) -> None:
        """Meet: "Ends an active conference (if there's one)"."""
        with asking("end the call in a Meet room", writes=True):
            answer_of(self._spaces.endActiveConference(name=_name(room), body={}))

    def _members_of(self, room: MadeRoom) -> dict[str, Mapping[str, Any]]:
        with asking("read the members of a Meet room"):
            listing = self._members.list(parent=_name(room), pageSize=100)
            return {member["email"].lower(): member for member in pages(self._members, listing, "members")}

    def _seat(self, room: MadeRoom, guest: Guest, member: Mapping[str, Any] | None) -> bool:
        """Whether something had to be changed so that the guest is a member in the right role."""
        role = COHOST if guest.role is RoomRole.MONITOR else NO_ROLE
        if member is None:
            self._add(room, {"email": guest.email, "role": role})
        elif member.get("role", NO_ROLE) != role:
            with asking("change a role in a Meet room", writes=True):
                answer_of(self._members.patch(name=member["name"], updateMask="role", body={"role": role}))
        else:
            return False
        return True

    def _add(self, room: MadeRoom, member: Mapping[str, Any]) -> None:
        with asking("let somebody into a Meet room", writes=True):
            try:
                answer_of(self._members.create(parent=_name(room), body=member))
            except HttpError as error:
                if not is_refusal(error, 409):
                    raise


def _name(room: MadeRoom) -> str:
    return f"spaces/{room.meeting_id}"


def _settings(config: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in config.items():
        if isinstance(value, Mapping):
            yield from _settings(value, f"{prefix}{name}.")
        else:
            yield prefix + name, str(value)
