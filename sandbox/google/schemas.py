"""Judges JSON values by the schemas of Google's discovery documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

Schema = Mapping[str, Any]

_TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
    "array": (list,),
    "object": (dict,),
}


@dataclass(frozen=True)
class Judge:
    """Names every fault of a value. `incoming` values may not set what Google marks as output only."""

    schemas: Mapping[str, Schema]
    incoming: bool

    def faults(self, value: Any, schema: Schema, where: str) -> Iterator[str]:
        schema = self.schemas[schema["$ref"]] if "$ref" in schema else schema
        kind = schema.get("type", "any")
        if kind == "any":
            return
        if not _is(value, kind):
            yield f"Invalid value at '{where}' (TYPE_{kind.upper()})."
        elif kind == "object":
            yield from self._object_faults(value, schema, where)
        elif kind == "array":
            for place, item in enumerate(value):
                yield from self.faults(item, schema["items"], f"{where}[{place}]")
        else:
            yield from scalar_faults(value, schema, where)

    def _object_faults(self, value: Mapping[str, Any], schema: Schema, where: str) -> Iterator[str]:
        properties = schema.get("properties", {})
        for name, item in value.items():
            known = properties.get(name, schema.get("additionalProperties"))
            if known is None:
                yield f"Unknown name \"{name}\" at '{where}': Cannot find field."
            elif self.incoming and known.get("readOnly"):
                yield f"Field '{where}.{name}' is output only."
            else:
                yield from self.faults(item, known, f"{where}.{name}")


def scalar_faults(value: Any, schema: Schema, where: str) -> Iterator[str]:
    if "enum" in schema and value not in schema["enum"]:
        yield f"Invalid value at '{where}': \"{value}\" is not one of {', '.join(schema['enum'])}."
    if "minimum" in schema and value < int(schema["minimum"]):
        yield f"Invalid value at '{where}': must be at least {schema['minimum']}."
    if "maximum" in schema and value > int(schema["maximum"]):
        yield f"Invalid value at '{where}': must be at most {schema['maximum']}."
    if not _has_format(value, schema.get("format")):
        yield f"Invalid value at '{where}': not a {schema['format']}."


def _is(value: Any, kind: str) -> bool:
    if isinstance(value, bool) and kind != "boolean":
        return False
    return isinstance(value, _TYPES[kind])


def _has_format(value: Any, form: str | None) -> bool:
    try:
        match form:
            case "date":
                date.fromisoformat(value)
            case "date-time" | "google-datetime":
                datetime.fromisoformat(value)
            case "int32":
                return -(2**31) <= int(value) < 2**31
    except ValueError:
        return False
    return True
