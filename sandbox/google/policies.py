"""Cloud Identity's policies: what the administrator of the domain decided about Meet."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.google.accounts import Accounts
from sandbox.google.asking import JSON, Asked, Handler, opaque
from sandbox.google.listing import page
from sandbox.google.refusals import forbidden, invalid

CUSTOMER = "customers/C00sandbx"
ROOT_UNIT = "orgUnits/03ph8a2z0root"

OUT_OF_THE_BOX: Mapping[str, Mapping[str, Any]] = {
    "meet.video_recording": {"enableRecording": True},
    "meet.automatic_recording": {"enabled": False},
    "meet.automatic_transcription": {"enabled": False},
    "meet.meet_joining": {"allowedAudience": "TRUSTED"},
    "meet.safety_domain": {"usersAllowedToJoin": "ALL"},
    "meet.safety_access": {"meetingsAllowedToJoin": "ALL"},
    "meet.safety_host_management": {"enableHostManagement": False},
    "meet.safety_external_participants": {"enableExternalLabel": True},
    "meet.service_status": {"serviceState": "ENABLED"},
    "meet.meet_messaging": {"enabled": True},
    "meet.meet_presenting": {"enabled": True},
    "meet.meet_polls": {"enabled": True},
    "meet.meet_questions": {"enabled": True},
    "gmail.service_status": {"serviceState": "ENABLED"},
}
"""What a domain has before anybody decides: policies of type SYSTEM."""

WELL_CONFIGURED: Mapping[str, Mapping[str, Any]] = {
    "meet.video_recording": {"enableRecording": False},
    "meet.meet_joining": {"allowedAudience": "RESTRICTED"},
    "meet.safety_host_management": {"enableHostManagement": True},
}
"""What the administrator of the stand-in's domain decided at first: policies of type ADMIN."""


@dataclass(frozen=True)
class Policy:
    """One value of one setting for one unit or one group. The highest `order` wins."""

    setting: str
    value: Mapping[str, Any]
    unit: str
    group: str
    kind: str
    order: float

    def as_json(self) -> JSON:
        return {
            "name": f"policies/{opaque('policy', self.setting, self.unit, self.group, self.kind)}",
            "customer": CUSTOMER,
            "policyQuery": self._query(),
            "setting": {"type": f"settings/{self.setting}", "value": dict(self.value)},
            "type": self.kind,
        }

    def _query(self) -> JSON:
        unit, group = self.unit.removeprefix("orgUnits/"), self.group.removeprefix("groups/")
        query = f"entity.org_units.exists(org_unit, org_unit.org_unit_id == orgUnitId('{unit}'))"
        if group:
            query += f" && entity.groups.exists(group, group.group_id == groupId('{group}'))"
        return {"query": query, "orgUnit": self.unit, "sortOrder": self.order} | (
            {"group": self.group} if self.group else {}
        )


class Policies:
    """Answers `cloudidentity.policies.list`, to a super administrator only."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts
        self._policies = [Policy(name, value, ROOT_UNIT, "", "SYSTEM", 0) for name, value in OUT_OF_THE_BOX.items()]
        for name, value in WELL_CONFIGURED.items():
            self.decide(name, value, unit=ROOT_UNIT, group="")

    def handlers(self) -> dict[str, Handler]:
        return {"cloudidentity.policies.list": self._list}

    def decide(self, setting: str, value: Mapping[str, Any], *, unit: str, group: str) -> None:
        """The administrator's value for this unit or group, in the place of an earlier one for the same."""
        others = [p for p in self._policies if (p.setting, p.unit, p.group, p.kind) != (setting, unit, group, "ADMIN")]
        order = 1 + max((p.order for p in others if p.setting == setting), default=0)
        self._policies = [*others, Policy(setting, value, unit, group, "ADMIN", order)]

    def forget(self, setting: str) -> None:
        """Google tells nothing of this setting any more, not even what it is out of the box."""
        self._policies = [policy for policy in self._policies if policy.setting != setting]

    def _list(self, asked: Asked) -> JSON:
        if not self._accounts.is_admin(asked.subject):
            raise forbidden("The caller does not have permission.")
        wanted = policy_filter(asked.query.get("filter", ""))
        rows = [policy.as_json() for policy in self._policies if wanted(f"settings/{policy.setting}")]
        size, token = asked.query.get("pageSize"), asked.query.get("pageToken")
        return page("policies", rows, size=size, token=token, usual=50, most=100)


_TYPE = re.compile(r"setting\.type\.matches\('([^']*)'\)")
_CUSTOMER = re.compile(r'customer == (["\'])customers/my_customer\1')


def policy_filter(text: str) -> Callable[[str], bool]:
    """Reads `setting.type.matches('…')` and `customer == "customers/my_customer"`, joined by `&&`.

    Raises Refusal 400 for anything else: Google's `||` and its parentheses are not played.
    """
    patterns = []
    for clause in text.split("&&") if text.strip() else ():
        if _CUSTOMER.fullmatch(clause.strip()):
            continue
        found = _TYPE.fullmatch(clause.strip())
        if found is None:
            raise invalid(f"Invalid filter: {clause.strip()}")
        patterns.append(_pattern(found[1].replace("\\\\", "\\")))
    return lambda setting_type: all(pattern.search(setting_type) for pattern in patterns)


def _pattern(text: str) -> re.Pattern[str]:
    try:
        return re.compile(text)
    except re.error:
        raise invalid(f"Invalid filter: {text} is no regular expression.") from None
