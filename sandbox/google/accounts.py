"""Who the accounts are: the Directory of the organizer's own domain, and People for whoever shares a profile."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sandbox.google.asking import JSON, Asked, Handler, opaque, user_of
from sandbox.google.refusals import forbidden, invalid, not_found

PERSON_FIELDS = frozenset({"emailAddresses", "names"})
"""What of a person is played here, of the thirty fields that Google knows."""


@dataclass(frozen=True)
class Account:
    """A Google account. `name` is what its owner calls themselves."""

    email: str
    name: str

    @property
    def id(self) -> str:
        return user_of(self.email).removeprefix("users/")


class Accounts:
    """Answers `directory.users.get` and `people.people.get`.

    The Directory knows the accounts of `domains`, and tells all of them to `admin`. Anybody else of the domain is
    told only with `viewType=domain_public`. People knows only accounts that share (see `share`).
    """

    def __init__(self, *, domains: Collection[str], admin: str | None) -> None:
        self._domains, self._admin = domains, admin
        self._enrolled: dict[str, Account] = {}
        self._shared: dict[str, tuple[Account, frozenset[str]]] = {}

    def handlers(self) -> dict[str, Handler]:
        return {"directory.users.get": self._user, "people.people.get": self._person}

    def is_admin(self, subject: str) -> bool:
        return subject == self._admin

    def enrol(self, email: str, name: str) -> None:
        """The account exists from now on; accounts of other domains are no business of this Directory."""
        if email.partition("@")[2] in self._domains:
            account = Account(email, name)
            self._enrolled.setdefault(account.id, account)

    def share(self, email: str, name: str, fields: Collection[str]) -> None:
        """People tells these fields of the account, of `emailAddresses` and `names`; none of them makes it unknown."""
        account = Account(email, name)
        self._shared[account.id] = (account, frozenset(fields))

    def _user(self, asked: Asked) -> JSON:
        public = asked.query.get("viewType") == "domain_public"
        if not public and not self.is_admin(asked.subject):
            raise forbidden("Not Authorized to access this resource/api")
        key = asked.path["userKey"].lower()
        account = self._enrolled.get(key) or self._enrolled.get(user_of(key).removeprefix("users/"))
        if account is None:
            raise not_found("Resource Not Found: userKey")
        return _user_json(account) if public else _user_json(account) | self._standing(account)

    def _standing(self, account: Account) -> JSON:
        """What only an administrator is told."""
        return {
            "isAdmin": self.is_admin(account.email),
            "isDelegatedAdmin": False,
            "suspended": False,
            "orgUnitPath": "/",
        }

    def _person(self, asked: Asked) -> JSON:
        wanted = _person_fields(asked)
        account, told = self._shared.get(asked.path["resourceName"].removeprefix("people/"), (None, frozenset()))
        if account is None or not told:
            raise not_found()
        values = {"emailAddresses": {"value": account.email}, "names": {"displayName": account.name}}
        source = {"primary": True, "source": {"type": "PROFILE", "id": account.id}}
        shown = {name: [{"metadata": source, **values[name]}] for name in values if name in told & wanted}
        return {"resourceName": f"people/{account.id}", "etag": opaque("person", account.id), **shown}


def _person_fields(asked: Asked) -> frozenset[str]:
    wanted = frozenset(asked.query.get("personFields", "").split(",")) - {""}
    if not wanted:
        raise invalid("personFields mask is required.")
    if unknown := wanted - PERSON_FIELDS:
        raise invalid(f"Invalid personFields mask path, or not played here: {', '.join(sorted(unknown))}.")
    return wanted


def _user_json(account: Account) -> JSON:
    given, _, family = account.name.rpartition(" ")
    return {
        "kind": "admin#directory#user",
        "id": account.id,
        "etag": f'"{opaque("user", account.id)}"',
        "primaryEmail": account.email,
        "name": {"givenName": given, "familyName": family, "fullName": account.name},
        "emails": [{"address": account.email, "primary": True}],
    }
