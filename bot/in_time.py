"""Slack waits three seconds for an answer: what takes longer is said to take longer, and answered afterwards."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock, Timer

from slack_bolt import Ack, Respond

from bot.commands.words import Reply

SOON = 2.0
"""Seconds. Slack gives three (docs.slack.dev, Acknowledging a command); the way there and back takes its part."""
ONE_MOMENT = "One moment, please: this takes longer than usual. The answer follows here; you need not ask again."


def answer_in_time(find: Callable[[], Reply], ack: Ack, respond: Respond, *, soon: float = SOON) -> None:
    """What `find` finds out is the answer itself, or what follows after `soon` seconds and a word about it. The lock
    is for whichever of the two speaks first."""
    first = Lock()

    def ask_for_time() -> None:
        if first.acquire(blocking=False):
            ack(text=ONE_MOMENT, response_type="ephemeral")

    timer = Timer(soon, ask_for_time)
    timer.daemon = True
    timer.start()
    reply = find()
    timer.cancel()
    blocks = list(reply.blocks) or None
    if first.acquire(blocking=False):
        ack(text=reply.text, blocks=blocks, response_type="ephemeral")
    else:
        respond(text=reply.text, blocks=blocks, response_type="ephemeral", replace_original=False)
