"""One instance of a managed resource or data source, and the way rules read it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final, Protocol

from datahub_guard.model.paths import Path, parse_path
from datahub_guard.model.places import Place, Related
from datahub_guard.model.readings import Reading, Readings
from datahub_guard.model.references import Reference, parse_reference
from datahub_guard.model.values import Sensitive, Unknown, Value

if TYPE_CHECKING:
    from datahub_guard.model.stack import Stack


class Unset:
    """The argument is omitted (not even `null`): what the provider documents for that case applies."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "UNSET"


UNSET: Final = Unset()


class Attributes(Protocol):
    """Where a resource's values and places come from: its HCL, a plan, or both joined."""

    def names(self) -> Iterable[str]:
        """Names of the arguments and nested blocks that are written (or that the plan has values for)."""

    def read(self, name: str) -> Value | Unset:
        """The evaluated argument, or the list of nested blocks as dicts; `UNSET` when it is omitted.

        An argument that the configuration omits is `UNSET` also where the provider will compute it. An expression
        that Terraform would refuse is `Unknown` with the error as its reason.
        """

    def searched(self) -> Iterable[Value | Unset]:
        """Values in which all known texts of what `read` gives stand, for a search that reads what it finds.

        It may give more than `read` does, and cost less.
        """

    def accepts(self, name: str) -> bool:
        """Whether the provider has an argument or block of this name for the type; false where no schema says so."""

    def default(self, path: Path) -> tuple[bool, Value]:
        """Whether a default is documented for an omitted argument at `path`, and which."""

    def place(self, path: Path) -> Place:
        """Place of the attribute or key at `path`; of the nearest enclosing block's header where it is missing."""

    def origins(self, path: Path) -> tuple[str, ...]:
        """Full addresses that the expression at `path` refers to, followed through locals, variables, module calls
        and outputs, whether the value is known or not (see `Unknown.references` for their form)."""

    def related(self) -> tuple[Related, ...]:
        """The chain of module calls that leads to this instance, innermost first."""


class Change:
    """What a plan is going to do with an instance (`resource_changes[].change` of `terraform show -json`)."""

    __slots__ = ("actions", "after", "before", "importing", "previous_address", "reason", "replace_paths")

    def __init__(
        self,
        actions: tuple[str, ...],
        before: Any = None,
        after: Any = None,
        replace_paths: tuple[Path, ...] = (),
        reason: str = "",
        previous_address: str = "",
        importing: bool = False,
    ) -> None:
        self.actions = actions
        self.before = before
        self.after = after
        self.replace_paths = replace_paths
        self.reason = reason
        self.previous_address = previous_address
        self.importing = importing


