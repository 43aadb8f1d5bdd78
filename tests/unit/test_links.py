"""Links to pages of one's own: alive for their time and not a second longer, and over when a manager ends them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.links import (
    LIVES,
    QUESTION,
    Link,
    LinkIsOver,
    Page,
    check_alive,
    check_question,
    ended_from,
    issued_from,
)
from tests.unit.letter_fixtures import GRACE

SENT = datetime(2026, 10, 26, 12, tzinfo=UTC)
MOMENTS = st.timedeltas(timedelta(0), timedelta(days=700)).map(lambda later: SENT + later)


def link(page: Page = Page.FAMILY, at: datetime = SENT) -> Link:
    return Link(page, (GRACE.id,), GRACE.id, at)


def alive(found: Link, *, at: datetime, since: datetime | None = None) -> bool:
    try:
        check_alive(found, replace(GRACE, links_since=since), at=at)
    except LinkIsOver:
        return False
    return True


@given(st.sampled_from(Page), st.timedeltas(timedelta(0), timedelta(days=900)))
def test_a_link_opens_its_page_for_its_life_and_no_longer(page: Page, later: timedelta) -> None:
    assert alive(link(page), at=SENT + later) == (later < LIVES[page])


@given(MOMENTS, MOMENTS)
def test_ending_links_ends_what_was_sent_before_and_nothing_that_comes_after(sent: datetime, ended: datetime) -> None:
    sent, since = sent.replace(microsecond=0), ended_from(ended)
    assert alive(link(at=sent), at=sent, since=since) == (sent >= since)


@given(MOMENTS)
def test_the_letter_that_brings_new_links_in_the_same_moment_brings_live_ones(moment: datetime) -> None:
    new = link(at=datetime.fromtimestamp(int(moment.timestamp()), UTC))
    assert alive(new, at=moment, since=ended_from(moment))


@given(st.sampled_from(Page), st.sampled_from(Page), MOMENTS, MOMENTS)
def test_a_link_that_stands_on_a_page_ends_with_the_link_to_that_page(
    old: Page, new: Page, opened: datetime, later: datetime
) -> None:
    found = Link(new, (GRACE.id,), GRACE.id, issued_from(link(old), new, at=opened))
    assert not alive(found, at=later) or alive(link(old), at=later)
    assert found.issued_at <= opened


@given(st.sampled_from(Page), st.timedeltas(timedelta(0), timedelta(days=399)))
def test_a_link_on_a_familys_own_page_opens_for_as_long_as_that_page_does(new: Page, later: timedelta) -> None:
    issued = issued_from(link(Page.FAMILY), new, at=SENT + later)
    assert issued >= SENT and alive(link(new, at=issued), at=SENT + later, since=SENT)


def test_a_link_of_somebody_who_is_gone_is_over() -> None:
    with pytest.raises(LinkIsOver):
        check_alive(link(), None, at=SENT)


def test_a_question_waits_a_month_for_its_first_answer() -> None:
    check_question(link(Page.RSVP), at=SENT + QUESTION - timedelta(seconds=1))
    with pytest.raises(LinkIsOver):
        check_question(link(Page.RSVP), at=SENT + QUESTION)


def test_every_kind_of_page_has_a_life_of_its_own() -> None:
    assert set(LIVES) == set(Page)
    assert min(LIVES.values()) >= QUESTION
