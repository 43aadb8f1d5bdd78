"""Who watches over what, what wants cover, and the question to a stand-in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.blocks.layout import BUTTON_VALUE, Block, asking, button, context, header, lines
from bot.blocks.sessions import LISTED
from bot.commands.words import Reply
from bot.wording import isolated, name, students
from mentoring import wall
from mentoring.acts.briefing import AlertView
from mentoring.acts.looking import SessionLine
from mentoring.acts.tidings import TidingView
from mentoring.acts.watching_over import WatchList
from mentoring.alerts import UNRESOLVED
from mentoring.cover import Cover, CoverState, Standby, WhyCover
from mentoring.people import Person
from mentoring.programs import Model

ASKABLE = 4
"""Buttons «Ask Ruth» in one message."""
WHY = {
    WhyCover.LAPSED: "may not come: something of their clearance has run out or is missing",
    WhyCover.OPTED_OUT: "does not watch over their child themselves any more",
    WhyCover.LEFT: "does not serve as monitor any more",
    WhyCover.CANNOT: "can't make it",
    WhyCover.ASKED: "is to be replaced",
}


def watch_list_reply(found: WatchList) -> Reply:
    """What wants cover stands first: it is what must be acted on."""
    title = f"Who watches over the sessions on {wall.day(found.day)}: {found.due or 'none'}"
    wanting = [f"{_line(line)} · {_asked(found.asked.get(line.session.id, ()))}" for line in found.wanting]
    blocks = []
    if wanting:
        blocks += [header(f"Sessions that want cover: {found.lacking}"), *lines(wanting)]
        blocks.append(context("`/session monitor 12 NAME` names somebody, `/session cancel 12` calls one off."))
    if found.sessions or not wanting:
        blocks += [header(title), *lines(map(_line, found.sessions))]
    if found.pages > 1:
        on = f" `/proctor who {found.day} page {found.page + 1}` goes on." if found.page < found.pages else ""
        blocks.append(context(f"Page {found.page} of {found.pages}.{on}"))
    return Reply(f"{title}. Sessions that want cover: {found.lacking or 'none'}.", tuple(blocks))


def _line(line: SessionLine) -> str:
    session, zone = line.session, line.program.zone
    when = f"{wall.day(session.day)}, {wall.span(session.starts_at, session.ends_at, zone)}"
    who = f"{name(line.people[line.match.mentor_id])} with {students(line)}"
    return f"*{when}* · {who} (#{line.match.id}) · session {session.id} · {watched_by(line)}"


def watched_by(line: SessionLine) -> str:
    monitor = name(line.people[line.session.monitor_id])
    if line.cover is not None and line.wants_cover:
        return f":warning: *wants cover*: {monitor} {WHY[line.cover.why]}"
    return f"{line.session.monitor_kind} *{monitor}*"


def _asked(people: Sequence[Person]) -> str:
    return f"asked: {', '.join(map(name, people))}" if people else "nobody is being asked"


def standby_reply(found: Sequence[tuple[Person, Sequence[Standby]]], *, own: bool) -> Reply:
    if not found:
        nobody = "You are on standby at no hour." if own else "Nobody is on standby."
        return Reply(f"{nobody} A proctor types for example `/proctor standby Tuesdays 3pm-6pm`.")
    told = [f"*{name(person)}*: {'; '.join(map(hours_text, hours))}" for person, hours in found]
    title = "On standby, asked first when a session wants cover"
    return Reply(title, (header(title), *lines(told[:LISTED])))


def hours_text(standby: Standby) -> str:
    return f"{wall.DAY_NAMES[standby.weekday]}s {wall.hour(standby.starts)} to {wall.hour(standby.ends)}"


def offer_buttons(view: TidingView) -> list[Block]:
    """The two answers of a stand-in, for every session of the question at once."""
    offers = ",".join(str(number) for number in view.tiding.facts["offers"])
    return [button("cover_yes", "I can", offers, style="primary"), button("cover_no", "I can't", offers)]


def cover_finding(view: AlertView) -> str:
    """What the manager reads: who fell away, why, and what is being done."""
    monitor, why = name(view.line.people[view.line.session.monitor_id]), WhyCover(view.alert.facts.why)
    hurry = "*It begins soon, and no student is let in.* " if view.alert.facts.pressing else ""
    lost = f"Session {view.line.session.id} has no second adult: {monitor} {WHY[why]}."
    asked = _in_class(view) if view.line.program.model is Model.IN_CLASS else _asking(view)
    return f"{hurry}{lost} {asked}"


def _asking(view: AlertView) -> str:
    others = "" if view.alert.facts.candidates else " I know of nobody else who is free then."
    return f"I ask stand-ins, one at a time.{others}"


def _in_class(view: AlertView) -> str:
    """A school's staff are asked by a manager, and never by us alone."""
    known = [name(view.people[number]) for number in view.alert.facts.candidates if number in view.people]
    naming = f"`/session monitor {view.line.session.id} NAME` names somebody at once."
    if not known:
        return f"I know of nobody else of the school who is free then; {naming}"
    return f"Of the school's staff these are free then: {', '.join(known)}. Ask one of them; {naming}"


def cover_outcome(view: AlertView) -> str:
    monitor, cover = name(view.line.people[view.line.session.monitor_id]), view.line.cover
    if cover is not None and cover.wanted:
        return "It still wants cover: see the newer message."
    if cover is not None and _manager_came(view, cover) and view.taken_by is not None:
        return f"{name(view.taken_by)} stepped in."
    return f"{monitor} watches over it."


def _manager_came(view: AlertView, cover: Cover) -> bool:
    """Found, and yet nobody else was named."""
    return cover.state is CoverState.FOUND and cover.lost_id == view.line.session.monitor_id


def cover_buttons(views: Sequence[AlertView]) -> list[Block]:
    """«Ask Ruth» for all sessions of the message that she could take, and «Cancel these sessions»."""
    wanting = [view for view in views if view.alert.state in UNRESOLVED and view.line.wants_cover]
    if not wanting:
        return []
    count: dict[int, int] = {}
    for view in wanting:
        for person in view.alert.facts.candidates:
            count[person] = count.get(person, 0) + 1
    people = {number: person for view in wanting for number, person in view.people.items()}
    best = sorted((p for p in count if p in people), key=lambda person: -count[person])[:ASKABLE]
    ids = _packed(view.line.session.id for view in wanting)
    asks = [
        button(f"cover_ask_{place}", f"Ask {isolated(people[person].public_name)}", f"{person}/{ids}")
        for place, person in enumerate(best)
    ]
    return [*asks, button("cover_step_in", "I step in myself", ids), _cancelling(ids, len(wanting))]


def _cancelling(ids: str, count: int) -> Block:
    which = "this session" if count == 1 else f"these {count} sessions"
    return asking(
        button("cover_cancel", f"Cancel {which}", ids, style="danger"),
        title="Cancel?",
        text=f"Mentor, monitor and family are told that {which} will not take place.",
        yes="Cancel",
        no="Keep looking",
    )


def _packed(numbers: Iterable[int]) -> str:
    """As many as a button can carry beside a person."""
    packed = ""
    for number in numbers:
        longer = f"{packed},{number}" if packed else f"{number}"
        if len(longer) > BUTTON_VALUE - 12:
            break
        packed = longer
    return packed
