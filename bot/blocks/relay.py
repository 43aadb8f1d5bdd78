"""What mentors and families write to each other, as the manager of the match reads it."""

from __future__ import annotations

from collections.abc import Sequence

from babel import Locale

from bot.blocks.layout import Block, actions, asking, button, context, header, section
from bot.blocks.quoting import quoted_text
from bot.commands.words import Reply
from bot.wording import escaped, name
from mentoring import wall
from mentoring.acts.relaying import RelayPage, Written
from mentoring.contact_details import Detail
from mentoring.people import Person, Role
from mentoring.relay import RelayMessage, RelayState

_ENGLISH = Locale("en")
LOOKS_LIKE = {
    Detail.EMAIL: "an e-mail address",
    Detail.PHONE: "a phone number",
    Detail.HANDLE: "an account elsewhere",
    Detail.LINK: "a link",
    Detail.ADDRESS: "a home address",
}
STATES = {
    RelayState.SENT: "sent",
    RelayState.HELD: "waits for your decision",
    RelayState.PASSED: "passed on",
    RelayState.REFUSED: "not passed on",
}


def tongue(code: str) -> str:
    """The English name of a language: Spanish for `es` and for `es-PR`."""
    known: str | None = _ENGLISH.languages.get(code.replace("_", "-").split("-")[0])
    return known or escaped(code)


def looks_like(details: Sequence[Detail]) -> str:
    """«an e-mail address, a phone number and a link»."""
    *others, last = (LOOKS_LIKE[detail] for detail in details)
    return f"{', '.join(others)} and {last}" if others else last


def written(done: Written) -> Reply:
    """What the writer reads at once."""
    to = _to(done.reader, done.students, to_mentor=done.to_mentor)
    if done.message.state is RelayState.HELD:
        said = (
            f"{name(done.manager)} looks at this first, because it seems to carry {looks_like(done.message.details)}. "
            "Contact details are not exchanged here; you need not write it again."
        )
    else:
        said = f"Sent to {to}, and {name(done.manager)}, your Partnerships Manager, can read it as well."
    return Reply(said, (section(said),))


def _to(reader: Person, students: Sequence[Person], *, to_mentor: bool) -> str:
    """Volunteers read of a family by the student's first name and initial only."""
    if to_mentor or reader.has(Role.TEACHER, Role.STAFF):
        return name(reader)
    return f"the family of {' and '.join(name(student) for student in students)}"


def relay_page(page: RelayPage) -> Reply:
    number = page.correspondence.match.id
    if not page.total:
        return Reply(f"Match #{number}: nobody has written yet.")
    title = f"Letters of match #{number}: {page.total}"
    shown = [block for message in page.messages for block in message_blocks(page, message)]
    on = f" `/match letters {number} page {page.page + 1}` goes on." if page.page < page.pages else ""
    footer = f"Page {page.page} of {page.pages}, the newest first.{on} That you have read them is in the audit log."
    return Reply(f"{title}, page {page.page} of {page.pages}.", (header(title), *shown, context(footer)))


def one_message(page: RelayPage) -> Reply:
    (message,) = page.messages
    return Reply(f"A letter of match #{message.match_id}.", tuple(message_blocks(page, message)))


def message_blocks(page: RelayPage, message: RelayMessage) -> list[Block]:
    writer, reader = page.people[message.writer_id], page.people[message.reader_id]
    when = wall.moment(message.at, page.zone)
    why = f", because it seems to carry {looks_like(message.details)}" if message.details else ""
    by = f" by {name(page.people[message.decided_by])}" if message.decided_by is not None else ""
    told = f"*{when}* · {name(writer)} to {name(reader)} · in {tongue(message.language)} · "
    told += f"_{STATES[message.state]}{by}_{why}"
    if not message.text:
        return [section(told), context("What was written has been erased: its program year is over.")]
    return [section(told), *quoted_text(message.text), *_decision(message)]


def _decision(message: RelayMessage) -> list[Block]:
    if message.state is not RelayState.HELD:
        return []
    pass_on = button("relay_pass_on", "Pass it on", str(message.id))
    refuse = button("relay_refuse", "Don't pass it on", str(message.id), style="danger")
    sure = asking(
        pass_on,
        title="Pass it on?",
        text="It goes on as it stands. Contact details must not be exchanged.",
        yes="Pass it on",
        no="Not yet",
    )
    return [actions([sure, refuse])]
