"""Keeping in touch: `/match write`, `/match letters`, `/mentoring checkins` and `/mentoring checkin`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from babel import Locale

from bot.blocks import check_ins as check_ins_drawn
from bot.blocks import relay as drawn
from bot.commands.words import Act, Reply
from bot.desk import Call
from bot.moments import Unreadable
from bot.reading import read_number
from mentoring.acts.checking_in import list_check_ins, log_check_in
from mentoring.acts.erasing_letters import keep_letters, let_letters_go
from mentoring.acts.relaying import read_messages, write_message
from mentoring.checkins import Part, Way
from mentoring.permissions import require_manager

WRITE_EXAMPLE = "/match write 12 Thank you for the warm welcome!"
LETTERS_EXAMPLE = "/match letters 12"
MOST_PAGES = 100_000
_PARTS = {**{part.value: part for part in Part}, "family": Part.GUARDIAN, "parent": Part.GUARDIAN}
_WAYS = {
    **{way.value: way for way in Way},
    "called": Way.CALL,
    "phone": Way.CALL,
    "email": Way.MAIL,
    "e-mail": Way.MAIL,
    "text": Way.MESSAGE,
    "dm": Way.MESSAGE,
    "zoom": Way.VIDEO,
    "meet": Way.VIDEO,
}
_LISTED = re.compile(r"(?P<all>all)?[\s,]*(?:page\s+(?P<page>[0-9]{1,9}))?", re.IGNORECASE)
_CHECK_IN = re.compile(
    rf"#?(?P<number>[0-9]{{1,9}})[\s,]+(?P<part>{'|'.join(_PARTS)})[\s,]+(?:(?P<name>[^\n]{{1,80}}?)[\s,]+)?"
    rf"(?P<way>{'|'.join(sorted(_WAYS, key=len, reverse=True))})\b[\s,:]*(?:[-–—]\s+)?"
    r"(?:(?P<minutes>[-−–]?[0-9]{1,9})\s*(?:minutes|minute|min|m)\b)?[\s,.:]*(?P<note>.*)",
    re.IGNORECASE | re.DOTALL,
)
_NUMBERED = re.compile(r"#?(?P<number>\d{1,9})[\s,:]+(?P<rest>.*)", re.DOTALL)
_HEAD = re.compile(
    r"(?=to\s|in\s)(?:to\s+(?P<name>[^:\n]{1,80}?))?\s*(?:\bin\s+(?P<language>[^:\n\d]{2,30}))?\s*:(?P<text>.*)",
    re.DOTALL | re.IGNORECASE,
)
_MENTION = re.compile(r"<[@!#](\w+)(?:\|([^<>]*))?>")
_LINK = re.compile(r"<(?:mailto:|tel:)?([^<>|\s]+[.:@][^<>|\s]*)(?:\|[^<>]*)?>")
_KEPT = re.compile(r"(?P<number>[^\s,]+)[\s,]+(?:(?P<keep>keep)|let\s+go)", re.IGNORECASE)
_PAGED = re.compile(r"(?P<number>\S+)(?:[\s,]+page\s+(?P<page>\S+))?", re.IGNORECASE)


def write(call: Call, text: str) -> Reply:
    """`/match write 12 Thank you!`, `/match write 12 in Spanish: ¡Gracias!`, and where a mentor has several families
    `/match write 12 to Amara: Thank you!`"""
    typed = read_letter(text)
    done = write_message(
        call.desk.store,
        actor=call.actor,
        match_id=typed.match_id,
        text=typed.text,
        to=typed.to,
        language=typed.language,
        request=call.request,
        at=call.desk.clock.now(),
        policy=call.desk.policy,
    )
    return drawn.written(done)


@dataclass(frozen=True)
class TypedLetter:
    """`to` names a student and `language` is a code; both are empty where nothing was said of them."""

    match_id: int
    text: str
    to: str = ""
    language: str = ""


def read_letter(text: str) -> TypedLetter:
    """Raises Unreadable, which repeats nothing of what was written."""
    numbered = _NUMBERED.fullmatch(text.strip())
    if numbered is None:
        raise Unreadable("", WRITE_EXAMPLE)
    said = _plain(numbered["rest"])
    match_id, head = int(numbered["number"]), _HEAD.fullmatch(said)
    if head is None:
        return TypedLetter(match_id, said)
    language = _languages().get((head["language"] or "").casefold(), "")
    if head["language"] and not language:
        return TypedLetter(match_id, said)
    return TypedLetter(match_id, head["text"], (head["name"] or "").strip(), language)


@cache
def _languages() -> Mapping[str, str]:
    """English name -> code: Spanish is `es`."""
    return {name.casefold(): code for code, name in Locale("en").languages.items() if code.isalpha()}


def _plain(said: str) -> str:
    """What Slack makes of mentions and links, as the writer saw it."""
    return _LINK.sub(r"\1", _MENTION.sub(lambda found: f"@{found[2] or found[1]}", said))


def letters(call: Call, text: str) -> Reply:
    """`/match letters 12`, `/match letters 12 page 2`, `/match letters 12 keep`, `/match letters 12 let go`"""
    require_manager(call.actor)
    if kept := _KEPT.fullmatch(text.strip()):
        return _keep(call, read_number(kept["number"], LETTERS_EXAMPLE), keep=kept["keep"] is not None)
    paged = _PAGED.fullmatch(text.strip())
    if paged is None:
        raise Unreadable(text, LETTERS_EXAMPLE)
    page = read_messages(
        call.desk.store,
        actor=call.actor,
        match_id=read_number(paged["number"], LETTERS_EXAMPLE),
        page=read_number(paged["page"] or "1", f"{LETTERS_EXAMPLE} page 2"),
        at=call.desk.clock.now(),
    )
    return drawn.relay_page(page)


def _keep(call: Call, match_id: int, *, keep: bool) -> Reply:
    act = keep_letters if keep else let_letters_go
    act(call.desk.store, actor=call.actor, match_id=match_id, at=call.desk.clock.now())
    if keep:
        return Reply(
            f"What is written in match #{match_id} is kept, past the end of the program year, until you say "
            f"`/match letters {match_id} let go`."
        )
    return Reply(f"What is written in match #{match_id} is erased in its time, some weeks after the program year.")


def check_ins(call: Call, text: str) -> Reply:
    """`/mentoring checkins`, `/mentoring checkins all page 2`"""
    paged = _LISTED.fullmatch(text.strip())
    if paged is None:
        raise Unreadable(text, "/mentoring checkins page 2")
    everyone, at = paged["all"] is not None, call.desk.clock.now()
    page = list_check_ins(
        call.desk.store, actor=call.actor, everyone=everyone, page=min(int(paged["page"] or 1), MOST_PAGES), at=at
    )
    return check_ins_drawn.due_list(page, everyone=everyone)


def check_in(call: Call, text: str) -> Reply:
    """`/mentoring checkin 12 guardian call 10 min all is well`"""
    require_manager(call.actor)
    typed = _CHECK_IN.fullmatch(text.strip())
    if typed is None:
        raise Unreadable(text, check_ins_drawn.EXAMPLE)
    done = log_check_in(
        call.desk.store,
        actor=call.actor,
        match_id=int(typed["number"]),
        part=_PARTS[typed["part"].casefold()],
        named=typed["name"] or "",
        way=_WAYS[typed["way"].casefold()],
        minutes=_minutes(typed["minutes"]),
        note=typed["note"],
        request=call.request,
        at=call.desk.clock.now(),
        policy=call.desk.policy,
    )
    return check_ins_drawn.logged(done)


def _minutes(said: str | None) -> int | None:
    """Below zero as well, for the rule to refuse: phones write a minus sign in several ways."""
    return int(said.replace("−", "-").replace("–", "-")) if said else None


MENTORING_ACTS: dict[str, Act] = {"checkins": check_ins, "checkin": check_in}
MATCH_ACTS: dict[str, Act] = {"write": write, "letters": letters}
