"""What stands, as the rows of a roster: importing them into an empty house gives the same program again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from mentoring.matches import Match, MatchState
from mentoring.people import Person
from mentoring.programs import Program
from mentoring.rosters import MatchRow, PersonRow, ProgramRow, Roster
from mentoring.store import Store, Work

NOWHERE = 0
"""The line of a row that stands in no file yet."""


def whole_roster(store: Store) -> Roster:
    """Every program, person and match, in the order of their keys."""
    with store.look() as view:
        return roster_of(view)


def roster_of(view: Work) -> Roster:
    programs = sorted(map(program_row, view.programs.all()), key=lambda row: row.key)
    people = sorted(person_rows(view.people.all()), key=lambda row: row.key)
    matches = match_rows(view, list(view.matches.many(view.matches.all_ids()).values()))
    return Roster(tuple(programs), tuple(people), tuple(sorted(matches, key=lambda row: row.key)))


def program_row(program: Program) -> ProgramRow:
    return ProgramRow(
        key=program.key,
        name=program.name,
        model=program.model,
        timezone=program.timezone,
        starts_on=program.starts_on,
        ends_on=program.ends_on,
        opens_on=program.opens_on,
        windows=program.windows,
        meets_without_school=program.meets_without_school,
    )


def person_rows(people: Iterable[Person]) -> Sequence[PersonRow]:
    """`people` hold everybody whom one of them names."""
    found = list(people)
    keys = {person.id: person.key for person in found}
    return [_person_row(person, keys) for person in found]


def _person_row(person: Person, keys: Mapping[int, str]) -> PersonRow:
    return PersonRow(
        line=NOWHERE,
        key=person.key,
        name=person.name,
        roles=person.roles,
        email=person.email,
        slack_id=person.slack_user_id,
        language=person.language,
        clearance=person.clearance,
        adult=person.adult,
        guardian=keys.get(person.guardian_id or 0),
        guardian_opted_in_on=person.guardian_opted_in_on,
        deputy=keys.get(person.deputy_id or 0),
        phone=person.phone,
        school=person.school,
        timezone=person.timezone,
    )


def match_rows(view: Work, matches: Sequence[Match]) -> Sequence[MatchRow]:
    named = {person for match in matches for person in (*match.busy_ids, match.manager_id, match.released_by)}
    keys = {p.id: p.key for p in view.people.many({person for person in named if person is not None}).values()}
    programs = {program.id: program for program in view.programs.all()}
    offers = view.matches.many({match.offer for match in matches if match.offer is not None})
    return [_match_row(match, keys, programs[match.program_id], offers) for match in matches]


def _match_row(match: Match, keys: Mapping[int, str], program: Program, offers: Mapping[int, Match]) -> MatchRow:
    return MatchRow(
        line=NOWHERE,
        key=match.key,
        program=program.key,
        mentor=keys[match.mentor_id],
        students=tuple(keys[student] for student in match.student_ids),
        monitor=keys[match.monitor_id],
        monitor_kind=match.monitor_kind,
        manager=keys[match.manager_id],
        weekday=match.slot.weekday,
        time=match.slot.time,
        minutes=match.slot.minutes,
        platform=match.platform,
        link=match.link,
        starts_on=match.starts_on,
        state=MatchState.ENDED if match.state is MatchState.ENDING else match.state,
        released_by=keys.get(match.released_by or 0),
        # Of one that ended in a pause the day still stands.
        resumes_on=match.resumes_on if match.state is MatchState.PAUSED else None,
        offer=offers[match.offer].key if match.offer is not None else None,
        made_on=program.day(match.made_at) if match.made_at is not None else None,
    )
