"""Guardians' words. A file may say that a word was taken back; one that was taken back here no file gives again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from mentoring.acts.exchange.shape import Exchange, Taking, When
from mentoring.acts.lapsing import clearance_changed
from mentoring.acts.opting import NotTheirChild
from mentoring.people import OptIn, Person
from mentoring.store import Work
from mentoring.tables.opt_ins import OPT_INS, OptInRow


def _rows(view: Work) -> Sequence[OptInRow]:
    """Without words for a child who has another guardian by now: they do not count, and no house would take them."""
    people = {person.id: person for person in view.people.all()}
    return [
        OptInRow(0, people[guardian].key, people[one.student_id].key, one.given_on, one.how, one.revoked_on)
        for guardian, given in view.opt_ins.all().items()
        for one in given
        if one.revoked_on is not None or people[one.student_id].guardian_id == guardian
    ]


def _take(taking: Taking, row: OptInRow, before: OptInRow | None) -> str | None:
    """Raises NotYet, NotTheirChild."""
    guardian, child = taking.people[row.guardian], taking.people[row.student]
    taking.check_happened(given_on=row.given_on, revoked_on=row.revoked_on)
    if before is not None and before.revoked_on is not None:
        return None
    opt_in = OptIn(child.id, row.given_on, row.how, row.revoked_on)
    if before is not None:
        taking.work.opt_ins.amend(guardian.id, opt_in, at=taking.at)
        return f"person-{guardian.id}"
    if row.revoked_on is None and guardian.took_word_back(child.id, since=row.given_on):
        return None
    _check_own_child(guardian, child, row.revoked_on)
    taking.work.opt_ins.put(guardian.id, opt_in, at=taking.at)
    return f"person-{guardian.id}"


def _check_own_child(guardian: Person, child: Person, revoked_on: date | None) -> None:
    """A word that was taken back may be one for a child who has another guardian now. Raises NotTheirChild."""
    if revoked_on is None and child.guardian_id != guardian.id:
        raise NotTheirChild(guardian)


def _follow(taking: Taking, rows: Sequence[OptInRow]) -> None:
    guardians = {taking.people[row.guardian].id for row in rows}
    clearance_changed(taking.work, guardians, at=taking.at, policy=taking.house.policy)


EXCHANGE = Exchange(OPT_INS, _rows, _take, follow=_follow, when=When.WITH_PEOPLE)
