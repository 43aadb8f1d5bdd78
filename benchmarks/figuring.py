"""Figures of the whole program, as a part of *listing*: `/mentoring report schools`, `languages` and `benchmarks`."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Engine, update

from benchmarks.population import Crowd
from integrations.database.store import SqlStore
from integrations.database.tables import people
from mentoring.acts.figuring import benchmarks, figures_by
from mentoring.acts.reporting import count_all
from mentoring.figures import Cut
from mentoring.nominations import CONSENTS, LANGUAGES, AgeBand, ConsentGiven, Contact, NominationDraft, Nominator
from mentoring.people import Person
from mentoring.slots import Weekday

SCHOOLS, NOMINATED = 125, 500
"""About as many schools as a large district has, and as many nominations as wait in October."""
_MATCHED = """
SELECT people.{what}, count(*), sum(standings.minutes), sum(weeks) FROM match_students AS theirs
JOIN matches ON matches.id = theirs.match_id JOIN people ON people.id = theirs.student_id
LEFT JOIN standings ON standings.match_id = matches.id WHERE matches.state = 'active' GROUP BY people.{what}
"""
_STANDING = """
SELECT count(*), sum(weeks), sum(kept), sum(standings.minutes) FROM matches
LEFT JOIN standings ON standings.match_id = matches.id WHERE matches.state = 'active'
"""

Look = Callable[[int], object]


def seed_figures(engine: Engine, store: SqlStore, crowd: Crowd, *, at: datetime) -> None:
    """Schools and languages of all students, nominations that wait, and the count of last night."""
    with engine.execution_options(writes=True).begin() as conn:
        language = [code for code in LANGUAGES if code != "und"]
        for number in range(SCHOOLS):
            some = (people.c.id >= crowd.students.start) & (people.c.id % SCHOOLS == number)
            home = {"school": f"School {number}", "language": language[number % len(language)]}
            conn.execute(update(people).where(some).values(**home))
    with store.begin() as work:
        for number in range(NOMINATED):
            came, marks = at - timedelta(days=number % 90), {f"home:{number}"}
            work.nominations.add(
                _draft(number), request=f"{number}", marks=marks, given=ConsentGiven.ONLINE, entered_by=None, at=came
            )
    count_all(store, at=at)


def cases(store: SqlStore, bare: sqlite3.Connection, manager: Person, *, at: datetime) -> dict[str, tuple[Look, Look]]:
    def cut(by: Cut, column: str) -> tuple[Look, Look]:
        return (
            lambda n: figures_by(store, actor=manager, cut=by, page=1 + n % 3, at=at),
            lambda _n: bare.execute(_MATCHED.format(what=column)).fetchall(),
        )

    return {
        "figures by school": cut(Cut.SCHOOL, "school"),
        "figures by language": cut(Cut.LANGUAGE, "language"),
        "benchmarks": (
            lambda _n: benchmarks(store, actor=manager, at=at),
            lambda _n: bare.execute(_STANDING).fetchall(),
        ),
    }


def _draft(number: int) -> NominationDraft:
    return NominationDraft(
        nominator=Nominator.GUARDIAN,
        first_name=f"Nia{number}",
        last_name="Example",
        age=AgeBand.UNDER_13,
        grade=1 + number % 12,
        school=f"School {number % SCHOOLS}",
        subjects=(),
        needs=(),
        home_language="es",
        days=(Weekday.TU,),
        parts=(),
        contact=Contact("Rosa Example", f"home-{number}@example.org"),
        consent_version=CONSENTS[Nominator.GUARDIAN],
    )
