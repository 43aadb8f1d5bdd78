"""Every call to Slack and to the mail server in every way in which it can fail; and the page that shows the table."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from inspect import isfunction
from typing import cast

import pytest

from integrations.google.calendar import GoogleCalendarInviter
from integrations.google.directory import GoogleDirectory
from integrations.google.meet import GoogleMeetRooms
from integrations.mail import MailInviter, SmtpPostman
from integrations.slack.messenger import SlackMessenger
from integrations.zoom.client import ZoomApi
from integrations.zoom.events import SUBSCRIBED
from integrations.zoom.rooms import ZoomRooms
from mentoring.ports import ChatMessage, Posted
from sandbox.calls import CallLog
from sandbox.clock import MovableClock
from sandbox.faults import Faults
from sandbox.gate import Gate
from sandbox.mail import MailStandIn
from tests.contract import fault_steps_google, fault_steps_zoom
from tests.contract.fault_steps import Laboratory, Step
from tests.contract.fault_table import EXEMPTIONS, FAULTS, PAGE, Service, renewed
from tests.contract.mail_fixtures import INVITATION, LETTER, NOON, SENDER
from tests.contract.slack_fixtures import NOW, PAULA, TOKEN, House, house
from tests.patience import LONG

__all__ = ["house"]

NO_CALLS = frozenset({"granted_scopes", "missing_scopes", "deliver"})
"""What the token says, and what every letter goes through."""
MESSAGE = ChatMessage("Hello", [])


@dataclass(frozen=True)
class Desk:
    messenger: SlackMessenger
    channel: str
    posted: Posted


@dataclass(frozen=True)
class Mail:
    server: MailStandIn
    laboratory: Laboratory


SLACK: Mapping[str, Step[Desk]] = {
    step.name: step
    for step in (
        Step[Desk]("open_dm", lambda d: d.messenger.open_dm(PAULA), "POST", "conversations.open"),
        Step[Desk](
            "post", lambda d: d.messenger.post(d.channel, MESSAGE, mark="m2"), "POST", "chat.postMessage", writes=True
        ),
        Step[Desk]("find", lambda d: d.messenger.find(d.channel, mark="m1"), "POST", "conversations.history"),
        Step[Desk]("edit", lambda d: d.messenger.edit(d.posted, MESSAGE, mark="m1"), "POST", "chat.update"),
    )
}


HASTE = 1
"""Slack's client knows whole seconds only."""


@pytest.mark.parametrize("name", SLACK)
def test_what_slack_answers_is_what_the_table_says(house: House, name: str) -> None:
    step = SLACK[name]
    house.slack.limit_messages = False
    cast(Gate, house.slack.app).hang = HASTE + 0.5
    patient, hasty = (SlackMessenger(token=TOKEN, base_url=house.api_url, timeout=seconds) for seconds in (LONG, HASTE))
    channel = patient.open_dm(PAULA)
    desk = Desk(patient, channel, patient.post(channel, MESSAGE, mark="m1"))
    laboratory = Laboratory(Service.SLACK, "slack", house.calls, house.faults)
    faults = [*step.faults(silent=False), *step.faults(silent=True)]
    desks = {fault: replace(desk, messenger=hasty) if fault.silent else desk for fault in faults}
    met = {fault.name: laboratory.suffer(step, fault, at_desk, at=NOW) for fault, at_desk in desks.items()}
    assert met == {fault.name: step.expected(Service.SLACK, fault) for fault in faults}


@pytest.fixture
def mail() -> Iterator[Mail]:
    calls, faults = CallLog(), Faults()
    server = MailStandIn(clock=MovableClock(NOON), calls=calls, faults=faults, hang=0.9)
    server.start()
    yield Mail(server, Laboratory(Service.MAIL, "mail", calls, faults))
    server.stop()


LETTERS: Mapping[str, Step[SmtpPostman]] = {
    step.name: step
    for step in (
        Step[SmtpPostman]("post", lambda p: p.post(LETTER, at=NOON), "", "", writes=True),
        Step[SmtpPostman]("send", lambda p: MailInviter(p).send(INVITATION, at=NOON), "", "", writes=True),
        Step[SmtpPostman]("withdraw", lambda p: MailInviter(p).withdraw(INVITATION, at=NOON), "", "", writes=True),
    )
}


@pytest.mark.parametrize("name", LETTERS)
def test_what_the_mail_server_answers_is_what_the_table_says(mail: Mail, name: str) -> None:
    step = LETTERS[name]
    patient, hasty = (SmtpPostman(url=mail.server.url, sender=SENDER, timeout=seconds) for seconds in (LONG, 0.5))
    faults = [*step.faults(silent=False), *step.faults(silent=True)]
    postmen = {fault: hasty if fault.silent else patient for fault in faults}
    met = {fault.name: mail.laboratory.suffer(step, fault, postman, at=NOON) for fault, postman in postmen.items()}
    assert met == {fault.name: step.expected(Service.MAIL, fault) for fault in faults}


def test_every_exemption_is_one_of_a_step_that_is_tried() -> None:
    """A step that is renamed must not leave its exemption behind."""
    steps = {Service.ZOOM: fault_steps_zoom.STEPS, Service.GOOGLE: fault_steps_google.STEPS}
    assert [step for exempt in EXEMPTIONS for step in exempt.steps if step not in steps[exempt.service]] == []


@pytest.mark.parametrize(
    ("provider", "tried"),
    [
        (ZoomRooms, fault_steps_zoom.STEPS),
        (ZoomApi, fault_steps_zoom.STEPS),
        (GoogleMeetRooms, {*fault_steps_google.STEPS, *fault_steps_google.WITHOUT_A_CALL}),
        (GoogleDirectory, fault_steps_google.STEPS),
        (GoogleCalendarInviter, fault_steps_google.STEPS),
        (SlackMessenger, SLACK),
        (SmtpPostman, LETTERS),
        (MailInviter, LETTERS),
    ],
)
def test_every_call_of_every_provider_is_tried(provider: type, tried: Collection[str]) -> None:
    calls = {name for name, found in vars(provider).items() if isfunction(found) and not name.startswith("_")}
    assert calls - NO_CALLS - {step.partition(":")[0] for step in tried} == set()


def test_the_page_shows_the_table_and_the_events_as_they_are() -> None:
    """`python -m tests.contract.fault_table` writes it."""
    page = PAGE.read_text(encoding="utf-8")
    assert renewed(page) == page


def test_the_page_names_every_event_that_the_zoom_app_subscribes_to_and_every_failure() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert [event for event in SUBSCRIBED if page.count(f"`{event}`") != 1] == []
    assert [fault.name for fault in FAULTS if f"| {fault.name} |" not in page] == []


def test_a_page_without_a_place_for_the_table_is_noticed() -> None:
    with pytest.raises(LookupError, match="zoom-events"):
        renewed("<!-- faults -->\n<!-- /faults -->\n")
