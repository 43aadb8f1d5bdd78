"""Slash commands, typed by people and delivered by Slack: what they then read, and what has changed."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

import pytest

from bot.app import ALWAYS_A_FORM, COMMANDS, NOT_YET
from bot.reading import EXAMPLE
from mentoring.matches import MatchState, MonitorKind
from mentoring.rooms import Platform
from sandbox.faults import Effect
from tests.contract.bot_fixtures import (
    ANA,
    BEN,
    DANA,
    MARCUS,
    NOBODY,
    RUTH,
    TUESDAYS,
    Office,
    an_office,
    office,
    program,
    quiet_office,
)

__all__ = ["office", "quiet_office"]


def test_a_match_is_made_as_typed(office: Office) -> None:
    said = office.types(
        DANA,
        "/match",
        f"create mentor <@{ANA}>, students Amara Okafor and Luis Reyes, proctor <@{RUTH}|ruth>, Tuesdays at 4:30 pm, "
        "45 min, from Nov 3, zoom",
    )

    assert "Match proposed: #1. Next: `/match confirm 1`" in said
    assert "*Ana Silva* with *Amara O. and Luis R.*, proctor Ruth Abernathy · Tuesdays 4:30 PM, 45 minutes" in said
    match = office.match(1)
    assert (match.starts_on, match.platform, match.slot.minutes) == (date(2026, 11, 3), Platform.ZOOM, 45)
    assert match.state is MatchState.PROPOSED


def test_a_match_meets_on_google_meet_unless_told(office: Office) -> None:
    assert office.match(office.makes_match()).platform is Platform.GOOGLE_MEET


def test_an_in_class_match_needs_no_program_to_be_named(office: Office) -> None:
    number = office.makes_match(
        "create mentor Ana Silva, student Luis Reyes, teacher Carol Okafor, Tuesday 9:00, 45 min, "
        "link <https://class.example.org/5b|class.example.org>"
    )

    match = office.match(number)
    assert (match.monitor_kind, match.platform) == (MonitorKind.TEACHER, Platform.EXTERNAL)
    assert match.link == "https://class.example.org/5b"


def test_school_staff_can_watch_over_a_class(office: Office) -> None:
    number = office.makes_match(
        "create mentor Ana Silva, student Luis Reyes, staff Olive Office, Tuesday 9:00, https://class.example.org/5b"
    )

    assert office.match(number).monitor_kind is MonitorKind.TEACHER


@pytest.mark.parametrize("mentor", ["Ben Teacher", "teacher", "ben"])
def test_a_mentor_called_teacher_does_not_make_it_a_class(office: Office, mentor: str) -> None:
    number = office.makes_match(f"create mentor {mentor}, student Luis Reyes, proctor Ruth, Tuesday 4:30pm")

    assert office.match(number).platform is Platform.GOOGLE_MEET


def test_a_guardian_who_opted_in_watches_over_their_own_child(office: Office) -> None:
    number = office.makes_match("create mentor Ana, student Amara O., guardian Grace Martinez, Monday 17:00")

    assert office.match(number).monitor_kind is MonitorKind.GUARDIAN


def test_a_program_can_be_named(office: Office) -> None:
    number = office.makes_match(f"{TUESDAYS}, program Independent Learning")

    assert office.match(number).program_id == 1


def test_several_programs_of_a_kind_must_be_told_apart(tmp_path: Path) -> None:
    with an_office(tmp_path, program("ils-2", "Second Program")) as office:
        said = office.types(DANA, "/match", TUESDAYS)

        assert "Which program is this for? Add `program KEY`; the programs are: `ils`, `school`, `ils-2`." in said
        assert office.makes_match(f"{TUESDAYS}, program ils-2") == 1


REFUSED = [
    ("create mentor Nobody Here, student Luis Reyes, proctor Ruth, Monday 4pm", "no mentor called «Nobody Here»"),
    ("create mentor <@U0STRANGER>, student Luis, proctor Ruth, Monday 4pm", "no mentor called «@U0STRANGER»"),
    ("create mentor Ana, student Mateo M, proctor Ruth, Monday 4pm", "could be several people: Mateo M. (`mateo-m"),
    ("create mentor Gus Tillman, student Luis, proctor Ruth, Monday 4pm", "Gus Tillman is not cleared yet"),
    ("create mentor Ruth, student Luis, proctor Sam, Monday 4pm", "Ruth Abernathy is not a mentor"),
    ("create mentor Ana, student Ben Teacher, proctor Sam, Monday 4pm", "Ben Teacher is not a student"),
    ("create mentor Ana, student Luis, proctor Carol Okafor, Monday 4pm", "Carol Okafor is not a proctor"),
    ("create mentor Ana, student Luis and Luis, proctor Ruth, Monday 4pm", "each of them once"),
    ("create mentor Ana, student Amara, guardian Rosa, Monday 4pm", "Rosa Morales cannot watch over this session"),
    ("create mentor Ana, student Luis, teacher Carol, Monday 4pm", "needs the teacher's own link"),
    ("create mentor Ana, student Luis, teacher Carol, Monday 4pm, zoom, https://a.example/5b", "teacher's own room"),
    ("create mentor Ana, student Luis, proctor Ruth, Monday 4pm, program school", "In class the teacher"),
    ("create mentor Ana, student Luis, teacher Carol, Monday 4pm, program ils", "Outside class the monitor"),
    (f"{TUESDAYS.replace('Tuesday', 'Friday')}, program ils, link https://a.example/5b", "Leave the link out"),
    (f"{TUESDAYS}, program banana", "There is no program «banana». The programs are: `ils`, `school`."),
    (TUESDAYS, "Ana Silva already has match #1 (Tuesdays 4:30 PM), first on Tuesday, Oct 27."),
    ("create mentor Ben, student Amara, proctor Ruth, Tuesday 5pm", "Ruth Abernathy already has match #1"),
    (f"{TUESDAYS}, from 2026-10-20", "Tuesday, Oct 20, 2026 is in the past. Choose today (Monday, Oct 26)"),
    (f"{TUESDAYS}, from 2027-07-01", "Independent Learning runs from 2026-09-14 to 2027-06-18"),
    (f"{TUESDAYS}, from someday", "I can't read «someday». Write it like this: `from 2026-11-03`."),
    ("create mentor Ana, student Luis, proctor Ruth, Sunday 2:30am", "2:30 AM does not exist on Sunday, Mar 14, 2027"),
    ("create mentor Ana, student Luis, proctor Ruth", "A match needs a day of the week."),
    ("create mentor Ana, student Luis, proctor Ruth, Monday 25:00", "I can't read «25:00»"),
    ("create please", "I can't read «please»"),
    ("create " + "x" * 3_000, "more text than I can take in"),
    ("confirm", "Something is missing there. Write it like this: `/match confirm 12 from 2026-11-03`."),
    ("confirm twelve", "I can't read «twelve»"),
    ("confirm 99", "There is no match #99."),
    ("confirm 1 from 2/30", "I can't read «2/30»"),
    ("confirm 1 from 2026-10-01", "is in the past"),
    ("release 1", "Match #1 is not confirmed yet. Type `/match confirm 1` first"),
    ("release", "Write it like this: `/match release 12`"),
    ("release 99", "There is no match #99."),
    ("show", "Write it like this: `/match show 12`"),
    ("show 99", "There is no match #99."),
    ("show 9999999999999999999999", "I can't read «9999999999999999999999»"),
    ("list everything", "I can't read «everything»"),
    ("list proposed paused", "You gave two answers for the state."),
    ("banana", "I don't know «banana». Try one of these: `/match create`, `/match confirm`"),
    ("<!channel> *x*", "I don't know «&lt;!channel&gt;»"),
]


@pytest.mark.parametrize(("text", "told"), REFUSED, ids=[text[:60] for text, _ in REFUSED])
def test_what_cannot_be_done_is_said_and_changes_nothing(quiet_office: Office, text: str, told: str) -> None:
    before = quiet_office.matches()

    assert told in quiet_office.types(DANA, "/match", text)
    assert quiet_office.matches() == before


@pytest.mark.parametrize(
    "text", ["create", TUESDAYS, "confirm 1", "release 1", "offer 1", "resume 1", "confirm 1 from 2026-11-03"]
)
@pytest.mark.parametrize("user", [ANA, RUTH])
def test_only_managers_run_matches(quiet_office: Office, user: str, text: str) -> None:
    assert "Only Partnerships Managers can do that." in quiet_office.types(user, "/match", text)
    assert quiet_office.play.town.slack.view_for(user) is None


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("text", ["", "help", "list", "banana"])
def test_a_stranger_is_told_whom_to_ask(quiet_office: Office, command: str, text: str) -> None:
    assert "I don't know you yet." in quiet_office.types(NOBODY, command, text)


def test_a_word_may_be_written_in_any_case_and_with_any_space(quiet_office: Office) -> None:
    assert "All matches: 1" in quiet_office.types(DANA, "/match", "  LIST\n\tAll ")


@pytest.mark.parametrize("command", sorted(set(COMMANDS) - set(ALWAYS_A_FORM)))
def test_every_command_has_help(quiet_office: Office, command: str) -> None:
    assert "`/match release 12`: open the way" in quiet_office.types(DANA, command, "help")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("concerns", "No concern is on your list."),
        ("concerns Page 999999999", "No concern is on your list."),
        ("concerns page", "Write it like this: `/mentoring concerns page 2`."),
        ("concerns page two", "I can't read «two». Write it like this: `/mentoring concerns page 2`."),
        ("concerns 3 page 2", "I can't read «3 page 2». Write it like this: `/mentoring concerns page 2`."),
    ],
)
def test_the_list_of_concerns_takes_a_page_and_nothing_else(quiet_office: Office, text: str, told: str) -> None:
    assert told in quiet_office.types(DANA, "/mentoring", text)


def test_help_tells_a_volunteer_only_what_a_volunteer_can_do(quiet_office: Office) -> None:
    said = quiet_office.types(ANA, "/mentoring", "")

    assert "`/session today`" in said and "`/match show 12`" in said
    assert "create" not in said and "release" not in said


def test_the_way_of_a_match_from_proposal_to_release(office: Office) -> None:
    number = office.makes_match()

    assert "Next: a start date" in office.types(DANA, "/match", f"confirm {number}")
    assert "has no start date yet" in office.types(DANA, "/match", f"release {number}")
    assert f"Next: `/match release {number}`" in office.types(DANA, "/match", f"confirm #{number}, From 10/27")
    assert "4 sessions are planned" in office.types(DANA, "/match", f"release {number}")
    assert f"Match #{number} is active already." in office.types(DANA, "/match", f"release {number}")
    assert f"Match #{number} is active, so it cannot become confirmed." in office.types(
        DANA, "/match", f"confirm {number}"
    )


def test_a_match_that_starts_far_ahead_is_released_without_sessions(office: Office) -> None:
    number = office.makes_match()
    office.types(DANA, "/match", f"confirm {number} from 2027-02-02")

    assert "No session falls into the next four weeks" in office.types(DANA, "/match", f"release {number}")


def test_another_manager_may_take_the_next_step(office: Office) -> None:
    number = office.makes_match()

    assert "Match confirmed" in office.types(MARCUS, "/match", f"confirm {number} from 2026-10-27")


@pytest.mark.parametrize("text", [TUESDAYS, "confirm 1 from 2026-10-27"])
def test_slack_sending_a_command_again_does_it_once(office: Office, text: str) -> None:
    if text != TUESDAYS:
        office.makes_match()
    first = office.types(DANA, "/match", text)

    again = office.play.town.slack.resend_last(DANA)

    assert again["status"] == 200
    assert again["messages"][0]["text"] == first.splitlines()[0]
    assert len(office.matches()) == 1


def test_a_day_without_a_year_is_read_in_the_program_s_zone(tmp_path: Path) -> None:
    """At 11 PM on November 2 in Boston it is November 3 in UTC: then 11/2 is today, not next year."""
    late = datetime.fromisoformat("2026-11-02T23:00:00-05:00")
    with an_office(tmp_path, start=late) as office:
        number = office.makes_match(f"{TUESDAYS}, from 11/2")
        assert office.match(number).starts_on == date(2026, 11, 2)

        office.types(DANA, "/match", f"confirm {number} from today")
        assert office.match(number).starts_on == date(2026, 11, 2)


def test_a_list_shows_own_matches_or_all_by_page_and_state(office: Office) -> None:
    assert "Your matches: none." in office.types(DANA, "/match", "list")
    days = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    texts = [TUESDAYS.replace("Tuesday 4:30pm", f"{day} {hour}pm") for hour in (1, 3, 5) for day in days][:17]
    for place, text in enumerate(texts):
        office.makes_match(text, user=MARCUS if place == 0 else DANA)
    office.types(DANA, "/match", "confirm 2")

    first = office.types(DANA, "/match", "list")
    assert "Your matches: 16" in first and "Page 1 of 2." in first and "`/match list page 2` goes on" in first
    assert "*#17*" in office.types(DANA, "/match", "list page 2")
    assert "*#17*" in office.types(DANA, "/match", "list page 99")
    assert "All matches: 17" in office.types(DANA, "/match", "list all")
    assert "*#1*" in office.types(MARCUS, "/match", "list") and "*#2*" not in office.types(MARCUS, "/match", "list")
    confirmed = office.types(DANA, "/match", "list all Confirmed")
    assert "All matches that are confirmed: 1" in confirmed and "*#2*" in confirmed
    assert "Your matches that are active: none." in office.types(DANA, "/match", "list active")


def test_a_match_is_shown_with_its_sessions(office: Office) -> None:
    number = office.releases_match()

    said = office.types(DANA, "/match", f"show #{number}")

    assert "Program: Independent Learning · manager: Dana Whitfield" in said
    assert "Start: Tuesday, Oct 27 · released: Monday, Oct 26, 8:00 AM" in said
    assert said.count("4:30 PM to 5:30 PM") == 4


def test_a_volunteer_is_shown_only_a_match_of_their_own(quiet_office: Office) -> None:
    assert "*Ana Silva* with *Luis R.*" in quiet_office.types(ANA, "/match", "show 1")
    assert "*Ana Silva* with *Luis R.*" in quiet_office.types(RUTH, "/match", "show 1")
    assert "not one of your matches" in quiet_office.types(BEN, "/match", "show 1")


def test_nobody_reads_the_last_name_of_a_student(office: Office) -> None:
    office.makes_match("create mentor Ana, student يوسف الحداد, proctor Ruth, Monday 4pm")

    for user in (DANA, ANA, RUTH):
        said = office.types(user, "/match", "show 1")
        assert "\u2068يوسف ا.\u2069" in said and "الحداد" not in said


@pytest.mark.parametrize("user", [DANA, ANA, RUTH])
def test_everybody_of_a_match_sees_its_sessions(office: Office, user: str) -> None:
    office.releases_match()

    assert "Sessions on Monday, Oct 26: none." in office.types(user, "/session", "today")
    assert "Sessions on Monday, Oct 26: none." in office.types(user, "/session")
    week = office.types(user, "/session", "week")
    assert "Sessions in the 7 days from Monday, Oct 26: 1" in week
    assert "Ana Silva with Luis R., proctor Ruth Abernathy (#1) · session 1 · " in week


def test_sessions_of_others_are_not_shown(office: Office) -> None:
    office.releases_match()

    assert "none." in office.types(BEN, "/session", "week")
    assert "none." in office.types(MARCUS, "/session", "week")


@pytest.mark.parametrize(("text", "example"), [("today please", "/session today"), ("week 2", "/session week")])
def test_a_session_command_with_more_words_shows_how_it_goes(quiet_office: Office, text: str, example: str) -> None:
    assert f"Write it like this: `{example}`." in quiet_office.types(DANA, "/session", text)


def test_the_example_in_the_refusals_works_but_for_its_names(quiet_office: Office) -> None:
    said = quiet_office.types(DANA, "/match", EXAMPLE.removeprefix("/match "))

    assert "I know no proctor called «@lee»." in said


def test_a_message_in_the_conversation_is_answered_with_what_the_bot_can_do(office: Office) -> None:
    outcome = office.play.town.slack.message(ANA, "hello?")

    assert [message["text"] for message in outcome["messages"]] == [NOT_YET]


def test_slack_sending_a_message_again_is_answered_once(office: Office) -> None:
    office.play.town.faults.order("slack", Effect.DUPLICATE_WEBHOOKS, 1)

    office.play.town.slack.message(ANA, "hello?")

    assert len(office.reads(ANA)) == 1


def test_a_defect_is_an_apology_and_not_silence(office: Office, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "chaperone.db")) as database:
        database.execute("ALTER TABLE matches RENAME TO lost")

    said = office.types(DANA, "/match", TUESDAYS)

    assert "Something went wrong on my side" in said
    assert "lost" not in said and "matches" not in said
