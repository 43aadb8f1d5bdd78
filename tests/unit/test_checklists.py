"""The first-day checklist: the program's own items, in words that fit the model and Slack's boxes (R113-R124)."""

from __future__ import annotations

import pytest

from bot.blocks.layout import OPTION
from mentoring.checklists import NoSuchItem, Stage, check_items, checklist
from mentoring.programs import Model


@pytest.mark.parametrize("model", Model)
def test_every_item_fits_a_box_and_has_a_key_of_its_own(model: Model) -> None:
    items = checklist(model)
    assert all(len(item.text) <= OPTION for item in items), [i.text for i in items if len(i.text) > OPTION]
    assert len({item.key for item in items}) == len(items)
    assert {item.stage for item in items} == set(Stage)
    assert max(sum(item.stage is stage for item in items) for stage in Stage) <= 10


BEFORE = ("safety_tips", "introduce", "questions", "interests", "space")
"""R056, R113 to R116."""
DURING = ("get_to_know", "boundaries", "goals", "no_work")
"""R117 to R120."""
AFTER = ("communication", "frequency")
"""R121, R122."""


@pytest.mark.parametrize(
    ("model", "after"),
    [(Model.IN_CLASS, AFTER), (Model.INDEPENDENT, (*AFTER, "teacher_aware"))],
    ids=["in class", "outside"],
)
def test_each_occasion_has_the_items_of_the_training_and_no_others(model: Model, after: tuple[str, ...]) -> None:
    """Whether the teacher knows (R123) is asked where there is no teacher in the room, and as one likes."""
    keys = {stage: tuple(item.key for item in checklist(model) if item.stage is stage) for stage in Stage}
    assert keys == {Stage.BEFORE: BEFORE, Stage.DURING: DURING, Stage.AFTER: after}
    assert [item.key for item in checklist(model) if item.optional] == [key for key in after if key == "teacher_aware"]


def test_each_item_says_what_the_training_says() -> None:
    """A word of the program's own for each, so that none is kept in name only."""
    words = {
        "safety_tips": "online safety tips",
        "introduce": "Introduce yourself",
        "questions": "questions to prepare",
        "interests": "interests and learning style",
        "space": "space",
        "get_to_know": "Get to know",
        "boundaries": "boundaries and clear expectations",
        "goals": "their goals",
        "no_work": "not expect to complete any work",
        "communication": "keep in touch",
        "frequency": "how often",
        "teacher_aware": "teacher knows",
    }
    for item in checklist(Model.INDEPENDENT):
        assert words.pop(item.key) in item.text
    assert not words


def test_in_class_it_speaks_of_the_teacher_and_else_of_the_family() -> None:
    in_class = " ".join(item.text for item in checklist(Model.IN_CLASS))
    independent = " ".join(item.text for item in checklist(Model.INDEPENDENT))
    assert "the teacher" in in_class and "guardian" not in in_class
    assert "the parent or guardian" in independent


def test_nothing_that_stands_on_no_list_is_ticked() -> None:
    check_items(Model.INDEPENDENT, ["space", "teacher_aware"])
    with pytest.raises(NoSuchItem):
        check_items(Model.IN_CLASS, ["teacher_aware"])
