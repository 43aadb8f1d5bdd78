"""Sessions: what is planned, what is going on, and what happened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.blocks.layout import Block, context, header, lines
from bot.commands.words import Reply
from bot.wording import name, students
from mentoring import wall
from mentoring.acts.looking import SessionLine
from mentoring.coverage import Verdict
from mentoring.people import Person, Role
from mentoring.sessions import SessionState
from mentoring.stored import Answer, Record

STATES = {
    SessionState.PLANNED: "planned, the room is not ready yet",
    SessionState.READY: "ready",
    SessionState.OPEN: "doors are open",
    SessionState.HELD: "held",
    SessionState.MISSED: "missed",
    SessionState.CANCELLED: "cancelled",
    SessionState.STOPPED: "stopped",
}
LISTED = 40
"""Sessions in one list: Slack takes 50 blocks in a message, and a line can fill one."""
ANSWERS = {Answer.COMING: "will be there", Answer.LATE: "is running late", Answer.CANNOT: "can't make it"}


def session_text(line: SessionLine, reader: Person) -> str:
    """One session in a line, with its record once it is over, and its open alerts for managers."""
    session, people, zone = line.session, line.people, line.program.zone
    when = f"{wall.day(session.day)}, {wall.span(session.starts_at, session.ends_at, zone)}"
    monitor = f"{session.monitor_kind} {name(people[session.monitor_id])}"
    who = f"{name(people[line.match.mentor_id])} with {students(line)}, {monitor}"
    parts = [f"*{when}* · {who} (#{line.match.id}) · session {session.id} · _{STATES[session.state]}_"]
    parts += [
        f"{name(people[person])} {ANSWERS[answer]}" for person, answer in line.answers.items() if person in people
    ]
    if line.wants_cover:
        parts.append(":warning: wants cover")
    if line.record is not None:
        parts.append(record_text(line.record, line))
    if reader.has(Role.MANAGER) and line.alerts:
        parts.append(f":rotating_light: {len(line.alerts)} open alert{'s' if len(line.alerts) > 1 else ''}")
    return " · ".join(parts)


def record_text(record: Record, line: SessionLine) -> str:
    """«Covered. Lee Wong 4:28:01 PM to 5:30:12 PM; …»: who was there, from when to when, covered or not."""
    zone = line.program.zone
    stays = [_stays(entry, line, zone) for entry in record.body["people"]]
    return f"{_coverage(record)} {'; '.join(stays) or 'Nobody came'}."


def _coverage(record: Record) -> str:
    if record.verdict is Verdict.UNVERIFIED or record.covered is None:
        return "Could not be verified."
    if record.covered:
        return ":white_check_mark: Covered throughout."
    if record.verdict is Verdict.PRESENT:
        return ":warning: Not covered: the monitor was not there the whole time."
    return ":warning: Not covered: the monitor never came."


def _stays(entry: Any, line: SessionLine, zone: ZoneInfo) -> str:
    person = line.people.get(entry["person"])
    who = name(person) if person is not None else "somebody not identified"
    spans = [_stay(stay, zone) for stay in entry["stays"]]
    return f"{who} {', '.join(spans)}"


def _stay(stay: Any, zone: ZoneInfo) -> str:
    since = wall.exact_time(datetime.fromisoformat(stay["from"]), zone)
    until = wall.exact_time(datetime.fromisoformat(stay["until"]), zone) if stay["until"] else "the end"
    return f"{since} to {until}"


def session_list(found: Sequence[SessionLine], reader: Person, day: date, *, days: int) -> Reply:
    title = f"Sessions on {wall.day(day)}" if days == 1 else f"Sessions in the {days} days from {wall.day(day)}"
    if not found:
        return Reply(f"{title}: none.")
    blocks = (header(f"{title}: {len(found)}"), *session_blocks(found, reader))
    return Reply(f"{title}: {len(found)}.", blocks)


def session_blocks(found: Sequence[SessionLine], reader: Person) -> list[Block]:
    """The first sessions, a line each, and how many more there are."""
    blocks = lines(session_text(line, reader) for line in found[:LISTED])
    left_out = len(found) - LISTED
    return [*blocks, *([context(f"{left_out} more are not shown.")] if left_out > 0 else [])]
