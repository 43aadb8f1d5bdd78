"""What mentors and families wrote goes with their program year, stands in one place only, and is kept for a reason."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine, text

from integrations.vault import SignedPageKeys
from jobs.retention import Retention, next_night
from mentoring.acts.erasing import AT_ONCE
from mentoring.acts.erasing_letters import MANAGER, erase_letters, keep_letters, let_letters_go
from mentoring.acts.relaying import decide_message, read_messages, write_message
from mentoring.acts.tidings import tiding_views
from mentoring.concerns import KEPT, ConcernDraft, ConcernKind, IncidentState, Safe
from mentoring.duties import HOUSE, DutyKind
from mentoring.errors import Refusal
from mentoring.matches import Match
from mentoring.people import Role
from mentoring.permissions import ManagersOnly
from mentoring.relay import NotYoursToRead, RelayState, TextErased
from tests.contract.database_fixtures import VAULT, engine
from tests.contract.program_fixtures import NOW, POLICY, Office, new_request, person_row

__all__ = ["engine"]

HELLO = "Thank you for the warm welcome!"
LAST_DAY = date(2027, 6, 18)
GONE = datetime(2027, 6, 19, tzinfo=UTC) + POLICY.letters_kept_after
"""The first midnight at which what was written in time is erased."""
SECOND = timedelta(seconds=1)


@pytest.fixture
def office(engine: Engine) -> Office:
    return Office(engine)


@pytest.fixture
def match(office: Office) -> Match:
    return office.active(office.draft(student="amara"))


def write(office: Office, match: Match, said: str = HELLO, *, who: str = "grace", at: datetime = NOW) -> int:
    request = new_request()
    return write_message(
        office.store, actor=office[who], match_id=match.id, text=said, request=request, at=at, policy=POLICY
    ).message.id


def erase(office: Office, *, at: datetime = GONE) -> int:
    with office.store.begin() as work:
        return erase_letters(work, at=at, policy=POLICY)


def texts(office: Office, match: Match) -> list[str]:
    page = read_messages(office.store, actor=office["dana"], match_id=match.id, page=1, at=GONE)
    return [message.text for message in page.messages]


def sealed(office: Office) -> list[str]:
    """What is sealed anywhere that a message could stand, read as somebody with the key would."""
    with office.engine.connect() as conn:
        found = conn.execute(text("SELECT sealed_text FROM relay_messages UNION ALL SELECT sealed_facts FROM tidings"))
        return [VAULT.unseal(row[0]) for row in found if row[0]]


def test_the_words_of_a_message_stand_in_one_place(office: Office, match: Match) -> None:
    write(office, match)
    write(office, match, who="ana")
    assert [found for found in sealed(office) if "warm welcome" in found] == [HELLO, HELLO]


@pytest.mark.parametrize(("who", "read"), [("grace", "Amara E. is well"), ("ana", "Amara Example is well")])
def test_a_letter_brings_the_words_that_stand_with_the_message(
    office: Office, match: Match, who: str, read: str
) -> None:
    write(office, match, "Amara Example is well", who=who)
    keys = SignedPageKeys("k", public_url="https://mentoring.example.org")
    with office.store.look() as view:
        stored = [one for one in view.tidings.many(range(1, 100)).values() if "relay_to" in one.topic]
        (seen,) = tiding_views(view, stored, keys)
    assert seen.written == read, "a volunteer reads no child's full name"


def test_the_words_go_some_weeks_after_the_program_year_and_who_wrote_when_stays(office: Office, match: Match) -> None:
    assert office.program.ends_on == LAST_DAY
    first, second = write(office, match), write(office, match, who="ana")
    assert erase(office, at=GONE - SECOND) == 0
    assert texts(office, match) == [HELLO, HELLO]

    assert erase(office) == 2

    assert texts(office, match) == ["", ""]
    assert not [found for found in sealed(office) if "welcome" in found]
    with office.store.look() as view:
        kept = view.relay.many([first, second])
    assert [(one.writer_id, one.at, one.state) for one in kept.values()] == [
        (office["grace"].id, NOW, RelayState.SENT),
        (office["ana"].id, NOW, RelayState.SENT),
    ]
    with office.store.look() as view:
        erased = [deed for deed in view.deeds.of(f"match-{match.id}") if deed.action == "relay.erase"]
    assert [(deed.actor_id, deed.before, deed.after) for deed in erased] == [(None, "2 messages", "erased")]
    assert erase(office) == 0


def test_what_was_written_late_is_kept_as_long(office: Office, match: Match) -> None:
    late = datetime(2027, 6, 18, 20, tzinfo=UTC)
    write(office, match, at=late)
    assert erase(office, at=late + POLICY.letters_kept_after) == 0
    assert erase(office) == 1


def test_another_program_that_goes_on_keeps_its_letters(office: Office, match: Match) -> None:
    office.add_people(person_row("zoe", Role.STUDENT))
    longer = office.add_program("longer", ends_on=date(2028, 6, 18))
    other = office.active(office.draft(mentor="ben", student="zoe", monitor="sam", program_id=longer.id))
    write(office, match)
    write(office, other, who="zoe")
    assert erase(office) == 1
    assert (texts(office, match), texts(office, other)) == ([""], [HELLO])


def test_what_is_looked_into_is_not_erased_until_every_reason_is_gone(office: Office, match: Match) -> None:
    write(office, match)
    dana = office["dana"]
    assert keep_letters(office.store, actor=dana, match_id=match.id, at=NOW)
    assert not keep_letters(office.store, actor=dana, match_id=match.id, at=NOW), "said twice, it is no news"
    with office.store.begin() as work:
        assert work.relay.keep(match.id, "concern-7", at=NOW)
    assert erase(office) == 0

    assert let_letters_go(office.store, actor=dana, match_id=match.id, at=NOW)
    assert not let_letters_go(office.store, actor=dana, match_id=match.id, at=NOW)
    assert erase(office) == 0
    with office.store.begin() as work:
        assert work.relay.let_go(match.id, "concern-7")

    assert erase(office) == 1
    deeds = [deed for deed in office.deeds(f"match-{match.id}") if deed.startswith("relay.") and deed != "relay.read"]
    assert deeds == ["relay.write", "relay.keep", "relay.let_go", "relay.erase"]


@pytest.mark.parametrize(
    ("who", "refusal"), [("ana", ManagersOnly), ("grace", ManagersOnly), ("other", NotYoursToRead)]
)
def test_only_the_matchs_own_managers_keep_what_is_written(
    office: Office, match: Match, who: str, refusal: type[Refusal]
) -> None:
    office.add_people(person_row("other", Role.MANAGER))
    write(office, match)
    for act in (keep_letters, let_letters_go):
        with pytest.raises(refusal):
            act(office.store, actor=office[who], match_id=match.id, at=NOW)
    assert erase(office) == 1
    assert MANAGER not in str(office.deeds(f"match-{match.id}"))


def test_what_was_held_for_a_year_is_not_passed_on_without_its_words(office: Office, match: Match) -> None:
    held = write(office, match, "Call me: 617-555-0123")
    assert erase(office) == 1
    with pytest.raises(TextErased):
        decide_message(office.store, actor=office["dana"], message_id=held, pass_on=True, at=GONE, policy=POLICY)
    decided = decide_message(office.store, actor=office["dana"], message_id=held, pass_on=False, at=GONE, policy=POLICY)
    assert decided.state is RelayState.REFUSED


def test_many_are_erased_in_small_transactions(office: Office, match: Match) -> None:
    with office.store.begin() as work:
        for _ in range(AT_ONCE + 3):
            work.relay.add(
                match.id,
                writer_id=office["grace"].id,
                reader_id=office["ana"].id,
                language="en",
                text=HELLO,
                details=(),
                state=RelayState.SENT,
                at=NOW,
            )
    assert [erase(office) for _ in range(3)] == [AT_ONCE, 3, 0]


class _Means:
    """All that the duty asks for."""

    def __init__(self, office: Office) -> None:
        self.store, self.policy = office.store, POLICY


def old_concern(office: Office) -> int:
    draft, long_ago = ConcernDraft(ConcernKind.FEEDBACK, Safe.YES, HELLO), GONE - KEPT - SECOND
    with office.store.begin() as work:
        concern = work.concerns.open(draft, reporter_id=office["ana"].id, at=long_ago)
        assert work.concerns.close(concern.id, at=long_ago)
    return concern.id


def test_the_duty_erases_everything_that_is_due_and_plans_its_next_night(office: Office, match: Match) -> None:
    write(office, match)
    concern = old_concern(office)
    with office.store.begin() as work:
        work.duties.plan([tonight := next_night(DutyKind.ERASE_LETTERS, at=GONE)])
    at = tonight.due_at
    with office.store.begin() as work:
        duties = work.duties.take([DutyKind.ERASE_LETTERS], at=at, limit=1)

    Retention(_Means(office)).letters(duties, at=at)  # type: ignore[arg-type]  # a store and a policy are all it takes

    assert texts(office, match) == [""]
    with office.store.look() as view:
        assert view.concerns.many([concern])[concern].state is IncidentState.ERASED
    planned = [(row.state, row.due_at) for row in office.duties(HOUSE, DutyKind.ERASE_LETTERS)]
    assert planned == [("done", at), ("waiting", at + timedelta(days=1))]


def test_the_next_night_comes_once_however_often_it_is_planned() -> None:
    before, after = (datetime(2027, 7, 1, hour, tzinfo=UTC) for hour in (7, 8))
    first, second, third = (
        next_night(DutyKind.ERASE_LETTERS, at=at) for at in (before, before + timedelta(minutes=44), after)
    )
    assert first == second
    assert (first.due_at, third.due_at) == tuple(datetime(2027, 7, day, 7, 45, tzinfo=UTC) for day in (1, 2))
