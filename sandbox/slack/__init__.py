"""A strict local stand-in of Slack: its Web API, and the people who use the bot through it."""
