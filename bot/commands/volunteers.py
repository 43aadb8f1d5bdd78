"""`/mentoring volunteers` and `/mentoring volunteer`: who waits for what, and how far one of them is."""

from __future__ import annotations

import re

from bot.blocks import volunteers as drawn
from bot.commands.words import Act, Reply
from bot.desk import Call
from bot.modals import volunteer_form
from bot.moments import Unreadable
from bot.reading import read_number
from bot.reading_volunteers import read_application
from mentoring.acts.finding import find_person
from mentoring.acts.preferring import show_preferences
from mentoring.acts.volunteering import add_volunteer, show_volunteer, waiting_volunteers
from mentoring.people import Role
from mentoring.permissions import require_manager
from mentoring.volunteers import Standing

LIST_EXAMPLE = "/mentoring volunteers page 2"
ONE_EXAMPLE = "/mentoring volunteer @ana"


def waiting(call: Call, text: str) -> Reply:
    """`/mentoring volunteers`, `/mentoring volunteers page 2`"""
    require_manager(call.actor)
    page = read_number(re.sub(r"^page\s+", "", text, flags=re.IGNORECASE) or "1", LIST_EXAMPLE)
    return drawn.waiting_list(
        waiting_volunteers(call.desk.store, actor=call.actor, page=page, at=call.desk.clock.now())
    )


def one(call: Call, text: str) -> Reply:
    """`/mentoring volunteer @ana`; a volunteer sees themselves with the bare word."""
    manages = call.actor.has(Role.MANAGER)
    if not manages and not text:
        person = call.actor
    else:
        require_manager(call.actor)
        if not text:
            raise Unreadable("", ONE_EXAMPLE)
        with call.desk.store.look() as view:
            person = find_person(view, text, Role.MENTOR)
    standing = show_volunteer(call.desk.store, actor=call.actor, person_id=person.id, at=call.desk.clock.now())
    return _told(call, standing, may_record=manages)


def apply(call: Call, text: str) -> Reply:
    """`/mentoring apply Lena Park, lena.park@example.org, mentor and proctor`; bare, it opens a form"""
    require_manager(call.actor)
    if not text:
        return Reply("", form=volunteer_form.application_form())
    application, at = read_application(text), call.desk.clock.now()
    standing = add_volunteer(call.desk.store, actor=call.actor, application=application, request=call.request, at=at)
    return _told(call, standing, may_record=True)


def _told(call: Call, standing: Standing, *, may_record: bool) -> Reply:
    said = show_preferences(call.desk.store, actor=call.actor, person_id=standing.person.id)
    return drawn.one(standing, said, may_record=may_record)


ACTS: dict[str, Act] = {"volunteers": waiting, "volunteer": one, "apply": apply}
