"""What Zoom answers when it refuses: `{"code", "message"}`, with `errors` where fields are wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from starlette.responses import JSONResponse

from sandbox.faults import Effect


class Refusal(Exception):
    """A refusal of the API. `code` is Zoom's own, `status` the HTTP status that carries it."""

    def __init__(
        self,
        status: int,
        code: int,
        message: str,
        *,
        errors: Sequence[Mapping[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.errors, self.headers = status, code, message, errors, headers

    def answer(self) -> JSONResponse:
        body: dict[str, object] = {"code": self.code, "message": self.message}
        if self.errors:
            body["errors"] = list(self.errors)
        return JSONResponse(body, self.status, headers=self.headers)


def bad_token(message: str) -> Refusal:
    return Refusal(401, 124, message)


def validation_failed(errors: Sequence[Mapping[str, str]]) -> Refusal:
    return Refusal(400, 300, "Validation Failed.", errors=errors)


def no_user(user: str) -> Refusal:
    return Refusal(404, 1001, f"User does not exist: {user}.")


def no_meeting(meeting_id: str) -> Refusal:
    return Refusal(404, 3001, f"Meeting does not exist: {meeting_id}.")


def no_registration() -> Refusal:
    return Refusal(400, 3027, "Registration has not been enabled for this meeting.")


def not_running() -> Refusal:
    return Refusal(400, 3038, "Meeting is over.")


def unknown_endpoint() -> Refusal:
    return Refusal(404, 2300, "This API endpoint is not recognized.")


def daily_limit(limit: int, *, at: datetime) -> Refusal:
    """Daily limits end at midnight UTC; Zoom gives that moment as a date in Retry-After, not as seconds."""
    midnight = (at + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    headers = {
        "X-RateLimit-Category": "Light",
        "X-RateLimit-Type": "Daily-limit",
        "X-RateLimit-Limit": str(limit),
        "X-RateLimit-Remaining": "0",
        "Retry-After": f"{midnight:%Y-%m-%dT%H:%M:%SZ}",
    }
    return Refusal(
        429, 429, f"You have reached the maximum per-day rate limit ({limit}) for this API.", headers=headers
    )


def too_fast() -> Refusal:
    headers = {
        "X-RateLimit-Category": "Medium",
        "X-RateLimit-Type": "QPS",
        "X-RateLimit-Limit": "20",
        "X-RateLimit-Remaining": "0",
        "Retry-After": "1",
    }
    return Refusal(429, 429, "You have reached the maximum per-second rate limit for this API.", headers=headers)


def fault_answer(effect: Effect) -> JSONResponse:
    refusal = too_fast() if effect is Effect.RATE_LIMIT else Refusal(500, 500, "Internal server error.")
    return refusal.answer()
