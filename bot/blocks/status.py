"""How things stand, as one reads it before the day begins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.blocks.layout import Block, context, header, lines
from bot.blocks.sessions import session_text
from bot.commands.words import Reply
from bot.wording import counted, escaped
from mentoring.acts.looking import SessionLine
from mentoring.acts.status import Desk, Status
from mentoring.people import Person

LISTED = 8
"""Sessions or checks under one heading: whoever has more to mend begins with these."""
GOOD = ":white_check_mark: All is well: every room is ready, nothing wants cover, no alert is open."


def status_reply(found: Status, reader: Person) -> Reply:
    title = f"The next 24 hours: {counted(len(found.ahead), 'session')}"
    troubles = list(_troubles(found, reader))
    waiting = [context(" · ".join(_waiting(found.desk)))] if found.desk is not None else []
    shown = troubles or lines([GOOD if found.desk is not None else _own(found)])
    return Reply(title, (header(title), *shown, *waiting))


def _own(found: Status) -> str:
    return "Nothing is wrong with yours." if found.ahead else "You have none."


def _troubles(found: Status, reader: Person) -> Iterator[Block]:
    yield from _listed("Open alerts", found.alerted, reader)
    yield from _listed("Wants cover", found.uncovered, reader)
    yield from _listed("The room is not ready yet", found.roomless, reader)
    if found.desk is not None and found.desk.failing:
        yield header(f"Settings that need mending: {len(found.desk.failing)}")
        yield from lines(f"*{escaped(c.name)}*: {escaped(c.fix)}" for c in found.desk.failing[:LISTED])


def _listed(title: str, sessions: Sequence[SessionLine], reader: Person) -> Iterator[Block]:
    if sessions:
        yield header(f"{title}: {len(sessions)}")
        yield from lines(session_text(line, reader) for line in sessions[:LISTED])


def _waiting(desk: Desk) -> Iterator[str]:
    late = f", {desk.overdue} of them overdue" if desk.overdue else ""
    yield f"Check-ins due: {desk.check_ins or 'none'}{late} (`/mentoring checkins`)"
    burst = f", {desk.held} held after a burst" if desk.held else ""
    yield f"nominations waiting: {desk.nominations or 'none'}{burst} (`/mentoring nominations`)"
    yield f"volunteers waiting: {desk.volunteers or 'none'} (`/mentoring volunteers`)"
    if desk.unknown:
        yield f"{counted(desk.unknown, 'check')} could not be made: `chaperone doctor` tells why"
