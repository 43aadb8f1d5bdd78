"""The relay: who may write to whom, what is held back, and who can read it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, text, update

from integrations.database.tables import people, relay_messages, tidings
from integrations.vault import SignedPageKeys
from mentoring.acts.relaying import (
    Written,
    decide_message,
    find_correspondent,
    read_message,
    read_messages,
    write_message,
)
from mentoring.acts.tidings import tiding_views
from mentoring.contact_details import Detail
from mentoring.errors import Refusal
from mentoring.matches import Match, MatchState, NoGuardianToWriteTo, NotCleared
from mentoring.people import Role
from mentoring.permissions import ManagersOnly, NotYourMatch
from mentoring.relay import (
    LONGEST,
    PAGE,
    AlreadyDecided,
    MessageTooLong,
    NobodyToReach,
    NoSuchMessage,
    NotACorrespondent,
    NothingWritten,
    NotYoursToRead,
    RelayNotOpen,
    RelayState,
    WhichFamily,
    WroteEnoughToday,
)
from mentoring.stored import Deed
from mentoring.tidings import Tiding, Topic
from tests.contract.database_fixtures import all_at_once, engine, postgres_engine, sqlite_engine
from tests.contract.program_fixtures import NOW, POLICY, Office, new_request, office, person_row

__all__ = ["engine", "office", "postgres_engine", "sqlite_engine"]

HELLO = "Thank you for the warm welcome!"


def write(office: Office, who: str, match: Match, said: str = HELLO, **more: Any) -> Written:
    given: dict[str, Any] = {"request": new_request(), "at": NOW, "policy": POLICY} | more
    return write_message(office.store, actor=office[who], match_id=match.id, text=said, **given)


def told(office: Office) -> list[Tiding]:
    with office.store.look() as view:
        return [*view.tidings.many(range(1, 100)).values()]


def topics(office: Office) -> list[tuple[Topic, int]]:
    return [(tiding.topic, tiding.reader_id) for tiding in told(office)]


def end(office: Office, match: Match, *, at: Any = NOW) -> None:
    with office.store.begin() as work:
        assert work.matches.move(match.id, match.state, MatchState.ENDED)
        work.deeds.add(Deed(at, office["dana"].id, "match.ended", f"match-{match.id}"))


@pytest.fixture
def match(office: Office) -> Match:
    """Ana with Amara, whose guardian is Grace."""
    return office.active(office.draft(student="amara"))


# Who writes to whom


def test_a_mentor_writes_to_a_childs_guardian_never_to_the_child(office: Office, match: Match) -> None:
    done = write(office, "ana", match)
    assert (done.reader.key, done.message.state) == ("grace", RelayState.SENT)
    assert topics(office) == [
        (Topic.RELAY_TO_FAMILY, office["grace"].id),
        (Topic.RELAY_FIRST, office["dana"].id),
    ]
    assert office["amara"].id not in {tiding.reader_id for tiding in told(office)}


def test_a_student_of_age_is_written_to_directly(office: Office) -> None:
    assert write(office, "ana", office.active(office.draft(student="luis"))).reader.key == "luis"


def test_a_guardian_and_a_student_of_age_write_to_the_mentor(office: Office, match: Match) -> None:
    assert write(office, "grace", match).reader.key == "ana"
    other = office.active(office.draft(mentor="ben", student="luis", monitor="sam"))
    assert write(office, "luis", other).reader.key == "ben"


def test_in_class_the_mentor_writes_to_the_teacher(office: Office) -> None:
    match = office.active(office.in_class(student="amara"))
    assert write(office, "ana", match).reader.key == "carol"
    assert write(office, "carol", match).reader.key == "ana"
    with pytest.raises(NotYourMatch):
        write(office, "grace", match)


@pytest.mark.parametrize("who", ["ruth", "amara", "dana"])
def test_neither_monitor_nor_child_nor_manager_writes(office: Office, match: Match, who: str) -> None:
    with pytest.raises(NotACorrespondent):
        write(office, who, match)
    assert not told(office)


@pytest.mark.parametrize("who", ["ben", "sam", "luis", "marcus", "carol"])
def test_nobody_writes_in_a_match_of_others(office: Office, match: Match, who: str) -> None:
    with pytest.raises(NotYourMatch):
        write(office, who, match)


def test_a_mentor_of_two_families_says_whom_they_mean(office: Office) -> None:
    match = office.active(replace(office.draft(), student_ids=office.ids("amara", "luis")))
    for to in ("", "a stranger", "ana"):
        with pytest.raises(WhichFamily) as refused:
            write(office, "ana", match, to=to)
        assert [family.person.key for family in refused.value.families] == ["grace", "luis"]
    assert write(office, "ana", match, to="Amara").reader.key == "grace"
    assert write(office, "ana", match, to="luis ex").reader.key == "luis"


def test_siblings_are_one_family_and_need_no_name(office: Office) -> None:
    with office.store.begin() as work:
        row = person_row("zoe", Role.STUDENT, email=None, adult=False, guardian="grace")
        zoe, _ = work.people.save(row)
        work.people.link(row)
    match = office.active(replace(office.draft(), student_ids=(office["amara"].id, zoe.id)))
    done = write(office, "ana", match)
    assert done.reader.key == "grace" and len(done.students) == 2


def test_a_child_without_a_guardian_is_not_written_to(office: Office, match: Match) -> None:
    with office.engine.execution_options(writes=True).begin() as conn:
        conn.execute(update(people).where(people.c.key == "amara").values(guardian_id=None))
    with pytest.raises(NoGuardianToWriteTo):
        write(office, "ana", match)
    assert find_correspondent(office.store, match_id=match.id, person_id=office["ana"].id, other_id=1) is None


def test_somebody_who_cannot_be_reached_is_said_so(office: Office, match: Match) -> None:
    with office.store.begin() as work:
        work.people.vacate(office["grace"].id)
    with pytest.raises(NobodyToReach):
        write(office, "ana", match)


def test_a_mentor_whose_check_has_run_out_writes_no_more(office: Office, match: Match) -> None:
    with office.engine.execution_options(writes=True).begin() as conn:
        conn.execute(update(people).where(people.c.key == "ana").values(background_check_until=NOW.date()))
    with office.store.look() as view:
        ana = view.people.get(office["ana"].id)
    tomorrow = NOW + timedelta(days=1)
    with pytest.raises(NotCleared):
        write_message(office.store, actor=ana, match_id=match.id, text=HELLO, request="r", at=tomorrow, policy=POLICY)


# When


def test_nobody_writes_before_all_sides_have_agreed(office: Office) -> None:
    proposed = office.create(office.draft(student="amara"))
    with pytest.raises(RelayNotOpen):
        write(office, "ana", proposed)
    office.confirm(proposed)
    assert write(office, "ana", proposed).message.state is RelayState.SENT


def test_after_the_end_each_side_says_farewell_once(office: Office, match: Match) -> None:
    write(office, "ana", match)
    end(office, match, at=NOW + timedelta(hours=1))
    later = NOW + timedelta(days=2)
    assert write(office, "ana", match, at=later).message.state is RelayState.SENT
    assert write(office, "grace", match, at=later).message.state is RelayState.SENT
    for who in ("ana", "grace"):
        with pytest.raises(RelayNotOpen):
            write(office, who, match, at=later + timedelta(minutes=1))


def test_a_week_after_the_end_nothing_is_passed_on(office: Office, match: Match) -> None:
    end(office, match)
    week = NOW + POLICY.farewell_within
    with pytest.raises(RelayNotOpen):
        write(office, "ana", match, at=week + timedelta(seconds=1))
    assert write(office, "ana", match, at=week).message.state is RelayState.SENT


def test_there_are_so_many_messages_a_day_and_no_more(office: Office, match: Match) -> None:
    for _ in range(POLICY.relay_a_day):
        write(office, "ana", match)
    with pytest.raises(WroteEnoughToday):
        write(office, "ana", match, at=NOW + timedelta(hours=23, minutes=59))
    write(office, "grace", match)
    write(office, "ana", match, at=NOW + timedelta(days=1))


def test_many_at_once_are_counted_one_by_one(postgres_engine: Engine) -> None:
    office = Office(postgres_engine)
    match = office.active(office.draft(student="amara"))

    def one(_number: int) -> bool:
        try:
            write(office, "ana", match)
        except WroteEnoughToday:
            return False
        return True

    assert sum(all_at_once(one)) == POLICY.relay_a_day


def test_a_retry_of_slack_brings_it_once(office: Office, match: Match) -> None:
    first, second = (write(office, "ana", match, request="the same") for _ in range(2))
    assert first == second
    assert len(told(office)) == 2


# What


@pytest.mark.parametrize("said", ["", "   \n\t ", "\u200e\u202e", "\x00\x07", "\u200d"])
def test_an_empty_message_is_refused(office: Office, match: Match, said: str) -> None:
    with pytest.raises(NothingWritten):
        write(office, "ana", match, said)


def test_a_message_has_a_longest_length(office: Office, match: Match) -> None:
    write(office, "ana", match, "é" * LONGEST)
    with pytest.raises(MessageTooLong):
        write(office, "ana", match, "é" * (LONGEST + 1))


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("👨‍👩‍👧 Hi 👍🏽", "👨‍👩‍👧 Hi 👍🏽"),
        ("شكرا\u202e جزيلا", "شكرا جزيلا"),
        ("one\r\ntwo\u2028three\n\n\n\nfour", "one\ntwo\nthree\n\nfour"),
        ("  <b>*bold*</b> & `x` ", "<b>*bold*</b> & `x`"),
        ("a\tb\x00c", "a bc"),
    ],
)
def test_what_cannot_be_seen_is_left_out_and_the_rest_stays(office: Office, match: Match, said: str, kept: str) -> None:
    assert write(office, "ana", match, said).message.text == kept


def test_a_volunteer_reads_no_full_name_of_a_student(office: Office, match: Match) -> None:
    write(office, "grace", match, "Amara Example is ill. AMARA  EXAMPLE sleeps; Amara is well loved.")
    with office.store.look() as view:
        (bringing, _) = tiding_views(view, told(office), SignedPageKeys("k", public_url=""))
    assert bringing.written == "Amara E. is ill. Amara E. sleeps; Amara is well loved."
    page = read_messages(office.store, actor=office["dana"], match_id=match.id, page=1, at=NOW)
    assert page.messages[0].text.startswith("Amara Example is ill.")


def test_the_database_and_the_audit_log_hold_no_word_of_it(office: Office, match: Match) -> None:
    write(office, "ana", match, "A very private sentence, 617-555-0123")
    with office.engine.connect() as conn:
        rows = [
            str(tuple(row))
            for table in (relay_messages, tidings)
            for row in conn.execute(text(f"SELECT * FROM {table.name}"))  # noqa: S608 - names of our own tables
        ]
        deeds = str(conn.execute(text("SELECT * FROM deeds")).all())
    assert rows and all("private" not in row and "0123" not in row for row in rows)
    assert "relay.write" in deeds and "private" not in deeds


# Held


@pytest.fixture
def held(office: Office, match: Match) -> Written:
    done = write(office, "grace", match, "Call me: 617-555-0123")
    assert (done.message.state, done.message.details) == (RelayState.HELD, (Detail.PHONE,))
    return done


def test_what_carries_a_number_waits_and_only_the_manager_hears(office: Office, held: Written) -> None:
    (tiding,) = told(office)
    assert (tiding.topic, tiding.reader_id) == (Topic.RELAY_HELD, office["dana"].id)
    assert "617" not in str(tiding.facts)


@pytest.mark.parametrize(
    "said", ["我的微信: meiling_wu", "12 ri Kapwa", "واتساب", "không chín một hai ba bốn năm sáu bảy tám"]
)
@pytest.mark.parametrize("who", ["grace", "ana"])
def test_it_waits_in_whatever_language_and_from_either_side(office: Office, match: Match, who: str, said: str) -> None:
    assert write(office, who, match, said).message.state is RelayState.HELD
    assert topics(office) == [(Topic.RELAY_HELD, office["dana"].id)]


def test_a_manager_passes_it_on(office: Office, held: Written) -> None:
    decided = decide_message(
        office.store, actor=office["dana"], message_id=held.message.id, pass_on=True, at=NOW, policy=POLICY
    )
    assert (decided.state, decided.decided_by) == (RelayState.PASSED, office["dana"].id)
    assert topics(office)[1:] == [(Topic.RELAY_TO_MENTOR, office["ana"].id)]


def test_what_is_refused_is_never_brought_and_its_writer_hears_so(office: Office, held: Written) -> None:
    decide_message(office.store, actor=office["dana"], message_id=held.message.id, pass_on=False, at=NOW, policy=POLICY)
    assert topics(office)[1:] == [(Topic.RELAY_REFUSED, office["grace"].id)]
    assert "617" not in str(told(office)[1].facts)


@pytest.mark.parametrize("first", [True, False])
def test_it_is_decided_once(office: Office, held: Written, *, first: bool) -> None:
    decide: dict[str, Any] = {"actor": office["dana"], "message_id": held.message.id, "at": NOW, "policy": POLICY}
    decide_message(office.store, **decide, pass_on=first)
    with pytest.raises(AlreadyDecided):
        decide_message(office.store, **decide, pass_on=not first)
    assert len(told(office)) == 2


def test_once_farewells_are_over_nothing_held_is_passed_on(office: Office, match: Match, held: Written) -> None:
    end(office, match)
    late = NOW + POLICY.farewell_within + timedelta(seconds=1)
    decided: dict[str, Any] = {"actor": office["dana"], "message_id": held.message.id, "at": late, "policy": POLICY}
    with pytest.raises(RelayNotOpen):
        decide_message(office.store, **decided, pass_on=True)
    assert decide_message(office.store, **decided, pass_on=False).state is RelayState.REFUSED


def test_what_was_sent_cannot_be_decided_on(office: Office, match: Match) -> None:
    sent = write(office, "ana", match).message
    with pytest.raises(AlreadyDecided):
        decide_message(office.store, actor=office["dana"], message_id=sent.id, pass_on=False, at=NOW, policy=POLICY)


# Who reads it

Reading = Callable[[Office, Written, str], object]


def read_all(office: Office, done: Written, who: str) -> object:
    return read_messages(office.store, actor=office[who], match_id=done.message.match_id, page=1, at=NOW)


def read_one(office: Office, done: Written, who: str) -> object:
    return read_message(office.store, actor=office[who], message_id=done.message.id, at=NOW)


def decide(office: Office, done: Written, who: str) -> object:
    return decide_message(
        office.store, actor=office[who], message_id=done.message.id, pass_on=True, at=NOW, policy=POLICY
    )


@pytest.mark.parametrize("reading", [read_all, read_one, decide])
@pytest.mark.parametrize(("who", "refusal"), [("ana", ManagersOnly), ("grace", ManagersOnly), ("ruth", ManagersOnly)])
def test_nobody_but_managers_reads_or_decides(
    office: Office, held: Written, reading: Reading, who: str, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        reading(office, held, who)


@pytest.mark.parametrize("reading", [read_all, read_one, decide])
def test_the_deputy_reads_and_no_other_manager(office: Office, held: Written, reading: Reading) -> None:
    with office.store.begin() as work:
        row = person_row("omar", Role.MANAGER)
        omar, _ = work.people.save(row)
    office._people["omar"] = omar
    with pytest.raises(NotYoursToRead):
        reading(office, held, "omar")
    reading(office, held, "marcus")


def test_every_look_is_in_the_audit_log(office: Office, held: Written) -> None:
    read_all(office, held, "dana")
    read_one(office, held, "marcus")
    with office.store.look() as view:
        looks = [deed for deed in view.deeds.of(f"match-{held.message.match_id}") if deed.action == "relay.read"]
    assert [deed.actor_id for deed in looks] == [office["dana"].id, office["marcus"].id]


def test_pages_show_the_newest_first(office: Office, match: Match) -> None:
    for number in range(PAGE + 2):
        write(office, "ana", match, f"Word {number}.", at=NOW + timedelta(days=number))

    def page(number: int) -> list[str]:
        shown = read_messages(office.store, actor=office["dana"], match_id=match.id, page=number, at=NOW)
        assert (shown.pages, shown.total) == (2, PAGE + 2)
        return [message.text for message in shown.messages]

    assert page(1) == ["Word 6.", "Word 5.", "Word 4.", "Word 3.", "Word 2."]
    assert page(2) == page(99) == ["Word 1.", "Word 0."]


def test_there_is_no_message_of_another_number(office: Office) -> None:
    with pytest.raises(NoSuchMessage):
        read_message(office.store, actor=office["dana"], message_id=7, at=NOW)
