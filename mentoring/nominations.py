"""Nominations: who would like a mentor, who asks for it, and how far that has come (R022-R037)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from mentoring.errors import Refusal
from mentoring.people import Person, folded
from mentoring.programs import Model
from mentoring.rooms import Platform
from mentoring.slots import Weekday

FIRST_GRADE, LAST_GRADE = 1, 12
"""R026."""
KEPT_AFTER_REFUSAL = timedelta(days=90)
"""How long a declined or withdrawn nomination is kept (safeguarding section 8)."""


class Nominator(StrEnum):
    """Who nominates (R022-R025)."""

    TEACHER = "teacher"
    GUARDIAN = "guardian"
    """Of a student under 18."""
    STUDENT = "student"
    """Of 18 or more, for themselves."""

    @property
    def model(self) -> Model:
        """Teachers nominate for their own class, families for sessions outside it."""
        return Model.IN_CLASS if self is Nominator.TEACHER else Model.INDEPENDENT


class AgeBand(StrEnum):
    """All that is kept of a student's age: never a date of birth (R025, safeguarding section 8)."""

    UNDER_13 = "under_13"
    FROM_13 = "from_13"
    ADULT = "adult"


class Subject(StrEnum):
    """What help is wanted in (R033)."""

    READING = "reading"
    WRITING = "writing"
    MATH = "math"
    SCIENCE = "science"
    HISTORY = "history"
    ENGLISH = "english"
    """As a new language."""
    OTHER = "other"


class Need(StrEnum):
    """What a mentor could do. Tags, so that nobody need write down more about a child than we may keep."""

    HOMEWORK = "homework"
    CATCHING_UP = "catching_up"
    NEXT_STEP = "next_step"
    CONFIDENCE = "confidence"
    SPEAKING = "speaking"
    PLANNING = "planning"


class DayPart(StrEnum):
    """When in the day a family has time, in wall time."""

    MORNING = "morning"
    """Until noon."""
    AFTERNOON = "afternoon"
    """From noon to 5 PM."""
    EVENING = "evening"
    """From 5 PM on."""


UNDETERMINED = "und"
"""ISO 639-2: another language than those to choose from."""
LANGUAGES = {
    "en": "English",
    "es": "Español (Spanish)",
    "ht": "Kreyòl ayisyen (Haitian Creole)",
    "kea": "Kabuverdianu (Cape Verdean Creole)",
    "zh": "中文 (Chinese)",
    "vi": "Tiếng Việt (Vietnamese)",
    "pt": "Português (Portuguese)",
    "ar": "العربية (Arabic)",
    "so": "Soomaali (Somali)",
    "fr": "Français (French)",
    "ru": "Русский (Russian)",
    "uk": "Українська (Ukrainian)",
    "am": "አማርኛ (Amharic)",
    "ti": "ትግርኛ (Tigrinya)",
    "fa": "فارسی (Persian)",
    "ps": "پښتو (Pashto)",
    "ur": "اردو (Urdu)",
    "hi": "हिन्दी (Hindi)",
    "ne": "नेपाली (Nepali)",
    "ko": "한국어 (Korean)",
    "ja": "日本語 (Japanese)",
    "km": "ខ្មែរ (Khmer)",
    "sq": "Shqip (Albanian)",
    "pl": "Polski (Polish)",
    UNDETERMINED: "Another language",
}
"""Languages at home (R036), each as its speakers call it, and in English for the office."""

PLATFORMS = (Platform.GOOGLE_MEET, Platform.ZOOM)
"""R031."""

CONSENTS = {
    Nominator.TEACHER: "teacher-2026-11",
    Nominator.GUARDIAN: "guardian-2026-11",
    Nominator.STUDENT: "student-2026-11",
}
"""The version of what each of them agrees to, `web/pages/consent_….html`. Other words are another version."""


class ConsentGiven(StrEnum):
    """How consent was given."""

    ONLINE = "online"
    PHONE = "phone"
    """Read out by the member of the staff who wrote the nomination down."""


@dataclass(frozen=True)
class Contact:
    """Somebody to write to or to call. `phone` begins with `+` and the code of the country."""

    name: str
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True)
class NominationDraft:
    """What was asked for, read and found whole. `contact` is who nominates; `family` is a teacher's word of whom to
    reach at home, where they know. No child's own address is asked for or kept."""

    nominator: Nominator
    first_name: str
    last_name: str
    """The family name, or its first letter alone; empty where there is none."""
    age: AgeBand
    grade: int
    school: str
    subjects: tuple[Subject, ...]
    needs: tuple[Need, ...]
    home_language: str
    days: tuple[Weekday, ...]
    parts: tuple[DayPart, ...]
    contact: Contact
    consent_version: str
    family: Contact | None = None
    platform: Platform = Platform.GOOGLE_MEET
    """Where they will meet (R030); Google Meet outside class (R032)."""
    interpreter: bool = False
    helped: bool = False
    """A family member helped a student to fill the form in (R035)."""
    note: str = ""

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def short_name(self) -> str:
        """First name and initial: all that a list shows."""
        first = self.first_name.split()[0]
        return f"{first} {self.last_name[0]}." if self.last_name else first

    @property
    def home(self) -> Contact | None:
        """Whom to reach about the student: the guardian, or the student of 18 or more."""
        return self.family if self.nominator is Nominator.TEACHER else self.contact


