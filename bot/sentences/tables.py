"""What is refused of the rows of a table that is imported."""

from __future__ import annotations

from bot.sentences.shape import Sentences
from bot.wording import quoted
from mentoring.acts.exchange.shape import UnknownKey
from mentoring.acts.exchange.trainings import NotHeldYet, UnknownTraining

SENTENCES: Sentences = {
    UnknownKey: lambda r: f"no {r.thing} here has the key {quoted(r.key)}. Import the roster first, or mend the key.",
    UnknownTraining: lambda r: (
        f"{quoted(r.facilitator)} holds no training from that moment on. Import the trainings first, or mend the row."
    ),
    NotHeldYet: "that training is still to come, so a place in it is taken or given_back. Write one of these.",
}
