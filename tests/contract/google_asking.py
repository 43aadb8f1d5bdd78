"""Asking Google's stand-in with Google's own client: the scopes, and the answer that is a refusal."""

from __future__ import annotations

import json
from typing import Any

import pytest
from googleapiclient.errors import HttpError

AUTH = "https://www.googleapis.com/auth/"
ACCOUNTS = f"{AUTH}admin.directory.user.readonly"
PROFILES = f"{AUTH}directory.readonly"
POLICIES = f"{AUTH}cloud-identity.policies.readonly"


def refusal(request: Any) -> tuple[int, str, str]:
    """Code, status and reason of the answer."""
    with pytest.raises(HttpError) as caught:
        request.execute()
    error = json.loads(caught.value.content)["error"]
    assert error["code"] == caught.value.resp.status
    assert error["message"]
    return error["code"], error["status"], error["errors"][0]["reason"]
