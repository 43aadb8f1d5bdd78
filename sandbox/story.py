"""`chaperone story`: the main job, played headless on the sandbox's clock and told so that a newcomer understands it.

Three sessions of one Tuesday: a proctor who never comes, one who comes, and one who comes late.
"""

from __future__ import annotations

import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console

from mentoring.acts.importing import Fate
from mentoring.people import Person
from mentoring.rosters.table import Kind
from mentoring.sessions import Session
from sandbox.play import Play
from sandbox.telling import Teller, api_call, letter, message

MONDAY_EVENING = datetime.fromisoformat("2026-10-26T19:30:00-04:00")
TUESDAY = datetime.fromisoformat("2026-10-27T00:00:00-04:00")
NEW_MATCH = (
    "create mentor Thomas Brennan, student Ruthza Pierre, proctor Samuel Okonkwo, "
    "Tuesday 4:30pm, from 2026-10-27, google meet"
)


def story() -> None:
    """Raises StoryBroke, a RuntimeError, at the first step that no stand-in saw."""
    with tempfile.TemporaryDirectory(prefix="chaperone-story-") as folder:
        play = Play(Path(folder), start=MONDAY_EVENING)
        try:
            Story(play, Teller(Console(soft_wrap=True), play.zone)).tell()
        finally:
            play.close()


def at(hour: int, minute: int, second: int = 0) -> datetime:
    return TUESDAY + timedelta(hours=hour, minutes=minute, seconds=second)


