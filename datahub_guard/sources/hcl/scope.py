"""What an expression is evaluated against: the module it stands in, and the names bound around it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Protocol

from datahub_guard.model.values import Value
from datahub_guard.sources.hcl.errors import EvaluationError

if TYPE_CHECKING:
    from datahub_guard.sources.hcl.file_access import FileAccess


class Module(Protocol):
    """Who answers for `var.x`, `local.x`, a resource and so on. A method raises EvaluationError for a name it lacks."""

    def variable(self, name: str) -> Value:
        """Return the value of `var.NAME`."""

    def local(self, name: str) -> Value:
        """Return the value of `local.NAME`."""

    def resource_value(self, mode: str, type: str, name: str) -> Value:
        """Return what `TYPE.NAME` stands for; `mode` is `managed`, `data` or `ephemeral`."""

    def module_value(self, name: str) -> Value:
        """Return what `module.NAME` stands for."""

    def path_value(self, name: str) -> Value:
        """Return the value of `path.NAME`."""

    def terraform_value(self, name: str) -> Value:
        """Return the value of `terraform.NAME`."""

    def file_access(self) -> FileAccess:
        """Return the files that `file()` and its kin may read."""


class Reference:
    """What a whole resource, data source or module call stands for, before an attribute of it is read.

    A subclass answers lazily, so that `aws_x.y.arn` does not evaluate every attribute of `aws_x.y`.
    """

    __slots__ = ()

    def get_attr(self, name: str) -> Value:
        """Return the attribute `name`. Raises EvaluationError where there is none."""
        raise NotImplementedError

    def get_index(self, key: Value) -> Value:
        """Return the instance `key`: `int` for count, `str` for for_each. Raises EvaluationError where it is none."""
        raise NotImplementedError

    def as_object(self) -> Value:
        """Return the plain value: a list of objects for count, a dict of objects for for_each, else one object."""
        raise NotImplementedError

    def iter_items(self) -> Iterable[tuple[Value, Value]]:
        """Return (key, value) pairs as a `for` expression meets them: instances, or attributes of a single object."""
        raise NotImplementedError

    def as_splat(self) -> Value:
        """Return what `[*]` goes over: a list of references for count, else a list of this one; or an Unknown."""
        return [self]


class Scope:
    """A module and the names bound inside it (`each`, `count`, `self`, iterators, `for` names), innermost first.

    `rounds` is how often the enclosing `for` expressions go round in all, outer times inner.
    """

    __slots__ = ("module", "names", "rounds")

    def __init__(self, module: Module, names: Mapping[str, Value] | None = None, rounds: int = 1) -> None:
        self.module = module
        self.names: Mapping[str, Value] = {} if names is None else names
        self.rounds = rounds

    def child(self, names: Mapping[str, Value]) -> Scope:
        """Return a scope inside this one in which `names` hide names of the same spelling.

        A name may hide one of Terraform's own, as an iterator called `var` does.
        """
        module = self.module
        if not _OWN_NAMES.isdisjoint(names):
            module = _Hidden(module, names)
        return Scope(module, {**self.names, **names}, self.rounds)


_OWN_NAMES = frozenset(("var", "local", "module", "path", "terraform"))


class _Hidden:
    """A module of which some of `var`, `local`, `module`, `path` and `terraform` are hidden by bound names."""

    __slots__ = ("module", "names")

    def __init__(self, module: Module, names: Mapping[str, Value]) -> None:
        self.module = module
        self.names = names

    def _read(self, root: str, name: str) -> Value:
        from datahub_guard.sources.hcl.access import attribute_of

        return attribute_of(self.names[root], name)

    def variable(self, name: str) -> Value:
        return self._read("var", name) if "var" in self.names else self.module.variable(name)

    def local(self, name: str) -> Value:
        return self._read("local", name) if "local" in self.names else self.module.local(name)

    def resource_value(self, mode: str, type: str, name: str) -> Value:
        return self.module.resource_value(mode, type, name)

    def module_value(self, name: str) -> Value:
        return self._read("module", name) if "module" in self.names else self.module.module_value(name)

    def path_value(self, name: str) -> Value:
        return self._read("path", name) if "path" in self.names else self.module.path_value(name)

    def terraform_value(self, name: str) -> Value:
        return self._read("terraform", name) if "terraform" in self.names else self.module.terraform_value(name)

    def file_access(self) -> FileAccess:
        return self.module.file_access()


class _Nothing:
    """The module of an expression that must be constant, such as a variable's default."""

    __slots__ = ()

    def _refuse(self, *names: str) -> Value:
        raise EvaluationError("references are not allowed here: the value must be constant")

    variable = local = module_value = path_value = terraform_value = resource_value = _refuse

    def file_access(self) -> FileAccess:
        raise EvaluationError("files cannot be read here: the value must be constant")


CONSTANT = Scope(_Nothing())
"""The scope in which every reference is an error."""
