"""What must be true across the cells and rows of a roster file. Each check is one rule and yields what breaks it.

Whether somebody is cleared, or has given their word, is no matter of a file: that says the house, on the day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress

from mentoring.matches import MONITOR_ROLES, MatchState, MonitorKind
from mentoring.people import VOLUNTEERS, Role
from mentoring.programs import Model
from mentoring.rooms import Platform
from mentoring.rosters.cells import listed, shown
from mentoring.rosters.rows import RowProblem
from mentoring.rosters.table import Kind, Record, Unread
from mentoring.slots import Slot
from mentoring.windows import within, written

Finding = tuple[str, str]
"""A column and the reason."""


class Book:
    """All rows of the file by kind and key; of two with one key the first counts."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._records: dict[tuple[Kind, str], Record] = {}
        for record in records:
            self._records.setdefault((record.kind, record.cells["key"]), record)

    def knows(self, kind: Kind, key: str) -> bool:
        return (kind, key) in self._records

    def find(self, kind: Kind, key: str) -> Record:
        """Raises Unread for a key that the file does not have."""
        if not self.knows(kind, key):
            raise Unread(key)
        return self._records[kind, key]

    def person(self, key: str) -> Record:
        return self.find(Kind.PERSON, key)


Check = Callable[[Record, Book], Iterator[Finding]]


def problems_across(records: list[Record]) -> Iterator[RowProblem]:
    """Every problem that no single cell shows."""
    book = Book(records)
    for record in records:
        for check in CHECKS[record.kind]:
            with suppress(Unread):
                for column, reason in check(record, book):
                    yield RowProblem(record.line, column, reason)
    yield from _duplicates(records)


def _duplicates(records: list[Record]) -> Iterator[RowProblem]:
    first: dict[tuple[Kind, str, str], int] = {}
    for record in records:
        for column in ("key", "email", "slack_id"):
            text = record.values.get(column)
            if text is None:
                continue
            line = first.setdefault((record.kind, column, text.casefold()), record.line)
            if line != record.line:
                yield RowProblem(record.line, column, f"{shown(text)} stands on line {line} already")


_MAY_HAVE_LEFT = ("mentor", "released_by")
"""Of a match that stood; its manager is told of it, and must be one."""


def _refers(column: str, kind: Kind, *roles: Role) -> Check:
    """The cell names a row of that kind; a person there must serve in one of the roles."""

    def check(record: Record, book: Book) -> Iterator[Finding]:
        cell = record[column]
        for key in cell if isinstance(cell, tuple) else (cell,) if cell else ():
            if not book.knows(kind, key):
                yield column, f"no {kind} in this file has the key {shown(key)}"
            elif roles and not (column in _MAY_HAVE_LEFT and _stood(record)):
                with suppress(Unread):
                    yield from _serves(column, book.person(key), roles)

    return check


def _stood(record: Record) -> bool:
    """A match that was exported from where it stood: what has become of its people since is no mistake of the file, and
    what follows from it the house sees to."""
    return record.values.get("made_on") is not None


def _serves(column: str, person: Record, roles: Iterable[Role]) -> Iterator[Finding]:
    if set(person["roles"]).isdisjoint(roles):
        yield column, f"{shown(person.cells['key'])} does not have the role {listed(sorted(roles), 'or')}"


def _program_in_order(program: Record, _book: Book) -> Iterator[Finding]:
    if program["ends_on"] < program["starts_on"]:
        yield "ends_on", f"the program would end before it starts on {program['starts_on']}"


def _opens_within_program(program: Record, _book: Book) -> Iterator[Finding]:
    opens_on = program["opens_on"]
    if opens_on is not None and not program["starts_on"] <= opens_on <= program["ends_on"]:
        yield "opens_on", f"the program runs from {program['starts_on']} to {program['ends_on']}"


def _only_independent_meets_without_school(program: Record, _book: Book) -> Iterator[Finding]:
    """R003."""
    if program["meets_without_school"] and program["model"] is Model.IN_CLASS:
        yield (
            "meets_without_school",
            "without school there is no class; only an independent program says yes",
        )


def _hour_in_windows(match: Record, book: Book) -> Iterator[Finding]:
    windows = book.find(Kind.PROGRAM, match["program"])["windows"]
    if not within(Slot(match["weekday"], match["time"], match["minutes"]), windows):
        yield "time", f"the program's sessions lie within {written(windows)}"


