"""What pages and letters say in each language: gettext catalogs in `web/locale`, read when they are first needed.

The English text stands in the templates; a text that a catalog lacks is told in English.
"""

from __future__ import annotations

from functools import cache
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

FOLDER = Path(__file__).parent / "locale"


@cache
def catalog(code: str) -> NullTranslations:
    """`code` is one of `web.languages.LANGUAGES`; English has no catalog."""
    source = FOLDER / f"{code}.po"
    if not source.exists():
        return NullTranslations()
    compiled = BytesIO()
    with source.open("rb") as file:
        write_mo(compiled, read_po(file, locale=code, abort_invalid=True))
    compiled.seek(0)
    return Translations(compiled)
