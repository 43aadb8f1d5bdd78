"""How people are known in Zoom, alike in its webhooks, its lists and its reports."""

from __future__ import annotations


def identities(*, registrant: str, email: str, hosts: bool) -> tuple[str, ...]:
    """Strongest first. The registrant is the only id of a guest that outlives a rejoin; an e-mail may be empty.
    `hosts`: signed in as the account that owns the meeting."""
    email = email.casefold()
    found = (
        f"registrant:{registrant}" if registrant else "",
        f"host:{email}" if hosts and email else "",
        f"email:{email}" if email else "",
    )
    return tuple(identity for identity in found if identity)
