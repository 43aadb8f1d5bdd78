"""Why a match is suggested, in one line."""

from __future__ import annotations

from bot.blocks.nominations import SUBJECTS
from bot.wording import isolated
from mentoring import wall
from mentoring.acts.suggesting import Suggestion
from mentoring.nominations import LANGUAGES
from mentoring.preferences import Hours

HOURS = {
    Hours.SHARED: "both said that they have time then",
    Hours.UNKNOWN: "ask when they have time",
    Hours.OTHER: "not an hour that they both named",
}


def why(one: Suggestion) -> str:
    """«both said that they have time then; math; one language (Español (Spanish)); waits since Monday, Oct 12; matches
    of the mentor: no match yet»."""
    since, fit = one.fit.waiting_since, one.fit
    subjects = ", ".join(SUBJECTS[subject] for subject in sorted(fit.subjects))
    reasons = [
        HOURS[fit.hours],
        subjects or ("other subjects than asked for" if fit.asked else ""),
        f"one language ({_language(fit.language)})" if fit.language is not None else "no common language known",
        f"waits since {wall.day(since)}" if since is not None else "",
        f"matches of the mentor: {one.mentor_load} so far"
        if one.mentor_load
        else "matches of the mentor: no match yet",
    ]
    return "; ".join(filter(None, reasons))


def _language(tag: str) -> str:
    return isolated(LANGUAGES.get(tag, tag))
