"""The people in Zoom's lists: who is in a running meeting, and who was in one that is over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from integrations.zoom.errors import unreadable
from integrations.zoom.identities import identities
from mentoring.presence import Seat, Source, Stay

_WAITS = "in_waiting_room"
_INSIDE = "in_meeting"


def seats(rows: Iterable[Mapping[str, Any]], *, instance: str, host: str) -> tuple[Seat, ...]:
    """Who is in the room itself. Zoom also lists who waits, who left and who is in a breakout room. Of each row only
    the name and the ids are kept: it has the address and the device of a machine, too."""
    return tuple(
        Seat(instance, _connection(row), _word(row, "user_name"), _identities(row, host))
        for row in rows
        if row.get("status") == _INSIDE and not row.get("leave_time") and not row.get("bo_mtg_id")
    )


def stays(rows: Iterable[Mapping[str, Any]], *, instance: str, host: str, since: datetime) -> Iterator[Stay]:
    """A stay for each row that is attendance. Waiting is none, and being in a breakout room is none of this room.
    Raises ProviderError when a row's times cannot be read."""
    for row in rows:
        if row.get("status") == _WAITS or row.get("bo_mtg_id"):
            continue
        joined_at, left_at = _moment(row.get("join_time")), row.get("leave_time")
        stay = Stay(
            Source.ZOOM_REPORT,
            _identities(row, host),
            _word(row, "name"),
            joined_at,
            _moment(left_at) if left_at else None,
            f"{instance}#{_connection(row)}",
        )
        if stay.left_at is None or stay.left_at > since:
            yield stay


def _identities(row: Mapping[str, Any], host: str) -> tuple[str, ...]:
    """Whoever is signed in has the id of an account."""
    email = _word(row, "email") or _word(row, "user_email")
    signed_in = bool(_word(row, "participant_user_id") or _word(row, "id"))
    hosts = signed_in and email.casefold() == host.casefold()
    return identities(registrant=_word(row, "registrant_id"), email=email, hosts=hosts)


def _connection(row: Mapping[str, Any]) -> str:
    """The same as in the webhooks, for it is by this that the ledger knows who a row is about."""
    return _word(row, "user_id") or _word(row, "participant_uuid")


def _word(row: Mapping[str, Any], name: str) -> str:
    """Zoom gives some ids as numbers."""
    value = row.get(name)
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _moment(text: Any) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        raise unreadable("list who was in a Zoom meeting", "a row has no time that can be read", writes=False) from None
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
