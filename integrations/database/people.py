"""People, how they are found, and where their conversations stand."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update
from sqlalchemy.sql import Select

from integrations.database.bulk import among
from integrations.database.cover import opt_ins_of
from integrations.database.tables import contacts, name_words, people, person_roles, requests
from integrations.database.upserts import insert_into
from mentoring.people import Clearance, OptIn, Person, Profile, Role, folded
from mentoring.rosters import PersonRow
from mentoring.store import Vault

_CLEARANCE = [field.name for field in fields(Clearance)]


class SqlPeople:
    """E-mail addresses are sealed, and found by their fingerprint."""

    def __init__(self, conn: Connection, vault: Vault) -> None:
        self._conn, self._vault = conn, vault

    def get(self, person_id: int) -> Person:
        return self.many([person_id])[person_id]

    def many(self, person_ids: Collection[int]) -> dict[int, Person]:
        if not person_ids:
            return {}
        found = self._load(select(people).where(among(self._conn, people.c.id, person_ids)))
        return {person.id: person for person in found}

    def by_slack(self, slack_user_id: str) -> Person | None:
        return self._one(select(people).where(people.c.slack_user_id == slack_user_id))

    def by_email(self, email: str) -> Person | None:
        return self._one(select(people).where(people.c.email_fingerprint == self._vault.fingerprint(email)))

    def by_key(self, key: str) -> Person | None:
        return self._one(select(people).where(people.c.key == key))

    def named(self, name: str, role: Role | None = None, *, limit: int = 25) -> Sequence[Person]:
        words = folded(name).split()
        if not words:
            return []
        query = select(people).order_by(people.c.folded_name).limit(limit)
        if role is not None:
            query = query.where(people.c.id.in_(select(person_roles.c.person_id).where(person_roles.c.role == role)))
        exact = self._load(query.where(people.c.folded_name == " ".join(words)))
        return exact or self._load(self._with_words(query, words))

    def _with_words(self, query: Select[Any], words: Sequence[str]) -> Select[Any]:
        for word in words:
            upper = word[:-1] + chr(ord(word[-1]) + 1)
            begins = (name_words.c.word >= word) & (name_words.c.word < upper)
            query = query.where(people.c.id.in_(select(name_words.c.person_id).where(begins)))
        return query

    def hold(self, person_ids: Collection[int]) -> None:
        # Always in one order, so that two transactions cannot wait for each other. On SQLite the only writer holds all.
        held = select(people.c.id).where(among(self._conn, people.c.id, person_ids)).order_by(people.c.id)
        self._conn.execute(held.with_for_update(key_share=True))

    def keys(self) -> Mapping[int, str]:
        return {row.id: row.key for row in self._conn.execute(select(people.c.id, people.c.key))}

    def managers(self, *, limit: int | None = None) -> Sequence[Person]:
        first = self._of_managers().order_by(person_roles.c.person_id).limit(limit)
        return self._load(select(people).where(people.c.id.in_(first)).order_by(people.c.id))

    def manager_ids(self) -> frozenset[int]:
        return frozenset(self._conn.scalars(self._of_managers()))

    @staticmethod
    def _of_managers() -> Select[tuple[int]]:
        return select(person_roles.c.person_id).where(person_roles.c.role == Role.MANAGER)

    def all(self) -> Sequence[Person]:
        return self._load(select(people).order_by(people.c.id))

    def profiles(self, role: Role) -> Sequence[Profile]:
        guardians, clearance = people.alias("guardians"), [people.c[name] for name in _CLEARANCE]
        through = (guardians.c.id == people.c.guardian_id) & people.c.adult.is_(False)
        query = (
            select(people.c.id, func.coalesce(guardians.c.language, people.c.language), *clearance)
            .join(person_roles, (person_roles.c.person_id == people.c.id) & (person_roles.c.role == role))
            .join(guardians, through, isouter=True)
            .order_by(people.c.id)
        )
        return [Profile(number, reads, Clearance(*dates)) for number, reads, *dates in self._conn.execute(query)]

    def names(self, role: Role) -> Sequence[tuple[int, str]]:
        held = select(person_roles.c.person_id).where(person_roles.c.role == role)
        found = self._conn.execute(
            select(people.c.id, people.c.name).where(people.c.id.in_(held)).order_by(people.c.id)
        )
        return [(number, name) for number, name in found]

    def save(self, row: PersonRow) -> tuple[Person, bool]:
        known = self.by_key(row.key)
        values = self._values(row)
        if known is None:
            new_id = self._conn.execute(insert(people).values(**values).returning(people.c.id)).scalar_one()
            self._save_parts(new_id, row)
            return self.get(new_id), True
        if self._same(known, row) and self._wished(known.id) == (row.language, row.timezone):
            return known, False
        self._conn.execute(update(people).where(people.c.id == known.id).values(**values))
        self._save_parts(known.id, row)
        return self.get(known.id), True

    def link(self, row: PersonRow) -> bool:
        links = {"guardian_id": self._id(row.guardian), "deputy_id": self._id(row.deputy)}
        person = self.by_key(row.key)
        if person is None or (person.guardian_id, person.deputy_id) == tuple(links.values()):
            return False
        self._conn.execute(update(people).where(people.c.id == person.id).values(**links))
        return True

    def choose(self, person_id: int, *, language: str, timezone: str | None) -> None:
        # The program's own zone is a choice as well, and not the lack of one.
        chosen = {"chosen_language": language, "chosen_timezone": timezone or ""}
        self._conn.execute(update(people).where(people.c.id == person_id).values(**chosen))

    def guardians_of(self, student_ids: Collection[int]) -> dict[int, int]:
        theirs = among(self._conn, people.c.id, student_ids) & people.c.adult.is_(False)
        students = select(person_roles.c.person_id).where(person_roles.c.role == Role.STUDENT)
        query = select(people.c.id, people.c.guardian_id).where(theirs, people.c.id.in_(students))
        return {row.id: row.guardian_id for row in self._conn.execute(query) if row.guardian_id is not None}

    def end_links(self, person_id: int, *, since: datetime) -> None:
        self._conn.execute(update(people).where(people.c.id == person_id).values(links_since=since))

    def children_of(self, guardian_id: int) -> Sequence[Person]:
        theirs = (people.c.guardian_id == guardian_id) & people.c.adult.is_(False)
        return self._load(select(people).where(theirs).order_by(people.c.id))

    def _wished(self, person_id: int) -> tuple[str, str | None]:
        """Language and time zone of the roster, whatever the person has chosen since."""
        row = self._conn.execute(select(people.c.language, people.c.timezone).where(people.c.id == person_id)).one()
        return row.language, row.timezone

    def vacate(self, person_id: int) -> None:
        nothing = {"sealed_email": None, "email_fingerprint": None, "slack_user_id": None}
        self._conn.execute(update(people).where(people.c.id == person_id).values(**nothing))

    def _id(self, key: str | None) -> int | None:
        return self._conn.scalar(select(people.c.id).where(people.c.key == key)) if key else None

    def _values(self, row: PersonRow) -> dict[str, Any]:
        return {
            "key": row.key,
            "name": row.name,
            "folded_name": folded(row.name),
            "sealed_email": self._vault.seal(row.email) if row.email else None,
            "email_fingerprint": self._vault.fingerprint(row.email) if row.email else None,
            "slack_user_id": row.slack_id,
            "sealed_phone": self._vault.seal(row.phone) if row.phone else None,
            "language": row.language,
            "timezone": row.timezone,
            "adult": row.adult,
            "guardian_opted_in_on": row.guardian_opted_in_on,
            "school": row.school,
            **{name: getattr(row.clearance, name) for name in _CLEARANCE},
        }

    @staticmethod
    def _same(known: Person, row: PersonRow) -> bool:
        mine = (known.name, known.roles, known.email, known.phone, known.slack_user_id, known.clearance)
        theirs = (row.name, row.roles, row.email, row.phone, row.slack_id, row.clearance)
        rest = (known.adult, known.guardian_opted_in_on, known.school)
        return mine == theirs and rest == (row.adult, row.guardian_opted_in_on, row.school)

    def _save_parts(self, person_id: int, row: PersonRow) -> None:
        for table in (person_roles, name_words):
            self._conn.execute(delete(table).where(table.c.person_id == person_id))
        self._conn.execute(insert(person_roles), [{"person_id": person_id, "role": role} for role in row.roles])
        words = [{"person_id": person_id, "word": word} for word in folded(row.name).split()]
        if words:
            self._conn.execute(insert(name_words), words)

    def _one(self, query: Select[Any]) -> Person | None:
        found = self._load(query.limit(1))
        return found[0] if found else None

    def _load(self, query: Select[Any]) -> list[Person]:
        rows = self._conn.execute(query).all()
        roles: dict[int, set[Role]] = {row.id: set() for row in rows}
        if rows:
            held = select(person_roles).where(among(self._conn, person_roles.c.person_id, roles))
            for person_id, role in self._conn.execute(held):
                roles[person_id].add(Role(role))
        guardians = [person_id for person_id, held_by in roles.items() if Role.GUARDIAN in held_by]
        opted = opt_ins_of(self._conn, guardians) if guardians else {}
        return [self._person(row, frozenset(roles[row.id]), opted.get(row.id, ())) for row in rows]

    def _person(self, row: Row[Any], roles: frozenset[Role], opted: tuple[OptIn, ...]) -> Person:
        return Person(
            id=row.id,
            key=row.key,
            name=row.name,
            roles=roles,
            email=self._vault.unseal(row.sealed_email) if row.sealed_email else None,
            slack_user_id=row.slack_user_id,
            language=row.chosen_language or row.language,
            clearance=Clearance(*(getattr(row, name) for name in _CLEARANCE)),
            adult=row.adult,
            guardian_id=row.guardian_id,
            guardian_opted_in_on=row.guardian_opted_in_on,
            deputy_id=row.deputy_id,
            phone=self._vault.unseal(row.sealed_phone) if row.sealed_phone else None,
            school=row.school,
            opt_ins=opted,
            timezone=(row.timezone if row.chosen_timezone is None else row.chosen_timezone) or None,
            chose_language=row.chosen_language is not None,
            links_since=row.links_since,
        )


class SqlContacts:
    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def channels(self, person_ids: Collection[int]) -> Mapping[int, str]:
        found = self._conn.execute(select(contacts).where(contacts.c.person_id.in_(set(person_ids))))
        return {row.person_id: row.channel for row in found}

    def remember(self, channels: Mapping[int, str]) -> None:
        rows = [{"person_id": person, "channel": channel} for person, channel in channels.items()]
        if rows:
            new = insert_into(self._conn, contacts)
            keep = new.on_conflict_do_update(index_elements=["person_id"], set_={"channel": new.excluded.channel})
            self._conn.execute(keep, rows)


class SqlRequests:
    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def claim(self, key: str, *, at: datetime) -> bool:
        new = insert_into(self._conn, requests).values(key=key, at=at).on_conflict_do_nothing()
        return self._conn.execute(new.returning(requests.c.key)).first() is not None

    def settle(self, key: str, subject: str) -> None:
        self._conn.execute(update(requests).where(requests.c.key == key).values(outcome=subject))

    def outcome(self, key: str) -> str | None:
        return self._conn.scalar(select(requests.c.outcome).where(requests.c.key == key))
