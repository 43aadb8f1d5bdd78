"""Does a text look as if it carried a way to reach somebody: an address, a phone number, an account, a link?

Mentors and families write to each other through the bot only (R086, R090), so a message that looks so waits for a
manager. A manager can pass on what was meant otherwise; what slips through cannot be taken back. Where the two meet,
this errs on the side of asking. Times, dates, sums and pages of homework are told apart.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum


class Detail(StrEnum):
    """What a text seems to carry."""

    EMAIL = "email"
    PHONE = "phone"
    HANDLE = "handle"
    """An account elsewhere: a name with @, or a messenger (moving elsewhere is a warning sign, safeguarding L14)."""
    LINK = "link"
    ADDRESS = "address"
    """Where somebody lives."""


def contact_details(text: str) -> tuple[Detail, ...]:
    """Every kind of contact detail that the text seems to carry, in the order of `Detail`."""
    flat = _flat(text)
    return tuple(detail for detail, looks_so in _DETAILS.items() if looks_so(flat))


def _flat(text: str) -> str:
    """One way of writing for what looks alike: full-width and styled letters, digits of every script, and nothing that
    cannot be seen (Unicode UAX 15, compatibility)."""
    seen = (c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) not in {"Cf", "Mn"})
    return "".join(str(unicodedata.decimal(c, c)) for c in seen)


def _any(*patterns: str, flags: int = re.IGNORECASE) -> Callable[[str], bool]:
    compiled = [re.compile(pattern, flags) for pattern in patterns]
    return lambda text: any(pattern.search(text) for pattern in compiled)


# The words are those of the languages that families here speak: English, Spanish, Portuguese, Cabo Verdean and Haitian
# Creole, French, Vietnamese.
_AT = r"\s*[(\[{<_-]*\s*(?:@|\b(?:at|arroba|arobase|chez)\b)\s*[)\]}>_-]*\s*"
_DOT = r"\s*[(\[{<_-]*\s*(?:\.|\b(?:dot|punto|ponto|point|pwen|cham)\b)\s*[)\]}>_-]*\s*"
_ENDING = (
    r"(?:com|org|net|edu|gov|io|me|us|info|biz|app|dev|tv|ly|gg|link|site|xyz|online|club|live|shop|page|chat|vn|br|pt"
    r"|cv|ht|do|mx|fr|es|uk|ca|cn|pr|co)"
)
_COUNTRIES = r"(?:\.(?:uk|br|vn|mx|au))?"
_email = _any(
    r"[\w.+-]+\s?@\s?[\w-]+(?:\s?\.\s?[\w-]+)+",
    rf"\w{_AT}[\w-]+{_DOT}{_ENDING}\b",
    r"\b(?:g\s?-?mail|hotmail|i\s?cloud|proton\s?mail|yahoo|outlook\.com)\b",
    r"\bmailto:",
)
_link = _any(
    r"\bhttps?\s?:\s?/",
    r"\bwww\s?\.",
    rf"\b[a-z0-9][a-z0-9-]*\.{_ENDING}{_COUNTRIES}(?:[/?#:]\S*|\b(?![.\w-]*@))",
    rf"\b[a-z0-9-]{{2,}}\s*[(\[]?\s*\b(?:dot|punto|ponto)\b\s*[)\]]?\s*{_ENDING}\b",
)
_handle = _any(
    r"(?<![\w.])@[^\W\d_][\w.]+",
    r"\b(?:whats\s?app|wassap|guasap|insta(?:gram)?|snap\s?chat|telegram|discord|we\s?chat|zalo|viber|face\s?time"
    r"|tik\s?tok|face\s?book|skype|kik)\b",
    r"\b(?:my|mi|meu|mon)\s+(?:snap|signal|messenger|roblox|username|user\s?name|usuario|handle)\b",
)
_address = _any(
    r"\b\d{1,5}\s+(?:[A-Z][\w'.]+\s+){1,3}(?:St|Ave|Rd|Blvd|Ln|Dr|Ct|Pl|Ter|Lane|Drive|Court|Terrace|Place)\b",
    r"\b\d{1,5}\s+(?:[A-Z][\w'.]+\s+){1,3}(?:[Ss]treet|[Aa]venue|[Rr]oad|[Bb]oulevard)\b",
    r"\b\d{1,5}\s+\w+\s+(?:street|avenue|boulevard)\b",
    r"\b(?:[Cc]alle|[Aa]venida|[Rr]ua|[Rr]ue)\s+[\w .'-]{2,40}?[,#\s]\s*(?:n[o°º.]*\s*)?\d{1,5}\b",
    flags=0,
)

# Telephone numbers

_GAP = r"[\s.\-/()·_]*"
_CALLS = (
    r"(?:call|phone|text|cell|mobile|tel|my number|sms|ll[aá]m\w+|tel[eé]fono|telefone|celular|m[oó]vil|mi n[uú]mero"
    r"|meu n[uú]mero|ligue|t[eé]l[eé]phone|nimewo|rele|điện thoại|sđt|电话|手机|هاتف|رقم)"
)
_NUMBERS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<![\w+])(?:\+|00)\s?[1-9](?:{_GAP}\d){{7,14}}(?!\d)",  # international (ITU-T E.164: 15 digits at most)
        r"(?<![\d.,])(?:1[\s.-]?)?\(?[2-9]\d{2}\)?[\s.\-/·]{0,3}[2-9]\d{2}[\s.\-/·]{0,3}\d{4}(?!\d)",  # North America
        r"(?<![\d.,])\(?0[1-9]\)?(?:[\s.\-]?\d){7,9}(?!\d)",  # behind a trunk 0: Vietnam, France, Britain, Brazil
        r"(?<!\d)1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?!\d)",  # China
        r"(?<!\d)\(?[1-9]\d\)?[\s-]?9\d{4}[\s-]?\d{4}(?!\d)",  # Brazil
        r"(?<!\d)\(?[2-9]\d\)?[\s-]\d{4}[\s-]\d{4}(?!\d)",  # Mexico, Brazil's fixed lines
        r"(?<!\d)[67]\d{8}(?!\d)",  # Spain
        rf"\b{_CALLS}\b[^\d\n]{{0,25}}\d(?:{_GAP}\d){{5,}}",  # of any shape, where it is said to be one
    )
)
_SHORT = re.compile(r"(?<![\d\-./])[2-9]\d{2}[-.](\d{4})(?![\-./]?\d)")
"""A North American number without its area: 555-0123."""
_YEARS = range(1000, 2100)
"""History homework has pairs such as 476-1453."""
_DATE = re.compile(r"(?<![\d./-])(?:\d{4}([-./])\d{1,2}\1\d{1,2}|\d{1,2}([-./])\d{1,2}\2(?:\d{4}|\d{2}))(?![./-]?\d)")
_TIME = re.compile(r"(?<![\d.])(?:[01]?\d|2[0-3])[:h][0-5]\d(?!\d)", re.IGNORECASE)
_SPACED = re.compile(r"(?<![\d.,])\d(?:[\s.\-_*]{1,3}\d(?!\d)){6,14}(?!\d)")
_WORDS = {
    word: digit
    for digit, words in enumerate(
        (
            "zero oh cero zewo zéro",
            "one uno um en",
            "two dos dois de deux",
            "three tres três twa trois",
            "four cuatro quatro kat quatre",
            "five cinco senk cinq",
            "six seis sis",
            "seven siete sete sèt sept",
            "eight ocho oito uit huit",
            "nine nueve nove nèf neuf",
        )
    )
    for word in words.split()
}
_SPOKEN = 7
"""Digits in a row, in words: fewer are no telephone number anywhere."""


def _phone(text: str) -> bool:
    plain = _TIME.sub(" | ", _DATE.sub(" | ", text))
    short = any(int(found[1]) not in _YEARS for found in _SHORT.finditer(plain))
    return short or any(number.search(plain) for number in _NUMBERS) or _spaced(plain) or _spoken(text)


def _spaced(text: str) -> bool:
    """6 1 7 5 5 5 0 1 2 3, and not 1 2 3 4 5 6 7."""
    rows = ([int(c) for c in found[0] if c.isdecimal()] for found in _SPACED.finditer(text))
    return any(not _counts(row) for row in rows)


def _spoken(text: str) -> bool:
    rows: list[list[int]] = [[]]
    for word in re.split(r"[\s,.\-]+", text.casefold()):
        if word in _WORDS:
            rows[-1].append(_WORDS[word])
        elif word:
            rows.append([])
    return any(len(row) >= _SPOKEN and not _counts(row) for row in rows)


def _counts(row: Sequence[int]) -> bool:
    """Whether every number is as far from the one before as the next: somebody counts."""
    return len(set(_steps(row))) == 1


def _steps(row: Sequence[int]) -> Iterable[int]:
    return (after - before for before, after in itertools.pairwise(row))


_DETAILS: dict[Detail, Callable[[str], bool]] = {
    Detail.EMAIL: _email,
    Detail.PHONE: _phone,
    Detail.HANDLE: _handle,
    Detail.LINK: _link,
    Detail.ADDRESS: _address,
}
