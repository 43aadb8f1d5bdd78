"""What looks like a way to reach somebody, and what only has digits, dots and names in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.contact_details import Detail, contact_details


@pytest.mark.parametrize(
    "text",
    [
        "Write to me: ana.silva@example.com",
        "ana @ example . org",
        "ana at gmail dot com",
        "ana(at)example(dot)com",
        "ana [at] example [dot] org",
        "ana arroba example punto com",
        "ana arroba exemplo ponto com",
        "dana at gmail.com",
        "it is my name on gmail",
        "my g-mail is the same name",
        "ａｎａ＠ｅｘａｍｐｌｅ．ｃｏｍ",
        "ana\u200b@\u200bexample\u200b.com",
        "mailto:ana",
    ],
)
def test_an_e_mail_address_is_seen_however_it_is_written(text: str) -> None:
    assert Detail.EMAIL in contact_details(text)


@pytest.mark.parametrize(
    "text",
    [
        "617-555-0123",
        "(617) 555-0123",
        "617.555.0123",
        "6175550123",
        "1 617 555 0123",
        "+1 (617) 555-0123",
        "It is 555-0123.",
        "+238 991 23 45",
        "+84 912 345 678",
        "0912 345 678",
        "0912345678",
        "+509 34 12 3456",
        "+55 11 91234-5678",
        "(11) 91234-5678",
        "11 912345678",
        "55 1234 5678",
        "06 12 34 56 78",
        "07911 123456",
        "138 1234 5678",
        "0034 612 345 678",
        "612345678",
        "llámame al 991 23 45",
        "my number: 34 12 34 56",
        "call me, it's 9912345",
        "điện thoại 8123456",
        "هاتف ٩٩١٢٣٤٥",
        "6 1 7 5 5 5 0 1 2 3",
        "6-1-7-5-5-5-0-1-2-3",
        "six one seven five five five oh one two three",
        "seis uno siete cinco cinco cinco cero",
        "٦١٧٥٥٥٠١٢٣",
        "６１７ ５５５ ０１２３",
        "𝟔𝟏𝟕-𝟓𝟓𝟓-𝟎𝟏𝟐𝟑",
    ],
)
def test_a_phone_number_is_seen_in_the_shape_of_many_countries(text: str) -> None:
    assert Detail.PHONE in contact_details(text)


@pytest.mark.parametrize(
    "text",
    ["I am @ana_99", "@ana", "find me on insta", "whatsapp?", "my snap is ana", "WhatsApp", "Zalo", "mi usuario"],
)
def test_an_account_elsewhere_is_seen(text: str) -> None:
    assert Detail.HANDLE in contact_details(text)


@pytest.mark.parametrize(
    "text",
    [
        "https://meet.example.org/abc",
        "http://x",
        "www.example",
        "see zoom.us/j/123",
        "wa.me/1617",
        "example.com",
        "Look at example.org, please.",
        "example dot com",
        "HTTPS : //example",
        "exemplo.com.br",
    ],
)
def test_a_link_is_seen(text: str) -> None:
    assert Detail.LINK in contact_details(text)


@pytest.mark.parametrize(
    "text",
    ["We live at 14 Oak Street", "120 Blue Hill Ave", "7 main street", "calle San Juan 12", "Rua das Flores, 120"],
)
def test_a_street_with_its_number_is_seen(text: str) -> None:
    assert Detail.ADDRESS in contact_details(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Thank you for the lovely session!",
        "We read pages 112, 115 and 118.",
        "Exercises 12-18 on page 240, and 3.14 for pi.",
        "See you at 4:30, until 5:30 PM.",
        "4:30-5:30 works, or 16:30-17:30.",
        "Nos vemos el martes a las 16h30.",
        "On 2026-11-03 and 11/03/2026 we cannot come.",
        "05-06-2026 10 AM",
        "From 01.02.2026 to 03.04.2026.",
        "1,234,567 + 7,654,321 = 8,888,888",
        "12 x 12 = 144, and 144 / 12 = 12",
        "The Roman Empire lasted until 476-1453, the war 1914-1918.",
        "Count: 1 2 3 4 5 6 7 8 9",
        "one two three four five six seven eight nine",
        "The multiples: 7 14 21 28 35 42 49 56 63 70",
        "2, 4, 8, 16, 32, 64, 128, 256, 512, 1024",
        "0.25, 0.5 and 0.75 are 1/4, 1/2 and 3/4.",
        "1234567890 are the ten digits.",
        "Her score was 98%, up from 85.5%.",
        "e.g. fractions, i.e. parts; he came at 4 p.m. in the U.S.",
        "Meet @ 4:30? @16:30 is fine too.",
        "He said dot your i's. At home she reads a lot.",
        "Chapter 3. Section 4. It went well.It did.",
        "We work on room 204 of the house in the story, 221 pages long.",
        "She walked 3 miles down the road.",
        "Bring $12.50, or 15 euros.",
        "Can you call on Dana to help with 25 words?",
        "The number 1000000 is a million.",
        "谢谢您！星期二见。",
        "شكرا جزيلا، نراكم يوم الثلاثاء الساعة ٤:٣٠",
        "Cảm ơn cô rất nhiều, hẹn gặp lại lúc 16:30.",
        "👍🏽👨‍👩‍👧 :-) <3",
    ],
)
def test_homework_times_dates_and_thanks_are_told_apart(text: str) -> None:
    assert contact_details(text) == ()


def test_every_kind_is_named_once_and_in_order() -> None:
    found = contact_details("617-555-0123, a@b.com, @ana, https://x.org, and again 617-555-0124 at 3 Elm Street")
    assert found == (Detail.EMAIL, Detail.PHONE, Detail.HANDLE, Detail.LINK, Detail.ADDRESS)


@given(st.text(max_size=300))
def test_no_text_whatever_breaks_it(text: str) -> None:
    assert set(contact_details(text)) <= set(Detail)


@given(st.text("abc .,", max_size=40), st.text("xyz .,", max_size=40))
def test_a_number_is_seen_wherever_it_stands(before: str, after: str) -> None:
    assert Detail.PHONE in contact_details(f"{before} (617) 555-0123 {after}")
