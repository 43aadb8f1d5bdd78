"""How often the office speaks with people, as the settings say it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pydantic import TypeAdapter, ValidationError

from config.cadences import Cadences
from mentoring.checkins import USUAL, Cadence

READ: TypeAdapter[tuple[tuple[str, Cadence], ...]] = TypeAdapter(Cadences)


def test_each_program_has_its_own() -> None:
    often = Cadence(timedelta(hours=24), 3, timedelta(days=14), timedelta(days=30))
    said = " ils-2026 = PT24H/3/P14D/P30D , school=PT48H/2/P30D/P91D,"
    assert READ.validate_python(said) == (("ils-2026", often), ("school", USUAL))


@pytest.mark.parametrize(
    "said",
    [
        "ils-2026",
        "=PT48H/2/P30D/P91D",
        "ils=PT48H/2/P30D",
        "ils=48/2/soon/P91D",
        "ils=PT48H/0/P30D/P91D",
        "ils=PT48H/31/P30D/P91D",
        "ils=PT48H/two/P30D/P91D",
        "ils=PT0S/2/P30D/P91D",
        "ils=-P1D/2/P30D/P91D",
    ],
)
def test_what_cannot_be_is_refused(said: str) -> None:
    with pytest.raises(ValidationError):
        READ.validate_python(said)


def test_nothing_said_is_as_usual() -> None:
    assert READ.validate_python("") == ()
