"""What a family does about its own matches from its own page: it stops, writes to the mentor first, and takes back the
word on which a guardian watches over the sessions. Nobody was asked about these matches: they came with a roster."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
import requests
from sqlalchemy import select, update

from integrations.database.tables import people, tidings
from mentoring.acts.ending import end_match
from mentoring.acts.links import end_links
from mentoring.acts.relaying import read_messages
from mentoring.matches import Match, MatchState, MonitorKind
from mentoring.people import Role
from mentoring.tidings import Topic
from tests.contract.program_fixtures import CLEARED, new_request, person_row
from tests.contract.web_fixtures import SESSION_DAY, House, house, sqlite_engine, zooms

__all__ = ["house", "sqlite_engine", "zooms"]

WAYS = re.compile(r'href="(/(rsvp|write|optin)/[^"]+)"')
FAR = "x" * 501
LEFT = "You told us that you want to stop"


@pytest.fixture
def path(house: House) -> str:
    """Grace's own page: Ana mentors Amara, her child, and Ruth watches over them."""
    assert house.session
    return own(house, "grace")


@pytest.fixture
def watched(house: House) -> Match:
    """As that match, with Grace herself as its monitor, on the word that stands in the roster."""
    draft = house.office.draft(
        student="amara", monitor="grace", monitor_kind=MonitorKind.GUARDIAN, starts_on=SESSION_DAY
    )
    return house.office.active(draft, at=house.clock.now())


def own(house: House, who: str) -> str:
    return house.own("family", who, house.office[who].id)


def ways(house: House, path: str) -> dict[str, str]:
    """The pages to go on to, by their kind."""
    page = house.get(path)
    assert page.status_code == 200
    found = WAYS.findall(page.text)
    assert len({kind for _, kind in found}) == len(found)
    return {kind: way for way, kind in found}


def send(house: House, path: str, **form: str) -> requests.Response:
    return house.ask("POST", path, data=form)


def told(house: House, topic: Topic) -> Sequence[int]:
    query = select(tidings.c.reader_id).where(tidings.c.topic == topic).order_by(tidings.c.id)
    with house.office.engine.connect() as conn:
        return list(conn.scalars(query))


def change(house: House, key: str, **values: object) -> None:
    with house.office.engine.execution_options(writes=True).begin() as conn:
        conn.execute(update(people).where(people.c.key == key).values(**values))


# «I want to stop»


def test_a_family_that_wants_to_stop_says_why_and_the_manager_and_the_mentor_hear_of_it(
    house: House, path: str
) -> None:
    stop = ways(house, path)["rsvp"]
    assert "Why do you want to stop?" in house.get(stop).text

    assert send(house, stop, say="leave", why="We move 🏠 قريبا").status_code == 303

    assert LEFT in house.get(stop).text
    assert sorted(told(house, Topic.MATCH_LEAVING)) == sorted(house.office.ids("dana", "ana"))
    assert "rsvp" not in ways(house, path)
    assert f"{LEFT}. Dana Example" in re.sub("[\u2068\u2069]", "", house.get(path).text)


def test_stopping_pressed_twice_tells_nobody_twice_and_shows_how_it_stands(house: House, path: str) -> None:
    stop = ways(house, path)["rsvp"]
    for _ in range(2):
        page = send(house, stop, say="leave", why="We move")
    assert LEFT in page.text
    assert len(told(house, Topic.MATCH_LEAVING)) == 2
    assert house.office.deeds(f"match-{house.session.match_id}").count("match.leave") == 1


@pytest.mark.parametrize("why", ["", "   ", "🙏", FAR])
def test_nobody_stops_without_a_reason_of_a_few_words(house: House, path: str, why: str) -> None:
    assert send(house, ways(house, path)["rsvp"], say="leave", why=why).status_code == 422
    assert not told(house, Topic.MATCH_LEAVING) and "rsvp" in ways(house, path)


def test_stopping_a_match_that_has_ended_meanwhile_is_told_in_the_readers_language(house: House, path: str) -> None:
    send(house, path, do="wishes", language="es", timezone="")
    stop, dana = ways(house, path)["rsvp"], house.office["dana"]
    match_id, at = house.session.match_id, house.clock.now()
    end_match(house.store, actor=dana, match_id=match_id, why="x", request=new_request(), at=at)

    page = send(house, stop, say="leave", why="Nos mudamos")

    assert page.status_code == 422 and page.headers["content-language"] == "es"
    assert "Ya no hay nada que responder" in page.text
    assert not told(house, Topic.MATCH_LEAVING) and not ways(house, path)


# «Write to the mentor»


def test_a_family_writes_first(house: House, path: str) -> None:
    write = ways(house, path)["write"]
    form = house.get(write)
    assert "the mentor of" in form.text and "example.org" not in form.text

    assert send(house, write, text="Hello from us", language="en", once="1").status_code == 303

    dana, at = house.office["dana"], house.clock.now()
    (message,) = read_messages(house.store, actor=dana, match_id=house.session.match_id, page=1, at=at).messages
    assert (message.writer_id, message.reader_id) == house.office.ids("grace", "ana")
    assert told(house, Topic.RELAY_TO_MENTOR) == [house.office["ana"].id]


def test_in_class_the_teacher_writes_and_the_family_only_stops(house: House) -> None:
    house.office.active(house.office.in_class(starts_on=SESSION_DAY), at=house.clock.now())
    assert set(ways(house, own(house, "luis"))) == {"rsvp"}


