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


def test_in_class_it_speaks_of_the_teacher_and_else_of_the_family() -> None:
    in_class = " ".join(item.text for item in checklist(Model.IN_CLASS))
    independent = " ".join(item.text for item in checklist(Model.INDEPENDENT))
    assert "the teacher" in in_class and "guardian" not in in_class
    assert "the parent or guardian" in independent


def test_nothing_that_stands_on_no_list_is_ticked() -> None:
    check_items(Model.INDEPENDENT, ["space", "teacher_aware"])
    with pytest.raises(NoSuchItem):
        check_items(Model.IN_CLASS, ["teacher_aware"])
