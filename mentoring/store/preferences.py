"""What the rules need from the database of what volunteers offer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from mentoring.preferences import Preferences


class VolunteerPreferences(Protocol):
    def all(self) -> Mapping[int, Preferences]:
        """Of everybody who ever said."""
        ...

    def of(self, person_id: int) -> Preferences: ...
    def put(self, person_id: int, said: Preferences) -> None: ...
