"""OPA's `# METADATA` annotations, which the embedded engine does not read.

The rules are those of OPA's v1/ast/parser.go and annotations.go: a block begins at a comment in column 1 that says
METADATA, goes on over the comment lines that directly follow in column 1, is YAML, and belongs to the first statement
below it, with blank lines in between or not. What OPA refuses is refused here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from datahub_guard.rules.rego.protocol import Diagnostic, Module, Position, RuleMetadata
from datahub_guard.rules.rego.syntax import Comment, Path, Statement, Tree, comments, reference, statements, walk

MARK = "METADATA"
KEYS = (
    "scope",
    "title",
    "description",
    "related_resources",
    "authors",
    "organizations",
    "schemas",
    "entrypoint",
    "custom",
    "labels",
)
SCOPES = ("rule", "document", "package", "subpackages")
CODE = "rego_parse_error"


class MetadataError(ValueError):
    """An annotation that OPA would refuse; `line` is where it stands."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


class Annotation(NamedTuple):
    """One block: where it stands, what it says, and the statement that it belongs to."""

    line: int
    scope: str
    path: Path
    content: dict[str, Any]
    target: Statement

    def public(self) -> dict[str, Any]:
        """The annotation as `rego.metadata.rule()` gives it."""
        shown = {key: value for key, value in self.content.items() if key in KEYS}
        if "authors" in shown:
            shown["authors"] = [_author(author) for author in shown["authors"]]
        return {**shown, "scope": self.scope}


class Annotated(NamedTuple):
    """A module with its statements and annotations."""

    module: Module
    statements: list[Statement]
    annotations: list[Annotation]

    @property
    def package(self) -> Path:
        """The path of the module's package."""
        return next(statement.path for statement in self.statements if statement.kind == "package")


def annotate(module: Module, tree: Tree) -> Annotated:
    """Read the annotations of a module; raises MetadataError for the first that OPA would refuse."""
    found = statements(tree)
    lines = list(comments(module.text))
    annotations = []
    for at, comment in enumerate(lines):
        if _begins(comment):
            target = next((statement for statement in found if statement.line > comment.line), None)
            annotations.append(_annotation(comment.line, _block(lines, at), target))
    return Annotated(module, found, annotations)


def _begins(comment: Comment) -> bool:
    return comment.column == 1 and comment.text.strip().startswith(MARK)


def _block(lines: Sequence[Comment], at: int) -> str:
    """The YAML text of the block that begins at `lines[at]`."""
    texts = []
    for before, comment in zip(lines[at:], lines[at + 1 :], strict=False):
        if comment.column != 1 or comment.line != before.line + 1 or _begins(comment):
            break
        texts.append(comment.text.removeprefix(" "))
    return "\n".join(texts) + "\n"


def _annotation(line: int, text: str, target: Statement | None) -> Annotation:
    from datahub_guard.rules.rego.annotation_yaml import YamlError, load

    if not text.strip():
        raise MetadataError(line, "expected METADATA block, found whitespace")
    try:
        content = load(text)
    except YamlError as error:
        raise MetadataError(line + 1 + error.line, f"METADATA is not valid YAML: {error}") from None
    if not isinstance(content, dict):
        raise MetadataError(line, "METADATA must be a YAML mapping")
    if target is None:
        raise MetadataError(line, "METADATA stands above no statement")
    rule = target.kind not in ("package", "import")
    scope = content.get("scope") or _default_scope(target, content)
    if scope not in SCOPES:
        if target.kind == "import":
            raise MetadataError(line, "METADATA above an import: it must stand above the package or a rule")
        raise MetadataError(line, f"invalid annotation scope {scope!r}: one of {', '.join(SCOPES)}")
    if (scope in ("rule", "document")) != rule:
        wanted = "rule" if scope in ("rule", "document") else "package"
        raise MetadataError(line, f"annotation scope {scope!r} must be applied to {wanted} (have {target.kind})")
    if scope == "rule" and content.get("entrypoint"):
        raise MetadataError(line, "annotation entrypoint applied to non-document or package scope 'rule'")
    return Annotation(line, scope, target.path, content, target)


