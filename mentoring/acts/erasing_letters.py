"""What mentors and families wrote to each other is erased some weeks after the end of their program year (safeguarding
section 8): that, when and by whom stays, the words go. Meanwhile the match's own manager can read them.

They are kept for as long as somebody has a reason to: each reason is named, and every one of them must be let go.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from mentoring.acts.erasing import AT_ONCE, NotErased
from mentoring.acts.matchmaking import find_match, subject
from mentoring.acts.relaying import require_reader
from mentoring.people import Person
from mentoring.policy import Policy
from mentoring.store import Store, Work
from mentoring.stored import Deed

MANAGER = "manager"
"""The reason of a manager who has asked for it themselves."""


def erase_letters(work: Work, *, at: datetime, policy: Policy) -> int:
    """How many messages; at most AT_ONCE. It proves itself by reading them again. Raises NotErased."""
    until = at - policy.letters_kept_after
    erased = work.relay.erase(program_ended_before=until.date(), written_before=until, limit=AT_ONCE)
    messages = work.relay.many(erased)
    if any(message.text for message in messages.values()):
        raise NotErased
    counted = Counter(message.match_id for message in messages.values())
    for match_id, count in sorted(counted.items()):
        work.deeds.add(Deed(at, None, "relay.erase", f"match-{match_id}", f"{count} messages", "erased"))
    return len(erased)


def keep_letters(store: Store, *, actor: Person, match_id: int, at: datetime) -> bool:
    """Nothing that was or will be written in that match is erased, until it is let go; whether that is new. Raises
    NoSuchMatch, ManagersOnly, NotYoursToRead."""
    with store.begin() as work:
        match = find_match(work, match_id)
        require_reader(work, actor, match)
        if not work.relay.keep(match_id, MANAGER, at=at):
            return False
        work.deeds.add(Deed(at, actor.id, "relay.keep", subject(match), after=MANAGER))
        return True


def let_letters_go(store: Store, *, actor: Person, match_id: int, at: datetime) -> bool:
    """They are erased in their time again, should nobody else have a reason to keep them; whether anything changed.
    Raises NoSuchMatch, ManagersOnly, NotYoursToRead."""
    with store.begin() as work:
        match = find_match(work, match_id)
        require_reader(work, actor, match)
        if not work.relay.let_go(match_id, MANAGER):
            return False
        work.deeds.add(Deed(at, actor.id, "relay.let_go", subject(match), before=MANAGER))
        return True
