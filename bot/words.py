"""What the jobs have to tell, as Slack messages."""

from __future__ import annotations

from collections.abc import Sequence

from bot.blocks.alerts import alert_message
from bot.blocks.checks import failing_message
from bot.blocks.letters import letter_message
from bot.blocks.reminders import notice_message, reminder_message
from bot.blocks.tidings import tiding_message
from mentoring.acts.answering import Notice
from mentoring.acts.briefing import AlertView
from mentoring.acts.looking import Children, SessionLine
from mentoring.acts.tidings import TidingView
from mentoring.checks import Check
from mentoring.people import Person
from mentoring.ports import ChatMessage
from mentoring.tidings import Said


class SlackWords:
    """Handed to the jobs by the entry point."""

    def alert(self, views: Sequence[AlertView], reader: Person) -> ChatMessage:
        return alert_message(views, reader)

    def reminder(
        self, line: SessionLine, reader: Person, door: str, children: Children = (), *, soon: bool
    ) -> ChatMessage:
        return reminder_message(line, reader, door, children, soon=soon)

    def notice(self, line: SessionLine, notice: Notice, about: Person | None, reader: Person, door: str) -> ChatMessage:
        return notice_message(line, notice, about, reader, door)

    def letter(self, subject: str, letter: str) -> ChatMessage:
        return letter_message(subject, letter)

    def tiding(self, view: TidingView, said: Said) -> ChatMessage:
        return tiding_message(view, said)

    def failing(self, checks: Sequence[Check]) -> ChatMessage:
        return failing_message(checks)
