"""The whole timetable in one table. What is pressing has a lane of its own, so that a platform that hangs while
rooms are made never holds an alert back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from jobs.check_ins import CheckIns, plan_next
from jobs.close_out import CloseOut
from jobs.cover import Cover
from jobs.delivery import Delivery
from jobs.examining import Examining
from jobs.inviting import Inviting
from jobs.matchkeeping import Matchkeeping
from jobs.means import Means
from jobs.nominations import Nominations
from jobs.pool import Pool
from jobs.provisioning import Provisioning
from jobs.reconciling import Reconciling
from jobs.reminders import Reminders
from jobs.rooms import Rooms
from jobs.runner import Entry, Runner
from jobs.tidings import Tidings
from jobs.training import Trainings
from jobs.updating import Updating
from jobs.watch import Watch
from mentoring.acts.days_off import align_horizon
from mentoring.acts.horizon import fill_all
from mentoring.acts.hosting import pool_check
from mentoring.acts.reporting import count_all
from mentoring.acts.telling import not_extended, tell_people
from mentoring.duties import HOUSE, Duty, DutyKind, DutyState, PlannedDuty

TICK = timedelta(seconds=1)
NIGHTLY = timedelta(hours=24)

Timetable = Mapping[DutyKind, Entry]


class Horizon:
    """Handler of the duty `extend_horizon`: every night, and it plans its own next night. What it adds needs hosts. The
    calendars come first; matches that have fallen silent are told of."""

    def __init__(self, means: Means) -> None:
        self._means = means

    def __call__(self, duties: Sequence[Duty], *, at: datetime) -> None:
        align_horizon(self._means.store, at=at, policy=self._means.policy)
        count_all(self._means.store, at=at)
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
    examining, matches, trainings = Examining(means), Matchkeeping(means), Trainings(means)
    close_out, standing, cover, tidings = CloseOut(means, watch), Rooms(means), Cover(means), Tidings(means)
    nominations = Nominations(means)
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
            # A stand-in who is asked for a session that begins now has less than a minute to answer.
            DutyKind.SEEK_COVER: Entry(cover.seek, batch=100),
            DutyKind.OFFER_COVER: Entry(tidings, batch=10),
        },
        "errands": {
            # Platforms allow few rooms a minute; small batches let reminders pass.
            DutyKind.OPEN_DOORS: Entry(close_out.open_doors, batch=100),
            DutyKind.RETIRE_ROOM: Entry(standing.retire, batch=5),
            DutyKind.PROVISION: Entry(rooms.provision, batch=5),
            DutyKind.VERIFY_ROOM: Entry(rooms.verify, batch=5),
            DutyKind.CHECK_ROOM: Entry(rooms.check, batch=50),
            DutyKind.TELL: Entry(reminders.tell, batch=50),
            DutyKind.BRING_TIDING: Entry(tidings, batch=50),
            DutyKind.RESUME_MATCH: Entry(matches.resume, batch=20),
            DutyKind.CLOSE_MATCH: Entry(matches.close, batch=50),
            DutyKind.RECALL_LEAVING: Entry(matches.recall_leaving, batch=50),
            DutyKind.ASK_AGAIN: Entry(matches.ask_again, batch=50),
            DutyKind.MISS_ANSWERS: Entry(matches.miss_answers, batch=50),
            DutyKind.FIRST_DAY: Entry(matches.first_day, batch=50),
            DutyKind.COMMUNICATION: Entry(matches.communication, batch=50),
            DutyKind.REMIND_SOON: Entry(reminders.remind, batch=50),
            DutyKind.REMIND_DAY: Entry(reminders.remind, batch=50),
            DutyKind.INVITE: Entry(inviting.invite, batch=50),
            DutyKind.WITHDRAW: Entry(inviting.withdraw, batch=50),
            DutyKind.CLOSE_OUT: Entry(close_out.close, batch=20),
            DutyKind.RECONCILE: Entry(Reconciling(means), batch=20),
            DutyKind.LAPSE: Entry(cover.lapse, batch=1),
            DutyKind.TRAINING_STOP: Entry(trainings.stop_keeping, batch=5),
            DutyKind.TRAINING_ROOM: Entry(trainings.see_to_room, batch=5),
            DutyKind.TRAINING_END: Entry(trainings.end, batch=5),
            DutyKind.TRAINING_CLOSE: Entry(trainings.close, batch=5),
            DutyKind.TRAINING_REMIND: Entry(trainings.remind, batch=50),
            DutyKind.TRAINING_SURVEY: Entry(trainings.ask_again, batch=50),
            DutyKind.FOLLOW_UP: Entry(trainings.follow_up, batch=50),
            DutyKind.EXTEND_HORIZON: Entry(Horizon(means), batch=1),
            DutyKind.TELL_CHECK_INS: Entry(CheckIns(means), batch=10),
            DutyKind.CHECK_POOL: Entry(Pool(means), batch=100),
            DutyKind.EXAMINE: Entry(examining.examine, batch=10),
            DutyKind.TELL_CHECKS: Entry(examining.tell, batch=50),
            DutyKind.RECEIPT: Entry(nominations.receipt, batch=50),
            DutyKind.COUNT_NOMINATIONS: Entry(nominations.count, batch=10),
            DutyKind.ERASE_NOMINATIONS: Entry(nominations.erase, batch=1),
        },
    }


def runners(means: Means) -> Mapping[str, Runner]:
    return {name: Runner(means.store, means.clock, timetable) for name, timetable in lanes(means).items()}
