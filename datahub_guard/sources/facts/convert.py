"""Turns a facts file into plain data with defaults filled in, or says all that is wrong with it."""

from __future__ import annotations

import re
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from datahub_guard.errors import GuardError, nearest
from datahub_guard.model.facts import PlatformFacts
from datahub_guard.model.records import (
    REQUIRED,
    Each,
    Field,
    Flag,
    Kind,
    Named,
    Part,
    RankKind,
    Record,
    Whole,
    Word,
    fields_of,
)
from datahub_guard.sources.facts.consistency import Path, contradictions, path_text

MOST_FAULTS = 20

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAG = "tag:yaml.org,2002:"
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_RANK = re.compile(r"[1-9][0-9]?(\.[0-9]{1,2})?")


def convert(data: bytes, file: str) -> dict[str, Any]:
    """Parse and check facts; raises GuardError with every fault as `file:line:column: key: what was expected`."""
    conversion = Conversion()
    root = _parsed(data, file)
    if root is None:
        raise GuardError(f"{file}: the facts file is empty: it has the keys {_listed(fields_of(PlatformFacts))}")
    document = conversion.record(PlatformFacts, root, ())
    if not conversion.faults:
        for path, message in contradictions(document):
            conversion.fault_at(path, message)
    if conversion.faults:
        raise GuardError(_report(conversion.faults, file))
    return document


def _parsed(data: bytes, file: str) -> Node | None:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise GuardError(f"{file}:{line}: the facts file is not UTF-8: {error.reason} at byte {error.start}") from error
    try:
        node: Node | None = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{file}:{mark.line + 1}:{mark.column + 1}" if mark else file
        raise GuardError(f"{where}: not YAML: {error.problem or error.context}") from error
    except (yaml.YAMLError, RecursionError) as error:
        raise GuardError(f"{file}: not YAML: {error}") from error
    return node


def _report(faults: list[tuple[int, int, str]], file: str) -> str:
    faults = sorted(set(faults))
    lines = [f"{file}:{line}:{column}: {message}" for line, column, message in faults[:MOST_FAULTS]]
    if len(faults) > MOST_FAULTS:
        lines.append(f"{file}: and {len(faults) - MOST_FAULTS} more")
    return "\n".join(lines)


