"""Every page that somebody without Slack may come to, in every state that it has words for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta

from sqlalchemy import update

from integrations.database.tables import people
from mentoring.acts.consenting import answer_match
from mentoring.acts.ending import end_match, leave_match
from mentoring.acts.opting import take_word_back
from mentoring.acts.volunteering import set_check
from mentoring.consents import Choice
from mentoring.matches import Match, MatchState, MonitorKind
from mentoring.people import Role
from mentoring.relay import LONGEST
from mentoring.sessions import SessionState
from mentoring.slots import Slot, Weekday
from sandbox.faults import Effect
from tests.contract.nomination_fixtures import GUARDIAN, STUDENT, TEACHER, given
from tests.contract.program_fixtures import POLICY, new_request, person_row
from tests.contract.web_fixtures import SESSION_DAY, House
from web.nominate import STOP, WITHIN

Form = Mapping[str, str | Sequence[str]]


@dataclass(frozen=True)
class Visit:
    """One request, and what it is answered with. `form`: it is sent; `invalid`: the fields that must be mended."""

    name: str
    path: str
    form: Form | None = None
    status: int = 200
    invalid: frozenset[str] = frozenset()
    before: Callable[[], object] = field(default=lambda: None)
    """What must be true each time."""


Scene = Callable[[House], Iterator[Visit]]


def wrong(name: str, path: str, *invalid: str, **form: str | Sequence[str]) -> Visit:
    return Visit(name, path, form, 422, frozenset(invalid))


# The nomination form

NOT_SO: Mapping[str, Sequence[str]] = {
    "first_name": ["123"],
    "last_name": ["see https://example.net"],
    "age": ["adult"],
    "grade": ["13"],
    "school": ["x" * 200],
    "home_language": ["klingon"],
    "your_email": ["nobody"],
    "your_phone": ["one two three"],
}


def nominating(house: House) -> Iterator[Visit]:
    yield Visit("who asks", "/nominate")
    yield Visit("thanks", "/nominate/thanks")
    yield wrong("nobody asks", "/nominate", nominator="stranger")
    yield Visit("far too much", "/nominate", {"note": "x" * 70_000}, 400)
    yield from _forms(house, "guardian", GUARDIAN)


def nominating_oneself(house: House) -> Iterator[Visit]:
    yield from _forms(house, "student", STUDENT)
    young = given(STUDENT, token=_page_of(house, minutes=5), age="from_13", your_email=None)
    yield wrong("a young student", "/nominate", "age", "your_email", **young)


def nominating_from_a_class(house: House) -> Iterator[Visit]:
    yield from _forms(house, "teacher", TEACHER)
    flawed = {**given(GUARDIAN, token=_page_of(house, minutes=5)), **NOT_SO}
    yield Visit("flawed form", "/nominate", flawed, 422, frozenset(NOT_SO))


def _page_of(house: House, *, minutes: int) -> str:
    """The token of a form that was opened so long ago."""
    return house.context.forms.issue("nominate", at=house.clock.now() - timedelta(minutes=minutes))


def _forms(house: House, who: str, filled: Mapping[str, Sequence[str]]) -> Iterator[Visit]:
    earlier, about = _page_of(house, minutes=5), {"nominator": who, "token": _page_of(house, minutes=5)}
    yield Visit(f"form of a {who}", f"/nominate?as={who}")
    yield Visit(f"empty form of a {who}", "/nominate", about, 422, EMPTY | MISSING[who])
    yield wrong(f"too quick {who}", "/nominate", **given(filled, token=_page_of(house, minutes=0)))
    yield wrong(f"too late {who}", "/nominate", **given(filled, token=_page_of(house, minutes=13 * 60)))
    yield wrong(f"robot {who}", "/nominate", **given(filled, token=earlier, website="x"))


EMPTY = frozenset({"first_name", "age", "grade", "school", "subjects", "home_language", "days", "parts", "consent"})
MISSING = {
    "guardian": frozenset({"your_name", "your_email"}),
    "student": frozenset({"your_email"}),
    "teacher": frozenset({"your_name", "your_email", "platform"}),
}


def busy(house: House) -> Iterator[Visit]:
    for _ in range(61):
        house.ask("POST", "/nominate", data={})
    yield Visit("too many forms", "/nominate", given(GUARDIAN), 429)


def used_up(house: House) -> Iterator[Visit]:
    token = _page_of(house, minutes=5)
    for name in ("Ada", "Bo", "Cy", "Di", "Ed"):
        house.ask("POST", "/nominate", data=given(GUARDIAN, token=token, first_name=name))
    yield wrong("a sixth from one page", "/nominate", **given(GUARDIAN, token=token, first_name="Flo"))


def stopped(house: House) -> Iterator[Visit]:
    form = given(GUARDIAN, token=_page_of(house, minutes=5))
    for number in range(STOP):
        if number % 50 == 0:
            house.clock.advance(WITHIN)
        house.ask("POST", "/nominate", data=form)
    yield Visit("too many forms today", "/nominate", form, 429)


# The doors


def doors(house: House) -> Iterator[Visit]:
    amara, ruth, start = house.door("amara"), house.door("ruth"), house.session.starts_at
    yield Visit("forged door", "/join/forged", status=404)
    yield Visit("early door", amara, status=403)
    house.move_session(timedelta(hours=1))
    yield Visit("early door of a moved session", amara, status=403)
    house.clock.move_to(start + timedelta(hours=1))
    yield Visit("no room", amara, status=503)
    house.make_room()
    down = house.zoom.faults
    yield Visit("platform down", ruth, status=503, before=lambda: down.order("zoom", Effect.ERROR, 1))
    house.move(SessionState.CANCELLED)
    yield Visit("cancelled", amara, status=410)
    house.move(SessionState.HELD)
    yield Visit("over, after it was moved", amara, status=410)


def shut_doors(house: House) -> Iterator[Visit]:
    sam, ana, amara, ruth = (house.door(key) for key in ("sam", "ana", "amara", "ruth"))
    with house.store.begin() as work:
        work.doors.revoke(house.session.id, at=house.clock.now(), person_id=house.office["sam"].id)
    house.clock.move_to(house.session.starts_at)
    yield Visit("somebody else watches", sam, status=410)
    house.make_room()
    dana, lapsed, at = house.office["dana"], house.office["ruth"].id, house.clock.now()
    set_check(house.store, actor=dana, person_id=lapsed, until=None, why="", at=at, policy=POLICY)
    yield Visit("nobody watches", amara, status=503)
    yield Visit("relieved", ruth, status=410)
    with house.office.engine.execution_options(writes=True).begin() as conn:
        conn.execute(update(people).where(people.c.key == "ana").values(background_check_until=date(2026, 11, 23)))
    yield Visit("not cleared", ana, status=403)


def door_that_is_over(house: House) -> Iterator[Visit]:
    amara = house.door("amara")
    house.clock.move_to(house.session.ends_at)
    yield Visit("over", amara, status=410)


# Asked whether they agree


def rsvp(house: House, match: Match, key: str) -> str:
    return house.own("rsvp", key, match.id, house.office[key].id)


def asked(house: House) -> Iterator[Visit]:
    """A guardian of one child, a mentor without Slack, and a proctor without one."""
    office, at = house.office, house.clock.now()
    match = office.create(office.draft(student="amara", mentor="ben", monitor="sam", starts_on=None), at=at)
    grace, ben, sam = (rsvp(house, match, key) for key in ("grace", "ben", "sam"))
    for name, path in (("guardian", grace), ("mentor", ben), ("proctor", sam)):
        yield Visit(f"asked: {name}", path)
        yield wrong(f"asked, says nothing: {name}", path, "say")
        yield wrong(f"asked, says too much: {name}", path, "why", say="no", why="x" * 501)
    yield wrong("asked, no first day", ben, "starts_on", say="yes")
    yield wrong("asked, a day long past", ben, "starts_on", say="yes", starts_on="2026-10-01")
    yield wrong("asked, a day far ahead", ben, "starts_on", say="yes", starts_on="2030-01-01")
    answer(house, match, "grace", Choice.NO)
    yield Visit("said no", grace)
    answer(house, match, "grace", Choice.YES)
    yield Visit("said yes", grace)
    end_match(house.store, actor=office["dana"], match_id=match.id, why="x", request=new_request(), at=at)
    yield Visit("nothing to answer", grace)
    yield Visit("forged question", "/rsvp/forged", status=404)


def asked_for_two(house: House) -> Iterator[Visit]:
    """A guardian who would watch over it, and two students of whom one is of age."""
    office, at = house.office, house.clock.now()
    watched = office.draft(student="amara", monitor="grace", monitor_kind=MonitorKind.GUARDIAN, starts_on=None)
    yield Visit("asked: guardian who watches", rsvp(house, office.create(watched, at=at), "grace"))
    two = office.draft(mentor="ben", student_ids=office.ids("luis", "mia"), monitor="sam", starts_on=SESSION_DAY)
    match = office.create(two, at=at)
    yield Visit("asked: student, with a first day", rsvp(house, match, "luis"))
    yield Visit("asked: proctor of two", rsvp(house, match, "sam"))


def answer(house: House, match: Match, key: str, choice: Choice) -> None:
    person, at = house.office[key], house.clock.now()
    answer_match(
        house.store, actor=person, match_id=match.id, choice=choice, why="", starts_on=None, at=at, policy=POLICY
    )


def going(house: House) -> Iterator[Visit]:
    with house.store.look() as view:
        match = view.matches.get(house.session.match_id)
    assert match is not None
    grace, person, at = rsvp(house, match, "grace"), house.office["grace"], house.clock.now()
    yield Visit("going on", grace)
    yield wrong("going on, answers too late", grace, say="yes")
    yield wrong("wants to stop, says nothing", grace, "why", say="leave")
    yield wrong("wants to stop, says too much", grace, "why", say="leave", why="x" * 501)
    leave_match(house.store, actor=person, match_id=match.id, why="We move", at=at, policy=POLICY)
    yield Visit("has said that they stop", grace)
    yield Visit("far too long a word", grace, {"say": "x" * 40}, 422)


# A guardian's word


def watching_over(house: House) -> Iterator[Visit]:
    guardian, child = house.office.ids("grace", "amara")
    path = house.own("optin", "grace", guardian, child)
    yield Visit("has given their word", path)
    take_back(house)
    yield Visit("has taken their word back", path)
    hana, kofi = (person_row("hana", Role.GUARDIAN), person_row("kofi", Role.STUDENT, adult=False, guardian="hana"))
    house.office.add_people(hana, kofi)
    yield Visit("may give their word", house.own("optin", "hana", *house.office.ids("hana", "kofi")))
    yield Visit("says neither", path, {"answer": "maybe"}, 404)
    yield Visit("forged word", "/optin/forged", status=404)


def take_back(house: House) -> None:
    """Grace does not watch over Amara any more."""
    grace, at = house.office["grace"], house.clock.now()
    child = house.office["amara"].id
    take_word_back(house.store, actor=grace, guardian_id=grace.id, child_id=child, on=at.date(), at=at, policy=POLICY)


# The family's own page


def family(house: House) -> Iterator[Visit]:
    assert house.session
    path = house.own("family", "grace", house.office["grace"].id)
    about = {"session": f"{house.session.id}", "child": f"{house.office['amara'].id}"}
    yield Visit("sessions", path)
    for done in ("wishes", "cannot", "coming"):
        yield Visit(f"sessions, {done}", f"{path}?done={done}")
    yield wrong("no such language", path, "language", do="wishes", language="x", timezone="")
    yield wrong("no such zone", path, "timezone", do="wishes", language="en", timezone="Mars/Olympus")
    yield wrong("no such session", path, do="cannot", session="99999", child=about["child"])
    yield Visit("asks for nothing known", path, {"do": "everything"}, 400)
    house.ask("POST", path, data={"do": "cannot", **about})
    yield Visit("sessions to which they cannot come", path)
    leave_match(
        house.store,
        actor=house.office["grace"],
        match_id=house.session.match_id,
        why="We move",
        at=house.clock.now(),
        policy=POLICY,
    )
    yield Visit("a match that they want to stop", path)
    yield Visit("no sessions", house.own("family", "luis", house.office["luis"].id))
    yield Visit("forged family", "/family/forged", status=404)


def family_that_watches(house: House) -> Iterator[Visit]:
    """Sessions in the night of the clock change, of a student of age, and a guardian in the room themselves."""
    office, at = house.office, house.clock.now()
    watched = office.draft(student="amara", monitor="grace", monitor_kind=MonitorKind.GUARDIAN, starts_on=SESSION_DAY)
    office.active(watched, at=at)
    yield Visit("a guardian who watches", house.own("family", "grace", office["grace"].id))
    take_back(house)
    yield Visit("a guardian who watches no longer", house.own("family", "grace", office["grace"].id))
    night = Slot(Weekday.SU, time(0, 30), 90)
    office.active(office.draft(mentor="ben", student="luis", slot=night, starts_on=date(2027, 3, 14)), at=at)
    house.clock.move_to(at + timedelta(days=90))
    yield Visit("a student of age, in the night of the change", house.own("family", "luis", office["luis"].id))


# Writing


def writing(house: House) -> Iterator[Visit]:
    match, office = house.session.match_id, house.office
    grace = house.own("write", "grace", match, *office.ids("grace", "ana"))
    yield Visit("to the mentor of a child", grace)
    yield Visit("to a family", house.own("write", "ana", match, *office.ids("ana", "grace")))
    for done in ("sent", "held"):
        yield Visit(f"written: {done}", f"{grace}?done={done}")
    yield wrong("an empty message", grace, "text", text="", once="1")
    yield wrong("too long a message", grace, "text", text="x" * (LONGEST + 1), once="2")
    for number in range(POLICY.relay_a_day):
        house.ask("POST", grace, data={"text": "Hello", "once": f"many-{number}"})
    yield wrong("too many messages", grace, "text", text="Hello", once="3")
    with house.store.begin() as work:
        assert work.matches.move(match, MatchState.ACTIVE, MatchState.ENDED)
    yield wrong("after the end", grace, "text", text="Hello", once="5")
    yield Visit("forged letter", "/write/forged", status=404)


def writing_in_class(house: House) -> Iterator[Visit]:
    office, at = house.office, house.clock.now()
    match = office.active(office.in_class(starts_on=SESSION_DAY), at=at)
    yield Visit("a teacher to a mentor", house.own("write", "carol", match.id, *office.ids("carol", "ana")))
    yield Visit("a student in class, who writes to nobody", house.own("family", "luis", office["luis"].id))
    yield Visit("a mentor to a teacher", house.own("write", "ana", match.id, *office.ids("ana", "carol")))
    grown = office.active(office.draft(student="mia", mentor="ben", monitor="sam", starts_on=SESSION_DAY), at=at)
    mia = house.own("write", "mia", grown.id, *office.ids("mia", "ben"))
    yield Visit("a student of age to their mentor", mia)
    with house.office.engine.execution_options(writes=True).begin() as conn:
        conn.execute(update(people).where(people.c.key == "ben").values(sealed_email=None))
    yield wrong("to a mentor whom nobody reaches", mia, "text", text="Hello", once="1")


# Links that are over


def expired(house: House) -> Iterator[Visit]:
    office, match = house.office, house.session.match_id
    paths = {
        "family": house.own("family", "grace", office["grace"].id),
        "question": house.own("rsvp", "grace", match, office["grace"].id),
        "letter": house.own("write", "grace", match, *office.ids("grace", "ana")),
        "word": house.own("optin", "grace", *office.ids("grace", "amara")),
        "volunteer": house.own("volunteer", "ana", office["ana"].id),
    }
    door = house.door("amara")
    house.clock.advance(timedelta(days=500))
    for name, path in paths.items():
        yield Visit(f"{name} that is over", path, status=410)
        yield Visit(f"{name} that is over, sent", path, {"x": "1"}, 410)
    yield Visit("door that is over", door, status=410)


# What no page takes


def nowhere(house: House) -> Iterator[Visit]:
    yield Visit("no such page", "/nowhere", status=404)
    yield Visit("not sent to that page", "/nominate/thanks", {"x": "1"}, 405)
    yield Visit("far too large", "/nominate", {"note": "x" * 1_100_000}, 413)
    door = house.door("amara")
    with house.office.engine.execution_options(writes=True).begin() as conn:
        conn.exec_driver_sql("DROP TABLE visits")
    yield Visit("broken on our side", door, status=500)


SCENES: Sequence[Scene] = (
    nominating,
    nominating_oneself,
    nominating_from_a_class,
    busy,
    used_up,
    stopped,
    doors,
    shut_doors,
    door_that_is_over,
    asked,
    asked_for_two,
    going,
    watching_over,
    family,
    family_that_watches,
    writing,
    writing_in_class,
    expired,
    nowhere,
)
