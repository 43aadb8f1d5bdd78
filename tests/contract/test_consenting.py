"""Everybody who is to be in a match is asked, and it begins only when all have agreed (R040, R053)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, select

from integrations.database.tables import consents
from mentoring.acts.consenting import offer_options
from mentoring.acts.matchmaking import StartInThePast, StartOutsideProgram
from mentoring.consents import (
    AnswerTooLate,
    AskedAlready,
    Choice,
    NotAsked,
    OptionsCount,
    ReasonTooLong,
    SideDeclined,
    StartNotPicked,
)
from mentoring.duties import DutyKind
from mentoring.matches import MatchState, MonitorKind, WrongStep
from mentoring.permissions import ManagersOnly
from mentoring.tidings import Topic
from tests.contract.agreement_fixtures import DAY, Round, proposed, refused
from tests.contract.database_fixtures import all_at_once, engine, postgres_engine, sqlite_engine
from tests.contract.program_fixtures import FIRST_DAY, NOW, POLICY, Office, new_request, office

__all__ = ["engine", "office", "postgres_engine", "sqlite_engine"]

NO = Choice.NO


@pytest.fixture
def asked(office: Office) -> Round:
    return proposed(office)


def all_agree(asked: Round) -> None:
    for key in ("grace", "ruth"):
        asked.answer(key)
    asked.answer("ana", starts_on=FIRST_DAY)


def test_mentor_monitor_and_the_guardian_of_a_child_are_asked(asked: Round) -> None:
    assert sorted(asked.told()) == [("match_asked", key) for key in ("ana", "grace", "ruth")]


def test_an_adult_student_answers_for_themselves(office: Office) -> None:
    asked = proposed(office, office.draft(student="luis"))
    assert sorted(asked.told()) == [("match_asked", key) for key in ("ana", "luis", "ruth")]


def test_a_guardian_who_watches_over_their_own_child_is_asked_once_for_both(office: Office) -> None:
    draft = office.draft(student="amara", monitor="grace", monitor_kind=MonitorKind.GUARDIAN)
    asked = proposed(office, draft)

    assert sorted(asked.told()) == [("match_asked", key) for key in ("ana", "grace")]
    asked.answer("grace")
    asked.answer("ana")
    assert asked.state() is MatchState.CONFIRMED


def test_a_family_reads_of_its_own_child_only(office: Office) -> None:
    draft = office.draft(student_ids=office.ids("amara", "luis"))
    asked = proposed(office, draft)

    named = {asked.key(one.reader_id): set(one.people.values()) for one in asked.tidings()}
    assert office["luis"].id not in named["grace"]
    assert office["amara"].id not in named["luis"]
    assert {office["amara"].id, office["luis"].id} <= named["ana"]


def test_when_all_have_agreed_it_is_confirmed_by_itself_and_the_manager_told(asked: Round) -> None:
    all_agree(asked)

    match = asked.match
    assert (match.state, match.starts_on) == (MatchState.CONFIRMED, FIRST_DAY)
    assert asked.told(Topic.MATCH_AGREED) == [("match_agreed", "dana")]
    assert asked.deeds().count("match.answer") == 3
    assert asked.deeds()[-1] == "match.confirmed"


def test_the_release_stays_a_managers_own_act(asked: Round) -> None:
    all_agree(asked)
    assert asked.office.sessions(asked.match) == []
    assert asked.office.release(asked.match).state is MatchState.ACTIVE


def test_nobody_is_asked_any_more_once_it_is_released(asked: Round) -> None:
    all_agree(asked)
    asked.office.release(asked.match)
    with asked.store.begin() as work:
        readers = {duty.person_id for duty in work.duties.take([DutyKind.BRING_TIDING], at=NOW, limit=50)}
    assert readers == {asked.office["dana"].id}


def test_the_mentors_yes_needs_a_first_day(asked: Round) -> None:
    assert refused(asked, lambda: asked.answer("ana"), StartNotPicked)
    assert refused(asked, lambda: asked.answer("ana", starts_on=date(2026, 10, 1)), StartInThePast)
    assert refused(asked, lambda: asked.answer("ana", starts_on=date(2030, 1, 1)), StartOutsideProgram)


def test_a_day_that_the_manager_proposed_stands_unless_the_mentor_picks_another(office: Office) -> None:
    asked = proposed(office, office.draft(student="amara"))
    asked.answer("ana")
    assert asked.match.starts_on == FIRST_DAY
    asked.answer("ana", starts_on=FIRST_DAY + 7 * DAY)
    assert asked.match.starts_on == FIRST_DAY + 7 * DAY


def test_one_no_is_told_to_the_manager_at_once_with_the_reason(asked: Round) -> None:
    asked.answer("grace", NO, why="Tuesdays are  choir\nnights")

    assert asked.state() is MatchState.PROPOSED
    (told,) = asked.tidings(Topic.MATCH_DECLINED)
    assert (asked.key(told.reader_id), told.facts["why"]) == ("dana", "Tuesdays are choir nights")
    assert told.people["about_1"] == asked.office["grace"].id


def test_the_reason_is_unreadable_in_the_database(asked: Round) -> None:
    asked.answer("grace", NO, why="choir nights")
    with asked.office.engine.connect() as conn:
        assert "choir" not in str(conn.execute(select(consents)).all())


@pytest.mark.parametrize("why", ["x" * 501, "🙂" * 501])
def test_a_reason_is_a_sentence_or_two(asked: Round, why: str) -> None:
    assert refused(asked, lambda: asked.answer("grace", NO, why=why), ReasonTooLong)


def test_a_reason_in_any_script_comes_through_whole(asked: Round) -> None:
    asked.answer("grace", NO, why="لا نستطيع 🙏 <!channel>")
    assert asked.tidings(Topic.MATCH_DECLINED)[0].facts["why"] == "لا نستطيع 🙏 <!channel>"


def test_the_same_answer_twice_tells_nobody_twice(asked: Round) -> None:
    asked.answer("ruth", NO)
    assert not asked.answer("ruth", NO).news
    assert len(asked.told(Topic.MATCH_DECLINED)) == 1


def test_an_answer_can_be_changed_until_the_release(asked: Round) -> None:
    all_agree(asked)
    asked.at += timedelta(hours=1)
    asked.answer("grace", NO)
    assert asked.state() is MatchState.PROPOSED

    asked.at += timedelta(hours=1)
    asked.answer("grace")
    assert asked.state() is MatchState.CONFIRMED
    assert len(asked.told(Topic.MATCH_AGREED)) == 2

    asked.office.release(asked.match)
    assert refused(asked, lambda: asked.answer("grace", NO), AnswerTooLate)


@pytest.mark.parametrize("key", ["ben", "sam", "marcus", "dana", "amara", "luis"])
def test_only_those_who_were_asked_answer(asked: Round, key: str) -> None:
    assert refused(asked, lambda: asked.answer(key), NotAsked)


def test_a_manager_confirms_what_was_agreed_on_paper_and_the_log_says_who_had_not_answered(asked: Round) -> None:
    asked.answer("ruth")
    asked.office.confirm(asked.match, FIRST_DAY)

    with asked.store.look() as view:
        deed = view.deeds.of(f"match-{asked.id}")[-1]
    ana, grace = asked.office.ids("ana", "grace")
    assert deed.why == f"on the word of the manager; had not answered: person-{ana}, person-{grace}"


def test_nobody_is_confirmed_over_their_no(asked: Round) -> None:
    asked.answer("grace", NO)
    assert refused(asked, lambda: asked.office.confirm(asked.match, FIRST_DAY), SideDeclined)


def test_asked_once_more_a_no_counts_no_longer(asked: Round) -> None:
    asked.answer("ruth")
    asked.answer("grace", NO)
    asked.at += DAY
    asked.offer_again()

    assert asked.told(Topic.MATCH_ASKED)[3:] == [("match_asked", "ana"), ("match_asked", "grace")]
    asked.answer("grace")
    asked.answer("ana", starts_on=FIRST_DAY + 7 * DAY)
    assert asked.state() is MatchState.CONFIRMED


def test_who_was_asked_a_moment_ago_is_not_asked_again(asked: Round) -> None:
    assert refused(asked, asked.offer_again, AskedAlready)


def test_asking_once_more_is_for_managers_and_for_what_is_only_proposed(asked: Round) -> None:
    assert refused(asked, lambda: asked.offer_again(by="ana"), ManagersOnly)
    all_agree(asked)
    assert refused(asked, asked.offer_again, WrongStep)


def test_a_proposed_match_of_the_roster_asks_nobody_before_a_manager_offers_it(office: Office) -> None:
    with office.store.begin() as work:
        match = work.matches.add(office.draft(student="amara"), manager_id=office["dana"].id, at=NOW)
    quiet = Round(office, match)
    assert refused(quiet, lambda: quiet.answer("ana"), NotAsked)

    quiet.offer_again()
    assert sorted(quiet.told()) == [("match_asked", key) for key in ("ana", "grace", "ruth")]


# Silence


def test_whoever_is_silent_is_reminded_after_three_days_and_told_of_after_seven(asked: Round) -> None:
    asked.answer("ruth")
    asked.run(DutyKind.ASK_AGAIN, at=NOW + 3 * DAY)
    assert asked.told()[3:] == [("match_asked", "ana"), ("match_asked", "grace")]
    assert all(one.facts["again"] for one in asked.tidings()[3:])

    asked.run(DutyKind.MISS_ANSWERS, at=NOW + 7 * DAY)
    (told,) = asked.tidings(Topic.MATCH_UNANSWERED)
    assert {told.people["about_1"], told.people["about_2"]} == set(asked.office.ids("ana", "grace"))


def test_after_an_outage_the_manager_hears_once_of_all_who_are_silent(asked: Round) -> None:
    asked.answer("grace", NO)
    asked.at += 2 * DAY
    asked.offer_again()
    asked.run(DutyKind.MISS_ANSWERS, at=NOW + 12 * DAY)
    (told,) = asked.tidings(Topic.MATCH_UNANSWERED)
    assert {told.people[f"about_{number}"] for number in (1, 2, 3)} == set(asked.office.ids("ana", "grace", "ruth"))


def test_nobody_is_reminded_of_what_is_settled(asked: Round) -> None:
    all_agree(asked)
    before = asked.told()
    asked.run(DutyKind.ASK_AGAIN, at=NOW + 3 * DAY)
    asked.run(DutyKind.MISS_ANSWERS, at=NOW + 7 * DAY)
    assert asked.told() == before


def test_the_clock_of_silence_begins_anew_with_each_asking(asked: Round) -> None:
    asked.answer("grace", NO)
    asked.at += 2 * DAY
    asked.offer_again()
    asked.run(DutyKind.ASK_AGAIN, at=NOW + 3 * DAY)
    assert not [one for one in asked.tidings() if one.facts.get("again")]


# Options


def options(office: Office, *students: str) -> list[Round]:
    drafts = tuple(office.draft(student=student, starts_on=None) for student in students)
    first = offer_options(
        office.store, actor=office["dana"], drafts=drafts, request=new_request(), at=NOW, policy=POLICY
    )
    with office.store.look() as view:
        return [Round(office, match) for match in view.matches.of_offer(first.id)]


def test_of_several_options_only_the_mentor_hears_at_first(office: Office) -> None:
    offered = options(office, "amara", "luis", "mia")
    assert [one.told() for one in offered] == [[("match_asked", "ana")]] * 3


def test_the_mentor_chooses_one_and_the_others_are_let_go(office: Office) -> None:
    amara, luis, mia = options(office, "amara", "luis", "mia")
    luis.answer("ana", starts_on=FIRST_DAY)

    assert [one.match.state for one in (amara, luis, mia)] == ["ended", "proposed", "ended"]
    assert sorted(luis.told()) == [("match_asked", "ana"), ("match_asked", "luis"), ("match_asked", "ruth")]
    assert amara.told() == [("match_asked", "ana")]
    assert refused(amara, lambda: amara.answer("ana", starts_on=FIRST_DAY), AnswerTooLate)


def test_a_mentor_may_decline_one_option_and_take_another(office: Office) -> None:
    amara, luis = options(office, "amara", "luis")
    amara.answer("ana", NO)
    luis.answer("ana", starts_on=FIRST_DAY)
    assert (amara.match.state, amara.told(Topic.MATCH_DECLINED)) == (MatchState.ENDED, [("match_declined", "dana")])
    assert sorted(luis.told()) == [("match_asked", "ana"), ("match_asked", "luis"), ("match_asked", "ruth")]


@pytest.mark.parametrize("students", [("amara",), ("amara", "amara"), ("amara", "luis", "mia", "mia")])
def test_options_are_two_or_three_different_ones(office: Office, students: tuple[str, ...]) -> None:
    with pytest.raises(OptionsCount):
        options(office, *students)
    with office.store.look() as view:
        assert view.matches.all_ids() == []


def test_options_are_of_one_mentor(office: Office) -> None:
    drafts = (office.draft(student="amara"), office.draft(mentor="ben", student="luis", monitor="sam"))
    with pytest.raises(OptionsCount):
        offer_options(office.store, actor=office["dana"], drafts=drafts, request=new_request(), at=NOW, policy=POLICY)


# At once


def test_of_those_who_agree_at_the_same_moment_one_is_the_last(postgres_engine: Engine) -> None:
    asked = proposed(Office(postgres_engine), None)
    keys = ("ana", "grace", "ruth")

    all_at_once(lambda number: asked.answer(keys[number % 3], starts_on=FIRST_DAY if number % 3 == 0 else None))

    assert asked.state() is MatchState.CONFIRMED
    assert asked.told(Topic.MATCH_AGREED) == [("match_agreed", "dana")]
    assert asked.deeds().count("match.confirmed") == 1


def test_of_two_options_taken_at_once_one_stands(postgres_engine: Engine) -> None:
    offered = options(Office(postgres_engine), "amara", "luis")
    all_at_once(lambda number: offered[number % 2].answer("ana", starts_on=FIRST_DAY))
    assert sorted(one.match.state for one in offered) == ["ended", "proposed"]
