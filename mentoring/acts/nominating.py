"""Nominating: by a family, a student or a teacher on the web, or by the staff for one of them on the phone."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, timedelta

from mentoring.acts.knowing import hold_against_students
from mentoring.acts.telling import tell_people
from mentoring.duties import DutyKind, PlannedDuty, Subject, SubjectKind
from mentoring.likeness import Likeness, likest, marks
from mentoring.nominations import (
    OPEN,
    ConsentGiven,
    Contact,
    Nomination,
    NominationDraft,
    NominationErased,
    NominationState,
    Nominator,
    NoSuchNomination,
    PageUsedUp,
    TooManyNominations,
    WrongNominationStep,
)
from mentoring.people import Person
from mentoring.permissions import require_manager
from mentoring.ports import NameLikeness
from mentoring.store import Store, Work
from mentoring.stored import Deed
from mentoring.tidings import Tiding, Topic

MOST_A_DAY = {Nominator.TEACHER: 40, Nominator.GUARDIAN: 8, Nominator.STUDENT: 3}
"""By the form, from one e-mail address or phone: a teacher nominates a whole class, a family its children. What comes
beyond is held."""
MOST_AN_HOUR = 300
"""By the form, from everybody together: more is not families and schools. What comes beyond is held."""
MOST_FROM_A_PAGE = 5
"""Of one page that was opened: a family's children, in tabs that were copied."""
MOST_HELD = 5_000
"""Waiting for a manager's look, some 20 MB. Beyond it what would be held is refused, and nothing else is."""
COMPARED = 100
"""Others of each kind that a nomination is held against, the newest first."""
_KINDS = ("home:", "name:", "class:")
"""Marks by how much they say: a large class must not crowd out the same family."""
_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)


def nominate(
    store: Store,
    *,
    draft: NominationDraft,
    request: str,
    names: NameLikeness,
    at: datetime,
    entered_by: Person | None = None,
    page: str = "",
    crowded: bool = False,
) -> tuple[Nomination, bool]:
    """The nomination, and whether it is new: the same request gives the same one. `entered_by`: the manager who writes
    down what was said on the phone; consent was given there. `page`: the opened page that it was sent from. `crowded`:
    very many came lately from where it came from, so that it is held. Raises ManagersOnly, PageUsedUp,
    TooManyNominations."""
    if entered_by is not None:
        require_manager(entered_by)
    with store.begin() as work:
        known = work.nominations.of_request(request)
        if known is not None:
            return known, False
        sent_from = {f"page:{page}"} if page else set()
        held = entered_by is None and _held(work, draft, sent_from, crowded=crowded, at=at)
        nomination, new = work.nominations.add(
            draft,
            request=request,
            marks=all_marks(draft, names) | sent_from,
            given=ConsentGiven.ONLINE if entered_by is None else ConsentGiven.PHONE,
            entered_by=entered_by.id if entered_by is not None else None,
            at=at,
            state=NominationState.HELD if held else NominationState.NEW,
        )
        if new:
            _follow_up(work, nomination, draft, names, at=at)
    return nomination, new


def _follow_up(
    work: Work, nomination: Nomination, draft: NominationDraft, names: NameLikeness, *, at: datetime
) -> None:
    after = f"{nomination.state}, consent {draft.consent_version} {nomination.consent_given}"
    work.deeds.add(Deed(at, nomination.entered_by, "nomination.create", nomination.subject, after=after))
    if nomination.state is NominationState.NEW:
        receive(work, nomination, draft, names, at=at)
    today = _today(work, at)
    tell_people(work, (_first_of_the_day(reader, nomination.state, today, at) for reader in work.people.managers()))


def receive(work: Work, nomination: Nomination, draft: NominationDraft, names: NameLikeness, *, at: datetime) -> None:
    """What befalls each that is not held: it is held against the others, and its receipt is planned. One letter goes
    to one address on one day, whatever is sent: anybody may have typed that address."""
    hold_against_others(work, nomination, draft, names)
    email = draft.contact.email if nomination.entered_by is None else None
    if email is not None and work.nominations.first_letter(email, on=_today(work, at), at=at):
        about = Subject(SubjectKind.NOMINATION, nomination.id)
        work.duties.plan([PlannedDuty(about, DutyKind.RECEIPT, at, expires_at=at + _DAY)])


