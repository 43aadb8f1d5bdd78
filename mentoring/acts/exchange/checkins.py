"""The log of check-ins: lines are added, and what is due next is planned anew."""

from __future__ import annotations

from collections.abc import Sequence

from mentoring.acts.checking_in import plan_matches
from mentoring.acts.exchange.shape import Exchange, Taking
from mentoring.acts.matchmaking import subject
from mentoring.checkins import CheckIn
from mentoring.store import Work
from mentoring.tables.checkins import CHECK_INS, CheckInRow


def _rows(view: Work) -> Sequence[CheckInRow]:
    people, matches = view.people.keys(), view.matches.keys()
    return [
        CheckInRow(
            line=0,
            match=matches[one.match_id],
            person=people[one.person_id],
            at=one.at,
            part=one.part,
            way=one.way,
            minutes=one.minutes,
            by=people[one.by],
            note=one.note,
        )
        for one in view.check_ins.all()
    ]


def _take(taking: Taking, row: CheckInRow, _before: CheckInRow | None) -> str:
    """Raises NotYet."""
    taking.check_happened(at=row.at)
    match, person, by = taking.matches[row.match], taking.people[row.person], taking.people[row.by]
    taking.work.check_ins.add(
        CheckIn(match.id, person.id, row.part, row.way, row.minutes, row.note, by.id, row.at),
    )
    return subject(match)


def _follow(taking: Taking, rows: Sequence[CheckInRow]) -> None:
    matches = {taking.matches[row.match].id for row in rows}
    plan_matches(taking.work, matches, at=taking.at, policy=taking.house.policy)


EXCHANGE = Exchange(CHECK_INS, _rows, _take, follow=_follow)
