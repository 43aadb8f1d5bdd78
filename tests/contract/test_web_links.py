"""Links end: by themselves, and when a manager ends them. What they say then is the same for everybody."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mentoring.acts.links import end_links
from mentoring.acts.offering import ask_somebody
from mentoring.acts.opting import take_word_back
from mentoring.acts.seeking import start_seeking
from mentoring.acts.telling import tell_people
from mentoring.acts.tidings import tiding_views
from mentoring.consents import Choice
from mentoring.links import LIVES, QUESTION, Page
from mentoring.permissions import ManagersOnly
from mentoring.tidings import Tiding, Topic
from tests.contract.every_page import answer, rsvp
from tests.contract.program_fixtures import PEOPLE, POLICY, new_request
from tests.contract.test_web_volunteer import interview, planned
from tests.contract.web_fixtures import PERSONAL, House, house, sqlite_engine, zooms

__all__ = ["house", "sqlite_engine", "zooms"]

SECOND = timedelta(seconds=1)
OVER = "This link does not work any more"


def link(house: House, page: Page) -> tuple[str, str]:
    """The path of such a page, and what is sent on it."""
    office, match = house.office, house.session.match_id
    if page is Page.COVER:
        at, dana, sam = house.clock.now(), office["dana"], office["sam"]
        start_seeking(house.store, actor=dana, session_id=house.session.id, at=at)
        ask_somebody(house.store, actor=dana, session_ids=[house.session.id], person_id=sam.id, at=at, policy=POLICY)
        with house.store.look() as view:
            (offer,) = view.offers.of([house.session.id])[house.session.id]
        return house.own(page, "sam", offer.id), "answer"
    if page is Page.TRAINING:
        interview(house)
        facilitator = office["dana"].id
        return house.own(page, "dana", planned(house).id, facilitator), ""
    numbers = {
        Page.FAMILY: ("grace", [office["grace"].id], "do"),
        Page.WRITE: ("grace", [match, *office.ids("grace", "ana")], "text"),
        Page.RSVP: ("grace", [match, office["grace"].id], "say"),
        Page.OPT_IN: ("grace", office.ids("grace", "amara"), "answer"),
        Page.CHECKLIST: ("ana", [match, office["ana"].id], "done"),
        Page.VOLUNTEER: ("gus", [office["gus"].id], "act"),
    }
    key, about, field = numbers[page]
    return house.own(page, key, *about), field


@pytest.mark.parametrize("page", Page)
def test_a_link_opens_its_page_until_its_time_is_over(house: House, page: Page) -> None:
    path, field = link(house, page)
    sent = house.clock.now().replace(microsecond=0)
    house.clock.move_to(sent + LIVES[page] - SECOND)
    assert OVER not in house.get(path).text

    house.clock.move_to(sent + LIVES[page])

    answers = [house.get(path)]
    answers += [house.ask("POST", path, data={field: "yes"})] if field else []
    for said in answers:
        assert (said.status_code, OVER in said.text) == (410, True)
        assert not PERSONAL.search(said.text)


@pytest.mark.parametrize("page", Page)
def test_links_that_a_manager_has_ended_open_nothing_and_new_ones_do(house: House, page: Page) -> None:
    path, _ = link(house, page)
    holders = {Page.CHECKLIST: "ana", Page.VOLUNTEER: "gus", Page.COVER: "sam", Page.TRAINING: "dana"}
    key = holders.get(page, "grace")
    house.clock.advance(timedelta(minutes=1))

    end(house, key)

    assert (house.get(path).status_code, OVER in house.get(path).text) == (410, True)
    if page is Page.FAMILY:
        assert house.get(link(house, page)[0]).status_code == 200


def end(house: House, key: str, *, by: str = "dana", request: str = "") -> None:
    end_links(
        house.store,
        actor=house.office[by],
        person_id=house.office[key].id,
        request=request or new_request(),
        at=house.clock.now(),
    )


def test_a_letter_that_waited_while_links_were_ended_brings_one_that_opens(house: House) -> None:
    grace = house.office["grace"]
    waiting = Tiding("waiting", Topic.NEW_LINKS, grace.id, house.clock.now(), page=(Page.FAMILY, (grace.id,)))
    with house.store.begin() as work:
        tell_people(work, [waiting])
    house.clock.advance(timedelta(minutes=1))
    end(house, "grace")
    house.clock.advance(timedelta(minutes=1))

    with house.store.look() as view:
        letters = [one for one in view.tidings.many(range(1, 1000)).values() if one.key == waiting.key]
        (brought,) = tiding_views(view, letters, house.page_keys)
    assert brought.link is not None
    assert house.get(brought.link.removeprefix("https://doors.invalid")).status_code == 200


def test_ending_links_is_told_once_and_written_down_and_only_managers_can(house: House) -> None:
    grace = house.office["grace"]
    with pytest.raises(ManagersOnly):
        end(house, "grace", by="ana")
    assert house.office.deeds(f"person-{grace.id}") == []
    for _ in range(2):
        end(house, "grace", request="the same press")
    assert house.office.deeds(f"person-{grace.id}") == ["links.end"]
    with house.store.look() as view:
        told = [one for one in view.tidings.many(range(1, 1000)).values() if one.topic is Topic.NEW_LINKS]
    assert [one.reader_id for one in told] == [grace.id]


def test_a_roster_that_is_read_again_brings_no_dead_link_back(house: House) -> None:
    path, _ = link(house, Page.FAMILY)
    house.clock.advance(timedelta(minutes=1))
    end(house, "grace")
    with house.store.begin() as work:
        for row in PEOPLE:
            work.people.save(row)
    assert house.get(path).status_code == 410


def test_a_question_that_nobody_answered_for_a_month_takes_no_answer_any_more(house: House) -> None:
    match = house.office.create(
        house.office.draft(student="mia", mentor="ben", monitor="sam", starts_on=None), at=house.clock.now()
    )
    ask, other = rsvp(house, match, "mia"), rsvp(house, match, "sam")
    answer(house, match, "sam", Choice.YES)
    sent = house.clock.now().replace(microsecond=0)

    house.clock.move_to(sent + QUESTION - SECOND)
    assert "Do you agree" in house.get(ask).text
    house.clock.move_to(sent + QUESTION)

    assert house.get(ask).status_code == house.ask("POST", ask, data={"say": "yes"}).status_code == 410
    assert "You said yes" in house.get(other).text, "who has answered may still change it"


def test_a_word_can_be_taken_back_for_a_year_but_not_first_given_after_a_month(house: House) -> None:
    guardian, child = house.office.ids("grace", "amara")
    given = house.own("optin", "grace", guardian, child)
    with house.office.engine.execution_options(writes=True).begin() as conn:
        conn.exec_driver_sql("UPDATE people SET guardian_id = 9 WHERE key = 'mia'")
    never = house.own("optin", "grace", guardian, house.office["mia"].id)
    assert house.get(never).status_code == 200

    house.clock.advance(QUESTION)

    assert house.get(never).status_code == 410
    assert "I take it back" in house.get(given).text
    at = house.clock.now()
    take_word_back(
        house.store,
        actor=house.office["grace"],
        guardian_id=guardian,
        child_id=child,
        on=at.date(),
        at=at,
        policy=POLICY,
    )
    assert "Yes, I want to watch" in house.get(given).text


def test_a_door_tells_of_its_session_for_two_weeks_and_then_of_nothing(house: House) -> None:
    door, over = house.door("ana"), house.session.ends_at + POLICY.doors_told_after
    house.clock.move_to(over - SECOND)
    assert "This session is over" in house.get(door).text
    visits = len(house.visits())

    house.clock.move_to(over)

    said = house.get(door)
    assert (said.status_code, OVER in said.text) == (410, True)
    assert not PERSONAL.search(said.text)
    assert len(house.visits()) == visits
