"""The composition root: settings -> adapters. The only module that sees `integrations`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from config.settings import BadSettings, Settings
from integrations.address import AddressExaminer
from integrations.calendars.events import read_events
from integrations.database.engine import DatabaseUnreachable, open_engine, upgrade
from integrations.database.examiner import OPENS
from integrations.database.store import SqlStore
from integrations.google.calendar import GoogleCalendarInviter
from integrations.google.directory import GoogleDirectory
from integrations.google.examiner import GoogleExaminer
from integrations.google.meet import GoogleMeetRooms
from integrations.google.session import GoogleServices
from integrations.heartbeat import HttpHeartbeat
from integrations.likeness import FuzzyNames
from integrations.mail import MailInviter, SmtpPostman
from integrations.mail.examiner import MailExaminer
from integrations.slack.examiner import SlackExaminer
from integrations.slack.messenger import SlackMessenger
from integrations.vault import SecretVault, SignedDoorKeys, SignedFormKeys, SignedPageKeys
from integrations.zoom.client import ZoomApi
from integrations.zoom.examiner import ZoomExaminer
from integrations.zoom.rooms import ZoomRooms
from integrations.zoom.webhook import ZoomWebhook
from mentoring.acts.hosting import ROOMS_OF_ONE_ORGANIZER, StoredBudget
from mentoring.calendar_files import ListedEvent
from mentoring.checks import Check, unknown
from mentoring.ports import Directory, Examiner, Inviter, Messenger, NameLikeness, Postman, RoomProvider
from mentoring.rooms import Platform
from mentoring.store import DoorKeys, FormKeys, PageKeys


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
    pages: PageKeys
    forms: FormKeys
    names: NameLikeness
    hosts: Mapping[Platform, Mapping[str, int]]
    directory: Directory | None
    examiners: Sequence[Examiner]
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


def no_database_yet(settings: Settings) -> Check | None:
    """Before the first start; opening the database would make it."""
    scheme, _, path = settings.database_url.get_secret_value().partition(":///")
    file = Path(path.partition("?")[0])
    if not scheme.startswith("sqlite") or not file.name or file.exists() or not file.parent.is_dir():
        return None
    return unknown(OPENS, "no database yet", "Run `chaperone db upgrade`, or `chaperone serve`, which makes it too.")


def connect(settings: Settings, *, slack_scopes: Collection[str]) -> Adapters:
    """Builds every adapter that has its settings. Nothing is asked of any platform yet. `slack_scopes`: what the bot
    must be granted."""
    store = open_store(settings)
    postman = SmtpPostman(
        url=settings.smtp_url.get_secret_value(), sender=settings.mail_from, timeout=settings.http_timeout
    )
    google, zoom = _google(settings), _zoom(settings, store)
    rooms: dict[Platform, RoomProvider] = {}
    if google is not None:
        rooms[Platform.GOOGLE_MEET] = GoogleMeetRooms(google, access=settings.google_access)
    if zoom is not None:
        rooms[Platform.ZOOM] = ZoomRooms(zoom, list(settings.zoom_hosts))
    secret = settings.zoom_webhook_secret
    heartbeat = settings.heartbeat_url
    return Adapters(
        store=store,
        rooms=rooms,
        inviter=GoogleCalendarInviter(next(iter(google.values()))) if google else MailInviter(postman),
        postman=postman,
        messenger=SlackMessenger(
            token=settings.slack_bot_token.get_secret_value(),
            base_url=settings.slack_api_url,
            timeout=round(settings.http_timeout) or 1,
        ),
        doors=SignedDoorKeys(settings.secret_key.get_secret_value(), public_url=settings.public_url),
        pages=SignedPageKeys(settings.secret_key.get_secret_value(), public_url=settings.public_url),
        forms=SignedFormKeys(settings.secret_key.get_secret_value()),
        names=name_likeness(),
        hosts=hosts_of(settings),
        directory=GoogleDirectory(_google_admin(settings, google)) if google is not None else None,
        examiners=[*_at_home(settings, store, slack_scopes), *_examiners(settings, google, zoom)],
        zoom_webhook=ZoomWebhook(secret.get_secret_value()) if secret is not None else None,
        heartbeat=HttpHeartbeat(heartbeat.get_secret_value(), timeout=settings.http_timeout) if heartbeat else None,
    )


def name_likeness() -> NameLikeness:
    return FuzzyNames()


def hosts_of(settings: Settings) -> Mapping[Platform, Mapping[str, int]]:
    """Whose rooms each platform that is on has, and how many of them at once."""
    hosts: dict[Platform, Mapping[str, int]] = {}
    if settings.google_on:
        hosts[Platform.GOOGLE_MEET] = dict.fromkeys(settings.google_organizer, ROOMS_OF_ONE_ORGANIZER)
    if settings.zoom_on:
        hosts[Platform.ZOOM] = settings.zoom_hosts
    return hosts


def _google(settings: Settings) -> Mapping[str, GoogleServices] | None:
    """One signed-in account for each organizer; the first owns the calendar."""
    if settings.google_credentials_file is None:
        return None
    first = _signed_in(settings, settings.google_credentials_file)
    return {organizer: first.acting_as(organizer) for organizer in settings.google_organizer}


def _google_admin(settings: Settings, google: Mapping[str, GoogleServices]) -> GoogleServices:
    """Whoever may read the domain's accounts and policies: without an administrator, the first organizer."""
    first = google[settings.google_organizer[0]]
    return first.acting_as(settings.google_admin) if settings.google_admin else first


