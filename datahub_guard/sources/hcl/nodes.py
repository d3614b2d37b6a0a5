"""Expressions as trees, each node of which evaluates itself in a scope.

The first lines of an `evaluate` handle what occurs in nearly every file; unknown, sensitive and null operands, and
conversions, come after them. A node holds no place: `locate` finds one again where somebody asks.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from datahub_guard.model.values import ANY, Sensitive, Type, Unknown, Value, unknown_from
from datahub_guard.sources.hcl.access import attribute_of, element_of
from datahub_guard.sources.hcl.convert import composed, convert, to_bool, to_string
from datahub_guard.sources.hcl.errors import EvaluationError, LackingAttribute, UndeclaredName
from datahub_guard.sources.hcl.marks import REFERRING, mark, plain, weigh
from datahub_guard.sources.hcl.operators import Operator, result_type
from datahub_guard.sources.hcl.scope import Scope
from datahub_guard.sources.hcl.types import type_of, unify
from datahub_guard.sources.hcl.unknowns import limited

_STATIC_TYPES = {str: "string", bool: "bool", int: "number", Fraction: "number", type(None): "null"}


class Node:
    """One construct of the expression language."""

    __slots__ = ()
    static_type: str | None = None
    """`string`, `number`, `bool` or `null` where the syntax alone tells what comes out, if anything does."""

    def evaluate(self, scope: Scope) -> Value:
        """Return the value in `scope`. Raises EvaluationError where Terraform refuses it."""
        raise NotImplementedError


class Literal(Node):
    """A constant."""

    __slots__ = ("static_type", "value")

    def __init__(self, value: Value) -> None:
        self.value: Value = composed(value) if type(value) is str else value
        self.static_type = _STATIC_TYPES.get(type(value))

    def evaluate(self, scope: Scope) -> Value:
        return self.value


class TupleNode(Node):
    """`[a, b]`."""

    __slots__ = ("items",)

    def __init__(self, items: list[Node]) -> None:
        self.items = items

    def evaluate(self, scope: Scope) -> Value:
        return [item.evaluate(scope) for item in self.items]


class ObjectNode(Node):
    """`{ a = 1, (b) = 2 }`; a key that is plain text is a `str`. Of two equal keys the last wins."""

    __slots__ = ("items",)

    def __init__(self, items: list[tuple[str | Node, Node]]) -> None:
        self.items = items

    def evaluate(self, scope: Scope) -> Value:
        result: dict[str, Value] = {}
        unknown: list[Unknown] = []
        marked = False
        for key, item in self.items:
            if not isinstance(key, str):
                key = key.evaluate(scope)
                if type(key) is Sensitive:
                    marked, key = True, key.value
                if type(key) is not str:
                    key = key_text(key)
                    if isinstance(key, Unknown):
                        unknown.append(key)
                        item.evaluate(scope)  # for the error that it may raise
                        continue
            result[key] = item.evaluate(scope)
        if not unknown and not marked:
            return result
        whole: Value = result
        if unknown:
            whole = unknown_from(*unknown)
            whole.shape = limited(("object", result))
        return mark(whole) if marked else whole


def key_text(key: Value) -> Value:
    """Return an object's key as text, or as Unknown. Raises EvaluationError for null and structures."""
    if key is None:
        raise EvaluationError("a null value cannot be a key")
    if type(key) is Unknown and key.type not in (None, ANY) and not isinstance(key.type, str):
        raise EvaluationError(f"a {key.type[0]} cannot be a key")
    return to_string(key)


class AmbiguousKey(Node):
    """`a.b` as an object's key, which is neither a reference nor a name."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def evaluate(self, scope: Scope) -> Value:
        raise EvaluationError(f"the key {self.text} is ambiguous: write it in parentheses or in quotes")


class VariableNode(Node):
    """`var.name`."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def evaluate(self, scope: Scope) -> Value:
        return scope.module.variable(self.name)


