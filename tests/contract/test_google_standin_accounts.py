"""Whom the Directory and People tell of: the domain's own accounts to its administrator, others only if they share."""

from __future__ import annotations

from typing import Any

import pytest
from google.auth.exceptions import RefreshError

from sandbox.google.asking import user_of
from tests.contract.google_asking import ACCOUNTS, AUTH, POLICIES, PROFILES, refusal
from tests.contract.google_fixtures import ADMIN, MEET, ORGANIZER, SECOND, Google, google

__all__ = ["google"]

CLERK = "clerk@district.example"
OUTSIDER = "sam@company.example"
NOT_FOUND = (404, "NOT_FOUND", "notFound")
FORBIDDEN = (403, "PERMISSION_DENIED", "forbidden")


def digits(email: str) -> str:
    return user_of(email).removeprefix("users/")


def directory(google: Google, subject: str = ADMIN) -> Any:
    return google.client("admin", "directory_v1", ACCOUNTS, subject=subject).users()


def people(google: Google) -> Any:
    return google.client("people", "v1", PROFILES).people()


class TestDirectory:
    def test_the_id_of_a_signed_in_participant_leads_to_the_address(self, google: Google) -> None:
        space = google.meet().spaces().create(body={}).execute()["name"].removeprefix("spaces/")
        google.standin.join(space, name="Rooms", email=ORGANIZER)
        google.standin.join(space, name="Priya Nair", email="Priya@district.example")
        record = google.meet().conferenceRecords().list().execute()["conferenceRecords"][0]["name"]
        rows = google.meet().conferenceRecords().participants().list(parent=record).execute()["participants"]
        (priya,) = [row["signedinUser"] for row in rows if row["signedinUser"]["displayName"] == "Priya Nair"]
        user = directory(google).get(userKey=priya["user"].removeprefix("users/")).execute()
        assert (user["primaryEmail"], user["name"]["fullName"]) == ("priya@district.example", "Priya Nair")

    @pytest.mark.parametrize("key", [CLERK, CLERK.upper(), digits(CLERK)])
    def test_an_account_is_found_by_its_address_or_its_id(self, google: Google, key: str) -> None:
        google.standin.enrol(CLERK, "Cleo Clerk")
        user = directory(google).get(userKey=key).execute()
        assert (user["id"], user["primaryEmail"], user["isAdmin"]) == (digits(CLERK), CLERK, False)

    @pytest.mark.parametrize("email", [ORGANIZER, SECOND, ADMIN])
    def test_organizers_and_the_administrator_have_accounts(self, google: Google, email: str) -> None:
        assert directory(google).get(userKey=email).execute()["isAdmin"] is (email == ADMIN)

    @pytest.mark.parametrize("key", [OUTSIDER, digits(OUTSIDER), "nobody@district.example", "17", user_of(CLERK)])
    def test_whoever_has_no_account_in_the_domain_is_not_found(self, google: Google, key: str) -> None:
        google.standin.enrol(CLERK, "Cleo Clerk")
        google.standin.enrol(OUTSIDER, "Sam Okafor")
        assert refusal(directory(google).get(userKey=key))[0] == 404

    def test_only_an_administrator_sees_the_accounts_as_an_administrator_does(self, google: Google) -> None:
        assert refusal(directory(google, ORGANIZER).get(userKey=ADMIN)) == FORBIDDEN
        assert refusal(directory(google, ORGANIZER).get(userKey=ADMIN, viewType="admin_view")) == FORBIDDEN

    def test_anybody_of_the_domain_sees_what_is_public_in_it(self, google: Google) -> None:
        user = directory(google, ORGANIZER).get(userKey=digits(ADMIN), viewType="domain_public").execute()
        assert user["primaryEmail"] == ADMIN
        assert user.keys().isdisjoint({"isAdmin", "orgUnitPath", "suspended"})

    def test_the_scope_of_another_api_is_not_enough(self, google: Google) -> None:
        wrong = google.client("admin", "directory_v1", MEET, subject=ADMIN).users()
        assert refusal(wrong.get(userKey=ORGANIZER)) == (403, "PERMISSION_DENIED", "insufficientPermissions")

    def test_a_view_that_google_does_not_know_is_refused(self, google: Google) -> None:
        request = directory(google).get(userKey=ORGANIZER)
        request.uri += "&viewType=everything"
        assert refusal(request)[0] == 400


