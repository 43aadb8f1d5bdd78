"""What the administrator of the domain has decided about Meet: read from Cloud Identity and judged without it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from integrations.google.account import pages
from integrations.google.errors import asking
from integrations.google.session import GoogleServices
from mentoring.checks import Check, failed, passed, unknown

MEET_SETTINGS = r"setting.type.matches('^settings/meet\..*$')"
SECONDS_BETWEEN_PAGES = 1.1
"""Cloud Identity: one call a second for each customer."""

Policy = Mapping[str, Any]


def read_policies(services: GoogleServices, *, rest: Callable[[float], object], at: datetime) -> list[Policy]:
    """Every policy on Meet; `rest` is called with the seconds to wait between two pages. Raises ProviderError."""
    policies = services.policies.policies()
    waits = iter([0.0])

    def before() -> None:
        rest(next(waits, SECONDS_BETWEEN_PAGES))

    with asking("read the policies of the domain", at=at):
        listing = policies.list(filter=MEET_SETTINGS, pageSize=100)
        return [*pages(policies, listing, "policies", before=before)]


@dataclass(frozen=True)
class Demand:
    """A setting as it must be. `wanted` are the values of `field` that will do; `mended` says where and how."""

    name: str
    setting: str
    field: str
    wanted: tuple[object, ...]
    mended: str


CONSOLE = "Admin console > Apps > Google Workspace > Google Meet"
DEMANDS = (
    Demand(
        "Google: nobody can record in Meet",
        "meet.video_recording",
        "enableRecording",
        (False,),
        f"{CONSOLE} > Meet video settings > Recording: switch it off for the organizers' unit.",
    ),
    Demand(
        "Google: Meet records nothing by itself",
        "meet.automatic_recording",
        "enabled",
        (False,),
        f"{CONSOLE} > Meet video settings > Automatic recording: switch it off.",
    ),
    Demand(
        "Google: Meet transcribes nothing by itself",
        "meet.automatic_transcription",
        "enabled",
        (False,),
        f"{CONSOLE} > Meet video settings > Automatic transcription: switch it off.",
    ),
    Demand(
        "Google: hosts manage their Meet calls",
        "meet.safety_host_management",
        "enableHostManagement",
        (True,),
        f"{CONSOLE} > Meet safety settings > Host management: switch it on, or everybody of the domain may record.",
    ),
    Demand(
        "Google: guests from outside may join",
        "meet.safety_domain",
        "usersAllowedToJoin",
        ("LOGGED_IN", "ALL"),
        f"{CONSOLE} > Meet safety settings > Domain: allow signed-in users, or mentors and students stay outside.",
    ),
    Demand(
        "Google: new Meet rooms are not open to everybody",
        "meet.meet_joining",
        "allowedAudience",
        ("RESTRICTED", "TRUSTED"),
        f"{CONSOLE} > Meet safety settings > Access: choose Restricted.",
    ),
    Demand(
        "Google: Meet marks people from outside",
        "meet.safety_external_participants",
        "enableExternalLabel",
        (True,),
        f"{CONSOLE} > Meet safety settings > Warn for external participants: switch it on.",
    ),
    Demand(
        "Google: Meet is switched on",
        "meet.service_status",
        "serviceState",
        ("ENABLED",),
        f"{CONSOLE} > Service status: switch it on for the organizers.",
    ),
)

AI_NOTES = unknown(
    "Google: nobody can have AI notes taken in Meet",
    "Google's Policy API does not tell of this setting; a running session is watched for notes.",
    f"{CONSOLE} > Gemini settings > Take notes for me: switch it off and have the administrator confirm it in writing.",
)


def judge(demand: Demand, policies: Iterable[Policy]) -> Check:
    """Which unit or group an organizer is in, Google does not tell with our scopes: a demand is met when it is met
    for each, and unknown where they differ."""
    values = values_of(demand, policies)
    shown = ", ".join(sorted({json.dumps(value) for value in values}))
    evidence = f"{demand.field} is {shown} in every unit and group that has a policy"
    if not values or None in values:
        return unknown(demand.name, f"Google tells nothing of {demand.setting} ({demand.field})", demand.mended)
    holds = [value in demand.wanted for value in values]
    if all(holds):
        return passed(demand.name, evidence)
    if not any(holds):
        return failed(demand.name, evidence, demand.mended)
    return unknown(demand.name, f"{demand.field} is {shown}, depending on the unit or group", demand.mended)


def values_of(demand: Demand, policies: Iterable[Policy]) -> Sequence[object]:
    """The value that rules in each unit and group. Cloud Identity: the highest `sortOrder` wins, and what an
    administrator decided beats what the system came with."""
    ours = [policy for policy in policies if policy.get("setting", {}).get("type") == f"settings/{demand.setting}"]
    ruling = {_target(policy): policy for policy in sorted(ours, key=_strength)}
    return [policy["setting"].get("value", {}).get(demand.field) for policy in ruling.values()]


def _strength(policy: Policy) -> tuple[float, bool]:
    return float(policy.get("policyQuery", {}).get("sortOrder", 0)), policy.get("type") == "ADMIN"


def _target(policy: Policy) -> tuple[str, str, str]:
    """Whom a policy is for. One that asks for a licence as well is for fewer than its unit."""
    query = policy.get("policyQuery", {})
    unit, group, text = query.get("orgUnit", ""), query.get("group", ""), query.get("query", "")
    narrower = "licenses" in text or not (unit or group)
    return unit, group, text if narrower else ""
