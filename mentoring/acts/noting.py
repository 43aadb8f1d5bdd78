"""Notes after a session: looked at, written, changed. The audit log says who and when, never what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from mentoring.acts.answering import find_session
from mentoring.acts.looking import SessionLine, session_lines
from mentoring.matches import Match
from mentoring.people import Person
from mentoring.relay import without_full_names
from mentoring.session_notes import (
    Notes,
    NotesChanged,
    NotesNotOpen,
    NothingNoted,
    SessionNotes,
    Stage,
    check_may_read,
    checked,
    stage_of,
)
from mentoring.session_plans import SessionPlan
from mentoring.sessions import Session
from mentoring.store import Store, Work
from mentoring.stored import Deed


@dataclass(frozen=True)
class NotesPage:
    """One session with its notes, and what its guide shows. `writer`: who wrote them last. `last_focus`: what was to
    come next, as the session before has it (R106)."""

    line: SessionLine
    stage: Stage
    plan: SessionPlan
    last_focus: str = ""
    notes: SessionNotes | None = None
    writer: Person | None = None


def look_at_notes(store: Store, *, actor: Person, session_id: int, at: datetime) -> NotesPage:
    """What there is to see and to do. That somebody other than the mentor has read is in the audit log.
    Raises NoSuchSession, NotYourNotes, NoNotesOfThat."""
    with store.begin() as work:
        session, match = find_session(work, session_id)
        check_may_read(actor, match)
        stage, notes = stage_of(session, at=at), work.notes.of(session.id)
        line = session_lines(work, [session])[0]
        page = NotesPage(line, stage, work.plans.of(match.id), last_focus(work, [line]).get(session.id, ""), notes)
        if actor.id != match.mentor_id and (notes is not None or page.last_focus):
            work.deeds.add(Deed(at, actor.id, "notes.read", _subject(session)))
        return replace(page, writer=work.people.get(notes.by)) if notes is not None else page


def last_focus(view: Work, lines: Iterable[SessionLine]) -> Mapping[int, str]:
    """By session: what was to come next, as the notes of the session before have it. For the mentor alone."""
    by_match = {line.match.id: line.session.id for line in lines}
    found = {}
    for match_id, recent in view.notes.recent(by_match, limit=2).items():
        earlier = [one for one in recent if one.session_id != by_match[match_id]]
        found[by_match[match_id]] = earlier[0].notes.next_focus if earlier else ""
    return found


def write_notes(
    store: Store, *, actor: Person, session_id: int, notes: Notes, version: int, request: str, at: datetime
) -> SessionNotes:
    """`version`: of the notes that were shown, 0 where there were none. A retry of `request` changes nothing.
    Raises NoSuchSession, NotYourNotes, NoNotesOfThat, NotesNotOpen, NothingNoted, NotesTooLong, OffTheScale,
    NotesChanged."""
    tidy = checked(notes)
    with store.begin() as work:
        session, match = find_session(work, session_id)
        check_may_read(actor, match)
        if stage_of(session, at=at) is not Stage.WRITTEN:
            raise NotesNotOpen(session)
        before = work.notes.of(session.id)
        if not work.requests.claim(request, at=at) and before is not None:
            return before
        if before is None and tidy == Notes():
            raise NothingNoted
        kept = _without_full_names(work, tidy, match)
        written = SessionNotes(session.id, match.id, kept, actor.id, at, version + 1)
        if not work.notes.write(written):
            raise NotesChanged(session)
        action = "notes.write" if before is None else "notes.change"
        work.deeds.add(Deed(at, actor.id, action, _subject(session), after=f"version {written.version}"))
        return written


def _without_full_names(work: Work, notes: Notes, match: Match) -> Notes:
    """A volunteer knows a student by first name and initial, whoever writes (R086)."""
    students = work.people.many(match.student_ids).values()
    success, focus = (without_full_names(text, students) for text in (notes.success, notes.next_focus))
    return replace(notes, success=success, next_focus=focus)


def _subject(session: Session) -> str:
    return f"session-{session.id}"
