"""What stands around every route: headers, limits, and the pages for what no route takes."""

from __future__ import annotations

import base64
import hashlib
import re
from socket import create_connection

import pytest
from sqlalchemy import Engine

from tests.contract.web_fixtures import PERSONAL, House, house, sqlite_engine, zooms
from web.guards import LARGEST_BODY

__all__ = ["house", "sqlite_engine", "zooms"]

EVERYWHERE = ["/join/forged", "/healthz", "/readyz", "/metrics", "/nowhere", "/zoom/webhook"]


def head(*lines: str) -> bytes:
    return ("\r\n".join([*lines, "Host: x", "Connection: close", "", ""])).encode()


@pytest.mark.parametrize("path", EVERYWHERE)
def test_every_answer_is_private_and_runs_nothing(house: House, path: str) -> None:
    headers = house.get(path).headers

    assert headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'sha256-")
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Robots-Tag"] == "noindex, nofollow"
    assert headers["Cache-Control"] == "no-store"


def test_the_one_style_that_may_apply_is_the_one_on_the_page(house: House) -> None:
    page = house.get("/nowhere")

    (style,) = re.findall(r"<style>(.*?)</style>", page.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()

    assert f"'sha256-{digest}'" in page.headers["Content-Security-Policy"]
    assert "style=" not in page.text


@pytest.mark.parametrize(
    ("wish", "language", "words"),
    [
        ("", "en", "There is no page here"),
        ("es-PR,es;q=0.9,en;q=0.8", "es", "Aquí no hay ninguna página"),
        ("de-DE, ES;q=0.5", "es", "Aquí no hay ninguna página"),
        ("so, zh-TW;q=0.9", "zh-Hans", "这里没有网页"),
        ("pt-PT", "pt-BR", "Não há nenhuma página aqui"),
        ("so", "en", "There is no page here"),
        (";;,,q=1,*", "en", "There is no page here"),
    ],
)
def test_a_page_speaks_the_language_that_the_browser_asks_for(
    house: House, wish: str, language: str, words: str
) -> None:
    page = house.get("/nowhere", **{"Accept-Language": wish})

    assert page.status_code == 404
    assert f'<html lang="{language}" dir="ltr">' in page.text
    assert page.headers["Content-Language"] == language
    assert f"<h1>{words}</h1>" in page.text
    assert 'name="viewport"' in page.text


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("GET", "/nowhere/<b>", 404),
        ("GET", "/docs", 404),
        ("GET", "/openapi.json", 404),
        ("GET", "/_sandbox/state", 404),
        ("GET", "/join/", 404),
        ("GET", "/join/a/b", 404),
        ("GET", "/healthz/", 404),
        ("POST", "/join/forged", 405),
        ("GET", "/zoom/webhook", 405),
        ("DELETE", "/healthz", 405),
    ],
)
def test_what_no_route_takes_gets_a_plain_page(house: House, method: str, path: str, status: int) -> None:
    page = house.ask(method, path)

    assert page.status_code == status
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "nowhere" not in page.text
    assert not PERSONAL.search(page.text)


def test_a_page_in_arabic_runs_from_the_right(house: House) -> None:
    page = house.get("/nowhere", **{"Accept-Language": "ar-EG, en;q=0.5"})

    assert '<html lang="ar" dir="rtl">' in page.text
    assert "<h1>لا توجد صفحة هنا</h1>" in page.text


def test_a_wrong_method_is_told_which_one_is_right(house: House) -> None:
    assert house.get("/zoom/webhook").headers["Allow"] == "POST"


def test_a_body_that_announces_too_much_is_refused_before_it_is_read(house: House) -> None:
    answer = house.wire(head("POST /zoom/webhook HTTP/1.1", f"Content-Length: {LARGEST_BODY + 1}"))

    assert answer.startswith("HTTP/1.1 413 ")
    assert "That did not work" in answer


def test_a_body_that_grows_too_large_is_refused_while_it_is_read(house: House) -> None:
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    request = head("POST /zoom/webhook HTTP/1.1", "Transfer-Encoding: chunked") + chunk * 16 + b"1\r\nx\r\n"

    assert house.wire(request).startswith("HTTP/1.1 413 ")


def test_a_body_of_the_largest_size_is_read(house: House) -> None:
    body = b" " * LARGEST_BODY

    assert house.hook(body, house.signed(body)).status_code == 400


def test_a_caller_who_hangs_up_halfway_breaks_nothing(house: House, capfd: pytest.CaptureFixture[str]) -> None:
    host, port = house.url.removeprefix("http://").split(":")
    with create_connection((host, int(port))) as wire:
        wire.sendall(head("POST /zoom/webhook HTTP/1.1", "Content-Length: 100") + b"half")

    assert house.get("/healthz").status_code == 200
    assert "web.broke" not in capfd.readouterr().out


def test_what_nobody_foresaw_is_a_page_without_detail_and_a_line_without_the_link(
    house: House, sqlite_engine: Engine, capfd: pytest.CaptureFixture[str]
) -> None:
    door = house.door("ana")
    with sqlite_engine.begin() as conn:
        conn.exec_driver_sql("DROP TABLE visits")

    page = house.get(door)

    out, err = capfd.readouterr()
    assert page.status_code == 500
    assert "Something went wrong on our side" in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer"
    for detail in ("visits", "Traceback", "Error", "sqlite"):
        assert detail not in page.text
    assert "web.broke" in out + err
    assert "join" in out + err
    assert door.removeprefix("/join/") not in out + err
    assert "INSERT" not in out + err
