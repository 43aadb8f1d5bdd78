"""Notes after a session, for whoever may read them."""

from __future__ import annotations

from collections.abc import Mapping

from bot.blocks.layout import Block, context, header, section
from bot.blocks.quoting import quoted_text
from bot.commands.words import Reply
from bot.wording import name
from mentoring import wall
from mentoring.acts.noting import NotesPage
from mentoring.session_notes import Activity, Mood, Notes, SessionNotes

ACTIVITIES: Mapping[str, str] = {
    Activity.HOMEWORK: "Homework",
    Activity.PROJECT: "A project",
    Activity.READING: "Reading",
    Activity.EXAM_PRACTICE: "Exam practice",
    Activity.TALKING: "Talking",
    Activity.OTHER: "Something else",
}
MOODS = {
    Mood.LOW: "The student's last temperature was low.",
    Mood.FALLING: "The student's temperature has fallen three times in a row.",
}
"""A quiet line in the match."""


def saved(notes: SessionNotes) -> str:
    return (
        f"The notes of session {notes.session_id} are kept. You and Partnerships Managers can read them, nobody else."
    )


def notes_page(page: NotesPage) -> Reply:
    """What was written, where it is not to be changed any more."""
    session, title = page.line.session, f"Notes of session {page.line.session.id}"
    when = wall.moment(session.starts_at, page.line.program.zone)
    if page.notes is None:
        return Reply(f"{title}: none were written on {when}, and the time for it is over.")
    writer = f" · {name(page.writer)}" if page.writer is not None else ""
    written = wall.moment(page.notes.at, page.line.program.zone)
    return Reply(f"{title}.", (header(title), context(f"{when}{writer}, {written}"), *_told(page.notes.notes)))


def _told(notes: Notes) -> list[Block]:
    facts = [
        f"Temperature: {notes.temperature} of 10" if notes.temperature is not None else "",
        f"Confidence: {notes.confidence} of 5" if notes.confidence is not None else "",
        ", ".join(ACTIVITIES[activity] for activity in notes.activities),
        {True: "Next session confirmed", False: "Next session not confirmed", None: ""}[notes.next_confirmed],
    ]
    told = " · ".join(fact for fact in facts if fact)
    blocks = [section(told)] if told else []
    for label, text in (("A success", notes.success), ("Next focus", notes.next_focus)):
        blocks += [section(f"*{label}*"), *quoted_text(text)] if text else []
    return blocks
