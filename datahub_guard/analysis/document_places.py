"""Places in policies of `aws_iam_policy_document`: a finding stands in the statement block that must change."""

from __future__ import annotations

from datahub_guard.analysis.databricks_documents import argument_of
from datahub_guard.model.paths import Path
from datahub_guard.model.places import Place
from datahub_guard.model.resource import Resource
from datahub_guard.model.values import Value

DOCUMENT = "aws_iam_policy_document"
DEEPEST = 10
_LISTS = {
    "Action": "actions",
    "NotAction": "not_actions",
    "Resource": "resources",
    "NotResource": "not_resources",
    "Effect": "effect",
    "Sid": "sid",
}
_PRINCIPALS = {"Principal": "principals", "NotPrincipal": "not_principals"}


def place_in_document(holder: Resource, path: Path) -> Place | None:
    """The place of a part of the policy that `holder` carries, in the data source that writes it.

    `path` leads from the holder through the policy (`assume_role_policy`, `Statement`, 0, `Principal`). None when
    the policy is not written by one data source of the same stack, or when the statement is not its own.
    """
    if "Statement" not in path:
        return None
    at = path.index("Statement")
    if at == 0:
        return None
    document = holder if holder.type == DOCUMENT else _document(holder, path[:at])
    index = path[at + 1] if at + 1 < len(path) else 0
    number = index if isinstance(index, int) else 0
    if document is None:
        return _place_in_databricks(holder, path[:at], number, path[at + 1 :])
    written = _statements(document)
    if written is None or number >= len(written):
        return None
    source, own = written[number]
    statement = source.peek(("statement", own))
    if not isinstance(statement, dict):
        return None
    rest = path[at + 2 :] if isinstance(index, int) else path[at + 1 :]
    return source.place(("statement", own, *_part(statement, rest)))


def _place_in_databricks(holder: Resource, path: Path, number: int, rest: Path) -> Place | None:
    """The place of the argument of a data source of the Databricks provider that writes the policy."""
    source = _document(holder, path, "databricks_aws_")
    name = argument_of(number, rest)
    return source.place((name,)) if source is not None and name and source.is_set(name) else None


def _document(holder: Resource, path: Path, type_: str = DOCUMENT) -> Resource | None:
    """The one policy document of a type that begins so to which the argument at `path` refers."""
    found = {
        reference.address
        for reference in holder.references(path)
        if reference.type.startswith(type_) and reference.mode == "data" and not reference.stack
    }
    return holder.stack.at(found.pop()) if len(found) == 1 else None


def _statements(document: Resource, depth: int = 0) -> list[tuple[Resource, int]] | None:
    """For each statement of the policy that is written, its document and its block there; None when that is not told.

    The provider puts the statements of `source_policy_documents` before the document's own. Overriding documents may
    replace any of them.
    """
    if document.is_set("override_policy_documents") or depth > DEEPEST:
        return None
    found: list[tuple[Resource, int]] = []
    sources = document.peek("source_policy_documents") if document.is_set("source_policy_documents") else []
    if not isinstance(sources, list):
        return None
    for i in range(len(sources)):
        source = _document(document, ("source_policy_documents", i))
        listed = _statements(source, depth + 1) if source is not None else None
        if listed is None:
            return None
        found += listed
    own = document.peek("statement") if document.is_set("statement") else []
    if not isinstance(own, list):
        return None
    return found + [(document, i) for i in range(len(own))]


def _part(statement: dict[str, Value], rest: Path) -> Path:
    """The path within a `statement` block of what stands at `rest` in the JSON statement."""
    if not rest:
        return ()
    element = str(rest[0])
    if element in _LISTS:
        return (_LISTS[element],)
    if element in _PRINCIPALS:
        block = _PRINCIPALS[element]
        kind = str(rest[1]) if len(rest) > 1 else "*"
        for i, principals in enumerate(_blocks(statement, block)):
            if principals.get("type") in (kind, "*"):
                return (block, i, "identifiers")
        return (block,)
    if element == "Condition":
        for i, condition in enumerate(_blocks(statement, "condition")):
            if len(rest) > 1 and condition.get("test") != rest[1]:
                continue
            if len(rest) > 2 and condition.get("variable") != rest[2]:
                continue
            return ("condition", i, "values" if len(rest) > 2 else "test")
    return ()


def _blocks(statement: dict[str, Value], name: str) -> list[dict[str, Value]]:
    value = statement.get(name)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