class Resource:
    """An instance, after `count` and `for_each`.

    `address` is Terraform's, with module path and instance key. `mode` is `managed` or `data`. `provider` is the
    provider configuration's local name with its alias (`aws`, `aws.core_network`), as the root module has it.
    """

    __slots__ = (
        "_references",
        "_values",
        "address",
        "attributes",
        "change",
        "key",
        "mode",
        "module",
        "name",
        "provider",
        "readings",
        "stack",
        "type",
        "uncertain",
    )

    def __init__(
        self,
        stack: Stack,
        address: str,
        type: str,
        name: str,
        attributes: Attributes,
        readings: Readings,
        *,
        mode: str = "managed",
        key: str | int | None = None,
        module: str = "",
        provider: str = "",
        change: Change | None = None,
        uncertain: str = "",
    ) -> None:
        self.stack = stack
        self.uncertain = uncertain
        self.address = address
        self.type = type
        self.name = name
        self.attributes = attributes
        self.readings = readings
        self.mode = mode
        self.key = key
        self.module = module
        self.provider = provider
        self.change = change
        self._values: dict[str, tuple[Value | Unset, tuple[str, ...]]] = {}
        self._references: dict[Path, list[Reference]] | None = None

    def __repr__(self) -> str:
        return f"Resource({self.address})"

    # -- values ----------------------------------------------------------------------------------------------------

    def top(self, name: str) -> Value | Unset:
        """Read a whole argument or block list, sensitive marks taken off and noted for redaction."""
        found = self._values.get(name)
        if found is None:
            value = self.attributes.read(name)
            secrets: list[str] = []
            kind = type(value)
            if kind is Sensitive or (kind is not str and isinstance(value, (list, dict))):
                value = _unmark(value, secrets)
            found = self._values[name] = (value, tuple(secrets))
        if found[1]:
            self.readings.secrets.extend(found[1])
        return found[0]

    def peek(self, path: str | Path) -> Value | Unset:
        """Read the value at `path` without noting an unknown; `UNSET` where it is omitted."""
        steps = parse_path(path)
        value = self.top(str(steps[0]))
        for step in steps[1:]:
            if type(value) is Unknown or value is UNSET:
                return value
            value = _step(value, step)
        return value

    def get(self, path: str | Path) -> Value:
        """Read the value at `path` to decide on it.

        An omitted argument (or an explicit `null`) is its documented default, or `None` where there is none. An
        unknown is returned as `Unknown` and noted: without a hit, the subject is then undecided.
        """
        steps = parse_path(path)
        value = self.peek(steps)
        if value is UNSET or value is None:
            found, default = self.attributes.default(steps)
            return default if found else None
        if type(value) is Unknown:
            self.readings.unknown.append(Reading(self, steps, value))
        return value

    def is_set(self, path: str | Path) -> bool:
        """Tell whether the configuration gives a value (known or not) that is not `null`."""
        value = self.peek(path)
        return value is not UNSET and value is not None

    def blocks(self, path: str | Path) -> list[Block]:
        """The nested blocks at `path`; an unknown number of them is noted and gives none.

        Where some are known, one block stands for those whose number is not: it is noted, and all of it is unknown.
        """
        steps = parse_path(path)
        value = self.peek(steps)
        if type(value) is Unknown:
            self.readings.unknown.append(Reading(self, steps, value))
            return []
        if isinstance(value, dict):
            return [Block(self, steps)]
        if not isinstance(value, list):
            return []
        for i, block in enumerate(value):
            if type(block) is Unknown:
                self.readings.unknown.append(Reading(self, (*steps, i), block))
        return [Block(self, (*steps, i)) for i in range(len(value))]

    def names(self) -> Iterator[str]:
        """Names of the arguments and blocks that the configuration sets."""
        return iter(self.attributes.names())

    def accepts(self, name: str) -> bool:
        """Tell whether the type takes an argument or block of this name."""
        return self.attributes.accepts(name)

    # -- references ------------------------------------------------------------------------------------------------

    def references(self, path: str | Path) -> list[Reference]:
        """All that the expression at `path` refers to, through locals, variables and modules."""
        steps = parse_path(path)
        known = self._references
        if known is None:
            known = self._references = {}
        found = known.get(steps)
        if found is None:
            found = known[steps] = [parse_reference(text) for text in self.attributes.origins(steps)]
        return found.copy()

    def refers_to(self, path: str | Path, *types: str) -> Reference | None:
        """The first reference at `path` to a resource of one of `types`; it settles an unknown read there."""
        for reference in self.references(path):
            if reference.type in types:
                self.settle(path)
                return reference
        return None

    def settle(self, path: str | Path) -> None:
        """Say that the unknown at `path` does not matter any more, because something else answered the question."""
        self.readings.settle(self, parse_path(path))

    # -- places ----------------------------------------------------------------------------------------------------

    def place(self, path: str | Path = ()) -> Place:
        """Place of the attribute, block or key at `path`, or of the resource's header."""
        return self.attributes.place(parse_path(path))

    def related(self) -> tuple[Related, ...]:
        """The chain of module calls that leads here."""
        return self.attributes.related()


class Block:
    """A nested block of a resource; it reads like one."""

    __slots__ = ("path", "resource")

    def __init__(self, resource: Resource, path: Path) -> None:
        self.resource = resource
        self.path = path

    def get(self, path: str | Path) -> Value:
        """As `Resource.get`, below this block."""
        return self.resource.get(self.path + parse_path(path))

    def is_set(self, path: str | Path) -> bool:
        """As `Resource.is_set`, below this block."""
        return self.resource.is_set(self.path + parse_path(path))

    def blocks(self, path: str | Path) -> list[Block]:
        """As `Resource.blocks`, below this block."""
        return self.resource.blocks(self.path + parse_path(path))

    def at(self, path: str | Path = ()) -> Path:
        """The full path of something below this block, for a hit's `at`."""
        return self.path + parse_path(path)


def _step(value: Value, step: str | int) -> Value | Unset:
    if isinstance(value, dict):
        return value.get(str(step), UNSET)
    if isinstance(value, list):
        if isinstance(step, int):
            return value[step] if step < len(value) else UNSET
        # a block that may stand once is read without its index
        return _step(value[0], step) if len(value) == 1 else UNSET
    return UNSET


def _unmark(value: Value, secrets: list[str], marked: bool = False) -> Value:
    kind = type(value)
    if kind is Sensitive:
        return _unmark(value.value, secrets, True)
    if isinstance(value, dict):
        copy: Any = {k: _unmark(v, secrets, marked) for k, v in value.items()}
        return copy
    if isinstance(value, list):
        return [_unmark(v, secrets, marked) for v in value]
    if marked and kind is str and value:
        secrets.append(value)
    return value
