"""`/mentoring limit`: how much one person carries, or everybody in one program."""

from __future__ import annotations

import re
from datetime import timedelta

from bot.commands.words import Act, Reply
from bot.desk import Call
from bot.reading_life import read_limit, read_reason
from bot.wording import name, quoted
from mentoring.acts.finding import find_person, find_program
from mentoring.acts.limiting import set_limit, set_program_limit
from mentoring.limits import LimitKind, Limits
from mentoring.people import Role
from mentoring.permissions import require_manager
from mentoring.programs import Model

_PROGRAM = re.compile(r"program\s+(.+)", re.IGNORECASE | re.DOTALL)
_KINDS = {"ma": LimitKind.MATCHES, "ho": LimitKind.HOURS, "mi": LimitKind.GAP}


def limit(call: Call, text: str) -> Reply:
    """`/mentoring limit @ana 3 matches`, `/mentoring limit Ruth Abernathy 15 minutes`, `… usual matches`,
    `/mentoring limit program ils-2026, 5 matches because the rooms are few`"""
    require_manager(call.actor)
    said, why = read_reason(text)
    who, value, unit = read_limit(said)
    if of_program := _PROGRAM.fullmatch(who):
        return _of_program(call, of_program[1], _KINDS[unit], value, why)
    with call.desk.store.look() as view:
        person = find_person(view, who, Role.MENTOR)
    limits = set_limit(
        call.desk.store,
        actor=call.actor,
        person=person,
        kind=_KINDS[unit],
        value=value,
        why=why,
        at=call.desk.clock.now(),
        policy=call.desk.policy,
    )
    return Reply(f"{name(person)} may have {_told(limits)}.")


def _of_program(call: Call, said: str, kind: LimitKind, value: int | None, why: str) -> Reply:
    with call.desk.store.look() as view:
        program = find_program(view, said, Model.INDEPENDENT)
    limits = set_program_limit(
        call.desk.store,
        actor=call.actor,
        program=program,
        kind=kind,
        value=value,
        why=why,
        at=call.desk.clock.now(),
        policy=call.desk.policy,
    )
    return Reply(f"In {quoted(program.name)} everybody without a limit of their own may have {_told(limits)}.")


def _told(limits: Limits) -> str:
    hours, gap = limits.weekly / timedelta(hours=1), limits.gap // timedelta(minutes=1)
    between = f"at least {gap} minutes between two sessions" if gap else "sessions back to back"
    return f"{limits.matches} matches, {hours:g} hours a week, and {between}"


ACTS: dict[str, Act] = {"limit": limit}
