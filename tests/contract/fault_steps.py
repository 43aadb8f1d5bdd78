"""One request of one call that is made to fail, and how what comes of it is put down."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Generic, TypeVar

from mentoring.ports import ProviderError
from sandbox.calls import Call, CallLog
from sandbox.faults import Effect, Faults
from tests.contract.fault_table import EVERYTHING, FAULTS, Fault, Outcome, Service, Wait, outcome

S = TypeVar("S")

AT_THE_TOKEN = frozenset({Effect.RATE_LIMIT, Effect.ERROR, Effect.DROPPED, Effect.TIMEOUT})
"""What a request for a token may meet: it needs no token, and asks for nothing that could be missing or there."""

_STATUSES: Mapping[Effect, int] = {
    Effect.UNAUTHORIZED: HTTPStatus.UNAUTHORIZED,
    Effect.FORBIDDEN: HTTPStatus.FORBIDDEN,
    Effect.NOT_FOUND: HTTPStatus.NOT_FOUND,
    Effect.CONFLICT: HTTPStatus.CONFLICT,
    Effect.RATE_LIMIT: HTTPStatus.TOO_MANY_REQUESTS,
    Effect.DAILY_LIMIT: HTTPStatus.TOO_MANY_REQUESTS,
    Effect.ERROR: HTTPStatus.INTERNAL_SERVER_ERROR,
}


@dataclass(frozen=True)
class Step(Generic[S]):
    """`verb` and a part of the `path`, or nothing, say which request of the call `act` fails. `S` is what it needs."""

    name: str
    act: Callable[[S], object]
    verb: str
    path: str
    writes: bool = False
    meets: frozenset[Effect] = EVERYTHING

    @property
    def leaves_traces(self) -> bool:
        """Whether what was done, or the token that was fetched, bears on the next failure."""
        return self.writes or self.meets == AT_THE_TOKEN

    def faults(self, *, silent: bool) -> list[Fault]:
        """Nothing is lost with the answer to a mere question, so that is only for what writes."""
        effects = self.meets if self.writes else self.meets - {Effect.LOST_ANSWER}
        return [fault for fault in FAULTS if fault.effect in effects and fault.silent is silent]

    def expected(self, service: Service, fault: Fault) -> Outcome:
        usual = outcome(service, self.name, fault)
        repeats = fault.repeats if service is Service.ZOOM and self.verb == "GET" else 0
        return replace(usual, unclear=usual.unclear and self.writes, met=usual.met + repeats)


@dataclass(frozen=True)
class Laboratory:
    """A stand-in whose calls can be made to fail one after the other."""

    service: Service
    name: str
    calls: CallLog
    faults: Faults

    def suffer(self, step: Step[S], fault: Fault, scene: S, *, at: datetime) -> Outcome:
        before = len(self.calls.of(self.name))
        self.faults.order(self.name, fault.effect, fault.times, verb=step.verb, path=step.path)
        error = failure_of(lambda: step.act(scene))
        self.faults.order(self.name, fault.effect, 0)
        sent = [c for c in self.calls.of(self.name)[before:] if step.verb in ("", c.method) and step.path in c.path]
        return seen(error, met=sum(_met(self.service, fault, call) for call in sent), at=at)


def failure_of(act: Callable[[], object]) -> ProviderError | None:
    try:
        act()
    except ProviderError as error:
        assert_discreet(error)
        return error
    return None


def seen(error: ProviderError | None, *, met: int, at: datetime) -> Outcome:
    if error is None:
        return Outcome(fails=False, met=met)
    return Outcome(error.permanent, error.ambiguous, _wait(error.retry_after, at), met)


def assert_discreet(error: ProviderError) -> None:
    """Addresses of people and rooms, tokens and secrets stay where they are."""
    told = f"{error.tried} {error.said} {error!r} {error.__context__ if not error.__suppress_context__ else ''}"
    private: Iterable[str] = ("@", "://", "Bearer", "Basic ", "secret", "tk=", "zak=", "spaces/", "xox")
    assert [word for word in private if word in told] == [], told


def _met(service: Service, fault: Fault, call: Call) -> bool:
    """Slack puts its refusals into a success; Google's day is used up with another status."""
    if service in (Service.SLACK, Service.MAIL):
        return True
    if service is Service.GOOGLE and fault.effect is Effect.DAILY_LIMIT:
        return call.status == HTTPStatus.FORBIDDEN
    return call.status == _STATUSES.get(fault.effect, 0)


def _wait(told: timedelta | None, at: datetime) -> Wait:
    if told is None:
        return Wait.UNTOLD
    if told == timedelta(seconds=1):
        return Wait.A_SECOND
    midnight = (at + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    assert told == midnight - at, told
    return Wait.UNTIL_MIDNIGHT
