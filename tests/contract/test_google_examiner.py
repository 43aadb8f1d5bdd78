"""GoogleExaminer against the stand-in: what must be true of a domain before a student meets anybody in it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.google.examiner import GoogleExaminer
from integrations.google.policies import AI_NOTES, DEMANDS, Policy, judge
from mentoring.checks import Check, CheckState
from mentoring.ports import Examiner
from sandbox.faults import Effect
from tests.contract.google_fixtures import ADMIN, ORGANIZER, SECOND, START, Google, google
from tests.patience import LONG

__all__ = ["google"]

AUTH = "https://www.googleapis.com/auth/"
RECORDING = "Google: nobody can record in Meet"
ON, OFF = True, False
READABLE = "Google: the policies on Meet can be read"


def examiner(google: Google, *, admin: str = ADMIN, rest: Any = None, timeout: float = LONG) -> GoogleExaminer:
    services = {name: google.services(organizer=name, timeout=timeout) for name in (ORGANIZER, SECOND)}
    return GoogleExaminer(services, google.services(organizer=admin, timeout=timeout), rest=rest or (lambda _: None))


def checks(google: Google, **options: Any) -> dict[str, Check]:
    found = examiner(google, **options).examine(at=START)
    assert len({check.name for check in found}) == len(found)
    return {check.name: check for check in found}


class TestDomain:
    def test_a_domain_set_up_as_it_should_be_passes_but_for_what_no_api_tells(self, google: Google) -> None:
        port: Examiner = examiner(google)
        doubts = [check for check in port.examine(at=START) if check.state is not CheckState.PASS]
        assert doubts == [AI_NOTES]
        assert AI_NOTES.state is CheckState.UNKNOWN

    def test_names_are_stable_and_say_whose_they_are(self, google: Google) -> None:
        first, second = checks(google), checks(google)
        assert first == second
        assert all(name.startswith("Google: ") for name in first)
        assert {f"Google: {name} may make rooms and invitations" for name in (ORGANIZER, SECOND)} <= first.keys()

    def test_what_does_not_pass_says_where_to_mend_it(self, google: Google) -> None:
        google.standin.set_policy("meet.video_recording", {"enableRecording": True})
        for check in checks(google).values():
            assert bool(check.fix) is (check.state is not CheckState.PASS)
            assert check.evidence

    @pytest.mark.parametrize("scope", ["meetings.space.created", "calendar.events.owned"])
    def test_a_scope_that_is_missing_is_named_with_the_place_to_add_it(self, google: Google, scope: str) -> None:
        google.standin.withdraw(AUTH + scope, subject=SECOND)
        found = checks(google)
        check = found[f"Google: {SECOND} may make rooms and invitations"]
        assert check.state is CheckState.FAIL
        assert check.evidence == f"not delegated: {AUTH}{scope}"
        assert "Domain-wide delegation" in check.fix
        assert found[f"Google: Meet answers {SECOND}"].state is CheckState.FAIL
        assert found[f"Google: {ORGANIZER} may make rooms and invitations"].state is CheckState.PASS

    @pytest.mark.parametrize(
        ("scope", "purpose"),
        [
            ("admin.directory.user.readonly", "tell whose account is whose"),
            ("directory.readonly", "look up profiles"),
            ("cloud-identity.policies.readonly", "read the policies"),
        ],
    )
    def test_each_scope_of_the_administrator_is_a_check_of_its_own(
        self, google: Google, scope: str, purpose: str
    ) -> None:
        google.standin.withdraw(AUTH + scope, subject=ADMIN)
        failing = {name for name, check in checks(google).items() if "may" in name and check.state is CheckState.FAIL}
        assert failing == {f"Google: {ADMIN} may {purpose}"}

    def test_without_the_scope_for_policies_recording_is_unknown(self, google: Google) -> None:
        google.standin.withdraw(AUTH + "cloud-identity.policies.readonly", subject=ADMIN)
        found = checks(google)
        assert found[READABLE].state is CheckState.FAIL
        assert {found[demand.name].state for demand in DEMANDS} == {CheckState.UNKNOWN}

    def test_an_account_that_is_no_administrator_reads_neither_policies_nor_directory(self, google: Google) -> None:
        found = checks(google, admin=ORGANIZER)
        assert found[READABLE].state is CheckState.FAIL
        assert "super administrator" in found[READABLE].fix
        assert found["Google: the directory tells whose account is whose"].state is CheckState.FAIL
        assert found[RECORDING].state is CheckState.UNKNOWN

    def test_an_account_that_does_not_exist_fails_as_itself(self, google: Google) -> None:
        services = {"gone@other.example": google.services(organizer="gone@other.example")}
        found = GoogleExaminer(services, google.services(organizer=ADMIN)).examine(at=START)
        (check,) = [one for one in found if one.name == "Google: gone@other.example may make rooms and invitations"]
        assert check.state is CheckState.FAIL
        assert "invalid_grant" in check.evidence

    @pytest.mark.parametrize("effect", [Effect.ERROR, Effect.RATE_LIMIT, Effect.TIMEOUT])
    def test_when_google_is_down_nothing_passes_and_nothing_fails(self, google: Google, effect: Effect) -> None:
        google.order(effect, times=1000)
        states = {check.state for check in checks(google).values()}
        google.order(effect, times=0)
        assert states == {CheckState.UNKNOWN}

    def test_no_secret_is_shown(self, google: Google) -> None:
        google.standin.withdraw(AUTH + "directory.readonly", subject=ADMIN)
        shown = repr(checks(google)) + repr(checks(google, admin=ORGANIZER))
        assert "PRIVATE KEY" not in shown
        assert "ya29" not in shown
        assert "iam.gserviceaccount" not in shown


class TestPolicies:
    @pytest.mark.parametrize(
        ("setting", "bad"),
        [
            ("meet.video_recording", {"enableRecording": True}),
            ("meet.automatic_recording", {"enabled": True}),
            ("meet.automatic_transcription", {"enabled": True}),
            ("meet.safety_host_management", {"enableHostManagement": False}),
            ("meet.safety_domain", {"usersAllowedToJoin": "SAME_ORGANIZATION_ONLY"}),
            ("meet.meet_joining", {"allowedAudience": "OPEN"}),
            ("meet.safety_external_participants", {"enableExternalLabel": False}),
            ("meet.service_status", {"serviceState": "DISABLED"}),
        ],
    )
    def test_a_policy_that_is_wrong_fails_and_one_that_is_missing_is_unknown(
        self, google: Google, setting: str, bad: dict[str, Any]
    ) -> None:
        (name,) = (demand.name for demand in DEMANDS if demand.setting == setting)
        assert checks(google)[name].state is CheckState.PASS
        google.standin.set_policy(setting, bad)
        found = checks(google)
        assert found[name].state is CheckState.FAIL
        assert "Admin console > Apps > Google Workspace > Google Meet" in found[name].fix
        assert [one for one, check in found.items() if check.state is CheckState.FAIL] == [name]
        google.standin.set_policy(setting, None)
        assert checks(google)[name].state is CheckState.UNKNOWN

    @pytest.mark.parametrize("place", [{"unit": "orgUnits/03staff"}, {"group": "groups/03teachers"}])
    def test_where_units_or_groups_differ_it_is_unknown_which_rules(
        self, google: Google, place: dict[str, str]
    ) -> None:
        google.standin.set_policy("meet.video_recording", {"enableRecording": True}, **place)
        check = checks(google)[RECORDING]
        assert check.state is CheckState.UNKNOWN
        assert "false, true" in check.evidence

    def test_a_value_that_is_not_told_is_unknown(self, google: Google) -> None:
        google.standin.set_policy("meet.video_recording", {"somethingElse": False})
        assert checks(google)[RECORDING].state is CheckState.UNKNOWN

    def test_many_policies_are_read_page_after_page_and_not_faster_than_google_allows(self, google: Google) -> None:
        for n in range(120):
            google.standin.set_policy("meet.meet_polls", {"enabled": True}, unit=f"orgUnits/{n}")
        rests: list[float] = []

        def rest(seconds: float) -> None:
            rests.append(seconds)
            google.clock.advance(timedelta(seconds=seconds))

        assert checks(google, rest=rest)[RECORDING].state is CheckState.PASS
        assert len(google.calls("GET", "/policies")) == 2
        assert rests[0] == 0
        assert rests[1] > 1


def policy(value: object, *, order: float, kind: str = "ADMIN", unit: str = "orgUnits/root", **query: str) -> Policy:
    setting = {"type": "settings/meet.video_recording", "value": {"enableRecording": value}}
    return {"type": kind, "setting": setting, "policyQuery": {"orgUnit": unit, "sortOrder": order, **query}}


def recording(*policies: Policy) -> CheckState:
    (demand,) = (demand for demand in DEMANDS if demand.setting == "meet.video_recording")
    return judge(demand, policies).state


class TestResolving:
    def test_what_the_administrator_decided_beats_what_the_system_came_with(self) -> None:
        assert recording(policy(ON, order=1, kind="SYSTEM"), policy(OFF, order=1)) is CheckState.PASS
        assert recording(policy(OFF, order=1), policy(ON, order=1, kind="SYSTEM")) is CheckState.PASS

    def test_of_several_policies_for_one_unit_the_highest_order_wins(self) -> None:
        assert recording(policy(ON, order=1), policy(OFF, order=2)) is CheckState.PASS
        assert recording(policy(OFF, order=1), policy(ON, order=2)) is CheckState.FAIL

    def test_a_policy_for_a_licence_does_not_hide_the_one_for_its_unit(self) -> None:
        licence = policy(OFF, order=9, query="entity.licenses.exists(license, license in ['/product/x'])")
        assert recording(policy(ON, order=1), licence) is CheckState.UNKNOWN

    def test_a_policy_that_is_no_policy_is_passed_over(self) -> None:
        assert recording({}, {"setting": {}}) is CheckState.UNKNOWN

    @given(st.lists(st.tuples(st.sampled_from([True, False, None]), st.sampled_from("abc"), st.integers(0, 5))))
    def test_it_never_passes_while_any_unit_may_record_or_is_not_told(
        self, given: list[tuple[bool | None, str, int]]
    ) -> None:
        policies = [policy(value, order=order, unit=unit) for value, unit, order in given]
        ruling = {unit: value for value, unit, _ in sorted(given, key=lambda one: one[2])}
        passes = bool(ruling) and set(ruling.values()) == {False}
        assert (recording(*policies) is CheckState.PASS) is passes
