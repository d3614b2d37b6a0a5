"""Input variables: what they declare, and the value that one has in one instance of its module."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from datahub_guard.model.values import ANY, Sensitive, Type, Unknown, Value, reveal
from datahub_guard.sources.hcl import places
from datahub_guard.sources.hcl.body import PENDING, exact_classes, plain_value
from datahub_guard.sources.hcl.constraints import read_constraint
from datahub_guard.sources.hcl.context import StackContext
from datahub_guard.sources.hcl.convert import convert
from datahub_guard.sources.hcl.definition import ModuleDefinition
from datahub_guard.sources.hcl.errors import EvaluationError, SyntaxFault, withheld
from datahub_guard.sources.hcl.scope import CONSTANT, Scope
from datahub_guard.sources.hcl.syntax import Attribute, Block
from datahub_guard.sources.hcl.tfvars import GivenValue
from datahub_guard.sources.hcl.types import strip_optional

if TYPE_CHECKING:
    from datahub_guard.sources.hcl.module import ModuleInstance

Given: TypeAlias = Mapping[str, GivenValue]


class Declaration:
    """A `variable` block. `default` is `PENDING` where there is none; `constraint` may have `Optional` attributes."""

    __slots__ = (
        "block",
        "collection",
        "constraint",
        "default",
        "nullable",
        "plain",
        "sensitive",
        "validations",
        "value_type",
    )

    def __init__(self, definition: ModuleDefinition, block: Block) -> None:
        attributes = block.attributes
        self.block = block
        self.constraint: Any = _constraint(definition, attributes.get("type"))
        self.value_type: Type = strip_optional(self.constraint)
        self.plain, self.collection = exact_classes(self.value_type)
        self.nullable = flag(attributes["nullable"]) if "nullable" in attributes else True
        self.sensitive = flag(attributes["sensitive"]) if "sensitive" in attributes else False
        self.validations = block.blocks_of("validation")
        self.default: Value = PENDING
        for fault in block.faults:
            definition.fault(block.file, fault)
        if "default" in attributes:
            self.default = self._default(definition, attributes["default"])

    def _default(self, definition: ModuleDefinition, attribute: Attribute) -> Value:
        try:
            value = attribute.expression.evaluate(CONSTANT)
            return self.convert(value)
        except SyntaxFault as fault:
            definition.fault(attribute.file, fault)
            return Unknown(reason="the default cannot be read")
        except EvaluationError as error:
            error = withheld(error) if self.sensitive else error
            place = places.of_attribute(attribute)
            definition.problem("hcl-expression", f"default: {error.message}", place)
            return Unknown(reason=error.message)

    def convert(self, value: Value) -> Value:
        """The value as the variable has it; raises EvaluationError where it does not fit the type."""
        if self.constraint == ANY:
            return value
        kind = type(value)
        if kind is self.plain or (kind is self.collection and value.element == self.constraint[1]):
            return value
        return convert(plain_value(value), self.constraint)


def declaration(definition: ModuleDefinition, name: str) -> Declaration:
    """What a variable of the module declares; worked out once."""
    known = definition.declarations.get(name)
    if known is None:
        known = definition.declarations[name] = Declaration(definition, definition.variables[name])
    return known


def value_of(module: ModuleInstance, name: str) -> Value:
    """The value of a variable: what the call or a variables file gives, else its default, else unknown."""
    declared = declaration(module.definition, name)
    value = _given(module, name, declared)
    if value is PENDING or (value is None and not declared.nullable and declared.default is not PENDING):
        value = declared.default
    if value is PENDING:
        kind = declared.value_type if declared.value_type != ANY else None
        if module.parent is None:
            reason = f"var.{name} has no value: give it one in a .tfvars file or with --var-file"
        else:
            reason = f"{module.path} is not given {name}"
        value = Unknown((f"{module.prefix}var.{name}",), type=kind, reason=reason)
    if declared.sensitive and value is not None and not isinstance(value, Sensitive):
        return Sensitive(value)
    return value


def check(module: ModuleInstance, name: str) -> None:
    """Note the `validation` blocks of a variable whose condition the value does not meet."""
    declared = declaration(module.definition, name)
    for block in declared.validations:
        condition = block.attributes.get("condition")
        if condition is None:
            continue
        met = reveal(expression_value(condition, module.scope, module.context))
        if met in (False, "false"):
            message = block.attributes.get("error_message")
            text = expression_value(message, module.scope, module.context) if message else None
            words = text if isinstance(text, str) else "its condition is not met"
            argument = module.call.body.arguments.get(name) if module.call is not None else None
            given = module.given.get(name)
            if argument is not None:
                place = places.of_attribute(argument.attribute)
            else:
                place = given.place if given is not None else places.of_header(declared.block)
            module.context.problem("validation", f"{module.prefix}var.{name} is not valid: {words}", place)


def _given(module: ModuleInstance, name: str, declared: Declaration) -> Value:
    """What the variable is given, converted to its type; `PENDING` where it is given nothing."""
    if module.called_as is not None:
        value = module.called_as.argument(name)
        if value is PENDING:
            return PENDING
        try:
            return declared.convert(value)
        except EvaluationError as error:
            error = withheld(error) if declared.sensitive else error
            module.context.refused(module.called_as.call.body.arguments[name].attribute, error)
            return Unknown(reason=error.message)
    given = module.given.get(name)
    if given is None:
        return PENDING
    try:
        value = _from_text(given.value, declared) if given.text_only else given.value
        return declared.convert(value)
    except (EvaluationError, SyntaxFault) as error:
        if declared.sensitive:
            error = withheld(EvaluationError(error.message))
        module.context.problem("hcl-expression", f"{name}: {error.message}", given.place)
        return Unknown(reason=error.message)


def _from_text(text: str, declared: Declaration) -> Value:
    """The value of an environment variable: itself for a string, an expression for anything else."""
    if declared.constraint in ("string", ANY):
        return text
    from datahub_guard.sources.hcl.parser import parse_expression

    return parse_expression(text).evaluate(CONSTANT)


def _constraint(definition: ModuleDefinition, attribute: Attribute | None) -> Any:
    if attribute is None:
        return ANY
    try:
        return read_constraint(attribute.keyword_expression().node)
    except SyntaxFault as fault:
        definition.fault(attribute.file, fault)
    except EvaluationError as error:
        definition.problem("hcl-expression", f"type: {error.message}", places.of_attribute(attribute))
    return ANY


def expression_value(attribute: Attribute, scope: Scope, context: StackContext) -> Value:
    """The value of a local or output; one that Terraform refuses is noted, and unknown with that reason."""
    try:
        return attribute.expression.evaluate(scope)
    except SyntaxFault as fault:
        place = places.span(attribute.file, fault.offset, fault.offset + 1)
        context.problem("hcl-syntax", fault.message, place)
        return Unknown(reason=f"{attribute.name} cannot be read: {fault.message}")
    except EvaluationError as error:
        context.refused(attribute, error)
        return Unknown(reason=error.message)
    except RecursionError:
        return context.too_deep(attribute)


def constant_value(attribute: Attribute) -> Value:
    """The value of an argument that may not refer to anything, such as a module's source; unknown where it does."""
    try:
        return attribute.expression.evaluate(CONSTANT)
    except (EvaluationError, SyntaxFault) as error:
        return Unknown(reason=error.message)


def flag(attribute: Attribute) -> bool:
    """Whether an argument such as `sensitive` is the constant `true`."""
    return constant_value(attribute) in (True, "true")
