"""The page on which a family answers: signed, without addresses, in their own language."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
import requests

from mentoring.acts.relaying import read_messages
from mentoring.relay import LONGEST, RelayMessage, RelayState
from tests.contract.web_fixtures import House, house, sqlite_engine, zooms

__all__ = ["house", "sqlite_engine", "zooms"]

ONCE = re.compile(r'name="once" value="([^"]+)"')


@pytest.fixture
def path(house: House) -> str:
    """Grace's own page to write to Ana, Amara's mentor."""
    return link(house, "grace", "ana")


def link(house: House, who: str, other: str) -> str:
    match, office = house.session.match_id, house.office
    return house.own("write", who, match, office[who].id, office[other].id)


def send(house: House, path: str, text: str, **more: str) -> requests.Response:
    return house.ask("POST", path, data={"text": text, "language": "en", "once": "one"} | more)


def messages(house: House) -> Sequence[RelayMessage]:
    dana, at = house.office["dana"], house.clock.now()
    return read_messages(house.store, actor=dana, match_id=house.session.match_id, page=1, at=at).messages


def test_a_guardian_writes_to_the_mentor(house: House, path: str) -> None:
    form = house.get(path)
    assert form.status_code == 200 and "the mentor of Amara E." in form.text
    assert "example.org" not in form.text and "Grace" not in form.text
    answer = send(house, path, "Gracias por todo ñ 👍", language="es")
    assert answer.status_code == 303 and answer.headers["location"] == f"{path}?done=sent"
    (message,) = messages(house)
    assert (message.text, message.language, message.state) == ("Gracias por todo ñ 👍", "es", RelayState.SENT)
    assert "on its way" in house.get(answer.headers["location"]).text


def test_a_button_pressed_twice_sends_once(house: House, path: str) -> None:
    once = ONCE.findall(house.get(path).text)[0]
    assert [send(house, path, "Hello", once=once).status_code for _ in range(2)] == [303, 303]
    assert len(messages(house)) == 1
    send(house, path, "Hello", once=ONCE.findall(house.get(path).text)[0])
    assert len(messages(house)) == 2


@pytest.mark.parametrize(
    "text",
    [
        "see https://example.org",
        "加我微信 grace_huang08，我们在微信上聊。家住波士顿必珍街12号。",
        "رقمي هو ٦١٧ ثم ٥٥٥ ثم ٠١٢٣",
        "6️⃣1️⃣7️⃣ 5️⃣5️⃣5️⃣ 0️⃣1️⃣2️⃣3️⃣",
    ],
)
def test_what_carries_a_link_a_number_or_an_account_is_held_and_said_so(house: House, path: str, text: str) -> None:
    answer = send(house, path, text)
    assert answer.headers["location"].endswith("?done=held")
    assert "reads your message first" in house.get(answer.headers["location"]).text
    assert messages(house)[0].state is RelayState.HELD


@pytest.mark.parametrize(("text", "said"), [("", "nothing in your message"), ("x" * (LONGEST + 1), "too long")])
def test_a_refused_message_is_shown_again_with_the_reason(house: House, path: str, text: str, said: str) -> None:
    answer = send(house, path, text)
    assert answer.status_code == 422 and said in answer.text and text in answer.text
    assert not messages(house)


def test_what_is_typed_is_never_markup(house: House, path: str) -> None:
    answer = send(house, path, f"</textarea><script>alert(1)</script>{'x' * LONGEST}")
    assert "<script>" not in answer.text and "&lt;script&gt;" in answer.text


def test_a_mentor_without_slack_answers_there_too(house: House) -> None:
    page = house.get(link(house, "ana", "grace"))
    assert "the family of Amara E." in page.text and "Grace" not in page.text
    assert send(house, link(house, "ana", "grace"), "Thank you").status_code == 303
    assert messages(house)[0].reader_id == house.office["grace"].id


@pytest.mark.parametrize(
    ("who", "other"), [("ruth", "grace"), ("amara", "ana"), ("luis", "ana"), ("grace", "ruth"), ("grace", "grace")]
)
def test_no_page_for_whoever_does_not_write_to_each_other(house: House, who: str, other: str) -> None:
    path = link(house, who, other)
    assert house.get(path).status_code == send(house, path, "Hello").status_code == 404
    assert not messages(house)


def test_a_forged_link_opens_nothing(house: House, path: str) -> None:
    wrong = house.own("family", "grace", 1, 2, 3).removeprefix("/family")
    for forged in (f"{path}x", "/write/abc", f"/write{wrong}", "/write/%00", f"/write/{'a' * 3000}"):
        assert house.get(forged).status_code == 404, forged
        assert send(house, forged, "Hello").status_code == 404


@pytest.mark.parametrize("body", [b"\xff\xfe", b"text=%ff%fe&once=1", b"once=" + b"x" * 5000 + b"&text=hi", b""])
def test_broken_forms_break_nothing(house: House, path: str, body: bytes) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded"}
    assert house.ask("POST", path, data=body, headers=headers).status_code in {303, 422}
