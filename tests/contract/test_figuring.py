"""Figures of the whole program on both databases: who waits, who is matched, and the hours as counted in the night."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, update

from integrations.database.tables import matches, people, sessions, standings
from mentoring.acts.checking_in import plan_all
from mentoring.acts.figuring import FigurePage, benchmarks, figures_by
from mentoring.acts.queueing import decline
from mentoring.acts.reporting import count_all
from mentoring.acts.surveying import DaysTheWrongWayRound, NoProgramYet, school_year, survey
from mentoring.figures import Cut, Figures, total
from mentoring.matches import Match, MatchState
from mentoring.nominations import DeclineReason
from mentoring.people import Role
from mentoring.permissions import ManagersOnly
from mentoring.programs import Model
from mentoring.sessions import SessionState
from mentoring.slots import Slot, Weekday
from mentoring.small_groups import OTHERS
from mentoring.surveys import Survey, write_survey
from tests.contract.bot_fixtures import ANA, DANA, an_office, person
from tests.contract.calendar_fixtures import School
from tests.contract.database_fixtures import engine
from tests.contract.nomination_fixtures import STUDENT, Intake
from tests.contract.program_fixtures import FIRST_DAY, NOW, POLICY, person_row

__all__ = ["engine"]

WEEK = timedelta(days=7)
LATER = NOW + 4 * WEEK
"""The four weeks of the first sessions are over."""
WEDNESDAY = Slot(Weekday.WE, time(16, 30))


class Figured(School):
    """The school with people of one school who wait, so that it stands alone."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self.intake = Intake(self)

    def fills(self, school: str, count: int = 5, **more: str) -> None:
        """Students of whom nobody knows since when they wait."""
        keys = [f"{school.casefold()[:4]}-{number}" for number in range(count)]
        self.add_people(*(person_row(key, Role.STUDENT, school=school, **more) for key in keys))

    def holds(self, match: Match, held: str) -> None:
        """What became of its first sessions: `+` held, `-` missed."""
        for session, mark in zip(self.sessions(match), held, strict=False):
            state = SessionState.HELD if mark == "+" else SessionState.MISSED
            with self.engine.execution_options(writes=True).begin() as conn:
                conn.execute(update(sessions).where(sessions.c.id == session.id).values(state=state))

    def becomes(self, match: Match, state: MatchState) -> None:
        with self.engine.execution_options(writes=True).begin() as conn:
            conn.execute(update(matches).where(matches.c.id == match.id).values(state=state))

    def figures(self, cut: Cut = Cut.SCHOOL, *, at: datetime = LATER, page: int = 1) -> FigurePage:
        return figures_by(self.store, actor=self["dana"], cut=cut, page=page, at=at)

    def of(self, group: str, cut: Cut = Cut.SCHOOL, *, at: datetime = LATER) -> Figures:
        return dict(self.figures(cut, at=at).groups)[group]

    def surveyed(self, first: date | None = None, last: date | None = None, *, at: datetime = LATER) -> Survey:
        return survey(self.store, first=first, last=last, at=at)


@pytest.fixture
def school(engine: Engine) -> Figured:
    return Figured(engine)


def test_hours_are_those_of_the_last_night(school: Figured) -> None:
    school.fills("Holland School")
    school.holds(school.active(), "+-++")
    assert school.of("Holland School").due == 0
    count_all(school.store, at=LATER)
    assert school.of("Holland School") == Figures(matched=1, short=1, minutes=180, due=240, undated=5)
    school.holds(school.active(school.draft(mentor="ben", student="mia", monitor="sam")), "++++")
    assert school.figures().whole.minutes == 180


def test_what_changed_is_counted_anew_and_what_stopped_no_more(school: Figured) -> None:
    match = school.active()
    school.holds(school.active(school.draft(mentor="ben", student="mia", monitor="sam")), "++++")
    count_all(school.store, at=LATER)
    school.holds(match, "++")
    count_all(school.store, at=LATER)
    assert school.figures().whole.minutes == 360
    school.becomes(match, MatchState.PAUSED)
    count_all(school.store, at=LATER)
    assert (school.figures().whole.minutes, school.figures().whole.matched) == (240, 2)
    with school.engine.connect() as conn:
        assert len(conn.execute(standings.select()).all()) == 1


def test_whoever_waits_waits_since_the_nomination_came(school: Figured) -> None:
    school.fills("Madison Park")
    school.intake.takes(STUDENT, at=NOW)
    school.intake.ready(STUDENT, at=NOW + 2 * WEEK, your_email="other@example.net", first_name="Ayaan")
    found = school.of("Madison Park")
    assert (found.waits, found.undated, found.matched) == ((14, 28), 5, 0)


