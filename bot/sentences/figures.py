"""What is refused of figures for a district or a survey."""

from __future__ import annotations

from bot.sentences.shape import Sentences
from mentoring.acts.surveying import DaysTheWrongWayRound, NoProgramYet

SENTENCES: Sentences = {
    NoProgramYet: "There is no program yet, so there is nothing to count. Import your roster first.",
    DaysTheWrongWayRound: "The last day is before the first. Give the first day with `--from`, the last with `--to`.",
}
"""A person reads them in a terminal."""
