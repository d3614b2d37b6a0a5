"""The input documents of Rego rules: one a stack, sliced to what the rules read.

    {"stack": {"name", "path", "repository", "environment", ...},
     "resources": {TYPE: [{"address", "type", "name", "key", "module", "provider", "values", "unknown", "partly",
                           "unset", "refs", "uncertain"}]},
     "data": {TYPE: [...]},
     "changes": {TYPE: [{..., "actions", "before", "replace_paths", "reason"}]}}

`values` holds what is known, with documented defaults for what is omitted; a part that is not known is absent from
it and stands in `unknown` (path -> reason), and in `partly` (path -> text) where it is made of others: what is known of
the text, with `${...}` for what is not. `unset` (path -> default or null) tells the omitted ones apart. `refs`
(path -> addresses) says where an unknown comes from, and what the paths that a rule `follows` refer to. Paths are
written as Terraform does (`rule[0].bucket_key_enabled`). `uncertain` says why it is not known whether the instance
exists, and `key` is there with `count` or `for_each` only. `changes` is what a plan has a say on, with what stood
before; it is there for rules of the scope `change`, and the instances that are destroyed are in it alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any, Final, NamedTuple

from datahub_guard.model.paths import Path, parse_path, path_text
from datahub_guard.model.resource import UNSET, Change, Resource
from datahub_guard.model.stack import Stack
from datahub_guard.model.values import Unknown, Value
from datahub_guard.rules.contract import Rule

_ABSENT: Final = object()
_WILDCARD = re.compile(r"\[\*\]")


class Slice:
    """What the rules read of one type: whole top-level arguments, and paths whose omission or origin matters."""

    __slots__ = ("changes", "follows", "paths", "tops")

    def __init__(self) -> None:
        self.changes = False
        self.tops: dict[str, None] = {}
        self.paths: dict[str, None] = {}
        self.follows: dict[str, None] = {}

    def add(self, path: str, follow: bool = False) -> None:
        """Add a declared path (`rule[*].bucket_key_enabled`)."""
        self.tops[re.split(r"[.\[]", path, maxsplit=1)[0]] = None
        (self.follows if follow else self.paths)[path] = None


def slices(rules: Iterable[Rule]) -> dict[tuple[str, str], Slice]:
    """What `rules` read, by (mode, type). A path qualified with a type reads another type than the subject's."""
    out: dict[tuple[str, str], Slice] = {}
    for rule in rules:
        for type_ in rule.applies_to:
            slice_ = out.setdefault(("managed", type_), Slice())
            slice_.changes = slice_.changes or rule.scope == "change"
        for paths, follow in ((rule.reads, False), (rule.follows, True)):
            for declared in paths:
                for key, path in _subjects(rule, declared):
                    out.setdefault(key, Slice()).add(path, follow)
    return out


def _subjects(rule: Rule, declared: str) -> list[tuple[tuple[str, str], str]]:
    """Split `aws_kms_alias.target_key_id` or `data.aws_x.name`; an unqualified path is read of every subject type."""
    text = declared.removeprefix("data.")
    head, _, rest = text.partition(".")
    if rest and re.match(r"(aws|databricks)_", head):
        return [(("data" if text != declared else "managed", head), rest)]
    return [(("managed", type_), declared) for type_ in rule.applies_to]


def document(stack: Stack, wanted: dict[tuple[str, str], Slice]) -> dict[str, Any]:
    """Build the input document of `stack`."""
    resources: dict[str, list[Any]] = {}
    data: dict[str, list[Any]] = {}
    changes: dict[str, list[Any]] = {}
    for resource in stack.resources:
        slice_ = wanted.get((resource.mode, resource.type))
        if slice_ is not None:
            group = resources if resource.mode == "managed" else data
            described = _resource(resource, slice_)
            group.setdefault(resource.type, []).append(described)
            if slice_.changes and resource.change is not None:
                changes.setdefault(resource.type, []).append(_change(described, resource.change, slice_))
    for resource in stack.removed:
        slice_ = wanted.get((resource.mode, resource.type))
        if slice_ is not None and slice_.changes and resource.change is not None:
            described = {"address": resource.address, "type": resource.type, "name": resource.name, "values": {}}
            changes.setdefault(resource.type, []).append(_change(described, resource.change, slice_))
    return {"stack": _stack(stack), "resources": resources, "data": data, "changes": changes}