def test_a_match_that_is_only_proposed_ends_the_waiting(school: Figured) -> None:
    before = school.figures().whole
    school.create(school.draft())
    after = school.figures().whole
    assert (after.waiting, after.matched) == (before.waiting - 1, before.matched + 1)


def test_whoever_was_declined_or_has_had_a_mentor_does_not_wait(school: Figured) -> None:
    before = school.figures().whole.waiting
    nomination = school.intake.ready(STUDENT)
    assert school.figures().whole.waiting == before + 1
    decline(school.store, actor=school["dana"], nomination_id=nomination.id, why=DeclineReason.NOT_REACHED, at=LATER)
    assert school.figures().whole.waiting == before
    school.becomes(school.active(), MatchState.ENDED)
    assert school.figures().whole.waiting == before - 1


def test_a_match_that_was_never_released_leaves_its_student_waiting(school: Figured) -> None:
    before = school.figures().whole
    school.becomes(school.create(school.draft()), MatchState.ENDED)
    assert school.figures().whole == before


def test_a_child_speaks_what_is_spoken_at_home(school: Figured) -> None:
    school.add_people(
        person_row("home", Role.GUARDIAN, language="ht"),
        *(person_row(f"child{n}", Role.STUDENT, email=None, adult=False, guardian="home") for n in range(5)),
        *(person_row(f"grown{n}", Role.STUDENT, guardian="home", language="vi") for n in range(6)),
    )
    with school.engine.execution_options(writes=True).begin() as conn:
        conn.execute(update(people).where(people.c.key == "home").values(chosen_language="en"))
    groups = dict(school.figures(Cut.LANGUAGE).groups)
    assert (groups["ht"].waiting, groups["vi"].waiting) == (5, 6)


def test_small_schools_are_shown_together(school: Figured) -> None:
    school.fills("Holland School", 4)
    school.fills("Condon K-8", 2)
    school.fills("Umana Academy", 2)
    assert [(name, figures.students) for name, figures in school.figures().groups] == [
        ("Holland School", 5),
        (OTHERS, 6),
    ]


def test_pages_hold_fifteen_groups_and_one_past_the_end_is_the_last(school: Figured) -> None:
    for number in range(17):
        school.fills(f"{number:02} School", 5)
    pages = [school.figures(page=page) for page in (1, 2, 99)]
    assert [(len(page.groups), page.page, page.pages) for page in pages] == [(15, 1, 2), (3, 2, 2), (3, 2, 2)]
    assert total(figures for page in pages[:2] for _, figures in page.groups) == pages[0].whole


def test_only_managers_read_figures(school: Figured) -> None:
    with pytest.raises(ManagersOnly):
        figures_by(school.store, actor=school["ana"], cut=Cut.SCHOOL, page=1, at=LATER)
    with pytest.raises(ManagersOnly):
        benchmarks(school.store, actor=school["ana"], at=LATER)


def test_the_benchmarks_count_active_paused_and_ended_matches_each_for_what_it_is(school: Figured) -> None:
    active = school.active()
    school.holds(active, "+-++")
    paused = school.active(school.draft(mentor="ben", student="mia", monitor="sam"))
    over = school.active(school.draft(student="mia", slot=WEDNESDAY))
    school.holds(over, "++")
    count_all(school.store, at=LATER)
    school.becomes(paused, MatchState.PAUSED)
    school.becomes(over, MatchState.ENDED)
    with school.engine.execution_options(writes=True).begin() as conn:
        conn.execute(update(people).where(people.c.key == "ben").values(trained_on=FIRST_DAY + WEEK))
    found, today = benchmarks(school.store, actor=school["dana"], at=LATER)
    assert (found.matches, found.weeks, found.kept, found.minutes, found.short) == (1, 4, 3, 180, 1)
    assert (found.running, found.trained, found.running_for(today)) == (2, 1, 27)
    assert (found.ended, found.ending, found.lasted) == (1, 0, (9,))


def test_a_check_in_that_nobody_made_is_overdue(school: Figured) -> None:
    school.holds(school.active(), "+")
    plan_all(school.store, at=NOW + WEEK, policy=POLICY)
    found, _ = benchmarks(school.store, actor=school["dana"], at=NOW + WEEK)
    assert (found.check_ins, found.overdue) == (2, 2)


def test_a_survey_counts_the_days_that_it_was_asked_for(school: Figured) -> None:
    school.holds(school.active(), "+-++")
    two_weeks = school.surveyed(FIRST_DAY, FIRST_DAY + WEEK)
    assert total(one.figures for one in two_weeks.counted).minutes == 60
    assert total(one.figures for one in two_weeks.counted).due == 120
    year = school.surveyed()
    assert (year.first, year.last) == (date(2026, 9, 14), date(2027, 6, 18))
    assert total(one.figures for one in year.counted).due == 240
    assert total(one.figures for one in year.counted).minutes == 180
    assert (year.mentors, year.matches[Model.INDEPENDENT], year.matches[Model.IN_CLASS]) == (1, 1, 0)


