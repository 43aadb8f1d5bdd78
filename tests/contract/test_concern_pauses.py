"""«Pause their matches»: whom a concern is about meets no child for two weeks, and the file says who decided it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from bot.modals.concern_file import file_view
from bot.sentences import sentence
from mentoring.acts import concern_pauses
from mentoring.acts.changing import cancel_session, replace_monitor
from mentoring.acts.concern_pauses import StillInSessions, pause_for_concern
from mentoring.acts.pausing import pause_match
from mentoring.concerns import ConcernIsOver, ConcernKind, NobodyToPause, Step, StepKind
from mentoring.matches import Match, MatchState, MonitorKind
from mentoring.sessions import AHEAD
from mentoring.slots import Slot, Weekday
from tests.contract.concern_fixtures import Reporting, office, reporting
from tests.contract.database_fixtures import engine, sqlite_engine
from tests.contract.program_fixtures import NOW, POLICY, new_request

__all__ = ["engine", "office", "reporting", "sqlite_engine"]

DAY = timedelta(days=1)
TODAY = date(2026, 10, 26)


class Killed(Exception):
    """The process was killed there."""


def about(office: Reporting, who: str = "ana") -> int:
    return office.report("ruth", ConcernKind.CONDUCT, about=who).incident.id


def pauses(office: Reporting, number: int, *, by: str = "dana", request: str = "", at: datetime = NOW) -> list[int]:
    paused = pause_for_concern(
        office.store,
        actor=office.office[by],
        incident_id=number,
        request=request or new_request(),
        at=at,
        policy=POLICY,
    )
    return [match.id for match in paused]


def paused_by_hand(office: Reporting, until: date) -> Match:
    return pause_match(
        office.store,
        actor=office.office["dana"],
        match_id=office.match.id,
        until=until,
        why="a holiday",
        request=new_request(),
        at=NOW,
        policy=POLICY,
    )


def match_now(office: Reporting) -> Match:
    with office.store.look() as view:
        return view.matches.many([office.match.id])[office.match.id]


def paused(office: Reporting, *match_ids: int) -> list[bool]:
    with office.store.look() as view:
        return [view.matches.many([one])[one].state is MatchState.PAUSED for one in match_ids]


def days_ahead(office: Reporting) -> list[date]:
    return [session.day for session in office.office.sessions(office.match) if session.state in AHEAD]


def steps(office: Reporting, number: int) -> list[Step]:
    with office.store.look() as view:
        return [step for step in view.concerns.steps([number])[number] if step.kind is StepKind.PAUSED]


# What is paused


def test_a_pause_that_ends_sooner_is_made_longer(reporting: Reporting) -> None:
    paused_by_hand(reporting, TODAY + 3 * DAY)
    assert days_ahead(reporting)[0] == date(2026, 11, 3)
    assert pauses(reporting, about(reporting)) == [reporting.match.id]
    assert (match_now(reporting).state, match_now(reporting).resumes_on) == (MatchState.PAUSED, TODAY + 14 * DAY)
    assert days_ahead(reporting)[0] == date(2026, 11, 10)


def test_a_pause_that_is_as_long_already_is_left_alone(office: Reporting) -> None:
    number = about(office)
    for until in (TODAY + 14 * DAY, TODAY + 20 * DAY):
        paused_by_hand(office, until)
        with pytest.raises(NobodyToPause):
            pauses(office, number)
        assert match_now(office).resumes_on == until
    assert steps(office, number) == []


@pytest.mark.parametrize(("ends_on", "at"), [(date(2026, 11, 3), NOW), (date(2026, 10, 27), NOW + DAY)])
def test_where_the_program_ends_within_the_pause_its_last_days_are_off_as_well(
    reporting: Reporting, ends_on: date, at: datetime
) -> None:
    number = about(reporting)
    reporting.office.add_program("ils", ends_on=ends_on)
    assert ends_on in days_ahead(reporting)
    assert pauses(reporting, number, at=at) == [reporting.match.id]
    assert [day for day in days_ahead(reporting) if day < at.date() + 14 * DAY] == []
    with reporting.store.look() as view:
        assert "concern" not in str(view.deeds.of(f"match-{reporting.match.id}"))
    with pytest.raises(NobodyToPause):
        pauses(reporting, number, at=at)


def test_a_pause_until_the_last_day_of_the_program_does_not_keep_that_day(office: Reporting) -> None:
    number, last = about(office), date(2026, 11, 3)
    office.office.add_program("ils", ends_on=last)
    paused_by_hand(office, last)
    assert pauses(office, number) == [office.match.id]
    assert last not in days_ahead(office) and match_now(office).resumes_on == last


# Single sessions


def stands_in(office: Reporting, who: str) -> int:
    """The first session of the match, with that monitor."""
    session = office.office.sessions(office.match)[0]
    replace_monitor(
        office.store,
        actor=office.office["dana"],
        session_id=session.id,
        monitor_id=office.office[who].id,
        kind=MonitorKind.PROCTOR,
        at=NOW,
        policy=POLICY,
    )
    return session.id


def about_sam(office: Reporting) -> int:
    return office.report("dana", ConcernKind.CONDUCT, about="sam").incident.id


def test_a_stand_in_without_a_match_of_their_own_is_not_said_to_have_nothing(reporting: Reporting) -> None:
    number, left = about_sam(reporting), stands_in(reporting, "sam")
    with pytest.raises(StillInSessions) as refused:
        pauses(reporting, number)
    assert refused.value.session_ids == (left,)
    told = sentence(refused.value)
    assert f"`/session monitor {left} NAME`" in told and f"`/session cancel {left}`" in told
    assert steps(reporting, number) == []


def test_the_file_names_the_sessions_that_a_pause_left_with_them_until_those_are_changed(office: Reporting) -> None:
    number, left = about_sam(office), stands_in(office, "sam")
    own = office.office.active(office.office.draft("ben", "mia", "sam", slot=Slot(Weekday.WE, time(16, 30))))
    assert pauses(office, number) == [own.id]
    (step,) = steps(office, number)
    assert step.note == f"#{own.id}"
    shown = str(file_view(office.opens("dana", number)))
    assert f"`/session monitor {left} NAME`" in shown and f"`/session cancel {left}`" in shown
    cancel_session(office.store, actor=office.office["dana"], session_id=left, why="snow", at=NOW)
    assert "/session monitor" not in str(file_view(office.opens("dana", number)))


def test_who_is_in_no_session_has_nothing_to_pause(office: Reporting) -> None:
    with pytest.raises(NobodyToPause) as refused:
        pauses(office, about_sam(office))
    assert not isinstance(refused.value, StillInSessions)


# Killed on the way


def killed_at(monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    """The process dies when the match after so many is to be paused."""
    real: Callable[..., Match] = pause_match
    done: list[int] = []

    def dying(*args: Any, **more: Any) -> Match:
        if len(done) == times:
            raise Killed
        done.append(more["match_id"])
        return real(*args, **more)

    monkeypatch.setattr(concern_pauses, "pause_match", dying)


@pytest.mark.parametrize("paused_before", [0, 1])
@pytest.mark.parametrize(("request_then", "written"), [("press", 1), ("another press", 2)])
def test_killed_on_the_way_the_file_says_who_decided_it_and_the_next_press_pauses_what_is_left(
    reporting: Reporting, monkeypatch: pytest.MonkeyPatch, paused_before: int, request_then: str, written: int
) -> None:
    number, own = about(reporting), reporting.match.id
    other = reporting.office.active(reporting.office.draft("ana", "mia", "sam", slot=Slot(Weekday.WE, time(16, 30)))).id
    with monkeypatch.context() as killing:
        killed_at(killing, paused_before)
        with pytest.raises(Killed):
            pauses(reporting, number, request="press")
    (step,) = steps(reporting, number)
    assert (step.by, step.note) == (reporting.office["dana"].id, f"#{own}, #{other}")
    assert paused(reporting, own, other) == [True] * paused_before + [False] * (2 - paused_before)

    again = pauses(reporting, number, request=request_then)
    assert again == ([own, other] if request_then == "press" else [own, other][paused_before:])
    assert paused(reporting, own, other) == [True, True]
    assert len(steps(reporting, number)) == written


def test_a_repeated_delivery_is_answered_alike_and_writes_nothing_more(reporting: Reporting) -> None:
    number = about(reporting)
    assert pauses(reporting, number, request="press") == pauses(reporting, number, request="press")
    assert len(steps(reporting, number)) == 1


def test_a_concern_that_was_closed_meanwhile_pauses_nothing(office: Reporting) -> None:
    number = about(office)
    office.writes("dana", number, StepKind.NO_ACTION, "a misunderstanding")
    office.writes("dana", number, StepKind.CLOSED, "a misunderstanding")
    with pytest.raises(ConcernIsOver):
        pauses(office, number)
    assert match_now(office).state is MatchState.ACTIVE
