"""What a page is made of, as a browser and a screen reader take it: its words, its fields, and what belongs to what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from web.bidi import FIRST_STRONG_ISOLATE, POP_ISOLATE

LARGEST_PAGE = 48 * 1024
"""Bytes. The list of all time zones takes most of it; a phone on a slow line has it in a second."""
_SPOKEN = ("aria-label", "alt", "title", "placeholder", "label")
"""Attributes that people read or hear."""
_VOID = frozenset({"br", "hr", "img", "input", "link", "meta"})
_ARABIC = re.compile("[\u0620-\u06ff]")
_AGAINST = re.compile("[A-Za-z\u00c0-\u024f]|[0-9]-[0-9]")
_ISOLATED = re.compile(f"{FIRST_STRONG_ISOLATE}[^{POP_ISOLATE}]*{POP_ISOLATE}")


@dataclass
class Control:
    """A field that somebody fills in, or a button."""

    tag: str
    id: str
    name: str
    described_by: tuple[str, ...]
    invalid: bool
    labelled: bool
    """It stands inside of a label, or has words of its own."""


@dataclass
class Page(HTMLParser):
    """`words` are the texts between tags, but for what was typed, in their order, and what attributes say; `by_id` is
    what stands in an element."""

    source: str
    lang: str = ""
    direction: str = ""
    words: list[str] = field(default_factory=list)
    controls: list[Control] = field(default_factory=list)
    labels: set[str] = field(default_factory=set)
    by_id: dict[str, str] = field(default_factory=dict)
    loaded: list[str] = field(default_factory=list)
    """Scripts, handlers and addresses from elsewhere: there should be none."""
    ids: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._open: list[tuple[str, str]] = []
        self.feed(self.source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.lang, self.direction = given.get("lang", ""), given.get("dir", "")
        self.words += [given[name] for name in _SPOKEN if given.get(name)]
        self.loaded += [f"{tag} {name}" for name, value in given.items() if name.startswith("on")]
        self.loaded += [given[name] for name in ("href", "src", "action") if "//" in given.get(name, "")]
        self.loaded += [tag] if tag in {"script", "iframe", "object", "img", "link"} else []
        self.labels |= {given["for"]} if tag == "label" and "for" in given else set()
        self._take_control(tag, given)
        self.ids += [given["id"]] if "id" in given else []
        if tag not in _VOID:
            self._open.append((tag, given.get("id", "")))

    def _take_control(self, tag: str, given: dict[str, str]) -> None:
        fills = tag in {"input", "select", "textarea"} and given.get("type") != "hidden"
        if fills or tag in {"button", "fieldset"}:
            self.controls.append(
                Control(
                    tag,
                    given.get("id", ""),
                    given.get("name", ""),
                    tuple(given.get("aria-describedby", "").split()),
                    given.get("aria-invalid") == "true",
                    tag in {"button", "fieldset"} or any(name == "label" for name, _ in self._open),
                )
            )

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if any(tag in {"style", "textarea"} for tag, _ in self._open):
            return
        said = " ".join(data.split())
        if said:
            self.words.append(said)
        for _, name in self._open:
            if name and said:
                self.by_id[name] = f"{self.by_id.get(name, '')} {said}".strip()

    def flaws(self) -> Iterator[str]:
        """What keeps somebody from reading or filling in the page, in whatever language."""
        yield from (f"loads {what}" for what in self.loaded)
        if len(self.source.encode()) > LARGEST_PAGE:
            yield f"has {len(self.source.encode())} bytes"
        yield from (f"the id {name} stands twice" for name in {one for one in self.ids if self.ids.count(one) > 1})
        yield from (f"half a text: {said}" for said in self.words if re.search(r"%\(|\{\{|\{%|&lt;|\bNone\b", said))
        for control in self.controls:
            if not control.labelled and control.id not in self.labels:
                yield f"no label: {control.tag} {control.name}"
            yield from (f"described by nothing: {name}" for name in control.described_by if name not in self.by_id)
            if control.invalid and not any(self.by_id.get(name) for name in control.described_by):
                yield f"invalid, and nobody says why: {control.name}"
        if self.direction == "rtl":
            yield from (f"scrambles: {said}" for said in self.words if scrambles(said))

    @property
    def invalid(self) -> set[str]:
        """The fields that are to be mended; of a group, what its problem is called by."""
        found = {one.name or next(iter(one.described_by), "") for one in self.controls if one.invalid}
        return {name.removesuffix("-problem").removesuffix("-hint") for name in found}


def scrambles(line: str) -> bool:
    """Letters of both directions in one line, and those of the other one stand in no isolate; or a number with hyphens,
    whose parts would change places."""
    return bool(_ARABIC.search(line)) and bool(_AGAINST.search(_ISOLATED.sub("", line)))
