"""Taking a roster into the program: everything or nothing, and the second time nothing changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import pairwise

from mentoring.acts.horizon import fill
from mentoring.acts.matchmaking import check_standing
from mentoring.errors import Refusal
from mentoring.matches import Match, MatchDraft, MatchState
from mentoring.people import Person
from mentoring.policy import Policy
from mentoring.rosters import MatchRow, PersonRow, Roster
from mentoring.slots import Slot
from mentoring.store import Store, Work
from mentoring.stored import Deed


@dataclass(frozen=True)
class Imported:
    """How many rows of each kind were new, changed or as they stood already."""

    new: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)

    @property
    def anything(self) -> bool:
        return bool(self.new.total() or self.changed.total())


class RosterRefused(Exception):
    """Rows of the file are against a rule, each with the refusal. Nothing of the file was taken."""

    def __init__(self, refused: Sequence[tuple[PersonRow | MatchRow, Refusal]]) -> None:
        super().__init__(f"{len(refused)} rows are against a rule")
        self.refused = tuple(refused)


class ContactTaken(Refusal):
    """An e-mail address or a Slack account belongs to one person."""

    def __init__(self, holder: Person) -> None:
        super().__init__(holder.id)
        self.holder = holder


def take_in(store: Store, roster: Roster, *, at: datetime, policy: Policy) -> Imported:
    """Adds and updates programs and people by key, and adds matches that are new; a match that stands already is
    left to the managers. Active matches get their sessions at once. Raises RosterRefused."""
    imported = Imported()
    with store.begin() as work:
        known = {program.key for program in work.programs.all()}
        for program in roster.programs:
            _count(imported, "programs", new=program.key not in known, changed=work.programs.save(program)[1])
        refused: list[tuple[PersonRow | MatchRow, Refusal]] = [*_contacts_taken(work, roster)]
        if refused:
            raise RosterRefused(refused)
        _take_people(work, roster, imported)
        for row in roster.matches:
            try:
                _take_match(work, row, imported, at=at, policy=policy)
            except Refusal as refusal:
                refused.append((row, refusal))
        if refused:
            raise RosterRefused(refused)
        if imported.anything:
            work.deeds.add(Deed(at, None, "roster.import", "house", after=f"{dict(imported.new)}"))
    return imported


def _contacts_taken(work: Work, roster: Roster) -> Iterator[tuple[PersonRow, ContactTaken]]:
    """Addresses and accounts that a person outside the file holds; between people of the file they may move."""
    in_file = {row.key for row in roster.people}
    for row in roster.people:
        for holder in _holders(work, row):
            if holder.key in in_file:
                work.people.vacate(holder.id)
            else:
                yield row, ContactTaken(holder)


def _holders(work: Work, row: PersonRow) -> Iterator[Person]:
    by_email = work.people.by_email(row.email) if row.email else None
    by_slack = work.people.by_slack(row.slack_id) if row.slack_id else None
    return (holder for holder in (by_email, by_slack) if holder is not None and holder.key != row.key)


def _take_people(work: Work, roster: Roster, imported: Imported) -> None:
    known = {person.key: person for person in work.people.all()}
    rows = _with_clearance_of_the_office(work, roster.people, known)
    saved = {row.key: work.people.save(row)[1] for row in rows}
    for row in roster.people:
        linked = work.people.link(row)
        _count(imported, "people", new=row.key not in known, changed=saved[row.key] or linked)


def _with_clearance_of_the_office(
    work: Work, rows: Sequence[PersonRow], known: Mapping[str, Person]
) -> Sequence[PersonRow]:
    """An old file must not clear anybody again whose check did not clear, nor take away what was written down since."""
    dossiers = work.volunteers.of([known[row.key].id for row in rows if row.key in known])
    own = {row.key for row in rows if row.key in known and dossiers[known[row.key].id].written_here}
    return [replace(row, clearance=known[row.key].clearance) if row.key in own else row for row in rows]


def _take_match(work: Work, row: MatchRow, imported: Imported, *, at: datetime, policy: Policy) -> None:
    if work.matches.by_key(row.key) is not None:
        _count(imported, "matches", new=False, changed=False)
        return
    draft, manager = _draft(work, row), _person(work, row.manager)
    program = work.programs.get(draft.program_id)
    check_standing(work, draft.as_proposed(), program, at=at)
    match = work.matches.add(draft, manager_id=manager.id, at=at, key=row.key)
    for step in _steps(row.state):
        work.matches.move(match.id, *step)
    if row.state is MatchState.ACTIVE and row.released_by is not None:
        work.matches.set_released(match.id, by=_person(work, row.released_by).id, at=at)
        fill(work, _stored(work, match), program, at=at, policy=policy)
    _count(imported, "matches", new=True, changed=True)


def _steps(state: MatchState) -> Sequence[tuple[MatchState, MatchState]]:
    path = [MatchState.PROPOSED, MatchState.CONFIRMED, MatchState.ACTIVE]
    return list(pairwise(path[: path.index(state) + 1]))


def _draft(work: Work, row: MatchRow) -> MatchDraft:
    program = next(program for program in work.programs.all() if program.key == row.program)
    return MatchDraft(
        program_id=program.id,
        mentor_id=_person(work, row.mentor).id,
        student_ids=tuple(_person(work, student).id for student in row.students),
        monitor_id=_person(work, row.monitor).id,
        monitor_kind=row.monitor_kind,
        slot=Slot(row.weekday, row.time, row.minutes),
        platform=row.platform,
        starts_on=row.starts_on,
        link=row.link,
    )


def _person(work: Work, key: str) -> Person:
    person = work.people.by_key(key)
    if person is None:
        raise KeyError(key)
    return person


def _stored(work: Work, match: Match) -> Match:
    return work.matches.many([match.id])[match.id]


def _count(imported: Imported, what: str, *, new: bool, changed: bool) -> None:
    book = imported.new if new else imported.changed if changed else imported.unchanged
    book[what] += 1
