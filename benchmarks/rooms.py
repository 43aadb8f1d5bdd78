"""Rooms at the stand-ins, made by the real adapters: without a room there is nothing to watch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.standins import ZOOM_ACCOUNT, ZOOM_CLIENT, ZOOM_SECRET, zoom_hosts
from integrations.google.meet import GoogleMeetRooms
from integrations.google.session import GoogleServices
from integrations.zoom.client import ZoomApi
from integrations.zoom.rooms import ZoomRooms
from mentoring.ports import RoomProvider
from mentoring.rooms import MadeRoom, RoomRequest

THREADS = 8


class _NoBudget:
    """A WriteBudget that counts nothing: the stand-in holds each host to its day's writes."""

    def spend(self, host: str, *, at: datetime) -> bool:  # noqa: ARG002 - the port's signature
        return True


def zoom_rooms(address: str, count: int) -> ZoomRooms:
    """Zoom's adapter, with hosts for so many rooms."""
    api = ZoomApi(
        account_id=ZOOM_ACCOUNT,
        client_id=ZOOM_CLIENT,
        client_secret=ZOOM_SECRET,
        budget=_NoBudget(),
        api_url=f"{address}/zoom/v2",
        oauth_url=f"{address}/zoom/oauth/token",
    )
    return ZoomRooms(api, list(zoom_hosts(count)))


def meet_rooms(address: str, credentials: Path, organizers: Sequence[str]) -> GoogleMeetRooms:
    """Meet's adapter. Whoever is signed in with an account of the organizers' domain need not knock."""
    services = {
        organizer: GoogleServices(credentials_file=credentials, organizer=organizer, api_url=f"{address}/google")
        for organizer in organizers
    }
    return GoogleMeetRooms(services, access="TRUSTED")


def make_rooms(address: str, count: int, *, told: Callable[[], None]) -> Sequence[MadeRoom]:
    """As many at Zoom as asked, on the hosts in turn; `told` is called for each."""
    hosts = [host for host, places in zoom_hosts(count).items() for _ in range(places)]
    return make_on(zoom_rooms(address, count), hosts[:count], told=told)


def make_on(provider: RoomProvider, hosts: Sequence[str], *, told: Callable[[], None]) -> Sequence[MadeRoom]:
    """A room for each mention of a host, in this order."""
    now = datetime.now(UTC)

    def make(number: int, host: str) -> MadeRoom:
        key = f"session-{number}-room-1"
        room = provider.create(RoomRequest(key, "Session", now, now + timedelta(hours=1), host), at=now)
        told()
        return room

    with ThreadPoolExecutor(max_workers=THREADS) as pool:
        return list(pool.map(make, range(len(hosts)), hosts))
