"""How things stand for one person: what `/mentoring status` tells before a day begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from mentoring.acts.looking import SessionLine, session_lines
from mentoring.acts.volunteering import today
from mentoring.checkins import SOON
from mentoring.checks import Check, CheckState
from mentoring.nominations import OPEN
from mentoring.people import Person, Role
from mentoring.sessions import NOT_OVER, SessionState
from mentoring.store import Store, Work
from mentoring.store.nominations import Wanted

NEXT = timedelta(hours=24)


@dataclass(frozen=True)
class Desk:
    """What waits for any manager: nominations, volunteers for the office's next step, check-ins of one's own matches
    that are due soon, with those that are overdue, the checks of `doctor` that fail, and how many
    could not be made."""

    nominations: int
    volunteers: int
    check_ins: int
    overdue: int
    failing: Sequence[Check]
    unknown: int
    held: int = 0
    """Nominations of a burst."""


@dataclass(frozen=True)
class Status:
    """`ahead`: one's sessions that are not over and begin within a day, or are going on. `desk` for managers only."""

    ahead: Sequence[SessionLine]
    desk: Desk | None = None

    @property
    def alerted(self) -> Sequence[SessionLine]:
        return [line for line in self.ahead if line.alerts]

    @property
    def uncovered(self) -> Sequence[SessionLine]:
        return [line for line in self.ahead if line.wants_cover]

    @property
    def roomless(self) -> Sequence[SessionLine]:
        return [line for line in self.ahead if line.session.state is SessionState.PLANNED]


def status_of(store: Store, *, actor: Person, at: datetime) -> Status:
    with store.look() as view:
        found = view.sessions.between(at - NEXT, at + NEXT, person_id=actor.id)
        ahead = session_lines(view, [s for s in found if s.state in NOT_OVER and s.ends_at > at])
        return Status(ahead, _desk(view, actor, at) if actor.has(Role.MANAGER) else None)


def _desk(view: Work, actor: Person, at: datetime) -> Desk:
    checks = [check for check, _ in view.checks.all()]
    check_ins, overdue = view.check_ins.count_due(actor.id, before=at + SOON, overdue=at)
    return Desk(
        nominations=view.nominations.count(Wanted(OPEN)),
        volunteers=view.volunteers.count_waiting(today(view, at)),
        check_ins=check_ins,
        overdue=overdue,
        failing=[check for check in checks if check.state is CheckState.FAIL],
        unknown=sum(check.state is CheckState.UNKNOWN for check in checks),
        held=view.nominations.burst()[0],
    )
