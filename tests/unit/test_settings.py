"""Settings: their defaults, where they come from, and every mistake of them in one message."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.settings import BadSettings, PublicAddress, Settings, load_public_address, load_settings

NEEDED = {
    "CHAPERONE_PUBLIC_URL": "https://mentoring.example.org",
    "CHAPERONE_SECRET_KEY": "k" * 40,
    "CHAPERONE_SLACK_BOT_TOKEN": "xoxb-1",
    "CHAPERONE_SLACK_SIGNING_SECRET": "signing-1",
    "CHAPERONE_SMTP_URL": "smtp://user:hunter2@mail.example.org:587",
}
ZOOM = {
    "CHAPERONE_ZOOM_ACCOUNT_ID": "account",
    "CHAPERONE_ZOOM_CLIENT_ID": "client",
    "CHAPERONE_ZOOM_CLIENT_SECRET": "zoom-secret",
    "CHAPERONE_ZOOM_WEBHOOK_SECRET": "webhook-secret",
    "CHAPERONE_ZOOM_HOSTS": "a@x.org, b@x.org:2",
}

GOOGLE = {"CHAPERONE_GOOGLE_CREDENTIALS_FILE": __file__, "CHAPERONE_GOOGLE_ORGANIZER": "rooms@x.org"}
"""Any file that is there will do: its contents are read when Google is first asked."""


@pytest.fixture(autouse=True)
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment without any of our settings, in an empty folder."""
    for name in [name for name in os.environ if name.startswith("CHAPERONE_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def loaded(monkeypatch: pytest.MonkeyPatch, **changed: str | None) -> Settings:
    for name, value in {**NEEDED, **changed}.items():
        if value is not None:
            monkeypatch.setenv(name, value)
    return load_settings()


def mistakes(monkeypatch: pytest.MonkeyPatch, **changed: str | None) -> tuple[str, ...]:
    with pytest.raises(BadSettings) as caught:
        loaded(monkeypatch, **changed)
    return caught.value.mistakes


def test_the_defaults_are_those_that_are_promised(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = loaded(monkeypatch)

    assert settings.database_url.get_secret_value() == "sqlite:///chaperone.db"
    assert settings.timezone == "America/New_York"
    assert settings.slack_api_url == "https://slack.com/api/"
    assert settings.zoom_api_url == "https://api.zoom.us/v2"
    assert settings.zoom_oauth_url == "https://zoom.us/oauth/token"
    assert settings.google_api_url is None and settings.heartbeat_url is None
    assert not settings.zoom_on and not settings.google_on


def test_the_policy_has_the_graces_that_are_promised(monkeypatch: pytest.MonkeyPatch) -> None:
    policy = loaded(monkeypatch).policy

    assert policy.monitor_grace == timedelta(minutes=3)
    assert policy.unmonitored_grace == timedelta(seconds=60)
    assert policy.ack_timeout == timedelta(seconds=90)
    assert policy.end_unmonitored_after is None


def test_everything_that_is_missing_is_said_at_once() -> None:
    with pytest.raises(BadSettings) as caught:
        load_settings()

    assert len(caught.value.mistakes) == len(NEEDED)
    assert all(name in str(caught.value) for name in NEEDED)


def test_mistakes_of_every_kind_are_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    found = mistakes(
        monkeypatch,
        CHAPERONE_PUBLIC_URL=None,
        CHAPERONE_SECRET_KEY="short",
        CHAPERONE_TIMEZONE="Boston",
        CHAPERONE_MONITOR_GRACE="three minutes",
        CHAPERONE_ZOOM_ACCOUNT_ID="account",
        CHAPERONE_GOOGLE_ORGANIZER="rooms@example.org",
        CHAPERONE_SMTP_URL_FILE="/nowhere/smtp",
    )

    said = "\n".join(found)
    assert len(found) == 7
    assert "CHAPERONE_PUBLIC_URL is missing" in said
    assert "CHAPERONE_SECRET_KEY: it must have at least 32 characters" in said
    assert "CHAPERONE_TIMEZONE: «Boston» is no time zone" in said
    assert "CHAPERONE_MONITOR_GRACE: it is no duration; write it like PT90S" in said
    assert "Zoom is set up only in part; still missing: CHAPERONE_ZOOM_CLIENT_ID" in said
    assert "Google is set up only in part; still missing: CHAPERONE_GOOGLE_CREDENTIALS_FILE" in said
    assert "CHAPERONE_SMTP_URL and CHAPERONE_SMTP_URL_FILE are both set" in said


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CHAPERONE_PUBLIC_URL", "http://mentoring.example.org"),
        ("CHAPERONE_PUBLIC_URL", "http://127.0.0.1.evil.example"),
        ("CHAPERONE_PUBLIC_URL", "https://"),
        ("CHAPERONE_PUBLIC_URL", "mentoring.example.org"),
        ("CHAPERONE_SLACK_API_URL", "http://slack.com/api/"),
        ("CHAPERONE_SLACK_BOT_TOKEN", "xapp-1-hunter2"),
        ("CHAPERONE_SMTP_URL", "mail.example.org:25"),
        ("CHAPERONE_SMTP_URL", "http://user:hunter2@mail.example.org"),
        ("CHAPERONE_DATABASE_URL", "mysql://user:hunter2@host/name"),
        ("CHAPERONE_HTTP_TIMEOUT", "0"),
        ("CHAPERONE_HTTP_TIMEOUT", "nan"),
        ("CHAPERONE_HTTP_TIMEOUT", "soon"),
        ("CHAPERONE_MONITOR_GRACE", "-PT3M"),
        ("CHAPERONE_MONITOR_GRACE", "P2D"),
        ("CHAPERONE_UNMONITORED_GRACE", "off"),
        ("CHAPERONE_ACK_TIMEOUT", "PT0S"),
        ("CHAPERONE_END_UNMONITORED_AFTER", "PT0S"),
        ("CHAPERONE_END_UNMONITORED_AFTER", "never"),
        ("CHAPERONE_TIMEZONE", "../etc/passwd"),
        ("CHAPERONE_GOOGLE_CREDENTIALS_FILE", "/nowhere/google.json"),
    ],
)
def test_a_malformed_setting_is_named_and_no_secret_repeated(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    found = mistakes(monkeypatch, **{"CHAPERONE_GOOGLE_ORGANIZER": "rooms@example.org", name: value})

    assert [one for one in found if one.startswith(f"{name}: ") and one.endswith(".")]
    assert "hunter2" not in "\n".join(found)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("PT90S", timedelta(seconds=90)),
        ("PT3M", timedelta(minutes=3)),
        ("PT1M30S", timedelta(seconds=90)),
        ("PT0S", timedelta()),
    ],
)
def test_a_grace_is_an_iso_duration(monkeypatch: pytest.MonkeyPatch, said: str, meant: timedelta) -> None:
    assert loaded(monkeypatch, CHAPERONE_MONITOR_GRACE=said).monitor_grace == meant


