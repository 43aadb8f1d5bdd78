"""Reads what must be true of the Google domain: scopes, reachability, and the administrator's policies."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from integrations.google.errors import answer_of, asking
from integrations.google.policies import AI_NOTES, DEMANDS, judge, read_policies
from integrations.google.session import DIRECTORY, PEOPLE, POLICIES, ROOMS, GoogleServices
from mentoring.checks import Check, failed, passed, unknown
from mentoring.ports import ProviderError

DELEGATION = "Admin console > Security > Access and data control > API controls > Domain-wide delegation"
ENABLE = "Google Cloud console > APIs & Services > Library: enable"
NOT_DELEGATED = "unauthorized_client"
"""Google's token endpoint: at least one scope of the request has not been delegated to the service account."""


class GoogleExaminer:
    """An Examiner. `admin` is whoever may read the domain's accounts and policies: a super administrator.

    Cloud Identity allows one call a second: `rest` waits between two pages of policies.
    """

    def __init__(
        self,
        services: Mapping[str, GoogleServices],
        admin: GoogleServices,
        *,
        rest: Callable[[float], object] = time.sleep,
    ) -> None:
        self._services, self._admin, self._rest = services, admin, rest

    def examine(self, *, at: datetime) -> Sequence[Check]:
        first = next(iter(self._services.values()))
        return [
            *(check for organizer in self._services.values() for check in self._organizer(organizer, at)),
            _calendar(first, at),
            _signed_in(self._admin, "tell whose account is whose", DIRECTORY, at),
            _signed_in(self._admin, "look up profiles", PEOPLE, at),
            _directory(self._admin, first.organizer, at),
            _signed_in(self._admin, "read the policies", POLICIES, at),
            *self._policies(at),
            AI_NOTES,
        ]

    def _organizer(self, organizer: GoogleServices, at: datetime) -> Iterator[Check]:
        yield _signed_in(organizer, "make rooms and invitations", ROOMS, at)
        yield _answers(
            f"Google: Meet answers {organizer.organizer}",
            lambda: organizer.meet.conferenceRecords().list(pageSize=1),
            f"{ENABLE} the Google Meet API, and give the account a licence with Meet.",
            at,
        )

    def _policies(self, at: datetime) -> Iterator[Check]:
        name = "Google: the policies on Meet can be read"
        try:
            policies = read_policies(self._admin, rest=self._rest, at=at)
        except ProviderError as error:
            fix = f"{ENABLE} the Cloud Identity API; CHAPERONE_GOOGLE_ADMIN must be a super administrator."
            yield _not_read(name, error, fix)
            yield from (unknown(demand.name, "the policies could not be read", demand.mended) for demand in DEMANDS)
            return
        yield passed(name, f"{len(policies)} policies")
        yield from (judge(demand, policies) for demand in DEMANDS)


def _signed_in(services: GoogleServices, purpose: str, scopes: Sequence[str], at: datetime) -> Check:
    name = f"Google: {services.organizer} may {purpose}"
    try:
        _sign_in(services, scopes, at)
    except ProviderError as error:
        if NOT_DELEGATED in error.said:
            missing = " and ".join(_not_delegated(services, scopes, at) or scopes)
            return failed(name, f"not delegated: {missing}", f"{DELEGATION}: add {missing} to the service account.")
        return _not_read(name, error, "Check that the account exists and that the key file is still valid.")
    return passed(name, f"delegated: {' and '.join(scopes)}")


def _not_delegated(services: GoogleServices, scopes: Sequence[str], at: datetime) -> list[str]:
    """Google refuses a token as a whole, so each scope is asked for by itself."""
    missing = []
    for scope in scopes:
        try:
            _sign_in(services, [scope], at)
        except ProviderError as error:
            missing += [scope] if NOT_DELEGATED in error.said else []
    return missing


def _sign_in(services: GoogleServices, scopes: Sequence[str], at: datetime) -> None:
    with asking("sign in to Google", at=at):
        services.sign_in(scopes)


def _calendar(organizer: GoogleServices, at: datetime) -> Check:
    return _answers(
        f"Google: the calendar of {organizer.organizer} answers",
        lambda: organizer.calendar.events().list(calendarId="primary", maxResults=1),
        f"{ENABLE} the Google Calendar API, and switch Calendar on for the account.",
        at,
    )


def _directory(admin: GoogleServices, known: str, at: datetime) -> Check:
    return _answers(
        "Google: the directory tells whose account is whose",
        lambda: admin.directory.users().get(userKey=known),
        f"{ENABLE} the Admin SDK API; CHAPERONE_GOOGLE_ADMIN needs an administrator's role that may read users.",
        at,
    )


def _answers(name: str, request: Callable[[], Any], fix: str, at: datetime) -> Check:
    try:
        with asking("ask Google", at=at):
            answer_of(request())
    except ProviderError as error:
        return _not_read(name, error, fix)
    return passed(name, "answered")


def _not_read(name: str, error: ProviderError, fix: str) -> Check:
    """What may pass by itself is unknown; what Google refuses for good is not as it must be."""
    return (failed if error.permanent else unknown)(name, f"could not {error.tried}: {error.said}", fix)
