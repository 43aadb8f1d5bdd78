"""What must be true outside of our own code: looked at every night, told once, and shown by `doctor`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
from pydantic import SecretStr
from typer.testing import CliRunner

from bot.blocks.checks import TITLE
from bot.manifest import SCOPES
from chaperone import app
from mentoring.checks import Check, CheckState
from sandbox.play import Play
from tests.patience import PATIENT
from tests.scenarios.play_fixtures import DANA, MARCUS, MEET, Stage, on_stage


def checks(stage: Stage) -> dict[str, Check]:
    with stage.play.store.look() as view:
        return {check.name: check for check, _ in view.checks.all()}


def a_night_later(stage: Stage) -> None:
    stage.wait(hours=25)


def test_a_night_in_which_all_is_well_tells_nobody(tmp_path: Path) -> None:
    with on_stage(tmp_path, MEET) as stage:
        a_night_later(stage)

        failing = {name: check for name, check in checks(stage).items() if check.state is CheckState.FAIL}
        assert failing == {}
        asked = {name.partition(":")[0] for name in checks(stage)}
        assert asked == {"Address", "Database", "Google", "Mail", "Slack", "Zoom"}
        assert stage.messages(DANA, TITLE) == []


def test_what_fails_newly_is_told_once_to_every_manager_with_the_place_that_mends_it(tmp_path: Path) -> None:
    with on_stage(tmp_path, MEET) as stage:
        stage.town.slack.scopes = frozenset(SCOPES) - {"im:history"}
        a_night_later(stage)
        a_night_later(stage)

        for manager in (DANA, MARCUS):
            assert stage.message(manager, TITLE, "im:history", "Bot Token Scopes")


def test_what_was_mended_and_fails_again_is_told_again(tmp_path: Path) -> None:
    with on_stage(tmp_path, MEET) as stage:
        for scopes in ({"im:history"}, set(SCOPES), {"im:history"}):
            stage.town.slack.scopes = frozenset(scopes)
            a_night_later(stage)

        assert len(stage.messages(DANA, TITLE)) == 2


def test_a_host_who_may_record_is_found_in_the_night(tmp_path: Path) -> None:
    with on_stage(tmp_path, MEET) as stage:
        host = next(iter(stage.play.settings.zoom_hosts))
        stage.town.zoom.set_host_setting(host, "recording", "local_recording", value=True)
        a_night_later(stage)

        assert stage.message(DANA, TITLE, host, "recording")


def test_platforms_that_are_down_in_the_night_are_unknown_and_wake_nobody(tmp_path: Path) -> None:
    with on_stage(tmp_path) as stage:
        for service in ("zoom", "google"):
            stage.order(service, "error", 1_000)
        a_night_later(stage)

        platforms = {c.state for name, c in checks(stage).items() if name.startswith(("Zoom", "Google"))}
        assert platforms == {CheckState.UNKNOWN}
        assert stage.messages(DANA, TITLE) == []


@pytest.fixture
def now(tmp_path: Path) -> Any:
    """A play on today's clock, for the command line reads the machine's."""
    play = Play(tmp_path, start=datetime.now(UTC), waits=PATIENT)
    play.open()
    yield play
    play.close()


def run_doctor() -> tuple[int, str]:
    """The exit code, and all that is printed. The command sets logging up for itself."""
    ran = CliRunner().invoke(app, ["doctor"])
    structlog.reset_defaults()
    return ran.exit_code, ran.output + ran.stderr


def doctor(play: Play, monkeypatch: pytest.MonkeyPatch, **changed: str) -> tuple[int, str]:
    for name, value in play.settings:
        if value is not None and name not in {"policy"}:
            monkeypatch.setenv(f"CHAPERONE_{name.upper()}", _said(value))
    for name, value in changed.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("COLUMNS", "200")
    return run_doctor()


def _said(value: Any) -> str:
    """A setting as it is written in the environment."""
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, dict):
        return ",".join(f"{host}:{places}" for host, places in value.items())
    if isinstance(value, timedelta):
        return f"PT{int(value.total_seconds())}S"
    return ",".join(value) if isinstance(value, tuple) else str(value)


def test_doctor_passes_where_all_is_well_and_repeats_no_secret(now: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    code, told = doctor(now, monkeypatch)

    assert code == 0, told
    assert "PASS" in told
    assert "FAIL" not in told
    for secret in (now.settings.slack_bot_token, now.settings.secret_key, now.settings.zoom_client_secret):
        assert secret is not None
        assert secret.get_secret_value() not in told


def test_doctor_fails_with_the_place_that_mends_it(now: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    now.town.slack.scopes = frozenset({"commands"})

    code, told = doctor(now, monkeypatch)

    assert code == 1
    assert "FAIL" in told
    assert "chat:write" in told
    assert told.index("FAIL") < told.index("PASS")


def test_doctor_without_settings_says_what_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)

    code, told = run_doctor()

    assert code == 1
    assert "CHAPERONE_SECRET_KEY is missing" in told
