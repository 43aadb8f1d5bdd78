"""Nominations, what they have in common, and which may be of one child."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from integrations.database.forgetting import forget, without_other_part
from integrations.database.sealed_drafts import sealed, unsealed
from integrations.database.tables import (
    known_students,
    nomination_likenesses,
    nomination_marks,
    nominations,
    requests,
)
from integrations.database.upserts import insert_into
from mentoring.likeness import Likeness, LikeReason, LikeVerdict
from mentoring.nominations import (
    REFUSED,
    ConsentGiven,
    DeclineReason,
    Nomination,
    NominationDraft,
    NominationState,
    Nominator,
)
from mentoring.store import Vault
from mentoring.store.nominations import Wanted

_ALL = frozenset(NominationState)
_RECEIPT = "receipt/"
"""How the names of claims on a day's letter begin, among those of all requests."""


class SqlNominations:
    """What was written is sealed; marks are kept as keyed fingerprints."""

    def __init__(self, conn: Connection, vault: Vault) -> None:
        self._conn, self._vault = conn, vault

    def add(
        self,
        draft: NominationDraft,
        *,
        request: str,
        marks: Collection[str],
        given: ConsentGiven,
        entered_by: int | None,
        at: datetime,
        state: NominationState = NominationState.NEW,
    ) -> tuple[Nomination, bool]:
        values = {
            "request": request,
            "nominator": draft.nominator,
            "model": draft.nominator.model,
            "state": state,
            "sealed": sealed(draft, self._vault),
            "waiting_since": at,
            "changed_at": at,
            "consent_given": given,
            "entered_by": entered_by,
        }
        new = insert_into(self._conn, nominations).values(values).on_conflict_do_nothing(index_elements=["request"])
        number = self._conn.scalar(new.returning(nominations.c.id))
        if number is None:
            (known,) = self._load(nominations.c.request == request)
            return known, False
        self._mark(number, marks)
        return self.many([number])[number], True

    def get(self, nomination_id: int) -> Nomination | None:
        return self.many([nomination_id]).get(nomination_id)

    def of_request(self, request: str) -> Nomination | None:
        return next(iter(self._load(nominations.c.request == request)), None)

    def all(self) -> Sequence[tuple[str, Nomination]]:
        rows = self._conn.execute(
            select(nominations).where(nominations.c.sealed.is_not(None)).order_by(nominations.c.id)
        )
        return [(row.request, self._nomination(row)) for row in rows]

    def was_erased(self, request: str) -> bool:
        gone = nominations.c.request == self._erased_name(request)
        return self._conn.scalar(select(nominations.c.id).where(gone)) is not None

    def _erased_name(self, request: str) -> str:
        return f"erased/{self._vault.fingerprint(request)}"

    def many(self, nomination_ids: Collection[int]) -> dict[int, Nomination]:
        found = self._load(nominations.c.id.in_(set(nomination_ids))) if nomination_ids else ()
        return {nomination.id: nomination for nomination in found}

    def rewrite(self, nomination_id: int, draft: NominationDraft, marks: Collection[str]) -> None:
        mine = nominations.c.id == nomination_id
        self._conn.execute(update(nominations).where(mine).values(sealed=sealed(draft, self._vault)))
        self._conn.execute(delete(nomination_marks).where(nomination_marks.c.nomination_id == nomination_id))
        self._mark(nomination_id, marks)

    def _mark(self, nomination_id: int, marks: Collection[str]) -> None:
        rows = [{"nomination_id": nomination_id, "mark": self._vault.fingerprint(mark)} for mark in sorted(marks)]
        if rows:
            self._conn.execute(insert(nomination_marks), rows)

    def sharing(self, marks: Collection[str], *, apart_from: int, limit: int) -> Sequence[Nomination]:
        wanted = nomination_marks.c.mark.in_([self._vault.fingerprint(mark) for mark in marks])
        newest = (
            select(nomination_marks.c.nomination_id)
            .join(nominations, nominations.c.id == nomination_marks.c.nomination_id)
            .where(wanted, nomination_marks.c.nomination_id != apart_from, nominations.c.state != NominationState.HELD)
            .distinct()
            .order_by(nomination_marks.c.nomination_id.desc())
            .limit(limit)
        )
        ids = self._conn.scalars(newest).all()
        return sorted(self.many(ids).values(), key=lambda nomination: -nomination.id)

    def count_since(self, since: datetime, *, mark: str | None = None) -> int:
        lately = (nominations.c.waiting_since > since) & nominations.c.entered_by.is_(None)
        query = select(func.count()).select_from(nominations).where(lately, nominations.c.sealed.is_not(None))
        if mark is None:
            return self._conn.scalar(query.where(nominations.c.state != NominationState.HELD)) or 0
        marked = nomination_marks.c.mark == self._vault.fingerprint(mark)
        query = query.where(nominations.c.id.in_(select(nomination_marks.c.nomination_id).where(marked)))
        return self._conn.scalar(query) or 0

    def first_letter(self, email: str, *, on: date, at: datetime) -> bool:
        key = f"{_RECEIPT}{self._vault.fingerprint(email)}/{on.isoformat()}"
        new = insert_into(self._conn, requests).values(key=key, at=at).on_conflict_do_nothing()
        return self._conn.scalar(new.returning(requests.c.key)) is not None

    def forget_letters(self, before: datetime) -> int:
        old = requests.c.key.startswith(_RECEIPT) & (requests.c.at <= before)
        return self._conn.execute(delete(requests).where(old)).rowcount

    def burst(self) -> tuple[int, int]:
        held = nominations.c.state == NominationState.HELD
        count, newest = self._conn.execute(select(func.count(), func.max(nominations.c.id)).where(held)).one()
        return count, newest or 0

    def decline_held(self, *, up_to: int, limit: int, by: int, at: datetime) -> Sequence[Nomination]:
        held = nominations.c.state == NominationState.HELD
        some = select(nominations.c.id).where(held, nominations.c.id <= up_to).order_by(nominations.c.id).limit(limit)
        values = {
            "state": NominationState.DECLINED,
            "why": DeclineReason.NOT_GENUINE,
            "changed_by": by,
            "changed_at": at,
        }
        # Asked again in the update: who presses at the same time has moved some of them.
        declined = update(nominations).where(nominations.c.id.in_(some), held).values(**values)
        return [self._nomination(row) for row in self._conn.execute(declined.returning(nominations))]

    def move(
        self,
        nomination: Nomination,
        to: NominationState,
        *,
        by: int | None,
        at: datetime,
        why: DeclineReason | None = None,
        duplicate_of: int | None = None,
        match_id: int | None = None,
    ) -> bool:
        here = (nominations.c.id == nomination.id) & (nominations.c.state == nomination.state)
        values = {"state": to, "changed_by": by, "changed_at": at, "why": why}
        links = {"duplicate_of": duplicate_of, "match_id": match_id}
        return self._conn.execute(update(nominations).where(here).values(**values, **links)).rowcount == 1

    def enrol(self, nomination_id: int, student_id: int) -> None:
        self._conn.execute(update(nominations).where(nominations.c.id == nomination_id).values(student_id=student_id))

    def ready_for(self, student_ids: Collection[int]) -> Sequence[Nomination]:
        ready = nominations.c.state == NominationState.READY
        return self._load(nominations.c.student_id.in_(set(student_ids)), ready)

    def page(self, wanted: Wanted, *, limit: int, offset: int) -> Sequence[Nomination]:
        # The numbers come from the index alone; whole rows, which are long, only for what is shown.
        order = (nominations.c.waiting_since, nominations.c.id)
        numbers = select(nominations.c.id).where(*_meant(wanted)).order_by(*order).limit(limit).offset(offset)
        ids = self._conn.scalars(numbers).all()
        found = self.many(ids)
        return [found[number] for number in ids]

    def count(self, wanted: Wanted) -> int:
        return self._conn.scalar(select(func.count()).select_from(nominations).where(*_meant(wanted))) or 0

    def tally(self) -> Mapping[NominationState, int]:
        rows = self._conn.execute(select(nominations.c.state, func.count()).group_by(nominations.c.state))
        return {NominationState(state): count for state, count in rows}

    def longest_waiting(self, state: NominationState) -> Nomination | None:
        return next(iter(self.page(Wanted(frozenset({state})), limit=1, offset=0)), None)

    def note_likeness(self, found: Sequence[Likeness]) -> None:
        for one in found:
            row = {
                "nomination_id": one.nomination_id,
                "other_id": one.other_id,
                "reasons": ",".join(one.reasons),
                "verdict": one.verdict,
            }
            new = insert_into(self._conn, nomination_likenesses).values(row)
            pair = ["nomination_id", "other_id"]
            self._conn.execute(new.on_conflict_do_update(index_elements=pair, set_={"reasons": new.excluded.reasons}))

    def likenesses(self, nomination_ids: Collection[int]) -> Sequence[Likeness]:
        if not nomination_ids:
            return []
        table, ids = nomination_likenesses, set(nomination_ids)
        either = table.c.nomination_id.in_(ids) | table.c.other_id.in_(ids)
        rows = self._conn.execute(select(table).where(either).order_by(table.c.nomination_id, table.c.other_id))
        return [_likeness(row) for row in rows]

    def decide(self, likeness: Likeness, verdict: LikeVerdict, *, by: int, at: datetime) -> bool:
        table = nomination_likenesses
        pair = (table.c.nomination_id == likeness.nomination_id) & (table.c.other_id == likeness.other_id)
        still = table.c.verdict == likeness.verdict
        decided = update(table).where(pair, still).values(verdict=verdict, decided_by=by, decided_at=at)
        return self._conn.execute(decided).rowcount == 1

    def refused_before(self, before: datetime, *, limit: int) -> Sequence[Nomination]:
        over = nominations.c.state.in_(REFUSED) & (nominations.c.changed_at <= before)
        rows = select(nominations).where(over, nominations.c.sealed.is_not(None)).order_by(nominations.c.id)
        return [self._nomination(row) for row in self._conn.execute(rows.limit(limit))]

    def erase(self, nomination_ids: Collection[int]) -> None:
        ids, likely = set(nomination_ids), nomination_likenesses
        self._conn.execute(delete(nomination_marks).where(nomination_marks.c.nomination_id.in_(ids)))
        self._conn.execute(delete(likely).where(likely.c.nomination_id.in_(ids) | likely.c.other_id.in_(ids)))
        self._conn.execute(delete(known_students).where(known_students.c.nomination_id.in_(ids)))
        erased = nominations.c.id.in_(ids)
        names = self._conn.execute(select(nominations.c.id, nominations.c.request).where(erased)).all()
        # What a request was called says nothing of anybody, and an old file must not bring it back.
        for number, request in names:
            nothing = {"sealed": None, "request": request and self._erased_name(request), "student_id": None}
            self._conn.execute(update(nominations).where(nominations.c.id == number).values(**nothing))

    def forget_people(self, refused: Sequence[Nomination]) -> Sequence[int]:
        students = {nomination.student_id for nomination in refused if nomination.student_id is not None}
        gone = without_other_part(self._conn, students, apart_from={nomination.id for nomination in refused})
        forget(self._conn, gone)
        return gone

    def _load(self, *where: Any) -> list[Nomination]:
        rows = self._conn.execute(select(nominations).where(*where).order_by(nominations.c.id))
        return [self._nomination(row) for row in rows]

    def _nomination(self, row: Row[Any]) -> Nomination:
        return Nomination(
            id=row.id,
            draft=unsealed(row.sealed, self._vault) if row.sealed is not None else None,
            nominator=Nominator(row.nominator),
            state=NominationState(row.state),
            waiting_since=row.waiting_since,
            changed_at=row.changed_at,
            consent_given=ConsentGiven(row.consent_given),
            entered_by=row.entered_by,
            changed_by=row.changed_by,
            why=DeclineReason(row.why) if row.why is not None else None,
            duplicate_of=row.duplicate_of,
            student_id=row.student_id,
            match_id=row.match_id,
        )


def _meant(wanted: Wanted) -> list[Any]:
    states = [nominations.c.state.in_(sorted(wanted.states))] if wanted.states and wanted.states != _ALL else []
    return states + ([nominations.c.model == wanted.model] if wanted.model is not None else [])


def _likeness(row: Row[Any]) -> Likeness:
    reasons = tuple(LikeReason(reason) for reason in row.reasons.split(","))
    verdict = LikeVerdict(row.verdict)
    return Likeness(row.nomination_id, row.other_id, reasons, verdict, row.decided_by, row.decided_at)
