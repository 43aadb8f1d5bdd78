"""The buttons under tidings about a match: agreeing, releasing, asking once more, ending; suggestions; checklists."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from slack_bolt import Ack, App, Respond
from slack_sdk import WebClient

from bot.answers import answered
from bot.blocks import agreements as drawn
from bot.blocks import matches as drawn_matches
from bot.commands.words import Reply
from bot.desk import Desk
from bot.identity import person_behind
from bot.modals import reasons
from bot.requests import action_key, submission_key
from bot.sentences import plain_sentence
from mentoring.acts.consenting import Answered, answer_match, offer_again, offer_options
from mentoring.acts.ending import end_match, stay_after_all
from mentoring.acts.first_day import tick_items
from mentoring.acts.looking import MatchLine, match_lines
from mentoring.acts.matchmaking import create_match, find_match, release_match
from mentoring.checklists import Stage
from mentoring.consents import Choice
from mentoring.errors import Refusal
from mentoring.matches import Match
from mentoring.permissions import require_manager

AGREED = "Thank you! You said yes to match #{number}. You can change your answer until the match begins."
DECLINED = "Thank you for saying so. Your manager has been told; you can change your answer with the same buttons."
STAYS = "Noted: they stay in match #{number}."
TICKED = "Noted: {done} of {all} things on the list are done."

Body = dict[str, Any]
Pressed = Callable[[Desk, Body, Body], Reply]


def register(app: App, desk: Desk) -> None:
    for action_id, act in _ACTS.items():
        _register(app, desk, re.compile(f"^{action_id}$"), act)

    @app.action("rsvp_yes")
    def agree(ack: Ack, body: Body, action: Body, client: WebClient, respond: Respond) -> None:
        ack()
        _say(respond, answered(lambda: _agree(desk, body, int(action["value"]), client)))

    @app.action("rsvp_no")
    def decline(ack: Ack, body: Body, action: Body, client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=reasons.say_no(int(action["value"])))

    @app.action("match_end")
    def end(ack: Ack, body: Body, action: Body, client: WebClient, respond: Respond) -> None:
        ack()
        _say(respond, answered(lambda: _ask_why(desk, body, int(action["value"]), client)))

    _register_forms(app, desk)


def _register(app: App, desk: Desk, action_id: re.Pattern[str], act: Pressed) -> None:
    @app.action(action_id)
    def pressed(ack: Ack, body: Body, action: Body, respond: Respond) -> None:
        ack()
        _say(respond, answered(lambda: act(desk, body, action)))


def _say(respond: Respond, reply: Reply) -> None:
    """Nothing, where a form says it."""
    if reply.text:
        respond(text=reply.text, blocks=list(reply.blocks) or None, replace_original=False)


def _register_forms(app: App, desk: Desk) -> None:
    @app.view(reasons.YES)
    def picked(ack: Ack, body: Body, view: Body) -> None:
        _submitted(ack, "starts_on", lambda: _answer(desk, body, view, Choice.YES))

    @app.view(reasons.NO)
    def declined(ack: Ack, body: Body, view: Body) -> None:
        _submitted(ack, "why", lambda: _answer(desk, body, view, Choice.NO))

    @app.view(reasons.END)
    def ended(ack: Ack, body: Body, view: Body) -> None:
        _submitted(ack, "why", lambda: _end(desk, body, view))


def _submitted(ack: Ack, field: str, act: Callable[[], str]) -> None:
    try:
        said = act()
    except Refusal as refusal:
        ack(response_action="errors", errors={field: plain_sentence(refusal)})
    else:
        ack(response_action="update", view=reasons.done(said))


def _agree(desk: Desk, body: Body, match_id: int, client: WebClient) -> Reply:
    """The mentor's yes picks the first day, in a form."""
    actor = person_behind(desk, body["user"]["id"])
    with desk.store.look() as view:
        match = find_match(view, match_id)
    if actor.id == match.mentor_id:
        client.views_open(trigger_id=body["trigger_id"], view=reasons.pick_start(match.id, match.starts_on))
        return Reply("")
    at, policy = desk.clock.now(), desk.policy
    said = answer_match(desk.store, actor=actor, match_id=match_id, choice=Choice.YES, at=at, policy=policy)
    return Reply(_thanks(said))


