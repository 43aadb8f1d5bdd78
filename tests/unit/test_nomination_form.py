"""A nomination as it was filled in: taken whole, or with every problem beside its field."""

from __future__ import annotations

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from mentoring.nomination_form import NotComplete, Problem, phone_number, read_family, read_nomination, tidy
from mentoring.nominations import CONSENTS, AgeBand, Contact, Need, Nominator, Subject
from mentoring.programs import Model
from mentoring.rooms import Platform
from mentoring.slots import Weekday
from tests.contract.nomination_fixtures import GUARDIAN, STUDENT, TEACHER, draft, given


def problems(filled: dict[str, list[str]]) -> dict[str, Problem]:
    with pytest.raises(NotComplete) as refused:
        read_nomination(filled)
    return refused.value.problems


def test_a_guardian_nominates_a_child() -> None:
    read = draft()
    assert (read.full_name, read.short_name, read.grade) == ("Nadège Baptiste", "Nadège B.", 5)
    assert read.contact == Contact("Marie Baptiste", "marie.baptiste@example.net", "+16175550142")
    assert read.home == read.contact and read.family is None
    assert (read.subjects, read.needs) == ((Subject.READING, Subject.MATH), (Need.HOMEWORK,))
    assert (read.days, read.interpreter, read.note) == ((Weekday.TU, Weekday.TH), True, "She likes\nanimals.")
    assert (read.platform, read.nominator.model) == (Platform.GOOGLE_MEET, Model.INDEPENDENT)
    assert read.consent_version == CONSENTS[Nominator.GUARDIAN]


def test_a_teacher_nominates_for_their_class_and_says_on_which_platform() -> None:
    read = draft(TEACHER)
    assert (read.platform, read.nominator.model) == (Platform.ZOOM, Model.IN_CLASS)
    assert read.home == Contact("Lan Nguyễn", None, "+16175550177")


def test_a_teacher_need_not_know_the_family() -> None:
    assert draft(TEACHER, guardian_name=None, guardian_phone=None).home is None


def test_a_student_of_18_nominates_themselves_with_or_without_help() -> None:
    read = draft(STUDENT)
    assert (read.contact.name, read.age, read.helped) == ("Samira Warsame", AgeBand.ADULT, True)
    assert draft(STUDENT, helped=None).helped is False


def test_nothing_filled_in_names_every_field_that_is_needed_in_the_order_of_the_form() -> None:
    assert list(problems({"nominator": ["guardian"]})) == [
        "first_name",
        "age",
        "grade",
        "school",
        "subjects",
        "home_language",
        "days",
        "parts",
        "your_name",
        "your_email",
        "consent",
    ]
    assert problems({})["nominator"] is Problem.MISSING
    assert problems({"nominator": ["robot"]})["nominator"] is Problem.NOT_OFFERED


@pytest.mark.parametrize("grade", ["0", "13", "K", "-1", "5.0", "٥", "05", "5th", "1e1", "9" * 10_000])
def test_grades_are_1_to_12(grade: str) -> None:
    assert problems(given(grade=grade)) == {"grade": Problem.NOT_A_GRADE}


@pytest.mark.parametrize("grade", range(1, 13))
def test_every_grade_from_1_to_12_is_taken(grade: int) -> None:
    assert draft(grade=str(grade)).grade == grade


def test_under_18_somebody_grown_up_asks_and_from_18_on_the_student() -> None:
    assert problems(given(age="adult")) == {"age": Problem.OF_AGE}
    assert problems(given(STUDENT, age="from_13")) == {"age": Problem.TOO_YOUNG}
    assert draft(TEACHER, age="adult").age is AgeBand.ADULT


@pytest.mark.parametrize("platform", [None, "external", "webex", "google_meet;zoom"])
def test_a_class_meets_on_zoom_or_google_meet_only(platform: str | None) -> None:
    assert list(problems(given(TEACHER, platform=platform))) == ["platform"]


def test_a_family_is_not_asked_for_a_platform_and_cannot_choose_one() -> None:
    assert draft(platform="zoom").platform is Platform.GOOGLE_MEET


@pytest.mark.parametrize("consent", [None, "", "on", "yes", "guardian-2020-01", CONSENTS[Nominator.TEACHER]])
def test_consent_is_to_the_words_that_were_read(consent: str | None) -> None:
    assert problems(given(consent=consent)) == {"consent": Problem.NO_CONSENT}


