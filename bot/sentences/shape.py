"""The shape of a topic's sentences: for each refusal what a person reads, or how it is said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mentoring.errors import Refusal

Sentences = Mapping[type[Refusal], str | Callable[[Any], str]]
