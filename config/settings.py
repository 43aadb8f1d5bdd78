"""Every setting: typed, frozen, from the environment or `.env`. All mistakes are reported at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    ModelWrapValidatorHandler,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from config.cadences import Cadences
from mentoring.policy import Policy
from mentoring.trainings import Materials

PREFIX = "CHAPERONE_"
LONGEST_GRACE = timedelta(minutes=30)
"""Safety has no switch: a longer grace would be one."""


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
        found = re.fullmatch(r"([^\s:@]+@[^\s:@]+)(?::([1-9]))?", part)
        if found is None:
            raise ValueError(f"«{part}» should look like user@example.org or user@example.org:2")
        if found[1] in hosts:
            raise ValueError(f"«{found[1]}» stands there twice")
        hosts[found[1]] = int(found[2] or 1)
    return hosts


def _organizers(said: Any) -> Any:
    """`rooms@x.org,more-rooms@x.org`: delegated Google accounts. The first owns the calendar."""
    if not isinstance(said, str):
        return said or ()
    accounts = [part.strip() for part in said.split(",") if part.strip()]
    for account in accounts:
        if not re.fullmatch(r"[^\s@,]+@[^\s@,]+", account):
            raise ValueError(f"«{account}» should look like user@example.org")
    if not accounts:
        raise ValueError("no account stands there")
    if len(set(accounts)) < len(accounts):
        raise ValueError("an account stands there twice")
    return tuple(accounts)


def _off(said: Any) -> Any:
    return None if isinstance(said, str) and said.strip().casefold() == "off" else said


def _zone(said: str) -> str:
    try:
        ZoneInfo(said)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"«{said}» is no time zone; write one like America/New_York") from None
    return said


def _proxies(said: str) -> str:
    for part in said.split(","):
        try:
            ip_network(part.strip())
        except ValueError:
            raise ValueError(
                f"«{part.strip()}» is no address or network; write them like 10.0.0.5,10.1.0.0/16"
            ) from None
    return said


def _address(said: str) -> str:
    parts = urlsplit(said)
    local = parts.scheme == "http" and parts.hostname in {"127.0.0.1", "localhost"}
    if not parts.hostname or not (local or parts.scheme == "https"):
        raise ValueError("it must be an address that starts with https://")
    return said


def _key(said: SecretStr) -> SecretStr:
    if len(said.get_secret_value()) < 32:
        raise ValueError("it must have at least 32 characters")
    return said


def _bot_token(said: SecretStr) -> SecretStr:
    if not said.get_secret_value().startswith("xoxb-"):
        raise ValueError("a bot token begins with xoxb-")
    return said


def _mail_server(said: SecretStr) -> SecretStr:
    parts = urlsplit(said.get_secret_value())
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ValueError("write it like smtp://user:password@host:587")
    return said


def _database(said: SecretStr) -> SecretStr:
    if not said.get_secret_value().startswith(("sqlite:///", "postgresql://")):
        raise ValueError("write it like sqlite:///chaperone.db or postgresql://user:password@host/name")
    return said


def _there(said: Path) -> Path:
    if not said.is_file():
        raise ValueError(f"there is no file {said}")
    return said


def _grace(said: timedelta) -> timedelta:
    if not timedelta(0) <= said <= LONGEST_GRACE:
        raise ValueError("it must be from PT0S to PT30M")
    return said


def _some_time(said: timedelta | None) -> timedelta | None:
    if said is not None and not timedelta(0) < said <= LONGEST_GRACE:
        raise ValueError("it must be more than nothing, and PT30M at the most")
    return said


Address = Annotated[str, AfterValidator(_address)]
Organizers = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_organizers)]
Hosts = Annotated[Mapping[str, int], NoDecode, BeforeValidator(_hosts)]
Grace = Annotated[timedelta, AfterValidator(_grace)]
SomeTime = Annotated[timedelta, AfterValidator(_some_time)]
OffOrSomeTime = Annotated[timedelta | None, BeforeValidator(_off), AfterValidator(_some_time)]


@dataclass(frozen=True)
class _Unusable:
    """Stands where a named file should have given a value."""

    mistake: str


class _FromOutside(BaseSettings):
    """Where settings come from: the environment, files that it names, and `.env`, the first that has one."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", env_ignore_empty=True, frozen=True, extra="ignore"
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - a signature of pydantic-settings
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        files = [_NamedFiles(settings_cls, source) for source in (env_settings, dotenv_settings)]
        return init_settings, files[0], env_settings, files[1], dotenv_settings

    @model_validator(mode="wrap")
    @classmethod
    def _all_mistakes(cls, data: dict[str, Any], handler: ModelWrapValidatorHandler[_FromOutside]) -> _FromOutside:
        """pydantic asks what spans several fields only when each of them is right; we want both answers at once."""
        unusable = {name: value for name, value in data.items() if isinstance(value, _Unusable)}
        given = {name: value for name, value in data.items() if name not in unusable}
        mistakes = [value.mistake for value in unusable.values()] + cls._mistakes_across({*given, *unusable})
        try:
            made = handler(given)
        except ValidationError as error:
            mistakes += [
                _mistake(dict(one)) for one in error.errors() if one["loc"][:1] not in {(n,) for n in unusable}
            ]
        if mistakes:
            raise BadSettings(mistakes)
        return made

    @classmethod
    def _mistakes_across(cls, _given: set[str]) -> list[str]:
        return []


