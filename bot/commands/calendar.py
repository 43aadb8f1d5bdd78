"""`/mentoring calendar` for everybody; changing it, and snow days, for Partnerships Managers."""

from __future__ import annotations

from bot.blocks import calendar as drawn
from bot.calendar_reading import ADD_EXAMPLE, SNOW_EXAMPLE, read_days, read_entry, read_removal
from bot.commands.words import Act, Reply
from bot.desk import Call
from bot.moments import Unreadable
from bot.reading_life import read_reason
from mentoring.acts.calendars import add_days, call_snow_day, key_dates, remove_days, take_back_snow_day
from mentoring.permissions import require_manager


def calendar(call: Call, text: str) -> Reply:
    """`/mentoring calendar`, `/mentoring calendar add 2026-11-11 no school Veterans Day`, `/mentoring calendar remove
    2026-11-11`"""
    word, _, rest = text.strip().partition(" ")
    act = {"": _show, "add": _add, "remove": _remove}.get(word.casefold())
    if act is None:
        raise Unreadable(text, ADD_EXAMPLE)
    return act(call, rest.strip())


def _show(call: Call, _text: str) -> Reply:
    return drawn.listed(key_dates(call.desk.store, at=call.desk.clock.now()))


def _add(call: Call, text: str) -> Reply:
    require_manager(call.actor)
    said, why = read_reason(text)
    entry = read_entry(said, today=call.desk.today())
    done = add_days(
        call.desk.store,
        actor=call.actor,
        **vars(entry),
        why=why,
        request=call.request,
        at=call.desk.clock.now(),
        policy=call.desk.policy,
    )
    return drawn.added(entry, done)


def _remove(call: Call, text: str) -> Reply:
    require_manager(call.actor)
    said, why = read_reason(text)
    days, kind = read_removal(said, today=call.desk.today())
    done = remove_days(
        call.desk.store,
        actor=call.actor,
        **vars(days),
        kind=kind,
        why=why,
        request=call.request,
        at=call.desk.clock.now(),
        policy=call.desk.policy,
    )
    return drawn.removed(days, done)


def snow_day(call: Call, text: str) -> Reply:
    """`/mentoring snowday tomorrow`, `/mentoring snowday 2026-12-08 school Holland because of the storm`,
    `/mentoring snowday undo 2026-12-08`"""
    require_manager(call.actor)
    said, why = read_reason(text)
    word, _, rest = said.partition(" ")
    undo = word.casefold() == "undo"
    days = read_days(rest if undo else said, today=call.desk.today(), example=SNOW_EXAMPLE)
    if days.first != days.last:
        raise Unreadable(text, SNOW_EXAMPLE)
    done = (take_back_snow_day if undo else call_snow_day)(
        call.desk.store,
        actor=call.actor,
        day=days.first,
        school=days.school,
        why=why,
        request=call.request,
        at=call.desk.clock.now(),
        policy=call.desk.policy,
    )
    return (drawn.thawed if undo else drawn.snowed)(days, done)


ACTS: dict[str, Act] = {"calendar": calendar, "snowday": snow_day}
