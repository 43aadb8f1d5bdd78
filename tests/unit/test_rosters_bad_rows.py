"""Bad rows of a roster file: each is told with its line, its column and what to write instead."""

from __future__ import annotations

import pytest

from mentoring.matches import MonitorKind
from mentoring.rosters import read_roster
from tests.unit.roster_fixtures import CLEARED, Cells, line_of, problems, sheet

BAD_CELLS = [
    ("m-ils", "key", "", "this must not be empty"),
    (
        "m-ils",
        "key",
        "ils 2026",
        "«ils 2026» is not a key; write up to 64 letters a-z, digits, dots and hyphens like ana-silva",
    ),
    ("ils", "name", "", "this must not be empty"),
    ("ils", "name", "x" * 201, "the name is longer than 200 characters"),
    ("ils", "name", "...", "«...» is not a name"),
    ("ils", "model", "remote", "«remote» is not known here; write in_class or independent"),
    ("ils", "model", "", "this must not be empty"),
    ("ils", "timezone", "Boston", "«Boston» is not a time zone; write one like America/New_York"),
    ("ils", "timezone", "../etc/passwd", "«../etc/passwd» is not a time zone; write one like America/New_York"),
    ("ils", "timezone", "America", "«America» is not a time zone; write one like America/New_York"),
    ("ana", "timezone", "Boston", "«Boston» is not a time zone; write one like America/New_York"),
    ("inclass", "starts_on", "2026-13-01", "«2026-13-01» is not a day of the calendar"),
    ("inclass", "starts_on", "26/10/2026", "«26/10/2026» is not a day of the calendar, with the month first"),
    ("inclass", "starts_on", "10/26/26", "«10/26/26» is not a date; write one like 2026-10-26"),
    ("inclass", "starts_on", "30-Feb-2026", "«30-Feb-2026» is not a day of the calendar"),
    ("inclass", "starts_on", "12345", "«12345» is not a date; write one like 2026-10-26"),
    ("inclass", "starts_on", "46321.5", "«46321.5» is not a date; write one like 2026-10-26"),
    (
        "ana",
        "phone",
        "555-0123",
        "«555-0123» is not a phone number; write one like (617) 555-0123, or with + and the country",
    ),
    (
        "ana",
        "phone",
        "(117) 555-0123",
        "«(117) 555-0123» is not a phone number; write one like (617) 555-0123, or with + and the country",
    ),
    (
        "ana",
        "phone",
        "6.17555E+09",
        "«6.17555E+09» is a number that the spreadsheet has shortened; format the column as text",
    ),
    ("inclass", "starts_on", "20261001", "«20261001» is not a date; write one like 2026-10-26"),
    ("inclass", "starts_on", "٢٠٢٦-١٠-٢٦", "«٢٠٢٦-١٠-٢٦» is not a date; write one like 2026-10-26"),
    ("inclass", "ends_on", "2027-02-29", "«2027-02-29» is not a day of the calendar"),
    ("ana", "name", "", "this must not be empty"),
    ("ana", "email", "ana@@x", "«ana@@x» is not an e-mail address; write one like name@example.org"),
    ("ana", "email", "ana@x", "«ana@x» is not an e-mail address; write one like name@example.org"),
    ("ana", "email", "a b@example.org", "«a b@example.org» is not an e-mail address; write one like name@example.org"),
    (
        "ana",
        "email",
        "a@b.org\nBcc: c@d.org",
        "«a@b.org Bcc: c@d.org» is not an e-mail address; write one like name@example.org",
    ),
    ("ana", "slack_id", "@ana", "«@ana» is not a Slack member id; copy it from the profile, it looks like U012AB3CD"),
    (
        "ana",
        "slack_id",
        "u07ana",
        "«u07ana» is not a Slack member id; copy it from the profile, it looks like U012AB3CD",
    ),
    (
        "ana",
        "slack_id",
        "C07ANA",
        "«C07ANA» is not a Slack member id; copy it from the profile, it looks like U012AB3CD",
    ),
    ("ana", "language", "Spanish", "«Spanish» is not a language tag; write one like en, es, ht or pt-BR"),
    ("ana", "adult", "maybe", "«maybe» is neither yes nor no"),
    ("ana", "interviewed_on", "last week", "«last week» is not a date; write one like 2026-10-26"),
    ("carol", "roles", "", "this must not be empty"),
    (
        "luis",
        "guardian",
        "grace lee",
        "«grace lee» is not a key; write up to 64 letters a-z, digits, dots and hyphens like ana-silva",
    ),
    ("m-ils", "weekday", "Funday", "«Funday» is not a day of the week; write MO, TU, WE, TH, FR, SA or SU"),
    ("m-ils", "weekday", "T", "«T» is not a day of the week; write MO, TU, WE, TH, FR, SA or SU"),
    ("m-ils", "time", "4:30", "«4:30» is not a time; write one like 16:30 or 4:30pm"),
    ("m-ils", "time", "24:00", "«24:00» is not a time; write one like 16:30 or 4:30pm"),
    ("m-ils", "time", "16:30pm", "«16:30pm» is not a time; write one like 16:30 or 4:30pm"),
    ("m-ils", "time", "0:30am", "«0:30am» is not a time; write one like 16:30 or 4:30pm"),
    ("m-ils", "minutes", "0", "«0» is not a length in minutes; write a whole number from 15 to 240"),
    ("m-ils", "minutes", "1h", "«1h» is not a length in minutes; write a whole number from 15 to 240"),
    ("m-ils", "minutes", "²²", "«²²» is not a length in minutes; write a whole number from 15 to 240"),
    ("m-ils", "platform", "skype", "«skype» is not known here; write google_meet, zoom or external"),
    ("m-ils", "state", "asleep", "«asleep» is not known here; write proposed, confirmed, active, paused or ended"),
    ("m-ils", "time", "0.9999", "«0.9999» is not a time; write one like 16:30 or 4:30pm"),
    ("m-ils", "monitor_kind", "nobody", "«nobody» is not known here; write proctor, guardian or teacher"),
    ("m-ils", "students", "", "this must not be empty"),
    ("m-ils", "students", " ; ;", "«; ;» names nothing"),
    ("m-ils", "students", "amara;amara", "«amara;amara» names the same twice"),
    ("m-class", "link", "http://class.example.org/5b", "«http://class.example.org/5b» is not an https link"),
    ("m-class", "link", "https://", "«https://» is not an https link"),
    ("m-class", "link", "https://[", "«https://[» is not an https link"),
    ("m-class", "link", "https://a.org/ b", "«https://a.org/ b» is not an https link"),
    ("m-class", "link", "javascript:alert(1)", "«javascript:alert(1)» is not an https link"),
]