class TestPeople:
    def test_who_shares_is_told_by_name_and_address(self, google: Google) -> None:
        google.standin.share("Sam@Company.example", "Sam Okafor")
        person = people(google).get(resourceName=f"people/{digits(OUTSIDER)}", personFields="emailAddresses,names")
        answer = person.execute()
        assert [address["value"] for address in answer["emailAddresses"]] == [OUTSIDER]
        assert [name["displayName"] for name in answer["names"]] == ["Sam Okafor"]

    def test_only_what_was_asked_for_is_told(self, google: Google) -> None:
        google.standin.share(OUTSIDER, "Sam Okafor")
        answer = people(google).get(resourceName=f"people/{digits(OUTSIDER)}", personFields="names").execute()
        assert "emailAddresses" not in answer

    def test_who_shares_only_a_name_has_no_address(self, google: Google) -> None:
        google.standin.share(OUTSIDER, "Sam Okafor", fields=["names"])
        answer = people(google).get(resourceName=f"people/{digits(OUTSIDER)}", personFields="emailAddresses").execute()
        assert answer.keys() == {"resourceName", "etag"}

    def test_who_does_not_share_is_unknown_though_seen_in_a_room(self, google: Google) -> None:
        space = google.meet().spaces().create(body={"config": {"accessType": "OPEN"}}).execute()["name"]
        google.standin.join(space.removeprefix("spaces/"), name="Sam Okafor", email=OUTSIDER)
        request = people(google).get(resourceName=f"people/{digits(OUTSIDER)}", personFields="emailAddresses")
        assert refusal(request) == NOT_FOUND

    def test_who_stops_sharing_is_unknown_again(self, google: Google) -> None:
        google.standin.share(OUTSIDER, "Sam Okafor")
        google.standin.share(OUTSIDER, "Sam Okafor", fields=[])
        request = people(google).get(resourceName=f"people/{digits(OUTSIDER)}", personFields="names")
        assert refusal(request) == NOT_FOUND

    @pytest.mark.parametrize("fields", [None, "", "emails", "emailAddresses,shoeSize"])
    def test_a_person_is_read_by_fields_that_exist(self, google: Google, fields: str | None) -> None:
        google.standin.share(OUTSIDER, "Sam Okafor")
        request = people(google).get(resourceName=f"people/{digits(OUTSIDER)}", personFields=fields)
        assert refusal(request)[0] == 400


class TestDelegation:
    def test_every_account_of_the_domain_may_be_spoken_for(self, google: Google) -> None:
        for subject in (ORGANIZER, SECOND, CLERK):
            assert google.meet(subject=subject).spaces().create(body={}).execute()["name"]

    def test_an_organizer_does_not_end_the_rooms_of_another(self, google: Google) -> None:
        space = google.meet().spaces().create(body={}).execute()["name"]
        other = google.meet(subject=SECOND).spaces()
        assert refusal(other.endActiveConference(name=space, body={})) == FORBIDDEN
        assert refusal(other.members().list(parent=space)) == FORBIDDEN

    def test_a_scope_can_be_withdrawn_from_one_subject_and_given_back(self, google: Google) -> None:
        google.standin.withdraw(ACCOUNTS, subject=ADMIN)
        with pytest.raises(RefreshError, match="unauthorized_client"):
            directory(google).get(userKey=ORGANIZER).execute()
        public = directory(google, ORGANIZER).get(userKey=ADMIN, viewType="domain_public").execute()
        assert public["primaryEmail"] == ADMIN
        google.standin.delegate(ACCOUNTS, subject=ADMIN)
        assert directory(google).get(userKey=ORGANIZER).execute()["primaryEmail"] == ORGANIZER

    def test_a_scope_can_be_withdrawn_from_everybody(self, google: Google) -> None:
        google.standin.withdraw(MEET)
        for subject in (ORGANIZER, SECOND):
            with pytest.raises(RefreshError, match="unauthorized_client"):
                google.meet(subject=subject).spaces().create(body={}).execute()

    def test_one_withdrawn_scope_refuses_the_token_for_all_that_were_asked_with_it(self, google: Google) -> None:
        google.standin.withdraw(POLICIES, subject=ADMIN)
        client = google.client("admin", "directory_v1", ACCOUNTS, POLICIES, subject=ADMIN)
        with pytest.raises(RefreshError, match="unauthorized_client"):
            client.users().get(userKey=ORGANIZER).execute()

    def test_a_token_that_is_out_keeps_its_hour(self, google: Google) -> None:
        client = google.meet()
        client.spaces().create(body={}).execute()
        google.standin.withdraw(MEET, subject=ORGANIZER)
        assert client.conferenceRecords().list().execute() == {}
        google.pass_time(hours=1)
        with pytest.raises(RefreshError, match="unauthorized_client"):
            client.conferenceRecords().list().execute()

    def test_all_of_google_cloud_is_not_delegated(self, google: Google) -> None:
        client = google.client("cloudidentity", "v1", f"{AUTH}cloud-platform", subject=ADMIN)
        with pytest.raises(RefreshError, match="unauthorized_client"):
            client.policies().list().execute()
