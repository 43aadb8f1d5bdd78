"""The tick, on APScheduler: one interval job per lane, in memory. Deadlines live in the database, not in jobs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from jobs.auditor import Auditor
from jobs.runner import Runner
from jobs.timetable import TICK
from mentoring.errors import whereabouts

log = structlog.get_logger("jobs.scheduler")
AUDIT = timedelta(minutes=1)


def told_briefly(name: str, act: Callable[[], object]) -> Callable[[], None]:
    """APScheduler would log an error in its own words, and a database's words repeat the row that it refused."""

    def run() -> None:
        try:
            act()
        except Exception as error:
            log.error("tick.broke", lane=name, error=type(error).__name__, where=whereabouts(error))

    return run


class Scheduler:
    """Runs every lane each second and the auditor each minute, until it is stopped."""

    def __init__(self, runners: Mapping[str, Runner], auditor: Auditor) -> None:
        # A late tick is run once, however late: the default grace of one second drops it without an error.
        defaults = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        pool = ThreadPoolExecutor(max_workers=len(runners) + 1)
        self._scheduler = BackgroundScheduler(executors={"default": pool}, job_defaults=defaults, timezone="UTC")
        for name, runner in runners.items():
            self._every(TICK, name, runner.run_due)
        self._every(AUDIT, "auditor", auditor.audit)

    def _every(self, interval: timedelta, name: str, act: Callable[[], object]) -> None:
        self._scheduler.add_job(told_briefly(name, act), "interval", seconds=interval.total_seconds(), id=name)

    def start(self) -> None:
        self._scheduler.start()

    def stop(self) -> None:
        """Lets what is running come to its end."""
        self._scheduler.shutdown(wait=True)
