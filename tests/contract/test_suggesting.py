"""Only what every rule allows is suggested, and whoever fits best comes first (R040)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time

import pytest
from sqlalchemy import Engine

from bot.blocks.reasons import why
from mentoring.acts.limiting import set_limit
from mentoring.acts.suggesting import NothingToSuggest, OnlyIndependent, Suggestion, Wish, suggest_matches
from mentoring.limits import LimitKind
from mentoring.matches import MatchState, MonitorKind
from mentoring.people import Role
from mentoring.permissions import ManagersOnly
from mentoring.programs import Program
from mentoring.rooms import Platform
from mentoring.slots import Slot, Weekday
from tests.contract.database_fixtures import engine, sqlite_engine
from tests.contract.program_fixtures import CLEARED, NOW, POLICY, TUESDAY, Office, office, person_row

__all__ = ["engine", "office", "sqlite_engine"]


def suggested(
    office: Office, key: str, wish: Wish | None = None, *, by: str = "dana", program: Program | None = None
) -> Sequence[Suggestion]:
    return suggest_matches(
        office.store,
        actor=office[by],
        person=office[key],
        program=program or office.program,
        wish=wish or Wish(),
        at=NOW,
        policy=POLICY,
    )


def test_every_suggestion_can_be_made(engine: Engine) -> None:
    office = Office(engine)
    found = suggested(office, "amara")
    assert found
    for one in found:
        made = office.create(one.draft)
        assert made.state is MatchState.PROPOSED
        with office.store.begin() as work:
            work.matches.move(made.id, made.state, MatchState.ENDED)


def test_the_mentors_who_are_cleared_are_suggested_for_a_student(office: Office) -> None:
    assert [one.mentor.key for one in suggested(office, "amara")] == ["ana", "ben"]


def test_whoever_speaks_the_familys_language_comes_first(office: Office) -> None:
    office.add_people(
        person_row("lucia", Role.MENTOR, language="es", clearance=CLEARED),
        person_row("pilar", Role.GUARDIAN, language="es"),
        person_row("mateo", Role.STUDENT, adult=False, guardian="pilar", email=None),
    )
    first, *others = suggested(office, "mateo")
    assert first.mentor.key == "lucia" and "one language (Español (Spanish))" in why(first)
    assert others and all("no common language known" in why(one) for one in others)


def test_whoever_has_least_to_do_comes_first(office: Office) -> None:
    office.active(office.draft(student="luis"))
    assert [one.mentor.key for one in suggested(office, "amara")] == ["ben", "ana"]


def test_an_hour_that_is_asked_for_is_the_hour_that_is_suggested(office: Office) -> None:
    office.active(office.draft(student="luis"))
    saturday = Slot(Weekday.SA, time(10), 45)
    found = suggested(office, "amara", Wish(saturday, Platform.ZOOM))
    assert {(one.draft.slot, one.draft.platform) for one in found} == {(saturday, Platform.ZOOM)}
    assert [one.mentor.key for one in suggested(office, "amara", Wish(TUESDAY))] == ["ben"]


def test_for_a_mentor_students_without_a_match_are_suggested(office: Office) -> None:
    office.active(office.draft(mentor="ben", student="luis"))
    assert {one.student.key for one in suggested(office, "ana")} == {"amara", "mia"}


def test_a_guardian_who_opted_in_watches_when_no_proctor_is_free(office: Office) -> None:
    office.active(office.draft(student="luis", monitor="ruth"))
    office.active(office.draft(mentor="ben", student="mia", monitor="sam"))
    office.add_people(person_row("rita", Role.MENTOR, clearance=CLEARED))
    (one,) = suggested(office, "amara", Wish(TUESDAY))
    assert (one.mentor.key, one.monitor.key, one.draft.monitor_kind) == ("rita", "grace", MonitorKind.GUARDIAN)


def test_whoever_is_at_their_limit_is_not_suggested(office: Office) -> None:
    office.active(office.draft(student="luis"))
    set_limit(
        office.store, actor=office["dana"], person=office["ana"], kind=LimitKind.MATCHES, value=1, at=NOW, policy=POLICY
    )
    assert [one.mentor.key for one in suggested(office, "amara")] == ["ben"]


def test_when_nobody_fits_that_is_said(office: Office) -> None:
    with pytest.raises(NothingToSuggest):
        suggested(office, "gus")


def test_in_class_nobody_is_suggested(office: Office) -> None:
    with pytest.raises(OnlyIndependent):
        suggested(office, "amara", program=office.school)


def test_only_managers_look(office: Office) -> None:
    with pytest.raises(ManagersOnly):
        suggested(office, "amara", by="ana")
