"""Jobs in a real store, with a video platform in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.words import SlackWords
from integrations.mail import MailInviter, SmtpPostman
from integrations.vault import SignedDoorKeys
from jobs.means import Means
from jobs.runner import Handler
from mentoring.alerts import Alert, AlertReason
from mentoring.duties import Duty, DutyKind, PlannedDuty
from mentoring.matches import Match
from mentoring.ports import RoomProvider
from mentoring.rooms import Platform
from mentoring.sessions import PlannedSession, Session
from sandbox.clock import MovableClock
from tests.contract.program_fixtures import FIRST_DAY, NOW, POLICY, Office
from web.letters import PlainLetters

HOUR = timedelta(hours=1)
FAR_DAY = FIRST_DAY + timedelta(days=200)
HALF_PAST_FOUR = datetime.fromisoformat("2026-11-05T16:30:00-05:00")
"""A Thursday, on which nobody has a session by their weekly slot."""


def means_of(
    office: Office,
    rooms: Mapping[Platform, RoomProvider],
    hosts: Mapping[Platform, Mapping[str, int]] | None = None,
    *,
    at: datetime = NOW,
) -> Means:
    postman = SmtpPostman(url="smtp://127.0.0.1:1", sender="Office <office@example.org>")
    return Means(
        store=office.store,
        clock=MovableClock(at),
        policy=POLICY,
        rooms=rooms,
        inviter=MailInviter(postman),
        postman=postman,
        messenger=None,
        doors=SignedDoorKeys("k" * 40, public_url="https://mentoring.example.org"),
        words=SlackWords(),
        letters=PlainLetters(POLICY),
        hosts=hosts or {},
    )


def zoom_match(office: Office) -> Match:
    return office.active(office.draft(platform=Platform.ZOOM))


def meet_match(office: Office) -> Match:
    return office.active(office.draft())


def extra(office: Office, match: Match, *starts: timedelta, length: timedelta = HOUR) -> list[Session]:
    """More sessions of this match, so long after half past four, each under a day of its own that nobody else has."""
    with office.store.begin() as work:
        taken = len(work.sessions.days_of(match.id))
        days: Sequence[date] = [FAR_DAY + timedelta(days=taken + n) for n in range(len(starts))]
        planned = [
            PlannedSession(day, HALF_PAST_FOUR + start, HALF_PAST_FOUR + start + length)
            for day, start in zip(days, starts, strict=True)
        ]
        return list(work.sessions.add(match, planned))


def do(office: Office, handler: Handler, *planned: PlannedDuty, at: datetime) -> Sequence[Duty]:
    """Plans these duties for now, takes them and hands them over, as the runner would."""
    with office.store.begin() as work:
        work.duties.plan([replace(duty, due_at=at) for duty in planned])
    return take_on(office, handler, planned[0].kind, at=at)


def take_on(office: Office, handler: Handler, kind: DutyKind, *, at: datetime) -> Sequence[Duty]:
    """Whatever of that kind is due."""
    with office.store.begin() as work:
        duties = work.duties.take([kind], at=at, limit=100)
    if duties:
        handler(duties, at=at)
    return duties


def alerts(office: Office, reason: AlertReason) -> dict[int, Alert]:
    with office.store.look() as view:
        return {alert.session_id: alert for alert in view.alerts.all() if alert.reason is reason}
