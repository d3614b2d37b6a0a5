"""References of a plan's configuration as full addresses: through the variables of module calls and their outputs.

The configuration names each reference and its prefixes, the most specific first, and loses an index that is not
constant: `aws_kms_key.bu[each.key].arn` is written `aws_kms_key.bu`, `each.key`. The instance's own key stands in
there, where the plan has an instance of that key. Locals end the trail: a plan does not say what they are made of.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from datahub_guard.model.paths import unquoted
from datahub_guard.model.references import Reference
from datahub_guard.sources.plan.addresses import Key, ModuleStep, key_text, module_text, split
from datahub_guard.sources.plan.configuration import (
    Configuration,
    ModuleConfiguration,
    as_object,
    references_in,
)

_MAX_HOPS = 32
_INDEX = r'\[(?:\d+|"(?:[^"\\]|\\.)*")\]'
_NAME = r"[^\W\d][\w-]*"
_MODULE = re.compile(rf"module\.(?P<name>{_NAME})(?P<index>{_INDEX})?(?:\.(?P<output>{_NAME}))?(?P<rest>.*)", re.DOTALL)
_RESOURCE = re.compile(
    rf"(?P<data>data\.)?(?P<type>{_NAME})\.(?P<name>{_NAME})(?P<index>{_INDEX})?(?P<rest>.*)", re.DOTALL
)
_KNOWN_HEADS = ("each.key", "count.index", "path.", "self.")
_KEYS = frozenset({"each.key", "each.value", "count.index"})

Lookup = Callable[[str, str], "bool | None"]
"""Whether the attribute of an instance (address, attribute) is known; `None` when the plan has no such instance."""


class Where(NamedTuple):
    """Where an expression stands: its module instance, and the key and `for_each` of the block around it."""

    module: tuple[ModuleStep, ...]
    key: Key = None
    for_each: Any = None


class References:
    """Follows references through one plan's configuration."""

    def __init__(self, configuration: Configuration, lookup: Lookup) -> None:
        self._configuration = configuration
        self._lookup = lookup

    def addresses(self, references: Iterable[str], where: Where) -> tuple[str, ...]:
        """The full addresses behind the references of an expression, in their order, each once."""
        found: dict[str, None] = {}
        self._follow(list(references), where, "", found, set())
        return tuple(found)

    def all_known(self, references: Iterable[str], where: Where) -> bool:
        """Whether everything that an expression refers to is known in the plan, as far as the plan says."""
        return self._known(list(references), where, 0)

    # -- addresses -----------------------------------------------------------------------------------------------------

    def _follow(self, references: list[str], where: Where, suffix: str, found: dict[str, None], seen: set[Any]) -> None:
        own_key = not _KEYS.isdisjoint(references)
        for reference in specific(references):
            if (reference, where[:2]) in seen or len(seen) > 1000:
                continue
            seen.add((reference, where[:2]))
            self._one(reference, where, own_key, suffix, found, seen)

    def _one(self, text: str, where: Where, own_key: bool, suffix: str, found: dict[str, None], seen: set[Any]) -> None:
        prefix = _prefix(where.module)
        if text.startswith("each.value"):
            inner: dict[str, None] = {}
            self._follow(list(references_in(where.for_each)), where, "", inner, seen)
            found.update({self._of_key(address, where.key): None for address in inner})
        elif text.startswith(_KNOWN_HEADS):
            return
        elif text.startswith("var."):
            self._variable(text, where, suffix, found, seen)
        elif text.startswith("local."):
            found[f"{prefix}{text}{suffix}"] = None
        elif text.startswith("module."):
            self._output(text, where, own_key, suffix, found, seen)
        elif text.startswith("terraform."):
            found[text] = None
        else:
            address = self._resource(text, prefix, where, own_key)
            found[address + (suffix if _takes_suffix(address) else "")] = None

    def _resource(self, text: str, prefix: str, where: Where, own_key: bool) -> str:
        match = _RESOURCE.fullmatch(text)
        if match is None:
            return prefix + text
        address = f"{prefix}{match['data'] or ''}{match['type']}.{match['name']}"
        if match["index"]:
            return f"{address}{match['index']}{match['rest']}"
        if own_key and where.key is not None and not match["rest"]:
            keyed = address + key_text(where.key)
            if self._lookup(keyed, "") is not None:
                return keyed
        return address + match["rest"]

    def _of_key(self, address: str, key: Key) -> str:
        """The instance of that key where `for_each` goes over all instances of a resource."""
        keyed = address + key_text(key)
        return keyed if key is not None and self._lookup(keyed, "") is not None else address

    def _variable(self, text: str, where: Where, suffix: str, found: dict[str, None], seen: set[Any]) -> None:
        name, rest = _head(text[4:])
        if not where.module:
            found[text + suffix] = None
            return
        outer = self._caller(where)
        if outer is None:
            found[f"{_prefix(where.module)}{text}{suffix}"] = None
            return
        call, place = outer
        given = as_object(call.get("expressions")).get(name)
        self._follow(list(references_in(given)), place, rest + suffix, found, seen)

    def _output(
        self, text: str, where: Where, own_key: bool, suffix: str, found: dict[str, None], seen: set[Any]
    ) -> None:
        match = _MODULE.fullmatch(text)
        module = self._module(where.module)
        call = module.call(match["name"]) if match is not None and module is not None else None
        if match is None or call is None or not match["output"]:
            found[f"{_prefix(where.module)}{text}{suffix}"] = None
            return
        key: Key = None
        if match["index"]:
            key = index_key(match["index"])
        elif "for_each_expression" in call or "count_expression" in call:
            if not own_key or where.key is None:
                found[f"{_prefix(where.module)}{text}{suffix}"] = None
                return
            key = where.key
        inner = self._configuration.module((*(step.name for step in where.module), match["name"]))
        output = as_object(inner.outputs.get(match["output"])) if inner is not None else {}
        place = Where((*where.module, ModuleStep(match["name"], key)))
        expression = output.get("expression")
        if not output:
            found[f"{_prefix(where.module)}{text}{suffix}"] = None
        self._follow(list(references_in(expression)), place, match["rest"] + suffix, found, seen)

    # -- what is known -------------------------------------------------------------------------------------------------

    def _known(self, references: list[str], where: Where, hops: int) -> bool:
        return hops < _MAX_HOPS and all(self._is_known(text, where, hops) for text in specific(references))

    def _is_known(self, text: str, where: Where, hops: int) -> bool:
        if text.startswith("each.value"):
            return self._known(list(references_in(where.for_each)), where, hops + 1)
        if text.startswith((*_KNOWN_HEADS, "terraform.")):
            return True
        if text.startswith("var."):
            if not where.module:
                return True
            outer = self._caller(where)
            if outer is None:
                return False
            given = as_object(outer[0].get("expressions")).get(_head(text[4:])[0])
            return self._known(list(references_in(given)), outer[1], hops + 1)
        if text.startswith("module."):
            return self._output_known(text, where, hops)
        if text.startswith("local."):
            return False
        match = _RESOURCE.fullmatch(text)
        if match is None:
            return False
        steps = split(match["rest"])
        attribute = str(steps[0]) if steps else ""
        address = f"{_prefix(where.module)}{match['data'] or ''}{match['type']}.{match['name']}{match['index'] or ''}"
        return bool(attribute and self._lookup(address, attribute))

    def _output_known(self, text: str, where: Where, hops: int) -> bool:
        match = _MODULE.fullmatch(text)
        inner = self._configuration.module((*(step.name for step in where.module), match["name"])) if match else None
        if match is None or inner is None or not match["output"]:
            return False
        output = as_object(inner.outputs.get(match["output"]))
        key = index_key(match["index"]) if match["index"] else None
        place = Where((*where.module, ModuleStep(match["name"], key)))
        return bool(output) and self._known(list(references_in(output.get("expression"))), place, hops + 1)

    # -- modules -------------------------------------------------------------------------------------------------------

    def _module(self, steps: tuple[ModuleStep, ...]) -> ModuleConfiguration | None:
        return self._configuration.module(tuple(step.name for step in steps))

    def _caller(self, where: Where) -> tuple[dict[str, Any], Where] | None:
        """The call of the module instance, and where that call stands."""
        parent = self._module(where.module[:-1])
        call = parent.call(where.module[-1].name) if parent is not None else None
        if call is None:
            return None
        return call, Where(where.module[:-1], where.module[-1].key, call.get("for_each_expression"))


def specific(references: Iterable[str]) -> Iterator[str]:
    """The references without those that are only the beginning of another one."""
    kept = list(dict.fromkeys(references))
    for text in kept:
        if not any(other.startswith((f"{text}.", f"{text}[")) for other in kept):
            yield text


def index_key(text: str) -> str | int:
    """The key in `[0]` or `["a"]`."""
    return unquoted(text[2:-2]) if text.startswith('["') else int(text[1:-1])


def _head(text: str) -> tuple[str, str]:
    """A name and what stands behind it."""
    end = min((at for at in (text.find("."), text.find("[")) if at >= 0), default=len(text))
    return text[:end], text[end:]


def _prefix(steps: tuple[ModuleStep, ...]) -> str:
    return f"{module_text(steps)}." if steps else ""


def _takes_suffix(address: str) -> bool:
    """Whether what is read of a variable is read of this: a whole resource, or a whole output of another state."""
    reference = Reference(address)
    path = reference.path
    return not path or (reference.type == "terraform_remote_state" and len(path) == 2 and path[0] == "outputs")
