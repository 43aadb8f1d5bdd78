"""Trainings, as managers and volunteers read them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.blocks.layout import context, header, lines, section
from bot.commands.words import Reply
from bot.wording import PLATFORM_NAMES, name
from mentoring import wall
from mentoring.acts.training import TrainingLine
from mentoring.people import Person, Role
from mentoring.trainings import SeatState


def training_text(line: TrainingLine, reader: Person) -> str:
    """«*3* Wednesday, Nov 4, 6:00 PM to 7:30 PM · mentors and proctors · Zoom · 4 of 20 places · with Dana Cruz»."""
    training, whose = line.training, " and ".join(f"{role}s" for role in sorted(line.training.roles))
    when = f"{wall.day(training.day)}, {wall.span(training.starts_at, training.ends_at, training.zone)}"
    mine = " · *you have a place*" if line.seat_of(reader.id) is not None else ""
    return (
        f"*{training.id}* {when} · {whose} · {PLATFORM_NAMES[training.platform]} · {line.taken} of {training.seats} "
        f"places · with {name(line.people[training.facilitator_id])}{mine}"
    )


def training_list(found: Sequence[TrainingLine], reader: Person) -> Reply:
    if not found:
        hint = " `/mentoring training plan Wed 6pm, 90 min` plans one." if reader.has(Role.MANAGER) else ""
        return Reply(f"No training is planned.{hint}")
    title = f"Trainings ahead: {len(found)}"
    hint = "`/mentoring training join 3` takes a place, `/mentoring training leave 3` gives it back."
    return Reply(f"{title}.", (header(title), *lines(training_text(line, reader) for line in found), context(hint)))


def planned(line: TrainingLine, reader: Person) -> Reply:
    number = line.training.id
    told = "Its room is made a week before, and proven not to record. Volunteers sign up on their own page, or with "
    return _said("Training planned", line, reader, f"{told}`/mentoring training join {number}`.")


def joined(line: TrainingLine, person: Person, reader: Person) -> Reply:
    who = "You have" if person.id == reader.id else f"{name(person)} has"
    return _said(f"{who} a place", line, reader, "Their own way in is in the message that I am sending now.")


def left(line: TrainingLine, reader: Person) -> Reply:
    return _said("The place is free", line, reader, "Thank you for telling me.")


def moved(line: TrainingLine, reader: Person) -> Reply:
    taken = sum(seat.state is SeatState.TAKEN for seat in line.seats)
    then = f"Places are kept, and everybody who has one ({taken}) is being told. Its room is another one."
    return _said("Training moved", line, reader, then)


def cancelled(line: TrainingLine, reader: Person) -> Reply:
    taken = sum(seat.state is SeatState.TAKEN for seat in line.seats)
    return _said("Training called off", line, reader, f"Everybody who had a place ({taken}) is being told.")


def settled(line: TrainingLine, person: Person, reader: Person, *, there: bool) -> Reply:
    then = "The closing mail is on its way." if there else "They are being asked to sign up again."
    return _said(f"{name(person)}: {'complete' if there else 'incomplete'}", line, reader, then)


def shown(line: TrainingLine, reader: Person) -> Reply:
    seats = [s for s in line.seats if s.state is not SeatState.GIVEN_BACK]
    told = [f"{name(line.people[seat.person_id])}: {_STATES[seat.state]}" for seat in seats] or ["Nobody has a place."]
    return Reply(f"Training {line.training.id}.", (section(training_text(line, reader)), *lines(told)))


_STATES = {
    SeatState.TAKEN: "has a place",
    SeatState.COMPLETE: "complete",
    SeatState.INCOMPLETE: "away for too long",
    SeatState.ABSENT: "did not come",
    SeatState.UNVERIFIED: "I cannot tell",
}


def _said(what: str, line: TrainingLine, reader: Person, then: str) -> Reply:
    text = f"{what}: training {line.training.id}."
    return Reply(text, (section(f"*{what}*\n{training_text(line, reader)}"), context(then)))
