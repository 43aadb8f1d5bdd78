"""Local stand-ins for Slack, Zoom, Google and mail, a movable clock, a sample program. Never part of `serve`."""
