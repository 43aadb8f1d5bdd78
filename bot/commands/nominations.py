"""`/mentoring nominate`, `/mentoring nominations` and `/mentoring nomination 12`: for Partnerships Managers."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.blocks import nominations as drawn
from bot.commands.words import Act, Reply
from bot.desk import Call, Desk
from bot.modals import nomination
from bot.moments import Unreadable
from bot.reading import SaidTwice, read_number
from mentoring.acts.queueing import list_nominations, show_nomination
from mentoring.nominations import OPEN, NominationState
from mentoring.people import Person
from mentoring.permissions import require_manager
from mentoring.programs import Model
from mentoring.store.nominations import Wanted

FORM_EXAMPLE = "/mentoring nominate"
Said = TypeVar("Said")
LIST_EXAMPLE = "/mentoring nominations new in-class page 2"
SHOW_EXAMPLE = "/mentoring nomination 12"
_MODELS = {
    "in-class": Model.IN_CLASS,
    "in_class": Model.IN_CLASS,
    "class": Model.IN_CLASS,
    "independent": Model.INDEPENDENT,
}


@dataclass(frozen=True)
class TypedQueue:
    """Which nominations to list. `state` None and not `everything`: those that wait."""

    everything: bool = False
    state: NominationState | None = None
    model: Model | None = None
    page: int = 1

    @property
    def wanted(self) -> Wanted:
        states = frozenset[NominationState]() if self.everything else OPEN
        return Wanted(frozenset({self.state}) if self.state is not None else states, self.model)

    @property
    def title(self) -> str:
        told = "All nominations" if self.everything else "Nominations that wait"
        kind = f"Nominations that are {drawn.STATE_MARKS[self.state].lstrip('◌○◐● ')}" if self.state else told
        return f"{kind}, {drawn.MODELS[self.model]}" if self.model is not None else kind

    @property
    def again(self) -> str:
        words = ("all" if self.everything else "", self.state or "", (self.model or "").replace("_", "-"))
        return " ".join(filter(None, ("/mentoring nominations", *words)))


def read_queue(text: str) -> TypedQueue:
    """`all` or a state, a model, and `page 2`, in any order. Raises Unreadable, SaidTwice."""
    asked, words = TypedQueue(), iter(re.split(r"[\s,]+", text.casefold().strip()))
    for word in filter(None, words):
        if word == "page":
            asked = replace(asked, page=read_number(next(words, ""), LIST_EXAMPLE))
        elif word in _MODELS:
            asked = replace(asked, model=_once(asked.model, _MODELS[word], "model"))
        elif word == "all":
            asked = replace(asked, everything=True)
        elif word in set(NominationState):
            asked = replace(asked, state=_once(asked.state, NominationState(word), "state"))
        else:
            raise Unreadable(word, LIST_EXAMPLE)
    return asked


def _once(before: Said | None, said: Said, what: str) -> Said:
    if before not in (None, said):
        raise SaidTwice(what)
    return said


def show_queue(call: Call, text: str) -> Reply:
    """`/mentoring nominations`, `/mentoring nominations new`, `/mentoring nominations ready in-class page 2`"""
    require_manager(call.actor)
    return queue_as_it_stands(call.desk, call.actor, read_queue(text))


def queue_as_it_stands(desk: Desk, actor: Person, asked: TypedQueue) -> Reply:
    found = list_nominations(desk.store, actor=actor, wanted=asked.wanted, page=asked.page)
    return drawn.queue(found, asked.title, asked.again, zone_of(desk), desk.clock.now())


def show_one(call: Call, text: str) -> Reply:
    """`/mentoring nomination 12`"""
    require_manager(call.actor)
    number = read_number(text, SHOW_EXAMPLE)
    view = show_nomination(call.desk.store, actor=call.actor, nomination_id=number)
    return drawn.nomination_view(view, zone_of(call.desk), call.desk.clock.now())


def write_down(call: Call, text: str) -> Reply:
    """`/mentoring nominate`: it opens the form"""
    require_manager(call.actor)
    if text:
        raise Unreadable(text, FORM_EXAMPLE)
    return Reply("", form=nomination.form())


def zone_of(desk: Desk) -> ZoneInfo:
    """In which days are told: that of the first program."""
    with desk.store.look() as view:
        programs = view.programs.all()
    return programs[0].zone if programs else ZoneInfo("UTC")


ACTS: dict[str, Act] = {"nominate": write_down, "nominations": show_queue, "nomination": show_one}