class PublicAddress(_FromOutside):
    """Where doors, forms and webhooks are reached: all that the Slack app manifest needs."""

    public_url: Address


class Settings(PublicAddress):
    """Names are those of the environment without `CHAPERONE_`, in lower case. Durations are ISO 8601 (`PT90S`)."""

    database_url: Annotated[SecretStr, AfterValidator(_database)] = SecretStr("sqlite:///chaperone.db")
    secret_key: Annotated[SecretStr, AfterValidator(_key)]
    timezone: Annotated[str, AfterValidator(_zone)] = "America/New_York"

    slack_bot_token: Annotated[SecretStr, AfterValidator(_bot_token)]
    slack_signing_secret: SecretStr
    slack_api_url: Address = "https://slack.com/api/"

    zoom_account_id: str | None = None
    zoom_client_id: str | None = None
    zoom_client_secret: SecretStr | None = None
    zoom_webhook_secret: SecretStr | None = None
    zoom_hosts: Hosts = {}
    zoom_api_url: Address = "https://api.zoom.us/v2"
    zoom_oauth_url: Address = "https://zoom.us/oauth/token"

    google_credentials_file: Annotated[Path, AfterValidator(_there)] | None = None
    google_organizer: Organizers = ()
    google_admin: str | None = None
    google_access: Literal["RESTRICTED", "TRUSTED"] = "RESTRICTED"
    google_api_url: Address | None = None

    smtp_url: Annotated[SecretStr, AfterValidator(_mail_server)]
    mail_from: str = "Chaperone <no-reply@localhost>"
    heartbeat_url: SecretStr | None = None

    training_slides_url: Address | None = None
    training_packet_url: Address | None = None
    training_survey_url: Address | None = None
    training_curriculum: Annotated[str, Field(min_length=1, max_length=32)] = Materials().curriculum
    """The version that is written down for whoever completes a training."""
    trusted_proxies: Annotated[str, AfterValidator(_proxies)] = "127.0.0.1"
    """Addresses or networks of web servers in front of ours, which say whom a request comes from."""

    http_timeout: float = Field(default=10.0, gt=0, le=60)
    """Seconds that a platform has to answer."""

    monitor_grace: Grace = Policy().monitor_grace
    unmonitored_grace: Grace = Policy().unmonitored_grace
    ack_timeout: SomeTime = Policy().ack_timeout
    end_unmonitored_after: OffOrSomeTime = None
    check_ins: Cadences = ()
    """For programs, by key, whose check-ins are more or less often than usual."""

    @classmethod
    def _mistakes_across(cls, given: set[str]) -> list[str]:
        """A platform is on when its settings are there: all of them, or none."""
        parts = {"Zoom": _ZOOM, "Google": _GOOGLE}
        missing = {platform: [name for name in names if name not in given] for platform, names in parts.items()}
        return [
            f"{platform} is set up only in part; still missing: {', '.join(map(_shown, names))}."
            for platform, names in missing.items()
            if names and len(names) < len(parts[platform])
        ]

    @property
    def zoom_on(self) -> bool:
        return self.zoom_account_id is not None

    @property
    def google_on(self) -> bool:
        return self.google_credentials_file is not None

    @property
    def materials(self) -> Materials:
        return Materials(
            slides=self.training_slides_url,
            packet=self.training_packet_url,
            survey=self.training_survey_url,
            curriculum=self.training_curriculum,
        )

    @property
    def policy(self) -> Policy:
        return Policy(
            monitor_grace=self.monitor_grace,
            unmonitored_grace=self.unmonitored_grace,
            ack_timeout=self.ack_timeout,
            end_unmonitored_after=self.end_unmonitored_after,
            check_ins_of=self.check_ins,
        )


