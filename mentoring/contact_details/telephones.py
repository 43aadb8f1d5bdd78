"""Telephone numbers in the shape of many countries, written together, spread out or in words."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from mentoring.contact_details.figures import (
    LIST,
    Sight,
    are_figures,
    are_moments,
    are_years,
    counts,
    is_list,
    is_of_school,
    sight,
)
from mentoring.contact_details.numerals import Row, rows
from mentoring.contact_details.writing import one_of

LONG = 10
"""Digits that are a telephone number in most countries, however they are grouped; the longest has 15 (ITU-T E.164)."""
SPREAD = 7
"""Single digits in a row: fewer are no telephone number anywhere."""
_NUMBER_OF = one_of(
    "call, phone, cell, mobile, tel, my number, our number, sms",
    "whatsapp, llamar, llame, llama, llamen, llámame, llámeme",
    "llámenos, teléfono, celular, móvil, mi número, nuestro número",
    "telefone, telemóvel, meu número, ligue, liga, me liga",
    "téléphone, telefòn, nimewo telefòn, nimewo mwen, rele, rele m, telefóni, telemovel, nha númeru, liga m, txoma m",
    "điện thoại, số của, gọi, gọi cho, sđt, đt, số máy, 电话, 電話, 手机, 手機, 号码, 號碼, 打给我, 打給我, 致电",
    "هاتف, تلفون, موبايل, جوال, رقمي, رقم هاتفي, اتصل, اتصلوا, كلمني, كلموني",
)
_CALLED = re.compile(
    rf"{_NUMBER_OF}[^0-9\n]{{0,25}}[0-9](?:[ .,،\-/()·_\n]{{0,3}}[0-9]){{5}}"
    rf"|{one_of('text, رقم')}[^0-9\n]{{0,25}}[0-9](?:[ .\-/()·_]{{0,3}}[0-9]){{5}}"
)
"""Of any shape, where it is said to be one."""
_CALLING = re.compile(_NUMBER_OF)
_TIGHT = {" ", "-", ".", "·", "/"}
_BEFORE = 40
_SHAPES = {
    (3, 2, 2): "259",  # Cabo Verde
    (2, 2, 2, 2): "2345",  # Haiti
    (4, 4): "23456789",  # Haiti
    (3, 3, 3): "2679",  # Portugal, Spain
    (3, 2, 2, 2): "679",  # Spain
    (9,): "679",
}
"""Groups of the shorter numbers, and the digits that the first one begins with."""


def looks_like_phone(text: str) -> bool:
    seen = sight(text.casefold())
    return (
        _CALLED.search(seen.beside_moments) is not None
        or any(_is_long(row, seen) for row in rows(seen.text))
        or any(_is_shaped(part, seen.text) for row in rows(seen.beside_moments) for part in _together(row))
        or any(_is_spread(row, seen.text) for row in rows(seen.beside_amounts))
    )


def _is_long(row: Row, seen: Sight) -> bool:
    if len(row) < LONG:
        return False
    called = _CALLING.search(seen.beside_moments[max(0, row.start - _BEFORE) : row.start]) is not None
    return (called and not are_moments(row, seen)) or _is_american(row, seen.text) or not are_figures(row, seen)


def _is_american(row: Row, text: str) -> bool:
    """617, 555, 0123 among other numbers; not the round numbers of a sum, nor pages."""
    if is_list(row):
        return False
    for place in range(len(row.numerals) - 2):
        three = row.part(place, place + 3)
        area, exchange, line = three.numerals
        if three.sizes == (3, 3, 4) and area.digits[0] > "1" < exchange.digits[0] and not line.digits.endswith("00"):
            listed = all(gap.strip() and LIST.fullmatch(gap) for gap in three.gaps)
            return not (listed and is_of_school(row, text))
    return False


def _together(row: Row) -> Iterator[Row]:
    """The parts of a row between which there is more than one and the same short gap."""
    first = 0
    for place, gap in enumerate(row.gaps):
        if gap not in _TIGHT or (place > first and gap != row.gaps[place - 1]):
            yield row.part(first, place + 1)
            first = place + 1
    yield row.part(first, len(row.numerals))


def _is_shaped(row: Row, text: str) -> bool:
    """Numbers of fewer digits, by their groups."""
    first, last = row.numerals[0].digits, row.numerals[-1].digits
    if row.numerals[0].spoken or counts(row.values) or last == "000":
        return False
    if text[max(0, row.start - 1) : row.start] == "+" and len(row) >= 8:
        return True
    if first.startswith("0") and len(first) > 1 and len(row) >= 8:
        return True
    if row.sizes == (3, 4) and row.gaps[0] in {"-", "."}:
        return first[0] > "1" and not are_years([int(last)]) and not _goes_on(row, text)
    return first[0] in _SHAPES.get(row.sizes, "") and not are_years(row.values) and not _goes_on(row, text)


def _goes_on(row: Row, text: str) -> bool:
    """Whether it is part of something longer with dots, commas or fractions: a sum, a decimal."""
    before, after = text[max(0, row.start - 1) : row.start], text[row.end : row.end + 2]
    return before in {"/", ".", ",", "$", "€"} or re.match(r"[.,/]\d| ?[=%]", after) is not None


def _is_spread(row: Row, text: str) -> bool:
    """6 1 7 5 5 5 0 1 2 3 or «six, one, seven …», and not 1 2 3 4 5 6 7, nor a few scores."""
    last = 0
    for single, numerals in itertools.groupby(row.numerals, lambda numeral: len(numeral) == 1):
        first, last = last, last + len(list(numerals))
        run = row.part(first, last)
        if single and len(run) >= SPREAD and not is_list(run) and not counts(run.values):
            scores = len(run) < LONG and all(LIST.fullmatch(gap) for gap in run.gaps) and is_of_school(run, text)
            return not scores
    return False
