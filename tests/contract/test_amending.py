"""What changes in a match before its release: nobody is in it who has not agreed to it (R040, R052, R053)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine

from mentoring.acts.consenting import offer_options
from mentoring.acts.matchmaking import NoSuchMatch
from mentoring.acts.reassigning import MonitorChange, SameMonitor, change_monitor
from mentoring.consents import Choice, NotAsked, SideDeclined
from mentoring.duties import DutyKind
from mentoring.matches import MatchState, MonitorKind, WrongStep
from mentoring.people import Role
from mentoring.permissions import ManagersOnly
from mentoring.tidings import Topic
from tests.contract.agreement_fixtures import DAY, Round, proposed, refused
from tests.contract.database_fixtures import all_at_once, engine, postgres_engine, sqlite_engine
from tests.contract.program_fixtures import FIRST_DAY, NOW, POLICY, Office, new_request, office, person_row

__all__ = ["engine", "office", "postgres_engine", "sqlite_engine"]

NEXT_WEEK = FIRST_DAY + timedelta(days=7)


@pytest.fixture
def asked(office: Office) -> Round:
    return proposed(office)


def change(
    round_: Round, to: str = "sam", kind: MonitorKind = MonitorKind.PROCTOR, *, by: str = "dana", request: str = ""
) -> MonitorChange:
    round_.at += timedelta(minutes=1)
    return change_monitor(
        round_.store,
        actor=round_.office[by],
        match_id=round_.id,
        monitor_id=round_.office[to].id,
        kind=kind,
        starting=None,
        request=request or new_request(),
        at=round_.at,
        policy=POLICY,
    )


def all_agree(asked: Round, *keys: str) -> None:
    for key in keys or ("grace", "ruth"):
        asked.answer(key)
    asked.answer("ana", starts_on=FIRST_DAY)


def hearing(asked: Round, topic: Topic = Topic.MATCH_CHANGED) -> dict[str, object]:
    return {asked.key(one.reader_id): one.facts["part"] for one in asked.tidings(topic)}


def from_the_roster(office: Office, *, confirmed: bool = False) -> Round:
    """A match about which nobody was asked."""
    with office.store.begin() as work:
        match = work.matches.add(office.draft(student="amara"), manager_id=office["dana"].id, at=NOW)
        if confirmed:
            work.matches.move(match.id, MatchState.PROPOSED, MatchState.CONFIRMED)
    return Round(office, match)


# Another monitor


def test_a_confirmed_match_with_another_monitor_is_proposed_until_they_have_agreed(asked: Round) -> None:
    all_agree(asked)
    changed = change(asked)
    assert (changed.match.state, changed.asked) == (MatchState.PROPOSED, True)
    assert asked.deeds()[-2:] == ["match.monitor", "match.proposed"]
    assert refused(asked, lambda: asked.office.release(asked.match), WrongStep)

    asked.answer("sam")
    assert asked.state() is MatchState.CONFIRMED
    assert asked.told(Topic.MATCH_AGREED) == [("match_agreed", "dana")] * 2


def test_the_new_monitor_is_asked_and_told_nothing_else(asked: Round) -> None:
    all_agree(asked)
    change(asked)
    assert asked.told(Topic.MATCH_ASKED)[3:] == [("match_asked", "sam")]
    assert "sam" not in hearing(asked) and asked.told(Topic.MONITOR_FOR_GOOD) == []


def test_whoever_was_asked_hears_it_once_and_the_former_monitor_that_they_are_free(asked: Round) -> None:
    change(asked)
    assert hearing(asked) == {"ana": "side", "grace": "side", "ruth": "former"}
    assert len(asked.tidings(Topic.MATCH_CHANGED)) == 3
    pages = {asked.key(one.reader_id): one.page is not None for one in asked.tidings(Topic.MATCH_CHANGED)}
    assert pages == {"ana": True, "grace": True, "ruth": False}


def test_a_proposed_match_is_confirmed_when_the_new_monitor_agrees_too(asked: Round) -> None:
    change(asked)
    all_agree(asked, "grace", "sam")
    assert asked.state() is MatchState.CONFIRMED


def test_the_former_monitors_answer_counts_no_longer(asked: Round) -> None:
    asked.answer("ruth", Choice.NO)
    change(asked)
    assert refused(asked, lambda: asked.answer("ruth"), NotAsked)
    all_agree(asked, "grace", "sam")
    assert asked.state() is MatchState.CONFIRMED


def test_whoever_becomes_the_monitor_again_is_asked_again(asked: Round) -> None:
    all_agree(asked)
    change(asked)
    change(asked, "ruth")
    assert asked.state() is MatchState.PROPOSED
    assert asked.told(Topic.MATCH_ASKED)[3:] == [("match_asked", "sam"), ("match_asked", "ruth")]


def test_a_guardian_who_agreed_for_their_child_is_asked_whether_they_watch_too(asked: Round) -> None:
    all_agree(asked)
    change(asked, "grace", MonitorKind.GUARDIAN)
    assert asked.state() is MatchState.PROPOSED
    question = asked.tidings(Topic.MATCH_ASKED)[-1]
    assert (asked.key(question.reader_id), question.facts["watches"], question.facts["family"]) == ("grace", True, True)
    assert hearing(asked) == {"ana": "side", "ruth": "former"}

    asked.answer("grace")
    assert asked.state() is MatchState.CONFIRMED


def test_a_guardian_who_no_longer_watches_stays_the_family_and_hears_it_once(office: Office) -> None:
    asked = proposed(office, office.draft(student="amara", monitor="grace", monitor_kind=MonitorKind.GUARDIAN))
    asked.answer("grace")
    change(asked, "ruth")
    assert hearing(asked) == {"ana": "side", "grace": "side"}


def test_a_guardian_of_two_children_hears_it_once_and_of_no_other_child(office: Office) -> None:
    office.add_people(person_row("ada", Role.STUDENT, email=None, adult=False, guardian="grace"))
    asked = proposed(office, office.draft(student_ids=office.ids("amara", "ada", "luis")))
    change(asked)
    told = {asked.key(one.reader_id): one for one in asked.tidings(Topic.MATCH_CHANGED)}
    assert sorted(told) == ["ana", "grace", "luis", "ruth"]
    assert office["luis"].id not in told["grace"].people.values()
    assert {*office.ids("amara", "ada")} <= {*told["grace"].people.values()}
    assert {*office.ids("amara", "ada", "luis")} <= {*told["ruth"].people.values()}


def test_families_of_options_hear_nothing_and_the_new_monitor_is_asked_when_the_mentor_has_chosen(
    office: Office,
) -> None:
    drafts = tuple(office.draft(student=student, starts_on=None) for student in ("amara", "luis"))
    first = offer_options(
        office.store, actor=office["dana"], drafts=drafts, request=new_request(), at=NOW, policy=POLICY
    )
    option = Round(office, first)
    assert not change(option).asked
    assert option.told() == [("match_asked", "ana"), ("match_changed", "ana")]

    option.answer("ana", starts_on=FIRST_DAY)
    assert sorted(option.told(Topic.MATCH_ASKED)) == [("match_asked", key) for key in ("ana", "grace", "sam")]


@pytest.mark.parametrize("confirmed", [False, True])
def test_of_a_match_about_which_nobody_was_asked_nobody_is(office: Office, confirmed: bool) -> None:  # noqa: FBT001
    quiet = from_the_roster(office, confirmed=confirmed)
    changed = change(quiet)
    assert (changed.match.state, changed.asked, quiet.told()) == (MatchState.PROPOSED, False, [])
    assert office.confirm(quiet.match, FIRST_DAY).state is MatchState.CONFIRMED


def test_the_matchs_manager_hears_of_another_managers_change(asked: Round) -> None:
    change(asked, by="marcus")
    assert hearing(asked)["dana"] == "manager"


def test_a_repeated_request_asks_and_tells_nobody_again(asked: Round) -> None:
    all_agree(asked)
    first = change(asked, request="retried")
    before = asked.told()
    assert (change(asked, request="retried"), asked.told()) == (first, before)


def test_a_new_monitor_who_is_silent_is_reminded_and_then_told_of(asked: Round) -> None:
    all_agree(asked)
    change(asked)
    asked.run(DutyKind.ASK_AGAIN, at=NOW + 3 * DAY + timedelta(hours=1))
    assert asked.told(Topic.MATCH_ASKED)[-1] == ("match_asked", "sam")
    asked.run(DutyKind.MISS_ANSWERS, at=NOW + 7 * DAY + timedelta(hours=1))
    (told,) = asked.tidings(Topic.MATCH_UNANSWERED)
    assert told.people["about_1"] == asked.office["sam"].id


def test_a_new_monitor_may_say_no(asked: Round) -> None:
    all_agree(asked)
    change(asked)
    asked.answer("sam", Choice.NO)
    assert refused(asked, lambda: asked.office.confirm(asked.match), SideDeclined)


def test_what_is_refused_changes_nothing_of_a_confirmed_match(asked: Round) -> None:
    all_agree(asked)
    named = refused(asked, lambda: change(asked, "ruth"), SameMonitor)
    assert isinstance(named, SameMonitor) and named.person == asked.office["ruth"]
    refused(asked, lambda: change(asked, by="ana"), ManagersOnly)
    asked.id = 404
    with pytest.raises(NoSuchMatch):
        change(asked)


def test_of_an_answer_and_another_monitor_at_once_nobody_is_confirmed_unasked(postgres_engine: Engine) -> None:
    asked = proposed(Office(postgres_engine))
    asked.answer("ana", starts_on=FIRST_DAY)
    asked.answer("grace")
    all_at_once(lambda number: asked.answer("ruth") if number % 2 else change(asked, request="the one"))
    assert (asked.state(), asked.match.monitor_id) == (MatchState.PROPOSED, asked.office["sam"].id)


# Another first day


def test_a_first_day_that_a_manager_changes_after_the_mentor_picked_it_is_told_to_all(asked: Round) -> None:
    all_agree(asked)
    asked.office.confirm(asked.match, NEXT_WEEK)
    assert hearing(asked) == {"ana": "side", "grace": "side", "ruth": "side"}
    assert {one.facts["starts_on"] for one in asked.tidings(Topic.MATCH_CHANGED)} == {NEXT_WEEK.isoformat()}


def test_the_mentor_can_then_still_pick_another(asked: Round) -> None:
    all_agree(asked)
    asked.office.confirm(asked.match, NEXT_WEEK)
    asked.at += timedelta(minutes=1)
    asked.answer("ana", starts_on=FIRST_DAY)
    assert asked.match.starts_on == FIRST_DAY
    readers = [asked.key(one.reader_id) for one in asked.tidings(Topic.MATCH_CHANGED)[3:]]
    assert sorted(readers) == ["dana", "grace", "ruth"]


def test_also_when_it_changes_with_the_confirmation(asked: Round) -> None:
    asked.answer("ana", starts_on=FIRST_DAY)
    asked.office.confirm(asked.match, NEXT_WEEK)
    assert "ana" in hearing(asked)


@pytest.mark.parametrize("day", [None, FIRST_DAY])
def test_the_same_day_is_no_news(asked: Round, day: date | None) -> None:
    all_agree(asked)
    if day is not None:
        asked.office.confirm(asked.match, day)
    assert asked.tidings(Topic.MATCH_CHANGED) == []


def test_nobody_who_was_not_asked_hears_of_another_day(office: Office) -> None:
    quiet = from_the_roster(office)
    office.confirm(quiet.match, NEXT_WEEK)
    assert quiet.told() == []
