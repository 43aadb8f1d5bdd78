"""People without Slack, and the platforms calling in."""
