"""The bodies of Zoom's webhook events about settings that were changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sandbox.zoom.account import Account, Group, Host
from sandbox.zoom.payloads import Body, envelope

_ADMINISTRATOR = {"operator": "administrator@program.example", "operator_id": "administrator-1"}
Change = Mapping[str, Any]
"""Only what was changed: `{"recording": {"local_recording": True}}`."""


def of_user_settings(account: Account, host: Host, old: Change, new: Change, *, at: datetime) -> Body:
    return _told("user.settings_updated", account, host.id, old, new, at)


def of_group_settings(account: Account, group: Group, old: Change, new: Change, *, at: datetime) -> Body:
    return _told("group.settings_updated", account, group.id, old, new, at)


def of_group_locks(account: Account, group: Group, old: Change, new: Change, *, at: datetime) -> Body:
    return _told("group.lock_settings_updated", account, group.id, old, new, at)


def of_account_settings(account: Account, old: Change, new: Change, *, at: datetime) -> Body:
    return _told("account.settings_updated", account, account.id, old, new, at)


def of_account_locks(account: Account, old: Change, new: Change, *, at: datetime) -> Body:
    return _told("account.lock_settings_updated", account, account.id, old, new, at)


def _told(event: str, account: Account, whose: str, old: Change, new: Change, at: datetime) -> Body:
    payload = {
        "account_id": account.id,
        **_ADMINISTRATOR,
        "time_stamp": int(at.timestamp() * 1000),
        "old_object": {"id": whose, "settings": dict(old)},
        "object": {"id": whose, "settings": dict(new)},
    }
    return envelope(event, payload, at=at)
