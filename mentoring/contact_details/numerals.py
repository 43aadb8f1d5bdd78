"""Digits in a row, however they are written: as digits, in words of eight languages and French, or both in turn."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from mentoring.contact_details.writing import flat

_CHINESE = {
    sign: str(digit)
    for digit, signs in enumerate(
        ("零〇", "一壹幺", "二贰貳", "三叁參", "四肆", "五伍", "六陆陸", "七柒", "八捌", "九玖")
    )
    for sign in signs
}
_SPOKEN = (
    "zero oh cero zewo zeru không صفر",
    "one uno um un en youn yon mốt một واحد",
    "two dos dois de deux hai اثنان اثنين تنين",
    "three tres trois twa ba ثلاثة ثلاث تلاتة",
    "four cuatro quatro kuatu kat quatre bốn tư اربعة اربع",
    "five cinco sinku senk cinq năm lăm خمسة خمس",
    "six seis sax sis meia sáu ستة ست",
    "seven siete sete seti sèt sept bảy bẩy سبعة سبع",
    "eight ocho oito oitu uit huit tám ثمانية ثماني ثمان تمانية",
    "nine nueve nove novi nèf neuf chín تسعة تسع",
    "ten diez dez des dis عشرة عشر",
    "eleven once onze onzi onz",
    "twelve doce doze dozi douz",
    "thirteen trece treze trezi trèz",
    "fourteen catorce catorze quatorze katorzi katòz",
    "fifteen quince quinze kinzi kenz",
    "sixteen dieciseis dezesseis dezasseis sèz",
    "seventeen diecisiete dezessete dezassete disèt",
    "eighteen dieciocho dezoito dizwit",
    "nineteen diecinueve dezenove dezanove diznèf",
)
_TENS = (
    "twenty veinte vinte vinti ven vingt عشرون عشرين",
    "thirty treinta trinta trant trente ثلاثون ثلاثين",
    "forty cuarenta quarenta kuarenta karant quarante اربعون اربعين",
    "fifty cincuenta cinquenta sinkuenta senkant cinquante خمسون خمسين",
    "sixty sesenta sessenta sasenta swasant soixante ستون ستين",
    "seventy setenta sasenta سبعون سبعين",
    "eighty ochenta oitenta ثمانون ثمانين",
    "ninety noventa nuventa تسعون تسعين",
)
_TWENTIES = "veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve"


def _numbers() -> Iterator[tuple[str, int]]:
    for number, words in enumerate(_SPOKEN):
        yield from ((word, number) for word in words.split())
    for tens, words in enumerate(_TENS, 2):
        yield from ((word, 10 * tens) for word in words.split())
    yield from ((word, 21 + place) for place, word in enumerate(_TWENTIES.split()))


_WORDS = {flat(word).casefold(): number for word, number in _numbers()} | {sign: int(d) for sign, d in _CHINESE.items()}
_ALSO_WORDS = frozenset(["oh", "um", "un", "en", "yon", "de", "dis", "des", "tu", "ba", "nam", "sau", "once", "ven"])
"""These mean something else as well (`85 de 100`), so they are numbers only behind another number in words."""
_JOINING = frozenset(
    flat(
        "and then y e et i ku ak epi luego después depois và rồi và mươi mười 和 跟 再 然后 然後 و ثم "
        "dash hyphen space guion guión hífen traço espacio espaço tiret tirè gạch ngang 杠 شرطة"
    )
    .casefold()
    .split()
)
_TIMES = {"double": 2, "doble": 2, "dobro": 2, "duplo": 2, "triple": 3, "triplo": 3}
_TOKEN = re.compile(rf"[0-9]++|[{''.join(_CHINESE)}]|[^\W\d_{''.join(_CHINESE)}]++")


@dataclass(frozen=True)
class Numeral:
    """One number as it is written, from `start` to `end`. `digits` is one digit, or more where they stand together;
    a number in words counts as one, though it may be eleven."""

    digits: str
    start: int
    end: int
    spoken: bool = False

    def __len__(self) -> int:
        return 1 if self.spoken else len(self.digits)

    @property
    def value(self) -> int:
        return int(self.digits)


@dataclass
class Row:
    """Numbers with no word between them but «and» and the like; `gaps` is what stands between each and the next."""

    numerals: list[Numeral] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        """In digits."""
        return sum(len(numeral) for numeral in self.numerals)

    @property
    def start(self) -> int:
        return self.numerals[0].start

    @property
    def end(self) -> int:
        return self.numerals[-1].end

    @property
    def sizes(self) -> tuple[int, ...]:
        return tuple(len(numeral) for numeral in self.numerals)

    @property
    def values(self) -> list[int]:
        return [numeral.value for numeral in self.numerals]

    def add(self, numeral: Numeral, text: str) -> None:
        if self.numerals:
            self.gaps.append(text[self.end : numeral.start])
        self.numerals.append(numeral)

    def part(self, first: int, last: int) -> Row:
        """From one numeral to another, the last not included."""
        return Row(self.numerals[first:last], self.gaps[first : last - 1])


def rows(text: str) -> list[Row]:
    """Every row of a text that is flat and in small letters."""
    found, times = [Row()], 1
    for token in _TOKEN.finditer(text):
        word = token[0]
        numeral = _numeral(token, text, found[-1])
        if numeral is not None:
            for _ in range(times):
                found[-1].add(numeral, text)
            times = 1
        elif word in _TIMES:
            times = _TIMES[word]
        elif word not in _JOINING:
            found.append(Row())
    return [row for row in found if row.numerals]


def _numeral(token: re.Match[str], text: str, row: Row) -> Numeral | None:
    word, start, end = token[0], token.start(), token.end()
    if word[0].isascii() and word[0].isdecimal():
        return Numeral(word, start, end)
    if word == "o" and _touches_digits(text, start, end):
        return Numeral("0", start, end)
    number = _WORDS.get(word, _WORDS.get(word.removeprefix("و")))
    behind_words = any(numeral.spoken for numeral in row.numerals[-3:])
    if number is None or (word in _ALSO_WORDS and not behind_words):
        return None
    return Numeral(str(number), start, end, spoken=True)


def _touches_digits(text: str, start: int, end: int) -> bool:
    """617-555-O123."""
    return text[start - 1 : start].isdecimal() or text[end : end + 1].isdecimal()
