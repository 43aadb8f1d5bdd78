"""Nominations as families, students and teachers write them, and the acts on them in a small program."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Engine

from integrations.likeness import FuzzyNames
from mentoring.acts.knowing import is_this_student
from mentoring.acts.nominating import nominate
from mentoring.acts.queueing import NominationView, assess, make_ready, show_nomination
from mentoring.nomination_form import read_nomination
from mentoring.nominations import CONSENTS, Nomination, NominationDraft, NominationState, Nominator
from tests.contract.program_fixtures import NOW, Office

NAMES = FuzzyNames()
_requests = itertools.count(1)

GUARDIAN: Mapping[str, Sequence[str]] = {
    "nominator": ["guardian"],
    "first_name": ["Nadège"],
    "last_name": ["Baptiste"],
    "age": ["under_13"],
    "grade": ["5"],
    "school": ["Umana Academy"],
    "subjects": ["math", "reading"],
    "needs": ["homework"],
    "home_language": ["ht"],
    "interpreter": ["yes"],
    "days": ["TU", "TH"],
    "parts": ["afternoon"],
    "your_name": ["Marie Baptiste"],
    "your_email": ["Marie.Baptiste@Example.net"],
    "your_phone": ["(617) 555-0142"],
    "note": ["She likes\r\nanimals."],
    "consent": [CONSENTS[Nominator.GUARDIAN]],
}
TEACHER: Mapping[str, Sequence[str]] = {
    "nominator": ["teacher"],
    "first_name": ["Trung"],
    "last_name": ["Nguyễn"],
    "age": ["from_13"],
    "grade": ["8"],
    "school": ["McCormack Middle School"],
    "subjects": ["english"],
    "home_language": ["vi"],
    "days": ["WE"],
    "parts": ["morning"],
    "platform": ["zoom"],
    "your_name": ["Daniel Reyes"],
    "your_email": ["reyes@school.example.net"],
    "guardian_name": ["Lan Nguyễn"],
    "guardian_phone": ["617-555-0177"],
    "consent": [CONSENTS[Nominator.TEACHER]],
}
STUDENT: Mapping[str, Sequence[str]] = {
    "nominator": ["student"],
    "first_name": ["Samira"],
    "last_name": ["Warsame"],
    "age": ["adult"],
    "grade": ["12"],
    "school": ["Madison Park"],
    "subjects": ["writing"],
    "home_language": ["so"],
    "days": ["SA"],
    "parts": ["morning", "evening"],
    "your_email": ["samira@example.net"],
    "helped": ["yes"],
    "consent": [CONSENTS[Nominator.STUDENT]],
}


def given(base: Mapping[str, Sequence[str]] = GUARDIAN, **changed: str | list[str] | None) -> dict[str, list[str]]:
    """What was filled in, with other answers where these are given; None: left empty."""
    filled = {field: list(values) for field, values in base.items()}
    for field, value in changed.items():
        filled[field] = [] if value is None else [value] if isinstance(value, str) else value
    return filled


def draft(base: Mapping[str, Sequence[str]] = GUARDIAN, **changed: str | list[str] | None) -> NominationDraft:
    return read_nomination(given(base, **changed))


class Intake:
    """The office with its nominations."""

    def __init__(self, office: Office) -> None:
        self.office, self.store = office, office.store

    def takes(
        self, base: Mapping[str, Sequence[str]] = GUARDIAN, *, at: datetime = NOW, request: str = "", **changed: Any
    ) -> Nomination:
        name = request or f"nomination-request-{next(_requests)}"
        return nominate(self.store, draft=draft(base, **changed), request=name, names=NAMES, at=at)[0]

    def in_hand(
        self, base: Mapping[str, Sequence[str]] = GUARDIAN, *, at: datetime = NOW, **changed: Any
    ) -> Nomination:
        nomination = self.takes(base, at=at, **changed)
        return assess(self.store, actor=self.office["dana"], nomination_id=nomination.id, names=NAMES, at=at)

    def ready(self, base: Mapping[str, Sequence[str]] = GUARDIAN, *, at: datetime = NOW, **changed: Any) -> Nomination:
        nomination = self.in_hand(base, at=at, **changed)
        return make_ready(self.store, actor=self.office["dana"], nomination_id=nomination.id, names=NAMES, at=at)

    def ready_for(self, student_id: int, base: Mapping[str, Sequence[str]] = GUARDIAN, **changed: Any) -> Nomination:
        """Ready, and for a student who is here, as a manager says."""
        nomination, dana = self.in_hand(base, **changed), self.office["dana"]
        is_this_student(self.store, actor=dana, nomination_id=nomination.id, student_id=student_id, at=NOW)
        return make_ready(self.store, actor=dana, nomination_id=nomination.id, names=NAMES, at=NOW)

    def view(self, nomination: Nomination) -> NominationView:
        return show_nomination(self.store, actor=self.office["dana"], nomination_id=nomination.id)

    def state(self, nomination: Nomination) -> NominationState:
        return self.view(nomination).nomination.state

    def alike(self, nomination: Nomination) -> dict[int, tuple[str, ...]]:
        """The others that may be the same child, and why."""
        return {other.id: tuple(pair.reasons) for pair, other in self.view(nomination).alike}


@pytest.fixture
def intake(engine: Engine) -> Intake:
    return Intake(Office(engine))


@pytest.fixture
def small_intake(sqlite_engine: Engine) -> Intake:
    """For what does not hang on the database."""
    return Intake(Office(sqlite_engine))
