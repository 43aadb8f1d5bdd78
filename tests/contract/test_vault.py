"""Sealed fields are unreadable without the key, and found only by their fingerprint."""

from __future__ import annotations

import string
from datetime import UTC, datetime

import pytest
from cryptography.fernet import InvalidToken
from hypothesis import given
from hypothesis import strategies as st

from integrations.vault import SecretVault, SignedDoorKeys, SignedFormKeys, SignedPageKeys
from mentoring.links import Link, Page
from mentoring.stored import Door

VAULT, OTHER = SecretVault("one secret key"), SecretVault("another secret key")
texts = st.text(max_size=100)


@given(texts)
def test_what_is_sealed_is_read_back(secret: str) -> None:
    assert VAULT.unseal(VAULT.seal(secret)) == secret


@given(texts)
def test_the_same_text_is_never_sealed_alike_twice(secret: str) -> None:
    assert VAULT.seal(secret) != VAULT.seal(secret)


def test_another_key_opens_nothing() -> None:
    with pytest.raises(InvalidToken):
        OTHER.unseal(VAULT.seal("ana@example.org"))


@given(texts, texts)
def test_fingerprints_are_alike_only_for_the_same_text_in_any_case(one: str, other: str) -> None:
    assert (VAULT.fingerprint(one) == VAULT.fingerprint(other)) is (one.casefold() == other.casefold())


def test_an_address_is_found_however_it_is_written_and_its_fingerprint_needs_the_key() -> None:
    assert VAULT.fingerprint("Ana@Example.org") == VAULT.fingerprint("ana@example.ORG")
    assert VAULT.fingerprint("ana@example.org") != OTHER.fingerprint("ana@example.org")


ALPHABET = string.ascii_letters + string.digits + "-_"


@given(st.integers(1, 10**9), st.sampled_from(ALPHABET))
def test_a_door_opens_only_with_its_link_to_the_last_character(door_id: int, last: str) -> None:
    """Base64 leaves bits of the last character unread."""
    keys = SignedDoorKeys("one secret key", public_url="https://doors.example.org/")
    token = keys.link(Door(door_id, 5, 6)).rpartition("/")[2]
    assert keys.read(token) == door_id
    assert keys.read(token[:-1] + last) == (door_id if token.endswith(last) else None)


AT = datetime(2026, 10, 26, 12, tzinfo=UTC)
PAGES = SignedPageKeys("one secret key", public_url="https://doors.example.org/")


def token(link: str) -> str:
    return link.rsplit("/", 1)[1]


def test_a_page_of_ones_own_is_found_by_its_numbers_and_nothing_else_is_in_its_link() -> None:
    link = PAGES.link(Page.RSVP, 12, 3, holder_id=7, at=AT)
    assert link.startswith("https://doors.example.org/rsvp/")
    assert PAGES.read(Page.RSVP, token(link)) == Link(Page.RSVP, (12, 3), 7, AT)


@given(st.text(max_size=80))
def test_what_somebody_makes_up_opens_no_page(made_up: str) -> None:
    assert PAGES.read(Page.RSVP, made_up) is None


def test_a_link_opens_its_own_page_only_and_only_under_our_key() -> None:
    signed = token(PAGES.link(Page.RSVP, 12, holder_id=7, at=AT))
    assert PAGES.read(Page.FAMILY, signed) is None
    assert SignedPageKeys("another key", public_url="").read(Page.RSVP, signed) is None
    assert PAGES.read(Page.RSVP, signed[:-1]) is None
    assert SignedDoorKeys("one secret key", public_url="").read(signed) is None


def test_a_form_token_says_when_it_was_issued_and_is_no_others() -> None:
    keys, at = SignedFormKeys("one key"), datetime(2026, 10, 26, 12, tzinfo=UTC)
    first, second = keys.issue("nominate", at=at), keys.issue("nominate", at=at)
    read, other = keys.read("nominate", first), keys.read("nominate", second)
    assert read is not None and other is not None
    assert read[1] == at and read[0] != other[0]
    for wrong in ("", "x", first[:-1], first + "x", first.swapcase(), "é" * 50):
        assert keys.read("nominate", wrong) is None
    assert keys.read("rsvp", first) is None
    assert SignedFormKeys("another key").read("nominate", first) is None


def test_a_page_link_does_not_open_a_form() -> None:
    link = SignedPageKeys("one key", public_url="https://x.example").link(Page.RSVP, 1, 2, holder_id=7, at=AT)
    assert SignedFormKeys("one key").read("rsvp", link.rpartition("/")[2]) is None