@pytest.mark.parametrize(("key", "column", "text", "reason"), BAD_CELLS)
def test_a_bad_cell_is_told_with_its_line_and_column_and_nothing_else(
    key: str, column: str, text: str, reason: str
) -> None:
    assert problems(sheet({key: {column: text}})) == [f"Line {line_of(key)}, column {column}: {reason}."]


BROKEN_RULES: list[tuple[str, Cells, str, str]] = [
    ("dana", {"deputy": "nobody"}, "deputy", "no person in this file has the key «nobody»"),
    ("dana", {"deputy": "ana"}, "deputy", "«ana» does not have the role manager"),
    ("dana", {"deputy": "dana"}, "deputy", "nobody is their own deputy"),
    ("ana", {"deputy": "dana"}, "deputy", "only a manager has this; leave it empty"),
    ("ana", {"guardian": "grace"}, "guardian", "only a student has this; leave it empty"),
    ("ana", {"guardian_opt_in": "2026-09-01"}, "guardian_opt_in", "only a guardian has this; leave it empty"),
    ("ana", {"adult": "no"}, "adult", "a mentor must be an adult"),
    ("ana", {"email": ""}, "email", "a manager, mentor, proctor or teacher needs an e-mail address or a Slack id"),
    ("ana", {"model": "independent"}, "model", "a person has no model; leave this empty"),
    ("ils", {"email": "x@example.org"}, "email", "a program has no email; leave this empty"),
    ("m-ils", {"name": "Monday"}, "name", "a match has no name; leave this empty"),
    ("amara", {"guardian": ""}, "guardian", "a student under 18 needs a guardian"),
    ("amara", {"guardian": "nobody"}, "guardian", "no person in this file has the key «nobody»"),
    ("amara", {"guardian": "marcus"}, "guardian", "«marcus» does not have the role guardian"),
    ("amara", {"slack_id": "U07AMARA1"}, "slack_id", "students are never in Slack; leave this empty"),
    ("luis", {"adult": ""}, "adult", "say yes or no for a student: under 18 a guardian is needed"),
    ("m-ils", {"program": "ils-2025"}, "program", "no program in this file has the key «ils-2025»"),
    ("m-ils", {"program": "ana"}, "program", "no program in this file has the key «ana»"),
    ("m-ils", {"mentor": "nobody"}, "mentor", "no person in this file has the key «nobody»"),
    ("m-ils", {"students": "amara;nobody"}, "students", "no person in this file has the key «nobody»"),
    ("m-ils", {"students": "amara;grace"}, "students", "«grace» does not have the role student"),
    ("m-ils", {"manager": "ruth"}, "manager", "«ruth» does not have the role manager"),
    ("m-ils", {"released_by": "ruth"}, "released_by", "«ruth» does not have the role manager"),
    ("m-ils", {"monitor": "nobody"}, "monitor", "no person in this file has the key «nobody»"),
    (
        "m-ils",
        {"monitor": "carol", "state": "proposed", "released_by": ""},
        "monitor",
        "«carol» does not have the role proctor",
    ),
    ("m-ils", {"offer": "m-none"}, "offer", "no match in this file has the key «m-none»"),
    (
        "m-ils",
        {"offer": "m-class"},
        "offer",
        "«m-class» is not the first option of an offer; its own offer would be «m-class»",
    ),
    ("m-ils", {"made_on": "🙂"}, "made_on", "«🙂» is not a date; write one like 2026-10-26"),
    ("m-ils", {"platform": "external"}, "platform", "an independent match meets on google_meet or zoom"),
    (
        "m-ils",
        {"link": "https://meet.example.org/x"},
        "link",
        "we make the room of an independent match; leave this empty",
    ),
    (
        "m-ils",
        {"monitor": "carol", "monitor_kind": "teacher"},
        "monitor_kind",
        "an independent match is monitored by a guardian or proctor",
    ),
    ("ils", {"opens_on": "2026-09-13"}, "opens_on", "the program runs from 2026-09-14 to 2027-06-18"),
    ("ils", {"windows": "MO 8-15"}, "windows", "«MO 8-15» is not a slot window; write one like MO-FR 08:00-15:00"),
    (
        "inclass",
        {"meets_without_school": "yes"},
        "meets_without_school",
        "without school there is no class; only an independent program says yes",
    ),
    ("ana", {"school": "Holland"}, "school", "only a student, teacher or staff has this; leave it empty"),
    ("m-ils", {"starts_on": "2026-09-13"}, "starts_on", "the program runs from 2026-09-14 to 2027-06-18"),
    ("m-ils", {"starts_on": "2027-06-19"}, "starts_on", "the program runs from 2026-09-14 to 2027-06-18"),
    (
        "m-ils",
        {"starts_on": ""},
        "starts_on",
        "an active match needs this: a manager releases it after the start date is set",
    ),
    (
        "m-ils",
        {"released_by": ""},
        "released_by",
        "an active match needs this: a manager releases it after the start date is set",
    ),
    ("m-class", {"released_by": "dana"}, "released_by", "only an active match has been released; leave this empty"),
    ("m-class", {"platform": "zoom"}, "platform", "an in_class match meets on external"),
    ("m-class", {"link": ""}, "link", "an in_class match needs the teacher's own https link"),
    (
        "m-class",
        {"monitor": "ruth", "monitor_kind": "proctor"},
        "monitor_kind",
        "an in_class match is monitored by a teacher",
    ),
]


