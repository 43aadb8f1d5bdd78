"""Long lists are read page by page."""

from __future__ import annotations

PAGE = 15
"""Lines on one page, unless told."""


def paged(total: int, page: int, size: int = PAGE) -> tuple[int, int]:
    """Which page is shown, and of how many: one past the end is the last, and one before the first is the first."""
    pages = max(1, -(-total // size))
    return min(max(page, 1), pages), pages
