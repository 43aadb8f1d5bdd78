"""The command line is a module of its own, where the import rules of the packages do not reach."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import chaperone

STANDARD = {"__future__", "datetime", "pathlib", "typing"}


def imported(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0 and node.module is not None
            yield node.module


def test_the_command_line_only_delegates_to_the_service_and_the_sandbox() -> None:
    roots = {name.partition(".")[0] for name in imported(Path(chaperone.__file__).read_text(encoding="utf-8"))}

    assert roots - STANDARD == {"typer", "service", "sandbox"}


def test_the_sandbox_is_only_loaded_where_it_is_run() -> None:
    """Production must not need the sandbox's own libraries."""
    body = ast.parse(Path(chaperone.__file__).read_text(encoding="utf-8")).body
    at_the_top = "\n".join(ast.unparse(node) for node in body if isinstance(node, ast.Import | ast.ImportFrom))

    assert not any(name.startswith("sandbox") for name in imported(at_the_top))