class LocalNode(Node):
    """`local.name`."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def evaluate(self, scope: Scope) -> Value:
        return scope.module.local(self.name)


class SettingNode(Node):
    """`path.name` and `terraform.name`."""

    __slots__ = ("name", "root")

    def __init__(self, root: str, name: str) -> None:
        self.root = root
        self.name = name

    def evaluate(self, scope: Scope) -> Value:
        module = scope.module
        return module.path_value(self.name) if self.root == "path" else module.terraform_value(self.name)


class ModuleNode(Node):
    """`module.name`."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def evaluate(self, scope: Scope) -> Value:
        return scope.module.module_value(self.name)


class ResourceNode(Node):
    """`type.name`, `data.type.name`, `resource.type.name`, `ephemeral.type.name`.

    `root` is the first name as written: where an iterator or another bound name has it, this is an attribute of that.
    """

    __slots__ = ("mode", "name", "root", "type")

    def __init__(self, root: str, mode: str, type: str, name: str) -> None:
        self.root = root
        self.mode = mode
        self.type = type
        self.name = name

    def evaluate(self, scope: Scope) -> Value:
        if self.root in scope.names:
            bound = scope.names[self.root]
            if self.root != self.type:
                bound = attribute_of(bound, self.type)
            return attribute_of(bound, self.name)
        return scope.module.resource_value(self.mode, self.type, self.name)


