"""A nomination held against the students who are here already, and what a manager says of each (nobody is merged or
made twice without their word)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from mentoring.known_students import KnownStudent, NotPerhaps, Perhaps, known_by, likest_known, namesakes
from mentoring.likeness import LikeVerdict
from mentoring.nominations import OPEN, Nomination, NominationDraft
from mentoring.people import Person, Role
from mentoring.permissions import require_manager
from mentoring.ports import NameLikeness
from mentoring.store import Store, Work
from mentoring.stored import Deed

COMPARED = 100
"""Students of a like name that a nomination is held against, the likest first."""


@dataclass(frozen=True)
class Known:
    """A student who may be meant, with the mentors they are matched with."""

    pair: KnownStudent
    student: Person
    mentors: Sequence[Person]


def hold_against_students(work: Work, nomination: Nomination, draft: NominationDraft, names: NameLikeness) -> None:
    """Writes down which students who are here may be meant, unless it is known who is."""
    if nomination.student_id is not None:
        return
    students = _candidates(work, draft, names)
    homes = work.people.many({student.guardian_id for student in students if student.guardian_id is not None})
    found = [(one.id, known_by(draft, one, one.written_to_through(homes), names)) for one in students]
    work.known_students.note(
        [KnownStudent(nomination.id, student_id, reasons) for student_id, reasons in likest_known(found)]
    )


def _candidates(work: Work, draft: NominationDraft, names: NameLikeness) -> Sequence[Person]:
    """Students of a like name, and whoever lives where the nomination says."""
    near = namesakes(draft, work.people.names(Role.STUDENT), names)[:COMPARED]
    holder = work.people.by_email(draft.home.email) if draft.home is not None and draft.home.email else None
    family = [holder, *work.people.children_of(holder.id)] if holder is not None else []
    known = work.people.many(near) | {one.id: one for one in family if one.has(Role.STUDENT)}
    return [known[number] for number in sorted(known)]


def known_lines(view: Work, nomination_ids: Sequence[int]) -> Sequence[Known]:
    """In as many queries as there are kinds of things."""
    pairs = _told(view, nomination_ids)
    asked = {pair.student_id for pair in pairs}
    if not asked:
        return []
    matches = view.matches.holding(asked)
    people = view.people.many(asked | {match.mentor_id for match in matches})
    mentors = {
        student: [people[match.mentor_id] for match in matches if student in match.student_ids] for student in asked
    }
    return [Known(pair, people[pair.student_id], mentors[pair.student_id]) for pair in pairs]


def _told(view: Work, nomination_ids: Collection[int]) -> Sequence[KnownStudent]:
    """Once it is said who is meant, nothing is asked about the others any more."""
    pairs = view.known_students.of(nomination_ids)
    said = {pair.nomination_id for pair in pairs if pair.verdict is LikeVerdict.SAME}
    return [pair for pair in pairs if pair.verdict is not LikeVerdict.OPEN or pair.nomination_id not in said]


def still_to_say(nomination: Nomination, pair: KnownStudent) -> bool:
    """While nobody has decided, and it still makes a difference."""
    return pair.verdict is LikeVerdict.OPEN and nomination.state in OPEN and nomination.student_id is None


def is_this_student(store: Store, *, actor: Person, nomination_id: int, student_id: int, at: datetime) -> KnownStudent:
    """The nomination is of that student: nobody is made a second time when it is ready. Raises ManagersOnly,
    NotPerhaps."""
    return _say(store, nomination_id, student_id, LikeVerdict.SAME, actor=actor, at=at)


def is_somebody_else(store: Store, *, actor: Person, nomination_id: int, student_id: int, at: datetime) -> KnownStudent:
    """It is never asked again. Raises ManagersOnly, NotPerhaps."""
    return _say(store, nomination_id, student_id, LikeVerdict.DIFFERENT, actor=actor, at=at)


def _say(
    store: Store, nomination_id: int, student_id: int, verdict: LikeVerdict, *, actor: Person, at: datetime
) -> KnownStudent:
    require_manager(actor)
    with store.begin() as work:
        nomination = work.nominations.get(nomination_id)
        pairs = _told(work, [nomination_id])
        pair = next((pair for pair in pairs if pair.student_id == student_id), None)
        if nomination is None or pair is None or not still_to_say(nomination, pair):
            raise NotPerhaps(nomination_id)
        _decide(work, pair, verdict, actor=actor, at=at)
        return pair


def _decide(work: Work, pair: KnownStudent, verdict: LikeVerdict, *, actor: Person, at: datetime) -> None:
    if not work.known_students.decide(pair, verdict, by=actor.id, at=at):
        raise NotPerhaps(pair.nomination_id)
    about, after = f"nomination-{pair.nomination_id}", f"{verdict} as person-{pair.student_id}"
    work.deeds.add(Deed(at, actor.id, "nomination.known", about, LikeVerdict.OPEN, after))


def not_the_student_of(work: Work, one: Nomination, other: Nomination, *, actor: Person, at: datetime) -> None:
    """Two nominations are of two children: so neither is of the student that the other one brought."""
    for pair in work.known_students.of([one.id, other.id]):
        brought = other.student_id if pair.nomination_id == one.id else one.student_id
        if pair.student_id == brought and pair.verdict is LikeVerdict.OPEN:
            _decide(work, pair, LikeVerdict.DIFFERENT, actor=actor, at=at)


def student_meant(work: Work, nomination: Nomination) -> Person | None:
    """The student whom a manager says it is of; None: nobody who is here. Raises Perhaps."""
    pairs = work.known_students.of([nomination.id])
    for pair in pairs:
        if pair.verdict is LikeVerdict.SAME:
            return work.people.get(pair.student_id)
    for pair in pairs:
        if pair.verdict is LikeVerdict.OPEN:
            raise Perhaps(nomination.id, work.people.get(pair.student_id))
    return None
