"""Plain letters, in the reader's language. A letter is one template: its first line is the subject.

A subject carries no name at all: mailboxes show it on a locked screen. A body carries the reader's own door, never
a room's address or anybody's e-mail, and of students only first name and initial (safeguarding I6).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from mentoring.acts.answering import Notice
from mentoring.acts.briefing import AlertView
from mentoring.acts.looking import Children, MatchLine, SessionLine
from mentoring.acts.tidings import TidingView
from mentoring.checks import Check
from mentoring.nominations import Nomination, NominationDraft, Nominator
from mentoring.people import Person, Role
from mentoring.policy import Policy
from mentoring.rooms import Platform
from mentoring.tidings import Said
from web.bidi import lines_of
from web.languages import LANGUAGES, Language, When, greeting_name, spoken, spoken_by_staff, when
from web.letters.tellings import alert_telling, one_line, shown, telling
from web.templates import templates_in
from web.tongues import tongue

PLATFORM_NAMES = {Platform.GOOGLE_MEET: "Google Meet", Platform.ZOOM: "Zoom"}
_GAPS = re.compile(r"\n{3,}")


class PlainLetters:
    """Each method gives subject and body. `child`: whose session it is, where the reader is their guardian. `zone`: in
    which a moment is told that belongs to no program. `family_link`: the way of that person to their own
    page. Hours are told in the reader's own zone, where they have one."""

    def __init__(self, policy: Policy, zone: ZoneInfo, family_link: Callable[[int], str] | None = None) -> None:
        self._policy, self._zone, self._family_link = policy, zone, family_link
        self._names = frozenset(templates_in(Path(__file__).parent, "en").list_templates())
        self._templates = {code: templates_in(Path(__file__).parent, code) for code in LANGUAGES}

    def invitation(self, line: SessionLine, reader: Person, child: Person | None, door: str) -> tuple[str, str]:
        """The subject is also the title of the event in the reader's calendar. Calendars are shared, so the family's
        page is not in it."""
        return self._about(line, "invitation", reader, child, door=door, family_page="")

    def reminder(
        self,
        line: SessionLine,
        reader: Person,
        child: Person | None,
        door: str,
        children: Children = (),
        *,
        soon: bool,
    ) -> tuple[str, str]:
        """`children`: of a guardian who takes part themselves, who has their doors besides the one of their own."""
        theirs = [] if child is not None else [(shown(one), link) for one, link in children]
        return self._about(line, "reminder_soon" if soon else "reminder_day", reader, child, door=door, children=theirs)

    def withdrawal(self, line: SessionLine, reader: Person) -> tuple[str, str]:
        """Takes an invitation back, from whoever may have no part in the session any more."""
        return self._about(line, "withdrawal", reader, None, family_page="")

    def notice(
        self, line: SessionLine, notice: Notice, about: Person | None, reader: Person, child: Person | None, door: str
    ) -> tuple[str, str]:
        """`about` is the adult whose coming has changed; None where the whole session is meant. `door` is empty where
        the reader has none."""
        name = shown(about) if about is not None else None
        zone = reader.zone_or(line.program.zone)
        was = when(notice.was, zone, spoken(reader.language)) if notice.was is not None else None
        platform = PLATFORM_NAMES.get(line.session.platform)
        facts = {"about": name, "was": was, "platform": platform, "door": door}
        return self._about(line, f"notice_{notice.topic}", reader, child, **facts)

    def alert(self, views: Sequence[AlertView], reader: Person) -> tuple[str, str]:
        """Alerts of one reason. What people in the room call themselves is counted, not repeated: it may be an
        address, or a link."""
        language = spoken_by_staff(reader.language)
        alerts = [alert_telling(view, reader, language, self._policy) for view in views]
        return self._write("staff/alert", reader, alerts=alerts, reason=views[0].alert.reason)

    def failing(self, checks: Sequence[Check], reader: Person) -> tuple[str, str]:
        """What must be mended outside of Chaperone."""
        return self._write("staff/checks", reader, checks=checks)

    def tiding(self, view: TidingView) -> Said:
        """Facts that are moments are told by `moment`, in the reader's wall time. Days on which the match meets are
        told by `session_day`, and those of a list of sessions by `days`: where the reader is, they may be others. By
        `day` only a day that is no session's."""
        line, name = view.line, f"tiding_{view.tiding.topic}"
        name = f"staff/{name}" if f"staff/{name}.txt" in self._names else name
        language = _language(name, view.reader)
        zone = view.reader.zone_or(_zone_of(view, self._zone))
        template = self._templates[language.code].get_template(f"{name}.txt")

        def moment(at: str) -> When:
            return when(datetime.fromisoformat(at), zone, language)

        told = {
            "hello": one_line(greeting_name(view.reader)),
            "match": line.match.id if line is not None else None,
            "students": [shown(person) for part, person in view.people.items() if part.startswith("student_")],
            "about": [shown(person) for part, person in view.people.items() if part.startswith("about_")],
            "people": {part: shown(person) for part, person in view.people.items()},
            "names": lambda parts: [shown(view.people[part]) for part in parts],
            "child": shown(view.child) if view.child is not None else None,
            "link": view.link,
            "family_page": self._family_page(view.reader),
            "own": view.reader.id in view.tiding.people.values(),
            "tongue": lambda code: tongue(code, language),
            "facts": view.tiding.facts,
            "written": view.written,
            "day": lambda day: language.day(date.fromisoformat(day)),
            "session_day": lambda day: when(_hour_of(line, date.fromisoformat(day)), zone, language).day,
            "days": lambda sessions: list(dict.fromkeys(moment(one["at"]).day for one in sessions)),
            "moment": moment,
        }
        subject, _, letter = template.render(told).strip().partition("\n")
        _, _, body = template.render(told, bare=True).strip().partition("\n")
        return Said(subject, _tidy(body, language), _tidy(letter, language) + "\n")

    def receipt(self, nomination: Nomination, draft: NominationDraft) -> tuple[str, str]:
        """To whoever gave this address, in the language of the home; teachers are written to in English. Anybody may
        have typed it: nothing that was typed is in the letter."""
        of_teacher = draft.nominator is Nominator.TEACHER
        language = spoken("en" if of_teacher else draft.home_language)
        template = self._templates[language.code].get_template("nomination_receipt.txt")
        written = template.render(number=nomination.id, who=draft.nominator)
        subject, _, body = written.strip().partition("\n")
        return subject, _tidy(body, language) + "\n"

    def _about(
        self, line: SessionLine, name: str, reader: Person, child: Person | None, **facts: object
    ) -> tuple[str, str]:
        session = telling(line, reader, child, spoken(reader.language), self._policy)
        return self._write(name, reader, session=session, **facts)

    def _write(self, name: str, reader: Person, **facts: object) -> tuple[str, str]:
        language = _language(name, reader)
        template = self._templates[language.code].get_template(f"{name}.txt")
        told = {"hello": one_line(greeting_name(reader)), "family_page": self._family_page(reader), **facts}
        subject, _, body = template.render(told).strip().partition("\n")
        return subject, _tidy(body, language) + "\n"

    def _family_page(self, reader: Person) -> str:
        """The family's own page: hours, language, and «we cannot come»."""
        of_a_family = reader.has(Role.GUARDIAN) or (reader.has(Role.STUDENT) and reader.adult)
        return self._family_link(reader.id) if self._family_link is not None and of_a_family else ""


def _language(name: str, reader: Person) -> Language:
    """What only staff reads is told in fewer languages."""
    return (spoken_by_staff if name.startswith("staff/") else spoken)(reader.language)


def _zone_of(view: TidingView, usual: ZoneInfo) -> ZoneInfo:
    """That of the match's program, or the one in which the tiding itself was planned."""
    named = view.tiding.facts.get("zone")
    if view.line is not None:
        return view.line.program.zone
    return ZoneInfo(named) if isinstance(named, str) else usual


def _hour_of(line: MatchLine | None, day: date) -> datetime:
    """When that match would meet on that day of its program."""
    assert line is not None  # only tidings about a match tell of its days
    return line.match.slot.hour_on(day, line.program.zone)


def _tidy(text: str, language: Language) -> str:
    return lines_of(_GAPS.sub("\n\n", text).strip(), language.direction)
