"""What is kept back so that no figure points at one child.

Two rules. Where managers read, who may see every match anyway, groups of fewer than SMALL_GROUP students have no line
of their own; that number is our own choice. What leaves the house has no cell below SMALL_CELL (safeguarding, section
4: figures for partners and the state), and nothing that is kept back can be worked out from what is shown beside the
sum.
It does not protect against comparing two exports of different days.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mentoring.figures import Figures, total

SMALL_GROUP = 5
SMALL_CELL = 10
OTHERS = "others"
"""The group of those that are too small to stand alone."""


def joined(groups: Mapping[str, Figures], least: int) -> list[tuple[str, Figures]]:
    """Groups with at least that many students, those with most waiting first; all the others together at the end."""
    few = [figures for figures in groups.values() if figures.students < least]
    alone = [(name, figures) for name, figures in groups.items() if figures.students >= least]
    rest = [(OTHERS, total(few))] if few else []
    return sorted(alone, key=lambda one: (-one[1].waiting, one[0])) + rest


def kept_back(cells: Sequence[int], least: int) -> frozenset[int]:
    """The places of those cells of a column that are not shown while their sum is: whatever is neither nothing nor at
    least that many, and more of them until what is missing is no small number of one group."""
    hidden = {place for place, cell in enumerate(cells) if 0 < cell < least}
    others = sorted((cell, place) for place, cell in enumerate(cells) if cell >= least)
    for _, place in others:
        if not hidden or (len(hidden) > 1 and sum(cells[one] for one in hidden) >= least):
            break
        hidden.add(place)
    return frozenset(hidden)
