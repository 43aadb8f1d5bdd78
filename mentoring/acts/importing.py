"""Taking a roster into the program: everything or nothing, and the second time nothing changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, time
from enum import StrEnum
from itertools import pairwise

from mentoring.acts.days_off import align
from mentoring.acts.exporting import match_rows, person_rows, program_row
from mentoring.acts.horizon import fill
from mentoring.acts.lapsing import clearance_changed
from mentoring.acts.matchmaking import check_as_it_stood, check_people, check_standing
from mentoring.acts.opting import take_roster_words
from mentoring.acts.pausing import begin_pause, resumption
from mentoring.acts.program_changes import check_change, moved_days, running_matches
from mentoring.errors import Refusal
from mentoring.matches import RELEASED, Match, MatchDraft, MatchState
from mentoring.people import Person
from mentoring.policy import Policy
from mentoring.programs import Program
from mentoring.rosters import MatchRow, PersonRow, ProgramRow, Roster
from mentoring.rosters.table import Kind
from mentoring.rosters.telling import RosterRow, told_change
from mentoring.slots import Slot
from mentoring.store import Store, Work
from mentoring.stored import Deed
from mentoring.volunteers import NotYet

NOON = time(12)


class Fate(StrEnum):
    """What becomes of one row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "as before"
    LEFT = "left to the managers"
    """A match that stands already, though not as the file has it."""


@dataclass(frozen=True)
class RowReport:
    """One row of the file and what becomes of it; `columns` are those in which it differs from what stood: `row` now,
    `before` then."""

    line: int
    kind: str
    key: str
    fate: Fate
    columns: tuple[str, ...] = ()
    row: RosterRow | None = field(default=None, compare=False, repr=False)
    before: RosterRow | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Imported:
    """What becomes of each row, in the order of the file's kinds."""

    rows: tuple[RowReport, ...]

    def count(self, kind: str, *fates: Fate) -> int:
        return sum(row.kind == kind and row.fate in fates for row in self.rows)

    @property
    def anything(self) -> bool:
        return any(row.fate in (Fate.NEW, Fate.CHANGED) for row in self.rows)


class Rehearsed(Exception):
    """Ends the transaction of a rehearsal without a trace."""


class RosterRefused(Exception):
    """Rows of the file are against a rule, each with the refusal. Nothing of the file was taken."""

    def __init__(self, refused: Sequence[tuple[ProgramRow | PersonRow | MatchRow, Refusal]]) -> None:
        super().__init__(f"{len(refused)} rows are against a rule")
        self.refused = tuple(refused)


class ContactTaken(Refusal):
    """An e-mail address or a Slack account belongs to one person."""

    def __init__(self, holder: Person) -> None:
        super().__init__(holder.id)
        self.holder = holder


def take_in(store: Store, roster: Roster, *, at: datetime, policy: Policy, rehearse: bool = False) -> Imported:
    """Adds and updates programs and people by key, and adds matches that are new; a match that stands already is
    left to the managers. Active matches get their sessions at once. `rehearse`: everything is done and checked, and
    then undone. Raises RosterRefused."""
    imported = Imported(())
    with suppress(Rehearsed), store.begin() as work:
        imported = take_roster(work, roster, at=at, policy=policy)
        if rehearse:
            raise Rehearsed
    return imported


def take_roster(
    work: Work, roster: Roster, *, at: datetime, policy: Policy, before_matches: Callable[[], None] = lambda: None
) -> Imported:
    """Within the caller's transaction. `before_matches`: what else is known of the people, by which matches are judged.
    Raises RosterRefused."""
    days = moved_days({program.key: program for program in work.programs.all()}, roster.programs, at)
    if days:
        work.calendars.hold()
    rows = _take_people_in(work, roster, at=at, policy=policy)
    before_matches()
    rows += _take_matches(work, roster, at=at, policy=policy)
    align(work, days, at=at, policy=policy, actor=None)
    imported = Imported(tuple(rows))
    if imported.anything:
        told = {f"{kind}": imported.count(kind, Fate.NEW) for kind in Kind}
        work.deeds.add(Deed(at, None, "roster.import", "house", after=f"{told}"))
        work.deeds.add_all(list(_deeds(work, imported, at)))
    return imported


