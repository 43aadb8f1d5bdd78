"""Languages by name, in whichever language they are read."""

from __future__ import annotations

from babel import Locale, UnknownLocaleError

from web.languages import Language


def tongue(code: str, language: Language) -> str:
    """«Spanish» for `es` and for `es-PR`; the code itself where nobody has a name for it."""
    primary = code.strip().replace("_", "-").split("-")[0].casefold()
    name: str | None = _locale(language.code).languages.get(primary)
    return name or code


def own_name(language: Language) -> str:
    """As its speakers call it: «español»."""
    return tongue(language.code, language)


def _locale(code: str) -> Locale:
    """Babel knows no locale of some languages that it has a name for."""
    try:
        return Locale.parse(code.replace("-", "_"))
    except UnknownLocaleError:
        return Locale("en")
