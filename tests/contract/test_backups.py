"""A backup can be taken in whatever has become of people and matches, into either database; and nobody comes to a child
by it who may not."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrations.database.engine import open_engine
from mentoring.acts.consenting import offer_options
from mentoring.acts.ending import end_match
from mentoring.acts.guarding import unfit_mentor, unfit_monitor
from mentoring.acts.importing import Fate
from mentoring.acts.lapsing import clearance_changed, lapse
from mentoring.acts.limiting import set_limit
from mentoring.acts.opting import take_roster_words, take_word_back
from mentoring.acts.pausing import pause_match, resume_match
from mentoring.acts.reassigning import change_monitor
from mentoring.acts.volunteering import Application, add_volunteer, record_step, set_check
from mentoring.errors import Refusal
from mentoring.limits import LimitKind
from mentoring.matches import MonitorKind
from mentoring.people import Role
from mentoring.sessions import NOT_OVER, Session
from mentoring.slots import Slot, Weekday
from mentoring.volunteers import Interview, Screening, Step, StepTaken
from tests.contract.database_fixtures import new_database
from tests.contract.exchange_fixtures import TODAY, Files, fates, live_in
from tests.contract.program_fixtures import CLEARED, NOW, POLICY, Office, new_request, person_row

NAMES = ("小明 王", "José Peña-Ruiz", "مريم حسن", "Նարե", "O'Neil 🙂")
YESTERDAY = TODAY - timedelta(days=1)
KINDS = ("sqlite", "postgresql")


class House(Office):
    """Where something of every kind has happened, and goes on happening. The match of Luis is the first; that of Mateo,
    whom his guardian watches over, the second; Mia's is only proposed."""

    def __init__(self, kind: str, folder: Path) -> None:
        super().__init__(open_engine(new_database(kind, folder)))
        live_in(self)
        self.add_people(
            person_row("kim", Role.PROCTOR, clearance=CLEARED), person_row("joy", Role.MENTOR, clearance=CLEARED)
        )
        self.files, self.at = Files(self.engine), NOW
        with self.store.look() as view:
            self.first, self.second, self.proposed = view.matches.all_ids()

    def revoke(self, key: str) -> None:
        """`/mentoring revoke`."""
        person = self[key].id
        set_check(self.store, actor=self["dana"], person_id=person, until=None, why="", at=self.at, policy=POLICY)

    def run_out(self, key: str) -> None:
        with self.store.begin() as work:
            stood = work.people.get(self[key].id).clearance
            work.volunteers.clear(self[key].id, stood, replace(stood, background_check_until=YESTERDAY))
        lapse(self.store, at=self.at, policy=POLICY)

    def record(self, key: str, step: Step, outcome: Interview | Screening) -> None:
        taken = StepTaken(step, TODAY, outcome, by=self["dana"].id)
        record_step(self.store, actor=self["dana"], person_id=self[key].id, step=taken, at=self.at, policy=POLICY)

    def opt_out(self) -> None:
        lan = self["lan"]
        take_word_back(self.store, actor=lan, guardian_id=lan.id, child_id=None, on=TODAY, at=self.at, policy=POLICY)

    def pause(self, match: int, until: date = date(2026, 12, 1)) -> None:
        dana, request = self["dana"], new_request()
        pause_match(
            self.store, actor=dana, match_id=match, until=until, why="away", request=request, at=self.at, policy=POLICY
        )

    def pause_and_resume(self, match: int) -> None:
        self.pause(match)
        request = new_request()
        resume_match(self.store, actor=self["dana"], match_id=match, request=request, at=self.at, policy=POLICY)

    def replace_monitor(self, match: int, key: str) -> None:
        change_monitor(
            self.store,
            actor=self["dana"],
            match_id=match,
            monitor_id=self[key].id,
            kind=MonitorKind.PROCTOR,
            starting=None,
            request=new_request(),
            at=self.at,
            policy=POLICY,
        )

    def end(self, match: int) -> None:
        request = new_request()
        end_match(self.store, actor=self["dana"], match_id=match, why="moved away", request=request, at=self.at)

    def limit(self, key: str, kind: LimitKind, value: int) -> None:
        dana = self["dana"]
        set_limit(self.store, actor=dana, person=self[key], kind=kind, value=value, at=self.at, policy=POLICY)

    def offer(self) -> None:
        """Two options at one hour: Joy chooses one of them."""
        slot = Slot(Weekday.FR, time(16, 30))
        drafts = tuple(self.draft("joy", student, "ruth", slot=slot) for student in ("luis", "mia"))
        request = new_request()
        offer_options(self.store, actor=self["dana"], drafts=drafts, request=request, at=self.at, policy=POLICY)

    def apply(self, *names: str) -> None:
        for number, name in enumerate(names):
            asks = Application(name, f"v{number}@example.org", frozenset({Role.MENTOR}))
            add_volunteer(self.store, actor=self["dana"], application=asks, request=new_request(), at=self.at)

    def leave_office(self, key: str) -> None:
        """They serve in no role of theirs any more."""
        self.add_people(person_row(key, Role.STAFF, clearance=self[key].clearance))

    def propose_to_a_child(self) -> None:
        self.create(self.draft("joy", "amara", "ruth", slot=Slot(Weekday.MO, time(16, 30))), at=self.at)

    def ask_and_change_guardian(self) -> None:
        self.propose_to_a_child()
        self.have_another_guardian()

    def have_another_guardian(self) -> None:
        """As a roster brings it about."""
        of = {"mateo": "grace", "amara": "lan"}
        blank: dict[str, Any] = {"email": None, "adult": False}
        rows = [person_row(key, Role.STUDENT, guardian=guardian, **blank) for key, guardian in of.items()]
        self.add_people(*rows)
        with self.store.begin() as work:
            take_roster_words(work, rows, at=self.at)
            clearance_changed(work, [self[key].id for key in of], at=self.at, policy=POLICY)

    def wait(self, days: int) -> None:
        self.at += timedelta(days=days)
        lapse(self.store, at=self.at, policy=POLICY)