@pytest.mark.parametrize(("key", "cells", "column", "reason"), BROKEN_RULES)
def test_a_broken_rule_is_told_where_it_is_broken(key: str, cells: Cells, column: str, reason: str) -> None:
    assert problems(sheet({key: cells})) == [f"Line {line_of(key)}, column {column}: {reason}."]


def test_a_program_does_not_end_before_it_starts() -> None:
    changes = {"inclass": {"ends_on": "2026-09-01"}, "m-class": {"starts_on": ""}}
    assert problems(sheet(changes)) == ["Line 3, column ends_on: the program would end before it starts on 2026-09-14."]


def test_mentor_and_monitor_of_one_match_are_two_people() -> None:
    """I2, also for a teacher who mentors (R127)."""
    text = sheet({"ana": {"roles": "mentor;teacher"}, "m-class": {"monitor": "ana"}})
    assert problems(text) == ["Line 13, column monitor: «ana» cannot be mentor and monitor of one match."]


def test_a_grown_student_who_mentors_is_not_their_own_mentor() -> None:
    text = sheet(
        {"luis": {"roles": "student;mentor", "email": "luis@example.org", **CLEARED}, "m-class": {"mentor": "luis"}}
    )
    assert problems(text) == ["Line 13, column students: «luis» is also the mentor of this match."]


