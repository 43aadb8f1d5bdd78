"""The town in which Chaperone lives here: stand-ins of Slack, Google, Zoom and mail, on one internal address."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.routing import Mount

from config.settings import Settings, load_settings
from sandbox.calls import CallLog
from sandbox.clock import MovableClock
from sandbox.faults import Faults
from sandbox.google import GoogleStandIn
from sandbox.mail import MailStandIn
from sandbox.servers import ThreadServer
from sandbox.slack.standin import SlackStandIn
from sandbox.zoom.standin import ZoomStandIn

ORGANIZER = "rooms@mentoring.example.org"
ADMINISTRATOR = "it@mentoring.example.org"
ZOOM_HOSTS = {"zoom-a@mentoring.example.org": 2, "zoom-b@mentoring.example.org": 2}


@dataclass(frozen=True)
class Waits:
    """Real seconds: `chaperone` waits for a platform, `platforms` wait for Chaperone's answer, and after its `silence`
    a platform that does not answer hangs up."""

    chaperone: float = 2.0
    platforms: float = 3.0
    silence: float = 3.0


SOON = Waits()
"""Slack and Zoom give an answer three seconds; a fault that is played is over while one watches."""


class Town:
    """`app_url` is where Chaperone itself is reached."""

    def __init__(self, *, clock: MovableClock, app_url: str, folder: Path, waits: Waits) -> None:
        self.clock, self.calls, self.faults = clock, CallLog(), Faults()
        self._app_url, self._folder, self._waits = app_url, folder, waits
        self._server = ThreadServer()
        self._keys = {name: secrets.token_hex(16) for name in ("bot", "signing", "zoom_client", "zoom_webhook")}
        watched: dict[str, Any] = {"clock": clock, "calls": self.calls, "faults": self.faults, "hang": waits.silence}
        self.slack = SlackStandIn(
            bot_token=f"xoxb-{self._keys['bot']}",
            signing_secret=self._keys["signing"],
            events_url=f"{app_url}/slack/events",
            own_url=f"{self._server.url}/slack",
            retry_delays=(0, 0, 0),
            answer_within=waits.platforms,
            **watched,
        )
        self.google = GoogleStandIn(organizer=ORGANIZER, admin=ADMINISTRATOR, tells_member_user=True, **watched)
        self.zoom = ZoomStandIn(
            account_id="sandbox-account",
            client_id="sandbox-client",
            client_secret=self._keys["zoom_client"],
            webhook_secret=self._keys["zoom_webhook"],
            webhook_url=f"{app_url}/zoom/webhook",
            hosts=ZOOM_HOSTS,
            answer_within=waits.platforms,
            **watched,
        )
        self.mail = MailStandIn(**watched)

    def start(self) -> None:
        self.mail.start()
        places = [
            Mount("/slack", self.slack.app),
            Mount("/google", self.google.app),
            Mount("/zoom", self.zoom.app),
        ]
        self._server.start(Starlette(routes=places))

    def stop(self) -> None:
        self._server.stop()
        self.mail.stop()

    def settings(self, **more: Any) -> Settings:
        """What a Chaperone in this town is started with: the same names as in production."""
        credentials = self._folder / "google.json"
        self.google.write_credentials(credentials, token_uri=f"{self._server.url}/google/token")
        return load_settings(
            _env_file=None,
            **{
                "database_url": f"sqlite:///{self._folder / 'chaperone.db'}",
                "public_url": self._app_url,
                "secret_key": self._secret_key(),
                "slack_bot_token": f"xoxb-{self._keys['bot']}",
                "slack_signing_secret": self._keys["signing"],
                "slack_api_url": f"{self._server.url}/slack/api/",
                "zoom_account_id": "sandbox-account",
                "zoom_client_id": "sandbox-client",
                "zoom_client_secret": self._keys["zoom_client"],
                "zoom_webhook_secret": self._keys["zoom_webhook"],
                "zoom_hosts": ZOOM_HOSTS,
                "zoom_api_url": f"{self._server.url}/zoom/v2",
                "zoom_oauth_url": f"{self._server.url}/zoom/oauth/token",
                "google_credentials_file": credentials,
                "google_organizer": ORGANIZER,
                "google_admin": ADMINISTRATOR,
                "google_api_url": f"{self._server.url}/google",
                "smtp_url": self.mail.url,
                "mail_from": "Mentoring Program <no-reply@mentoring.example.org>",
                "http_timeout": self._waits.chaperone,
                **more,
            },
        )

    def _secret_key(self) -> str:
        """Kept in the folder, so that a second start can read what the first one sealed."""
        path = self._folder / "secret.key"
        if not path.exists():
            path.write_text(secrets.token_urlsafe(48), encoding="utf-8")
        return path.read_text(encoding="utf-8")
