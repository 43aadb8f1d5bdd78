"""Reconciling: what was seen while a session ran, held against what the platform tells once it is over."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import combinations

from mentoring.presence import Source, Stay, person_of
from mentoring.rooms import Cast

TOLERANCE = timedelta(seconds=60)
"""Clocks differ, and lists lag: what is shorter is no disagreement."""

Accounts = Mapping[Source, Sequence[Stay]]
"""What each source tells. The ledger is one account, with what a list of who was inside has added to it."""
Stretch = tuple[datetime, datetime]
Times = tuple[Stretch, ...]
"""When somebody was in the room: half-open stretches in UTC, in order, which never touch."""


class Difference(StrEnum):
    """In what two accounts of one person differ."""

    UNSEEN = "unseen"
    """One of them does not know this person at all."""
    CAME = "came"
    LEFT = "left"
    AWAY = "away"
    """Whether they were out of the room in between."""


@dataclass(frozen=True)
class Disagreement:
    """`person` None: those whom no identity names. `says` and `other_says` are ISO 8601 intervals in UTC, as text;
    empty for never in the room."""

    person: int | None
    differs: Difference
    source: Source
    says: str
    other: Source
    other_says: str


@dataclass(frozen=True)
class Reconciled:
    """`stays` is the truth as all sources together tell it; `disagreements` by person and source."""

    stays: tuple[Stay, ...]
    disagreements: tuple[Disagreement, ...]


def reconcile(accounts: Accounts, cast: Cast, *, monitors: Collection[int], until: datetime) -> Reconciled:
    """Somebody was in the room whenever one of the accounts says so. A monitor was not where an account that knows them
    says for longer than the tolerance that they were out: a leave that was lost must not keep a session covered.

    `until`: when a stay ends that nobody saw end. Somebody whom no identity names in one account is who the same
    connection is in another; a display name proves nobody.
    """
    closed = {source: [_closed(stay, until) for stay in stays] for source, stays in sorted(accounts.items())}
    known = _known_connections(closed, cast)
    seen: dict[int | None, dict[Source, list[Stay]]] = {}
    for source, stays in closed.items():
        for stay in stays:
            person = _who(stay, cast, known)
            seen.setdefault(person, {}).setdefault(source, []).append(stay)
    people = sorted(seen, key=lambda person: (person is None, person or 0))
    truth = (stay for person in people for stay in _truth(seen[person], cast, person, strict=person in monitors))
    disagreements = (d for person in people for d in _disagreements(person, seen[person], list(closed)))
    return Reconciled(tuple(sorted(truth, key=lambda s: (s.joined_at, s.identities))), tuple(disagreements))


def times_of(stays: Iterable[Stay], until: datetime) -> Times:
    """Many stays of one person are their union. `until`: when a stay ends that nobody saw end."""
    return union((s.joined_at, s.left_at or until) for s in stays)


def union(stretches: Iterable[Stretch]) -> Times:
    whole: list[Stretch] = []
    for since, until in sorted(s for s in stretches if s[0] < s[1]):
        if whole and since <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(until, whole[-1][1]))
        else:
            whole.append((since, until))
    return tuple(whole)


def without(times: Times, gaps: Iterable[Stretch]) -> Times:
    """What is left of these times when the gaps are taken out."""
    for gap_since, gap_until in gaps:
        parts = (
            part for since, until in times for part in ((since, min(until, gap_since)), (max(since, gap_until), until))
        )
        times = union(parts)
    return times


def _closed(stay: Stay, until: datetime) -> Stay:
    return stay if stay.left_at is not None else replace(stay, left_at=max(until, stay.joined_at))


def _known_connections(accounts: Accounts, cast: Cast) -> Mapping[str, int]:
    found = ((stay.connection, person_of(stay.identities, cast)) for stays in accounts.values() for stay in stays)
    return {connection: person for connection, person in found if connection and person is not None}


def _who(stay: Stay, cast: Cast, known: Mapping[str, int]) -> int | None:
    person = person_of(stay.identities, cast)
    return known.get(stay.connection) if person is None else person


def _truth(
    accounts: Mapping[Source, Sequence[Stay]], cast: Cast, person: int | None, *, strict: bool
) -> Iterator[Stay]:
    """Meet's records tell every gap: beside them, its list of first entries and last exits tells nothing more."""
    if Source.MEET_RECORDS in accounts:
        accounts = {source: stays for source, stays in accounts.items() if source is not Source.MEET_LIVE}
    if person is None:
        yield from (stay for stays in accounts.values() for stay in stays)
        return
    told = [_times(stays) for stays in accounts.values()]
    together = union(stretch for times in told for stretch in times)
    if strict:
        out = [gap for times in told for gap in without(together, times) if _long(gap)]
        together = without(together, out)
    model = next(s for stays in accounts.values() for s in stays)
    named = next((s for stays in accounts.values() for s in stays if person_of(s.identities, cast) is not None), model)
    yield from (replace(named, joined_at=since, left_at=until) for since, until in together)


def _times(stays: Iterable[Stay]) -> Times:
    return union((s.joined_at, s.left_at) for s in stays if s.left_at is not None)


def _long(stretch: Stretch) -> bool:
    return stretch[1] - stretch[0] > TOLERANCE


def _disagreements(
    person: int | None, seen: Mapping[Source, Sequence[Stay]], sources: Sequence[Source]
) -> Iterator[Disagreement]:
    times = {source: _times(seen.get(source, ())) for source in sources}
    for one, other in combinations(sources, 2):
        rough = Source.MEET_LIVE in (one, other)
        for differs in _differences(times[one], times[other], rough=rough):
            yield Disagreement(person, differs, one, _text(times[one]), other, _text(times[other]))


def _differences(one: Times, other: Times, *, rough: bool) -> Iterator[Difference]:
    """`rough`: one of them knows only the first entry and the last exit."""
    if not one or not other:
        if any(_long(stretch) for stretch in one + other):
            yield Difference.UNSEEN
        return
    (first, last), (other_first, other_last) = (one[0][0], one[-1][1]), (other[0][0], other[-1][1])
    if abs(first - other_first) > TOLERANCE:
        yield Difference.CAME
    if abs(last - other_last) > TOLERANCE:
        yield Difference.LEFT
    if not rough and _away_differs(one, other, max(first, other_first), min(last, other_last)):
        yield Difference.AWAY


def _away_differs(one: Times, other: Times, since: datetime, until: datetime) -> bool:
    """Whether one of them was out for longer than the tolerance while the other was in, between those moments."""
    out = (*without(one, other), *without(other, one))
    return any(_long((max(start, since), min(end, until))) for start, end in out)


def _text(times: Times) -> str:
    return ", ".join(f"{since.isoformat()}/{until.isoformat()}" for since, until in times)
