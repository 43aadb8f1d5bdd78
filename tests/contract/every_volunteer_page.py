"""The pages that volunteers without Slack may come to, in every state: an offer, a checklist, a training."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mentoring.acts.offering import ask_somebody, decline_cover, take_cover
from mentoring.acts.seeking import start_seeking
from mentoring.acts.training import cancel_training, join_training
from tests.contract.every_page import Scene, Visit
from tests.contract.program_fixtures import POLICY
from tests.contract.test_web_volunteer import interview, planned
from tests.contract.web_fixtures import SESSION_DAY, House


def standing_in(house: House) -> Iterator[Visit]:
    at, (dana, sam) = house.clock.now(), (house.office["dana"], house.office["sam"])
    start_seeking(house.store, actor=dana, session_id=house.session.id, at=at)
    ask_somebody(house.store, actor=dana, session_ids=[house.session.id], person_id=sam.id, at=at, policy=POLICY)
    with house.store.look() as view:
        (offer,) = view.offers.of([house.session.id])[house.session.id]
    path = house.own("cover", "sam", offer.id)
    yield Visit("asked to stand in", path)
    yield Visit("cannot stand in", path, {"answer": "no"})
    yield Visit("neither can nor cannot", path, {"answer": "maybe"}, 404)
    decline_cover(house.store, actor=sam, offer_ids=[offer.id], at=at)
    take_cover(house.store, actor=sam, offer_ids=[offer.id], at=at, policy=POLICY)
    yield Visit("nobody is needed", path, {"answer": "yes"})
    yield Visit("forged offer", "/cover/forged", status=404)


def first_day(house: House) -> Iterator[Visit]:
    ana = house.office["ana"].id
    path = house.own("checklist", "ana", house.session.match_id, ana)
    yield Visit("checklist", path)
    yield Visit("no such item", path, {"done": ["x"]}, 422)
    in_class = house.office.active(house.office.in_class(starts_on=SESSION_DAY, mentor="ben"), at=house.clock.now())
    yield Visit("checklist in class", house.own("checklist", "ben", in_class.id, house.office["ben"].id))
    yield Visit("forged checklist", "/checklist/forged", status=404)


def training(house: House) -> Iterator[Visit]:
    interview(house)
    first, gus, at = planned(house), house.office["gus"], house.clock.now()
    join_training(house.store, actor=gus, person_id=gus.id, training_id=first.id, at=at, policy=POLICY)
    path = house.own("training", "gus", first.id, gus.id)
    yield Visit("early training", path, status=403)
    yield Visit("forged training", "/training/forged", status=404)
    house.clock.move_to(first.starts_at)
    yield Visit("training without a room", path, status=503)
    house.clock.move_to(first.ends_at)
    yield Visit("training that is over", path, status=410)


def training_called_off(house: House) -> Iterator[Visit]:
    interview(house)
    (dana, gus), at, day = (house.office["dana"], house.office["gus"]), house.clock.now(), planned(house)
    join_training(house.store, actor=gus, person_id=gus.id, training_id=day.id, at=at, policy=POLICY)
    cancel_training(house.store, actor=dana, training_id=day.id, why="snow", at=at)
    yield Visit("training that was called off", house.own("training", "gus", day.id, gus.id), status=410)


SCENES: Sequence[Scene] = (standing_in, first_day, training, training_called_off)
