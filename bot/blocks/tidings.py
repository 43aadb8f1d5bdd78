"""A tiding as a Slack message: the words of its letter, and the buttons of its topic."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.blocks.layout import Block, actions, button, header, link_button, plain
from bot.blocks.quoting import whole
from bot.wording import escaped
from mentoring.acts.tidings import TidingView
from mentoring.ports import ChatMessage
from mentoring.tidings import Said, Topic


def _answer(view: TidingView) -> list[Block]:
    return [link_button("open_page", "Answer", view.link)] if view.link else []


def _read(view: TidingView) -> list[Block]:
    return [button("relay_read", "Read it", str(view.tiding.facts["message"]), style="primary")]


BUTTONS: Mapping[Topic, Callable[[TidingView], list[Block]]] = {
    Topic.RELAY_TO_FAMILY: _answer,
    Topic.RELAY_TO_MENTOR: _answer,
    Topic.RELAY_FIRST: _read,
    Topic.RELAY_HELD: _read,
}
"""Buttons under the tidings of these topics."""


def tiding_message(view: TidingView, said: Said) -> ChatMessage:
    draw = BUTTONS.get(view.tiding.topic)
    buttons = draw(view) if draw is not None else []
    blocks = [header(said.subject), *whole(said.body), *([actions(buttons)] if buttons else [])]
    return ChatMessage(f"{said.subject}. {plain(escaped(said.body))}", blocks)
