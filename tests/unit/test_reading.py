"""What people type after a slash command: every sensible form is read, and all else is refused aloud."""

from __future__ import annotations

from datetime import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.moments import Unreadable
from bot.reading import (
    EXAMPLE,
    MOST,
    Missing,
    SaidTwice,
    TooLong,
    TypedList,
    TypedMatch,
    read_confirmation,
    read_list,
    read_match,
    read_monitor,
    read_number,
    read_numbered,
    read_platform,
    tidy,
)
from mentoring.errors import Refusal
from mentoring.matches import MatchState, MonitorKind
from mentoring.rooms import Platform
from mentoring.slots import Weekday

WHOLE = "mentor @ana, student Amara Okafor, proctor @lee, Tuesday 4:30pm"
READ = TypedMatch("@ana", ("Amara Okafor",), "@lee", MonitorKind.PROCTOR, Weekday.TU, time(16, 30))


@pytest.mark.parametrize(
    "text",
    [
        WHOLE,
        "Mentor: @ana; Student = Amara Okafor; PROCTOR @lee; Tuesdays at 4:30 PM",
        "mentor @ana\nstudent Amara Okafor\nproctor @lee\nevery Tuesday at 4:30pm",
        "mentor @ana, with student  Amara   Okafor, and proctor @lee, Tue, 4:30pm",
        "4:30pm on Tuesdays, proctor @lee, mentor @ana, student Amara Okafor",
        "mentor @ana, student Amara Okafor, proctor @lee, day: Tuesday, time: 16:30",
        "mentor @ana,, student Amara Okafor, proctor @lee, on Tues. at 4.30 pm,",
    ],
)
def test_a_match_is_read_in_any_order_and_case(text: str) -> None:
    assert read_match(text) == READ


@pytest.mark.parametrize(
    ("more", "field", "value"),
    [
        ("from 2026-11-03", "starts_on", "2026-11-03"),
        ("starting on Nov 3, 2026", "starts_on", "Nov 3 2026"),
        ("start date: 11/3", "starts_on", "11/3"),
        ("zoom", "platform", Platform.ZOOM),
        ("on Google Meet", "platform", Platform.GOOGLE_MEET),
        ("platform: zoom", "platform", Platform.ZOOM),
        ("via meet", "platform", Platform.GOOGLE_MEET),
        ("45 min", "minutes", 45),
        ("for 45 minutes", "minutes", 45),
        ("1.5 hours", "minutes", 90),
        ("program ils-2026", "program", "ils-2026"),
        ("link <https://class.example.org/5b|class.example.org>", "link", "https://class.example.org/5b"),
        ("<https://class.example.org/5b>", "link", "https://class.example.org/5b"),
        ("room: https://class.example.org/5b", "link", "https://class.example.org/5b"),
    ],
)
def test_what_a_match_may_have_besides(more: str, field: str, value: object) -> None:
    assert getattr(read_match(f"{WHOLE}, {more}"), field) == value


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("proctor", MonitorKind.PROCTOR),
        ("guardian", MonitorKind.GUARDIAN),
        ("parent", MonitorKind.GUARDIAN),
        ("Teacher", MonitorKind.TEACHER),
        ("staff", MonitorKind.TEACHER),
    ],
)
def test_the_word_before_the_monitor_says_which_kind(word: str, kind: MonitorKind) -> None:
    typed = read_match(f"mentor Ana, student Mia, {word} Grace, Monday 5pm")

    assert (typed.monitor, typed.monitor_kind) == ("Grace", kind)


@pytest.mark.parametrize(
    "said",
    [
        "student Amara Okafor, student Luis Reyes",
        "students Amara Okafor and Luis Reyes",
        "students Amara Okafor & Luis Reyes",
        "students Amara Okafor, Luis Reyes",
        "students Amara Okafor, and Luis Reyes",
    ],
)
def test_several_students_may_be_named_in_any_way(said: str) -> None:
    typed = read_match(f"mentor @ana, {said}, proctor @lee, Tuesday 4:30pm")

    assert typed.students == ("Amara Okafor", "Luis Reyes")


def test_a_teacher_in_a_name_is_no_monitor() -> None:
    typed = read_match("mentor Tom Teacher, student Proctor Jones, proctor Lee Guardian, Tuesday 4:30pm")

    assert (typed.mentor, typed.students) == ("Tom Teacher", ("Proctor Jones",))
    assert (typed.monitor, typed.monitor_kind) == ("Lee Guardian", MonitorKind.PROCTOR)


def test_mentions_stay_as_slack_sends_them() -> None:
    typed = read_match("mentor <@U123|ana>, student Amara, proctor <@U456>, Tuesday 4:30pm")

    assert (typed.mentor, typed.monitor) == ("<@U123|ana>", "<@U456>")


@pytest.mark.parametrize(
    ("left_out", "what"),
    [
        ("mentor @ana, ", "mentor"),
        ("student Amara Okafor, ", "student"),
        ("proctor @lee, ", "proctor, guardian or teacher"),
        ("Tuesday ", "day of the week"),
        (" 4:30pm", "time"),
    ],
)
def test_what_is_missing_is_named(left_out: str, what: str) -> None:
    with pytest.raises(Missing) as caught:
        read_match(WHOLE.replace(left_out, ""))

    assert caught.value.what == what


@pytest.mark.parametrize(
    ("more", "what"),
    [
        ("mentor Ben", "mentor"),
        ("guardian Grace", "monitor"),
        ("Wednesday", "day"),
        ("5pm", "time"),
    ],
)
def test_two_different_answers_to_one_question_are_refused(more: str, what: str) -> None:
    with pytest.raises(SaidTwice) as caught:
        read_match(f"{WHOLE}, {more}")

    assert caught.value.what == what


