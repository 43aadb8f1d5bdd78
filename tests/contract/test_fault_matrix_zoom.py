"""Every request of every call to Zoom, in every way in which it can fail."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle

import pytest

from integrations.zoom.rooms import ZoomRooms
from mentoring.ports import ProviderError
from tests.contract.fault_steps import Laboratory, Step
from tests.contract.fault_steps_zoom import STEPS, Scene, hasty
from tests.contract.fault_table import FAULTS, Fault, Outcome, Service
from tests.contract.zoom_fixtures import HANG, HOSTS, ZoomWorld, request_for, stage

__all__ = ["stage"]

SILENCES = [fault for fault in FAULTS if fault.silent]


def suffer(step: Step[Scene], fault: Fault, scene: Scene) -> Outcome:
    laboratory = Laboratory(Service.ZOOM, "zoom", scene.zoom.calls, scene.zoom.faults)
    return laboratory.suffer(step, fault, scene, at=scene.at)


@pytest.mark.parametrize("name", STEPS)
def test_what_zoom_answers_is_what_the_table_says(stage: Callable[..., ZoomWorld], name: str) -> None:
    """A world for each, where a call leaves traces: a host runs one meeting at a time."""
    prepare, step = STEPS[name]
    faults = step.faults(silent=False)
    scenes = [prepare(stage(dashboard=True)) for _ in (faults if step.leaves_traces else [None])]
    met = {f.name: suffer(step, f, scene) for f, scene in zip(faults, cycle(scenes), strict=False)}
    assert met == {fault.name: step.expected(Service.ZOOM, fault) for fault in faults}


@pytest.mark.parametrize("fault", SILENCES, ids=lambda fault: fault.effect)
def test_a_zoom_that_is_silent_is_what_the_table_says(stage: Callable[..., ZoomWorld], fault: Fault) -> None:
    """All at once, for zoomus waits a whole second at least; each in a world of its own, prepared before."""
    steps = [(prepare, step) for prepare, step in STEPS.values() if fault in step.faults(silent=True)]
    scenes = {step: hasty(prepare(stage(dashboard=True, hang=HANG))) for prepare, step in steps}
    with ThreadPoolExecutor(len(scenes)) as threads:
        running = {step: threads.submit(suffer, step, fault, scene) for step, scene in scenes.items()}
    met = {step.name: outcome.result() for step, outcome in running.items()}
    assert met == {step.name: step.expected(Service.ZOOM, fault) for step in scenes}


def test_credentials_that_zoom_does_not_know_are_given_up(stage: Callable[..., ZoomWorld]) -> None:
    zoom = stage()
    rooms = ZoomRooms(zoom.api(client_secret="somebody-elses"), list(HOSTS))
    with pytest.raises(ProviderError) as caught:
        rooms.create(request_for(), at=zoom.at)
    assert caught.value.permanent
    assert not caught.value.ambiguous
    assert "somebody" not in str(caught.value)
    assert [call.path.rpartition("/")[2] for call in zoom.calls.of("zoom")] == ["token"]
