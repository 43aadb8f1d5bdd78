"""A real browser without a window, driven through two pipes by its own protocol: no driver, no network."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

FOUND = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")


class Browser:
    """One page. Scripts of the page itself are off, as on a phone that runs none."""

    def __init__(self, into: int, out: int) -> None:
        self._into, self._out = os.fdopen(into, "wb", buffering=0), os.fdopen(out, "rb", buffering=0)
        self._numbers, self._rest, self._session = itertools.count(1), b"", ""
        page = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.ask("Target.attachToTarget", targetId=page, flatten=True)["sessionId"]
        self.ask("Page.enable")

    def close(self) -> None:
        self._into.close()
        self._out.close()

    def ask(self, method: str, **params: Any) -> dict[str, Any]:
        number = next(self._numbers)
        asked = {"id": number, "method": method, "params": params}
        asked |= {"sessionId": self._session} if self._session else {}
        self._into.write(json.dumps(asked).encode() + b"\0")
        while (said := self._next()).get("id") != number:
            pass
        assert "error" not in said, said
        answer: dict[str, Any] = said["result"]
        return answer

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            more = self._out.read(65536)
            assert more, "the browser went away"
            self._rest += more
        said, _, self._rest = self._rest.partition(b"\0")
        read: dict[str, Any] = json.loads(said)
        return read

    def wide(self, pixels: int) -> None:
        self.ask("Emulation.setDeviceMetricsOverride", width=pixels, height=700, deviceScaleFactor=1, mobile=True)

    def without_scripts(self) -> None:
        self.ask("Emulation.setScriptExecutionDisabled", value=True)

    def opens(self, address: str) -> None:
        self.ask("Page.navigate", url=address)
        self.waits_for("Page.loadEventFired")

    def waits_for(self, event: str) -> None:
        while self._next().get("method") != event:
            pass

    def reads(self, expression: str) -> Any:
        return self.ask("Runtime.evaluate", expression=expression, returnByValue=True)["result"].get("value")

    def presses(self, *keys: str) -> None:
        """`Tab`, `Enter`, or a text that is typed."""
        codes = {"Tab": 9, "Enter": 13, " ": 32}
        for key in keys:
            if key not in codes:
                self.ask("Input.insertText", text=key)
                continue
            text = {"Enter": "\r", " ": " "}.get(key, "")
            known = {"key": key, "code": key, "windowsVirtualKeyCode": codes[key]}
            self.ask("Input.dispatchKeyEvent", type="keyDown", text=text, **known)
            self.ask("Input.dispatchKeyEvent", type="keyUp", **known)


@contextmanager
def a_browser(folder: Path) -> Iterator[Browser]:
    """Chromium reads its file 3 and writes its file 4."""
    its_in, our_out = os.pipe()
    our_in, its_out = os.pipe()
    line = f'exec "$@" 3<&{its_in} 4>&{its_out}'
    command = [
        "bash",
        "-c",
        line,
        "browser",
        FOUND or "",
        *FLAGS,
        f"--user-data-dir={folder}",
        "--remote-debugging-pipe",
    ]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, pass_fds=(its_in, its_out), stdout=quiet, stderr=quiet)  # noqa: S603 - our own line
    os.close(its_in)
    os.close(its_out)
    browser = Browser(our_out, our_in)
    try:
        yield browser
    finally:
        browser.close()
        process.terminate()
        process.wait(timeout=20)
