"""What every room provider must do: the same expectations for the fake, for Google Meet and for Zoom."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from mentoring.ports import ProviderError
from mentoring.rooms import Keeping, MadeRoom
from tests.contract.google_fixtures import ADMIN, running_google
from tests.contract.room_worlds import (
    EVERYBODY,
    LONG_ENOUGH,
    MENTOR,
    MONITOR,
    STUDENT,
    FakeWorld,
    GoogleWorld,
    World,
    ZoomRoomWorld,
)
from tests.contract.zoom_fixtures import ZoomWorld, stage, wait_until
from tests.patience import LONG

__all__ = ["stage"]

CALLS: dict[str, Callable[[World, MadeRoom], object]] = {
    "create": lambda world, _: world.rooms.create(world.request(2), at=world.at),
    "prove": lambda world, room: world.rooms.prove(room, at=world.at),
    "secure": lambda world, room: world.rooms.secure(room, at=world.at),
    "let_in": lambda world, room: world.let_in(room),
    "put_out": lambda world, room: world.rooms.put_out(room, [MENTOR], at=world.at),
    "observe": lambda world, room: world.observe(room),
    "recall": lambda world, room: world.recall(room),
    "end": lambda world, room: world.rooms.end(room, at=world.at),
    "retire": lambda world, room: world.rooms.retire(room, at=world.at),
}
"""What needs the platform everywhere. Meet is not asked by `find`, `opening_address` and `stop_keeping`."""
WRITES = ("create", "secure", "let_in", "put_out", "end", "retire")


@pytest.fixture(scope="module")
def google(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], GoogleWorld]]:
    """Google's clients are slow to build, so all worlds share them."""
    with running_google(tmp_path_factory.mktemp("google")) as google:
        organizer, admin = google.services(timeout=LONG), google.services(organizer=ADMIN)
        yield lambda: GoogleWorld(google, organizer=organizer, admin=admin)


@pytest.fixture(params=["fake", "google", "zoom"])
def world(request: pytest.FixtureRequest, google: Callable[[], GoogleWorld], stage: Callable[..., ZoomWorld]) -> World:
    worlds: dict[str, Callable[[], World]] = {
        "fake": FakeWorld,
        "google": google,
        "zoom": lambda: ZoomRoomWorld(stage()),
    }
    return worlds[request.param]()


def failure(world: World, room: MadeRoom, call: str) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        CALLS[call](world, room)
    return caught.value


def test_a_room_has_an_id_an_address_and_the_host_that_was_asked_for(world: World) -> None:
    first, second = (world.rooms.create(world.request(number), at=world.at) for number in (1, 2))
    assert first.platform is world.rooms.platform
    assert first.meeting_id
    assert "/" not in first.meeting_id
    assert first.address.startswith("https://")
    assert first.host == world.host
    assert (second.meeting_id, second.address) != (first.meeting_id, first.address)


def test_a_fresh_room_is_proven(world: World) -> None:
    proof = world.rooms.prove(world.room(), at=world.at)
    assert proof.holds, proof.doubts
    assert proof.read_at == world.at


def test_what_was_changed_by_hand_is_named_and_set_right_again(world: World) -> None:
    room = world.room()
    setting = world.change_by_hand(room)
    assert setting in [doubt.setting for doubt in world.rooms.prove(room, at=world.at).doubts]
    world.rooms.secure(room, at=world.at)
    assert world.rooms.prove(room, at=world.at).holds
    world.rooms.secure(room, at=world.at)
    assert world.rooms.prove(room, at=world.at).holds


def test_a_setting_of_which_the_platform_is_silent_is_a_doubt(world: World) -> None:
    room = world.room()
    setting = world.fall_silent(room)
    proof = world.rooms.prove(room, at=world.at)
    assert not proof.holds
    assert [(doubt.setting, doubt.found) for doubt in proof.doubts] == [(setting, None)]


def test_each_guest_gets_one_entry_however_often_they_are_let_in(world: World) -> None:
    room = world.room()
    once = world.let_in(room)
    listed = world.known_guests(room)
    assert [entry.person_id for entry in once] == [guest.person_id for guest in EVERYBODY]
    assert len({entry.identity for entry in once}) == len(EVERYBODY)
    assert world.let_in(room) == once
    assert world.let_in(room, [STUDENT]) == once[2:]
    assert world.known_guests(room) == listed


def test_whoever_opens_the_room_has_no_address_that_could_be_stored(world: World) -> None:
    room = world.room()
    assert all(entry.address is None for entry in world.let_in(room) if entry.opens_room)
    assert world.rooms.opening_address(room, at=world.at).startswith("https://")


def test_who_is_put_out_no_longer_gets_in_and_the_others_do(world: World) -> None:
    room = world.room()
    world.let_in(room)
    world.rooms.put_out(room, [MENTOR], at=world.at)
    assert world.come(room, MONITOR, STUDENT, MENTOR) == [True, True, False]
    world.rooms.put_out(room, [MENTOR], at=world.at)
    world.let_in(room, [MENTOR])
    assert world.come(room, MENTOR) == [True]


