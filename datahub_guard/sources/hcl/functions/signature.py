"""What a function takes and returns, and the one place where null, unknown and sensitive arguments are dealt with.

The protocol is that of `cty/function`: arguments are converted to the types of the parameters; null is refused, an
unknown argument makes the result unknown, and a sensitive one makes it sensitive, unless the parameter says that the
function sees to it itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from datahub_guard.model.values import ANY, Sensitive, Type, Unknown, Value
from datahub_guard.sources.hcl.convert import composed, convert
from datahub_guard.sources.hcl.errors import EvaluationError
from datahub_guard.sources.hcl.marks import HOLES, LEAVES, MARKED, REFERRING, like, mark, plain, weigh
from datahub_guard.sources.hcl.scope import Reference
from datahub_guard.sources.hcl.unknowns import merged_unknown

Returns: TypeAlias = Type | Callable[..., Type | None]
"""The type of the result, or a function that tells it from the arguments where it depends on them."""

_EXACT = {"string": str, "bool": bool}


class Parameter:
    """One parameter: its type, and which arguments the function itself knows how to handle.

    `null`, `unknown`: the function takes a null, an argument that is unknown. `marked`: parts of the argument may be
    sensitive, and stay so; a mark on the argument itself goes to the result. `raw`: the argument comes as it is, with
    its mark. `reference`: a whole resource or module comes as the list or map of its instances, each of which may
    still be a reference, so that no attribute is evaluated for nothing.
    """

    __slots__ = ("exact", "marked", "null", "raw", "reference", "type", "unknown")

    def __init__(
        self,
        type: Type,
        *,
        null: bool = False,
        unknown: bool = False,
        marked: bool = False,
        raw: bool = False,
        reference: bool = False,
    ) -> None:
        self.type = type
        self.null = null
        self.unknown = unknown
        self.marked = marked
        self.raw = raw
        self.reference = reference
        self.exact = _EXACT.get(type) if isinstance(type, str) else None


STRING = Parameter("string")
NUMBER = Parameter("number")
BOOL = Parameter("bool")
ANYTHING = Parameter(ANY)
STRINGS = Parameter(("list", "string"))
LIST = Parameter(("list", ANY))


class Function:
    """A function of Terraform whose arguments are evaluated before it is called."""

    __slots__ = ("_call", "_most", "_parameters", "_rest", "_returns", "_whole", "name")

    def __init__(
        self,
        name: str,
        call: Callable[..., Value],
        *parameters: Parameter,
        rest: Parameter | None = None,
        most: int | None = None,
        returns: Returns = "string",
        whole: bool = False,
    ) -> None:
        """`rest` is the parameter of all further arguments, `most` how many there may be in all.

        `whole` says that the result is unknown when any part of an argument is.
        """
        self.name = name
        self._call = call
        self._parameters = parameters
        self._rest = rest
        self._most = most if most is not None or rest is not None else len(parameters)
        self._returns = returns
        self._whole = whole

    def __call__(self, *arguments: Value) -> Value:
        """Call the function as Terraform would.

        Raises:
            EvaluationError: the arguments are too few, too many, of the wrong type, or the function refuses them.
        """
        parameters = self._parameters
        count = len(parameters)
        if len(arguments) < count or (self._most is not None and len(arguments) > self._most):
            raise EvaluationError(f"{self.name} takes {self._arity()}, and {len(arguments)} are given")
        prepared: list[Value] = []
        sensitive = unknown = False
        for position, argument in enumerate(arguments):
            parameter = parameters[position] if position < count else self._rest
            assert parameter is not None
            if type(argument) is parameter.exact:
                prepared.append(argument)
                continue
            argument, held = self._prepare(argument, parameter, position)
            sensitive = sensitive or bool(held & MARKED)
            unknown = unknown or bool(held & HOLES)
            prepared.append(argument)
        try:
            result = self._unknown(prepared) if unknown else self._result(prepared)
        except EvaluationError as error:
            if not sensitive:
                raise
            message = f"{self.name}: it refuses what it is given, which is sensitive and not shown"
            raise EvaluationError(message, error.offsets) from None
        return mark(result) if sensitive else result

    def _prepare(self, argument: Value, parameter: Parameter, position: int) -> tuple[Value, int]:
        """Convert an argument; tell of it what the function does not handle itself."""
        if parameter.raw:
            return argument, 0
        told = held = 0
        if type(argument) not in LEAVES:
            if parameter.reference and isinstance(argument, Reference):
                argument = instances(argument)
            if self._whole or not (parameter.marked and parameter.reference):
                held = weigh(argument)
            if held & REFERRING and not parameter.reference:
                held = weigh(argument := _without_references(argument))
            if held & MARKED and not parameter.marked:
                argument, told = plain(argument), MARKED
            elif type(argument) is Sensitive:
                argument, told = argument.value, MARKED
        if argument is None:
            if not parameter.null:
                raise EvaluationError(f"argument {position + 1} of {self.name} must not be null")
        elif parameter.type != ANY:
            try:
                argument = convert(argument, parameter.type)
            except EvaluationError as error:
                raise EvaluationError(f"argument {position + 1} of {self.name}: {error.message}") from None
        if (type(argument) is Unknown and not parameter.unknown) or (self._whole and held & HOLES):
            told |= HOLES
        return argument, told

    def result_type(self, *arguments: Value) -> Type | None:
        """Return the type of the result for these arguments, None where it is not known.

        Raises:
            EvaluationError: no result can come of arguments of these types.
        """
        returns = self._returns
        of: Any = returns(*arguments) if callable(returns) else returns
        return None if of == ANY else of

    def _unknown(self, arguments: list[Value]) -> Unknown:
        return merged_unknown(*arguments, type=self.result_type(*arguments))

    def _result(self, arguments: list[Value]) -> Value:
        try:
            result = self._call(*arguments)
            return composed(result) if type(result) is str else result
        except EvaluationError as error:
            raise EvaluationError(f"{self.name}: {error.message}", error.offsets) from None

    def _arity(self) -> str:
        least = len(self._parameters)
        plural = "" if least == 1 else "s"
        if self._most is None:
            return f"at least {least} argument{plural}"
        return f"{least} argument{plural}" if self._most == least else f"{least} to {self._most} arguments"


def table(*functions: Function) -> dict[str, Function]:
    """Return the functions by name."""
    return {function.name: function for function in functions}


def instances(reference: Reference) -> Value:
    """Return what a whole resource or module is: a list (count) or dict (for_each) of instances, or its attributes."""
    splat = reference.as_splat()
    if isinstance(splat, Unknown) or not (len(splat) == 1 and splat[0] is reference):
        return splat
    return dict(reference.iter_items())


def _without_references(value: Value) -> Value:
    """Return the value with what references stand for in their place; sensitive marks stay."""
    if isinstance(value, Reference):
        return value.as_object()
    if isinstance(value, Sensitive):
        return mark(_without_references(value.value))
    if isinstance(value, dict):
        return like(value, {key: _without_references(part) for key, part in value.items()})
    if isinstance(value, list):
        return like(value, [_without_references(part) for part in value])
    return value


def whole_number(value: Value) -> int:
    """Return a number that has to be whole.

    Raises:
        EvaluationError: it is not.
    """
    if type(value) is not int:
        raise EvaluationError("a whole number is required")
    return value