class NominationState(StrEnum):
    """A nomination moves only along `STEPS`."""

    HELD = "held"
    """It came in a burst: no letter goes out, and nothing is held against it, until a manager has looked."""
    NEW = "new"
    ASSESSING = "assessing"
    """A manager talks with the family about what is needed (R034)."""
    READY = "ready"
    """The student can be matched."""
    MATCHED = "matched"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    """By the family, the student or the teacher."""


OPEN = frozenset({NominationState.NEW, NominationState.ASSESSING, NominationState.READY})
"""States in which somebody waits."""
REFUSED = frozenset({NominationState.DECLINED, NominationState.WITHDRAWN})

STEPS: dict[NominationState, frozenset[NominationState]] = {
    NominationState.HELD: frozenset({NominationState.NEW, *REFUSED}),
    NominationState.NEW: frozenset({NominationState.ASSESSING, *REFUSED}),
    NominationState.ASSESSING: frozenset({NominationState.READY, *REFUSED}),
    NominationState.READY: frozenset({NominationState.MATCHED, *REFUSED}),
    NominationState.MATCHED: frozenset(),
    # A decision that was a mistake can be taken back for as long as the nomination is kept.
    NominationState.DECLINED: frozenset({NominationState.ASSESSING}),
    NominationState.WITHDRAWN: frozenset({NominationState.ASSESSING}),
}


class DeclineReason(StrEnum):
    """Why a nomination is declined: a closed list, so that the audit log keeps nothing about a child."""

    DUPLICATE = "duplicate"
    NOT_A_STUDENT_HERE = "not_a_student_here"
    """R027: the program is for students of the district."""
    NOT_REACHED = "not_reached"
    OTHER_HELP = "other_help"
    """Something else helps better."""
    NO_CONSENT = "no_consent"
    NOT_GENUINE = "not_genuine"


@dataclass(frozen=True)
class Nomination:
    """A nomination as it stands. `draft` None: it was declined or withdrawn, and has been erased since. `entered_by`:
    the member of the staff who wrote it down; None when it came by the form. `waiting_since` is when it came."""

    id: int
    draft: NominationDraft | None
    nominator: Nominator
    state: NominationState
    waiting_since: datetime
    changed_at: datetime
    consent_given: ConsentGiven
    entered_by: int | None = None
    changed_by: int | None = None
    why: DeclineReason | None = None
    duplicate_of: int | None = None
    student_id: int | None = None
    match_id: int | None = None

    @property
    def subject(self) -> str:
        """Its name in the audit log."""
        return f"nomination-{self.id}"


class NoSuchNomination(Refusal):
    """There is no nomination of that number."""

    def __init__(self, nomination_id: int) -> None:
        super().__init__(nomination_id)
        self.nomination_id = nomination_id


class NominationErased(Refusal):
    """Nothing is left of that nomination to work with."""

    def __init__(self, nomination_id: int) -> None:
        super().__init__(nomination_id)
        self.nomination_id = nomination_id


class WrongNominationStep(Refusal):
    """A nomination cannot go from this state to that one."""

    def __init__(self, nomination: Nomination, to: NominationState) -> None:
        super().__init__(nomination.id, to)
        self.nomination, self.to = nomination, to


class NoAddressAtHome(Refusal):
    """Whoever is matched is reached by e-mail at home: the guardian, or the student of 18 or more (R024)."""

    def __init__(self, nomination_id: int) -> None:
        super().__init__(nomination_id)
        self.nomination_id = nomination_id


class AddressOfSomebodyElse(Refusal):
    """The address of a nomination belongs to somebody who cannot be that student."""

    def __init__(self, nomination_id: int, holder: Person) -> None:
        super().__init__(nomination_id, holder.id)
        self.nomination_id, self.holder = nomination_id, holder


class NotAlike(Refusal):
    """These two nominations were never shown as possibly the same child, or that has been decided."""


class TooManyNominations(Refusal):
    """More forms are held for review than a disk should keep: none is taken that would be held as well."""


class PageUsedUp(Refusal):
    """So many forms came from one opened page that the next wants a page of its own."""


def check_step(nomination: Nomination, to: NominationState) -> None:
    """Raises WrongNominationStep."""
    if to not in STEPS[nomination.state]:
        raise WrongNominationStep(nomination, to)


def same_initial(one: str, other: str) -> bool:
    """Whether two family names, of which one may be a first letter only, begin alike; a missing one may be any."""
    first, second = folded(one), folded(other)
    return not first or not second or first[0] == second[0]
