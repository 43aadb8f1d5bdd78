"""What people said to a match. What was said here since a file was written stays; a match is moved by managers only."""

from __future__ import annotations

from collections.abc import Sequence

from mentoring.acts.asking import ASKING, everybody_of
from mentoring.acts.exchange.shape import Exchange, Taking
from mentoring.acts.matchmaking import subject
from mentoring.consents import Consent, NotAsked, sides_of
from mentoring.store import Work
from mentoring.tables.consents import CONSENTS, ConsentRow


def _rows(view: Work) -> Sequence[ConsentRow]:
    """Without what does not count any more: the words of somebody who has no part in a match that is still asking."""
    people, matches, said = view.people.keys(), view.matches.keys(), view.consents.all()
    found = view.matches.many({one.match_id for one in said}).values()
    sides = {match.id: sides_of(match, everybody_of(view, match)) for match in found if match.state in ASKING}
    return [
        ConsentRow(
            line=0,
            match=matches[one.match_id],
            person=people[one.person_id],
            round=one.round,
            asked_at=one.asked_at,
            choice=one.choice,
            answered_at=one.answered_at,
            why=one.why,
        )
        for one in said
        if one.person_id in sides.get(one.match_id, {one.person_id})
    ]


def _take(taking: Taking, row: ConsentRow, before: ConsentRow | None) -> str | None:
    """Who has no part in a match cannot agree to it; what was said of one that has begun is only kept. Raises NotYet,
    NotAsked."""
    if before is not None:
        return None
    match, person = taking.matches[row.match], taking.people[row.person]
    taking.check_happened(asked_at=row.asked_at, answered_at=row.answered_at)
    if match.state in ASKING and person.id not in sides_of(match, everybody_of(taking.work, match)):
        raise NotAsked(match)
    consent = Consent(match.id, person.id, row.round, row.asked_at, row.choice, row.why, row.answered_at)
    taking.work.consents.add(consent)
    return subject(match)


EXCHANGE = Exchange(CONSENTS, _rows, _take)
