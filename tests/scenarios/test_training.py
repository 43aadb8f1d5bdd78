"""A training from planning to the closing mail, on the sandbox's Zoom and Meet."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from mentoring.people import Person
from mentoring.rooms import Platform
from mentoring.trainings import Seat, SeatState, Training
from sandbox.play import DoorStaysShut
from sandbox.telling import shown_text
from tests.scenarios.play_fixtures import DANA, MARCUS, Stage, on_stage, person

GUS, LENA, IVY = "gus-tillman", "lena-park", "ivy-quinn"
INTERVIEWED = {"interviewed_on": "2026-10-14", "agreement_on": "2026-10-15", "background_check_until": "2029-03-28"}
NEWCOMERS = (
    person(GUS, "mentor", slack="U07GREGO15", **INTERVIEWED),
    person(LENA, "proctor", **INTERVIEWED),
    person(IVY, "mentor"),
)
"""Lena has no Slack, and Ivy no interview yet."""
MATERIALS = {
    "training_slides_url": "https://files.example.org/slides",
    "training_packet_url": "https://files.example.org/packet",
    "training_survey_url": "https://forms.example.org/survey",
    "training_curriculum": "2026-B",
}
SIX = datetime.fromisoformat("2026-11-04T18:00:00-05:00")
"""Three days after the clocks went back."""
PLAN = "training plan Nov 4 6pm, 90 min"


class Class(Stage):
    """The stage, with people who come to a training."""

    @property
    def training(self) -> Training:
        with self.play.store.look() as view:
            return view.trainings.many([1])[1]

    def seats(self) -> dict[int, Seat]:
        with self.play.store.look() as view:
            return {seat.person_id: seat for seat in view.trainings.seats([1])}

    def seat(self, key: str) -> Seat:
        return self.seats()[self.person(key).id]

    def link(self, key: str, page: str = "training") -> str:
        """The newest link to such a page that this person was sent."""
        said = [found["text"] for found in self.letters(key)] if not self.slack_id(key) else []
        said += [json.dumps(m) for m in self.town.slack.messages_for(self.slack_id(key))] if self.slack_id(key) else []
        found = re.findall(rf"{re.escape(self.play.url)}/{page}/[\w.-]+", "\n".join(said))
        assert found, said
        return str(found[-1])

    def knock(self, key: str) -> requests.Response:
        return requests.get(self.link(key), allow_redirects=False, timeout=10)

    def attend(self, key: str) -> None:
        answer = self.knock(key)
        assert answer.status_code == 303, answer.text
        who, room = self.person(key), self.training.room
        assert room is not None
        self._enter(who, room.meeting_id, answer.headers["Location"])
        self.settle()

    def _enter(self, who: Person, meeting_id: str, address: str) -> None:
        if self.training.platform is Platform.ZOOM:
            assert self.town.zoom.join(meeting_id, name=who.name, email=who.email, address=address) == "in_meeting"
        else:
            assert self.town.google.join(meeting_id, name=who.name, email=who.email) == "in_meeting"

    def walk_out(self, key: str) -> None:
        who, room = self.person(key), self.training.room
        assert room is not None
        platform: Any = self.town.zoom if self.training.platform is Platform.ZOOM else self.town.google
        platform.leave(room.meeting_id, name=who.name, email=who.email)
        self.settle()


@contextmanager
def a_class(folder: Path, platform: str = "zoom", *, seats: str = "20 places", **settings: Any) -> Iterator[Class]:
    with on_stage(folder, *NEWCOMERS, start=SIX - timedelta(days=2, hours=3), **(MATERIALS | settings)) as stage:
        room = Class(stage.play, folder, stage.entrance)
        assert "Training planned" in room.command(DANA, "/mentoring", f"{PLAN}, {platform}, {seats}")
        yield room


def full(room: Class) -> Class:
    """Everybody who may has a place."""
    assert "You have a place" in room.command(GUS, "/mentoring", "training join 1")
    assert "has a place" in room.command(DANA, "/mentoring", "training join 1 Lena Park")
    return room


@pytest.mark.parametrize("platform", ["zoom", "meet"])
def test_a_training_from_the_first_link_to_the_closing_mail(tmp_path: Path, platform: str) -> None:
    with a_class(tmp_path, platform) as room:
        full(room)
        room.move_to(SIX - timedelta(minutes=20))
        assert room.training.proven_at is not None
        made = [call.body for call in room.calls("zoom", "POST", "/meetings") if "training-1" in call.body["agenda"]]
        assert [body["settings"]["mute_upon_entry"] for body in made] == [True] * (platform == "zoom"), "R045"
        assert room.knock(GUS).status_code == 403
        assert len(room.letters(LENA, "Your training is soon", "keep your camera on")) == 1, "the day before"
        room.move_to(SIX - timedelta(minutes=5))
        assert len(room.letters(LENA, "Your training starts in a few minutes")) == 1
        assert len(room.messages(DANA, "You hold the training", "Wednesday, Nov 4, 6:00 PM")) == 2
        for key in (DANA, GUS, LENA):
            room.attend(key)
        room.move_to(SIX + timedelta(minutes=90))
        for key in (GUS, LENA, DANA):
            room.walk_out(key)
        room.wait(minutes=45)
        assert [seat.state for seat in room.seats().values()] == [SeatState.COMPLETE, SeatState.COMPLETE]
        (closing,) = room.letters(LENA, "your training is complete")
        assert all(MATERIALS[f"training_{what}_url"] in closing["text"] for what in ("slides", "packet", "survey"))
        assert room.letters(LENA, "You are cleared")
        with room.play.store.look() as view:
            dossier = view.volunteers.of([room.person(LENA).id])[room.person(LENA).id]
        assert str(room.person(LENA).clearance.trained_on) == "2026-11-04"
        assert dossier.curriculum == "2026-B"
        assert room.message(DANA, "Who attended the training", "Complete: Gus Tillman, Lena Park")
        assert len(room.messages(DANA, "has been trained, and nobody knows who held the interview")) == 2


@pytest.mark.parametrize("platform", ["zoom", "meet"])
def test_a_training_that_moves_keeps_its_people_and_their_way_in(tmp_path: Path, platform: str) -> None:
    with a_class(tmp_path, platform) as room:
        full(room)
        room.settle()
        old, way_in = room.training.room, room.link(LENA)
        assert old is not None
        said = room.command(DANA, "/mentoring", "training move 1 to Nov 5 7pm because of the snow")
        assert "Training moved" in said and "Thursday, Nov 5, 7:00 PM" in said
        room.settle()
        (told,) = room.letters(LENA, "The training on Wednesday, Nov 4, 6:00 PM (EST) was moved")
        assert way_in in told["text"] and "give it back" in told["text"]
        assert room.message(GUS, "It is now on Thursday, Nov 5, 7:00 PM")
        room.move_to(SIX + timedelta(days=1, minutes=55))
        assert len(room.letters(LENA, "Your training with")) == 1, "the day before the new one"
        new = room.training.room
        assert new is not None and new.meeting_id != old.meeting_id
        for key in (DANA, GUS, LENA):
            room.attend(key)
        room.move_to(SIX + timedelta(days=1, minutes=150))
        for key in (GUS, LENA, DANA):
            room.walk_out(key)
        room.wait(minutes=45)
        assert [seat.state for seat in room.seats().values()] == [SeatState.COMPLETE, SeatState.COMPLETE]


@pytest.mark.parametrize("platform", ["zoom", "meet"])
def test_people_come_to_a_training_and_go_as_a_script_tells_them(tmp_path: Path, platform: str) -> None:
    with a_class(tmp_path, platform) as room:
        full(room)
        room.move_to(SIX - timedelta(minutes=30))
        (told,) = room.play.state()["trainings"]
        meeting, gus, lena = told["meeting_id"], room.person(GUS), room.person(LENA)
        with pytest.raises(DoorStaysShut):
            room.play.come(meeting, name=gus.name, email=gus.email, via="door")
        room.move_to(SIX - timedelta(minutes=5))
        for key in (DANA, GUS, LENA):
            person = room.person(key)
            assert room.play.come(meeting, name=person.name, email=person.email, via="door") == "in_meeting"
        room.move_to(SIX + timedelta(minutes=30))
        room.play.go(meeting, name=lena.public_name, email=lena.email)
        room.move_to(SIX + timedelta(minutes=90))
        room.play.go(meeting, name=gus.public_name, email=gus.email)
        room.wait(minutes=45)
        assert (room.seat(GUS).state, room.seat(LENA).state) == (SeatState.COMPLETE, SeatState.INCOMPLETE)


def test_five_minutes_and_a_second_off_the_platform_is_another_training(tmp_path: Path) -> None:
    with a_class(tmp_path) as room:
        full(room)
        assert "Training planned" in room.command(DANA, "/mentoring", "training plan Nov 11 6pm, zoom")
        room.move_to(SIX)
        for key in (DANA, GUS, LENA):
            room.attend(key)
        for key, away in ((GUS, timedelta(minutes=5)), (LENA, timedelta(minutes=5, seconds=1))):
            room.wait(minutes=10)
            room.walk_out(key)
            room.wait(seconds=away.total_seconds())
            room.attend(key)
        room.move_to(SIX + timedelta(minutes=90))
        for key in (GUS, LENA, DANA):
            room.walk_out(key)
        room.wait(minutes=45)
        assert (room.seat(GUS).state, room.seat(LENA).state) == (SeatState.COMPLETE, SeatState.INCOMPLETE)
        assert room.seat(LENA).longest_gap == timedelta(minutes=5, seconds=1)
        (kind,) = room.letters(LENA, "away for more than 5 minutes")
        assert "- Wednesday, Nov 11, 6:00 PM (EST)" in kind["text"]
        assert not room.letters(LENA, "slides")
        assert room.person(LENA).clearance.trained_on is None


def test_a_breakout_room_is_no_absence(tmp_path: Path) -> None:
    with a_class(tmp_path) as room:
        full(room)
        room.move_to(SIX)
        for key in (DANA, GUS, LENA):
            room.attend(key)
        made = room.training.room
        assert made is not None
        room.wait(minutes=20)
        room.town.zoom.open_breakout_room(made.meeting_id, name="Lena Park")
        room.settle()
        room.wait(minutes=20)
        room.town.zoom.close_breakout_rooms(made.meeting_id)
        room.settle()
        room.move_to(SIX + timedelta(minutes=90))
        for key in (GUS, LENA, DANA):
            room.walk_out(key)
        room.wait(minutes=45)
        assert room.seat(LENA).state is SeatState.COMPLETE


def test_whoever_did_not_come_is_missed_and_the_survey_is_asked_for_once_more(tmp_path: Path) -> None:
    with a_class(tmp_path) as room:
        full(room)
        room.move_to(SIX)
        room.attend(DANA)
        room.attend(GUS)
        room.move_to(SIX + timedelta(hours=3))
        assert room.seat(LENA).state is SeatState.ABSENT
        assert room.letters(LENA, "We missed you", "No other training has a free place yet")
        page = room.link(GUS, "volunteer")
        room.wait(days=4)
        assert len(room.messages(GUS, "How was your training?")) == 1
        said = requests.post(page, data={"act": "survey", "training": "1"}, timeout=10)
        assert "We will not ask again" in said.text


def test_without_its_facilitator_nobody_is_judged_and_a_manager_says_who_was_there(tmp_path: Path) -> None:
    with a_class(tmp_path, "meet") as room:
        full(room)
        room.move_to(SIX)
        room.attend(GUS)
        room.move_to(SIX + timedelta(hours=3))
        assert {seat.state for seat in room.seats().values()} == {SeatState.UNVERIFIED}
        assert room.message(DANA, "I cannot tell: Gus Tillman, Lena Park")
        assert "complete" in room.command(DANA, "/mentoring", "training attended 1 Gus Tillman")
        assert "incomplete" in room.command(DANA, "/mentoring", "training missed 1 Lena Park")
        assert "nothing to decide" in room.command(DANA, "/mentoring", "training attended 1 Lena Park")
        assert room.message(GUS, "your training is complete")
        assert room.letters(LENA, "you are welcome to come again")


def test_what_is_not_set_up_is_told_to_the_facilitator_and_not_sent_as_an_empty_line(tmp_path: Path) -> None:
    with a_class(tmp_path, training_packet_url=None, training_survey_url=None) as room:
        full(room)
        room.move_to(SIX)
        for key in (DANA, GUS, LENA):
            room.attend(key)
        room.move_to(SIX + timedelta(hours=3))
        (closing,) = room.letters(LENA, "your training is complete")
        assert "slides" in closing["text"] and "None" not in closing["text"] and "packet" not in closing["text"]
        assert room.message(DANA, "CHAPERONE_TRAINING_PACKET_URL, CHAPERONE_TRAINING_SURVEY_URL")
        room.wait(days=4)
        assert not room.letters(LENA, "How was your training?")


def test_without_an_interview_or_a_free_place_nobody_joins(tmp_path: Path) -> None:
    with a_class(tmp_path, seats="1 place") as room:
        assert "has not passed the interview" in room.command(DANA, "/mentoring", "training join 1 Ivy Quinn")
        assert "You have a place" in room.command(GUS, "/mentoring", "training join 1")
        assert "All places of training 1 are taken" in room.command(DANA, "/mentoring", "training join 1 Lena Park")
        assert "Only Partnerships Managers" in room.command(GUS, "/mentoring", "training leave 1 Lena Park")
        assert "The place is free" in room.command(GUS, "/mentoring", "training leave 1")
        assert "has a place" in room.command(DANA, "/mentoring", "training join 1 Lena Park")


def test_a_place_that_was_given_back_opens_no_door_and_brings_no_reminder(tmp_path: Path) -> None:
    with a_class(tmp_path) as room:
        full(room)
        room.settle()
        room.command(GUS, "/mentoring", "training leave 1")
        room.move_to(SIX)
        assert room.knock(GUS).status_code == 404
        assert not room.messages(GUS, "Your training is soon")
        made = room.training.room
        assert made is not None
        registered = {row["email"] for row in room.zoom_registrants(made.meeting_id)}
        assert registered == {room.person(LENA).email}


def test_a_training_that_is_called_off_is_told_and_its_room_is_gone(tmp_path: Path) -> None:
    with a_class(tmp_path) as room:
        full(room)
        room.move_to(SIX - timedelta(hours=1))
        assert room.zoom_meetings()
        assert "Everybody who had a place (2)" in room.command(DANA, "/mentoring", "training cancel 1 snow")
        assert room.letters(LENA, "does not take place")
        assert not room.zoom_meetings()
        room.move_to(SIX)
        assert room.knock(LENA).status_code == 410
        room.move_to(SIX + timedelta(hours=3))
        assert not room.messages(DANA, "Who attended")


def test_a_recording_of_a_training_is_told_and_stopped(tmp_path: Path) -> None:
    with a_class(tmp_path) as room:
        full(room)
        room.move_to(SIX)
        room.attend(DANA)
        made = room.training.room
        assert made is not None
        room.town.zoom.record(made.meeting_id, "recording")
        room.settle()
        assert "is being recorded" in shown_text(room.message(DANA, "Something is wrong with the room of a training"))
        assert room.calls("zoom", "PATCH", f"/live_meetings/{made.meeting_id}/events")


def test_no_host_is_given_to_two_trainings_at_once(tmp_path: Path) -> None:
    with a_class(tmp_path, zoom_hosts="only@mentoring.example.org") as room:
        assert "is in training 1 then" in room.command(DANA, "/mentoring", "training plan Nov 4 7pm, meet")
        said = room.command(MARCUS, "/mentoring", "training plan Nov 4 7:40pm, zoom")
        assert "Every Zoom host is taken" in said, "the margins of both overlap"
        assert "Training planned" in room.command(MARCUS, "/mentoring", "training plan Nov 4 7:55pm, zoom")


def test_while_zoom_is_down_the_room_waits_and_is_made_once(tmp_path: Path) -> None:
    with a_class(tmp_path) as room:
        full(room)
        room.order("zoom", "lost_answer", 1, path="/meetings")
        room.move_to(SIX)
        assert room.training.proven_at is not None
        assert len([m for m in room.zoom_meetings() if m.get("agenda") == "training-1-room-1"]) == 1
