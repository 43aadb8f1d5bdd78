"""Letters: what each reader is told, in which words, and what never leaves the house."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import web.letters
from mentoring.acts.answering import STILL_ON, Notice, Topic
from mentoring.acts.briefing import AlertView
from mentoring.acts.looking import SessionLine
from mentoring.alerts import LIVE_REASONS, Alert, AlertReason, AlertState, Facts
from mentoring.coverage import Doubt
from mentoring.matches import Match, MatchState, MonitorKind
from mentoring.people import Person, Role
from mentoring.policy import Policy
from mentoring.programs import Model, Program
from mentoring.rooms import MadeRoom, Platform
from mentoring.sessions import Session, SessionState
from mentoring.slots import Slot, Weekday
from mentoring.stored import SessionRoom
from web.languages import LANGUAGES, asked_for, spoken
from web.letters import PlainLetters

LETTERS = PlainLetters(Policy(), ZoneInfo("America/New_York"))
DOOR = "https://doors.example.org/join/Mg.x7"
MANAGER_DOOR = "https://doors.example.org/join/Nw.q2"
ROOM = "https://zoom.us/j/5551112222?pwd=abc"


def person(number: int, name: str, *roles: Role, **more: object) -> Person:
    key = name.split()[0].casefold()
    blank = Person(number, key, name, frozenset(roles), email=f"{key}@family.example", slack_user_id=f"U{number}")
    return replace(blank, **more)  # type: ignore[arg-type] # the fields of a Person, by name


DANA = person(1, "Dana Whitfield", Role.MANAGER)
MARCUS = person(2, "Marcus Oyelaran", Role.MANAGER)
ANA = person(3, "Ana Silva", Role.MENTOR)
RUTH = person(4, "Ruth Abernathy", Role.PROCTOR)
GRACE = person(5, "Grace Okonkwo", Role.GUARDIAN)
AMARA = person(6, "Amara Okonkwo", Role.STUDENT, adult=False, guardian_id=5)
LUIS = person(7, "Luis Rosado", Role.STUDENT)
EVERYBODY = (DANA, MARCUS, ANA, RUTH, GRACE, AMARA, LUIS)
PRIVATE = re.compile(r"Okonkwo(?<!Grace Okonkwo)|Rosado|@|zoom\.us|555111|U[1-7]\b|pwd")
"""Students' family names, anybody's address or account, and the room."""

PROGRAM = Program(
    1, "ils", "Saturday Circle", Model.INDEPENDENT, "America/New_York", date(2026, 9, 1), date(2027, 6, 1)
)
MATCH = Match(
    id=12,
    program_id=1,
    mentor_id=ANA.id,
    student_ids=(AMARA.id, LUIS.id),
    monitor_id=RUTH.id,
    monitor_kind=MonitorKind.PROCTOR,
    manager_id=DANA.id,
    slot=Slot(Weekday.TU, time(16, 30)),
    platform=Platform.ZOOM,
    state=MatchState.ACTIVE,
)


def line_at(starts_at: datetime, *, people: Sequence[Person] = EVERYBODY, monitor: Person = RUTH) -> SessionLine:
    day = starts_at.astimezone(PROGRAM.zone).date()
    ends_at = starts_at + timedelta(hours=1)
    session = Session(
        7, 12, day, starts_at, ends_at, SessionState.READY, monitor.id, MonitorKind.PROCTOR, Platform.ZOOM
    )
    room = SessionRoom(7, "session-7-room-1", starts_at, MadeRoom(Platform.ZOOM, "5551112222", ROOM), starts_at)
    return SessionLine(session, MATCH, PROGRAM, {p.id: p for p in people}, room)


LINE = line_at(datetime(2026, 11, 3, 21, 30, tzinfo=UTC))
READERS: Sequence[tuple[Person, Person | None]] = (
    (ANA, None),
    (RUTH, None),
    (LUIS, None),
    (GRACE, AMARA),
    (DANA, None),
)


def speaking(reader: Person, language: str) -> Person:
    return replace(reader, language=language)


def alert_view(reason: AlertReason, number: int = 1, **more: object) -> AlertView:
    facts = Facts(
        LINE.session.starts_at,
        since=LINE.session.starts_at,
        mentor_in=True,
        students_in=(AMARA.id,),
        strangers=("evil@phish.example", "visit zoom.us/j/666"),
        why=Doubt.UNKNOWN_PERSON if reason is AlertReason.UNVERIFIED else f"passcode of {ROOM} is 555111",
    )
    state = AlertState.DELIVERED
    alert = Alert(number, 7, reason, state, facts, raised_at=LINE.session.starts_at)
    return replace(AlertView(alert, LINE, timedelta(seconds=90)), **more)  # type: ignore[arg-type] # fields by name


def notice(
    line: SessionLine, topic: Topic, about: Person | None, reader: Person, child: Person | None = None
) -> tuple[str, str]:
    was = LINE.session.starts_at - timedelta(days=1) if topic is Topic.MOVED else None
    told = Notice(topic, about.id if about is not None else 0, LINE.session.starts_at, was)
    return LETTERS.notice(line, told, about, reader, child, DOOR if reader.id != DANA.id else "")


def every_letter(line: SessionLine = LINE) -> Iterator[tuple[str, str, str]]:
    """Every letter to every reader in every language: a name for it, subject and body."""
    for code in LANGUAGES:
        for plain, child in READERS:
            reader = speaking(plain, code)
            name = f"{code}/{reader.key}"
            if plain is not DANA:
                yield f"{name}/invitation", *LETTERS.invitation(line, reader, child, DOOR)
                yield f"{name}/day", *LETTERS.reminder(line, reader, child, DOOR, soon=False)
                yield f"{name}/soon", *LETTERS.reminder(line, reader, child, DOOR, soon=True)
            for topic in Topic:
                for about in (line.people[ANA.id], line.people[RUTH.id], None):
                    yield f"{name}/{topic}/{about and about.key}", *notice(line, topic, about, reader, child)
            yield f"{name}/withdrawal", *LETTERS.withdrawal(line, reader)
        for reason in AlertReason:
            for number, views in enumerate(_views(reason)):
                yield f"{code}/{reason}/{number}", *LETTERS.alert(views, speaking(DANA, code))


def _views(reason: AlertReason) -> Iterator[list[AlertView]]:
    yield [alert_view(reason)]
    yield [alert_view(reason, next_reader=MARCUS), alert_view(reason, 2, next_reader=MARCUS)]
    yield [alert_view(reason, taken_by=DANA, door=MANAGER_DOOR)]
    resolved = alert_view(reason)
    yield [replace(resolved, alert=replace(resolved.alert, facts=replace(resolved.alert.facts, strangers=())))]
    nobody = replace(resolved.alert.facts, mentor_in=False, students_in=(), strangers=())
    yield [replace(resolved, alert=replace(resolved.alert, facts=nobody))]
    yield [replace(resolved, alert=replace(resolved.alert, state=AlertState.RESOLVED))]


ALL = {name: (subject, body) for name, subject, body in every_letter()}


@pytest.mark.parametrize("name", ALL)
def test_a_letter_is_private_plain_and_whole(name: str) -> None:
    subject, body = ALL[name]

    assert subject
    assert "\n" not in subject
    assert len(subject) < 90
    assert not PRIVATE.search(subject + body)
    assert not re.search("Amara|Luis", subject)
    assert "\n\n\n" not in body
    assert ".." not in body
    assert body.endswith(("Your mentoring team\n", "El equipo de mentoría\n"))
    assert not re.search(r"[{}<>]|None|Undefined|  ", subject + body)


@pytest.mark.parametrize("name", [name for name in ALL if name.split("/")[-1] in {"invitation", "day", "soon"}])
def test_a_letter_about_coming_carries_the_door_once_and_no_other_link(name: str) -> None:
    assert re.findall(r"\S*://\S*", ALL[name][1]) == [DOOR]


@pytest.mark.parametrize("name", [n for n in ALL if ({*Topic, "withdrawal"} - STILL_ON) & {*n.split("/")}])
def test_a_notice_of_nothing_to_join_carries_no_door(name: str) -> None:
    assert "://" not in ALL[name][1]


@pytest.mark.parametrize("name", [n for n in ALL if {Topic.MOVED, Topic.PLATFORM_CHANGED} & {*n.split("/")}])
def test_a_notice_of_another_time_or_room_carries_the_readers_own_door(name: str) -> None:
    doors = re.findall(r"\S*://\S*", ALL[name][1])

    assert doors == ([] if "/dana/" in name else [DOOR])


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize(("reader", "child"), READERS)
def test_a_letter_greets_by_first_name_and_names_who_answers_questions(
    code: str, reader: Person, child: Person | None
) -> None:
    _, body = notice(LINE, Topic.CANNOT, ANA, speaking(reader, code), child)

    assert body.startswith(("Hello ", "Hola, "))
    assert reader.first_name in body.splitlines()[0]
    assert (DANA.name in body) == (reader is not DANA)


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("soon", [True, False])
def test_a_guardian_reads_whose_session_it_is_and_who_watches_over_it(code: str, *, soon: bool) -> None:
    grace = speaking(GRACE, code)

    for _, body in (
        LETTERS.invitation(LINE, grace, AMARA, DOOR),
        LETTERS.reminder(LINE, grace, AMARA, DOOR, soon=soon),
    ):
        assert "Amara O." in body
        assert "Ruth Abernathy" in body
        assert "Ana Silva" in body


@pytest.mark.parametrize("code", LANGUAGES)
def test_families_do_not_read_of_other_peoples_children(code: str) -> None:
    for topic in Topic:
        _, to_grace = notice(LINE, topic, ANA, speaking(GRACE, code), AMARA)
        _, to_luis = notice(LINE, topic, ANA, speaking(LUIS, code), None)
        assert "Luis" not in to_grace
        assert "Amara" not in to_luis


def test_volunteers_read_first_name_and_initial_of_both_students() -> None:
    for reader in (ANA, RUTH):
        assert "Amara O. and Luis R." in LETTERS.invitation(LINE, reader, None, DOOR)[1]


def test_a_guardian_who_is_the_monitor_is_told_so_in_both_letters() -> None:
    line = line_at(LINE.session.starts_at, monitor=GRACE)

    _, for_the_child = LETTERS.invitation(line, GRACE, AMARA, DOOR)
    _, as_monitor = LETTERS.invitation(line, GRACE, None, DOOR)

    assert "You watch over the session yourself." in for_the_child
    assert "Ana Silva meets Amara O. and Luis R., and you watch over the session." in as_monitor
    assert "Without you there is no session." in as_monitor


def test_a_new_second_adult_is_told_of_the_part_and_the_others_of_the_name() -> None:
    ruth_in_short, to_ruth = notice(LINE, Topic.MONITOR_CHANGED, None, RUTH)
    grace_in_short, to_grace = notice(LINE, Topic.MONITOR_CHANGED, None, GRACE, AMARA)

    assert "Without you there is no session." in to_ruth
    assert DOOR in to_ruth
    assert ruth_in_short.startswith("You now watch over the mentoring session on Tuesday")
    assert grace_in_short.startswith("Somebody else now watches over the mentoring session on Tuesday")
    assert "Ruth Abernathy now watches over the mentoring session of Amara O. on Tuesday, Nov 3" in to_grace
    assert "://" not in to_grace


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("topic", [Topic.RELIEVED, Topic.CANCELLED, Topic.STOPPED, Topic.MOVED])
def test_a_manager_who_watches_over_the_session_is_not_sent_to_their_own_manager(code: str, topic: Topic) -> None:
    line = line_at(LINE.session.starts_at, monitor=DANA)
    _, body = notice(line, topic, None, speaking(DANA, code))

    assert not re.search("your Partnerships Manager|que coordina su programa", body)


def test_whoever_is_relieved_reads_no_name_but_the_managers() -> None:
    _, body = notice(LINE, Topic.RELIEVED, None, replace(RUTH, id=99))

    assert not re.search("Ana|Amara|Luis|Grace", body)
    assert "Dana Whitfield" in body


def test_a_moved_session_is_told_with_both_times_in_one_sentence() -> None:
    _, body = notice(LINE, Topic.MOVED, None, ANA)
    _, cuerpo = notice(LINE, Topic.MOVED, None, speaking(ANA, "es"))

    assert (
        "New time: your mentoring session with Amara O. and Luis R. moves from Monday, Nov 2, 4:30 PM (EST), to "
        "Tuesday, Nov 3, 4:30 PM to 5:30 PM (EST)."
    ) in body
    assert (
        "pasa del lunes 2 de noviembre, 4:30 p. m. (EST), al martes 3 de noviembre, de 4:30 p. m. a 5:30 p. m. (EST)."
    ) in cuerpo


def test_the_mentor_is_asked_not_to_begin_without_the_second_adult() -> None:
    assert "Please begin only when Ruth Abernathy is there." in LETTERS.invitation(LINE, ANA, None, DOOR)[1]
    assert "do not begin without a second adult" in notice(LINE, Topic.CANNOT, RUTH, ANA)[1]


def test_an_invitation_says_that_nobody_may_record() -> None:
    assert "Nobody may record" in LETTERS.invitation(LINE, ANA, None, DOOR)[1]
    assert "Nadie puede grabar" in LETTERS.invitation(LINE, speaking(ANA, "es"), None, DOOR)[1]


HALF_PAST_FOUR = (
    (datetime(2026, 10, 27, 20, 30, tzinfo=UTC), "Tuesday, Oct 27", "EDT", "martes 27 de octubre"),
    (datetime(2026, 11, 3, 21, 30, tzinfo=UTC), "Tuesday, Nov 3", "EST", "martes 3 de noviembre"),
    (datetime(2027, 3, 9, 21, 30, tzinfo=UTC), "Tuesday, Mar 9", "EST", "martes 9 de marzo"),
    (datetime(2027, 3, 16, 20, 30, tzinfo=UTC), "Tuesday, Mar 16", "EDT", "martes 16 de marzo"),
)
"""The same weekly slot in the weeks on either side of both clock changes."""


@pytest.mark.parametrize(("starts_at", "day", "zone", "dia"), HALF_PAST_FOUR)
def test_half_past_four_stays_half_past_four_across_both_clock_changes(
    starts_at: datetime, day: str, zone: str, dia: str
) -> None:
    line = line_at(starts_at)

    subject, body = LETTERS.reminder(line, ANA, None, DOOR, soon=False)
    asunto, cuerpo = LETTERS.reminder(line, speaking(ANA, "es"), None, DOOR, soon=False)

    assert subject == f"Reminder: mentoring session on {day}, 4:30 PM"
    assert f"When: {day}, 4:30 PM to 5:30 PM ({zone})" in body
    assert f"It opens at 4:15 PM ({zone})." in body
    assert asunto == f"Recordatorio: sesión de mentoría, {dia}, 4:30 p. m."
    assert f"Cuándo: {dia}, de 4:30 p. m. a 5:30 p. m. ({zone})" in cuerpo


def test_a_session_through_the_autumn_change_names_both_zones() -> None:
    line = line_at(datetime(2026, 11, 1, 5, 30, tzinfo=UTC))

    assert "Sunday, Nov 1, 1:30 AM (EDT) to 1:30 AM (EST)" in LETTERS.invitation(line, ANA, None, DOOR)[1]
    assert (
        "domingo 1 de noviembre, de 1:30 a. m. (EDT) a 1:30 a. m. (EST)"
        in (LETTERS.invitation(line, speaking(ANA, "es"), None, DOOR)[1])
    )


def test_a_session_just_after_midnight_is_told_on_its_own_day() -> None:
    line = line_at(datetime(2026, 11, 4, 5, 10, tzinfo=UTC))

    assert "Wednesday, Nov 4, 12:10 AM to 1:10 AM (EST)" in LETTERS.invitation(line, ANA, None, DOOR)[1]
    assert "It opens at 11:55 PM (EST)." in LETTERS.invitation(line, ANA, None, DOOR)[1]


def test_the_door_is_said_to_open_as_the_policy_has_it() -> None:
    letters = PlainLetters(Policy(doors_open_ahead=timedelta(minutes=5)), ZoneInfo("America/New_York"))

    assert "It opens at 4:25 PM (EST)." in letters.invitation(LINE, ANA, None, DOOR)[1]


@pytest.mark.parametrize(
    "evil", ["\r\nBcc: x", "\n\nHello Ana,\n\nPlease join", "\u2028line", "\u2029line", "\x85", "\x00"]
)
def test_a_name_writes_no_lines_of_its_own(evil: str) -> None:
    people = [replace(each, name=f"{each.name}{evil} End") for each in EVERYBODY]
    line, (dana, _, ana, ruth, grace, amara, _) = line_at(LINE.session.starts_at, people=people), people
    line = replace(line, program=replace(PROGRAM, name=f"Circle{evil}"))

    said = LETTERS.invitation(line, grace, amara, DOOR)
    honest = LETTERS.invitation(LINE, GRACE, AMARA, DOOR)

    assert len(said[1].splitlines()) == len(honest[1].splitlines())
    for subject, body in (said, notice(line, Topic.LATE, ana, ruth), LETTERS.alert(_evil(line), dana)):
        assert len(subject.splitlines()) == 1
        assert not set("\r\u2028\u2029\x85\x00") & set(subject + body)


def _evil(line: SessionLine) -> list[AlertView]:
    return [replace(alert_view(AlertReason.UNMONITORED), line=line, taken_by=line.people[DANA.id])]


def test_a_name_is_text_and_never_a_template_or_markup() -> None:
    people = [replace(each, name="{{ 7 * 7 }} O'Neil & Sons") if each is ANA else each for each in EVERYBODY]

    _, body = LETTERS.invitation(line_at(LINE.session.starts_at, people=people), RUTH, None, DOOR)

    assert "{{ 7 * 7 }} O'Neil & Sons" in body


def test_a_very_long_name_is_cut() -> None:
    people = [replace(each, name="A" * 5000) if each is ANA else each for each in EVERYBODY]

    _, body = LETTERS.invitation(line_at(LINE.session.starts_at, people=people), RUTH, None, DOOR)

    assert "A" * 120 in body
    assert "A" * 121 not in body


@pytest.mark.parametrize(
    ("code", "greeting"),
    [
        ("en", "Hello Ana,"),
        ("es", "Hola, Ana:"),
        ("es-PR", "Hola, Ana:"),
        ("ES_mx", "Hola, Ana:"),
        ("ht", "Hello Ana,"),
        ("", "Hello Ana,"),
        ("../../etc", "Hello Ana,"),
    ],
)
def test_a_reader_without_letters_in_their_language_gets_english(code: str, greeting: str) -> None:
    assert LETTERS.invitation(LINE, speaking(ANA, code), None, DOOR)[1].startswith(greeting)


@pytest.mark.parametrize("language", ["vi", "zh-Hant", "ko", "ja", "hu"])
def test_whose_family_name_comes_first_is_greeted_in_full(language: str) -> None:
    nguyen = replace(ANA, name="Nguyễn Văn An", language=language)
    assert LETTERS.invitation(LINE, nguyen, None, DOOR)[1].startswith("Hello Nguyễn Văn An,")


def test_every_language_has_the_same_letters() -> None:
    folder = Path(next(iter(web.letters.__path__)))
    letters = {code: {path.name for path in (folder / code).iterdir()} for code in LANGUAGES}

    assert {path.name for path in folder.iterdir() if path.is_dir() and len(path.name) == 2} == set(LANGUAGES)
    assert all(of_one == letters["en"] for of_one in letters.values())
    told_once = {path.name for path in folder.iterdir()}
    assert {f"notice_{topic}.txt" for topic in Topic} <= letters["en"] | told_once


def test_every_day_and_month_has_its_spanish_name() -> None:
    days = [date(2026, month, 1 + month) for month in range(1, 13)]

    said = [spoken("es").day(day) for day in days]

    assert said[0] == "viernes 2 de enero"
    assert len({words.split()[-1] for words in said}) == 12
    assert len({spoken("es").day(date(2026, 6, day)).split()[0] for day in range(1, 8)}) == 7


@pytest.mark.parametrize(
    ("hour", "english", "spanish"),
    [
        (0, "12:05 AM", "12:05 a. m."),
        (11, "11:05 AM", "11:05 a. m."),
        (12, "12:05 PM", "12:05 p. m."),
        (23, "11:05 PM", "11:05 p. m."),
    ],
)
def test_noon_and_midnight_are_told_apart(hour: int, english: str, spanish: str) -> None:
    at = datetime(2026, 6, 1, hour, 5, tzinfo=UTC)

    assert (spoken("en").hour(at), spoken("es").hour(at)) == (english, spanish)


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ("es", "es"),
        ("fr;q=1, es-MX;q=0.4", "es"),
        ("", "en"),
        ("xx", "en"),
        ("en;q=0.5, es;q=0.9", "es"),
        ("en;q=0.5, es", "es"),
        ("es;q=0.2,en;q=0.8", "en"),
        ("es, en", "es"),
        ("es ; q=0.8 , en ; q=0.8", "es"),
        ("es;q=0", "en"),
        ("es;q=banana, en;q=0.1", "en"),
        (";;;,q=,,", "en"),
    ],
)
def test_the_language_that_a_browser_wishes_most_and_we_have_counts(wish: str, code: str) -> None:
    assert asked_for(wish).code == code


def test_a_room_that_cannot_be_shut_is_to_be_ended_by_hand() -> None:
    subject, body = LETTERS.alert([alert_view(AlertReason.ROOM_STANDS, next_reader=MARCUS)], DANA)

    assert subject.startswith("Please act now")
    assert "end it by hand" in body
    assert "555111" not in body
    assert "If nobody does, we tell Marcus Oyelaran next." in body


NOT_LOOKED_INTO = {AlertReason.KEEPING, AlertReason.ROOM_STANDS, AlertReason.ROOM_DRIFTED}


@pytest.mark.parametrize("reason", sorted(LIVE_REASONS - NOT_LOOKED_INTO))
def test_an_alert_says_who_is_in_the_room_and_what_to_do(reason: AlertReason) -> None:
    subject, body = LETTERS.alert([alert_view(reason, next_reader=MARCUS)], DANA)

    assert subject.startswith("Please act now")
    assert "Ana Silva with Amara O. and Luis R. (#12), Tuesday, Nov 3, 4:30 PM to 5:30 PM (EST)." in body
    assert "Ruth Abernathy" in body
    assert "At 4:30 PM (EST) we saw Ana Silva and Amara O. in the room, and 2 whom we cannot identify." in body
    assert "If nobody does, we tell Marcus Oyelaran next." in body


@pytest.mark.parametrize("doubt", Doubt)
def test_each_doubt_has_its_own_sentence(doubt: Doubt) -> None:
    view = alert_view(AlertReason.UNVERIFIED)
    others = {
        other: replace(view, alert=replace(view.alert, facts=replace(view.alert.facts, why=other))) for other in Doubt
    }

    bodies = {other: LETTERS.alert([told], DANA)[1] for other, told in others.items()}

    assert [other for other in Doubt if bodies[other] == bodies[doubt]] == [doubt]


def test_a_room_that_drifted_while_it_is_open_is_to_be_looked_into_at_once() -> None:
    subject, body = LETTERS.alert([alert_view(AlertReason.ROOM_DRIFTED, next_reader=MARCUS)], DANA)

    assert subject == "Please act now: a mentoring room in use is not proven safe any more"
    assert "Nobody but Ruth Abernathy, the monitor, and whoever takes this on, is let in any more." in body
    assert "If nobody does, we tell Marcus Oyelaran next." in body


def test_the_last_on_the_ladder_is_not_told_that_they_come_next() -> None:
    assert "next" not in LETTERS.alert([alert_view(AlertReason.UNMONITORED, next_reader=DANA)], DANA)[1]
    assert "next" not in LETTERS.alert([alert_view(AlertReason.UNMONITORED)], DANA)[1]


def test_whoever_has_taken_an_alert_on_gets_their_own_door() -> None:
    _, body = LETTERS.alert([alert_view(AlertReason.UNMONITORED, taken_by=DANA, door=MANAGER_DOOR)], DANA)

    assert f"Your own door to the room: {MANAGER_DOOR}" in body
    assert "Dana Whitfield has taken it on." in body
    assert "I've got it" not in body


def test_rooms_that_one_outage_keeps_away_are_one_letter() -> None:
    views = [alert_view(AlertReason.ROOM_NOT_READY, number) for number in (1, 2, 3)]

    subject, body = LETTERS.alert(views, DANA)

    assert subject == "3 mentoring sessions have no room yet"
    assert body.count("Ana Silva with Amara O. and Luis R.") == 3


def test_an_alert_that_is_over_says_so() -> None:
    view = alert_view(AlertReason.MONITOR_MISSING)
    over = replace(view, alert=replace(view.alert, state=AlertState.RESOLVED))

    _, body = LETTERS.alert([over], DANA)

    assert "This is over. Nothing is left to do." in body
    assert "has not come" not in body
