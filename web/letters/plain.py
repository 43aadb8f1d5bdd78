"""Plain letters, in the reader's language. A letter is one template: its first line is the subject.

A subject carries no name at all: mailboxes show it on a locked screen. A body carries the reader's own door, never
a room's address or anybody's e-mail, and of students only first name and initial (safeguarding I6).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from mentoring.acts.answering import Notice
from mentoring.acts.briefing import AlertView
from mentoring.acts.looking import SessionLine
from mentoring.acts.tidings import TidingView
from mentoring.checks import Check
from mentoring.people import Person, Role
from mentoring.policy import Policy
from mentoring.rooms import Platform
from mentoring.store import PageKeys
from mentoring.tidings import Said
from web.languages import LANGUAGES, greeting_name, spoken, when
from web.letters.tellings import alert_telling, one_line, shown, telling
from web.templates import templates_in
from web.tongues import tongue

PLATFORM_NAMES = {Platform.GOOGLE_MEET: "Google Meet", Platform.ZOOM: "Zoom"}
_GAPS = re.compile(r"\n{3,}")


class PlainLetters:
    """Each method gives subject and body. `child`: whose session it is, where the reader is their guardian. `zone`: in
    which a moment is told that belongs to no program. Hours are told in the reader's own zone, where they have one."""

    def __init__(self, policy: Policy, zone: ZoneInfo, pages: PageKeys | None = None) -> None:
        self._policy, self._zone, self._pages = policy, zone, pages
        self._templates = {code: templates_in(Path(__file__).parent, code) for code in LANGUAGES}

    def invitation(self, line: SessionLine, reader: Person, child: Person | None, door: str) -> tuple[str, str]:
        """The subject is also the title of the event in the reader's calendar. Calendars are shared, so the family's
        page is not in it."""
        return self._about(line, "invitation", reader, child, door=door, family_page="")

    def reminder(
        self, line: SessionLine, reader: Person, child: Person | None, door: str, *, soon: bool
    ) -> tuple[str, str]:
        return self._about(line, "reminder_soon" if soon else "reminder_day", reader, child, door=door)

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
        language = spoken(reader.language)
        alerts = [alert_telling(view, reader, language, self._policy) for view in views]
        return self._write("alert", reader, alerts=alerts, reason=views[0].alert.reason)

    def failing(self, checks: Sequence[Check], reader: Person) -> tuple[str, str]:
        """What must be mended outside of Chaperone."""
        return self._write("checks", reader, checks=checks)

    def tiding(self, view: TidingView) -> Said:
        """Facts that are days are told by `day`, and moments by `moment`, in the reader's wall time."""
        language, line = spoken(view.reader.language), view.line
        zone = view.reader.zone_or(line.program.zone if line is not None else self._zone)
        template = self._templates[language.code].get_template(f"tiding_{view.tiding.topic}.txt")
        told = {
            "hello": one_line(greeting_name(view.reader)),
            "match": line.match.id if line is not None else None,
            "people": {part: shown(person) for part, person in view.people.items()},
            "child": shown(view.child) if view.child is not None else None,
            "link": view.link,
            "family_page": self._family_page(view.reader),
            "own": view.reader.id in view.tiding.people.values(),
            "tongue": lambda code: tongue(code, language),
            "facts": view.tiding.facts,
            "day": lambda day: language.day(date.fromisoformat(day)),
            "moment": lambda at: when(datetime.fromisoformat(at), zone, language),
        }
        subject, _, letter = template.render(told).strip().partition("\n")
        body = "".join(template.blocks["body"](template.new_context(told)))
        return Said(subject, _tidy(body), _tidy(letter) + "\n")

    def _about(
        self, line: SessionLine, name: str, reader: Person, child: Person | None, **facts: object
    ) -> tuple[str, str]:
        session = telling(line, reader, child, spoken(reader.language), self._policy)
        return self._write(name, reader, session=session, **facts)

    def _write(self, name: str, reader: Person, **facts: object) -> tuple[str, str]:
        code = spoken(reader.language).code
        template = self._templates[code].select_template([f"{code}/{name}.txt", f"{name}.txt"])
        told = {"hello": one_line(greeting_name(reader)), "family_page": self._family_page(reader), **facts}
        subject, _, body = template.render(told).strip().partition("\n")
        return subject, _tidy(body) + "\n"

    def _family_page(self, reader: Person) -> str:
        """The family's own page: hours, language, and «we cannot come»."""
        of_a_family = reader.has(Role.GUARDIAN) or (reader.has(Role.STUDENT) and reader.adult)
        return self._pages.link("family", reader.id) if self._pages is not None and of_a_family else ""


def _tidy(text: str) -> str:
    return _GAPS.sub("\n\n", text).strip()
