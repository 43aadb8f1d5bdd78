"""What only managers see of a match."""

from __future__ import annotations

from bot.wording import name, quoted
from mentoring.acts.overseeing import Oversight, SideLine
from mentoring.checklists import COMMUNICATION, Stage
from mentoring.consents import Choice, Side

_SIDES = {Side.MENTOR: "mentor", Side.FAMILY: "family", Side.MONITOR: "monitor"}
_SAID = {Choice.YES: "✅ yes", Choice.NO: "✗ no"}


def oversight_texts(seen: Oversight) -> list[str]:
    texts = []
    if seen.sides:
        texts.append("Agreement: " + "; ".join(map(_side, seen.sides)))
    texts += [f"⚠ {name(person)} wants to leave: {quoted(leaving.why)}" for person, leaving in seen.leaving]
    if seen.progress is not None:
        counts = ", ".join(
            f"{stage} {sum(item.key in seen.progress.done for item in seen.progress.of(stage))} of "
            f"{len(seen.progress.of(stage))}"
            for stage in Stage
        )
        plan = "made" if COMMUNICATION in seen.progress.done else "not yet"
        texts.append(f"First day: {counts} · communication plan: {plan}")
    return texts


def _side(line: SideLine) -> str:
    parts = " and ".join(_SIDES[side] for side in Side if side in line.sides)
    if line.consent is None:
        return f"{name(line.person)} ({parts}) not asked"
    if line.consent.choice is None:
        return f"{name(line.person)} ({parts}) no answer yet"
    why = f", {quoted(line.consent.why)}" if line.consent.why else ""
    return f"{name(line.person)} ({parts}) {_SAID[line.consent.choice]}{why}"
