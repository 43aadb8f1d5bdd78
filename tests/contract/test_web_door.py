"""The door, over HTTP: who is sent where, and what the others read."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from urllib.parse import quote

import pytest
from sqlalchemy import Engine

from integrations.vault import SignedDoorKeys
from mentoring.rooms import Entry, MadeRoom, Platform
from mentoring.sessions import SessionState
from sandbox.faults import Effect
from tests.contract.program_fixtures import PEOPLE, POLICY
from tests.contract.web_fixtures import PERSONAL, SESSION_DAY, House, house, sqlite_engine, zooms

__all__ = ["house", "sqlite_engine", "zooms"]

SECOND = timedelta(seconds=1)


def at_the_start(house: House) -> House:
    house.make_room()
    house.clock.move_to(house.session.starts_at)
    return house


def test_a_guest_is_sent_on_to_their_own_address_of_the_room(house: House) -> None:
    answer = at_the_start(house).get(house.door("ana"))

    assert answer.status_code == 303
    assert answer.headers["Location"] == house.entry("ana").address
    assert house.visits() == [("ana", True, False)]


def test_two_guests_are_sent_to_two_addresses(house: House) -> None:
    at_the_start(house)

    mentor, student = (house.get(house.door(key)).headers["Location"] for key in ("ana", "amara"))

    assert mentor != student


def test_the_way_in_is_kept_by_nobody_on_the_way(house: House) -> None:
    headers = at_the_start(house).get(house.door("ana")).headers

    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in headers["X-Robots-Tag"]


def test_the_monitor_opens_the_room_with_an_address_fetched_in_the_moment(house: House) -> None:
    at_the_start(house)

    first, second = (house.get(house.door("ruth")).headers["Location"] for _ in range(2))

    assert "zak=" in first
    assert "zak=" in second
    assert house.entry("ruth").address is None
    assert house.visits() == [("ruth", True, True)] * 2


def test_a_manager_who_steps_in_opens_the_room(house: House) -> None:
    at_the_start(house)

    answer = house.get(house.door("dana"))

    assert (answer.status_code, "zak=" in answer.headers["Location"]) == (303, True)
    assert house.visits() == [("dana", True, True)]


@pytest.mark.parametrize("key", ["carol", "dana"])
def test_a_teachers_own_room_opens_under_its_one_address(house: House, key: str) -> None:
    match = house.office.active(house.office.in_class(starts_on=SESSION_DAY), at=house.clock.now())
    session = house.office.sessions(match)[0]
    link = "https://class.example.org/5b"
    entries = [Entry(house.office["carol"].id, "door:carol")]
    house.hand_out(session, MadeRoom(Platform.EXTERNAL, f"teacher-{session.id}", link), entries)
    house.clock.move_to(session.starts_at)

    assert house.get(house.door(key, session)).headers["Location"] == link


def test_whoever_only_looks_is_no_visitor_and_is_not_sent_on(house: House) -> None:
    answer = at_the_start(house).ask("HEAD", house.door("ana"))

    assert (answer.status_code, answer.content) == (200, b"")
    assert "Location" not in answer.headers
    assert house.visits() == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Accept": "image/avif,image/webp"},
        {"Accept": "application/json"},
        {"Accept": "text/html", "Sec-Purpose": "prefetch;prerender"},
        {"Accept": "text/html", "Purpose": "prefetch"},
    ],
)
def test_a_program_that_says_that_it_is_no_visitor_is_none_and_is_not_sent_on(
    house: House, headers: dict[str, str]
) -> None:
    answer = at_the_start(house).get(house.door("ruth"), **headers)

    assert (answer.status_code, answer.content) == (406, b"")
    assert "Location" not in answer.headers
    assert house.visits() == []


@pytest.mark.parametrize("accept", ["text/html,application/xhtml+xml,*/*;q=0.8", "*/*", "TEXT/HTML", "text/*"])
def test_whoever_is_sent_on_is_written_down(house: House, accept: str) -> None:
    assert at_the_start(house).get(house.door("ana"), Accept=accept).status_code == 303
    assert house.visits() == [("ana", True, False)]


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "This session was moved: it begins on <strong>Wednesday, Nov 25, at 5:00 PM (EST)</strong>"),
        ("es", "Esta sesión se cambió de hora: empieza el <strong>miércoles 25 de noviembre, a las 5:00 p. m. (EST)"),
    ],
)
def test_a_door_that_is_early_tells_when_a_moved_session_begins(house: House, language: str, told: str) -> None:
    house.move_session(timedelta(days=1, minutes=30))
    house.clock.move_to(house.session.starts_at)

    answer = house.get(house.door("ana"), **{"Accept-Language": language})

    assert (answer.status_code, told in answer.text) == (403, True)


def test_a_door_that_is_late_tells_when_a_moved_session_began(house: House) -> None:
    house.move_session(-timedelta(hours=3))
    house.clock.move_to(house.session.starts_at)

    answer = house.get(house.door("ana"))

    assert answer.status_code == 410
    assert "It was moved, and began on Tuesday, Nov 24, at 1:30 PM (EST)." in answer.text


def test_a_session_at_its_own_hour_is_not_called_moved(house: House) -> None:
    assert "moved" not in house.get(house.door("ana")).text


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", "Somebody else watches over this session now"), ("es", "Ahora otra persona supervisa")],
)
def test_the_door_of_a_replaced_monitor_says_so_and_names_nobody(house: House, language: str, told: str) -> None:
    at_the_start(house)
    door = house.door("sam")
    with house.store.begin() as work:
        work.doors.revoke(house.session.id, at=house.clock.now(), person_id=house.office["sam"].id)

    answer = house.get(door, **{"Accept-Language": language})

    assert (answer.status_code, told in answer.text) == (410, True)
    assert not PERSONAL.search(answer.text)
    assert house.visits() == [("sam", False, False)]


def test_looking_does_not_tell_a_true_link_from_a_forged_one(house: House) -> None:
    true, forged = (at.headers for at in (house.ask("HEAD", house.door("ana")), house.ask("HEAD", "/join/forged")))

    assert {**true, "date": ""} == {**forged, "date": ""}


def speaks(house: House, key: str, language: str) -> None:
    row = next(row for row in PEOPLE if row.key == key)
    with house.store.begin() as work:
        work.people.save(replace(row, language=language))


@pytest.mark.parametrize(
    ("key", "speaker", "language", "told"),
    [
        ("ana", "ana", "ht", '<html lang="ht" dir="ltr">'),
        ("ana", "ana", "ar-EG", '<html lang="ar" dir="rtl">'),
        ("amara", "grace", "vi", '<html lang="vi" dir="ltr">'),
        ("amara", "amara", "vi", '<html lang="es" dir="ltr">'),
        ("luis", "luis", "zh-Hant", '<html lang="zh-Hans" dir="ltr">'),
        ("ana", "ana", "so", '<html lang="es" dir="ltr">'),
    ],
)
def test_a_door_speaks_the_language_of_the_letter_that_brought_its_link(
    house: House, key: str, speaker: str, language: str, told: str
) -> None:
    """A browser that asks for Spanish is heard where English, or nothing of ours, is known of the person."""
    door = house.door(key)
    speaks(house, speaker, language)

    early = house.get(door, **{"Accept-Language": "es"})

    assert (early.status_code, told in early.text) == (403, True)


def test_a_forged_or_revoked_link_tells_nobodys_language(house: House) -> None:
    door = house.door("ana")
    speaks(house, "ana", "ht")
    with house.store.begin() as work:
        work.doors.revoke(house.session.id, at=house.clock.now())

    for path in (door, "/join/forged"):
        assert '<html lang="es"' in house.get(path, **{"Accept-Language": "es"}).text


def test_the_door_opens_a_quarter_of_an_hour_ahead_and_not_a_second_earlier(house: House) -> None:
    house.make_room()
    opens = house.session.starts_at - timedelta(minutes=15)

    house.clock.move_to(opens - SECOND)
    early = house.get(house.door("ana"))
    house.clock.move_to(opens)
    let_in = house.get(house.door("ana"))

    assert (early.status_code, let_in.status_code) == (403, 303)
    assert "Tuesday, Nov 24, at 4:15 PM (EST)" in early.text
    assert house.visits() == [("ana", False, False), ("ana", True, False)]


def test_the_door_shuts_with_the_end_of_the_session(house: House) -> None:
    at_the_start(house)

    house.clock.move_to(house.session.ends_at - SECOND)
    just_in_time = house.get(house.door("ana"))
    house.clock.move_to(house.session.ends_at)
    too_late = house.get(house.door("ana"))

    assert (just_in_time.status_code, too_late.status_code) == (303, 410)
    assert "This session is over" in too_late.text


@pytest.mark.parametrize("state", [SessionState.CANCELLED, SessionState.STOPPED])
def test_a_session_that_was_called_off_says_so(house: House, state: SessionState) -> None:
    at_the_start(house)
    house.move(state)

    answer = house.get(house.door("ana"))

    assert answer.status_code == 410
    assert "called off" in answer.text
    assert house.visits() == [("ana", False, False)]


def test_a_door_that_was_revoked_is_a_link_that_does_not_work(house: House) -> None:
    at_the_start(house)
    door = house.door("ana")
    with house.store.begin() as work:
        work.doors.revoke(house.session.id, at=house.clock.now())

    answer = house.get(door)

    assert answer.status_code == 404
    assert "ask your Partnerships Manager for a new one" in answer.text


def test_a_room_that_is_not_made_yet_asks_for_patience_and_says_who_knows(house: House) -> None:
    house.clock.move_to(house.session.starts_at)

    answer = house.get(house.door("ana"))

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "120")
    assert "Your Partnerships Manager has been told" in answer.text


def test_a_room_that_is_no_longer_proven_is_not_handed_out(house: House) -> None:
    room = house.make_room()
    with house.store.begin() as work:
        work.rooms.unproven(house.session.id)
    house.clock.move_to(house.session.starts_at)

    answer = house.get(house.door("ana"))

    assert answer.status_code == 503
    assert room.meeting_id not in answer.text


def test_when_zoom_is_down_the_monitor_is_asked_to_try_again(house: House) -> None:
    at_the_start(house)
    house.zoom.faults.order("zoom", Effect.ERROR, 1)

    refused = house.get(house.door("ruth"))
    again = house.get(house.door("ruth"))

    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "30")
    assert again.status_code == 303
    assert house.visits() == [("ruth", False, False), ("ruth", True, True)]


def test_a_platform_that_was_switched_off_refuses_aloud(house: House) -> None:
    at_the_start(house)
    with house.open(rooms={}):
        assert house.get(house.door("ruth")).status_code == 503
        assert house.get(house.door("ana")).status_code == 303


def test_the_doors_follow_the_policy_they_are_given(house: House) -> None:
    house.make_room()
    house.clock.move_to(house.session.starts_at - timedelta(minutes=20))
    with house.open(policy=replace(POLICY, doors_open_ahead=timedelta(minutes=30))):
        assert house.get(house.door("ana")).status_code == 303


@pytest.mark.parametrize(
    "token",
    ["x", "MQ", "1", "null", "-1", "MQ.", "%00", "%0d%0aSet-Cookie:x=1", quote("é🙂"), "A" * 4000, "..%5c..", "{}"],
)
def test_a_forged_link_is_not_found_and_nobody_has_come(house: House, token: str) -> None:
    at_the_start(house)

    answer = house.get(f"/join/{token}")

    assert answer.status_code == 404
    assert "does not work" in answer.text
    assert "Set-Cookie" not in answer.headers
    assert house.visits() == []


def test_a_link_that_was_altered_in_one_place_opens_nothing(house: House) -> None:
    at_the_start(house)
    door = house.door("ana")

    # The last character is left as it is: some of its bits are padding.
    changed = {
        f"{door[:i]}{'A' if door[i] != 'A' else 'B'}{door[i + 1 :]}" for i in range(len("/join/"), len(door) - 1)
    }

    assert {house.get(other).status_code for other in changed} == {404}
    assert house.visits() == []


def test_a_link_signed_with_another_key_opens_nothing(house: House) -> None:
    at_the_start(house)
    with house.store.look() as view:
        door = view.doors.of(house.session.id, house.office["ana"].id)
    assert door is not None
    stranger = SignedDoorKeys("another key", public_url="").link(door)

    assert house.get(stranger).status_code == 404


def test_every_page_of_the_door_keeps_names_and_rooms_to_itself(house: House) -> None:
    pages = [house.get("/join/forged"), house.get(house.door("ana"))]
    house.clock.move_to(house.session.starts_at)
    pages.append(house.get(house.door("ana")))
    room = house.make_room()
    house.zoom.faults.order("zoom", Effect.ERROR, 1)
    pages.append(house.get(house.door("ruth")))
    house.move(SessionState.CANCELLED)
    pages.append(house.get(house.door("ana")))
    house.move(SessionState.HELD)
    pages.append(house.get(house.door("ana")))

    assert [page.status_code for page in pages] == [404, 403, 503, 503, 410, 410]
    for page in pages:
        assert not PERSONAL.search(page.text)
        assert room.meeting_id not in page.text
        assert "http" not in page.text
        assert "<script" not in page.text


def test_a_database_that_fails_lets_nobody_in_unseen(house: House, sqlite_engine: Engine) -> None:
    at_the_start(house)
    door = house.door("ana")
    with sqlite_engine.begin() as conn:
        conn.exec_driver_sql("DROP TABLE visits")

    answer = house.get(door)

    assert answer.status_code == 500
    assert "Location" not in answer.headers
