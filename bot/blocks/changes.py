"""What a change of a session brought about: what is different now, and who is being told."""

from __future__ import annotations

from collections.abc import Iterable

from bot.blocks.layout import actions, context, ended, link_button, plain, section
from bot.commands.words import Reply
from bot.wording import PLATFORM_NAMES, name
from mentoring import wall
from mentoring.acts.looking import SessionLine
from mentoring.duties import company
from mentoring.people import Person, Role
from mentoring.policy import Policy
from mentoring.sessions import Session, SessionState


def moved(line: SessionLine, before: Session, actor: Person) -> Reply:
    zone = line.program.zone
    now, was = wall.moment(line.session.starts_at, zone), wall.moment(before.starts_at, zone)
    what = f"Moved: session {line.session.id} is on *{now}* now; it was on {was}."
    return _said(line, actor, what, "Doors stay the same, calendar entries move along, and the room is made anew.")


def cancelled(line: SessionLine, actor: Person) -> Reply:
    when = wall.moment(line.session.starts_at, line.program.zone)
    done = "Stopped" if line.session.state is SessionState.STOPPED else "Cancelled"
    what = f"{done}: session {line.session.id} on {when}."
    return _said(line, actor, what, "Its doors are shut, its room is taken away, and invitations are withdrawn.")


def switched(line: SessionLine, actor: Person) -> Reply:
    what = f"Switched: session {line.session.id} meets on *{PLATFORM_NAMES[line.session.platform]}* now."
    return _said(line, actor, what, "Doors stay the same and lead to the new room; the old one is taken away.")


def handed_over(line: SessionLine, before: SessionLine, actor: Person) -> Reply:
    session, old = line.session, before.people[before.session.monitor_id]
    what = (
        f"Changed: {session.monitor_kind} *{name(line.people[session.monitor_id])}* watches over session {session.id}."
    )
    relieved = [old] if old.id != session.monitor_id else []
    return _said(line, actor, what, "Only this session changes. The room stays; the old door is shut.", relieved)


def stepped_in(line: SessionLine) -> Reply:
    what = f"You are the second adult of session {line.session.id}, {_when(line)}."
    then = (
        f"`/session link {line.session.id}` is your own door. Students are let in when you have come through it, and "
        f"the session is not called off for want of somebody. `/session step-back {line.session.id}` takes it back."
    )
    return Reply(what, (section(what), context(then)))


def stepped_back(line: SessionLine) -> Reply:
    what = f"You are no second adult of session {line.session.id}, {_when(line)}, any more."
    return Reply(what, (section(what), context("If it wants cover, I look for somebody again now.")))


def _when(line: SessionLine) -> str:
    return wall.moment(line.session.starts_at, line.program.zone)


def _said(line: SessionLine, actor: Person, what: str, then: str, others: Iterable[Person] = ()) -> Reply:
    text = f"{what} {_told(line, actor, others)}"
    return Reply(plain(text), (section(text), context(then)))


def _told(line: SessionLine, actor: Person, others: Iterable[Person]) -> str:
    """«I am telling Ana Silva, Ruth Abernathy and the family of Amara O.»"""
    people = [line.people[person] for person in company(line.session, line.match).everybody]
    manager = line.people[line.match.manager_id]
    told = [*people, *others, *([manager] if manager.id != actor.id else [])]
    names = list(dict.fromkeys(_addressed(person) for person in told))
    return ended(f"I am telling {', '.join(names[:-1])} and {names[-1]}")


def _addressed(person: Person) -> str:
    through_family = person.has(Role.STUDENT) and not person.adult and person.guardian_id is not None
    return f"the family of {name(person)}" if through_family else name(person)


def way_in(line: SessionLine, door: str, policy: Policy) -> Reply:
    """One's own door, with the hour at which it opens."""
    zone, session = line.program.zone, line.session
    opens = wall.clock_time(session.starts_at - policy.doors_open_ahead, zone)
    text = f"Your door to session {session.id}, *{wall.moment(session.starts_at, zone)}*, opens at {opens}."
    only_you = "It is yours alone: please don't pass it on."
    return Reply(
        plain(text), (section(text), actions([link_button("open_door", "Open my door", door)]), context(only_you))
    )
