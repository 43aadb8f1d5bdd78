"""Adapters -> the running parts. Demo and production differ only in the settings and the clock they bring."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from fastapi import FastAPI

from bot.app import build_app
from bot.desk import Desk
from bot.listeners import Listeners
from bot.manifest import SCOPES
from bot.words import SlackWords
from config.settings import Settings
from config.wiring import Adapters, connect
from jobs.auditor import Auditor
from jobs.examining import next_examination
from jobs.horizon import sweep
from jobs.means import Means
from jobs.nominations import standing_duties
from jobs.retention import next_night
from jobs.runner import Runner
from jobs.scheduler import Scheduler
from jobs.timetable import runners
from mentoring.acts.lapsing import lapse_check
from mentoring.duties import DutyKind
from mentoring.links import Page
from mentoring.ports import Clock
from web.app import build_web
from web.context import WebContext
from web.letters import PlainLetters


@dataclass(frozen=True)
class Service:
    """The parts of a running Chaperone. `lanes` are the runners by name; `scheduler` drives them once a second; what is
    asked in Slack is done by the `listeners`."""

    adapters: Adapters
    means: Means
    lanes: Mapping[str, Runner]
    scheduler: Scheduler
    listeners: Listeners
    web: FastAPI

    def begin(self) -> None:
        """Takes up what a killed process left, and plans the nightly sweep."""
        for runner in self.lanes.values():
            runner.recover()
        at = self.means.clock.now()
        with self.adapters.store.begin() as work:
            work.duties.plan([sweep(at), next_examination(at), lapse_check(at)])
            work.duties.plan([next_night(DutyKind.ERASE_LETTERS, at=at)])
            work.duties.plan(standing_duties(work, at=at))

    def run_due(self) -> int:
        """Everything that is due now, in every lane, until nothing is left; how many duties were handled."""
        handled = 0
        while done := sum(runner.run_due() for runner in self.lanes.values()):
            handled += done
        return handled

    def close(self) -> None:
        """What was asked in Slack is done first."""
        self.listeners.shutdown()
        self.adapters.store.close()


def assemble(settings: Settings, clock: Clock) -> Service:
    """Builds everything; starts nothing."""
    adapters = connect(settings, slack_scopes=SCOPES)

    def family_link(person_id: int) -> str:
        return adapters.pages.link(Page.FAMILY, person_id, holder_id=person_id, at=clock.now())

    means = Means(
        store=adapters.store,
        clock=clock,
        policy=settings.policy,
        rooms=adapters.rooms,
        inviter=adapters.inviter,
        postman=adapters.postman,
        messenger=adapters.messenger,
        doors=adapters.doors,
        pages=adapters.pages,
        words=SlackWords(),
        letters=PlainLetters(settings.policy, ZoneInfo(settings.timezone), family_link),
        hosts=adapters.hosts,
        materials=settings.materials,
        directory=adapters.directory,
        examiners=adapters.examiners,
    )
    lanes = runners(means)
    auditor = Auditor(adapters.store, clock, lanes, adapters.heartbeat)
    listeners = Listeners()
    web = _web(settings, adapters, means, lanes, listeners)
    return Service(adapters, means, lanes, Scheduler(lanes, auditor), listeners, web)


def _web(
    settings: Settings, adapters: Adapters, means: Means, lanes: Mapping[str, Runner], listeners: Listeners
) -> FastAPI:
    platforms = frozenset(means.rooms)
    desk = Desk(
        means.store, means.clock, means.policy, means.doors, adapters.names, platforms, means.hosts, means.materials
    )
    slack = build_app(
        desk,
        token=settings.slack_bot_token.get_secret_value(),
        signing_secret=settings.slack_signing_secret.get_secret_value(),
        api_url=settings.slack_api_url,
        listeners=listeners,
    )

    def ticks() -> Mapping[str, datetime | None]:
        return {name: runner.last_tick for name, runner in lanes.items()}

    return build_web(
        WebContext(
            store=means.store,
            clock=means.clock,
            policy=means.policy,
            doors=means.doors,
            pages=means.pages,
            forms=adapters.forms,
            names=adapters.names,
            rooms=means.rooms,
            slack=slack,
            zoom=adapters.zoom_webhook,
            ticks=ticks,
        )
    )
