"""`/mentoring optin`, `optout`, `check`, `revoke`: what a manager writes down of guardians and volunteers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from bot.commands.words import Act, Reply
from bot.desk import Call
from bot.moments import Unreadable, read_date
from bot.reading_life import read_reason
from bot.wording import name
from mentoring import wall
from mentoring.acts.finding import find_person
from mentoring.acts.opting import NotTheirChild, ask_for_word, give_word, take_word_back
from mentoring.acts.volunteering import set_check
from mentoring.people import HowGiven, Person, Role
from mentoring.permissions import require_manager

OPT_IN_EXAMPLE = "/mentoring optin Angela Freeman 2026-11-01"
OPT_OUT_EXAMPLE = "/mentoring optout Angela Freeman"
CHECK_EXAMPLE = "/mentoring check Ruth Abernathy until 2029-03-28"
REVOKE_EXAMPLE = "/mentoring revoke Ruth Abernathy because her check was withdrawn"
_ASK = re.compile(r"ask\s+(.+)", re.IGNORECASE)
_FOR = re.compile(r"\s+for\s+", re.IGNORECASE)
_LAST_DAY = re.compile(r"^(.*?)[\s,]+((?:from\s+)?(?:[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}|today|tomorrow))$", re.IGNORECASE)
_UNTIL = re.compile(r"^(.+?)[\s,]+(?:until|through)\s+(\S.*)$", re.IGNORECASE)


def opt_in(call: Call, text: str) -> Reply:
    """`/mentoring optin Angela Freeman 2026-11-01`, `/mentoring optin Angela Freeman for Amara Freeman today`, or the
    guardian is asked by letter: `/mentoring optin ask Angela Freeman`"""
    require_manager(call.actor)
    if (asking := _ASK.fullmatch(text)) is not None:
        guardian, child, _, why = _read(call, asking[1], OPT_IN_EXAMPLE)
        asked = ask_for_word(
            call.desk.store,
            actor=call.actor,
            guardian_id=guardian.id,
            child_id=_id(child),
            why=why,
            at=call.desk.clock.now(),
        )
        return Reply(f"Asked: {name(guardian)} gets a letter with a page to answer on, for {_names(asked)}.")
    guardian, child, on, why = _read(call, text, OPT_IN_EXAMPLE)
    children = give_word(
        call.desk.store,
        actor=call.actor,
        guardian_id=guardian.id,
        child_id=_id(child),
        on=on,
        how=HowGiven.PAPER,
        why=why,
        at=call.desk.clock.now(),
        policy=call.desk.policy,
    )
    return Reply(
        f"Written down: {name(guardian)} may watch over {_names(children)} from {wall.day(on)} on. "
        "`/match monitor 12 guardian` makes them the monitor of a match."
    )


def opt_out(call: Call, text: str) -> Reply:
    """`/mentoring optout Angela Freeman`, `/mentoring optout Angela Freeman for Amara Freeman 2026-12-01`"""
    require_manager(call.actor)
    guardian, child, on, why = _read(call, text, OPT_OUT_EXAMPLE)
    children = take_word_back(
        call.desk.store,
        actor=call.actor,
        guardian_id=guardian.id,
        child_id=_id(child),
        on=on,
        why=why,
        at=call.desk.clock.now(),
        policy=call.desk.policy,
    )
    return Reply(
        f"Written down: {name(guardian)} does not watch over {_names(children)} from {wall.day(on)} on. For sessions "
        "that they had, I look for a proctor."
    )


def check(call: Call, text: str) -> Reply:
    """`/mentoring check Ruth Abernathy until 2029-03-28 because it was renewed`"""
    require_manager(call.actor)
    said, why = read_reason(text)
    found = _UNTIL.match(said)
    if found is None:
        raise Unreadable(text, CHECK_EXAMPLE)
    until = read_date(found[2], today=call.desk.today())
    person = _set_check(call, _volunteer(call, found[1]), until, why)
    day = f"{wall.day(until)}, {until.year}"
    return Reply(f"Written down: the background check of {name(person)} is valid through {day}.")


def revoke(call: Call, text: str) -> Reply:
    """`/mentoring revoke Ruth Abernathy because her check was withdrawn`"""
    require_manager(call.actor)
    named, why = read_reason(text)
    if not named:
        raise Unreadable(text, REVOKE_EXAMPLE)
    person = _set_check(call, _volunteer(call, named), None, why)
    return Reply(
        f"Revoked: {name(person)} has no valid background check from now on. Sessions that they were to watch over "
        "want cover, and those that they were to mentor in the next seven days are cancelled."
    )


def _set_check(call: Call, person: Person, until: date | None, why: str) -> Person:
    at, policy = call.desk.clock.now(), call.desk.policy
    return set_check(call.desk.store, actor=call.actor, person_id=person.id, until=until, why=why, at=at, policy=policy)


def _volunteer(call: Call, said: str) -> Person:
    """Raises UnknownPerson, AmbiguousName."""
    with call.desk.store.look() as view:
        roles = [Role.PROCTOR, Role.MENTOR]
        exact = [role for role in roles if view.people.named(said, role)]
        return find_person(view, said, exact[0] if exact else Role.PROCTOR)


def _read(call: Call, text: str, example: str) -> tuple[Person, Person | None, date, str]:
    """The guardian, the child where one is named, the day, today unless told, and the reason. Raises TooLong,
    Unreadable, NotTheirChild and the refusals of `find_person`."""
    today = call.desk.today()
    said, why = read_reason(text)
    found = _LAST_DAY.match(said)
    named, said_day = (found[1], found[2]) if found is not None else (said, "today")
    guardian_said, *child_said = _FOR.split(named, maxsplit=1)
    if not guardian_said.strip():
        raise Unreadable(text, example)
    with call.desk.store.look() as view:
        guardian = find_person(view, guardian_said, Role.GUARDIAN)
        child = find_person(view, child_said[0], Role.STUDENT) if child_said else None
    if not guardian.has(Role.GUARDIAN):
        raise NotTheirChild(guardian)
    return guardian, child, read_date(re.sub(r"^from\s+", "", said_day, flags=re.IGNORECASE), today=today), why


def _id(person: Person | None) -> int | None:
    return person.id if person is not None else None


def _names(people: Iterable[Person]) -> str:
    return " and ".join(map(name, people))


ACTS: dict[str, Act] = {"optin": opt_in, "optout": opt_out, "check": check, "revoke": revoke}
