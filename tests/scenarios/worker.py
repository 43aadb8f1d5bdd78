"""A Chaperone worker in a process of its own, so that it can be killed: `python -m tests.scenarios.worker SETTINGS AT`.

SETTINGS is a JSON file, AT the moment at which its clock stands. It does all that is due then, and ends.
"""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path

from config.settings import load_settings
from sandbox.clock import MovableClock
from service.assembly import assemble


def main(settings: Path, at: datetime) -> None:
    service = assemble(load_settings(_env_file=None, **json.loads(settings.read_text("utf-8"))), MovableClock(at))
    service.begin()
    service.run_due()
    service.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2]))
