"""Buttons, one file per kind of message."""
