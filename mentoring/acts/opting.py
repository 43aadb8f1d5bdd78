"""A guardian's written word that they watch over their child themselves: given, and taken back (R063, C2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from mentoring.acts.lapsing import clearance_changed
from mentoring.acts.telling import tell_people
from mentoring.consents import check_reason
from mentoring.errors import Refusal
from mentoring.links import Page
from mentoring.people import HowGiven, OptIn, Person, Role
from mentoring.permissions import ManagersOnly
from mentoring.policy import Policy
from mentoring.rosters import PersonRow
from mentoring.store import Store, Work
from mentoring.stored import Deed
from mentoring.tidings import Tiding, Topic


class NotTheirChild(Refusal):
    """A guardian's word counts for their own child only."""

    def __init__(self, guardian: Person) -> None:
        super().__init__(guardian.id)
        self.guardian = guardian


class NoWordToTakeBack(Refusal):
    """They never gave it, or took it back before."""

    def __init__(self, guardian: Person) -> None:
        super().__init__(guardian.id)
        self.guardian = guardian


class GivenAlready(Refusal):
    """Their word stands."""

    def __init__(self, guardian: Person) -> None:
        super().__init__(guardian.id)
        self.guardian = guardian


@dataclass(frozen=True)
class OptInView:
    """What the page shows: the child, and since when their guardian watches over them, if they do. `answered`: they
    have said so before, whether or not they took it back; `taken_back`: they did, and have not given it anew."""

    guardian: Person
    child: Person
    since: date | None
    answered: bool
    taken_back: bool


def give_word(
    store: Store,
    *,
    actor: Person,
    guardian_id: int,
    child_id: int | None,
    on: date,
    how: HowGiven,
    why: str = "",
    at: datetime,
    policy: Policy,
) -> Sequence[Person]:
    """From that day on the guardian may be the monitor of that child, or of every child of theirs; the children. Given
    by themselves, or written down by a manager; `why` is for the audit log. Raises ManagersOnly, ReasonTooLong,
    NotTheirChild, GivenAlready."""
    reason = check_reason(why)
    with store.begin() as work:
        guardian = _whose(work, guardian_id, actor)
        children = _children(work, guardian, child_id)
        new = [
            child
            for child in children
            if not _stands(guardian, child.id, on) and work.opt_ins.put(guardian.id, OptIn(child.id, on, how), at=at)
        ]
        if not new:
            raise GivenAlready(guardian)
        for child in new:
            after = f"for person-{child.id}, from {on}, {how}"
            work.deeds.add(Deed(at, actor.id, "opt_in.given", _subject(guardian), after=after, why=reason))
            tell_people(work, _to_guardian(Topic.OPT_IN_GIVEN, guardian, child, on, at))
        clearance_changed(work, [guardian.id], at=at, policy=policy)
        return new


def take_word_back(
    store: Store,
    *,
    actor: Person,
    guardian_id: int,
    child_id: int | None,
    on: date,
    why: str = "",
    at: datetime,
    policy: Policy,
) -> Sequence[Person]:
    """From that day on the guardian is the monitor no more: their sessions want cover by a proctor, and the managers of
    these matches are told in the same transaction. `why` is for the audit log. Raises ManagersOnly, ReasonTooLong,
    NotTheirChild, NoWordToTakeBack."""
    reason = check_reason(why)
    with store.begin() as work:
        guardian = _whose(work, guardian_id, actor)
        children = [
            child for child in _children(work, guardian, child_id) if work.opt_ins.revoke(guardian.id, child.id, on=on)
        ]
        if not children:
            raise NoWordToTakeBack(guardian)
        for child in children:
            before, after = f"for person-{child.id}", f"not from {on} on"
            work.deeds.add(Deed(at, actor.id, "opt_in.revoked", _subject(guardian), before, after, reason))
            tell_people(work, [*_to_guardian(Topic.OPT_IN_REVOKED, guardian, child, on, at)])
            tell_people(work, _to_managers(work, guardian, child, on, at))
        clearance_changed(work, [guardian.id], at=at, policy=policy)
        return children