def _student_not_in_slack(person: Record, _book: Book) -> Iterator[Finding]:
    if Role.STUDENT in person["roles"] and person.cells["slack_id"]:
        yield "slack_id", "students are never in Slack; leave this empty"


def _age_told(person: Record, _book: Book) -> Iterator[Finding]:
    if Role.STUDENT in person["roles"] and not person.cells["adult"]:
        yield "adult", "say yes or no for a student: under 18 a guardian is needed"


def _only_students_are_minors(person: Record, _book: Book) -> Iterator[Finding]:
    others = sorted(set(person["roles"]) - {Role.STUDENT})
    if others and not person["adult"]:
        yield "adult", f"a {listed(others, 'and')} must be an adult"


def _minor_has_guardian(person: Record, book: Book) -> Iterator[Finding]:
    """R024."""
    if Role.STUDENT not in person["roles"] or person["adult"]:
        return
    if person["guardian"] is None:
        yield "guardian", "a student under 18 needs a guardian"
    elif book.person(person["guardian"])["email"] is None:
        yield "guardian", f"the guardian {shown(person['guardian'])} of a student under 18 needs an e-mail address"


def _guardian_is_another(person: Record, _book: Book) -> Iterator[Finding]:
    if person["guardian"] == person["key"]:
        yield "guardian", "nobody is their own guardian"


def _deputy_is_another(person: Record, _book: Book) -> Iterator[Finding]:
    if person["deputy"] == person["key"]:
        yield "deputy", "nobody is their own deputy"


def _belongs_to(column: str, *roles: Role) -> Check:
    def check(person: Record, _book: Book) -> Iterator[Finding]:
        if person.cells[column] and not set(roles) & set(person["roles"]):
            yield column, f"only a {_either(roles)} has this; leave it empty"

    return check


def _either(roles: Sequence[Role]) -> str:
    *first, last = roles
    return f"{', '.join(first)} or {last}" if first else last


def _can_be_reached(person: Record, _book: Book) -> Iterator[Finding]:
    answerable = {Role.MANAGER, Role.TEACHER, *VOLUNTEERS}
    if answerable & set(person["roles"]) and not person.cells["email"] and not person.cells["slack_id"]:
        yield "email", "a manager, mentor, proctor or teacher needs an e-mail address or a Slack id"


def _monitor_serves(match: Record, book: Book) -> Iterator[Finding]:
    if not _stood(match):
        yield from _serves("monitor", book.person(match["monitor"]), MONITOR_ROLES[match["monitor_kind"]])


def _two_adults(match: Record, _book: Book) -> Iterator[Finding]:
    """I2."""
    if match["monitor"] == match["mentor"]:
        yield "monitor", f"{shown(match['mentor'])} cannot be mentor and monitor of one match"


def _parties_are_not_students(match: Record, _book: Book) -> Iterator[Finding]:
    for column in ("mentor", "monitor"):
        if match.values.get(column) in match["students"]:
            yield "students", f"{shown(match[column])} is also the {column} of this match"


def _guardian_may_monitor(match: Record, book: Book) -> Iterator[Finding]:
    """R063."""
    if match["monitor_kind"] is not MonitorKind.GUARDIAN or match["state"] is MatchState.ENDED or _stood(match):
        return
    for key in match["students"]:
        with suppress(Unread):
            if book.person(key)["guardian"] != match["monitor"]:
                yield "monitor", f"{shown(match['monitor'])} is not the guardian of {shown(key)}"


MONITORS_OF: Mapping[Model, frozenset[MonitorKind]] = {
    Model.IN_CLASS: frozenset({MonitorKind.TEACHER}),
    Model.INDEPENDENT: frozenset({MonitorKind.PROCTOR, MonitorKind.GUARDIAN}),
}
"""R014, R015: the teacher watches over the virtual classroom, a proctor or guardian over all else."""

PLATFORMS_OF: Mapping[Model, frozenset[Platform]] = {
    Model.IN_CLASS: frozenset({Platform.EXTERNAL}),
    Model.INDEPENDENT: frozenset({Platform.GOOGLE_MEET, Platform.ZOOM}),
}
"""R003, R031."""


def _model_of(match: Record, book: Book) -> Model:
    model: Model = book.find(Kind.PROGRAM, match["program"])["model"]
    return model


