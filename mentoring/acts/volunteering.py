"""Taking volunteers in, and writing down each step on their way to being cleared (R038)."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from mentoring.acts.importing import ContactTaken
from mentoring.acts.lapsing import clearance_changed
from mentoring.acts.preferring import note_preferences
from mentoring.acts.telling import tell_people
from mentoring.duties import DutyKind, PlannedDuty, Subject, SubjectKind
from mentoring.errors import Refusal
from mentoring.links import Page
from mentoring.matches import LASTING
from mentoring.paging import PAGE, paged
from mentoring.people import VOLUNTEERS, Clearance, Person, Role, folded
from mentoring.permissions import require_manager
from mentoring.policy import Policy
from mentoring.preferences import NOTHING_SAID, Preferences
from mentoring.rosters import PersonRow
from mentoring.rosters.cells import BadCell, a_name, an_email
from mentoring.store import Store, Work
from mentoring.stored import Deed
from mentoring.tidings import Tiding, Topic
from mentoring.volunteers import (
    AGREEMENT,
    OPTIONS_WITHIN,
    Dossier,
    Screening,
    Standing,
    Step,
    StepTaken,
    after,
    check_volunteer,
    steps_left,
)


class NoRole(Refusal):
    """A volunteer is a mentor, a proctor, or both."""


class NoAddress(Refusal):
    """A volunteer is written to: there must be a name and an e-mail address, as a roster may have them."""


class ClearanceChanged(Refusal):
    """Somebody else wrote down a step of this volunteer in the same moment."""

    def __init__(self, person: Person) -> None:
        super().__init__(person.id)
        self.person = person


@dataclass(frozen=True)
class Application:
    """A volunteer as they apply, or as staff takes them in."""

    name: str
    email: str
    roles: frozenset[Role]
    slack_id: str | None = None
    language: str = "en"
    said: Preferences = NOTHING_SAID
    """What they can help with, and when."""


@dataclass(frozen=True)
class VolunteerPage:
    """One page of those who wait; `page` counts from 1. `on`: the day of which it is true."""

    standings: Sequence[Standing]
    page: int
    pages: int
    total: int
    on: date


def today(work: Work, at: datetime) -> date:
    """The calendar day in the programs' wall time; where they differ, the earliest: nobody is cleared too soon."""
    return min((program.day(at) for program in work.programs.all()), default=at.date())


def add_volunteer(store: Store, *, actor: Person, application: Application, request: str, at: datetime) -> Standing:
    """Takes a volunteer in; their interview is the office's next move. A retry of the request finds the same person.
    Raises ManagersOnly, NoRole, NoAddress, ContactTaken."""
    require_manager(actor)
    if not application.roles or not application.roles <= VOLUNTEERS:
        raise NoRole
    _check_readable(application)
    with store.begin() as work:
        if not work.requests.claim(request, at=at):
            return standing(work, int(work.requests.outcome(request) or 0), on=today(work, at))
        _check_contacts(work, application)
        person, _ = work.people.save(_row(work, application))
        on = today(work, at)
        work.volunteers.put(Dossier(person.id, applied_on=on, since=on))
        _note(work, person, "volunteer.apply", actor.id, "", ", ".join(sorted(application.roles)), at)
        note_preferences(work, person.id, application.said, actor_id=actor.id, at=at)
        tell_people(work, [_tiding(Topic.VOLUNTEER_WELCOME, person.id, person, {}, at, occurrence="applied")])
        work.requests.settle(request, str(person.id))
        return standing(work, person.id, on=on)


def _check_readable(application: Application) -> None:
    """Whoever is here can be exported, so that what no file may say is refused. Raises NoAddress."""
    try:
        a_name(application.name)
        an_email(application.email.strip())
    except BadCell:
        raise NoAddress from None


def _check_contacts(work: Work, application: Application) -> None:
    by_slack = work.people.by_slack(application.slack_id) if application.slack_id else None
    holder = work.people.by_email(application.email.strip()) or by_slack
    if holder is not None:
        raise ContactTaken(holder)


