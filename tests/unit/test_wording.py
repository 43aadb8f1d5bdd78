"""Every refusal has a sentence that says what is wrong and what to do, and that nobody can break by what they type."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bot
import mentoring
from bot.commands.words import UnknownWord
from bot.desk import PlatformNotSetUp
from bot.identity import NotInTheProgram
from bot.moments import HourMissing, Unreadable
from bot.reading import EXAMPLE, Missing, SaidTwice, TooLong
from bot.sentences import plain_sentence, sentence
from bot.wording import isolated, name, quoted
from mentoring import wall
from mentoring.acts.answering import NoSuchSession, SessionIsOver
from mentoring.acts.booking import SlotTaken, TimeTaken
from mentoring.acts.changing import (
    MovedIntoTheNight,
    MovedIntoThePast,
    NothingChanges,
    SessionHasBegun,
    TeachersRoom,
)
from mentoring.acts.doorway import DoorIsShut, NoDoor, NotLetIn
from mentoring.acts.family import NoSuchLanguage, NoSuchTimeZone
from mentoring.acts.finding import AmbiguousName, UnknownPerson, UnknownProgram
from mentoring.acts.importing import ContactTaken
from mentoring.acts.matchmaking import NoSuchMatch, StartInThePast, StartOutsideProgram
from mentoring.acts.opting import GivenAlready, NotTheirChild, NoWordToTakeBack
from mentoring.acts.reassigning import MatchIsOver, SameMonitor, TooFarAhead
from mentoring.acts.stepping_in import ElsewhereThen, NotSteppedIn, OwnSession
from mentoring.acts.surveying import DaysTheWrongWayRound, NoProgramYet
from mentoring.acts.taking_place import ChangedMeanwhile
from mentoring.acts.watching_over import NoSuchHours
from mentoring.alerts import Alert, AlertIsOver, AlertReason, AlertState, Facts
from mentoring.checkins import MinutesOutOfRange, NoteTooLong, Part, WithWhom
from mentoring.cover import NotWanted, OfferIsOver
from mentoring.errors import Refusal
from mentoring.known_students import NotPerhaps, Perhaps
from mentoring.links import LinkIsOver
from mentoring.matches import (
    GuardianNotOptedIn,
    LinkNotWanted,
    MatchState,
    MonitorIsAParty,
    NamedTwice,
    NoGuardianToWriteTo,
    NoStartDate,
    NotCleared,
    NoTeacherLink,
    NotInThatRole,
    WrongMonitor,
    WrongPlatform,
    WrongStep,
)
from mentoring.nomination_form import NotComplete, Problem
from mentoring.nominations import (
    AddressOfSomebodyElse,
    ConsentGiven,
    NoAddressAtHome,
    Nomination,
    NominationErased,
    NominationState,
    Nominator,
    NoSuchNomination,
    NotAlike,
    PageUsedUp,
    TooManyNominations,
    WrongNominationStep,
)
from mentoring.people import Role
from mentoring.permissions import ManagersOnly, NotYourMatch
from mentoring.programs import Model
from mentoring.relay import (
    AlreadyDecided,
    Counterpart,
    MessageTooLong,
    NobodyToReach,
    NoSuchMessage,
    NotACorrespondent,
    NothingWritten,
    NotYoursToRead,
    RelayNotOpen,
    TextErased,
    WhichFamily,
    WroteEnoughToday,
)
from mentoring.rooms import Platform
from mentoring.slots import TimeDoesNotExist
from tests.unit.agreement_refusals import AGREEMENTS
from tests.unit.calendar_refusals import CALENDAR_REFUSALS
from tests.unit.concern_refusals import CONCERN_REFUSALS
from tests.unit.notes_refusals import NOTES_REFUSALS
from tests.unit.rule_fixtures import NOON, match, person, program, session
from tests.unit.table_refusals import TABLE_REFUSALS
from tests.unit.volunteer_refusals import VOLUNTEER_REFUSALS

ANA = person(1, Role.MENTOR, name="Ana Silva", key="ana-silva")
NASTY = "<!channel> <@U123|ana> *bold* `code` & \u202eevil " + "x" * 10_000


def alert(state: AlertState) -> Alert:
    return Alert(1, 5, AlertReason.UNMONITORED, state, Facts(NOON), NOON)


def nomination(state: NominationState) -> Nomination:
    return Nomination(12, None, Nominator.GUARDIAN, state, NOON, NOON, ConsentGiven.ONLINE)


REFUSALS: list[Refusal] = [
    *AGREEMENTS,
    *CALENDAR_REFUSALS,
    *CONCERN_REFUSALS,
    *VOLUNTEER_REFUSALS,
    *TABLE_REFUSALS,
    *NOTES_REFUSALS,
    AddressOfSomebodyElse(12, ANA),
    AlertIsOver(alert(AlertState.ACKNOWLEDGED)),
    AlertIsOver(alert(AlertState.RESOLVED)),
    AmbiguousName(NASTY, [person(n, Role.MENTOR, name="N" * 200) for n in range(1, 26)]),
    ChangedMeanwhile(),
    ContactTaken(ANA),
    DaysTheWrongWayRound(),
    GuardianNotOptedIn(ANA),
    GivenAlready(ANA),
    HourMissing("tomorrow", "/session move 12 Wed 4:30pm"),
    LinkNotWanted(),
    AlreadyDecided(),
    TextErased(),
    LinkIsOver(),
    MessageTooLong(9_999),
    MinutesOutOfRange(),
    NoSuchLanguage(),
    NoSuchMessage(),
    NoSuchTimeZone(),
    NobodyToReach(ANA),
    NotACorrespondent(match()),
    NotYoursToRead(match(), ANA),
    NoteTooLong(999),
    NothingWritten(),
    *(RelayNotOpen(match(state=state)) for state in MatchState),
    WhichFamily(match(), [Counterpart(ANA, (ANA,))]),
    *(WithWhom(match(), part, people) for part in Part for people in ([], [ANA])),
    WroteEnoughToday(6),
    ManagersOnly(),
    MatchIsOver(match()),
    NoAddressAtHome(12),
    NoSuchNomination(12),
    NominationErased(12),
    NotAlike(),
    Perhaps(12, ANA),
    NotPerhaps(12),
    OwnSession(session()),
    ElsewhereThen(session()),
    NotSteppedIn(session()),
    NotComplete({"first_name": Problem.MISSING}),
    TooManyNominations(),
    PageUsedUp(),
    *(WrongNominationStep(nomination(state), NominationState.READY) for state in NominationState),
    Missing("time", "Tuesday 4:30pm"),
    MonitorIsAParty(ANA),
    MovedIntoTheNight(),
    MovedIntoThePast(NOON, program()),
    NamedTwice(),
    NoProgramYet(),
    NoDoor(session()),
    NoGuardianToWriteTo(ANA),
    NoStartDate(match()),
    NoSuchHours(),
    NoSuchMatch(12),
    NoSuchSession(5),
    NotCleared(ANA, ("interview", "valid background check")),
    NoTeacherLink(),
    NoWordToTakeBack(ANA),
    NotInTheProgram(),
    NotInThatRole(ANA, "proctor"),
    NotLetIn(DoorIsShut.EARLY, session(), program()),
    NotTheirChild(ANA),
    NotWanted(5),
    NotYourMatch(),
    NothingChanges(session()),
    OfferIsOver(),
    SaidTwice("mentor"),
    SameMonitor(match(), ANA),
    SessionHasBegun(session()),
    SessionIsOver(session()),
    SlotTaken(ANA, match(id=4), date(2026, 11, 3)),
    StartInThePast(date(2026, 10, 1), date(2026, 10, 26)),
    StartOutsideProgram(date(2030, 1, 1), program()),
    TeachersRoom(),
    *(PlatformNotSetUp(platform) for platform in Platform),
    TimeDoesNotExist(date(2027, 3, 14), time(2, 30)),
    TimeTaken(ANA, session(), program()),
    TooFarAhead(date(2026, 11, 24)),
    TooLong(),
    UnknownPerson(NASTY, Role.MENTOR),
    UnknownProgram("", []),
    UnknownProgram("", [program()]),
    UnknownProgram(NASTY, [program(key=f"program-{n}") for n in range(40)]),
    UnknownWord("/match", NASTY, "`/match list`, `/match create`"),
    *(UnknownWord("/session", word, "`/session today`") for word in ("here", "late", "absent", "Notes")),
    Unreadable("", "/match show 12"),
    Unreadable(NASTY, EXAMPLE),
    WrongMonitor(Model.IN_CLASS),
    WrongMonitor(Model.INDEPENDENT),
    WrongPlatform(Model.IN_CLASS),
    WrongPlatform(Model.INDEPENDENT),
    *(WrongStep(match(state=state), to) for state in MatchState for to in MatchState),
]


def declared(kind: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    for below in kind.__subclasses__():
        yield below
        yield from declared(below)


def test_every_refusal_that_is_declared_has_a_sentence() -> None:
    for package in (bot, mentoring):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)

    ours = {kind for kind in declared() if kind.__module__.partition(".")[0] in {"bot", "mentoring"}}

    assert ours == {type(refusal) for refusal in REFUSALS}
    assert all(sentence(refusal) for refusal in REFUSALS)


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: type(refusal).__name__)
def test_a_sentence_is_short_and_says_what_to_do(refusal: Refusal) -> None:
    said = sentence(refusal)
    shown = re.sub(r"`[^`]*`|«[^»]*»", "…", said)

    assert said[-1] in ".?"
    assert 2 <= len(re.findall(r"[.?](?= |$)", shown)) <= 3
    assert len(shown) < 300 or isinstance(refusal, AmbiguousName)
    assert len(said) < 3000
    assert type(refusal).__name__ not in said
    assert "None" not in said and "Error" not in said


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: type(refusal).__name__)
def test_no_sentence_mentions_anybody_or_opens_a_link(refusal: Refusal) -> None:
    said = sentence(refusal)

    assert "<" not in said and ">" not in said
    assert said.count("`") % 2 == 0
    assert "\n" not in said and "\u202e" not in said


def test_a_time_in_the_past_is_told_with_its_year_in_its_place() -> None:
    assert sentence(MovedIntoThePast(NOON, program())).startswith(
        f"{wall.day(NOON.date())}, {NOON.year}, {wall.clock_time(NOON, program().zone)} is in the past."
    )


def test_a_session_that_never_was_is_not_said_to_be_over() -> None:
    assert sentence(NoSuchSession(99)).startswith("There is no session 99.")


def test_a_manager_is_not_sent_to_a_manager() -> None:
    for refusal in (SessionIsOver(session()), NoSuchSession(5), GuardianNotOptedIn(ANA), ChangedMeanwhile()):
        assert "Manager" not in sentence(refusal)


def test_a_sentence_beside_a_field_carries_no_markup() -> None:
    said = plain_sentence(UnknownPerson("Ana & <Bea>", Role.MENTOR))

    assert "«Ana & <Bea>»" in said
    assert "`" not in plain_sentence(NoSuchMatch(12))


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("<!channel>", "«&lt;!channel&gt;»"),
        ("<@U123|ana>", "«@ana»"),
        ("<@U123>", "«@U123»"),
        ("<https://a.example/x|a.example>", "«https://a.example/x»"),
        ("two\nlines\tand a tab", "«two lines and a tab»"),
        ("a `b` c", "«a ˋbˋ c»"),
        ("x" * 200, f"«{'x' * 79}…»"),
        ("👩‍👧 ok", "«👩‍👧 ok»"),
        ("يوسف", "«\u2068يوسف\u2069»"),
        ("\u202eevil\u2066", "«evil»"),
        ("a\u200bb\x07", "«a b»"),
    ],
)
def test_what_somebody_typed_is_said_back_harmlessly(typed: str, shown: str) -> None:
    assert quoted(typed) == shown


@given(st.text(max_size=300))
def test_whatever_is_said_back_stays_on_one_short_line(typed: str) -> None:
    shown = quoted(typed)

    assert "\n" not in shown and "<" not in shown and "`" not in shown
    assert len(shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")) <= 84
    assert shown.count("\u2068") == shown.count("\u2069") <= 1


def test_a_name_that_runs_from_right_to_left_does_not_turn_the_sentence() -> None:
    yusuf = person(3, Role.MENTOR, name="يوسف الحداد\u202e")

    assert name(yusuf) == "\u2068يوسف الحداد\u2069"
    assert isolated("Ana Silva") == "Ana Silva"


def test_a_student_is_never_named_in_full() -> None:
    amara = person(3, Role.STUDENT, name="Amara Okafor", key="p3")

    for refusal in (NotInThatRole(amara, "mentor"), NoGuardianToWriteTo(amara), AmbiguousName("a", [amara])):
        assert "Amara O." in sentence(refusal)
        assert "Okafor" not in sentence(refusal)
