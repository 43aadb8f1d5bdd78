"""Our wrapper around the real `zoomus`, over real HTTP: ids, times, paging, and what each failure becomes."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from integrations.zoom.client import ZoomApi
from integrations.zoom.demands import meeting_fields
from integrations.zoom.errors import ZoomRefused
from mentoring.ports import ProviderError
from sandbox.faults import Effect
from tests.contract.zoom_fixtures import FIRST as HOST
from tests.contract.zoom_fixtures import (
    SECOND,
    Budget,
    ZoomWorld,
    free_socket,
    in_threads,
    request_for,
    served,
    stage,
    wait_until,
    zoom,
)

__all__ = ["stage", "zoom"]


def create(zoom: ZoomWorld, api: ZoomApi, key: str = "session-12-room-1") -> dict[str, Any]:
    request = request_for(key)
    return api.create_meeting(HOST, meeting_fields(request), starts_at=request.starts_at, at=zoom.at)


def odd_zoom(answer: Response) -> Starlette:
    """Gives a token, and the same odd answer to everything else."""

    async def token(_: Request) -> Response:
        return JSONResponse({"access_token": "t", "expires_in": 3599})

    async def odd(_: Request) -> Response:
        return answer

    return Starlette(
        routes=[Route("/oauth/token", token, methods=["POST"]), Route("/{path:path}", odd, methods=["GET", "POST"])]
    )


def odd_api(zoom: ZoomWorld, address: str) -> ZoomApi:
    return zoom.api(api_url=f"{address}/v2", oauth_url=f"{address}/oauth/token")


@pytest.mark.parametrize(
    "meeting_id",
    ["", "me", "12345678", "1234567890123", "1/../../users/me", "123456789/registrants", "12345678９", "123456789\n"],
)
def test_what_is_no_meeting_id_never_reaches_zoom(zoom: ZoomWorld, meeting_id: str) -> None:
    api = zoom.api()
    calls: list[Callable[[], Any]] = [
        lambda: api.meeting(meeting_id, at=zoom.at),
        lambda: api.end_meeting(meeting_id, at=zoom.at),
        lambda: api.register(meeting_id, email="a@b.example", first_name="A", at=zoom.at),
        lambda: list(api.registrants(meeting_id, at=zoom.at)),
        lambda: api.update_meeting(meeting_id, {}, host=HOST, at=zoom.at),
        lambda: api.delete_meeting(meeting_id, at=zoom.at),
        lambda: api.stop_recording(meeting_id, at=zoom.at),
        lambda: api.cancel_registrants(meeting_id, [], at=zoom.at),
        lambda: list(api.live_participants(meeting_id, at=zoom.at)),
    ]
    for call in calls:
        with pytest.raises(ProviderError, match="not the id") as caught:
            call()
        assert caught.value.permanent
    assert zoom.calls.of("zoom") == []
    assert not zoom.budget.spent, "what is never sent costs nothing"


@pytest.mark.parametrize("host", ["x/../../meetings/1", "x?type=live", "nobody@program.example"])
def test_a_host_who_is_none_is_refused_without_telling_the_address(zoom: ZoomWorld, host: str) -> None:
    with pytest.raises(ZoomRefused) as caught:
        zoom.api().host_settings(host, at=zoom.at)
    assert caught.value.permanent
    assert "nobody@program.example" not in "".join(traceback.format_exception(caught.value))


def test_a_start_in_any_zone_reaches_zoom_in_utc(zoom: ZoomWorld) -> None:
    starts_at = datetime(2026, 12, 1, 16, 30, tzinfo=ZoneInfo("America/New_York"))
    made = zoom.api().create_meeting(HOST, {"topic": "Session 1"}, starts_at=starts_at, at=zoom.at)
    assert made["start_time"] == "2026-12-01T21:30:00Z"


def test_a_start_without_a_zone_is_refused(zoom: ZoomWorld) -> None:
    with pytest.raises(ValueError, match="aware"):
        zoom.api().create_meeting(HOST, {}, starts_at=datetime(2026, 12, 1, 16, 30), at=zoom.at)  # noqa: DTZ001


def test_every_page_of_a_long_list_is_read(zoom: ZoomWorld) -> None:
    api = zoom.api()
    meeting_id = str(create(zoom, api)["id"])
    wanted = {f"guest-{number}@guests.invalid" for number in range(301)}
    for email in wanted:
        api.register(meeting_id, email=email, first_name="Guest", at=zoom.at)
    assert {row["email"] for row in api.registrants(meeting_id, at=zoom.at)} == wanted
    wait_until(lambda: len(zoom.calls_to("GET", "/registrants")) == 2)


def test_a_run_of_a_meeting_is_found_by_an_id_full_of_slashes(zoom: ZoomWorld) -> None:
    api = zoom.api()
    made = create(zoom, api)
    for name in ("Ada", "Bo"):
        zoom.standin.join(made["id"], name=name, address=made["start_url"])
    zoom.clock.advance(timedelta(minutes=40))
    instance = zoom.inbox.ledger[0].instance
    zoom.standin.leave(made["id"], name="Ada")
    zoom.standin.leave(made["id"], name="Bo")
    rows = list(api.past_participants(instance, at=zoom.at))
    assert instance.startswith("/")
    assert [(row["name"], row["duration"]) for row in rows] == [("Ada", 2400), ("Bo", 2400)]
    assert all("registrant_id" in row for row in rows)


def test_zoom_keeps_no_row_of_one_person_alone(zoom: ZoomWorld) -> None:
    api = zoom.api()
    made = create(zoom, api)
    zoom.standin.join(made["id"], name="Ada", address=made["start_url"])
    zoom.standin.leave(made["id"], name="Ada")
    with pytest.raises(ZoomRefused) as caught:
        list(api.past_participants(zoom.inbox.ledger[0].instance, at=zoom.at))
    assert caught.value.code == 3001


def write(zoom: ZoomWorld, api: ZoomApi) -> Any:
    return create(zoom, api, "session-13-room-1")


def read(zoom: ZoomWorld, api: ZoomApi) -> Any:
    return api.host_settings(HOST, at=zoom.at)


@pytest.mark.parametrize(
    ("effect", "call", "ambiguous"),
    [
        (Effect.ERROR, write, True),
        (Effect.ERROR, read, False),
        (Effect.TIMEOUT, write, True),
        (Effect.TIMEOUT, read, False),
        (Effect.LOST_ANSWER, write, True),
        (Effect.RATE_LIMIT, write, False),
        (Effect.RATE_LIMIT, read, False),
    ],
)
def test_a_failed_call_says_whether_it_may_have_worked(
    zoom: ZoomWorld, effect: Effect, call: Callable[[ZoomWorld, ZoomApi], Any], *, ambiguous: bool
) -> None:
    api = zoom.api()
    read(zoom, api)
    zoom.faults.order("zoom", effect, {Effect.RATE_LIMIT: 4, Effect.TIMEOUT: 2}.get(effect, 1))
    with pytest.raises(ProviderError) as caught:
        call(zoom, api)
    zoom.faults.order("zoom", effect, 0)
    assert (caught.value.permanent, caught.value.ambiguous) == (False, ambiguous)
    assert call(zoom, api), "the next attempt works"


def test_a_read_whose_connection_breaks_goes_well_the_second_time_and_a_write_is_never_repeated(
    zoom: ZoomWorld,
) -> None:
    api = zoom.api()
    read(zoom, api)
    zoom.faults.order("zoom", Effect.DROPPED, 1)
    assert read(zoom, api)

    zoom.faults.order("zoom", Effect.DROPPED, 1)
    with pytest.raises(ProviderError) as caught:
        write(zoom, api)
    assert (caught.value.permanent, caught.value.ambiguous) == (False, True)
    assert len([call for call in zoom.calls.of("zoom") if call.method == "POST" and "/meetings" in call.path]) == 1


def test_a_limit_per_second_says_how_long_to_wait(zoom: ZoomWorld) -> None:
    api = zoom.api()
    read(zoom, api)
    zoom.faults.order("zoom", Effect.RATE_LIMIT, 4)
    with pytest.raises(ZoomRefused) as caught:
        read(zoom, api)
    assert caught.value.retry_after == timedelta(seconds=1)


def test_the_hundredth_and_first_meeting_of_a_host_has_to_wait_for_the_next_utc_day(zoom: ZoomWorld) -> None:
    api = zoom.api()
    for number in range(100):
        create(zoom, api, f"session-{number}-room-1")
    with pytest.raises(ZoomRefused, match="per-day") as caught:
        create(zoom, api)
    assert caught.value.retry_after == timedelta(hours=4), "it is eight in the evening in UTC"
    assert (caught.value.permanent, caught.value.ambiguous) == (False, False)
    zoom.clock.advance(timedelta(hours=4))
    assert create(zoom, api)["id"]


def test_every_create_and_update_is_counted_for_its_host_before_it_is_sent(zoom: ZoomWorld) -> None:
    api = zoom.api()
    made = create(zoom, api)
    api.update_meeting(str(made["id"]), {"settings": {"host_video": False}}, host=SECOND, at=zoom.at)
    api.meeting(str(made["id"]), at=zoom.at)
    api.register(str(made["id"]), email="a@guests.invalid", first_name="A", at=zoom.at)
    api.delete_meeting(str(made["id"]), at=zoom.at)
    assert zoom.budget.spent == {(HOST, zoom.at.date()): 1, (SECOND, zoom.at.date()): 1}


def test_a_write_that_failed_has_been_counted_all_the_same(zoom: ZoomWorld) -> None:
    api = zoom.api()
    read(zoom, api)
    zoom.faults.order("zoom", Effect.ERROR, 1)
    with pytest.raises(ProviderError):
        create(zoom, api)
    assert zoom.budget.spent.total() == 1


def test_a_spent_budget_sends_nothing_and_says_to_come_back_on_the_next_utc_day(zoom: ZoomWorld) -> None:
    api = zoom.api(budget=Budget(limit=2))
    made = [create(zoom, api, f"session-{number}-room-1") for number in range(2)]
    attempts: list[Callable[[], Any]] = [
        lambda: create(zoom, api),
        lambda: api.update_meeting(str(made[0]["id"]), {"settings": {}}, host=HOST, at=zoom.at),
    ]
    for attempt in attempts:
        with pytest.raises(ProviderError, match="used up") as caught:
            attempt()
        assert (caught.value.permanent, caught.value.ambiguous) == (False, False)
        assert caught.value.retry_after == timedelta(hours=4), "it is eight in the evening in UTC"
    assert len(zoom.calls_to("POST", "/meetings")) == 2
    assert zoom.calls_to("PATCH", f"/meetings/{made[0]['id']}") == []
    zoom.clock.advance(timedelta(hours=4))
    assert create(zoom, api)["id"]


def test_threads_never_send_more_writes_than_the_budget_has(zoom: ZoomWorld) -> None:
    api = zoom.api(budget=Budget(limit=5))
    results = in_threads(12, lambda: create(zoom, api))
    assert sum(isinstance(result, ProviderError) for result in results) == 7
    assert len(zoom.calls_to("POST", "/meetings")) == 5


@pytest.mark.parametrize(
    ("retry_after", "understood"),
    [
        ("2026-11-23T20:00:30Z", timedelta(seconds=30)),
        ("2026-11-23T15:01:00-05:00", timedelta(minutes=1)),
        ("2026-11-23T20:02:00", timedelta(minutes=2)),
        ("2026-11-23T19:00:00Z", timedelta(0)),
        ("7", timedelta(seconds=7)),
        ("tomorrow", None),
        ("9" * 30, None),
        ("", None),
    ],
)
def test_every_form_of_retry_after_is_understood_or_left_alone(
    zoom: ZoomWorld, retry_after: str, understood: timedelta | None
) -> None:
    answer = JSONResponse({"code": 429, "message": "Wait."}, 429, headers={"Retry-After": retry_after})
    with served(odd_zoom(answer)) as address, pytest.raises(ZoomRefused) as caught:
        odd_api(zoom, address).meeting("123456789", at=zoom.at)
    assert caught.value.retry_after == understood


@pytest.mark.parametrize(
    "answer",
    [
        Response("<Error><Code>300</Code></Error>", 201, media_type="application/xml"),
        HTMLResponse("<html>welcome</html>", 201),
        JSONResponse(["a list"], 201),
        JSONResponse({"id": 1}, 200),
        Response(status_code=204),
    ],
)
def test_a_success_of_another_kind_may_have_made_the_meeting(zoom: ZoomWorld, answer: Response) -> None:
    with served(odd_zoom(answer)) as address, pytest.raises(ProviderError) as caught:
        create(zoom, odd_api(zoom, address))
    assert (caught.value.permanent, caught.value.ambiguous) == (False, True)


def test_a_meeting_that_still_runs_is_deleted_later(zoom: ZoomWorld) -> None:
    api = zoom.api()
    made = create(zoom, api)
    zoom.standin.join(made["id"], name="Ada", address=made["start_url"])
    with pytest.raises(ZoomRefused) as caught:
        api.delete_meeting(str(made["id"]), at=zoom.at)
    assert (caught.value.code, caught.value.permanent) == (3002, False)


def test_a_deleted_meeting_writes_to_nobody(zoom: ZoomWorld) -> None:
    api = zoom.api()
    meeting_id = str(create(zoom, api)["id"])
    api.delete_meeting(meeting_id, at=zoom.at)
    (call,) = zoom.calls_to("DELETE", f"/meetings/{meeting_id}")
    assert call.query == {"schedule_for_reminder": "false", "cancel_meeting_reminder": "false"}


def test_an_update_sends_its_fields_and_nothing_else(zoom: ZoomWorld) -> None:
    api = zoom.api()
    meeting_id = str(create(zoom, api)["id"])
    api.update_meeting(meeting_id, {"settings": {"mute_upon_entry": False}}, host=HOST, at=zoom.at)
    (call,) = zoom.calls_to("PATCH", f"/meetings/{meeting_id}")
    assert call.body == {"settings": {"mute_upon_entry": False}}
    assert api.meeting(meeting_id, at=zoom.at)["settings"]["mute_upon_entry"] is False


@pytest.mark.parametrize("instance", ["/ab//cd==", "ab/cd==", "ab+cd/=", "../users/me", "a?type=past#b"])
@pytest.mark.parametrize("path", ["/past_meetings", "/report/meetings"])
def test_the_id_of_a_run_is_quoted_twice_and_stays_one_part_of_the_path(
    zoom: ZoomWorld, path: str, instance: str
) -> None:
    """The server takes one layer off; whoever reads the path takes the other."""
    api = zoom.api()
    ask = api.past_participants if path == "/past_meetings" else api.reported_participants
    with pytest.raises(ZoomRefused) as caught:
        list(ask(instance, at=zoom.at))
    assert caught.value.code == 3001
    (call,) = (call for call in zoom.calls.of("zoom") if call.method == "GET")
    assert call.path.partition(f"/v2{path}/")[2] == f"{quote(instance, safe='')}/participants"


def test_a_web_page_in_place_of_a_refusal_is_told_without_its_text(zoom: ZoomWorld) -> None:
    with served(odd_zoom(HTMLResponse("<b>secret page</b>", 403))) as address, pytest.raises(ZoomRefused) as caught:
        create(zoom, odd_api(zoom, address))
    assert caught.value.said == "HTTP 403 without a JSON object"
    assert caught.value.code is None
    assert caught.value.permanent


def test_a_list_without_its_rows_is_no_empty_list(zoom: ZoomWorld) -> None:
    with (
        served(odd_zoom(JSONResponse({"page_size": 30}))) as address,
        pytest.raises(ProviderError, match="no list of meetings"),
    ):
        list(odd_api(zoom, address).scheduled_meetings(HOST, at=zoom.at))


def test_what_zoom_says_is_told_without_addresses_links_and_tokens(zoom: ZoomWorld) -> None:
    said = "User kim@family.example: https://zoom.us/s/1?zak=abc, eyJhbGciOiJIUzI1NiJ9.eyJ4IjoxfQ.c2lnbmF0dXJl"
    with (
        served(odd_zoom(JSONResponse({"code": 1010, "message": said}, 400))) as address,
        pytest.raises(ZoomRefused) as caught,
    ):
        odd_api(zoom, address).meeting("123456789", at=zoom.at)
    assert caught.value.said == "HTTP 400 1010: User <address> <link> <secret>"


def test_a_refused_field_is_named(zoom: ZoomWorld) -> None:
    fields = {"settings": {"auto_recording": "never"}, "waiting_room": True}
    with pytest.raises(ZoomRefused) as caught:
        zoom.api().create_meeting(HOST, fields, starts_at=zoom.at, at=zoom.at)
    assert caught.value.code == 300
    assert "settings.auto_recording: Invalid field." in caught.value.said
    assert "waiting_room: Unknown field." in caught.value.said


def test_a_platform_that_is_not_there_is_no_answer(zoom: ZoomWorld) -> None:
    closed = free_socket()
    address = f"http://127.0.0.1:{closed.getsockname()[1]}"
    closed.close()
    with pytest.raises(ProviderError, match="no answer") as caught:
        zoom.api(oauth_url=f"{address}/oauth/token").meeting("123456789", at=zoom.at)
    assert address not in "".join(traceback.format_exception(caught.value))
