"""What must be mended outside of Chaperone, as a manager reads it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.blocks.layout import context, header, lines
from bot.wording import escaped
from mentoring.checks import Check
from mentoring.ports import ChatMessage

TITLE = "A setting outside of Chaperone needs mending"
TO_WHOM = "Please hand this to whoever looks after the accounts. `chaperone doctor` shows every check."


def failing_message(checks: Sequence[Check]) -> ChatMessage:
    told = [f"*{escaped(c.name)}*: {escaped(c.evidence)}.\n{escaped(c.fix)}" for c in checks]
    names = ", ".join(check.name for check in checks)
    return ChatMessage(f"{TITLE}: {names}", [header(TITLE), *lines(told), context(TO_WHOM)])
