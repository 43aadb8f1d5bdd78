"""Very many forms at once: families are never turned away for them, nobody gets letters they did not ask for, and a
manager clears them up in one go."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from integrations.database.tables import duties
from mentoring.acts import bursts, nominating
from mentoring.acts.bursts import decline_burst
from mentoring.acts.erasing import LETTERS_KNOWN, erase_nominations, forget_letters
from mentoring.acts.nominating import MOST_A_DAY, MOST_AN_HOUR, MOST_FROM_A_PAGE, nominate
from mentoring.acts.queueing import assess, decline, let_through, list_nominations, show_nomination
from mentoring.duties import DutyKind
from mentoring.nominations import (
    OPEN,
    ConsentGiven,
    DeclineReason,
    Nomination,
    NominationErased,
    NominationState,
    Nominator,
    PageUsedUp,
    TooManyNominations,
    WrongNominationStep,
)
from mentoring.permissions import ManagersOnly
from mentoring.store.nominations import Wanted
from tests.contract.database_fixtures import all_at_once, engine, sqlite_engine
from tests.contract.nomination_fixtures import NAMES, STUDENT, TEACHER, Intake, draft, intake, small_intake
from tests.contract.program_fixtures import NOW

__all__ = ["engine", "intake", "small_intake", "sqlite_engine"]

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
HELD, NEW, DECLINED = NominationState.HELD, NominationState.NEW, NominationState.DECLINED


def sends(intake: Intake, number: int = 0, *, crowded: bool = True, at: datetime = NOW, **changed: Any) -> Nomination:
    """From an address that has sent many lately, unless told."""
    said = draft(your_email=f"f{number}@example.net", your_phone=None, **changed)
    name = f"{number} {at} {changed}"
    return nominate(intake.store, draft=said, request=name, names=NAMES, at=at, crowded=crowded)[0]


def letters(intake: Intake) -> list[int]:
    """Whose receipts are planned."""
    with intake.office.engine.connect() as conn:
        planned = select(duties.c.subject_id).where(duties.c.kind == DutyKind.RECEIPT).order_by(duties.c.subject_id)
        return list(conn.scalars(planned))


def many_came(intake: Intake, *, count: int = MOST_AN_HOUR, state: NominationState = NEW) -> None:
    with intake.store.begin() as work:
        for number in range(count):
            work.nominations.add(
                draft(),
                request=f"m{number}",
                marks=(),
                given=ConsentGiven.ONLINE,
                entered_by=None,
                at=NOW,
                state=state,
            )


def clears(intake: Intake, up_to: int, who: str = "dana", at: datetime = NOW) -> int:
    return decline_burst(intake.store, actor=intake.office[who], up_to=up_to, at=at)


# What is held


def test_from_a_crowded_address_it_is_kept_whole_and_held_without_a_letter(intake: Intake) -> None:
    held = sends(intake)
    assert (held.state, held.draft) == (HELD, draft(your_email="f0@example.net", your_phone=None))
    assert letters(intake) == []
    assert intake.office.deeds(held.subject) == ["nomination.create"]


@pytest.mark.parametrize("base", [STUDENT, TEACHER])
def test_beyond_what_one_sender_sends_a_day_it_is_held_and_never_refused(
    small_intake: Intake, base: dict[str, list[str]]
) -> None:
    most = MOST_A_DAY[Nominator(base["nominator"][0])]
    taken = [small_intake.takes(base, request=f"r{number}").state for number in range(most)]
    more = small_intake.takes(base, request="more")
    assert (set(taken), more.state) == ({NEW}, HELD)
    assert small_intake.takes(base, request="more") == more, "sent again it is the same"
    assert small_intake.takes(base, your_email="other@example.net", request="other").state is NEW
    assert small_intake.takes(base, request="tomorrow", at=NOW + DAY + MINUTE).state is NEW


def test_beyond_what_all_send_an_hour_families_are_held_and_staff_are_not(small_intake: Intake) -> None:
    many_came(small_intake)
    assert sends(small_intake, crowded=False, at=NOW + MINUTE).state is HELD
    dana = small_intake.office["dana"]
    by_phone, _ = nominate(small_intake.store, draft=draft(), request="p", names=NAMES, at=NOW, entered_by=dana)
    assert by_phone.state is NEW
    assert sends(small_intake, 1, crowded=False, at=NOW + 61 * MINUTE).state is NEW


def test_what_is_held_uses_up_nothing_of_what_families_send(small_intake: Intake) -> None:
    many_came(small_intake, state=HELD)
    assert sends(small_intake, crowded=False).state is NEW


def test_what_was_erased_with_a_burst_uses_up_nothing_either(small_intake: Intake) -> None:
    many_came(small_intake, state=HELD)
    assert clears(small_intake, 10**9) == MOST_AN_HOUR
    assert sends(small_intake, crowded=False).state is NEW


def test_when_very_many_are_held_no_more_are_held_and_families_still_get_in(
    small_intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nominating, "MOST_HELD", 2)
    for number in range(2):
        sends(small_intake, number)
    with pytest.raises(TooManyNominations):
        sends(small_intake, 3)
    assert sends(small_intake, 4, crowded=False).state is NEW


def test_one_page_brings_so_many_and_then_wants_to_be_opened_anew(intake: Intake) -> None:
    def from_page(number: int, page: str) -> Nomination:
        child = draft(first_name=f"{'abcdefgh'[number]}ola")
        return nominate(intake.store, draft=child, request=f"{page}{number}", names=NAMES, at=NOW, page=page)[0]

    first = [from_page(number, "one") for number in range(MOST_FROM_A_PAGE)]
    with pytest.raises(PageUsedUp):
        from_page(MOST_FROM_A_PAGE, "one")
    assert from_page(0, "one") == first[0]
    assert from_page(MOST_FROM_A_PAGE, "two").state is NEW


def test_what_is_held_is_held_against_nobody_until_it_is_let_through(intake: Intake) -> None:
    held = [sends(intake, number) for number in range(3)]
    family = intake.takes()
    assert intake.alike(family) == {}
    let_through(intake.store, actor=intake.office["dana"], nomination_id=held[1].id, names=NAMES, at=NOW)
    assert list(intake.alike(family)) == [held[1].id]


# One letter a day


def test_one_address_gets_one_letter_a_day_whatever_is_sent(intake: Intake) -> None:
    first = intake.takes()
    intake.takes(first_name="Didi")
    intake.takes(TEACHER, your_email="MARIE.Baptiste@example.net")
    assert letters(intake) == [first.id]
    tomorrow = intake.takes(first_name="Wilson", at=NOW + DAY)
    assert letters(intake) == [first.id, tomorrow.id]


def test_of_many_that_come_at_once_one_brings_a_letter(intake: Intake) -> None:
    numbers = all_at_once(lambda n: intake.takes(request=f"at once {n}").id)
    assert len(set(numbers)) == len(numbers)
    assert len(letters(intake)) == 1


def test_that_a_letter_went_to_an_address_is_kept_without_the_address(intake: Intake) -> None:
    intake.takes()
    with intake.office.engine.connect() as conn:
        keys = [str(row) for row in conn.execute(text("SELECT * FROM requests WHERE key LIKE 'receipt/%'"))]
    assert len(keys) == 1 and "example" not in keys[0] and "marie" not in keys[0]


def test_to_whom_letters_went_is_forgotten_when_the_day_is_over_and_not_before(intake: Intake) -> None:
    first = intake.takes()
    with intake.store.begin() as work:
        assert work.requests.claim("another request", at=NOW)
    with intake.store.begin() as work:
        assert forget_letters(work, at=NOW + DAY) == 0
    intake.takes(first_name="Didi")
    assert letters(intake) == [first.id]
    with intake.store.begin() as work:
        assert forget_letters(work, at=NOW + LETTERS_KNOWN) == 1
        assert forget_letters(work, at=NOW + LETTERS_KNOWN) == 0
        assert not work.requests.claim("another request", at=NOW), "other requests stay as they are"


# One is let through


def test_who_is_let_through_waits_like_everybody_and_gets_the_letter(intake: Intake) -> None:
    dana, held = intake.office["dana"], sends(intake)
    let = let_through(intake.store, actor=dana, nomination_id=held.id, names=NAMES, at=NOW + DAY)
    assert (let.state, let.waiting_since, let.changed_by) == (NEW, NOW, dana.id)
    assert letters(intake) == [held.id]
    assert intake.office.deeds(held.subject) == ["nomination.create", "nomination.new"]


def test_let_through_by_two_at_once_it_is_once(intake: Intake) -> None:
    dana, held = intake.office["dana"], sends(intake)
    outcomes = all_at_once(
        lambda _: let_through(intake.store, actor=dana, nomination_id=held.id, names=NAMES, at=NOW).state
    )
    assert outcomes.count(NEW) == 1
    assert all(isinstance(one, WrongNominationStep) for one in outcomes if one is not NEW)
    assert letters(intake) == [held.id]
    assert intake.office.deeds(held.subject).count("nomination.new") == 1


def test_what_is_held_goes_no_other_way_than_through_or_out(intake: Intake) -> None:
    dana, held, other = intake.office["dana"], sends(intake), sends(intake, 1)
    with pytest.raises(WrongNominationStep):
        assess(intake.store, actor=dana, nomination_id=held.id, names=NAMES, at=NOW)
    gone = decline(intake.store, actor=dana, nomination_id=held.id, why=DeclineReason.NOT_GENUINE, at=NOW)
    assert gone.state is DECLINED
    assert (intake.state(other), letters(intake)) == (HELD, [])


# The whole burst


def test_the_queue_tells_of_a_burst_beside_those_who_wait(intake: Intake) -> None:
    held, dana = [sends(intake, number).id for number in range(3)], intake.office["dana"]
    family = intake.takes()
    queue = list_nominations(intake.store, actor=dana, wanted=Wanted(OPEN), page=1)
    assert [line.nomination.id for line in queue.lines] == [family.id]
    assert (queue.total, queue.held, queue.newest_held) == (1, 3, max(held))


def test_a_burst_is_declined_and_erased_and_nothing_else_is(intake: Intake) -> None:
    held = [sends(intake, number).id for number in range(3)]
    family = intake.takes()
    later = sends(intake, 9)
    assert clears(intake, max(held)) == 3
    for number in held:
        gone = show_nomination(intake.store, actor=intake.office["dana"], nomination_id=number).nomination
        assert (gone.state, gone.why, gone.draft) == (DECLINED, DeclineReason.NOT_GENUINE, None)
        actions = intake.office.deeds(gone.subject)
        assert actions == ["nomination.create", "nomination.declined", "nomination.erase"]
    assert intake.view(family).nomination == family, "who waits is not touched"
    assert intake.view(later).nomination == later, "what came after the list was made stays"


def test_nothing_of_a_burst_is_left_in_the_database(intake: Intake) -> None:
    held = sends(intake)
    clears(intake, held.id)
    with intake.office.engine.connect() as conn:
        assert conn.execute(text("SELECT count(*) FROM nomination_marks")).scalar() == 0
        assert conn.execute(text("SELECT count(*) FROM nominations WHERE sealed IS NOT NULL")).scalar() == 0
    with pytest.raises(NominationErased):
        assess(intake.store, actor=intake.office["dana"], nomination_id=held.id, names=NAMES, at=NOW)


def test_pressed_by_many_at_once_each_is_declined_once(intake: Intake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bursts, "AT_ONCE", 2)
    held = [sends(intake, number) for number in range(5)]
    counted = all_at_once(lambda _: clears(intake, held[-1].id))
    clears(intake, held[-1].id)
    assert not [one for one in counted if isinstance(one, BaseException)]
    for one in held:
        assert intake.office.deeds(one.subject).count("nomination.declined") == 1
        assert intake.office.deeds(one.subject).count("nomination.erase") == 1
    assert clears(intake, held[-1].id) == 0


class Killed(Exception):
    """The process was killed there."""


def test_killed_on_the_way_each_is_held_or_erased_and_the_next_press_takes_the_rest(
    intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = [sends(intake, number) for number in range(5)]
    monkeypatch.setattr(bursts, "AT_ONCE", 2)
    real: Callable[..., None] = erase_nominations
    done: list[int] = []

    def dying(*args: Any, **more: Any) -> None:
        if done:
            raise Killed
        done.append(1)
        real(*args, **more)

    with monkeypatch.context() as killing:
        killing.setattr(bursts, "erase_nominations", dying)
        with pytest.raises(Killed):
            clears(intake, held[-1].id)
    stands = [intake.view(one).nomination for one in held]
    assert sorted((one.state, one.draft is None) for one in stands) == [(DECLINED, True)] * 2 + [(HELD, False)] * 3
    assert clears(intake, held[-1].id) == 3


def test_only_managers_clear_up(small_intake: Intake) -> None:
    held = sends(small_intake)
    for who in ("ruth", "ana"):
        with pytest.raises(ManagersOnly):
            clears(small_intake, held.id, who)
        with pytest.raises(ManagersOnly):
            let_through(small_intake.store, actor=small_intake.office[who], nomination_id=held.id, names=NAMES, at=NOW)
    assert small_intake.state(held) is HELD
