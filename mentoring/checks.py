"""Checks of what must be true outside of our own code: settings, scopes and policies of the platforms."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class CheckState(StrEnum):
    """What a check found. What cannot be read is unknown, and never passes."""

    PASS = "pass"  # noqa: S105 - no password: the check passed
    FAIL = "fail"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Check:
    """One line of `doctor`. `name` is unique (`zoom: recording is locked for room1`), `evidence` what was read, `fix`
    the console path or the scope that mends it; empty where it passes."""

    name: str
    state: CheckState
    evidence: str
    fix: str = ""


def passed(name: str, evidence: str) -> Check:
    return Check(name, CheckState.PASS, evidence)


def failed(name: str, evidence: str, fix: str) -> Check:
    return Check(name, CheckState.FAIL, evidence, fix)


def unknown(name: str, evidence: str, fix: str) -> Check:
    return Check(name, CheckState.UNKNOWN, evidence, fix)
