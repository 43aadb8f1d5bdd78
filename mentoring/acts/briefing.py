"""Everything that the messages about some alerts tell, read in one go."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from mentoring.acts.looking import SessionLine, session_lines
from mentoring.alerts import Alert, AlertState, ladder
from mentoring.people import Person, Role
from mentoring.rooms import Platform
from mentoring.store import DoorKeys, Work
from mentoring.stored import Door

JOINERS = "\u200c\u200d"
"""Without them some scripts and many emoji fall apart."""
LONGEST_NAME = 60
"""Characters of what somebody in a room calls themselves that a message repeats."""


@dataclass(frozen=True)
class AlertView:
    """One alert with what its message tells: the session, who has taken it on, who is told next when nobody answers
    for as long as `patience`, and the reader's own door once they have taken it on. `people` are the session's own and
    whoever else a stranger may be; `platforms` are those where its room could be instead."""

    alert: Alert
    line: SessionLine
    patience: timedelta
    taken_by: Person | None = None
    next_reader: Person | None = None
    door: str | None = None
    people: Mapping[int, Person] = field(default_factory=dict)
    platforms: Collection[Platform] = ()


@dataclass(frozen=True)
class Briefing:
    """`managers` are those who can be told by a rung of the ladder, and those who have a message about it, even when
    they are no manager any more. `doors` are those of the managers who have taken an alert on, by session and person.
    """

    lines: Mapping[int, SessionLine]
    managers: Mapping[int, Person]
    doors: Mapping[tuple[int, int], Door]
    keys: DoorKeys
    patience: timedelta
    platforms: Collection[Platform] = ()
    candidates: Mapping[int, Person] = field(default_factory=dict)

    @classmethod
    def load(
        cls,
        view: Work,
        alerts: Sequence[Alert],
        keys: DoorKeys,
        patience: timedelta,
        *,
        rung: int = 0,
        readers: Collection[int] = (),
        platforms: Collection[Platform] = (),
    ) -> Briefing:
        """`rung`: the highest that is climbed now. `readers`: managers whose messages are told anew. `platforms`: those
        that are switched on."""
        sessions = view.sessions.many({alert.session_id for alert in alerts})
        lines = {line.session.id: line for line in session_lines(view, list(sessions.values()))}
        wanted = {*readers, *(a.acknowledged_by for a in alerts if a.acknowledged_by is not None), *_deputies(lines)}
        # The owner, the deputy, and everybody else by their ids: so many at most stand up to the next rung.
        first = view.people.managers(limit=rung + 2)
        found = (*first, *view.people.many(wanted).values())
        managers = {person.id: person for person in found if person.has(Role.MANAGER) or person.id in readers}
        taken = {(a.session_id, a.acknowledged_by) for a in alerts if a.acknowledged_by is not None}
        standing = view.doors.many({session_id for session_id, _ in taken})
        doors = {place: door for place, door in standing.items() if place in taken}
        candidates = view.people.many({person for alert in alerts for person in alert.facts.candidates})
        return cls(lines, managers, doors, keys, patience, platforms, candidates)

    def steps(self, alert: Alert) -> tuple[Person, ...]:
        """The ladder of this alert, up to the rung after the one that is climbed at least."""
        line = self.lines[alert.session_id]
        return ladder(line.people[line.match.manager_id], list(self.managers.values()))

    def view(self, alert: Alert, reader: Person, *, next_reader: Person | None = None) -> AlertView:
        taken_by = self.managers.get(alert.acknowledged_by or 0)
        door = self.doors.get((alert.session_id, reader.id)) if alert.state is AlertState.ACKNOWLEDGED else None
        link = self.keys.link(door) if door is not None else None
        line = self.lines[alert.session_id]
        others = [platform for platform in self.platforms if platform is not line.session.platform]
        return AlertView(
            _readable(alert),
            line,
            self.patience,
            taken_by,
            next_reader,
            link,
            people={**self.candidates, **line.people},
            platforms=others if line.session.platform is not Platform.EXTERNAL else (),
        )


def _readable(alert: Alert) -> Alert:
    """Whoever comes in may call themselves anything: without the characters that steer a text (Unicode UAX 9), and no
    longer than a name."""
    return replace(alert, facts=replace(alert.facts, strangers=tuple(map(_shown, alert.facts.strangers))))


def _shown(name: str) -> str:
    kept = "".join(c for c in name if c in JOINERS or unicodedata.category(c) not in {"Cf", "Cc"}).strip()
    return kept if len(kept) <= LONGEST_NAME else f"{kept[: LONGEST_NAME - 1]}…"


def _deputies(lines: Mapping[int, SessionLine]) -> set[int]:
    owners = (line.people[line.match.manager_id] for line in lines.values())
    return {owner.deputy_id for owner in owners if owner.deputy_id is not None}
