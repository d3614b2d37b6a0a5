"""Rego sets become rules: what a `deny_` set's METADATA says, in the terms of the rule contract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from datahub_guard.errors import GuardError, nearest
from datahub_guard.model.severity import Severity
from datahub_guard.rules.contract import PLACE_NEEDS, Rule
from datahub_guard.rules.rego.embedded import EmbeddedEngine
from datahub_guard.rules.rego.preparation import Cache, prepare
from datahub_guard.rules.rego.protocol import Module, RuleMetadata

# What `custom` may hold, and the type of each.
CUSTOM: dict[str, type] = {
    "id": str,
    "severity": str,
    "applies_to": list,
    "reads": list,
    "follows": list,
    "settled_by": dict,
    "needs": list,
    "inputs": list,
    "scope": str,
    "remediation": str,
}
REQUIRED = ("id", "severity", "applies_to", "reads", "remediation")
SCOPES = ("resource", "change")


def rules_of_modules(sources: Sequence[tuple[str, str]], engine: EmbeddedEngine) -> tuple[list[Rule], list[Module]]:
    """The rules of a pack's Rego files, and the files as the embedded engine takes them.

    Raises GuardError for a file that the portable subset of Rego does not cover, and for METADATA that lacks
    something or has a key that does not exist.
    """
    prepared = prepare([Module(path, text) for path, text in sources], engine, Cache())
    if prepared.diagnostics:
        raise GuardError("the pack's Rego cannot be used:\n" + "\n".join(f"  {d}" for d in prepared.diagnostics))
    own = {
        (r.path, r.name, r.entrypoint.rpartition(".")[0]): r.entrypoint for r in prepared.rules if r.kind == "undecided"
    }
    rules = []
    for found in prepared.rules:
        package = found.entrypoint.rpartition(".")[0]
        if found.kind == "deny":
            rules.append(_rule(found, own.pop((found.path, found.name, package), "")))
    for (path, name, _), entrypoint in own.items():
        raise GuardError(f"{path}: {entrypoint} has no deny_{name} beside it")
    return rules, prepared.modules


def _rule(found: RuleMetadata, undecided: str) -> Rule:
    where = f"{found.path}:{found.annotation_line or found.line}"
    content = found.content
    custom = content.get("custom", {})
    _check(where, found, content, custom)
    return Rule(
        id=custom["id"],
        name=found.name.replace("_", "-"),
        title=content["title"],
        severity=Severity.named(custom["severity"]),
        rationale=content["description"].strip(),
        remedy=custom["remediation"].strip(),
        references=tuple(_reference(item) for item in content.get("related_resources", ())),
        applies_to=tuple(custom["applies_to"]),
        reads=tuple(custom["reads"]),
        scope=custom.get("scope", "resource"),
        needs=tuple(custom.get("needs", ())),
        inputs=tuple(custom.get("inputs", ("hcl", "plan"))),
        language="rego",
        file=found.path,
        line=found.line,
        entrypoint=found.entrypoint,
        undecided_entrypoint=undecided,
        follows=tuple(custom.get("follows", ())),
        settled_by={path: tuple(types) for path, types in custom.get("settled_by", {}).items()},
    )


def _check(where: str, found: RuleMetadata, content: Mapping[str, Any], custom: Mapping[str, Any]) -> None:
    if not found.annotation_line:
        raise GuardError(f"{where}: {found.entrypoint} has no METADATA block above it")
    for key in ("title", "description"):
        if not content.get(key):
            raise GuardError(f"{where}: the METADATA of {found.entrypoint} has no {key}")
    for key in custom:
        if key not in CUSTOM:
            raise GuardError(f"{where}: custom.{key} is not a key of a rule{nearest(key, CUSTOM)}")
        if not isinstance(custom[key], CUSTOM[key]):
            raise GuardError(f"{where}: custom.{key} takes a {CUSTOM[key].__name__}, got {custom[key]!r}")
    for key in REQUIRED:
        if key not in custom:
            raise GuardError(f"{where}: the METADATA of {found.entrypoint} has no custom.{key}")
    for key, known in (("severity", [s.label for s in Severity]), ("scope", SCOPES)):
        if key in custom and custom[key] not in known:
            raise GuardError(f"{where}: custom.{key}: {custom[key]!r} is none of {', '.join(known)}")
    for need in custom.get("needs", ()):
        if need not in PLACE_NEEDS:
            raise GuardError(f"{where}: custom.needs: {need!r} is none of {', '.join(PLACE_NEEDS)}")


def _reference(item: Any) -> str:
    if isinstance(item, str):
        return item
    ref, description = str(item.get("ref", "")), item.get("description")
    return f"[{description}]({ref})" if description else ref
