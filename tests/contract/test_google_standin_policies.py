"""What Cloud Identity tells of the administrator's policies for Meet, and to whom."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.google.policies import OUT_OF_THE_BOX, policy_filter
from sandbox.google.refusals import Refusal
from tests.contract.google_asking import ACCOUNTS, POLICIES, refusal
from tests.contract.google_fixtures import ADMIN, MEET, ORGANIZER, SECOND, Google, google

__all__ = ["google"]

MEET_ONLY = r"setting.type.matches('^settings/meet\\..*$')"
RECORDING = "settings/meet.video_recording"


def policies(google: Google, subject: str = ADMIN) -> Any:
    return google.client("cloudidentity", "v1", POLICIES, subject=subject).policies()


def told(google: Google, setting: str) -> list[Any]:
    """The policies of one setting, the winner first."""
    found = policies(google).list(filter=MEET_ONLY, pageSize=100).execute()["policies"]
    rows = [policy for policy in found if policy["setting"]["type"] == setting]
    return sorted(rows, key=lambda policy: -policy["policyQuery"]["sortOrder"])


def test_the_domain_begins_well_configured(google: Google) -> None:
    wanted = {
        RECORDING: {"enableRecording": False},
        "settings/meet.automatic_recording": {"enabled": False},
        "settings/meet.automatic_transcription": {"enabled": False},
        "settings/meet.meet_joining": {"allowedAudience": "RESTRICTED"},
        "settings/meet.safety_host_management": {"enableHostManagement": True},
        "settings/meet.service_status": {"serviceState": "ENABLED"},
    }
    assert {setting: told(google, setting)[0]["setting"]["value"] for setting in wanted} == wanted


def test_the_decision_of_the_administrator_outranks_what_the_system_came_with(google: Google) -> None:
    winner, default = told(google, RECORDING)
    assert (winner["type"], winner["setting"]["value"]) == ("ADMIN", {"enableRecording": False})
    assert (default["type"], default["setting"]["value"]) == ("SYSTEM", {"enableRecording": True})
    assert winner["policyQuery"]["orgUnit"] == default["policyQuery"]["orgUnit"]
    assert winner["name"] != default["name"]


def test_a_new_decision_takes_the_place_of_the_old(google: Google) -> None:
    google.standin.set_policy("meet.video_recording", {"enableRecording": True})
    google.standin.set_policy("meet.video_recording", {"enableRecording": False})
    google.standin.set_policy("meet.video_recording", {"enableRecording": True})
    kinds = [(policy["type"], policy["setting"]["value"]["enableRecording"]) for policy in told(google, RECORDING)]
    assert kinds == [("ADMIN", True), ("SYSTEM", True)]


def test_a_unit_and_a_group_may_differ_from_the_rest(google: Google) -> None:
    google.standin.set_policy("meet.video_recording", {"enableRecording": True}, unit="orgUnits/03teachers")
    google.standin.set_policy("meet.video_recording", {"enableRecording": True}, group="groups/0mentors")
    by_group, by_unit, root, _ = told(google, RECORDING)
    assert by_group["policyQuery"]["group"] == "groups/0mentors"
    assert "groupId('0mentors')" in by_group["policyQuery"]["query"]
    assert by_unit["policyQuery"]["orgUnit"] == "orgUnits/03teachers"
    assert "group" not in by_unit["policyQuery"]
    assert root["setting"]["value"] == {"enableRecording": False}
    orders = [policy["policyQuery"]["sortOrder"] for policy in told(google, RECORDING)]
    assert len(set(orders)) == 4


def test_a_setting_may_be_missing(google: Google) -> None:
    google.standin.set_policy("meet.video_recording", None)
    assert told(google, RECORDING) == []
    assert told(google, "settings/meet.meet_joining") != []


def test_without_a_filter_other_services_are_told_too(google: Google) -> None:
    everything = policies(google).list(pageSize=100).execute()["policies"]
    services = {policy["setting"]["type"].removeprefix("settings/").partition(".")[0] for policy in everything}
    assert services == {"meet", "gmail"}


def test_policies_come_page_after_page_of_at_most_a_hundred(google: Google) -> None:
    for n in range(120):
        google.standin.set_policy("meet.video_recording", {"enableRecording": False}, unit=f"orgUnits/03u{n}")
    whole = policies(google).list(filter=MEET_ONLY, pageSize=500).execute()
    assert len(whole["policies"]) == 100
    assert len(policies(google).list(filter=MEET_ONLY).execute()["policies"]) == 50
    rest = policies(google).list(filter=MEET_ONLY, pageToken=whole["nextPageToken"], pageSize=100).execute()
    names = {policy["name"] for answer in (whole, rest) for policy in answer["policies"]}
    meets_own = [name for name in OUT_OF_THE_BOX if name.startswith("meet.")]
    assert len(names) == 120 + 3 + len(meets_own)


@pytest.mark.parametrize("subject", [ORGANIZER, SECOND])
def test_only_a_super_administrator_reads_policies(google: Google, subject: str) -> None:
    assert refusal(policies(google, subject).list(filter=MEET_ONLY)) == (403, "PERMISSION_DENIED", "forbidden")


@pytest.mark.parametrize("scope", [ACCOUNTS, MEET])
def test_no_other_scope_reads_policies(google: Google, scope: str) -> None:
    request = google.client("cloudidentity", "v1", scope, subject=ADMIN).policies().list()
    assert refusal(request) == (403, "PERMISSION_DENIED", "insufficientPermissions")


def test_policies_are_read_here_and_never_written(google: Google) -> None:
    request = google.client("cloudidentity", "v1", POLICIES, subject=ADMIN).policies().delete(name="policies/x")
    assert refusal(request)[0] == 403


@pytest.mark.parametrize(
    "condition",
    [
        "meet",
        'setting.type == "settings/meet.video_recording"',
        "setting.name = 'settings/meet.*'",
        "setting.type.matches('*.service_status')",
        "setting.type.matches('^settings/meet') AND customer == 'customers/my_customer'",
        "setting.type.matches('^settings/meet') &&",
        'customer == "customers/C0other"',
        'customer = "customers/my_customer"',
    ],
)
def test_a_filter_that_is_not_understood_is_refused_and_never_ignored(google: Google, condition: str) -> None:
    assert refusal(policies(google).list(filter=condition))[0] == 400


@pytest.mark.parametrize(
    ("condition", "setting", "holds"),
    [
        ("", "settings/gmail.service_status", True),
        (MEET_ONLY, "settings/meet.video_recording", True),
        (MEET_ONLY, "settings/gmail.service_status", False),
        (r"setting.type.matches('^settings/meet\..*$')", "settings/meetings.video_recording", False),
        (r"setting.type.matches('^.*\\.service_status$')", "settings/meet.service_status", True),
        ("customer == 'customers/my_customer'", "settings/gmail.service_status", True),
        (f'customer == "customers/my_customer" && {MEET_ONLY}', "settings/gmail.service_status", False),
        (rf"{MEET_ONLY} && setting.type.matches('service_status$')", "settings/meet.service_status", True),
        (rf"{MEET_ONLY} && setting.type.matches('service_status$')", "settings/meet.meet_joining", False),
    ],
)
def test_all_clauses_of_a_filter_must_hold(condition: str, setting: str, holds: bool) -> None:  # noqa: FBT001 - a case
    assert policy_filter(condition)(setting) is holds


def test_a_pattern_that_is_none_is_refused() -> None:
    with pytest.raises(Refusal):
        policy_filter("setting.type.matches('(')")