def _default_scope(target: Statement, content: dict[str, Any]) -> str:
    if target.kind in ("package", "import"):
        return target.kind
    return "document" if content.get("entrypoint") else "rule"


def redeclared(modules: Sequence[Annotated]) -> list[Diagnostic]:
    """Annotations of a document, a package or subpackages that stand at more than one place."""
    seen: dict[tuple[str, Path], Position] = {}
    found = []
    for annotated in modules:
        for annotation in annotated.annotations:
            if annotation.scope == "rule":
                continue
            position = Position(annotated.module.path, annotation.line, 1)
            first = seen.setdefault((annotation.scope, annotation.path), position)
            if first is not position:
                found.append(Diagnostic(CODE, f"{annotation.scope} annotation redeclared: {first}", position))
    return found


def rules_of(annotated: Annotated) -> list[RuleMetadata]:
    """The `deny_` and `undecided_` sets of a module, in order; the first annotated body of a set speaks for it."""
    found: dict[str, RuleMetadata] = {}
    for statement in annotated.statements:
        kind, _, name = statement.path[-1].partition("_")
        if statement.kind != "set" or kind not in ("deny", "undecided") or not name:
            continue
        block = next((a for a in annotated.annotations if a.target is statement), None)
        entrypoint = ".".join(("data", *statement.path))
        known = found.get(entrypoint)
        if known is None or (block is not None and not known.annotation_line):
            found[entrypoint] = RuleMetadata(
                kind,
                name,
                entrypoint,
                annotated.module.path,
                statement.line,
                block.line if block else 0,
                block.content if block else {},
            )
    return list(found.values())


def expand_calls(annotated: Annotated, tree: Tree, modules: Sequence[Annotated]) -> Module:
    """The module with `rego.metadata.rule()` and `.chain()` replaced by what OPA's compiler binds to them.

    An extension could not know which rule calls it. The literals are on one line, so that every place stays right.
    """
    edits = []
    for kind, node in walk(tree["rules"]):
        if kind != "Call" or node["params"]:
            continue
        path = ".".join(reference(node["fcn"])[0])
        if path in ("rego.metadata.rule", "rego.metadata.chain"):
            start, end = node["span"]["start"], node["span"]["end"]
            rule = next(s for s in annotated.statements if s.start <= start < s.end and s.kind != "package")
            value = _own(annotated, rule) if path.endswith("rule") else _chain(annotated, rule, modules)
            edits.append((start, end, json.dumps(value, ensure_ascii=False).encode()))
    text = annotated.module.text.encode()
    for start, end, literal in sorted(edits, reverse=True):
        text = text[:start] + literal + text[end:]
    return Module(annotated.module.path, text.decode())


def _own(annotated: Annotated, rule: Statement) -> dict[str, Any]:
    own = [a.public() for a in annotated.annotations if a.scope == "rule" and a.target is rule]
    return own[-1] if own else {}


def _chain(annotated: Annotated, rule: Statement, modules: Sequence[Annotated]) -> list[dict[str, Any]]:
    """From the rule outward: rule (annotated or not), document, package, the packages around it (`subpackages`)."""
    once = {(a.scope, a.path): a for module in modules for a in module.annotations if a.scope != "rule"}
    links: list[dict[str, Any]] = [
        {"path": list(rule.path), "annotations": annotation.public()}
        for annotation in annotated.annotations
        if annotation.scope == "rule" and annotation.target is rule
    ] or [{"path": list(rule.path)}]
    package = annotated.package
    around = [("document", rule.path), ("package", package)]
    around += [("subpackages", package[:length]) for length in range(len(package), 0, -1)]
    for scope, path in around:
        found = once.get((scope, path))
        if found is not None:
            links.append({"path": list(path), "annotations": found.public()})
    return links


def _author(author: Any) -> dict[str, Any]:
    if isinstance(author, dict):
        return {key: value for key, value in author.items() if key in ("name", "email") and value}
    match = re.fullmatch(r"\s*(.*?)\s*(?:<([^<>]*)>)?\s*", str(author))
    found = match.groups() if match else (str(author), None)
    return {key: value for key, value in zip(("name", "email"), found, strict=True) if value}
