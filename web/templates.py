"""Jinja, set up so that a forgotten value is an error and nothing a person typed becomes markup."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from jinja2.runtime import Context
from jinja2.utils import pass_context
from markupsafe import Markup

from web.bidi import POP_ISOLATE, isolated
from web.catalogs import catalog
from web.languages import LANGUAGES, Language

_TWO_STOPS = re.compile(rf"(?<!\.)(\.{POP_ISOLATE}?)\.(?!\.)")
"""Where a sentence ends with «Amara O.» or «4:30 p. m.»: one full stop is enough."""


def templates_in(folder: Path, code: str) -> Environment:
    """Templates of that folder, told in that language: HTML is escaped, plain text is not. `{% trans %}` puts every
    value into its sentence so that neither turns the other around; `listed` joins names, `isolated` is for what people
    wrote and stands outside of any sentence."""
    language = LANGUAGES[code]
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.filters["listed"] = lambda names: _listed(names, language)
    environment.filters["isolated"] = lambda text: isolated(text, language.direction)
    told = catalog(code)
    environment.install_gettext_callables(  # type: ignore[attr-defined]  # of the extension
        _one(told.gettext, language), _many(told.ngettext, language), newstyle=False
    )
    environment.newstyle_gettext = True  # type: ignore[attr-defined]  # ours fill in their values themselves
    return environment


def _listed(names: Sequence[str], language: Language) -> str:
    return language.listing([isolated(name, language.direction) for name in names])


def _one(gettext: Callable[[str], str], language: Language) -> Callable[..., str]:
    @pass_context
    def told(context: Context, text: str, /, **values: Any) -> str:
        return _filled(gettext(text), values, context, language)

    return told


def _many(ngettext: Callable[[str, str, int], str], language: Language) -> Callable[..., str]:
    @pass_context
    def told(context: Context, one: str, many: str, count: int, /, **values: Any) -> str:
        values.setdefault("num", count)
        return _filled(ngettext(one, many, count), values, context, language)

    return told


def _filled(text: str, values: dict[str, Any], context: Context, language: Language) -> str:
    """Raises KeyError where the text wants a value that the template does not give."""
    safe = {key: isolated(value, language.direction) if type(value) is str else value for key, value in values.items()}
    if context.eval_ctx.autoescape:
        return Markup(_TWO_STOPS.sub(r"\1", Markup(text) % safe))  # noqa: S704 - texts are our own, values are escaped
    return _TWO_STOPS.sub(r"\1", text % safe)
