"""One plan in memory: its sections, and what its instances ask of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datahub_guard.model.places import Place
from datahub_guard.model.problems import Problem
from datahub_guard.model.resource import UNSET, Unset
from datahub_guard.model.schema import BlockSchema
from datahub_guard.model.values import Unknown, Value
from datahub_guard.sources.plan.addresses import ModuleStep, module_steps
from datahub_guard.sources.plan.configuration import Configuration, as_object, as_text
from datahub_guard.sources.plan.references import References

if TYPE_CHECKING:
    from datahub_guard.sources.plan.attributes import PlanAttributes
    from datahub_guard.sources.schemas.store import SchemaStore

Identity = tuple[str, str, str]
"""Mode, type and name of a resource block."""

_DOCUMENTS = ("json", "minified_json")


class Plan:
    """The sections of a plan with its configuration, and every instance in it by address.

    `shown` is how messages call the file. `problems` is what was wrong in it, so far.
    """

    def __init__(self, sections: dict[str, Any], shown: str, schemas: SchemaStore) -> None:
        self.sections = sections
        self.shown = shown
        self.place = Place(shown)
        self.problems: list[Problem] = []
        self.configuration = Configuration(sections.get("configuration"))
        self.references = References(self.configuration, self._is_known)
        self.instances: dict[str, PlanAttributes] = {}
        self._schemas = schemas
        self._providers: dict[tuple[str, str], str] = {}
        self._found: dict[tuple[str, str], BlockSchema | None] = {}
        self._steps: dict[str, tuple[ModuleStep, ...]] = {"": ()}

    def problem(self, kind: str, message: str, *, remedy: str = "", note: bool = False) -> None:
        """Note what is wrong with the plan."""
        self.problems.append(Problem(kind, message, self.place, remedy=remedy, note=note))

    # -- what instances ask ------------------------------------------------------------------------------------------

    def schema(self, mode: str, kind: str) -> BlockSchema | None:
        """What the provider declares for a type."""
        key = (mode, kind)
        if key not in self._found:
            provider = self._providers.get(key, "")
            find = self._schemas.resource if mode == "managed" else self._schemas.data
            self._found[key] = find(kind, provider)
        return self._found[key]

    def note_provider(self, mode: str, kind: str, provider: str) -> None:
        """Say which provider has a type, where the plan tells."""
        if provider:
            self._providers.setdefault((mode, kind), provider)

    def module_steps(self, module: str) -> tuple[ModuleStep, ...]:
        """The calls in a module's address."""
        steps = self._steps.get(module)
        if steps is None:
            steps = self._steps[module] = module_steps(module)
        return steps

    def block(self, module: str, identity: Identity) -> dict[str, Any] | None:
        """The block of an instance in the configuration."""
        found = self.configuration.module(tuple(step.name for step in self.module_steps(module)))
        return found.resources().get(identity) if found is not None else None

    def computed(self, instance: PlanAttributes, name: str) -> Value | Unset:
        """What stands for an attribute that only the provider sets and that is not known."""
        if instance.mode == "managed":
            return UNSET
        address = f"{instance.address}.{name}"
        if instance.type == "aws_iam_policy_document" and name in _DOCUMENTS:
            return self._document(instance, address, name)
        return Unknown((address,), reason="it is read when the plan is applied")

    def shape_behind(self, addresses: tuple[str, ...]) -> tuple[Any, ...] | None:
        """The shape of an unknown that comes from one place: a policy document that is read at apply has a known
        structure. That the value is the document itself and nothing made of it is taken for granted."""
        if len(addresses) != 1 or "aws_iam_policy_document." not in addresses[0]:
            return None
        address, _, name = addresses[0].rpartition(".")
        instance = self.instances.get(address)
        if instance is None or name not in _DOCUMENTS:
            return None
        value = instance.read(name)
        return value.shape if isinstance(value, Unknown) else None

    # -- details -----------------------------------------------------------------------------------------------------

    def _document(self, instance: PlanAttributes, address: str, name: str) -> Value:
        """The document with holes, as the provider would make it of the arguments."""
        from datahub_guard.sources.hcl.errors import EvaluationError
        from datahub_guard.sources.hcl.policy_document import PolicyDocument

        try:
            arguments = {part: instance.read(part) for part in instance.names()}
            value = PolicyDocument(arguments).text(2 if name == "json" else None)
        except EvaluationError as error:
            return Unknown((address,), reason=error.message)
        return Unknown((address,), value.shape if isinstance(value, Unknown) else None, "string")

    def _is_known(self, address: str, attribute: str) -> bool | None:
        """See `references.Lookup`."""
        instance = self.instances.get(address)
        if instance is None:
            return None
        if not attribute:
            return True
        if isinstance(instance.unknown, dict):
            return not _has_hole(instance.unknown.get(attribute))
        return instance.unknown is not True


def _has_hole(tree: Any) -> bool:
    pending = [tree]
    while pending:
        part = pending.pop()
        if part is True:
            return True
        if isinstance(part, dict):
            pending.extend(part.values())
        elif isinstance(part, list):
            pending.extend(part)
    return False


def version_of(sections: dict[str, Any]) -> tuple[str, str | None]:
    """The plan's format version, empty where it does not say, and Terraform's version."""
    terraform = as_text(sections.get("terraform_version")) or None
    return as_text(sections.get("format_version")), terraform


def is_supported(version: str) -> bool:
    """Whether a format version is one whose meaning is known: 0.x, 1.x, and plans that do not say."""
    return version.partition(".")[0] in ("", "0", "1")


def failed_checks(sections: dict[str, Any]) -> list[Any]:
    """The entries of `checks` that failed or could not be evaluated."""
    checks = sections.get("checks")
    found = checks if isinstance(checks, list) else []
    return [check for check in found if as_object(check).get("status") in ("fail", "error")]
