"""How long tests wait: a machine may stand still for seconds, and that is no defect of what is tested."""

from __future__ import annotations

from sandbox.town import Waits

LONG = 60
"""Real seconds for what comes at once on any machine that is not stuck."""
PATIENT = Waits(chaperone=LONG, platforms=LONG, silence=0)
"""Nothing runs out of time; a platform that does not answer hangs up at once, and adapters' own tests wait for it."""