def _monitor_kind_fits(match: Record, book: Book) -> Iterator[Finding]:
    model = _model_of(match, book)
    if match["monitor_kind"] not in MONITORS_OF[model]:
        yield "monitor_kind", f"an {model} match is monitored by a {listed(sorted(MONITORS_OF[model]), 'or')}"


def _platform_fits(match: Record, book: Book) -> Iterator[Finding]:
    model = _model_of(match, book)
    if match["platform"] not in PLATFORMS_OF[model]:
        yield "platform", f"an {model} match meets on {listed(sorted(PLATFORMS_OF[model]), 'or')}"


def _link_fits(match: Record, book: Book) -> Iterator[Finding]:
    in_class = _model_of(match, book) is Model.IN_CLASS
    if in_class and not match.cells["link"]:
        yield "link", "an in_class match needs the teacher's own https link"
    if not in_class and match.cells["link"]:
        yield "link", "we make the room of an independent match; leave this empty"


def _starts_within_program(match: Record, book: Book) -> Iterator[Finding]:
    program, starts_on = book.find(Kind.PROGRAM, match["program"]), match["starts_on"]
    first = program["opens_on"] or program["starts_on"]
    if starts_on is not None and not first <= starts_on <= program["ends_on"]:
        yield "starts_on", f"the program runs from {first} to {program['ends_on']}"


def _active_was_released(match: Record, _book: Book) -> Iterator[Finding]:
    """R052, R054."""
    state = match["state"]
    if state in (MatchState.ACTIVE, MatchState.PAUSED):
        for column in ("starts_on", "released_by"):
            if not match.cells[column]:
                yield column, f"{_an(state)} match needs this: a manager releases it after the start date is set"
    elif state is not MatchState.ENDED and match.cells["released_by"]:
        yield "released_by", "only an active match has been released; leave this empty"


def _only_a_pause_has_an_end(match: Record, book: Book) -> Iterator[Finding]:
    resumes_on = match["resumes_on"]
    if resumes_on is None:
        return
    if match["state"] is not MatchState.PAUSED:
        yield "resumes_on", "only a paused match has this; leave it empty"
    program = book.find(Kind.PROGRAM, match["program"])
    if not program["starts_on"] <= resumes_on <= program["ends_on"]:
        yield "resumes_on", f"the program runs from {program['starts_on']} to {program['ends_on']}"


def _option_of_an_offer(match: Record, book: Book) -> Iterator[Finding]:
    first = match["offer"]
    if first is not None and book.find(Kind.MATCH, first)["offer"] != first:
        yield "offer", f"{shown(first)} is not the first option of an offer; its own offer would be {shown(first)}"


def _an(word: str) -> str:
    return f"an {word}" if word[0] in "aeiou" else f"a {word}"


CHECKS: Mapping[Kind, tuple[Check, ...]] = {
    Kind.PROGRAM: (_program_in_order, _opens_within_program, _only_independent_meets_without_school),
    Kind.PERSON: (
        _refers("guardian", Kind.PERSON, Role.GUARDIAN),
        _refers("deputy", Kind.PERSON, Role.MANAGER),
        _belongs_to("guardian", Role.STUDENT),
        _belongs_to("school", Role.STUDENT, Role.TEACHER, Role.STAFF),
        _belongs_to("guardian_opt_in", Role.GUARDIAN),
        _belongs_to("deputy", Role.MANAGER),
        _student_not_in_slack,
        _age_told,
        _only_students_are_minors,
        _minor_has_guardian,
        _guardian_is_another,
        _deputy_is_another,
        _can_be_reached,
    ),
    Kind.MATCH: (
        _refers("program", Kind.PROGRAM),
        _refers("mentor", Kind.PERSON, Role.MENTOR),
        _refers("students", Kind.PERSON, Role.STUDENT),
        _refers("monitor", Kind.PERSON),
        _refers("manager", Kind.PERSON, Role.MANAGER),
        _refers("released_by", Kind.PERSON, Role.MANAGER),
        _monitor_serves,
        _two_adults,
        _parties_are_not_students,
        _guardian_may_monitor,
        _monitor_kind_fits,
        _platform_fits,
        _link_fits,
        _starts_within_program,
        _hour_in_windows,
        _active_was_released,
        _only_a_pause_has_an_end,
        _refers("offer", Kind.MATCH),
        _option_of_an_offer,
    ),
}