def ask_for_word(
    store: Store, *, actor: Person, guardian_id: int, child_id: int | None, why: str = "", at: datetime
) -> Sequence[Person]:
    """The guardian gets a letter with the page on which they answer; `why` is for the audit log. Raises ManagersOnly,
    ReasonTooLong, NotTheirChild."""
    reason = check_reason(why)
    with store.begin() as work:
        if not actor.has(Role.MANAGER):
            raise ManagersOnly
        guardian = work.people.get(guardian_id)
        children = _children(work, guardian, child_id)
        for child in children:
            after = f"for person-{child.id}"
            work.deeds.add(Deed(at, actor.id, "opt_in.asked", _subject(guardian), after=after, why=reason))
            tell_people(work, _to_guardian(Topic.OPT_IN_ASKED, guardian, child, None, at))
        return children


def view_word(store: Store, *, guardian_id: int, child_id: int, on: date) -> OptInView | None:
    """None where they are not guardian and child (any more)."""
    with store.look() as view:
        people = view.people.many((guardian_id, child_id))
    guardian, child = people.get(guardian_id), people.get(child_id)
    if guardian is None or child is None or child.guardian_id != guardian.id:
        return None
    said = [one for one in guardian.opt_ins if one.student_id == child.id]
    since = min((one.given_on for one in said if one.stands(on)), default=None)
    taken_back = since is None and any(one.revoked_on is not None for one in said)
    return OptInView(guardian, child, since, answered=bool(said), taken_back=taken_back)


def take_roster_words(work: Work, rows: Sequence[PersonRow], *, at: datetime) -> None:
    """The date in a guardian's row counts for each of their children. What was taken back since stays so."""
    keys = {row.key for row in rows if row.guardian_opted_in_on} | {row.guardian for row in rows if row.guardian}
    found = (work.people.by_key(key) for key in sorted(keys))
    for guardian in (person for person in found if person is not None):
        given_on = guardian.guardian_opted_in_on
        if given_on is not None:
            children = work.opt_ins.children_of(guardian.id)
            for child_id in (child for child in children if not guardian.took_word_back(child, since=given_on)):
                work.opt_ins.put(guardian.id, OptIn(child_id, given_on, HowGiven.ROSTER), at=at)


def _whose(work: Work, guardian_id: int, actor: Person) -> Person:
    """Raises ManagersOnly: only a manager writes down what somebody else has said."""
    if actor.id != guardian_id and not actor.has(Role.MANAGER):
        raise ManagersOnly
    return work.people.get(guardian_id)


def _children(work: Work, guardian: Person, child_id: int | None) -> Sequence[Person]:
    """Raises NotTheirChild."""
    own = work.opt_ins.children_of(guardian.id)
    wanted = own if child_id is None else [child for child in own if child == child_id]
    if not wanted:
        raise NotTheirChild(guardian)
    people = work.people.many(wanted)
    return [people[child] for child in wanted]


def _stands(guardian: Person, child_id: int, on: date) -> bool:
    return any(one.student_id == child_id and one.stands(on) for one in guardian.opt_ins)


def _to_guardian(topic: Topic, guardian: Person, child: Person, on: date | None, at: datetime) -> list[Tiding]:
    """With the page on which they can say otherwise."""
    facts = {"on": on.isoformat() if on else None, "own": True}
    key = f"{topic}/{guardian.id}/{child.id}/{int(at.timestamp())}/{guardian.id}"
    people = {"guardian": guardian.id, "student": child.id}
    return [Tiding(key, topic, guardian.id, at, None, people, facts, (Page.OPT_IN, (guardian.id, child.id)))]


def _to_managers(work: Work, guardian: Person, child: Person, on: date, at: datetime) -> list[Tiding]:
    """Of the matches that this guardian watches over."""
    matches = [match for match in work.matches.holding([guardian.id]) if child.id in match.student_ids]
    people = {"guardian": guardian.id, "student": child.id, "mentor": 0}
    return [
        Tiding(
            f"{Topic.OPT_IN_REVOKED}/{guardian.id}/{child.id}/{int(at.timestamp())}/{match.id}/{match.manager_id}",
            Topic.OPT_IN_REVOKED,
            match.manager_id,
            at,
            match.id,
            {**people, "mentor": match.mentor_id},
            {"on": on.isoformat(), "own": False},
        )
        for match in matches
    ]


def _subject(guardian: Person) -> str:
    return f"person-{guardian.id}"
