"""Bringing one message to one person: by direct message where they have Slack, by e-mail where not."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from jobs.means import Means
from jobs.outside import ask_all
from mentoring.people import Person
from mentoring.ports import ChatMessage, Letter, Messenger, Posted, ProviderError


@dataclass(frozen=True)
class Parcel:
    """A message to bring. `mark` names it for ever; `look_first`: an earlier try may have brought it already;
    `only_look`: nobody needs it any more, but if it stands somewhere we must know where."""

    mark: str
    reader: Person
    message: ChatMessage
    letter: Letter | None
    look_first: bool = False
    only_look: bool = False


@dataclass(frozen=True)
class Receipt:
    """What Slack or the mail server said. `posted` None: it went by mail."""

    parcel: Parcel
    posted: Posted | None = None
    channel: str | None = None


class NobodyToWriteTo(ProviderError):
    """A person with neither Slack nor an e-mail address."""

    def __init__(self) -> None:
        super().__init__("reach somebody", "there is neither a Slack account nor an e-mail address", permanent=True)


def bring(means: Means, parcels: Sequence[Parcel], *, at: datetime) -> list[tuple[Parcel, Receipt | ProviderError]]:
    """Brings every parcel, many at once; new conversations are remembered before anything else can go wrong."""
    with means.store.look() as view:
        channels = view.contacts.channels({parcel.reader.id for parcel in parcels})
    results = ask_all(lambda parcel: _bring(means, parcel, channels, at), parcels, threads=means.threads)
    receipts = [receipt for _, receipt in results if isinstance(receipt, Receipt) and receipt.channel]
    new = {r.parcel.reader.id: r.channel for r in receipts if r.channel and r.parcel.reader.id not in channels}
    if new:
        with means.store.begin() as work:
            work.contacts.remember(new)
    return results


def post_letters(means: Means, parcels: Sequence[Parcel], *, at: datetime) -> Collection[str]:
    """The marks of those whose letter the mail server has taken."""
    letters = [parcel.letter for parcel in parcels if parcel.letter is not None]
    sent = ask_all(lambda mail: means.postman.post(mail, at=at), letters, threads=means.threads)
    return {mail.effect_key for mail, error in sent if error is None}


def _bring(means: Means, parcel: Parcel, channels: Mapping[int, str], at: datetime) -> Receipt:
    if means.messenger is not None and parcel.reader.slack_user_id is not None:
        known = channels.get(parcel.reader.id)
        return _by_slack(means.messenger, parcel, known or means.messenger.open_dm(parcel.reader.slack_user_id))
    if parcel.only_look:
        return Receipt(parcel)
    if parcel.letter is None:
        raise NobodyToWriteTo
    means.postman.post(parcel.letter, at=at)
    return Receipt(parcel)


def _by_slack(messenger: Messenger, parcel: Parcel, channel: str) -> Receipt:
    posted = messenger.find(channel, mark=parcel.mark) if parcel.look_first else None
    if parcel.only_look:
        return Receipt(parcel, posted, channel)
    return Receipt(parcel, posted or messenger.post(channel, parcel.message, mark=parcel.mark), channel)
