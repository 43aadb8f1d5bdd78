"""Reminders with their three answers, and notices about a session."""

from __future__ import annotations

from collections.abc import Callable

from bot.blocks.guide import TITLE
from bot.blocks.layout import Block, actions, button, clipped, context, ended, link_button, plain, section
from bot.wording import PLATFORM_NAMES, counted, escaped, isolated, name, students
from mentoring import wall
from mentoring.acts.answering import STILL_ON, Notice, Topic
from mentoring.acts.looking import Children, SessionLine
from mentoring.people import Person, Role
from mentoring.ports import ChatMessage
from mentoring.stored import Answer

LAST_FOCUS = 200
"""Characters of it: a reminder is read on a phone."""
BUTTONS = {Answer.COMING: "I'll be there", Answer.LATE: "Running late", Answer.CANNOT: "I can't make it"}
ANSWERED = {
    Answer.COMING: "Thank you! You said that you will be there.",
    Answer.LATE: "Thank you. The others know that you are running late.",
    Answer.CANNOT: "Thank you for saying so. The other adult and the Partnerships Manager have been told.",
}


def reminder_message(
    line: SessionLine, reader: Person, door: str, children: Children = (), *, soon: bool
) -> ChatMessage:
    """For mentor and monitor. `door` is the reader's own link, or empty where they have none; `children`: of a guardian
    who watches over the session."""
    text = f"{_when(line, soon=soon)}: {_what(line, reader)}"
    return ChatMessage(plain(text), _reminder_blocks(line, reader, text, door, children, soon=soon))


def _reminder_blocks(
    line: SessionLine, reader: Person, text: str, door: str, children: Children, *, soon: bool
) -> list[Block]:
    session_id = str(line.session.id)
    answer = line.answers.get(reader.id)
    buttons = [
        button(f"answer_{choice}", label, session_id, style="primary" if choice is Answer.COMING else None)
        for choice, label in BUTTONS.items()
    ]
    way = [link_button("open_door", "Open my door", door)] if door else []
    way += [link_button(f"open_door_{child.id}", f"{child.public_name}'s door", link) for child, link in children]
    manager, mentors = line.people[line.match.manager_id], reader.id == line.match.mentor_id
    questions = f" Questions? Ask {name(manager)}." if manager.id != reader.id else ""
    return [
        section(text),
        *([context(_wants_cover(line))] if line.wants_cover and reader.id != line.session.monitor_id else []),
        *([context(ANSWERED[answer])] if answer is not None else []),
        *([context(_last_time(line.last_focus))] if line.last_focus and mentors else []),
        actions([*buttons, *way, *([button("session_guide", TITLE, session_id)] if soon and mentors else [])]),
        context(f"Your door is yours alone, and opens 15 minutes before the start.{questions}"),
    ]


def _last_time(focus: str) -> str:
    short = clipped(" ".join(focus.split()), LAST_FOCUS)
    return f"Last time you wanted to go on with: {isolated(escaped(short))}"


def _wants_cover(line: SessionLine) -> str:
    monitor = name(line.people[line.session.monitor_id])
    return (
        f":warning: {monitor} cannot be there. I am looking for another second adult; if nobody is found in time, the "
        "session is cancelled, and I tell you."
    )


def _when(line: SessionLine, *, soon: bool) -> str:
    zone = line.program.zone
    if soon:
        return f"*In a few minutes*, at {wall.clock_time(line.session.starts_at, zone)}"
    return f"*{wall.moment(line.session.starts_at, zone)}*"


def _what(line: SessionLine, reader: Person) -> str:
    people, match, session = line.people, line.match, line.session
    whom = students(line)
    if reader.id == match.mentor_id:
        return f"{ended(f'you mentor *{whom}*')} Your {session.monitor_kind}: {name(people[session.monitor_id])}."
    return (
        f"you watch over *{name(people[match.mentor_id])}* with *{whom}*, camera and microphone off, from the "
        "first minute to the last."
    )


def notice_message(line: SessionLine, notice: Notice, about: Person | None, reader: Person, door: str) -> ChatMessage:
    """`door` is the reader's own link, or empty where they have none."""
    text = _CHANGES[notice.topic](line, notice, reader) if notice.topic in _CHANGES else _coming(line, notice, about)
    way = [actions([link_button("open_door", "Open my door", door)])] if door and notice.topic in STILL_ON else []
    return ChatMessage(plain(text), [section(text), *way, *_next_step(line, notice.topic, reader)])


