"""Very many forms on the web, from one address and from many: what families read meanwhile."""

from __future__ import annotations

import pytest

from mentoring.acts import nominating
from mentoring.acts.nominating import MOST_A_DAY, MOST_AN_HOUR, MOST_FROM_A_PAGE
from mentoring.nominations import ConsentGiven, NominationState, Nominator
from tests.contract.nominate_web_fixtures import Family, Form
from tests.contract.nomination_fixtures import draft
from tests.contract.web_fixtures import House, house, sqlite_engine, zooms
from web.languages import LANGUAGES
from web.nominate import A_DAY, AN_HOUR, STOP, TAKEN, WITHIN

__all__ = ["house", "sqlite_engine", "zooms"]

PLAGUE, HOME = {"X-Forwarded-For": "203.0.113.66"}, {"X-Forwarded-For": "198.51.100.7"}
NEW, HELD = NominationState.NEW, NominationState.HELD


@pytest.fixture
def family(house: House) -> Family:
    return Family(house)


def states(family: Family) -> list[NominationState]:
    return [one.state for one in sorted(family.nominations(), key=lambda one: one.id)]


def child(number: int) -> str:
    return f"{chr(97 + number // 26)}{chr(97 + number % 26)}ola"


def plagues(family: Family, count: int, *, page: Form | None = None) -> list[int]:
    """One address posts so many children of so many homes, all from one page or each from its own."""
    return [
        family.sends(
            family.fills_in(form=page, first_name=child(n), your_email=f"v{n}@example.net", your_phone=None), **PLAGUE
        ).status_code
        for n in range(count)
    ]


def test_one_page_sends_five_and_a_sixth_is_shown_again_on_a_page_of_its_own(family: Family) -> None:
    page = family.opens()
    assert plagues(family, MOST_FROM_A_PAGE + 2, page=page) == [303] * MOST_FROM_A_PAGE + [422] * 2
    values = family.fills_in(form=page, first_name="Wilson")
    again = family.sends(values)
    shown = Form(again.text)
    assert "We have your other forms from this page." in again.text
    assert (shown.values["first_name"], shown.values["token"] != page.values["token"]) == (["Wilson"], True)
    assert family.sends(family.fills_in(form=shown, first_name="Wilson")).status_code == 303
    assert family.outcomes() == {"taken": MOST_FROM_A_PAGE + 1, "used_up": 3}


def test_a_burst_from_one_address_is_held_and_a_family_in_its_midst_is_not(family: Family) -> None:
    assert plagues(family, TAKEN + 3) == [303] * (TAKEN + 3)
    mine = family.sends(family.fills_in(), **HOME)
    assert (mine.status_code, mine.headers["Location"]) == (303, "/nominate/thanks")
    assert states(family) == [NEW] * TAKEN + [HELD] * 3 + [NEW]


def test_whoever_is_held_reads_the_ordinary_thanks(family: Family) -> None:
    with family.house.store.begin() as work:
        for number in range(MOST_AN_HOUR):
            work.nominations.add(
                draft(),
                request=f"{number}",
                marks=(),
                given=ConsentGiven.ONLINE,
                entered_by=None,
                at=family.house.clock.now(),
            )
    held = family.sends(family.fills_in(), **HOME)
    assert states(family)[-1] is HELD
    family.house.clock.advance(AN_HOUR)
    taken = family.sends(family.fills_in(), **HOME)
    assert states(family)[-1] is NEW
    assert (held.status_code, held.text, held.headers["Location"]) == (303, taken.text, taken.headers["Location"])
    assert family.outcomes() == {"held": 1, "taken": 1}


def test_an_address_that_has_come_to_rest_is_like_every_other(family: Family) -> None:
    plagues(family, TAKEN + 1)
    family.house.clock.advance(AN_HOUR)
    family.sends(family.fills_in(), **PLAGUE)
    assert states(family)[-2:] == [HELD, NEW]


def test_mistakes_do_not_count_as_forms_that_were_taken(family: Family) -> None:
    for _ in range(TAKEN + 1):
        assert family.sends(family.fills_in(grade="13"), **HOME).status_code == 422
    family.sends(family.fills_in(), **HOME)
    assert states(family) == [NEW]


@pytest.mark.parametrize("code", LANGUAGES)
def test_what_cannot_be_held_any_more_is_to_come_tomorrow_and_others_are_taken(
    family: Family, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nominating, "MOST_HELD", 0)
    again = {**family.fills_in(), "token": [""]}
    plagues(family, TAKEN)
    stopped = family.house.ask("POST", f"/nominate?lang={code}", data=family.fills_in(), headers=PLAGUE)
    assert (stopped.status_code, stopped.headers["Retry-After"]) == (429, str(int(A_DAY.total_seconds())))
    assert stopped.headers["Content-Language"] == LANGUAGES[code].tag
    if code == "en":
        assert "come back tomorrow" in stopped.text and "wait for some minutes" not in stopped.text
    assert family.sends(again, **PLAGUE).status_code == 422, "it is still answered"
    assert family.sends(family.fills_in(), **HOME).status_code == 303


def test_so_many_from_one_address_are_more_than_a_disk_need_keep(family: Family) -> None:
    values = family.fills_in()
    for number in range(STOP):
        if number % 50 == 0:
            family.house.clock.advance(WITHIN)
        assert family.sends(values, **PLAGUE).status_code == 303
    assert family.sends(values, **PLAGUE).status_code == 429
    assert family.sends(family.fills_in(), **HOME).status_code == 303
    family.house.clock.advance(A_DAY)
    assert family.sends(family.fills_in(first_name="Didi"), **PLAGUE).status_code == 303


def test_beyond_what_one_guardian_sends_a_day_they_are_thanked_all_the_same(family: Family) -> None:
    most = MOST_A_DAY[Nominator.GUARDIAN]
    for number in range(most + 1):
        assert family.sends(family.fills_in(first_name=child(number))).status_code == 303
    assert states(family) == [NEW] * most + [HELD]
    assert family.outcomes() == {"taken": most, "held": 1}
