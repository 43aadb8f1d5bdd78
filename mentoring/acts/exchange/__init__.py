"""Every kind of table that goes out and comes in beside the roster, in the order in which they are taken in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mentoring.acts.exchange import calendars, checkins, consents, limits, nominations, opt_ins, trainings, volunteers
from mentoring.acts.exchange.shape import Exchange

EXCHANGES: Mapping[str, Exchange[Any]] = {
    exchange.table.name: exchange
    for exchange in (
        calendars.EXCHANGE,
        limits.EXCHANGE,
        opt_ins.EXCHANGE,
        volunteers.EXCHANGE,
        trainings.TRAINING_EXCHANGE,
        trainings.PLACE_EXCHANGE,
        consents.EXCHANGE,
        checkins.EXCHANGE,
        nominations.EXCHANGE,
    )
}
"""By the name that is typed."""
