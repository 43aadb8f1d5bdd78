"""What holds for every test."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# A slow machine is no defect: no test is timed, and a property may take the time that it needs.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")
