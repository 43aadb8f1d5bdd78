"""What is read back of a Zoom room goes into alerts and into the log: it tells nobody's address."""

from __future__ import annotations

import pytest

from integrations.zoom.demands import ROOM_SETTINGS, read_room
from mentoring.rooms import Reading

PREFIX = "meeting.settings"


def reading(name: str, found: object) -> Reading:
    settings = {**ROOM_SETTINGS, name: found}
    readings = read_room({"type": 2, "password": "x", "settings": settings})
    return next(one for one in readings if one.setting == f"{PREFIX}.{name}")


def test_alternative_hosts_are_a_doubt_without_their_addresses() -> None:
    doubt = reading("alternative_hosts", "ana@private.example;ruth@private.example")
    assert (doubt.found, doubt.holds) == ("set", False)


def test_no_alternative_hosts_are_as_wanted() -> None:
    assert reading("alternative_hosts", "").holds


@pytest.mark.parametrize("name", ["audio", "auto_recording", "waiting_room"])
@pytest.mark.parametrize(
    "told", ["ana@private.example", "https://zoom.example/rec/share?tk=1", ["ana@private.example"]]
)
def test_whatever_else_zoom_writes_into_a_setting_is_cleaned(name: str, told: object) -> None:
    doubt = reading(name, told)
    assert not doubt.holds
    assert doubt.found is not None
    assert "private" not in doubt.found
    assert "tk=1" not in doubt.found


@pytest.mark.parametrize("name", [name for name, value in ROOM_SETTINGS.items() if isinstance(value, str | bool | int)])
def test_cleaning_never_makes_a_wanted_setting_a_doubt(name: str) -> None:
    assert reading(name, ROOM_SETTINGS[name]).holds
