"""A tiding as a Slack message: the words of its letter, and the buttons of its topic."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.blocks.agreements import DRAWN
from bot.blocks.concerns import concern_buttons
from bot.blocks.cover import offer_buttons
from bot.blocks.layout import Block, actions, button, header, link_button, plain
from bot.blocks.quoting import whole
from bot.wording import escaped
from mentoring.acts.tidings import TidingView
from mentoring.people import Role
from mentoring.ports import ChatMessage
from mentoring.tidings import Said, Topic


def _to(text: str) -> Callable[[TidingView], list[Block]]:
    """One button to the reader's own page."""
    return lambda view: [link_button("open_page", text, view.link)] if view.link else []


def _in_class(view: TidingView) -> list[Block]:
    """A family follows the link in the words: buttons are in English."""
    return _to("Answer")(view) if view.tiding.facts["in_class"] else []


def _not_to_families(view: TidingView) -> list[Block]:
    return [] if view.reader.has(Role.GUARDIAN, Role.STUDENT) else _to("Open my page")(view)


def _moved(view: TidingView) -> list[Block]:
    return _to("Open my page" if view.tiding.facts.get("gone") else "My way in")(view)


def _read(view: TidingView) -> list[Block]:
    return [button("relay_read", "Read it", str(view.tiding.facts["message"]), style="primary")]


def _concern(view: TidingView) -> list[Block]:
    return concern_buttons(view.tiding.facts["concern"], untaken=view.tiding.topic is Topic.CONCERN_CALL)


BUTTONS: Mapping[Topic, Callable[[TidingView], list[Block]]] = {
    **DRAWN,
    Topic.COVER_OFFER: offer_buttons,
    Topic.VOLUNTEER_WELCOME: _to("Open my page"),
    Topic.VOLUNTEER_CLEARED: _to("Open my page"),
    Topic.NEW_LINKS: _not_to_families,
    Topic.TRAINING_PLACE: _to("Open the door"),
    Topic.TRAINING_REMINDER: _to("Open the door"),
    Topic.TRAINING_MOVED: _moved,
    Topic.TRAINING_CANCELLED: _to("Open my page"),
    Topic.TRAINING_DONE: _to("Open my page"),
    Topic.TRAINING_AGAIN: _to("Open my page"),
    Topic.TRAINING_SURVEY: _to("Open my page"),
    Topic.RELAY_TO_FAMILY: _in_class,
    Topic.RELAY_TO_MENTOR: _to("Answer"),
    Topic.RELAY_FIRST: _read,
    Topic.RELAY_HELD: _read,
    Topic.CONCERN_CALL: _concern,
    Topic.CONCERN_NEW: _concern,
    Topic.CONCERN_DUE: _concern,
}
"""Buttons under the tidings of these topics."""


def tiding_message(view: TidingView, said: Said) -> ChatMessage:
    draw = BUTTONS.get(view.tiding.topic)
    buttons = draw(view) if draw is not None else []
    blocks = [
        header(said.subject),
        *whole(said.body, [view.link] if view.link else []),
        *([actions(buttons)] if buttons else []),
    ]
    subject = said.subject if said.subject.endswith("?") else f"{said.subject}."
    return ChatMessage(f"{subject} {plain(escaped(said.body))}", blocks)
