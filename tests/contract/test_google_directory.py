"""GoogleDirectory against the stand-in: whose account a signed-in participant is."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from integrations.google.directory import GoogleDirectory
from mentoring.ports import Directory, ProviderError
from mentoring.rooms import Guest, RoomRole
from sandbox.faults import Effect
from tests.contract.google_fixtures import ADMIN, MENTOR, ORGANIZER, START, Google, google, request_for

__all__ = ["google"]

AUTH = "https://www.googleapis.com/auth/"
TEACHER = Guest(5, RoomRole.MONITOR, "Theo Berg", "theo@district.example")


@pytest.fixture
def directory(google: Google) -> GoogleDirectory:
    return GoogleDirectory(google.services(organizer=ADMIN))


def identity_of(google: Google, guest: Guest) -> str:
    """As Meet shows it once the guest is inside."""
    rooms = google.rooms()
    room = rooms.create(request_for(), at=START)
    rooms.let_in(room, [guest], at=START)
    google.enter(room, guest)
    stays = rooms.observe(room, since=START, at=START).stays
    assert stays is not None
    return stays[0].identities[0]


def test_it_is_a_directory(directory: GoogleDirectory) -> None:
    port: Directory = directory
    assert port.address_of("email:sam@company.example", at=START) is None


def test_an_account_of_our_domain_is_told_by_the_directory(google: Google, directory: GoogleDirectory) -> None:
    assert directory.address_of(identity_of(google, TEACHER), at=START) == TEACHER.email
    assert google.calls("GET", "people") == []


def test_who_shares_a_profile_is_told_by_people(google: Google, directory: GoogleDirectory) -> None:
    google.standin.share("Sam@Company.example", "Sam Okafor")
    assert directory.address_of(identity_of(google, MENTOR), at=START) == MENTOR.email


def test_who_shares_a_profile_without_an_address_stays_unknown(google: Google, directory: GoogleDirectory) -> None:
    google.standin.share("sam@company.example", "Sam Okafor", fields=["names"])
    assert directory.address_of(identity_of(google, MENTOR), at=START) is None


def test_an_outsider_stays_unknown(google: Google, directory: GoogleDirectory) -> None:
    assert directory.address_of(identity_of(google, MENTOR), at=START) is None


@pytest.mark.parametrize(
    "identity", ["", "sam", "email:sam@company.example", "registrant:x7", "users/", "users/1/../2", "1182"]
)
def test_only_accounts_are_asked_for(google: Google, directory: GoogleDirectory, identity: str) -> None:
    assert directory.address_of(identity, at=START) is None
    assert google.calls() == []


def test_without_an_administrator_a_shared_profile_is_still_found(google: Google) -> None:
    """The directory answers 403 to an organizer."""
    google.standin.share("theo@district.example", "Theo Berg")
    directory = GoogleDirectory(google.services(organizer=ORGANIZER))
    assert directory.address_of(identity_of(google, TEACHER), at=START) == TEACHER.email


@pytest.mark.parametrize("scope", ["admin.directory.user.readonly", "directory.readonly"])
def test_a_scope_that_is_not_delegated_leaves_the_other_source(google: Google, scope: str) -> None:
    google.standin.withdraw(AUTH + scope, subject=ADMIN)
    google.standin.share("theo@district.example", "Theo Berg")
    directory = GoogleDirectory(google.services(organizer=ADMIN))
    assert directory.address_of(identity_of(google, TEACHER), at=START) == TEACHER.email


def test_without_any_scope_nobody_is_told(google: Google) -> None:
    google.standin.withdraw(AUTH + "admin.directory.user.readonly", subject=ADMIN)
    google.standin.withdraw(AUTH + "directory.readonly", subject=ADMIN)
    directory = GoogleDirectory(google.services(organizer=ADMIN))
    assert directory.address_of(identity_of(google, TEACHER), at=START) is None


def test_an_address_is_remembered_for_an_hour(google: Google, directory: GoogleDirectory) -> None:
    identity = identity_of(google, TEACHER)
    directory.address_of(identity, at=START)
    before = len(google.calls())
    assert directory.address_of(identity, at=START + timedelta(minutes=59)) == TEACHER.email
    assert len(google.calls()) == before
    directory.address_of(identity, at=START + timedelta(minutes=60))
    assert len(google.calls()) > before


def test_that_nobody_is_told_is_remembered_for_some_minutes(google: Google, directory: GoogleDirectory) -> None:
    identity = identity_of(google, MENTOR)
    assert directory.address_of(identity, at=START) is None
    google.standin.share("sam@company.example", "Sam Okafor")
    before = len(google.calls())
    assert directory.address_of(identity, at=START + timedelta(minutes=9)) is None
    assert len(google.calls()) == before
    assert directory.address_of(identity, at=START + timedelta(minutes=10)) == MENTOR.email


@pytest.mark.parametrize("effect", [Effect.ERROR, Effect.RATE_LIMIT])
def test_a_directory_that_is_down_is_an_error_and_not_a_stranger(
    google: Google, directory: GoogleDirectory, effect: Effect
) -> None:
    identity = identity_of(google, TEACHER)
    google.order(effect, path="/users/")
    with pytest.raises(ProviderError) as caught:
        directory.address_of(identity, at=START)
    assert not caught.value.permanent
    assert identity.removeprefix("users/") not in str(caught.value)
    assert directory.address_of(identity, at=START) == TEACHER.email


def test_many_threads_share_one_token(google: Google, directory: GoogleDirectory) -> None:
    for n in range(20):
        google.standin.enrol(f"pupil{n}@district.example", f"Pupil {n}")
    identity = identity_of(google, TEACHER)
    before = len(google.calls("POST", "/token"))
    with ThreadPoolExecutor(20) as pool:
        found = set(pool.map(lambda _: directory.address_of(identity, at=START), range(20)))
    assert found == {TEACHER.email}
    assert len(google.calls("POST", "/token")) == before + 1
