"""A program without Google: everybody is invited by e-mail, with an appointment for their own calendar."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from icalendar import Calendar

from tests.scenarios.play_fixtures import ANA, DANA, RUTH, SAMUEL, ZOOM, Stage, on_stage

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


def versions(stage: Stage, key: str) -> list[tuple[str, str, int, str]]:
    """Every version of this person's appointment for the first session: method, uid, sequence and start."""
    address = stage.person(key).email
    sent = [letter for letter in stage.town.mail.letters() if "invitation.ics" in letter["attachments"]]
    written = [appointment(stage, letter) for letter in sent if letter["to"] == address]
    return [
        (field(text, "METHOD"), field(text, "UID"), int(field(text, "SEQUENCE")), field(text, "DTSTART"))
        for text in written
    ]


def field(calendar: str, name: str) -> str:
    """Of the calendar or of its one event; not of the time zone, which has starts of its own."""
    plain = re.sub(r"BEGIN:VTIMEZONE.*?END:VTIMEZONE", "", calendar.replace("\r\n", "\n"), flags=re.DOTALL)
    found = re.search(rf"^{name}(?:;[^:\n]*)?:(.+)$", plain, re.MULTILINE)
    assert found is not None
    return found[1]


def test_a_change_is_a_new_version_of_the_same_appointment(tmp_path: Path) -> None:
    with on_stage(tmp_path, ZOOM, **NO_GOOGLE) as stage:
        stage.settle()
        number = stage.session().id
        stage.command(DANA, "/session", f"move {number} Wed 5pm")
        stage.command(DANA, "/session", f"monitor {number} Samuel Okonkwo")
        stage.command(DANA, "/session", f"cancel {number}")

        of_ana, of_ruth, of_samuel = (versions(stage, key) for key in (ANA, RUTH, SAMUEL))

        assert [(method, sequence) for method, _, sequence, _ in of_ana] == [
            ("REQUEST", 0),
            ("REQUEST", 1),
            ("REQUEST", 2),
            ("CANCEL", 3),
        ]
        assert [(method, sequence) for method, _, sequence, _ in of_ruth] == [
            ("REQUEST", 0),
            ("REQUEST", 1),
            ("CANCEL", 2),
        ]
        assert [(method, sequence) for method, _, sequence, _ in of_samuel] == [("REQUEST", 2), ("CANCEL", 3)]
        assert [start for *_, start in of_ana] == ["20261027T163000", *["20261028T170000"] * 3]
        assert len({uid for _, uid, _, _ in of_ana}) == len({uid for _, uid, _, _ in of_ruth}) == 1
