"""Meet's spaces: their settings, and the members who may enter without knocking."""

from __future__ import annotations

import copy
import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sandbox.google.asking import JSON, Asked, Handler, opaque, user_of
from sandbox.google.listing import page
from sandbox.google.refusals import Refusal, exhausted, forbidden, invalid, not_found

DEFAULT_RESTRICTIONS: Mapping[str, str] = {
    "chatRestriction": "NO_RESTRICTION",
    "reactionRestriction": "NO_RESTRICTION",
    "presentRestriction": "NO_RESTRICTION",
    "defaultJoinAsViewerType": "OFF",
}
DEFAULT_CONFIG: Mapping[str, Any] = {
    "accessType": "TRUSTED",
    "entryPointAccess": "ALL",
    "moderation": "OFF",
    "moderationRestrictions": DEFAULT_RESTRICTIONS,
    "attendanceReportGenerationType": "DO_NOT_GENERATE",
    "artifactConfig": {
        "recordingConfig": {"autoRecordingGeneration": "OFF"},
        "transcriptionConfig": {"autoTranscriptionGeneration": "OFF"},
        "smartNotesConfig": {"autoSmartNotesGeneration": "OFF"},
    },
}


@dataclass
class Member:
    """Somebody who may enter a space without knocking; `role` is COHOST or None."""

    id: str
    email: str
    role: str | None


@dataclass
class Space:
    """`removed` are the addresses that were members; `live_record` names the record of the call that is going on."""

    id: str
    code: str
    uri: str
    owner: str
    config: JSON
    members: dict[str, Member] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)
    live_record: str | None = None

    @property
    def name(self) -> str:
        return f"spaces/{self.id}"

    def invites(self, email: str | None) -> bool:
        return email == self.owner or any(member.email == email for member in self.members.values())

    def hosted_by(self, email: str | None) -> bool:
        hosts = {member.email for member in self.members.values() if member.role == "COHOST"}
        return email == self.owner or email in hosts


