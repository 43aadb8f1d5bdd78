"""The pages of people without Slack: a stand-in who is asked, and a guardian who gives their word or takes it back."""

from __future__ import annotations

from mentoring.acts.offering import ask_somebody
from mentoring.acts.opting import view_word
from mentoring.acts.seeking import start_seeking
from mentoring.acts.volunteering import set_check
from mentoring.cover import OfferState
from tests.contract.program_fixtures import POLICY
from tests.contract.web_fixtures import PERSONAL, House, house, sqlite_engine, zooms

__all__ = ["house", "sqlite_engine", "zooms"]


def page(house: House, name: str, *numbers: int) -> str:
    return house.own(name, "grace" if name == "optin" else "sam", *numbers)


def asked(house: House) -> tuple[str, int]:
    """Sam is asked to stand in for Ruth; the path of his page, and the number of the question."""
    at, dana, sam = house.clock.now(), house.office["dana"], house.office["sam"]
    start_seeking(house.store, actor=dana, session_id=house.session.id, at=at)
    (session,) = ask_somebody(
        house.store, actor=dana, session_ids=[house.session.id], person_id=sam.id, at=at, policy=POLICY
    )
    with house.store.look() as view:
        (offer,) = view.offers.of([session.id])[session.id]
    return page(house, "cover", offer.id), offer.id


def monitor_of(house: House) -> int:
    return house.office.session(house.session.id).monitor_id


def answered(house: House, path: str, answer: str) -> str:
    return house.ask("POST", path, data={"answer": answer}).text


def test_looking_at_the_page_answers_nothing_and_names_nobody(house: House) -> None:
    path, _ = asked(house)
    shown = house.get(path)
    assert shown.status_code == 200
    assert "Tuesday, Nov 24, 4:30 PM (EST)" in shown.text
    assert not PERSONAL.search(shown.text)
    assert monitor_of(house) == house.office["ruth"].id


def test_a_yes_gives_the_session_and_a_second_yes_changes_nothing(house: House) -> None:
    path, _ = asked(house)
    assert "it is yours" in answered(house, path, "yes")
    assert monitor_of(house) == house.office["sam"].id
    assert "Nobody is needed any more" in answered(house, path, "yes")


def test_a_no_is_noted_and_can_still_become_a_yes(house: House) -> None:
    path, offer_id = asked(house)
    assert "Thank you for telling us" in answered(house, path, "no")
    with house.store.look() as view:
        assert view.offers.many([offer_id])[offer_id].state is OfferState.DECLINED
    assert "it is yours" in answered(house, path, "yes")


def test_a_forged_page_an_unknown_question_and_a_broken_answer_are_not_found(house: House) -> None:
    path, _ = asked(house)
    for wrong in (f"{path}x", "/cover/nonsense", page(house, "cover", 4711), page(house, "optin", 1)):
        assert house.get(wrong).status_code == 404
        assert house.ask("POST", wrong, data={"answer": "yes"}).status_code == 404
    for answer in ("maybe", "", "🙂", "\u202eyes"):
        assert house.ask("POST", path, data={"answer": answer}).status_code == 404
    assert house.ask("POST", path, data={"answer": "y" * 11}).status_code == 422
    assert monitor_of(house) == house.office["ruth"].id


def since(house: House) -> object:
    on = house.clock.now().date()
    guardian, child = house.office.ids("grace", "amara")
    found = view_word(house.store, guardian_id=guardian, child_id=child, on=on)
    return found.since if found is not None else None


def test_a_guardian_takes_their_word_back_and_gives_it_again(house: House) -> None:
    path = page(house, "optin", *house.office.ids("grace", "amara"))
    assert "You have said yes, from Tuesday, Sep 1 on" in house.get(path).text
    answer = house.ask("POST", path, data={"answer": "no"})
    assert (answer.status_code, answer.headers["location"]) == (303, path)
    assert since(house) is None
    assert "Yes, I want to watch over the sessions myself" in house.get(path).text
    house.ask("POST", path, data={"answer": "yes"})
    house.ask("POST", path, data={"answer": "yes"})
    assert since(house) == house.office.program.day(house.clock.now())


def test_nobody_answers_for_a_child_that_is_not_theirs(house: House) -> None:
    luis = page(house, "optin", *house.office.ids("grace", "luis"))
    for path in (luis, page(house, "optin", 1), page(house, "optin", 1, 2, 3), "/optin/nonsense"):
        assert house.get(path).status_code == 404
        assert house.ask("POST", path, data={"answer": "yes"}).status_code == 404


def test_the_door_says_why_a_student_waits_and_why_a_lapsed_monitor_is_not_let_in(house: House) -> None:
    student, monitor, session = house.door("amara"), house.door("ruth"), house.session
    dana, ruth, at = house.office["dana"], house.office["ruth"].id, house.clock.now()
    set_check(house.store, actor=dana, person_id=ruth, until=None, why="", at=at, policy=POLICY)
    house.clock.move_to(session.starts_at)
    waiting, relieved = house.get(student), house.get(monitor)
    assert (waiting.status_code, relieved.status_code) == (503, 410)
    assert "looking for a second adult" in waiting.text
    assert "You do not watch over this session now" in relieved.text
    assert waiting.headers["Retry-After"] == "120"
