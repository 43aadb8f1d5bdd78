"""Reminders with their three answers, and notices about a session."""

from __future__ import annotations

from bot.blocks.layout import Block, actions, button, context, link_button, plain, section
from bot.wording import name
from mentoring import wall
from mentoring.acts.answering import Topic
from mentoring.acts.looking import SessionLine
from mentoring.people import Person, Role
from mentoring.ports import ChatMessage
from mentoring.store import Answer

BUTTONS = {Answer.COMING: "I'll be there", Answer.LATE: "Running late", Answer.CANNOT: "I can't make it"}
ANSWERED = {
    Answer.COMING: "Thank you! You said that you will be there.",
    Answer.LATE: "Thank you. The others know that you are running late.",
    Answer.CANNOT: "Thank you for saying so. The other adult and the Partnerships Manager have been told.",
}


def reminder_message(line: SessionLine, reader: Person, door: str, *, soon: bool) -> ChatMessage:
    """`door` is the reader's own link, or empty where they have none."""
    text = f"{_when(line, soon=soon)}: {_what(line, reader)}"
    return ChatMessage(plain(text), _reminder_blocks(line, reader, text, door))


def _reminder_blocks(line: SessionLine, reader: Person, text: str, door: str) -> list[Block]:
    session_id = str(line.session.id)
    answer = line.answers.get(reader.id)
    buttons = [
        button(f"answer_{choice}", label, session_id, style="primary" if choice is Answer.COMING else None)
        for choice, label in BUTTONS.items()
    ]
    manager = name(line.people[line.match.manager_id])
    return [
        section(text),
        *([context(ANSWERED[answer])] if answer is not None else []),
        actions([*buttons, *([link_button("open_door", "Open my door", door)] if door else [])]),
        context(f"Your door is yours alone, and opens 15 minutes before the start. Questions? Ask {manager}."),
    ]


def _when(line: SessionLine, *, soon: bool) -> str:
    zone = line.program.zone
    if soon:
        return f"*In a few minutes*, at {wall.clock_time(line.session.starts_at, zone)}"
    return f"*{wall.moment(line.session.starts_at, zone)}*"


def _what(line: SessionLine, reader: Person) -> str:
    people, match, session = line.people, line.match, line.session
    students = " and ".join(name(people[student]) for student in match.student_ids)
    if reader.id == match.mentor_id:
        return f"you mentor *{students}*. Your {session.monitor_kind}: {name(people[session.monitor_id])}."
    return (
        f"you watch over *{name(people[match.mentor_id])}* with *{students}*, camera and microphone off, from the "
        "first minute to the last."
    )


def notice_message(line: SessionLine, topic: Topic, about: Person | None, reader: Person) -> ChatMessage:
    zone = line.program.zone
    when = wall.moment(line.session.starts_at, zone)
    who = f"*{name(about)}* ({_part(about, line)})" if about is not None else "Somebody"
    students = " and ".join(name(line.people[student]) for student in line.match.student_ids)
    session = f"the session with {students} on {when} (#{line.match.id})"
    text = {
        Topic.CANNOT: f"{who} can't make {session}.",
        Topic.LATE: f"{who} is running late for {session}.",
        Topic.COMING_AFTER_ALL: f"Good news: {who} will be there after all, at {session}.",
        Topic.STOPPED: f"Called off: {session}. Please don't join; the doors are shut.",
    }[topic]
    return ChatMessage(plain(text), [section(text), *_next_step(line, topic, reader)])


def _part(person: Person, line: SessionLine) -> str:
    return "mentor" if person.id == line.match.mentor_id else line.session.monitor_kind.value


def _next_step(line: SessionLine, topic: Topic, reader: Person) -> list[Block]:
    if topic is Topic.CANNOT and reader.has(Role.MANAGER):
        return [context(f"`/match show {line.match.id}` has the whole match. Without a monitor I will alert you.")]
    if topic is Topic.CANNOT:
        return [context(f"{name(line.people[line.match.manager_id])} has been told as well and will be in touch.")]
    return []
