"""One concern whole, in a form: what was reported, what was done, and the next step to write down."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.blocks.concerns import standing
from bot.blocks.layout import Block, actions, asking, button, context, lines, plain_text, section
from bot.blocks.quoting import quoted_text
from bot.modals.concern_form import DID, KINDS, SAFE
from bot.modals.fields import field, filled_in, one_of, text
from bot.sentences import plain_sentence
from bot.sentences.concerns import still_standing
from bot.wording import escaped, isolated, name
from mentoring import wall
from mentoring.acts.concern_files import ConcernFile
from mentoring.concerns import HOTLINE, LONGEST_NOTE, REPORTS, IncidentState, Report, Step, StepKind, named_in
from mentoring.errors import Refusal
from mentoring.matches import Match

CALLBACK = "concern_file"
TITLE, STEPS, ALIKE = 24, 12, 3
"""Slack: characters of a title; and how much of a long story one form shows."""
TO_WRITE_DOWN: Mapping[str, str] = {
    StepKind.ORAL: "The report to the state by phone is made",
    StepKind.WRITTEN: "The written report to the state is made",
    StepKind.NO_ACTION: "No report is needed, because …",
    StepKind.SAFETY: "It is a matter of safety: start the clock",
    StepKind.SPOKE: "I spoke with …",
    StepKind.HELD: "Legal hold: keep it, because …",
    StepKind.LET_GO: "The legal hold is over, because …",
    StepKind.CLOSED: "Close it. What came of it: …",
}
DONE: Mapping[StepKind, str] = {
    StepKind.TAKEN: "took it on",
    StepKind.ORAL: "made the report to the state by phone",
    StepKind.WRITTEN: "made the written report to the state",
    StepKind.NO_ACTION: "decided that no report is needed",
    StepKind.SAFETY: "made it a matter of safety",
    StepKind.SPOKE: "spoke with somebody",
    StepKind.PAUSED: "paused matches",
    StepKind.JOINED: "joined another concern to it",
    StepKind.HELD: "put it on legal hold",
    StepKind.LET_GO: "ended the legal hold",
    StepKind.CLOSED: "closed it",
}
THE_REPORT = (
    f"Child-at-Risk Hotline, day and night: *{HOTLINE}*. You are asked for: the child's name, address, age and sex; "
    "what happened and how bad it is; how it first became known; what was done about it; your own name. You need not "
    "prove anything. No family is told by me, and nothing is sent to the state by me."
)


def file_view(file: ConcernFile, *, page: int = 1, notice: str = "") -> Block:
    """`page` counts its reports from 1, so many to a page; `notice`: what came of the last press."""
    incident = file.line.incident
    blocks = [
        *([section(f":information_source: {notice}")] if notice else []),
        section(standing(file.line, file.zone)),
        *([context(THE_REPORT)] if file.line.due else []),
        *(block for report in _paged(file, page) for block in _report(file, report)),
        *_steps(file),
        *_left(file),
        *_buttons(file, page),
        *_inputs(file),
    ]
    view = {
        **_frame(f"Concern #{incident.id}", blocks),
        "callback_id": CALLBACK,
        "private_metadata": str(incident.id),
    }
    return {**view, "submit": plain_text("Write down", TITLE)} if _offered(file) else view


def nothing(told: str) -> Block:
    """What stands in the place of a file that its reader may not read any more."""
    return _frame("Concern", [section(told)])


def _frame(title: str, blocks: list[Block]) -> Block:
    return {
        "type": "modal",
        "title": plain_text(title, TITLE),
        "close": plain_text("Close", TITLE),
        "blocks": blocks,
    }


def _paged(file: ConcernFile, page: int) -> list[Report]:
    return list(file.reports[(page - 1) * REPORTS : page * REPORTS])


def _report(file: ConcernFile, report: Report) -> list[Block]:
    said, told = report.draft, [f"*{name(file.people[report.reporter_id])}*, {wall.moment(report.at, file.zone)}"]
    told.append(f"{KINDS[said.kind]}. Safe now: {SAFE[said.safe].lower()}.")
    if said.match_id is not None:
        session = f", session {said.session_id}" if said.session_id is not None else ""
        told.append(f"Match #{said.match_id}{session}.")
    if said.about_id is not None:
        told.append(f"About {name(file.people[said.about_id])}.")
    told += [f"_{DID[one]}._" for one in sorted(said.did)]
    return [
        section("\n".join(told)),
        *quoted_text(said.words),
        *(_answer("When", said.when) if said.when else []),
        *(_answer("Who has been told", said.told) if said.told else []),
    ]


def _answer(question: str, answer: str) -> list[Block]:
    return [context(f"*{question}:* {isolated(escaped(answer))}")]


def _steps(file: ConcernFile) -> list[Block]:
    last = file.steps[-STEPS:]
    earlier = [f"_{len(file.steps) - STEPS} earlier steps are not shown._"] if len(file.steps) > STEPS else []
    told = [*earlier, *(_step(file, step) for step in last)]
    return lines(["*What was done*", *told]) if last else []


def _step(file: ConcernFile, step: Step) -> str:
    note = f": {isolated(escaped(' '.join(step.note.split())))}" if step.note else ""
    return f"• {wall.moment(step.at, file.zone)}: {name(file.people[step.by])} {DONE[step.kind]}{note}"


def _left(file: ConcernFile) -> list[Block]:
    return [section(still_standing(file.still_watched))] if file.still_watched else []


def _buttons(file: ConcernFile, page: int) -> list[Block]:
    incident = file.line.incident
    drawn = _holding(file) + (_pausing(file) if incident.state is IncidentState.OPEN else [])
    drawn += [_same(incident.id, other) for other in file.alike[:ALIKE]]
    if len(file.reports) > page * REPORTS:
        drawn.append(button("concern_more", "More reports", f"{incident.id}/{page + 1}"))
    return [actions(drawn)] if drawn else []


def _holding(file: ConcernFile) -> list[Block]:
    incident = file.line.incident
    if incident.state is not IncidentState.OPEN:
        return []
    if incident.responsible_id is None:
        return [button("concern_take", "I take it on", str(incident.id), style="primary")]
    over = button("concern_take", "I take it over", f"{incident.id}/{incident.responsible_id}")
    sure = "From then on you are the one who is responsible for what is due."
    return [asking(over, title="Take it over?", text=sure, yes="Take it over", no="Not now")]


def _pausing(file: ConcernFile) -> list[Block]:
    if not file.pausable and not named_in(file.reports):
        return []
    numbers = ", ".join(_named(match) for match in file.pausable) or "No match of theirs runs, as things stand"
    pause = button("concern_pause", "Pause their matches", str(file.line.incident.id), style="danger")
    told = (
        f"{numbers}: no sessions for two weeks, and everybody in them is told so, without the reason. A session "
        "that is going on is not ended."
    )
    return [asking(pause, title="Pause their matches?", text=told, yes="Pause them", no="Not now")]


def _named(match: Match) -> str:
    return f"#{match.id}" + (f" (paused until {wall.day(match.resumes_on)})" if match.resumes_on is not None else "")


def _same(number: int, other: int) -> Block:
    join = button(f"concern_join_{other}", f"Same as #{other}", f"{number}/{other}")
    told = f"The reports of #{other} come into this one. Neither writer learns of it, and it cannot be undone."
    return asking(join, title="One and the same?", text=told, yes="Join them", no="Not now")


def _inputs(file: ConcernFile) -> list[Block]:
    offered = _offered(file)
    if not offered:
        return []
    note = text(LONGEST_NOTE, lines=True)
    return [
        field("step", "Write down what was done", one_of(offered)),
        field("note", "Note", note, optional=True, hint="Why, with whom, or what came of it."),
    ]


def _offered(file: ConcernFile) -> dict[str, str]:
    """The steps that make sense as things stand."""
    incident = file.line.incident
    hold = StepKind.LET_GO if incident.held else StepKind.HELD
    if incident.state is not IncidentState.OPEN:
        return {hold: TO_WRITE_DOWN[hold]}
    reports = (StepKind.ORAL, StepKind.WRITTEN, StepKind.NO_ACTION) if incident.clock_from else (StepKind.SAFETY,)
    return {kind: TO_WRITE_DOWN[kind] for kind in (*reports, StepKind.SPOKE, hold, StepKind.CLOSED)}


def read(view: Mapping[str, Any]) -> tuple[int, StepKind, str]:
    """The concern, the step and its note."""
    said = {name: values[0] for name, values in filled_in(view).items() if values}
    return int(view["private_metadata"]), StepKind(said["step"]), said.get("note", "")


def field_errors(refusal: Refusal) -> dict[str, str]:
    return {"note": plain_sentence(refusal)}
