"""Changing one's mind before a match begins, as people type it and read it in Slack."""

from __future__ import annotations

import pytest

from mentoring.matches import MatchDraft, MatchState
from mentoring.slots import Slot, Weekday
from tests.contract.bot_fixtures import ANA, BEN, DANA, RUTH, Office, office, quiet_office

__all__ = ["office", "quiet_office"]


def confirmed(office: Office) -> int:
    number = office.makes_match()
    assert "Match confirmed" in office.types(DANA, "/match", f"confirm {number} from 2026-11-03")
    office.play.settle()
    return number


def does(office: Office, user: str, text: str) -> str:
    said = office.types(user, "/match", text)
    office.play.settle()
    return said


def letters(office: Office, key: str, words: str) -> list[str]:
    found = [letter for letter in office.play.town.mail.letters() if f"{key}@example.org" in str(letter["to"])]
    return [letter["text"] for letter in found if words in f"{letter['subject']}\n{letter['text']}"]


def test_a_manager_reads_that_the_new_monitor_is_asked_first(office: Office) -> None:
    number = confirmed(office)
    said = does(office, DANA, f"monitor {number} Sam Okonkwo")
    assert f"proctor Sam Okonkwo is to watch over every session of match #{number}." in said
    assert "I am asking them" in said and "watches over match" not in said
    assert office.match(number).state is MatchState.PROPOSED
    assert letters(office, "sam", "Do you agree") and not letters(office, "sam", "on you watch over")
    assert "is not confirmed yet" in office.types(DANA, "/match", f"release {number}")


def test_the_mentor_reads_who_it_would_be_and_can_answer_anew_under_it(office: Office) -> None:
    number = confirmed(office)
    does(office, DANA, f"monitor {number} Sam Okonkwo")
    (told,) = [said for said in office.reads(ANA) if "Something has changed" in said]
    assert "Sam Okonkwo" in told and "your answer stays" in told and "Yes, and pick the first day" in told
    (relieved,) = [said for said in office.reads(RUTH) if "Something has changed" in said]
    assert "You need not watch over" in relieved and "Yes" not in relieved


def test_where_nobody_was_asked_the_manager_reads_how_it_goes_on(office: Office) -> None:
    number = confirmed(office)
    with office.play.store.begin() as work:
        match = work.matches.get(number)
        assert match is not None
        wednesday = Slot(Weekday.WE, match.slot.time, match.slot.minutes)
        people = match.mentor_id, match.student_ids, match.monitor_id, match.monitor_kind
        draft = MatchDraft(match.program_id, *people, wednesday, match.platform)
        quiet = work.matches.add(draft, manager_id=match.manager_id, at=office.play.clock.now())
    said = does(office, DANA, f"monitor {quiet.id} Sam Okonkwo")
    assert f"`/match offer {quiet.id}`" in said and f"`/match confirm {quiet.id}`" in said
    assert not letters(office, "sam", "Do you agree")


def test_a_mentor_who_leaves_a_match_that_has_not_begun_says_no(office: Office) -> None:
    number = confirmed(office)
    said = does(office, ANA, f"leave {number} because of my job")
    assert "this is your no" in said and "come as planned" not in said and "nothing to end" not in said
    (told,) = [message for message in office.reads(DANA) if "Somebody said no" in message]
    assert "Ana Silva" in told and "of my job" in told
    assert "Your manager knows already" in office.types(ANA, "/match", f"leave {number} because of my job")
    assert "That is not one of your matches." in office.types(BEN, "/match", f"leave {number} because of my job")


def test_a_monitor_leaves_a_match_that_is_only_proposed(office: Office) -> None:
    number = office.makes_match()
    assert "this is your no" in does(office, RUTH, f"leave {number} because evenings are full 🙏 مساء")
    assert any("evenings are full 🙏" in said for said in office.reads(DANA))


def test_the_mentor_hears_of_a_first_day_that_the_manager_changes(office: Office) -> None:
    number = confirmed(office)
    does(office, DANA, f"confirm {number} from 2027-02-02")
    (told,) = [said for said in office.reads(ANA) if "Something has changed" in said]
    assert "would now be Tuesday, Feb 2" in told and "Yes, and pick the first day" in told


REFUSED = [
    ("/match", "monitor 1 Ruth Abernathy", "Ruth Abernathy is the monitor of match #1 already. Name whoever"),
    ("/mentoring", "limit Ana Silva 0 matches", "A limit of matches is from 1 to 40."),
    ("/mentoring", "limit Ana Silva 41 hours", "A limit of hours a week is from 1 to 40."),
    ("/mentoring", "limit Ana Silva 200 minutes", "A limit of minutes between sessions is from 0 to 120."),
    ("/mentoring", "checkin 1 student call -5 min", "from 1 to 480 minutes"),
    ("/mentoring", "checkin 1 student call −5 minutes all is well", "from 1 to 480 minutes"),
    ("/mentoring", "checkin 1 student call 0 min", "from 1 to 480 minutes"),
    ("/mentoring", "checkin 1 student call 123456 min", "from 1 to 480 minutes"),
]


@pytest.mark.parametrize(("command", "text", "told"), REFUSED, ids=[text for _, text, _ in REFUSED])
def test_what_is_refused_says_what_is_wrong(quiet_office: Office, command: str, text: str, told: str) -> None:
    assert told in quiet_office.types(DANA, command, text)


def test_a_dash_before_the_minutes_is_no_minus_sign(quiet_office: Office) -> None:
    assert "Noted" in quiet_office.types(DANA, "/mentoring", "checkin 1 student call - 10 min about fractions")
    with quiet_office.play.store.look() as view:
        (logged,) = view.check_ins.of_match(1, limit=2)
    assert (logged.minutes, logged.note) == (10, "about fractions")


def test_asking_about_a_match_that_goes_on_is_refused_in_words(office: Office) -> None:
    number = office.releases_match()
    said = office.types(DANA, "/match", f"offer {number}")
    assert f"Match #{number} is active, so nobody is asked about it any more." in said and "become" not in said
