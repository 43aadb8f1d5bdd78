"""Nominations, as managers read them: the queue by first name and initial, and one of them whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.blocks.layout import Block, actions, asking, button, context, header, lines, plain_text, section
from bot.commands.words import Reply
from bot.wording import PLATFORM_NAMES, counted, escaped, isolated, name
from mentoring import wall
from mentoring.acts.knowing import Known, still_to_say
from mentoring.acts.queueing import NominationView, Queue, QueueLine
from mentoring.known_students import KnownReason
from mentoring.likeness import Likeness, LikeReason, LikeVerdict
from mentoring.nominations import (
    LANGUAGES,
    AgeBand,
    ConsentGiven,
    Contact,
    DayPart,
    DeclineReason,
    Need,
    Nomination,
    NominationDraft,
    NominationState,
    Nominator,
    Subject,
)
from mentoring.programs import Model
from mentoring.slots import Weekday

Word = TypeVar("Word", bound=StrEnum)

STATE_MARKS = {
    NominationState.HELD: "◌ held for a look",
    NominationState.NEW: "○ new",
    NominationState.ASSESSING: "◐ being assessed",
    NominationState.READY: "● ready",
    NominationState.MATCHED: "matched",
    NominationState.DECLINED: "declined",
    NominationState.WITHDRAWN: "withdrawn",
}
NOMINATORS = {
    Nominator.TEACHER: "Teacher, for their class",
    Nominator.GUARDIAN: "Parent or guardian, for a child under 18",
    Nominator.STUDENT: "Student of 18 or older",
}
AGES = {AgeBand.UNDER_13: "12 or younger", AgeBand.FROM_13: "13 to 17", AgeBand.ADULT: "18 or older"}
SUBJECTS = {
    Subject.READING: "reading",
    Subject.WRITING: "writing",
    Subject.MATH: "math",
    Subject.SCIENCE: "science",
    Subject.HISTORY: "history",
    Subject.ENGLISH: "English as a new language",
    Subject.OTHER: "something else",
}
NEEDS = {
    Need.HOMEWORK: "homework",
    Need.CATCHING_UP: "catching up",
    Need.NEXT_STEP: "more than in class",
    Need.CONFIDENCE: "confidence",
    Need.SPEAKING: "talking in English",
    Need.PLANNING: "planning and keeping at it",
}
PARTS = {
    DayPart.MORNING: "morning, until noon",
    DayPart.AFTERNOON: "afternoon, until 5 PM",
    DayPart.EVENING: "evening, from 5 PM on",
}
REASONS = {
    DeclineReason.DUPLICATE: "the same child is nominated already",
    DeclineReason.NOT_A_STUDENT_HERE: "not a student of the district",
    DeclineReason.NOT_REACHED: "the family could not be reached",
    DeclineReason.OTHER_HELP: "other help fits better",
    DeclineReason.NO_CONSENT: "there is no consent",
    DeclineReason.NOT_GENUINE: "not a genuine nomination",
}
ALIKE = {
    LikeReason.FAMILY: "same guardian",
    LikeReason.NAME: "like name",
    LikeReason.SCHOOL: "same school and grade",
    LikeReason.NEXT_GRADE: "same school, one grade apart",
    LikeReason.GRADE: "same grade and language",
}
KNOWN_BY = {
    KnownReason.FAMILY: "same guardian",
    KnownReason.NAME: "like name",
    KnownReason.SCHOOL: "same school",
    KnownReason.LANGUAGE: "same language",
}
MODELS = {Model.IN_CLASS: "in class", Model.INDEPENDENT: "outside class"}


def typed(text: str) -> str:
    """What somebody wrote, harmless in Slack."""
    return isolated(escaped(text))


def listed(known: Mapping[Word, str], chosen: Sequence[Word]) -> str:
    return ", ".join(known[one] for one in chosen)


def nomination_text(line: QueueLine, zone: ZoneInfo, at: datetime) -> str:
    """«#12 ○ new · Nadège B., grade 5, Umana Academy · Kreyòl · math; homework · since Monday, Oct 26 (3 days)»."""
    nomination, draft = line.nomination, line.nomination.draft
    number = f"*#{nomination.id}* {STATE_MARKS[nomination.state]}"
    if draft is None:
        return f"{number} · _erased_"
    wishes = "; ".join(filter(None, (listed(SUBJECTS, draft.subjects), listed(NEEDS, draft.needs))))
    said = (
        f"{number} · *{typed(draft.short_name)}*, grade {draft.grade}, {typed(draft.school)} · {_language(draft)} · "
        f"{wishes} · {MODELS[nomination.nominator.model]} · {_since(nomination, zone, at)}"
    )
    doubts = [*(_may_be_known(one) for one in line.known), *(_may_be(nomination, pair) for pair in line.alike)]
    return "\n".join([said, *(f":warning: {doubt}" for doubt in doubts)])


