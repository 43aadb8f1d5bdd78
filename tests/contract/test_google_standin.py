"""The stand-in is as strict as Google: tokens, scopes, parameters and bodies, judged by Google's own documents."""

from __future__ import annotations

import json
import stat
import time
from dataclasses import replace
from pathlib import Path

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from google.auth import crypt, jwt
from google.auth.exceptions import RefreshError

from sandbox.faults import Effect
from sandbox.google.discovery import method_for
from sandbox.google.tokens import GRANT_TYPE
from tests.contract.google_asking import AUTH, refusal
from tests.contract.google_fixtures import CALENDAR, MEET, MEET_READ, ORGANIZER, START, Google, google
from tests.patience import LONG

__all__ = ["google"]

EVENT = {
    "id": "abcdef0123",
    "summary": "Session",
    "start": {"dateTime": "2026-11-02T20:30:00Z"},
    "end": {"dateTime": "2026-11-02T21:15:00Z"},
}


@pytest.fixture
def space(google: Google) -> str:
    return str(google.meet().spaces().create(body={}).execute()["name"])


def assertion(google: Google, **changes: object) -> str:
    """A signed assertion as Google's client makes it; a claim of None is left out."""
    key = json.loads(google.credentials_file.read_text())
    now = int(time.time())
    claims = {
        "iss": key["client_email"],
        "sub": ORGANIZER,
        "scope": MEET,
        "iat": now,
        "exp": now + 3600,
        "aud": "https://oauth2.googleapis.com/token",
        **changes,
    }
    signer = crypt.RSASigner.from_service_account_info(key)  # type: ignore[no-untyped-call]  # google-auth is half typed
    signed: bytes = jwt.encode(signer, {k: v for k, v in claims.items() if v is not None})  # type: ignore[no-untyped-call]  # half typed
    return signed.decode()


def ask_for_token(google: Google, assertion: str, grant_type: str = GRANT_TYPE) -> requests.Response:
    form = {"grant_type": grant_type, "assertion": assertion}
    return requests.post(f"{google.api_url}/token", data=form, timeout=LONG)


def bearer(google: Google) -> dict[str, str]:
    token = ask_for_token(google, assertion(google)).json()["access_token"]
    return {"Authorization": f"Bearer {token}"}


class TestTokens:
    def test_a_right_assertion_gets_an_hour(self, google: Google) -> None:
        answer = ask_for_token(google, assertion(google)).json()
        assert answer["expires_in"] == 3600
        assert answer["token_type"] == "Bearer"

    @pytest.mark.parametrize(
        ("changes", "code", "error"),
        [
            ({"iss": "somebody@else.example"}, 400, "invalid_grant"),
            ({"sub": "rooms@other.example"}, 400, "invalid_grant"),
            ({"sub": None}, 400, "invalid_grant"),
            ({"aud": "http://127.0.0.1/token"}, 400, "invalid_grant"),
            ({"iat": 1, "exp": 3601}, 400, "invalid_grant"),
            ({"exp": int(time.time()) + 9000}, 400, "invalid_grant"),
            ({"scope": None}, 401, "unauthorized_client"),
            ({"scope": f"{MEET} {AUTH}drive"}, 401, "unauthorized_client"),
        ],
    )
    def test_a_wrong_claim_gets_no_token(
        self, google: Google, changes: dict[str, object], code: int, error: str
    ) -> None:
        answer = ask_for_token(google, assertion(google, **changes))
        assert answer.status_code == code
        assert answer.json()["error"] == error
        assert answer.json()["error_description"]

    def test_an_assertion_that_was_changed_after_signing_is_refused(self, google: Google) -> None:
        header, _, signature = assertion(google).split(".")
        _, other_claims, _ = assertion(google, sub="clerk@district.example").split(".")
        answer = ask_for_token(google, f"{header}.{other_claims}.{signature}")
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")

    @pytest.mark.parametrize("nonsense", ["", "abc", "a.b.c", "e30.e30.e30"])
    def test_nonsense_is_no_assertion(self, google: Google, nonsense: str) -> None:
        assert ask_for_token(google, nonsense).status_code == 400

    def test_another_grant_type_is_refused(self, google: Google) -> None:
        answer = ask_for_token(google, assertion(google), "refresh_token")
        assert (answer.status_code, answer.json()["error"]) == (400, "unsupported_grant_type")

    def test_another_key_of_the_same_account_is_refused(self, google: Google, tmp_path: Path) -> None:
        pem = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
        )
        key = {**json.loads(google.credentials_file.read_text()), "private_key": pem.decode()}
        other = tmp_path / "other.json"
        other.write_text(json.dumps(key))
        answer = ask_for_token(google, assertion(replace(google, credentials_file=other)))
        assert answer.json()["error"] == "invalid_grant"

    def test_a_scope_that_was_not_delegated_stops_googles_client(self, google: Google) -> None:
        client = google.client("calendar", "v3", f"{AUTH}calendar")
        with pytest.raises(RefreshError, match="unauthorized_client"):
            client.events().list(calendarId="primary").execute()

    def test_the_key_file_is_for_its_owner_only(self, google: Google) -> None:
        assert stat.S_IMODE(google.credentials_file.stat().st_mode) == 0o600

    @pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer made-up"}, {"Authorization": "Basic abc"}])
    def test_without_a_token_nothing_is_answered(self, google: Google, header: dict[str, str]) -> None:
        answer = requests.get(f"{google.api_url}/v2/conferenceRecords", headers=header, timeout=LONG)
        assert answer.status_code == 401
        assert answer.json()["error"]["status"] == "UNAUTHENTICATED"

    def test_a_token_ends_with_its_hour(self, google: Google) -> None:
        header = bearer(google)
        url = f"{google.api_url}/v2/conferenceRecords"
        google.pass_time(minutes=59)
        assert requests.get(url, headers=header, timeout=LONG).status_code == 200
        google.pass_time(minutes=1)
        assert requests.get(url, headers=header, timeout=LONG).status_code == 401

    def test_a_token_whose_scopes_do_not_cover_the_method_is_refused(self, google: Google) -> None:
        refused = refusal(google.meet(MEET_READ).spaces().create(body={}))
        assert refused == (403, "PERMISSION_DENIED", "insufficientPermissions")
        assert refusal(google.meet(CALENDAR).conferenceRecords().list())[0] == 403
        assert refusal(google.calendar(MEET).events().insert(calendarId="primary", body=EVENT))[0] == 403


