"""The whole timetable in one table. What is pressing has a lane of its own, so that a platform that hangs while
rooms are made never holds an alert back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from jobs.check_ins import CheckIns
from jobs.close_out import CloseOut
from jobs.concerns import Concerns
from jobs.cover import Cover
from jobs.delivery import Delivery
from jobs.examining import Examining
from jobs.horizon import Horizon
from jobs.inviting import Inviting
from jobs.matchkeeping import Matchkeeping
from jobs.means import Means
from jobs.nominations import Nominations
from jobs.pool import Pool
from jobs.provisioning import Provisioning
from jobs.reconciling import Reconciling
from jobs.reminders import Reminders
from jobs.retention import Retention
from jobs.rooms import Rooms
from jobs.runner import Entry, Handler, Runner
from jobs.tidings import Tidings
from jobs.training import Trainings
from jobs.updating import Updating
from jobs.watch import Watch
from mentoring.duties import DutyKind

TICK = timedelta(seconds=1)

Timetable = Mapping[DutyKind, Entry]


class _Hands:
    """Everybody who does a duty, each once."""

    def __init__(self, means: Means) -> None:
        self.delivery, self.updating, self.tidings = Delivery(means), Updating(means), Tidings(means)
        self.watch, self.reconciling, self.cover = Watch(means), Reconciling(means), Cover(means)
        self.close_out, self.standing, self.rooms = CloseOut(means, self.watch), Rooms(means), Provisioning(means)
        self.reminders, self.inviting, self.pool = Reminders(means), Inviting(means), Pool(means)
        self.matches, self.trainings, self.nominations = Matchkeeping(means), Trainings(means), Nominations(means)
        self.horizon, self.check_ins, self.examining = Horizon(means), CheckIns(means), Examining(means)
        self.concerns, self.retention = Concerns(means), Retention(means)


_Row = tuple[Callable[[_Hands], Handler], int]
TABLE: Mapping[str, Mapping[DutyKind, _Row]] = {
    "alerts": {
        # A kill repeats at most one batch of look-ups, so it is kept to about a second's worth of messages.
        DutyKind.DELIVER_ALERT: (lambda hands: hands.delivery, 100),
        DutyKind.UPDATE_ALERT: (lambda hands: hands.updating, 100),
        DutyKind.PAGE_CONCERN: (lambda hands: hands.concerns.call, 20),
        DutyKind.CONCERN_CLOCK: (lambda hands: hands.concerns.ring, 20),
    },
    "watch": {
        DutyKind.WATCH: (lambda hands: hands.watch, 100),
    },
    "rooms": {
        # Somebody is in the room now, and waits for it.
        DutyKind.STOP_KEEPING: (lambda hands: hands.standing.stop_keeping, 5),
        DutyKind.END_ROOM: (lambda hands: hands.standing.end, 5),
        DutyKind.ADMIT: (lambda hands: hands.standing.admit, 5),
        DutyKind.PUT_OUT: (lambda hands: hands.standing.put_out, 5),
        # A stand-in who is asked for a session that begins now has less than a minute to answer.
        DutyKind.SEEK_COVER: (lambda hands: hands.cover.seek, 100),
        DutyKind.OFFER_COVER: (lambda hands: hands.tidings, 10),
    },
    "errands": {
        # Platforms allow few rooms a minute; small batches let reminders pass.
        DutyKind.OPEN_DOORS: (lambda hands: hands.close_out.open_doors, 100),
        DutyKind.RETIRE_ROOM: (lambda hands: hands.standing.retire, 5),
        DutyKind.PROVISION: (lambda hands: hands.rooms.provision, 5),
        DutyKind.VERIFY_ROOM: (lambda hands: hands.rooms.verify, 5),
        DutyKind.CHECK_ROOM: (lambda hands: hands.rooms.check, 50),
        DutyKind.TELL: (lambda hands: hands.reminders.tell, 50),
        DutyKind.BRING_TIDING: (lambda hands: hands.tidings, 50),
        DutyKind.RESUME_MATCH: (lambda hands: hands.matches.resume, 20),
        DutyKind.CLOSE_MATCH: (lambda hands: hands.matches.close, 50),
        DutyKind.RECALL_LEAVING: (lambda hands: hands.matches.recall_leaving, 50),
        DutyKind.ASK_AGAIN: (lambda hands: hands.matches.ask_again, 50),
        DutyKind.MISS_ANSWERS: (lambda hands: hands.matches.miss_answers, 50),
        DutyKind.FIRST_DAY: (lambda hands: hands.matches.first_day, 50),
        DutyKind.COMMUNICATION: (lambda hands: hands.matches.communication, 50),
        DutyKind.REMIND_SOON: (lambda hands: hands.reminders.remind, 50),
        DutyKind.REMIND_DAY: (lambda hands: hands.reminders.remind, 50),
        DutyKind.INVITE: (lambda hands: hands.inviting.invite, 50),
        DutyKind.WITHDRAW: (lambda hands: hands.inviting.withdraw, 50),
        DutyKind.CLOSE_OUT: (lambda hands: hands.close_out.close, 20),
        DutyKind.RECONCILE: (lambda hands: hands.reconciling, 20),
        DutyKind.LAPSE: (lambda hands: hands.cover.lapse, 1),
        DutyKind.TRAINING_STOP: (lambda hands: hands.trainings.stop_keeping, 5),
        DutyKind.TRAINING_ROOM: (lambda hands: hands.trainings.see_to_room, 5),
        DutyKind.TRAINING_END: (lambda hands: hands.trainings.end, 5),
        DutyKind.TRAINING_CLOSE: (lambda hands: hands.trainings.close, 5),
        DutyKind.TRAINING_REMIND: (lambda hands: hands.trainings.remind, 50),
        DutyKind.TRAINING_SURVEY: (lambda hands: hands.trainings.ask_again, 50),
        DutyKind.FOLLOW_UP: (lambda hands: hands.trainings.follow_up, 50),
        DutyKind.EXTEND_HORIZON: (lambda hands: hands.horizon, 1),
        DutyKind.TELL_CHECK_INS: (lambda hands: hands.check_ins, 10),
        DutyKind.CHECK_POOL: (lambda hands: hands.pool, 100),
        DutyKind.EXAMINE: (lambda hands: hands.examining.examine, 10),
        DutyKind.TELL_CHECKS: (lambda hands: hands.examining.tell, 50),
        DutyKind.RECEIPT: (lambda hands: hands.nominations.receipt, 50),
        DutyKind.COUNT_NOMINATIONS: (lambda hands: hands.nominations.count, 10),
        DutyKind.ERASE_NOMINATIONS: (lambda hands: hands.retention.nominations, 1),
        DutyKind.ERASE_LETTERS: (lambda hands: hands.retention.letters, 1),
    },
}
"""Lane -> kind of duty -> who does it, and how many at once."""


def lanes(means: Means) -> Mapping[str, Timetable]:
    hands = _Hands(means)
    return {
        lane: {kind: Entry(whose(hands), batch=batch) for kind, (whose, batch) in kinds.items()}
        for lane, kinds in TABLE.items()
    }


def runners(means: Means) -> Mapping[str, Runner]:
    return {name: Runner(means.store, means.clock, timetable) for name, timetable in lanes(means).items()}
