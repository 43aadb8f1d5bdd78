"""How a session goes, in three steps (R100 to R108), and what a match has agreed on for its own."""

from __future__ import annotations

from bot.blocks.layout import Block, context, header, lines, section
from bot.blocks.quoting import quoted_text
from bot.commands.words import Reply
from bot.wording import escaped, isolated, students
from mentoring import wall
from mentoring.acts.noting import NotesPage
from mentoring.acts.structuring import PlanPage
from mentoring.session_plans import SessionPlan

TITLE = "How a session goes"
STEPS = (
    "*1. Connect.* Greet each other. How is your student today, from 1 to 10? Look back at last time, and choose "
    "together what to work on and why.",
    "*2. Collaborate.* One small task at a time: show how, let them do it, and ask them to sum it up in their words.",
    "*3. Close.* What went well, big or small? How sure do they feel now? Agree on what comes next, and on the next "
    "session.",
)


def guide_card(page: NotesPage) -> Reply:
    line = page.line
    when = wall.moment(line.session.starts_at, line.program.zone)
    after = f"`/session notes {line.session.id}` after the start opens your notes."
    blocks = (
        header(TITLE),
        section(f"*{students(line)}*, {when}"),
        *lines(STEPS),
        *plan_blocks(page.plan, line.match.id),
        *_last_time(page.last_focus),
        context(after),
    )
    return Reply(f"{TITLE}: {when}.", blocks)


def _last_time(focus: str) -> list[Block]:
    return [section("*Last time you wanted to go on with:*"), *quoted_text(focus)] if focus else []


def plan_blocks(plan: SessionPlan, match_id: int) -> list[Block]:
    """What is agreed on, and what to do about what is not."""
    return [*lines(plan_texts(plan)), *(context(hint) for hint in _missing(plan, match_id))]


def plan_texts(plan: SessionPlan) -> list[str]:
    agreed = f"*Your own plan:* {isolated(escaped(plan.structure))}" if plan.structure else ""
    # The rules let no character into a link that could end it or say something else.
    content = f"*The teacher's content:* <{escaped(plan.content)}>" if plan.content else ""
    return [text for text in (agreed, content) if text]


def _missing(plan: SessionPlan, match_id: int) -> list[str]:
    structure = f"Agree with your student how you use the hour: `/match plan {match_id} first we talk, then homework`."
    content = (
        f"No content from the teacher yet? Ask your student what they work on, or add a link: `/match plan {match_id} "
        "content https://…`."
    )
    return [hint for hint, there in ((structure, plan.structure), (content, plan.content)) if not there]


def plan_card(page: PlanPage) -> Reply:
    title = f"The plan of match #{page.match.id}"
    said = "nothing is agreed yet" if page.plan == SessionPlan() else "agreed"
    return Reply(f"{title}: {said}.", (header(title), *plan_blocks(page.plan, page.match.id)))
