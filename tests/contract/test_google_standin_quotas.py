"""Google's limits: counted always, enforced where a test wants them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.google.quotas import POLICIES, READS, Quotas
from sandbox.google.refusals import Refusal
from tests.contract.google_asking import refusal
from tests.contract.google_fixtures import ORGANIZER, SECOND, START, Google, running_google

READ, WRITE, CREATE = ("meet.spaces.get", "GET"), ("meet.spaces.patch", "PATCH"), ("meet.spaces.create", "POST")
EVENT_READ, EVENT_WRITE = ("calendar.events.get", "GET"), ("calendar.events.insert", "POST")
EXHAUSTED = (429, "RESOURCE_EXHAUSTED", "rateLimitExceeded")


@pytest.fixture
def quotas() -> Quotas:
    return Quotas(enforced=True)


@pytest.fixture
def google(tmp_path: Path) -> Iterator[Google]:
    with running_google(tmp_path, quotas=True) as google:
        yield google


def ask(quotas: Quotas, method: tuple[str, str], times: int, *, user: str = ORGANIZER, at: datetime = START) -> int:
    """How many of so many requests at once Google answers."""
    for n in range(times):
        try:
            quotas.count(*method, subject=user, at=at)
        except Refusal as refused:
            assert refused.code == 429
            return n
    return times


@pytest.mark.parametrize(
    ("method", "limit"), [(READ, 600), (WRITE, 100), (CREATE, 100), (EVENT_READ, 600), (EVENT_WRITE, 600)]
)
def test_a_user_has_so_many_requests_a_minute(quotas: Quotas, method: tuple[str, str], limit: int) -> None:
    assert ask(quotas, method, limit + 1) == limit
    assert ask(quotas, method, 1, user=SECOND) == 1


@pytest.mark.parametrize(
    ("method", "users", "limit"), [(READ, 11, 6_000), (WRITE, 11, 1_000), (EVENT_READ, 17, 10_000)]
)
def test_a_project_has_so_many_requests_a_minute(
    quotas: Quotas, method: tuple[str, str], users: int, limit: int
) -> None:
    each = {READ: 600, WRITE: 100, EVENT_READ: 600}[method]
    answered = sum(ask(quotas, method, each, user=f"rooms-{n}@district.example") for n in range(users))
    assert answered == limit


def test_reading_and_writing_are_counted_apart_as_are_meet_and_calendar(quotas: Quotas) -> None:
    assert ask(quotas, READ, 601) == 600
    assert ask(quotas, WRITE, 101) == 100
    assert ask(quotas, EVENT_READ, 1) == 1


def test_the_next_minute_begins_anew(quotas: Quotas) -> None:
    late = START + timedelta(seconds=59, milliseconds=999)
    assert ask(quotas, WRITE, 101, at=late) == 100
    assert ask(quotas, WRITE, 1, at=late) == 0
    assert ask(quotas, WRITE, 101, at=START + timedelta(minutes=1)) == 100


def test_policies_are_read_once_a_second_by_all_administrators_together(quotas: Quotas) -> None:
    policies = ("cloudidentity.policies.list", "GET")
    assert ask(quotas, policies, 2) == 1
    assert ask(quotas, policies, 1, user=SECOND, at=START + timedelta(milliseconds=999)) == 0
    assert ask(quotas, policies, 2, user=SECOND, at=START + timedelta(seconds=1)) == 1


def test_the_directory_has_no_such_limit_here(quotas: Quotas) -> None:
    assert ask(quotas, ("directory.users.get", "GET"), 2_000) == 2_000


def test_a_refused_request_is_not_counted(quotas: Quotas) -> None:
    ask(quotas, READ, 600)
    ask(quotas, READ, 1)
    assert quotas.reads_per_minute() == {START: 600}


def test_the_refusal_comes_in_googles_shape_and_does_nothing(google: Google) -> None:
    space = google.meet().spaces().create(body={}).execute()["name"]
    ask(google.standin.quotas, WRITE, 100)
    body = {"email": "sam@company.example"}
    members = google.meet().spaces().members()
    assert refusal(members.create(parent=space, body=body)) == EXHAUSTED
    assert members.list(parent=space).execute() == {}
    google.pass_time(minutes=1)
    assert members.create(parent=space, body=body).execute()["email"] == "sam@company.example"


def test_a_user_makes_ten_rooms_a_minute(google: Google) -> None:
    spaces, others = google.meet().spaces(), google.meet(subject=SECOND).spaces()
    for _ in range(10):
        spaces.create(body={}).execute()
    assert refusal(spaces.create(body={})) == EXHAUSTED
    assert others.create(body={}).execute()["name"]
    google.pass_time(minutes=1)
    assert spaces.create(body={}).execute()["name"]


def test_what_was_read_is_told_for_each_minute_and_each_user(google: Google) -> None:
    reader, other = google.meet(), google.meet(subject=SECOND)
    for client in (reader, reader, other):
        client.conferenceRecords().list().execute()
    google.pass_time(minutes=2)
    reader.spaces().create(body={}).execute()
    reader.conferenceRecords().list().execute()
    later = START + timedelta(minutes=2)
    assert google.standin.reads_per_minute() == {START: 3, later: 1}
    assert google.standin.reads_per_minute(ORGANIZER) == {START: 2, later: 1}
    assert google.standin.reads_per_minute(SECOND) == {START: 1}


def test_without_the_switch_nothing_is_refused_but_all_is_counted() -> None:
    generous = Quotas(enforced=False)
    assert ask(generous, READ, 7_000) == 7_000
    assert generous.reads_per_minute(ORGANIZER) == {START: 7_000}


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - hypothesis wants naive bounds
def test_every_moment_lies_in_the_window_that_its_limit_counts(at: datetime) -> None:
    for limit, span in ((READS, timedelta(minutes=1)), (POLICIES, timedelta(seconds=1))):
        window = limit.window(at)
        assert window <= at < window + span
        assert limit.window(window) == window
