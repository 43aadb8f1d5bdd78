"""The nomination form over real HTTP: whatever is sent is taken once, or shown again with what is to be mended."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest

import web.pages
from mentoring.nomination_form import Problem
from mentoring.nominations import CONSENTS, Nominator
from tests.contract.nominate_web_fixtures import A_WHILE, Family, Form
from tests.contract.nomination_fixtures import GUARDIAN, STUDENT, TEACHER, draft, given
from tests.contract.web_fixtures import House, house, sqlite_engine, zooms
from web.languages import LANGUAGES
from web.nominate import LONGEST, TRIES, WITHIN

__all__ = ["house", "sqlite_engine", "zooms"]

NASTY = {
    "a script": "<script>alert('x')</script>",
    "markup in a value": '"><img src=x onerror=alert(1)>',
    "emoji": "🙂🎉👩‍👧",
    "right to left": "\u202egnp.exe",
    "nothing but spaces": " \t\n ",
    "a template": "{{ 7 * 7 }} {% raw %}",
    "10,000 characters": "x" * 10_000,
    "a NUL": "\x00",
}
BASES = {"guardian": GUARDIAN, "teacher": TEACHER, "student": STUDENT}


@pytest.fixture
def family(house: House) -> Family:
    return Family(house)


@pytest.mark.parametrize("who", BASES)
def test_whoever_fills_it_in_is_thanked_and_it_is_kept_as_written(family: Family, who: str) -> None:
    answer = family.sends(family.fills_in(BASES[who]))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/nominate/thanks")
    (kept,) = family.nominations()
    assert (kept.draft, kept.entered_by) == (draft(BASES[who]), None)
    assert family.outcomes() == {"taken": 1}


def test_the_first_page_asks_who_one_is_and_leads_to_each_form(family: Family) -> None:
    page = Form(family.house.get("/nominate").text)
    assert page.links[-3:] == ["/nominate?as=guardian", "/nominate?as=student", "/nominate?as=teacher"]
    for who in ("", "robot", "GUARDIAN", "%00"):
        assert family.house.get(f"/nominate?as={who}").status_code == 200
    assert family.house.ask("HEAD", "/nominate").status_code == 200


def test_the_page_of_thanks_says_what_happens_next_and_nothing_of_who_was_nominated(family: Family) -> None:
    page = family.house.get("/nominate/thanks").text
    assert "This is what happens next" in page and "Nad" not in page


@pytest.mark.parametrize("who", BASES)
def test_every_field_has_its_label_and_every_note_stands_on_the_page(family: Family, who: str) -> None:
    filled = {**family.opens(who).values, "first_name": ["4"], "your_email": ["x"], "your_phone": ["x"]}
    family.house.clock.advance(A_WHILE)
    for page in (family.opens(who), Form(family.sends(filled).text)):
        assert len(set(page.ids)) == len(page.ids), "an id stands once"
        assert set(page.controls) == page.labels
        assert page.described <= set(page.ids)
        assert {link.removeprefix("#") for link in page.links if link.startswith("#")} <= set(page.ids)


def test_a_family_is_asked_for_no_date_of_birth_no_address_and_no_address_of_the_child(family: Family) -> None:
    page = family.opens("guardian")
    assert set(page.controls.values()) == {
        *("first_name", "last_name", "age", "grade", "school", "home_language", "interpreter", "subjects", "needs"),
        *("note", "days", "parts", "your_name", "your_email", "your_phone", "consent", "website"),
    }


def test_what_was_typed_stays_and_the_summary_leads_to_each_problem(family: Family) -> None:
    wrong = family.fills_in(grade="13", consent=None, your_email="marie@", note="Likes «birds» & <b>\nand trees")
    answer = family.sends(wrong)
    page = Form(answer.text)
    assert answer.status_code == 422
    assert page.links == ["#grade", "#your_email", "#consent"]
    assert 'id="errors"' in answer.text and "Please choose a grade from 1 to 12." in answer.text
    for field in ("first_name", "subjects", "days", "home_language", "your_email", "age"):
        assert sorted(page.values[field]) == sorted(wrong[field]), field
    assert page.values["note"] == ["Likes «birds» & <b>\nand trees"]
    assert page.title == "Please look at this again"
    mended = {**page.values, "grade": ["5"], "your_email": ["marie@example.net"], "consent": GUARDIAN["consent"]}
    assert family.sends(mended).status_code == 303
    assert len(family.nominations()) == 1
    assert family.outcomes() == {"incomplete": 1, "taken": 1}


@pytest.mark.parametrize("field", [field for field in GUARDIAN if field not in {"nominator", "consent"}])
@pytest.mark.parametrize("kind", NASTY)
def test_the_worst_in_any_field_is_taken_as_text_or_refused_beside_it(family: Family, field: str, kind: str) -> None:
    answer = family.sends(family.fills_in({**GUARDIAN, field: [NASTY[kind]]}))
    assert answer.status_code in {303, 422}
    if answer.status_code == 422:
        page = Form(answer.text)
        assert page.links == [f"#{field}"]
        shown = answer.text.replace(page.values["token"][0], "")
        assert "<script" not in shown and "<img" not in shown and "49" not in shown
        assert len(answer.text) < 60_000


def test_every_problem_has_its_sentence(family: Family) -> None:
    said = (Path(web.pages.__file__).parent / "fields.html").read_text(encoding="utf-8")
    assert set(re.findall(r'problem == "(\w+)"', said)) == set(Problem)


@pytest.mark.parametrize("grade", ["0", "13", "K", ""])
def test_a_grade_outside_the_program_is_refused(family: Family, grade: str) -> None:
    assert Form(family.sends(family.fills_in(grade=grade)).text).links == ["#grade"]
    assert family.nominations() == []


def test_without_consent_nothing_is_stored_at_all(family: Family) -> None:
    """COPPA: consent comes before anything of a child is kept."""
    family.sends(family.fills_in(consent=None))
    dump = "\n".join(family.house.office.engine.raw_connection().driver_connection.iterdump())  # type: ignore[union-attr]
    assert 'INSERT INTO "nominations"' not in dump and "Baptiste" not in dump


def test_a_reload_and_a_second_press_give_the_same_nomination(family: Family) -> None:
    values = family.fills_in()
    assert [family.sends(values).status_code for _ in range(3)] == [303] * 3
    assert len(family.nominations()) == 1
    assert family.outcomes() == {"taken": 1, "repeated": 2}


def test_two_tabs_are_two_nominations_shown_as_perhaps_one_child(family: Family) -> None:
    one, other = family.opens(), family.opens()
    assert one.values["token"] != other.values["token"]
    family.sends(family.fills_in(form=one))
    family.sends(family.fills_in(form=other))
    first, second = family.nominations()
    with family.house.store.look() as view:
        (pair,) = view.nominations.likenesses([first.id])
    assert (pair.nomination_id, pair.other_id) == (second.id, first.id)


def test_a_tab_that_was_copied_for_a_brother_is_another_nomination(family: Family) -> None:
    page = family.opens()
    family.sends(family.fills_in(form=page))
    family.sends(family.fills_in(form=page, first_name="Wilson", grade="9"))
    assert len(family.nominations()) == 2


def test_the_page_never_tells_that_a_child_is_known(family: Family) -> None:
    first = family.sends(family.fills_in())
    second = family.sends(family.fills_in())
    alone = {name: value for name, value in first.headers.items() if name != "date"}
    assert (second.status_code, second.text) == (first.status_code, first.text)
    assert {name: value for name, value in second.headers.items() if name != "date"} == alone


@pytest.mark.parametrize(
    "token",
    ["", "forged", "WyJhIiwxXQ.AAAA", "x" * 5_000, "🙂"],
    ids=["none", "forged", "signed by another", "huge", "emoji"],
)
def test_a_forged_page_is_shown_again_and_can_then_be_sent(family: Family, token: str) -> None:
    answer = family.sends({**family.fills_in(), "token": [token]})
    assert (answer.status_code, family.nominations()) == (422, [])
    page = Form(answer.text)
    assert page.values["first_name"] == ["Nadège"]
    assert family.sends(family.fills_in(form=page)).status_code == 303
    assert family.outcomes() == {"stale": 1, "taken": 1}


def test_a_page_that_lay_open_overnight_is_looked_over_once_more(family: Family) -> None:
    page = family.opens()
    family.house.clock.advance(LONGEST)
    answer = family.sends(family.fills_in(form=page))
    assert answer.status_code == 422 and "was open for a long time" in answer.text
    assert family.sends(family.fills_in(form=Form(answer.text))).status_code == 303


def test_a_token_of_another_form_does_not_open_this_one(family: Family) -> None:
    other = family.house.context.forms.issue("rsvp", at=family.house.clock.now())
    assert family.sends({**family.fills_in(), "token": [other]}).status_code == 422


def test_nobody_is_as_quick_as_a_program(family: Family) -> None:
    values = {**family.opens().values, **given()}
    answer = family.sends(values)
    assert (answer.status_code, family.nominations()) == (422, [])
    assert "very quick" in answer.text
    family.house.clock.advance(timedelta(seconds=3))
    assert family.sends({**Form(answer.text).values}).status_code == 303


def test_whoever_falls_into_the_trap_is_told_so_aloud(family: Family) -> None:
    """A password manager may fill in the field as well: nobody is thanked for what was not taken."""
    answer = family.sends(family.fills_in(website="https://spam.example"))
    assert (answer.status_code, family.nominations()) == (422, [])
    assert "Please empty the last field" in answer.text and 'class="trap"' not in answer.text
    assert family.sends({**Form(answer.text).values, "website": [""]}).status_code == 303
    assert family.outcomes() == {"trapped": 1, "taken": 1}


def test_one_address_tries_so_often_and_may_again_later(family: Family) -> None:
    values = {"nominator": ["guardian"]}
    answers = [family.sends(values).status_code for _ in range(TRIES + 2)]
    assert answers == [422] * TRIES + [429] * 2
    busy = family.sends(values)
    assert busy.headers["Retry-After"] == str(int(WITHIN.total_seconds())) and "try again later" in busy.text
    family.house.clock.advance(WITHIN)
    assert family.sends(family.fills_in()).status_code == 303


def test_behind_our_own_proxy_each_family_counts_for_itself(family: Family) -> None:
    values = {"nominator": ["guardian"]}
    for number in range(TRIES + 2):
        assert family.sends(values, **{"X-Forwarded-For": f"203.0.113.{number}"}).status_code == 422
    mine = {"X-Forwarded-For": "6.6.6.6, 203.0.113.7"}
    assert [family.sends(values, **mine).status_code for _ in range(TRIES)][-1] == 429, "the last hop counts"


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"", "application/x-www-form-urlencoded", 422),
        (b"{}", "application/json", 400),
        (b"nominator=guardian", "", 400),
        (b"--x\r\n", "multipart/form-data; boundary=x", 400),
        (b"a=1&" * 300, "application/x-www-form-urlencoded", 400),
        (b"note=" + b"x" * 70_000, "application/x-www-form-urlencoded", 400),
        (b"note=" + b"x" * 2_000_000, "application/x-www-form-urlencoded", 413),
        (b"nominator=guardian&first_name=%ff%fe%00%ed%a0%80", "application/x-www-form-urlencoded", 422),
        (b"nominator=guardian&nominator=teacher", "application/x-www-form-urlencoded", 422),
    ],
)
def test_what_is_no_form_of_ours_is_refused(family: Family, body: bytes, kind: str, status: int) -> None:
    answer = family.house.ask("POST", "/nominate", data=body, headers={"Content-Type": kind})
    assert (answer.status_code, family.nominations()) == (status, [])


def test_other_methods_are_refused(family: Family) -> None:
    assert family.house.ask("PUT", "/nominate").status_code == 405
    assert family.house.ask("DELETE", "/nominate/thanks").status_code == 405


def test_no_log_line_says_who_was_nominated(family: Family, capsys: pytest.CaptureFixture[str]) -> None:
    family.sends(family.fills_in())
    family.sends(family.fills_in(grade="13"))
    logged = capsys.readouterr().out
    assert "nomination.taken" in logged
    for word in ("Nad", "Baptiste", "Umana", "example.net", "0142"):
        assert word not in logged


@pytest.mark.parametrize("language", ["en", "es", "ar", "zz", "", "*"])
def test_the_form_is_there_in_every_language_that_a_browser_asks_for(family: Family, language: str) -> None:
    page = family.opens(**{"Accept-Language": language})
    assert "first_name" in page.controls


CONSENT_WORDS = {
    "guardian-2026-11": "bbab76bd4f1037ff",
    "teacher-2026-11": "c97976487fc3a0e8",
    "student-2026-11": "b931e0bb3cb9b360",
}


@pytest.mark.parametrize("who", Nominator)
def test_other_words_of_consent_are_another_version(who: Nominator) -> None:
    """Whoever changes what people agree to gives it a new version in CONSENTS, and its digest here."""
    words = (Path(web.pages.__file__).parent / f"consent_{who}.html").read_bytes()
    assert hashlib.sha256(words).hexdigest()[:16] == CONSENT_WORDS[CONSENTS[who]]


def test_a_form_is_sent_as_browsers_send_it(family: Family) -> None:
    """By hand, so that the fixture cannot be kinder than a browser."""
    values = [(field, value) for field, said in family.fills_in().items() for value in said]
    body = urlencode(values).replace("%0A", "%0D%0A").encode()
    sent = family.house.ask(
        "POST", "/nominate", data=body, headers={"Content-Type": "application/x-www-form-urlencoded"}
    )
    assert sent.status_code == 303


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_language_can_be_picked_on_the_page_and_stays(family: Family, code: str) -> None:
    """A phone asks for English in many homes where nobody reads it."""
    house = family.house
    asked = house.get(f"/nominate?lang={code}", **{"Accept-Language": "en-US,en"})
    form = house.get(f"/nominate?as=guardian&lang={code}")
    assert {page.headers["Content-Language"] for page in (asked, form)} == {LANGUAGES[code].tag}
    assert f'href="/nominate?as=guardian&amp;lang={code}"' in asked.text
    assert f'action="/nominate?lang={code}"' in form.text
    offered = set(re.findall(r'href="/nominate\?as=guardian&amp;lang=(\w+)"', form.text))
    assert offered == set(LANGUAGES) - {code}


def test_whoever_picked_a_language_is_thanked_in_it(family: Family) -> None:
    sent = family.house.ask("POST", "/nominate?lang=ht", data=family.fills_in())
    assert (sent.status_code, sent.headers["Location"]) == (303, "/nominate/thanks?lang=ht")
    assert family.house.get("/nominate/thanks?lang=ht").headers["Content-Language"] == "ht"


@pytest.mark.parametrize("said", ["", "xx", "<script>", "en%00", "ES", "🙂", "x" * 2000])
def test_a_language_that_we_have_not_is_as_if_none_was_picked(family: Family, said: str) -> None:
    page = family.house.get(f"/nominate?lang={said}", **{"Accept-Language": "pt"})
    assert (page.status_code, page.headers["Content-Language"]) == (200, "pt-BR")
    assert "<script" not in page.text
