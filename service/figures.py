"""`chaperone report`: figures of all programs without names, as a CSV file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from rich.console import Console

from bot.sentences import plain_sentence
from config.settings import load_settings
from config.wiring import SystemClock, open_store
from mentoring.acts.surveying import survey
from mentoring.errors import Refusal
from mentoring.small_groups import SMALL_CELL
from mentoring.surveys import write_survey
from service.commands import stop, usable
from service.files import write_new


def report(file: Path, *, first: date | None, last: date | None) -> None:
    settings = usable(load_settings)
    store = usable(lambda: open_store(settings))
    try:
        found = survey(store, first=first, last=last, at=SystemClock().now())
    except Refusal as refusal:
        stop(plain_sentence(refusal))
    finally:
        store.close()
    write_new(file, write_survey(found))
    told = f"{file}: figures from {found.first} to {found.last}, without names; no number below {SMALL_CELL}."
    Console(highlight=False, soft_wrap=True).print(told, markup=False)
