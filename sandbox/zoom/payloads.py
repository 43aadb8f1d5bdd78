"""The bodies of Zoom's webhook events about a meeting and its people, as irregular as its real ones."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sandbox.zoom.meetings import Meeting, utc_text
from sandbox.zoom.people import BREAKOUT_ROOM, Connection, Happened

Body = dict[str, Any]

_TIME_FIELD = {
    "meeting.participant_joined": "join_time",
    "meeting.participant_joined_breakout_room": "join_time",
    "meeting.participant_left": "leave_time",
    "meeting.participant_left_breakout_room": "leave_time",
}
_WITH_NUMBER = frozenset({"meeting.participant_jbh_waiting_left"})
"""Of all events about a participant, the ones whose meeting id is a number."""


def envelope(event: str, payload: Mapping[str, Any], *, at: datetime) -> Body:
    """`event_ts` is in milliseconds."""
    return {"event": event, "event_ts": int(at.timestamp() * 1000), "payload": dict(payload)}


def of_meeting(account_id: str, meeting: Meeting, happened: Happened) -> Body:
    """`meeting.*`: the id is a string, and `start_time` is when this run really began."""
    thing = {**about(meeting, happened.instance, happened.started_at), "id": str(meeting.id)}
    if happened.event in _WITH_NUMBER:
        thing["id"] = meeting.id
    if happened.event == "meeting.ended":
        thing["end_time"] = utc_text(happened.at)
    if happened.event.endswith("breakout_room"):
        thing["breakout_room_uuid"] = BREAKOUT_ROOM
    if happened.connection is not None:
        thing["participant"] = _participant(happened, happened.connection)
    return envelope(happened.event, {"account_id": account_id, "object": thing}, at=happened.at)


def about(meeting: Meeting, instance: str, started_at: datetime) -> Body:
    return {
        "uuid": instance,
        "host_id": meeting.host.id,
        "topic": meeting.fields["topic"],
        "type": meeting.fields["type"],
        "start_time": utc_text(started_at),
        "timezone": meeting.fields.get("timezone", "UTC"),
        "duration": meeting.fields.get("duration", 60),
    }


def of_change(account_id: str, meeting: Meeting, old: Mapping[str, Any], new: Mapping[str, Any], at: datetime) -> Body:
    """`meeting.updated`: the id is a number here, and only what was sent is in it."""
    name = {"id": meeting.id, "uuid": meeting.room.instance}
    payload = {
        **_operator(account_id, meeting, at),
        "scope": "single",
        "old_object": {**name, **old},
        "object": {**name, **new},
    }
    return envelope("meeting.updated", payload, at=at)


def of_deletion(account_id: str, meeting: Meeting, at: datetime) -> Body:
    """`meeting.deleted`: `start_time` is when it was planned."""
    thing = {**about(meeting, meeting.room.instance, at), "id": meeting.id}
    thing["start_time"] = meeting.fields.get("start_time", utc_text(at))
    payload = {**_operator(account_id, meeting, at), "operation": "single", "object": thing}
    return envelope("meeting.deleted", payload, at=at)


def _operator(account_id: str, meeting: Meeting, at: datetime) -> Body:
    return {
        "account_id": account_id,
        "operator": meeting.host.email,
        "operator_id": meeting.host.id,
        "time_stamp": int(at.timestamp() * 1000),
    }


def _participant(happened: Happened, connection: Connection) -> Body:
    if "_jbh_" in happened.event:
        return _before_host(happened, connection)
    visitor = connection.visitor
    participant: Body = {
        "user_id": connection.number,
        "user_name": visitor.name,
        "id": visitor.user_id,
        "participant_user_id": visitor.user_id,
        "participant_uuid": connection.uuid,
        "email": visitor.email,
        _TIME_FIELD.get(happened.event, "date_time"): utc_text(happened.at),
    }
    if happened.roles is not None:
        return {**participant, "old_role": happened.roles[0], "new_role": happened.roles[1]}
    if happened.event.endswith("breakout_room"):
        participant |= _in_breakout_room(connection)
    if visitor.registrant_id is not None:
        participant["registrant_id"] = visitor.registrant_id
    if happened.reason:
        participant["leave_reason"] = happened.reason
    return participant


def _before_host(happened: Happened, connection: Connection) -> Body:
    """Who waits for the host, or came before: without a connection, and without a time."""
    visitor = connection.visitor
    participant = {"id": visitor.user_id, "user_name": visitor.name}
    if visitor.registrant_id is None or happened.event == "meeting.participant_jbh_waiting":
        return participant
    return {**participant, "registrant_id": visitor.registrant_id}


def _in_breakout_room(connection: Connection) -> Body:
    """The `user_id` has a time stuck to it; the one of the other events is the parent's."""
    return {
        "user_id": f"{connection.number}{connection.since:%Y-%m-%d %H:%M:%S}:000",
        "parent_user_id": connection.number,
    }
