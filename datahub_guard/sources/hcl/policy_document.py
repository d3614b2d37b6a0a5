"""`aws_iam_policy_document`: the data source that only computes, built here as the AWS provider builds it.

The order of statements, the merging by `Sid`, the strings for lists of one and the text itself are those of provider
5.100 (`internal/service/iam/policy_document_data_source.go` and `policy_model.go`). A part that is not known stays a
hole in the document, so that rules can read the rest.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from datahub_guard.model.values import Sensitive, Unknown, Value, reveal
from datahub_guard.sources.hcl.errors import EvaluationError

_VERSION = "2012-10-17"
_LISTS = (
    ("actions", "Action"),
    ("not_actions", "NotAction"),
    ("resources", "Resource"),
    ("not_resources", "NotResource"),
)
_ORDER = (
    "Sid",
    "Effect",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Principal",
    "NotPrincipal",
    "Condition",
)
_ESCAPES = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}


class PolicyDocument:
    """The document that `arguments` (the data source's arguments and blocks as evaluated) describe.

    Raises EvaluationError where the provider refuses them.
    """

    def __init__(self, arguments: dict[str, Value]) -> None:
        self.holes: list[Unknown] = []
        self.sensitive = False
        self.value: dict[str, Value] = {}
        self._statements: list[Value] = []
        for source in self._documents(arguments.get("source_policy_documents"), "source"):
            self._unique_sids(source)
            self._merge(source)
        self._merge(self._own(arguments))
        for override in self._documents(arguments.get("override_policy_documents"), "override"):
            self._merge(override)
        version, identifier = self.value.get("Version"), self.value.get("Id")
        self.value = {"Version": version} if version else {}
        if identifier:
            self.value["Id"] = identifier
        if self._statements:
            self.value["Statement"] = self._statements

    def text(self, indent: int | None = 2) -> Value:
        """The `json` attribute (or with `indent=None` the `minified_json` attribute)."""
        if self.holes:
            return _hole(self.holes, ("json", self.value))
        import json

        separators = (",", ": ") if indent else (",", ":")
        text = json.dumps(self.value, ensure_ascii=False, indent=indent, separators=separators).translate(_ESCAPES)
        return Sensitive(text) if self.sensitive else text

    # -- parts -----------------------------------------------------------------------------------------------------

    def _known(self, value: Value) -> Value:
        """Note a hole, take a sensitive mark off."""
        if type(value) is Sensitive:
            self.sensitive = True
            value = reveal(value)
        if type(value) is Unknown:
            self.holes.append(value)
        return value

    def _own(self, arguments: dict[str, Value]) -> dict[str, Value]:
        version = self._known(arguments.get("version")) or _VERSION if _is_set(arguments.get("version")) else _VERSION
        document: dict[str, Value] = {"Version": version, "Id": self._known(arguments.get("policy_id"))}
        statements = self._known(arguments.get("statement"))
        sids: set[str] = set()
        built: list[Value] = []
        for block in [statements] if type(statements) is Unknown else statements or ():
            statement = self._statement(block, version)
            sid = statement.get("Sid") if isinstance(statement, dict) else None
            if isinstance(sid, str):
                if sid in sids:
                    raise EvaluationError(f"duplicate Sid ({sid}): remove it or make it unique in the document")
                sids.add(sid)
            built.append(statement)
        document["Statement"] = built
        return document

    def _statement(self, block: Value, version: Value) -> Value:
        if type(block) is Unknown:
            # a dynamic block whose number is not known: what one of them would look like is
            self.holes.append(block)
            inner = block.shape[1] if block.shape and block.shape[0] == "object" else None
            shape = ("object", self._statement(inner, version)) if isinstance(inner, dict) else None
            return Unknown(block.references, shape, reason=block.reason)
        out: dict[str, Value] = {}
        sid, effect = self._known(block.get("sid")), self._known(block.get("effect"))
        if type(sid) is Unknown or sid:
            out["Sid"] = sid
        out["Effect"] = effect if type(effect) is Unknown or effect else "Allow"
        for name, key in _LISTS:
            texts = self._texts(block.get(name), version if "resources" in name else None)
            if texts is not None:
                out[key] = texts
        for name, key in (("principals", "Principal"), ("not_principals", "NotPrincipal")):
            principals = self._principals(block.get(name), version)
            if principals is not None:
                out[key] = principals
        conditions = self._conditions(block.get("condition"), version)
        if conditions is not None:
            out["Condition"] = conditions
        return out

    def _texts(self, values: Value, version: Value, keep_order: bool = False) -> Value:
        """A set of strings as the provider writes it: one alone as a string, several sorted backwards."""
        values = self._known(values)
        if values is None or type(values) is Unknown:
            return values
        items = [_variables(self._known(v), version) for v in values]
        known = [v for v in items if isinstance(v, str)]
        holes = [v for v in items if type(v) is Unknown]
        if not keep_order:
            items = [*sorted(set(known), reverse=True), *holes]
        if len(items) == 1:
            return items[0]
        return items or None

    def _principals(self, blocks: Value, version: Value) -> Value:
        blocks = self._known(blocks)
        if not _is_set(blocks):
            return None
        if type(blocks) is Unknown:
            return blocks
        by_type: dict[str, Value] = {}
        unknown: list[Unknown] = []
        for block in blocks:
            if type(block) is Unknown:
                unknown.append(self._known(block))
                continue
            kind, identifiers = self._known(block.get("type")), self._texts(block.get("identifiers"), version)
            if type(kind) is Unknown or kind is None:
                unknown.append(kind if type(kind) is Unknown else Unknown(reason="the principal's type is null"))
                continue
            by_type[kind] = _joined(by_type[kind], identifiers) if kind in by_type else identifiers
        out = {kind: by_type[kind] for kind in sorted(by_type)}
        if unknown:
            return _hole(unknown, ("object", out))
        return "*" if out == {"*": "*"} else out or None

    def _conditions(self, blocks: Value, version: Value) -> Value:
        blocks = self._known(blocks)
        if not _is_set(blocks):
            return None
        if type(blocks) is Unknown:
            return blocks
        tests: dict[str, dict[str, list[Value]]] = {}
        unknown: list[Unknown] = []
        for block in blocks:
            if type(block) is Unknown:
                unknown.append(self._known(block))
                continue
            test, variable = self._known(block.get("test")), self._known(block.get("variable"))
            if not (isinstance(test, str) and isinstance(variable, str)):
                unknown.extend(v for v in (test, variable) if type(v) is Unknown)
                continue
            values = self._texts(block.get("values"), version, keep_order=True)
            variables = tests.setdefault(test, {}).setdefault(variable, [])
            variables.extend(values if isinstance(values, list) else [] if values is None else [values])
        out = {test: {v: _single(tests[test][v]) for v in sorted(tests[test])} for test in sorted(tests)}
        return _hole(unknown, ("object", out)) if unknown else out or None

    # -- merging ---------------------------------------------------------------------------------------------------

    def _documents(self, values: Value, role: str) -> Iterable[Value]:
        values = self._known(values)
        if type(values) is Unknown:
            yield Unknown(values.references, reason=values.reason)
            return
        for index, text in enumerate(values or ()):
            text = self._known(text)
            if type(text) is Unknown:
                yield text.shape[1] if text.shape and text.shape[0] == "json" else text
            elif text is not None:
                yield _parsed(text, f"{role} document {index}")

    def _unique_sids(self, document: Value) -> None:
        have = {s["Sid"] for s in self._statements if isinstance(s, dict) and isinstance(s.get("Sid"), str)}
        for statement in _statements_of(document):
            sid = statement.get("Sid") if isinstance(statement, dict) else None
            if isinstance(sid, str) and sid in have:
                raise EvaluationError(f"duplicate Sid ({sid}) in source_policy_documents: remove it or make it unique")
            if isinstance(sid, str):
                have.add(sid)

    def _merge(self, document: Value) -> None:
        if not isinstance(document, dict):
            self._statements.append(document)
            return
        for key in ("Id", "Version"):
            new, old = document.get(key), self.value.get(key)
            newer = key == "Id" or not isinstance(new, str) or not isinstance(old, str) or new > old
            if (type(new) is Unknown or new) and newer:
                self.value[key] = new
        for statement in _statements_of(document):
            sid = statement.get("Sid") if isinstance(statement, dict) else None
            at = None
            if isinstance(sid, str) and sid:
                same = (i for i, s in enumerate(self._statements) if isinstance(s, dict) and s.get("Sid") == sid)
                at = next(same, None)
            if at is None:
                self._statements.append(statement)
            else:
                self._statements[at] = statement


def _statements_of(document: Value) -> list[Value]:
    """The statements of a document; a hole in the place of the list is one statement that is not known."""
    statements = document.get("Statement") if isinstance(document, dict) else None
    if statements is None:
        return []
    return statements if isinstance(statements, list) else [statements]


def _parsed(text: Any, what: str) -> dict[str, Value]:
    """Read a policy's JSON text into the form that the provider would write it in."""
    import json

    try:
        document = json.loads(text)
    except (ValueError, TypeError, RecursionError) as error:
        raise EvaluationError(f"merging {what}: it is not valid JSON ({error})") from None
    if not isinstance(document, dict) or not isinstance(document.get("Statement", []), list):
        raise EvaluationError(f"merging {what}: a policy is an object whose Statement is a list")
    statements = []
    for statement in document.get("Statement") or ():
        if not isinstance(statement, dict):
            raise EvaluationError(f"merging {what}: a statement is an object")
        normal = {key: statement[key] for key in _ORDER if statement.get(key)}
        for key in ("Principal", "NotPrincipal"):
            if key in normal:
                normal[key] = _normal_principals(normal[key])
        if isinstance(normal.get("Condition"), dict):
            normal["Condition"] = _normal_conditions(normal["Condition"])
        statements.append(normal)
    return {"Version": document.get("Version"), "Id": document.get("Id"), "Statement": statements}


def _normal_principals(principals: Any) -> Any:
    if isinstance(principals, str):
        return "*"
    if not isinstance(principals, dict):
        raise EvaluationError("a principal is a string or an object")
    out: dict[str, Any] = {}
    for kind in sorted(principals):
        ids = principals[kind]
        out[kind] = sorted(ids, reverse=True) if isinstance(ids, list) else ids
    return "*" if out in ({"*": "*"}, {"*": ["*"]}) else out


def _normal_conditions(conditions: dict[str, Any]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for test in sorted(conditions):
        variables = conditions[test]
        if not isinstance(variables, dict):
            raise EvaluationError(f"the condition {test} is not an object")
        out[test] = {}
        for variable in sorted(variables):
            values = variables[variable]
            texts = [_flag(v) for v in (values if isinstance(values, list) else [values])]
            out[test][variable] = _single(texts)
    return out


def _flag(value: Any) -> Any:
    return ("true" if value else "false") if isinstance(value, bool) else value


def _variables(value: Value, version: Value) -> Value:
    """Write `&{aws:username}` as `${aws:username}`, which HCL would have taken for a template."""
    if isinstance(value, str) and version is not None and "&{" in value:
        if version == "2008-10-17":
            raise EvaluationError(f"found &{{ in {value!r}, which version 2008-10-17 does not support")
        return value.replace("&{", "${")
    return value


def _is_set(value: Value) -> bool:
    return type(value) is Unknown or bool(value)


def _single(values: list[Value]) -> Value:
    return values[0] if len(values) == 1 else values


def _joined(first: Value, second: Value) -> Value:
    if type(first) is Unknown or type(second) is Unknown:
        return _hole([v for v in (first, second) if type(v) is Unknown], None)
    left = first if isinstance(first, list) else [first]
    return [*left, *(second if isinstance(second, list) else [second])]


def _hole(holes: Iterable[Unknown], shape: tuple[Any, ...] | None) -> Unknown:
    """An unknown that carries the references and the first reason of `holes`."""
    references: dict[str, None] = {}
    reason: str | None = None
    for hole in holes:
        references.update(dict.fromkeys(hole.references))
        reason = reason or hole.reason
    return Unknown(tuple(references), shape, "string" if shape and shape[0] == "json" else None, reason)
