"""Jinja, set up so that a forgotten value is an error and nothing a person typed becomes markup."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from web.catalogs import catalog


def templates_in(folder: Path, code: str = "en") -> Environment:
    """Templates of that folder, told in that language: HTML is escaped, plain text is not."""
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_translations(catalog(code), newstyle=True)  # type: ignore[attr-defined]  # of the extension
    return environment
