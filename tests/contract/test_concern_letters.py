"""While a concern about their match is open or held, nothing that was written in it is erased."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mentoring.acts.concern_files import join_concerns
from mentoring.acts.erasing_letters import erase_letters
from mentoring.acts.erasing_notes import erase_notes
from mentoring.acts.noting import write_notes
from mentoring.acts.relaying import write_message
from mentoring.acts.structuring import agree_plan
from mentoring.concerns import ConcernKind, Safe, StepKind
from mentoring.session_notes import Notes
from mentoring.session_plans import Part
from tests.contract.concern_fixtures import Reporting, reporting
from tests.contract.database_fixtures import engine
from tests.contract.program_fixtures import NOW, POLICY, new_request

__all__ = ["engine", "reporting"]

YEARS_END = datetime(2027, 6, 19, tzinfo=UTC) + POLICY.letters_kept_after
NOTES = Notes(temperature=4, success="She asked for more")


@pytest.fixture
def written(reporting: Reporting) -> Reporting:
    """A letter, a note and a plan in the match of the office."""
    office, match = reporting.office, reporting.match
    write_message(
        office.store,
        actor=office["ana"],
        match_id=match.id,
        text="Hello!",
        request=new_request(),
        at=NOW,
        policy=POLICY,
    )
    session = office.sessions(match)[0]
    write_notes(
        office.store,
        actor=office["ana"],
        session_id=session.id,
        notes=NOTES,
        version=0,
        request=new_request(),
        at=session.starts_at,
    )
    return reporting


def feedback(office: Reporting) -> int:
    return office.report("ruth", ConcernKind.FEEDBACK, safe=Safe.YES).incident.id


def erase(office: Reporting, *, at: datetime = YEARS_END) -> int:
    with office.store.begin() as work:
        return erase_letters(work, at=at, policy=POLICY) + erase_notes(work, at=at, policy=POLICY)


def test_what_was_written_goes_with_the_program_year(written: Reporting) -> None:
    assert erase(written, at=datetime(2027, 6, 18, tzinfo=UTC) + POLICY.letters_kept_after) == 0
    assert erase(written) == 2
    with written.store.look() as view:
        assert view.notes.recent([written.match.id], limit=9) == {}
        assert [message.text for message in view.relay.many([1]).values()] == [""]
        deeds = [deed.action for deed in view.deeds.of(f"match-{written.match.id}")]
    assert deeds[-2:] == ["relay.erase", "notes.erase"]
    assert erase(written) == 0


def test_a_plan_goes_with_it(written: Reporting) -> None:
    agree_plan(
        written.store,
        actor=written.office["ana"],
        match_id=written.match.id,
        part=Part.STRUCTURE,
        said="First we talk",
        at=NOW,
    )
    assert erase(written) == 3
    with written.store.look() as view:
        assert not view.plans.of(written.match.id).structure


def test_an_open_concern_keeps_it_until_it_is_closed(written: Reporting) -> None:
    number = feedback(written)
    assert erase(written) == 0
    written.writes("dana", number, StepKind.CLOSED)
    assert erase(written) == 2


def test_a_legal_hold_keeps_it_beyond_the_end(written: Reporting) -> None:
    number = feedback(written)
    written.writes("dana", number, StepKind.HELD, "the court asks")
    written.writes("dana", number, StepKind.CLOSED)
    assert erase(written) == 0
    written.writes("dana", number, StepKind.LET_GO, "the court is done")
    assert erase(written) == 2


def test_two_concerns_are_two_reasons(written: Reporting) -> None:
    first, second = feedback(written), feedback(written)
    written.writes("dana", first, StepKind.CLOSED)
    assert erase(written) == 0
    written.writes("dana", second, StepKind.CLOSED)
    assert erase(written) == 2


def test_one_that_was_joined_to_another_keeps_it_no_longer_than_that(written: Reporting) -> None:
    kept, other = feedback(written), feedback(written)
    actor = written.office["dana"]
    join_concerns(written.store, actor=actor, incident_id=kept, other_id=other, at=NOW, policy=POLICY)
    assert erase(written) == 0
    written.writes("dana", kept, StepKind.CLOSED)
    assert erase(written) == 2


def test_a_concern_about_no_match_keeps_nothing(written: Reporting) -> None:
    written.report("ruth", ConcernKind.RECORDING, safe=Safe.YES, match_id=None)
    assert erase(written) == 2
