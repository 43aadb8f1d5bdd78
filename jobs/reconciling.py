"""The record of a session held against what its platform tells once it is over.

Platforms tell late: they are asked again and again, further and further apart, and given up before Meet forgets. The
record keeps what was found live and what was found afterwards. It may become less covered by that, and a manager hears
it; an uncovered one never becomes covered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from jobs.means import Means
from jobs.outside import ask_all
from jobs.tenancy import provider_of
from mentoring.acts.alerting import raise_alerts
from mentoring.acts.closing import Outcome, outcome, people_lines, span_lines
from mentoring.acts.seeing import Case, gather
from mentoring.alerts import AlertReason, Facts
from mentoring.coverage import Evidence
from mentoring.duties import Duty, DutyState
from mentoring.ports import ProviderError
from mentoring.presence import Observation, Source, Stay, person_of
from mentoring.reconciling import Accounts, Reconciled, reconcile
from mentoring.rooms import Cast, MadeRoom, Platform
from mentoring.store import Work
from mentoring.stored import Record

WAITS = (timedelta(minutes=30), timedelta(hours=2), timedelta(hours=8), timedelta(hours=24))
"""After each try without an answer; the last again and again."""
GIVE_UP_AFTER = timedelta(days=6)
"""Reports of Zoom can be days late; Meet deletes its records after thirty days."""
LIVE = {Platform.ZOOM: Source.ZOOM_WEBHOOK, Platform.GOOGLE_MEET: Source.MEET_LIVE}
AFTERWARDS = {Platform.ZOOM: Source.ZOOM_REPORT, Platform.GOOGLE_MEET: Source.MEET_RECORDS}
LEDGER = frozenset({Source.ZOOM_WEBHOOK, Source.ZOOM_LIVE})
_RECORDED = "record:"
"""Who somebody is, the record says already."""


class Reconciling:
    """Handler of the duty `reconcile`."""

    def __init__(self, means: Means) -> None:
        self._means, self._store = means, means.store

    def __call__(self, duties: Sequence[Duty], *, at: datetime) -> None:
        ids = [duty.subject.id for duty in duties]
        with self._store.look() as view:
            cases, records = gather(view, ids), view.records.of(ids)
        closed = [cases[session_id] for session_id in records if _room(cases[session_id]) is not None]
        asked = ask_all(lambda case: self._recall(case, at), closed, threads=self._means.threads)
        told = {case.session.id: answer for case, answer in asked}
        with self._store.begin() as work:
            for duty in duties:
                case, record = cases[duty.subject.id], records.get(duty.subject.id)
                if record is None:
                    work.duties.postpone(duty.id, until=at + WAITS[0], note="there is no record yet")
                else:
                    self._settle(work, duty, case, record, told.get(case.session.id), at)

    def _recall(self, case: Case, at: datetime) -> tuple[Stay, ...] | None:
        room = _room(case)
        assert room is not None, "asked only where there was a room"
        runs = list(dict.fromkeys(event.instance for event in case.events if event.instance))
        since = case.session.starts_at - self._means.policy.doors_open_ahead
        return provider_of(self._means, room.platform).recall(room, runs, since=since, at=at)

    def _settle(
        self,
        work: Work,
        duty: Duty,
        case: Case,
        record: Record,
        told: tuple[Stay, ...] | ProviderError | None,
        at: datetime,
    ) -> None:
        if isinstance(told, tuple):
            self._write(work, case, record, told, at)
        elif _room(case) is not None and at < case.session.ends_at + GIVE_UP_AFTER:
            wait = WAITS[min(duty.tries, len(WAITS)) - 1]
            if isinstance(told, ProviderError) and told.retry_after is not None:
                wait = max(wait, told.retry_after)
            work.duties.postpone(duty.id, until=at + wait, note=str(told or "no report yet"))
            return
        else:
            body = {**record.body, "report": "no report", "disagreements": [], "reconciled_at": at.isoformat()}
            work.records.write(replace(record, body=body))
        work.duties.finish([duty.id], DutyState.DONE, at=at)

    def _write(self, work: Work, case: Case, record: Record, told: tuple[Stay, ...], at: datetime) -> None:
        accounts, cast = _accounts(case, record, told, at)
        monitors = frozenset(person for person in cast.values() if case.may_monitor(person))
        found = reconcile(accounts, cast, monitors=monitors, until=case.session.ends_at)
        seen = {person_of(stay.identities, cast) for stay in found.stays}
        evidence = Evidence(found.stays, cast, monitors & {person for person in seen if person is not None})
        now = outcome(case, evidence, self._means.policy)
        work.records.write(_reconciled(record, now, found, _source_lines(accounts, cast), at))
        if record.covered and not now.covered:
            facts = Facts(at, why=_in_words(now))
            raise_alerts(work, [(case.session.id, AlertReason.RECORD_DIFFERS, facts)], at=at)


def _room(case: Case) -> MadeRoom | None:
    return case.room.room if case.room is not None else None


def _accounts(case: Case, record: Record, told: tuple[Stay, ...], at: datetime) -> tuple[Accounts, Cast]:
    """What each source told, and who is who in it. The ledger may know more by now than when the record was written;
    of what was seen live at Meet, the record is all that is left."""
    live, afterwards = LIVE[case.session.platform], AFTERWARDS[case.session.platform]
    accounts: dict[Source, Sequence[Stay]] = {}
    for stay in _recorded(record):
        source = live if stay.source in LEDGER else stay.source
        accounts[source] = (*accounts.get(source, ()), stay)
    if case.ledger_stays:
        accounts[live] = case.ledger_stays
    elif afterwards not in accounts:
        accounts.setdefault(live, ())
    accounts[afterwards] = told
    marked = {s: case.evidence(Observation(live=True, stays=tuple(a), read_at=at)).stays for s, a in accounts.items()}
    people = {line["person"] for line in record.body["people"]} - {None}
    return marked, {**case.cast, **{f"{_RECORDED}{person}": person for person in people}}


def _recorded(record: Record) -> list[Stay]:
    return [
        Stay(
            Source(stay["source"]),
            () if line["person"] is None else (f"{_RECORDED}{line['person']}",),
            "",
            datetime.fromisoformat(stay["from"]),
            datetime.fromisoformat(stay["until"]) if stay["until"] else None,
        )
        for line in record.body["people"]
        for stay in line["stays"]
    ]


def _source_lines(accounts: Accounts, cast: Cast) -> Mapping[str, Any]:
    return {s.value: people_lines(Evidence(tuple(stays), cast, frozenset())) for s, stays in accounts.items()}


def _reconciled(record: Record, now: Outcome, found: Reconciled, sources: Mapping[str, Any], at: datetime) -> Record:
    """What was found live stays in the body; the record itself is never raised from uncovered to covered."""
    body = {
        **record.body,
        "sources": sources,
        "disagreements": [asdict(disagreement) for disagreement in found.disagreements],
        "live": {"verdict": record.verdict, "covered": record.covered},
        "afterwards": {"verdict": now.verdict, "covered": now.covered, "spans": span_lines(now.spans)},
        "reconciled_at": at.isoformat(),
    }
    if record.covered is False:
        return replace(record, body=body)
    return replace(record, verdict=now.verdict, covered=now.covered, body=body)


def _in_words(now: Outcome) -> str:
    if now.covered is None:
        return "The platform's own record shows somebody in the room whom I cannot identify."
    minutes = round(sum(span.length.total_seconds() for span in now.unsafe) / 60)
    if not minutes:
        return "The platform's own record does not show the monitor together with a student."
    return f"The platform's own record shows about {minutes} min with a student and no monitor in the room."
