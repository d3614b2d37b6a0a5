"""IAM policy documents: one reading of all the forms that they are written in.

Facts from the IAM JSON policy reference: a statement list may be one object; `Action`, `Resource`, a principal's
value and a condition's value may be one string; `Principal` may be `"*"`, which equals `{"AWS": "*"}`; element and
operator names are case-sensitive, condition keys and action names are not.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple, TypeAlias

from datahub_guard.analysis.databricks_documents import written_by_databricks
from datahub_guard.model.estate import Estate
from datahub_guard.model.paths import Path, parse_path
from datahub_guard.model.readings import Reading
from datahub_guard.model.references import Reference
from datahub_guard.model.resource import UNSET, Resource
from datahub_guard.model.values import Unknown, Value

Text: TypeAlias = str | Unknown

ACCOUNT = re.compile(r"(?:arn:aws[a-z-]*:(?:iam|sts)::(\d{12}):|(\d{12})$)")


class Principal(NamedTuple):
    """One principal of a statement; `kind` is `AWS`, `Service`, `Federated` or `CanonicalUser`."""

    kind: str
    value: Text
    path: Path

    @property
    def account(self) -> str | None:
        """The account id of an AWS principal (`arn:aws:iam::123456789012:root`, `123456789012`), as far as known."""
        if self.kind != "AWS":
            return None
        match = ACCOUNT.match(known_start(self.value))
        return (match[1] or match[2]) if match else None

    @property
    def everyone(self) -> bool:
        """Whether this is `*`: any identity of any account."""
        return self.kind == "AWS" and self.value == "*"


class Condition(NamedTuple):
    """One operator and key of a condition, with all its values."""

    operator: str
    key: str
    values: list[Text]
    path: Path

    def about(self, key: str) -> bool:
        """Whether this is about the condition key `key`; keys are not case-sensitive."""
        return self.key.lower() == key.lower()


class Statement:
    """A statement with its parts as lists, and the path of each for a finding's place."""

    def __init__(self, policy: Policy, body: dict[str, Value], path: Path) -> None:
        self.policy = policy
        self.body = body
        self.path = path

    def __repr__(self) -> str:
        return f"Statement({self.sid or self.path})"

    @property
    def sid(self) -> str:
        """`Sid`, or an empty string."""
        sid = self.body.get("Sid")
        return sid if isinstance(sid, str) else ""

    @property
    def allows(self) -> bool:
        """Whether `Effect` is `Allow`; an unknown effect is noted and counts as one that is not known to allow."""
        effect = self.body.get("Effect", "")
        if type(effect) is Unknown:
            self.policy.note((*self.path, "Effect"), effect)
            return False
        return bool(effect == "Allow")

    def at(self, element: str) -> Path:
        """Path of an element of this statement."""
        return (*self.path, element)

    @property
    def actions(self) -> list[str]:
        """Known actions in lower case; an unknown one is noted."""
        return [action.lower() for action in self._texts("Action")]

    @property
    def not_actions(self) -> list[str]:
        """Known `NotAction`s in lower case."""
        return [action.lower() for action in self._texts("NotAction")]

    @property
    def resources(self) -> list[Text]:
        """All resources, unknown ones too (a resource that is not known yet is a reference, rarely `*`)."""
        return _list(self.body.get("Resource"))

    @property
    def not_resources(self) -> list[Text]:
        """All `NotResource`s."""
        return _list(self.body.get("NotResource"))

    @property
    def principals(self) -> list[Principal]:
        """All principals; an unknown whole `Principal` is noted and gives none."""
        return list(self._principals("Principal"))

    @property
    def not_principals(self) -> list[Principal]:
        """All of `NotPrincipal`."""
        return list(self._principals("NotPrincipal"))

    @property
    def conditions(self) -> list[Condition]:
        """All conditions; an unknown `Condition` or operator body is noted."""
        return list(self._conditions())

    def condition(self, operator: str, key: str) -> Condition | None:
        """The condition with exactly this operator (operator names are case-sensitive) and this key."""
        for condition in self._conditions():
            if condition.operator == operator and condition.about(key):
                return condition
        return None

    def does(self, action: str) -> bool:
        """Whether the statement's actions cover `action` (`sts:AssumeRole`), wildcards and `NotAction` included."""
        name = action.lower()
        if self.body.get("NotAction") is not None:
            return not any(matches(pattern, name) for pattern in self.not_actions)
        return any(matches(pattern, name) for pattern in self.actions)

    def _texts(self, element: str) -> list[str]:
        known = []
        for i, item in enumerate(_list(self.body.get(element))):
            if type(item) is Unknown:
                self.policy.note((*self.path, element, i), item)
            elif isinstance(item, str):
                known.append(item)
        return known

    def _principals(self, element: str) -> Iterator[Principal]:
        principal = self.body.get(element)
        path = (*self.path, element)
        if type(principal) is Unknown:
            self.policy.note(path, principal)
        elif principal == "*":
            yield Principal("AWS", "*", path)
        elif isinstance(principal, dict):
            for kind, value in principal.items():
                if type(value) is Unknown and value.shape is None and not _is_identity(value):
                    self.policy.note((*path, kind), value)
                several = isinstance(value, list)
                for i, item in enumerate(_list(value)):
                    if isinstance(item, (str, Unknown)):
                        yield Principal(kind, item, (*path, kind, i) if several else (*path, kind))

    def _conditions(self) -> Iterator[Condition]:
        body = self.body.get("Condition")
        path = (*self.path, "Condition")
        if type(body) is Unknown:
            self.policy.note(path, body)
        elif isinstance(body, dict):
            for operator, keys in body.items():
                if type(keys) is Unknown:
                    self.policy.note((*path, operator), keys)
                elif isinstance(keys, dict):
                    for key, values in keys.items():
                        yield Condition(operator, key, _list(values), (*path, operator, key))


