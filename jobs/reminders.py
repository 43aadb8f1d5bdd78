"""Reminders and notices: a direct message where a person has Slack, a letter where not; through the guardian where
the student is under 18."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from jobs.errands import settle
from jobs.means import Means, letter
from jobs.post import Parcel, bring
from jobs.recipients import Recipient, recipients
from mentoring.acts.answering import STILL_ON, Notice, Topic
from mentoring.acts.noting import last_focus
from mentoring.duties import Duty, DutyKind, DutyState, company
from mentoring.ports import ChatMessage
from mentoring.sessions import NOT_OVER
from mentoring.stored import Answer


@dataclass(frozen=True)
class _Errand(Recipient):
    was: datetime | None = None
    """When a session that was moved several times would have begun at first."""

    @property
    def notice(self) -> Notice:
        notice = Notice.read(self.duty.occurrence)
        return replace(notice, was=self.was or notice.was)

    @property
    def event(self) -> tuple[object, ...]:
        """What happened to the session; of changes, the newest stands for all of its kind."""
        notice = self.notice
        return notice.topic, notice.about, None if notice.topic in STILL_ON else notice.at

    @property
    def meets_soon(self) -> bool:
        """The mentor, minutes before the start."""
        return self.duty.kind is DutyKind.REMIND_SOON and self.person.id == self.line.match.mentor_id

    @property
    def mark(self) -> str:
        return f"{self.duty.kind}-{self.duty.subject.id}-{self.duty.occurrence}"


def once_each(errands: Sequence[_Errand]) -> list[_Errand]:
    """Of several changes that a person is to hear of at once, the newest of each kind, for it tells how the session
    stands now; and nobody hears as a guardian what they hear of in a part of their own."""
    newest: dict[tuple[object, ...], _Errand] = {}
    for errand in sorted(errands, key=lambda errand: errand.notice.version):
        event = (errand.line.session.id, *errand.event, errand.person.id)
        before = newest.get(event)
        newest[event] = errand if before is None else replace(errand, was=before.notice.was)
    own = {event for event, errand in newest.items() if errand.reader.child is None}
    return [
        errand
        for event, errand in newest.items()
        if errand.notice.was != errand.line.session.starts_at
        and (errand.reader.child is None or (*event[:-1], errand.reader.person.id) not in own)
    ]


class Reminders:
    """Handlers of the duties `remind_day`, `remind_soon` and `tell`."""

    def __init__(self, means: Means) -> None:
        self._means, self._store = means, means.store

    def remind(self, duties: Sequence[Duty], *, at: datetime) -> None:
        errands = self._recalled([errand for errand in self._read(duties) if self._wanted(errand)])
        self._bring(duties, [(errand, self._reminder(errand)) for errand in errands], at)

    def tell(self, duties: Sequence[Duty], *, at: datetime) -> None:
        errands = once_each([errand for errand in self._read(duties) if self._still_true(errand)])
        self._bring(duties, [(errand, self._notice(errand)) for errand in errands], at)

    def _read(self, duties: Sequence[Duty]) -> list[_Errand]:
        return [_Errand(**vars(recipient)) for recipient in recipients(self._store, duties)]

    def _recalled(self, errands: Sequence[_Errand]) -> list[_Errand]:
        """A mentor who is about to meet is told what they wanted to go on with (R106)."""
        lines = [errand.line for errand in errands if errand.meets_soon]
        with self._store.look() as view:
            focus = last_focus(view, lines) if lines else {}
        return [
            replace(errand, line=replace(errand.line, last_focus=focus.get(errand.line.session.id, "")))
            if errand.meets_soon
            else errand
            for errand in errands
        ]

    @staticmethod
    def _wanted(errand: _Errand) -> bool:
        """A session that is still on, somebody who has not said that they cannot come, and a door that stands. A
        guardian who watches over it themselves is reminded of that, with the child's door, and not once more."""
        going = errand.line.session.state in NOT_OVER
        said_no = errand.line.answers.get(errand.person.id) is Answer.CANNOT
        twice = errand.reader.child is not None and errand.line.comes_as_adult(errand.reader.person.id)
        return going and not said_no and not twice and errand.door is not None and errand.door.revoked_at is None

    @staticmethod
    def _still_true(errand: _Errand) -> bool:
        """What was changed may have been changed again, or called off, before anybody could be told. Whoever has been
        replaced meanwhile only hears of that."""
        topic, line = errand.notice.topic, errand.line
        if topic is Topic.RELIEVED:
            return errand.person.id != line.session.monitor_id
        concerned = {line.match.manager_id, *company(line.session, line.match).everybody}
        return topic not in STILL_ON or (line.session.state in NOT_OVER and errand.person.id in concerned)

    def _reminder(self, errand: _Errand) -> Parcel:
        soon, door, reader = errand.duty.kind is DutyKind.REMIND_SOON, self._link(errand), errand.reader
        children = [(child, self._means.doors.link(theirs)) for child, theirs in errand.children]
        mail = self._means.letters.reminder(errand.line, reader.person, reader.child, door, children, soon=soon)
        message = self._means.words.reminder(errand.line, reader.person, door, children, soon=soon)
        return self._parcel(errand, message, mail)

    def _notice(self, errand: _Errand) -> Parcel:
        notice, line, reader = errand.notice, errand.line, errand.reader
        about, door = line.people.get(notice.about), self._link(errand)
        message = self._means.words.notice(line, notice, about, reader.person, door)
        mail = self._means.letters.notice(line, notice, about, reader.person, reader.child, door)
        return self._parcel(errand, message, mail)

    def _link(self, errand: _Errand) -> str:
        """The person's own door; empty where they have none that stands."""
        door = errand.door
        return self._means.doors.link(door) if door is not None and door.revoked_at is None else ""

    def _parcel(self, errand: _Errand, message: ChatMessage, mail: tuple[str, str]) -> Parcel:
        """Families read their letter wherever it reaches them: what adults read in Slack is in English, and names every
        student."""
        reader = errand.reader.person
        message = self._means.words.letter(*mail) if errand.of_family else message
        return Parcel(errand.mark, reader, message, letter(errand.mark, reader, mail), errand.duty.interrupted)

    def _bring(self, duties: Sequence[Duty], errands: Sequence[tuple[_Errand, Parcel]], at: datetime) -> None:
        results = bring(self._means, [parcel for _, parcel in errands], at=at)
        mine = {errand.duty.id for errand, _ in errands}
        not_wanted = [duty.id for duty in duties if duty.id not in mine]
        if not_wanted:
            with self._store.begin() as work:
                work.duties.finish(not_wanted, DutyState.SKIPPED, at=at, note="no longer wanted")
        settle(
            self._store,
            [(errand.duty, result) for (errand, _), (_, result) in zip(errands, results, strict=True)],
            at=self._means.clock.now(),
        )