class Story:
    """The chapters, in order."""

    def __init__(self, play: Play, teller: Teller) -> None:
        self.play, self.town, self.say = play, play.town, teller

    def tell(self) -> None:
        self.play.open()
        self.the_program()
        self.a_match_is_made()
        self.rooms_and_invitations()
        self.reminders()
        self.the_proctor_who_never_comes()
        self.the_proctor_who_comes()
        self.the_proctor_who_comes_late()
        self.somebody_records()
        self.what_is_written_down()
        self.say.close(f"The end. {self.say.lines} steps, each seen at a stand-in of Slack, Google, Zoom or mail.")

    def the_program(self) -> None:
        imported = self.play.import_file()
        self.say.chapter("A program", self.play.clock.now())
        self.play.settle()
        people, matches = imported.count(Kind.PERSON, Fate.NEW), imported.count(Kind.MATCH, Fate.NEW)
        self.say.tell(
            f"The office imports its roster: {people} people and {matches} matches. Dana manages half of them.",
            message(self._command("dana-whitfield", "/match", "list"), "Your matches"),
        )

    def a_match_is_made(self) -> None:
        self.say.chapter("A match is made, in Slack", self.play.clock.now())
        refused = self._command("ana-silva", "/match", NEW_MATCH)
        self.say.tell(
            "Ana, a mentor, tries to make a match and is refused kindly.", message(refused, "Only Partnerships")
        )
        proposed = self._command("dana-whitfield", "/match", NEW_MATCH)
        self.say.tell(
            "Dana types one line: Thomas will mentor Ruthza on Tuesdays, and Samuel will watch over it, silently.",
            message(proposed, "Match proposed", "Ruthza P."),
        )
        too_early = self._command("dana-whitfield", "/match", f"release {self._new_match()}")
        self.say.tell("She cannot release it before all sides have agreed.", message(too_early, "not confirmed yet"))
        confirmed = self._command("dana-whitfield", "/match", f"confirm {self._new_match()}")
        self.say.tell("All sides agree, and she confirms it.", message(confirmed, "Match confirmed"))
        released = self._command("dana-whitfield", "/match", f"release {self._new_match()}")
        self.say.tell("She releases it: sessions are planned four weeks ahead.", message(released, "4 sessions are"))

    def rooms_and_invitations(self) -> None:
        self.play.advance(timedelta(minutes=2))
        session, zoom = self._session("thomas-brennan"), self._session("patrick-odonnell")
        google, name = self.town.calls.of("google"), self._meeting(session)
        self.say.chapter("Rooms that do not record, and invitations that show no address", self.play.clock.now())
        self.say.tell(
            "Google Meet makes a room with recording, transcripts and notes off ...",
            api_call(google, "POST", "/v2/spaces", lambda body: "artifactConfig" in body.get("config", {})),
        )
        self.say.tell(
            "... and Chaperone reads every setting back before it uses the room.", api_call(google, "GET", name)
        )
        zooms, number = self.town.calls.of("zoom"), self._meeting(zoom)
        self.say.tell(
            "Another match meets on Zoom: the same there, with a waiting room.",
            api_call(zooms, "POST", "/meetings", lambda body: body.get("settings", {}).get("auto_recording") == "none"),
        )
        self.say.tell("Its settings are read back too.", api_call(zooms, "GET", f"/meetings/{number}"))
        self._tell_invitations()

    def _tell_invitations(self) -> None:
        mentor, guardian = self._person("thomas-brennan"), self._guardian_of("ruthza-pierre")
        own = [e for e in self.town.google.events_for(mentor.email or "") if "/join/" in e.get("location", "")]
        alone = own and all(len(event["attendees"]) == 1 for event in own)
        self.say.tell(
            "Thomas gets his own calendar invitation. It carries his own door and shows nobody else's address.",
            f"google: calendar event {own[0]['id'][:12]}…, 1 guest" if alone else "",
        )
        family = self.town.google.events_for(guardian.email or "")
        self.say.tell(
            "Ruthza is under 18: the invitation goes to her guardian.",
            f"google: calendar event {family[0]['id'][:12]}…, 1 guest" if family else "",
        )

    def reminders(self) -> None:
        self.say.chapter("Reminders", self.play.clock.now())
        self.say.tell(
            "The day before, Samuel is reminded by direct message, with three answers to tap.",
            message(self._messages("samuel-okonkwo"), "Ruthza P.", "I can't make it"),
        )
        self.say.tell(
            "Her family, who has no Slack, gets a letter in Haitian Creole, the language at home.",
            letter(self.town.mail.letters(), self._guardian_of("ruthza-pierre").email or "", "Ruthza"),
        )
        self._press("samuel-okonkwo", "answer_coming")
        self.say.tell(
            "Samuel taps «I'll be there».", message(self._messages("samuel-okonkwo"), "You said that you will be there")
        )

    def the_proctor_who_never_comes(self) -> None:
        session = self._session("mei-ling-wu")
        self.play.move_to(at(15, 59))
        self._come(session, "mei-ling-wu")
        self._come(session, "grace-huang")
        self.play.move_to(at(16, 3))
        self.say.chapter("The proctor who never comes", self.play.clock.now())
        self.say.tell(
            "4:03, three minutes after the start. Mei-Ling and Grace are in the room, Ruth is not: Dana is alerted.",
            message(self._messages("dana-whitfield"), "Ruth Abernathy", "Mentor and student are in the room"),
        )
        self.play.move_to(at(16, 4, 30))
        self.say.tell(
            "Dana does not answer within 90 seconds, so Marcus is told.",
            message(self._messages("marcus-oyelaran"), "No monitor in the room", "Ruth Abernathy"),
        )
        self._press("marcus-oyelaran", "alert_take")
        self.say.tell(
            "Marcus presses «I've got it». Nobody else is called, and Dana can see who has it.",
            message(self._messages("dana-whitfield"), "Ruth Abernathy", "Marcus Oyelaran has it"),
        )
        self._call_off()

    def _call_off(self) -> None:
        self._press("marcus-oyelaran", "alert_call_off")
        google = self.town.calls.of("google")
        ended = api_call(google, "POST", ":endActiveConference")
        self.say.tell("He finds nobody to step in and calls it off: the room is ended for everybody.", ended)
        self.say.tell("Mei-Ling is told.", message(self._messages("mei-ling-wu"), "Called off"))
        guardian = self._guardian_of("grace-huang")
        self.say.tell(
            "So is Grace's family, by mail and in Chinese.",
            letter(self.town.mail.letters(), guardian.email or "", "Grace"),
        )

    def the_proctor_who_comes(self) -> None:
        session = self._session("thomas-brennan")
        self.play.move_to(at(16, 15))
        self.say.chapter("The proctor who comes", self.play.clock.now())
        self.say.tell(
            "A quarter of an hour before the start Samuel is reminded once more.",
            message(self._messages("samuel-okonkwo"), "In a few minutes"),
        )
        self.play.move_to(at(16, 28))
        for key in ("samuel-okonkwo", "thomas-brennan", "ruthza-pierre"):
            self._come(session, key)
        self.play.move_to(at(16, 30))
        in_the_room = api_call(self.town.calls.of("google"), "GET", "/participants", least=3)
        self.say.tell("Samuel, Thomas and Ruthza come through their own doors, and are seen in the room.", in_the_room)

    def the_proctor_who_comes_late(self) -> None:
        session = self._session("patrick-odonnell")
        self._come(session, "patrick-odonnell")
        self._come(session, "thiago-araujo")
        self.play.move_to(at(16, 33))
        self.say.chapter("The proctor who comes late", self.play.clock.now())
        alert = message(self._messages("marcus-oyelaran"), "No monitor in the room", "Linda Castellano")
        self.say.tell("4:33. Linda is not on Zoom, and Marcus is alerted.", alert)
        watched = api_call(self.town.calls.of("google"), "GET", "/conferenceRecords")
        quiet = not message(self._messages("dana-whitfield"), "No monitor in the room", "Ruthza P.")
        self.say.tell("Next door, where Samuel is watching, nobody is woken.", watched if quiet else "")
        before = self._standing("marcus-oyelaran", "Linda Castellano")
        self.play.move_to(at(16, 34))
        self._come(session, "linda-castellano")
        after = self._standing("marcus-oyelaran", "Linda Castellano")
        same = api_call(
            self.town.calls.of("slack"), "POST", "/chat.update", lambda body: body.get("ts") == before["ts"]
        )
        solved = same if after["ts"] == before["ts"] and "Solved" in after["text"] else ""
        self.say.tell(
            "4:34: Linda arrives and opens the room. The same message now says so; no new one is sent.", solved
        )

    def somebody_records(self) -> None:
        session = self._session("patrick-odonnell")
        self.play.move_to(at(16, 50))
        self.say.chapter("Somebody records", self.play.clock.now())
        self.play.record(self._meeting(session), "recording")
        self.play.settle()
        alert = message(self._messages("marcus-oyelaran"), "A session is being recorded", "Thiago A.")
        self.say.tell("4:50. A recording starts in Zoom's cloud: Marcus is alerted in the same moment ...", alert)
        stopped = api_call(
            self.town.calls.of("zoom"), "PATCH", "/events", lambda body: body.get("method") == "recording.stop"
        )
        self.say.tell("... and Zoom is told to stop it.", stopped)

    def what_is_written_down(self) -> None:
        for name in ("samuel-okonkwo", "thomas-brennan", "ruthza-pierre"):
            self._leave(self._session("thomas-brennan"), name, at(17, 30))
        for name in ("linda-castellano", "patrick-odonnell", "thiago-araujo"):
            self._leave(self._session("patrick-odonnell"), name, at(17, 31))
        self.play.move_to(at(17, 36))
        self.say.chapter("What is written down", self.play.clock.now())
        today = self._command("dana-whitfield", "/session", "today")
        self.say.tell("Thomas and Ruthza: held, covered throughout.", message(today, "Ruthza P.", "Covered throughout"))
        self.say.tell("Mei-Ling and Grace: stopped, not covered.", message(today, "Grace H.", "never came"))
        marcus = self._command("marcus-oyelaran", "/session", "today")
        self.say.tell(
            "Patrick and Thiago: held, with Linda there from 4:34.",
            message(marcus, "Thiago A.", "Linda Castellano 4:34:00 PM to 5:31:00 PM"),
        )

    def _command(self, key: str, command: str, text: str) -> list[dict[str, Any]]:
        said = self.town.slack.command(self._slack_id(key), command, text)
        return list(said["messages"])

    def _press(self, key: str, action_id: str) -> None:
        self.town.slack.action(self._slack_id(key), action_id)
        self.play.settle()

    def _messages(self, key: str) -> list[dict[str, Any]]:
        return self.town.slack.messages_for(self._slack_id(key))

    def _standing(self, key: str, words: str) -> dict[str, Any]:
        return next(m for m in reversed(self._messages(key)) if words in m["text"])

    def _slack_id(self, key: str) -> str:
        return self._person(key).slack_user_id or ""

    def _person(self, key: str) -> Person:
        return self.play.person(key)

    def _guardian_of(self, key: str) -> Person:
        with self.play.store.look() as view:
            return view.people.get(self._person(key).guardian_id or 0)

    def _new_match(self) -> int:
        return max(int(match["id"]) for match in self.play.state()["matches"])

    def _session(self, mentor: str) -> Session:
        """The mentor's session on this Tuesday."""
        with self.play.store.look() as view:
            found = view.sessions.between(TUESDAY, TUESDAY + timedelta(days=1), person_id=self._person(mentor).id)
            return found[0]

    def _meeting(self, session: Session) -> str:
        with self.play.store.look() as view:
            room = view.rooms.of(session.id)
        return room.room.meeting_id if room is not None and room.room is not None else "no room"

    def _come(self, session: Session, key: str) -> None:
        person = self._person(key)
        self.play.come(self._meeting(session), name=person.name, email=person.email, via="door")
        self.play.settle()

    def _leave(self, session: Session, key: str, when: datetime) -> None:
        person = self._person(key)
        if when > self.play.clock.now():
            self.play.move_to(when)
        self.play.go(self._meeting(session), name=person.public_name, email=person.email)