def _language(draft: NominationDraft) -> str:
    return isolated(LANGUAGES[draft.home_language]) + (", interpreter" if draft.interpreter else "")


def _since(nomination: Nomination, zone: ZoneInfo, at: datetime) -> str:
    first = nomination.waiting_since.astimezone(zone).date()
    days = (at.astimezone(zone).date() - first).days
    return f"since {wall.day(first)} ({'today' if days <= 0 else '1 day' if days == 1 else f'{days} days'})"


def _may_be(nomination: Nomination, pair: Likeness) -> str:
    why = ", ".join(ALIKE[reason] for reason in pair.reasons)
    return f"may be the same child as #{pair.beside(nomination.id)}: {why}"


def _may_be_known(known: Known) -> str:
    """«may be Amara E., already matched with Ana Example: same guardian, like name»."""
    mentors = ", ".join(dict.fromkeys(name(mentor) for mentor in known.mentors))
    stands = f"already matched with {mentors}" if mentors else "a student here without a match"
    return f"may be {name(known.student)}, {stands}: {', '.join(KNOWN_BY[why] for why in known.pair.reasons)}"


def queue(found: Queue, title: str, again: str, zone: ZoneInfo, at: datetime) -> Reply:
    """`again`: what is typed for more of the same list."""
    burst = _burst(found)
    if not found.total:
        text = f"{title}: none. `/mentoring nominate` writes one down that came by phone."
        return Reply(text, (section(text), *burst) if burst else ())
    footer = f"Page {found.page} of {found.pages}. `/mentoring nomination 12` tells all about one"
    if found.page < found.pages:
        footer += f"; `{again} page {found.page + 1}` goes on"
    text = f"{title}: {found.total}"
    told = lines(nomination_text(line, zone, at) for line in found.lines)
    return Reply(f"{text}, page {found.page} of {found.pages}.", (header(text), *burst, *told, context(f"{footer}.")))


def _burst(found: Queue) -> list[Block]:
    """One line for all that are held, however many."""
    if not found.held:
        return []
    forms = counted(found.held, "form")
    told = (
        f":warning: {forms} that came in a burst. Nobody got a letter about them yet. `/mentoring nominations held` "
        "lists them; `/mentoring nomination 12` lets one through, with its letter."
    )
    erase = asking(
        button("nominations_burst", f"Decline and erase: {forms}", str(found.newest_held), style="danger"),
        title="Erase what came in the burst?",
        text=f"{forms}: declined as not genuine, and erased now. It cannot be taken back. "
        "Let those of families through first. What came after this list was made stays.",
        yes="Erase them",
        no="Go back",
    )
    return [section(told), actions([erase])]


def nomination_view(view: NominationView, zone: ZoneInfo, at: datetime, *, replaces: bool = False) -> Reply:
    """One nomination with what can be done next."""
    nomination, draft = view.nomination, view.nomination.draft
    text = f"Nomination #{nomination.id}: {STATE_MARKS[nomination.state].lstrip('◌○◐● ')}"
    if draft is None:
        told = "Nothing is left of it but its number: a burst is erased at once, other refused ones after 90 days."
        return Reply(f"{text}, erased.", (header(text), section(told)), replaces)
    facts = [nomination_text(QueueLine(nomination, []), zone, at), *_facts(nomination, draft), *_history(view)]
    alike = [block for pair, other in view.alike for block in _beside(nomination, pair, other)]
    known = [block for one in view.known for block in _beside_known(nomination, one)]
    return Reply(f"{text}.", (header(text), *lines(facts), *known, *alike, *_next(view, draft)), replaces)


def _facts(nomination: Nomination, draft: NominationDraft) -> list[str]:
    days = ", ".join(wall.DAY_NAMES[Weekday(day)] for day in draft.days)
    how = "on the phone" if nomination.consent_given is ConsentGiven.PHONE else "in the form"
    facts = [
        f"Nominated by: {NOMINATORS[draft.nominator]}" + (", with help of the family" if draft.helped else ""),
        f"Age: {AGES[draft.age]}",
        f"Time: {days} · {listed(PARTS, draft.parts)}",
        f"Their video platform: {PLATFORM_NAMES[draft.platform]}" if draft.nominator is Nominator.TEACHER else "",
        f"{'Teacher' if draft.nominator is Nominator.TEACHER else 'Contact'}: {_contact(draft.contact)}",
        f"At home: {_contact(draft.family)}" if draft.nominator is Nominator.TEACHER else "",
        f"Consent: {draft.consent_version}, {how}, {nomination.waiting_since.date().isoformat()}",
        f"Note: {typed(draft.note)}" if draft.note else "",
    ]
    return [fact for fact in facts if fact]


