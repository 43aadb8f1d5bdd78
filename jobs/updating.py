"""Messages about an alert, written anew as things stand: a late proctor changes the message, and sends none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from jobs.errands import settle
from jobs.means import Means
from jobs.outside import ask_all
from mentoring.acts.briefing import Briefing
from mentoring.alerts import Alert
from mentoring.duties import Duty
from mentoring.ports import ChatMessage, Posted, ProviderError
from mentoring.store import Work


@dataclass(frozen=True)
class _Edit:
    posted: Posted
    mark: str
    message: ChatMessage
    alert_ids: tuple[int, ...]


class Updating:
    """Handler of the duty `update_alert`."""

    def __init__(self, means: Means) -> None:
        self._means, self._store = means, means.store

    def __call__(self, duties: Sequence[Duty], *, at: datetime) -> None:
        edits = self._edits({duty.subject.id for duty in duties})
        results = ask_all(self._edit, edits, threads=self._means.threads)
        failed = {a: r for edit, r in results if isinstance(r, ProviderError) for a in edit.alert_ids}
        settle(self._store, [(duty, failed.get(duty.subject.id)) for duty in duties], at=at)

    def _edit(self, edit: _Edit) -> None:
        if self._means.messenger is not None:
            self._means.messenger.edit(edit.posted, edit.message, mark=edit.mark)

    def _edits(self, alert_ids: set[int]) -> list[_Edit]:
        with self._store.look() as view:
            sharing = _sharing(view, alert_ids)
            alerts = view.alerts.many({alert_id for ids in sharing.values() for alert_id in ids})
            readers = {reader_id for reader_id, _, _ in sharing}
            briefing = Briefing.load(
                view,
                list(alerts.values()),
                self._means.doors,
                self._means.policy.ack_timeout,
                readers=readers,
                platforms=self._means.rooms,
            )
        return [
            _Edit(posted, mark, self._message(briefing, reader_id, [alerts[i] for i in ids]), tuple(ids))
            for (reader_id, posted, mark), ids in sharing.items()
        ]

    def _message(self, briefing: Briefing, reader_id: int, alerts: Sequence[Alert]) -> ChatMessage:
        reader = briefing.managers[reader_id]
        return self._means.words.alert([briefing.view(alert, reader) for alert in alerts], reader)


def _sharing(view: Work, alert_ids: set[int]) -> Mapping[tuple[int, Posted, str], list[int]]:
    """Where the messages about these alerts stand, each with every alert that it tells."""
    sharing: dict[tuple[int, Posted, str], list[int]] = {}
    for alert_id, reader_id, posted, mark in view.alerts.messages_about(alert_ids):
        sharing.setdefault((reader_id, posted, mark), []).append(alert_id)
    return sharing
