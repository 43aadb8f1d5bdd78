"""How often one address may send a form. Kept in memory on purpose: nobody's address is ever written down, and a
restart that forgets it does no harm, for what all together may send is counted in the database."""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

MOST_ADDRESSES = 10_000


class Throttle:
    """`most` within `span` from one address; of IPv6 from one network of 64 bits, which is one household."""

    def __init__(self, *, most: int, span: timedelta) -> None:
        self._most, self._span = most, span
        self._came: OrderedDict[str, deque[datetime]] = OrderedDict()
        self._lock = threading.Lock()

    def admits(self, address: str, *, at: datetime) -> bool:
        """Counts this one; False when there were too many lately."""
        key = _household(address)
        with self._lock:
            came = self._came.setdefault(key, deque(maxlen=self._most + 1))
            self._came.move_to_end(key)
            while len(self._came) > MOST_ADDRESSES:
                self._came.popitem(last=False)
            while came and came[0] <= at - self._span:
                came.popleft()
            came.append(at)
            return len(came) <= self._most


def _household(address: str) -> str:
    try:
        read = ip_address(address)
    except ValueError:
        return ""
    if isinstance(read, IPv6Address):
        return str(read.ipv4_mapped or int(read) >> 64)
    return str(read)