def _is_identity(value: Unknown) -> bool:
    """Whether the unknown is the ARN of a role or user that Terraform makes: nobody's but an identity's own."""
    types = [Reference(text).type for text in value.references]
    return bool(types) and all(type_ in ("aws_iam_role", "aws_iam_user", "aws_iam_group") for type_ in types)


class Policy:
    """A policy document that a resource carries at `path`. `fault` says why it could not be read as one."""

    def __init__(self, resource: Resource, path: Path, body: Value, fault: str = "") -> None:
        self.resource = resource
        self.path = path
        self.body = body
        self.fault = fault

    @property
    def statements(self) -> list[Statement]:
        """The statements; one that is not known as a whole is noted."""
        listed = self.body.get("Statement") if isinstance(self.body, dict) else None
        if type(listed) is Unknown:
            self.note((*self.path, "Statement"), listed)
            return []
        out = []
        several = isinstance(listed, list)
        for i, item in enumerate(_list(listed)):
            path = (*self.path, "Statement", i) if several else (*self.path, "Statement")
            if type(item) is Unknown:
                self.note(path, item)
            elif isinstance(item, dict):
                out.append(Statement(self, item, path))
        return out

    def note(self, path: Path, value: Unknown) -> None:
        """Say that the rule was given this unknown part."""
        self.resource.readings.unknown.append(Reading(self.resource, path, value))


def policy_at(resource: Resource, path: str | Path, estate: Estate) -> Policy | None:
    """The policy that `resource` carries at `path`, also when one of its parts is not known.

    `None` when the argument is omitted. A policy of which nothing is known is noted and has no statements. One that a
    data source of the Databricks provider writes is made from its arguments.
    """
    steps = parse_path(path)
    value = resource.peek(steps)
    if value is UNSET or value is None:
        return None
    body = opened(value)
    if type(body) is Unknown:
        written = written_by_databricks(body, resource, estate)
        policy = Policy(resource, steps, written or {})
        if written is None:
            policy.note(steps, body)
        return policy
    if isinstance(body, dict):
        return Policy(resource, steps, body)
    return Policy(resource, steps, {}, "this is no JSON object")


_MAX_REMEMBERED = 20_000
# Several rules look into the same text. What they get is theirs to read, not to change; an unknown is kept with its
# answer, so that its identity stays its own.
_read: dict[str, Value] = {}
_restored: dict[int, tuple[Unknown, Value]] = {}


