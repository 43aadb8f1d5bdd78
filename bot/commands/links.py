"""`/mentoring links`: a letter came into other hands, and no link in it may open anything any more."""

from __future__ import annotations

from bot.commands.words import Act, Reply
from bot.desk import Call
from bot.moments import Unreadable
from bot.wording import name
from mentoring.acts.finding import find_person
from mentoring.acts.links import end_links
from mentoring.people import Role
from mentoring.permissions import require_manager

EXAMPLE = "/mentoring links Angela Freeman"


def links(call: Call, text: str) -> Reply:
    """`/mentoring links Angela Freeman`"""
    require_manager(call.actor)
    if not text.strip():
        raise Unreadable(text, EXAMPLE)
    with call.desk.store.look() as view:
        found = find_person(view, text, Role.GUARDIAN)
    at = call.desk.clock.now()
    person = end_links(call.desk.store, actor=call.actor, person_id=found.id, request=call.request, at=at)
    return Reply(
        f"Done: no link to a page that {name(person)} was sent before opens anything any more. New ones are on their "
        "way. Doors to sessions stay as they are."
    )


ACTS: dict[str, Act] = {"links": links}
