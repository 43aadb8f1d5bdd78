"""Slack waits three seconds for the answer to a command; then it says that the command failed, and takes no answer any
more. What takes longer is answered twice: in time, that it is under way, and once it is done, how it went. What is done
is one transaction all the same: a kill between the two leaves all of it or nothing, and a person who knows to look."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock, Timer

from slack_bolt import Ack, Respond

from bot.commands.words import Reply

PATIENCE = 2.5
"""Seconds: the way to Slack and back takes some of the three."""
UNDER_WAY = (
    "That takes a moment: I am at it, and tell you here how it went. If you hear nothing within five minutes, please "
    "look whether it was done before you try again."
)


class _FirstWord:
    """Said by one of two threads."""

    def __init__(self) -> None:
        self._lock, self._said = Lock(), False

    def claim(self) -> bool:
        with self._lock:
            first, self._said = not self._said, True
        return first


def reply_in_time(ack: Ack, respond: Respond, answer: Callable[[], Reply], *, patience: float = PATIENCE) -> None:
    """`patience` in seconds. A form that was opened is the answer itself. Whatever `answer` raises is raised."""
    first = _FirstWord()

    def under_way() -> None:
        if first.claim():
            ack(text=UNDER_WAY, response_type="ephemeral")

    timer = Timer(patience, under_way)
    timer.daemon = True
    timer.start()
    try:
        reply = answer()
    finally:
        timer.cancel()
    say = ack if first.claim() else respond
    if reply.form is None:
        say(text=reply.text, blocks=list(reply.blocks) or None, response_type="ephemeral")
    elif say is ack:
        ack()
