"""Telling people: tidings are written in the transaction that makes them true, and brought afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from mentoring import wall
from mentoring.duties import DutyKind, PlannedDuty, Subject, SubjectKind
from mentoring.matches import Match
from mentoring.slots import TimeDoesNotExist
from mentoring.store import Work
from mentoring.tidings import Tiding, Topic


def tell_people(work: Work, tidings: Iterable[Tiding], *, kind: DutyKind = DutyKind.BRING_TIDING) -> None:
    """Writes the tidings with the duty to bring each; what was told before is left out. `kind`: in whose lane they are
    brought, for those that are of use for less than a minute."""
    work.duties.plan(
        PlannedDuty(
            Subject(SubjectKind.TIDING, tiding.id),
            kind,
            tiding.at,
            expires_at=tiding.expires_at,
            person_id=tiding.reader_id,
        )
        for tiding in work.tidings.add(tidings)
    )


def keep_from_telling(work: Work, match: Match, topic: Topic) -> None:
    """What nobody needs to hear any more; who has heard it has."""
    for number in work.tidings.numbers(match.id, topic):
        work.duties.cancel(Subject(SubjectKind.TIDING, number), {DutyKind.BRING_TIDING})


def not_extended(match: Match, refusal: TimeDoesNotExist, *, at: datetime) -> Tiding:
    """For the match's own manager, once for each day that cannot be planned."""
    day = refusal.day.isoformat()
    key = f"match-{match.id}/{Topic.NOT_EXTENDED}/{day}/{match.manager_id}"
    facts = {"day": day, "hour": wall.hour(refusal.wall)}
    return Tiding(key, Topic.NOT_EXTENDED, match.manager_id, at, match.id, {"mentor": match.mentor_id}, facts)
