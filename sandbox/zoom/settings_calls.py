"""The calls about users, groups and their settings."""

from __future__ import annotations

import copy
from collections.abc import Mapping

from sandbox.zoom.account import Account
from sandbox.zoom.asking import Asked, Handler, Reply
from sandbox.zoom.drift import of_group_locks, of_group_settings, of_user_settings
from sandbox.zoom.settings import merge, only

_LICENSED, _BASIC = 2, 1


class SettingsCalls:
    """Not thread-safe: the stand-in's one lock guards what they touch."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def handlers(self) -> Mapping[str, Handler]:
        return {
            "read a user": self._read_user,
            "read user settings": self._read_user_settings,
            "change user settings": self._change_user_settings,
            "read group settings": self._read_group_settings,
            "change group settings": self._change_group_settings,
            "read group locks": self._read_group_locks,
            "change group locks": self._change_group_locks,
        }

    def _read_user(self, asked: Asked) -> Reply:
        host = self._account.host(asked.path["user"])
        return Reply(
            {
                "id": host.id,
                "email": host.email,
                "type": _LICENSED if host.licensed else _BASIC,
                "status": "active" if host.active else "inactive",
                "group_ids": [self._account.group.id],
                "account_id": self._account.id,
                "timezone": "UTC",
            }
        )

    def _read_user_settings(self, asked: Asked) -> Reply:
        return Reply(copy.deepcopy(self._account.host(asked.path["user"]).settings))

    def _change_user_settings(self, asked: Asked) -> Reply:
        host = self._account.host(asked.path["user"])
        old = merge(host.settings, asked.body)
        return Reply(webhooks=[of_user_settings(self._account, host, old, asked.body, at=asked.at)] if old else ())

    def _read_group_settings(self, asked: Asked) -> Reply:
        group = self._account.group_of(asked.path["group"])
        return Reply(only(group.settings, asked.query.get("option")))

    def _change_group_settings(self, asked: Asked) -> Reply:
        group = self._account.group_of(asked.path["group"])
        old = merge(group.settings, asked.body)
        return Reply(webhooks=[of_group_settings(self._account, group, old, asked.body, at=asked.at)] if old else ())

    def _read_group_locks(self, asked: Asked) -> Reply:
        group = self._account.group_of(asked.path["group"])
        return Reply(only(group.locks, asked.query.get("option")))

    def _change_group_locks(self, asked: Asked) -> Reply:
        group = self._account.group_of(asked.path["group"])
        old = merge(group.locks, asked.body)
        return Reply(webhooks=[of_group_locks(self._account, group, old, asked.body, at=asked.at)] if old else ())
