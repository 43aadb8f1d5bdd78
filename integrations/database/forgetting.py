"""Forgetting people who came to have no part in the program. Their row stays, with a number and no person."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, String, cast, delete, literal, select, update

from integrations.database.tables import (
    contacts,
    known_students,
    match_students,
    name_words,
    nominations,
    people,
    person_roles,
)
from mentoring.people import Role

FORGOTTEN = "Erased"


def without_other_part(conn: Connection, student_ids: Collection[int], *, apart_from: Collection[int]) -> Sequence[int]:
    """Those students who are in no match and in no other nomination, and their guardians who have no other child here
    and serve in nothing else. Only people whom a nomination brought: a roster is the office's own."""
    ours = people.c.key.like("nominated-%")
    matched = select(match_students.c.student_id)
    elsewhere = select(nominations.c.student_id).where(
        nominations.c.student_id.is_not(None), nominations.c.id.not_in(set(apart_from))
    )
    free = people.c.id.not_in(matched) & people.c.id.not_in(elsewhere) & ours
    found = conn.execute(select(people.c.id, people.c.guardian_id).where(people.c.id.in_(set(student_ids)), free)).all()
    students = {row.id for row in found}
    guardians = {row.guardian_id for row in found if row.guardian_id is not None}
    others = select(people.c.guardian_id).where(people.c.guardian_id.is_not(None), people.c.id.not_in(students))
    serves = select(person_roles.c.person_id).where(person_roles.c.role != Role.GUARDIAN)
    alone = people.c.id.not_in(others) & people.c.id.not_in(serves) & ours
    lone = conn.scalars(select(people.c.id).where(people.c.id.in_(guardians), alone))
    return sorted(students) + sorted(lone)


def forget(conn: Connection, person_ids: Collection[int]) -> None:
    ids = set(person_ids)
    for table in (name_words, person_roles, contacts):
        conn.execute(delete(table).where(table.c.person_id.in_(ids)))
    conn.execute(delete(known_students).where(known_students.c.student_id.in_(ids)))
    nobody = {
        "name": FORGOTTEN,
        "folded_name": "",
        "key": literal("erased-") + cast(people.c.id, String),
        "sealed_email": None,
        "email_fingerprint": None,
        "slack_user_id": None,
        "language": "en",
        "guardian_id": None,
        "sealed_phone": None,
        "school": None,
        "timezone": None,
        "chosen_language": None,
        "chosen_timezone": None,
    }
    conn.execute(update(people).where(people.c.id.in_(ids)).values(**nobody))
