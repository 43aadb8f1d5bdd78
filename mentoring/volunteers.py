"""Volunteers on their way to being cleared: applied, interviewed, screened, agreed, trained (R038, R041, R082, R085).

What clears a volunteer are the dates of `mentoring.people.Clearance`, and nothing else. The dossier says who decided,
how, and on which text; of a background check only dates and outcome are kept, never the record (safeguarding L3).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum

from mentoring.errors import Refusal
from mentoring.people import VOLUNTEERS, Clearance, Person

AGREEMENT = "2026-10"
"""The version of the agreement that is signed now: its promises stand in `web/pages/volunteer.html` (R082, R085)."""
CHECK_LASTS_YEARS = 3
"""Safeguarding L3: a background check at least every three years."""
OPTIONS_WITHIN = timedelta(days=14)
"""«In the coming weeks» (R039): how long after the training the interviewer has to come with match options."""


class Step(StrEnum):
    """What clears a volunteer, in the usual order. The values are what `Clearance.missing` says."""

    INTERVIEW = "interview"
    CHECK = "valid background check"
    AGREEMENT = "signed agreement"
    TRAINING = "training"


class Mover(StrEnum):
    """Whose move it is."""

    OFFICE = "the office"
    VOLUNTEER = "the volunteer"


MOVERS = {
    Step.INTERVIEW: Mover.OFFICE,
    Step.CHECK: Mover.OFFICE,
    Step.AGREEMENT: Mover.VOLUNTEER,
    Step.TRAINING: Mover.VOLUNTEER,
}


class Interview(StrEnum):
    """How an interview ended."""

    PASSED = "passed"
    TURNED_AWAY = "turned_away"


class Screening(StrEnum):
    """How a background check ended: all that is kept of it."""

    CLEARED = "cleared"
    NOT_CLEARED = "not_cleared"


@dataclass(frozen=True)
class Dossier:
    """What is known of a volunteer beside the dates that clear them. `since`: the day of the last step, from which
    they have waited for the next one; None where nobody knows, as for people who were imported."""

    person_id: int
    applied_on: date | None = None
    interviewer_id: int | None = None
    interview: Interview | None = None
    check_on: date | None = None
    screening: Screening | None = None
    agreement: str | None = None
    curriculum: str | None = None
    since: date | None = None

    @property
    def written_here(self) -> bool:
        """Whether a step was ever written down here: then no roster file decides about this person's clearance."""
        return any((self.interview, self.screening, self.agreement, self.curriculum))

    @property
    def turned_away(self) -> bool:
        return self.interview is Interview.TURNED_AWAY or self.screening is Screening.NOT_CLEARED


class NotAVolunteer(Refusal):
    """Only mentors and proctors are volunteers."""

    def __init__(self, person: Person) -> None:
        super().__init__(person.id)
        self.person = person


class NotYet(Refusal):
    """What is written down has happened. `column`: where a file says it."""

    def __init__(self, on: date, column: str = "") -> None:
        super().__init__(on)
        self.on, self.column = on, column


class CheckTooLong(Refusal):
    """A background check holds from its day on, for three years at the most (L3)."""

    def __init__(self, on: date) -> None:
        super().__init__(on)
        self.on = on


class InterviewFirst(Refusal):
    """Whoever was not interviewed, or was turned away, is not trained (R038)."""

    def __init__(self, person: Person) -> None:
        super().__init__(person.id)
        self.person = person


def steps_left(clearance: Clearance, on: date) -> tuple[Step, ...]:
    """What is missing on that day, in the usual order; empty when cleared."""
    missing = clearance.missing(on)
    return tuple(step for step in Step if step in missing)


def whose_move(steps: Sequence[Step]) -> Mover | None:
    """Whose move is the first of these steps; None when nothing is left."""
    return MOVERS[steps[0]] if steps else None


@dataclass(frozen=True)
class StepTaken:
    """One step of one volunteer as somebody reports it. `until` belongs to a check that cleared, `by` to an interview;
    `version` is that of the agreement or of the curriculum."""

    step: Step
    on: date
    outcome: Interview | Screening | None = None
    by: int | None = None
    until: date | None = None
    version: str = ""


@dataclass(frozen=True)
class Standing:
    """A volunteer with everything that says how far they are."""

    person: Person
    dossier: Dossier
    steps: tuple[Step, ...]
    interviewer: Person | None = None
    mover: Mover | None = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "mover", whose_move(self.steps))


def check_volunteer(person: Person) -> None:
    """Raises NotAVolunteer."""
    if not person.has(*VOLUNTEERS):
        raise NotAVolunteer(person)


def after(step: StepTaken, clearance: Clearance, dossier: Dossier, *, today: date) -> tuple[Clearance, Dossier]:
    """How they stand once this step is written down. A refusal at the interview, or a check that did not clear, takes
    the date away that would clear them. Raises NotYet, CheckTooLong."""
    if step.on > today:
        raise NotYet(step.on)
    moved = replace(dossier, since=max(step.on, dossier.since or step.on))
    if step.step is Step.INTERVIEW:
        passed = step.outcome is Interview.PASSED
        interview = Interview.PASSED if passed else Interview.TURNED_AWAY
        cleared = replace(clearance, interviewed_on=step.on if passed else None)
        return cleared, replace(moved, interview=interview, interviewer_id=step.by)
    if step.step is Step.CHECK:
        return _screened(step, clearance, moved)
    if step.step is Step.AGREEMENT:
        return replace(clearance, agreement_on=step.on), replace(moved, agreement=step.version)
    return replace(clearance, trained_on=step.on), replace(moved, curriculum=step.version)


def _screened(step: StepTaken, clearance: Clearance, dossier: Dossier) -> tuple[Clearance, Dossier]:
    if step.outcome is not Screening.CLEARED:
        dossier = replace(dossier, screening=Screening.NOT_CLEARED, check_on=step.on)
        return replace(clearance, background_check_until=None), dossier
    until = step.until or longest_check(step.on)
    if not step.on <= until <= longest_check(step.on):
        raise CheckTooLong(step.on)
    cleared = replace(clearance, background_check_until=until)
    return cleared, replace(dossier, screening=Screening.CLEARED, check_on=step.on)


def longest_check(on: date) -> date:
    """The last day on which a check of that day counts: one of February 29 ends on February 28."""
    try:
        return on.replace(year=on.year + CHECK_LASTS_YEARS)
    except ValueError:
        return date(on.year + CHECK_LASTS_YEARS, 2, 28)
