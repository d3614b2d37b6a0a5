"""Values as JSON that keeps apart what plain JSON would merge: what is not known, sets, and numbers beyond a double.

A sensitive value never gets in: it is written as an unknown that says so.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from datahub_guard.model.values import Sensitive, SetValue, Unknown, Value

_TAG = "$datahub-guard"


def encode(value: Value) -> Any:
    """Return plain data for `json.dumps`."""
    kind = type(value)
    if kind is str or kind is bool or kind is int or value is None:
        return value
    if kind is Unknown:
        return {
            _TAG: "unknown",
            "references": list(value.references),
            "reason": value.reason,
            "shape": [value.shape[0], *map(encode, value.shape[1:])] if value.shape else None,
        }
    if kind is Sensitive:
        return {_TAG: "unknown", "references": [], "reason": "it is sensitive, so the index does not hold it"}
    if kind is Fraction:
        return {_TAG: "number", "value": [value.numerator, value.denominator]}
    if isinstance(value, dict):
        return {key: encode(item) for key, item in value.items()}
    if kind is SetValue:
        return {_TAG: "set", "items": [encode(item) for item in value]}
    if isinstance(value, list):
        return [encode(item) for item in value]
    return {_TAG: "unknown", "references": [], "reason": "it has no form outside of its stack"}


def decode(data: Any) -> Value:
    """Return the value that `encode` wrote; maps and lists come back as object and tuple."""
    if isinstance(data, list):
        return [decode(item) for item in data]
    if not isinstance(data, dict):
        return data
    tag = data.get(_TAG)
    if tag == "unknown":
        shape = data.get("shape")
        decoded = (shape[0], *(decode(part) for part in shape[1:])) if shape else None
        return Unknown(tuple(data.get("references", ())), decoded, reason=data.get("reason"))
    if tag == "number":
        return Fraction(*data["value"])
    if tag == "set":
        return SetValue([decode(item) for item in data["items"]])
    return {key: decode(item) for key, item in data.items()}
