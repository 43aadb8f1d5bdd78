"""The queue of nominations: who waits, since when, and what a manager decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from mentoring.acts.enrolling import enrol
from mentoring.acts.knowing import Known, hold_against_students, known_lines, not_the_student_of, still_to_say
from mentoring.acts.nominating import find_nomination, hold_against_others, receive, require_draft
from mentoring.likeness import Likeness, LikeVerdict
from mentoring.matches import Match
from mentoring.nominations import (
    DeclineReason,
    Nomination,
    NominationState,
    NotAlike,
    WrongNominationStep,
    check_step,
)
from mentoring.paging import PAGE, paged
from mentoring.people import Person
from mentoring.permissions import require_manager
from mentoring.ports import NameLikeness
from mentoring.store import Store, Work
from mentoring.store.nominations import Wanted
from mentoring.stored import Deed


@dataclass(frozen=True)
class QueueLine:
    """One nomination in the list, with the others that may be the same child and of which nobody has decided yet."""

    nomination: Nomination
    alike: Sequence[Likeness]
    known: Sequence[Known] = ()
    """Students who are here and may be meant, where nobody has decided yet."""


@dataclass(frozen=True)
class Queue:
    """One page of the queue; `page` counts from 1. `held`: how many came in a burst, and `newest_held` their highest
    number."""

    lines: Sequence[QueueLine]
    page: int
    pages: int
    total: int
    held: int = 0
    newest_held: int = 0


@dataclass(frozen=True)
class NominationView:
    """One nomination whole: who had it in hand, and the others that may be the same child, with what they say."""

    nomination: Nomination
    people: Mapping[int, Person]
    alike: Sequence[tuple[Likeness, Nomination]]
    known: Sequence[Known] = ()
    student: Person | None = None
    """As whom the student is here, once they are."""


def list_nominations(store: Store, *, actor: Person, wanted: Wanted, page: int) -> Queue:
    """Waiting longest first. Raises ManagersOnly. A page past the end is the last one."""
    require_manager(actor)
    with store.look() as view:
        total = view.nominations.count(wanted)
        page, pages = paged(total, page)
        found = view.nominations.page(wanted, limit=PAGE, offset=(page - 1) * PAGE)
        numbers = [nomination.id for nomination in found]
        pairs, known = view.nominations.likenesses(numbers), known_lines(view, numbers)
        held = view.nominations.burst()
    return Queue([_line(one, pairs, known) for one in found], page, pages, total, *held)


def _line(nomination: Nomination, pairs: Sequence[Likeness], known: Sequence[Known]) -> QueueLine:
    mine = [one for one in known if one.pair.nomination_id == nomination.id and still_to_say(nomination, one.pair)]
    return QueueLine(nomination, _undecided(nomination, pairs), mine)


def _undecided(nomination: Nomination, pairs: Sequence[Likeness]) -> list[Likeness]:
    mine = (pair for pair in pairs if nomination.id in (pair.nomination_id, pair.other_id))
    return [pair for pair in mine if pair.verdict is LikeVerdict.OPEN]


def show_nomination(store: Store, *, actor: Person, nomination_id: int) -> NominationView:
    """Raises ManagersOnly, NoSuchNomination."""
    require_manager(actor)
    with store.look() as view:
        nomination = find_nomination(view, nomination_id)
        pairs = view.nominations.likenesses([nomination_id])
        others = view.nominations.many([pair.beside(nomination_id) for pair in pairs])
        named = {nomination.entered_by, nomination.changed_by, nomination.student_id} - {None}
        people = view.people.many({person for person in named if person is not None})
        known = known_lines(view, [nomination_id])
    alike = [(pair, others[pair.beside(nomination_id)]) for pair in pairs]
    return NominationView(nomination, people, alike, known, people.get(nomination.student_id or 0))


def let_through(store: Store, *, actor: Person, nomination_id: int, names: NameLikeness, at: datetime) -> Nomination:
    """A manager finds one genuine that was held: it goes the way of every other, letter and all. Raises ManagersOnly,
    NoSuchNomination, NominationErased, WrongNominationStep."""
    require_manager(actor)
    with store.begin() as work:
        nomination = find_nomination(work, nomination_id)
        draft = require_draft(nomination)
        new = _step(work, nomination, NominationState.NEW, actor=actor, at=at)
        receive(work, new, draft, names, at=at)
        return new


def assess(store: Store, *, actor: Person, nomination_id: int, names: NameLikeness, at: datetime) -> Nomination:
    """A manager takes it in hand, or takes a decision back. It is held against the others once more: two that came
    in the same moment did not see each other. Raises ManagersOnly, NoSuchNomination, NominationErased,
    WrongNominationStep."""
    require_manager(actor)
    with store.begin() as work:
        nomination = find_nomination(work, nomination_id)
        draft = require_draft(nomination)
        hold_against_others(work, nomination, draft, names)
        return _step(work, nomination, NominationState.ASSESSING, actor=actor, at=at)


def make_ready(store: Store, *, actor: Person, nomination_id: int, names: NameLikeness, at: datetime) -> Nomination:
    """The student can be matched, and is a person of the program from now on. They are held against the students who
    are here once more: somebody may have come since. Raises ManagersOnly, NoSuchNomination, NominationErased,
    WrongNominationStep, Perhaps, NoAddressAtHome, AddressOfSomebodyElse."""
    require_manager(actor)
    # By itself, for a refusal below must not take the question with it that it asks to answer.
    with store.begin() as work:
        nomination = find_nomination(work, nomination_id)
        hold_against_students(work, nomination, require_draft(nomination), names)
    with store.begin() as work:
        # The step first: of two that press at once, only one goes on to make people.
        ready = _step(work, find_nomination(work, nomination_id), NominationState.READY, actor=actor, at=at)
        enrol(work, ready, require_draft(ready), actor=actor, at=at)
        return find_nomination(work, nomination_id)


def decline(store: Store, *, actor: Person, nomination_id: int, why: DeclineReason, at: datetime) -> Nomination:
    """Raises ManagersOnly, NoSuchNomination, WrongNominationStep."""
    require_manager(actor)
    with store.begin() as work:
        nomination = find_nomination(work, nomination_id)
        return _step(work, nomination, NominationState.DECLINED, actor=actor, at=at, why=why)


def withdraw(store: Store, *, actor: Person, nomination_id: int, at: datetime) -> Nomination:
    """Whoever nominated does not want it any more, and has told a manager so. Raises ManagersOnly, NoSuchNomination,
    WrongNominationStep."""
    require_manager(actor)
    with store.begin() as work:
        return _step(work, find_nomination(work, nomination_id), NominationState.WITHDRAWN, actor=actor, at=at)


def same_child(store: Store, *, actor: Person, nomination_id: int, other_id: int, at: datetime) -> Nomination:
    """This one is declined as a duplicate of the other, and linked to it. Raises ManagersOnly, NoSuchNomination,
    NotAlike, WrongNominationStep."""
    require_manager(actor)
    with store.begin() as work:
        nomination = find_nomination(work, nomination_id)
        _decide(work, nomination_id, other_id, LikeVerdict.SAME, actor=actor, at=at)
        duplicate = DeclineReason.DUPLICATE
        return _step(
            work, nomination, NominationState.DECLINED, actor=actor, at=at, why=duplicate, duplicate_of=other_id
        )


def different_child(store: Store, *, actor: Person, nomination_id: int, other_id: int, at: datetime) -> Nomination:
    """These two are not the same child: it is never asked again. Raises ManagersOnly, NoSuchNomination, NotAlike."""
    require_manager(actor)
    with store.begin() as work:
        nomination = find_nomination(work, nomination_id)
        _decide(work, nomination_id, other_id, LikeVerdict.DIFFERENT, actor=actor, at=at)
        not_the_student_of(work, nomination, find_nomination(work, other_id), actor=actor, at=at)
        return nomination


def _decide(
    work: Work, nomination_id: int, other_id: int, verdict: LikeVerdict, *, actor: Person, at: datetime
) -> None:
    pairs = work.nominations.likenesses([nomination_id])
    pair = next((pair for pair in pairs if pair.beside(nomination_id) == other_id), None)
    if pair is None or pair.verdict is not LikeVerdict.OPEN:
        raise NotAlike
    if not work.nominations.decide(pair, verdict, by=actor.id, at=at):
        raise NotAlike
    about, after = f"nomination-{nomination_id}", f"{verdict} as nomination-{other_id}"
    work.deeds.add(Deed(at, actor.id, "nomination.likeness", about, LikeVerdict.OPEN, after))


def nominations_matched(work: Work, match: Match, *, at: datetime) -> None:
    """A match was made: the nominations of its students that were ready have come to their end."""
    for nomination in work.nominations.ready_for(match.student_ids):
        if work.nominations.move(nomination, NominationState.MATCHED, by=match.manager_id, at=at, match_id=match.id):
            after = f"{NominationState.MATCHED} in match-{match.id}"
            work.deeds.add(
                Deed(at, match.manager_id, "nomination.matched", nomination.subject, nomination.state, after)
            )


def _step(
    work: Work,
    nomination: Nomination,
    to: NominationState,
    *,
    actor: Person,
    at: datetime,
    why: DeclineReason | None = None,
    duplicate_of: int | None = None,
) -> Nomination:
    check_step(nomination, to)
    if not work.nominations.move(nomination, to, by=actor.id, at=at, why=why, duplicate_of=duplicate_of):
        raise WrongNominationStep(find_nomination(work, nomination.id), to)
    deed = Deed(at, actor.id, f"nomination.{to}", nomination.subject, nomination.state, to, why or "")
    work.deeds.add(deed)
    return find_nomination(work, nomination.id)