def _deeds(work: Work, imported: Imported, at: datetime) -> Iterator[Deed]:
    """One for each row that changed something, with the columns that did."""
    people, matches = (
        {key: number for number, key in keys.items()} for keys in (work.people.keys(), work.matches.keys())
    )
    ids = {Kind.PERSON: people, Kind.MATCH: matches, Kind.PROGRAM: {p.key: p.id for p in work.programs.all()}}
    for one in imported.rows:
        if one.row is not None and one.fate in (Fate.NEW, Fate.CHANGED):
            subject = f"{one.kind}-{ids[Kind(one.kind)][one.key]}"
            was, now = told_change(one.row, one.before, people)
            yield Deed(at, None, f"{one.kind}.import", subject, was, now, f"imported, line {one.line}")


def _take_people_in(work: Work, roster: Roster, *, at: datetime, policy: Policy) -> list[RowReport]:
    """Programs and people, and what their words mean for sessions that stand. Raises RosterRefused."""
    rows = _take_programs(work, roster)
    refused = list(_contacts_taken(work, roster))
    if refused:
        raise RosterRefused(refused)
    known = {person.key: person.id for person in work.people.all()}
    people = _take_people(work, roster)
    take_roster_words(work, roster.people, at=at)
    changed = [known[row.key] for row in people if row.fate is Fate.CHANGED]
    clearance_changed(work, changed, at=at, policy=policy)
    return [*rows, *people]


def _take_matches(work: Work, roster: Roster, *, at: datetime, policy: Policy) -> list[RowReport]:
    """Raises RosterRefused."""
    done: list[tuple[MatchRow, RowReport]] = []
    refused: list[tuple[MatchRow, Refusal]] = []
    # The first option of an offer before the others, which name it.
    for row in sorted(roster.matches, key=lambda row: row.offer not in (None, row.key)):
        try:
            done.append((row, _take_match(work, row, at=at, policy=policy)))
        except Refusal as refusal:
            refused.append((row, refusal))
    if refused:
        raise RosterRefused(refused)
    came_back = [row.key for row, report in done if report.fate is Fate.NEW and row.made_on is not None]
    clearance_changed(work, _unfit(work, came_back, at), at=at, policy=policy)
    return sorted((report for _, report in done), key=lambda report: report.line)


def _unfit(work: Work, keys: Sequence[str], at: datetime) -> set[int]:
    """The adults of matches that came back as they stood, where something is to be taken from them by now."""
    found: set[int] = set()
    for match in filter(None, map(work.matches.by_key, keys)):
        if match.state in RELEASED:
            try:
                check_people(work, match, work.programs.get(match.program_id), at=at)
            except Refusal:
                found |= {match.mentor_id, match.monitor_id}
    return found


def _take_programs(work: Work, roster: Roster) -> list[RowReport]:
    """Raises RosterRefused."""
    before = {program.key: program for program in work.programs.all()}
    changed = [(row, before[row.key]) for row in roster.programs if row.key in before]
    running = running_matches(work) if changed else ()
    refused: list[tuple[ProgramRow, Refusal]] = []
    for row, program in changed:
        try:
            check_change(program, row, running)
        except Refusal as refusal:
            refused.append((row, refusal))
    if refused:
        raise RosterRefused(refused)
    return [_take_program(work, row, before.get(row.key)) for row in roster.programs]


def _take_program(work: Work, row: ProgramRow, before: Program | None) -> RowReport:
    work.programs.save(row)
    return _report(row, Kind.PROGRAM, program_row(before) if before is not None else None)


def _report(row: RosterRow, kind: Kind, before: RosterRow | None) -> RowReport:
    if before is None:
        return RowReport(row.line, kind, row.key, Fate.NEW, row=row)
    columns = tuple(f.name for f in fields(row) if f.compare and getattr(row, f.name) != getattr(before, f.name))
    changed = Fate.LEFT if kind is Kind.MATCH else Fate.CHANGED
    return RowReport(row.line, kind, row.key, changed if columns else Fate.UNCHANGED, columns, row, before)


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


