"""The list of who is in a running meeting, as far as plan, scopes and quota allow."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from integrations.zoom.attendance import seats
from integrations.zoom.client import ZoomApi
from integrations.zoom.errors import NO_SUCH_MEETING, NOT_IN_PLAN, ZoomRefused
from integrations.zoom.quota import DailyQuota, Turns
from integrations.zoom.scopes import LIVE_LIST
from mentoring.ports import ProviderError
from mentoring.presence import Seat

LISTS_A_DAY = 50_000
"""Zoom: 60,000 heavy calls a day on Business and above, the only plans with this list; the reports need the rest."""
LISTS_A_MINUTE = 1_200
"""Zoom: 40 heavy calls a second; half of that, so that a minute in which many looks fall together refuses none."""
REFUSED_FOR = timedelta(hours=1)
PASSING = timedelta(minutes=1)

_log = logging.getLogger(__name__)


class LiveList:
    """A second source beside the webhooks. None wherever it is not to be had: that never fails an observation."""

    def __init__(self, api: ZoomApi) -> None:
        self._api, self._quota = api, DailyQuota(a_day=LISTS_A_DAY, a_minute=LISTS_A_MINUTE)
        self._turns = Turns(self._quota)

    def seats(self, meeting_id: str, *, instance: str, host: str, at: datetime) -> tuple[Seat, ...] | None:
        try:
            if LIVE_LIST not in self._api.granted_scopes(at=at) or not self._turns.take(meeting_id, at=at):
                return None
            return seats(self._api.live_participants(meeting_id, at=at), instance=instance, host=host)
        except ProviderError as error:
            if isinstance(error, ZoomRefused):
                self._heed(error, meeting_id, at)
            return None

    def _heed(self, refusal: ZoomRefused, meeting_id: str, at: datetime) -> None:
        """A limit per second is over by the next call, one per day is not. A plan without the list stays without; what
        Zoom has against one meeting, it has not against the others."""
        if refusal.retry_after is not None and refusal.retry_after > PASSING:
            self._rest_all(refusal, until=at + refusal.retry_after)
        elif refusal.forbidden or refusal.code == NOT_IN_PLAN:
            self._rest_all(refusal, until=at + REFUSED_FOR)
        elif refusal.permanent and refusal.code != NO_SUCH_MEETING:
            _log.warning("Zoom does not tell who is in one meeting: %s", refusal.said)
            self._turns.rest(meeting_id, until=at + REFUSED_FOR)

    def _rest_all(self, refusal: ZoomRefused, *, until: datetime) -> None:
        _log.warning("Zoom tells of no meeting who is in it, until %s: %s", until.isoformat(), refusal.said)
        self._quota.rest(until=until)
