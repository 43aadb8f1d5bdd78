"""Duties: the timed obligations of a session, as rows. `plan` is pure and idempotent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from mentoring.matches import Match
from mentoring.policy import Policy
from mentoring.rooms import Platform
from mentoring.sessions import Session


class DutyKind(StrEnum):
    """What must be done."""

    DELIVER_ALERT = "deliver_alert"
    UPDATE_ALERT = "update_alert"
    WATCH = "watch"
    END_ROOM = "end_room"
    STOP_KEEPING = "stop_keeping"
    """Something records: the platform is told to stop it."""
    ADMIT = "admit"
    """A manager who steps in becomes known to the room."""
    PUT_OUT = "put_out"
    """Somebody who is no longer of this session can no longer enter its room."""
    OPEN_DOORS = "open_doors"
    RETIRE_ROOM = "retire_room"
    """A room that its session no longer uses is taken away."""
    PROVISION = "provision"
    VERIFY_ROOM = "verify_room"
    CHECK_ROOM = "check_room"
    TELL = "tell"
    REMIND_SOON = "remind_soon"
    REMIND_DAY = "remind_day"
    INVITE = "invite"
    WITHDRAW = "withdraw"
    CLOSE_OUT = "close_out"
    RECONCILE = "reconcile"
    """The record is held against what the platform says afterwards."""
    EXTEND_HORIZON = "extend_horizon"
    CHECK_POOL = "check_pool"
    """Whether there are enough Zoom hosts for every session of the horizon."""
    EXAMINE = "examine"
    """The checks of `doctor`, every night and whenever a platform tells of changed settings."""
    BRING_TIDING = "bring_tiding"
    ASK_AGAIN = "ask_again"
    """Somebody has not answered whether they agree to a match."""
    MISS_ANSWERS = "miss_answers"
    """The manager hears who has still not answered."""
    RESUME_MATCH = "resume_match"
    CLOSE_MATCH = "close_match"
    """A match that is ending is over when everybody has been told."""
    RECALL_LEAVING = "recall_leaving"
    """Somebody wants to leave, and the manager has not acted on it."""
    FIRST_DAY = "first_day"
    """The mentor gets the checklist of the first session."""
    COMMUNICATION = "communication"
    """The communication plan is reminded of, and its lack told (R121)."""
    FOLLOW_UP = "follow_up"
    """Whoever was trained should have heard of a match by now (R039)."""
    TRAINING_ROOM = "training_room"
    """The room of a training is made, proven, and knows whoever has a place."""
    TRAINING_STOP = "training_stop"
    """Something records a training: the platform is told to stop it."""
    TRAINING_END = "training_end"
    TRAINING_CLOSE = "training_close"
    """Who attended is judged, and everybody hears of it."""
    TRAINING_REMIND = "training_remind"
    TRAINING_SURVEY = "training_survey"
    RECEIPT = "receipt"
    """Whoever nominated somebody hears that it has come in, and what happens next."""
    COUNT_NOMINATIONS = "count_nominations"
    """Each working day managers hear how many nominations wait for a first look."""
    ERASE_NOMINATIONS = "erase_nominations"
    """Every night, what was declined or withdrawn long enough ago."""
    ERASE_LETTERS = "erase_letters"
    """Every night, what mentors and families wrote in a program year that is over."""
    TELL_CHECK_INS = "tell_check_ins"
    """Check-ins are planned, and managers hear of overdue ones, once a morning."""
    TELL_CHECKS = "tell_checks"
    """A check fails that did not fail before: a manager hears what must be mended, and where."""
    SEEK_COVER = "seek_cover"
    """A session wants cover: the next stand-in is asked, a manager told, or the session called off in time."""
    OFFER_COVER = "offer_cover"
    """A stand-in is asked: the question is of use for less than a minute when it is for now."""
    LAPSE = "lapse"
    """Every midnight: whose clearance has run out, or will soon."""
    PAGE_CONCERN = "page_concern"
    """A manager is called to a concern, and the next one when nobody takes it on."""
    CONCERN_CLOCK = "concern_clock"
    """A report to the state is due soon, or overdue."""


OF_A_VERSION = frozenset(
    {
        DutyKind.PROVISION,
        DutyKind.CHECK_ROOM,
        DutyKind.VERIFY_ROOM,
        DutyKind.OPEN_DOORS,
        DutyKind.WATCH,
        DutyKind.END_ROOM,
        DutyKind.CLOSE_OUT,
        DutyKind.RECONCILE,
        DutyKind.INVITE,
        DutyKind.REMIND_DAY,
        DutyKind.REMIND_SOON,
    }
)
"""What `plan` makes: these belong to one version of a session."""
OF_A_ROOM = frozenset({DutyKind.ADMIT, DutyKind.PUT_OUT})
REMINDERS = frozenset({DutyKind.REMIND_DAY, DutyKind.REMIND_SOON})


class SubjectKind(StrEnum):
    """What a duty is about."""

    SESSION = "session"
    ALERT = "alert"
    TIDING = "tiding"
    MATCH = "match"
    PERSON = "person"
    TRAINING = "training"
    NOMINATION = "nomination"
    CONCERN = "concern"
    HOUSE = "house"


@dataclass(frozen=True)
class Subject:
    """The row that a duty is about; the house has the id 0."""

    kind: SubjectKind
    id: int


HOUSE = Subject(SubjectKind.HOUSE, 0)


def session_subject(session_id: int) -> Subject:
    return Subject(SubjectKind.SESSION, session_id)


def match_subject(match_id: int) -> Subject:
    return Subject(SubjectKind.MATCH, match_id)


def alert_subject(alert_id: int) -> Subject:
    return Subject(SubjectKind.ALERT, alert_id)


class DutyState(StrEnum):
    """A duty is taken before anything is done outside, so that an interrupted one is known as such."""

    WAITING = "waiting"
    TAKEN = "taken"
    DONE = "done"
    SKIPPED = "skipped"
    """Too late to be of use, or no longer needed."""
    FAILED = "failed"
    """The platform said that asking again will not help."""
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class PlannedDuty:
    """A duty that must exist, unique on (subject, kind, occurrence).

    `occurrence` tells several of a kind apart: a person, a rung of the ladder, a day. `expires_at` None: it is
    done however late. `person_id` is whom it concerns.
    """

    subject: Subject
    kind: DutyKind
    due_at: datetime
    occurrence: str = ""
    expires_at: datetime | None = None
    person_id: int | None = None


@dataclass(frozen=True)
class Duty:
    """A stored duty. `tries` counts how often it was taken, this time included; `interrupted` says that an
    earlier try did not come back, so that its effect outside is unknown and must be looked for first. `note` is what
    the try before has left for this one."""

    id: int
    subject: Subject
    kind: DutyKind
    occurrence: str
    due_at: datetime
    expires_at: datetime | None
    person_id: int | None
    tries: int
    interrupted: bool
    note: str = ""


@dataclass(frozen=True)
class Company:
    """Who takes part in a session: whom its invitations and reminders go to."""

    mentor_id: int
    monitor_id: int
    student_ids: tuple[int, ...]

    @property
    def everybody(self) -> tuple[int, ...]:
        return (self.mentor_id, self.monitor_id, *self.student_ids)


def company(session: Session, match: Match) -> Company:
    return Company(match.mentor_id, session.monitor_id, match.student_ids)


def plan(session: Session, people: Company, policy: Policy) -> tuple[PlannedDuty, ...]:
    """Every duty that this version of the session must have from the day it is planned."""
    start, end = session.starts_at, session.ends_at
    prepare = start - policy.provision_ahead
    doors_open = start - policy.doors_open_ahead
    subject, which = session_subject(session.id), occurrence(session)
    duties = [
        PlannedDuty(subject, DutyKind.PROVISION, prepare, which, end),
        PlannedDuty(subject, DutyKind.CHECK_ROOM, start - policy.room_deadline, which, end),
        PlannedDuty(subject, DutyKind.OPEN_DOORS, doors_open, which, end),
        PlannedDuty(subject, DutyKind.CLOSE_OUT, end + policy.close_out_after, which),
    ]
    if session.platform is not Platform.EXTERNAL:
        duties += [
            PlannedDuty(subject, DutyKind.VERIFY_ROOM, doors_open - timedelta(minutes=15), which, end),
            PlannedDuty(subject, DutyKind.WATCH, doors_open, which),
            PlannedDuty(subject, DutyKind.END_ROOM, end + policy.room_ends_after, _time_is_up(which)),
            PlannedDuty(subject, DutyKind.RECONCILE, end + policy.reconcile_after, which),
        ]
    whose = {person: occurrence(session, person) for person in people.everybody}
    duties += [PlannedDuty(subject, DutyKind.INVITE, prepare, mine, start, one) for one, mine in whose.items()]
    duties += reminders(session, people, policy)
    return tuple(duties)


def reminders(session: Session, people: Company, policy: Policy) -> list[PlannedDuty]:
    """The day before to everybody, and shortly before to the two adults; a late reminder is not sent (R072)."""
    start, subject = session.starts_at, session_subject(session.id)
    day, until = start - policy.remind_day_ahead, start - timedelta(hours=2)
    soon, late = start - policy.remind_soon_ahead, start + timedelta(minutes=2)
    whose = {person: occurrence(session, person) for person in people.everybody}
    adults = dict.fromkeys((people.mentor_id, people.monitor_id))
    return [
        *(PlannedDuty(subject, DutyKind.REMIND_DAY, day, mine, until, one) for one, mine in whose.items()),
        *(PlannedDuty(subject, DutyKind.REMIND_SOON, soon, whose[one], late, one) for one in adults),
    ]


def occurrence(session: Session, person_id: int | None = None) -> str:
    """A changed session has duties of its own for each version; those of the version before are cancelled."""
    version = f"v{session.version}" if session.version > 1 else ""
    if person_id is None:
        return version
    return f"{version}/person-{person_id}" if version else f"person-{person_id}"


def _time_is_up(which: str) -> str:
    """Named apart from the END_ROOM of a session that is called off: it must not stand in the other's way."""
    return f"{which}/time-is-up" if which else "time-is-up"


URGENT = frozenset(
    {
        DutyKind.DELIVER_ALERT,
        DutyKind.UPDATE_ALERT,
        DutyKind.PAGE_CONCERN,
        DutyKind.WATCH,
        DutyKind.END_ROOM,
        DutyKind.STOP_KEEPING,
        DutyKind.ADMIT,
        DutyKind.PUT_OUT,
    }
)


def next_try(kind: DutyKind, tries: int) -> timedelta:
    """How long to wait before the next try: doubling from 2 s to 30 s for urgent duties, from 15 s to 30 min else."""
    first, most = (2, 30) if kind in URGENT else (15, 1800)
    return timedelta(seconds=min(first * 2 ** (tries - 1), most))