@pytest.mark.parametrize(("said", "meant"), [("off", None), ("OFF ", None), ("", None), ("PT2M", timedelta(minutes=2))])
def test_ending_an_unmonitored_room_can_be_off(
    monkeypatch: pytest.MonkeyPatch, said: str, meant: timedelta | None
) -> None:
    assert loaded(monkeypatch, CHAPERONE_END_UNMONITORED_AFTER=said).policy.end_unmonitored_after == meant


def test_zoom_is_on_when_all_of_it_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = loaded(monkeypatch, **ZOOM)

    assert settings.zoom_on
    assert settings.zoom_hosts == {"a@x.org": 1, "b@x.org": 2}


@pytest.mark.parametrize("left_out", ZOOM)
def test_zoom_in_part_names_what_is_missing(monkeypatch: pytest.MonkeyPatch, left_out: str) -> None:
    found = mistakes(monkeypatch, **{**ZOOM, left_out: None})

    assert found == (f"Zoom is set up only in part; still missing: {left_out}.",)


@pytest.mark.parametrize("left_out", ZOOM)
def test_an_empty_setting_counts_as_none(monkeypatch: pytest.MonkeyPatch, left_out: str) -> None:
    """A template of settings is often filled in only in part."""
    empty = dict.fromkeys(ZOOM, "")

    assert not loaded(monkeypatch, **empty).zoom_on
    assert mistakes(monkeypatch, **{**ZOOM, left_out: ""})[0].endswith(f"{left_out}.")


def test_several_organizers_share_the_rooms_and_the_first_owns_the_calendar(monkeypatch: pytest.MonkeyPatch) -> None:
    assert loaded(monkeypatch).google_organizer == ()
    one = loaded(monkeypatch, **GOOGLE)
    two = loaded(monkeypatch, **{**GOOGLE, "CHAPERONE_GOOGLE_ORGANIZER": "rooms@x.org , more@x.org"})

    assert one.google_organizer == ("rooms@x.org",)
    assert two.google_organizer == ("rooms@x.org", "more@x.org")


