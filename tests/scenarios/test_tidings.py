"""News that no session and no alert carries: by direct message where a person has Slack, by letter where not."""

from __future__ import annotations

from pathlib import Path

from mentoring.acts.telling import tell_people
from mentoring.tidings import Tiding, Topic
from sandbox.telling import shown_text
from tests.scenarios.play_fixtures import AMARA, ANA, ANGELA, DANA, MEET, MONDAY, Stage, on_stage

NEWS = "The next mentoring sessions cannot be planned"


def tell(stage: Stage, reader: str, key: str = "news") -> None:
    """As whatever finds out would tell it."""
    people, facts = {"mentor": stage.person(ANA).id}, {"day": "2027-03-14", "hour": "2:30 AM"}
    at = stage.play.clock.now()
    with stage.play.store.begin() as work:
        match_id = work.matches.all_ids()[0]
        tell_people(work, [Tiding(key, Topic.NOT_EXTENDED, stage.person(reader).id, at, match_id, people, facts)])
    stage.settle()


def test_a_manager_reads_it_in_slack_in_whole_sentences(tmp_path: Path) -> None:
    with on_stage(tmp_path, MEET, start=MONDAY) as stage:
        tell(stage, DANA)
        said = shown_text(stage.message(DANA, NEWS))
        assert "of match #1 with Ana Silva cannot be planned: 2:30 AM does not exist on Sunday, Mar 14" in said
        assert "Hello" not in said and not stage.letters(DANA)


def test_a_childs_guardian_gets_a_letter(tmp_path: Path) -> None:
    with on_stage(tmp_path, MEET, start=MONDAY) as stage:
        tell(stage, AMARA)
        (letter,) = stage.letters(ANGELA, NEWS)
        assert letter["text"].startswith("Hello Angela,\n\nThe next sessions of match #1")
        assert "Silva" not in letter["subject"]


def test_an_answer_that_is_lost_brings_it_no_second_time(tmp_path: Path) -> None:
    with on_stage(tmp_path, MEET, start=MONDAY) as stage:
        stage.order("slack", "lost_answer", 1, path="chat.postMessage")
        tell(stage, DANA)
        stage.wait(minutes=5)
        assert len(stage.messages(DANA, NEWS)) == 1


def test_while_slack_is_down_it_waits_and_is_brought_afterwards(tmp_path: Path) -> None:
    with on_stage(tmp_path, MEET, start=MONDAY) as stage:
        stage.order("slack", "error", 3, path="chat.postMessage")
        tell(stage, DANA)
        assert not stage.messages(DANA, NEWS)
        stage.wait(minutes=5)
        assert len(stage.messages(DANA, NEWS)) == 1
