"""A program without Google: everybody is invited by e-mail, with an appointment for their own calendar."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from icalendar import Calendar

from tests.scenarios.play_fixtures import ZOOM, Stage, on_stage

NO_GOOGLE: dict[str, Any] = {"google_credentials_file": None, "google_organizer": None}
DOOR = re.compile(r"/join/[\w.-]+")


def appointment(stage: Stage, letter: dict[str, str]) -> str:
    """The attached appointment, unfolded."""
    attached = stage.town.mail.attachment(letter["message_id"], "invitation.ics")
    return str(Calendar.from_ical(attached).to_ical().decode()).replace("\r\n ", "")


def test_mentor_proctor_and_family_each_get_their_own_appointment_with_their_own_door(tmp_path: Path) -> None:
    with on_stage(tmp_path, ZOOM, **NO_GOOGLE) as stage:
        stage.settle()
        sent = [letter for letter in stage.town.mail.letters() if "invitation.ics" in letter["attachments"]]
        addresses = {letter["to"] for letter in sent}
        assert len(sent) == len(addresses) == 3, "mentor, proctor and guardian, once each"
        doors = set()
        for letter in sent:
            written = appointment(stage, letter)
            assert f"mailto:{letter['to']}".lower() in written.lower()
            assert not any(other in written + letter["text"] for other in addresses - {letter["to"]})
            assert "zoom.us" not in written + letter["text"]
            doors |= set(DOOR.findall(written))
        assert len(doors) == 3
        assert not stage.town.calls.of("google")
