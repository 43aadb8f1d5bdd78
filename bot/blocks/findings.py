"""What an alert tells: what was found, how it ended, and who is in the room."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bot.blocks.cover import cover_finding, cover_outcome
from bot.blocks.layout import clipped
from bot.wording import PLATFORM_NAMES, escaped, isolated, name
from mentoring import wall
from mentoring.acts.briefing import AlertView
from mentoring.alerts import NOT_STOPPED, ROOM_REASONS, UNPROVEN_REASONS, AlertReason, AlertState
from mentoring.coverage import Doubt
from mentoring.people import Person
from mentoring.rooms import Keeping, Platform
from mentoring.sessions import CALLED_OFF, NOT_OVER
from mentoring.strangers import ROBOT

CANDIDATES = 4
"""As many as there are buttons for."""
QUOTED = 300
DOUBTS = {
    Doubt.PLATFORM_DOWN: "The video platform does not answer, so I am not watching this room.",
    Doubt.UNKNOWN_PERSON: "Somebody whom I cannot identify is in the room; it may be the monitor, or not.",
    Doubt.EVENTS_LOST: "The platform says that a call is going on, but has told me of nobody in it.",
}
KEPT = {
    Keeping.RECORDING: "a recording",
    Keeping.TRANSCRIPT: "a transcript",
    Keeping.AI_NOTES: "AI notes",
    Keeping.STREAM: "a stream",
}


def finding(view: AlertView) -> str:
    """As it stands, or how it ended."""
    session, people, zone = view.line.session, view.line.people, view.line.program.zone
    monitor = f"{session.monitor_kind} *{name(people[session.monitor_id])}*"
    since = wall.exact_time(view.alert.facts.since or view.alert.raised_at, zone)
    if view.alert.state is AlertState.RESOLVED:
        return _outcome(view, monitor, since)
    if view.alert.reason in ROOM_REASONS:
        return _no_room(view)
    return _in_session(view, monitor, since)


def _platform(view: AlertView) -> str:
    return PLATFORM_NAMES[view.line.session.platform]


def candidates(view: AlertView) -> Sequence[Person]:
    """Whom a stranger may be: as many as there are buttons for."""
    people = {**view.people, **view.line.people}
    return [people[person] for person in view.alert.facts.candidates if person in people][:CANDIDATES]


def _in_session(view: AlertView, monitor: str, since: str) -> str:
    facts = view.alert.facts
    match view.alert.reason:
        case AlertReason.MONITOR_MISSING:
            return f"The {monitor} has not come; expected since {since}. {_in_room(view)}"
        case AlertReason.UNMONITORED:
            return f"The {monitor} is gone since {since}. {_in_room(view)}"
        case AlertReason.UNVERIFIED:
            expected = "" if facts.monitor_in else f" The {monitor} is expected."
            return f"Unverified since {since}: {DOUBTS[Doubt(facts.why)]}{expected}{_may_be(view)} {_in_room(view)}"
        case AlertReason.STRANGER:
            return f"{_stranger(view, since)} {_in_room(view)}"
        case reason:
            return _OF_THE_ROOM[reason](view, since)


def _no_room(view: AlertView) -> str:
    platform, why = _platform(view), view.alert.facts.why
    match view.alert.reason:
        case AlertReason.ROOM_NOT_READY:
            said = f" It says: {_quoted_why(view)}." if why else ""
            return f"{platform} has not made the room yet.{said} I keep trying; nobody can join until it is there."
        case AlertReason.POOL_TOO_SMALL:
            hosts = "1 more licensed host is" if why in ("", "1") else f"{escaped(why)} more licensed hosts are"
            return f"Every Zoom host has another session at that time: {hosts} needed, or another platform."
        case _:
            return f"I do not hand the room out, because it could record: {escaped(why)}."


def _unread(view: AlertView, since: str) -> str:
    return (
        f"Since {since} {_platform(view)} does not tell me whether anything is being recorded or noted. Its room was "
        "proven safe before. Ask the monitor to see that nobody records; I keep asking."
    )


def _differing_record(view: AlertView, _since: str) -> str:
    return f"{_quoted_why(view)} The record of the session says so now."


def _standing_room(view: AlertView, _since: str) -> str:
    return (
        "I was to shut its room, for everybody or for somebody who left the session, and "
        f"{_platform(view)} does not do it ({_quoted_why(view)}). Whoever has its address may still be in it. "
        "Please end it by hand in the account that owns it; I keep trying."
    )


def _drifted_room(view: AlertView, _since: str) -> str:
    return (
        f"People may be in this room now, and it could record: {_quoted_why(view)}. Mentor and student are not let in "
        "any more; whoever is inside stays. The monitor's door works, and yours once you have it. Go in and see that "
        "nothing is kept, or call it off, which ends the room for everybody. I keep trying to put it right."
    )


def _stranger(view: AlertView, since: str) -> str:
    if view.alert.facts.why == ROBOT:
        return (
            f"A note-taking robot, by its name, is in the room since {since}. Have the monitor remove it: nothing may "
            "be kept of a session."
        )
    told = f"Somebody whom I cannot identify is in the room since {since}."
    expected = _may_be(view) or " Everybody who is expected is there already, so nobody invited them."
    return f"{told}{expected} Go in, or ask the monitor who it is."


def _may_be(view: AlertView) -> str:
    names = [name(person) for person in candidates(view)]
    return _sentence(f" It may be {' or '.join(names)}") if names else ""


def _keeping(view: AlertView, since: str) -> str:
    session = view.line.session
    kinds = [kind for kind in Keeping if kind in view.alert.facts.why.split(", ")]
    what = " and ".join(KEPT[kind] for kind in kinds) or "something"
    told = f"{_platform(view)} says that {what} of the session is being kept, since {since}."
    if session.state not in NOT_OVER:
        return f"{told} The session is over: have it deleted wherever it is."
    return f"{told} {_remedy(session.platform, kinds, stopped=NOT_STOPPED not in view.alert.facts.why.split(', '))}"


_OF_THE_ROOM: Mapping[AlertReason, Callable[[AlertView, str], str]] = {
    AlertReason.KEEPING: _keeping,
    AlertReason.KEEPING_UNREAD: _unread,
    AlertReason.ROOM_STANDS: _standing_room,
    AlertReason.ROOM_DRIFTED: _drifted_room,
    AlertReason.RECORD_DIFFERS: _differing_record,
    AlertReason.NEEDS_COVER: lambda view, _since: cover_finding(view),
}


def _remedy(platform: Platform, kinds: Sequence[Keeping], *, stopped: bool) -> str:
    """What each platform lets us do: Zoom's own recording can be stopped from outside, and nothing else."""
    end = "or call it off, which ends the room for everybody"
    if platform is not Platform.ZOOM:
        return f"I cannot stop that from outside: go in and have it stopped, {end}. Have it deleted afterwards."
    if not stopped:
        return f"*Zoom did not stop it* when told to. Go in and have it stopped, {end}. Have it deleted afterwards."
    stop = "I am telling Zoom to stop the recording. " if Keeping.RECORDING in kinds else ""
    rest = "I cannot stop the rest from outside: g" if set(kinds) != {Keeping.RECORDING} else "G"
    return f"{stop}{rest}o in and see that everybody stops, {end}. Have it deleted afterwards."


