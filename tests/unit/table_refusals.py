"""One of every refusal of a row that is imported."""

from __future__ import annotations

from mentoring.acts.exchange.shape import UnknownKey
from mentoring.acts.exchange.trainings import NotHeldYet, UnknownTraining
from mentoring.errors import Refusal
from tests.unit.volunteer_refusals import TRAINING

TABLE_REFUSALS: list[Refusal] = [
    NotHeldYet(TRAINING),
    UnknownKey("person", "person", "nobody"),
    UnknownTraining("dana"),
]
