"""Taking a roster in: everything or nothing, the second time nothing, and nothing personal in clear."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

import sandbox
from integrations.database.store import SqlStore
from integrations.database.tables import metadata
from mentoring.acts.booking import SlotTaken
from mentoring.acts.exporting import whole_roster
from mentoring.acts.importing import ContactTaken, Fate, Imported, RosterRefused, RowReport, take_in
from mentoring.duties import DutyKind
from mentoring.matches import MatchDraft, MatchState, NotCleared
from mentoring.people import Role
from mentoring.policy import Policy
from mentoring.rooms import Entry, MadeRoom, Platform
from mentoring.rosters import Roster, read_roster
from mentoring.rosters.table import Kind
from mentoring.rosters.writing import write_roster
from mentoring.stored import Deed
from tests.contract.database_fixtures import VAULT, engine, sqlite_engine, store
from tests.contract.program_fixtures import person_row
from tests.unit.roster_fixtures import Cells, sheet

__all__ = ["engine", "sqlite_engine", "store"]

AT = datetime(2026, 10, 26, 12, tzinfo=UTC)
SAMPLE = Path(sandbox.__path__[0]) / "sample" / "program.csv"
EARLIER = {"m-class": {"time": "15:30"}}
"""In the small program both matches have one mentor and one hour."""


def small(changes: Mapping[str, Cells] | None = None, *, more: tuple[Cells, ...] = ()) -> Roster:
    return read_roster(sheet({**EARLIER, **(changes or {})}, more=more))


def take(store: SqlStore, roster: Roster | None = None) -> Imported:
    roster = roster or small()
    return take_in(store, roster, at=AT, policy=Policy())


def fates(imported: Imported) -> dict[Fate, dict[str, int]]:
    counted: dict[Fate, dict[str, int]] = {}
    for row in imported.rows:
        kinds = counted.setdefault(row.fate, {})
        kinds[row.kind] = kinds.get(row.kind, 0) + 1
    return counted


def dump(engine: Engine) -> dict[str, list[Any]]:
    """Every row of every table."""
    with engine.connect() as conn:
        return {name: list(conn.execute(select(table)).all()) for name, table in metadata.tables.items()}


def test_everything_new_is_taken_in_and_active_matches_have_their_sessions(store: SqlStore) -> None:
    imported = take(store)
    assert fates(imported) == {Fate.NEW: {Kind.PROGRAM: 2, Kind.PERSON: 8, Kind.MATCH: 2}}
    with store.look() as view:
        active, confirmed = view.matches.by_key("m-ils"), view.matches.by_key("m-class")
        assert active is not None
        assert confirmed is not None
        assert (active.state, confirmed.state) == (MatchState.ACTIVE, MatchState.CONFIRMED)
        assert (len(view.sessions.of_match(active.id)), len(view.sessions.of_match(confirmed.id))) == (5, 0)
        assert confirmed.link == "https://class.example.org/5b"
        dana, amara = view.people.by_key("dana"), view.people.by_key("amara")
        assert dana is not None
        assert amara is not None
        assert view.people.get(dana.deputy_id or 0).key == "marcus"
        assert view.people.get(amara.guardian_id or 0).key == "grace"
        assert active.released_by == dana.id


def test_the_second_time_nothing_changes(store: SqlStore, engine: Engine) -> None:
    take(store)
    before = dump(engine)
    again = take(store)
    assert not again.anything
    assert fates(again) == {Fate.UNCHANGED: {Kind.PROGRAM: 2, Kind.PERSON: 8, Kind.MATCH: 2}}
    assert dump(engine) == before


def test_a_changed_row_is_updated_and_the_others_are_left(store: SqlStore) -> None:
    take(store)
    changed = small(
        {"ana": {"email": "ana.new@example.com", "name": "Ana Silva-Reis"}, "ils": {"ends_on": "2027-06-25"}}
    )
    imported = take(store, changed)
    assert fates(imported)[Fate.CHANGED] == {Kind.PERSON: 1, Kind.PROGRAM: 1}
    assert Fate.NEW not in fates(imported)
    with store.look() as view:
        ana = view.people.by_email("ANA.new@example.com")
        assert ana is not None
        assert (ana.key, ana.name) == ("ana", "Ana Silva-Reis")
        assert view.people.by_email("ana@example.com") is None
        assert [p.key for p in view.people.named("reis")] == ["ana"]


def test_another_guardian_or_role_is_a_change_too(store: SqlStore) -> None:
    take(store)
    imported = take(store, small({"dana": {"deputy": ""}, "ruth": {"roles": "proctor; mentor"}}))
    assert fates(imported)[Fate.CHANGED] == {Kind.PERSON: 2}
    with store.look() as view:
        assert [p.deputy_id for p in view.people.managers() if p.key == "dana"] == [None]


def test_a_match_that_stands_already_is_left_to_the_managers(store: SqlStore) -> None:
    take(store)
    imported = take(store, small({"m-class": {"time": "09:00"}}))
    assert not imported.anything
    assert RowReport(13, Kind.MATCH, "m-class", Fate.LEFT, ("time",)) in imported.rows
    with store.look() as view:
        match = view.matches.by_key("m-class")
    assert match is not None
    assert match.slot.time.hour == 15


def test_a_refused_file_leaves_nothing_and_names_every_match_that_is_against_a_rule(
    store: SqlStore, engine: Engine
) -> None:
    second = {"record": "match", "key": "m-2", "program": "ils", "mentor": "ana", "students": "luis"}
    rest = {"monitor": "ruth", "monitor_kind": "proctor", "manager": "dana", "weekday": "MO", "time": "17:00"}
    more = {**second, **rest, "platform": "zoom", "state": "proposed"}
    expired = {"ruth": {"background_check_until": "2026-10-01"}}
    with pytest.raises(RosterRefused) as refused:
        take(store, small(expired, more=(more,)))
    assert [(row.key, type(refusal)) for row, refusal in refused.value.refused] == [
        ("m-ils", NotCleared),
        ("m-2", NotCleared),
    ]
    assert all(rows == [] for rows in dump(engine).values())


def test_two_matches_of_one_file_cannot_have_one_hour(store: SqlStore, engine: Engine) -> None:
    roster = small()
    twin = replace(roster.matches[0], key="twin", state=MatchState.PROPOSED, released_by=None)
    with pytest.raises(RosterRefused) as refused:
        take(store, replace(roster, matches=(*roster.matches, twin)))
    assert [(row.key, type(refusal)) for row, refusal in refused.value.refused] == [("twin", SlotTaken)]
    assert all(rows == [] for rows in dump(engine).values())


# The sample program, and what somebody reads who steals the database


@pytest.fixture
def sample(store: SqlStore) -> Iterator[Roster]:
    roster = read_roster(SAMPLE.read_text(encoding="utf-8"))
    take(store, roster)
    yield roster


def test_the_sample_program_is_taken_in_whole(store: SqlStore, sample: Roster) -> None:
    with store.look() as view:
        assert len(view.people.all()) == len(sample.people)
        assert view.matches.count(manager_id=None, state=None) == len(sample.matches)
        active = [row for row in sample.matches if row.state is MatchState.ACTIVE]
        assert len(view.matches.active_ids()) == len(active)
        assert view.duties.next_due() is not None
    assert not take(store, sample).anything


def test_no_address_stands_in_the_database_in_clear(store: SqlStore, engine: Engine, sample: Roster) -> None:
    """Not one e-mail address, room or teacher's link, in any column of any row."""
    address = "https://meet.example.org/abc-defg-hij"
    with store.begin() as work:
        session = work.sessions.all()[0]
        match = work.matches.many([session.match_id])[session.match_id]
        work.rooms.intend(session.id, "session-1-room-1", at=AT)
        work.rooms.made(session.id, MadeRoom(Platform.GOOGLE_MEET, "abc-defg-hij", address))
        work.rooms.proven(session.id, [Entry(match.mentor_id, "users/1", f"{address}?authuser=1")], at=AT)
    text = "\n".join(str(value) for rows in dump(engine).values() for row in rows for value in row).casefold()
    secrets = {p.email for p in sample.people if p.email} | {m.link for m in sample.matches if m.link} | {address}
    assert len(secrets) > 50
    assert [secret for secret in secrets if secret.casefold() in text] == []
    assert "@" not in text
    assert "://" not in text


