"""A strict stand-in for Google on this machine: the token endpoint, Meet v2 and Calendar v3."""

from sandbox.google.rooms import NotInTheRoom, UnknownMeeting
from sandbox.google.standin import GoogleStandIn

__all__ = ["GoogleStandIn", "NotInTheRoom", "UnknownMeeting"]
