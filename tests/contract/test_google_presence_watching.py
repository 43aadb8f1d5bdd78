"""Watching Meet rooms: what a look costs, what it remembers, and what it tells of things kept."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier

import pytest

from integrations.google.meet import GoogleMeetRooms
from integrations.google.memory import Memory, Shared
from integrations.google.presence import Call
from integrations.google.quota import READS_OF_ACCOUNT
from mentoring.ports import ProviderError
from mentoring.presence import Observation, Source, Stay
from mentoring.rooms import Keeping, Kept, MadeRoom
from sandbox.faults import Effect
from tests.contract.google_fixtures import (
    MENTOR,
    MONITOR,
    ORGANIZER,
    SECOND,
    START,
    Google,
    google,
    request_for,
    rooms,
    running_google,
)
from tests.patience import LONG

__all__ = ["google", "rooms"]

KINDS = {Keeping.RECORDING: "recording", Keeping.TRANSCRIPT: "transcript", Keeping.AI_NOTES: "ai_notes"}


@pytest.fixture
def room(rooms: GoogleMeetRooms) -> MadeRoom:
    room = rooms.create(request_for(), at=START)
    rooms.let_in(room, [MONITOR, MENTOR], at=START)
    return room


def costs(google: Google, rooms: GoogleMeetRooms, room: MadeRoom) -> list[str]:
    """The last words of the paths that one look asks for, a moment later."""
    at, before = google.pass_time(seconds=30), len(google.calls())
    rooms.observe(room, since=START, at=at)
    return [call.path.rpartition("/")[2] for call in google.calls()[before:]]


def kept(google: Google, rooms: GoogleMeetRooms, room: MadeRoom) -> tuple[Kept, ...]:
    return rooms.observe(room, since=START, at=google.clock.now()).kept


class TestCosts:
    def test_a_look_at_a_running_call_is_four_reads_and_its_part_of_the_listing(
        self, google: Google, rooms: GoogleMeetRooms, room: MadeRoom
    ) -> None:
        google.enter(room, MENTOR)
        costs(google, rooms, room)
        assert costs(google, rooms, room) == [
            "conferenceRecords",
            "participants",
            "recordings",
            "transcripts",
            "smartNotes",
        ]

    def test_one_listing_serves_all_rooms_of_the_organizer(self, google: Google, rooms: GoogleMeetRooms) -> None:
        made = [rooms.create(request_for(n), at=START) for n in range(8)]
        for room in made:
            rooms.observe(room, since=START, at=START)
        at, before = google.pass_time(seconds=30), len(google.calls())
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda room: rooms.observe(room, since=START, at=at), made))
        assert len(google.calls()) == before + 1

    def test_each_organizer_has_a_listing_of_its_own(self, google: Google) -> None:
        rooms = google.rooms(ORGANIZER, SECOND)
        mine, theirs = (rooms.create(request_for(host=host), at=START) for host in (ORGANIZER, SECOND))
        google.standin.join(mine.meeting_id, name="District rooms", email=ORGANIZER)
        assert rooms.observe(mine, since=START, at=START).live
        assert not rooms.observe(theirs, since=START, at=START).live
        google.standin.join(theirs.meeting_id, name="District rooms", email=SECOND)
        assert rooms.observe(theirs, since=START, at=google.pass_time(seconds=30)).live

    def test_a_call_that_is_over_is_read_once_more_and_then_remembered(
        self, google: Google, rooms: GoogleMeetRooms, room: MadeRoom
    ) -> None:
        google.enter(room, MENTOR)
        costs(google, rooms, room)
        google.leave(room, MENTOR)
        ended = google.clock.now()
        assert "participants" in costs(google, rooms, room)
        assert "participants" not in costs(google, rooms, room)
        observation = rooms.observe(room, since=START, at=google.clock.now())
        assert not observation.live
        assert [stay.left_at for stay in observation.stays or ()] == [ended]

    def test_after_a_restart_the_calls_before_it_are_found(self, google: Google, room: MadeRoom) -> None:
        google.enter(room, MENTOR)
        google.pass_time(minutes=2)
        google.leave(room, MENTOR)
        google.pass_time(minutes=2)
        google.enter(room, MONITOR)
        stays = google.rooms().observe(room, since=START, at=google.clock.now()).stays
        assert {(stay.display_name, stay.left_at is None) for stay in stays or ()} == {
            (MENTOR.shown_name, False),
            (MONITOR.shown_name, True),
        }

    def test_a_call_of_another_room_begins_without_a_read_for_this_one(
        self, google: Google, rooms: GoogleMeetRooms, room: MadeRoom
    ) -> None:
        other = rooms.create(request_for(13), at=START)
        costs(google, rooms, room)
        google.standin.join(other.meeting_id, name="District rooms", email=ORGANIZER)
        assert costs(google, rooms, room) == ["conferenceRecords"]

    def test_a_room_is_called_empty_only_as_of_the_time_of_the_listing(
        self, google: Google, rooms: GoogleMeetRooms, room: MadeRoom
    ) -> None:
        rooms.observe(room, since=START, at=START)
        google.enter(room, MENTOR)
        early = rooms.observe(room, since=START, at=google.pass_time(seconds=3))
        later = rooms.observe(room, since=START, at=google.pass_time(seconds=3))
        assert (early.live, early.read_at) == (False, START)
        assert (later.live, later.read_at) == (True, START + timedelta(seconds=6))

    def test_a_call_that_all_have_left_is_over_even_while_the_listing_is_a_moment_old(
        self, google: Google, rooms: GoogleMeetRooms, room: MadeRoom
    ) -> None:
        """Else everybody would be gone from a room that is live, as when events were lost."""
        google.enter(room, MENTOR)
        google.enter(room, MONITOR)
        rooms.observe(room, since=START, at=google.clock.now())
        google.leave(room, MENTOR)
        at = google.pass_time(seconds=2)
        assert rooms.observe(room, since=START, at=at).live, "one is still in"
        google.leave(room, MONITOR)
        at, before = google.pass_time(seconds=2), len(google.calls("GET", "/conferenceRecords"))
        observation = rooms.observe(room, since=START, at=at)
        assert len(google.calls("GET", "/conferenceRecords")) == before, "the listing is the old one"
        assert all(stay.left_at is not None for stay in observation.stays or ())
        assert (observation.live, observation.read_at) == (False, START)

    def test_a_call_goes_on_while_somebody_is_in_or_nobody_is_known_yet(self) -> None:
        inside = Stay(Source.MEET_LIVE, (), "Sam Okafor", START)
        gone = replace(inside, left_at=START)
        call = Call("conferenceRecords/1", "spaces/1", START, None)
        assert all(call.goes_on(stays) for stays in ([], [inside], [gone, inside]))
        assert not any(call.goes_on(stays) for stays in ([gone], [gone, gone]))
        assert not replace(call, ended_at=START).goes_on([inside])

    def test_ending_a_call_is_seen_at_once(self, google: Google, rooms: GoogleMeetRooms, room: MadeRoom) -> None:
        google.enter(room, MENTOR)
        assert rooms.observe(room, since=START, at=START).live
        rooms.end(room, at=START)
        assert not rooms.observe(room, since=START, at=START).live


class TestTripwires:
    @pytest.mark.parametrize("keeping", KINDS)
    def test_whatever_is_kept_is_told_with_a_key_that_stays(
        self, google: Google, rooms: GoogleMeetRooms, room: MadeRoom, keeping: Keeping
    ) -> None:
        google.enter(room, MENTOR)
        assert kept(google, rooms, room) == ()
        since = google.pass_time(seconds=20)
        google.standin.record(room.meeting_id, KINDS[keeping])
        google.pass_time(seconds=10)
        (first,) = kept(google, rooms, room)
        assert (first.keeping, first.since, first.running) == (keeping, since, True)
        google.pass_time(seconds=30)
        google.leave(room, MENTOR)
        google.pass_time(seconds=30)
        (last,) = kept(google, rooms, room)
        assert (last.key, last.since, last.running) == (first.key, since, False)

    def test_a_recording_that_was_over_before_the_first_look_is_found(
        self, google: Google, rooms: GoogleMeetRooms, room: MadeRoom
    ) -> None:
        google.enter(room, MENTOR)
        google.standin.record(room.meeting_id, "recording")
        google.pass_time(minutes=1)
        google.leave(room, MENTOR)
        google.pass_time(hours=1)
        assert [one.running for one in kept(google, rooms, room)] == [False]

    def test_a_call_that_is_long_over_is_not_asked_again(
        self, google: Google, rooms: GoogleMeetRooms, room: MadeRoom
    ) -> None:
        google.enter(room, MENTOR)
        google.pass_time(minutes=1)
        google.leave(room, MENTOR)
        assert "recordings" in costs(google, rooms, room)
        assert "recordings" in costs(google, rooms, room), "a file may come late"
        google.pass_time(minutes=15)
        assert costs(google, rooms, room) == ["conferenceRecords"]

    def test_two_recordings_are_two_things_kept(self, google: Google, rooms: GoogleMeetRooms, room: MadeRoom) -> None:
        google.enter(room, MENTOR)
        google.standin.record(room.meeting_id, "recording")
        google.standin.record(room.meeting_id, "recording")
        assert len({one.key for one in kept(google, rooms, room)}) == 2

    @pytest.mark.parametrize("path", ["/recordings", "/transcripts", "/smartNotes"])
    def test_a_list_that_cannot_be_read_hides_neither_people_nor_what_it_told_before(
        self,
        google: Google,
        rooms: GoogleMeetRooms,
        room: MadeRoom,
        caplog: pytest.LogCaptureFixture,
        path: str,
    ) -> None:
        google.enter(room, MENTOR)
        for what in KINDS.values():
            google.standin.record(room.meeting_id, what)
        before = kept(google, rooms, room)
        google.order(Effect.ERROR, path=path)
        with caplog.at_level(logging.WARNING):
            observation = rooms.observe(room, since=START, at=google.pass_time(seconds=30))
        assert len(observation.stays or ()) == 1
        assert observation.kept == before
        assert len(before) == 3
        (warning,) = [
            record.getMessage() for record in caplog.records if record.name == "integrations.google.tripwires"
        ]
        assert path.removeprefix("/") in warning
        assert room.meeting_id not in warning


class TestWhatCannotBeRead:
    """A list that is refused, or for which the quota has nothing left, is not the same as nothing kept."""

    def look(self, google: Google, rooms: GoogleMeetRooms, room: MadeRoom, **passed: float) -> Observation:
        return rooms.observe(room, since=START, at=google.pass_time(**passed))

    @pytest.mark.parametrize("effect", [Effect.FORBIDDEN, Effect.ERROR, Effect.RATE_LIMIT])
    @pytest.mark.parametrize("path", ["/recordings", "/transcripts", "/smartNotes"])
    def test_it_is_told_since_when_a_list_is_refused_and_no_longer_once_it_is_read(
        self, google: Google, rooms: GoogleMeetRooms, room: MadeRoom, path: str, effect: Effect
    ) -> None:
        google.enter(room, MENTOR)
        assert self.look(google, rooms, room).unread_since is None
        google.order(effect, 2, path=path)
        first = self.look(google, rooms, room, seconds=25)
        second = self.look(google, rooms, room, seconds=25)
        assert first.unread_since == second.unread_since == START + timedelta(seconds=25)
        assert second.kept == ()
        assert len(second.stays or ()) == 1
        assert self.look(google, rooms, room, seconds=25).unread_since is None

    def test_it_is_told_since_when_the_quota_has_nothing_left_for_it(
        self, google: Google, rooms: GoogleMeetRooms, room: MadeRoom
    ) -> None:
        google.enter(room, MENTOR)
        at = google.clock.now()
        for _ in range(READS_OF_ACCOUNT - 10):
            rooms.prove(room, at=at)
        assert self.look(google, rooms, room).unread_since == at
        assert self.look(google, rooms, room, minutes=1).unread_since is None

    def test_of_an_empty_room_there_is_nothing_to_read(
        self, google: Google, rooms: GoogleMeetRooms, room: MadeRoom
    ) -> None:
        google.order(Effect.FORBIDDEN, 100, path="/recordings")
        assert self.look(google, rooms, room).unread_since is None

    def test_a_call_whose_lists_were_never_read_to_the_end_is_asked_until_they_are(
        self, google: Google, rooms: GoogleMeetRooms, room: MadeRoom
    ) -> None:
        """A file that comes late must not be missed because the list was refused just then."""
        google.enter(room, MENTOR)
        self.look(google, rooms, room, minutes=1)
        google.standin.record(room.meeting_id, "recording")
        google.leave(room, MENTOR)
        google.order(Effect.FORBIDDEN, 2, path="/recordings")
        refused = self.look(google, rooms, room, minutes=1)
        later = self.look(google, rooms, room, hours=1)
        assert refused.unread_since == later.unread_since == START + timedelta(minutes=2)
        last = self.look(google, rooms, room, seconds=25)
        assert ([kept.keeping for kept in last.kept], last.unread_since) == ([Keeping.RECORDING], None)


class TestQuota:
    def test_a_hundred_running_rooms_stay_within_what_google_grants(self, tmp_path: Path) -> None:
        """The stand-in refuses the 601st read of a minute. Everybody is seen at every look, and every call is asked
        for what is kept of it."""
        with running_google(tmp_path, quotas=True) as google:
            google.standin.spaces.creates_per_minute = None
            rooms = google.rooms()
            with ThreadPoolExecutor(8) as pool:
                made = list(pool.map(lambda n: rooms.create(request_for(n), at=START), range(100)))
                for room in made:
                    google.standin.join(room.meeting_id, name="District rooms", email=ORGANIZER)
                for _ in range(4):
                    at = google.pass_time(seconds=30)
                    seen = list(pool.map(lambda room, at=at: rooms.observe(room, since=START, at=at), made))
                    assert all(one.live and len(one.stays or ()) == 1 for one in seen)
            asked = {call.path for call in google.calls("GET", "/recordings")}
            assert len(asked) == 100
            assert max(google.standin.quotas.reads_per_minute(ORGANIZER).values()) <= 600
            assert {call.status for call in google.calls("GET")} == {200}

    def test_too_many_looks_are_refused_before_google_must_refuse_them(
        self, google: Google, rooms: GoogleMeetRooms, room: MadeRoom
    ) -> None:
        google.enter(room, MENTOR)
        for _ in range(600):
            try:
                rooms.prove(room, at=START)
            except ProviderError as error:
                refused = error
                break
        assert not refused.permanent
        assert not refused.ambiguous
        assert refused.retry_after == timedelta(minutes=1)
        assert len(google.calls("GET")) == 580
        with pytest.raises(ProviderError, match="used up"):
            rooms.observe(room, since=START, at=START)
        assert rooms.observe(room, since=START, at=google.pass_time(minutes=1)).live


class TestSharing:
    def test_one_fetches_and_the_others_wait_for_it(self) -> None:
        everybody, fetched = Barrier(8), []

        def fetch(at: object) -> int:
            fetched.append(at)
            return len(fetched)

        shared = Shared(fetch, lasts=timedelta(seconds=5))

        def ask(n: int) -> tuple[int, object]:
            everybody.wait(timeout=LONG)
            return shared.answer(at=START + timedelta(seconds=n / 2))

        with ThreadPoolExecutor(8) as pool:
            answers = set(pool.map(ask, range(8)))
        assert len(fetched) == len(answers) == 1

    def test_an_answer_serves_for_a_while_and_until_it_is_forgotten(self) -> None:
        times = iter(range(10))
        shared = Shared(lambda _: next(times), lasts=timedelta(seconds=5))
        late = START + timedelta(seconds=4)
        assert [shared.answer(at=START), shared.answer(at=late)] == [(0, START), (0, START)]
        assert shared.answer(at=START + timedelta(seconds=5))[0] == 1
        shared.forget()
        assert shared.answer(at=START + timedelta(seconds=5))[0] == 2

    def test_a_failure_is_not_kept(self) -> None:
        answers: Iterator[ProviderError | int] = iter([ProviderError("ask", "no", permanent=False), 7])

        def fetch(_: datetime) -> int:
            answer = next(answers)
            if isinstance(answer, ProviderError):
                raise answer
            return answer

        shared = Shared(fetch, lasts=timedelta(seconds=5))
        with pytest.raises(ProviderError):
            shared.answer(at=START)
        assert shared.answer(at=START) == (7, START)

    def test_the_memory_keeps_what_was_used_last(self) -> None:
        memory: Memory[str, int] = Memory(2)
        memory.put("a", 1)
        memory.put("b", 2)
        memory.get("a")
        memory.put("c", 3)
        assert [memory.get(key) for key in "abc"] == [1, None, 3]
