"""`for` expressions and splats."""

from __future__ import annotations

from collections.abc import Sequence

from datahub_guard.model.values import ANY, ListValue, MapValue, Sensitive, SetValue, Type, Unknown, Value, unknown_from
from datahub_guard.sources.hcl.convert import make_list, to_bool
from datahub_guard.sources.hcl.errors import EvaluationError
from datahub_guard.sources.hcl.limits import MAX_ITERATIONS
from datahub_guard.sources.hcl.marks import mark
from datahub_guard.sources.hcl.nodes import Node, key_text
from datahub_guard.sources.hcl.scope import Reference, Scope
from datahub_guard.sources.hcl.types import kind_of, type_of


class ForNode(Node):
    """`[for k, v in c : value if condition]`, and with `key` `{for k, v in c : key => value... if condition}`.

    `key_name` is `None` where only values are asked for; `grouped` is the `...`.
    """

    __slots__ = ("collection", "condition", "grouped", "key", "key_name", "value", "value_name")

    def __init__(
        self,
        names: tuple[str | None, str],
        collection: Node,
        key: Node | None,
        value: Node,
        condition: Node | None,
        grouped: bool,
    ) -> None:
        self.key_name, self.value_name = names
        self.collection = collection
        self.key = key
        self.value = value
        self.condition = condition
        self.grouped = grouped

    def evaluate(self, scope: Scope) -> Value:
        collection = self.collection.evaluate(scope)
        if type(collection) is Sensitive:
            return mark(self._over(collection.value, scope))
        return self._over(collection, scope)

    def _over(self, collection: Value, scope: Scope) -> Value:
        if type(collection) is Unknown:
            if isinstance(collection.type, str) and collection.type != ANY:
                raise EvaluationError(f"a for expression cannot go over a {collection.type}")
            return unknown_from(collection)
        keys, values = _keys_and_values(collection)
        names: dict[str, Value] = {**scope.names}
        inner = Scope(scope.module, names, scope.rounds * (len(values) or 1))
        if inner.rounds > MAX_ITERATIONS:
            raise EvaluationError(f"the for expressions go round more than {MAX_ITERATIONS:,} times")
        marks: list[Sensitive] = []
        unknown: list[Unknown] = []
        if self.condition is not None:
            keys, values = self._selected(inner, names, keys, values, unknown, marks)
        result: Value
        if self.key is None:
            result = self._list(inner, names, keys, values)
        else:
            result = self._object(inner, names, keys, values, unknown, marks)
        if unknown:
            result = unknown_from(*unknown)
        return mark(result) if marks else result

    def _selected(
        self,
        scope: Scope,
        names: dict[str, Value],
        keys: Sequence[Value],
        values: Sequence[Value],
        unknown: list[Unknown],
        marks: list[Sensitive],
    ) -> tuple[list[Value], list[Value]]:
        """Return the keys and values for which the condition holds; add the unknown conditions to `unknown`."""
        condition, key_name, value_name = self.condition, self.key_name, self.value_name
        assert condition is not None
        chosen_keys, chosen_values = [], []
        if not values:
            self._check_condition(scope, names)
        for key, value in zip(keys, values, strict=True):
            if key_name is not None:
                names[key_name] = key
            names[value_name] = value
            chosen = condition.evaluate(scope)
            if chosen is not True and chosen is not False:
                chosen = _truth(chosen, unknown, marks)
            if chosen:
                chosen_keys.append(key)
                chosen_values.append(value)
        return chosen_keys, chosen_values

    def _check_condition(self, scope: Scope, names: dict[str, Value]) -> None:
        """Evaluate the condition without an element, as Terraform does first, for the errors that it has anyway."""
        assert self.condition is not None
        if self.key_name is not None:
            names[self.key_name] = Unknown()
        names[self.value_name] = Unknown()
        _truth(self.condition.evaluate(scope), [], [])

    def _list(
        self, scope: Scope, names: dict[str, Value], keys: Sequence[Value], values: Sequence[Value]
    ) -> list[Value]:
        evaluate, key_name, value_name = self.value.evaluate, self.key_name, self.value_name
        result = []
        if key_name is None:
            for value in values:
                names[value_name] = value
                result.append(evaluate(scope))
            return result
        for key, value in zip(keys, values, strict=True):
            names[key_name] = key
            names[value_name] = value
            result.append(evaluate(scope))
        return result

    def _object(
        self,
        scope: Scope,
        names: dict[str, Value],
        keys: Sequence[Value],
        values: Sequence[Value],
        unknown: list[Unknown],
        marks: list[Sensitive],
    ) -> dict[str, Value]:
        assert self.key is not None
        evaluate_key, evaluate = self.key.evaluate, self.value.evaluate
        key_name, value_name, grouped = self.key_name, self.value_name, self.grouped
        result: dict[str, Value] = {}
        for key, value in zip(keys, values, strict=True):
            if key_name is not None:
                names[key_name] = key
            names[value_name] = value
            name = evaluate_key(scope)
            if type(name) is not str:
                if type(name) is Sensitive:
                    marks.append(name)
                    name = name.value
                try:
                    name = key_text(name)
                except EvaluationError:
                    if unknown:
                        continue  # Terraform looks no further at the keys of what is unknown anyway
                    raise
                if isinstance(name, Unknown):
                    unknown.append(name)
                    continue
            if grouped:
                result.setdefault(name, []).append(evaluate(scope))
            elif name in result:
                raise EvaluationError(f'two elements give the key "{name}": write ... behind the value to group them')
            else:
                result[name] = evaluate(scope)
        return result


