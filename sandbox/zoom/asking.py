"""What one call asks and what it is answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sandbox.zoom.payloads import Body


@dataclass(frozen=True)
class Asked:
    """A call whose query and body the description allows. `path` holds its parameters, unquoted once."""

    at: datetime
    path: Mapping[str, str]
    query: Mapping[str, str]
    body: Mapping[str, Any]


@dataclass(frozen=True)
class Reply:
    """The answer, None for one without a body, and the webhooks that go out after it."""

    answer: Any = None
    webhooks: Sequence[Body] = ()


Handler = Callable[[Asked], Reply]


def page(asked: Asked, name: str, rows: Sequence[Mapping[str, Any]]) -> Reply:
    size, start = int(asked.query.get("page_size", 30)), int(asked.query.get("next_page_token") or 0)
    end = start + size
    token = str(end) if end < len(rows) else ""
    told = {"page_size": size, "total_records": len(rows), "next_page_token": token}
    return Reply({**told, name: rows[start:end]})