def test_what_is_sealed_is_read_back_whole_and_only_with_the_key(
    store: SqlStore, engine: Engine, sample: Roster
) -> None:
    with store.look() as view:
        emails = {person.key: person.email for person in view.people.all()}
    assert emails == {row.key: row.email for row in sample.people}
    sealed = [row.sealed_email for row in dump(engine)["people"] if row.sealed_email]
    assert len(set(sealed)) == len(sealed)
    assert VAULT.unseal(sealed[0]) in emails.values()


def test_every_duty_of_the_sample_falls_due_in_order(store: SqlStore, sample: Roster) -> None:
    with store.begin() as work:
        taken = work.duties.take([DutyKind.INVITE], at=datetime(2027, 1, 1, tzinfo=UTC), limit=10_000)
        assert [duty.due_at for duty in taken] == sorted(duty.due_at for duty in taken)
        assert len(taken) > 100
        starts = {session.id: session.starts_at for session in work.sessions.all()}
    assert {starts[duty.subject.id] - duty.due_at for duty in taken} == {Policy().provision_ahead}
    assert min(starts.values()).date() >= date(2026, 10, 26)


def test_two_people_of_the_file_may_change_addresses_with_each_other(store: SqlStore) -> None:
    first, second = "first@example.org", "second@example.org"
    take(store, small({"ana": {"email": first}, "ruth": {"email": second}}))
    imported = take(store, small({"ana": {"email": second}, "ruth": {"email": first}}))
    assert fates(imported)[Fate.CHANGED] == {Kind.PERSON: 2}
    with store.look() as view:
        ana, ruth = view.people.by_email(second), view.people.by_email(first)
    assert ana is not None
    assert ruth is not None
    assert (ana.key, ruth.key) == ("ana", "ruth")


