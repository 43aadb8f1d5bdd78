"""What mentors and families write to each other. Texts are sealed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from integrations.database.tables import matches, programs, relay_kept, relay_messages
from integrations.database.upserts import insert_into
from mentoring.contact_details import Detail
from mentoring.relay import RelayMessage, RelayState
from mentoring.store import Vault

ERASED = ""
"""Of a text that was there. A text that is there is never empty, sealed or not."""


class SqlRelay:
    def __init__(self, conn: Connection, vault: Vault) -> None:
        self._conn, self._vault = conn, vault

    def add(
        self,
        match_id: int,
        *,
        writer_id: int,
        reader_id: int,
        language: str,
        text: str,
        details: Collection[Detail],
        state: RelayState,
        at: datetime,
    ) -> RelayMessage:
        values = {
            "match_id": match_id,
            "writer_id": writer_id,
            "reader_id": reader_id,
            "language": language,
            "sealed_text": self._vault.seal(text),
            "details": ",".join(details),
            "state": state,
            "at": at,
        }
        new = insert(relay_messages).values(**values).returning(relay_messages)
        return self._message(self._conn.execute(new).one())

    def get(self, message_id: int) -> RelayMessage | None:
        row = self._conn.execute(select(relay_messages).where(relay_messages.c.id == message_id)).first()
        return self._message(row) if row is not None else None

    def many(self, message_ids: Collection[int]) -> dict[int, RelayMessage]:
        query = select(relay_messages).where(relay_messages.c.id.in_(set(message_ids)))
        found = self._conn.execute(query) if message_ids else ()
        return {row.id: self._message(row) for row in found}

    def page(self, match_id: int, *, limit: int, offset: int) -> Sequence[RelayMessage]:
        of_match = select(relay_messages).where(relay_messages.c.match_id == match_id)
        query = of_match.order_by(relay_messages.c.id.desc()).limit(limit).offset(offset)
        return [self._message(row) for row in self._conn.execute(query)]

    def count(self, match_id: int) -> int:
        query = select(func.count()).select_from(relay_messages).where(relay_messages.c.match_id == match_id)
        return self._conn.scalar(query) or 0

    def written(self, writer_id: int, *, since: datetime, match_id: int | None = None) -> int:
        theirs = (relay_messages.c.writer_id == writer_id) & (relay_messages.c.at > since)
        query = select(func.count()).select_from(relay_messages).where(theirs)
        if match_id is not None:
            query = query.where(relay_messages.c.match_id == match_id)
        return self._conn.scalar(query) or 0

    def decide(self, message_id: int, new: RelayState, *, by: int, at: datetime) -> bool:
        held = (relay_messages.c.id == message_id) & (relay_messages.c.state == RelayState.HELD)
        decided = update(relay_messages).where(held).values(state=new, decided_by=by, decided_at=at)
        return self._conn.execute(decided).rowcount == 1

    def erase(self, *, program_ended_before: date, written_before: datetime, limit: int) -> Sequence[int]:
        old = relay_messages.alias()
        of_program = (matches.c.id == old.c.match_id) & (matches.c.program_id == programs.c.id)
        over = of_program & (programs.c.ends_on < program_ended_before) & (old.c.at < written_before)
        there = (old.c.sealed_text != ERASED) & old.c.match_id.not_in(select(relay_kept.c.match_id))
        found = select(old.c.id).where(over, there).order_by(old.c.id).limit(limit)
        # One statement, so that nobody begins to keep a match between the look and the erasing.
        erasing = update(relay_messages).where(relay_messages.c.id.in_(found)).values(sealed_text=ERASED)
        return self._conn.scalars(erasing.returning(relay_messages.c.id)).all()

    def keep(self, match_id: int, reason: str, *, at: datetime) -> bool:
        new = insert_into(self._conn, relay_kept).values(match_id=match_id, reason=reason, at=at)
        return self._conn.execute(new.on_conflict_do_nothing().returning(relay_kept.c.match_id)).first() is not None

    def let_go(self, match_id: int, reason: str) -> bool:
        this = (relay_kept.c.match_id == match_id) & (relay_kept.c.reason == reason)
        return self._conn.execute(delete(relay_kept).where(this)).rowcount == 1

    def _message(self, row: Row[Any]) -> RelayMessage:
        return RelayMessage(
            id=row.id,
            match_id=row.match_id,
            writer_id=row.writer_id,
            reader_id=row.reader_id,
            language=row.language,
            text=self._vault.unseal(row.sealed_text) if row.sealed_text != ERASED else ERASED,
            details=tuple(Detail(detail) for detail in row.details.split(",") if detail),
            state=RelayState(row.state),
            at=row.at,
            decided_by=row.decided_by,
        )
