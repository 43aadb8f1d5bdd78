"""The nomination form in a real browser on a small phone: nothing runs, nothing sticks out, and the keys are enough."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.chromium import FOUND, Browser, a_browser
from tests.contract.nominate_web_fixtures import A_WHILE, Family
from tests.contract.web_fixtures import House, house, sqlite_engine, zooms

__all__ = ["house", "sqlite_engine", "zooms"]

pytestmark = pytest.mark.skipif(FOUND is None, reason="there is no browser here")

OVERFLOWS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def phone(tmp_path: Path) -> Iterator[Browser]:
    with a_browser(tmp_path / "profile") as browser:
        browser.wide(320)
        browser.without_scripts()
        yield browser


@pytest.mark.parametrize("who", ["guardian", "teacher", "student"])
def test_nothing_sticks_out_at_320_pixels_from_left_to_right_and_from_right_to_left(
    house: House, phone: Browser, who: str
) -> None:
    for path in ("/nominate", f"/nominate?as={who}", "/nominate/thanks"):
        phone.opens(house.url + path)
        for direction in ("ltr", "rtl"):
            phone.reads(f"document.documentElement.dir = '{direction}'")
            assert phone.reads(OVERFLOWS) == 0, (path, direction)


def test_a_form_sent_empty_comes_back_with_the_summary_in_focus_and_links_that_lead_to_the_fields(
    house: House, phone: Browser
) -> None:
    phone.opens(f"{house.url}/nominate?as=guardian")
    house.clock.advance(A_WHILE)
    phone.reads("document.querySelector('button').focus()")
    phone.presses("Enter")
    phone.waits_for("Page.loadEventFired")
    assert phone.reads("document.title") == "Please look at this again"
    assert phone.reads("document.activeElement.id") == "errors"
    assert phone.reads(OVERFLOWS) == 0
    phone.presses("Tab", "Enter")
    assert phone.reads("location.hash") == "#first_name"
    assert phone.reads("document.activeElement.id") == "first_name", "the next key stroke goes into the field"


def test_the_form_is_filled_in_with_keys_alone(house: House, phone: Browser) -> None:
    phone.opens(f"{house.url}/nominate?as=guardian")
    phone.reads("document.querySelector('#first_name').focus()")
    answers = {
        "first_name": ["Nadège"],
        "age": [" "],
        "grade": ["5"],
        "school": ["Umana Academy"],
        "home_language": ["Kre"],
        "subjects-3": [" "],
        "days-2": [" "],
        "parts-2": [" "],
        "your_name": ["Marie Baptiste"],
        "your_phone": ["617-555-0142"],
        "consent": [" "],
    }
    for name, keys in answers.items():
        while phone.reads("document.activeElement.id") != name:
            phone.presses("Tab")
        if name in {"grade", "home_language"}:
            value = {"grade": "5", "home_language": "ht"}[name]
            phone.reads(f"document.activeElement.value = '{value}'")
        else:
            phone.presses(*keys)
    reached = []
    while phone.reads("document.activeElement.tagName") != "BUTTON":
        phone.presses("Tab")
        reached.append(phone.reads("document.activeElement.id"))
    assert "website" not in reached, "nobody's keys lead into the trap"
    house.clock.advance(A_WHILE)
    phone.presses("Enter")
    phone.waits_for("Page.loadEventFired")
    assert phone.reads("document.title") == "Thank you. We have it."
    (kept,) = Family(house).nominations()
    assert kept.draft is not None and (kept.draft.full_name, kept.draft.grade) == ("Nadège", 5)