def _contact(contact: Contact | None) -> str:
    if contact is None:
        return "not known yet"
    return " · ".join(typed(part) for part in (contact.name, contact.email, contact.phone) if part)


def _history(view: NominationView) -> list[str]:
    nomination = view.nomination
    by = view.people.get(nomination.changed_by or 0)
    told = []
    if nomination.why is not None:
        other = f" (#{nomination.duplicate_of})" if nomination.duplicate_of is not None else ""
        told.append(f"Declined: {REASONS[nomination.why]}{other}")
    if nomination.match_id is not None:
        told.append(f"Matched in #{nomination.match_id}: `/match show {nomination.match_id}`")
    if by is not None:
        told.append(f"Last changed by {name(by)}")
    return told


def _beside(nomination: Nomination, pair: Likeness, other: Nomination) -> list[Block]:
    """The other one in a line, and the question whether it is the same child, where nobody has answered it."""
    who = typed(other.draft.short_name) if other.draft is not None else "erased"
    if pair.verdict is not LikeVerdict.OPEN:
        said = "the same child as" if pair.verdict is LikeVerdict.SAME else "not the same child as"
        return [context(f"{said} #{other.id} ({who}), as a manager decided")]
    told = f":warning: {_may_be(nomination, pair)}\n#{other.id}: {who}, {STATE_MARKS[other.state]}"
    value = f"{nomination.id}/{other.id}"
    same = asking(
        button("nomination_same", f"Same child: close #{nomination.id}, keep #{other.id}", value),
        title="The same child?",
        text=f"#{nomination.id} is declined as a duplicate of #{other.id}.",
        yes="The same",
        no="Go back",
    )
    return [section(told), actions([same, button("nomination_different", "Not the same child", value)])]


def _beside_known(nomination: Nomination, known: Known) -> list[Block]:
    """The student in a line, and the question whether they are meant, while it is of any use."""
    who, verdict = name(known.student), known.pair.verdict
    if verdict is not LikeVerdict.OPEN:
        told = f"this is {who}, who is here" if verdict is LikeVerdict.SAME else f"this is not {who}, who is here"
        return [context(f"{told}, as a manager decided")]
    if not still_to_say(nomination, known.pair):
        return []
    value = f"{nomination.id}/{known.student.id}"
    meant = asking(
        button("nomination_known", f"This is {known.student.public_name}", value),
        title="The same student?",
        text=f"When #{nomination.id} is ready, it is for {known.student.public_name}. Nobody is added a second time.",
        yes="The same",
        no="Go back",
    )
    other = button("nomination_somebody_else", "This is somebody else", value)
    return [section(f":warning: {_may_be_known(known)}"), actions([meant, other])]


def _next(view: NominationView, draft: NominationDraft) -> list[Block]:
    nomination = view.nomination
    number, state = str(nomination.id), nomination.state
    if state is NominationState.MATCHED:
        return []
    if state in {NominationState.DECLINED, NominationState.WITHDRAWN}:
        return [actions([button("nomination_assess", "Take it up again", number)])]
    buttons = {
        NominationState.HELD: [button("nomination_let_through", "Let it through", number, style="primary")],
        NominationState.NEW: [button("nomination_assess", "Take it in hand", number, style="primary")],
        NominationState.ASSESSING: [button("nomination_ready", "Ready to be matched", number, style="primary")],
    }.get(state, [])
    if state in {NominationState.NEW, NominationState.ASSESSING}:
        buttons.append(button("nomination_family", "Whom to reach at home…", number))
    drawn: list[Block] = [actions([*buttons, _withdrawn(number), _declining(number)])]
    if state is NominationState.READY and view.student is not None:
        student = f"student {view.student.key}"
        drawn.insert(0, section(f"Next: `/match create` with *{typed(draft.short_name)}*, or typed: `{student}`."))
    return drawn


def _withdrawn(number: str) -> Block:
    return asking(
        button("nomination_withdraw", "They no longer want it", number),
        title="No longer wanted?",
        text="The nomination is closed. What was written is erased after 90 days.",
        yes="Close it",
        no="Go back",
    )


def _declining(number: str) -> Block:
    """Slack: a menu that acts as soon as a reason is chosen, and asks before."""
    reasons = [reason for reason in DeclineReason if reason is not DeclineReason.DUPLICATE]
    options = [{"text": plain_text(REASONS[reason], 75), "value": f"{number}/{reason}"} for reason in reasons]
    menu = {"type": "static_select", "action_id": "nomination_decline", "options": options}
    return asking(
        {**menu, "placeholder": plain_text("Decline, because…", 150)},
        title="Decline it?",
        text="The nomination is closed. What was written is erased after 90 days.",
        yes="Decline",
        no="Go back",
    )
