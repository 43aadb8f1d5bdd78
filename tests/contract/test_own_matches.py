"""A volunteer's list of their own matches: what stands there, in which order of pages, and what never does."""

from __future__ import annotations

from datetime import time

import pytest
from sqlalchemy import Engine

from mentoring.acts.changing import cancel_session
from mentoring.acts.looking import MatchPage, list_own_matches
from mentoring.matches import MatchState
from mentoring.paging import PAGE
from mentoring.people import Role
from mentoring.slots import Slot, Weekday
from tests.contract.bot_fixtures import ANA, BEN, DANA, RUTH
from tests.contract.bot_fixtures import Office as Slack
from tests.contract.bot_fixtures import office as slack
from tests.contract.database_fixtures import engine
from tests.contract.program_fixtures import NOW, Office, person_row

__all__ = ["engine", "slack"]


@pytest.fixture
def office(engine: Engine) -> Office:
    return Office(engine)


def own(office: Office, key: str, *, state: MatchState | None = None, page: int = 1) -> MatchPage:
    return list_own_matches(office.store, actor=office[key], state=state, page=page, at=NOW)


def numbers(page: MatchPage) -> list[int]:
    return [line.match.id for line in page.lines]


def test_mentor_and_monitor_have_it_in_their_list_and_nobody_else(office: Office) -> None:
    match = office.active()
    assert numbers(own(office, "ana")) == numbers(own(office, "ruth")) == [match.id]
    assert [own(office, key).total for key in ("ben", "sam", "dana", "marcus")] == [0, 0, 0, 0]


def test_a_teacher_has_the_matches_of_the_class(office: Office) -> None:
    match = office.active(office.in_class())
    assert numbers(own(office, "carol")) == [match.id]


def test_the_next_session_is_the_first_that_takes_place(office: Office) -> None:
    match = office.active()
    first, second, *_ = office.sessions(match)
    assert own(office, "ana").ahead[match.id].id == first.id
    cancel_session(office.store, actor=office["dana"], session_id=first.id, why="", at=NOW)
    assert own(office, "ana").ahead[match.id].id == second.id
    late = second.ends_at
    page = list_own_matches(office.store, actor=office["ana"], state=None, page=1, at=late)
    assert page.ahead[match.id].starts_at > late


def test_a_match_that_is_only_proposed_stands_there_once_they_have_been_asked(office: Office) -> None:
    """Of several options the mentor chooses first, and only then is the monitor asked."""
    match = office.create(office.draft())
    asked = [key for key in ("ana", "ruth") if own(office, key).total]
    with office.store.look() as view:
        consents = {consent.person_id for consent in view.consents.of(match.id)}
    assert asked == [key for key in ("ana", "ruth") if office[key].id in consents] != []
    with office.store.begin() as work:
        silent = work.matches.add(office.draft("ben", "mia", "sam"), manager_id=office["dana"].id, at=NOW)
    assert own(office, "ben").total == own(office, "sam").total == 0
    assert silent.state is MatchState.PROPOSED


def test_a_state_narrows_the_list_and_a_page_past_the_end_is_the_last(office: Office) -> None:
    office.add_people(*(person_row(f"s{n}", Role.STUDENT) for n in range(PAGE + 2)))
    hours = [(day, hour) for hour in (8, 10, 12) for day in Weekday]
    with office.store.begin() as work:
        drafts = [
            office.draft(student=f"s{n}", slot=Slot(day, time(hour))) for n, (day, hour) in enumerate(hours[: PAGE + 2])
        ]
        ids = [work.matches.add(draft, manager_id=office["dana"].id, at=NOW).id for draft in drafts]
        for number in ids:
            work.matches.move(number, MatchState.PROPOSED, MatchState.CONFIRMED)
    pages = [own(office, "ana", page=page) for page in (1, 2, 99)]
    assert numbers(pages[0]) + numbers(pages[1]) == ids
    assert numbers(pages[2]) == numbers(pages[1]) != []
    assert own(office, "ana", state=MatchState.CONFIRMED).total == len(ids)
    assert own(office, "ana", state=MatchState.ACTIVE).total == 0


def test_a_match_that_has_ended_is_not_listed(office: Office) -> None:
    match = office.active()
    with office.store.begin() as work:
        work.matches.move(match.id, MatchState.ACTIVE, MatchState.ENDING)
        work.matches.move(match.id, MatchState.ENDING, MatchState.ENDED)
    assert own(office, "ana").total == 0


# In Slack


@pytest.mark.parametrize("user", [ANA, RUTH])
@pytest.mark.parametrize("text", ["list", "list all", "list active", ""])
def test_a_volunteer_reads_their_own_matches(slack: Slack, user: str, text: str) -> None:
    number = slack.releases_match()
    said = slack.types(user, "/match", text)
    assert "Your matches" in said
    assert f"*#{number}* ● active · *Ana Silva* with *Luis R.*, proctor Ruth Abernathy" in said
    assert "next: Tuesday, Oct 27, 4:30 PM (session 1)" in said
    assert "Reyes" not in said and "@" not in said and "http" not in said


def test_a_volunteer_without_a_match_is_told_what_happens_next(slack: Slack) -> None:
    slack.releases_match()
    said = slack.types(BEN, "/match", "list")
    assert "Your matches: none. Your Partnerships Manager proposes one to you" in said
    assert "/match create" not in said


def test_a_volunteer_is_shown_no_match_of_others_by_asking_for_all(slack: Slack) -> None:
    slack.releases_match()
    assert "Your matches: none." in slack.types(BEN, "/match", "list all")
    assert "All matches: 1" in slack.types(DANA, "/match", "list all")


def test_nonsense_is_refused_to_a_volunteer_as_to_a_manager(slack: Slack) -> None:
    assert "Write it like this: `/match list all proposed page 2`" in slack.types(ANA, "/match", "list 🎿")
    assert "no session planned" not in slack.types(ANA, "/match", f"list page {'9' * 400}")
