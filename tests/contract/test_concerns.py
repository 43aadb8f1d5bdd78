"""A concern is reported: once, whole, sealed, about one's own matches only; and the right managers are called."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Row, select, update

from integrations.database.tables import concern_reports, duties, matches, requests, tidings
from mentoring.acts.concern_calls import NOBODY, call_next, called, ring
from mentoring.acts.concern_files import join_concerns
from mentoring.acts.concern_reports import report_choices
from mentoring.acts.matchmaking import NoSuchMatch
from mentoring.concerns import ConcernKind, Did, IncidentState, NotAnAdultHere, NotYourConcern, Safe, StepKind
from mentoring.duties import DutyKind, DutyState, Subject, SubjectKind
from mentoring.errors import Refusal
from mentoring.people import Role
from mentoring.permissions import NotYourMatch
from mentoring.relay import MessageTooLong, NothingWritten
from mentoring.tidings import Topic
from tests.contract.concern_fixtures import WORDS, Reporting, office, reporting
from tests.contract.database_fixtures import all_at_once, engine, sqlite_engine
from tests.contract.program_fixtures import NOW, POLICY, person_row

__all__ = ["engine", "office", "reporting", "sqlite_engine"]

CALLED, TOLD = Topic.CONCERN_CALL, Topic.CONCERN_NEW


def ring_all(office: Reporting, number: int, *, after: timedelta) -> None:
    """Whatever of the clock is due by then, in its order, each once."""
    while waiting := [row.due_at for row in clock(office, number) if row.due_at <= NOW + after]:
        with office.store.begin() as work:
            duties = work.duties.take([DutyKind.CONCERN_CLOCK], at=waiting[0], limit=50)
            for duty in duties:
                ring(work, duty, at=waiting[0], policy=POLICY)
            work.duties.finish([duty.id for duty in duties], DutyState.DONE, at=waiting[0])


def clock(office: Reporting, number: int) -> list[Row[Any]]:
    """What of its clock has not rung yet."""
    rows = office.office.duties(Subject(SubjectKind.CONCERN, number), DutyKind.CONCERN_CLOCK)
    return [row for row in rows if row.state == DutyState.WAITING]


def arrives(office: Reporting, number: int, *, rung: int, after: timedelta = timedelta(0)) -> None:
    """The calls of that rung were brought."""
    readers = [t.reader_id for t in office.tidings() if t.topic is CALLED and t.facts["rung"] == rung]
    for reader in readers:
        with office.store.begin() as work:
            called(work, work.concerns.many([number])[number], reader, at=NOW + after)
            later = NOW + after + POLICY.ack_timeout
            call_next(work, work.concerns.many([number])[number], rung=rung, at=later, policy=POLICY)


def joins(office: Reporting, kept: int, other: int, *, at: datetime = NOW) -> None:
    dana = office.office["dana"]
    join_concerns(office.store, actor=dana, incident_id=kept, other_id=other, at=at, policy=POLICY)


# Written down


def test_what_was_reported_is_read_back_whole_by_the_managers_of_the_match(reporting: Reporting) -> None:
    done = reporting.report(when="today", told="nobody", safe=Safe.NO, did=frozenset({Did.FILING, Did.SPOKE_UP}))
    (report,) = reporting.opens("dana", done.incident.id).reports
    assert (report.draft.words, report.draft.when, report.draft.told) == (WORDS, "today", "nobody")
    assert (report.draft.kind, report.draft.safe) == (ConcernKind.DISCLOSURE, Safe.NO)
    assert report.draft.did == {Did.FILING, Did.SPOKE_UP}
    assert reporting.readers(done.incident.id) == {"dana", "marcus"}


def test_the_database_tells_neither_what_nor_of_whom(reporting: Reporting) -> None:
    reporting.report(about="ruth", told="my wife", kind=ConcernKind.CONDUCT)
    with reporting.office.engine.connect() as conn:
        rows = [*conn.execute(select(concern_reports)), *conn.execute(select(tidings)), *conn.execute(select(requests))]
    written = " ".join(str(tuple(row)) for row in rows)
    for private in ("uncle", "my wife", "conduct", "about", "unknown"):
        assert private not in written, private


def test_a_delivery_that_slack_repeats_is_one_concern(reporting: Reporting) -> None:
    first, again = reporting.report(request="same"), reporting.report(request="same")
    assert (again.incident.id, again.somebody_reads) == (first.incident.id, True)
    assert reporting.told() == [(CALLED, "dana")]
    assert reporting.deeds(first.incident.id) == [("concern.report", "ana")]


def test_pressed_by_eight_threads_at_once_it_is_one_concern(reporting: Reporting) -> None:
    done = all_at_once(lambda _: reporting.report(request="same").incident.id)
    assert len(set(done)) == 1
    assert reporting.told() == [(CALLED, "dana")]


@pytest.mark.parametrize(
    "words", ["😢", "أخبرتني الطالبة أن عمها يضربها", "a" * 3_000, "<!channel> <@U123> & `code`", "two\nlines"]
)
def test_odd_words_are_kept_as_they_are(office: Reporting, words: str) -> None:
    assert office.opens("dana", office.report(words=words).incident.id).reports[0].draft.words == words


def test_marks_that_steer_a_text_are_left_out(office: Reporting) -> None:
    number = office.report(words="he \u202esaid\u202c\x07 so").incident.id
    assert office.opens("dana", number).reports[0].draft.words == "he said so"


@pytest.mark.parametrize(
    ("more", "refused"),
    [
        ({"words": ""}, NothingWritten),
        ({"words": " \n\u200b\u202e "}, NothingWritten),
        ({"words": "a" * 3_001}, MessageTooLong),
        ({"when": "a" * 1_001}, MessageTooLong),
        ({"match_id": 999}, NoSuchMatch),
        ({"session_id": 999}, NotYourMatch),
        ({"about_id": 999}, NotAnAdultHere),
        ({"about": "amara"}, NotAnAdultHere),
        ({"about": "ben"}, NotAnAdultHere),
    ],
)
def test_bad_input_changes_nothing(office: Reporting, more: dict[str, object], refused: type[Refusal]) -> None:
    with pytest.raises(refused):
        office.report(**more)  # type: ignore[arg-type]  # what the fields of a draft hold
    with office.office.engine.connect() as conn:
        assert conn.execute(select(concern_reports)).all() == []
    assert office.told() == []


def test_nobody_reports_about_a_match_or_session_that_is_not_theirs(office: Reporting) -> None:
    session = office.office.sessions(office.match)[0]
    for forged in ({"match_id": office.match.id}, {"match_id": None, "session_id": session.id}):
        with pytest.raises(NotYourMatch):
            office.report("ben", **forged)
    assert office.report("ben", match_id=None).incident.state is IncidentState.OPEN


def test_a_manager_reports_about_any_match_and_any_adult(office: Reporting) -> None:
    number = office.report("priya", about="sam", kind=ConcernKind.CONDUCT).incident.id
    assert office.told() == [(CALLED, "dana")]
    assert office.opens("dana", number).people[office.office["sam"].id].key == "sam"


def test_a_session_brings_its_match_with_it(office: Reporting) -> None:
    session = office.office.sessions(office.match)[0]
    number = office.report("ruth", match_id=None, session_id=session.id).incident.id
    (report,) = office.opens("dana", number).reports
    assert (report.draft.match_id, report.draft.session_id) == (office.match.id, session.id)


def test_only_what_is_ones_own_is_offered(office: Reporting) -> None:
    own = report_choices(office.store, actor=office.office["ana"], at=NOW + timedelta(days=3))
    assert [line.match.id for line in own.matches] == [office.match.id]
    assert [line.session.match_id for line in own.sessions] == [office.match.id]
    assert {person.key for person in own.adults} == {"ruth", "dana", "marcus", "priya"}
    nothing = report_choices(office.store, actor=office.office["ben"], at=NOW)
    assert (nothing.matches, nothing.sessions) == ([], [])
    assert all(person.has(Role.MANAGER) for person in nothing.adults)


# Who is called


def test_an_urgent_one_calls_the_next_when_nobody_takes_it_on(reporting: Reporting) -> None:
    number = reporting.report().incident.id
    for rung, after in ((0, 0), (1, 90), (2, 180)):
        arrives(reporting, number, rung=rung, after=timedelta(seconds=after))
    assert reporting.told(CALLED) == [(CALLED, key) for key in ("dana", "marcus", "priya", "dana")]
    calls = [tiding for tiding in reporting.tidings() if tiding.topic is CALLED]
    assert [(call.at - NOW).total_seconds() for call in calls] == [0, 90, 180, 270]
    assert reporting.readers(number) == {"dana", "marcus", "priya"}
    assert reporting.incident(number).delivered_at == NOW


def test_the_next_on_the_ladder_reads_it_once_their_own_call_has_arrived(reporting: Reporting) -> None:
    number = reporting.report().incident.id
    for rung in (0, 1):
        arrives(reporting, number, rung=rung)
    assert reporting.told(CALLED)[-1] == (CALLED, "priya")
    with pytest.raises(NotYourConcern):
        reporting.opens("priya", number)
    arrives(reporting, number, rung=2)
    assert reporting.opens("priya", number).reports


def test_a_call_that_arrives_lets_nobody_read_whom_a_joined_report_is_about(office: Reporting) -> None:
    first = office.report().incident.id
    second = office.report("ruth", ConcernKind.CONDUCT, about="priya").incident.id
    for rung in (0, 1):
        arrives(office, first, rung=rung)
    joins(office, first, second)
    arrives(office, first, rung=2)
    assert "priya" not in office.readers(first)


def test_whoever_takes_it_on_stops_the_ladder(reporting: Reporting) -> None:
    number = reporting.report().incident.id
    assert reporting.takes("marcus", number).responsible_id == reporting.office["marcus"].id
    arrives(reporting, number, rung=0)
    assert reporting.told() == [(CALLED, "dana")]


def test_it_is_not_delivered_before_it_was(reporting: Reporting) -> None:
    number = reporting.report().incident.id
    assert reporting.incident(number).delivered_at is None
    with reporting.store.look() as view:
        assert view.concerns.uncalled(before=NOW + timedelta(seconds=1)) == [number]
    arrives(reporting, number, rung=0)
    with reporting.store.look() as view:
        assert view.concerns.uncalled(before=NOW + timedelta(hours=1)) == []


def test_a_call_that_arrived_twice_calls_the_next_once(reporting: Reporting) -> None:
    number = reporting.report().incident.id
    for _ in range(2):
        arrives(reporting, number, rung=0)
    assert reporting.told() == [(CALLED, "dana"), (CALLED, "marcus")]


@pytest.mark.parametrize("kind", [ConcernKind.FEEDBACK, ConcernKind.ENGAGEMENT, ConcernKind.RECORDING])
def test_what_is_no_matter_of_safety_is_told_to_the_own_manager_alone(office: Reporting, kind: ConcernKind) -> None:
    number = office.report("ruth", kind, safe=Safe.YES, about="ana").incident.id
    assert office.told() == [(TOLD, "dana")]
    ring_all(office, number, after=timedelta(hours=23))
    assert len(office.told()) == 1


@pytest.mark.parametrize("looked_after", [True, False])
def test_what_nobody_has_touched_for_a_day_is_told_once_more(reporting: Reporting, *, looked_after: bool) -> None:
    number = reporting.report("ruth", ConcernKind.ENGAGEMENT, safe=Safe.YES).incident.id
    if looked_after:
        reporting.writes("dana", number, StepKind.SPOKE, "with the mentor")
    ring_all(reporting, number, after=timedelta(hours=24))
    again = [] if looked_after else [(TOLD, "dana"), (TOLD, "marcus")]
    assert reporting.told() == [(TOLD, "dana"), *again]


def test_a_concern_about_a_manager_reaches_neither_them_nor_their_deputy(reporting: Reporting) -> None:
    number = reporting.report(kind=ConcernKind.CONDUCT, about="dana").incident.id
    for rung in range(8):
        arrives(reporting, number, rung=rung)
    assert {key for _, key in reporting.told()} == {"priya"} == reporting.readers(number)


def test_feedback_on_a_mentor_who_manages_the_match_goes_to_somebody_else(office: Reporting) -> None:
    office.office.add_people(person_row("ana", Role.MENTOR, Role.MANAGER, slack_id="U07ANA"))
    with office.office.engine.begin() as conn:
        conn.execute(update(matches).values(manager_id=office.office["ana"].id))
    number = office.report("ruth", ConcernKind.FEEDBACK, safe=Safe.YES).incident.id
    assert office.told() == [(TOLD, "dana")]
    with pytest.raises(NotYourConcern):
        office.opens("ana", number)


def test_without_a_match_the_manager_of_the_writers_match_is_called(office: Reporting) -> None:
    office.report("ruth", match_id=None)
    assert office.told() == [(CALLED, "dana")]
    office.report("sam", match_id=None)
    assert office.told()[-1] == (CALLED, "dana"), "the first manager, for somebody without a match"


def test_where_nobody_may_read_it_that_is_said_and_looked_at_again(office: Reporting) -> None:
    with office.store.begin() as work:
        for key in ("marcus", "priya"):
            work.people.save(person_row(key, Role.MENTOR))
    done = office.report(kind=ConcernKind.CONDUCT, about="dana")
    assert not done.somebody_reads and office.told() == []
    ring_all(office, done.incident.id, after=timedelta(hours=2))
    assert office.told() == []
    with office.store.begin() as work:
        work.people.save(person_row("priya", Role.MANAGER, slack_id="U07PRIYA1"))
    ring_all(office, done.incident.id, after=timedelta(hours=3))
    assert office.told() == [(CALLED, "priya")]
    (later, *_) = [d.occurrence for d in office.office.duties(Subject(SubjectKind.CONCERN, done.incident.id))]
    assert later.startswith(NOBODY)


def test_no_family_and_nobody_it_is_about_hears_anything(reporting: Reporting) -> None:
    reporting.report(kind=ConcernKind.DISCLOSURE, about="ruth")
    assert {key for _, key in reporting.told()} <= {"dana", "marcus", "priya"}
    with reporting.office.engine.connect() as conn:
        called_on = {row.person_id for row in conn.execute(select(duties)) if row.kind == DutyKind.PAGE_CONCERN}
    assert called_on == {reporting.office["dana"].id}


# The clock


def test_whoever_has_it_is_reminded_and_everybody_hears_when_it_is_overdue(reporting: Reporting) -> None:
    number = reporting.report().incident.id
    reporting.takes("dana", number)
    ring_all(reporting, number, after=timedelta(minutes=59))
    assert reporting.told(Topic.CONCERN_DUE) == [(Topic.CONCERN_DUE, "dana")] * 2
    ring_all(reporting, number, after=timedelta(minutes=60))
    overdue = [t for t in reporting.tidings() if t.facts.get("overdue")]
    assert {reporting.key(t.reader_id) for t in overdue} == {"dana", "marcus", "priya"}
    assert {t.facts["step"] for t in overdue} == {"oral"}
    assert "priya" in reporting.readers(number), "the next on the ladder is on the list from now on"


@pytest.mark.parametrize("kind", [StepKind.ORAL, StepKind.NO_ACTION])
def test_what_was_done_is_not_reminded_of(reporting: Reporting, kind: StepKind) -> None:
    number = reporting.report().incident.id
    reporting.takes("dana", number)
    reporting.writes("dana", number, kind)
    ring_all(reporting, number, after=timedelta(hours=2))
    assert reporting.told(Topic.CONCERN_DUE) == []
    ring_all(reporting, number, after=timedelta(hours=49))
    reminded = [t.facts["step"] for t in reporting.tidings() if t.topic is Topic.CONCERN_DUE]
    assert set(reminded) == ({"written"} if kind is StepKind.ORAL else set())


def test_what_a_joined_report_makes_due_again_is_told_though_the_earlier_clock_has_rung(reporting: Reporting) -> None:
    first = reporting.report().incident.id
    reporting.takes("dana", first)
    reporting.writes("dana", first, StepKind.NO_ACTION, "a misunderstanding")
    ring_all(reporting, first, after=timedelta(hours=2))
    assert reporting.told(Topic.CONCERN_DUE) == []
    second = reporting.report("ruth", at=NOW + timedelta(hours=2)).incident.id
    joins(reporting, first, second, at=NOW + timedelta(hours=3))
    ring_all(reporting, first, after=timedelta(hours=3))
    overdue = [t for t in reporting.tidings() if t.topic is Topic.CONCERN_DUE]
    assert {(t.facts["step"], t.facts["overdue"]) for t in overdue} == {(StepKind.ORAL, True)}
    assert {reporting.key(t.reader_id) for t in overdue} == {"dana", "marcus", "priya"}


def test_what_an_earlier_clock_makes_overdue_is_told_once(office: Reporting) -> None:
    first = office.report().incident.id
    second = office.report("ruth", at=NOW + timedelta(minutes=30)).incident.id
    joins(office, second, first, at=NOW + timedelta(minutes=70))
    ring_all(office, second, after=timedelta(minutes=100))
    overdue = [t for t in office.tidings() if t.topic is Topic.CONCERN_DUE and t.facts["overdue"]]
    assert sorted(office.key(t.reader_id) for t in overdue) == ["dana", "marcus", "priya"]


def test_before_anybody_has_it_the_whole_list_is_reminded(office: Reporting) -> None:
    number = office.report().incident.id
    ring_all(office, number, after=timedelta(minutes=30))
    assert [key for _, key in office.told(Topic.CONCERN_DUE)] == ["dana", "marcus"]


def test_a_reminder_that_comes_late_gives_way_to_the_next(office: Reporting) -> None:
    number = office.report().incident.id
    rows = office.office.duties(Subject(SubjectKind.CONCERN, number))
    ends = {row.occurrence: row.expires_at - NOW if row.expires_at else None for row in rows}
    assert ends["oral-0"] == timedelta(minutes=50) and ends["oral-1"] == timedelta(minutes=60)
    assert ends["oral-overdue"] is None and ends["written-2"] == timedelta(hours=48)


def test_reports_of_two_people_stand_apart_until_a_manager_joins_them(reporting: Reporting) -> None:
    first, second = (reporting.report(by).incident.id for by in ("ana", "ruth"))
    assert first != second
    assert [len(reporting.opens("dana", n).reports) for n in (first, second)] == [1, 1]
    assert reporting.opens("dana", first).alike == [second]


# Until somebody has it


def climb(office: Reporting, number: int) -> None:
    """Every call arrives, and nobody takes it on."""
    for rung in range(20):
        arrives(office, number, rung=rung)


def test_an_urgent_one_that_nobody_takes_on_is_called_every_hour(reporting: Reporting) -> None:
    """Conduct of an adult starts no clock of the law, which would remind of it."""
    number = reporting.report(kind=ConcernKind.CONDUCT, about="ruth", safe=Safe.YES).incident.id
    climb(reporting, number)
    before = Counter(reporting.told(CALLED))
    for hours in (2, 3):
        ring_all(reporting, number, after=timedelta(hours=hours))
    again = Counter(reporting.told(CALLED)) - before
    assert again[CALLED, "dana"] >= 2
    assert set(again) <= {(CALLED, key) for key in reporting.readers(number)}


def test_once_somebody_has_it_nobody_is_called_any_more(reporting: Reporting) -> None:
    number = reporting.report(kind=ConcernKind.CONDUCT, about="ruth", safe=Safe.YES).incident.id
    climb(reporting, number)
    reporting.takes("dana", number)
    before = reporting.told(CALLED)
    ring_all(reporting, number, after=timedelta(days=2))
    assert reporting.told(CALLED) == before
