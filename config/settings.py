"""Every setting: typed, frozen, from the environment or `.env`. All mistakes are reported at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BeforeValidator, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from mentoring.policy import Policy

PREFIX = "CHAPERONE_"


class BadSettings(Exception):
    """The settings cannot be used; `mistakes` has one sentence for each."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(f"- {mistake}" for mistake in mistakes))
        self.mistakes = tuple(mistakes)


def _hosts(said: Any) -> Any:
    """`ana@x.org,lee@x.org:2`: Zoom users, each with how many meetings it may run at once (1 unless told)."""
    if not isinstance(said, str):
        return said
    hosts: dict[str, int] = {}
    for part in filter(None, (part.strip() for part in said.split(","))):
        address, _, at_once = part.partition(":")
        if "@" not in address or not (at_once or "1").isdigit():
            raise ValueError(f"«{part}» should look like user@example.org or user@example.org:2")
        hosts[address] = int(at_once or 1)
    return hosts


def _off(said: Any) -> Any:
    return None if isinstance(said, str) and said.strip().casefold() == "off" else said


Hosts = Annotated[Mapping[str, int], NoDecode, BeforeValidator(_hosts)]
OffOrDuration = Annotated[timedelta | None, BeforeValidator(_off)]


class Settings(BaseSettings):
    """Names are those of the environment without `CHAPERONE_`, in lower case. Durations are ISO 8601 (`PT90S`)."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=".env", frozen=True, extra="ignore")

    database_url: str = "sqlite:///chaperone.db"
    public_url: str
    secret_key: SecretStr = Field(min_length=32)
    timezone: str = "America/New_York"

    slack_bot_token: SecretStr
    slack_signing_secret: SecretStr
    slack_api_url: str = "https://slack.com/api/"

    zoom_account_id: str | None = None
    zoom_client_id: str | None = None
    zoom_client_secret: SecretStr | None = None
    zoom_webhook_secret: SecretStr | None = None
    zoom_hosts: Hosts = {}
    zoom_api_url: str = "https://api.zoom.us/v2"
    zoom_oauth_url: str = "https://zoom.us/oauth/token"

    google_credentials_file: Path | None = None
    google_organizer: str | None = None
    google_api_url: str | None = None

    smtp_url: SecretStr
    mail_from: str = "Chaperone <no-reply@localhost>"
    heartbeat_url: SecretStr | None = None

    http_timeout: float = Field(default=10.0, gt=0, le=60)
    """Seconds that a platform has to answer."""

    monitor_grace: timedelta = Policy().monitor_grace
    unmonitored_grace: timedelta = Policy().unmonitored_grace
    ack_timeout: timedelta = Policy().ack_timeout
    end_unmonitored_after: OffOrDuration = None

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - a signature of pydantic-settings
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, dotenv_settings, _NamedFiles(settings_cls, env_settings)

    @field_validator("timezone")
    @classmethod
    def _zone_exists(cls, said: str) -> str:
        try:
            ZoneInfo(said)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError(f"«{said}» is no time zone; write one like America/New_York") from None
        return said

    @field_validator("public_url")
    @classmethod
    def _is_an_address(cls, said: str) -> str:
        if not said.startswith(("https://", "http://127.0.0.1", "http://localhost")):
            raise ValueError("it must start with https://")
        return said

    @model_validator(mode="after")
    def _platforms_are_whole(self) -> Settings:
        zoom = [name for name in _ZOOM if not getattr(self, name)]
        if zoom and len(zoom) < len(_ZOOM):
            raise ValueError(f"Zoom is set up only in part; still missing: {', '.join(_shown(n) for n in zoom)}")
        if (self.google_credentials_file is None) != (self.google_organizer is None):
            raise ValueError("Google needs both CHAPERONE_GOOGLE_CREDENTIALS_FILE and CHAPERONE_GOOGLE_ORGANIZER")
        return self

    @property
    def zoom_on(self) -> bool:
        return self.zoom_account_id is not None

    @property
    def google_on(self) -> bool:
        return self.google_credentials_file is not None

    @property
    def policy(self) -> Policy:
        return Policy(
            monitor_grace=self.monitor_grace,
            unmonitored_grace=self.unmonitored_grace,
            ack_timeout=self.ack_timeout,
            end_unmonitored_after=self.end_unmonitored_after,
        )


_ZOOM = ("zoom_account_id", "zoom_client_id", "zoom_client_secret", "zoom_webhook_secret", "zoom_hosts")


class _NamedFiles(PydanticBaseSettingsSource):
    """`CHAPERONE_SECRET_KEY_FILE=/run/secrets/key`: the value stands in that file."""

    def __init__(self, settings_cls: type[BaseSettings], env: PydanticBaseSettingsSource) -> None:
        super().__init__(settings_cls)
        self._env: Mapping[str, str | None] = getattr(env, "env_vars", {})

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:  # noqa: ARG002 - as above
        path = self._env.get(f"{PREFIX}{field_name}_FILE".casefold())
        return (Path(path).read_text(encoding="utf-8").strip() if path else None), field_name, False

    def __call__(self) -> dict[str, Any]:
        fields = self.settings_cls.model_fields.items()
        found = {name: self.get_field_value(field, name)[0] for name, field in fields}
        return {name: value for name, value in found.items() if value is not None}


def load_settings(**given: Any) -> Settings:
    """From the environment, `.env` and named files; `given` values come first. Raises BadSettings."""
    try:
        return Settings(**given)
    except ValidationError as error:
        raise BadSettings([_mistake(dict(one)) for one in error.errors()]) from None
    except OSError as error:
        raise BadSettings([f"{error.filename} cannot be read; check the path in the …_FILE setting"]) from None


def _mistake(error: dict[str, Any]) -> str:
    where = _shown(str(error["loc"][0])) if error["loc"] else ""
    if error["type"] == "missing":
        return f"{where} is missing. {_NEEDED.get(where, 'Set it in the environment or in .env.')}"
    said = str(error["msg"]).removeprefix("Value error, ")
    return f"{where}: {said}." if where else f"{said}."


def _shown(name: str) -> str:
    return f"{PREFIX}{name.upper()}"


_NEEDED = {
    "CHAPERONE_PUBLIC_URL": "It is the https address at which families reach their doors.",
    "CHAPERONE_SECRET_KEY": "Make one with: python -c 'import secrets; print(secrets.token_urlsafe(48))'",
    "CHAPERONE_SLACK_BOT_TOKEN": "It begins with xoxb- and stands under OAuth & Permissions of your Slack app.",
    "CHAPERONE_SLACK_SIGNING_SECRET": "It stands under Basic Information of your Slack app.",
    "CHAPERONE_SMTP_URL": "Families are reached by e-mail: smtp://user:password@host:587",
}