def _answer(desk: Desk, body: Body, view: Body, choice: Choice) -> str:
    match_id, why, starts_on = reasons.read(view)
    said = answer_match(
        desk.store,
        actor=person_behind(desk, body["user"]["id"]),
        match_id=match_id,
        choice=choice,
        why=why,
        starts_on=starts_on,
        at=desk.clock.now(),
        policy=desk.policy,
    )
    return _thanks(said)


def _thanks(said: Answered) -> str:
    return AGREED.format(number=said.match.id) if said.choice is Choice.YES else DECLINED


def _ask_why(desk: Desk, body: Body, match_id: int, client: WebClient) -> Reply:
    require_manager(person_behind(desk, body["user"]["id"]))
    client.views_open(trigger_id=body["trigger_id"], view=reasons.say_why_it_ends(match_id))
    return Reply("")


def _end(desk: Desk, body: Body, view: Body) -> str:
    match_id, why, _ = reasons.read(view)
    actor, at = person_behind(desk, body["user"]["id"]), desk.clock.now()
    match = end_match(desk.store, actor=actor, match_id=match_id, why=why, request=submission_key(body), at=at)
    return drawn.ending(_line(desk, match)).text


def _release(desk: Desk, body: Body, action: Body) -> Reply:
    match = release_match(
        desk.store,
        actor=person_behind(desk, body["user"]["id"]),
        match_id=int(action["value"]),
        request=action_key(body, action),
        at=desk.clock.now(),
        policy=desk.policy,
    )
    with desk.store.look() as view:
        planned = len(view.sessions.days_of([match.id])[match.id])
    return drawn_matches.released(_line(desk, match), planned)


def _offer_again(desk: Desk, body: Body, action: Body) -> Reply:
    match = offer_again(
        desk.store,
        actor=person_behind(desk, body["user"]["id"]),
        match_id=int(action["value"]),
        request=action_key(body, action),
        at=desk.clock.now(),
        policy=desk.policy,
    )
    return drawn.offered(_line(desk, match))


def _stays(desk: Desk, body: Body, action: Body) -> Reply:
    match_id, person_id = map(int, action["value"].split("/"))
    actor, at = person_behind(desk, body["user"]["id"]), desk.clock.now()
    match = stay_after_all(desk.store, actor=actor, match_id=match_id, person_id=person_id, at=at)
    return Reply(STAYS.format(number=match.id))


def _propose(desk: Desk, body: Body, action: Body) -> Reply:
    [draft] = drawn.unpacked(action["value"])
    match = create_match(
        desk.store,
        actor=person_behind(desk, body["user"]["id"]),
        draft=draft,
        request=action_key(body, action),
        at=desk.clock.now(),
        policy=desk.policy,
    )
    return drawn_matches.created(_line(desk, match))


def _offer(desk: Desk, body: Body, action: Body) -> Reply:
    match = offer_options(
        desk.store,
        actor=person_behind(desk, body["user"]["id"]),
        drafts=drawn.unpacked(action["value"]),
        request=action_key(body, action),
        at=desk.clock.now(),
        policy=desk.policy,
    )
    with desk.store.look() as view:
        options = match_lines(view, view.matches.of_offer(match.offer or match.id))
    return drawn_matches.options_offered(options)


def _tick(desk: Desk, body: Body, action: Body) -> Reply:
    _, stage, match_id = action["action_id"].split("_")
    found = tick_items(
        desk.store,
        actor=person_behind(desk, body["user"]["id"]),
        match_id=int(match_id),
        done=[option["value"] for option in action["selected_options"]],
        stage=Stage(stage),
        at=desk.clock.now(),
    )
    return Reply(TICKED.format(done=len(found.done), all=len(found.items)))


def _line(desk: Desk, match: Match) -> MatchLine:
    with desk.store.look() as view:
        return match_lines(view, [match])[0]


_ACTS: dict[str, Pressed] = {
    "match_release": _release,
    "match_offer": _offer_again,
    "match_stays": _stays,
    "suggest_propose": _propose,
    "suggest_offer": _offer,
    r"checklist_(before|during|after)_\d+": _tick,
}
