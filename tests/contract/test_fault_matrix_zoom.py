"""Every request of every call to Zoom, in every way in which it can fail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from integrations.zoom.rooms import ZoomRooms
from mentoring.ports import ProviderError
from tests.contract.fault_steps import Laboratory
from tests.contract.fault_steps_zoom import STEPS
from tests.contract.fault_table import FAULTS, Fault, Outcome, Service
from tests.contract.zoom_fixtures import HOSTS, ZoomWorld, request_for, zoom_stage

SILENCES = [fault for fault in FAULTS if fault.silent]


@pytest.fixture(scope="module")
def stage() -> Iterator[Callable[..., ZoomWorld]]:
    with zoom_stage() as new_world:
        yield new_world


def laboratory(zoom: ZoomWorld) -> Laboratory:
    return Laboratory(Service.ZOOM, "zoom", zoom.calls, zoom.faults)


@pytest.mark.parametrize("name", STEPS)
def test_what_zoom_answers_is_what_the_table_says(stage: Callable[..., ZoomWorld], name: str) -> None:
    """Each in a world of its own: a call may have been carried out, and a host runs one meeting at a time."""
    prepare, step = STEPS[name]
    worlds = {fault: stage(dashboard=True) for fault in step.faults(silent=False)}
    met = {f.name: laboratory(zoom).suffer(step, f, prepare(zoom), at=zoom.at) for f, zoom in worlds.items()}
    assert met == {fault.name: step.expected(Service.ZOOM, fault) for fault in worlds}


@pytest.mark.parametrize("fault", SILENCES, ids=lambda fault: fault.effect)
def test_a_zoom_that_is_silent_is_what_the_table_says(stage: Callable[..., ZoomWorld], fault: Fault) -> None:
    """All at once, for zoomus waits a whole second at least; each in a world of its own, prepared before."""
    steps = [(prepare, step) for prepare, step in STEPS.values() if fault in step.faults(silent=True)]
    worlds = [stage(dashboard=True) for _ in steps]
    scenes = [prepare(zoom) for zoom, (prepare, _) in zip(worlds, steps, strict=True)]

    def suffer(number: int) -> Outcome:
        zoom, step = worlds[number], steps[number][1]
        return laboratory(zoom).suffer(step, fault, scenes[number], at=zoom.at)

    with ThreadPoolExecutor(len(steps)) as threads:
        met = [*threads.map(suffer, range(len(steps)))]
    expected = {step.name: step.expected(Service.ZOOM, fault) for _, step in steps}
    assert dict(zip(expected, met, strict=True)) == expected


def test_credentials_that_zoom_does_not_know_are_given_up(stage: Callable[..., ZoomWorld]) -> None:
    zoom = stage()
    rooms = ZoomRooms(zoom.api(client_secret="somebody-elses"), list(HOSTS))
    with pytest.raises(ProviderError) as caught:
        rooms.create(request_for(), at=zoom.at)
    assert caught.value.permanent
    assert not caught.value.ambiguous
    assert "somebody" not in str(caught.value)
    assert [call.path.rpartition("/")[2] for call in zoom.calls.of("zoom")] == ["token"]