def _take_people(work: Work, roster: Roster) -> Sequence[RowReport]:
    everybody = work.people.all()
    before = {row.key: row for row in person_rows(everybody)}
    rows = _with_clearance_of_the_office(work, roster.people, {person.key: person for person in everybody})
    for row in rows:
        work.people.save(row)
    for row in rows:
        work.people.link(row)
    return [_report(row, Kind.PERSON, before.get(row.key)) for row in rows]


def _with_clearance_of_the_office(
    work: Work, rows: Sequence[PersonRow], known: Mapping[str, Person]
) -> Sequence[PersonRow]:
    """An old file must not clear anybody again whose check did not clear, nor take away what was written down since."""
    dossiers = work.volunteers.of([known[row.key].id for row in rows if row.key in known])
    own = {row.key for row in rows if row.key in known and dossiers[known[row.key].id].written_here}
    return [replace(row, clearance=known[row.key].clearance) if row.key in own else row for row in rows]


def _take_match(work: Work, row: MatchRow, *, at: datetime, policy: Policy) -> RowReport:
    standing = work.matches.by_key(row.key)
    if standing is not None:
        return _report(row, Kind.MATCH, match_rows(work, [standing])[0])
    draft, manager = _draft(work, row), _person(work, row.manager)
    program = work.programs.get(draft.program_id)
    _check(work, row, draft, program, at=at, policy=policy)
    match = work.matches.add(draft, manager_id=manager.id, at=_made_at(row, program, at), key=row.key)
    if row.offer == row.key:
        work.matches.set_offer([match.id], match.id)
    for step in _steps(row.state):
        work.matches.move(match.id, *step)
    if row.released_by is not None:
        work.matches.set_released(match.id, by=_person(work, row.released_by).id, at=at)
    if row.state is MatchState.PAUSED:
        begin_pause(work, match, program, row.resumes_on or program.ends_on, at=at)
    if row.resumes_on is not None:
        work.matches.set_resumption(match.id, row.resumes_on)
        work.duties.plan([resumption(match, program, row.resumes_on)])
    fill(work, _stored(work, match), program, at=at, policy=policy)
    return _report(row, Kind.MATCH, None)


def _check(work: Work, row: MatchRow, draft: MatchDraft, program: Program, *, at: datetime, policy: Policy) -> None:
    """A match that stood elsewhere opens no door to anybody who is not cleared: its sessions want cover at once, and
    where it has none yet, nobody confirms or releases it. Raises NotYet and as `check_standing`."""
    if row.made_on is not None and row.made_on > program.day(at):
        raise NotYet(row.made_on, "made_on")
    match = replace(draft.as_proposed(), state=row.state, resumes_on=row.resumes_on)
    if row.state is MatchState.ENDED:
        return
    if row.made_on is None:
        check_standing(work, match, program, at=at, policy=policy)
    else:
        check_as_it_stood(work, match, program, at=at, policy=policy)


def _made_at(row: MatchRow, program: Program, at: datetime) -> datetime:
    return datetime.combine(row.made_on, NOON, tzinfo=program.zone) if row.made_on is not None else at


def _steps(state: MatchState) -> Sequence[tuple[MatchState, MatchState]]:
    if state is MatchState.ENDED:
        return [(MatchState.PROPOSED, MatchState.ENDED)]
    path = [MatchState.PROPOSED, MatchState.CONFIRMED, MatchState.ACTIVE, MatchState.PAUSED]
    return list(pairwise(path[: path.index(state) + 1]))


def _draft(work: Work, row: MatchRow) -> MatchDraft:
    program = next(program for program in work.programs.all() if program.key == row.program)
    first = work.matches.by_key(row.offer) if row.offer is not None else None
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
        offer=first.id if first is not None else None,
    )


def _person(work: Work, key: str) -> Person:
    person = work.people.by_key(key)
    if person is None:
        raise KeyError(key)
    return person


def _stored(work: Work, match: Match) -> Match:
    return work.matches.many([match.id])[match.id]