def _coming(line: SessionLine, notice: Notice, about: Person | None) -> str:
    who = f"*{name(about)}* ({_part(about, line)})" if about is not None else "Somebody"
    return {
        Topic.CANNOT: f"{who} can't make {_session(line)}.",
        Topic.LATE: f"{who} is running {_how_late(notice)} for {_session(line)}.",
        Topic.COMING_AFTER_ALL: f"Good news: {who} will be there after all, at {_session(line)}.",
    }[notice.topic]


def _how_late(notice: Notice) -> str:
    return "late" if notice.minutes is None else f"about {counted(notice.minutes, 'minute')} late"


def _session(line: SessionLine) -> str:
    when = wall.moment(line.session.starts_at, line.program.zone)
    return f"the session with {students(line)} on {when} (session {line.session.id})"


def _stopped(line: SessionLine, _notice: Notice, _reader: Person) -> str:
    return f"Called off: {_session(line)}. Please don't join; the doors are shut."


def _moved(line: SessionLine, notice: Notice, _reader: Person) -> str:
    now = wall.moment(line.session.starts_at, line.program.zone)
    was = wall.moment(notice.was, line.program.zone) if notice.was is not None else "its old time"
    return (
        f"Moved: the session with {students(line)} is on *{now}* now, and not on {was} (session {line.session.id}). "
        "Your door and your invitation go along."
    )


def _cancelled(line: SessionLine, _notice: Notice, _reader: Person) -> str:
    return f"Cancelled: {_session(line)}. There is nothing to do; the doors are shut."


def _platform_changed(line: SessionLine, _notice: Notice, _reader: Person) -> str:
    return f"On {PLATFORM_NAMES[line.session.platform]} now: {_session(line)}. Your door stays the same."


def _monitor_changed(line: SessionLine, _notice: Notice, reader: Person) -> str:
    if reader.id == line.session.monitor_id:
        return f"You watch over {_session(line)}, camera and microphone off, from the first minute to the last."
    monitor = line.people[line.session.monitor_id]
    return f"*{name(monitor)}* ({line.session.monitor_kind}) watches over {_session(line)} now."


def _relieved(line: SessionLine, _notice: Notice, _reader: Person) -> str:
    return f"Somebody else watches over {_session(line)} now, so you are free then. Thank you!"


def _family_cannot(line: SessionLine, notice: Notice, _reader: Person) -> str:
    return f"*{_student(line, notice)}* can't come to {_session(line)}: the family has said so."


def _family_coming(line: SessionLine, notice: Notice, _reader: Person) -> str:
    return f"Good news: *{_student(line, notice)}* can come after all, to {_session(line)}."


def _student(line: SessionLine, notice: Notice) -> str:
    return name(line.people[notice.about]) if notice.about in line.people else "A student"


_CHANGES: dict[Topic, Callable[[SessionLine, Notice, Person], str]] = {
    Topic.STOPPED: _stopped,
    Topic.MOVED: _moved,
    Topic.CANCELLED: _cancelled,
    Topic.PLATFORM_CHANGED: _platform_changed,
    Topic.MONITOR_CHANGED: _monitor_changed,
    Topic.RELIEVED: _relieved,
    Topic.FAMILY_CANNOT: _family_cannot,
    Topic.FAMILY_COMING: _family_coming,
}


def _part(person: Person, line: SessionLine) -> str:
    return "mentor" if person.id == line.match.mentor_id else line.session.monitor_kind.value


def _next_step(line: SessionLine, topic: Topic, reader: Person) -> list[Block]:
    if topic is Topic.CANNOT and reader.has(Role.MANAGER):
        number = line.session.id
        return [
            context(f"`/session monitor {number} NAME` finds a monitor a stand-in, `/session move {number}` a time.")
        ]
    if topic is Topic.FAMILY_CANNOT and reader.has(Role.MANAGER):
        number = line.session.id
        return [context(f"`/session cancel {number}` calls it off, `/session move {number}` finds it another time.")]
    if topic in {Topic.CANNOT, Topic.FAMILY_CANNOT}:
        return [context(f"{name(line.people[line.match.manager_id])} has been told as well and will be in touch.")]
    return []
