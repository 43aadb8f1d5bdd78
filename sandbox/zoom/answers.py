"""The answers that Zoom's API description promises; the stand-in judges its own by them."""

from __future__ import annotations

from collections.abc import Mapping

from sandbox.zoom.bodies import MEETING_FIELDS, MEETING_SETTINGS
from sandbox.zoom.fields import Many, Rule, Thing, complete, flag, one_of, text, utc_time, whole

_ID = whole(10**8, 10**12)
_COUNT = whole(0, 10**9)
_MAYBE = ("start_time", "password")


def _page(name: str, row: Thing) -> Thing:
    page = {"page_size": whole(1, 300), "total_records": _COUNT, "next_page_token": text()}
    return complete({**page, name: Many(row)})


_SUMMARY: Mapping[str, Rule] = {
    **MEETING_FIELDS,
    "uuid": text(),
    "id": _ID,
    "host_id": text(),
    "created_at": utc_time,
    "join_url": text(),
}
MEETINGS = _page("meetings", complete(_SUMMARY, but=_MAYBE))
MEETING = complete(
    {
        **_SUMMARY,
        "host_email": text(),
        "status": one_of("waiting", "started"),
        "start_url": text(),
        "settings": complete(MEETING_SETTINGS, but=["alternative_hosts"]),
    },
    but=_MAYBE,
)

NEW_REGISTRANT = complete({"id": _ID, "registrant_id": text(), "topic": text(), "join_url": text()}, but=["join_url"])
REGISTRANTS = _page(
    "registrants",
    complete(
        {
            "id": text(),
            "email": text(),
            "first_name": text(),
            "status": one_of("approved", "pending", "denied"),
            "join_url": text(),
        },
        but=["join_url"],
    ),
)

USER = complete(
    {
        "id": text(),
        "email": text(),
        "type": one_of(1, 2),
        "status": one_of("active", "inactive", "pending"),
        "group_ids": Many(text()),
        "account_id": text(),
        "timezone": text(),
    }
)

_STATUS = one_of("in_meeting", "in_waiting_room")
_PAST: Mapping[str, Rule] = {
    "id": text(),
    "user_id": text(),
    "name": text(),
    "user_email": text(),
    "join_time": utc_time,
    "leave_time": utc_time,
    "duration": _COUNT,
    "status": _STATUS,
    "failover": flag,
    "registrant_id": text(),
}
PAST_PARTICIPANTS = _page("participants", complete(_PAST, but=["registrant_id"]))
REPORT_PARTICIPANTS = _page(
    "participants",
    complete(
        {**_PAST, "participant_user_id": text(), "bo_mtg_id": text(), "customer_key": text()},
        but=["registrant_id", "bo_mtg_id", "customer_key"],
    ),
)
LIVE_PARTICIPANTS = _page(
    "participants",
    complete(
        {
            "id": text(),
            "user_id": text(),
            "participant_user_id": text(),
            "participant_uuid": text(),
            "user_name": text(),
            "email": text(),
            "role": one_of("host", "attendee"),
            "status": _STATUS,
            "join_time": utc_time,
            "leave_time": utc_time,
            "leave_reason": text(),
            "recording": flag,
            "ip_address": text(),
            "device": text(),
            "location": text(),
            "network_type": text(),
            "bo_mtg_id": text(),
        },
        but=["leave_time", "leave_reason", "bo_mtg_id"],
    ),
)
