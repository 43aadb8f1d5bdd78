"""Languages by name, in whichever language they are read."""

from __future__ import annotations

from collections.abc import Mapping

from babel import Locale, UnknownLocaleError

from web.bidi import isolated
from web.languages import ENGLISH, HAITIAN, Language

_OURS: Mapping[str, Mapping[str, str]] = {
    ENGLISH.code: {"kea": "Cape Verdean Creole"},
    HAITIAN.code: {
        "am": "amarik",
        "ar": "arab",
        "en": "anglè",
        "es": "panyòl",
        "fa": "pèsan",
        "fr": "fransè",
        "hi": "endi",
        "ht": "kreyòl ayisyen",
        "ja": "japonè",
        "kea": "kreyòl kapvèdyen",
        "km": "kmè",
        "ko": "koreyen",
        "ne": "nepalè",
        "pl": "polonè",
        "ps": "pachto",
        "pt": "pòtigè",
        "ru": "ris",
        "so": "somali",
        "sq": "albanè",
        "ti": "tigrinya",
        "uk": "ikrenyen",
        "ur": "oudou",
        "vi": "vyetnamyen",
        "zh": "chinwa",
    },
}
"""CLDR says languages in French to Haitian readers, and Kabuverdianu by its own name to English ones."""


def tongue(code: str, language: Language) -> str:
    """«Spanish» for `es` and for `es-PR`; the code itself where nobody has a name for it."""
    primary = code.strip().replace("_", "-").split("-")[0].casefold()
    name: str | None = _OURS.get(language.code, {}).get(primary) or _locale(language.code).languages.get(primary)
    return name or code


def both_names(code: str, own: str, language: Language) -> str:
    """«Soomaali (somalí)»: as its speakers call it, for those who look for it, and for those who help them."""
    theirs = tongue(code, language)
    if theirs.casefold() == own.casefold():
        return own
    return f"{isolated(own, language.direction)} ({isolated(theirs, language.direction)})"


def own_name(language: Language) -> str:
    """As its speakers call it: «español»."""
    return tongue(language.code, language)


def _locale(code: str) -> Locale:
    """Babel knows no locale of some languages that it has a name for."""
    try:
        return Locale.parse(code.replace("-", "_"))
    except UnknownLocaleError:
        return Locale("en")