class NameNode(Node):
    """A bare name: `each`, `count`, `self`, an iterator, a name of a `for`, or a keyword of a type."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def evaluate(self, scope: Scope) -> Value:
        try:
            return scope.names[self.name]
        except KeyError:
            raise EvaluationError(_unbound(self.name)) from None


def _unbound(name: str) -> str:
    if name in ("each", "count", "self"):
        return f"{name} has no value here"
    if name in ("var", "local", "module", "data", "resource", "path", "terraform", "ephemeral"):
        return f"{name} must be followed by a name, as in {name}.x"
    return f"there is nothing called {name}: a reference to a resource has a type and a name, as in aws_s3_bucket.x"


class TraversalNode(Node):
    """`source.a[0][k]`: a step is the name of an attribute, or the node of an index."""

    __slots__ = ("source", "steps")

    def __init__(self, source: Node, steps: tuple[str | Node, ...]) -> None:
        self.source = source
        self.steps = steps

    def evaluate(self, scope: Scope) -> Value:
        value = self.source.evaluate(scope)
        try:
            for step in self.steps:
                if not isinstance(step, str):
                    value = element_of(value, step.evaluate(scope))
                elif type(value) is dict and step in value:
                    value = value[step]
                else:
                    value = attribute_of(value, step)
        except LackingAttribute as error:
            if isinstance(self.source, ResourceNode) and self.source.root not in scope.names:
                raise UndeclaredName(error.message) from None
            raise
        return value


class BinaryNode(Node):
    """`left + right`."""

    __slots__ = ("left", "operate", "right", "static_type", "symbol")

    def __init__(self, symbol: str, operate: Operator, left: Node, right: Node) -> None:
        self.symbol = symbol
        self.static_type = result_type(symbol)
        self.operate = operate
        self.left = left
        self.right = right

    def evaluate(self, scope: Scope) -> Value:
        return self.operate(self.left.evaluate(scope), self.right.evaluate(scope))


class ChainNode(Node):
    """`a + b - c ...`, from left to right: a thousand operands are no deeper than two."""

    __slots__ = ("first", "static_type", "steps")

    def __init__(self, first: Node, steps: list[tuple[str, Operator, Node]]) -> None:
        self.first = first
        self.steps = steps
        self.static_type = result_type(steps[-1][0])

    def evaluate(self, scope: Scope) -> Value:
        value = self.first.evaluate(scope)
        for _, operate, operand in self.steps:
            value = operate(value, operand.evaluate(scope))
        return value


class UnaryNode(Node):
    """`!operand` and `-operand`, with all signs before one operand."""

    __slots__ = ("operand", "operations", "signs", "static_type")

    def __init__(self, signs: str, operations: list[Callable[[Value], Value]], operand: Node) -> None:
        self.signs = signs
        self.static_type = "bool" if signs[0] == "!" else "number"
        self.operations = operations
        self.operand = operand

    def evaluate(self, scope: Scope) -> Value:
        value = self.operand.evaluate(scope)
        for operate in self.operations:
            value = operate(value)
        return value


class ConditionalNode(Node):
    """`condition ? yes : no`. The arm that is not taken still has a say in the type of the result."""

    __slots__ = ("condition", "no", "static_type", "yes")

    def __init__(self, condition: Node, yes: Node, no: Node) -> None:
        self.condition = condition
        self.yes = yes
        self.no = no
        self.static_type = _either(yes.static_type, no.static_type)

    def evaluate(self, scope: Scope) -> Value:
        condition = self.condition.evaluate(scope)
        if type(condition) is not bool:
            if type(condition) is Sensitive:
                return mark(self._decide(condition.value, scope))
            return self._decide(condition, scope)
        taken, other = (self.yes, self.no) if condition else (self.no, self.yes)
        value = taken.evaluate(scope)
        static = other.static_type
        if static is not None and (static == "null" or value is None or static == _STATIC_TYPES.get(type(value))):
            return value
        return _unified(value, other, scope)

    def _decide(self, condition: Value, scope: Scope) -> Value:
        """Evaluate with a condition that is no plain bool."""
        if condition is None:
            raise EvaluationError("the condition is null")
        if type(condition) is not Unknown:
            return ConditionalNode(Literal(to_bool(condition)), self.yes, self.no).evaluate(scope)
        if condition.type not in (None, ANY, "bool", "string"):
            raise EvaluationError("the condition must be true or false")
        arms = []
        for node in (self.yes, self.no):
            try:
                arms.append(node.evaluate(scope))
            except UndeclaredName:
                raise
            except EvaluationError as error:
                arms.append(Unknown(reason=error.message))
        first, second = arms
        if type(first) in (int, Fraction) and first == second:
            return first  # Terraform knows that the number lies between the two
        result = unknown_from(condition, first, second, type=_common_type(first, second))
        result.shape = limited(("conditional", first, second))
        return result


def _either(one: str | None, other: str | None) -> str | None:
    """Return the static type of a conditional from those of its arms."""
    if other in (one, "null"):
        return one
    if one == "null":
        return other
    return "string" if "string" in (one, other) and one and other else None


def _common_type(first: Value, second: Value) -> Type | None:
    """Return the type of either arm. Raises EvaluationError where they do not fit together."""
    if weigh(first) & weigh(second) & REFERRING:
        return None
    one, other = type_of(plain(first)), type_of(plain(second))
    if ANY in (one, other):
        return None
    common = unify([one, other])
    if common is None:
        raise EvaluationError(_inconsistent(one, other))
    return common


def _unified(value: Value, other: Node, scope: Scope) -> Value:
    """Return the value of the arm that was taken as what both arms can be."""
    theirs: Type
    try:
        against = other.evaluate(scope)
        if against is None or weigh(value) & weigh(against) & REFERRING:
            return value  # finding the type of two whole resources would evaluate every attribute of both
        theirs = type_of(plain(against))
    except UndeclaredName:
        raise
    except EvaluationError:
        theirs = other.static_type or ANY
    if value is None or theirs == ANY:
        return value
    of = type_of(plain(value))
    if of in (theirs, ANY):
        return value
    common = unify([of, theirs])
    if common is None:
        raise EvaluationError(_inconsistent(of, theirs))
    return value if common == of else convert(plain(value) if weigh(value) & REFERRING else value, common)


def _inconsistent(first: Type, second: Type) -> str:
    one, other = (of if isinstance(of, str) else of[0] for of in (first, second))
    return f"the results of a conditional must have one type: {one} and {other} do not fit"