class Spaces:
    """Answers `spaces.*` and `spaces.members.*`.

    `creates_per_minute`: Meet limits `spaces.create` to 10 per minute and user; None switches the limit off.
    `unlicensed`: dotted settings (`artifactConfig.smartNotesConfig`) that the organizer's edition lacks, and which
    therefore no answer shows. `tells_member_user`: members carry their `users/{id}`, which Google's description of
    a member leaves out.
    """

    def __init__(self, *, meet_base: str, tells_member_user: bool = False) -> None:
        self.meet_base, self.tells_member_user = meet_base, tells_member_user
        self.creates_per_minute: int | None = 10
        self.unlicensed: set[str] = set()
        self._spaces: dict[str, Space] = {}
        self._created: dict[str, list[datetime]] = {}

    def handlers(self) -> dict[str, Handler]:
        return {
            "meet.spaces.create": self._create,
            "meet.spaces.get": self._get,
            "meet.spaces.patch": self._patch,
            "meet.spaces.members.create": self._add_member,
            "meet.spaces.members.get": lambda asked: self._member_json(*self._member(asked)),
            "meet.spaces.members.list": self._list_members,
            "meet.spaces.members.patch": self._patch_member,
            "meet.spaces.members.delete": self._remove_member,
        }

    def find(self, name: str) -> Space | None:
        """By `spaces/{id}` or, as `spaces.get` allows, `spaces/{meetingCode}`."""
        key = name.removeprefix("spaces/")
        return self._spaces.get(key) or next((space for space in self if space.code == key), None)

    def owned(self, asked: Asked, name: str) -> Space:
        """The space that only its owner may change. Raises Refusal 404 for a meeting code, 403 for a stranger."""
        space = self._spaces.get(name.removeprefix("spaces/"))
        if space is None:
            raise not_found()
        if space.owner != asked.subject:
            raise forbidden("The caller does not have permission.")
        return space

    def __iter__(self) -> Iterator[Space]:
        return iter(self._spaces.values())

    def _create(self, asked: Asked) -> JSON:
        self._count_create(asked)
        code = opaque("code", len(self._spaces), alphabet=string.ascii_lowercase)
        code = f"{code[:3]}-{code[3:7]}-{code[7:10]}"
        space = Space(
            id=opaque("space", len(self._spaces)),
            code=code,
            uri=f"{self.meet_base}/{code}",
            owner=asked.subject,
            config=_settled(_merged(DEFAULT_CONFIG, asked.body.get("config", {}))),
        )
        self._spaces[space.id] = space
        return self._space_json(space, asked)

    def _count_create(self, asked: Asked) -> None:
        recent = [at for at in self._created.get(asked.subject, []) if at > asked.at - timedelta(minutes=1)]
        if self.creates_per_minute is not None and len(recent) >= self.creates_per_minute:
            raise exhausted("Quota exceeded for quota metric 'Create space requests' per minute per user.")
        self._created[asked.subject] = [*recent, asked.at]

    def _get(self, asked: Asked) -> JSON:
        space = self.find(asked.path["name"])
        if space is None:
            raise not_found()
        return self._space_json(space, asked)

    def _patch(self, asked: Asked) -> JSON:
        space = self.owned(asked, asked.path["name"])
        changed = copy.deepcopy(space.config)
        for path in _mask(asked):
            _copy_setting(path, asked.body, {"config": changed})
        space.config = _settled(changed)
        return self._space_json(space, asked)

    def _space_json(self, space: Space, asked: Asked) -> JSON:
        """Only the owner is told the settings."""
        answer: JSON = {"name": space.name, "meetingUri": space.uri, "meetingCode": space.code}
        if space.live_record:
            answer["activeConference"] = {"conferenceRecord": space.live_record}
        if asked.subject == space.owner:
            answer["config"] = copy.deepcopy(space.config)
            for setting in self.unlicensed:
                _drop(setting, answer["config"])
        return answer

    def _add_member(self, asked: Asked) -> JSON:
        space = self.owned(asked, asked.path["parent"])
        email = str(asked.body.get("email", "")).lower()
        if "@" not in email:
            raise invalid("A member needs an e-mail address.")
        if any(member.email == email for member in space.members.values()):
            raise Refusal(409, "ALREADY_EXISTS", "alreadyExists", "Requested entity already exists.")
        member = Member(opaque("member", space.id, email), email, _role(asked.body))
        space.members[member.id] = member
        space.removed.discard(email)
        return self._member_json(space, member)

    def _list_members(self, asked: Asked) -> JSON:
        space = self.owned(asked, asked.path["parent"])
        rows = [self._member_json(space, member) for member in space.members.values()]
        size, token = asked.query.get("pageSize"), asked.query.get("pageToken")
        return page("members", rows, size=size, token=token, usual=250, most=500)

    def _patch_member(self, asked: Asked) -> JSON:
        space, member = self._member(asked)
        if [*_mask(asked)] != ["role"]:
            raise invalid("Only the role of a member can be changed.")
        member.role = _role(asked.body)
        return self._member_json(space, member)

    def _remove_member(self, asked: Asked) -> JSON:
        space, member = self._member(asked)
        del space.members[member.id]
        space.removed.add(member.email)
        return {}

    def _member(self, asked: Asked) -> tuple[Space, Member]:
        space_name, _, member_id = asked.path["name"].partition("/members/")
        space = self.owned(asked, space_name)
        if member_id not in space.members:
            raise not_found()
        return space, space.members[member_id]

    def _member_json(self, space: Space, member: Member) -> JSON:
        answer = {"name": f"{space.name}/members/{member.id}", "email": member.email}
        if member.role:
            answer["role"] = member.role
        if self.tells_member_user:
            answer["user"] = user_of(member.email)
        return answer


def _role(body: Mapping[str, Any]) -> str | None:
    return "COHOST" if body.get("role") == "COHOST" else None


def _mask(asked: Asked) -> Iterator[str]:
    """The paths of the update mask. Stricter than Google: it must be there, and each path must be in the body."""
    paths = [path for path in asked.query.get("updateMask", "").split(",") if path]
    if not paths:
        raise invalid("An explicit updateMask is required.")
    for path in paths:
        holder: Any = asked.body
        for step in path.split("."):
            if not isinstance(holder, Mapping) or step not in holder:
                raise invalid(f"The updateMask names '{path}', which the body does not hold.")
            holder = holder[step]
        yield path


def _copy_setting(path: str, source: Mapping[str, Any], target: JSON) -> None:
    *steps, last = path.split(".")
    if [*steps, last][0] != "config":
        raise invalid(f"'{path}' cannot be changed.")
    for step in steps:
        source, target = source[step], target.setdefault(step, {})
    target[last] = copy.deepcopy(source[last])


def _drop(setting: str, config: JSON) -> None:
    *steps, last = setting.split(".")
    for step in steps:
        config = config[step]
    config.pop(last, None)


def _merged(base: Mapping[str, Any], given: Mapping[str, Any]) -> JSON:
    merged = copy.deepcopy(dict(base))
    for name, value in given.items():
        merged[name] = _merged(merged.get(name, {}), value) if isinstance(value, Mapping) else value
    return merged


def _settled(config: JSON) -> JSON:
    """Meet v2: with moderation off the restrictions go back to their defaults."""
    if config["moderation"] == "OFF":
        config["moderationRestrictions"] = dict(DEFAULT_RESTRICTIONS)
    return config
