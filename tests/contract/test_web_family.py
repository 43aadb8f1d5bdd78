"""The family's own page: sessions in their own zone, their language, and «we cannot come»."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
import requests
from sqlalchemy import update

from integrations.database.tables import people
from mentoring.acts.answering import Topic
from mentoring.people import Person
from mentoring.sessions import SessionState
from mentoring.slots import Slot, Weekday
from mentoring.stored import Answer
from tests.contract.program_fixtures import PEOPLE
from tests.contract.web_fixtures import House, house, sqlite_engine, zooms

__all__ = ["house", "sqlite_engine", "zooms"]


def link(house: House, who: str) -> str:
    return house.own("family", who, house.office[who].id)


@pytest.fixture
def path(house: House) -> str:
    """Grace's own page; Amara, her child, meets Ana on Tuesday, Nov 24, 4:30 PM in New York."""
    assert house.session
    return link(house, "grace")


def post(house: House, path: str, **form: str) -> requests.Response:
    return house.ask("POST", path, data=form)


def about(house: House, child: str = "amara") -> dict[str, str]:
    return {"session": str(house.session.id), "child": str(house.office[child].id)}


def person(house: House, key: str) -> Person:
    with house.store.look() as view:
        return view.people.get(house.office[key].id)


def answers(house: House) -> dict[int, Answer]:
    with house.store.look() as view:
        return dict(view.answers.of([house.session.id])[house.session.id])


def test_a_guardian_sees_the_next_sessions_without_any_address(house: House, path: str) -> None:
    page = house.get(path)
    assert page.status_code == 200
    for said in ("Tuesday, Nov 24", "4:30 PM to 5:30 PM (EST)", "Amara E. meets Ana Example", "Ruth Example watches"):
        assert said in page.text
    for secret in ("example.org", "/join/", "zoom.us", "Amara Example"):
        assert secret not in page.text


def test_another_zone_is_used_from_then_on_and_a_roster_does_not_undo_it(house: House, path: str) -> None:
    answer = post(house, path, do="wishes", language="es", timezone="Asia/Ho_Chi_Minh")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{path}?done=wishes")
    page = house.get(answer.headers["location"])
    assert page.headers["content-language"] == "es" and "miércoles 25 de noviembre" in page.text
    assert "4:30 a. m." in page.text and 'value="Asia/Ho_Chi_Minh" selected' in page.text
    with house.store.begin() as work:
        row = next(row for row in PEOPLE if row.key == "grace")
        assert work.people.save(row) == (work.people.get(house.office["grace"].id), False)
    grace = person(house, "grace")
    assert (grace.language, grace.timezone, grace.chose_language) == ("es", "Asia/Ho_Chi_Minh", True)
    assert house.office.deeds(f"person-{grace.id}") == ["family.choose"]


def test_the_question_about_a_match_tells_one_first_day_and_that_is_the_familys_own(house: House, path: str) -> None:
    slot, office = Slot(Weekday.TH, time(18, 30)), house.office
    draft = office.draft(student="amara", mentor="ben", monitor="sam", slot=slot, starts_on=date(2026, 12, 3))
    match = office.create(draft, at=house.clock.now())
    question = house.own("rsvp", "grace", match.id, office["grace"].id)
    assert house.get(question).text.count("Thursday, Dec 3") == 2
    post(house, path, do="wishes", language="en", timezone="Asia/Ho_Chi_Minh")
    page = house.get(question).text
    assert page.count("Friday, Dec 4") == 2 and "Dec 3" not in page


def test_the_programs_own_zone_can_be_chosen_against_the_roster(house: House, path: str) -> None:
    with house.office.engine.execution_options(writes=True).begin() as conn:
        conn.execute(update(people).where(people.c.key == "grace").values(timezone="America/Phoenix"))
    assert "2:30 PM to 3:30 PM (MST)" in house.get(path).text
    post(house, path, do="wishes", language="en", timezone="")
    assert "4:30 PM to 5:30 PM (EST)" in house.get(path).text


def test_the_door_speaks_the_chosen_language_and_zone(house: House, path: str) -> None:
    door = house.door("amara")
    assert "4:15 PM (EST)" in house.get(door).text
    post(house, path, do="wishes", language="es", timezone="Atlantic/Cape_Verde")
    page = house.get(door, **{"accept-language": "en"})
    assert "8:15 p. m. (Cabo Verde, UTC-1)" in page.text and page.headers["content-language"] == "es"
    assert "4:15 PM (EST)" in house.get(house.door("ana")).text


def test_a_zone_chosen_under_its_old_name_stays_chosen(house: House, path: str) -> None:
    assert "Asia/Calcutta" not in house.get(path).text
    assert post(house, path, do="wishes", language="en", timezone="Asia/Calcutta").status_code == 303
    page = house.get(path).text
    assert '<option value="Asia/Calcutta" selected>Kolkata</option>' in page
    post(house, path, do="wishes", language="en", timezone="Asia/Calcutta")
    assert person(house, "grace").timezone == "Asia/Calcutta"


def test_a_zone_is_chosen_in_one_place_of_the_list(house: House, path: str) -> None:
    post(house, path, do="wishes", language="en", timezone="Asia/Kolkata")
    page = house.get(path)
    assert page.text.count('value="Asia/Kolkata"') == page.text.count('value="Asia/Kolkata" selected') == 1
    assert page.text.count('value="America/New_York"') == 1
    assert len(page.content) < 28_000


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"language": "klingon", "timezone": ""}, "one of these languages"),
        ({"language": "en", "timezone": "Mars/Olympus"}, "one of these time zones"),
        ({"language": "en", "timezone": "../etc/passwd"}, "one of these time zones"),
        ({"language": "", "timezone": ""}, "one of these languages"),
    ],
)
def test_a_wish_that_cannot_be_is_said_beside_its_field(
    house: House, path: str, form: dict[str, str], said: str
) -> None:
    answer = post(house, path, do="wishes", **form)
    assert answer.status_code == 422 and said in answer.text
    assert person(house, "grace").timezone is None


