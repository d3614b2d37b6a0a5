"""`yamldecode` and `yamlencode`, as `go-cty-yaml` reads and writes YAML.

It is a mixture: `yes`, `on` and `y` are bools as in YAML 1.1, but `010` is ten and dates become timestamps of RFC 3339.
PyYAML's parser gives the events; what they stand for is decided here, without recursion and inside limits.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from datahub_guard.model.values import ANY, Unknown, Value
from datahub_guard.sources.hcl.convert import to_string
from datahub_guard.sources.hcl.errors import EvaluationError
from datahub_guard.sources.hcl.functions.signature import Function, Parameter, table
from datahub_guard.sources.hcl.functions.yaml_writer import yaml_text
from datahub_guard.sources.hcl.limits import MAX_NESTING, MAX_PARTS
from datahub_guard.sources.hcl.marks import weigh
from datahub_guard.sources.hcl.numbers import parse_number
from datahub_guard.sources.hcl.unknowns import is_wholly_known, merged_unknown

if TYPE_CHECKING:
    from yaml.events import Event

_WORDS: dict[str, Value] = {
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"), True),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
}
_TIMESTAMP = re.compile(
    r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"
    r"(?:[Tt]([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[.,][0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})"
    r"| ([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[.,][0-9]+)?)?"
)
_TAGS = "tag:yaml.org,2002:"
_MERGE = object()


def yaml_value(text: str) -> Value:
    """Return what the one document of a YAML text holds.

    Raises:
        EvaluationError: it is not YAML, it has no or several documents, or it is too large or too deep.
    """
    import yaml

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    builder = _Builder()
    try:
        for event in yaml.parse(text, Loader=loader):
            builder.take(event)
    except yaml.YAMLError as error:
        raise EvaluationError(f"this is not YAML: {' '.join(str(error).split())[:300]}") from None
    return builder.result()


class _Open:
    """A sequence or mapping whose end has not come yet."""

    __slots__ = ("anchor", "key", "value")

    def __init__(self, value: Any, anchor: str | None) -> None:
        self.value = value
        self.anchor = anchor
        self.key: Any = None


class _Builder:
    """Makes values of the events of a YAML parser."""

    def __init__(self) -> None:
        self._open: list[_Open] = []
        self._anchors: dict[str, Value] = {}
        self._documents: list[Value] = []
        self._parts = 0

    def result(self) -> Value:
        """Return the value of the one document."""
        if not self._documents:
            raise EvaluationError("the YAML text has no document in it")
        weigh(self._documents[0])  # aliases of aliases become large without taking room
        return self._documents[0]

    def take(self, event: Event) -> None:
        """Go on with the next event."""
        from yaml import events

        self._parts += 1
        if self._parts > MAX_PARTS:
            raise EvaluationError(f"the YAML text has more than {MAX_PARTS:,} parts")
        if isinstance(event, events.ScalarEvent):
            self._add(_scalar(event, self._expects_key()), event.anchor)
        elif isinstance(event, (events.SequenceStartEvent, events.MappingStartEvent)):
            self._begin(event)
        elif isinstance(event, (events.SequenceEndEvent, events.MappingEndEvent)):
            ended = self._open.pop()
            self._add(ended.value, ended.anchor)
        elif isinstance(event, events.AliasEvent):
            if event.anchor not in self._anchors:
                raise EvaluationError(f"there is no anchor &{event.anchor} before its alias")
            self._add(self._anchors[event.anchor], None)
        elif isinstance(event, events.DocumentStartEvent) and self._documents:
            raise EvaluationError("the YAML text has more than one document")

    def _begin(self, event: Any) -> None:
        if len(self._open) >= MAX_NESTING:
            raise EvaluationError(f"the YAML text is nested more than {MAX_NESTING} levels deep")
        kind = "seq" if type(event).__name__.startswith("Sequence") else "map"
        if event.tag not in (None, "!", _TAGS + kind):
            raise EvaluationError(f"the tag {event.tag} is not supported")
        if event.anchor:
            self._anchors.pop(event.anchor, None)
        self._open.append(_Open([] if kind == "seq" else {}, event.anchor))

    def _expects_key(self) -> bool:
        return bool(self._open) and isinstance(self._open[-1].value, dict) and self._open[-1].key is None

    def _add(self, value: Value, anchor: str | None) -> None:
        if anchor:
            self._anchors[anchor] = value
        if not self._open:
            self._documents.append(value)
            return
        parent = self._open[-1]
        if isinstance(parent.value, list):
            parent.value.append(value)
        elif parent.key is None:
            parent.key = _key(value)
        else:
            key, parent.key = parent.key[0], None
            if key is _MERGE:
                # it overrides what stands before it, against the specification of YAML
                for mapping in reversed(_mappings(value)):
                    parent.value.update(mapping)
            else:
                parent.value[key] = value


def _key(value: Value) -> tuple[Any]:
    """Return a key in a tuple, so that it differs from "no key yet"."""
    if value is _MERGE:
        return (_MERGE,)
    if value is None or isinstance(value, (list, dict)):
        raise EvaluationError("the key of a mapping must be a string, number or bool")
    return (to_string(value),)


def _mappings(value: Value) -> list[dict[str, Value]]:
    """Return what `<<` merges: one mapping, or several of which the first wins."""
    mappings = value if isinstance(value, list) else [value]
    if not all(isinstance(mapping, dict) for mapping in mappings):
        raise EvaluationError("<< takes a mapping or a list of mappings")
    return mappings


def _scalar(event: Any, is_key: bool) -> Value:
    text: str = event.value
    tag = event.tag
    if event.style or tag == "!":
        return text
    if tag is None:
        return _MERGE if text == "<<" and is_key else _plain(text)
    if not tag.startswith(_TAGS):
        raise EvaluationError(f"the tag {tag} is not supported")
    return _tagged(text, tag.removeprefix(_TAGS))


def _tagged(text: str, kind: str) -> Value:
    """Return a scalar that says of what kind it is."""
    if kind in ("str", "binary"):
        return text
    value = _plain(text)
    fits = {
        "bool": isinstance(value, bool),
        "int": type(value) is int,
        "float": not isinstance(value, (bool, str)) and value is not None,
        "null": value is None,
        "timestamp": isinstance(value, str) and value != text,
    }
    if not fits.get(kind, False):
        raise EvaluationError(f"{text[:60]!r} cannot be read as !!{kind}")
    return value


def _plain(text: str) -> Value:
    """Return what a scalar without quotes stands for."""
    if text in _WORDS:
        return _WORDS[text]
    first = text[0]
    if not (first in "+-." or (first.isascii() and first.isdigit())):
        return text
    if first not in "+-.":
        timestamp = _timestamp(text)
        if timestamp is not None:
            return timestamp
    if text in (".nan", ".NaN", ".NAN"):
        raise EvaluationError("not-a-number has no value in Terraform")
    try:
        return parse_number(text)
    except EvaluationError:
        return _in_base(text)


def _in_base(text: str) -> Value:
    """Read `0x1f` and `0o17`; what is none of them is text."""
    base = {"0x": 16, "0o": 8}.get(text[:2])
    try:
        number = int(text[2:], base) if base and "_" not in text else -1
    except ValueError:
        return text
    return number if 0 <= number < 1 << 63 else text


def _timestamp(text: str) -> str | None:
    match = _TIMESTAMP.fullmatch(text)
    if match is None:
        return None
    year, month, day, *clock = match.groups()
    hour, minute, second = (int(part or "0") for part in (clock[:3] if clock[0] else clock[4:]))
    if not (1 <= int(month) <= 12 and 1 <= int(day) <= _days(int(year), int(month))):
        return None
    if hour > 23 or minute > 59 or second > 59:
        return None
    zone = clock[3] or "Z"
    if zone in ("+00:00", "-00:00"):
        zone = "Z"
    return f"{year}-{int(month):02d}-{int(day):02d}T{hour:02d}:{minute:02d}:{second:02d}{zone}"


def _days(year: int, month: int) -> int:
    from calendar import monthrange

    return monthrange(year, month)[1] if year else 31


def _encode(value: Value) -> Value:
    if not is_wholly_known(value):
        return merged_unknown(value, type="string", shape=("yaml", value))
    return yaml_text(value)


def _decode(text: Value) -> Value:
    if isinstance(text, Unknown):
        return text.shape[1] if text.shape is not None and text.shape[0] == "yaml" else merged_unknown(text)
    return yaml_value(text)


FUNCTIONS = table(
    Function("yamldecode", _decode, Parameter("string", unknown=True), returns=ANY),
    Function("yamlencode", _encode, Parameter(ANY, null=True, unknown=True)),
)
