"""The instances in a plan: what it leaves standing with what it does to it, what it removes, what was read for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from datahub_guard.model.readings import Readings
from datahub_guard.model.resource import Resource
from datahub_guard.model.stack import Stack
from datahub_guard.sources.plan import providers
from datahub_guard.sources.plan.attributes import PlanAttributes
from datahub_guard.sources.plan.changes import ACTIONS, PlanChange, actions_of
from datahub_guard.sources.plan.configuration import as_list, as_object, as_text, blocks_of, is_expression
from datahub_guard.sources.plan.plan import Plan

_MODES = frozenset({"managed", "data"})
_REMOVED = frozenset({("delete",), ("forget",)})
_REMAKE = "make the plan again: terraform show -json tfplan > tfplan.json"


class Instances:
    """The `Resource`s of a plan: `present` after it is applied, and `removed` by it."""

    def __init__(self, plan: Plan, stack: Stack, readings: Readings) -> None:
        self.present: list[Resource] = []
        self.removed: list[Resource] = []
        self._plan = plan
        self._stack = stack
        self._readings = readings
        self._doubled: list[str] = []
        sections = plan.sections
        if "resource_changes" in sections:
            for entry in as_list(sections["resource_changes"]):
                self._add_change(entry)
        else:
            for module, entry in _listed(sections.get("planned_values"), {"managed", "data"}):
                self._add_planned(module, entry)
        if self._doubled:
            more = f" (and {len(self._doubled) - 1} more)" if len(self._doubled) > 1 else ""
            self._strange(f"{self._doubled[0]}{more} stands twice in resource_changes")
        prior = as_object(sections.get("prior_state")).get("values")
        for module, entry in _listed(prior, {"data"}):
            self._add_read(module, entry)

    # -- resource_changes ----------------------------------------------------------------------------------------------

    def _add_change(self, entry: Any) -> None:
        identity = _identity(entry)
        change = entry.get("change") if isinstance(entry, dict) else None
        if identity is None or not isinstance(change, dict):
            self._strange("resource_changes has an entry without an address, a type or a change")
            return
        address, actions = entry["address"], actions_of(change)
        if identity[0] not in _MODES:
            return
        self._plan.note_provider(identity[0], identity[1], as_text(entry.get("provider_name")))
        if not actions or not ACTIONS.issuperset(actions):
            named = ", ".join(actions) or "none"
            message = f"{address}: its actions are not Terraform's ({named}); it is taken as it will stand"
            self._plan.problem("plan-actions", message, remedy=_REMAKE, note=True)
        deposed = as_text(entry.get("deposed"))
        reason = as_text(entry.get("action_reason")) or (f"deposed object {deposed}" if deposed else "")
        made = PlanChange(change, actions, reason, as_text(entry.get("previous_address")))
        if deposed or actions in _REMOVED:
            attributes = self._attributes(
                entry, identity, change.get("before"), None, change.get("before_sensitive"), False
            )
            self.removed.append(self._resource(attributes.without_configuration(), made))
            return
        created = "create" in actions or "read" in actions
        attributes = self._attributes(
            entry, identity, change.get("after"), change.get("after_unknown"), change.get("after_sensitive"), created
        )
        if address in self._plan.instances:
            self._doubled.append(address)
        self._plan.instances[address] = attributes
        self.present.append(self._resource(attributes, made))

    # -- planned_values and prior_state --------------------------------------------------------------------------------

    def _add_planned(self, module: str, entry: dict[str, Any]) -> None:
        """An instance of a plan that lists no changes: its unknowns are what the configuration sets and it lacks."""
        identity = _identity(entry)
        if identity is None:
            self._strange("planned_values has a resource without an address or a type")
            return
        values = as_object(entry.get("values"))
        block = self._plan.block(module, identity)
        unknown = _missing(as_object((block or {}).get("expressions")), values, 0)
        self._add_known(module, entry, identity, unknown)

    def _add_read(self, module: str, entry: dict[str, Any]) -> None:
        """A data source that was read for the plan, unless it is going to be read again."""
        identity = _identity(entry)
        if identity is not None and entry["address"] not in self._plan.instances:
            self._add_known(module, entry, identity, None)

    def _add_known(self, module: str, entry: dict[str, Any], identity: tuple[str, str, str], unknown: Any) -> None:
        self._plan.note_provider(identity[0], identity[1], as_text(entry.get("provider_name")))
        entry = {**entry, "module_address": module}
        attributes = self._attributes(
            entry, identity, entry.get("values"), unknown, entry.get("sensitive_values"), identity[0] == "data"
        )
        self._plan.instances[attributes.address] = attributes
        self.present.append(self._resource(attributes, None))

    # -- details -------------------------------------------------------------------------------------------------------

    def _attributes(
        self,
        entry: dict[str, Any],
        identity: tuple[str, str, str],
        after: Any,
        unknown: Any,
        sensitive: Any,
        created: bool,
    ) -> PlanAttributes:
        key = entry.get("index")
        return PlanAttributes(
            self._plan,
            entry["address"],
            identity,
            as_text(entry.get("module_address")),
            key if isinstance(key, (str, int)) else None,
            after=after,
            unknown=unknown,
            sensitive=sensitive,
            created=created,
        )

    def _resource(self, attributes: PlanAttributes, change: PlanChange | None) -> Resource:
        return Resource(
            self._stack,
            attributes.address,
            attributes.type,
            attributes.name,
            attributes,
            self._readings,
            mode=attributes.mode,
            key=attributes.key,
            module=attributes.module,
            provider=providers.name_of(self._plan, attributes),
            change=change,
        )

    def _strange(self, message: str) -> None:
        self._plan.problem("plan-entry", message, remedy=_REMAKE)


def _identity(entry: Any) -> tuple[str, str, str] | None:
    """Mode, type and name of an entry that has an address; `None` for another one."""
    if not isinstance(entry, dict) or not as_text(entry.get("address")):
        return None
    mode, kind, name = entry.get("mode", "managed"), entry.get("type"), entry.get("name")
    if not isinstance(mode, str) or not isinstance(kind, str) or not isinstance(name, str):
        return None
    return mode, kind, name


def _listed(values: Any, modes: set[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The resources of these modes in `root_module` and its child modules, with their module's address."""
    pending = [as_object(as_object(values).get("root_module"))]
    while pending:
        module = pending.pop()
        address = as_text(module.get("address"))
        for entry in as_list(module.get("resources")):
            if isinstance(entry, dict) and entry.get("mode") in modes:
                yield address, entry
        # sibling modules come in another order in every run of Terraform
        children = [child for child in as_list(module.get("child_modules")) if isinstance(child, dict)]
        pending.extend(sorted(children, key=lambda child: as_text(child.get("address")), reverse=True))


def _missing(expressions: dict[str, Any], values: dict[str, Any], depth: int) -> dict[str, Any]:
    """The tree of holes where a plan gives no `after_unknown`."""
    out: dict[str, Any] = {}
    for name, written in expressions.items():
        if name not in values:
            out[name] = True
        elif not is_expression(written) and depth < 100:
            inner, blocks = values[name], blocks_of(written)
            if isinstance(inner, list) and len(inner) == len(blocks):
                out[name] = [_missing(b, as_object(v), depth + 1) for b, v in zip(blocks, inner, strict=True)]
            elif isinstance(inner, dict) and len(blocks) == 1:
                out[name] = _missing(blocks[0], inner, depth + 1)
    return out
