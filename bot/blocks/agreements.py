"""What becomes of a match, as its manager reads it, and the buttons under the tidings about it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import time

from bot.blocks.layout import Block, actions, button, context, header, section
from bot.blocks.matches import match_text
from bot.blocks.reasons import why
from bot.commands.words import Reply
from bot.wording import PLATFORM_NAMES, escaped, name
from mentoring import wall
from mentoring.acts.looking import MatchLine
from mentoring.acts.suggesting import Suggestion
from mentoring.acts.tidings import TidingView
from mentoring.checklists import Stage
from mentoring.matches import RELEASED, MatchDraft, MatchState, MonitorKind
from mentoring.people import Person
from mentoring.rooms import Platform
from mentoring.slots import Slot, Weekday
from mentoring.tidings import Topic


def offered(line: MatchLine) -> Reply:
    return _said("Everybody who has not agreed is asked", line, "You hear of each no, and when all have agreed.")


def paused(line: MatchLine) -> Reply:
    day = line.match.resumes_on
    assert day is not None  # a pause has an end
    then = (
        f"No sessions before {wall.day(day)}, {day.year}; it resumes by itself on that day. Everybody is being told. "
        f"`/match resume {line.match.id}` goes on sooner."
    )
    return _said("Match paused", line, then)


def resumed(line: MatchLine, ahead: int) -> Reply:
    sessions = "1 session is" if ahead == 1 else f"{ahead} sessions are"
    return _said("Match resumed", line, f"{sessions} planned for the weeks ahead. Everybody is being told.")


def ending(line: MatchLine) -> Reply:
    if line.match.state is MatchState.ENDED:
        return _said("Match closed", line, "Nothing is left to do.")
    then = (
        "Its sessions are off, and everybody is being told. It closes by itself when all have been; you hear of whom "
        "I cannot reach. A session whose doors are open goes on; `/session cancel` stops it."
    )
    return _said("Match ending", line, then)


def leaving(line: MatchLine) -> Reply:
    manager = name(line.people[line.match.manager_id])
    if line.match.state not in RELEASED:
        then = f"The match has not begun, so this is your no. {manager} is being told, and you need not do anything."
        return _said("Thank you for saying so", line, then)
    then = (
        f"{manager} and the other adult are being told. Nothing changes before {manager} acts; until then please come "
        "as planned, and do not tell the student yet."
    )
    return _said("Thank you for saying so", line, then)


def _said(what: str, line: MatchLine, then: str) -> Reply:
    text = f"{what}: #{line.match.id}. {then}"
    return Reply(text, (section(f"*{what}*\n{match_text(line)}"), context(then)))


def suggested(found: Sequence[Suggestion], person: Person) -> Reply:
    title = f"Matches that could be, for {name(person)}: {len(found)}"
    rows = [
        block
        for number, one in enumerate(found, 1)
        for block in (section(_suggestion(number, one)), actions([_propose(one)]))
    ]
    mentors = {one.mentor.id for one in found}
    several = [actions([_offer(found[:3])])] if len(found) > 1 and len(mentors) == 1 else []
    told = "Everybody named is cleared, free at that hour and within their limits at this moment."
    return Reply(f"{title}.", (header(title), *rows, *several, context(told)))


def _suggestion(number: int, one: Suggestion) -> str:
    slot, platform = wall.weekly(one.draft.slot), PLATFORM_NAMES[one.draft.platform]
    return (
        f"{number}. *{name(one.mentor)}* with *{name(one.student)}*, {one.draft.monitor_kind} {name(one.monitor)} · "
        f"{slot} · {platform}\n{why(one)}"
    )


def _propose(one: Suggestion) -> Block:
    return button("suggest_propose", "Propose this match", packed([one.draft]), style="primary")


def _offer(found: Sequence[Suggestion]) -> Block:
    label = f"Let {found[0].mentor.first_name} choose one of the first {len(found)}"
    return button("suggest_offer", label, packed([one.draft for one in found]))


def packed(drafts: Sequence[MatchDraft]) -> str:
    """Drafts as the value of a button: numbers only, so that nobody is named in it."""
    return json.dumps(
        [
            [
                draft.program_id,
                draft.mentor_id,
                list(draft.student_ids),
                draft.monitor_id,
                draft.monitor_kind,
                draft.slot.weekday,
                draft.slot.time.isoformat("minutes"),
                draft.slot.minutes,
                draft.platform,
            ]
            for draft in drafts
        ],
        separators=(",", ":"),
    )


def unpacked(value: str) -> tuple[MatchDraft, ...]:
    return tuple(_draft(*row) for row in json.loads(value))


def _draft(
    program: int,
    mentor: int,
    students: list[int],
    monitor: int,
    kind: str,
    weekday: int,
    at: str,
    minutes: int,
    on: str,
) -> MatchDraft:
    slot = Slot(Weekday(weekday), time.fromisoformat(at), minutes)
    return MatchDraft(program, mentor, tuple(students), monitor, MonitorKind(kind), slot, Platform(on))


def _asked(view: TidingView) -> list[Block]:
    """A family answers on the page that the words lead to: buttons are in English."""
    if view.tiding.facts["family"] and not view.tiding.facts["mentors"]:
        return []
    number = str(view.tiding.match_id)
    yes = "Yes, and pick the first day" if view.tiding.facts["mentors"] else "Yes, I agree"
    return [button("rsvp_yes", yes, number, style="primary"), button("rsvp_no", "No", number)]


def _changed(view: TidingView) -> list[Block]:
    """Whoever was asked can answer anew."""
    return _asked(view) if view.tiding.facts["part"] == "side" else []


def _agreed(view: TidingView) -> list[Block]:
    return [button("match_release", "Release it", str(view.tiding.match_id), style="primary")]


def _declined(view: TidingView) -> list[Block]:
    return [button("match_offer", "Ask once more", str(view.tiding.match_id)), _end(view)]


def _leaving(view: TidingView) -> list[Block]:
    if not view.tiding.facts["manages"]:
        return []
    who = f"{view.tiding.match_id}/{view.tiding.people['about_1']}"
    return [button("match_stays", "They stay after all", who), _end(view)]


def _end(view: TidingView) -> Block:
    return button("match_end", "End the match", str(view.tiding.match_id), style="danger")


def _checklist(view: TidingView) -> list[Block]:
    """One group of boxes for each stage; Slack takes up to ten in one."""
    items = view.tiding.facts["items"]
    return [
        {
            "type": "checkboxes",
            "action_id": f"checklist_{stage}_{view.tiding.match_id}",
            "options": [_box(key, text) for key, of, text in items if of == stage],
        }
        for stage in Stage
    ]


def _box(key: str, text: str) -> Block:
    return {"text": {"type": "mrkdwn", "text": escaped(text)}, "value": key}


DRAWN: Mapping[Topic, Callable[[TidingView], list[Block]]] = {
    Topic.MATCH_ASKED: _asked,
    Topic.MATCH_CHANGED: _changed,
    Topic.MATCH_AGREED: _agreed,
    Topic.MATCH_DECLINED: _declined,
    Topic.MATCH_UNANSWERED: _declined,
    Topic.MATCH_LEAVING: _leaving,
    Topic.CHECKLIST: _checklist,
}