def test_a_language_that_we_do_not_have_yet_is_not_lost_with_a_zone(house: House, path: str) -> None:
    with house.office.engine.execution_options(writes=True).begin() as conn:
        conn.execute(update(people).where(people.c.key == "grace").values(language="so"))
    assert '<option value="so" lang="so" selected>Somali' in house.get(path).text
    assert post(house, path, do="wishes", language="so", timezone="Africa/Mogadishu").status_code == 303
    assert person(house, "grace").language == "so"


# «We cannot come»


def test_a_family_that_cannot_come_tells_mentor_monitor_and_manager_at_once(house: House, path: str) -> None:
    answer = post(house, path, do="cannot", **about(house))
    assert answer.headers["location"] == f"{path}?done=cannot"
    office = house.office
    assert office.told(house.session) == [(Topic.FAMILY_CANNOT, office[key].id) for key in ("dana", "ana", "ruth")]
    assert answers(house) == {office["amara"].id: Answer.CANNOT}
    assert "We can come after all" in house.get(path).text
    assert office.deeds(f"session-{house.session.id}") == ["family.cannot"]


def test_pressing_it_twice_tells_nobody_twice_and_it_can_be_undone(house: House, path: str) -> None:
    for _ in range(2):
        assert post(house, path, do="cannot", **about(house)).status_code == 303
    assert len(house.office.told(house.session)) == 3
    for _ in range(2):
        assert post(house, path, do="coming", **about(house)).status_code == 303
    topics = [topic for topic, _ in house.office.told(house.session)]
    assert topics.count(Topic.FAMILY_COMING) == 3 and len(topics) == 6
    assert answers(house)[house.office["amara"].id] is Answer.COMING


def test_coming_as_planned_is_no_news(house: House, path: str) -> None:
    assert post(house, path, do="coming", **about(house)).status_code == 303
    assert not house.office.told(house.session)


def test_a_guardian_who_would_watch_does_not_come_either(house: House, path: str) -> None:
    with house.store.begin() as work:
        session = work.sessions.get(house.session.id)
        assert work.sessions.change(session, replace(session, monitor_id=house.office["grace"].id))
    post(house, path, do="cannot", **about(house))
    assert answers(house) == dict.fromkeys(house.office.ids("amara", "grace"), Answer.CANNOT)
    assert {reader for _, reader in house.office.told(house.session)} == set(house.office.ids("dana", "ana"))


@pytest.mark.parametrize("form", [{"child": "luis"}, {"child": "mia"}, {"session": "9999"}, {"session": "x" * 99}])
def test_nothing_is_said_for_others_or_of_what_is_not_there(house: House, path: str, form: dict[str, str]) -> None:
    said = about(house)
    if "child" in form:
        said["child"] = str(house.office[form["child"]].id)
    answer = post(house, path, do="cannot", **(said | {k: v for k, v in form.items() if k == "session"}))
    assert answer.status_code == 422 and not house.office.told(house.session)


def test_a_session_that_is_over_stays_as_it_was(house: House, path: str) -> None:
    house.move(SessionState.HELD)
    assert post(house, path, do="cannot", **about(house)).status_code == 422
    assert "is over or has changed" in post(house, path, do="cannot", **about(house)).text
    assert not answers(house)


def test_a_session_without_hours_left_is_not_listed(house: House, path: str) -> None:
    house.clock.move_to(house.session.ends_at - timedelta(minutes=1))
    assert "Nov 24" in house.get(path).text
    house.clock.move_to(house.session.ends_at)
    assert "Nov 24" not in house.get(path).text


# Whose page


@pytest.mark.parametrize("who", ["ana", "ruth", "dana", "amara", "carol"])
def test_only_guardians_and_students_of_age_have_a_page(house: House, who: str) -> None:
    assert house.get(link(house, who)).status_code == 404
    assert post(house, link(house, who), do="wishes", language="es").status_code == 404


def test_a_student_of_age_has_a_page_of_their_own(house: House) -> None:
    page = house.get(link(house, "luis"))
    assert page.status_code == 200 and "No session is planned" in page.text


def test_a_guardian_of_a_student_of_age_no_longer_sees_their_sessions(house: House, path: str) -> None:
    with house.office.engine.execution_options(writes=True).begin() as conn:
        conn.execute(update(people).where(people.c.key == "amara").values(adult=True))
    assert "Nov 24" not in house.get(path).text
    assert post(house, path, do="cannot", **about(house)).status_code == 422


@pytest.mark.parametrize("token", ["abc", "", "%00", "a" * 4000])
def test_a_forged_link_opens_nothing(house: House, token: str) -> None:
    assert house.get(f"/family/{token}").status_code == 404
    assert post(house, f"/family/{token}", do="cannot").status_code == 404


def test_a_link_to_write_is_none_to_the_family_page(house: House) -> None:
    write = house.own("write", "grace", house.office["grace"].id).rpartition("/")[2]
    assert house.get(f"/family/{write}").status_code == 404


def test_a_form_that_asks_for_nothing_known_is_refused(house: House, path: str) -> None:
    assert post(house, path, do="everything", **about(house)).status_code == 400