def test_an_address_of_somebody_outside_the_file_is_refused_with_its_line(store: SqlStore, engine: Engine) -> None:
    with store.begin() as work:
        work.people.save(person_row("zelda", Role.MENTOR, email="new@example.org"))
    before = dump(engine)
    with pytest.raises(RosterRefused) as refused:
        take(store, small({"ana": {"email": "new@example.org"}}))
    [(row, refusal)] = refused.value.refused
    assert isinstance(refusal, ContactTaken)
    assert (row.key, refusal.holder.key) == ("ana", "zelda")
    assert row.line > 1
    assert dump(engine) == before


def test_each_row_is_told_with_its_line_and_what_differs(store: SqlStore) -> None:
    take(store)
    imported = take(store, small({"ana": {"phone": "(617) 555-0123", "language": "pt"}, "ils": {"name": "ILS"}}))
    assert [row for row in imported.rows if row.fate is not Fate.UNCHANGED] == [
        RowReport(2, Kind.PROGRAM, "ils", Fate.CHANGED, ("name",)),
        RowReport(6, Kind.PERSON, "ana", Fate.CHANGED, ("language", "phone")),
    ]


def logged(store: SqlStore, kind: Kind, key: str) -> Deed:
    """The last line about the program, the person or the match of that key."""
    with store.look() as view:
        numbers = {
            Kind.PROGRAM: {program.key: program.id for program in view.programs.all()},
            Kind.PERSON: {name: number for number, name in view.people.keys().items()},
            Kind.MATCH: {name: number for number, name in view.matches.keys().items()},
        }
        return view.deeds.of(f"{kind}-{numbers[kind][key]}")[-1]


def test_a_row_that_changes_is_logged_with_what_was_and_what_is_and_nothing_private(store: SqlStore) -> None:
    take(store)
    take(store, small({"ana": {"phone": "(617) 555-0123", "language": "pt", "name": "Ana Neves"}}))
    deed = logged(store, Kind.PERSON, "ana")
    assert (deed.actor_id, deed.action, deed.why) == (None, "person.import", "imported, line 6")
    assert (deed.before, deed.after) == ("language en", "name changed; phone changed; language pt")
    moved = {"phone": "(617) 555-0123", "language": "pt", "name": "Ana Neves", "email": "a@b.example"}
    take(store, small({"ana": moved}))
    again = logged(store, Kind.PERSON, "ana")
    assert (again.before, again.after) == ("as it stood", "email changed")
    take(store, small({"ils": {"ends_on": "2027-06-30"}}))
    program = logged(store, Kind.PROGRAM, "ils")
    assert (program.before.startswith("ends_on 2027-"), program.after) == (True, "ends_on 2027-06-30")


def test_a_new_row_is_logged_with_what_it_says_and_people_by_number(store: SqlStore) -> None:
    take(store)
    with store.look() as view:
        keys = {name: number for number, name in view.people.keys().items()}
    match, child = logged(store, Kind.MATCH, "m-ils"), logged(store, Kind.PERSON, "amara")
    assert f"mentor person-{keys['ana']}; students person-{keys['amara']}; " in match.after
    assert f"guardian person-{keys['grace']}" in child.after
    assert not [word for word in ("amara", "example.org", "Amara", "https") if word in match.after + child.after]


