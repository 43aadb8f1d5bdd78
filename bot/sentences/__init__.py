"""Refusals -> sentences. Each says what is wrong and what to do, once, here; one file for each topic."""

from __future__ import annotations

from bot.sentences import (
    agreements,
    calendars,
    concerns,
    contact,
    cover,
    figures,
    matches,
    nominations,
    notes,
    sessions,
    tables,
    typing,
    volunteers,
)
from bot.sentences.shape import Sentences
from mentoring.errors import Refusal

_TOPICS = (
    typing,
    sessions,
    matches,
    calendars,
    agreements,
    cover,
    volunteers,
    nominations,
    contact,
    concerns,
    notes,
    figures,
    tables,
)
_SENTENCES: Sentences = {refusal: said for topic in _TOPICS for refusal, said in topic.SENTENCES.items()}


def sentence(refusal: Refusal) -> str:
    """What a person reads in Slack when something is refused."""
    said = _SENTENCES[type(refusal)]
    return said if isinstance(said, str) else said(refusal)


def plain_sentence(refusal: Refusal) -> str:
    """The same where no markup is read: beside a form's field, or on a terminal."""
    said = sentence(refusal).replace("`", "")
    return said.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
