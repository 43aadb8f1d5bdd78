"""No match ends, and nobody leaves one, silently (R074, R089, I16)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import Engine

from mentoring.acts.consenting import offer_options
from mentoring.acts.ending import LeavingAlready, StillBeingTold, stay_after_all
from mentoring.consents import Choice, ReasonMissing, ReasonTooLong, SideDeclined
from mentoring.duties import DutyKind
from mentoring.errors import Refusal
from mentoring.matches import MatchState, MonitorKind, WrongStep
from mentoring.permissions import ManagersOnly, NotYourMatch
from mentoring.sessions import NOT_OVER, SessionState
from mentoring.tidings import Topic
from tests.contract.agreement_fixtures import DAY, Round, proposed, refused, released
from tests.contract.database_fixtures import all_at_once, postgres_engine, sqlite_engine
from tests.contract.program_fixtures import FIRST_DAY, NOW, POLICY, Office, new_request, office

__all__ = ["office", "postgres_engine", "sqlite_engine"]


@pytest.fixture
def going(office: Office) -> Round:
    return released(office)


def readers(going: Round, topic: Topic) -> list[str]:
    return sorted(reader for _, reader in going.told(topic))


def close(going: Round) -> None:
    going.run(DutyKind.CLOSE_MATCH, at=going.at + timedelta(minutes=2))


def test_ending_tells_mentor_monitor_family_and_manager_in_the_same_transaction(going: Round) -> None:
    assert going.end(by="marcus").state is MatchState.ENDING
    assert readers(going, Topic.MATCH_ENDED) == ["ana", "dana", "grace", "ruth"]
    assert not [s for s in going.office.sessions(going.match) if s.state in NOT_OVER]


def test_the_reason_is_for_the_manager_only(going: Round) -> None:
    going.end(why="a quarrel", by="marcus")
    told = {going.key(one.reader_id): one.facts.get("why") for one in going.tidings(Topic.MATCH_ENDED)}
    assert told == {"ana": "", "grace": "", "ruth": "", "dana": "a quarrel"}


def test_it_has_ended_only_when_everybody_has_been_told(going: Round) -> None:
    going.end()
    close(going)
    assert going.state() is MatchState.ENDING

    going.bring()
    close(going)
    assert going.state() is MatchState.ENDED
    assert going.deeds()[-2:] == ["match.ending", "match.ended"]


def test_whom_nobody_can_reach_the_manager_hears_of_and_then_closes_it_by_hand(going: Round) -> None:
    going.end()
    assert refused(going, going.end, StillBeingTold)
    going.bring(fail=["grace"])
    close(going)

    assert going.state() is MatchState.ENDING
    (told,) = going.tidings(Topic.MATCH_UNTOLD)
    assert (going.key(told.reader_id), told.people["about_1"]) == ("dana", going.office["grace"].id)

    assert going.end(why="told by phone").state is MatchState.ENDED
    with going.store.look() as view:
        assert view.deeds.of(f"match-{going.id}")[-1].why == "told by phone"


def test_a_guardian_who_watches_over_the_match_is_told_once(office: Office) -> None:
    draft = office.draft(student="amara", monitor="grace", monitor_kind=MonitorKind.GUARDIAN)
    going = released(office, draft)
    going.end()
    assert readers(going, Topic.MATCH_ENDED) == ["ana", "grace"]


def test_each_family_is_told_of_its_own_child(office: Office) -> None:
    going = released(office, office.draft(student_ids=office.ids("amara", "luis")))
    going.end()
    named = {going.key(one.reader_id): one.people for one in going.tidings(Topic.MATCH_ENDED)}
    assert office["luis"].id not in named["grace"].values()


def test_a_proposed_match_ends_for_those_who_were_asked(office: Office) -> None:
    asked = proposed(office)
    asked.end()
    assert readers(asked, Topic.MATCH_ENDED) == ["ana", "grace", "ruth"]
    assert not any(one.facts["released"] for one in asked.tidings(Topic.MATCH_ENDED))


def test_a_match_that_nobody_heard_of_ends_at_once(office: Office) -> None:
    with office.store.begin() as work:
        match = work.matches.add(office.draft(), manager_id=office["dana"].id, at=NOW)
    quiet = Round(office, match)
    quiet.end()
    close(quiet)
    assert (quiet.match.state, quiet.told()) == (MatchState.ENDED, [])


def test_a_paused_match_can_end(going: Round) -> None:
    going.pause((NOW + 30 * DAY).date())
    going.at += timedelta(minutes=1)
    assert going.end().state is MatchState.ENDING
    going.run(DutyKind.RESUME_MATCH, at=NOW + 31 * DAY)
    assert going.state() is MatchState.ENDING


def test_a_session_whose_doors_are_open_goes_on(going: Round) -> None:
    first = going.office.sessions(going.match)[0]
    with going.store.begin() as work:
        work.sessions.move(first.id, {SessionState.PLANNED}, SessionState.OPEN)
    going.end()
    assert going.office.session(first.id).state is SessionState.OPEN


def test_the_hours_of_an_ending_match_are_free_for_others(going: Round) -> None:
    going.end()
    assert going.office.create(going.office.draft(student="luis")).state is MatchState.PROPOSED


@pytest.mark.parametrize(
    ("act", "refusal"),
    [
        (lambda going: going.end(by="ana"), ManagersOnly),
        (lambda going: going.end(why=""), ReasonMissing),
        (lambda going: going.end(why=" ,. "), ReasonMissing),
        (lambda going: going.end(why="x" * 501), ReasonTooLong),
        (lambda going: going.leave("ana", why=""), ReasonMissing),
        (lambda going: going.leave("ben"), NotYourMatch),
        (lambda going: going.leave("amara"), NotYourMatch),
        (lambda going: going.leave("dana"), NotYourMatch),
    ],
)
def test_what_cannot_be(going: Round, act: Callable[[Round], object], refusal: type[Refusal]) -> None:
    assert refused(going, lambda: act(going), refusal)


def test_what_has_ended_does_not_end_again(going: Round) -> None:
    going.end()
    going.bring()
    close(going)
    assert refused(going, going.end, WrongStep)
    assert refused(going, lambda: going.leave("ana"), WrongStep)


def test_two_who_end_it_at_once_end_it_once(postgres_engine: Engine) -> None:
    going = released(Office(postgres_engine))
    all_at_once(lambda _: going.end(by="marcus"))
    assert going.deeds().count("match.ending") == 1
    assert readers(going, Topic.MATCH_ENDED) == ["ana", "dana", "grace", "ruth"]


# Leaving


@pytest.mark.parametrize(("who", "other"), [("ana", "ruth"), ("ruth", "ana"), ("grace", "ana")])
def test_whoever_leaves_manager_and_the_other_adult_hear_it_before_anything_changes(
    going: Round, who: str, other: str
) -> None:
    before = going.office.sessions(going.match)
    going.leave(who)

    assert readers(going, Topic.MATCH_LEAVING) == sorted(["dana", other])
    assert (going.match.state, going.office.sessions(going.match)) == (MatchState.ACTIVE, before)


def test_the_family_does_not_hear_of_it_from_us(going: Round) -> None:
    going.leave("ana")
    assert "grace" not in readers(going, Topic.MATCH_LEAVING)


def test_only_the_manager_reads_why(going: Round) -> None:
    going.leave("ruth", why="I am ill")
    told = {going.key(one.reader_id): one.facts["why"] for one in going.tidings(Topic.MATCH_LEAVING)}
    assert told == {"dana": "I am ill", "ana": ""}


def test_said_once_is_enough(going: Round) -> None:
    going.leave("ana")
    assert refused(going, lambda: going.leave("ana"), LeavingAlready)


def test_a_manager_who_has_not_acted_hears_of_it_once_more(going: Round) -> None:
    going.leave("ana")
    going.run(DutyKind.RECALL_LEAVING, at=NOW + 2 * DAY)
    assert readers(going, Topic.MATCH_LEAVING) == ["dana", "dana", "ruth"]


def test_a_manager_who_has_settled_it_does_not(going: Round) -> None:
    going.leave("ana")
    ana = going.office["ana"].id
    stay_after_all(going.store, actor=going.office["dana"], match_id=going.id, person_id=ana, at=NOW)
    going.run(DutyKind.RECALL_LEAVING, at=NOW + 2 * DAY)
    assert readers(going, Topic.MATCH_LEAVING) == ["dana", "ruth"]


def test_nor_does_one_who_has_ended_the_match(going: Round) -> None:
    going.leave("ana")
    going.end()
    going.run(DutyKind.RECALL_LEAVING, at=NOW + 2 * DAY)
    assert readers(going, Topic.MATCH_LEAVING) == ["dana", "ruth"]


# Leaving what has not begun


def from_the_roster(office: Office) -> Round:
    """A confirmed match about which nobody was asked."""
    with office.store.begin() as work:
        match = work.matches.add(office.draft(student="amara"), manager_id=office["dana"].id, at=NOW)
        work.matches.move(match.id, MatchState.PROPOSED, MatchState.CONFIRMED)
    return Round(office, match)


@pytest.mark.parametrize("who", ["ana", "ruth", "grace"])
def test_whoever_leaves_a_confirmed_match_says_no_to_it_asked_or_not(office: Office, who: str) -> None:
    quiet = from_the_roster(office)
    assert quiet.leave(who, why="my job 🙁").state is MatchState.PROPOSED

    (told,) = quiet.tidings()
    assert (told.topic, quiet.key(told.reader_id)) == (Topic.MATCH_DECLINED, "dana")
    assert (told.facts["why"], told.people["about_1"]) == ("my job 🙁", office[who].id)
    assert refused(quiet, lambda: office.confirm(quiet.match), SideDeclined)
    with quiet.store.look() as view:
        assert [(one.person_id, one.choice) for one in view.consents.of(quiet.id)] == [(office[who].id, Choice.NO)]


@pytest.mark.parametrize("first", [None, Choice.YES])
def test_it_is_the_no_of_whoever_was_asked(office: Office, first: Choice | None) -> None:
    asked = proposed(office)
    if first is not None:
        asked.answer("ruth", first)
    asked.leave("ruth")
    assert asked.told(Topic.MATCH_DECLINED, Topic.MATCH_LEAVING) == [("match_declined", "dana")]
    assert refused(asked, lambda: asked.leave("ruth"), LeavingAlready)

    asked.answer("ruth")
    asked.answer("grace")
    asked.answer("ana", starts_on=FIRST_DAY)
    assert asked.state() is MatchState.CONFIRMED


def test_asked_once_more_they_can_agree(office: Office) -> None:
    quiet = from_the_roster(office)
    quiet.leave("ana")
    quiet.offer_again()
    assert sorted(quiet.told(Topic.MATCH_ASKED)) == [("match_asked", key) for key in ("ana", "grace", "ruth")]


def test_what_leaving_needs_it_needs_before_the_release_too(office: Office) -> None:
    asked = proposed(office)
    refused(asked, lambda: asked.leave("ana", why="  "), ReasonMissing)
    refused(asked, lambda: asked.leave("ana", why="x" * 501), ReasonTooLong)
    for stranger in ("ben", "amara", "dana"):
        refused(asked, partial(asked.leave, stranger), NotYourMatch)


def test_an_option_that_the_mentor_has_not_chosen_is_nobody_elses_to_leave(office: Office) -> None:
    drafts = tuple(office.draft(student=student, starts_on=None) for student in ("amara", "luis"))
    first = offer_options(
        office.store, actor=office["dana"], drafts=drafts, request=new_request(), at=NOW, policy=POLICY
    )
    option = Round(office, first)
    refused(option, lambda: option.leave("grace"), NotYourMatch)
    refused(option, lambda: option.leave("ruth"), NotYourMatch)
    option.leave("ana")
    assert option.told(Topic.MATCH_DECLINED) == [("match_declined", "dana")]


# Whether they stay


def test_whether_they_stay_is_for_a_manager_to_say(going: Round) -> None:
    going.leave("ana")
    ana = going.office["ana"]

    def stays(by: str, who: int) -> object:
        return stay_after_all(going.store, actor=going.office[by], match_id=going.id, person_id=who, at=NOW)

    assert refused(going, lambda: stays("ana", ana.id), ManagersOnly)
    assert refused(going, lambda: stays("dana", going.office["ruth"].id), NotYourMatch)
