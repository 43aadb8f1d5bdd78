"""What a family wrote, as one sealed text."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from mentoring.nominations import AgeBand, Contact, DayPart, Need, NominationDraft, Nominator, Subject
from mentoring.rooms import Platform
from mentoring.slots import Weekday
from mentoring.store import Vault


def sealed(draft: NominationDraft, vault: Vault) -> str:
    return vault.seal(json.dumps(asdict(draft), ensure_ascii=False))


def unsealed(text: str, vault: Vault) -> NominationDraft:
    said: dict[str, Any] = json.loads(vault.unseal(text))
    read = {
        "nominator": Nominator(said["nominator"]),
        "age": AgeBand(said["age"]),
        "subjects": tuple(map(Subject, said["subjects"])),
        "needs": tuple(map(Need, said["needs"])),
        "days": tuple(map(Weekday, said["days"])),
        "parts": tuple(map(DayPart, said["parts"])),
        "contact": Contact(**said["contact"]),
        "family": Contact(**said["family"]) if said["family"] is not None else None,
        "platform": Platform(said["platform"]),
    }
    return NominationDraft(**{**said, **read})


def unsealed_home(text: str, vault: Vault) -> tuple[str, str, int]:
    """School, language at home and grade alone: figures read them of hundreds at once, and nothing else."""
    said: dict[str, Any] = json.loads(vault.unseal(text))
    return said["school"], said["home_language"], said["grade"]