def test_putting_out_who_never_could_enter_is_no_error(world: World) -> None:
    room = world.room()
    world.let_in(room, [MONITOR, STUDENT])
    listed = world.known_guests(room)
    world.rooms.put_out(room, [MENTOR], at=world.at)
    assert world.known_guests(room) == listed


def test_a_room_in_which_nobody_is_is_not_live(world: World) -> None:
    observed = world.observe(world.room())
    assert not observed.live
    assert not observed.stays
    assert observed.read_at == world.at


def test_who_is_inside_is_seen_and_known(world: World) -> None:
    room = world.room()
    world.let_in(room)
    assert world.come(room, MONITOR, STUDENT) == [True, True]
    world.wait()
    assert world.observe(room).live
    wait_until(lambda: len(world.stays(room)) == 2)
    stays = world.stays(room)
    assert world.people(stays) == {MONITOR.person_id, STUDENT.person_id}
    assert all(stay.left_at is None for stay in stays)


def test_a_room_that_everybody_has_left_is_not_live(world: World) -> None:
    room = world.room()
    world.meet(room)
    for guest in EVERYBODY:
        world.leave(room, guest)
    world.wait()
    assert not world.observe(room).live
    wait_until(lambda: all(stay.left_at for stay in world.stays(room)))


def test_what_is_recorded_shows_and_stopping_it_is_no_error(world: World) -> None:
    room = world.room()
    world.meet(room)
    assert not world.kept(room)
    world.record(room)
    world.wait()
    wait_until(lambda: bool(world.kept(room)))
    (kept,) = world.kept(room)
    assert (kept.keeping, kept.running) == (Keeping.RECORDING, True)
    world.rooms.stop_keeping(room, at=world.at)
    world.wait()
    assert [again.key for again in world.kept(room)] == [kept.key], "however often it is told of, it is one thing"


def test_stopping_where_nothing_runs_is_no_error(world: World) -> None:
    room = world.room()
    world.rooms.stop_keeping(room, at=world.at)
    world.meet(room)
    world.rooms.stop_keeping(room, at=world.at)
    assert world.observe(room).live


def test_ending_puts_everybody_out_and_may_be_repeated(world: World) -> None:
    room = world.room()
    world.rooms.end(room, at=world.at)
    world.meet(room)
    world.rooms.end(room, at=world.at)
    world.rooms.end(room, at=world.at)
    world.wait()
    assert not world.observe(room).live
    wait_until(lambda: all(stay.left_at for stay in world.stays(room)))


def test_a_retired_room_is_over_for_everybody_however_often(world: World) -> None:
    room = world.room()
    world.meet(room)
    world.rooms.retire(room, at=world.at)
    world.rooms.retire(room, at=world.at)
    world.rooms.end(room, at=world.at)
    world.rooms.stop_keeping(room, at=world.at)
    assert world.come(room, MENTOR, STUDENT) == [False, False]


def test_after_the_call_the_platform_recalls_who_was_there(world: World) -> None:
    room = world.room()
    world.meet(room)
    world.wait(LONG_ENOUGH)
    world.rooms.end(room, at=world.at)
    ended_at = world.at
    world.wait(LONG_ENOUGH)
    recalled = world.recall(room)
    assert recalled is not None
    assert world.people(recalled) == {guest.person_id for guest in EVERYBODY}
    assert {(stay.joined_at, stay.left_at) for stay in recalled} == {(world.began, ended_at)}


def test_what_is_over_before_is_not_recalled(world: World) -> None:
    room = world.room()
    world.meet(room)
    world.rooms.end(room, at=world.at)
    world.wait(LONG_ENOUGH)
    world.began = world.at
    assert not world.recall(room)


def test_of_a_call_that_never_was_there_is_no_record(world: World) -> None:
    room = world.room()
    world.wait(LONG_ENOUGH)
    assert world.recall(room) is None


def test_a_room_whose_answer_was_lost_is_found_where_the_platform_can(world: World) -> None:
    assert world.rooms.find(world.request(), at=world.at) is None
    world.lose_the_answer_of("create")
    with pytest.raises(ProviderError) as caught:
        world.room()
    assert caught.value.ambiguous
    found = world.rooms.find(world.request(), at=world.at)
    assert (found is not None) == world.finds
    if found is not None:
        assert found.host == world.host
        assert world.rooms.prove(found, at=world.at).holds
    assert world.rooms.find(world.request(2), at=world.at) is None


@pytest.mark.parametrize("call", WRITES)
def test_a_write_without_an_answer_is_ambiguous_and_may_be_asked_again(world: World, call: str) -> None:
    room = world.room()
    world.let_in(room, [MENTOR] if call == "put_out" else [])
    world.lose_the_answer_of(call)
    error = failure(world, room, call)
    assert error.ambiguous
    assert not error.permanent
    CALLS[call](world, room)


def test_a_platform_that_is_down_fails_every_call_and_none_for_good(world: World) -> None:
    room = world.room()
    world.go_down()
    errors = {call: failure(world, room, call) for call in CALLS}
    assert [call for call, error in errors.items() if error.permanent] == []
    assert not [call for call, error in errors.items() if error.ambiguous and call not in WRITES]
