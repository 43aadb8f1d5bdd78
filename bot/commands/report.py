"""`/mentoring report`: the hours of one's own matches, and figures of the whole program, for Partnerships Managers."""

from __future__ import annotations

import re

from bot.blocks.figures import WORDS, benchmark_reply, figure_page
from bot.blocks.report import report_page
from bot.commands.words import Act, Reply
from bot.desk import Call
from bot.moments import Unreadable
from bot.reading import read_number
from mentoring.acts.figuring import benchmarks, figures_by
from mentoring.acts.reporting import report as count_hours

EXAMPLE = "/mentoring report page 2"
_CUTS = {word: cut for cut, word in WORDS.items()}
_ASKED = re.compile(rf"(?P<what>{'|'.join(_CUTS)}|benchmarks)?[\s,]*(?:page\s+(?P<page>\S+))?", re.IGNORECASE)


def report(call: Call, text: str) -> Reply:
    """`/mentoring report`, `/mentoring report page 2`, `/mentoring report schools`, `/mentoring report languages page
    2`, `/mentoring report benchmarks`"""
    asked = _ASKED.fullmatch(text.strip())
    if asked is None:
        raise Unreadable(text, EXAMPLE)
    what, page = (asked["what"] or "").casefold(), read_number(asked["page"] or "1", EXAMPLE)
    store, actor, at = call.desk.store, call.actor, call.desk.clock.now()
    if what in _CUTS:
        return figure_page(figures_by(store, actor=actor, cut=_CUTS[what], page=page, at=at))
    if what:
        return benchmark_reply(*benchmarks(store, actor=actor, at=at))
    return report_page(count_hours(store, actor=actor, page=page, at=at))


ACTS: dict[str, Act] = {"report": report}