def _signed_in(settings: Settings, credentials_file: Path) -> GoogleServices:
    try:
        return GoogleServices(
            credentials_file=credentials_file,
            organizer=settings.google_organizer[0],
            api_url=settings.google_api_url,
            timeout=settings.http_timeout,
        )
    # Google's reader takes any JSON for a key, and fails on each shape in another way.
    except (OSError, ValueError, TypeError, AttributeError, LookupError):
        raise BadSettings(
            ["CHAPERONE_GOOGLE_CREDENTIALS_FILE: that is no key of a service account. Download it again, as JSON."]
        ) from None


def _zoom(settings: Settings, store: SqlStore) -> ZoomApi | None:
    if not settings.zoom_on:
        return None
    return ZoomApi(
        account_id=settings.zoom_account_id or "",
        client_id=settings.zoom_client_id or "",
        client_secret=settings.zoom_client_secret.get_secret_value() if settings.zoom_client_secret else "",
        budget=StoredBudget(store),
        api_url=settings.zoom_api_url,
        oauth_url=settings.zoom_oauth_url,
        timeout=settings.http_timeout,
    )


def _at_home(settings: Settings, store: SqlStore, slack_scopes: Collection[str]) -> Sequence[Examiner]:
    return (
        store.examiner(expects_webhooks=settings.zoom_on),
        AddressExaminer(settings.public_url, timeout=settings.http_timeout),
        MailExaminer(url=settings.smtp_url.get_secret_value(), timeout=settings.http_timeout),
        SlackExaminer(
            token=settings.slack_bot_token.get_secret_value(),
            base_url=settings.slack_api_url,
            scopes=slack_scopes,
            timeout=round(settings.http_timeout) or 1,
        ),
    )


def _examiners(
    settings: Settings, google: Mapping[str, GoogleServices] | None, zoom: ZoomApi | None
) -> Sequence[Examiner]:
    examiners: list[Examiner] = []
    if google is not None:
        examiners.append(GoogleExaminer(google, _google_admin(settings, google)))
    if zoom is not None:
        examiners.append(ZoomExaminer(zoom, settings.zoom_hosts))
    return examiners


def read_ics(raw: bytes, zone: ZoneInfo) -> Sequence[ListedEvent]:
    """The events of an iCalendar file; raises BadCalendar."""
    return read_events(raw, zone)
