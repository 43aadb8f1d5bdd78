"""The checklist of a match's first day, in the words of the program's training (R113-R124, R056)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from mentoring.errors import Refusal
from mentoring.programs import Model

COMMUNICATION = "communication"
"""The item that is due within some days of the first session (R121)."""


class Stage(StrEnum):
    """When an item is to be done, seen from the first session."""

    BEFORE = "before"
    DURING = "during"
    AFTER = "after"


@dataclass(frozen=True)
class Item:
    """One line of the checklist, short enough for a box in Slack (75 characters). `optional`: as one likes."""

    key: str
    stage: Stage
    text: str
    optional: bool = False


class NoSuchItem(Refusal):
    """The checklist of this match has no such item."""

    def __init__(self, item: str) -> None:
        super().__init__(item)
        self.item = item


def checklist(model: Model) -> tuple[Item, ...]:
    """In class the mentor works with a teacher, outside class with a family and a proctor."""
    in_class = model is Model.IN_CLASS
    adult = "the teacher" if in_class else "the parent or guardian"
    together = "the teacher" if in_class else "the parent or guardian, and the proctor,"
    items = [
        Item("safety_tips", Stage.BEFORE, "Read the district's online safety tips."),
        Item("introduce", Stage.BEFORE, f"Introduce yourself to {adult}; your manager connects you."),
        Item("questions", Stage.BEFORE, f"Ask {adult} questions to prepare for the first session."),
        Item("interests", Stage.BEFORE, "Ask about your student's interests and learning style."),
        Item("space", Stage.BEFORE, "Prepare your space."),
        Item("get_to_know", Stage.DURING, "Get to know your student by asking questions."),
        Item("boundaries", Stage.DURING, "Set boundaries and clear expectations with your student."),
        Item("goals", Stage.DURING, f"Ask your student and {adult} about their goals."),
        Item("no_work", Stage.DURING, "Do not expect to complete any work in the first session."),
        Item(COMMUNICATION, Stage.AFTER, f"Agree with {together} how you keep in touch."),
        Item("frequency", Stage.AFTER, "Agree how often you keep in touch."),
    ]
    if not in_class:
        aware = "Ask whether the student's teacher knows that they have a mentor."
        items.append(Item("teacher_aware", Stage.AFTER, aware, optional=True))
    return tuple(items)


def check_items(model: Model, keys: Collection[str]) -> None:
    """Raises NoSuchItem."""
    known = {item.key for item in checklist(model)}
    for key in keys:
        if key not in known:
            raise NoSuchItem(key)