def _outcome(view: AlertView, monitor: str, since: str) -> str:
    alert, state = view.alert, view.line.session.state
    if alert.reason in ROOM_REASONS | UNPROVEN_REASONS:
        return _outcome_of_room(view)
    if alert.reason in _OUTCOMES:
        return _OUTCOMES[alert.reason](view, since)
    expected = f"The {monitor} had been expected since {since}."
    if alert.reason is AlertReason.STRANGER:
        expected = f"Somebody whom I could not identify had been in the room since {since}."
    if state in CALLED_OFF:
        return f"The session was called off. {expected}"
    if state not in NOT_OVER:
        return f"The session is over. {expected}"
    return _outcome_in_room(view, monitor, since, expected)


def _outcome_of_keeping(view: AlertView, since: str) -> str:
    ended = "was called off" if view.line.session.state in CALLED_OFF else "is over"
    return f"The session {ended}. It had been kept since {since}: have what was kept deleted."


def _outcome_of_unread(view: AlertView, since: str) -> str:
    now = "now I can again, and tell you at once if anything is kept."
    after = "the session is over. See whether anything was kept."
    return f"I could not tell since {since}; {now if view.line.session.state in NOT_OVER else after}"


def _outcome_of_cover(view: AlertView) -> str:
    return "The session was called off." if view.line.session.state in CALLED_OFF else cover_outcome(view)


