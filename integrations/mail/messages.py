"""What goes onto the wire: headers that cannot be forged by a name, and identities that a repeat shares."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from urllib.parse import quote

MESSAGE_ID = "Message-ID"


class Wire(EmailPolicy):
    """Python moves an id that is longer than a line onto one of its own, and what reads it back then finds a space
    before it; RFC 5322, section 2.1.1, allows lines of 998 characters."""

    def fold(self, name: str, value: str) -> str:
        return f"{name}: {value}{self.linesep}" if name == MESSAGE_ID else super().fold(name, value)

    def fold_binary(self, name: str, value: str) -> bytes:
        return self.fold(name, value).encode("ascii") if name == MESSAGE_ID else super().fold_binary(name, value)


WIRE = Wire(linesep="\r\n", cte_type="7bit")
"""CRLF line ends, and text that any server relays unchanged, with or without 8BITMIME."""

_ADDRESS = re.compile(r"(?P<local>[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64})@(?P<domain>[A-Za-z0-9.-]{1,253})")


def one_line(text: str) -> str:
    """The text without line breaks and control characters, so that it cannot start a header of its own."""
    return " ".join("".join(" " if unicodedata.category(c) == "Cc" else c for c in text).split())


def mailbox(name: str, email: str) -> Address:
    """Raises ValueError for what is no plain address; the error does not repeat it."""
    found = _ADDRESS.fullmatch(email)
    if found is None:
        raise ValueError("not an e-mail address")
    return Address(display_name=one_line(name), username=found["local"], domain=found["domain"])


def stable_id(effect_key: str, sender: Address, *, version: str = "") -> str:
    """The same effect in the same version always has the same name: `session-12%2Fana.2@example.org`."""
    return f"{quote(effect_key, safe='')}{version}@{sender.domain}"


def compose(*, sender: Address, to: Address, subject: str, body: str, message_id: str, at: datetime) -> EmailMessage:
    """A plain letter to one person. Auto-Submitted (RFC 3834) keeps absence notes from answering it."""
    message = EmailMessage(policy=WIRE)
    message["From"] = sender
    message["To"] = to
    message["Subject"] = one_line(subject)
    message["Date"] = format_datetime(at)
    message[MESSAGE_ID] = f"<{message_id}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body)
    return message
