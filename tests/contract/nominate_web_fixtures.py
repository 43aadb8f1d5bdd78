"""A family with a browser that runs no script: it reads the form, fills it in, and sends it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from html.parser import HTMLParser

import requests

from mentoring.nominations import Nomination, NominationState
from mentoring.store.nominations import Wanted
from tests.contract.nomination_fixtures import GUARDIAN, given
from tests.contract.web_fixtures import House

A_WHILE = timedelta(minutes=3)
Values = dict[str, list[str]]


class Form(HTMLParser):
    """What a page holds: its fields with their values, its labels, and what every id stands on."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: Values = {}
        self.ids: list[str] = []
        self.labels: set[str] = set()
        self.links: list[str] = []
        self.described: set[str] = set()
        self.controls: dict[str, str] = {}
        self.title, self._in, self._select = "", "", ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._in = f"textarea {given['name']}" if tag == "textarea" else tag
        self.ids += [given["id"]] if "id" in given else []
        self.described |= set(given.get("aria-describedby", "").split())
        self.labels |= {given["for"]} if tag == "label" else set()
        self.links += [given["href"]] if tag == "a" else []
        if tag in {"input", "textarea", "select"} and given.get("type") != "hidden":
            self.controls[given["id"]] = given["name"]
        self._take_value(tag, given)

    def _take_value(self, tag: str, given: dict[str, str]) -> None:
        if tag == "select":
            self._select = given["name"]
        if tag == "option" and "selected" in given:
            self.values.setdefault(self._select, []).append(given["value"])
        if tag == "input" and (given.get("type") not in {"radio", "checkbox"} or "checked" in given):
            self.values.setdefault(given["name"], []).append(given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - a signature of HTMLParser
        self._in = ""

    def handle_data(self, data: str) -> None:
        if self._in == "title":
            self.title += data
        if self._in.startswith("textarea "):
            self.values.setdefault(self._in.removeprefix("textarea "), []).append(data.removeprefix("\n"))


class Family:
    def __init__(self, house: House) -> None:
        self.house = house

    def opens(self, who: str = "guardian", **headers: str) -> Form:
        answer = self.house.get(f"/nominate?as={who}", **headers)
        assert answer.status_code == 200, answer.text
        return Form(answer.text)

    def fills_in(
        self,
        base: Mapping[str, Sequence[str]] = GUARDIAN,
        *,
        form: Form | None = None,
        **changed: str | list[str] | None,
    ) -> Values:
        """What a browser would send, some minutes after the page was opened."""
        page = form or self.opens(base["nominator"][0])
        self.house.clock.advance(A_WHILE)
        return {**page.values, **given(base, **changed)}

    def sends(self, values: Mapping[str, Sequence[str]], **headers: str) -> requests.Response:
        return self.house.ask("POST", "/nominate", data=dict(values), headers=headers)

    def nominations(self) -> list[Nomination]:
        with self.house.store.look() as view:
            return list(view.nominations.page(Wanted(frozenset(NominationState)), limit=1000, offset=0))

    def outcomes(self) -> dict[str, float]:
        """The counter as Prometheus reads it."""
        lines = self.house.get("/metrics").text.splitlines()
        counted = [line for line in lines if line.startswith("chaperone_nominations_total{")]
        return {line.split('"')[1]: float(line.split()[-1]) for line in counted}
