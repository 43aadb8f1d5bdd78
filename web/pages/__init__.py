"""Pages: small, warm, readable on any phone, without scripts. None carries a room's address, and only one's own page,
behind a signed link, carries names."""

from __future__ import annotations

import base64
import hashlib
from http import HTTPStatus
from pathlib import Path

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from mentoring.people import Person
from web.languages import LANGUAGES, Language, for_reader, picked, spoken_by_staff
from web.templates import templates_in

_HERE = Path(__file__).parent


class Pages:
    """Shows a page in the reader's language, or else in the one that they pick or their browser asks for."""

    def __init__(self) -> None:
        self._templates = {code: templates_in(_HERE, code) for code in LANGUAGES}
        self._style = (_HERE / "page.css").read_text(encoding="utf-8")

    @property
    def content_security_policy(self) -> str:
        """Nothing may load or run; of styles, only ours, by its digest; forms come back to us."""
        digest = base64.b64encode(hashlib.sha256(self._style.encode()).digest()).decode()
        shut = "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
        return f"default-src 'none'; style-src 'sha256-{digest}'; {shut}"

    def show(
        self,
        name: str,
        request: Request,
        *,
        status: int,
        again_in: int | None = None,
        language: Language | None = None,
        **facts: object,
    ) -> HTMLResponse:
        """`language`: the reader's own (`language_of`), where it is known who reads; else as they or their browser ask.
        `again_in`: seconds after which trying again makes sense. `facts` are what the template tells."""
        language = language or wished(request)
        if name.startswith("staff/"):
            language = spoken_by_staff(language.code)
        template = self._templates[language.code].get_template(f"{name}.html")
        body = template.render(language=language, style=Markup(self._style), **facts)  # noqa: S704 - our own file
        headers = {"Content-Language": language.tag}
        if again_in is not None:
            headers["Retry-After"] = str(again_in)
        return HTMLResponse(body, status_code=status, headers=headers)


def wished(request: Request) -> Language:
    """Of a page that everybody may come to."""
    return picked(request.query_params.get("lang", ""), request.headers.get("accept-language", ""))


def language_of(reader: Person | None, request: Request) -> Language:
    """Of a page that is one person's own, as `for_reader` says; `reader` None: nobody knows whose."""
    return for_reader(reader, request.headers.get("accept-language", ""))


def register_refusals(app: FastAPI, pages: Pages) -> None:
    """Whatever no route takes gets a page as well, and so does a form that no page of ours sends."""

    @app.exception_handler(HTTPException)
    async def refuse(request: Request, refusal: HTTPException) -> Response:
        name = "not_found" if refusal.status_code == HTTPStatus.NOT_FOUND else "refused"
        page = pages.show(name, request, status=refusal.status_code)
        page.headers.update(refusal.headers or {})
        return page

    @app.exception_handler(RequestValidationError)
    async def refuse_form(request: Request, refusal: RequestValidationError) -> Response:  # noqa: ARG001 - it repeats what was typed
        return pages.show("refused", request, status=HTTPStatus.UNPROCESSABLE_ENTITY)
