"""Reading the audit log, on both databases: of one thing, of one person, page by page, and all of it as a file."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from mentoring.acts.answering import NoSuchSession
from mentoring.acts.calendars import TooManyDays, add_days, remove_days
from mentoring.acts.changing import move_session, replace_monitor, switch_platform
from mentoring.acts.family import choose_wishes
from mentoring.acts.history import HistoryPage, export_history, read_history
from mentoring.acts.limiting import set_limit
from mentoring.acts.matchmaking import NoSuchMatch, confirm_match
from mentoring.acts.reassigning import change_monitor
from mentoring.acts.training import NoSuchTraining
from mentoring.calendars import DayKind
from mentoring.consents import LONGEST_REASON, ReasonTooLong
from mentoring.histories import HEADER, About, Kind, Sought
from mentoring.limits import LimitKind
from mentoring.matches import MonitorKind
from mentoring.nominations import NoSuchNomination
from mentoring.paging import PAGE
from mentoring.permissions import ManagersOnly
from mentoring.rooms import Platform
from mentoring.stored import Deed
from tests.contract.concern_fixtures import Reporting
from tests.contract.database_fixtures import engine, sqlite_engine
from tests.contract.program_fixtures import FIRST_DAY, NOW, POLICY, Office, new_request

__all__ = ["engine", "sqlite_engine"]

MINUTE = timedelta(minutes=1)
HOLIDAY = date(2026, 11, 11)


@pytest.fixture
def office(engine: Engine) -> Office:
    return Office(engine)


@pytest.fixture
def near(sqlite_engine: Engine) -> Office:
    """The same where the database does not matter."""
    return Office(sqlite_engine)


def look(office: Office, about: About, *, by: str = "dana", page: int = 1, at: datetime = NOW) -> HistoryPage:
    return read_history(office.store, actor=office[by], about=about, page=page, at=at)


def of_person(office: Office, key: str) -> About:
    return About(Kind.PERSON, office[key].id)


def of_match(number: int) -> About:
    return About(Kind.MATCH, number)


def told(page: HistoryPage) -> list[tuple[str, str]]:
    return [(deed.action, deed.subject) for deed in page.deeds]


def log(office: Office, *deeds: Deed) -> None:
    with office.store.begin() as work:
        work.deeds.add_all(deeds)


def test_a_match_is_told_with_the_newest_first_and_with_who_looked_before(office: Office) -> None:
    match = office.active()
    first = look(office, of_match(match.id))
    assert told(first) == [(f"match.{step}", f"match-{match.id}") for step in ("active", "confirmed", "create")]
    assert (first.page, first.pages, first.total) == (1, 1, 3)
    again = look(office, of_match(match.id), by="marcus", at=NOW + MINUTE)
    newest = again.deeds[0]
    assert (newest.actor_id, newest.action, newest.at) == (office["dana"].id, "history.read", NOW)


def test_a_new_match_is_told_with_who_is_in_it_and_when_and_without_a_name(near: Office) -> None:
    match = near.create(near.draft())
    [deed] = look(near, of_match(match.id)).deeds
    mentor, student, monitor = near.ids("ana", "luis", "ruth")
    assert deed.after == (
        f"proposed: mentor person-{mentor}, student person-{student}, proctor person-{monitor}, "
        f"Tuesdays 4:30 PM, google_meet, from {FIRST_DAY}"
    )


def test_pages_hold_fifteen_and_a_page_past_the_end_is_the_last(office: Office) -> None:
    match = office.create(office.draft())
    many = [Deed(NOW + n * MINUTE, None, f"match.step{n}", f"match-{match.id}") for n in range(2 * PAGE)]
    log(office, *many)
    first, last = look(office, of_match(match.id)), look(office, of_match(match.id), page=10**9)
    assert [deed.action for deed in first.deeds] == [deed.action for deed in reversed(many[-PAGE:])]
    assert (first.pages, first.total, last.page) == (3, 31, 3)
    assert last.deeds[-1].action == "match.create"


def test_of_a_person_are_told_what_they_did_and_what_was_done_about_them(office: Office) -> None:
    match = office.active()
    set_limit(
        office.store,
        actor=office["marcus"],
        person=office["ana"],
        kind=LimitKind.MATCHES,
        value=3,
        why="she asked",
        at=NOW,
        policy=POLICY,
    )
    log(office, Deed(NOW, office["ana"].id, "volunteer.apply", "person-999"), Deed(NOW, None, "other", "person-998"))
    seen = told(look(office, of_person(office, "ana")))
    assert ("limit.matches", f"person-{office['ana'].id}") in seen
    assert ("match.create", f"match-{match.id}") in seen
    assert ("volunteer.apply", "person-999") in seen
    assert ("other", "person-998") not in seen
    assert ("match.create", f"match-{match.id}") in told(look(office, of_person(office, "dana")))


def test_whoever_is_named_in_a_line_finds_it_even_after_they_have_left(office: Office) -> None:
    match = office.active()
    reassign(office, match.id, "Ruth moves away")
    seen = told(look(office, of_person(office, "ruth")))
    assert seen[0] == ("match.monitor", f"match-{match.id}")
    assert ("match.create", f"match-{match.id}") in seen
    assert [one for one in seen if one[0] == "session.monitor"], "each session of hers went to somebody else"
    assert ("match.active", f"match-{match.id}") not in seen, "in which nothing is said of her, and it is hers no more"


def test_numbers_of_other_people_that_begin_alike_are_others(office: Office) -> None:
    person = office["dana"].id
    log(office, Deed(NOW, None, "other", f"person-{person}0", f"proctor person-{person}0", f"person-9{person}"))
    assert not look(office, of_person(office, "dana")).deeds


def test_a_students_history_is_a_log_of_access_with_sessions_notes_and_guardian(office: Office) -> None:
    session = office.first_session(office.draft(student="amara"))
    log(office, Deed(NOW, office["marcus"].id, "notes.read", f"session-{session.id}"))
    grace = office["grace"].id
    choose_wishes(office.store, person_id=grace, language="es", timezone="", offered=frozenset({"es"}), at=NOW)
    other = office.first_session(office.draft("ben", "mia", "sam")).id
    seen = told(look(office, of_person(office, "amara")))
    assert ("notes.read", f"session-{session.id}") in seen
    assert ("family.choose", f"person-{grace}") in seen
    assert ("match.create", f"match-{session.match_id}") in seen
    assert not [one for one in seen if one[1] == f"session-{other}"]


def test_a_session_is_told_with_its_alerts(near: Office) -> None:
    session = near.first_session()
    log(near, Deed(NOW, near["dana"].id, "session.step_in", f"session-{session.id}"))
    assert told(look(near, About(Kind.SESSION, session.id))) == [("session.step_in", f"session-{session.id}")]


# Concerns


def test_only_those_on_the_list_of_a_concern_read_of_it(engine: Engine) -> None:
    reporting = Reporting(engine)
    number = reporting.report().incident.id
    reporting.opens("dana", number)
    office, about = reporting.office, of_person(reporting.office, "dana")
    subject = f"concern-{number}"
    assert ("concern.read", subject) in told(look(office, about))
    with office.store.look() as view:
        readers = view.concerns.readers(number)
    assert office["priya"].id not in readers
    hidden = look(office, about, by="priya")
    assert not [one for one in told(hidden) if "concern" in "".join(one)]
    assert hidden.total == len(hidden.deeds), "nor does the number of lines tell"
    assert not [one for one in told(look(office, of_person(office, "ana"), by="priya")) if "concern" in "".join(one)]


def test_whom_a_concern_is_about_reads_nothing_of_it_even_on_its_list(engine: Engine) -> None:
    reporting = Reporting(engine)
    number = reporting.report(about="marcus").incident.id
    office = reporting.office
    with office.store.begin() as work:
        work.concerns.let_read(number, [office["marcus"].id])
    seen = told(look(office, of_person(office, "ana"), by="marcus"))
    assert not [one for one in seen if one[1] == f"concern-{number}"]


def test_concerns_are_in_no_file(engine: Engine) -> None:
    reporting = Reporting(engine)
    reporting.opens("dana", reporting.report().incident.id)
    text, number = export_history(reporting.store, at=NOW)
    assert "concern" not in text
    assert number == len(text.splitlines()) - 1


# Who may look


@pytest.mark.parametrize("key", ["ana", "ruth", "carol", "grace", "luis"])
def test_nobody_but_managers_reads_it_and_their_try_leaves_no_line(near: Office, key: str) -> None:
    match = near.create(near.draft())
    with pytest.raises(ManagersOnly):
        look(near, of_match(match.id), by=key)
    assert near.deeds(f"match-{match.id}") == ["match.create"]


@pytest.mark.parametrize(
    ("kind", "refusal"),
    [
        (Kind.MATCH, NoSuchMatch),
        (Kind.SESSION, NoSuchSession),
        (Kind.TRAINING, NoSuchTraining),
        (Kind.NOMINATION, NoSuchNomination),
    ],
)
def test_what_there_is_not_has_no_history(near: Office, kind: Kind, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        look(near, About(kind, 999_999_999))


def test_whoever_was_erased_still_has_a_history_by_number(near: Office) -> None:
    log(near, Deed(NOW, None, "person.erase", "person-4711", after="erased"))
    page = look(near, About(Kind.PERSON, 4711))
    assert told(page) == [("person.erase", "person-4711")]
    assert 4711 not in page.people


def test_hours_are_those_of_the_manager(near: Office) -> None:
    match = near.create(near.draft())
    away = replace(near["dana"], timezone="Europe/Lisbon")
    shown = read_history(near.store, actor=away, about=of_match(match.id), page=1, at=NOW)
    assert shown.zone == ZoneInfo("Europe/Lisbon")
    assert look(near, of_match(match.id)).zone == ZoneInfo("America/New_York")


# Why, before and after


def last(office: Office, about: About) -> Deed:
    return look(office, about).deeds[0]


def add_day(office: Office, why: str, *, kind: DayKind = DayKind.NO_SCHOOL) -> None:
    add_days(
        office.store,
        actor=office["dana"],
        first=HOLIDAY,
        last=HOLIDAY,
        kind=kind,
        label="Veterans Day",
        why=why,
        request=new_request(),
        at=NOW,
        policy=POLICY,
    )


def test_days_of_the_calendar_are_told_with_why_and_a_stretch_whole(office: Office) -> None:
    add_day(office, "the board\nvoted  so")
    remove_days(
        office.store,
        actor=office["marcus"],
        first=HOLIDAY,
        last=HOLIDAY,
        why="it voted again",
        request=new_request(),
        at=NOW,
        policy=POLICY,
    )
    week = About(Kind.DAY, first=HOLIDAY - timedelta(days=3), last=HOLIDAY + timedelta(days=3))
    gone, came = look(office, week).deeds
    assert (came.actor_id, came.before, came.after, came.why) == (
        office["dana"].id,
        "",
        "no_school: Veterans Day",
        "the board voted so",
    )
    assert (gone.actor_id, gone.before, gone.after, gone.why) == (
        office["marcus"].id,
        "no_school: Veterans Day",
        "",
        "it voted again",
    )
    with pytest.raises(TooManyDays):
        look(office, About(Kind.DAY, first=HOLIDAY, last=HOLIDAY + timedelta(days=100)))
    with pytest.raises(TooManyDays):
        look(office, About(Kind.DAY, first=HOLIDAY, last=HOLIDAY - timedelta(days=1)))


def test_a_move_says_from_when_to_when_and_why(near: Office) -> None:
    session = near.first_session()
    later = session.starts_at + timedelta(hours=1)
    move_session(
        near.store,
        actor=near["dana"],
        session_id=session.id,
        starts_at=later,
        why="the bus 🚌 is late",
        at=NOW,
        policy=POLICY,
    )
    deed = last(near, About(Kind.SESSION, session.id))
    moments = [moment.astimezone(UTC).isoformat(timespec="minutes") for moment in (session.starts_at, later)]
    assert [deed.before, deed.after] == moments
    assert deed.why == "the bus 🚌 is late"


def test_another_platform_and_another_monitor_of_one_session_say_why(near: Office) -> None:
    session = near.first_session()
    dana, number = near["dana"], session.id
    switch_platform(
        near.store, actor=dana, session_id=number, platform=Platform.ZOOM, why="Meet is down", at=NOW, policy=POLICY
    )
    assert last(near, About(Kind.SESSION, number)).why == "Meet is down"
    replace_monitor(
        near.store,
        actor=dana,
        session_id=number,
        monitor_id=near["sam"].id,
        kind=MonitorKind.PROCTOR,
        why="روث مريضة",
        at=NOW,
        policy=POLICY,
    )
    [deed] = [deed for deed in look(near, About(Kind.SESSION, number)).deeds if deed.action == "session.monitor"]
    assert deed.why == "روث مريضة"
    assert (deed.before, deed.after) == tuple(f"proctor person-{one}" for one in near.ids("ruth", "sam"))


def reassign(office: Office, number: int, why: str) -> None:
    change_monitor(
        office.store,
        actor=office["dana"],
        match_id=number,
        monitor_id=office["sam"].id,
        kind=MonitorKind.PROCTOR,
        starting=None,
        why=why,
        request=new_request(),
        at=NOW,
        policy=POLICY,
    )


def test_another_monitor_for_good_says_why_and_its_sessions_say_whence(near: Office) -> None:
    match = near.active()
    reassign(near, match.id, "Ruth moves away")
    with near.store.look() as view:
        [deed] = [deed for deed in view.deeds.of(f"match-{match.id}") if deed.action == "match.monitor"]
        session = view.sessions.of_match(match.id)[0]
        [there] = [deed for deed in view.deeds.of(f"session-{session.id}") if deed.action == "session.monitor"]
    assert deed.why == "Ruth moves away"
    assert there.why == f"match-{match.id} has another monitor for good"


def test_a_start_that_a_manager_sets_says_why(near: Office) -> None:
    match = near.confirm(near.create(near.draft(starts_on=None)))
    confirm_match(
        near.store,
        actor=near["dana"],
        match_id=match.id,
        starts_on=FIRST_DAY,
        why="the mentor rang",
        request=new_request(),
        at=NOW,
        policy=POLICY,
    )
    deed = last(near, of_match(match.id))
    assert (deed.action, deed.before, deed.after, deed.why) == ("match.start", "", f"{FIRST_DAY}", "the mentor rang")


def test_a_reason_that_is_too_long_changes_nothing(near: Office) -> None:
    match, novel = near.active(), "x" * (LONGEST_REASON + 1)
    before = near.deeds(f"match-{match.id}")
    with pytest.raises(ReasonTooLong):
        reassign(near, match.id, novel)
    with pytest.raises(ReasonTooLong):
        add_day(near, novel)
    assert near.deeds(f"match-{match.id}") == before
    assert not near.deeds(f"day-{HOLIDAY}")


# The whole log as a file


def rows_of(text: str) -> Sequence[dict[str, str]]:
    return list(csv.DictReader(text.splitlines()))


def test_the_whole_log_is_written_with_keys_for_staff_and_numbers_for_students(office: Office) -> None:
    luis = office["luis"].id
    log(
        office,
        Deed(NOW, office["dana"].id, "match.create", "match-7", after="proposed"),
        Deed(NOW + MINUTE, luis, "match.answer", "match-7", "", "yes", "=1+1"),
        Deed(NOW + MINUTE, None, "person.import", "person-3", "", "roles mentor", "imported, line 3"),
        Deed(NOW + MINUTE, None, "match.ended", "match-7"),
    )
    text, number = export_history(office.store, at=NOW + 2 * MINUTE)
    assert number == 4
    rows = rows_of(text)
    assert tuple(rows[0]) == HEADER
    assert [row["who"] for row in rows] == ["dana", f"person-{luis}", "import", "itself"]
    assert rows[0]["at"] == "2026-10-26T12:00:00+00:00"
    assert rows[1]["why"] == "'=1+1", "no spreadsheet takes it for a formula"
    again, _ = export_history(office.store, at=NOW + 3 * MINUTE)
    assert rows_of(again)[-1]["action"] == "history.export"


def test_a_log_that_is_longer_than_one_portion_is_written_whole_and_in_order(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("integrations.database.deeds.PORTION", 7)
    log(office, *(Deed(NOW, None, f"step{n}", "match-1") for n in range(50)))
    rows = rows_of(export_history(office.store, at=NOW)[0])
    assert [row["action"] for row in rows] == [f"step{n}" for n in range(50)]


def test_lines_are_found_by_who_did_them_without_reading_the_others(office: Office) -> None:
    log(office, *(Deed(NOW, office["dana"].id if n % 10 == 0 else None, f"step{n}", f"match-{n}") for n in range(100)))
    with office.store.look() as view:
        sought = Sought(["match-5"], office["dana"].id)
        found = view.deeds.page(sought, limit=PAGE, offset=0)
        assert view.deeds.count(sought) == 11
    assert [deed.action for deed in found] == [f"step{n}" for n in (90, 80, 70, 60, 50, 40, 30, 20, 10, 5, 0)]