_OUTCOMES: Mapping[AlertReason, Callable[[AlertView, str], str]] = {
    AlertReason.NEEDS_COVER: lambda view, _: _outcome_of_cover(view),
    AlertReason.RECORD_DIFFERS: lambda view, _: f"{_quoted_why(view)} The record was looked into.",
    AlertReason.ROOM_STANDS: lambda _view, _: "The room is shut, or its session is long over.",
    AlertReason.KEEPING: _outcome_of_keeping,
    AlertReason.KEEPING_UNREAD: _outcome_of_unread,
}


def _outcome_in_room(view: AlertView, monitor: str, since: str, expected: str) -> str:
    alert = view.alert
    when = wall.exact_time(alert.resolved_at or alert.raised_at, view.line.program.zone)
    if alert.reason is AlertReason.STRANGER:
        return f"I know everybody who is in the room, seen at {when}. {expected}"
    if alert.reason is AlertReason.UNVERIFIED:
        return f"Since {when} I can tell again who is in the room. The {monitor} was expected from {since}."
    if not alert.facts.monitor_in:
        return f"The student is no longer in the room, seen at {when}. The {monitor} was gone since {since}."
    return f"A monitor is in the room, seen at {when}. {expected}"


def _outcome_of_room(view: AlertView) -> str:
    alert, state = view.alert, view.line.session.state
    if state in CALLED_OFF:
        return "The session was called off."
    if alert.reason is AlertReason.ROOM_DRIFTED and state not in NOT_OVER:
        return f"The session is over. Its room could record: {_quoted_why(view)}. See whether anything was kept."
    if alert.reason is AlertReason.POOL_TOO_SMALL:
        return "There is a host for it now, or it meets elsewhere."
    return "The room is ready and proven now."


def _in_room(view: AlertView) -> str:
    facts, people, zone = view.alert.facts, view.line.people, view.line.program.zone
    inside = [name(people[student]) for student in facts.students_in]
    if facts.mentor_in:
        inside.insert(0, name(people[view.line.match.mentor_id]))
    if facts.why == Doubt.PLATFORM_DOWN:
        return _last_known(view, inside)
    seen, more = wall.exact_time(facts.seen_at, zone), _others(view)
    if facts.mentor_in and facts.students_in:
        return f"Mentor and student *are in the room* ({' and '.join(inside)}, seen {seen}).{more}"
    return f"In the room at {seen}: {' and '.join(inside) or 'nobody'}.{more}"


def _last_known(view: AlertView, inside: Sequence[str]) -> str:
    """Nothing was read just now: what its events told before may still be so, and nobody was seen to be missing."""
    session, people = view.line.session, view.line.people
    known = [*inside, name(people[session.monitor_id])] if view.alert.facts.monitor_in else inside
    if not known:
        return "I cannot see who is in the room."
    return _sentence(f"By what it told before, these are in the room: {' and '.join(known)}")


def _others(view: AlertView) -> str:
    facts, people = view.alert.facts, view.line.people
    strangers = ", ".join(escaped(shown) for shown in facts.strangers)
    waiting = " and ".join(name(people[person]) for person in facts.waiting)
    told = _sentence(f" Not identified: {strangers}") if strangers else ""
    return told + (_sentence(f" Came to their door, but not seen inside: {waiting}") if waiting else "")


def _sentence(text: str) -> str:
    """A student's name ends with a full stop already."""
    return text if text.endswith(".") else f"{text}."


def _quoted_why(view: AlertView) -> str:
    return isolated(escaped(clipped(view.alert.facts.why, QUOTED)))
