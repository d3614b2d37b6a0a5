"""`templatefile` and `templatestring`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datahub_guard.model.values import ANY, Unknown, Value
from datahub_guard.sources.hcl.errors import EvaluationError, SyntaxFault
from datahub_guard.sources.hcl.file_access import FileAccess
from datahub_guard.sources.hcl.functions.signature import STRING, Function, Parameter
from datahub_guard.sources.hcl.limits import MAX_STRING
from datahub_guard.sources.hcl.scope import Module, Scope
from datahub_guard.sources.hcl.types import kind_of
from datahub_guard.sources.hcl.unknowns import merged_unknown

if TYPE_CHECKING:
    from datahub_guard.sources.hcl.nodes import Node

_RECURSION_LIMIT = 16
_NAMES = Parameter(ANY, marked=True, unknown=True, reference=True)


class TemplateModule:
    """What a template may refer to besides the names that it is given: nothing but files."""

    __slots__ = ("depth", "module")

    def __init__(self, module: Module) -> None:
        self.module = module
        self.depth: int = module.depth + 1 if isinstance(module, TemplateModule) else 1
        if self.depth > _RECURSION_LIMIT:
            raise EvaluationError(f"templates call templates more than {_RECURSION_LIMIT} deep")

    def file_access(self) -> FileAccess:
        """Return the files of the module that the template is used in."""
        return self.module.file_access()

    def variable(self, name: str) -> Value:
        """Refuse `var.NAME`."""
        raise self._unknown(f"var.{name}")

    def local(self, name: str) -> Value:
        """Refuse `local.NAME`."""
        raise self._unknown(f"local.{name}")

    def resource_value(self, mode: str, type: str, name: str) -> Value:
        """Refuse `TYPE.NAME`."""
        raise self._unknown(f"{type}.{name}")

    def module_value(self, name: str) -> Value:
        """Refuse `module.NAME`."""
        raise self._unknown(f"module.{name}")

    def path_value(self, name: str) -> Value:
        """Refuse `path.NAME`."""
        raise self._unknown(f"path.{name}")

    def terraform_value(self, name: str) -> Value:
        """Refuse `terraform.NAME`."""
        raise self._unknown(f"terraform.{name}")

    @staticmethod
    def _unknown(what: str) -> EvaluationError:
        return EvaluationError(f"{what} is not among the names that the template is given")


def _render(scope: Scope, text: str, names: Value) -> Value:
    from datahub_guard.sources.hcl.parser import parse_template

    if isinstance(names, Unknown):
        return merged_unknown(names)
    if not isinstance(names, dict):
        raise EvaluationError(f"the names must be a map or object, and this is {kind_of(names)}")
    for name in names:
        if not name.replace("-", "_").isidentifier() or name.startswith("-"):
            raise EvaluationError(f"{name!r} cannot be the name of a variable in a template")
    try:
        template = parse_template(text)
    except SyntaxFault as fault:
        line = text.count("\n", 0, fault.offset) + 1
        raise EvaluationError(f"line {line} of the template: {fault.message}") from None
    inner = Scope(TemplateModule(scope.module), rounds=scope.rounds).child(names)
    return template.evaluate(inner)


def evaluate_templatefile(scope: Scope, nodes: list[Node]) -> Value:
    """Render the file that the first argument names with the names that the second gives."""

    def call(path: str, names: Value) -> Value:
        return _render(scope, scope.module.file_access().read_text(path, MAX_STRING), names)

    return Function("templatefile", call, STRING, _NAMES, returns=ANY)(*[node.evaluate(scope) for node in nodes])


def evaluate_templatestring(scope: Scope, nodes: list[Node]) -> Value:
    """Render the text that the first argument refers to; Terraform takes no text that is written in its place."""
    from datahub_guard.sources.hcl.nodes import Literal
    from datahub_guard.sources.hcl.templates import TemplateNode

    if nodes and isinstance(nodes[0], (Literal, TemplateNode)):
        raise EvaluationError("templatestring: the template must be a reference, such as local.template")

    def call(text: str, names: Value) -> Value:
        return _render(scope, text, names)

    return Function("templatestring", call, STRING, _NAMES, returns=ANY)(*[node.evaluate(scope) for node in nodes])


LAZY = {"templatefile": evaluate_templatefile, "templatestring": evaluate_templatestring}
