"""Everything that the messages about some alerts tell, read in one go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from mentoring.acts.looking import SessionLine, session_lines
from mentoring.alerts import Alert, AlertState, ladder
from mentoring.people import Person
from mentoring.store import Door, DoorKeys, Work


@dataclass(frozen=True)
class AlertView:
    """One alert with what its message tells: the session, who has taken it on, who is told next when nobody answers
    for as long as `patience`, and the reader's own door once they have taken it on."""

    alert: Alert
    line: SessionLine
    patience: timedelta
    taken_by: Person | None = None
    next_reader: Person | None = None
    door: str | None = None


@dataclass(frozen=True)
class Briefing:
    """`doors` are those of the managers who have taken an alert on, by session and person."""

    lines: Mapping[int, SessionLine]
    managers: Mapping[int, Person]
    doors: Mapping[tuple[int, int], Door]
    keys: DoorKeys
    patience: timedelta

    @classmethod
    def load(cls, view: Work, alerts: Sequence[Alert], keys: DoorKeys, patience: timedelta) -> Briefing:
        sessions = view.sessions.many({alert.session_id for alert in alerts})
        lines = {line.session.id: line for line in session_lines(view, list(sessions.values()))}
        managers = {manager.id: manager for manager in view.people.managers()}
        taken = [(a.session_id, a.acknowledged_by) for a in alerts if a.acknowledged_by is not None]
        doors = {place: door for place in taken if (door := view.doors.of(*place)) is not None}
        return cls(lines, managers, doors, keys, patience)

    def steps(self, alert: Alert) -> tuple[Person, ...]:
        """The ladder of this alert."""
        line = self.lines[alert.session_id]
        return ladder(line.people[line.match.manager_id], list(self.managers.values()))

    def view(self, alert: Alert, reader: Person, *, next_reader: Person | None = None) -> AlertView:
        taken_by = self.managers.get(alert.acknowledged_by or 0)
        door = self.doors.get((alert.session_id, reader.id)) if alert.state is AlertState.ACKNOWLEDGED else None
        link = self.keys.link(door) if door is not None else None
        return AlertView(alert, self.lines[alert.session_id], self.patience, taken_by, next_reader, link)
