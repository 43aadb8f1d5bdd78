"""How Slack says no."""

from __future__ import annotations

from typing import Any


class SlackRefusal(Exception):
    """`code` is Slack's own error code; `messages` say more, as in Slack's `response_metadata`."""

    def __init__(self, code: str, *messages: str, **more: str) -> None:
        super().__init__(code)
        self.code, self.messages, self.more = code, messages, more

    @property
    def status(self) -> int:
        """Slack answers 200 to everything that it understood, except to callers that ask too often."""
        return 429 if self.code == "rate_limited" else 200

    def as_json(self) -> dict[str, Any]:
        answer: dict[str, Any] = {"ok": False, "error": self.code, **self.more}
        if self.messages:
            answer["response_metadata"] = {"messages": [f"[ERROR] {message}" for message in self.messages]}
        return answer
