"""Who the bot and the workspace are in the stand-in."""

TEAM_ID = "T0SANDBOX1"
TEAM_DOMAIN = "sandbox-district"
APP_ID = "A0CHAPERONE"
BOT_ID = "B0CHAPERONE"
BOT_USER_ID = "U0CHAPERONE"
