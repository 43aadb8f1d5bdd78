"""A strict stand-in for Google on this machine: its token endpoint and the five APIs that Chaperone asks."""

from sandbox.google.rooms import NotInTheRoom, UnknownMeeting
from sandbox.google.standin import GoogleStandIn

__all__ = ["GoogleStandIn", "NotInTheRoom", "UnknownMeeting"]
