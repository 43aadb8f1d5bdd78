"""Does a text look as if it carried a way to reach somebody: an address, a phone number, an account, a link?

Mentors and families write to each other through the bot only (R086, R090), so a message that looks so waits for a
manager. A manager can pass on what was meant otherwise; what slips through cannot be taken back. Where the two meet,
this errs on the side of asking. Times, dates, sums and pages of homework are told apart, in all languages of families.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from mentoring.contact_details.accounts import looks_like_account, looks_like_email, looks_like_link
from mentoring.contact_details.streets import looks_like_address
from mentoring.contact_details.telephones import looks_like_phone
from mentoring.contact_details.writing import flat


class Detail(StrEnum):
    """What a text seems to carry."""

    EMAIL = "email"
    PHONE = "phone"
    HANDLE = "handle"
    """An account elsewhere: a name with @, or a messenger (moving elsewhere is a warning sign, safeguarding L14)."""
    LINK = "link"
    ADDRESS = "address"
    """Where somebody lives."""


_DETAILS: dict[Detail, Callable[[str], bool]] = {
    Detail.EMAIL: looks_like_email,
    Detail.PHONE: looks_like_phone,
    Detail.HANDLE: looks_like_account,
    Detail.LINK: looks_like_link,
    Detail.ADDRESS: looks_like_address,
}


def contact_details(text: str) -> tuple[Detail, ...]:
    """Every kind of contact detail that the text seems to carry, in the order of `Detail`."""
    plain = flat(text)
    return tuple(detail for detail, looks_so in _DETAILS.items() if looks_so(plain))