class TestRequests:
    @pytest.mark.parametrize(
        ("verb", "path"),
        [("GET", "v2/spaces"), ("GET", "v3/spaces/x"), ("PUT", "v2/spaces/x"), ("POST", "v2/spaces/x:endConference")],
    )
    def test_an_unknown_path_or_verb_is_not_found(self, google: Google, verb: str, path: str) -> None:
        answer = requests.request(verb, f"{google.api_url}/{path}", headers=bearer(google), timeout=LONG)
        assert answer.status_code == 404
        assert answer.json()["error"]["status"] == "NOT_FOUND"

    def test_a_method_that_the_stand_in_does_not_play_says_so(self, google: Google, space: str) -> None:
        request = google.meet().spaces().members().batchUpdate(parent=space, body={})
        assert refusal(request) == (501, "UNIMPLEMENTED", "notImplemented")

    @pytest.mark.parametrize(
        "query",
        [
            "color=red",
            "pageSize=many",
            "pageSize=1&pageSize=2",
            "pageSize=-1",
            "pageToken=7",
            "alt=xml",
            "filter=x",
            "fields=x",
        ],
    )
    def test_a_wrong_parameter_is_refused(self, google: Google, query: str) -> None:
        url = f"{google.api_url}/v2/conferenceRecords?{query}"
        assert requests.get(url, headers=bearer(google), timeout=LONG).status_code == 400

    @pytest.mark.parametrize(
        "condition",
        ['title = "x"', 'start_time > "yesterday"', 'start_time > "2026-11-02T20:30:00"', "end_time IS", "OR"],
    )
    def test_a_filter_that_google_does_not_know_is_refused(self, google: Google, condition: str) -> None:
        assert refusal(google.meet().conferenceRecords().list(filter=condition))[0] == 400

    @pytest.mark.parametrize(
        "body",
        [
            {"topic": "Session 12"},
            {"config": {"accessType": "PRIVATE"}},
            {"config": {"recordingConfig": {"autoRecordingGeneration": "OFF"}}},
            {"config": {"artifactConfig": {"recordingConfig": {"autoRecordingGeneration": False}}}},
            {"config": ["accessType"]},
            {"config": "RESTRICTED"},
            {"meetingUri": "https://meet.google.com/abc-mnop-xyz"},
            {"activeConference": {"conferenceRecord": "conferenceRecords/x"}},
            {"config": {"moderationRestrictions": {"defaultJoinAsViewerType": "HOSTS_ONLY"}}},
        ],
    )
    def test_a_space_body_that_google_would_not_understand_is_refused(
        self, google: Google, body: dict[str, object]
    ) -> None:
        code, status, reason = refusal(google.meet().spaces().create(body=body))
        assert (code, status, reason) == (400, "INVALID_ARGUMENT", "badRequest")
        assert list(google.standin.spaces) == []

    def test_a_body_that_is_no_json_is_refused(self, google: Google) -> None:
        answer = requests.post(f"{google.api_url}/v2/spaces", data="{", headers=bearer(google), timeout=LONG)
        assert answer.json()["error"]["errors"][0]["reason"] == "parseError"

    def test_a_read_takes_no_body(self, google: Google) -> None:
        url = f"{google.api_url}/v2/conferenceRecords"
        assert requests.get(url, data="{}", headers=bearer(google), timeout=LONG).status_code == 400

    @pytest.mark.parametrize(
        "body", [{"email": "a@b.example", "role": "HOST"}, {"role": "COHOST"}, {"email": "nobody"}]
    )
    def test_a_wrong_member_is_refused(self, google: Google, space: str, body: dict[str, str]) -> None:
        assert refusal(google.meet().spaces().members().create(parent=space, body=body))[0] == 400

    def test_a_member_comes_and_goes(self, google: Google, space: str) -> None:
        members = google.meet().spaces().members()
        made = members.create(parent=space, body={"email": "A@b.example", "role": "COHOST"}).execute()
        assert members.get(name=made["name"]).execute() == made
        again = refusal(members.create(parent=space, body={"email": "a@b.example"}))
        assert again == (409, "ALREADY_EXISTS", "alreadyExists")
        assert members.delete(name=made["name"]).execute() == {}
        assert refusal(members.get(name=made["name"]))[0] == 404
        assert members.list(parent=space).execute() == {}

    @pytest.mark.parametrize("mask", [None, "config.moderation", "config.accessType,config.moderation", "name"])
    def test_a_patch_needs_a_mask_within_its_body(self, google: Google, space: str, mask: str | None) -> None:
        body = {"config": {"accessType": "OPEN"}}
        assert refusal(google.meet().spaces().patch(name=space, updateMask=mask, body=body))[0] == 400

    def test_a_patch_changes_only_what_its_mask_names(self, google: Google, space: str) -> None:
        body = {"config": {"accessType": "OPEN", "moderation": "ON"}}
        google.meet().spaces().patch(name=space, updateMask="config.accessType", body=body).execute()
        config = google.meet().spaces().get(name=space).execute()["config"]
        assert (config["accessType"], config["moderation"]) == ("OPEN", "OFF")

    def test_a_space_is_read_by_its_code_but_not_changed_by_it(self, google: Google, space: str) -> None:
        spaces = google.meet().spaces()
        code = "spaces/" + spaces.get(name=space).execute()["meetingCode"]
        assert spaces.get(name=code).execute()["name"] == space
        assert refusal(spaces.endActiveConference(name=code, body={}))[0] == 404

    def test_only_the_owner_changes_and_reads_the_settings(self, google: Google, space: str) -> None:
        clerk = google.meet(subject="clerk@district.example").spaces()
        body = {"config": {"accessType": "OPEN"}}
        refused = refusal(clerk.patch(name=space, updateMask="config.accessType", body=body))
        assert refused == (403, "PERMISSION_DENIED", "forbidden")
        assert refusal(clerk.endActiveConference(name=space, body={}))[0] == 403
        assert "config" not in clerk.get(name=space).execute()

    def test_a_wrong_answer_of_our_own_is_loud(self, google: Google, space: str) -> None:
        (kept,) = google.standin.spaces
        kept.config["accessType"] = "PRIVATE"
        assert refusal(google.meet().spaces().get(name=space)) == (500, "INTERNAL", "standInFault")
        (fault,) = google.standin.own_faults
        assert "PRIVATE" in fault
        google.standin.own_faults.clear()

    def test_an_answer_is_judged_in_names_and_types(self) -> None:
        method, _ = method_for("POST", "v2/spaces")
        assert [*method.answer_faults({"name": "spaces/x", "config": {"accessType": "OPEN"}})] == []
        assert len([*method.answer_faults({"name": 5, "colour": "red"})]) == 2

    @pytest.mark.parametrize(("effect", "status"), [(Effect.ERROR, 500), (Effect.RATE_LIMIT, 429)])
    def test_ordered_faults_come_in_googles_shape(self, google: Google, effect: Effect, status: int) -> None:
        header = bearer(google)
        google.order(effect)
        answer = requests.get(f"{google.api_url}/v2/conferenceRecords", headers=header, timeout=LONG)
        assert answer.status_code == answer.json()["error"]["code"] == status


