"""Invitations: each person's own, with their own door and nobody else's address (R086, C12)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from jobs.errands import settle
from jobs.means import Means
from jobs.outside import ask_all
from jobs.reminders import Reader, reader_for, with_guardians
from mentoring.acts.looking import SessionLine, session_lines
from mentoring.duties import Duty, DutyState
from mentoring.ports import Invitation
from mentoring.sessions import AHEAD


@dataclass(frozen=True)
class _Errand:
    duty: Duty
    line: SessionLine
    invitation: Invitation


class Inviting:
    """Handlers of the duties `invite` and `withdraw`."""

    def __init__(self, means: Means) -> None:
        self._means, self._store = means, means.store

    def invite(self, duties: Sequence[Duty], *, at: datetime) -> None:
        inviter = self._means.inviter
        wanted = [errand for errand in self._read(duties, sequence=0) if errand.line.session.state in AHEAD]
        self._bring(duties, wanted, lambda errand: inviter.send(errand.invitation, at=at), at)

    def withdraw(self, duties: Sequence[Duty], *, at: datetime) -> None:
        inviter = self._means.inviter
        errands = self._read(duties, sequence=1)
        self._bring(duties, errands, lambda errand: inviter.withdraw(errand.invitation, at=at), at)

    def _bring(
        self, duties: Sequence[Duty], errands: Sequence[_Errand], act: Callable[[_Errand], None], at: datetime
    ) -> None:
        results = ask_all(act, errands, threads=self._means.threads)
        nobody = {duty.id for duty in duties} - {errand.duty.id for errand in errands}
        with self._store.begin() as work:
            work.duties.finish(nobody, DutyState.SKIPPED, at=at, note="no longer wanted, or no address")
        settle(self._store, [(errand.duty, result) for errand, result in results], at=self._means.clock.now())

    def _read(self, duties: Sequence[Duty], *, sequence: int) -> list[_Errand]:
        with self._store.look() as view:
            sessions = view.sessions.many({duty.subject.id for duty in duties})
            lines = {line.session.id: line for line in session_lines(view, list(sessions.values()))}
            people = with_guardians(view, view.people.many({d.person_id for d in duties if d.person_id}))
            doors = {d.id: view.doors.of(d.subject.id, d.person_id or 0) for d in duties}
        errands = []
        for duty in duties:
            reader, door = reader_for(people[duty.person_id or 0], people), doors[duty.id]
            if reader.person.email and door is not None:
                link = self._means.doors.link(door)
                invitation = self._invitation(duty, lines[duty.subject.id], reader, link, sequence)
                errands.append(_Errand(duty, lines[duty.subject.id], invitation))
        return errands

    def _invitation(self, duty: Duty, line: SessionLine, reader: Reader, door: str, sequence: int) -> Invitation:
        title, body = self._means.letters.invitation(line, reader.person, reader.child, door)
        return Invitation(
            effect_key=f"session-{line.session.id}-{duty.occurrence}",
            sequence=sequence,
            email=reader.person.email or "",
            name=reader.person.name,
            title=title,
            body=body,
            door=door,
            starts_at=line.session.starts_at,
            ends_at=line.session.ends_at,
            timezone=line.program.timezone,
        )
