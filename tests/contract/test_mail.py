"""Letters over real SMTP to the stand-in, and what its refusals mean."""

from __future__ import annotations

import re
import smtplib
import socket
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrations.mail import SmtpPostman
from integrations.mail.messages import compose, one_line
from sandbox.faults import Effect
from sandbox.mail import MailStandIn
from tests.contract.mail_fixtures import INVITATION, LETTER, NOON, SENDER, Office, failing, office
from tests.patience import LONG

__all__ = ["office"]


def test_a_letter_arrives_as_it_was_written(office: Office) -> None:
    office.post(LETTER)
    assert office.server.letters() == [
        {
            "at": NOON.isoformat(),
            "to": "rosa@example.com",
            "from": "Mentoring Büro <mentoring@example.org>",
            "subject": "Sesión de mañana",
            "text": "¡Hola!\nHasta mañana.\n",
            "attachments": [],
            "message_id": "<receipt-12@example.org>",
        }
    ]


def test_letters_are_dated_by_the_clock_that_was_given_and_listed_oldest_first(office: Office) -> None:
    office.post(LETTER)
    office.clock.advance(timedelta(hours=1))
    office.post(replace(LETTER, effect_key="receipt-13"))
    assert [letter["message_id"] for letter in office.server.letters()] == [
        "<receipt-12@example.org>",
        "<receipt-13@example.org>",
    ]
    assert office.server.message("<receipt-13@example.org>")["Date"] == "Mon, 26 Oct 2026 17:00:00 +0000"


def test_a_letter_asks_robots_not_to_answer(office: Office) -> None:
    office.post(LETTER)
    assert office.server.message("<receipt-12@example.org>")["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize("name", ["مريم الحداد", "陈丽华", "Nguyễn Thị Hồng", 'O"Neil, Ann', "Zoë (Zo) <z@x.org>", ""])
def test_names_of_every_script_reach_the_envelope_whole(office: Office, name: str) -> None:
    office.post(replace(LETTER, name=name, subject=f"{name} — תזכורת"))
    message = office.server.message("<receipt-12@example.org>")
    (to,) = message["To"].addresses
    assert (to.display_name, to.addr_spec) == (name, "rosa@example.com")
    assert office.newest()["subject"] == f"{name} — תזכורת".strip()


@pytest.mark.parametrize("body", ["." * 3 + "\n.\n..\n", "x" * 5000 + "\n", "ü" * 3000 + "\n", "From me\n", "\n"])
def test_awkward_bodies_arrive_unchanged(office: Office, body: str) -> None:
    """Leading dots end a message in SMTP, and lines over 998 characters are refused (RFC 5321)."""
    office.post(replace(LETTER, body=body))
    assert office.newest()["text"] == body


def test_a_repeat_is_the_same_letter(office: Office) -> None:
    office.post(LETTER)
    office.post(LETTER)
    assert len(office.server.letters()) == 1
    assert office.statuses() == [250, 250]


def test_every_effect_has_a_message_id_of_its_own_whatever_is_in_its_key(office: Office) -> None:
    keys = ["a b", "a%20b", "á", "a>\r\nBcc: eve@example.com", "a/b"]
    for key in keys:
        office.post(replace(LETTER, effect_key=key))
    ids = [letter["message_id"] for letter in office.server.letters()]
    assert len(set(ids)) == len(keys)
    assert all(re.fullmatch(r"<[A-Za-z0-9%._-]+@example\.org>", message_id) for message_id in ids)


@pytest.mark.parametrize("length", [1, 50, 51, 80, 300])
def test_a_long_key_does_not_break_its_message_id(office: Office, length: int) -> None:
    office.post(replace(LETTER, effect_key="k" * length))
    assert office.newest()["message_id"] == f"<{'k' * length}@example.org>"


def test_the_log_of_calls_keeps_no_body(office: Office) -> None:
    office.post(LETTER)
    (call,) = office.calls.of("mail")
    assert (call.method, call.path, call.body, call.status) == ("SMTP", "rosa@example.com", None, 250)


BREAKS = ["\r\nBcc: eve@example.com", "\nBcc: eve@example.com", "\rX: y", "\x0bX", "\x00", "\u2028Bcc: eve@example.com"]


@pytest.mark.parametrize("breach", BREAKS)
def test_a_name_or_subject_cannot_add_a_header(office: Office, breach: str) -> None:
    office.post(replace(LETTER, name=f"Rosa{breach}", subject=f"Hello{breach}"))
    message = office.server.message("<receipt-12@example.org>")
    assert message["Bcc"] is None and message["X"] is None
    (to,) = message["To"].addresses
    assert to.addr_spec == "rosa@example.com" and to.display_name.isprintable()
    assert [letter["to"] for letter in office.server.letters()] == ["rosa@example.com"]


@pytest.mark.parametrize(
    "email",
    ["", "rosa", "rosa@", "@example.com", "a@b@c.org", "rosa@example.com\r\nRCPT TO:<eve@x.org>", "rosa@exämple.com"],
)
def test_what_is_no_address_is_refused_before_the_server_hears_of_it(office: Office, email: str) -> None:
    with failing() as errors:
        office.post(replace(LETTER, email=email))
    assert (errors[0].permanent, errors[0].ambiguous) == (True, False)
    assert errors[0].said == "not an e-mail address"
    assert office.statuses() == []


@pytest.mark.parametrize("email", ["rosa@localhost", "ro..sa@example.com", ".rosa@example.com", "rosa@example.c"])
def test_an_address_that_the_server_refuses_is_refused_for_good(office: Office, email: str) -> None:
    with failing() as errors:
        office.post(replace(LETTER, email=email))
    assert (errors[0].permanent, errors[0].ambiguous) == (True, False)
    assert errors[0].said.startswith("553") and email not in str(errors[0])
    assert office.statuses() == [553] and office.server.letters() == []


@pytest.mark.parametrize(("effect", "status"), [(Effect.ERROR, 451), (Effect.RATE_LIMIT, 421)])
def test_a_passing_fault_may_be_tried_again_and_sent_nothing(office: Office, effect: Effect, status: int) -> None:
    office.faults.order("mail", effect, 1)
    with failing() as errors:
        office.post(LETTER)
    assert (errors[0].permanent, errors[0].ambiguous) == (False, False)
    assert str(errors[0]).startswith(f"hand the letter over: {status}")
    assert office.server.letters() == []
    office.post(LETTER)
    assert len(office.server.letters()) == 1
    assert office.statuses() == [status, 250]


def test_a_lost_answer_is_ambiguous_and_a_repeat_does_not_double_the_letter(office: Office) -> None:
    office.faults.order("mail", Effect.LOST_ANSWER, 1)
    with failing() as errors:
        office.post(LETTER)
    assert (errors[0].permanent, errors[0].ambiguous) == (False, True)
    assert len(office.server.letters()) == 1, "the server had taken it"
    office.post(LETTER)
    assert len(office.server.letters()) == 1
    assert office.statuses() == [0, 250]


def test_a_server_that_never_answers_is_ambiguous(office: Office) -> None:
    office.faults.order("mail", Effect.TIMEOUT, 1)
    hasty = SmtpPostman(url=office.server.url, sender=SENDER, timeout=0.5)
    with failing() as errors:
        hasty.post(LETTER, at=NOON)
    assert (errors[0].permanent, errors[0].ambiguous) == (False, True)
    assert office.server.letters() == []


def test_a_server_that_is_down_is_neither_permanent_nor_ambiguous() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    postman = SmtpPostman(url=f"smtp://127.0.0.1:{port}", sender=SENDER, timeout=LONG)
    with failing() as errors:
        postman.post(LETTER, at=NOON)
    assert (errors[0].permanent, errors[0].ambiguous) == (False, False)
    assert str(errors[0]) == "reach the mail server: Connection refused"


def test_a_server_that_says_nothing_at_all_is_not_waited_for() -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        postman = SmtpPostman(url=f"smtp://127.0.0.1:{mute.getsockname()[1]}", sender=SENDER, timeout=0.2)
        with failing() as errors:
            postman.post(LETTER, at=NOON)
    assert (errors[0].permanent, errors[0].ambiguous) == (False, False)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mail.example.org",
        "http://u:s3cret@mail.example.org",
        "http://u:s3cret@mail.example.org:25",
        "smtp://",
        "smtp://u:s3cret/x@h",
        "smtp://u:pé@h:1",
        "smtp://[x",
    ],
)
def test_a_malformed_server_address_stops_the_start_without_showing_the_password(url: str) -> None:
    with pytest.raises(ValueError, match="written like smtp://user:password@mail") as caught:
        SmtpPostman(url=url, sender=SENDER)
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("sender", ["", "Mentoring", "Mentoring <>", "a@b@c.org"])
def test_a_malformed_sender_stops_the_start(sender: str) -> None:
    with pytest.raises(ValueError, match="not an e-mail address"):
        SmtpPostman(url="smtp://mail.example.org", sender=sender)