def test_a_survey_counts_a_match_that_is_over_until_its_last_session(school: Figured) -> None:
    match, never = school.active(), school.active(school.draft(mentor="ben", student="mia", monitor="sam"))
    school.holds(match, "+-+-")
    school.becomes(match, MatchState.ENDED)
    school.becomes(never, MatchState.ENDED)
    found = total(one.figures for one in school.surveyed().counted)
    assert (found.matched, found.minutes, found.due) == (1, 120, 180)
    assert school.surveyed(FIRST_DAY + 3 * WEEK).mentors == 0


def test_a_survey_knows_how_long_they_waited_and_their_grade(school: Figured) -> None:
    nomination = school.intake.ready(STUDENT)
    with school.store.begin() as work:
        student = school.intake.view(nomination).nomination.student_id
        assert student is not None
        row = work.people.get(student)
    school.create(school.draft(student_ids=(row.id,), starts_on=FIRST_DAY + WEEK), at=NOW + WEEK)
    found = [one for one in school.surveyed().counted if one.figures.waited]
    assert [(one.figures.waited, one.grade, one.school, one.language) for one in found] == [
        ((7,), 12, "Madison Park", "so")
    ]
    early = school.surveyed(date(2026, 9, 14), NOW.date()).counted
    assert not [one for one in early if one.figures.waited]


def test_a_survey_names_nobody(school: Figured) -> None:
    school.fills("Holland School", 12)
    school.holds(school.active(), "++++")
    school.intake.takes(STUDENT)
    text = write_survey(school.surveyed())
    with school.store.look() as view:
        names = {word for one in view.people.all() for word in (one.name, one.email or one.name)}
    assert "Holland School" in text
    assert not [name for name in {*names, "Samira", "Example", "@"} if name in text]


def test_days_the_wrong_way_round_are_refused(school: Figured) -> None:
    with pytest.raises(DaysTheWrongWayRound):
        school.surveyed(FIRST_DAY, FIRST_DAY - timedelta(days=1))
    assert school.surveyed(FIRST_DAY, FIRST_DAY).last == FIRST_DAY


def test_without_a_program_there_is_no_school_year() -> None:
    with pytest.raises(NoProgramYet):
        school_year([], NOW)


@pytest.mark.parametrize(
    ("at", "first"),
    [("2026-11-03", "2026-09-14"), ("2027-08-01", "2026-09-14"), ("2026-07-01", "2026-09-14")],
)
def test_the_school_year_is_the_one_we_are_in_or_the_nearest(school: Figured, at: str, first: str) -> None:
    school.add_program("later", starts_on=date(2027, 9, 13), ends_on=date(2028, 6, 16))
    with school.store.look() as view:
        programs = view.programs.all()
    moment = datetime.fromisoformat(at).replace(hour=12, tzinfo=UTC)
    assert school_year(programs, moment)[0].isoformat() == first


def test_figures_are_read_in_slack(tmp_path: Path) -> None:
    new = [person(f"new{n}", f"Nia New{n}", "student", adult="yes", school="Umana <!channel>") for n in range(6)]
    with an_office(tmp_path, *new) as office:
        office.releases_match()
        said = office.types(DANA, "/mentoring", "report schools")
        assert "Students by school: 10 waiting, 1 matched" in said
        assert "*Umana &lt;!channel&gt;*: 6 waiting · 0 matched" in said
        assert "*not known*: 4 waiting · 1 matched" in said
        assert "nobody knows since when" in said
        assert "*English*: 10 waiting · 1 matched" in office.types(DANA, "/mentoring", "report Languages, page 9")
        marks = office.types(DANA, "/mentoring", "report benchmarks")
        assert "*An hour a week*: 1 match active; no week is over yet." in marks
        assert "*Trained before they meet*: 100 % of mentors, in 1 of 1 match." in marks
        assert "*Closure*: no matches ended with everybody told." in marks
        office.play.move_to(datetime.fromisoformat("2026-11-09T12:00:00+00:00"))
        assert "0 h held of 2 h due · *1 short*" in office.types(DANA, "/mentoring", "report schools")
        for wrong in ("report planets", "report schools page", "report schools page -1", "report schools " + "9" * 400):
            assert "Write it like this" in office.types(DANA, "/mentoring", wrong)
        assert "Only Partnerships Managers" in office.types(ANA, "/mentoring", "report benchmarks")