def _change(described: dict[str, Any], change: Change, wanted: Slice) -> dict[str, Any]:
    before = change.before if isinstance(change.before, dict) else {}
    return {
        **described,
        "actions": change.actions,
        "before": {name: before[name] for name in wanted.tops if before.get(name) is not None},
        "replace_paths": [path_text(path) for path in change.replace_paths],
        "reason": change.reason,
    }


def _stack(stack: Stack) -> dict[str, Any]:
    out: dict[str, Any] = {"name": stack.name, "path": stack.path, "repository": stack.repository}
    placement = stack.placement
    if placement is not None:
        for name in ("environment", "account", "layer", "business_unit", "stage", "role"):
            value = getattr(placement, name)
            if value is not None:
                out[name] = value
    return out


def _resource(resource: Resource, wanted: Slice) -> dict[str, Any]:
    values: dict[str, Any] = {}
    unknown: dict[str, str] = {}
    partly: dict[str, str] = {}
    refs: dict[str, Sequence[str]] = {}
    unset: dict[str, Any] = {}
    holes = _Holes(unknown, partly, refs)
    for name in wanted.tops:
        value = resource.top(name)
        if value is not UNSET:
            clean = _clean(value, (name,), holes)
            if clean is not _ABSENT and clean is not None:
                values[name] = clean
    for declared in wanted.paths:
        for path in _expand(declared, resource):
            _note_unset(resource, path, values, unset)
    for declared in wanted.follows:
        for path in _expand(declared, resource):
            text = path_text(path)
            # an unknown that is nothing but a reference says exactly what it refers to
            if text not in refs or text in partly:
                refs[text] = resource.attributes.origins(path)
    out: dict[str, Any] = {
        "address": resource.address,
        "type": resource.type,
        "name": resource.name,
        "module": resource.module,
        "provider": resource.provider,
        "values": values,
        "unknown": unknown,
        "partly": partly,
        "unset": unset,
        "refs": refs,
    }
    if resource.key is not None:
        out["key"] = resource.key
    if resource.uncertain:
        out["uncertain"] = resource.uncertain
    return out


class _Holes(NamedTuple):
    """What a document says of unknown parts, by path."""

    unknown: dict[str, str]
    partly: dict[str, str]
    refs: dict[str, Sequence[str]]

    def add(self, value: Unknown, path: Path) -> None:
        """Enter an unknown part."""
        text = path_text(path)
        self.unknown[text] = value.why()
        if value.references:
            self.refs[text] = value.references
        if not value.direct and value.references:
            self.partly[text] = _with_holes(value)


def _with_holes(value: Value) -> str:
    if isinstance(value, str):
        return value
    if type(value) is Unknown and value.shape is not None and value.shape[0] == "template":
        return "".join(map(_with_holes, value.shape[1]))
    return "${...}"


def _clean(value: Value, path: Path, holes: _Holes) -> Any:
    """The JSON of a value without its unknown parts, which are entered into `holes`."""
    kind = type(value)
    if kind is str or kind is bool or kind is int or value is None:
        return value
    if kind is Unknown:
        holes.add(value, path)
        return _ABSENT
    if kind is Fraction:
        return float(value)
    if isinstance(value, dict):
        out = {}
        for name, item in value.items():
            clean = _clean(item, (*path, name), holes)
            if clean is not _ABSENT and clean is not None:
                out[name] = clean
        return out
    if isinstance(value, list):
        cleaned = [_clean(item, (*path, i), holes) for i, item in enumerate(value)]
        return [None if item is _ABSENT else item for item in cleaned]
    return str(value)


def _expand(declared: str, resource: Resource) -> list[Path]:
    """The paths that a declared one stands for in this resource: `[*]` is every block."""
    head, *rest = _WILDCARD.split(declared)
    paths: list[Path] = [parse_path(head)]
    for part in rest:
        further: list[Path] = []
        for path in paths:
            value = resource.peek(path)
            if isinstance(value, list):
                further.extend((*path, i, *parse_path(part)) for i in range(len(value)))
        paths = further
    return paths


def _note_unset(resource: Resource, path: Path, values: dict[str, Any], unset: dict[str, Any]) -> None:
    value = resource.peek(path)
    if value is not UNSET and value is not None:
        return
    found, default = resource.attributes.default(path)
    unset[path_text(path)] = default if found else None
    if not found or default is None:
        return
    target: Any = values
    for step in path[:-1]:
        if isinstance(step, int):
            if not isinstance(target, list) or step >= len(target):
                return
            target = target[step]
        elif isinstance(target, dict) and step in target:
            target = target[step]
        else:
            return
    if isinstance(target, dict):
        target[str(path[-1])] = default
