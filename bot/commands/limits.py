"""`/mentoring limit`: how much one person carries."""

from __future__ import annotations

from datetime import timedelta

from bot.commands.words import Act, Reply
from bot.desk import Call
from bot.reading_life import read_limit
from bot.wording import name
from mentoring.acts.finding import find_person
from mentoring.acts.limiting import set_limit
from mentoring.limits import LimitKind
from mentoring.people import Role
from mentoring.permissions import require_manager

_KINDS = {"ma": LimitKind.MATCHES, "ho": LimitKind.HOURS, "mi": LimitKind.GAP}


def limit(call: Call, text: str) -> Reply:
    """`/mentoring limit @ana 3 matches`, `/mentoring limit Ruth Abernathy 15 minutes`, `… usual matches`"""
    require_manager(call.actor)
    who, value, unit = read_limit(text)
    with call.desk.store.look() as view:
        person = find_person(view, who, Role.MENTOR)
    limits = set_limit(
        call.desk.store,
        actor=call.actor,
        person=person,
        kind=_KINDS[unit],
        value=value,
        at=call.desk.clock.now(),
        policy=call.desk.policy,
    )
    hours, gap = limits.weekly / timedelta(hours=1), limits.gap // timedelta(minutes=1)
    between = f"at least {gap} minutes between two sessions" if gap else "sessions back to back"
    return Reply(f"{name(person)} may have {limits.matches} matches, {hours:g} hours a week, and {between}.")


ACTS: dict[str, Act] = {"limit": limit}
