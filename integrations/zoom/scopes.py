"""What the Zoom app must be granted, as Zoom names it."""

from __future__ import annotations

LIVE_LIST = "dashboard:read:list_meeting_participants:admin"
"""Zoom grants it on Business plans and above only; the live list is a second source, so we go on without."""
READ_USER = "user:read:user:admin"
READ_USER_SETTINGS = "user:read:settings:admin"
READ_LOCKS = "group:read:lock_settings:admin"

NEEDED_SCOPES = frozenset(
    {
        "meeting:write:meeting:admin",
        "meeting:update:meeting:admin",
        "meeting:delete:meeting:admin",
        "meeting:read:meeting:admin",
        "meeting:read:list_meetings:admin",
        "meeting:update:status:admin",
        "meeting:update:in_meeting_controls:admin",
        "meeting:write:registrant:admin",
        "meeting:update:registrant_status:admin",
        "meeting:read:list_registrants:admin",
        "meeting:read:list_past_participants:admin",
        "report:read:list_meeting_participants:admin",
        "user:update:settings:admin",
        READ_USER,
        READ_USER_SETTINGS,
        READ_LOCKS,
    }
)
