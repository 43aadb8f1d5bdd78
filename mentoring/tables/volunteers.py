"""Volunteers' dossiers. A day stands with the step that it belongs to; days that only a roster knows stand there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from mentoring.rosters.cells import a_key, a_line, one_of
from mentoring.rosters.columns import Column
from mentoring.rosters.moments import a_date
from mentoring.tables.shape import PERSON, Finding, Table, TableRow
from mentoring.volunteers import Interview, Screening, longest_check

LONGEST_VERSION = 32


@dataclass(frozen=True)
class VolunteerRow(TableRow):
    """`agreement` and `curriculum` are the versions of what was signed and taught. `waiting_since`: the day of the last
    step."""

    person: str
    applied_on: date | None
    interview: Interview | None
    interviewer: str | None
    interviewed_on: date | None
    screening: Screening | None
    check_on: date | None
    background_check_until: date | None
    agreement: str | None
    agreement_on: date | None
    curriculum: str | None
    trained_on: date | None
    waiting_since: date | None

    @property
    def days(self) -> dict[str, date]:
        """Those on which something has happened."""
        done = ("applied_on", "interviewed_on", "check_on", "agreement_on", "trained_on", "waiting_since")
        found = {name: getattr(self, name) for name in done}
        return {name: day for name, day in found.items() if day is not None}


def _step_and_day(row: VolunteerRow) -> Iterator[Finding]:
    """What clears has a day, and what does not has none."""
    yield from _together("interviewed_on", row.interviewed_on, "interview", row.interview is Interview.PASSED)
    cleared = row.screening is Screening.CLEARED
    yield from _together("background_check_until", row.background_check_until, "screening", cleared)
    yield from _together("agreement_on", row.agreement_on, "agreement", row.agreement is not None)
    yield from _together("trained_on", row.trained_on, "curriculum", row.curriculum is not None)
    yield from _together("check_on", row.check_on, "screening", row.screening is not None)
    if row.interviewer is not None and row.interview is None:
        yield "interviewer", "say in interview how it ended"


def _together(column: str, day: date | None, step: str, done: bool) -> Iterator[Finding]:  # noqa: FBT001 - a pair
    if done and day is None:
        yield column, f"write the day that belongs to {step}"
    elif day is not None and not done:
        yield column, f"this day does not go with what {step} says; mend one of them"


def _check_holds(row: VolunteerRow) -> Iterator[Finding]:
    """Safeguarding L3."""
    on, until = row.check_on, row.background_check_until
    if on is not None and until is not None and not on <= until <= longest_check(on):
        yield "background_check_until", f"a check of {on} holds until {longest_check(on)} at the longest"


def _sound(row: VolunteerRow) -> Iterator[Finding]:
    yield from _step_and_day(row)
    yield from _check_holds(row)


VOLUNTEERS = Table(
    "volunteers",
    "volunteer",
    {
        "person": Column(a_key, needed=True, refers=PERSON),
        "applied_on": Column(a_date),
        "interview": Column(one_of(Interview)),
        "interviewer": Column(a_key, refers=PERSON),
        "interviewed_on": Column(a_date),
        "screening": Column(one_of(Screening)),
        "check_on": Column(a_date),
        "background_check_until": Column(a_date),
        "agreement": Column(a_line(LONGEST_VERSION)),
        "agreement_on": Column(a_date),
        "curriculum": Column(a_line(LONGEST_VERSION)),
        "trained_on": Column(a_date),
        "waiting_since": Column(a_date),
    },
    key=("person",),
    make=VolunteerRow,
    check=_sound,
)
