"""Numbers that are no telephone number: dates, hours, sums, scores, pages, and whoever counts."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from mentoring.contact_details.numerals import Row
from mentoring.contact_details.writing import one_of

_DAY, _MONTH, _YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:1\d|20)\d\d"
_MOMENTS = re.compile(
    rf"(?<![\d./-])(?:{_YEAR}([-./]){_DAY}\1{_DAY}|{_DAY}([-./]){_DAY}\2(?:{_YEAR}|\d\d))(?![./-]?\d)"
    rf"|(?<![\d-]){_YEAR} ?[-–] ?{_YEAR}(?![\d-])"
    r"|(?<![\d.:])(?:[01]?\d|2[0-3])[:h][0-5]\d(?::[0-5]\d)?(?![\d:])"
)
_TERM = r"(?:0|[1-9]\d{0,5})(?:[.,]\d{1,3})?"
_AMOUNTS = re.compile(
    r"(?<![\d.,])\d{1,3}(?:([.,])\d{3}){1,2}(?!\d|[.,]\d)"  # 1,234,567
    r"|(?<![\d.,])\d{1,3}(?:[.,]\d{3}){0,4}(?:[.,]000){2}(?!\d|[.,]\d)"  # 8,000,000,000
    r"|(?<![\d.,])\d{1,3}[.,]\d{1,2}(?![\d/]|[.,]\d)"  # 85.5
    r"|(?<![\d/])\d{1,3}/\d{1,3}(?![\d/])"  # 3/4, 8/10
    r"|\( ?-?\d{1,2} ?[,;] ?-?\d{1,2} ?\)"  # a point: (3, -4)
    rf"|(?<![\d.,]){_TERM}(?: [+*x×÷−/-] {_TERM}){{1,9}} ?= ?-?\d{{1,12}}(?:[.,]\d{{1,3}})?(?!\d)"
    rf"|(?<![\d.,])(?<![+*x×÷−/-] ){_TERM} [+*x×÷−/-] {_TERM}(?! ?[+*x×÷=−/-]|\d)"
    r"|[$€£¥] ?\d{1,7}(?:[.,]\d{1,3}){0,2}|(?<!\d)\d{1,3}(?:[.,]\d{1,2})? ?%"
)
_RANGE = re.compile(r"(?<![\d-])(?<![-–] )([1-9]\d{0,3}) ?[-–] ?([1-9]\d{0,3})(?!\d| ?[-–] ?\d)")
_CONSTANTS = ("3.14", "2.71", "1.41", "1.61", "1.73")
_FIVE_PAIRS = (2, 2, 2, 2, 2)
"""As France and its neighbours write their numbers."""
_CROSSED_OUT = re.compile(r"x{2,}+")
_YEARS = range(1000, 2100)
"""History homework has pairs such as 476-1453."""
LIST = re.compile(r" ?[,;、،] ?-?(?:(?:and|y|e|et|i|ak|va|和|و) ?)?| (?:and|y|e|et|i|ak|va|و) | |\n")
"""What stands between the numbers of a list."""
_OF_AMOUNTS = re.compile(rf"\.? ?|{LIST.pattern}")
_OF_SUMS = re.compile(rf"{_OF_AMOUNTS.pattern}| ?[-+*×÷−/=] ?")
"""What stands between amounts."""
_SCHOOL = re.compile(
    one_of(
        "page, pages, pp, exercise, exercises, problem, problems, question, questions, score, scores, grades, points",
        "chapter, chapters, answers, results, multiples, primes, factors, squares",
        "rooms, lines, verses, years, quiz, quizzes, test, tests, lessons",
        "items, degrees, numbers, sequence, pattern, data, sort",
        "order, temperatures, counted, got, angles, even, odd, digits, pi",
        "página, páginas, pág, págs, ejercicio, ejercicios, problemas",
        "preguntas, notas, puntos, capítulos, respuestas",
        "resultados, múltiplos, primos, cuadrados, quadrados, líneas, años, pruebas",
        "lecciones, números, datos, calificaciones, secuencia, puntajes",
        "exercício, exercícios, questão, questões, pontos, resultado, linhas, anos, provas, lições, dados, sequência",
        "paj, egzèsis, pwoblèm, kesyon, nòt, pwen, chapit, repons, rezilta, liy, ane, egzamen, leson, chif",
        "pájina, pájinas, izersísiu, izersísius, prubléma, prublémas, pergunta, nóta, nótas, pontu, pontus, kapítulu",
        "rezultadu, rezultadus, linha, anu, tésti, testi, lison, númerus, numerus",
        "trang, bài, câu, điểm, chương, đáp án, kết quả, phòng, dòng",
        "kiểm tra, lớp, tiết, dãy, dãy số, số nguyên tố, các số, bài tập",
        "页, 頁, 题, 題, 练习, 練習, 分数, 分數, 得分, 成绩, 成績, 章, 答案, 结果, 結果",
        "教室, 年份, 课, 課, 测验, 測驗, 数列, 數列, 质数, 質數, 平方, 数字, 數字",
        "صفحة, صفحات, تمرين, تمارين, مسألة, مسائل, سؤال, أسئلة, درجات",
        "درجة, علامات, نقاط, فصول, أجوبة, إجابات, نتائج",
        "نتيجة, غرف, سطور, سنوات, اختبار, درس, دروس, أعداد, أولية, أرقام, متتالية",
    )
)
_BEFORE, _BEHIND = 60, 25
"""Characters in which what the numbers are about is said."""


def without_moments(text: str) -> str:
    """Words of the same length in place of dates and hours, so that everything else stays where it is."""
    return _MOMENTS.sub(_crossed_out, text)


def without_amounts(text: str) -> str:
    """As `without_moments`, and without fractions, decimals, sums, money, points and ranges."""
    return _RANGE.sub(_crossed_out_range, _AMOUNTS.sub(_crossed_out, without_moments(text)))


def _crossed_out(found: re.Match[str]) -> str:
    return "x" * len(found[0])


def _crossed_out_range(found: re.Match[str]) -> str:
    """Scores of a game may fall."""
    score = max(len(found[1]), len(found[2])) <= 3
    return _crossed_out(found) if score or int(found[1]) < int(found[2]) else found[0]


@dataclass(frozen=True)
class Sight:
    """A text in small letters, and the same without what is known to be no part of a telephone number."""

    text: str
    beside_moments: str
    beside_amounts: str


def sight(text: str) -> Sight:
    return Sight(text, without_moments(text), without_amounts(text))


def are_moments(row: Row, seen: Sight) -> bool:
    """Whether hardly a digit of that row stands beside dates and hours."""
    return _left(row, seen.beside_moments) < 3


def are_figures(row: Row, seen: Sight) -> bool:
    """Whether that row of many digits is no telephone number: dates and sums are all that is in it, or it is one
    number, a list, or homework."""
    if are_moments(row, seen) or _are_amounts(row, seen):
        return True
    return _is_one_number(row, seen.text[row.start : row.end]) or is_list(row) or _is_homework(row, seen)


def _grows_evenly(values: Sequence[int]) -> bool:
    """As `counts`, or by steps that grow so: the squares."""
    steps = [after - before for before, after in itertools.pairwise(values)]
    return counts(values) or (len(values) > 4 and counts(steps))


def counts(values: Sequence[int]) -> bool:
    """Whether every number is as far from the one before as the next: somebody counts."""
    steps = {after - before for before, after in itertools.pairwise(values)}
    return len(values) > 2 and len(steps) == 1 and steps != {0}


def are_years(values: Sequence[int]) -> bool:
    return all(value in _YEARS for value in values)


def is_of_school(row: Row, text: str) -> bool:
    """Whether pages, scores or the like are spoken of in the same sentence."""
    before = re.split(r"[.!?。！？؟] ", text[max(0, row.start - _BEFORE) : row.start])[-1]
    behind = re.split(r"[.!?。！？؟]", text[row.end : row.end + _BEHIND])[0]
    return _SCHOOL.search(before) is not None or _SCHOOL.search(behind) is not None


def _left(row: Row, crossed_out: str) -> int:
    """Digits of that row in the same text with something crossed out."""
    return sum(n.spoken or sum(c.isdecimal() for c in crossed_out[n.start : n.end]) for n in row.numerals)


def _are_amounts(row: Row, seen: Sight) -> bool:
    """Whether sums, fractions or ranges are all there is, one after the other: with nothing odd between them."""
    between = _CROSSED_OUT.split(seen.beside_amounts[row.start : row.end])
    plain = _OF_SUMS if any("=" in gap for gap in between) else _OF_AMOUNTS
    return _left(row, seen.beside_amounts) < 1 and all(plain.fullmatch(gap) for gap in between)


def _is_one_number(row: Row, written: str) -> bool:
    """1234567890, ten thousand millions, decimals of a number such as π, or ones and zeros."""
    if all(set(numeral.digits) <= {"0", "1"} and not numeral.spoken for numeral in row.numerals):
        return True
    if len(row.numerals) == 1:
        digits = [int(c) for c in written if c.isdecimal()]
        return written.endswith("0000") or {(b - a) % 10 for a, b in itertools.pairwise(digits)} in ({1}, {9})
    decimal = row.gaps in (["."], [","])
    return decimal and (written.replace(",", ".").startswith(_CONSTANTS) or _recurs(written))


def _recurs(written: str) -> bool:
    """0.3333333333 or 0.142857142857."""
    digits = written[2:]
    return written.startswith("0") and any(digits[:-size] == digits[size:] for size in range(1, 7))


def is_list(row: Row) -> bool:
    """Numbers that rise, or fall, from one to the next; years; or answers that are numbered."""
    values, gaps = row.values, row.gaps
    if any(numeral.digits.startswith("0") and numeral.value for numeral in row.numerals):
        return False
    even = len(set(gaps[:-1])) == 1 and all(LIST.fullmatch(gap) for gap in gaps)
    alike = 0 if set(row.sizes) == {1} else 1
    sorted_numbers = len(values) >= 5 and row.sizes != _FIVE_PAIRS and _goes_one_way(values, alike)
    if even and (sorted_numbers or (len(values) >= 4 and _grows_evenly(values))):
        return True
    answers = len(values) >= 6 and counts(values[::2]) and values[0] == 1 and set(map(len, row.numerals)) != {1}
    return answers or (are_years(values) and len(values) > 1 and "" not in gaps)


def _goes_one_way(values: Sequence[int], alike: int) -> bool:
    """So many may be as the one before: two in the numbers of Fibonacci."""
    pairs = list(itertools.pairwise(values))
    return sum(a == b for a, b in pairs) <= alike and (all(a <= b for a, b in pairs) or all(a >= b for a, b in pairs))


def _is_homework(row: Row, seen: Sight) -> bool:
    """Scores, pages and answers in a list, where it is said what they are."""
    if not is_of_school(row, seen.text) or set(row.sizes) == {1}:
        return False
    plain = all(len(n) <= 3 and not (n.digits[0] == "0" and n.value) for n in row.numerals)
    listed = len(row.numerals) >= 3 and all(LIST.fullmatch(gap) for gap in row.gaps)
    return plain and (listed or _left(row, seen.beside_amounts) < 6)
