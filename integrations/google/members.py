"""The members of a Meet room: they enter without knocking when they are signed in with just the invited address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from googleapiclient.errors import HttpError

from integrations.google.account import MeetAccount, pages
from integrations.google.errors import answer_of, asking, is_refusal, unless_gone
from mentoring.rooms import Entry, Guest, RoomRole

LIST = "read the members of a Meet room"
COHOST, NO_ROLE = "COHOST", "ROLE_UNSPECIFIED"
Member = Mapping[str, Any]


class Members:
    """Of one organizer's rooms, each known as `spaces/{id}`. Every method may be repeated and raises ProviderError."""

    def __init__(self, account: MeetAccount) -> None:
        self._account, self._members = account, account.members

    def let_in(self, space: str, guests: Sequence[Guest], *, at: datetime) -> tuple[Entry, ...]:
        """Meet's own description of a member has no account id: where it tells none, the address is the identity."""
        invited = {guest.email.lower(): guest for guest in guests if guest.email}
        members = self._of(space, at)
        changed = [self._seat(space, guest, members.get(email), at) for email, guest in invited.items()]
        if any(changed):
            members = self._of(space, at)
        return tuple(
            Entry(guest.person_id, identity=members.get(email, {}).get("user") or f"email:{email}")
            for email, guest in invited.items()
        )

    def put_out(self, space: str, guests: Sequence[Guest], *, at: datetime) -> None:
        """They have to knock from now on. Meet cannot send away who is inside already."""
        unwanted = {guest.email.lower() for guest in guests if guest.email}
        self._remove([member for email, member in self._of(space, at).items() if email in unwanted], at)

    def clear(self, space: str, *, at: datetime) -> None:
        """Nobody is a member any more. A room that is gone has no members."""
        with unless_gone(LIST, at=at):
            self._remove([*self._listed(space, at).values()], at)

    def _of(self, space: str, at: datetime) -> dict[str, Member]:
        with asking(LIST, at=at):
            return self._listed(space, at)

    def _listed(self, space: str, at: datetime) -> dict[str, Member]:
        listing = self._members.list(parent=space, pageSize=100)
        rows = pages(self._members, listing, "members", before=self._account.pay(LIST, at=at))
        return {member["email"].lower(): member for member in rows}

    def _seat(self, space: str, guest: Guest, member: Member | None, at: datetime) -> bool:
        """Whether something had to be changed so that the guest is a member in the right role."""
        role = COHOST if guest.role is RoomRole.MONITOR else NO_ROLE
        if member is None:
            self._add(space, {"email": guest.email, "role": role}, at)
        elif member.get("role", NO_ROLE) != role:
            with asking("change a role in a Meet room", at=at, writes=True):
                answer_of(self._members.patch(name=member["name"], updateMask="role", body={"role": role}))
        else:
            return False
        return True

    def _add(self, space: str, member: Member, at: datetime) -> None:
        with asking("let somebody into a Meet room", at=at, writes=True):
            try:
                answer_of(self._members.create(parent=space, body=member))
            except HttpError as error:
                if not is_refusal(error, 409):
                    raise

    def _remove(self, members: Sequence[Member], at: datetime) -> None:
        for member in members:
            with asking("put somebody out of a Meet room", at=at, writes=True):
                try:
                    answer_of(self._members.delete(name=member["name"]))
                except HttpError as error:
                    if not is_refusal(error, 404):
                        raise
