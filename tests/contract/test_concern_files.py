"""A concern in the hands of managers: opened, taken on, steps written down, joined, paused, closed and erased."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from integrations.database.tables import concern_readers, concern_reports, concern_steps, deeds, incidents
from mentoring.acts.concern_files import join_concerns, list_concerns, look_at_concern
from mentoring.acts.concern_pauses import pause_for_concern
from mentoring.acts.erasing_concerns import erase_concerns
from mentoring.concerns import (
    KEPT,
    PAGE,
    ConcernIsOver,
    ConcernKind,
    IncidentState,
    NobodyToPause,
    NotTheSame,
    NotYourConcern,
    ReportStillDue,
    Safe,
    StepKind,
    StepNeedsWords,
    TakenAlready,
)
from mentoring.duties import DutyKind, Subject, SubjectKind
from mentoring.matches import Match, MatchState
from mentoring.people import Role
from mentoring.permissions import ManagersOnly
from mentoring.relay import MessageTooLong
from mentoring.tidings import Topic
from tests.contract.concern_fixtures import WORDS, Reporting, office, reporting
from tests.contract.database_fixtures import all_at_once, engine, sqlite_engine
from tests.contract.program_fixtures import NOW, POLICY, new_request, person_row

__all__ = ["engine", "office", "reporting", "sqlite_engine"]

DAY = timedelta(days=1)


def joins(office: Reporting, by: str, kept: int, other: int) -> None:
    join_concerns(office.store, actor=office.office[by], incident_id=kept, other_id=other, at=NOW, policy=POLICY)


def pauses(office: Reporting, by: str, number: int, *, request: str = "") -> list[Match]:
    return list(
        pause_for_concern(
            office.store,
            actor=office.office[by],
            incident_id=number,
            request=request or new_request(),
            at=NOW,
            policy=POLICY,
        )
    )


def match_state(office: Reporting) -> MatchState | None:
    with office.store.look() as view:
        match = view.matches.get(office.match.id)
    return match.state if match is not None else None


# Who opens it


@pytest.mark.parametrize("by", ["ana", "ruth", "carol", "grace", "amara"])
def test_nobody_but_a_manager_opens_anything_not_even_the_writer(office: Reporting, by: str) -> None:
    number = office.report("ana").incident.id
    with pytest.raises(ManagersOnly):
        office.opens(by, number)
    with pytest.raises(ManagersOnly):
        office.takes(by, number)
    with pytest.raises(ManagersOnly):
        list_concerns(office.store, actor=office.office[by], page=1, policy=POLICY)


def test_a_manager_who_is_not_on_the_list_learns_not_even_that_it_is_there(reporting: Reporting) -> None:
    number = reporting.report().incident.id
    for what in (number, number + 1):
        with pytest.raises(NotYourConcern):
            reporting.opens("priya", what)
        with pytest.raises(NotYourConcern):
            reporting.writes("priya", what, StepKind.SPOKE)
        with pytest.raises(NotYourConcern):
            look_at_concern(reporting.store, actor=reporting.office["priya"], incident_id=what, policy=POLICY)
    assert list_concerns(reporting.store, actor=reporting.office["priya"], page=1, policy=POLICY).total == 0


def test_every_opening_is_in_the_audit_log_and_what_it_says_is_not(reporting: Reporting) -> None:
    number = reporting.report().incident.id
    reporting.opens("dana", number)
    reporting.opens("marcus", number)
    reporting.takes("dana", number)
    reporting.writes("dana", number, StepKind.SPOKE, "with the uncle's sister")
    assert reporting.deeds(number) == [
        ("concern.report", "ana"),
        ("concern.read", "dana"),
        ("concern.read", "marcus"),
        ("concern.taken", "dana"),
        ("concern.spoke", "dana"),
    ]
    with reporting.office.engine.connect() as conn:
        written = " ".join(
            str(tuple(row)) for row in (*conn.execute(select(deeds)), *conn.execute(select(concern_steps)))
        )
    assert "uncle" not in written


def test_the_list_has_the_open_ones_first_and_is_paged(reporting: Reporting) -> None:
    numbers = [reporting.report(kind=ConcernKind.ENGAGEMENT, safe=Safe.YES).incident.id for _ in range(PAGE + 2)]
    reporting.writes("dana", numbers[-1], StepKind.CLOSED)
    first, second, beyond = (
        list_concerns(reporting.store, actor=reporting.office["dana"], page=page, policy=POLICY) for page in (1, 2, 99)
    )
    assert (first.total, first.pages, beyond.page) == (PAGE + 2, 2, 2)
    told = [line.incident.id for page in (first, second) for line in page.lines]
    assert told == [*reversed(numbers[:-1]), numbers[-1]]


# Who has it


def test_taking_it_on_twice_is_no_error_and_somebody_else_is_told_who_has_it(reporting: Reporting) -> None:
    number = reporting.report().incident.id
    for _ in range(2):
        assert reporting.takes("dana", number).responsible_id == reporting.office["dana"].id
    with pytest.raises(TakenAlready) as refused:
        reporting.takes("marcus", number)
    assert refused.value.who.key == "dana"
    assert reporting.takes("marcus", number, instead_of="dana").responsible_id == reporting.office["marcus"].id
    assert [step.kind for step in reporting.opens("dana", number).steps] == [StepKind.TAKEN] * 2


def test_of_two_managers_who_press_at_once_one_has_it(reporting: Reporting) -> None:
    number = reporting.report().incident.id
    done = all_at_once(lambda n: reporting.takes("dana" if n % 2 else "marcus", number).responsible_id)
    holder = reporting.incident(number).responsible_id
    assert {one for one in done if isinstance(one, int)} == {holder}
    assert all(isinstance(one, TakenAlready) for one in done if not isinstance(one, int))
    assert len(reporting.opens("dana", number).steps) == 1


# What is written down


def test_a_step_says_what_by_whom_and_when_and_a_repeated_delivery_adds_none(reporting: Reporting) -> None:
    number = reporting.report().incident.id
    for _ in range(2):
        reporting.writes("marcus", number, StepKind.ORAL, "spoke with DCF", request="same", at=NOW + DAY)
    (step,) = reporting.opens("dana", number).steps
    assert (step.kind, step.note, step.at) == (StepKind.ORAL, "spoke with DCF", NOW + DAY)
    assert step.by == reporting.office["marcus"].id


def test_it_is_closed_when_nothing_is_due_any_more(reporting: Reporting) -> None:
    number = reporting.report().incident.id
    with pytest.raises(ReportStillDue):
        reporting.writes("dana", number, StepKind.CLOSED, "done")
    for kind in (StepKind.ORAL, StepKind.WRITTEN):
        reporting.writes("dana", number, kind, "")
    with pytest.raises(StepNeedsWords):
        reporting.writes("dana", number, StepKind.CLOSED, "  ")
    reporting.writes("dana", number, StepKind.CLOSED, "the family has help now")
    assert reporting.incident(number).state is IncidentState.CLOSED
    with pytest.raises(ConcernIsOver):
        reporting.writes("dana", number, StepKind.SPOKE)
    with pytest.raises(ConcernIsOver):
        reporting.takes("dana", number)
    states = {row.state for row in reporting.office.duties(Subject(SubjectKind.CONCERN, number))}
    assert states == {"cancelled"}


def test_a_note_that_is_too_long_changes_nothing(office: Reporting) -> None:
    number = office.report().incident.id
    with pytest.raises(MessageTooLong):
        office.writes("dana", number, StepKind.SPOKE, "a" * 1_001)
    assert office.opens("dana", number).steps == []


def test_what_turns_out_to_be_a_matter_of_safety_starts_the_clock(reporting: Reporting) -> None:
    number = reporting.report("ruth", ConcernKind.ENGAGEMENT, safe=Safe.YES).incident.id
    reporting.writes("dana", number, StepKind.SAFETY, "", at=NOW + DAY)
    incident = reporting.incident(number)
    assert (incident.urgent, incident.clock_from) == (True, NOW + DAY)
    assert incident.responsible_id == reporting.office["dana"].id
    rows = reporting.office.duties(Subject(SubjectKind.CONCERN, number), DutyKind.CONCERN_CLOCK)
    rings = [row for row in rows if row.occurrence.startswith(("oral", "written"))]
    assert len(rings) == 7 and rings[0].due_at == NOW + DAY + timedelta(minutes=30)


# Two reports of one incident


def test_joined_reports_are_read_together_and_the_earlier_clock_counts(reporting: Reporting) -> None:
    late = reporting.report("ruth", kind=ConcernKind.ENGAGEMENT, safe=Safe.YES, words="he was low", at=NOW + DAY)
    early = reporting.report("ana")
    joins(reporting, "dana", late.incident.id, early.incident.id)
    file = reporting.opens("dana", late.incident.id)
    assert {report.draft.words for report in file.reports} == {"he was low", WORDS}
    assert file.line.incident.clock_from == NOW and file.line.incident.urgent
    assert file.line.incident.responsible_id == reporting.office["dana"].id
    assert reporting.incident(early.incident.id).state is IncidentState.JOINED
    assert reporting.opens("dana", early.incident.id).line.incident.id == late.incident.id, "the old number leads there"
    assert {key for _, key in reporting.told()} == {"dana"}, "neither writer hears of it"


def test_whoever_one_of_two_is_about_reads_neither(reporting: Reporting) -> None:
    first = reporting.report("ana").incident.id
    assert reporting.readers(first) == {"dana", "marcus"}
    second = reporting.report("ruth", kind=ConcernKind.CONDUCT, about="marcus").incident.id
    assert reporting.readers(second) == {"dana"}
    joins(reporting, "dana", first, second)
    assert "marcus" not in reporting.readers(first)
    with pytest.raises(NotYourConcern):
        reporting.opens("marcus", first)


def test_whoever_joins_two_has_them_where_their_holder_turns_out_to_be_named(office: Reporting) -> None:
    first = office.report("ana", ConcernKind.ENGAGEMENT, safe=Safe.YES).incident.id
    office.takes("marcus", first)
    second = office.report("ruth", ConcernKind.FEEDBACK, safe=Safe.YES, about="marcus").incident.id
    joins(office, "dana", first, second)
    assert office.incident(first).responsible_id == office.office["dana"].id


def test_a_new_report_that_is_joined_opens_a_clock_that_was_decided_away(reporting: Reporting) -> None:
    first = reporting.report("ana").incident.id
    reporting.writes("dana", first, StepKind.NO_ACTION, "a misunderstanding")
    joins(reporting, "dana", first, reporting.report("ruth").incident.id)
    with pytest.raises(ReportStillDue):
        reporting.writes("dana", first, StepKind.CLOSED, "done")


def test_only_two_that_are_open_are_joined(reporting: Reporting) -> None:
    number, other = (reporting.report("ruth", ConcernKind.FEEDBACK, safe=Safe.YES).incident.id for _ in range(2))
    with pytest.raises(NotTheSame):
        joins(reporting, "dana", number, number)
    reporting.writes("dana", other, StepKind.CLOSED)
    for kept, joined in ((number, other), (other, number)):
        with pytest.raises(NotTheSame):
            joins(reporting, "dana", kept, joined)
    assert len(reporting.opens("dana", number).reports) == 1


def test_one_of_another_match_or_of_long_ago_is_not_taken_for_the_same(office: Reporting) -> None:
    first = office.report().incident.id
    office.report("ruth", match_id=None)
    office.report("ruth", at=NOW + timedelta(days=4))
    assert office.opens("dana", first).alike == []


# The adult whom it is about


def test_one_press_pauses_the_matches_of_the_adult_and_tells_nobody_why(reporting: Reporting) -> None:
    number = reporting.report("ruth", ConcernKind.CONDUCT, about="ana").incident.id
    assert match_state(reporting) is MatchState.ACTIVE, "nothing is done by itself"
    assert [match.id for match in pauses(reporting, "dana", number)] == [reporting.match.id]
    assert match_state(reporting) is MatchState.PAUSED
    (told,) = (
        t for t in reporting.tidings() if t.topic is Topic.MATCH_PAUSED and t.reader_id == reporting.match.mentor_id
    )
    assert "concern" not in str(told)
    with reporting.store.look() as view:
        assert "concern" not in str(view.deeds.of(f"match-{reporting.match.id}"))
    assert [step.kind for step in reporting.opens("dana", number).steps] == [StepKind.PAUSED]


def test_there_is_nothing_to_pause_where_nobody_is_named_or_nothing_runs(office: Reporting) -> None:
    unnamed = office.report("ruth", ConcernKind.CONDUCT).incident.id
    named = office.report("ruth", ConcernKind.CONDUCT, about="ana").incident.id
    pauses(office, "dana", named)
    for number in (unnamed, named):
        with pytest.raises(NobodyToPause):
            pauses(office, "dana", number)
    assert len(office.opens("dana", named).steps) == 1


def test_nobody_outside_the_list_pauses_anything(office: Reporting) -> None:
    number = office.report("ruth", ConcernKind.CONDUCT, about="ana").incident.id
    with pytest.raises(NotYourConcern):
        pauses(office, "priya", number)
    assert match_state(office) is MatchState.ACTIVE


def test_somebody_who_is_no_manager_any_more_reads_nothing(office: Reporting) -> None:
    number = office.report().incident.id
    office.office.add_people(person_row("marcus", Role.MENTOR))
    with pytest.raises(ManagersOnly):
        office.opens("marcus", number)


# How long it is kept


def erase(office: Reporting, *, after: timedelta) -> int:
    with office.store.begin() as work:
        return erase_concerns(work, at=NOW + after)


def closed(office: Reporting) -> int:
    number = office.report("ruth", ConcernKind.FEEDBACK, safe=Safe.YES).incident.id
    office.writes("dana", number, StepKind.CLOSED)
    return number


def test_it_is_erased_seven_years_after_it_was_closed_and_not_before(reporting: Reporting) -> None:
    number, still_open = closed(reporting), reporting.report().incident.id
    assert erase(reporting, after=KEPT) == 0
    assert erase(reporting, after=KEPT + DAY) == 1
    with pytest.raises(NotYourConcern):
        reporting.opens("dana", number)
    with reporting.office.engine.connect() as conn:
        assert {row.incident_id for row in conn.execute(select(concern_reports))} == {still_open}
        assert {row.id for row in conn.execute(select(incidents))} == {number, still_open}
    assert reporting.deeds(number)[-1] == ("concern.erase", "")


def test_what_stays_of_it_is_its_number_and_its_days(reporting: Reporting) -> None:
    number, other = reporting.report().incident.id, reporting.report("ruth").incident.id
    reporting.takes("marcus", other)
    joins(reporting, "dana", number, other)
    reporting.writes("dana", number, StepKind.NO_ACTION)
    with reporting.store.begin() as work:
        work.concerns.delivered(number, at=NOW)
        assert work.concerns.close(number, at=NOW)

    assert erase(reporting, after=KEPT + DAY) == 1

    with reporting.office.engine.connect() as conn:
        rows = {row.id: row for row in conn.execute(select(incidents))}
        assert list(conn.execute(select(concern_readers))) == []
    nothing = (False, None, None, None, None)
    assert tuple(rows[number]) == (number, IncidentState.ERASED, NOW, *nothing, False, None, NOW)
    assert tuple(rows[other]) == (other, IncidentState.JOINED, NOW, *nothing, False, number, None)


def test_what_is_on_legal_hold_is_kept_until_the_hold_ends(reporting: Reporting) -> None:
    number = closed(reporting)
    reporting.writes("dana", number, StepKind.HELD, "the court asks")
    assert erase(reporting, after=KEPT + DAY) == 0
    reporting.writes("dana", number, StepKind.LET_GO, "the court is done")
    assert erase(reporting, after=KEPT + DAY) == 1


def test_an_open_one_is_never_erased(reporting: Reporting) -> None:
    number = reporting.report("ruth", ConcernKind.FEEDBACK, safe=Safe.YES).incident.id
    with reporting.office.engine.begin() as conn:
        conn.execute(update(incidents).values(closed_at=NOW))
    assert erase(reporting, after=2 * KEPT) == 0
    assert reporting.opens("dana", number).reports


# Joined, where one of the two is about a manager


def test_whoever_is_named_by_the_one_that_comes_in_has_neither_any_more(reporting: Reporting) -> None:
    first = reporting.report("ana").incident.id
    reporting.takes("marcus", first)
    second = reporting.report("ruth", kind=ConcernKind.CONDUCT, about="marcus").incident.id
    joins(reporting, "dana", first, second)
    assert reporting.key(reporting.incident(first).responsible_id) == "dana"
    assert "marcus" not in reporting.readers(first)


def test_nobody_becomes_responsible_for_what_is_about_themself(reporting: Reporting) -> None:
    about_marcus = reporting.report("ruth", ConcernKind.FEEDBACK, about="marcus", safe=Safe.YES).incident.id
    other = reporting.report("ana", kind=ConcernKind.CONDUCT, about="ruth").incident.id
    reporting.opens("marcus", other)
    reporting.takes("marcus", other)
    joins(reporting, "dana", about_marcus, other)
    assert reporting.key(reporting.incident(about_marcus).responsible_id) == "dana"
    assert ("concern.taken", "marcus") not in reporting.deeds(about_marcus)
