"""Rows of every kind of table as hypothesis makes them: whatever the product itself may hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from hypothesis import strategies as st

from mentoring.calendar_files import label
from mentoring.calendars import DayKind
from mentoring.checkins import LONGEST_NOTE, Part, Way
from mentoring.consents import Choice
from mentoring.nomination_form import NotComplete, read_nomination
from mentoring.nominations import (
    CONSENTS,
    LANGUAGES,
    REFUSED,
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
from mentoring.people import HowGiven, Role
from mentoring.rooms import Platform
from mentoring.rosters.cells import BadCell, a_name
from mentoring.slots import Weekday
from mentoring.tables.calendars import CalendarRow
from mentoring.tables.checkins import CheckInRow
from mentoring.tables.consents import ConsentRow
from mentoring.tables.limits import LimitRow
from mentoring.tables.nominations import NominationRow
from mentoring.tables.opt_ins import OptInRow
from mentoring.tables.trainings import PlaceRow, TrainingRow
from mentoring.tables.volunteers import VolunteerRow
from mentoring.trainings import SeatState, TrainingState
from mentoring.volunteers import Interview, Screening, longest_check

ANY = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
AWKWARD = st.sampled_from(
    ["=1+1", "+1 617 555 0123", "-2", "@SUM(A1)", "'=x", "''", '"quoted", twice', "007", "0", "\U0001f642 x",
     "مرحبا بالعالم", "a;b\tc", "1.0", "TRUE", "2026-10-26", "46321", "person", "\ufeffx", "\u202eabc", "e\u0301"]
)  # fmt: skip
TEXT = st.one_of(ANY, AWKWARD, st.builds("{}{}".format, AWKWARD, ANY))
LINE = TEXT.map(lambda text: " ".join(text.split())[:LONGEST_NOTE].strip())
KEYS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,20}", fullmatch=True)
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - bounds
maybe = st.none


def _named(text: str) -> str:
    try:
        return a_name(text)
    except BadCell:
        return "Umana"


NAMES = TEXT.map(_named)

limits = st.builds(
    LimitRow,
    line=st.just(0),
    person=KEYS,
    matches=st.one_of(maybe(), st.integers(1, 40)),
    hours=st.one_of(maybe(), st.integers(1, 40)),
    gap=st.one_of(maybe(), st.integers(0, 120)),
)


@st.composite
def opt_ins(draw: st.DrawFn) -> OptInRow:
    given = draw(DAYS)
    revoked = draw(st.one_of(maybe(), st.timedeltas(timedelta(0), timedelta(days=400)).map(lambda gap: given + gap)))
    return OptInRow(0, draw(KEYS), draw(KEYS), given, draw(st.sampled_from(HowGiven)), revoked)


VERSIONS = TEXT.map(lambda text: " ".join(text.split())[:32].strip()).filter(bool)


@st.composite
def volunteers(draw: st.DrawFn) -> VolunteerRow:
    interview, screening = (draw(st.one_of(maybe(), st.sampled_from(kind))) for kind in (Interview, Screening))
    agreement, curriculum = draw(st.one_of(maybe(), VERSIONS)), draw(st.one_of(maybe(), VERSIONS))
    checked = draw(DAYS)
    holds = draw(st.dates(checked, longest_check(checked)))
    return VolunteerRow(
        line=0,
        person=draw(KEYS),
        applied_on=draw(st.one_of(maybe(), DAYS)),
        interview=interview,
        interviewer=draw(st.one_of(maybe(), KEYS)) if interview else None,
        interviewed_on=draw(DAYS) if interview is Interview.PASSED else None,
        screening=screening,
        check_on=checked if screening else None,
        background_check_until=holds if screening is Screening.CLEARED else None,
        agreement=agreement,
        agreement_on=draw(DAYS) if agreement else None,
        curriculum=curriculum,
        trained_on=draw(DAYS) if curriculum else None,
        waiting_since=draw(st.one_of(maybe(), DAYS)),
    )


trainings = st.builds(
    TrainingRow,
    line=st.just(0),
    facilitator=KEYS,
    starts_at=MOMENTS,
    ends_at=MOMENTS,
    timezone=st.sampled_from(["America/New_York", "Atlantic/Cape_Verde"]),
    roles=st.sampled_from([{Role.MENTOR}, {Role.PROCTOR}, {Role.MENTOR, Role.PROCTOR}]).map(frozenset),
    platform=st.sampled_from(Platform),
    seats=st.integers(1, 100),
    state=st.sampled_from([TrainingState.PLANNED, TrainingState.HELD]),
)


@st.composite
def places(draw: st.DrawFn) -> PlaceRow:
    state = draw(st.sampled_from(SeatState))
    judged = state not in (SeatState.TAKEN, SeatState.GIVEN_BACK)
    gap = draw(st.one_of(maybe(), st.integers(0, 20_000))) if judged else None
    surveyed = draw(st.one_of(maybe(), MOMENTS))
    return PlaceRow(0, draw(KEYS), draw(MOMENTS), draw(KEYS), state, draw(MOMENTS), gap, surveyed)


@st.composite
def consents(draw: st.DrawFn) -> ConsentRow:
    asked, choice = draw(MOMENTS), draw(st.one_of(maybe(), st.sampled_from(Choice)))
    answered = asked + draw(st.timedeltas(timedelta(0), timedelta(days=9))) if choice else None
    why = draw(LINE) if choice else ""
    return ConsentRow(0, draw(KEYS), draw(KEYS), draw(st.integers(1, 99)), asked, choice, answered, why)


check_ins = st.builds(
    CheckInRow,
    line=st.just(0),
    match=KEYS,
    person=KEYS,
    at=MOMENTS,
    part=st.sampled_from(Part),
    way=st.sampled_from(Way),
    minutes=st.one_of(maybe(), st.integers(1, 480)),
    by=KEYS,
    note=LINE,
)


@st.composite
def calendars(draw: st.DrawFn) -> CalendarRow:
    kind, source = draw(st.sampled_from(DayKind)), draw(VERSIONS)
    released = st.times().map(lambda wall: time(wall.hour, wall.minute))
    hour = draw(st.one_of(maybe(), released)) if kind is DayKind.EARLY_RELEASE else None
    school = draw(st.one_of(maybe(), NAMES))
    return CalendarRow(0, source, draw(DAYS), kind, school, label(draw(TEXT)), hour, draw(st.booleans()))


def _form(draw: st.DrawFn, nominator: Nominator) -> Mapping[str, list[str]]:
    ages = [AgeBand.ADULT] if nominator is Nominator.STUDENT else [AgeBand.UNDER_13, AgeBand.FROM_13]

    def some(words: Any, least: int = 1) -> list[str]:
        return draw(st.lists(st.sampled_from([str(word) for word in words]), min_size=least, unique=True))

    return {
        "nominator": [nominator],
        "first_name": [draw(st.one_of(TEXT, st.just("Nadège")))],
        "last_name": [draw(st.one_of(TEXT, st.just("'Baptiste")))],
        "age": [draw(st.sampled_from(ages))],
        "grade": [str(draw(st.integers(1, 12)))],
        "school": [draw(st.one_of(TEXT, st.just("Umana")))],
        "subjects": some(Subject),
        "needs": some(Need, 0),
        "home_language": [draw(st.sampled_from(sorted(LANGUAGES)))],
        "interpreter": draw(st.sampled_from([[], ["yes"]])),
        "days": some([day.name for day in Weekday]),
        "parts": some(DayPart),
        "platform": [draw(st.sampled_from([Platform.ZOOM, Platform.GOOGLE_MEET]))],
        "your_name": [draw(st.one_of(TEXT, st.just("Marie")))],
        "your_email": [draw(st.sampled_from(["", "Marie@Example.net", "+tag=1@example.net"]))],
        "your_phone": [draw(st.sampled_from(["(617) 555-0142", "+238 991 23 45"]))],
        "guardian_name": [draw(st.sampled_from(["", "Lan Nguyễn"]))],
        "guardian_phone": [draw(st.sampled_from(["", "617.555.0177"]))],
        "helped": draw(st.sampled_from([[], ["yes"]])),
        "note": [draw(st.lists(TEXT, max_size=3).map("\n".join))],
        "consent": [CONSENTS[nominator]],
    }


@st.composite
def drafts(draw: st.DrawFn) -> NominationDraft:
    """What the form has taken, with the words that it would not take replaced by plain ones."""
    form = dict(_form(draw, draw(st.sampled_from(Nominator))))
    plain = {"first_name": "Noor", "last_name": "", "school": "Umana", "your_name": "Rosa", "note": ""}
    try:
        draft = read_nomination(form)
    except NotComplete as refusal:
        mended = {field: [plain.get(field, "")] for field in refusal.problems}
        if any(field.startswith("guardian") for field in mended):
            mended |= {"guardian_name": [""], "guardian_phone": [""]}
        draft = read_nomination({**form, **mended})
    return replace(draft, consent_version=draw(VERSIONS))


@st.composite
def nominations(draw: st.DrawFn) -> NominationRow:
    state, came = draw(st.sampled_from(NominationState)), draw(MOMENTS)
    made = state in (NominationState.READY, NominationState.MATCHED)
    why = draw(st.sampled_from(DeclineReason)) if state is NominationState.DECLINED else None
    other = draw(st.one_of(maybe(), st.just("=another"))) if why is DeclineReason.DUPLICATE else None
    return NominationRow(
        line=0,
        key=draw(st.from_regex(r"[=+@'!-~]{1,40}", fullmatch=True).filter(lambda key: key != "=another")),
        draft=draw(drafts()),
        state=state,
        waiting_since=came,
        changed_at=came + draw(st.timedeltas(timedelta(0), timedelta(days=90))),
        consent_given=draw(st.sampled_from(ConsentGiven)),
        entered_by=draw(st.one_of(maybe(), KEYS)),
        changed_by=draw(st.one_of(maybe(), KEYS)),
        why=why,
        duplicate_of=other,
        student=draw(KEYS) if made else draw(st.one_of(maybe(), KEYS)) if state in REFUSED else None,
        match=draw(KEYS) if state is NominationState.MATCHED else None,
    )


ROWS: Mapping[str, st.SearchStrategy[Any]] = {
    "calendars": calendars(),
    "limits": limits,
    "opt-ins": opt_ins(),
    "volunteers": volunteers(),
    "trainings": trainings,
    "places": places(),
    "consents": consents(),
    "check-ins": check_ins,
    "nominations": nominations(),
}
"""By the name of the table."""
