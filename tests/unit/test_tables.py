"""Tables as offices save them: what is untidy is read, what could be misread is refused with its line and column."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from mentoring.acts.exchange import EXCHANGES
from mentoring.checkins import Part, Way
from mentoring.rosters import BadRoster
from mentoring.tables.checkins import CheckInRow
from mentoring.tables.reading import read_table

NEW_YORK = ZoneInfo("America/New_York")
CHECK_IN = CheckInRow(2, "m-1", "ana", datetime(2026, 10, 5, 20, 30, tzinfo=UTC), Part.MENTOR, Way.CALL, 15, "dana", "")
HEAD = "match,person,at,part,way,minutes,by,note"
ROW = "m-1,ana,10/5/2026 4:30 PM,mentor,call,15,dana,"
NOMINATION = {
    "key": "fair-1",
    "nominator": "guardian",
    "first_name": "Tomás",
    "age": "under_13",
    "grade": "3",
    "school": "Umana",
    "subjects": "math;reading",
    "language": "es",
    "days": "TU;Thursday",
    "parts": "evening",
    "contact_name": "Rosa",
    "contact_phone": "(617) 555-0123",
    "consent_version": "paper-1",
    "consent_given": "phone",
    "state": "new",
    "waiting_since": "46300",
}
VOLUNTEER = {"person": "ana", "interview": "passed", "interviewed_on": "2026-10-01"}


def read(kind: str, text: str) -> list[Any]:
    return list(read_table(EXCHANGES[kind].table, text, zone=NEW_YORK))


def problems(kind: str, text: str) -> list[str]:
    with pytest.raises(BadRoster) as refused:
        read(kind, text)
    return [str(problem) for problem in refused.value.problems]


def line(cells: dict[str, str], **changed: str) -> str:
    row = {**cells, **changed}
    return f"{','.join(row)}\n{','.join(row.values())}\n"


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}\n{ROW}\n",
        f"\ufeff{HEAD}\r\n{ROW}\r\n",
        f"Check-ins,,,,,,,\nas of October,,,,,,,\n\n{HEAD}\n,,,,,,,\n{ROW}\n\n",
        f"{HEAD},,\n{ROW},,\n",
        f"{HEAD}\n{ROW}\n{HEAD}\n",
        f"{HEAD}\n{ROW}\n".replace(",", ";"),
        f"{HEAD}\n{ROW}\n".replace(",", "\t"),
        f"Match,Person,AT,Part,Way,Minutes,By,Note\n{ROW}\n",
        f"{HEAD}\n{ROW}\n".replace(",note", "").replace("dana,", "dana"),
    ],
    ids=["tidy", "marked", "titled", "wide", "repeated", "semicolons", "tabs", "headings", "short"],
)
def test_what_is_only_untidy_is_read_as_it_was_meant(text: str) -> None:
    assert read("check-ins", text) == [CHECK_IN]


@pytest.mark.parametrize(
    "written",
    [
        "2026-10-05T20:30:00+00:00",
        "2026-10-05T20:30:00.000000Z",
        "2026-10-05 16:30:00-04:00",
        "2026-10-05 16:30",
        "10/5/2026 4:30 PM",
        '"Oct 5, 2026, 4:30 PM"',
        "5-Oct-26 16:30:00",
        "46300.6875",
    ],
)
def test_a_moment_without_an_offset_is_wall_time_of_the_office(written: str) -> None:
    assert read("check-ins", f"{HEAD}\n{ROW}\n".replace("10/5/2026 4:30 PM", written)) == [CHECK_IN]


@pytest.mark.parametrize("written", ["2026-10-05", "46300", "10/5/2026 0:00"])
def test_a_day_alone_is_its_beginning(written: str) -> None:
    [row] = read("check-ins", f"{HEAD}\n{ROW}\n".replace("10/5/2026 4:30 PM", written))
    assert row.at == datetime(2026, 10, 5, 4, tzinfo=UTC)


def test_an_hour_that_comes_twice_is_its_first_coming_and_one_that_the_clocks_skip_is_refused() -> None:
    twice = f"{HEAD}\n{ROW}\n".replace("10/5/2026 4:30 PM", "2026-11-01 01:30")
    assert read("check-ins", twice)[0].at == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    assert problems("check-ins", twice.replace("2026-11-01 01:30", "2026-03-08 02:30")) == [
        "Line 2, column at: the clocks skip that hour on that day."
    ]


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("10/5/2026 4:30", "«4:30» is not a time; write one like 16:30 or 4:30pm"),
        ("13/5/2026 4:30 PM", "«13/5/2026» is not a day of the calendar, with the month first"),
        ("1999-10-05T20:30:00Z", "«1999-10-05T20:30:00Z» is not a moment of the calendar"),
        ("2026-02-30T20:30:00Z", "«2026-02-30T20:30:00Z» is not a moment of the calendar"),
        ("yesterday", "«yesterday» is not a date; write one like 2026-10-26"),
        ("", "this must not be empty"),
    ],
)
def test_a_moment_that_could_be_misread_is_refused(written: str, reason: str) -> None:
    text = f"{HEAD}\n{ROW}\n".replace("10/5/2026 4:30 PM", written)
    assert problems("check-ins", text) == [f"Line 2, column at: {reason}."]


def test_every_bad_cell_of_every_line_is_told_at_once() -> None:
    bad = "m-1,ana maria,never,friend,pigeon,0,dana,"
    assert problems("check-ins", f"Title,,,,,,,\n{HEAD}\n{ROW}\n{bad}\n{ROW}\nm-1\n") == [
        "Line 4, column at: «never» is not a date; write one like 2026-10-26.",
        "Line 4, column minutes: «0» is not a whole number from 1 to 480.",
        "Line 4, column part: «friend» is not known here; write mentor, student or guardian.",
        "Line 4, column person: «ana maria» is not a key; write up to 64 letters a-z, digits, dots and hyphens like"
        " ana-silva.",
        "Line 4, column way: «pigeon» is not known here; write call, video, visit, meeting, mail or message.",
        "Line 5, column match: this check-in stands on line 3 already.",
        "Line 6: the line has 1 cells, the header 8.",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "Line 1: the file is empty; its first line must name the columns."),
        (f"{HEAD}\n", "Line 1: there is nothing below the names of the columns."),
        ("person\0", "Line 1: there is a NUL byte; save the file as CSV in UTF-8."),
        (f"{HEAD},mood\n{ROW},good\n", "Line 1, column «mood»: this column is not known here."),
        (f"{HEAD},\n{ROW},x\n", "Line 1: column 9 has no name, but line 2 has something in it; unmerge the cells of the"
         " header, or name the column."),
    ],
    ids=["empty", "header only", "binary", "unknown", "merged"],
)  # fmt: skip
def test_a_file_that_is_no_such_table_is_refused_in_one_sentence(text: str, told: str) -> None:
    assert problems("check-ins", text) == [told]


# Nominations


@pytest.mark.parametrize("phone", ["(617) 555-0123", "617.555.0123", "6175550123", "6175550123.0", "+1 617 555 0123"])
def test_a_phone_number_of_a_nomination_is_kept_in_one_form(phone: str) -> None:
    [row] = read("nominations", line(NOMINATION, contact_phone=phone))
    assert row.draft.contact.phone == "+16175550123"
    assert row.waiting_since == row.changed_at == datetime(2026, 10, 5, 4, tzinfo=UTC)
    assert row.draft.consent_version == "paper-1"


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"contact_phone": "12"}, "column contact_phone: write a phone number like (617) 555-0123, or with + and the"),
        ({"contact_phone": "6.175550123E+9"}, "column contact_phone: write a phone number"),
        ({"contact_phone": ""}, "column contact_email: give an e-mail address or a phone number"),
        ({"contact_email": "rosa@"}, "column contact_email: write an e-mail address"),
        ({"contact_name": "<b>"}, "column contact_name: write the name with letters only"),
        ({"first_name": "http://x.example"}, "column first_name: leave links out"),
        ({"school": "x" * 121}, "column school: this is too long"),
        ({"language": "xx"}, "column language: this is not known here"),
        ({"age": "adult"}, "column age: a student of 18 or more asks for themselves"),
        ({"nominator": "student"}, "column age: under 18 a guardian or a teacher nominates"),
        ({"grade": "13"}, "column grade: «13» is not a whole number from 1 to 12"),
        ({"platform": "zoom"}, "column platform: this does not go with the nominator guardian; leave it empty"),
        ({"helped": "yes"}, "column helped: this does not go with the nominator guardian"),
        ({"guardian_name": "Lan"}, "column guardian_name: this does not go with the nominator guardian"),
        ({"consent_version": ""}, "column consent_version: this must not be empty"),
        ({"state": "ready"}, "column student: a nomination that is ready has a student of the program"),
        ({"state": "matched", "student": "tomas"}, "column match: a nomination has a match when it is matched"),
        ({"state": "declined"}, "column why: a nomination has a reason when it is declined"),
        ({"why": "no_consent"}, "column why: a nomination has a reason when it is declined, and only then"),
        ({"duplicate_of": "fair-2"}, "column duplicate_of: only a duplicate has this; leave it empty"),
        (
            {"state": "declined", "why": "duplicate", "duplicate_of": "fair-1"},
            "column duplicate_of: no nomination is its own duplicate",
        ),
        ({"changed_at": "2026-10-01"}, "column changed_at: it came on 2026-10-05; write that moment or a later one"),
        ({"key": "a b"}, "column key: «a b» is not a key; write up to 200 characters without a space"),
    ],
)
def test_a_nomination_that_the_form_would_not_take_is_refused(changed: dict[str, str], told: str) -> None:
    [problem] = problems("nominations", line(NOMINATION, **changed))
    assert problem.startswith(f"Line 2, {told}")


# What must be true across the cells of a row


@pytest.mark.parametrize(
    ("kind", "cells", "told"),
    [
        ("volunteers", {**VOLUNTEER, "interviewed_on": ""}, "column interviewed_on: write the day that belongs to"),
        ("volunteers", {**VOLUNTEER, "interview": "turned_away"}, "column interviewed_on: this day does not go with"),
        ("volunteers", {"person": "ana", "agreement_on": "2026-10-01"}, "column agreement_on: this day does not go"),
        ("volunteers", {"person": "ana", "interviewer": "dana"}, "column interviewer: say in interview how it ended"),
        (
            "volunteers",
            {"person": "ana", "screening": "cleared", "check_on": "10/1/2026", "background_check_until": "10/2/2029"},
            "column background_check_until: a check of 2026-10-01 holds until 2029-10-01 at the longest",
        ),
        (
            "opt-ins",
            {"guardian": "grace", "student": "amara", "given_on": "2026-10-02", "revoked_on": "2026-10-01"},
            "column revoked_on: it was given on 2026-10-02; write that day or a later one",
        ),
        (
            "consents",
            {"match": "m", "person": "ana", "asked_at": "2026-10-02", "choice": "yes"},
            "column answered_at: an answer has its moment, and no answer has none",
        ),
        (
            "consents",
            {"match": "m", "person": "a", "asked_at": "2026-10-02", "choice": "no", "answered_at": "2026-10-01"},
            "column answered_at: nobody answers before they are asked",
        ),
        (
            "consents",
            {"match": "m", "person": "ana", "asked_at": "2026-10-02", "why": "no time"},
            "column why: only an answer has a reason; leave this empty",
        ),
        (
            "calendars",
            {"calendar": "bps", "day": "2026-10-02", "kind": "no_school", "label": "x", "released_at": "12:30"},
            "column released_at: only an early_release has this; leave it empty",
        ),
        (
            "places",
            {
                "facilitator": "dana",
                "starts_at": "2026-10-02",
                "person": "ana",
                "state": "taken",
                "taken_at": "2026-10-01",
                "longest_gap": "60",
            },
            "column longest_gap: a place that is taken was not judged; leave this empty",
        ),
        ("limits", {"person": "ana", "matches": "41"}, "column matches: «41» is not a whole number from 1 to 40"),
    ],
)
def test_what_does_not_go_together_is_refused(kind: str, cells: dict[str, str], told: str) -> None:
    [problem] = problems(kind, line(cells))
    assert problem.startswith(f"Line 2, {told}")


def test_a_paper_opt_in_needs_no_more_than_its_people_and_its_day() -> None:
    [row] = read("opt-ins", "guardian,student,given_on\ngrace,amara,46300\n")
    assert (row.how, row.given_on, row.revoked_on) == ("paper", date(2026, 10, 5), None)
