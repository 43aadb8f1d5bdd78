"""What nominations set in motion: a letter of receipt, the count of the morning, and the erasing at night."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from jobs.errands import settle
from jobs.means import Means
from jobs.outside import ask_all
from jobs.retention import next_night
from mentoring.acts.telling import tell_people
from mentoring.duties import HOUSE, Duty, DutyKind, DutyState, PlannedDuty
from mentoring.nominations import NominationState
from mentoring.ports import Letter
from mentoring.slots import as_utc
from mentoring.store import Work
from mentoring.tidings import Tiding, Topic

MORNING = time(8)
"""In the program's wall time, Monday to Friday."""
HALF_A_DAY = timedelta(hours=12)


class Nominations:
    """Handlers of the duties `receipt` and `count_nominations`."""

    def __init__(self, means: Means) -> None:
        self._means, self._store = means, means.store

    def receipt(self, duties: Sequence[Duty], *, at: datetime) -> None:
        """To the address that was given; one that has none, was written down by the staff, or is erased gets none."""
        with self._store.look() as view:
            found = view.nominations.many([duty.subject.id for duty in duties])
        letters: dict[int, Letter] = {}
        for nomination in found.values():
            draft = nomination.draft
            if draft is not None and draft.contact.email is not None and nomination.entered_by is None:
                mark, said = f"{nomination.subject}-receipt", self._means.letters.receipt(nomination, draft)
                letters[nomination.id] = Letter(mark, draft.contact.email, "", *said)
        sent = ask_all(
            lambda letter: self._means.postman.post(letter, at=at), list(letters.values()), threads=self._means.threads
        )
        results = dict(zip(letters, (result for _, result in sent), strict=True))
        settle(self._store, [(duty, results.get(duty.subject.id)) for duty in duties], at=self._means.clock.now())

    def count(self, duties: Sequence[Duty], *, at: datetime) -> None:
        """What waits is told to every manager once a working day; nothing where nobody waits."""
        with self._store.begin() as work:
            tell_people(work, _morning_tidings(work, at))
            work.duties.finish([duty.id for duty in duties], DutyState.DONE, at=at)
            work.duties.plan([next_count(work, at=at)])


def standing_duties(work: Work, *, at: datetime) -> Sequence[PlannedDuty]:
    """What is planned at the start, and then plans its own next time."""
    return [next_count(work, at=at), next_night(DutyKind.ERASE_NOMINATIONS, at=at)]


def next_count(work: Work, *, at: datetime) -> PlannedDuty:
    """On the next working day, in the wall time of the programs. No clock change skips or repeats 8 in the morning."""
    zone = _zone(work)
    day = at.astimezone(zone).date()
    while day.weekday() >= 5 or as_utc(day, MORNING, zone) <= at:
        day += timedelta(days=1)
    due_at = as_utc(day, MORNING, zone)
    return PlannedDuty(HOUSE, DutyKind.COUNT_NOMINATIONS, due_at, due_at.isoformat())


def _zone(work: Work) -> ZoneInfo:
    """That of the first program; before there is one, any will do."""
    programs = work.programs.all()
    return programs[0].zone if programs else ZoneInfo("UTC")


def _morning_tidings(work: Work, at: datetime) -> Sequence[Tiding]:
    longest = work.nominations.longest_waiting(NominationState.NEW)
    zone = _zone(work)
    local = at.astimezone(zone)
    held, _ = work.nominations.burst()
    # Planned before there was a program, it may come in the night.
    if not (longest or held) or local.time() < MORNING or local.weekday() >= 5:
        return []
    today = local.date().isoformat()
    since = longest.waiting_since.astimezone(zone).date().isoformat() if longest is not None else None
    new = work.nominations.tally().get(NominationState.NEW, 0)
    facts = {"new": new, "first": False, "since": since, "held": bool(held)}
    return [
        Tiding(
            f"nominations/count/{today}/{reader.id}",
            Topic.NOMINATIONS,
            reader.id,
            at,
            facts=facts,
            expires_at=at + HALF_A_DAY,
        )
        for reader in work.people.managers()
    ]
