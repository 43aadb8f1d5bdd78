"""The rules by which the stand-in judges: discovery documents, conditions, pages and ids, over many values."""

from __future__ import annotations

import json
import string
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import QueryParams

from integrations.google.meet import CONFIG
from sandbox.google.asking import opaque, stamp, user_of
from sandbox.google.discovery import method_for
from sandbox.google.listing import Row, condition, page
from sandbox.google.refusals import Refusal
from sandbox.google.spaces import DEFAULT_CONFIG

MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis wants naive bounds
CREATE, _ = method_for("POST", "v2/spaces")
INSERT, _ = method_for("POST", "calendar/v3/calendars/primary/events")
TIMES = {"start": {"dateTime": "2026-11-02T20:30:00Z"}, "end": {"dateTime": "2026-11-02T21:15:00Z"}}


def leaves(config: Any, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    if not isinstance(config, dict):
        return [path]
    return [leaf for name, value in config.items() for leaf in leaves(value, (*path, name))]


def with_leaf(config: Any, path: tuple[str, ...], value: object) -> Any:
    if not path:
        return value
    return {**config, path[0]: with_leaf(config[path[0]], path[1:], value)}


def call_from(at: datetime, *, until: datetime | None = None) -> Row:
    return {"space.name": "spaces/x", "start_time": at, "end_time": until}


def accepted(method: Any, body: object) -> bool:
    try:
        method.read_body(json.dumps(body).encode())
    except Refusal as refusal:
        assert refusal.code == 400
        return False
    return True


class TestBodies:
    def test_what_we_send_is_understood(self) -> None:
        assert accepted(CREATE, {"config": CONFIG})

    def test_the_stand_ins_own_defaults_are_answers_that_google_could_give(self) -> None:
        assert [*CREATE.answer_faults({"config": DEFAULT_CONFIG})] == []

    @given(st.sampled_from(leaves(CONFIG)), st.one_of(st.integers(), st.booleans(), st.text(), st.lists(st.text())))
    def test_no_setting_takes_a_value_that_is_not_in_its_list(self, path: tuple[str, ...], value: object) -> None:
        assert accepted(CREATE, {"config": with_leaf(CONFIG, path, value)}) is False

    @given(st.sampled_from(leaves(CONFIG)), st.text(string.ascii_letters, min_size=1, max_size=30))
    def test_no_setting_may_be_misspelt(self, path: tuple[str, ...], name: str) -> None:
        *parents, last = path
        body: Any = {last + name: "OFF"}
        for parent in reversed(parents):
            body = {parent: body}
        assert accepted(CREATE, {"config": body}) is False

    @pytest.mark.parametrize("name", ["meetingUri", "meetingCode", "phoneAccess", "gatewaySipAccess"])
    def test_output_only_fields_are_ours_to_read_and_not_to_write(self, name: str) -> None:
        assert accepted(CREATE, {name: "anything"}) is False

    @given(st.dictionaries(st.text(min_size=1), st.one_of(st.integers(), st.booleans(), st.none()), min_size=1))
    def test_private_properties_are_texts(self, properties: dict[str, object]) -> None:
        assert accepted(INSERT, {**TIMES, "extendedProperties": {"private": properties}}) is False

    @given(st.dictionaries(st.text(min_size=1), st.text()))
    def test_any_text_may_be_a_private_property(self, properties: dict[str, str]) -> None:
        assert accepted(INSERT, {**TIMES, "extendedProperties": {"private": properties}})

    @pytest.mark.parametrize("body", [None, [], "x", 5, True])
    def test_a_body_is_an_object(self, body: object) -> None:
        assert accepted(CREATE, body) is False


class TestPaths:
    @pytest.mark.parametrize(
        ("verb", "path", "method", "parameters"),
        [
            ("GET", "v2/spaces/abc", "meet.spaces.get", {"name": "spaces/abc"}),
            ("POST", "v2/spaces/abc:endActiveConference", "meet.spaces.endActiveConference", {"name": "spaces/abc"}),
            ("GET", "v2/spaces/abc/members", "meet.spaces.members.list", {"parent": "spaces/abc"}),
            ("POST", "v2/spaces/abc/members:batchUpdate", "meet.spaces.members.batchUpdate", {"parent": "spaces/abc"}),
            (
                "GET",
                "v2/conferenceRecords/r/participants/p/participantSessions",
                "meet.conferenceRecords.participants.participantSessions.list",
                {"parent": "conferenceRecords/r/participants/p"},
            ),
            (
                "PUT",
                "calendar/v3/calendars/rooms@district.example/events/abcde",
                "calendar.events.update",
                {"calendarId": "rooms@district.example", "eventId": "abcde"},
            ),
            ("GET", "admin/directory/v1/users/1182", "directory.users.get", {"userKey": "1182"}),
            ("GET", "v1/people/1182", "people.people.get", {"resourceName": "people/1182"}),
            ("GET", "v1/policies", "cloudidentity.policies.list", {}),
            ("GET", "v1/policies/p", "cloudidentity.policies.get", {"name": "policies/p"}),
        ],
    )
    def test_a_path_and_a_verb_name_one_method(
        self, verb: str, path: str, method: str, parameters: dict[str, str]
    ) -> None:
        found, given_parameters = method_for(verb, path)
        assert (found.id, given_parameters) == (method, parameters)

    @pytest.mark.parametrize(
        "path", ["", "v2", "v2/spaces/", "v2/spaces/a/b", "v1/spaces/a", "calendar/v3/events", "v1/userinvitations"]
    )
    def test_other_paths_name_none(self, path: str) -> None:
        with pytest.raises(Refusal) as caught:
            method_for("GET", path)
        assert caught.value.code == 404

    def test_a_repeatable_parameter_is_a_list_and_others_are_typed(self) -> None:
        method, _ = method_for("GET", "calendar/v3/calendars/primary/events")
        query = QueryParams("privateExtendedProperty=a%3D1&privateExtendedProperty=b%3D2&maxResults=5&showDeleted=true")
        assert method.read_query(query) == {
            "privateExtendedProperty": ["a=1", "b=2"],
            "maxResults": 5,
            "showDeleted": True,
        }

    @pytest.mark.parametrize(
        "query", ["maxResults=0", "showDeleted=yes", "timeMin=today", "sendUpdates=all", "orderBy=name", "calendarId=x"]
    )
    def test_a_parameter_outside_its_range_is_refused(self, query: str) -> None:
        method, _ = method_for("GET", "calendar/v3/calendars/primary/events")
        with pytest.raises(Refusal) as caught:
            method.read_query(QueryParams(query))
        assert caught.value.code == 400


class TestMembers:
    MEMBER = {"name": "spaces/x/members/y", "email": "a@b.example", "user": "users/1182"}  # noqa: RUF012 - never written

    def test_google_describes_no_user_of_a_member(self) -> None:
        method, _ = method_for("GET", "v2/spaces/x/members/y")
        assert len([*method.answer_faults(self.MEMBER)]) == 1

    def test_the_amended_description_has_one_and_leaves_the_other_as_it_is(self) -> None:
        amended, _ = method_for("GET", "v2/spaces/x/members/y", tells_member_user=True)
        assert [*amended.answer_faults(self.MEMBER)] == []
        strict, _ = method_for("GET", "v2/spaces/x/members/y")
        assert [*strict.answer_faults(self.MEMBER)] != []


class TestConditions:
    FIELDS = frozenset({"space.name", "start_time", "end_time"})

    @given(MOMENTS, MOMENTS)
    def test_times_compare_as_times(self, at: datetime, limit: datetime) -> None:
        row = call_from(at)
        for operator, holds in ((">", at > limit), (">=", at >= limit), ("<", at < limit), ("<=", at <= limit)):
            assert condition(f'start_time {operator} "{stamp(limit)}"', self.FIELDS)(row) is holds

    @given(MOMENTS)
    def test_an_open_end_is_null_and_compares_with_nothing(self, at: datetime) -> None:
        row = call_from(at)
        assert condition("end_time IS NULL", self.FIELDS)(row)
        assert not condition(f'end_time > "{stamp(at)}"', self.FIELDS)(row)
        assert not condition("end_time IS NULL", self.FIELDS)(call_from(at, until=at))

    @given(MOMENTS)
    def test_all_parts_must_hold(self, at: datetime) -> None:
        row = call_from(at)
        assert condition('space.name = "spaces/x" AND end_time IS NULL', self.FIELDS)(row)
        assert not condition('space.name = "spaces/y" AND end_time IS NULL', self.FIELDS)(row)

    def test_no_condition_holds_for_all(self) -> None:
        assert condition(None, self.FIELDS)({})

    @given(st.text(string.ascii_letters + ' ="<>', min_size=1))
    def test_what_is_no_condition_is_refused_and_never_ignored(self, text: str) -> None:
        with pytest.raises(Refusal):
            condition(text, self.FIELDS)


class TestPages:
    @given(st.lists(st.integers(), max_size=60), st.integers(1, 20), st.integers(1, 15))
    def test_the_pages_together_are_the_list(self, rows: list[int], size: int, most: int) -> None:
        seen: list[int] = []
        token: str | None = None
        while True:
            answer = page("rows", rows, size=size, token=token, usual=10, most=most)
            assert len(answer.get("rows", [])) <= min(size, most)
            seen += answer.get("rows", [])
            token = answer.get("nextPageToken")
            if token is None:
                break
        assert seen == rows

    def test_an_empty_list_is_left_out(self) -> None:
        assert page("rows", [], size=None, token=None, usual=10, most=10) == {}

    @pytest.mark.parametrize("token", ["", "from-", "from-x", "5", "from--1"])
    def test_a_made_up_token_is_refused(self, token: str) -> None:
        with pytest.raises(Refusal):
            page("rows", [1], size=None, token=token, usual=10, most=10)


class TestNames:
    @given(st.emails())
    def test_an_account_keeps_its_id_however_its_address_is_written(self, email: str) -> None:
        assert user_of(email) == user_of(email.upper().lower())
        assert user_of(email).removeprefix("users/").isdigit()

    def test_ids_tell_apart_and_repeat(self) -> None:
        names = {opaque("space", n) for n in range(1000)}
        assert len(names) == 1000
        assert opaque("space", 1) in names
        assert all(len(name) == 12 and name.isalnum() for name in names)

    @given(MOMENTS, st.integers(-12, 12))
    def test_a_stamp_is_in_utc_from_whatever_zone(self, at: datetime, hours: int) -> None:
        elsewhere = at.astimezone(timezone(timedelta(hours=hours)))
        assert stamp(elsewhere) == stamp(at)
        assert stamp(at).endswith("Z")
        assert datetime.fromisoformat(stamp(at)) == at