@pytest.mark.parametrize(
    "name", ["José", "O'Donnell", "Jean-Baptiste", "Ngọc Ánh", "محمد", "王小明", "Zoë", "J.", "ʻAlohi", "Nı"]
)
def test_names_of_every_script_are_taken(name: str) -> None:
    assert draft(first_name=name, last_name=name).first_name


@pytest.mark.parametrize(
    "name", ["🙂🎉", "<script>alert(1)</script>", "a@b.org", "4", "---", "x=1", "Ana {{ 7*7 }}", "Ana\\nBcc:"]
)
def test_what_is_no_name_is_refused(name: str) -> None:
    assert problems(given(first_name=name)) == {"first_name": Problem.NOT_A_NAME}


def test_too_much_is_refused_beside_its_field() -> None:
    much = "x" * 10_000
    refused = problems(
        given(first_name=much, school=much, note=much, your_email=f"{much}@example.org", your_phone="1" * 500)
    )
    assert refused == {
        "first_name": Problem.TOO_LONG,
        "school": Problem.TOO_LONG,
        "note": Problem.TOO_LONG,
        "your_email": Problem.NOT_AN_EMAIL,
        "your_phone": Problem.NOT_A_PHONE,
    }


@pytest.mark.parametrize("note", ["See https://spam.example", "WWW.spam.example now", "ftp://x"])
def test_links_are_not_taken(note: str) -> None:
    assert problems(given(note=note)) == {"note": Problem.LINK}


@pytest.mark.parametrize(
    "email",
    ["x", "a@b", "a b@example.org", "a@example..org", ".a@example.org", "a@-x.org", "a,b@example.org", "ä@example.org"],
)
def test_an_address_that_no_letter_reaches_is_refused(email: str) -> None:
    assert problems(given(your_email=email)) == {"your_email": Problem.NOT_AN_EMAIL}


def test_a_family_without_e_mail_gives_a_phone_and_one_without_both_is_asked() -> None:
    assert draft(your_email=None).contact.phone == "+16175550142"
    assert problems(given(your_email=None, your_phone=" ")) == {"your_email": Problem.NO_WAY_TO_REACH}


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("617-555-0142", "+16175550142"),
        ("1 (617) 555 0142", "+16175550142"),
        ("+52 55 1234 5678", "+525512345678"),
        ("٦١٧٥٥٥٠١٤٢", "+16175550142"),
        ("555-0142", None),
        ("call me", None),
        ("+1" * 20, None),
    ],
)
def test_a_phone_number_is_one_however_it_is_written(said: str, number: str | None) -> None:
    assert phone_number(said) == number


def test_an_answer_that_was_not_offered_is_refused() -> None:
    wrong = given(subjects=["math", "hacking"], days=["XX"], parts=["night"], home_language="klingon")
    assert set(problems(wrong).values()) == {Problem.NOT_OFFERED} and len(problems(wrong)) == 4


def test_direction_marks_halves_of_characters_and_controls_are_left_out() -> None:
    assert draft(first_name="A\u202ena\x00 \ud83d").first_name == "Ana"


def test_whom_to_reach_at_home_can_be_told_later() -> None:
    told = read_family({"guardian_name": ["Lan"], "guardian_email": ["lan@example.org"]}, Nominator.TEACHER)
    assert told == Contact("Lan", "lan@example.org", None)
    with pytest.raises(NotComplete):
        read_family({"guardian_name": ["Lan"]}, Nominator.TEACHER)


FIELDS = sorted({*GUARDIAN, *TEACHER, *STUDENT})
ANYTHING = st.one_of(
    st.text(max_size=60), st.sampled_from([value for v in {**GUARDIAN, **TEACHER}.values() for value in v])
)


@examples(st.dictionaries(st.sampled_from(FIELDS), st.lists(ANYTHING, max_size=4)))
def test_whatever_comes_is_read_or_refused_by_field(filled: dict[str, list[str]]) -> None:
    try:
        read = read_nomination({**GUARDIAN, **filled})
    except NotComplete as refused:
        assert refused.problems and set(refused.problems) <= set(FIELDS)
    else:
        assert 1 <= read.grade <= 12 and read.consent_version == CONSENTS[read.nominator]
        assert read.short_name and (read.contact.email or read.contact.phone)


@examples(st.text())
def test_tidying_twice_is_tidying_once_and_any_database_takes_it(text: str) -> None:
    once = tidy(text, lines=True)
    assert tidy(once, lines=True) == once
    once.encode("utf-8")
    assert "\x00" not in once