def opened(value: Value) -> Value:
    """Look into JSON text: the structure that it encodes, with its holes; `Unknown` when it cannot be looked into."""
    if isinstance(value, str):
        if value not in _read:
            if len(_read) >= _MAX_REMEMBERED:
                _read.clear()
            _read[value] = _parsed(value)
        return _read[value]
    if type(value) is Unknown and value.shape is not None:
        kind, *rest = value.shape
        if kind == "json":
            return rest[0]
        if kind == "template":
            known = _restored.get(id(value))
            if known is None:
                if len(_restored) >= _MAX_REMEMBERED:
                    _restored.clear()
                known = _restored[id(value)] = (value, _from_template(rest[0], value))
            return known[1]
    return value


def _parsed(text: str) -> Value:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


# An escaped character, or a quote that opens or closes a string.
_QUOTE = re.compile(r'\\.|"', re.DOTALL)
_HOLE = re.compile("\x00(\\d+)\x00")


def _from_template(parts: list[Any], whole: Unknown) -> Value:
    """Read JSON text with holes: one inside a string makes that string a template, one outside is a value."""
    holes: list[Unknown] = []
    out: list[str] = []
    quoted = False
    for part in parts:
        if isinstance(part, str):
            out.append(part)
            quoted = _ends_in_string(part, quoted)
        elif quoted:
            out.append(f"\\u0000{len(holes)}\\u0000")
            holes.append(part)
        else:
            out.append(f'"\\u0000{len(holes)}\\u0000"')
            holes.append(part)
    try:
        return _restore(json.loads("".join(out)), holes)
    except (ValueError, RecursionError):
        return whole


def _ends_in_string(text: str, inside: bool) -> bool:
    """Whether JSON text that began inside or outside of a string ends inside one."""
    quotes = _QUOTE.findall(text).count('"')
    return inside != bool(quotes % 2)


def _restore(value: Any, holes: list[Unknown]) -> Value:
    if isinstance(value, str):
        pieces = _HOLE.split(value)
        if len(pieces) == 1:
            return value
        if len(pieces) == 3 and not pieces[0] and not pieces[2]:
            return holes[int(pieces[1])]
        parts = [holes[int(piece)] if i % 2 else piece for i, piece in enumerate(pieces) if i % 2 or piece]
        inner = [part for part in parts if type(part) is Unknown]
        references = tuple(dict.fromkeys(r for part in inner for r in part.references))
        return Unknown(references, ("template", parts), "string")
    if isinstance(value, list):
        return [_restore(item, holes) for item in value]
    if isinstance(value, dict):
        return {key: _restore(item, holes) for key, item in value.items()}
    return value


def known_start(value: Value) -> str:
    """What is known of the beginning of a text: all of a known one, the part before the first hole of a template."""
    if isinstance(value, str):
        return value
    if type(value) is Unknown and value.shape is not None and value.shape[0] == "template":
        parts = value.shape[1]
        return parts[0] if parts and isinstance(parts[0], str) else ""
    return ""


def skeleton(value: Value, hole: str = "\x00") -> str | None:
    """A text with `hole` for each part that is not known; `None` for a value of which no part is known."""
    if isinstance(value, str):
        return value
    if type(value) is Unknown and value.shape is not None and value.shape[0] == "template":
        return "".join(part if isinstance(part, str) else (skeleton(part, hole) or hole) for part in value.shape[1])
    return None


def matches(pattern: str, text: str) -> bool:
    """Whether an IAM pattern (`*` any run, `?` any one character) covers `text`."""
    if "*" not in pattern and "?" not in pattern:
        return pattern == text
    parts = re.split(r"([*?])", pattern)
    # possessive runs would not backtrack to a later match; `.*` between literal parts stays linear enough for ARNs
    regex = "".join(".*" if p == "*" else "." if p == "?" else re.escape(p) for p in parts)
    return re.fullmatch(regex, text, re.DOTALL) is not None


def _list(value: Value) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]
