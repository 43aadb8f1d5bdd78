"""Google's ways of saying no, in the JSON shape that its APIs share."""

from __future__ import annotations

from typing import Any

from starlette.responses import JSONResponse


class Refusal(Exception):
    """An error answer: HTTP code, canonical status, and the reason word that clients decide by."""

    def __init__(self, code: int, status: str, reason: str, message: str) -> None:
        super().__init__(message)
        self.code, self.status, self.reason, self.message = code, status, reason, message

    def as_json(self) -> dict[str, Any]:
        error = {"message": self.message, "domain": "global", "reason": self.reason}
        return {"error": {"code": self.code, "message": self.message, "status": self.status, "errors": [error]}}

    def response(self) -> JSONResponse:
        return JSONResponse(self.as_json(), status_code=self.code)


def invalid(message: str, *, reason: str = "badRequest") -> Refusal:
    return Refusal(400, "INVALID_ARGUMENT", reason, message)


def unauthenticated() -> Refusal:
    return Refusal(401, "UNAUTHENTICATED", "authError", "Request had invalid authentication credentials.")


def forbidden(message: str, *, reason: str = "forbidden") -> Refusal:
    return Refusal(403, "PERMISSION_DENIED", reason, message)


def not_found(message: str = "Requested entity was not found.") -> Refusal:
    return Refusal(404, "NOT_FOUND", "notFound", message)


def exhausted(message: str) -> Refusal:
    return Refusal(429, "RESOURCE_EXHAUSTED", "rateLimitExceeded", message)
