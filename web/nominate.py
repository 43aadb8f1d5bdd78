"""`GET|POST /nominate`: the form by which families, students and teachers ask for a mentor (R022-R037).

No account, no script, no third party. It never tells whether a child is known: every nomination is thanked alike.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs

import structlog
from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mentoring.acts.nominating import nominate
from mentoring.nomination_form import NotComplete, read_nomination, tidy
from mentoring.nominations import (
    CONSENTS,
    FIRST_GRADE,
    LANGUAGES,
    LAST_GRADE,
    UNDETERMINED,
    AgeBand,
    NominationDraft,
    NominationState,
    Nominator,
    PageUsedUp,
    TooManyNominations,
)
from web.context import WebContext
from web.languages import LANGUAGES as PAGE_LANGUAGES
from web.languages import Language
from web.meters import Meters
from web.pages import Pages, wished
from web.throttle import Throttle
from web.tongues import both_names

LARGEST_FORM = 64 * 1024
"""Bytes: some ten times what a family writes."""
MOST_FIELDS = 200
QUICKEST = timedelta(seconds=3)
"""Nobody fills this form in faster."""
LONGEST = timedelta(hours=12)
"""How long a page may lie open before it is to be looked over again."""
TRIES, WITHIN = 60, timedelta(minutes=10)
"""From one address, mistakes included: a class in a computer room sends from one."""
TAKEN, AN_HOUR = 12, timedelta(hours=1)
"""Whole forms from one address, repeats included; those beyond are held for a manager's look: a school's office may be
behind one address, and so may be one who plagues us."""
STOP, A_DAY = 150, timedelta(days=1)
"""Whole forms from one address, beyond which none is taken that day."""
TRAP = "website"
"""A field that nobody sees; programs fill it in."""
SHOWN = 2_000
"""Characters of one answer that are shown again."""
_KIND = "application/x-www-form-urlencoded"

log = structlog.get_logger("web.nominate")


class Outcome(StrEnum):
    """What became of a form that was sent."""

    TAKEN = "taken"
    HELD = "held"
    """Taken, and waiting for a manager's look: it came in a burst."""
    REPEATED = "repeated"
    """Sent a second time, by a reload or a second press: it is the same nomination."""
    INCOMPLETE = "incomplete"
    STALE = "stale"
    """The page was forged, or lay open for too long."""
    USED_UP = "used_up"
    """The page has sent as many as one page may."""
    TOO_QUICK = "too_quick"
    TRAPPED = "trapped"
    TOO_MANY = "too_many"
    UNREADABLE = "unreadable"


def register(app: FastAPI, context: WebContext, pages: Pages, meters: Meters) -> None:
    desk = _Desk(context, pages)

    @app.get("/nominate")
    @app.head("/nominate")
    def ask(request: Request) -> Response:
        return desk.show(request, request.query_params.get("as", ""))

    @app.get("/nominate/thanks")
    @app.head("/nominate/thanks")
    def thanks(request: Request) -> Response:
        return pages.show("nominate_thanks", request, status=HTTPStatus.OK, **_tongues(request))

    @app.post("/nominate")
    async def take(request: Request) -> Response:
        body = await request.body()
        outcome, page = await run_in_threadpool(desk.take, request, body)
        meters.nominations.labels(outcome).inc()
        return page


