"""Notes at work, on both databases: kept once, changed by whoever saw the last ones, and unreadable without the key."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, text, update

from integrations.database.tables import sessions
from mentoring.acts.answering import NoSuchSession
from mentoring.acts.looking import show_match
from mentoring.acts.noting import NotesPage, look_at_notes, write_notes
from mentoring.errors import Refusal
from mentoring.matches import Match
from mentoring.session_notes import (
    Activity,
    Mood,
    NoNotesOfThat,
    Notes,
    NotesChanged,
    NotesNotOpen,
    NotesTooLong,
    NothingNoted,
    NotYourNotes,
    OffTheScale,
    SessionNotes,
    Stage,
)
from mentoring.sessions import Session, SessionState
from tests.contract.database_fixtures import all_at_once, engine, sqlite_engine
from tests.contract.program_fixtures import NOW, Office, new_request

__all__ = ["engine", "sqlite_engine"]

WHOLE = Notes(
    7, 4, (Activity.HOMEWORK, Activity.READING), "He read a page aloud 👏🏽", "الكسور والأعداد", next_confirmed=True
)


@pytest.fixture
def office(engine: Engine) -> Office:
    return Office(engine)


@pytest.fixture
def match(office: Office) -> Match:
    """Ana with Amara, whose guardian is Grace; Ruth is the monitor."""
    return office.active(office.draft(student="amara"))


def during(session: Session) -> datetime:
    return session.starts_at + timedelta(minutes=50)


def write(office: Office, session: Session, notes: Notes = WHOLE, who: str = "ana", **more: Any) -> SessionNotes:
    given: dict[str, Any] = {"version": 0, "request": new_request(), "at": during(session)} | more
    return write_notes(office.store, actor=office[who], session_id=session.id, notes=notes, **given)


def look(office: Office, session: Session, who: str = "ana", at: datetime | None = None) -> NotesPage:
    return look_at_notes(office.store, actor=office[who], session_id=session.id, at=at or during(session))


def deeds(office: Office, session: Session) -> list[str]:
    return office.deeds(f"session-{session.id}")


def test_notes_come_back_as_they_were_written(office: Office, match: Match) -> None:
    session = office.sessions(match)[0]
    assert write(office, session).notes == WHOLE
    page = look(office, session)
    assert page.notes is not None and page.writer is not None
    assert (page.notes.notes, page.notes.version, page.writer.key) == (WHOLE, 1, "ana")
    assert deeds(office, session) == ["notes.write"], "the mentor's own look is no deed"


def test_nothing_of_notes_is_readable_in_the_database(office: Office, match: Match) -> None:
    write(office, office.sessions(match)[0])
    with office.engine.connect() as conn:
        (row,) = conn.execute(text("SELECT * FROM session_notes"))
        deeds = conn.execute(text("SELECT * FROM deeds")).all()
    for word in ("aloud", "الكسور", "homework", "temperature", "success", "true"):
        assert word not in str(row) and word not in str(deeds), word


def test_the_same_form_sent_twice_is_kept_once(office: Office, match: Match) -> None:
    session, request = office.sessions(match)[0], new_request()
    write(office, session, request=request)
    again = write(office, session, Notes(2), request=request)
    assert (again.notes, again.version) == (WHOLE, 1)
    assert deeds(office, session) == ["notes.write"]


def test_a_manager_changes_what_they_saw_and_an_older_form_is_refused(office: Office, match: Match) -> None:
    session = office.sessions(match)[0]
    write(office, session)
    changed = write(office, session, Notes(success="He read two pages"), "dana", version=1)
    assert (changed.version, changed.by) == (2, office["dana"].id)
    for stale in (0, 1, 7):
        with pytest.raises(NotesChanged):
            write(office, session, Notes(1), version=stale)
    page = look(office, session, "marcus")
    assert page.notes is not None and page.notes.notes == Notes(success="He read two pages")
    assert deeds(office, session) == ["notes.write", "notes.change", "notes.read"]


def test_of_many_first_notes_at_once_one_is_kept(office: Office, match: Match) -> None:
    session = office.sessions(match)[0]

    answers = all_at_once(lambda number: write(office, session, Notes(success=f"no. {number}")))

    assert sum(isinstance(answer, NotesChanged) for answer in answers) == len(answers) - 1
    assert deeds(office, session) == ["notes.write"]


def test_of_many_changes_at_once_one_is_kept(office: Office, match: Match) -> None:
    session = office.sessions(match)[0]
    write(office, session)

    answers = all_at_once(lambda number: write(office, session, Notes(success=f"no. {number}"), version=1))

    assert sum(isinstance(answer, NotesChanged) for answer in answers) == len(answers) - 1


def test_the_last_notes_of_several_matches_come_newest_first(office: Office, match: Match) -> None:
    other = office.active(office.draft("ben", "mia", "sam"))
    held = office.sessions(match)[:3]
    for place, session in enumerate(held):
        write(office, session, Notes(temperature=9 - place))
    write(office, office.sessions(other)[0], Notes(temperature=1), "ben")
    with office.store.look() as view:
        recent = view.notes.recent([match.id, other.id, 999], limit=2)
    assert [one.notes.temperature for one in recent[match.id]] == [7, 8]
    assert [one.notes.temperature for one in recent[other.id]] == [1]
    assert 999 not in recent


# Below, what does not hang on the database


@pytest.fixture
def small(sqlite_engine: Engine) -> tuple[Office, Session]:
    office = Office(sqlite_engine)
    return office, office.sessions(office.active(office.draft(student="amara")))[0]


@pytest.mark.parametrize("who", ["ruth", "sam", "ben", "carol", "grace", "amara", "luis"])
def test_monitor_family_and_strangers_neither_read_nor_write(small: tuple[Office, Session], who: str) -> None:
    office, session = small
    write(office, session)
    with pytest.raises(NotYourNotes):
        look(office, session, who)
    with pytest.raises(NotYourNotes):
        write(office, session, Notes(1), who, version=1)
    assert deeds(office, session) == ["notes.write"]


@pytest.mark.parametrize(
    ("notes", "refusal"),
    [
        (Notes(), NothingNoted),
        (Notes(success=" \u200b\u202e\n"), NothingNoted),
        (Notes(success="x" * 100_000), NotesTooLong),
        (Notes(temperature=11), OffTheScale),
    ],
)
def test_bad_notes_change_nothing(small: tuple[Office, Session], notes: Notes, refusal: type[Refusal]) -> None:
    office, session = small
    with pytest.raises(refusal):
        write(office, session, notes)
    assert look(office, session).notes is None and deeds(office, session) == []


@pytest.mark.parametrize("days", [-1, 15])
def test_too_early_and_too_late_are_refused(small: tuple[Office, Session], days: int) -> None:
    office, session = small
    with pytest.raises(NotesNotOpen):
        write(office, session, at=session.starts_at + timedelta(days=days))
    assert deeds(office, session) == []


def test_a_cancelled_session_and_one_that_is_not_there(small: tuple[Office, Session]) -> None:
    office, session = small
    with pytest.raises(NoSuchSession):
        look_at_notes(office.store, actor=office["ana"], session_id=999, at=NOW)
    with office.engine.begin() as conn:
        conn.execute(update(sessions).where(sessions.c.id == session.id).values(state=SessionState.CANCELLED))
    with pytest.raises(NoNotesOfThat):
        write(office, session)


def test_notes_that_were_written_can_be_emptied(small: tuple[Office, Session]) -> None:
    office, session = small
    write(office, session)
    assert write(office, session, Notes(), version=1).notes == Notes()


def test_a_student_s_full_name_does_not_stay_in_notes(small: tuple[Office, Session]) -> None:
    office, session = small
    kept = write(office, session, Notes(success="Amara Example smiled", next_focus="ask AMARA  EXAMPLE"), "dana")
    assert "Example" not in kept.notes.success + kept.notes.next_focus
    assert "Amara E. smiled" in kept.notes.success


def test_the_next_session_remembers_what_was_to_come(small: tuple[Office, Session]) -> None:
    office, session = small
    write(office, session)
    following = office.sessions(office_match(office, session))[1]
    page = look(office, following, at=following.starts_at - timedelta(minutes=15))
    assert (page.stage, page.last_focus, page.notes) == (Stage.AHEAD, WHOLE.next_focus, None)
    assert look(office, session).last_focus == "", "its own notes are not those of last time"


def test_a_low_temperature_is_told_to_managers_only(small: tuple[Office, Session]) -> None:
    office, session = small
    match = office_match(office, session)
    write(office, session, Notes(temperature=3))
    seen = {
        who: show_match(office.store, actor=office[who], match_id=match.id, at=NOW).mood
        for who in ("dana", "ana", "ruth")
    }
    assert seen == {"dana": Mood.LOW, "ana": None, "ruth": None}


def test_notes_without_a_temperature_do_not_hide_the_last_one(small: tuple[Office, Session]) -> None:
    office, first = small
    match = office_match(office, first)
    second = office.sessions(match)[1]
    write(office, first, Notes(temperature=2))
    write(office, second, Notes(success="well"))
    assert show_match(office.store, actor=office["dana"], match_id=match.id, at=NOW).mood is Mood.LOW


def test_temperatures_that_fall_from_session_to_session_are_told(small: tuple[Office, Session]) -> None:
    office, first = small
    match = office_match(office, first)
    for session, temperature in zip(office.sessions(match), (9, 8, 7, 6), strict=True):
        assert show_match(office.store, actor=office["dana"], match_id=match.id, at=NOW).mood is None
        write(office, session, Notes(temperature=temperature))
    assert show_match(office.store, actor=office["dana"], match_id=match.id, at=NOW).mood is Mood.FALLING


def office_match(office: Office, session: Session) -> Match:
    with office.store.look() as view:
        match = view.matches.get(session.match_id)
    assert match is not None
    return match
