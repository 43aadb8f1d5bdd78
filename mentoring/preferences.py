"""What a student would like help with and when, and what a volunteer offers and when: as they said it themselves.

Nothing here is a rule of who may meet whom. It ranks suggestions, which a person decides about (R033, R040).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import time
from enum import IntEnum
from itertools import product

from mentoring.errors import Refusal
from mentoring.nominations import LANGUAGES, DayPart, NominationDraft, Subject
from mentoring.slots import Slot, Weekday
from mentoring.windows import Window, within

NOON, FIVE = time(12), time(17)
USUAL_HOURS = (time(16, 30), time(16), time(17), time(15, 30), time(17, 30), time(18))
"""After school, the usual hour of the program first (R109)."""
OTHER_HOURS = (time(10), time(11), time(9), time(14), time(13), time(19))
"""For whoever has said that they have no time in the usual ones."""
SCHOOL_DAYS = (Weekday.TU, Weekday.TH, Weekday.MO, Weekday.WE, Weekday.FR)
WEEKEND = (Weekday.SA, Weekday.SU)


class NotOffered(Refusal):
    """A subject, a day, a time of the day or a language that no form of ours has."""


class Hours(IntEnum):
    """What is known of when two people have time for each other, best first."""

    SHARED = 0
    UNKNOWN = 1
    """One of them, or both, never said."""
    OTHER = 2
    """One of them has said other hours than the one that was asked for."""


@dataclass(frozen=True)
class Preferences:
    """Of one person. Empty: never said. `speaks`: languages beside the one that they read."""

    subjects: frozenset[Subject] = frozenset()
    days: frozenset[Weekday] = frozenset()
    parts: frozenset[DayPart] = frozenset()
    speaks: frozenset[str] = frozenset()

    @property
    def says_when(self) -> bool:
        return bool(self.days and self.parts)

    def free_at(self, slot: Slot) -> bool:
        """Whether the whole session lies in the hours that they said; any will do for whoever said none."""
        if not self.says_when:
            return True
        last = 60 * slot.time.hour + slot.time.minute + slot.minutes - 1
        over = time(last // 60 % 24, last % 60)
        return slot.weekday in self.days and {part_of(slot.time), part_of(over)} <= self.parts


NOTHING_SAID = Preferences()


def part_of(wall: time) -> DayPart:
    return DayPart.MORNING if wall < NOON else DayPart.AFTERNOON if wall < FIVE else DayPart.EVENING


def wished(draft: NominationDraft) -> Preferences:
    """What a nomination asks for."""
    return Preferences(
        frozenset(draft.subjects), frozenset(draft.days), frozenset(draft.parts), frozenset({draft.home_language})
    )


def read_preferences(
    *, subjects: Iterable[str], days: Iterable[str], parts: Iterable[str], speaks: Iterable[str]
) -> Preferences:
    """Of what a form sends: values of our own, and nothing else. Raises NotOffered."""
    tongues = frozenset(filter(None, speaks))
    if not tongues <= LANGUAGES.keys():
        raise NotOffered
    try:
        return Preferences(
            frozenset(Subject(one) for one in subjects),
            frozenset(Weekday[one] for one in days),
            frozenset(DayPart(one) for one in parts),
            tongues,
        )
    except (KeyError, ValueError):
        raise NotOffered from None


def hours_of(windows: Collection[Window], *, both: Sequence[Preferences]) -> list[Slot]:
    """Weekly hours in which these people have time, as far as they said, and the program its sessions: the usual ones
    first. Of people who never said, only the usual ones."""
    said = any(one.says_when for one in both)
    hours = (*USUAL_HOURS, *OTHER_HOURS) if said else USUAL_HOURS
    days = (*SCHOOL_DAYS, *WEEKEND) if said else SCHOOL_DAYS
    slots = (Slot(day, hour) for hour, day in product(hours, days))
    return [slot for slot in slots if within(slot, windows) and all(one.free_at(slot) for one in both)]


def hours_known(both: Sequence[Preferences], slots: Collection[Slot]) -> Hours:
    """How well these hours, any of which will do, fit what these people said."""
    fits = any(all(one.free_at(slot) for one in both) for slot in slots)
    if not fits:
        return Hours.OTHER
    return Hours.SHARED if all(one.says_when for one in both) else Hours.UNKNOWN
