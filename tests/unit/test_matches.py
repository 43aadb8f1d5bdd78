"""Who may meet under whose eyes: every refusal, and the steps of a match."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import pytest

from mentoring.errors import Refusal
from mentoring.matches import (
    STEPS,
    GuardianNotOptedIn,
    LinkNotWanted,
    Match,
    MatchDraft,
    MatchState,
    MonitorIsAParty,
    MonitorKind,
    NamedTwice,
    NoGuardianToWriteTo,
    NotCleared,
    NoTeacherLink,
    NotInThatRole,
    Parties,
    WrongMonitor,
    WrongPlatform,
    WrongStep,
    check_parties,
    check_step,
)
from mentoring.people import Clearance, HowGiven, OptIn, Person, Role
from mentoring.programs import Model
from mentoring.rooms import Platform
from tests.unit.rule_fixtures import CLEARED, MENTOR, MONITOR, OTHER_STUDENT, STUDENT, match, person

TODAY = date(2026, 10, 26)
GUARDIAN = 7


@dataclass
class Meeting:
    """A match without a fault and its people, of which a test spoils one thing."""

    match: Match = field(default_factory=match)
    mentor: Person = field(default_factory=lambda: person(MENTOR, Role.MENTOR, clearance=CLEARED))
    students: tuple[Person, ...] = (person(STUDENT, Role.STUDENT, adult=False, guardian_id=GUARDIAN),)
    monitor: Person = field(default_factory=lambda: person(MONITOR, Role.PROCTOR, clearance=CLEARED))
    guardian: Person | None = field(default_factory=lambda: person(GUARDIAN, Role.GUARDIAN, email="g@example.org"))
    model: Model = Model.INDEPENDENT

    def check(self, on: date = TODAY) -> None:
        guardians = {s.id: self.guardian for s in self.students if self.guardian and s.guardian_id == self.guardian.id}
        parties = Parties(self.mentor, self.students, self.monitor, guardians)
        check_parties(self.match, parties, model=self.model, on=on)

    def is_welcome(self, on: date = TODAY) -> bool:
        try:
            self.check(on)
        except Refusal:
            return False
        return True

    def refusal(self, kind: type[Refusal]) -> Any:
        with pytest.raises(Refusal) as caught:
            self.check()
        assert type(caught.value) is kind
        return caught.value


def in_class(**more: Any) -> Meeting:
    teacher_match = match(
        monitor_kind=MonitorKind.TEACHER, platform=Platform.EXTERNAL, link="https://class.example.org/5b"
    )
    return Meeting(match=replace(teacher_match, **more), monitor=person(MONITOR, Role.TEACHER), model=Model.IN_CLASS)


def by_guardian(**more: Any) -> Meeting:
    opted_in = person(GUARDIAN, Role.GUARDIAN, email="g@example.org", opt_ins=(OptIn(STUDENT, TODAY, HowGiven.PAPER),))
    guardian = replace(opted_in, **more)
    watched = match(monitor_id=GUARDIAN, monitor_kind=MonitorKind.GUARDIAN)
    return Meeting(match=watched, monitor=guardian, guardian=guardian)


@pytest.mark.parametrize("meeting", [Meeting(), in_class(), by_guardian()], ids=["proctor", "teacher", "guardian"])
def test_each_kind_of_monitor_is_welcome_where_it_belongs(meeting: Meeting) -> None:
    assert meeting.is_welcome()


def test_the_mentor_must_be_a_mentor() -> None:
    refusal = Meeting(mentor=person(MENTOR, Role.PROCTOR, clearance=CLEARED)).refusal(NotInThatRole)
    assert (refusal.person.id, refusal.role) == (MENTOR, "mentor")


def test_every_student_must_be_a_student() -> None:
    guest = person(OTHER_STUDENT, Role.MENTOR)
    refusal = Meeting(students=(*Meeting().students, guest)).refusal(NotInThatRole)
    assert (refusal.person.id, refusal.role) == (OTHER_STUDENT, "student")


@pytest.mark.parametrize(
    ("kind", "role"),
    [(MonitorKind.PROCTOR, Role.TEACHER), (MonitorKind.GUARDIAN, Role.PROCTOR), (MonitorKind.TEACHER, Role.GUARDIAN)],
)
def test_the_monitor_must_serve_in_the_kind_that_is_asked_for(kind: MonitorKind, role: Role) -> None:
    meeting = Meeting(match=match(monitor_kind=kind), monitor=person(MONITOR, role, clearance=CLEARED))
    assert meeting.refusal(NotInThatRole).role == kind


def test_school_staff_may_monitor_in_place_of_the_teacher() -> None:
    meeting = in_class()
    meeting.monitor = person(MONITOR, Role.STAFF)
    assert meeting.is_welcome()


def test_nobody_is_mentor_and_monitor_at_once() -> None:
    both = person(MENTOR, Role.MENTOR, Role.PROCTOR, clearance=CLEARED)
    meeting = Meeting(match=match(monitor_id=MENTOR), mentor=both, monitor=both)
    assert meeting.refusal(MonitorIsAParty).person == both


def test_a_student_is_no_second_adult_of_their_own_match() -> None:
    both = person(STUDENT, Role.STUDENT, Role.PROCTOR, clearance=CLEARED)
    assert Meeting(match=match(monitor_id=STUDENT), students=(both,), monitor=both).refusal(MonitorIsAParty)


def test_nobody_mentors_themselves() -> None:
    both = person(MENTOR, Role.STUDENT, Role.MENTOR, clearance=CLEARED)
    meeting = Meeting(match=match(student_ids=(MENTOR,)), mentor=both, students=(both,))
    assert meeting.refusal(NotInThatRole).role == "student"


@pytest.mark.parametrize("student_ids", [(), (STUDENT, STUDENT)])
def test_every_student_is_named_once_and_there_is_at_least_one(student_ids: tuple[int, ...]) -> None:
    student = person(STUDENT, Role.STUDENT, adult=True)
    meeting = Meeting(match=match(student_ids=student_ids), students=(student,) * len(student_ids))
    assert meeting.refusal(NamedTwice)


def test_a_mentor_without_clearance_is_refused_with_what_is_missing() -> None:
    lacking = replace(CLEARED, trained_on=None, background_check_until=TODAY - timedelta(days=1))
    refusal = Meeting(mentor=person(MENTOR, Role.MENTOR, clearance=lacking)).refusal(NotCleared)
    assert (refusal.person.id, refusal.lacks) == (MENTOR, ("training", "valid background check"))


def test_a_proctor_without_clearance_is_refused() -> None:
    assert Meeting(monitor=person(MONITOR, Role.PROCTOR)).refusal(NotCleared).person.id == MONITOR


def test_a_teacher_and_a_guardian_need_no_clearance_from_us() -> None:
    for meeting in (in_class(), by_guardian()):
        assert meeting.monitor.clearance == Clearance()
        assert meeting.is_welcome()


def test_a_guardian_who_has_not_opted_in_is_no_monitor() -> None:
    assert by_guardian(opt_ins=()).refusal(GuardianNotOptedIn)


def test_a_word_for_another_child_is_none_for_this_one() -> None:
    assert by_guardian(opt_ins=(OptIn(OTHER_STUDENT, TODAY, HowGiven.PAPER),)).refusal(GuardianNotOptedIn)


def test_an_opt_in_counts_from_its_day_on() -> None:
    assert by_guardian(opt_ins=(OptIn(STUDENT, TODAY, HowGiven.PAGE),)).is_welcome()
    tomorrow = TODAY + timedelta(days=1)
    assert by_guardian(opt_ins=(OptIn(STUDENT, tomorrow, HowGiven.PAGE),)).refusal(GuardianNotOptedIn)


def test_a_word_that_was_taken_back_counts_through_the_day_before() -> None:
    tomorrow = TODAY + timedelta(days=1)
    assert by_guardian(opt_ins=(OptIn(STUDENT, TODAY, HowGiven.PAGE, revoked_on=tomorrow),)).is_welcome()
    taken_back = OptIn(STUDENT, TODAY, HowGiven.PAGE, revoked_on=TODAY)
    assert by_guardian(opt_ins=(taken_back,)).refusal(GuardianNotOptedIn)


def test_a_guardian_watches_over_nobody_elses_child() -> None:
    meeting = by_guardian()
    meeting.students = (*meeting.students, person(OTHER_STUDENT, Role.STUDENT))
    assert meeting.refusal(GuardianNotOptedIn).person.id == GUARDIAN


def test_a_minor_needs_a_guardian() -> None:
    child = person(STUDENT, Role.STUDENT, adult=False)
    assert Meeting(students=(child,), guardian=None).refusal(NoGuardianToWriteTo).student == child


@pytest.mark.parametrize("email", [None, ""])
def test_a_minors_guardian_needs_an_address(email: str | None) -> None:
    assert Meeting(guardian=person(GUARDIAN, Role.GUARDIAN, email=email)).refusal(NoGuardianToWriteTo)


def test_a_student_of_age_needs_no_guardian() -> None:
    assert Meeting(students=(person(STUDENT, Role.STUDENT),), guardian=None).is_welcome()


def test_a_teacher_watches_only_in_class_and_a_proctor_only_outside() -> None:
    outside, inside = in_class(), Meeting(model=Model.IN_CLASS)
    outside.model = Model.INDEPENDENT
    assert outside.refusal(WrongMonitor).model is Model.INDEPENDENT
    assert inside.refusal(WrongMonitor).model is Model.IN_CLASS


@pytest.mark.parametrize("platform", [Platform.GOOGLE_MEET, Platform.ZOOM])
def test_we_never_make_the_room_of_an_in_class_match(platform: Platform) -> None:
    assert in_class(platform=platform).refusal(WrongPlatform).model is Model.IN_CLASS


def test_no_link_is_given_with_an_independent_match() -> None:
    assert Meeting(match=match(link="https://class.example.org/5b")).refusal(LinkNotWanted)


def test_an_independent_match_never_meets_in_a_room_that_we_did_not_make() -> None:
    assert Meeting(match=match(platform=Platform.EXTERNAL)).refusal(WrongPlatform).model is Model.INDEPENDENT


@pytest.mark.parametrize("link", [None, "", "http://class.example.org", "class.example.org", "javascript:alert(1)"])
def test_an_in_class_match_needs_the_teachers_https_link(link: str | None) -> None:
    assert in_class(link=link).refusal(NoTeacherLink)


def test_a_draft_is_judged_as_the_match_that_it_would_make() -> None:
    whole = match(state=MatchState.PROPOSED)
    wanted = {name: getattr(whole, name) for name in MatchDraft.__dataclass_fields__}
    assert MatchDraft(**wanted).as_proposed() == replace(whole, id=0, manager_id=0)


ALLOWED = {(old, new) for old, steps in STEPS.items() for new in steps}


@pytest.mark.parametrize("new", MatchState)
@pytest.mark.parametrize("old", MatchState)
def test_a_match_moves_only_along_its_steps(old: MatchState, new: MatchState) -> None:
    if (old, new) in ALLOWED:
        check_step(match(state=old), new)
    else:
        with pytest.raises(WrongStep) as refused:
            check_step(match(state=old), new)
        assert (refused.value.match.state, refused.value.to) == (old, new)


def test_an_ended_match_stays_ended_and_only_a_confirmed_or_paused_one_becomes_active() -> None:
    assert STEPS[MatchState.ENDED] == frozenset()
    into_active = {old for old, steps in STEPS.items() if MatchState.ACTIVE in steps}
    assert into_active == {MatchState.CONFIRMED, MatchState.PAUSED}
