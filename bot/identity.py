"""A Slack user is a person of the program, or is refused politely."""

from __future__ import annotations

from bot.desk import Desk
from mentoring.errors import Refusal
from mentoring.people import Person


class NotInTheProgram(Refusal):
    """This Slack account belongs to nobody in the program."""


def person_behind(desk: Desk, slack_user_id: str) -> Person:
    """Raises NotInTheProgram."""
    with desk.store.look() as view:
        person = view.people.by_slack(slack_user_id)
    if person is None:
        raise NotInTheProgram
    return person