EVENTS: Mapping[str, Callable[[House], None]] = {
    "the monitor's check is revoked": lambda house: house.revoke("ruth"),
    "the mentor's check is revoked": lambda house: house.revoke("ana"),
    "the monitor's check has run out": lambda house: house.run_out("ruth"),
    "the mentor's check has run out": lambda house: house.run_out("ana"),
    "a check did not clear": lambda house: house.record("ruth", Step.CHECK, Screening.NOT_CLEARED),
    "who has a place is turned away": lambda house: house.record("gus", Step.INTERVIEW, Interview.TURNED_AWAY),
    "a guardian opts out": lambda house: house.opt_out(),
    "a child is asked": lambda house: house.propose_to_a_child(),
    "a child has another guardian": lambda house: house.have_another_guardian(),
    "a child has another guardian while asked": lambda house: house.ask_and_change_guardian(),
    "a match has another monitor": lambda house: house.replace_monitor(house.first, "kim"),
    "a proposal has another monitor": lambda house: house.replace_monitor(house.proposed, "kim"),
    "a check that the dossier knows is revoked": lambda house: house.revoke("gus"),
    "a match is paused": lambda house: house.pause(house.first),
    "another match is paused": lambda house: house.pause(house.second, date(2026, 11, 20)),
    "a match is resumed": lambda house: house.pause_and_resume(house.first),
    "a match ends": lambda house: house.end(house.first),
    "another match ends": lambda house: house.end(house.second),
    "a proposal ends": lambda house: house.end(house.proposed),
    "a limit is lowered": lambda house: house.limit("luis", LimitKind.MATCHES, 1),
    "fewer hours": lambda house: house.limit("ruth", LimitKind.HOURS, 1),
    "a longer pause between sessions": lambda house: house.limit("ruth", LimitKind.GAP, 120),
    "options are offered": lambda house: house.offer(),
    "a monitor leaves": lambda house: house.leave_office("ruth"),
    "a week goes by": lambda house: house.wait(7),
    "people of all scripts apply": lambda house: house.apply(*NAMES),
}


@contextmanager
def lived(kind: str, events: Sequence[str]) -> Iterator[tuple[House, Files]]:
    """A house after these events, and an empty one of the same kind."""
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        house, empty = House(kind, Path(one)), Files(open_engine(new_database(kind, Path(other))))
        try:
            for event in events:
                # Alone, each of them is something that happens; after others it may be refused.
                with suppress(*[Refusal] if len(events) > 1 else []):
                    EVENTS[event](house)
            yield house, empty
        finally:
            house.engine.dispose()
            empty.engine.dispose()


def taken_back(house: House, empty: Files) -> None:
    """Into an empty house, and again, and into the same one."""
    roster, texts, before = house.files.roster(), house.files.everything(), house.files.dump()

    empty.take_all(roster, texts, at=house.at)
    same = house.files.take_all(roster, texts, at=house.at)

    assert empty.roster() == roster
    assert empty.everything() == texts
    assert {str(fate) for done in same.values() for fate in fates(done)} == {Fate.UNCHANGED}
    assert house.files.dump() == before
    assert left_alone(empty, house.at) == []


def left_alone(files: Files, at: datetime) -> list[Session]:
    """Sessions ahead that nobody looks after though one of the two adults may not be in them."""
    with files.store.look() as view:
        sessions = [session for session in view.sessions.all() if session.state in NOT_OVER]
        matches = view.matches.many({session.match_id for session in sessions})
        programs = {program.id: program for program in view.programs.all()}
        people, covers = {one.id: one for one in view.people.all()}, view.covers.of([s.id for s in sessions])
    found = []
    for session in sessions:
        match = matches[session.match_id]
        on = programs[match.program_id].day(at)
        why = unfit_monitor(session, match, programs[match.program_id], people, on=on)
        held = unfit_mentor(people[match.mentor_id], on=on) and session.starts_at <= at + POLICY.hold_ahead
        if held or (why and not (session.id in covers and covers[session.id].wanted)):
            found.append(session)
    return found


@pytest.mark.parametrize("event", sorted(EVENTS))
def test_after_every_event_a_backup_is_taken_in_and_is_the_same_again(event: str) -> None:
    with lived("sqlite", [event]) as (house, empty):
        taken_back(house, empty)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=6, deadline=None)
@given(events=st.lists(st.sampled_from(sorted(EVENTS)), min_size=2, max_size=7, unique=True))
def test_whatever_has_happened_a_backup_is_taken_in_and_is_the_same_again(kind: str, events: list[str]) -> None:
    with lived(kind, events) as (house, empty):
        taken_back(house, empty)
