"""Links to pages that are one person's own: for how long each opens its page, and how all of one person's end.

A link names whom it was sent to and when, so that it can end without a row of its own. What a page shows and takes
follows from how things stand, however long its link lives; doors follow their session (`mentoring.acts.doorway`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from mentoring.errors import Refusal
from mentoring.people import Person

_YEAR = timedelta(days=400)
"""A school year, its summer, and some weeks to find the letter again."""


class Page(StrEnum):
    """A kind of page, as its address names it."""

    FAMILY = "family"
    WRITE = "write"
    RSVP = "rsvp"
    OPT_IN = "optin"
    CHECKLIST = "checklist"
    COVER = "cover"
    VOLUNTEER = "volunteer"
    """On which volunteers sign and sign up."""
    TRAINING = "training"
    """Through which one person comes into one training."""


LIVES: Mapping[Page, timedelta] = {
    Page.FAMILY: _YEAR,
    Page.WRITE: timedelta(days=90),
    Page.RSVP: _YEAR,
    Page.OPT_IN: _YEAR,
    Page.CHECKLIST: timedelta(days=90),
    Page.COVER: timedelta(days=30),
    Page.VOLUNTEER: _YEAR,
    Page.TRAINING: timedelta(days=120),
}
"""Every letter brings a new link, so these are long for whoever reads letters, and end for whoever finds an old one. A
yes to a match or to watching over it can be taken back for as long as it stands: their pages outlive the question."""
QUESTION = timedelta(days=30)
"""How long a link takes the first answer to what it asks; whoever is asked again gets a new one."""


@dataclass(frozen=True)
class Link:
    """What a signed link says. `holder_id`: whom it was sent to, a guardian for what is their child's. `issued_at`:
    aware, in whole seconds."""

    page: Page
    numbers: tuple[int, ...]
    holder_id: int
    issued_at: datetime


class LinkIsOver(Refusal):
    """A true link that opens its page no more: too old, or all links of its holder were ended."""


def check_alive(link: Link, holder: Person | None, *, at: datetime) -> None:
    """Raises LinkIsOver."""
    revoked = holder is None or (holder.links_since is not None and link.issued_at < holder.links_since)
    if revoked or at >= link.issued_at + LIVES[link.page]:
        raise LinkIsOver


def check_question(link: Link, *, at: datetime) -> None:
    """For what has never been answered. Raises LinkIsOver."""
    if at >= link.issued_at + QUESTION:
        raise LinkIsOver


def ended_from(at: datetime) -> datetime:
    """Links that were issued before are over; the new ones, which the same moment brings, are not."""
    return at.replace(microsecond=0)