def test_a_rehearsal_tells_the_same_and_leaves_no_trace(store: SqlStore, engine: Engine) -> None:
    rehearsed = take_in(store, small(), at=AT, policy=Policy(), rehearse=True)
    assert all(rows == [] for rows in dump(engine).values())
    assert rehearsed == take(store)


def test_a_rehearsal_is_refused_like_the_real_thing(store: SqlStore, engine: Engine) -> None:
    expired = small({"ruth": {"background_check_until": "2026-10-01"}})
    with pytest.raises(RosterRefused):
        take_in(store, expired, at=AT, policy=Policy(), rehearse=True)
    assert all(rows == [] for rows in dump(engine).values())


def test_what_is_exported_is_the_roster_that_was_imported(store: SqlStore, sample: Roster) -> None:
    take(store, sample)
    exported = read_roster(write_roster(whole_roster(store)))
    assert sorted(exported.programs, key=str) == sorted(sample.programs, key=str)
    assert {row.key: row for row in exported.people} == {row.key: row for row in sample.people}
    assert {row.key: row for row in exported.matches} == {row.key: row for row in sample.matches}


def test_importing_an_export_changes_nothing_and_in_an_empty_house_makes_the_same(
    store: SqlStore, sqlite_engine: Engine, sample: Roster
) -> None:
    take(store, sample)
    text = write_roster(whole_roster(store))
    assert set(fates(take(store, read_roster(text)))) == {Fate.UNCHANGED}
    other = SqlStore(sqlite_engine, VAULT)
    take(other, read_roster(text))
    assert write_roster(whole_roster(other)) == text


def test_matches_that_rest_or_are_over_come_back_as_they_were(store: SqlStore) -> None:
    resting = {"m-ils": {"state": "paused"}, "m-class": {"state": "ended"}}
    take(store, small(resting))
    with store.look() as view:
        found = {key: view.matches.by_key(key) for key in resting}
        states = {key: match.state for key, match in found.items() if match is not None}
        assert states == {"m-ils": MatchState.PAUSED, "m-class": MatchState.ENDED}
        assert not view.sessions.all()


def test_a_pause_comes_back_with_the_day_on_which_it_ends(store: SqlStore) -> None:
    paused = {"m-ils": {"state": "paused", "resumes_on": "2026-11-10"}}
    take(store, small(paused))
    with store.look() as view:
        match = view.matches.by_key("m-ils")
        assert match is not None
        assert (match.state, match.resumes_on) == (MatchState.PAUSED, date(2026, 11, 10))
        assert min(session.day for session in view.sessions.of_match(match.id)) >= date(2026, 11, 10)
    assert not take(store, small(paused)).anything
    with store.begin() as work:
        (duty,) = work.duties.take([DutyKind.RESUME_MATCH], at=datetime(2026, 11, 10, 12, tzinfo=UTC), limit=9)
    assert (duty.subject.id, duty.occurrence) == (match.id, "2026-11-10")


def test_a_match_of_the_past_may_have_people_who_are_not_cleared_any_more(store: SqlStore) -> None:
    over = {"m-ils": {"state": "ended", "released_by": ""}, "ruth": {"background_check_until": "2026-10-01"}}
    assert take(store, small(over)).anything


def test_a_match_that_was_made_in_slack_has_a_key_that_no_file_has_taken(store: SqlStore) -> None:
    roster = small()
    named = replace(roster, matches=(replace(roster.matches[0], key="match-2"), roster.matches[1]))
    take(store, named)
    with store.begin() as work:
        match = work.matches.by_key("match-2")
        assert match is not None
        draft = MatchDraft(
            match.program_id,
            match.mentor_id,
            match.student_ids,
            match.monitor_id,
            match.monitor_kind,
            match.slot,
            match.platform,
        )
        keys = [work.matches.add(draft, manager_id=match.manager_id, at=AT).key for _ in range(2)]
    assert keys == ["match-3", "match-4"]
    with store.begin() as work:
        work.matches.add(draft, manager_id=match.manager_id, at=AT, key="match-6")
        assert work.matches.add(draft, manager_id=match.manager_id, at=AT).key == "match-6-2"
