"""What stands here goes before a file: what a person did since is left, whatever an old file says."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine

from integrations.database.tables import opt_ins
from mentoring.acts.erasing import erase_refused
from mentoring.acts.exchange.shape import UnknownKey
from mentoring.acts.exchange.taking import RowsRefused
from mentoring.acts.exchange.trainings import NotHeldYet, UnknownTraining
from mentoring.acts.importing import Fate
from mentoring.acts.matchmaking import find_match
from mentoring.acts.opting import NotTheirChild, take_word_back
from mentoring.acts.queueing import withdraw
from mentoring.acts.volunteering import record_step
from mentoring.calendars import DayKind
from mentoring.consents import NotAsked
from mentoring.errors import Refusal
from mentoring.matches import MatchState, MonitorKind, NotInThatRole
from mentoring.nominations import KEPT_AFTER_REFUSAL, NominationState
from mentoring.people import Clearance
from mentoring.sessions import SessionState
from mentoring.trainings import TrainingMisshapen
from mentoring.volunteers import NotAVolunteer, NotYet, Screening, Step, StepTaken
from tests.contract.database_fixtures import sqlite_engine
from tests.contract.exchange_fixtures import TODAY, Files, fates, lived_in, sheet
from tests.contract.nomination_fixtures import GUARDIAN, Intake
from tests.contract.program_fixtures import CLEARED, NOW, POLICY, Office

__all__ = ["sqlite_engine"]

VOLUNTEERS = "person,screening,check_on,background_check_until,interview,interviewed_on,interviewer"
OPT_INS = "guardian,student,given_on,how,revoked_on"
CONSENTS = "match,person,asked_at,choice,answered_at,why"
CHECK_INS = "match,person,at,part,way,minutes,by,note"
TRAININGS = "facilitator,starts_at,ends_at,timezone,roles,platform,seats,state"
PLACES = "facilitator,starts_at,person,state,taken_at"
CALENDARS = "calendar,day,kind,school,label,released_at,taken_out"
NOMINATIONS = (
    "key,nominator,first_name,age,grade,school,subjects,language,days,parts,contact_name,contact_phone,consent_version,"
    "consent_given,state,waiting_since,changed_at,why,student,match"
)
PAPER = "fair-1,guardian,Tomás,under_13,3,Umana,math,es,TU,evening,Rosa,617-555-0123,paper-1,phone"


class Desk:
    """The office, and its files."""

    def __init__(self, engine: Engine) -> None:
        self.office, self.files = Office(engine), Files(engine)
        self.engine = engine

    def take(self, kind: str, *lines: str, days: int = 0) -> list[str]:
        """What becomes of each row."""
        return fates(self.files.take(kind, sheet(*lines), at=NOW + timedelta(days=days)))

    def refuses(self, kind: str, *lines: str) -> list[tuple[int, str, type[Refusal]]]:
        """Line, column and refusal; and nothing has changed."""
        before = self.files.dump()
        with pytest.raises(RowsRefused) as refused:
            self.take(kind, *lines)
        assert self.files.dump() == before
        return [(row.line, getattr(one, "column", ""), type(one)) for row, one in refused.value.refused]

    def clearance(self, key: str) -> Clearance:
        with self.files.store.look() as view:
            return view.people.get(self.office[key].id).clearance


@pytest.fixture
def desk(sqlite_engine: Engine) -> Desk:
    return Desk(sqlite_engine)


# Volunteers


def test_an_old_file_clears_nobody_again(desk: Desk) -> None:
    old = "ruth,cleared,2025-07-01,2028-07-01,,,"
    failed = StepTaken(Step.CHECK, TODAY, Screening.NOT_CLEARED)
    record_step(
        desk.office.store,
        actor=desk.office["dana"],
        person_id=desk.office["ruth"].id,
        step=failed,
        at=NOW,
        policy=POLICY,
    )

    assert desk.take("volunteers", VOLUNTEERS, old) == [Fate.LEFT]
    assert desk.clearance("ruth").background_check_until is None


def test_nor_does_it_take_away_what_was_written_down_since(desk: Desk) -> None:
    renewed = StepTaken(Step.CHECK, TODAY, Screening.CLEARED, until=date(2029, 10, 26))
    record_step(
        desk.office.store,
        actor=desk.office["dana"],
        person_id=desk.office["ruth"].id,
        step=renewed,
        at=NOW,
        policy=POLICY,
    )

    assert desk.take("volunteers", VOLUNTEERS, "ruth,not_cleared,2026-10-01,,,,") == [Fate.LEFT]
    assert desk.clearance("ruth").background_check_until == date(2029, 10, 26)


def test_days_that_the_roster_brought_stay_where_a_row_tells_of_no_step(desk: Desk) -> None:
    assert desk.take("volunteers", VOLUNTEERS, "ana,cleared,2026-10-01,2029-10-01,,,") == [Fate.NEW]

    stands = desk.clearance("ana")
    assert stands.background_check_until == date(2029, 10, 1)
    assert (stands.interviewed_on, stands.trained_on) == (CLEARED.interviewed_on, CLEARED.trained_on)


def test_a_monitor_whose_check_did_not_clear_has_her_sessions_covered_at_once(desk: Desk) -> None:
    session = desk.office.first_session()

    desk.take("volunteers", VOLUNTEERS, "ruth,not_cleared,2026-10-01,,,,")

    with desk.files.store.look() as view:
        assert view.covers.of([session.id])[session.id].wanted


@pytest.mark.parametrize(
    ("row", "column", "refusal"),
    [
        ("dana,cleared,2026-10-01,2029-10-01,,,", "", NotAVolunteer),
        ("ana,cleared,2026-10-27,2029-10-01,,,", "check_on", NotYet),
        ("ana,,,,passed,2026-10-27,dana", "interviewed_on", NotYet),
    ],
)
def test_what_cannot_be_of_a_volunteer_is_refused(desk: Desk, row: str, column: str, refusal: type[Refusal]) -> None:
    assert desk.refuses("volunteers", VOLUNTEERS, row) == [(2, column, refusal)]


# Guardians' words


def test_a_word_that_was_taken_back_here_no_file_gives_again(desk: Desk) -> None:
    office, grace = desk.office, desk.office["grace"]
    text = desk.files.text("opt-ins")
    take_word_back(office.store, actor=grace, guardian_id=grace.id, child_id=None, on=TODAY, at=NOW, policy=POLICY)

    assert fates(desk.files.take("opt-ins", text)) == [Fate.LEFT]
    assert [row.revoked_on for row in desk.files.dump()[opt_ins.name]] == [TODAY]


@pytest.mark.parametrize("given_on", ["2026-08-30", "2026-09-02", "2026-10-26"])
def test_nor_does_a_file_that_names_another_day_before_it_was_taken_back(desk: Desk, given_on: str) -> None:
    office, grace = desk.office, desk.office["grace"]
    take_word_back(office.store, actor=grace, guardian_id=grace.id, child_id=None, on=TODAY, at=NOW, policy=POLICY)

    assert desk.take("opt-ins", OPT_INS, f"grace,amara,{given_on},paper,") == [Fate.LEFT]

    assert [row.revoked_on for row in desk.files.dump()[opt_ins.name]] == [TODAY]


def test_a_word_that_was_given_after_the_last_was_taken_back_is_taken_from_a_file(desk: Desk) -> None:
    office, grace, day_before = desk.office, desk.office["grace"], TODAY - timedelta(days=1)
    take_word_back(office.store, actor=grace, guardian_id=grace.id, child_id=None, on=day_before, at=NOW, policy=POLICY)

    assert desk.take("opt-ins", OPT_INS, f"grace,amara,{TODAY},paper,") == [Fate.NEW]

    assert [row.revoked_on for row in desk.files.dump()[opt_ins.name]] == [day_before, None]


def test_one_file_may_bring_a_word_that_was_taken_back_and_given_again_on_the_same_day(desk: Desk) -> None:
    rows = ["2026-08-01,paper,2026-08-20", "2026-08-20,paper,"]

    assert desk.take("opt-ins", OPT_INS, *(f"grace,amara,{row}" for row in rows)) == [Fate.NEW, Fate.NEW]


def test_a_file_may_say_that_a_word_was_taken_back_and_the_sessions_want_cover(desk: Desk) -> None:
    office = desk.office
    match = office.active(office.draft(student="amara", monitor="grace", monitor_kind=MonitorKind.GUARDIAN))
    row = "grace,amara,2026-09-01,roster,2026-10-26"

    assert desk.take("opt-ins", OPT_INS, row) == [Fate.CHANGED]
    assert desk.take("opt-ins", OPT_INS, row) == [Fate.UNCHANGED]

    ids = [session.id for session in office.sessions(match)]
    with desk.files.store.look() as view:
        assert all(cover.wanted for cover in view.covers.of(ids).values())
    assert desk.files.deeds("opt-ins.import") == [
        (f"person-{office['grace'].id}", "", "revoked_on 2026-10-26", "imported, line 2")
    ]


def test_a_word_counts_for_ones_own_child_only(desk: Desk) -> None:
    assert desk.refuses("opt-ins", OPT_INS, "grace,mia,2026-09-01,paper,") == [(2, "", NotTheirChild)]


# Consents and check-ins


def test_what_was_said_here_stays_and_a_file_moves_no_match(desk: Desk) -> None:
    match = desk.office.create(desk.office.draft())
    rows = [f"{match.key},{who},2026-10-20T12:00:00+00:00,yes,2026-10-21T12:00:00+00:00," for who in ("ana", "ruth")]

    assert desk.take("consents", CONSENTS, *rows) == [Fate.LEFT, Fate.LEFT]

    with desk.files.store.look() as view:
        assert [consent.choice for consent in view.consents.of(match.id)] == [None, None, None]
        assert find_match(view, match.id).state is MatchState.PROPOSED


def test_who_has_no_part_in_a_match_cannot_agree_to_it(desk: Desk) -> None:
    match = desk.office.create(desk.office.draft())
    row = f"{match.key},sam,2026-10-20,yes,2026-10-21,"

    assert desk.refuses("consents", CONSENTS, row) == [(2, "", NotAsked)]


def test_a_check_in_moves_what_is_due_next(desk: Desk) -> None:
    session = desk.office.first_session()
    with desk.files.store.begin() as work:
        assert work.sessions.move(session.id, [SessionState.PLANNED], SessionState.HELD)
        key = find_match(work, session.match_id).key
    rows = [f"{key},ana,10/28/2026 9:00 AM,mentor,call,,dana,", f"{key},ana,10/29/2026 9:00 AM,mentor,call,5,dana,hi"]

    assert desk.take("check-ins", CHECK_INS, rows[0], days=5) == [Fate.NEW]
    with desk.files.store.look() as view:
        first = view.check_ins.planned([session.match_id])[session.match_id][desk.office["ana"].id].due_at
    assert desk.take("check-ins", CHECK_INS, *rows, days=5) == [Fate.UNCHANGED, Fate.NEW]
    with desk.files.store.look() as view:
        then = view.check_ins.planned([session.match_id])[session.match_id][desk.office["ana"].id].due_at
    assert then > first


def test_a_check_in_of_tomorrow_is_refused(desk: Desk) -> None:
    key = desk.office.active().key

    assert desk.refuses("check-ins", CHECK_INS, f"{key},ana,2026-10-27,mentor,call,,dana,") == [(2, "at", NotYet)]


# Limits


def test_a_limit_that_differs_is_set_anew_and_logged(desk: Desk) -> None:
    desk.take("limits", "person,matches,hours", "ana,3,", "ben,,5")

    assert desk.take("limits", "person,matches,hours", "ana,4,", "ben,,5") == [Fate.CHANGED, Fate.UNCHANGED]
    assert desk.files.deeds("limits.import")[-1] == (
        f"person-{desk.office['ana'].id}",
        "matches 3",
        "matches 4",
        "imported, line 2",
    )


# Trainings


def test_who_completed_a_training_by_a_file_is_not_cleared_by_it(desk: Desk) -> None:
    desk.take("trainings", TRAININGS, "dana,10/5/2026 6:00 PM,10/5/2026 7:00 PM,America/New_York,mentor,zoom,20,held")

    assert desk.take("places", PLACES, "dana,10/5/2026 6:00 PM,gus,complete,2026-10-01") == [Fate.NEW]
    assert desk.clearance("gus").trained_on is None
    assert desk.files.dump()["duties"] == []


def test_a_training_ahead_is_set_up_as_a_manager_would(desk: Desk) -> None:
    ahead = "dana,11/5/2026 6:00 PM,11/5/2026 7:00 PM,America/New_York,mentor,zoom,1,planned"

    assert desk.take("trainings", TRAININGS, ahead) == [Fate.NEW]
    kinds = {row.kind for row in desk.files.dump()["duties"]}
    assert {"training_room", "training_close", "training_remind"} <= kinds

    places = [f"dana,11/5/2026 6:00 PM,{who},taken,2026-10-01" for who in ("ana", "ben")]
    assert [line for line, *_ in desk.refuses("places", PLACES, *places)] == [3], "there is one place"
    assert desk.take("places", PLACES, places[0]) == [Fate.NEW]


def test_a_training_that_has_begun_since_the_file_was_written_is_left_out_with_its_places(desk: Desk) -> None:
    ahead = "dana,11/5/2026 6:00 PM,11/5/2026 7:00 PM,America/New_York,mentor,zoom,9,planned"
    places = [f"dana,11/5/2026 6:00 PM,{who},2026-10-01" for who in ("ana,taken", "ben,given_back")]
    before = desk.files.dump()

    assert desk.take("trainings", TRAININGS, ahead, days=11) == [Fate.LEFT]
    assert desk.take("places", PLACES, *places, days=11) == [Fate.LEFT, Fate.LEFT]
    assert desk.files.dump() == before


@pytest.mark.parametrize(
    ("row", "column", "refusal"),
    [
        ("dana,10/5/2026 6:00 PM,10/5/2026 6:05 PM,America/New_York,mentor,zoom,20,held", "", TrainingMisshapen),
        ("dana,11/5/2026 6:00 PM,11/5/2026 7:00 PM,America/New_York,mentor,zoom,20,held", "ends_at", NotYet),
    ],
)
def test_a_training_that_cannot_be_is_refused(desk: Desk, row: str, column: str, refusal: type[Refusal]) -> None:
    assert desk.refuses("trainings", TRAININGS, row) == [(2, column, refusal)]


def test_a_place_needs_its_training_and_nobody_completes_one_that_is_ahead(desk: Desk) -> None:
    row = "dana,11/5/2026 6:00 PM,ana,complete,2026-10-01"
    assert desk.refuses("places", PLACES, row) == [(2, "starts_at", UnknownTraining)]
    held = "dana,10/5/2026 6:00 PM,ana,complete,2026-10-01"
    assert desk.refuses("places", PLACES, held) == [(2, "starts_at", UnknownTraining)], "somebody judged it"

    ahead = "dana,11/5/2026 6:00 PM,11/5/2026 7:00 PM,America/New_York,mentor,zoom,1,planned"
    desk.take("trainings", TRAININGS, ahead)
    assert desk.refuses("places", PLACES, row) == [(2, "state", NotHeldYet)]


# Calendars


def test_a_day_of_a_file_calls_sessions_off_as_ever_and_a_missing_one_brings_none_back(desk: Desk) -> None:
    session = desk.office.first_session()

    assert desk.take("calendars", CALENDARS, "bps,10/27/2026,no_school,,Storm,,") == [Fate.NEW]
    assert desk.office.session(session.id).state is SessionState.CANCELLED

    assert desk.take("calendars", CALENDARS, "bps,10/28/2026,key_date,,Fair,,") == [Fate.NEW]
    assert desk.office.session(session.id).state is SessionState.CANCELLED
    assert desk.take("calendars", CALENDARS, "bps,10/27/2026,no_school,,Snow storm,,") == [Fate.CHANGED]
    with desk.files.store.look() as view:
        assert [one.label for one in view.calendars.of("bps")] == ["Snow storm", "Fair"]
        assert [one.label for one in view.calendars.of("bps", date(2026, 10, 28))] == ["Fair"]


@pytest.mark.parametrize(
    "row",
    [
        "bps,11/11/2026,no_school,,Veterans Day,,no",
        "bps,11/25/2026,early_release,,=Half day,12:30,yes",
        "office,10/28/2026,snow_day,,storm,,",
        "office,10/29/2026,snow_day,,snow,,",
    ],
    ids=["taken out here", "taken out there", "by hand and other", "by hand and new"],
)
def test_what_managers_did_in_a_calendar_stays(sqlite_engine: Engine, row: str) -> None:
    files = lived_in(sqlite_engine)
    before = files.dump()

    assert fates(files.take("calendars", sheet(CALENDARS, row))) == [Fate.LEFT]
    assert files.dump() == before


def test_a_day_of_a_school_to_which_nobody_goes_is_refused_unless_it_is_past(desk: Desk) -> None:
    assert desk.take("calendars", CALENDARS, "bps,9/7/2026,no_school,Closed School,Labor Day,,") == [Fate.NEW]
    assert len(desk.refuses("calendars", CALENDARS, "bps,11/7/2026,no_school,Closed School,Day,,")) == 1
    assert [day.kind for day in desk.files.dump()["calendar_days"]] == [DayKind.NO_SCHOOL]


# Nominations


def nomination(state: str = "new", when: str = "2026-10-20", why: str = "", student: str = "", match: str = "") -> str:
    return f"{PAPER},{state},{when},{when},{why},{student},{match}"


def test_what_was_written_on_paper_waits_in_the_queue_and_the_likeness_to_others_is_found(
    sqlite_engine: Engine,
) -> None:
    desk = Desk(sqlite_engine)
    known = Intake(desk.office).takes(GUARDIAN, first_name="Tomas", last_name=None, school="Umana", grade="3")

    assert desk.take("nominations", NOMINATIONS, nomination()) == [Fate.NEW]

    with desk.files.store.look() as view:
        new = view.nominations.of_request("fair-1")
        assert new is not None and new.draft is not None
        assert (new.draft.contact.phone, new.draft.consent_version) == ("+16175550123", "paper-1")
        assert [pair.other_id for pair in view.nominations.likenesses([new.id])] == [known.id]


def test_what_is_held_comes_back_held_and_is_compared_with_nothing(sqlite_engine: Engine) -> None:
    desk = Desk(sqlite_engine)
    Intake(desk.office).takes(GUARDIAN, first_name="Tomas", last_name=None, school="Umana", grade="3")

    assert desk.take("nominations", NOMINATIONS, nomination("held")) == [Fate.NEW]

    with desk.files.store.look() as view:
        new = view.nominations.of_request("fair-1")
        assert new is not None and new.state is NominationState.HELD
        assert view.nominations.likenesses([new.id]) == []


def test_what_was_erased_here_no_file_brings_back(desk: Desk) -> None:
    desk.take("nominations", NOMINATIONS, nomination())
    with desk.files.store.look() as view:
        new = view.nominations.of_request("fair-1")
    assert new is not None
    withdraw(desk.office.store, actor=desk.office["dana"], nomination_id=new.id, at=NOW)
    later = NOW + KEPT_AFTER_REFUSAL
    with desk.files.store.begin() as work:
        assert erase_refused(work, at=later) == 1

    assert fates(desk.files.take("nominations", sheet(NOMINATIONS, nomination()), at=later)) == [Fate.LEFT]
    assert [row.sealed for row in desk.files.dump()["nominations"]] == [None]
    assert "fair-1" not in str(desk.files.dump()["nominations"])
    assert desk.files.text("nominations").count("\r\n") == 1


def test_what_should_have_been_erased_by_now_is_not_taken_in(desk: Desk) -> None:
    row = nomination("declined", "2026-07-01", "not_reached")

    assert desk.take("nominations", NOMINATIONS, row) == [Fate.LEFT]
    assert desk.files.dump()["nominations"] == []


def test_a_duplicate_of_one_that_is_left_out_is_taken_in_without_it(desk: Desk) -> None:
    header, first = f"{NOMINATIONS},duplicate_of", nomination("declined", "2026-07-01", "not_reached")
    second = nomination("declined", "2026-10-20", "duplicate").replace("fair-1", "fair-2")

    assert desk.refuses("nominations", header, f"{second},fair-1") == [(2, "duplicate_of", UnknownKey)]
    assert desk.take("nominations", header, f"{first},", f"{second},fair-1") == [Fate.LEFT, Fate.NEW]
    assert [row.duplicate_of for row in desk.files.dump()["nominations"]] == [None]


def test_a_duplicate_of_one_that_was_erased_here_is_taken_in_without_it(desk: Desk) -> None:
    desk.take("nominations", NOMINATIONS, nomination("declined", "2026-10-20", "not_reached"))
    with desk.files.store.begin() as work:
        assert erase_refused(work, at=NOW + KEPT_AFTER_REFUSAL) == 1
    later = nomination("declined", "2026-10-25", "duplicate").replace("fair-1", "fair-2")

    assert desk.take("nominations", f"{NOMINATIONS},duplicate_of", f"{later},fair-1") == [Fate.NEW]


def test_a_manager_s_decision_stays(desk: Desk) -> None:
    desk.take("nominations", NOMINATIONS, nomination())

    assert desk.take("nominations", NOMINATIONS, nomination("withdrawn")) == [Fate.LEFT]


def test_only_a_student_is_enrolled(desk: Desk) -> None:
    assert desk.refuses("nominations", NOMINATIONS, nomination("ready", student="ana")) == [(2, "", NotInThatRole)]
    assert desk.take("nominations", NOMINATIONS, nomination("ready", student="mia")) == [Fate.NEW]
