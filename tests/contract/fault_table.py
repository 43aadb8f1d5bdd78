"""What the failures of a platform mean to us and what people see of them, in one place.

The tests hold every call to it, and docs/platforms.md shows it: `python -m tests.contract.fault_table` writes it there.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from textwrap import fill

from integrations.zoom.events import SUBSCRIBED
from sandbox.faults import Effect

PAGE = Path(__file__).parents[2] / "docs" / "platforms.md"
OFTEN = 1_000
MISSING, UNSURE = "*A session has no room yet*", "*I cannot tell whether a monitor is there*"
NOT_READY, SILENT = "*The room is not ready yet*", "*The video service does not answer*"


class Service(StrEnum):
    """Whom we call."""

    ZOOM = "Zoom"
    GOOGLE = "Google"
    SLACK = "Slack"
    MAIL = "mail"


class Wait(StrEnum):
    """How long the platform says that it wants to be left alone."""

    UNTOLD = "untold"
    A_SECOND = "a second"
    UNTIL_MIDNIGHT = "until midnight UTC"


@dataclass(frozen=True)
class Outcome:
    """The ProviderError that a call must end in; `unclear`: one that writes is ambiguous. `fails` False: it goes well.
    `met`: how often it is sent into the same failure."""

    permanent: bool = False
    unclear: bool = False
    wait: Wait = Wait.UNTOLD
    met: int = 1
    fails: bool = True


WELL = Outcome(fails=False)
REFUSED = Outcome(permanent=True)
REFUSED_TWICE = Outcome(permanent=True, met=2)
PASSES = Outcome()
UNCLEAR = Outcome(unclear=True)
WAIT_A_SECOND = Outcome(wait=Wait.A_SECOND)
WAIT_UNTIL_MIDNIGHT = Outcome(wait=Wait.UNTIL_MIDNIGHT)


@dataclass(frozen=True)
class Fault:
    """One way of failing. `outcomes`: what it is to a call of Zoom, Google, Slack and mail, in this order."""

    name: str
    effect: Effect
    outcomes: tuple[Outcome, Outcome, Outcome, Outcome]
    meaning: str
    seen: str
    times: int = OFTEN
    repeats: int = 0
    """How often Zoom is asked again, where nothing is written."""

    @property
    def silent(self) -> bool:
        return self.effect in (Effect.TIMEOUT, Effect.LOST_ANSWER)

    def of(self, service: Service) -> Outcome:
        return self.outcomes[list(Service).index(service)]


_AT_ONCE = f"{MISSING}, at once, with the platform's own words"
_LATER = f"{MISSING}, after seven tries (a quarter of an hour), or a day ahead of the session"
_GIVEN_UP = "given up for now; every half hour it is tried whether somebody has mended it"
_LOOKED_FOR = "tried again after 15 s, 30 s, 1 min …; what writes may have worked, so it is looked for first"

FAULTS: Sequence[Fault] = (
    Fault(
        "401, once",
        Effect.UNAUTHORIZED,
        (WELL, WELL, REFUSED, REFUSED),
        "a new token, and once more at once (Slack's token and the mail password have no successor: refused)",
        "nothing",
        times=1,
    ),
    Fault(
        "401, again and again",
        Effect.UNAUTHORIZED,
        (REFUSED_TWICE, REFUSED_TWICE, REFUSED, REFUSED),
        f"one new token, then {_GIVEN_UP}",
        _AT_ONCE,
    ),
    Fault("403", Effect.FORBIDDEN, (REFUSED,) * 4, _GIVEN_UP, _AT_ONCE),
    Fault("404", Effect.NOT_FOUND, (REFUSED,) * 4, _GIVEN_UP, _AT_ONCE),
    Fault("409", Effect.CONFLICT, (REFUSED,) * 4, _GIVEN_UP, _AT_ONCE),
    Fault(
        "429, too fast",
        Effect.RATE_LIMIT,
        (WAIT_A_SECOND, PASSES, WAIT_A_SECOND, PASSES),
        "nothing was done; tried again no sooner than the platform says",
        _LATER,
        repeats=3,
    ),
    Fault(
        "429, the day's limit (Google: 403 `dailyLimitExceeded`)",
        Effect.DAILY_LIMIT,
        (WAIT_UNTIL_MIDNIGHT, PASSES, REFUSED, REFUSED),
        "nothing was done; Zoom is left alone until the date that it names (Slack and mail: refused)",
        f"{MISSING}, a day ahead of the session at the latest",
    ),
    Fault("500", Effect.ERROR, (UNCLEAR, UNCLEAR, UNCLEAR, PASSES), _LOOKED_FOR, _LATER),
    Fault(
        "connection dropped",
        Effect.DROPPED,
        (UNCLEAR,) * 4,
        f"what only reads is asked once more at once; {_LOOKED_FOR}",
        _LATER,
        repeats=1,
    ),
    Fault("no answer in time", Effect.TIMEOUT, (UNCLEAR,) * 4, _LOOKED_FOR, _LATER),
    Fault("done, but the answer is lost", Effect.LOST_ANSWER, (UNCLEAR,) * 4, _LOOKED_FOR, "nothing"),
)

REFUSALS = frozenset({Effect.UNAUTHORIZED, Effect.FORBIDDEN, Effect.NOT_FOUND, Effect.CONFLICT})
EVERYTHING = frozenset(fault.effect for fault in FAULTS)


@dataclass(frozen=True)
class Exemption:
    """Where a failure of these steps does not fail the call, and why."""

    service: Service
    steps: tuple[str, ...]
    effects: frozenset[Effect]
    why: str

    @property
    def failures(self) -> str:
        if self.effects == EVERYTHING:
            return "any"
        return ", ".join(dict.fromkeys(f.name.partition(",")[0] for f in FAULTS if f.effect in self.effects))


_NOT_THERE = frozenset({Effect.NOT_FOUND})

EXEMPTIONS: Sequence[Exemption] = (
    Exemption(Service.ZOOM, ("put_out: list", "put_out: cancel"), _NOT_THERE, "the meeting is gone: nobody gets in"),
    Exemption(Service.ZOOM, ("retire: delete",), _NOT_THERE, "it is deleted already"),
    Exemption(Service.ZOOM, ("observe: live list",), EVERYTHING, "a second source beside the webhooks"),
    Exemption(Service.ZOOM, ("recall: report",), REFUSALS, "Zoom's memory of the meeting is asked instead"),
    Exemption(Service.ZOOM, ("recall: memory",), _NOT_THERE, "no record: one person alone, or nobody"),
    Exemption(
        Service.GOOGLE, ("let_in: add",), frozenset({Effect.CONFLICT}), "somebody has added the same member meanwhile"
    ),
    Exemption(Service.GOOGLE, ("put_out: remove", "retire: remove"), _NOT_THERE, "no member any more"),
    Exemption(
        Service.GOOGLE,
        ("retire: close", "retire: list", "retire: end"),
        frozenset({Effect.FORBIDDEN, Effect.NOT_FOUND}),
        "the space is gone, or not ours any more",
    ),
    Exemption(Service.GOOGLE, ("observe: kept",), EVERYTHING, "who is in the room must be seen all the same"),
    Exemption(Service.GOOGLE, ("address_of: directory",), REFUSALS, "the People API is asked"),
    Exemption(Service.GOOGLE, ("address_of: people",), REFUSALS, "not told: the participant stays unidentified"),
    Exemption(Service.GOOGLE, ("send: insert",), frozenset({Effect.CONFLICT}), "it is there: read and compared"),
    Exemption(Service.GOOGLE, ("withdraw",), _NOT_THERE, "it was never made, or is gone (410 as well)"),
)

MOMENTS: Sequence[tuple[str, str, str]] = (
    (
        "a room is made or proven",
        f"{MISSING}, as above; one message for all sessions concerned, with the button that moves them to the other"
        " platform; it turns into *Solved* by itself",
        f"{NOT_READY}; invitations and doors stay as they are",
    ),
    (
        "the monitor opens a Zoom room",
        "nothing yet; without a monitor in the room the alert of every such session",
        f"{SILENT}: wait half a minute and open the link again",
    ),
    (
        "a session runs",
        f"{UNSURE}, one message for all sessions of the outage; the platform is asked twice before; *Solved* by itself",
        "nothing: the call itself goes on",
    ),
    (
        "Slack takes no message",
        "the alert by e-mail: at once where Slack refuses, otherwise after the second try",
        "nothing",
    ),
    (
        "an invitation or a letter does not go out",
        "nothing while it is tried again",
        "the invitation comes later; the door is the same",
    ),
)


def outcome(service: Service, step: str, fault: Fault) -> Outcome:
    exempt = any(e.service is service and step in e.steps and fault.effect in e.effects for e in EXEMPTIONS)
    usual = fault.of(service)
    return replace(WELL, met=usual.met) if exempt else usual


def faults_section() -> str:
    rows = [(fault.name, fault.meaning, fault.seen) for fault in FAULTS]
    exempt = [(f"{e.service}: {', '.join(f'`{step}`' for step in e.steps)}", e.failures, e.why) for e in EXEMPTIONS]
    return "\n".join(
        [
            *_table(("failure", "what it means to us", "the manager sees of a room that is being made"), rows),
            "",
            *_table(("when", "the manager sees", "volunteer and family see"), MOMENTS),
            "",
            "Not a failure:",
            "",
            *_table(("step", "answer", "because"), exempt),
        ]
    )


def events_section() -> str:
    """Inside a numbered list, so three columns to the right."""
    families: dict[str, list[str]] = defaultdict(list)
    for event in sorted(SUBSCRIBED):
        families[event.partition(".")[0]].append(f"`{event}`")
    return "\n".join(_listed(", ".join(events)) for events in families.values())


SECTIONS: Mapping[str, Callable[[], str]] = {"faults": faults_section, "zoom-events": events_section}


def renewed(page: str) -> str:
    """The page with every section of SECTIONS as it must be. Raises LookupError for a section that it lacks."""
    for name, written in SECTIONS.items():
        section = re.search(rf"(?ms)^ *<!-- {name} -->\n(?P<text>.*?)^ *<!-- /{name} -->$", page)
        if section is None:
            raise LookupError(name)
        begin, end = section.span("text")
        page = f"{page[:begin]}{written()}\n{page[end:]}"
    return page


def _listed(text: str) -> str:
    return fill(text, 120, initial_indent="   - ", subsequent_indent="     ", break_on_hyphens=False)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    for cells in (head, ["---"] * len(head), *rows):
        yield f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