def _today(work: Work, at: datetime) -> date:
    return min((program.day(at) for program in work.programs.all()), default=at.date())


def _first_of_the_day(reader: Person, state: NominationState, today: date, at: datetime) -> Tiding:
    """The first of a day is told at once; those after it are counted in the next morning's tiding. So are those that
    are held."""
    key, held = f"nominations/{state}/{today.isoformat()}/{reader.id}", state is NominationState.HELD
    facts = {"new": 0 if held else 1, "first": not held, "held": held}
    return Tiding(key, Topic.NOMINATIONS, reader.id, at, facts=facts, expires_at=at + _DAY)


def _held(work: Work, draft: NominationDraft, sent_from: Collection[str], *, crowded: bool, at: datetime) -> bool:
    """Whether it is to wait for a manager's look. Raises PageUsedUp, TooManyNominations."""
    if _as_many(work, sent_from, MOST_FROM_A_PAGE, at):
        raise PageUsedUp
    by_one = _as_many(work, _senders(draft.contact), MOST_A_DAY[draft.nominator], at)
    if not (crowded or by_one or work.nominations.count_since(at - _HOUR) >= MOST_AN_HOUR):
        return False
    if work.nominations.burst()[0] >= MOST_HELD:
        raise TooManyNominations
    return True


def _as_many(work: Work, marks: Collection[str], most: int, at: datetime) -> bool:
    return any(work.nominations.count_since(at - _DAY, mark=mark) >= most for mark in marks)


def _senders(contact: Contact) -> list[str]:
    return [f"from:{way}" for way in (contact.email, contact.phone) if way]


def all_marks(draft: NominationDraft, names: NameLikeness) -> frozenset[str]:
    return marks(draft, names) | frozenset(_senders(draft.contact))


def hold_against_others(work: Work, nomination: Nomination, draft: NominationDraft, names: NameLikeness) -> None:
    """Writes down which others, and which students who are here, may be the same child. What a manager has decided
    stays decided."""
    mine, sharing = marks(draft, names), dict[int, NominationDraft]()
    for kind in _KINDS:
        of_kind = [mark for mark in mine if mark.startswith(kind)]
        found = work.nominations.sharing(of_kind, apart_from=nomination.id, limit=COMPARED)
        sharing |= {other.id: other.draft for other in found if other.draft is not None}
    work.nominations.note_likeness(
        [
            Likeness(max(nomination.id, other), min(nomination.id, other), reasons)
            for other, reasons in likest(draft, sharing.items(), names)
        ]
    )
    hold_against_students(work, nomination, draft, names)


def reach_at_home(
    store: Store, *, actor: Person, nomination_id: int, home: Contact, names: NameLikeness, at: datetime
) -> Nomination:
    """Writes down whom to reach at home, once it is known. Raises ManagersOnly, NoSuchNomination, NominationErased,
    WrongNominationStep."""
    require_manager(actor)
    with store.begin() as work:
        nomination = find_nomination(work, nomination_id)
        draft = require_draft(nomination)
        if nomination.state not in OPEN or nomination.student_id is not None:
            raise WrongNominationStep(nomination, NominationState.ASSESSING)
        of_teacher = draft.nominator is Nominator.TEACHER
        new = replace(draft, family=home) if of_teacher else replace(draft, contact=home)
        work.nominations.rewrite(nomination.id, new, all_marks(new, names))
        hold_against_others(work, nomination, new, names)
        before, after = _ways(draft.home), _ways(home)
        work.deeds.add(Deed(at, actor.id, "nomination.reach", nomination.subject, before, after))
        return find_nomination(work, nomination.id)


def _ways(contact: Contact | None) -> str:
    """For the audit log: how somebody can be reached, and not where."""
    ways = {"email": contact.email, "phone": contact.phone} if contact is not None else {}
    return " and ".join(way for way, given in ways.items() if given) or "none"


def find_nomination(work: Work, nomination_id: int) -> Nomination:
    """Raises NoSuchNomination."""
    nomination = work.nominations.get(nomination_id)
    if nomination is None:
        raise NoSuchNomination(nomination_id)
    return nomination


def require_draft(nomination: Nomination) -> NominationDraft:
    """Raises NominationErased."""
    if nomination.draft is None:
        raise NominationErased(nomination.id)
    return nomination.draft
