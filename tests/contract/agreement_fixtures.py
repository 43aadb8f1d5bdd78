"""A proposed match in the small program, and those who are asked about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

import pytest

from jobs.matchkeeping import Matchkeeping
from mentoring.acts.consenting import Answered, answer_match, offer_again
from mentoring.acts.ending import end_match, leave_match
from mentoring.acts.pausing import pause_match, resume_match
from mentoring.consents import Choice
from mentoring.duties import DutyKind, DutyState, Subject, SubjectKind, match_subject
from mentoring.errors import Refusal
from mentoring.matches import Match, MatchDraft, MatchState
from mentoring.tidings import Tiding, Topic
from tests.contract.program_fixtures import NOW, POLICY, Office, new_request

DAY = timedelta(days=1)


class Round:
    """One match, and what people do with it. `at` is the time, moved by hand."""

    def __init__(self, office: Office, match: Match) -> None:
        self.office, self.store, self.id, self.at = office, office.store, match.id, NOW

    @property
    def match(self) -> Match:
        with self.store.look() as view:
            match = view.matches.get(self.id)
        assert match is not None
        return match

    def state(self) -> MatchState:
        return self.match.state

    def answer(
        self, key: str, choice: Choice = Choice.YES, *, why: str = "", starts_on: date | None = None
    ) -> Answered:
        return answer_match(
            self.store,
            actor=self.office[key],
            match_id=self.id,
            choice=choice,
            why=why,
            starts_on=starts_on,
            at=self.at,
            policy=POLICY,
        )

    def offer_again(self, by: str = "dana") -> Match:
        return offer_again(
            self.store, actor=self.office[by], match_id=self.id, request=new_request(), at=self.at, policy=POLICY
        )

    def pause(self, until: date, *, why: str = "exams", by: str = "dana") -> Match:
        return pause_match(
            self.store,
            actor=self.office[by],
            match_id=self.id,
            until=until,
            why=why,
            request=new_request(),
            at=self.at,
            policy=POLICY,
        )

    def resume(self, by: str = "dana") -> Match:
        return resume_match(
            self.store, actor=self.office[by], match_id=self.id, request=new_request(), at=self.at, policy=POLICY
        )

    def end(self, *, why: str = "goal reached", by: str = "dana") -> Match:
        return end_match(
            self.store, actor=self.office[by], match_id=self.id, why=why, request=new_request(), at=self.at
        )

    def leave(self, by: str, *, why: str = "I move away") -> Match:
        return leave_match(self.store, actor=self.office[by], match_id=self.id, why=why, at=self.at, policy=POLICY)

    def told(self, *topics: Topic) -> list[tuple[str, str]]:
        """Topic and reader of every tiding of this match, in order."""
        return [(one.topic, self.key(one.reader_id)) for one in self.tidings(*topics)]

    def tidings(self, *topics: Topic) -> Sequence[Tiding]:
        with self.store.look() as view:
            found = [view.tidings.many(view.tidings.numbers(self.id, topic)) for topic in topics or Topic]
        return [one for _, one in sorted((number, one) for some in found for number, one in some.items())]

    def key(self, person_id: int) -> str:
        with self.store.look() as view:
            return view.people.get(person_id).key

    def deeds(self) -> list[str]:
        return self.office.deeds(f"match-{self.id}")

    def run(self, *kinds: DutyKind, at: datetime | None = None) -> None:
        """What falls due of these kinds, as the lanes would do it."""
        self.at = at or self.at
        with self.store.begin() as work:
            duties = work.duties.take(kinds, at=self.at, limit=100)
        for duty in duties:
            handler(self.store)[duty.kind]([duty], at=self.at)

    def bring(self, *, fail: Sequence[str] = ()) -> None:
        """Every tiding reaches its reader, but for these."""
        with self.store.begin() as work:
            for duty in work.duties.take([DutyKind.BRING_TIDING], at=self.at, limit=1000):
                reader = work.people.get(duty.person_id or 0).key
                work.duties.finish([duty.id], DutyState.FAILED if reader in fail else DutyState.DONE, at=self.at)

    def waiting(self, kind: DutyKind) -> list[datetime]:
        return [row.due_at for row in self.office.duties(match_subject(self.id), kind) if row.state == "waiting"]


class _Means:
    """All that match keeping asks for."""

    def __init__(self, store: object) -> None:
        self.store, self.policy = store, POLICY


def handler(store: object) -> dict[DutyKind, Callable[..., None]]:
    keeping = Matchkeeping(_Means(store))  # type: ignore[arg-type]  # a store and a policy are all it takes
    return {
        DutyKind.ASK_AGAIN: keeping.ask_again,
        DutyKind.MISS_ANSWERS: keeping.miss_answers,
        DutyKind.RESUME_MATCH: keeping.resume,
        DutyKind.CLOSE_MATCH: keeping.close,
        DutyKind.RECALL_LEAVING: keeping.recall_leaving,
        DutyKind.FIRST_DAY: keeping.first_day,
        DutyKind.COMMUNICATION: keeping.communication,
    }


def proposed(office: Office, draft: MatchDraft | None = None) -> Round:
    """A match that has been asked about: by default Amara's, whose guardian is Grace."""
    return Round(office, office.create(draft or office.draft(student="amara", starts_on=None)))


def released(office: Office, draft: MatchDraft | None = None) -> Round:
    return Round(office, office.active(draft or office.draft(student="amara")))


def refused(round_: Round, act: Callable[[], object], refusal: type[Refusal]) -> Refusal:
    """The act is refused, and nothing is left of it."""

    def state() -> tuple[object, ...]:
        sessions = round_.office.sessions(round_.match)
        duties = [tuple(round_.office.duties(Subject(SubjectKind.SESSION, s.id))) for s in sessions]
        return round_.match, sessions, duties, round_.told(), round_.deeds()

    before = state()
    with pytest.raises(refusal) as raised:
        act()
    assert state() == before
    return raised.value
