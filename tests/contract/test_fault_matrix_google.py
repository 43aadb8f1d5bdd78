"""Every request of every call to Google, in every way in which it can fail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import cycle

import pytest

from mentoring.ports import ProviderError
from sandbox.faults import Effect
from tests.contract.fault_steps import Laboratory, Step
from tests.contract.fault_steps_google import STEPS, Clients, Scene, made, without_a_call
from tests.contract.fault_table import Fault, Outcome, Service
from tests.contract.google_fixtures import ORGANIZER, START, Google, request_for, running_google
from tests.contract.zoom_fixtures import wait_until

ROOMS = "https://www.googleapis.com/auth/meetings.space.created"
HASTE = 0.4


@dataclass(frozen=True)
class House:
    """`hasty` clients soon give up on an answer."""

    google: Google
    laboratory: Laboratory
    patient: Clients
    hasty: Clients

    def suffer(self, step: Step[Scene], fault: Fault, scene: Scene) -> Outcome:
        """What goes before was done patiently."""
        if fault.silent:
            signed_in = scene.clients is self.patient
            scene = replace(scene, clients=self.hasty if signed_in else Clients.of(self.google, timeout=HASTE))
        return self.laboratory.suffer(step, fault, scene, at=scene.at)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with running_google(tmp_path_factory.mktemp("google"), hang=HASTE + 0.3) as google:
        google.standin.spaces.creates_per_minute = None
        patient, hasty = Clients.of(google), Clients.of(google, timeout=HASTE)
        wait_until(lambda: patient.signed_in(at=START) and hasty.signed_in(at=START))
        yield House(google, Laboratory(Service.GOOGLE, "google", google.log, google.faults), patient, hasty)


@pytest.mark.parametrize("name", STEPS)
def test_what_google_answers_is_what_the_table_says(house: House, name: str) -> None:
    prepare, step = STEPS[name]
    faults = [*step.faults(silent=False), *step.faults(silent=True)]
    scenes = [prepare(house.google, house.patient) for _ in (faults if step.leaves_traces else [None])]
    met = {f.name: house.suffer(step, f, scene) for f, scene in zip(faults, cycle(scenes), strict=False)}
    assert met == {fault.name: step.expected(Service.GOOGLE, fault) for fault in faults}


def test_what_needs_no_call_cannot_fail(house: House) -> None:
    scene = made(house.google, house.patient)
    before = len(house.google.calls())
    house.google.order(Effect.ERROR, 1_000)
    try:
        assert [*without_a_call(scene)] == [None, scene.room.address, None]
    finally:
        house.google.order(Effect.ERROR, 0)
    assert len(house.google.calls()) == before


def test_an_organizer_who_may_no_longer_make_rooms_is_given_up(house: House) -> None:
    house.google.standin.withdraw(ROOMS, subject=ORGANIZER)
    try:
        with pytest.raises(ProviderError) as caught:
            house.google.rooms().create(request_for(), at=START)
    finally:
        house.google.standin.delegate(ROOMS, subject=ORGANIZER)
    assert caught.value.permanent
    assert not caught.value.ambiguous
    assert ORGANIZER not in str(caught.value)
