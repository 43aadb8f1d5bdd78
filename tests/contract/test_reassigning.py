"""Another monitor for good: the match and its sessions from that day on, checked and told in one go."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from mentoring.acts.booking import SlotTaken, TimeTaken
from mentoring.acts.matchmaking import NoSuchMatch, StartInThePast
from mentoring.acts.reassigning import MatchIsOver, MonitorChange, SameMonitor, TooFarAhead, change_monitor
from mentoring.acts.seeking import start_seeking
from mentoring.cover import CoverState
from mentoring.duties import DutyKind, session_subject
from mentoring.matches import GuardianNotOptedIn, Match, MatchState, MonitorIsAParty, MonitorKind, NotCleared
from mentoring.people import Role
from mentoring.permissions import ManagersOnly
from mentoring.tidings import Topic
from tests.contract.database_fixtures import sqlite_engine
from tests.contract.program_fixtures import NOW, POLICY, Office, new_request, office, person_row
from tests.contract.test_lapsing import told

__all__ = ["office", "sqlite_engine"]

SECOND_WEEK = date(2026, 11, 3)
PROCTOR = MonitorKind.PROCTOR


def change(
    office: Office,
    match: Match,
    to: str = "sam",
    kind: MonitorKind = PROCTOR,
    *,
    by: str = "dana",
    starting: date | None = None,
    request: str = "",
) -> MonitorChange:
    return change_monitor(
        office.store,
        actor=office[by],
        match_id=match.id,
        monitor_id=office[to].id,
        kind=kind,
        starting=starting,
        request=request or new_request(),
        at=NOW,
        policy=POLICY,
    )


def monitors(office: Office, match: Match) -> list[int]:
    return [session.monitor_id for session in office.sessions(match)]


def test_the_match_and_every_session_from_that_day_on_have_the_new_monitor(office: Office) -> None:
    match = office.active()
    changed = change(office, match, starting=SECOND_WEEK)
    ruth, sam = office.ids("ruth", "sam")
    assert changed.match.monitor_id == sam
    assert monitors(office, match) == [ruth, *[sam] * changed.sessions]
    with office.store.look() as view:
        stored = view.matches.get(match.id)
    assert stored is not None and (stored.monitor_id, stored.monitor_kind) == (sam, PROCTOR)
    assert "match.monitor" in office.deeds(f"match-{match.id}")


def test_both_monitors_mentor_and_family_hear_of_it_once_and_of_no_single_session(office: Office) -> None:
    match = office.active()
    change(office, match)
    found = told(office, Topic.MONITOR_FOR_GOOD)
    parts = {tiding.facts["part"]: tiding.reader_id for tiding in found}
    assert parts == {
        "monitor": office["sam"].id,
        "former": office["ruth"].id,
        "mentor": office["ana"].id,
        "student": office["luis"].id,
    }
    for session in office.sessions(match):
        assert not office.duties(session_subject(session.id), DutyKind.TELL)


def test_a_guardian_of_two_children_hears_of_it_once_and_reads_of_both(office: Office) -> None:
    office.add_people(person_row("ada", Role.STUDENT, email=None, adult=False, guardian="grace"))
    match = office.active(office.draft(student_ids=office.ids("amara", "ada", "luis")))
    change(office, match)
    found = {tiding.reader_id: tiding for tiding in told(office, Topic.MONITOR_FOR_GOOD)}
    grace, luis = found[office["grace"].id], found[office["luis"].id]
    assert sorted(found) == sorted(office.ids("ana", "grace", "luis", "ruth", "sam"))
    assert {who for part, who in grace.people.items() if part.startswith("student_")} == {*office.ids("amara", "ada")}
    assert (grace.facts["part"], luis.facts["part"]) == ("family", "student")


def test_a_guardian_who_becomes_the_monitor_hears_of_it_once(office: Office) -> None:
    match = office.active(office.draft(student="amara"))
    change(office, match, "grace", MonitorKind.GUARDIAN)
    found = [tiding.facts["part"] for tiding in told(office, Topic.MONITOR_FOR_GOOD)]
    assert sorted(found) == ["former", "mentor", "monitor"]


def test_another_manager_than_their_own_tells_the_matchs_manager_too(office: Office) -> None:
    match = office.active()
    change(office, match, by="marcus")
    assert office["dana"].id in {tiding.reader_id for tiding in told(office, Topic.MONITOR_FOR_GOOD)}


def test_a_repeated_request_changes_nothing_and_tells_nobody_again(office: Office) -> None:
    match = office.active()
    first = change(office, match, request="request-of-slack")
    assert change(office, match, request="request-of-slack") == first
    assert office.deeds(f"match-{match.id}").count("match.monitor") == 1


def test_it_ends_the_search_for_a_stand_in(office: Office) -> None:
    match = office.active()
    session = office.sessions(match)[0]
    start_seeking(office.store, actor=office["dana"], session_id=session.id, at=NOW)
    change(office, match)
    with office.store.look() as view:
        assert view.covers.of([session.id])[session.id].state is CoverState.FOUND


def test_a_guardian_needs_their_written_word(office: Office) -> None:
    guarded = office.active(office.draft(student="amara"))
    changed = change(office, guarded, "grace", MonitorKind.GUARDIAN)
    assert changed.match.monitor_kind is MonitorKind.GUARDIAN
    others = office.active(office.draft("ben", "mia", "sam"))
    with pytest.raises(GuardianNotOptedIn):
        change(office, others, "grace", MonitorKind.GUARDIAN)


def test_a_guardian_hears_of_their_watch_once_and_not_as_the_family_besides(office: Office) -> None:
    match = office.active(office.draft(student="amara"))
    change(office, match, "grace", MonitorKind.GUARDIAN)
    began = {tiding.reader_id: tiding.facts["part"] for tiding in told(office, Topic.MONITOR_FOR_GOOD)}
    assert began == dict(zip(office.ids("grace", "ruth", "ana"), ("monitor", "former", "mentor"), strict=True))
    change(office, match, "sam")
    ended = [tiding.facts["part"] for tiding in told(office, Topic.MONITOR_FOR_GOOD)][3:]
    assert sorted(ended) == ["former", "mentor", "monitor"]


def test_a_family_without_a_part_of_its_own_hears_of_another_monitor(office: Office) -> None:
    match = office.active(office.draft(student="amara"))
    change(office, match)
    (to_family,) = [one for one in told(office, Topic.MONITOR_FOR_GOOD) if one.facts["part"] == "family"]
    assert to_family.reader_id == office["grace"].id


def test_what_is_refused_changes_nothing(office: Office) -> None:
    with office.store.begin() as work:
        unready = work.people.save(person_row("una", Role.PROCTOR))[0]
    office._people["una"] = unready
    match, other = office.active(), office.active(office.draft("ben", "mia", "sam"))
    before = monitors(office, match), monitors(office, other)
    yesterday, far = date(2026, 10, 25), date(2027, 2, 2)
    with pytest.raises((SlotTaken, TimeTaken)):
        change(office, match, "sam")
    with pytest.raises(NotCleared):
        change(office, match, "una")
    with pytest.raises(SameMonitor):
        change(office, match, "ruth")
    with pytest.raises(StartInThePast):
        change(office, match, "una", starting=yesterday)
    with pytest.raises(TooFarAhead):
        change(office, match, "una", starting=far)
    with pytest.raises(ManagersOnly):
        change(office, match, by="ana")
    assert (monitors(office, match), monitors(office, other)) == before
    assert told(office, Topic.MONITOR_FOR_GOOD) == []


def test_the_mentor_is_no_monitor_of_their_own_match(office: Office) -> None:
    with office.store.begin() as work:
        ben = work.people.get(office["ben"].id)
        work.people.save(person_row("ben", Role.MENTOR, Role.PROCTOR, clearance=ben.clearance))
    match = office.active(office.draft("ben", "mia", "ruth"))
    with pytest.raises(MonitorIsAParty):
        change(office, match, "ben")


def test_a_match_that_has_ended_or_never_was_has_nothing_to_change(office: Office) -> None:
    match = office.active()
    with office.store.begin() as work:
        work.matches.move(match.id, MatchState.ACTIVE, MatchState.ENDED)
    with pytest.raises(MatchIsOver):
        change(office, match)
    with pytest.raises(NoSuchMatch):
        change_monitor(
            office.store,
            actor=office["dana"],
            match_id=404,
            monitor_id=office["sam"].id,
            kind=PROCTOR,
            starting=None,
            request=new_request(),
            at=NOW + timedelta(hours=1),
            policy=POLICY,
        )