class Conversion:
    """One pass over the nodes of a file: it collects faults, and where every key stands."""

    def __init__(self) -> None:
        self.faults: list[tuple[int, int, str]] = []
        self._places: dict[Path, Node] = {}

    def fault(self, node: Node, path: Path, message: str) -> None:
        mark = node.start_mark
        where = f"{path_text(path)}: " if path else ""
        self.faults.append((mark.line + 1, mark.column + 1, f"{where}{message}"))

    def fault_at(self, path: Path, message: str) -> None:
        """Add a fault at the innermost part of `path` that the file has."""
        for length in range(len(path), -1, -1):
            node = self._places.get(path[:length])
            if node is not None:
                self.fault(node, path, message)
                return
        self.faults.append((1, 1, f"{path_text(path)}: {message}"))

    def record(self, record: type[Record], node: Node, path: Path) -> dict[str, Any]:
        fields = fields_of(record)
        entries = self._entries(node, path, f"a mapping with the keys {_listed(fields)}")
        if entries is None:
            return {}
        out: dict[str, Any] = {}
        for name, (key, _) in entries.items():
            if name not in fields:
                hint = nearest(name, fields)
                self.fault(key, (*path, name), f"unknown key{hint}; the known keys are {_listed(fields)}")
        for name, field in fields.items():
            if name in entries:
                out[name] = self._field(field, entries[name][1], (*path, name))
            elif field.default is REQUIRED:
                self.fault(node, path, f"the key `{name}` is missing: {_described(field)}")
            else:
                out[name] = list(field.default) if isinstance(field.default, tuple) else field.default
        return out

    def _field(self, field: Field, node: Node, path: Path) -> Any:
        self._places.setdefault(path, node)
        if field.default is None and _is_null(node):
            return None
        return self._value(field.kind, node, path)

    def _value(self, kind: Kind[Any], node: Node, path: Path) -> Any:
        self._places.setdefault(path, node)
        if isinstance(kind, Word):
            return self._word(kind, node, path)
        if isinstance(kind, Part):
            return self.record(kind.record, node, path)
        if isinstance(kind, Each):
            return self._each(kind, node, path)
        if isinstance(kind, Named):
            return self._named(kind, node, path)
        if isinstance(kind, Flag):
            return self._flag(node, path)
        if isinstance(kind, Whole):
            return self._whole(kind, node, path)
        assert isinstance(kind, RankKind)
        return self._rank(node, path)

    def _word(self, kind: Word, node: Node, path: Path) -> str:
        text = _scalar(node)
        if text is None or (
            node.tag != _TAG + "str" and not (node.tag == _TAG + "timestamp" and _DATE.fullmatch(text))
        ):
            hint = ": put it in quotes" if isinstance(node, ScalarNode) and not _is_null(node) else ""
            self.fault(node, path, f"expected {_wanted_word(kind)}, found {_found(node)}{hint}")
            return ""
        if kind.choices and text not in kind.choices:
            self.fault(node, path, f"expected {_wanted_word(kind)}, found {_found(node)}{nearest(text, kind.choices)}")
        elif not kind.choices and not re.fullmatch(kind.pattern, text):
            self.fault(node, path, f"expected {kind.what}, found {_found(node)}")
        elif kind.check is not None:
            wrong = kind.check(text)
            if wrong:
                self.fault(node, path, f"expected {kind.what}, found {_found(node)}: {wrong}")
        return text

    def _each(self, kind: Each[Any], node: Node, path: Path) -> list[Any]:
        if not isinstance(node, SequenceNode):
            self.fault(node, path, f"expected a list, found {_found(node)}")
            return []
        out: list[Any] = []
        for index, item in enumerate(node.value):
            value = self._value(kind.of, item, (*path, index))
            if value and value in out:
                self.fault(item, (*path, index), f"the list has this entry already, at [{out.index(value)}]")
            out.append(value)
        if len(out) < kind.least:
            self.fault(node, path, f"expected at least {kind.least} of them, found {len(out)}")
        return out

    def _named(self, kind: Named[Any], node: Node, path: Path) -> dict[str, Any]:
        entries = self._entries(node, path, f"a mapping from {kind.key.what} each")
        if entries is None:
            return {}
        out: dict[str, Any] = {}
        for name, (key, value) in entries.items():
            self._word(kind.key, key, (*path, name))
            out[name] = self._value(kind.of, value, (*path, name))
        if len(out) < kind.least:
            self.fault(node, path, f"expected at least {kind.least} entry, found none")
        return out

    def _entries(self, node: Node, path: Path, wanted: str) -> dict[str, tuple[Node, Node]] | None:
        if not isinstance(node, MappingNode):
            self.fault(node, path, f"expected {wanted}, found {_found(node)}")
            return None
        entries: dict[str, tuple[Node, Node]] = {}
        for key, value in node.value:
            name = _scalar(key)
            if name is None:
                self.fault(key, path, f"expected a name as the key, found {_found(key)}")
            elif name in entries:
                first = entries[name][0].start_mark.line + 1
                self.fault(key, (*path, name), f"this key is there twice, first on line {first}")
            else:
                entries[name] = (key, value)
        return entries

    def _flag(self, node: Node, path: Path) -> bool:
        text = _scalar(node)
        if node.tag != _TAG + "bool" or text not in ("true", "false"):  # YAML 1.2: `yes` and `on` are text
            self.fault(node, path, f"expected true or false, found {_found(node)}")
        return text == "true"

    def _whole(self, kind: Whole, node: Node, path: Path) -> int:
        text = _scalar(node)
        if text is None or node.tag != _TAG + "int" or not re.fullmatch(r"0|-?[1-9][0-9]{0,17}", text):
            self.fault(node, path, f"expected a whole number, found {_found(node)}")
            return 0
        number = int(text)
        if not kind.least <= number <= kind.most:
            self.fault(node, path, f"expected a whole number from {kind.least} to {kind.most}, found {number}")
        return number

    def _rank(self, node: Node, path: Path) -> str:
        text = _scalar(node)
        if text is None or node.tag != _TAG + "str" or not _RANK.fullmatch(text):
            self.fault(node, path, f'expected a rank in quotes, like "2.1", found {_found(node)}')
            return "1"
        return text


def _scalar(node: Node) -> str | None:
    return node.value if isinstance(node, ScalarNode) else None


def _is_null(node: Node) -> bool:
    return isinstance(node, ScalarNode) and node.tag == _TAG + "null"


def _found(node: Node) -> str:
    if isinstance(node, MappingNode):
        return "a mapping"
    if isinstance(node, SequenceNode):
        return "a list"
    if _is_null(node):
        return "nothing"
    text = node.value if len(node.value) <= 60 else node.value[:57] + "..."
    kind = {"int": "the number ", "float": "the number ", "timestamp": "the date "}.get(node.tag.removeprefix(_TAG), "")
    return f"{kind}`{text}`"


def _wanted_word(kind: Word) -> str:
    return f"{kind.what}: one of {_listed(kind.choices)}" if kind.choices else kind.what


def _described(field: Field) -> str:
    return field.doc[:1].lower() + field.doc[1:] if field.doc[1:2].islower() else field.doc


def _listed(names: Any) -> str:
    return ", ".join(names)
