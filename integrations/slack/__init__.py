"""Outbound calls to Slack's Web API."""
