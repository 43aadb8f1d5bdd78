"""Invitations: each person's own, with their own door and nobody else's address (R086, C12)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from jobs.errands import settle
from jobs.means import Means
from jobs.outside import ask_all
from jobs.recipients import Reader, recipients
from mentoring.acts.looking import SessionLine
from mentoring.duties import Duty, DutyState, company, occurrence
from mentoring.people import Person
from mentoring.policy import Policy
from mentoring.ports import Invitation
from mentoring.sessions import NOT_OVER


@dataclass(frozen=True)
class _Errand:
    """`held`: the version of the session that this person's invitation tells of. Whoever is no longer of the session
    holds one of a version before."""

    duty: Duty
    line: SessionLine
    reader: Reader
    link: str
    held: int

    @property
    def still_invited(self) -> bool:
        return self.held == self.line.session.version and self.line.session.state in NOT_OVER

    def wants_invitation(self) -> bool:
        """Not a duty of a version before, whose time is not true any more."""
        session = self.line.session
        return self.still_invited and self.duty.occurrence == occurrence(session, self.duty.person_id)

    def wants_withdrawal(self, *, at: datetime, policy: Policy) -> bool:
        """Not when this person is back in, nor before there was anything to withdraw: a session that was never changed
        invites nobody earlier than its room is made."""
        invited = self.held > 1 or at >= self.line.session.starts_at - policy.provision_ahead
        return invited and not self.still_invited


class Inviting:
    """Handlers of the duties `invite` and `withdraw`. RFC 5545: every version of an invitation has a higher SEQUENCE,
    and so has its withdrawal; the invitation itself stays one and the same, whatever becomes of the session."""

    def __init__(self, means: Means) -> None:
        self._means, self._store = means, means.store

    def invite(self, duties: Sequence[Duty], *, at: datetime) -> None:
        inviter = self._means.inviter
        wanted = [errand for errand in self._read(duties) if errand.wants_invitation()]
        self._bring(duties, wanted, lambda errand: inviter.send(self._invitation(errand), at=at), at)

    def withdraw(self, duties: Sequence[Duty], *, at: datetime) -> None:
        inviter, policy = self._means.inviter, self._means.policy
        wanted = [errand for errand in self._read(duties) if errand.wants_withdrawal(at=at, policy=policy)]
        self._bring(duties, wanted, lambda errand: inviter.withdraw(self._withdrawal(errand), at=at), at)

    def _bring(
        self, duties: Sequence[Duty], errands: Sequence[_Errand], act: Callable[[_Errand], None], at: datetime
    ) -> None:
        results = ask_all(act, errands, threads=self._means.threads)
        nobody = {duty.id for duty in duties} - {errand.duty.id for errand in errands}
        with self._store.begin() as work:
            work.duties.finish(nobody, DutyState.SKIPPED, at=at, note="no longer wanted, or no address")
        settle(self._store, [(errand.duty, result) for errand, result in results], at=self._means.clock.now())

    def _read(self, duties: Sequence[Duty]) -> list[_Errand]:
        return [
            _Errand(to.duty, to.line, to.reader, self._means.doors.link(to.door), _held(to.line, to.person))
            for to in recipients(self._store, duties)
            if to.reader.person.email and to.door is not None
        ]

    def _invitation(self, errand: _Errand) -> Invitation:
        reader = errand.reader
        said = self._means.letters.invitation(errand.line, reader.person, reader.child, errand.link)
        return _version(errand, errand.held - 1, said)

    def _withdrawal(self, errand: _Errand) -> Invitation:
        return _version(errand, errand.held, self._means.letters.withdrawal(errand.line, errand.reader.person))


def _version(errand: _Errand, sequence: int, title_and_body: tuple[str, str]) -> Invitation:
    """One version of the one invitation that this person has to this session."""
    session, person = errand.line.session, errand.reader.person
    return Invitation(
        f"session-{session.id}-person-{errand.duty.person_id}",
        sequence,
        person.email or "",
        person.name,
        *title_and_body,
        door=errand.link,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        timezone=errand.line.program.timezone,
    )


def _held(line: SessionLine, person: Person) -> int:
    of_it = person.id in company(line.session, line.match).everybody
    return line.session.version if of_it else line.session.version - 1
