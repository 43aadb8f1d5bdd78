"""How often the office speaks with people, as a setting says it: `ils-2026=PT24H/3/P14D/P30D, other=PT48H/2/P30D/P91D`.

For each program key: within how long after the first session, how often in the first month, then how often with mentor
and student, and how often with a guardian.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated

from pydantic import BeforeValidator, TypeAdapter, ValidationError
from pydantic_settings import NoDecode

from mentoring.checkins import Cadence

_SHAPE = "write it like ils-2026=PT48H/2/P30D/P91D, with commas between programs"
_LENGTH = TypeAdapter(timedelta)
_MOST = 30
"""Check-ins in a month: one a day."""


def _cadences(said: object) -> object:
    if not isinstance(said, str):
        return said
    found = dict(_each(said))
    return tuple(found.items())


def _each(said: str) -> Iterator[tuple[str, Cadence]]:
    for part in filter(None, (part.strip() for part in said.split(","))):
        key, _, rest = part.partition("=")
        numbers = rest.split("/")
        if not key.strip() or len(numbers) != 4 or not numbers[1].strip().isdecimal():
            raise ValueError(_SHAPE)
        count = int(numbers[1])
        if not 1 <= count <= _MOST:
            raise ValueError(f"there are from 1 to {_MOST} check-ins in the first month")
        yield key.strip(), Cadence(_length(numbers[0]), count, _length(numbers[2]), _length(numbers[3]))


def _length(said: str) -> timedelta:
    try:
        length = _LENGTH.validate_python(said.strip())
    except ValidationError:
        raise ValueError(_SHAPE) from None
    if length <= timedelta(0):
        raise ValueError("a check-in is due after some time, not at once")
    return length


Cadences = Annotated[tuple[tuple[str, Cadence], ...], NoDecode, BeforeValidator(_cadences)]
