"""The queue of nominations. What a family or a teacher wrote is read by the form's own rules (`nomination_form`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from mentoring.nomination_form import NotComplete, Problem, read_nomination, tidy
from mentoring.nominations import (
    CONSENTS,
    FIRST_GRADE,
    LAST_GRADE,
    PLATFORMS,
    AgeBand,
    ConsentGiven,
    DayPart,
    DeclineReason,
    Need,
    NominationDraft,
    NominationState,
    Nominator,
    Subject,
)
from mentoring.rosters.cells import (
    BadCell,
    a_key,
    a_line,
    a_number,
    a_weekday,
    one_of,
    several,
    shown,
    yes_or_no,
)
from mentoring.rosters.columns import Column
from mentoring.rosters.moments import a_moment
from mentoring.rosters.writing import plain
from mentoring.tables.shape import MATCH, PERSON, BadRow, Finding, Table, TableRow, Values

LONGEST_KEY, LONGEST_VERSION = 200, 32

_SAID = {
    Problem.MISSING: "this must not be empty",
    Problem.TOO_LONG: "this is too long",
    Problem.NOT_OFFERED: "this is not known here",
    Problem.NOT_A_NAME: "write the name with letters only",
    Problem.NOT_A_GRADE: "write a grade from 1 to 12",
    Problem.NOT_AN_EMAIL: "write an e-mail address like name@example.org",
    Problem.NOT_A_PHONE: "write a phone number like (617) 555-0123, or with + and the country",
    Problem.NO_WAY_TO_REACH: "give an e-mail address or a phone number",
    Problem.LINK: "leave links out",
    Problem.TOO_YOUNG: "under 18 a guardian or a teacher nominates",
    Problem.OF_AGE: "a student of 18 or more asks for themselves: nominator is student",
    Problem.NO_CONSENT: "without consent nothing is kept",
}
_COLUMN_OF = {
    **{f"your_{part}": f"contact_{part}" for part in ("name", "email", "phone")},
    "home_language": "language",
}
"""How the form calls a field, and its column where that has another name."""


@dataclass(frozen=True)
class NominationRow(TableRow):
    """`key` is the name of the request by which it came, or the office's own name for it. `duplicate_of` is the key of
    another nomination; people and the match stand here by theirs."""

    key: str
    draft: NominationDraft
    state: NominationState
    waiting_since: datetime
    changed_at: datetime
    consent_given: ConsentGiven
    entered_by: str | None
    changed_by: str | None
    why: DeclineReason | None
    duplicate_of: str | None
    student: str | None
    match: str | None


def _a_nomination_key(text: str) -> str:
    if len(text) > LONGEST_KEY or not text.isprintable() or re.search(r"\s", text):
        raise BadCell(f"{shown(text)} is not a key; write up to {LONGEST_KEY} characters without a space")
    return text


def _a_number_perhaps(text: str) -> str:
    """For the form to judge. What a spreadsheet has made a fraction is a whole number again."""
    return text.removesuffix(".0")


_written = Column(str, blank="", private=True)
"""For the form to judge."""
_phone = replace(_written, read=_a_number_perhaps)
_DRAFT: Mapping[str, Column] = {
    "nominator": Column(one_of(Nominator), needed=True),
    "first_name": replace(_written, needed=True),
    "last_name": _written,
    "age": Column(one_of(AgeBand), needed=True, private=True),
    "grade": Column(a_number(FIRST_GRADE, LAST_GRADE), needed=True, private=True),
    "school": replace(_written, needed=True),
    "subjects": Column(several(one_of(Subject)), needed=True, private=True),
    "needs": Column(several(one_of(Need)), blank=(), private=True),
    "language": replace(_written, needed=True),
    "interpreter": Column(yes_or_no, blank=False, private=True),
    "days": Column(several(a_weekday), needed=True, private=True),
    "parts": Column(several(one_of(DayPart)), needed=True, private=True),
    "platform": Column(one_of(PLATFORMS)),
    **dict.fromkeys(("contact_name", "contact_email"), _written),
    "contact_phone": _phone,
    **dict.fromkeys(("guardian_name", "guardian_email"), _written),
    "guardian_phone": _phone,
    "helped": Column(yes_or_no, blank=False, private=True),
    "note": _written,
    "consent_version": Column(a_line(LONGEST_VERSION), needed=True),
}
_STANDING: Mapping[str, Column] = {
    "consent_given": Column(one_of(ConsentGiven), needed=True),
    "state": Column(one_of(NominationState), needed=True),
    "waiting_since": Column(a_moment, needed=True),
    "changed_at": Column(a_moment),
    "entered_by": Column(a_key, refers=PERSON),
    "changed_by": Column(a_key, refers=PERSON),
    "why": Column(one_of(DeclineReason)),
    "duplicate_of": Column(_a_nomination_key, private=True),
    "student": Column(a_key, refers=PERSON),
    "match": Column(a_key, refers=MATCH),
}
_ONLY_SOME_HAVE = ("platform", "helped", "contact_name", "guardian_name", "guardian_email", "guardian_phone")


def _made(*, line: int, key: str, changed_at: datetime | None, **values: Any) -> NominationRow:
    """Raises BadRow."""
    draft = _draft({name: values.pop(name) for name in _DRAFT})
    return NominationRow(line=line, key=key, draft=draft, changed_at=changed_at or values["waiting_since"], **values)


def _draft(values: Values) -> NominationDraft:
    """As the form reads it; what it would leave out in silence is found fault with. Raises BadRow."""
    nominator = values["nominator"]
    try:
        draft = read_nomination(_given(values) | {"consent": [CONSENTS[nominator]]})
    except NotComplete as refusal:
        found = refusal.problems.items()
        raise BadRow((_COLUMN_OF.get(field, field), _SAID[problem]) for field, problem in found) from None
    back = _written_down(draft)
    left_out = [name for name in _ONLY_SOME_HAVE if values[name] and not _same(back[name], values[name], name)]
    if left_out:
        raise BadRow((name, f"this does not go with the nominator {nominator}; leave it empty") for name in left_out)
    return replace(draft, consent_version=values["consent_version"])


def _same(kept: object, said: object, column: str) -> bool:
    """What is given in another form is the same all the same: whether it was kept at all is the question."""
    if column == "contact_name":
        return kept == tidy(plain(said))
    return bool(kept) if column.startswith("guardian_") else kept == said


def _given(values: Values) -> dict[str, list[str]]:
    back = {column: field for field, column in _COLUMN_OF.items()}
    said = {back.get(name, name): plain(value) for name, value in values.items() if name != "consent_version"}
    ticks = {name: ["yes"] if values[name] else [] for name in ("interpreter", "helped")}
    lists = {name: [plain(one) for one in values[name]] for name in ("subjects", "needs", "days", "parts")}
    return {name: [text] for name, text in said.items()} | ticks | lists


def _written_down(draft: NominationDraft) -> dict[str, Any]:
    own = ("nominator", "first_name", "last_name", "age", "grade", "school", "subjects", "needs", "interpreter")
    more = ("days", "parts", "platform", "helped", "note", "consent_version")
    people = {"contact": draft.contact, "guardian": draft.family}
    return {
        **{name: getattr(draft, name) for name in (*own, *more)},
        "language": draft.home_language,
        **{
            f"{who}_{part}": getattr(contact, part, None) or ""
            for who, contact in people.items()
            for part in ("name", "email", "phone")
        },
    }


def _parts(row: NominationRow) -> Values:
    return {**vars(row), **_written_down(row.draft)}


def _state_and_proof(row: NominationRow) -> Iterator[Finding]:
    """What belongs to a state, and to no other."""
    made = row.state in (NominationState.READY, NominationState.MATCHED)
    if made and row.student is None:
        yield "student", f"a nomination that is {row.state} has a student of the program; write their key"
    if (row.state is NominationState.MATCHED) != (row.match is not None):
        yield "match", "a nomination has a match when it is matched, and only then"
    if (row.state is NominationState.DECLINED) != (row.why is not None):
        yield "why", "a nomination has a reason when it is declined, and only then"
    if row.duplicate_of is not None and row.why is not DeclineReason.DUPLICATE:
        yield "duplicate_of", "only a duplicate has this; leave it empty"
    if row.duplicate_of == row.key:
        yield "duplicate_of", "no nomination is its own duplicate"
    if row.changed_at < row.waiting_since:
        yield "changed_at", f"it came on {row.waiting_since.date()}; write that moment or a later one"


NOMINATIONS = Table(
    "nominations",
    "nomination",
    {"key": Column(_a_nomination_key, needed=True, private=True), **_DRAFT, **_STANDING},
    key=("key",),
    make=_made,
    parts=_parts,
    check=_state_and_proof,
)