def _truth(chosen: Value, unknown: list[Unknown], marks: list[Sensitive]) -> bool:
    """Return whether an element is taken; one of which that is not known is kept in `unknown` and not taken."""
    if type(chosen) is Sensitive:
        marks.append(chosen)
        chosen = chosen.value
    if chosen is None:
        raise EvaluationError("the condition of the for expression is null")
    chosen = to_bool(chosen)
    if isinstance(chosen, Unknown):
        unknown.append(chosen)
        return False
    return bool(chosen)


def _keys_and_values(collection: Value) -> tuple[Sequence[Value], Sequence[Value]]:
    """Return what a `for` expression goes over, in Terraform's order. Raises EvaluationError for anything else."""
    kind = type(collection)
    if kind is list or kind is ListValue:
        return range(len(collection)), collection
    if kind is dict or kind is MapValue:
        keys = sorted(collection)
        return keys, [collection[key] for key in keys]
    if kind is SetValue:
        return collection, collection
    if isinstance(collection, Reference):
        pairs = list(collection.iter_items())
        return [key for key, _ in pairs], [value for _, value in pairs]
    if collection is None:
        raise EvaluationError("a for expression cannot go over null")
    raise EvaluationError(f"a for expression cannot go over a {kind_of(collection)}")


class SplatItemNode(Node):
    """The element at hand inside a splat."""

    __slots__ = ()

    def evaluate(self, scope: Scope) -> Value:
        return scope.names["*"]


class SplatNode(Node):
    """`source[*].name` and `source.*.name`; `each` is what is read of every element."""

    __slots__ = ("each", "source")

    def __init__(self, source: Node, each: Node) -> None:
        self.source = source
        self.each = each

    def evaluate(self, scope: Scope) -> Value:
        source = self.source.evaluate(scope)
        if type(source) is Sensitive:
            return mark(self._over(source.value, scope))
        return self._over(source, scope)

    def _over(self, source: Value, scope: Scope) -> Value:
        if isinstance(source, Reference):
            source = source.as_splat()
        kind = type(source)
        if kind is Unknown:
            return self._over_unknown(source, scope)
        if kind is list or kind is ListValue or kind is SetValue:
            items = source
        else:
            items = [] if source is None else [source]
        names = {**scope.names}
        inner, evaluate = Scope(scope.module, names, scope.rounds), self.each.evaluate
        result = []
        for item in items:
            names["*"] = item
            result.append(evaluate(inner))
        if kind is ListValue or kind is SetValue:
            if result:
                return make_list(result)
            names["*"] = Unknown(type=source.element)
            return ListValue([], type_of(evaluate(inner)))
        return result

    def _over_unknown(self, source: Unknown, scope: Scope) -> Value:
        """Read the elements of a collection of which only the type is known, if that."""
        kind = source.type
        if kind is None or kind == ANY:
            return unknown_from(source)
        element: Type | None = None
        if isinstance(kind, tuple) and kind[0] in ("list", "set"):
            element = kind[1]
        elif isinstance(kind, tuple) and kind[0] == "tuple":
            return unknown_from(source)
        item = unknown_from(source, type=element or kind)
        inner = scope.child({"*": item})
        read = self.each.evaluate(inner)
        if element is None:
            # a value that is not null becomes a tuple of one; what comes of a resource is not null
            return [read] if source.direct else unknown_from(source)
        return unknown_from(source, type=("list", type_of(read)))