def test_the_password_does_not_show_when_the_postman_is_printed() -> None:
    postman = SmtpPostman(url="smtp://u:s3cret@mail.example.org", sender=SENDER)
    assert "s3cret" not in repr(vars(postman))


@settings(deadline=None)
@given(name=st.text(), subject=st.text())
def test_no_name_and_no_subject_changes_the_headers_of_a_letter(name: str, subject: str) -> None:
    message = compose(
        sender=Address("Office", "office", "example.org"),
        to=Address(one_line(name), "rosa", "example.com"),
        subject=subject,
        body=name + subject,
        message_id="k@example.org",
        at=NOON,
    )
    read = message_from_bytes(message.as_bytes(), policy=default)
    assert read.keys() == message.keys()
    assert [address.addr_spec for address in read["To"].addresses] == ["rosa@example.com"]
    assert message.as_bytes().isascii(), "every relay passes it on unchanged"


def hand_in(server: MailStandIn, message: EmailMessage) -> None:
    with smtplib.SMTP("127.0.0.1", int(server.url.rpartition(":")[2]), "example.org", timeout=2) as smtp:
        smtp.send_message(message, "a@example.org", ["b@example.org", "c@example.org"])


def whole_message() -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = "a@example.org", "b@example.org"
    message["Date"], message["Message-ID"] = "Mon, 26 Oct 2026 17:00:00 +0000", "<x@example.org>"
    message["Subject"] = "Hello"
    message.set_content("Hello")
    return message


def test_the_stand_in_delivers_to_every_person_of_the_envelope(office: Office) -> None:
    hand_in(office.server, whole_message())
    assert [letter["to"] for letter in office.server.letters()] == ["b@example.org", "c@example.org"]


@pytest.mark.parametrize("header", ["From", "To", "Date", "Message-ID"])
def test_the_stand_in_refuses_a_message_without_its_headers(office: Office, header: str) -> None:
    message = whole_message()
    del message[header]
    with pytest.raises(smtplib.SMTPDataError, match=rf"malformed: {header}"):
        hand_in(office.server, message)
    assert office.statuses() == [550] and office.server.letters() == []


def test_the_stand_in_knows_only_what_it_received(office: Office) -> None:
    office.send(INVITATION)
    with pytest.raises(LookupError):
        office.server.message("<other@example.org>")
    with pytest.raises(LookupError):
        office.server.attachment(office.newest()["message_id"], "photo.jpg")
