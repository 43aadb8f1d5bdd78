"""Alerts and their messages, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from mentoring.alerts import UNANSWERED, UNRESOLVED, Alert, AlertReason, AlertState, Facts
from mentoring.ports import Posted
from tests.contract.database_fixtures import THREADS, all_at_once, engine
from tests.contract.program_fixtures import NOW, Office

__all__ = ["engine"]

MINUTE = timedelta(minutes=1)
REASON = AlertReason.UNMONITORED
FACTS = Facts(
    NOW, since=NOW - MINUTE, mentor_in=True, students_in=(1, 2), strangers=("Zoë's iPad",), why="platform_down"
)


@pytest.fixture
def office(engine: Engine) -> Office:
    return Office(engine)


@pytest.fixture
def session_id(office: Office) -> int:
    return office.first_session().id


def raised(
    office: Office, session_id: int, *reasons: AlertReason, facts: Facts = FACTS, minutes: int = 0
) -> list[Alert]:
    with office.store.begin() as work:
        found = [(session_id, reason, facts) for reason in reasons or (REASON,)]
        return list(work.alerts.raise_(found, at=NOW + minutes * MINUTE))


def move(office: Office, alert: Alert, new: AlertState, *, minutes: int = 0, by: str = "dana") -> bool:
    with office.store.begin() as work:
        return work.alerts.move(alert.id, UNRESOLVED, new, at=NOW + minutes * MINUTE, by=office[by].id)


def stored(office: Office, alert: Alert) -> Alert:
    with office.store.look() as view:
        return view.alerts.get(alert.id)


def test_an_alert_comes_back_with_its_facts(office: Office, session_id: int) -> None:
    (alert,) = raised(office, session_id)
    assert alert == Alert(alert.id, session_id, REASON, AlertState.RAISED, FACTS, NOW)
    assert stored(office, alert) == alert


def test_one_alert_per_session_and_reason_and_an_open_one_is_left_as_it_is(office: Office, session_id: int) -> None:
    (alert,) = raised(office, session_id)
    assert raised(office, session_id, facts=replace(FACTS, mentor_in=False), minutes=1) == []
    assert stored(office, alert) == alert
    assert len(raised(office, session_id, REASON, AlertReason.UNVERIFIED)) == 1


def test_what_is_found_twice_at_once_is_one_alert(office: Office, session_id: int) -> None:
    assert len(raised(office, session_id, REASON, REASON)) == 1
    with office.store.begin() as work:
        assert work.alerts.raise_([], at=NOW) == []


def test_of_many_who_find_the_same_at_once_one_raises_it(office: Office, session_id: int) -> None:
    found = all_at_once(lambda number: len(raised(office, session_id, minutes=number)))
    assert sorted(found) == [0] * (THREADS - 1) + [1]


def test_a_resolved_alert_opens_again_as_a_new_round_with_nothing_left_of_the_old(
    office: Office, session_id: int
) -> None:
    (first,) = raised(office, session_id)
    with office.store.begin() as work:
        work.alerts.delivered([first.id], at=NOW)
    move(office, first, AlertState.ACKNOWLEDGED, minutes=1)
    move(office, first, AlertState.RESOLVED, minutes=2)
    news = Facts(NOW + 9 * MINUTE)
    (second,) = raised(office, session_id, facts=news, minutes=9)
    assert second == Alert(first.id, session_id, REASON, AlertState.RAISED, news, NOW + 9 * MINUTE, round=2)


def test_an_alert_moves_only_from_where_it_is_thought_to_be(office: Office, session_id: int) -> None:
    (alert,) = raised(office, session_id)
    assert move(office, alert, AlertState.ACKNOWLEDGED, minutes=1, by="marcus")
    with office.store.begin() as work:
        assert not work.alerts.move(alert.id, UNANSWERED, AlertState.ACKNOWLEDGED, at=NOW, by=office["dana"].id)
    taken = stored(office, alert)
    assert (taken.acknowledged_by, taken.acknowledged_at) == (office["marcus"].id, NOW + MINUTE)
    assert move(office, alert, AlertState.RESOLVED, minutes=2)
    assert (stored(office, alert).acknowledged_by, stored(office, alert).resolved_at) == (
        office["marcus"].id,
        NOW + 2 * MINUTE,
    )


def test_delivered_is_when_it_first_went_out(office: Office, session_id: int) -> None:
    (alert,) = raised(office, session_id)
    with office.store.begin() as work:
        work.alerts.delivered([alert.id], at=NOW + MINUTE)
        work.alerts.delivered([alert.id], at=NOW + 2 * MINUTE)
    assert (stored(office, alert).state, stored(office, alert).delivered_at) == (AlertState.DELIVERED, NOW + MINUTE)


def test_an_answer_that_came_before_the_receipt_is_kept(office: Office, session_id: int) -> None:
    (alert,) = raised(office, session_id)
    move(office, alert, AlertState.ACKNOWLEDGED)
    with office.store.begin() as work:
        work.alerts.delivered([alert.id], at=NOW + MINUTE)
    late = stored(office, alert)
    assert (late.state, late.delivered_at) == (AlertState.ACKNOWLEDGED, NOW + MINUTE)


def test_what_stands_is_everything_not_resolved(office: Office, session_id: int) -> None:
    gap, doubt, missing = raised(office, session_id, REASON, AlertReason.UNVERIFIED, AlertReason.MONITOR_MISSING)
    move(office, gap, AlertState.RESOLVED)
    move(office, doubt, AlertState.ACKNOWLEDGED)
    with office.store.look() as view:
        assert [alert.id for alert in view.alerts.standing()] == [doubt.id, missing.id]
        assert [alert.id for alert in view.alerts.all()] == [gap.id, doubt.id, missing.id]
        assert set(view.alerts.of_sessions([session_id])) == {(session_id, a.reason) for a in (gap, doubt, missing)}
        assert not view.alerts.of_sessions([])
        assert not view.alerts.many([])


def test_what_is_seen_later_takes_the_place_of_what_was_seen(office: Office, session_id: int) -> None:
    (alert,) = raised(office, session_id)
    later = Facts(NOW + MINUTE, students_in=(3,))
    with office.store.begin() as work:
        work.alerts.see(alert.id, later)
    assert stored(office, alert) == replace(alert, facts=later)


def test_a_message_about_several_alerts_is_found_by_each_of_them_whole(office: Office, session_id: int) -> None:
    gap, doubt, missing = raised(office, session_id, REASON, AlertReason.UNVERIFIED, AlertReason.MONITOR_MISSING)
    dana, shared, single = office["dana"].id, Posted("D1", "17.1"), Posted("D1", "17.2")
    with office.store.begin() as work:
        work.alerts.add_messages([])
        work.alerts.add_messages([(gap.id, dana, shared, "m1"), (doubt.id, dana, shared, "m1")])
        work.alerts.add_messages([(missing.id, dana, single, "m2")])
        lines = [(gap.id, dana, shared, "m1"), (doubt.id, dana, shared, "m1")]
        assert list(work.alerts.messages_about([gap.id])) == list(work.alerts.messages_about([doubt.id])) == lines
        assert list(work.alerts.messages_about([missing.id])) == [(missing.id, dana, single, "m2")]
        assert list(work.alerts.messages_about([])) == []


def test_one_message_is_kept_once_per_alert(office: Office, session_id: int) -> None:
    (alert,) = raised(office, session_id)
    line = (alert.id, office["dana"].id, Posted("D1", "17.1"), "m1")
    with pytest.raises(IntegrityError), office.store.begin() as work:
        work.alerts.add_messages([line, line])
