"""The queue of nominations. A file adds those that are not here; what managers have decided about the others stays, and
what was erased here, or would be by now, no file brings back (safeguarding section 8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mentoring.acts.exchange.shape import Exchange, Taking, UnknownKey
from mentoring.acts.nominating import all_marks, hold_against_others
from mentoring.matches import NotInThatRole
from mentoring.nominations import KEPT_AFTER_REFUSAL, REFUSED, Nomination, NominationState
from mentoring.people import Person, Role
from mentoring.store import Work
from mentoring.tables.nominations import NOMINATIONS, NominationRow


def _rows(view: Work) -> Sequence[NominationRow]:
    people, matches, found = view.people.keys(), view.matches.keys(), view.nominations.all()
    requests = {nomination.id: request for request, nomination in found}
    names = _Names(people, matches, requests)
    return [_row(request, nomination, names) for request, nomination in found]


@dataclass(frozen=True)
class _Names:
    people: Mapping[int, str]
    matches: Mapping[int, str]
    requests: Mapping[int, str]


def _row(request: str, one: Nomination, names: _Names) -> NominationRow:
    assert one.draft is not None  # erased ones are left out
    return NominationRow(
        line=0,
        key=request,
        draft=one.draft,
        state=one.state,
        waiting_since=one.waiting_since,
        changed_at=one.changed_at,
        consent_given=one.consent_given,
        entered_by=names.people.get(one.entered_by or 0),
        changed_by=names.people.get(one.changed_by or 0),
        why=one.why,
        duplicate_of=names.requests.get(one.duplicate_of or 0),
        student=names.people.get(one.student_id or 0),
        match=names.matches.get(one.match_id or 0),
    )


def _take(taking: Taking, row: NominationRow, before: NominationRow | None) -> str | None:
    """Raises NotYet, NotInThatRole."""
    work, nominations = taking.work, taking.work.nominations
    if before is not None or nominations.was_erased(row.key) or _too_long_ago(taking, row):
        return None
    _check(taking, row)
    nomination, _ = nominations.add(
        row.draft,
        request=row.key,
        marks=all_marks(row.draft, taking.house.names),
        given=row.consent_given,
        entered_by=_id(taking, row.entered_by),
        at=row.waiting_since,
        state=NominationState.HELD if row.state is NominationState.HELD else NominationState.NEW,
    )
    if nomination.state is not NominationState.HELD:
        hold_against_others(work, nomination, row.draft, taking.house.names)
    return nomination.subject


def _check(taking: Taking, row: NominationRow) -> None:
    taking.check_happened(waiting_since=row.waiting_since, changed_at=row.changed_at)
    if row.student is not None and not taking.people[row.student].has(Role.STUDENT):
        raise NotInThatRole(taking.people[row.student], "student")


def _too_long_ago(taking: Taking, row: NominationRow) -> bool:
    return row.state in REFUSED and row.changed_at <= taking.at - KEPT_AFTER_REFUSAL


def _settle(taking: Taking, row: NominationRow) -> None:
    """How far it has come, once every nomination that it may name is there. Raises UnknownKey."""
    nominations = taking.work.nominations
    nomination = nominations.of_request(row.key)
    other = nominations.of_request(row.duplicate_of) if row.duplicate_of is not None else None
    if row.duplicate_of is not None and other is None and not _left_out(taking, row.duplicate_of):
        raise UnknownKey("duplicate_of", "nomination", row.duplicate_of)
    assert nomination is not None  # `_take` has added it
    if row.state is not NominationState.NEW or row.changed_at != row.waiting_since:
        nominations.move(
            nomination,
            row.state,
            by=_id(taking, row.changed_by),
            at=row.changed_at,
            why=row.why,
            duplicate_of=other.id if other is not None else None,
            match_id=taking.matches[row.match].id if row.match is not None else None,
        )
    if row.student is not None:
        nominations.enrol(nomination.id, taking.people[row.student].id)


def _left_out(taking: Taking, key: str) -> bool:
    return any(row.key == key for row in taking.offered) or taking.work.nominations.was_erased(key)


def _id(taking: Taking, key: str | None) -> int | None:
    person: Person | None = taking.people[key] if key is not None else None
    return person.id if person is not None else None


EXCHANGE = Exchange(NOMINATIONS, _rows, _take, settle=_settle)
