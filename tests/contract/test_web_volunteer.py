"""A volunteer's own page and the door to a training, over HTTP."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from mentoring.acts.training import plan_training
from mentoring.acts.volunteering import record_step
from mentoring.people import VOLUNTEERS, Role
from mentoring.preferences import NOTHING_SAID
from mentoring.rooms import Entry, MadeRoom, Platform
from mentoring.trainings import SeatState, Training, TrainingDraft
from mentoring.volunteers import AGREEMENT, Interview, Step, StepTaken
from tests.contract.program_fixtures import POLICY, new_request
from tests.contract.web_fixtures import PERSONAL, House, house, sqlite_engine, zooms

__all__ = ["house", "sqlite_engine", "zooms"]

DAY = timedelta(days=1)


def page(house: House, key: str = "gus") -> str:
    return house.own("volunteer", key, house.office[key].id)


def door(house: House, training: Training, key: str = "gus") -> str:
    return house.own("training", key, training.id, house.office[key].id)


def planned(house: House, *, seats: int = 20, after: timedelta = DAY, roles: frozenset[Role] = VOLUNTEERS) -> Training:
    office, at = house.office, house.clock.now()
    start = at + after
    draft = TrainingDraft(
        start, start + timedelta(hours=1), "America/New_York", roles, Platform.ZOOM, seats, office["dana"].id
    )
    line = plan_training(
        house.store, actor=office["dana"], draft=draft, hosts={}, request=new_request(), at=at, policy=POLICY
    )
    return line.training


def interview(house: House, key: str = "gus") -> None:
    step = StepTaken(Step.INTERVIEW, date(2026, 11, 2), Interview.PASSED, by=house.office["dana"].id)
    at, person = house.clock.now(), house.office[key].id
    record_step(house.store, actor=house.office["dana"], person_id=person, step=step, at=at, policy=POLICY)


def post(house: House, path: str, **fields: str) -> str:
    """What the page says after it was sent."""
    answer = house.ask("POST", path, data=fields)
    assert answer.status_code == 303, answer.text
    return house.get(answer.headers["Location"]).text


def test_the_page_says_what_is_left_and_names_nobody(house: House) -> None:
    answer = house.get(page(house))
    assert answer.status_code == 200
    assert all(words in answer.text for words in ("An interview with us", "A background check", "A training"))
    assert not PERSONAL.search(answer.text)


def test_who_is_cleared_reads_until_when(house: House) -> None:
    assert "Your background check holds until Saturday, Jul 1, 2028" in house.get(page(house, "ana")).text


def test_the_agreement_forbids_recordings_photos_screenshots_and_contact_outside(house: House) -> None:
    text = house.get(page(house)).text
    assert "I never record a session, and take no photos and no screenshots." in text
    assert "I talk with students in our sessions only" in text


def test_it_is_signed_with_a_tick_and_not_without(house: House) -> None:
    assert "Please tick the box first" in post(house, page(house), act="sign")
    assert house.office.store is house.store
    signed = post(house, page(house), act="sign", agreed="yes")
    assert "your signature is noted" in signed
    assert "The agreement</h2>" not in signed
    with house.store.look() as view:
        gus = view.people.get(house.office["gus"].id)
        assert gus.clearance.agreement_on is not None
        assert view.volunteers.of([gus.id])[gus.id].agreement == AGREEMENT


def test_what_somebody_helps_with_is_saved_and_shown_again(house: House) -> None:
    answer = house.ask(
        "POST", page(house), data={"act": "prefer", "subjects": ["math", "reading"], "days": "SA", "parts": "morning",
                                   "speaks": "ht"}
    )  # fmt: skip
    text = house.get(answer.headers["Location"]).text
    assert "Thank you, that is saved." in text
    ticked = re.findall(r'value="(\w+)"(?: checked| selected)', text)
    assert ticked == ["reading", "math", "SA", "morning", "ht"]


@pytest.mark.parametrize("field", ["subjects", "days", "parts", "speaks"])
def test_what_the_page_does_not_offer_is_not_saved(house: House, field: str) -> None:
    assert "Please choose one of the answers." in post(house, page(house), act="prefer", **{field: "🙂" * 50})
    with house.store.look() as view:
        assert view.preferences.of(house.office["gus"].id) == NOTHING_SAID


def test_a_place_is_taken_and_given_back(house: House) -> None:
    training = planned(house)
    assert "The interview comes first" in post(house, page(house), act="join", training=str(training.id))
    interview(house)
    assert "You have a place" in post(house, page(house), act="join", training=str(training.id))
    assert "Give my place back" in post(house, page(house), act="join", training=str(training.id))
    assert "free for somebody else" in post(house, page(house), act="leave", training=str(training.id))
    with house.store.look() as view:
        assert [seat.state for seat in view.trainings.seats([training.id])] == [SeatState.GIVEN_BACK]


def test_the_last_place_is_given_once_and_only_one_at_a_time(house: House) -> None:
    one, other = planned(house, seats=1), planned(house, after=3 * DAY)
    interview(house)
    assert "You have a place" in post(house, page(house), act="join", training=str(one.id))
    assert "Give that one back first" in post(house, page(house), act="join", training=str(other.id))
    assert "All places" in post(house, page(house, "ben"), act="join", training=str(one.id))


def test_a_proctor_is_not_offered_a_training_for_mentors(house: House) -> None:
    training = planned(house, roles=frozenset({Role.MENTOR}))
    assert "Sign up" not in house.get(page(house, "sam")).text
    assert "cannot be changed" in post(house, page(house, "sam"), act="join", training=str(training.id))


@pytest.mark.parametrize("said", ["", "0", "-1", "x", "9" * 400, "٣", "1;drop", "😀"])
def test_a_training_that_is_none_changes_nothing(house: House, said: str) -> None:
    interview(house)
    for act in ("join", "leave"):
        assert "cannot be changed" in post(house, page(house), act=act, training=said)


@pytest.mark.parametrize("act", ["", "delete", "sign\x00", "x" * 5_000])
def test_what_no_form_of_ours_sends_is_refused(house: House, act: str) -> None:
    assert house.ask("POST", page(house), data={"act": act}).status_code == 400
    assert house.ask("POST", page(house)).status_code == 400


def test_what_an_address_claims_is_not_repeated(house: House) -> None:
    answer = house.get(f"{page(house)}?told=<script>alert(1)</script>")
    assert answer.status_code == 200
    assert "script" not in answer.text and "cannot be changed" not in answer.text


def test_a_forged_link_and_one_of_somebody_who_is_no_volunteer_open_nothing(house: House) -> None:
    for path in ("/volunteer/forged", page(house)[:-1], page(house, "luis"), page(house, "dana")):
        assert house.get(path).status_code == 404
        assert house.ask("POST", path, data={"act": "sign", "agreed": "yes"}).status_code == 404
    other = house.own("training", "gus", house.office["gus"].id)
    assert house.get(other.replace("/training/", "/volunteer/")).status_code == 404


def ready(house: House) -> Training:
    """A training with a room, in which Gus has a place."""
    training = planned(house)
    interview(house)
    post(house, page(house), act="join", training=str(training.id))
    with house.store.begin() as work:
        work.trainings.made(training, MadeRoom(Platform.ZOOM, "555", "https://zoom.example.org/j/555", "h@x.org"))
        entries = [Entry(house.office["gus"].id, "registrant:gus", "https://zoom.example.org/w/555?tk=gus")]
        work.trainings.proven(training, entries, at=house.clock.now())
    return training


def test_the_door_of_a_training_opens_a_quarter_of_an_hour_ahead_for_who_has_a_place(house: House) -> None:
    training = ready(house)
    early = house.get(door(house, training))
    assert (early.status_code, "This door opens on" in early.text) == (403, True)
    house.clock.move_to(training.starts_at - timedelta(minutes=15))
    assert house.get(door(house, training)).headers["Location"] == "https://zoom.example.org/w/555?tk=gus"
    assert house.get(door(house, training, "ben")).status_code == 404
    house.clock.move_to(training.ends_at)
    assert house.get(door(house, training)).status_code == 410


def test_no_door_opens_on_a_room_that_is_not_proven(house: House) -> None:
    training = ready(house)
    house.clock.move_to(training.starts_at)
    with house.store.begin() as work:
        work.trainings.unproven(training)
    answer = house.get(door(house, training))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert "zoom.example.org" not in answer.text


def test_whoever_is_not_registered_yet_waits_and_is_not_sent_to_the_room(house: House) -> None:
    training = ready(house)
    house.clock.move_to(training.starts_at)
    with house.store.begin() as work:
        work.trainings.proven(training, [], at=house.clock.now())
    assert house.get(door(house, training)).status_code == 503


def test_a_program_that_looks_ahead_is_not_sent_on(house: House) -> None:
    training = ready(house)
    house.clock.move_to(training.starts_at)
    assert house.get(door(house, training), **{"Sec-Purpose": "prefetch"}).status_code == 406
    assert house.get(door(house, training)).status_code == 303


def test_a_forged_door_opens_nothing(house: House) -> None:
    ready(house)
    for path in ("/training/forged", page(house).replace("/volunteer/", "/training/")):
        assert house.get(path).status_code == 404


def test_the_page_for_who_is_not_cleared_says_what_to_do(house: House) -> None:
    house.make_room()
    house.clock.move_to(house.session.starts_at)
    with house.store.begin() as work:
        ruth = work.people.get(house.office["ruth"].id)
        work.volunteers.clear(ruth.id, ruth.clearance, house.office["gus"].clearance)
    answer = house.get(house.door("ruth"))
    assert answer.status_code == 403
    assert "We cannot let you in today" in answer.text and "has been told just now" in answer.text
    assert not PERSONAL.search(answer.text)
    assert house.visits() == [("ruth", False, False)]


def test_no_place_is_taken_while_somebody_is_in_a_session(house: House) -> None:
    house.office.active()
    tuesday = datetime(2026, 12, 1, 21, 30, tzinfo=UTC)
    training = planned(house, after=tuesday - house.clock.now())
    said = post(house, page(house, "ana"), act="join", training=str(training.id))
    assert "You are in a session or another training at that time." in said
    assert not PERSONAL.search(said)
    with house.store.look() as view:
        assert view.trainings.seats([training.id]) == []