def _row(work: Work, application: Application) -> PersonRow:
    # A file takes 64 letters a-z and digits, and there must be room for the number of a namesake.
    keys = _keys("-".join(re.findall(r"[a-z0-9]+", folded(application.name)))[:56].rstrip("-") or "volunteer")
    return PersonRow(
        line=0,
        key=next(key for key in keys if work.people.by_key(key) is None),
        name=" ".join(application.name.split()),
        roles=application.roles,
        email=application.email.strip(),
        slack_id=application.slack_id,
        language=application.language,
        clearance=Clearance(),
        adult=True,
        guardian=None,
        guardian_opted_in_on=None,
        deputy=None,
    )


def _keys(first: str) -> Iterator[str]:
    yield first
    yield from (f"{first}-{number}" for number in itertools.count(2))


def record_step(
    store: Store, *, actor: Person, person_id: int, step: StepTaken, at: datetime, policy: Policy
) -> Standing:
    """A manager writes down what has happened; said again, it changes nothing. Raises ManagersOnly, NotAVolunteer,
    NotYet, CheckTooLong, ClearanceChanged."""
    require_manager(actor)
    with store.begin() as work:
        take_step(work, person_id, step, actor_id=actor.id, at=at, policy=policy)
        return standing(work, person_id, on=today(work, at))


def set_check(
    store: Store, *, actor: Person, person_id: int, until: date | None, why: str, at: datetime, policy: Policy
) -> Person:
    """A background check in one line: it cleared today and is valid through that day, or it does not clear any more
    (None). `why` is for the audit log. Raises ManagersOnly, NotAVolunteer, CheckTooLong, ClearanceChanged."""
    require_manager(actor)
    with store.begin() as work:
        outcome = Screening.CLEARED if until is not None else Screening.NOT_CLEARED
        step = StepTaken(Step.CHECK, today(work, at), outcome, until=until)
        take_step(work, person_id, step, actor_id=actor.id, at=at, policy=policy, why=why)
        return work.people.get(person_id)


def sign_agreement(store: Store, *, person_id: int, at: datetime, policy: Policy) -> Standing:
    """The volunteer's own signature, under the text as it stands now. Raises NotAVolunteer, ClearanceChanged."""
    with store.begin() as work:
        step = StepTaken(Step.AGREEMENT, today(work, at), version=AGREEMENT)
        take_step(work, person_id, step, actor_id=person_id, at=at, policy=policy)
        return standing(work, person_id, on=today(work, at))


def take_step(
    work: Work, person_id: int, step: StepTaken, *, actor_id: int | None, at: datetime, policy: Policy, why: str = ""
) -> bool:
    """Within the caller's transaction, with what follows for their sessions; whether it changed anything. Raises
    NotAVolunteer, NotYet, CheckTooLong, ClearanceChanged."""
    # The calendars before anybody is held, as everybody does who may call sessions off. And read only once they are
    # held: another step may be written down in the same moment.
    work.calendars.steady()
    work.people.hold([person_id])
    person = work.people.get(person_id)
    check_volunteer(person)
    before, on = work.volunteers.of([person.id])[person.id], today(work, at)
    clearance, dossier = after(step, person.clearance, before, today=on)
    if (clearance, dossier) == (person.clearance, before):
        return False
    if not work.volunteers.clear(person.id, person.clearance, clearance):
        raise ClearanceChanged(person)
    work.volunteers.put(dossier)
    told_before, told_after = _told(person.clearance, before), _told(clearance, dossier)
    changed = {name for name in told_after if told_before.get(name) != told_after[name]}
    was = "; ".join(f"{name} {told_before[name]}" for name in sorted(changed))
    now = "; ".join(f"{name} {told_after[name]}" for name in sorted(changed))
    _note(work, person, f"volunteer.{step.step.name.lower()}", actor_id, was, now, at, why=why)
    if clearance != person.clearance:
        clearance_changed(work, [person.id], at=at, policy=policy)
    if steps_left(person.clearance, on) and not steps_left(clearance, on):
        told = _tiding(Topic.VOLUNTEER_CLEARED, person.id, person, {}, at, occurrence=f"cleared/{at.isoformat()}")
        tell_people(work, [told])
    if step.step is Step.TRAINING and person.clearance.trained_on is None:
        _plan_follow_up(work, person, dossier, steps_left(clearance, on), on, at)
    return True


def _told(clearance: Clearance, dossier: Dossier) -> dict[str, str]:
    values = {**asdict(clearance), **asdict(dossier)}
    return {name: str(value or "none") for name, value in values.items() if name not in {"person_id", "since"}}