@pytest.mark.parametrize(
    ("more", "part"),
    [
        ("Tuesdy 4:30pm", "Tuesdy 4:30pm"),
        ("http://class.example.org", "http://class.example.org"),
        ("skype", "skype"),
        ("mentor", "mentor"),
        ("10 min", "10 minutes"),
        ("241 min", "241 minutes"),
        ("0 min", "0 minutes"),
        ("minutes ²", "²"),
        ("at banana", "banana"),
    ],
)
def test_a_part_that_means_nothing_is_said_back(more: str, part: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read_match(f"{WHOLE}, {more}")

    assert caught.value.part == part


def test_more_text_than_anybody_types_is_refused() -> None:
    with pytest.raises(TooLong):
        read_match(WHOLE + ", " + "x" * MOST)


def test_the_example_in_the_refusals_can_be_read() -> None:
    typed = read_match(EXAMPLE.removeprefix("/match create "))

    assert (typed.starts_on, typed.platform) == ("2026-11-03", Platform.ZOOM)


WORDS = st.sampled_from(
    [
        *("mentor", "student", "students", "proctor", "teacher", "from", "at", "every", "on", "for", "to", "until"),
        *("Tuesday", "Tu", "4:30pm", "16:30", "-", "11/3", "2/29", "zoom", "60 min", "minutes", "²", "٤", "program"),
        *("link", "https://a.example", "<@U1|ana>", ",", ";", "\n", "&", "Amara", "and", "noon", "1 h", ":", "="),
    ]
)


@given(st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=25).map(" ".join)))
@example("mentor a, student b, proctor c, minutes " + "9" * 1900)
@example("4-\u0661pm")
def test_any_text_is_a_match_or_a_refusal(text: str) -> None:
    try:
        typed = read_match(tidy(text))
    except Refusal:
        return
    assert typed.mentor and typed.students and typed.monitor
    assert typed.weekday is not None and typed.time is not None


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("", TypedList()),
        ("all", TypedList(everyone=True)),
        ("Proposed", TypedList(state=MatchState.PROPOSED)),
        ("all proposed page 2", TypedList(everyone=True, state=MatchState.PROPOSED, page=2)),
        ("page #02, all", TypedList(everyone=True, page=2)),
    ],
)
def test_a_list_is_asked_for_in_any_order(text: str, meant: TypedList) -> None:
    assert read_list(text) == meant


@pytest.mark.parametrize("text", ["everything", "page", "page two", "2", "page -1", "proposed 2"])
def test_a_list_that_cannot_be_meant_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        read_list(text)


def test_two_states_at_once_are_refused() -> None:
    with pytest.raises(SaidTwice):
        read_list("proposed confirmed")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("12", (12, "")),
        ("#12", (12, "")),
        ("12 from 2026-11-03", (12, "2026-11-03")),
        ("12, From: 11/3", (12, "11/3")),
        ("12 2026-11-03", (12, "2026-11-03")),
        ("12  starting on Nov 3", (12, "Nov 3")),
    ],
)
def test_a_confirmation_may_bring_the_start_date(text: str, meant: tuple[int, str]) -> None:
    assert read_confirmation(text) == meant


@pytest.mark.parametrize("said", ["", "-1", "1.5", "twelve", "²", "١٢", "9" * 10])
def test_a_number_is_plain_digits(said: str) -> None:
    with pytest.raises(Unreadable):
        read_number(said, "/match show 12")


def test_what_slack_escapes_is_read_as_typed() -> None:
    assert tidy("students A &amp; B, &lt;3\x00\ud800\n") == "students A & B, <3\n"


@pytest.mark.parametrize("said", ["12 Wed 4:30pm", "#12 Wed 4:30pm", "session 12: Wed 4:30pm", "12, Wed 4:30pm."])
def test_a_session_is_named_by_its_number_before_what_is_to_change(said: str) -> None:
    assert read_numbered(said, "/session move 12 Wed 4:30pm") == (12, "Wed 4:30pm")


@pytest.mark.parametrize("said", ["", "12", "Wed 4:30pm", "session", "session 12"])
def test_a_number_or_a_change_that_is_missing_is_asked_for(said: str) -> None:
    with pytest.raises(Unreadable):
        read_numbered(said, "/session move 12 Wed 4:30pm")


def test_a_number_alone_is_enough_where_nothing_more_need_be_said() -> None:
    assert read_numbered("12", "/session cancel 12", more=False) == (12, "")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("zoom", Platform.ZOOM),
        ("to Zoom", Platform.ZOOM),
        ("meet", Platform.GOOGLE_MEET),
        ("Google Meet", Platform.GOOGLE_MEET),
    ],
)
def test_a_platform_has_several_names(said: str, meant: Platform) -> None:
    assert read_platform(said) is meant


@pytest.mark.parametrize("said", ["teams", "zoom please", ""])
def test_an_unknown_platform_is_refused(said: str) -> None:
    with pytest.raises(Unreadable):
        read_platform(said)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("<@U123|lee>", (None, "<@U123|lee>")),
        ("Lee Wong", (None, "Lee Wong")),
        ("to Lee Wong", (None, "Lee Wong")),
        ("proctor Lee Wong", (MonitorKind.PROCTOR, "Lee Wong")),
        ("Guardian  Grace", (MonitorKind.GUARDIAN, "Grace")),
        ("staff Olive", (MonitorKind.TEACHER, "Olive")),
        ("Parent", (None, "Parent")),
    ],
)
def test_a_monitor_is_a_name_with_or_without_the_part(said: str, meant: tuple[MonitorKind | None, str]) -> None:
    assert read_monitor(said) == meant
