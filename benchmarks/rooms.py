"""Rooms at Zoom's stand-in, made by the real adapter: without a room there is nothing to watch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from benchmarks.standins import ROOMS_OF_A_HOST, ZOOM_ACCOUNT, ZOOM_CLIENT, ZOOM_SECRET, zoom_hosts
from integrations.zoom.client import ZoomApi
from integrations.zoom.rooms import ZoomRooms
from mentoring.rooms import MadeRoom, RoomRequest


def make_rooms(address: str, count: int, *, told: Callable[[], None]) -> Sequence[MadeRoom]:
    """As many as asked, on the hosts in turn; `told` is called for each."""
    api = ZoomApi(
        account_id=ZOOM_ACCOUNT,
        client_id=ZOOM_CLIENT,
        client_secret=ZOOM_SECRET,
        api_url=f"{address}/zoom/v2",
        oauth_url=f"{address}/zoom/oauth/token",
    )
    hosts = [ZoomRooms(api, {host: 1}, lambda _since, _until: {}) for host in zoom_hosts(count)]
    now = datetime.now(UTC)

    def make(number: int) -> MadeRoom:
        request = RoomRequest(f"session-{number}-room-1", "Session", now, now + timedelta(hours=1))
        room = hosts[number // ROOMS_OF_A_HOST].create(request, at=now)
        told()
        return room

    with ThreadPoolExecutor(max_workers=8) as pool:
        return list(pool.map(make, range(count)))
