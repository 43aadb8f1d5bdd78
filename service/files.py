"""Files of the office, as the command line reads and writes them. They hold addresses, so nobody else may read them."""

from __future__ import annotations

import os
from pathlib import Path

from service.commands import stop

LARGEST = 20 * 1024 * 1024
"""Bytes."""


def read_text(file: Path) -> str:
    """Ends the command with a sentence when it cannot be read."""
    try:
        if file.stat().st_size > LARGEST:
            stop(f"{file} is larger than 20 MB; no such file is. Check that it is the right file.")
        return file.read_text(encoding="utf-8-sig")
    except OSError as error:
        stop(f"{file} cannot be read: {error.strerror}. Check the path.")
    except UnicodeDecodeError:
        stop(f"{file} is not in UTF-8. Save it as «CSV UTF-8» and try again.")


def write_new(file: Path, text: str) -> None:
    """Only whoever writes it may read it; nothing is overwritten. With the mark by which spreadsheets know UTF-8."""
    try:
        with os.fdopen(
            os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8", newline=""
        ) as out:
            out.write("\ufeff" + text)
    except FileExistsError:
        stop(f"{file} is there already, and I overwrite nothing. Choose another name.")
    except OSError as error:
        stop(f"{file} cannot be written: {error.strerror}. Check the path.")


def new_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        stop(f"{folder} is there already, and I overwrite nothing. Choose another name.")
    except OSError as error:
        stop(f"{folder} cannot be made: {error.strerror}. Check the path.")
