"""What an alert knows of strangers is kept; alerts that were written before strangers had connections still load."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from sqlalchemy import Engine, select, update

from integrations.database.tables import alerts
from integrations.vault import SignedDoorKeys
from mentoring.acts.briefing import Briefing
from mentoring.alerts import AlertReason, Facts
from tests.contract.database_fixtures import engine
from tests.contract.program_fixtures import NOW, POLICY, Office

__all__ = ["engine"]

FACTS = Facts(NOW, strangers=("iPad", "Galaxy"), connections=("run-1#c7", "run/2==#c8"), candidates=(7, 3), why="robot")


@pytest.fixture
def office(engine: Engine) -> Office:
    return Office(engine)


def test_connections_and_candidates_come_back_in_their_order(office: Office) -> None:
    session = office.first_session()
    with office.store.begin() as work:
        (alert,) = work.alerts.raise_([(session.id, AlertReason.STRANGER, FACTS)], at=NOW)
    with office.store.look() as view:
        assert view.alerts.get(alert.id).facts == FACTS


def test_an_alert_of_an_older_version_tells_of_no_connections(office: Office) -> None:
    session = office.first_session()
    with office.store.begin() as work:
        (alert,) = work.alerts.raise_([(session.id, AlertReason.UNVERIFIED, FACTS)], at=NOW)
    with office.engine.begin() as conn:
        kept = json.loads(json.dumps(conn.scalar(select(alerts.c.facts))))
        old = {name: value for name, value in kept.items() if name not in {"connections", "candidates"}}
        conn.execute(update(alerts).values(facts=old))
    with office.store.look() as view:
        assert view.alerts.get(alert.id).facts == replace(FACTS, connections=(), candidates=())


@pytest.mark.parametrize(
    ("called", "shown"),
    [
        ("\u202egnirts\u202c iPad", "gnirts iPad"),
        ("\u2066Ana\u2069 \u200f", "Ana"),
        ("Zo\u200b\u00eb\x07", "Zo\u00eb"),
        ("\U0001f469\u200d\U0001f3eb Rosa", "\U0001f469\u200d\U0001f3eb Rosa"),
        ("x" * 60, "x" * 60),
        ("x" * 61, "x" * 59 + "\u2026"),
    ],
)
def test_what_a_stranger_calls_themselves_neither_steers_a_message_nor_fills_it(
    office: Office, called: str, shown: str
) -> None:
    session, keys = office.first_session(), SignedDoorKeys("a secret", public_url="https://doors.example.org")
    with office.store.begin() as work:
        found = [(session.id, AlertReason.STRANGER, replace(FACTS, strangers=(called,)))]
        (alert,) = work.alerts.raise_(found, at=NOW)
        briefing = Briefing.load(work, [alert], keys, POLICY.ack_timeout)
    assert briefing.view(alert, office["dana"]).alert.facts.strangers == (shown,)
