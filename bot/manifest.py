"""The manifest from which Slack makes the app: what it may do, and where Slack calls in."""

from __future__ import annotations

from typing import Any

COMMANDS = {
    "/match": (
        "Propose, agree on, run and end matches",
        "create | list | show 12 | suggest student NAME | offer 12 | confirm 12 | release 12 | monitor 12 @lee | "
        "pause 12 until 2027-01-04 because … | resume 12 | end 12 because … | leave 12 because … | "
        "write 12 Thank you! | letters 12 | plan 12 first we talk",
    ),
    "/session": (
        "See your sessions and doors, say whether you come, write notes, change a session",
        "today | week | link 12 | here 12 | late 12 10 min | absent 12 | notes 12 | move 12 Wed 4:30pm | cancel 12 | "
        "platform 12 zoom | monitor 12 @lee | step-in 12 | step-back 12",
    ),
    "/proctor": ("Who watches over what, and who stands in", "who | cover 12 | standby Tuesdays 3pm-6pm"),
    "/mentoring": (
        "What Chaperone can do for you: nominations, volunteers, trainings, calendar, check-ins",
        "help | status | calendar | snowday tomorrow | report | nominations | nomination 12 | nominate | volunteers | "
        "volunteer @ana | apply | training | checkins | checkin 12 guardian call | limit @ana 3 matches | links NAME | "
        "optin NAME | optout NAME | check NAME until 2029-03-28 | revoke NAME because … | concerns | concern 12 | "
        "history match 12",
    ),
    "/concern": ("Speak up: a private form about a child's safety, an adult, or a session", "a private form opens"),
}
SCOPES = ("chat:write", "commands", "im:history", "im:write")
"""Slack: chat.postMessage and chat.update; slash commands; messages to the bot, and conversations.history in them;
conversations.open. Views need none."""
EVENTS = ("app_home_opened", "message.im")


def manifest(public_url: str) -> dict[str, Any]:
    """Schema version 1 of Slack's app manifest."""
    address = f"{public_url.rstrip('/')}/slack/events"
    return {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": {
            "name": "Chaperone",
            "description": "No student meets a mentor online without a named monitor.",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Chaperone", "always_online": True},
            "slash_commands": [_command(command, address) for command in COMMANDS],
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {"request_url": address, "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, "request_url": address, "message_menu_options_url": address},
            "org_deploy_enabled": False,
            "socket_mode_enabled": False,
            "token_rotation_enabled": False,
        },
    }


def _command(command: str, address: str) -> dict[str, Any]:
    description, usage_hint = COMMANDS[command]
    # Escaped, a mention that somebody types arrives with the user id that it stands for.
    return {
        "command": command,
        "url": address,
        "description": description,
        "usage_hint": usage_hint,
        "should_escape": True,
    }
