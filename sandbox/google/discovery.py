"""Google's own description of its APIs, as bundled with its client: which calls exist and what they may carry."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from starlette.datastructures import QueryParams

from sandbox.google.refusals import Refusal, invalid, not_found
from sandbox.google.schemas import Judge, Schema, scalar_faults

SCOPE_ROOT = "https://www.googleapis.com/auth/"
DOCUMENTS = {
    "v2/": "meet.v2",
    "calendar/v3/": "calendar.v3",
    "admin/directory/v1/": "admin.directory_v1",
    "v1/people": "people.v1",
    "v1/policies": "cloudidentity.v1",
}
"""Which document describes the paths that begin so."""

UNPLAYED = frozenset({"access_token", "callback", "fields", "key", "oauth_token"})
"""Parameters that every method of Google has, and which would change the answer if they were played."""


@dataclass(frozen=True)
class Method:
    """One API method as the discovery document gives it. `path` names the path parameters as groups."""

    id: str
    verb: str
    path: re.Pattern[str]
    parameters: Mapping[str, Schema]
    request: Schema | None
    response: Schema | None
    scopes: frozenset[str]
    schemas: Mapping[str, Schema]

    def read_query(self, query: QueryParams) -> dict[str, Any]:
        """The query parameters as typed values. Raises Refusal 400 for one that is unknown, repeated or mistyped."""
        values: dict[str, Any] = {}
        if unplayed := UNPLAYED & query.keys():
            raise invalid(f"This stand-in does not play {', '.join(sorted(unplayed))}.")
        for name in query:
            schema = self.parameters.get(name)
            if schema is None or schema["location"] != "query":
                raise invalid(f'Invalid JSON payload received. Unknown name "{name}": Cannot bind query parameter.')
            given = [_typed(name, text, schema) for text in query.getlist(name)]
            if len(given) > 1 and not schema.get("repeated"):
                raise invalid(f"Query parameter '{name}' may be given only once.")
            values[name] = given if schema.get("repeated") else given[0]
        return values

    def read_body(self, body: bytes) -> dict[str, Any]:
        """The JSON body. Raises Refusal 400 for anything that the method's request schema does not allow."""
        if self.request is None:
            if body:
                raise invalid("The request body must be empty.")
            return {}
        try:
            value = json.loads(body or b"{}")
        except ValueError:
            raise invalid("Parse Error", reason="parseError") from None
        faults = [*Judge(self.schemas, incoming=True).faults(value, self.request, self.request["$ref"])]
        faults += [*self._missing(value)] if not faults else []
        if faults:
            raise invalid(f"Invalid JSON payload received. {' '.join(faults)}")
        return dict(value)

    def answer_faults(self, answer: Any) -> Iterator[str]:
        """What is wrong with an answer of ours."""
        if self.response is None:
            yield from () if answer is None else (f"{self.id} answers without a body.",)
        else:
            yield from Judge(self.schemas, incoming=False).faults(answer, self.response, self.response["$ref"])

    def _missing(self, body: Mapping[str, Any]) -> Iterator[str]:
        assert self.request is not None
        for name, schema in self.schemas[self.request["$ref"]]["properties"].items():
            if self.id in schema.get("annotations", {}).get("required", ()) and name not in body:
                yield f"Missing required field '{name}'."


def method_for(verb: str, path: str, *, tells_member_user: bool = False) -> tuple[Method, dict[str, str]]:
    """The method that a verb and a path without leading slash name, with its path parameters.

    `tells_member_user` amends Meet's description: the methods of `spaces.members` say that they answer
    "name,email,role,user" by default, but the schema `Member` has no `user`. Raises Refusal 404.
    """
    names = (name for start, name in DOCUMENTS.items() if path.startswith(start))
    for method in (method for name in names for method in _methods(name, tells_member_user=tells_member_user)):
        if method.verb == verb and (found := method.path.fullmatch(path)):
            return method, found.groupdict()
    raise not_found("Method not found.")


@cache
def _methods(name: str, *, tells_member_user: bool) -> tuple[Method, ...]:
    """Read when first needed: the documents are large."""
    document = _document(name)
    if tells_member_user and name == "meet.v2":
        document["schemas"]["Member"]["properties"]["user"] = {"type": "string", "readOnly": True}
    return tuple(_methods_of(document))


def _document(name: str) -> dict[str, Any]:
    client = find_spec("googleapiclient")
    assert client is not None
    assert client.origin is not None
    file = Path(client.origin).parent / "discovery_cache" / "documents" / f"{name}.json"
    document: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return document


def _methods_of(document: Mapping[str, Any]) -> Iterator[Method]:
    for described in _described(document):
        parameters = {**document["parameters"], **described.get("parameters", {})}
        yield Method(
            id=described["id"],
            verb=described["httpMethod"],
            path=re.compile(document["servicePath"] + _pattern(described["path"], parameters)),
            parameters=parameters,
            request=described.get("request"),
            response=described.get("response"),
            scopes=frozenset(described.get("scopes", ())),
            schemas=document["schemas"],
        )


def _described(node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from node.get("methods", {}).values()
    for child in node.get("resources", {}).values():
        yield from _described(child)


def _pattern(template: str, parameters: Mapping[str, Schema]) -> str:
    def group(found: re.Match[str]) -> str:
        shape = parameters[found[1]].get("pattern", "^[^/]+$").strip("^$").replace("[^/]+", "[^/:]+")
        return f"(?P<{found[1]}>{shape})"

    return re.sub(r"\{\+?(\w+)\}", group, template)


def _typed(name: str, text: str, schema: Schema) -> Any:
    refusal: Refusal = invalid(f"Invalid value for query parameter '{name}'.", reason="invalidParameter")
    kind = schema["type"]
    if (kind == "boolean" and text not in ("true", "false")) or (kind == "integer" and not text.lstrip("-").isdigit()):
        raise refusal
    value: Any = int(text) if kind == "integer" else text == "true" if kind == "boolean" else text
    if any(scalar_faults(value, schema, name)):
        raise refusal
    return value