class _Desk:
    """Where forms are handed out and taken."""

    def __init__(self, context: WebContext, pages: Pages) -> None:
        self._context, self._pages, self._clock = context, pages, context.clock
        self._throttle = Throttle(most=TRIES, span=WITHIN)
        self._taken, self._stop = Throttle(most=TAKEN, span=AN_HOUR), Throttle(most=STOP, span=A_DAY)

    def show(self, request: Request, who: str) -> Response:
        """The form of that nominator; without one, the question who fills it in."""
        if who not in set(Nominator):
            return self._pages.show("nominate", request, status=HTTPStatus.OK, **_tongues(request))
        return self._form(request, Nominator(who), {}, token=self._new_token(), status=HTTPStatus.OK)

    def take(self, request: Request, body: bytes) -> tuple[Outcome, Response]:
        at = self._clock.now()
        address = request.client.host if request.client is not None else ""
        if not self._throttle.admits(address, at=at):
            return Outcome.TOO_MANY, self._busy(request, WITHIN)
        given = _read(request, body)
        if given is None:
            return Outcome.UNREADABLE, self._pages.show("refused", request, status=HTTPStatus.BAD_REQUEST)
        who = _first(given, "nominator")
        if who not in set(Nominator):
            return Outcome.INCOMPLETE, self._ask_anew(request)
        return self._take_form(request, address, Nominator(who), given, at)

    def _take_form(
        self, request: Request, address: str, who: Nominator, given: Mapping[str, Sequence[str]], at: datetime
    ) -> tuple[Outcome, Response]:
        issued = self._context.forms.read("nominate", _first(given, "token"))
        if issued is None or not timedelta(0) <= at - issued[1] <= LONGEST:
            return Outcome.STALE, self._again(request, who, given, Outcome.STALE, token=self._new_token())
        if _first(given, TRAP):
            return Outcome.TRAPPED, self._again(request, who, given, Outcome.TRAPPED)
        if at - issued[1] < QUICKEST:
            return Outcome.TOO_QUICK, self._again(request, who, given, Outcome.TOO_QUICK)
        try:
            outcome = self._write_down(read_nomination(given), issued[0], address, at)
        except NotComplete as refusal:
            return Outcome.INCOMPLETE, self._again(request, who, given, Outcome.INCOMPLETE, problems=refusal.problems)
        except PageUsedUp:
            return Outcome.USED_UP, self._again(request, who, given, Outcome.USED_UP, token=self._new_token())
        except TooManyNominations:
            return Outcome.TOO_MANY, self._busy(request, A_DAY)
        log.info(f"nomination.{outcome}", nominator=who)
        return outcome, _thanked(request)

    def _write_down(self, draft: NominationDraft, page: str, address: str, at: datetime) -> Outcome:
        """Raises PageUsedUp, TooManyNominations."""
        if not self._stop.admits(address, at=at):
            raise TooManyNominations
        nomination, new = nominate(
            self._context.store,
            draft=draft,
            request=_name(page, draft),
            names=self._context.names,
            at=at,
            page=page,
            crowded=not self._taken.admits(address, at=at),
        )
        if not new:
            return Outcome.REPEATED
        return Outcome.HELD if nomination.state is NominationState.HELD else Outcome.TAKEN

    def _ask_anew(self, request: Request) -> Response:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return self._pages.show("nominate", request, status=status, **_tongues(request))

    def _new_token(self) -> str:
        return self._context.forms.issue("nominate", at=self._clock.now())

    def _busy(self, request: Request, again_in: timedelta) -> Response:
        return self._pages.show(
            "nominate_busy",
            request,
            status=HTTPStatus.TOO_MANY_REQUESTS,
            again_in=int(again_in.total_seconds()),
            tomorrow=again_in >= A_DAY,
        )

    def _again(
        self,
        request: Request,
        who: Nominator,
        given: Mapping[str, Sequence[str]],
        why: Outcome,
        *,
        token: str = "",
        problems: Mapping[str, str] | None = None,
    ) -> Response:
        """The form with all that was filled in, and what is to be mended."""
        return self._form(
            request,
            who,
            given,
            token=token or _first(given, "token"),
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
            why=why,
            problems=problems or {},
        )

    def _form(
        self,
        request: Request,
        who: Nominator,
        given: Mapping[str, Sequence[str]],
        *,
        token: str,
        status: HTTPStatus,
        why: Outcome | None = None,
        problems: Mapping[str, str] | None = None,
    ) -> Response:
        typed = {field: [tidy(one[:SHOWN], lines=field == "note") for one in said] for field, said in given.items()}
        return self._pages.show(
            "nominate_form",
            request,
            status=status,
            who=who,
            typed=typed,
            problems=problems or {},
            why=why,
            token=token,
            trap=TRAP,
            ages=list(AgeBand),
            grades=[(str(grade), str(grade)) for grade in range(FIRST_GRADE, LAST_GRADE + 1)],
            home_languages=_home_languages(wished(request)),
            consents=CONSENTS,
            **_tongues(request),
        )


def _tongues(request: Request) -> dict[str, Any]:
    """What a page needs to be read in another language, and to lead on in the one that was picked."""
    code = request.query_params.get("lang", "")
    return {"picked": code if code in PAGE_LANGUAGES else "", "languages": list(PAGE_LANGUAGES.values())}


def _home_languages(language: Language) -> list[tuple[str, str]]:
    """All but «another one», which the page says in its own words."""
    named = ((code, name.partition(" (")[0]) for code, name in LANGUAGES.items() if code != UNDETERMINED)
    return [(code, both_names(code, own, language)) for code, own in named]


def _read(request: Request, body: bytes) -> Mapping[str, Sequence[str]] | None:
    """None: it is no form of ours, or far too much."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().casefold()
    if kind != _KIND or len(body) > LARGEST_FORM:
        return None
    try:
        return parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        return None


def _first(given: Mapping[str, Sequence[str]], field: str) -> str:
    return given.get(field, [""])[0]


def _name(token: str, draft: NominationDraft) -> str:
    """The same page with the same words is one nomination. A tab that was duplicated for another child is another."""
    return f"web:{token}:{hashlib.sha256(f'{token}{draft!r}'.encode()).hexdigest()[:32]}"


def _thanked(request: Request) -> Response:
    picked = _tongues(request)["picked"]
    return RedirectResponse(f"/nominate/thanks{f'?lang={picked}' if picked else ''}", HTTPStatus.SEE_OTHER)
