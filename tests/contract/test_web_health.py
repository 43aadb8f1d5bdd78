"""Whether the process answers, whether it does its work, and what it measures."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from integrations.database.engine import open_engine
from integrations.database.store import SqlStore
from mentoring.acts.alerting import raise_alerts
from mentoring.alerts import AlertReason, Facts
from mentoring.duties import session_subject
from mentoring.sessions import SessionState
from tests.contract.database_fixtures import VAULT
from tests.contract.web_fixtures import PERSONAL, House, house, participant_event, sqlite_engine, zooms

__all__ = ["house", "sqlite_engine", "zooms"]


def metrics(house: House) -> dict[str, float]:
    """Every line of the scrape, by its name and labels."""
    answer = house.get("/metrics")
    assert answer.status_code == 200
    lines = (line.rsplit(" ", 1) for line in answer.text.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, value in lines}


def raise_alert(house: House, *, at: datetime) -> None:
    session_id = house.session.id
    with house.store.begin() as work:
        raise_alerts(work, [(session_id, AlertReason.ROOM_NOT_READY, Facts(at))], at=at)


def test_the_process_answers_whatever_its_work_does(house: House) -> None:
    house.ticks = {"urgent": None}

    answer = house.get("/healthz")

    assert (answer.status_code, answer.json()) == (200, {"process": "ok"})


def test_ready_is_who_has_a_database_and_lanes_that_tick(house: House) -> None:
    house.ticks = {"urgent": house.clock.now(), "calm": house.clock.now() - timedelta(seconds=29)}

    answer = house.get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "database": "ok", "lanes": {"urgent": "ok", "calm": "ok"}}


def test_a_lane_that_stands_still_is_named(house: House) -> None:
    house.ticks = {"urgent": house.clock.now(), "calm": house.clock.now()}
    house.clock.advance(timedelta(seconds=30))
    house.ticks["urgent"] = house.clock.now()

    answer = house.get("/readyz")

    assert answer.status_code == 503
    assert answer.json() == {"ready": False, "database": "ok", "lanes": {"urgent": "ok", "calm": "stands still"}}


def test_a_lane_that_never_ticked_is_not_ready(house: House) -> None:
    house.ticks = {"urgent": None}

    answer = house.get("/readyz")

    assert (answer.status_code, answer.json()["lanes"]) == (503, {"urgent": "has not ticked yet"})


def test_a_database_that_cannot_be_reached_is_named(house: House) -> None:
    nowhere = open_engine("sqlite:////nonexistent/chaperone.db")
    with house.open(store=SqlStore(nowhere, VAULT)):
        answer = house.get("/readyz")
        broken = house.get("/metrics")

    assert (answer.status_code, answer.json()["database"]) == (503, "unreachable")
    assert broken.status_code == 500


def test_sessions_around_now_are_counted_by_state(house: House) -> None:
    house.make_room()
    house.move(SessionState.OPEN)

    before = metrics(house)
    house.clock.move_to(house.session.starts_at)
    after = metrics(house)

    assert before['chaperone_sessions{state="open"}'] == 0
    assert after['chaperone_sessions{state="open"}'] == 1
    assert {name for name in after if name.startswith("chaperone_sessions{")} == {
        f'chaperone_sessions{{state="{state}"}}' for state in SessionState
    }


def test_alerts_are_counted_until_they_are_resolved(house: House) -> None:
    raise_alert(house, at=house.clock.now())

    counted = metrics(house)

    assert counted['chaperone_alerts{state="raised"}'] == 1
    assert counted['chaperone_alerts{state="delivered"}'] == 0


def test_the_age_of_the_oldest_duty_is_measured(house: House) -> None:
    assert metrics(house)["chaperone_duty_overdue_seconds"] == 0

    oldest = house.office.duties(session_subject(house.session.id))[0].due_at

    assert metrics(house)["chaperone_duty_overdue_seconds"] == (house.clock.now() - oldest).total_seconds() > 0


def test_what_comes_in_is_counted_by_what_became_of_it(house: House) -> None:
    event = participant_event("joined", "99900011122", house.clock.now())
    house.tell(event)
    house.tell(event)
    house.hook(b"{}", {})
    house.tell([])

    counted = metrics(house)

    assert counted['chaperone_zoom_webhooks_total{outcome="stored"}'] == 1
    assert counted['chaperone_zoom_webhooks_total{outcome="repeated"}'] == 1
    assert counted['chaperone_zoom_webhooks_total{outcome="not_genuine"}'] == 1
    assert counted['chaperone_zoom_webhooks_total{outcome="malformed"}'] == 1
    assert counted['chaperone_ledger_events_total{happening="joined"}'] == 1


def test_people_at_doors_are_counted_by_how_the_door_answered(house: House) -> None:
    house.make_room()
    house.get(house.door("ana"))
    house.clock.move_to(house.session.starts_at)
    house.get(house.door("ana"))
    house.get("/join/forged")

    counted = metrics(house)

    for outcome in ("early", "let_in", "unknown"):
        assert counted[f'chaperone_door_visits_total{{outcome="{outcome}"}}'] == 1


def test_each_web_counts_for_itself(house: House) -> None:
    house.get("/join/forged")

    with house.open():
        assert 'chaperone_door_visits_total{outcome="unknown"}' not in metrics(house)


def test_no_measure_carries_a_person(house: House) -> None:
    room = house.make_room()
    house.clock.move_to(house.session.starts_at)
    house.get(house.door("ana"))
    house.tell(participant_event("joined", room.meeting_id, house.clock.now(), user_name="Amara Example"))

    scraped = house.get("/metrics").text

    assert not PERSONAL.search(scraped)
    assert room.meeting_id not in scraped
    assert set(labels(scraped)) <= {"state", "outcome", "happening"}


def labels(scraped: str) -> list[str]:
    samples = [line for line in scraped.splitlines() if "{" in line and not line.startswith("#")]
    return [pair.split("=")[0] for line in samples for pair in line.split("{")[1].split("}")[0].split(",")]


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_what_operators_read_is_plain(house: House, path: str) -> None:
    assert house.get(path).headers["Content-Type"].split(";")[0] in {"application/json", "text/plain"}
