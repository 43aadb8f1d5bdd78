"""What Zoom answers when it refuses: `{"code", "message"}`, with `errors` where fields are wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from starlette.responses import JSONResponse

from sandbox.faults import Effect

_CALLS_A_DAY = 30_000
"""Zoom API, rate limits: heavy calls on a Pro plan."""


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


def no_group(group_id: str) -> Refusal:
    return Refusal(404, 4130, f"Group does not exist: {group_id}.")


def lacks_scope(scope: str) -> Refusal:
    """Zoom answers 400 and not 403, and names the scope."""
    return Refusal(400, 4711, f"Invalid access token, does not contain scopes:[{scope}].")


def not_in_plan(what: str) -> Refusal:
    return Refusal(400, 200, f"Only available for {what}.")


def in_progress() -> Refusal:
    return Refusal(400, 3002, "Sorry, you cannot delete this meeting since it is in progress.")


def no_cloud_recording() -> Refusal:
    return Refusal(400, 3300, "Cloud recording is not enabled for the host of this meeting.")


def no_registration() -> Refusal:
    return Refusal(400, 3027, "Registration has not been enabled for this meeting.")


def not_running() -> Refusal:
    return Refusal(400, 3038, "Meeting is over.")


def unknown_endpoint() -> Refusal:
    return Refusal(404, 2300, "This API endpoint is not recognized.")


def own_fault(told: str) -> Refusal:
    return Refusal(500, 500, f"The stand-in's own answer is wrong: {told}")


def daily_limit(limit: int, *, at: datetime, category: str = "Light") -> Refusal:
    """Daily limits end at midnight UTC; Zoom gives that moment as a date in Retry-After, not as seconds."""
    midnight = (at + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    headers = {**_limit_headers(category, "Daily-limit", limit), "Retry-After": f"{midnight:%Y-%m-%dT%H:%M:%SZ}"}
    message = f"You have reached the maximum per-day rate limit ({limit}) for this API."
    return Refusal(429, 429, message, headers=headers)


def too_fast(category: str = "Medium", limit: int = 20) -> Refusal:
    headers = {**_limit_headers(category, "QPS", limit), "Retry-After": "1"}
    return Refusal(429, 429, "You have reached the maximum per-second rate limit for this API.", headers=headers)


def _limit_headers(category: str, kind: str, limit: int) -> dict[str, str]:
    return {
        "X-RateLimit-Category": category,
        "X-RateLimit-Type": kind,
        "X-RateLimit-Limit": str(limit),
        "X-RateLimit-Remaining": "0",
    }


def fault_answer(effect: Effect, *, at: datetime) -> JSONResponse:
    answers = {
        Effect.RATE_LIMIT: too_fast(),
        Effect.DAILY_LIMIT: daily_limit(_CALLS_A_DAY, at=at),
        Effect.UNAUTHORIZED: bad_token("Invalid access token."),
        Effect.FORBIDDEN: Refusal(403, 3161, "Your account is not permitted to use this host."),
        Effect.NOT_FOUND: Refusal(404, 3001, "Meeting does not exist."),
        Effect.CONFLICT: Refusal(409, 409, "A resource with this value exists already."),
    }
    return answers.get(effect, Refusal(500, 500, "Internal server error.")).answer()
