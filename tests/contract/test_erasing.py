"""What came to nothing is erased after 90 days, with the people who came with it and with nothing else."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from mentoring.acts.erasing import AT_ONCE, erase_refused
from mentoring.acts.queueing import assess, same_child, withdraw
from mentoring.nominations import KEPT_AFTER_REFUSAL, ConsentGiven, Nomination, NominationErased, NominationState
from mentoring.people import Person, Role
from tests.contract.database_fixtures import engine, sqlite_engine
from tests.contract.nomination_fixtures import NAMES, STUDENT, Intake, draft, intake, small_intake
from tests.contract.program_fixtures import NOW

__all__ = ["engine", "intake", "small_intake", "sqlite_engine"]

LATER = NOW + KEPT_AFTER_REFUSAL
A_MOMENT = timedelta(seconds=1)


def given_up(intake: Intake, nomination: Nomination, *, at: datetime = NOW) -> Nomination:
    return withdraw(intake.store, actor=intake.office["dana"], nomination_id=nomination.id, at=at)


def erased(intake: Intake, *, at: datetime = LATER) -> int:
    with intake.store.begin() as work:
        return erase_refused(work, at=at)


def people(intake: Intake) -> list[Person]:
    with intake.store.look() as view:
        return list(view.people.all())


def everything(intake: Intake) -> str:
    tables = (
        "nominations",
        "nomination_marks",
        "nomination_likenesses",
        "known_students",
        "people",
        "name_words",
        "person_roles",
    )
    with intake.office.engine.connect() as conn:
        return "\n".join(str(tuple(row)) for t in tables for row in conn.execute(text(f"SELECT * FROM {t}")))  # noqa: S608


def test_the_number_and_the_dates_stay_and_nothing_that_says_who_it_was(intake: Intake) -> None:
    nomination = given_up(intake, intake.ready())
    before = everything(intake)
    assert "Baptiste" in before
    assert erased(intake, at=LATER - A_MOMENT) == 0
    assert everything(intake) == before
    assert erased(intake) == 1
    left = intake.view(nomination).nomination
    assert (left.draft, left.student_id, left.state) == (None, None, NominationState.WITHDRAWN)
    assert (left.waiting_since, left.changed_at) == (NOW, NOW)
    after = everything(intake)
    for word in ("Baptiste", "baptiste", "Nad", "nominated-"):
        assert word not in after
    assert intake.office.deeds(nomination.subject)[-1] == "nomination.erase"


def test_erasing_again_finds_nothing(intake: Intake) -> None:
    given_up(intake, intake.takes())
    assert [erased(intake), erased(intake)] == [1, 0]


def test_nobody_who_waits_or_is_matched_is_erased(intake: Intake) -> None:
    waits, ready = intake.takes(STUDENT), intake.ready()
    intake.office.create(intake.office.draft(student_ids=(ready.student_id or 0,)))
    assert erased(intake, at=LATER + KEPT_AFTER_REFUSAL) == 0
    assert intake.state(waits) is NominationState.NEW and intake.state(ready) is NominationState.MATCHED


def test_a_guardian_with_another_child_here_is_kept(intake: Intake) -> None:
    gone, sister = intake.ready(), intake.ready(first_name="Wilhelmine", grade="9", school="Latin Academy")
    given_up(intake, gone)
    erased(intake)
    named = {person.name for person in people(intake)}
    assert {"Marie Baptiste", "Wilhelmine Baptiste"} <= named and "Nadège Baptiste" not in named
    assert intake.state(sister) is NominationState.READY


def test_whoever_was_here_before_is_kept_with_all_they_have(intake: Intake) -> None:
    before = [person for person in people(intake) if person.key != "ana"]
    given_up(intake, intake.ready(your_email="ana@example.org"))
    given_up(intake, intake.ready_for(intake.office["mia"].id, STUDENT, your_email="mia@example.org"))
    assert erased(intake) == 2
    after = {person.key: person for person in people(intake)}
    assert [after[person.key] for person in before] == before
    assert Role.MENTOR in after["ana"].roles


def test_a_child_of_two_nominations_is_kept_for_the_other(intake: Intake) -> None:
    first = intake.ready()
    second = intake.ready_for(first.student_id or 0, first_name="nadège")
    assert first.student_id == second.student_id
    given_up(intake, second)
    erased(intake)
    with intake.store.look() as view:
        assert view.people.get(first.student_id or 0).name == "Nadège Baptiste"


def test_a_duplicate_goes_and_the_one_it_was_a_duplicate_of_stays(intake: Intake) -> None:
    first, second = intake.takes(), intake.takes()
    same_child(intake.store, actor=intake.office["dana"], nomination_id=second.id, other_id=first.id, at=NOW)
    assert erased(intake) == 1
    assert intake.view(first).nomination.draft is not None
    assert (intake.alike(first), intake.view(second).nomination.duplicate_of) == ({}, first.id)


def test_what_is_erased_can_be_taken_up_no_more(intake: Intake) -> None:
    nomination = given_up(intake, intake.takes())
    erased(intake)
    with pytest.raises(NominationErased):
        assess(intake.store, actor=intake.office["dana"], nomination_id=nomination.id, names=NAMES, at=LATER)


def test_a_decision_that_was_taken_back_in_time_erases_nothing(intake: Intake) -> None:
    nomination = given_up(intake, intake.takes())
    assess(intake.store, actor=intake.office["dana"], nomination_id=nomination.id, names=NAMES, at=LATER)
    assert erased(intake) == 0


def test_many_are_erased_in_small_transactions(small_intake: Intake) -> None:
    with small_intake.store.begin() as work:
        for number in range(AT_ONCE + 5):
            made, _ = work.nominations.add(
                draft(), request=str(number), marks=("m",), given=ConsentGiven.ONLINE, entered_by=None, at=NOW
            )
            assert work.nominations.move(made, NominationState.WITHDRAWN, by=None, at=NOW)
    assert [erased(small_intake) for _ in range(3)] == [AT_ONCE, 5, 0]


def test_what_is_deleted_stays_in_no_page_of_the_file(small_intake: Intake) -> None:
    given_up(small_intake, small_intake.takes())
    erased(small_intake)
    pool = small_intake.office.engine
    with pool.connect() as used, pool.connect() as new:
        assert [conn.scalar(text("PRAGMA secure_delete")) for conn in (used, new)] == [1, 1]


def test_a_question_about_a_student_goes_with_its_nomination_and_the_student_stays(intake: Intake) -> None:
    asked = intake.takes(first_name="Amara", last_name="Example", your_email="grace@example.org")
    assert [one.student.key for one in intake.view(asked).known] == ["amara"]
    given_up(intake, asked)
    assert erased(intake) == 1
    with intake.store.look() as view:
        assert list(view.known_students.of([asked.id])) == []
        assert view.people.get(intake.office["amara"].id) == intake.office["amara"]
