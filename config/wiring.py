"""The composition root: settings -> adapters. The only module that sees `integrations`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from config.settings import BadSettings, Settings
from integrations.database.engine import DatabaseUnreachable, open_engine, upgrade
from integrations.database.store import SqlStore
from integrations.google.calendar import GoogleCalendarInviter
from integrations.google.meet import GoogleMeetRooms
from integrations.google.session import GoogleServices
from integrations.heartbeat import HttpHeartbeat
from integrations.mail import MailInviter, SmtpPostman
from integrations.slack.messenger import SlackMessenger
from integrations.vault import SecretVault, SignedDoorKeys
from integrations.zoom.client import ZoomApi
from integrations.zoom.rooms import ZoomRooms
from integrations.zoom.webhook import ZoomWebhook
from mentoring.ports import Inviter, Messenger, Postman, RoomProvider
from mentoring.rooms import Platform
from mentoring.store import DoorKeys


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass(frozen=True)
class Adapters:
    """Everything outside, behind its ports."""

    store: SqlStore
    rooms: Mapping[Platform, RoomProvider]
    inviter: Inviter
    postman: Postman
    messenger: Messenger
    doors: DoorKeys
    zoom_webhook: ZoomWebhook | None
    heartbeat: HttpHeartbeat | None


def open_store(settings: Settings) -> SqlStore:
    """The database, brought to its newest revision. Raises BadSettings when it cannot be opened."""
    engine = open_engine(settings.database_url.get_secret_value())
    try:
        upgrade(engine)
    except DatabaseUnreachable:
        raise BadSettings(
            ["CHAPERONE_DATABASE_URL: that database cannot be opened. Check the path, or that the server runs."]
        ) from None
    return SqlStore(engine, SecretVault(settings.secret_key.get_secret_value()))


def connect(settings: Settings) -> Adapters:
    """Builds every adapter that has its settings. Nothing is asked of any platform yet."""
    store = open_store(settings)
    postman = SmtpPostman(
        url=settings.smtp_url.get_secret_value(), sender=settings.mail_from, timeout=settings.http_timeout
    )
    google = _google(settings)
    rooms: dict[Platform, RoomProvider] = {}
    if google is not None:
        rooms[Platform.GOOGLE_MEET] = GoogleMeetRooms(google)
    if settings.zoom_on:
        rooms[Platform.ZOOM] = _zoom(settings, store)
    secret = settings.zoom_webhook_secret
    heartbeat = settings.heartbeat_url
    return Adapters(
        store=store,
        rooms=rooms,
        inviter=GoogleCalendarInviter(google) if google is not None else MailInviter(postman),
        postman=postman,
        messenger=SlackMessenger(
            token=settings.slack_bot_token.get_secret_value(),
            base_url=settings.slack_api_url,
            timeout=round(settings.http_timeout) or 1,
        ),
        doors=SignedDoorKeys(settings.secret_key.get_secret_value(), public_url=settings.public_url),
        zoom_webhook=ZoomWebhook(secret.get_secret_value()) if secret is not None else None,
        heartbeat=HttpHeartbeat(heartbeat.get_secret_value(), timeout=settings.http_timeout) if heartbeat else None,
    )


def _google(settings: Settings) -> GoogleServices | None:
    if settings.google_credentials_file is None or settings.google_organizer is None:
        return None
    return GoogleServices(
        credentials_file=settings.google_credentials_file,
        organizer=settings.google_organizer,
        api_url=settings.google_api_url,
        timeout=settings.http_timeout,
    )


def _zoom(settings: Settings, store: SqlStore) -> ZoomRooms:
    api = ZoomApi(
        account_id=settings.zoom_account_id or "",
        client_id=settings.zoom_client_id or "",
        client_secret=settings.zoom_client_secret.get_secret_value() if settings.zoom_client_secret else "",
        api_url=settings.zoom_api_url,
        oauth_url=settings.zoom_oauth_url,
        timeout=settings.http_timeout,
    )

    def busy(starts_at: datetime, ends_at: datetime) -> Mapping[str, int]:
        with store.look() as view:
            return view.sessions.hosts_busy(starts_at, ends_at)

    return ZoomRooms(api, settings.zoom_hosts, busy)