_ZOOM = ("zoom_account_id", "zoom_client_id", "zoom_client_secret", "zoom_webhook_secret", "zoom_hosts")
_GOOGLE = ("google_credentials_file", "google_organizer")


class _NamedFiles(PydanticBaseSettingsSource):
    """`CHAPERONE_SECRET_KEY_FILE=/run/secrets/key`: the value stands in that file."""

    def __init__(self, settings_cls: type[BaseSettings], named_in: PydanticBaseSettingsSource) -> None:
        super().__init__(settings_cls)
        self._named_in: Mapping[str, str | None] = getattr(named_in, "env_vars", {})

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:  # noqa: ARG002 - as above
        name = _shown(field_name)
        path = self._named_in.get(f"{name}_FILE".casefold())
        if not path:
            return None, field_name, False
        if self._named_in.get(name.casefold()):
            return _Unusable(f"{name} and {name}_FILE are both set. Keep one of them."), field_name, False
        return _read(Path(path), f"{name}_FILE"), field_name, False

    def __call__(self) -> dict[str, Any]:
        fields = self.settings_cls.model_fields.items()
        found = {name: self.get_field_value(field, name)[0] for name, field in fields}
        return {name: value for name, value in found.items() if value is not None}


def _read(path: Path, setting: str) -> str | _Unusable:
    try:
        said = path.read_text(encoding="utf-8").strip()
    except OSError as error:
        return _Unusable(f"{setting}: {path} cannot be read ({error.strerror}). Check the path.")
    except UnicodeDecodeError:
        return _Unusable(f"{setting}: {path} is not text in UTF-8.")
    return said or _Unusable(f"{setting}: {path} is empty.")


def load_settings(**given: Any) -> Settings:
    """From the environment, `.env` and named files; `given` values come first. Raises BadSettings."""
    return Settings(**given)


def load_public_address(**given: Any) -> PublicAddress:
    """From the same places. Raises BadSettings."""
    return PublicAddress(**given)


def _mistake(error: dict[str, Any]) -> str:
    """One sentence. It never repeats the value: that may be a secret."""
    where = _shown(str(error["loc"][0]))
    if error["type"] == "missing":
        return f"{where} is missing. {_NEEDED[where]}"
    said = str(error["msg"]).removeprefix("Value error, ")
    if error["type"].startswith("time_delta"):
        said = "it is no duration; write it like PT90S or PT3M"
    return f"{where}: {said}."


def _shown(name: str) -> str:
    return f"{PREFIX}{name.upper()}"


_NEEDED = {
    "CHAPERONE_PUBLIC_URL": "It is the https address at which families reach their doors.",
    "CHAPERONE_SECRET_KEY": "Make one with: python -c 'import secrets; print(secrets.token_urlsafe(48))'",
    "CHAPERONE_SLACK_BOT_TOKEN": "It begins with xoxb- and stands under OAuth & Permissions of your Slack app.",
    "CHAPERONE_SLACK_SIGNING_SECRET": "It stands under Basic Information of your Slack app.",
    "CHAPERONE_SMTP_URL": "Families are reached by e-mail: smtp://user:password@host:587",
}