class TestEvents:
    @pytest.mark.parametrize(
        "changes",
        [
            {"id": "abcw1"},
            {"id": "abc1"},
            {"id": "ABCDE"},
            {"guestCanInviteOthers": False},
            {"guestsCanModify": "false"},
            {"extendedProperties": {"private": {"session": 12}}},
            {"attendees": [{"email": "a@b.example", "responseStatus": "yes"}]},
            {"attendees": [{"email": "nobody"}]},
            {"attendees": {"email": "a@b.example"}},
            {"status": "planned"},
            {"visibility": "secret"},
            {"sequence": True},
            {"sequence": 2**31},
            {"start": {"dateTime": "tomorrow"}},
            {"start": {"dateTime": "2026-11-02T20:30:00"}},
            {"start": {"dateTime": "2026-11-02T20:30:00", "timeZone": "America/Gotham"}},
            {"end": {"dateTime": "2026-11-02T20:30:00Z"}},
            {"conferenceData": {"createRequest": {"requestId": "x"}}},
        ],
    )
    def test_an_event_that_google_would_not_take_is_refused(self, google: Google, changes: dict[str, object]) -> None:
        events = google.calendar().events()
        assert refusal(events.insert(calendarId="primary", body={**EVENT, **changes}))[0] == 400
        assert events.list(calendarId="primary").execute().get("items", []) == []

    @pytest.mark.parametrize("missing", ["start", "end"])
    def test_an_event_needs_its_times(self, google: Google, missing: str) -> None:
        body = {name: value for name, value in EVENT.items() if name != missing}
        assert refusal(google.calendar().events().insert(calendarId="primary", body=body))[0] == 400

    def test_a_local_time_with_its_zone_is_taken(self, google: Google) -> None:
        body = {**EVENT, "start": {"dateTime": "2026-11-02T15:30:00", "timeZone": "America/New_York"}}
        made = google.calendar().events().insert(calendarId="primary", body=body).execute()
        assert made["status"] == "confirmed"

    def test_an_unknown_way_to_tell_guests_is_refused(self, google: Google) -> None:
        url = f"{google.api_url}/calendar/v3/calendars/primary/events/abcde?sendUpdates=everybody"
        token = ask_for_token(google, assertion(google, scope=CALENDAR)).json()["access_token"]
        answer = requests.delete(url, headers={"Authorization": f"Bearer {token}"}, timeout=LONG)
        assert answer.status_code == 400

    def test_an_id_is_taken_for_ever(self, google: Google) -> None:
        events = google.calendar().events()
        events.insert(calendarId="primary", body=EVENT).execute()
        assert refusal(events.insert(calendarId="primary", body=EVENT)) == (409, "ALREADY_EXISTS", "duplicate")
        events.delete(calendarId="primary", eventId=EVENT["id"]).execute()
        assert refusal(events.delete(calendarId="primary", eventId=EVENT["id"]))[0] == 410
        assert refusal(events.insert(calendarId="primary", body=EVENT))[0] == 409
        assert events.get(calendarId="primary", eventId=EVENT["id"]).execute()["status"] == "cancelled"
        assert "items" not in events.list(calendarId="primary").execute()
        (kept,) = events.list(calendarId="primary", showDeleted=True).execute()["items"]
        assert kept["id"] == EVENT["id"]

    def test_a_sequence_never_goes_back(self, google: Google) -> None:
        events = google.calendar().events()
        events.insert(calendarId="primary", body={**EVENT, "sequence": 3}).execute()
        assert refusal(events.patch(calendarId="primary", eventId=EVENT["id"], body={"sequence": 2}))[0] == 400

    def test_a_write_on_an_old_etag_is_refused(self, google: Google) -> None:
        events = google.calendar().events()
        old = events.insert(calendarId="primary", body=EVENT).execute()["etag"]
        events.patch(calendarId="primary", eventId=EVENT["id"], body={"summary": "New"}).execute()
        late = events.patch(calendarId="primary", eventId=EVENT["id"], body={"summary": "Late"})
        late.headers["If-Match"] = old
        assert refusal(late) == (412, "FAILED_PRECONDITION", "conditionNotMet")

    def test_another_calendar_is_not_found(self, google: Google) -> None:
        assert refusal(google.calendar().events().list(calendarId="clerk@district.example"))[0] == 404
        assert google.calendar().events().list(calendarId=ORGANIZER).execute()["kind"] == "calendar#events"

    def test_a_list_parameter_that_is_not_played_is_refused_rather_than_ignored(self, google: Google) -> None:
        assert refusal(google.calendar().events().list(calendarId="primary", syncToken="x"))[0] == 400

    def test_events_come_page_after_page(self, google: Google) -> None:
        events = google.calendar().events()
        for n in range(5):
            events.insert(calendarId="primary", body={**EVENT, "id": f"abcde{n}"}).execute()
        request, found = events.list(calendarId="primary", maxResults=2), []
        while request is not None:
            answer = request.execute()
            found += answer["items"]
            request = events.list_next(request, answer)
        assert [event["id"] for event in found] == [f"abcde{n}" for n in range(5)]

    def test_an_event_without_an_id_gets_one(self, google: Google) -> None:
        body = {name: value for name, value in EVENT.items() if name != "id"}
        made = google.calendar().events().insert(calendarId="primary", body=body).execute()
        assert google.calendar().events().get(calendarId="primary", eventId=made["id"]).execute() == made
        assert made["created"] == START.isoformat().replace("+00:00", "Z")
