"""The request bodies that Zoom's API description allows. Unlike Zoom, an unknown or misplaced field is refused."""

from __future__ import annotations

from collections.abc import Mapping

from sandbox.zoom.fields import Many, Rule, allowed, flag, one_of, pattern, text, utc_time, whole

MEETING_SETTINGS: Mapping[str, Rule] = {
    "allow_multiple_devices": flag,
    "alternative_hosts": text(500),
    "approval_type": one_of(0, 1, 2),
    "audio": one_of("both", "telephony", "voip", "thirdParty"),
    "auto_recording": one_of("local", "cloud", "none"),
    "auto_start_ai_companion_questions": flag,
    "auto_start_meeting_summary": flag,
    "breakout_room": allowed({"enable": flag}),
    "close_registration": flag,
    "continuous_meeting_chat": allowed({"enable": flag}),
    "email_notification": flag,
    "host_video": flag,
    "jbh_time": one_of(0, 5, 10, 15),
    "join_before_host": flag,
    "meeting_authentication": flag,
    "mute_upon_entry": flag,
    "participant_video": flag,
    "private_meeting": flag,
    "push_change_to_calendar": flag,
    "registrants_confirmation_email": flag,
    "registrants_email_notification": flag,
    "show_share_button": flag,
    "use_pmi": flag,
    "waiting_room": flag,
    "waiting_room_options": allowed(
        {
            "mode": one_of("follow_setting", "custom"),
            "who_goes_to_waiting_room": one_of("everyone", "users_not_in_account", "users_not_on_invite"),
        }
    ),
}

MEETING_FIELDS: Mapping[str, Rule] = {
    "topic": text(200),
    "type": one_of(1, 2, 3, 8),
    "start_time": utc_time,
    "duration": whole(1, 1440),
    "timezone": text(64),
    "password": pattern(r"[A-Za-z0-9@\-_*]{1,10}"),
    "agenda": text(2000),
}
MEETING = allowed({**MEETING_FIELDS, "settings": allowed(MEETING_SETTINGS)})
END_MEETING = allowed({"action": one_of("end")}, needs=["action"])
ADD_REGISTRANT = allowed(
    {
        "email": pattern(r"[^@\s]{1,64}@[^@\s]{1,128}"),
        "first_name": pattern(r"(?s).{1,64}"),
        "last_name": text(64),
        "language": text(8),
        "auto_approve": flag,
    },
    needs=["email", "first_name"],
)
CHANGE_REGISTRANTS = allowed(
    {
        "action": one_of("approve", "cancel", "deny"),
        "registrants": Many(allowed({"id": text(64), "email": text(128)}, needs=["id"]), most=30),
    },
    needs=["action", "registrants"],
)
CONTROL_MEETING = allowed(
    {"method": one_of("recording.start", "recording.stop", "recording.pause", "recording.resume")}, needs=["method"]
)
