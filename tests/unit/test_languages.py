"""Languages: which one a person or a browser wants, and how each says days, hours, zones and names."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.letter_fixtures import ANA, DOOR, LETTERS, LINE, speaking
from web.languages import (
    ENGLISH,
    LANGUAGES,
    STAFF_LANGUAGES,
    asked_for,
    at_home,
    spoken,
    spoken_by_staff,
    when,
)

NEW_YORK = ZoneInfo("America/New_York")
TUESDAY = datetime(2026, 11, 3, 21, 30, tzinfo=UTC)
SAID = {
    "en": ("Tuesday, Nov 3", "4:30 PM", "Amara, Luis, and Ana"),
    "es": ("martes 3 de noviembre", "4:30 p. m.", "Amara, Luis y Ana"),
    "ht": ("madi 3 novanm", "4:30 PM", "Amara, Luis ak Ana"),
    "kea": ("tersa-fera, 3 di Nuvenbru", "16:30", "Amara, Luis i Ana"),
    "vi": ("Thứ Ba, ngày 3 tháng 11", "4:30 chiều", "Amara, Luis và Ana"),
    "zh": ("11月3日星期二", "下午4:30", "Amara、Luis和Ana"),
    "pt": ("terça-feira, 3 de novembro", "16:30", "Amara, Luis e Ana"),
    "ar": ("الثلاثاء، 3 نوفمبر", "4:30 مساءً", "Amara وLuis وAna"),
}


def test_these_are_the_languages_of_the_families() -> None:
    assert list(LANGUAGES) == list(SAID)
    assert [code for code, language in LANGUAGES.items() if language.direction == "rtl"] == ["ar"]
    assert set(LANGUAGES) >= STAFF_LANGUAGES


@pytest.mark.parametrize("code", SAID)
def test_each_language_says_days_hours_and_names_in_its_own_way(code: str) -> None:
    language = LANGUAGES[code]
    moment = when(TUESDAY, NEW_YORK, language)

    assert (moment.day, moment.hour, language.listing(["Amara", "Luis", "Ana"])) == SAID[code]
    assert (language.listing(["Amara"]), moment.zone) == ("Amara", "EST")


@pytest.mark.parametrize("code", SAID)
def test_every_day_of_a_year_has_words_of_its_own(code: str) -> None:
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]
    said = [LANGUAGES[code].day(day) for day in days]

    assert len(set(said)) == 365
    assert all(re.findall(r"\d+", words)[-1:] for words in said)
    assert not any(re.search(r"[\u0660-\u0669\u06f0-\u06f9\u202f\u00a0]", words) for words in said)


@pytest.mark.parametrize("code", SAID)
def test_every_minute_of_a_day_has_words_of_its_own(code: str) -> None:
    """Noon and midnight among them."""
    minutes = [datetime(2026, 6, 1, tzinfo=UTC) + timedelta(minutes=number) for number in range(1440)]
    said = [LANGUAGES[code].hour(minute) for minute in minutes]

    assert len(set(said)) == 1440
    assert not any(re.search(r"[\u0660-\u0669\u06f0-\u06f9\u202f\u00a0]", words) for words in said)


@pytest.mark.parametrize("code", SAID)
def test_the_two_half_past_ones_of_the_autumn_change_are_told_apart(code: str) -> None:
    first = datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    before, after = (when(at, NEW_YORK, LANGUAGES[code]) for at in (first, first + timedelta(hours=1)))

    assert before.hour == after.hour
    assert (before.zone, after.zone) == ("EDT", "EST")


@pytest.mark.parametrize(
    ("zone", "code", "named"),
    [
        ("America/Chicago", "en", "CST"),
        ("America/Puerto_Rico", "es", "AST"),
        ("America/Port-au-Prince", "ht", "EST"),
        ("UTC", "en", "UTC"),
        ("Atlantic/Cape_Verde", "pt", "Cabo Verde, UTC-1"),
        ("America/Sao_Paulo", "pt", "São Paulo, UTC-3"),
        ("Asia/Shanghai", "zh", "上海, UTC+8"),
        ("Asia/Ho_Chi_Minh", "vi", "Ho Chi Minh, UTC+7"),
        ("America/Havana", "es", "La Habana, UTC-5"),
        ("Africa/Cairo", "ar", "القاهرة, UTC+2"),
        ("Asia/Kolkata", "en", "Kolkata, UTC+5:30"),
        ("America/St_Johns", "en", "NST"),
    ],
)
def test_a_zone_that_the_readers_letters_do_not_name_is_named_by_its_city(zone: str, code: str, named: str) -> None:
    assert when(TUESDAY, ZoneInfo(zone), LANGUAGES[code]).zone == named


def test_in_another_zone_day_and_hour_are_the_ones_of_that_zone() -> None:
    moment = when(TUESDAY, ZoneInfo("Asia/Ho_Chi_Minh"), LANGUAGES["vi"])

    assert (moment.day, moment.hour) == ("Thứ Tư, ngày 4 tháng 11", "4:30 sáng")


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("es", "es"),
        ("es-PR", "es"),
        ("ES_mx", "es"),
        ("pt-BR", "pt"),
        ("pt-CV", "pt"),
        ("zh-Hant", "zh"),
        ("zh-Hant-TW", "zh"),
        ("yue", "zh"),
        ("kea-CV", "kea"),
        ("ht", "ht"),
        ("ar-EG", "ar"),
        ("vi", "vi"),
        ("so", "en"),
        ("", "en"),
        ("../../etc", "en"),
        ("é🙂" * 999, "en"),
    ],
)
def test_the_language_of_a_tag_is_ours_or_english(tag: str, code: str) -> None:
    assert spoken(tag).code == code


@pytest.mark.parametrize(("tag", "code"), [("es-PR", "es"), ("ar", "en"), ("", "en"), ("en-US", "en")])
def test_what_only_managers_read_is_in_english_or_spanish(tag: str, code: str) -> None:
    assert spoken_by_staff(tag).code == code


@given(st.text())
def test_no_tag_and_no_wish_is_too_strange(text: str) -> None:
    assert spoken(text).code in LANGUAGES
    assert asked_for(text).code in LANGUAGES


@pytest.mark.parametrize(
    ("code", "greeting"),
    [
        ("en", "Hello Ana,"),
        ("es", "Hola, Ana:"),
        ("ht", "Bonjou Ana,"),
        ("kea", "Oi Ana,"),
        ("vi", "Chào Ana Silva,"),
        ("zh-Hant", "Ana Silva，您好！"),
        ("pt-BR", "Olá, Ana!"),
        ("ar", "مرحبًا \u2068Ana\u2069،"),
        ("so", "Hello Ana,"),
    ],
)
def test_each_reader_is_greeted_in_their_language_or_in_english(code: str, greeting: str) -> None:
    assert greeting in LETTERS.invitation(LINE, speaking(ANA, code), None, DOOR)[1].splitlines()[0]


@pytest.mark.parametrize(("language", "greeting"), [("vi", "Chào {},"), ("ko", "Hello {},"), ("hu", "Hello {},")])
def test_whose_family_name_comes_first_is_greeted_in_full(language: str, greeting: str) -> None:
    nguyen = replace(ANA, name="Nguyễn Văn An", language=language)
    assert LETTERS.invitation(LINE, nguyen, None, DOOR)[1].startswith(greeting.format("Nguyễn Văn An"))


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ("es", "es"),
        ("fr;q=1, es-MX;q=0.4", "es"),
        ("", "en"),
        ("xx", "en"),
        ("en;q=0.5, es;q=0.9", "es"),
        ("en;q=0.5, es", "es"),
        ("es;q=0.2,en;q=0.8", "en"),
        ("es, en", "es"),
        ("es ; q=0.8 , en ; q=0.8", "es"),
        ("es;q=0", "en"),
        ("es;q=banana, en;q=0.1", "en"),
        (";;;,q=,,", "en"),
        ("zh-TW,zh;q=0.9,en-US;q=0.8", "zh"),
        ("pt-PT", "pt"),
        ("kea, pt;q=0.9", "kea"),
    ],
)
def test_the_language_that_a_browser_wishes_most_and_we_have_counts(wish: str, code: str) -> None:
    assert asked_for(wish).code == code


@pytest.mark.parametrize(
    ("known", "wish", "code"),
    [
        ("ht", "en-US", "ht"),
        ("zh-Hant", "es", "zh"),
        ("en", "vi", "vi"),
        ("en", "", "en"),
        ("so", "ar", "ar"),
        (None, "pt", "pt"),
        (None, "", "en"),
    ],
)
def test_the_language_at_home_wins_unless_it_is_english_or_none_of_ours(
    known: str | None, wish: str, code: str
) -> None:
    assert at_home(known, wish).code == code


def test_english_is_as_slack_says_it() -> None:
    assert when(TUESDAY, NEW_YORK, ENGLISH).day == "Tuesday, Nov 3"
