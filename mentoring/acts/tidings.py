"""Everything that a tiding tells, read in one go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from mentoring.acts.looking import MatchLine, match_lines
from mentoring.links import Page
from mentoring.people import Person
from mentoring.relay import RelayMessage, without_full_names
from mentoring.store import PageKeys, Work
from mentoring.tidings import Tiding, Topic

_BRINGING = frozenset({Topic.RELAY_TO_FAMILY, Topic.RELAY_TO_MENTOR})


@dataclass(frozen=True)
class TidingView:
    """A tiding with everybody whom it names. `reader` is who reads it, and `child` whom it was meant for where the
    reader is their guardian (R024)."""

    tiding: Tiding
    reader: Person
    child: Person | None
    people: Mapping[str, Person]
    line: MatchLine | None
    link: str | None = None
    """To the page of their own on which the reader answers."""
    written: str = ""
    """The words that a relayed message brings: they stand with the message, and in no tiding."""


def tiding_views(view: Work, tidings: Sequence[Tiding], keys: PageKeys) -> Sequence[TidingView]:
    """The tidings in the order in which they are given, in as many queries as there are kinds of things."""
    named = {person for tiding in tidings for person in (tiding.reader_id, *tiding.people.values())}
    people = view.people.many(named)
    people |= view.people.many({person.guardian_id for person in people.values() if person.guardian_id is not None})
    matches = view.matches.many({tiding.match_id for tiding in tidings if tiding.match_id is not None})
    lines = {line.match.id: line for line in match_lines(view, list(matches.values()))}
    letters = view.relay.many([tiding.facts["message"] for tiding in tidings if tiding.topic in _BRINGING])
    return [
        replace(told, written=_written(told, letters)) if told.tiding.topic in _BRINGING else told
        for told in (_view(tiding, people, lines, keys) for tiding in tidings)
    ]


def _written(told: TidingView, letters: Mapping[int, RelayMessage]) -> str:
    """A volunteer reads no child's full name (I6)."""
    text = letters[told.tiding.facts["message"]].text
    if told.tiding.topic is not Topic.RELAY_TO_MENTOR:
        return text
    return without_full_names(text, (who for part, who in told.people.items() if part.startswith("student_")))


def _view(tiding: Tiding, people: Mapping[int, Person], lines: Mapping[int, MatchLine], keys: PageKeys) -> TidingView:
    person = people[tiding.reader_id]
    reader = person.written_to_through(people)
    return TidingView(
        tiding,
        reader,
        person if reader is not person else None,
        {part: people[who] for part, who in tiding.people.items()},
        lines.get(tiding.match_id or 0),
        _link(tiding, reader, keys),
    )


def _link(tiding: Tiding, reader: Person, keys: PageKeys) -> str | None:
    """Links that were ended while the letter waited stay ended: what it brings is a new one."""
    if tiding.page is None:
        return None
    issued_at = max(tiding.at, reader.links_since or tiding.at)
    return keys.link(Page(tiding.page[0]), *tiding.page[1], holder_id=reader.id, at=issued_at)
