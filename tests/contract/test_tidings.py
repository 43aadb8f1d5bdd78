"""Tidings: written with what makes them true, once, and unreadable in the database."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select

from integrations.database.tables import tidings
from integrations.vault import SignedPageKeys
from mentoring.acts.telling import tell_people
from mentoring.acts.tidings import tiding_views
from mentoring.duties import DutyKind, Subject, SubjectKind
from mentoring.tidings import Tiding, Topic
from tests.contract.database_fixtures import all_at_once, engine
from tests.contract.program_fixtures import NOW, Office

__all__ = ["engine"]

DAY = timedelta(days=1)


@pytest.fixture
def office(engine: Engine) -> Office:
    return Office(engine)


@pytest.fixture
def news(office: Office) -> Tiding:
    match = office.active()
    people, facts = {"mentor": match.mentor_id}, {"day": "2027-03-14", "hour": "2:30 AM"}
    return Tiding(
        "match-1/news",
        Topic.NOT_EXTENDED,
        match.manager_id,
        NOW,
        match.id,
        people,
        facts,
        ("rsvp", (match.id, 3)),
        NOW + DAY,
    )


def told(office: Office, *found: Tiding) -> list[Tiding]:
    with office.store.begin() as work:
        tell_people(work, found)
        return list(work.tidings.many(range(1, 50)).values())


def test_what_is_told_is_read_back_whole_and_has_a_duty_to_bring_it(office: Office, news: Tiding) -> None:
    (stored,) = told(office, news)
    assert stored == replace(news, id=stored.id)
    (duty,) = office.duties(Subject(SubjectKind.TIDING, stored.id))
    assert (duty.kind, duty.due_at, duty.expires_at, duty.person_id) == (
        DutyKind.BRING_TIDING,
        NOW,
        NOW + DAY,
        news.reader_id,
    )


def test_the_same_news_is_told_once_however_often_and_from_wherever_it_comes(office: Office, news: Tiding) -> None:
    told(office, news, news)
    all_at_once(lambda _: told(office, news, replace(news, key="other")))
    assert sorted(tiding.key for tiding in told(office, news)) == ["match-1/news", "other"]


def test_whom_it_is_about_and_what_it_tells_is_sealed(office: Office, news: Tiding) -> None:
    told(office, replace(news, facts={"said": "Amara is ill"}))
    with office.engine.connect() as conn:
        (row,) = conn.execute(select(tidings)).all()
    assert "Amara" not in str(tuple(row))


def test_nothing_to_tell_is_no_error(office: Office) -> None:
    assert told(office) == []


def test_what_a_child_is_to_hear_is_read_by_their_guardian(office: Office, news: Tiding) -> None:
    child = office["amara"]
    stored = told(office, replace(news, reader_id=child.id))
    with office.store.look() as view:
        (seen,) = tiding_views(view, stored, SignedPageKeys("k", public_url="https://mentoring.example.org"))
    assert (seen.reader.key, seen.child) == ("grace", child)
    assert seen.people["mentor"].key == "ana"
    assert seen.line is not None and seen.line.match.id == news.match_id
    assert seen.link is not None and seen.link.startswith("https://mentoring.example.org/rsvp/")
