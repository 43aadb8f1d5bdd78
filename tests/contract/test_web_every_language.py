"""Every page that somebody without Slack may come to, over HTTP, in all eight languages: nothing is left in English,
every field says what it is and what is wrong with it, and a small phone without scripts is enough."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

import pytest
import requests

from tests.contract import every_page, every_volunteer_page
from tests.contract.every_page import Scene, Visit
from tests.contract.page_anatomy import Page, scrambles
from tests.contract.program_fixtures import NOW, PEOPLE
from tests.contract.web_fixtures import House, house, sqlite_engine, zooms
from tests.unit.english import english_left
from web.languages import LANGUAGES
from web.zones import LIKELY, place, zones_by_region

__all__ = ["house", "sqlite_engine", "zooms"]

OTHERS = [language for code, language in LANGUAGES.items() if code != "en"]
NAMES = {
    "Google Meet",
    "Zoom",
    "Asia",
    "Australia",
    *(language.name for language in LANGUAGES.values()),
    *(r.name for r in PEOPLE),
}
"""The same in every language, or in Spanish as well. So are places that a language does not call otherwise."""


def speak(house: House, code: str) -> None:
    """Everybody in the program has chosen that language."""
    with house.store.begin() as work:
        for person in work.people.all():
            work.people.choose(person.id, language=code, timezone=None)


def shown(house: House, visit: Visit, code: str) -> requests.Response:
    visit.before()
    method = "GET" if visit.form is None else "POST"
    answer = house.ask(method, visit.path, data=visit.form, headers={"accept-language": code})
    assert answer.status_code == visit.status, (visit.name, answer.status_code, answer.text[-1500:])
    return answer


def in_every_language(house: House, visit: Visit) -> Mapping[str, Page]:
    pages = {}
    for code in LANGUAGES:
        speak(house, code)
        answer = shown(house, visit, code)
        assert answer.headers["content-language"] == LANGUAGES[code].tag, visit.name
        pages[code] = Page(answer.text)
    return pages


@pytest.mark.parametrize("scene", [*every_page.SCENES, *every_volunteer_page.SCENES], ids=lambda scene: scene.__name__)
def test_every_page_is_whole_in_every_language(house: House, scene: Scene) -> None:
    found = [f"{visit.name}: {flaw}" for visit in scene(house) for flaw in flaws(house, visit)]

    assert found == [], "\n".join(found)


def of_their_own(house: House) -> Mapping[str, str]:
    office, match = house.office, house.session.match_id
    return {
        "family": house.own("family", "grace", office["grace"].id),
        "write": house.own("write", "grace", match, *office.ids("grace", "ana")),
        "rsvp": house.own("rsvp", "grace", match, office["grace"].id),
        "optin": house.own("optin", "grace", *office.ids("grace", "amara")),
        "checklist": house.own("checklist", "ana", match, office["ana"].id),
        "door": house.door("amara"),
    }


def languages(house: House, paths: Mapping[str, str], wish: str) -> set[str]:
    return {house.get(path, **{"accept-language": wish}).headers["content-language"] for path in paths.values()}


def test_a_page_of_ones_own_speaks_the_language_that_one_chose(house: House) -> None:
    """English of a roster is what families have whom nobody has asked: until they choose, the browser is heard."""
    paths = of_their_own(house)

    assert languages(house, paths, "es") == {"es"}
    speak(house, "en")
    assert languages(house, paths, "es") == {"en"}
    speak(house, "zh-Hant")
    assert languages(house, paths, "es") == {"zh-Hans"}


def test_hours_on_a_page_of_ones_own_are_in_ones_own_zone(house: House) -> None:
    match = house.office.create(house.office.draft(student="mia", mentor="ben", monitor="sam", starts_on=None), at=NOW)
    path = house.own("rsvp", "mia", match.id, house.office["mia"].id)
    assert "4:30 PM (EST)" in house.get(path).text

    with house.store.begin() as work:
        work.people.choose(house.office["mia"].id, language="en", timezone="America/Phoenix")

    assert "2:30 PM (MST)" in house.get(path).text


def flaws(house: House, visit: Visit) -> Iterator[str]:
    pages = in_every_language(house, visit)
    for code, page in pages.items():
        language = LANGUAGES[code]
        yield from (f"{code}: {flaw}" for flaw in page.flaws())
        if (page.lang, page.direction) != (language.tag, language.direction):
            yield f"{code} is said to be {page.lang}, {page.direction}"
        if not visit.invalid <= page.invalid:
            yield f"{code}: nothing is said beside {visit.invalid - page.invalid}"
    for language in OTHERS:
        yield from (f"{language.code}: left in English: {said}" for said in left(pages, language.code))


@pytest.mark.parametrize(
    ("lines", "do"),
    [
        (("تلتقي Amara O. اليوم", "رقم 617-555-0123"), "scramble"),
        (("تلتقي \u2068Amara O.\u2069 اليوم", "رقم \u2068617-555-0123\u2069", "Amara O.", "4:30 مساءً"), "stay"),
    ],
)
def test_a_latin_name_scrambles_an_arabic_line_unless_it_is_isolated(lines: Iterable[str], do: str) -> None:
    assert {scrambles(line) for line in lines} == {do == "scramble"}


FLAWED = """<html lang="en" dir="ltr"><script>x</script><p>Hello %(name)s</p><form><input name="a" id="a">
<input name="b" id="b" aria-invalid="true" aria-describedby="b-problem"><label for="b">B</label></form></html>"""


def test_a_flawed_page_is_seen_to_be_one() -> None:
    assert list(Page(FLAWED).flaws()) == [
        "loads script",
        "half a text: Hello %(name)s",
        "no label: input a",
        "described by nothing: b-problem",
        "invalid, and nobody says why: b",
    ]


def left(pages: Mapping[str, Page], code: str) -> Iterable[str]:
    zones = [*LIKELY, *chain.from_iterable(zones_by_region(LANGUAGES[code]).values())]
    places = {place(zone, LANGUAGES[code]) for zone in zones}
    same = set(pages["en"].words) & set(pages[code].words) - NAMES - places
    return {said for said in same if re.search(r"[^\W\d_]{3,}", said)} | english_left(pages[code].words)