@pytest.mark.parametrize(
    "said", ["rooms", ",", " ", "rooms@x.org,rooms@x.org", "a b@x.org", "@x.org", "rooms@x.org;more@x.org "]
)
def test_organizers_that_cannot_be_meant_are_refused(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    found = mistakes(monkeypatch, **{**GOOGLE, "CHAPERONE_GOOGLE_ORGANIZER": said})

    assert len(found) == 1
    assert found[0].startswith("CHAPERONE_GOOGLE_ORGANIZER: ")


@pytest.mark.parametrize(("said", "meant"), [("TRUSTED", "TRUSTED"), ("RESTRICTED", "RESTRICTED"), ("", "RESTRICTED")])
def test_who_may_enter_a_meet_room_without_knocking(monkeypatch: pytest.MonkeyPatch, said: str, meant: str) -> None:
    assert loaded(monkeypatch, CHAPERONE_GOOGLE_ACCESS=said).google_access == meant


def test_a_meet_room_is_never_open_to_everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    assert mistakes(monkeypatch, CHAPERONE_GOOGLE_ACCESS="OPEN")[0].startswith("CHAPERONE_GOOGLE_ACCESS: ")


@pytest.mark.parametrize("said", ["a", "a@x:0", "a@x:10", "a@x:²", "a@x:two", "a@x,a@x:2", "a b@x", "@x", "a@x:-1"])
def test_zoom_hosts_that_cannot_be_meant_are_refused(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    found = mistakes(monkeypatch, **{**ZOOM, "CHAPERONE_ZOOM_HOSTS": said})

    assert found[0].startswith("CHAPERONE_ZOOM_HOSTS: «")


def test_google_is_on_with_its_credentials_and_its_organizer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    credentials = tmp_path / "google.json"
    credentials.write_text("{}", encoding="utf-8")

    settings = loaded(
        monkeypatch,
        CHAPERONE_GOOGLE_CREDENTIALS_FILE=str(credentials),
        CHAPERONE_GOOGLE_ORGANIZER="rooms@example.org",
    )

    assert settings.google_on


@pytest.mark.parametrize("name", NEEDED)
def test_a_setting_may_stand_in_a_file_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str) -> None:
    file = tmp_path / "value"
    file.write_text(f"{NEEDED[name]}\n", encoding="utf-8")

    settings = loaded(monkeypatch, **{name: None, f"{name}_FILE": str(file)})

    field = getattr(settings, name.removeprefix("CHAPERONE_").lower())
    assert (field if isinstance(field, str) else field.get_secret_value()) == NEEDED[name]


def test_a_named_file_that_gives_nothing_is_the_only_mistake(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for number, (content, told) in enumerate(
        {None: "cannot be read", b"": "is empty", b" \n": "is empty", b"\xff\xfe\x00": "not text in UTF-8"}.items()
    ):
        file = tmp_path / str(number)
        if content is not None:
            file.write_bytes(content)
        found = mistakes(monkeypatch, CHAPERONE_SECRET_KEY=None, CHAPERONE_SECRET_KEY_FILE=str(file))
        assert len(found) == 1 and told in found[0] and str(file) in found[0]


def test_the_dotenv_file_gives_what_the_environment_does_not(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text("f" * 40, encoding="utf-8")
    lines = [f"{name}={value}" for name, value in NEEDED.items() if name != "CHAPERONE_SECRET_KEY"]
    lines += [f"CHAPERONE_SECRET_KEY_FILE={key}", "CHAPERONE_TIMEZONE=Europe/Lisbon", "OTHER=1"]
    (tmp_path / ".env").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setenv("CHAPERONE_TIMEZONE", "America/Chicago")

    settings = load_settings()

    assert settings.secret_key.get_secret_value() == "f" * 40
    assert settings.timezone == "America/Chicago"


def test_a_file_that_the_environment_names_comes_before_the_dotenv_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "key").write_text("f" * 40, encoding="utf-8")
    (tmp_path / ".env").write_text(f"CHAPERONE_SECRET_KEY={'d' * 40}", encoding="utf-8")

    settings = loaded(monkeypatch, CHAPERONE_SECRET_KEY=None, CHAPERONE_SECRET_KEY_FILE=str(tmp_path / "key"))

    assert settings.secret_key.get_secret_value() == "f" * 40


def test_no_secret_shows_when_the_settings_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = loaded(
        monkeypatch,
        **ZOOM,
        CHAPERONE_DATABASE_URL="postgresql://user:db-secret@host/name",
        CHAPERONE_HEARTBEAT_URL="https://beat.example.org/heartbeat-secret",
    )

    for shown in (repr(settings), str(settings), f"{settings.model_dump()}", settings.model_dump_json()):
        for secret in ("k" * 40, "xoxb-1", "signing-1", "hunter2", "zoom-secret", "webhook-secret", "db-secret"):
            assert secret not in shown
        assert "heartbeat-secret" not in shown


@given(st.sampled_from(sorted(NEEDED)), st.text(max_size=30))
def test_whatever_stands_in_a_setting_it_is_used_or_told(name: str, value: str) -> None:
    given_: dict[str, Any] = {key.removeprefix("CHAPERONE_").lower(): said for key, said in NEEDED.items()}
    try:
        load_settings(**{**given_, name.removeprefix("CHAPERONE_").lower(): value})
    except BadSettings as bad:
        assert len(bad.mistakes) == 1 and name in bad.mistakes[0]


def test_settings_cannot_be_changed_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = loaded(monkeypatch)

    with pytest.raises(ValueError, match="frozen"):
        settings.timezone = "UTC"


def test_the_public_address_can_be_had_before_all_else_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHAPERONE_PUBLIC_URL", "https://mentoring.example.org")

    assert type(load_public_address()) is PublicAddress
    assert load_public_address().public_url == "https://mentoring.example.org"


def test_a_missing_public_address_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadSettings, match="CHAPERONE_PUBLIC_URL is missing"):
        load_public_address()