def _note(
    work: Work, person: Person, action: str, actor_id: int | None, was: str, now: str, at: datetime, *, why: str = ""
) -> None:
    work.deeds.add(Deed(at, actor_id, action, volunteer_subject(person.id), was, now, why))


def _plan_follow_up(work: Work, person: Person, dossier: Dossier, left: Sequence[Step], on: date, at: datetime) -> None:
    """R039: whoever held the interview comes back with match options, and is asked again when the time is up."""
    held = dossier.interviewer_id is not None
    facts = {"until": (on + OPTIONS_WITHIN).isoformat(), "missing": list(left), "late": False, "held": held}
    readers = interviewers(work, dossier)
    key = f"options/{on.isoformat()}"
    tell_people(work, [_tiding(Topic.MATCH_OPTIONS, reader, person, facts, at, occurrence=key) for reader in readers])
    subject = Subject(SubjectKind.PERSON, person.id)
    work.duties.plan([PlannedDuty(subject, DutyKind.FOLLOW_UP, at + OPTIONS_WITHIN, on.isoformat())])


def interviewers(work: Work, dossier: Dossier) -> Collection[int]:
    """Who owns the follow-up; every manager where nobody knows who held the interview."""
    return [dossier.interviewer_id] if dossier.interviewer_id is not None else work.people.manager_ids()


def remind_of_options(work: Work, person_id: int, *, occurrence: str, at: datetime) -> None:
    """The time is up: without a match that lasts, the interviewer is asked once more."""
    if any(match.state in LASTING for match in work.matches.holding([person_id])):
        return
    person, on = work.people.get(person_id), today(work, at)
    dossier = work.volunteers.of([person_id])[person_id]
    if dossier.turned_away:
        return
    facts = {"until": on.isoformat(), "missing": list(steps_left(person.clearance, on)), "late": True, "held": True}
    readers, key = interviewers(work, dossier), f"options/{occurrence}/late"
    tell_people(work, [_tiding(Topic.MATCH_OPTIONS, reader, person, facts, at, occurrence=key) for reader in readers])


def _tiding(
    topic: Topic, reader_id: int, about: Person, facts: dict[str, object], at: datetime, *, occurrence: str
) -> Tiding:
    page = (Page.VOLUNTEER, (about.id,)) if reader_id == about.id else None
    key = f"{volunteer_subject(about.id)}/{topic}/{reader_id}/{occurrence}"
    return Tiding(key, topic, reader_id, at, people={"volunteer": about.id}, facts=facts, page=page)


def volunteer_subject(person_id: int) -> str:
    return f"person-{person_id}"


def waiting_volunteers(store: Store, *, actor: Person, page: int, at: datetime) -> VolunteerPage:
    """Who waits for what, whoever waits longest first. Raises ManagersOnly. A page past the end is the last one."""
    require_manager(actor)
    with store.look() as view:
        on = today(view, at)
        total = view.volunteers.count_waiting(on)
        page, pages = paged(total, page)
        found = view.volunteers.waiting(on, limit=PAGE, offset=(page - 1) * PAGE)
        return VolunteerPage(standings(view, found, on=on), page, pages, total, on)


def show_volunteer(store: Store, *, actor: Person, person_id: int, at: datetime) -> Standing:
    """One volunteer; others may only see themselves. Raises ManagersOnly, NotAVolunteer."""
    if actor.id != person_id:
        require_manager(actor)
    with store.look() as view:
        found = standing(view, person_id, on=today(view, at))
    check_volunteer(found.person)
    return found


def standing(view: Work, person_id: int, *, on: date) -> Standing:
    return standings(view, [person_id], on=on)[0]


def standings(view: Work, person_ids: Sequence[int], *, on: date) -> Sequence[Standing]:
    """In the order that is given, in as many queries as there are kinds of things."""
    dossiers = view.volunteers.of(person_ids)
    asked = {d.interviewer_id for d in dossiers.values() if d.interviewer_id is not None}
    people = view.people.many({*person_ids, *asked})
    return [
        Standing(
            people[person],
            dossiers[person],
            steps_left(people[person].clearance, on),
            people.get(dossiers[person].interviewer_id or 0),
        )
        for person in person_ids
    ]
