"""The mentor's notes, and what mentor and student agreed on, go with the program year like all free text (safeguarding
section 8), and are kept for the same reasons as letters."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from mentoring.acts.erasing import AT_ONCE
from mentoring.policy import Policy
from mentoring.store import Work
from mentoring.stored import Deed


def erase_notes(work: Work, *, at: datetime, policy: Policy) -> int:
    """How many notes and plans; at most AT_ONCE notes."""
    ended = (at - policy.letters_kept_after).date()
    notes = work.notes.erase(program_ended_before=ended, limit=AT_ONCE)
    plans = work.plans.erase(program_ended_before=ended)
    for match_id, count in sorted(Counter(notes).items()):
        work.deeds.add(Deed(at, None, "notes.erase", f"match-{match_id}", f"{count} notes", "erased"))
    for match_id in sorted(plans):
        work.deeds.add(Deed(at, None, "plan.erase", f"match-{match_id}", "plan", "erased"))
    return len(notes) + len(plans)
