"""The whole timetable in one table. What is pressing has a lane of its own, so that a platform that hangs while
rooms are made never holds an alert back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from jobs.check_ins import CheckIns, plan_next
from jobs.close_out import CloseOut
from jobs.delivery import Delivery
from jobs.examining import Examining
from jobs.inviting import Inviting
from jobs.means import Means
from jobs.pool import Pool
from jobs.provisioning import Provisioning
from jobs.reconciling import Reconciling
from jobs.reminders import Reminders
from jobs.rooms import Rooms
from jobs.runner import Entry, Runner
from jobs.tidings import Tidings
from jobs.updating import Updating
from jobs.watch import Watch
from mentoring.acts.horizon import fill_all
from mentoring.acts.hosting import pool_check
from mentoring.acts.telling import not_extended, tell_people
from mentoring.duties import HOUSE, Duty, DutyKind, DutyState, PlannedDuty

TICK = timedelta(seconds=1)
NIGHTLY = timedelta(hours=24)

Timetable = Mapping[DutyKind, Entry]


class Horizon:
    """Handler of the duty `extend_horizon`: every night, and it plans its own next night. What it adds needs hosts."""

    def __init__(self, means: Means) -> None:
        self._means = means

    def __call__(self, duties: Sequence[Duty], *, at: datetime) -> None:
        refused = dict(fill_all(self._means.store, at=at, policy=self._means.policy).refused)
        with self._means.store.begin() as work:
            matches = work.matches.many(refused)
            tell_people(work, [not_extended(match, refused[number], at=at) for number, match in matches.items()])
            work.duties.finish([duty.id for duty in duties], DutyState.DONE, at=at)
            work.duties.plan([sweep(at + NIGHTLY), pool_check(at)])
            plan_next(work, at=at)


def sweep(due_at: datetime) -> PlannedDuty:
    return PlannedDuty(HOUSE, DutyKind.EXTEND_HORIZON, due_at, due_at.date().isoformat())


def lanes(means: Means) -> Mapping[str, Timetable]:
    """Lane -> kind of duty -> who does it, and how many at once."""
    rooms, reminders, inviting, watch = Provisioning(means), Reminders(means), Inviting(means), Watch(means)
    examining = Examining(means)
    close_out, standing = CloseOut(means, watch), Rooms(means)
    return {
        "alerts": {
            # A kill repeats at most one batch of look-ups, so it is kept to about a second's worth of messages.
            DutyKind.DELIVER_ALERT: Entry(Delivery(means), batch=100),
            DutyKind.UPDATE_ALERT: Entry(Updating(means), batch=100),
        },
        "watch": {
            DutyKind.WATCH: Entry(watch, batch=100),
        },
        "rooms": {
            # Somebody is in the room now, and waits for it.
            DutyKind.STOP_KEEPING: Entry(standing.stop_keeping, batch=5),
            DutyKind.END_ROOM: Entry(standing.end, batch=5),
            DutyKind.ADMIT: Entry(standing.admit, batch=5),
            DutyKind.PUT_OUT: Entry(standing.put_out, batch=5),
        },
        "errands": {
            # Platforms allow few rooms a minute; small batches let reminders pass.
            DutyKind.OPEN_DOORS: Entry(close_out.open_doors, batch=100),
            DutyKind.RETIRE_ROOM: Entry(standing.retire, batch=5),
            DutyKind.PROVISION: Entry(rooms.provision, batch=5),
            DutyKind.VERIFY_ROOM: Entry(rooms.verify, batch=5),
            DutyKind.CHECK_ROOM: Entry(rooms.check, batch=50),
            DutyKind.TELL: Entry(reminders.tell, batch=50),
            DutyKind.BRING_TIDING: Entry(Tidings(means), batch=50),
            DutyKind.REMIND_SOON: Entry(reminders.remind, batch=50),
            DutyKind.REMIND_DAY: Entry(reminders.remind, batch=50),
            DutyKind.INVITE: Entry(inviting.invite, batch=50),
            DutyKind.WITHDRAW: Entry(inviting.withdraw, batch=50),
            DutyKind.CLOSE_OUT: Entry(close_out.close, batch=20),
            DutyKind.RECONCILE: Entry(Reconciling(means), batch=20),
            DutyKind.EXTEND_HORIZON: Entry(Horizon(means), batch=1),
            DutyKind.TELL_CHECK_INS: Entry(CheckIns(means), batch=10),
            DutyKind.CHECK_POOL: Entry(Pool(means), batch=100),
            DutyKind.EXAMINE: Entry(examining.examine, batch=10),
            DutyKind.TELL_CHECKS: Entry(examining.tell, batch=50),
        },
    }


def runners(means: Means) -> Mapping[str, Runner]:
    return {name: Runner(means.store, means.clock, timetable) for name, timetable in lanes(means).items()}