def test_other_school_staff_may_monitor_in_class() -> None:
    """R061."""
    assert read_roster(sheet({"carol": {"roles": "staff"}})).matches[1].monitor == "carol"


def test_a_guardian_who_opted_in_may_monitor_their_own_child() -> None:
    """R063."""
    changes = {"grace": {"guardian_opt_in": "2026-09-28"}, "m-ils": {"monitor": "grace", "monitor_kind": "guardian"}}
    assert read_roster(sheet(changes)).matches[0].monitor_kind is MonitorKind.GUARDIAN


def test_a_guardian_may_not_monitor_other_peoples_children() -> None:
    changes = {
        "grace": {"guardian_opt_in": "2026-09-28"},
        "m-ils": {"monitor": "grace", "monitor_kind": "guardian", "students": "amara;luis"},
    }
    assert problems(sheet(changes)) == ["Line 12, column monitor: «grace» is not the guardian of «luis»."]


def test_the_guardian_of_a_minor_needs_an_address() -> None:
    assert problems(sheet({"grace": {"email": ""}})) == [
        "Line 10, column guardian: the guardian «grace» of a student under 18 needs an e-mail address."
    ]


def test_a_student_is_not_their_own_guardian() -> None:
    changes = {"luis": {"roles": "student;guardian", "guardian": "luis", "email": "luis@example.org"}}
    assert problems(sheet(changes)) == ["Line 11, column guardian: nobody is their own guardian."]


def test_a_match_that_stood_may_have_people_who_serve_in_other_roles_by_now() -> None:
    """The house sees to what follows; but there are two adults, whatever a file says."""
    changes = {"ruth": {"roles": "staff"}, "m-ils": {"made_on": "2026-10-01"}}
    assert read_roster(sheet(changes)).matches[0].monitor == "ruth"
    unmanaged = {"m-ils": {"made_on": "2026-10-01", "manager": "carol"}}
    assert problems(sheet(unmanaged)) == ["Line 12, column manager: «carol» does not have the role manager."]
    alone = {"m-ils": {"made_on": "2026-10-01", "monitor": "ana"}}
    assert problems(sheet(alone)) == ["Line 12, column monitor: «ana» cannot be mentor and monitor of one match."]