def test_nobody_writes_where_another_child_of_the_match_has_nobody_to_write_to(house: House) -> None:
    office, two = house.office, house.office.ids("amara", "mia")
    office.active(office.draft(student_ids=two, starts_on=SESSION_DAY), at=house.clock.now())
    assert set(ways(house, own(house, "grace"))) == {"rsvp", "write"}
    change(house, "mia", adult=False)
    assert set(ways(house, own(house, "grace"))) == {"rsvp"}


# «I no longer want to watch over the sessions»


def test_a_guardian_by_the_rosters_word_takes_it_back_and_a_proctor_is_looked_for(house: House, watched: Match) -> None:
    path = own(house, "grace")
    word = ways(house, path)["optin"]
    assert "until we have found one, no session takes place" in house.get(word).text
    assert "You watch over the session yourself" in house.get(path).text

    assert send(house, word, answer="no").status_code == 303

    assert "You have taken it back" in house.get(word).text
    assert set(told(house, Topic.OPT_IN_REVOKED)) == set(house.office.ids("grace", "dana"))
    (first, *_) = house.office.sessions(watched)
    with house.store.look() as view:
        assert view.covers.of([first.id])[first.id].wanted
    page = house.get(path).text
    assert "We are looking for a second adult" in page and "You watch over the session yourself" not in page
    assert set(ways(house, path)) == {"rsvp", "write"}


def test_a_word_is_taken_back_once_however_often_it_is_pressed(house: House, watched: Match) -> None:
    assert watched
    word = ways(house, own(house, "grace"))["optin"]
    for _ in range(2):
        assert send(house, word, answer="no").status_code == 303
    assert house.office.deeds(f"person-{house.office['grace'].id}").count("opt_in.revoked") == 1


def test_a_word_is_not_asked_back_where_a_proctor_watches(house: House, path: str) -> None:
    assert set(ways(house, path)) == {"rsvp", "write"}


def test_a_guardian_who_stands_in_for_once_can_take_the_word_back_as_well(house: House, path: str) -> None:
    with house.store.begin() as work:
        session = work.sessions.get(house.session.id)
        assert work.sessions.change(session, replace(session, monitor_id=house.office["grace"].id))
    assert send(house, ways(house, path)["optin"], answer="no").status_code == 303
    with house.store.look() as view:
        assert view.covers.of([session.id])[session.id].wanted
    assert "optin" not in ways(house, path)


def test_a_guardian_still_takes_back_the_word_for_a_child_who_came_of_age(house: House, watched: Match) -> None:
    assert watched
    change(house, "amara", adult=True)
    assert set(ways(house, own(house, "grace"))) == {"optin", "rsvp"}, "now Amara writes herself"
    assert set(ways(house, own(house, "luis"))) == set()


# Whose matches


@pytest.mark.parametrize("kind", ["rsvp", "write", "optin"])
def test_the_link_of_another_family_opens_nothing(house: House, watched: Match, kind: str) -> None:
    luis, ana, amara = house.office.ids("luis", "ana", "amara")
    about = {"rsvp": (watched.id, luis), "write": (watched.id, luis, ana), "optin": (luis, amara)}
    form = {"say": "leave", "why": "x", "text": "x", "answer": "no"}
    forged = house.own(kind, "luis", *about[kind])

    assert house.get(forged).status_code == send(house, forged, **form).status_code == 404
    assert not ways(house, own(house, "luis")) and not told(house, Topic.MATCH_LEAVING)


def test_a_family_of_a_small_group_reads_of_its_own_child_only(house: House) -> None:
    office = house.office
    both = office.ids("amara", "luis")
    office.active(office.draft(student_ids=both, starts_on=SESSION_DAY), at=house.clock.now())
    page = house.get(own(house, "grace")).text
    assert "Amara E." in page and "Luis E" not in page
    assert "You meet" in house.get(own(house, "luis")).text and "Amara" not in house.get(own(house, "luis")).text


def test_what_a_guardian_does_besides_as_a_volunteer_is_not_the_familys(house: House) -> None:
    office = house.office
    office.add_people(person_row("gina", Role.GUARDIAN, Role.PROCTOR, Role.MENTOR, clearance=CLEARED))
    office.active(office.draft(monitor="gina", starts_on=SESSION_DAY), at=house.clock.now())
    assert house.get(own(house, "gina")).status_code == 200 and not ways(house, own(house, "gina"))


@pytest.mark.parametrize(
    ("state", "listed"),
    [
        (MatchState.PROPOSED, False),
        (MatchState.CONFIRMED, False),
        (MatchState.ACTIVE, True),
        (MatchState.PAUSED, True),
        (MatchState.ENDING, False),
        (MatchState.ENDED, False),
    ],
)
def test_a_match_stands_there_for_as_long_as_it_has_sessions(
    house: House, path: str, state: MatchState, *, listed: bool
) -> None:
    with house.store.begin() as work:
        assert state is MatchState.ACTIVE or work.matches.move(house.session.match_id, MatchState.ACTIVE, state)
    assert bool(ways(house, path)) == listed


# How long


def test_the_pages_to_go_on_to_end_with_the_page_that_they_stand_on(house: House, path: str) -> None:
    house.clock.advance(timedelta(days=399))
    found = ways(house, path)
    assert {house.get(way).status_code for way in found.values()} == {200}
    house.clock.advance(timedelta(days=1))
    assert {house.get(way).status_code for way in (path, *found.values())} == {410}


def test_when_all_links_of_a_family_are_ended_these_are_too(house: House, path: str) -> None:
    found = ways(house, path)
    house.clock.advance(timedelta(minutes=1))
    dana, grace, at = house.office["dana"], house.office["grace"].id, house.clock.now()
    end_links(house.store, actor=dana, person_id=grace, request=new_request(), at=at)
    assert {house.get(way).status_code for way in (path, *found.values())} == {410}
