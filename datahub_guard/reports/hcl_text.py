"""Values written as Terraform's console writes them: HCL, with what is not known in words."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from typing import Any

from datahub_guard.model.values import Sensitive, SetValue, Unknown, Value
from datahub_guard.reports.plain import plain

_IDENTIFIER = re.compile(r"[^\W\d][\w-]*")


def hcl(value: Value, indent: str = "") -> str:
    """Return the value as HCL over several lines; a sensitive one as `(sensitive value)`."""
    kind = type(value)
    if value is None:
        return "null"
    if kind is bool:
        return "true" if value else "false"
    if kind is str:
        return plain(json.dumps(value, ensure_ascii=False))
    if kind is Fraction:
        return decimal(value)
    if kind is Sensitive:
        return "(sensitive value)"
    if kind is Unknown:
        return plain(f"(unknown: {value.why()})")
    inner = indent + "  "
    if isinstance(value, dict):
        if not value:
            return "{}"
        lines = [f"{inner}{_key(key)} = {hcl(item, inner)}" for key, item in value.items()]
        return "{\n" + "\n".join(lines) + f"\n{indent}}}"
    if isinstance(value, list):
        if not value:
            return "toset([])" if kind is SetValue else "[]"
        lines = [f"{inner}{hcl(item, inner)}," for item in value]
        body = "[\n" + "\n".join(lines) + f"\n{indent}]"
        return f"toset({body})" if kind is SetValue else body
    return plain(str(value))


def decimal(value: Fraction) -> str:
    """A number that is not integral, as a decimal with up to 20 digits behind the point."""
    text = f"{value.numerator * 10**20 // value.denominator:021d}"
    sign = "-" if text.startswith("-") else ""
    digits = text.lstrip("-").rjust(21, "0")
    return f"{sign}{digits[:-20]}.{digits[-20:].rstrip('0') or '0'}"


def as_json(value: Value) -> Any:
    """The value as plain data for `json.dumps`; what is not known as `{"unknown": reason}`, secrets hidden."""
    kind = type(value)
    if kind is Fraction:
        return float(value)
    if kind is Sensitive:
        return "(sensitive value)"
    if kind is Unknown:
        return {"unknown": value.why(), "references": list(value.references)}
    if isinstance(value, dict):
        return {key: as_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_json(item) for item in value]
    if value is None or isinstance(value, (str, bool, int)):
        return value
    return str(value)


def _key(key: str) -> str:
    return key if _IDENTIFIER.fullmatch(key) else json.dumps(key, ensure_ascii=False)
