"""The numbers of the safety case. Defaults are ours (safeguarding section 4); a program or a match may override."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from mentoring.checkins import USUAL, Cadence
from mentoring.programs import Program


@dataclass(frozen=True)
class Policy:
    """How long things may take. `end_unmonitored_after` None: only a person ends a room."""

    horizon: timedelta = timedelta(days=28)
    """How far ahead sessions are planned."""
    provision_ahead: timedelta = timedelta(days=7)
    """How long before its start a session gets its room and its invitations."""
    room_deadline: timedelta = timedelta(hours=24)
    """A room not ready this long before the start is told to a manager."""
    remind_day_ahead: timedelta = timedelta(hours=24)
    remind_soon_ahead: timedelta = timedelta(minutes=15)
    doors_open_ahead: timedelta = timedelta(minutes=15)
    doors_close_after: timedelta = timedelta(minutes=0)
    doors_told_after: timedelta = timedelta(days=14)
    """How long after its session a door still says what became of it; then it is a link that is over."""
    monitor_grace: timedelta = timedelta(minutes=3)
    """How long after the start a missing monitor is waited for (C7)."""
    unmonitored_grace: timedelta = timedelta(seconds=60)
    """How long mentor and student may be without a monitor who was there, before an alert (R070), and how long it may
    be unknown whether they are."""
    early_grace: timedelta = timedelta(minutes=10)
    """How long mentor and student who came early may wait together for the monitor, before that grace begins."""
    unread_grace: timedelta = timedelta(minutes=3)
    """How long it may be unknown whether anything keeps a running session."""
    ack_timeout: timedelta = timedelta(seconds=90)
    """How long a manager has before the next person on the ladder is told."""
    taken_patience: timedelta = timedelta(minutes=5)
    """How long whoever has taken an alert on has to end it, while mentor and student go on without a monitor."""
    ladder_rounds: int = 3
    """How often the ladder is climbed before we stop repeating ourselves."""
    watch_every: timedelta = timedelta(seconds=25)
    """With the time that a round takes, what is kept of a call is found within thirty seconds."""
    close_out_after: timedelta = timedelta(minutes=5)
    """Late webhooks and records are waited for this long before the record is written."""
    room_ends_after: timedelta = timedelta(minutes=5)
    """How long after the end our room is ended for everybody; not longer than its host is kept for it."""
    reconcile_after: timedelta = timedelta(minutes=30)
    """When the platform's own record of a session is first asked for."""
    host_margin_before: timedelta = timedelta(minutes=15)
    """A Zoom host is taken this long before the start, for doors open early."""
    host_margin_after: timedelta = timedelta(minutes=10)
    """And this long after the end, for meetings overrun."""
    cover_deadline: timedelta = timedelta(hours=2)
    """A session that still wants cover so long before its start is called off: families hear of it in good time."""
    cover_search: timedelta = timedelta(minutes=30)
    """What falls away later than that is looked for so long, at the longest until the start."""
    cover_pressing: timedelta = timedelta(hours=1)
    """So long before its start a session that wants cover calls its managers until one of them answers."""
    offer_now: timedelta = timedelta(seconds=45)
    """How long one stand-in has to answer when the start is nearer than `cover_deadline`."""
    offer_today: timedelta = timedelta(minutes=10)
    """The same within a day of the start."""
    offer_ahead: timedelta = timedelta(hours=4)
    """The same when there are days."""
    check_warnings: tuple[int, ...] = (60, 30, 7)
    """Days before a background check runs out on which the volunteer and their managers are warned (L3)."""
    hold_ahead: timedelta = timedelta(days=7)
    """The sessions of a mentor whose clearance has run out are called off so long ahead."""
    misses_within: timedelta = timedelta(weeks=4)
    """How long a session that its proctor did not come to is counted."""
    end_unmonitored_after: timedelta | None = None
    answer_reminded_after: timedelta = timedelta(days=3)
    """When somebody who was asked about a match, and has not answered, is asked once more."""
    answer_missed_after: timedelta = timedelta(days=7)
    """When the manager hears who has still not answered."""
    checklist_ahead: timedelta = timedelta(hours=24)
    """How long before the first session its checklist comes to the mentor."""
    communication_reminded_after: timedelta = timedelta(days=3)
    """How long after the first session a mentor without a communication plan is reminded of it."""
    communication_missed_after: timedelta = timedelta(days=7)
    """And the manager told (R121)."""
    leaving_reminded_after: timedelta = timedelta(days=2)
    """When the manager of a match that somebody wants to leave is reminded of it."""
    most_matches: int = 20
    """Of one person, until a manager raises it for them."""
    most_weekly: timedelta = timedelta(hours=20)
    """In sessions, of one person."""
    least_gap: timedelta = timedelta(minutes=0)
    """Between two sessions of one person; nothing: back to back is fine."""
    training_gap: timedelta = timedelta(minutes=5)
    """How long somebody may be off the platform in a training, at a stretch; one second more, and they sign up again
    (R043). Never for sessions (C9)."""
    training_closes_after: timedelta = timedelta(minutes=15)
    """When it is judged who attended a training; its closing mail is due within the hour (R051)."""
    relay_a_day: int = 6
    """Messages that one person may write through the relay within 24 hours."""
    farewell_within: timedelta = timedelta(days=7)
    """How long after the end of a match each side may write one farewell."""
    concern_oral_within: timedelta = timedelta(minutes=60)
    """An oral report to the state is made at once; later than this it is overdue (safeguarding L1)."""
    concern_oral_reminders: tuple[timedelta, ...] = (timedelta(minutes=30), timedelta(minutes=50))
    concern_written_within: timedelta = timedelta(hours=48)
    """By law (M.G.L. c.119 s.51A)."""
    concern_written_reminders: tuple[timedelta, ...] = (timedelta(hours=24), timedelta(hours=36), timedelta(hours=44))
    concern_called_again: timedelta = timedelta(hours=1)
    """How often all on its list are called to an urgent one that nobody has taken on when the ladder is climbed."""
    concern_waits: timedelta = timedelta(hours=24)
    """When one that is not urgent, and about which nobody has done anything, is told of once more."""
    year_end_told_ahead: timedelta = timedelta(days=30)
    """How long before the last day of a program its managers hear how many matches end then (R013)."""
    letters_kept_after: timedelta = timedelta(days=30)
    """How long after the end of their program year, or after they were written, messages of the relay are kept: free
    text goes with the program year (safeguarding section 8), and farewells may be answered for first."""
    check_ins: Cadence = USUAL
    """How often the office speaks with everybody of a match (safeguarding L11)."""
    check_ins_of: tuple[tuple[str, Cadence], ...] = ()
    """Programs, by their keys, that do so otherwise."""

    def cadence(self, program: Program) -> Cadence:
        return dict(self.check_ins_of).get(program.key, self.check_ins)
