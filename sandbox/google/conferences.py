"""Meet's conference records: each call of a space, who took part in it, and what it left behind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sandbox.google.artifacts import ARTIFACTS, Artifact, artifact_json
from sandbox.google.asking import JSON, Asked, Handler, opaque, stamp, user_of
from sandbox.google.listing import Row, condition, page
from sandbox.google.refusals import not_found
from sandbox.google.spaces import Space, Spaces

KEPT_FOR = timedelta(days=30)

RECORD_FIELDS = frozenset({"space.meeting_code", "space.name", "start_time", "end_time"})
PARTICIPANT_FIELDS = frozenset({"earliest_start_time", "latest_end_time"})
VISIT_FIELDS = frozenset({"start_time", "end_time"})


@dataclass(frozen=True)
class Visitor:
    """Somebody at the door of a room: signed in with the account `email`, or anonymous without one."""

    name: str
    email: str | None


@dataclass
class Visit:
    """One stay without a gap: what Meet calls a participant session."""

    id: str
    start: datetime
    end: datetime | None = None

    @property
    def row(self) -> Row:
        return {"start_time": self.start, "end_time": self.end}


@dataclass
class Participant:
    """An account in one call, with all its visits; an anonymous visitor is a new participant each time."""

    id: str
    visitor: Visitor
    visits: list[Visit] = field(default_factory=list)

    @property
    def end(self) -> datetime | None:
        ends = [visit.end for visit in self.visits if visit.end]
        return max(ends) if len(ends) == len(self.visits) else None

    @property
    def row(self) -> Row:
        return {"earliest_start_time": self.visits[0].start, "latest_end_time": self.end}


@dataclass
class Record:
    """One call: from the first who enters until the last leaves."""

    id: str
    space: Space
    start: datetime
    end: datetime | None = None
    participants: list[Participant] = field(default_factory=list)
    artifacts: dict[str, list[Artifact]] = field(default_factory=lambda: {kind: [] for kind in ARTIFACTS.values()})

    @property
    def name(self) -> str:
        return f"conferenceRecords/{self.id}"

    @property
    def expires_at(self) -> datetime:
        return (self.end or self.start) + KEPT_FOR

    def expired(self, at: datetime) -> bool:
        return self.end is not None and at >= self.expires_at

    @property
    def row(self) -> Row:
        space = self.space
        return {
            "space.name": space.name,
            "space.meeting_code": space.code,
            "start_time": self.start,
            "end_time": self.end,
        }

    def visible_to(self, email: str) -> bool:
        return email == self.space.owner or any(p.visitor.email == email for p in self.participants)

    def inside(self) -> Iterator[tuple[Participant, Visit]]:
        return ((p, visit) for p in self.participants for visit in p.visits if visit.end is None)


class Conferences:
    """Keeps the calls of all spaces, and answers `conferenceRecords.**` and `spaces.endActiveConference`."""

    def __init__(self, spaces: Spaces) -> None:
        self._spaces = spaces
        self._records: dict[str, Record] = {}

    def handlers(self) -> dict[str, Handler]:
        records = "meet.conferenceRecords"
        return {
            "meet.spaces.endActiveConference": self._end_active,
            f"{records}.get": lambda asked: _record_json(self._record(asked, asked.path["name"])),
            f"{records}.list": self._list_records,
            f"{records}.participants.get": lambda asked: _participant_json(*self._participant(asked, "name")),
            f"{records}.participants.list": self._list_participants,
            f"{records}.participants.participantSessions.list": self._list_visits,
            **{f"{records}.{kind}.get": self._reads_artifact(kind) for kind in ARTIFACTS.values()},
            **{f"{records}.{kind}.list": self._lists_artifacts(kind) for kind in ARTIFACTS.values()},
        }

    def live(self, space: Space) -> Record | None:
        return next((r for r in self._records.values() if r.space is space and r.end is None), None)

    def enter(self, space: Space, visitor: Visitor, at: datetime) -> None:
        """Starts the call when nobody is in the room yet."""
        record = self.live(space)
        if record is None:
            record = Record(opaque("record", space.id, len(self._records)), space, at)
            self._records[record.id] = record
            space.live_record = record.name
        known = (p for p in record.participants if visitor.email and p.visitor.email == visitor.email)
        participant = next(known, None)
        if participant is None:
            participant = Participant(opaque("participant", record.id, len(record.participants)), visitor)
            record.participants.append(participant)
        participant.visits.append(Visit(opaque("visit", participant.id, len(participant.visits)), at))

    def end(self, record: Record, at: datetime) -> None:
        """Everybody is out, and whatever was recording stops."""
        for _, visit in [*record.inside()]:
            visit.end = at
        for artifact in (a for kind in record.artifacts.values() for a in kind if a.end is None):
            artifact.end = at
        record.end, record.space.live_record = at, None

    def _end_active(self, asked: Asked) -> JSON:
        """Google: "Ends an active conference (if there's one)", so that none is no error."""
        record = self.live(self._spaces.owned(asked, asked.path["name"]))
        if record is not None:
            self.end(record, asked.at)
        return {}

    def _list_records(self, asked: Asked) -> JSON:
        wanted = condition(asked.query.get("filter"), RECORD_FIELDS)
        kept = (r for r in self._records.values() if r.visible_to(asked.subject) and not r.expired(asked.at))
        newest_first = sorted((r for r in kept if wanted(r.row)), key=lambda record: record.start, reverse=True)
        return _page(asked, "conferenceRecords", [_record_json(r) for r in newest_first], usual=25, most=100)

    def _list_participants(self, asked: Asked) -> JSON:
        record = self._record(asked, asked.path["parent"])
        wanted = condition(asked.query.get("filter"), PARTICIPANT_FIELDS)
        newest_first = sorted(record.participants, key=lambda p: p.visits[0].start, reverse=True)
        rows = [_participant_json(record, p) for p in newest_first if wanted(p.row)]
        return _page(asked, "participants", rows, usual=100, most=250)

    def _list_visits(self, asked: Asked) -> JSON:
        record, participant = self._participant(asked, "parent")
        wanted = condition(asked.query.get("filter"), VISIT_FIELDS)
        parent = f"{record.name}/participants/{participant.id}"
        rows = [_visit_json(parent, visit) for visit in reversed(participant.visits) if wanted(visit.row)]
        return _page(asked, "participantSessions", rows, usual=100, most=250)

    def _lists_artifacts(self, kind: str) -> Handler:
        def answer(asked: Asked) -> JSON:
            record = self._record(asked, asked.path["parent"])
            rows = [artifact_json(record.name, artifact, asked.at) for artifact in record.artifacts[kind]]
            return _page(asked, kind, rows, usual=10, most=100)

        return answer

    def _reads_artifact(self, kind: str) -> Handler:
        def answer(asked: Asked) -> JSON:
            record, wanted = self._record(asked, asked.path["name"]), asked.path["name"].split("/")[3]
            found = next((artifact for artifact in record.artifacts[kind] if artifact.id == wanted), None)
            if found is None:
                raise not_found()
            return artifact_json(record.name, found, asked.at)

        return answer

    def _record(self, asked: Asked, name: str) -> Record:
        record = self._records.get(name.split("/")[1])
        if record is None or record.expired(asked.at) or not record.visible_to(asked.subject):
            raise not_found()
        return record

    def _participant(self, asked: Asked, parameter: str) -> tuple[Record, Participant]:
        record = self._record(asked, asked.path[parameter])
        participant_id = asked.path[parameter].split("/")[3]
        found = next((p for p in record.participants if p.id == participant_id), None)
        if found is None:
            raise not_found()
        return record, found


def _page(asked: Asked, key: str, rows: Sequence[JSON], *, usual: int, most: int) -> JSON:
    size, token = asked.query.get("pageSize"), asked.query.get("pageToken")
    return page(key, rows, size=size, token=token, usual=usual, most=most)


def _span(start_key: str, start: datetime, end_key: str, end: datetime | None) -> JSON:
    return {start_key: stamp(start)} | ({end_key: stamp(end)} if end else {})


def _record_json(record: Record) -> JSON:
    span = _span("startTime", record.start, "endTime", record.end)
    return {"name": record.name, "space": record.space.name, "expireTime": stamp(record.expires_at), **span}


def _participant_json(record: Record, participant: Participant) -> JSON:
    visitor = participant.visitor
    if visitor.email:
        who = {"signedinUser": {"user": user_of(visitor.email), "displayName": visitor.name}}
    else:
        who = {"anonymousUser": {"displayName": visitor.name}}
    span = _span("earliestStartTime", participant.visits[0].start, "latestEndTime", participant.end)
    return {"name": f"{record.name}/participants/{participant.id}", **who, **span}


def _visit_json(parent: str, visit: Visit) -> JSON:
    span = _span("startTime", visit.start, "endTime", visit.end)
    return {"name": f"{parent}/participantSessions/{visit.id}", **span}
