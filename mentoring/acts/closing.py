"""What happened in a session, written down: who was there, what was covered, and what cannot be told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mentoring.acts.seeing import Case
from mentoring.coverage import UNSAFE, Cover, Evidence, Span, Verdict, fully_covered, timeline
from mentoring.policy import Policy
from mentoring.presence import Stay, person_of
from mentoring.rooms import Kept, Platform
from mentoring.sessions import SessionState
from mentoring.stored import Record


@dataclass(frozen=True)
class Outcome:
    """`covered` None: it cannot be told."""

    verdict: Verdict
    covered: bool | None
    spans: Sequence[Span]

    @property
    def unsafe(self) -> tuple[Span, ...]:
        return tuple(span for span in self.spans if span.cover in UNSAFE)


def outcome(case: Case, evidence: Evidence, policy: Policy) -> Outcome:
    """The whole session judged, from the first who came to the last who left."""
    first = min([case.session.starts_at, *(stay.joined_at for stay in evidence.stays)])
    last = max([case.session.ends_at, *(stay.left_at for stay in evidence.stays if stay.left_at is not None)])
    spans = timeline(evidence, case.company, first, last)
    verdict = _verdict(evidence, spans)
    covered = None if verdict is Verdict.UNVERIFIED else _covered(spans, policy)
    return Outcome(verdict, covered, spans)


def record_of(case: Case, evidence: Evidence, kept: Sequence[Kept], *, policy: Policy, at: datetime) -> Record:
    """People and spans in plain values; times in UTC."""
    found = outcome(case, evidence, policy)
    body = {
        "people": people_lines(evidence),
        "spans": span_lines(found.spans),
        "visits": [{"person": v.person_id, "at": v.at.isoformat(), "let_in": v.let_in} for v in case.visits],
        "kept": [{"keeping": k.keeping, "since": k.since.isoformat()} for k in kept],
    }
    return Record(case.session.id, found.verdict, found.covered, body, at)


def people_lines(evidence: Evidence) -> list[dict[str, Any]]:
    """Everybody who was there with their stays; `person` None: those whom no identity names."""
    stays: dict[int | None, list[Stay]] = {}
    for stay in evidence.stays:
        stays.setdefault(person_of(stay.identities, evidence.cast), []).append(stay)
    return [{"person": person, "stays": [_stay_line(stay) for stay in theirs]} for person, theirs in stays.items()]


def span_lines(spans: Iterable[Span]) -> list[dict[str, Any]]:
    return [{"cover": s.cover, "since": s.since.isoformat(), "until": s.until.isoformat()} for s in spans]


def _stay_line(stay: Stay) -> dict[str, Any]:
    until = stay.left_at.isoformat() if stay.left_at else None
    return {"from": stay.joined_at.isoformat(), "until": until, "source": stay.source}


def state_after(case: Case, record: Record) -> SessionState:
    """Held only when mentor and student were seen to meet (P29); in a teacher's room the mentor's door tells."""
    if case.session.platform is Platform.EXTERNAL:
        came = any(visit.let_in and visit.person_id == case.match.mentor_id for visit in case.visits)
        return SessionState.HELD if came else SessionState.MISSED
    there = {line["person"] for line in record.body["people"]}
    met = case.match.mentor_id in there and not there.isdisjoint(case.match.student_ids)
    return SessionState.HELD if met else SessionState.MISSED


def _verdict(evidence: Evidence, spans: Iterable[Span]) -> Verdict:
    if not evidence.readable or any(span.cover is Cover.UNIDENTIFIED for span in spans):
        return Verdict.UNVERIFIED
    return Verdict.PRESENT if evidence.monitors else Verdict.ABSENT


def _covered(spans: Sequence[Span], policy: Policy) -> bool:
    return any(span.cover is Cover.COVERED for span in spans) and fully_covered(spans, policy)
