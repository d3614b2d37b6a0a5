"""Whose a resource is: a business unit's, the metastore's, or everybody's; and whose the key is that encrypts it.

Tags say it first, then names, then the words of the address (module, label and instance key), then the stack's place.
Business units are whole words there, by their name or their identifier (`a-b`, `a_b`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from datahub_guard.analysis.policies import skeleton
from datahub_guard.model.estate import Estate
from datahub_guard.model.paths import Path
from datahub_guard.model.references import Reference, parse_reference
from datahub_guard.model.resource import Resource
from datahub_guard.model.stack import Stack
from datahub_guard.model.templates import expression
from datahub_guard.model.values import Unknown, Value

METASTORE = "the metastore"
SHARED = "everybody"

NAMES = ("bucket", "name", "identifier", "cluster_identifier", "name_prefix", "bucket_prefix")
KEYS = ("aws_kms_key", "aws_kms_replica_key", "aws_kms_external_key")
HOLE = "\x00"


class Owners:
    """Answers for one estate, whose keys and aliases are looked through once."""

    def __init__(self, estate: Estate) -> None:
        self._estate = estate
        facts = estate.facts
        self._tags = facts.rules.tags
        self._units = {
            spelling.lower(): name
            for name, unit in facts.estate.business_units.items()
            for spelling in (name, unit.identifier)
        }
        words = "|".join(sorted(map(re.escape, self._units), key=lambda word: -len(word)))
        self._words = re.compile(rf"(?<![a-z0-9])(?:{words}|metastore)(?![a-z0-9])")
        choices = {name: (*values, HOLE) for name, values in facts.words().items()}
        self._unit_alias = re.compile(expression(facts.rules.keys.business_unit_alias, choices))
        self._metastore_alias = re.compile(expression(facts.rules.keys.metastore_alias, choices))
        self._metastore_bucket = re.compile(expression(facts.rules.buckets.metastore, choices))
        self._targets: dict[Resource, Resource] = {}
        self._aliases: dict[Resource, list[Resource]] = {}
        self._known: dict[str, Resource] = {}
        self._buckets: dict[tuple[str, str], Resource] = {}
        self._bucket_of: dict[Resource, Resource | None] = {}
        self._of_key: dict[Resource, set[str]] = {}
        for stack in estate.stacks:
            self._look_through(stack)

    def _look_through(self, stack: Stack) -> None:
        for key in stack.of_type(*KEYS):
            for name in ("arn", "key_id"):
                known = key.peek(name)
                if isinstance(known, str):
                    self._known[known] = key
        for alias in stack.of_type("aws_kms_alias"):
            target = self._find_target(alias)
            if target is not None:
                self._targets[alias] = target
                self._aliases.setdefault(target, []).append(alias)
        for bucket in stack.of_type("aws_s3_bucket"):
            called = bucket.peek("bucket")
            if isinstance(called, str):
                self._buckets[stack.name, called] = bucket

    def _find_target(self, alias: Resource) -> Resource | None:
        value = alias.peek("target_key_id")
        if isinstance(value, str) and value in self._known:
            return self._known[value]
        resolved = [
            self._estate.resolve(reference, alias.stack) for reference in _references(alias, ("target_key_id",))
        ]
        keys = {key.address: key for key in resolved if key is not None and key.type in KEYS and key.mode == "managed"}
        return next(iter(keys.values())) if len(keys) == 1 else None

    # -- resources -------------------------------------------------------------------------------------------------

    def unit_of(self, resource: Resource) -> str | None:
        """The business unit that a resource is tagged or named for, or None."""
        owners = self._of(resource)
        return next(iter(owners)) if len(owners) == 1 and not owners & {METASTORE, SHARED} else None

    def _of(self, resource: Resource) -> set[str]:
        """The owners by the first kind of evidence that names any."""
        tag = resource.peek(("tags", self._tags.business_unit))
        if isinstance(tag, str) and tag.lower() in self._units:
            return {self._units[tag.lower()]}
        for path in (*NAMES, ("tags", "Name")):
            text = skeleton(resource.peek(path))
            owners = self.named_in(text) if text is not None else set()
            if owners:
                return owners
        if isinstance(tag, str) and tag == self._tags.shared_business_unit:
            return {SHARED}
        owners = self.named_in(resource.address)
        placement = resource.stack.placement
        if not owners and placement is not None and placement.business_unit is not None:
            return {placement.business_unit}
        return owners

    def named_in(self, text: str) -> set[str]:
        """The business units, and the metastore, that are whole words of a text."""
        return {self._units.get(word, METASTORE) for word in self._words.findall(text.lower())}

    def is_metastore_bucket(self, bucket: Resource) -> bool:
        """Whether this is the metastore's bucket: by its name, or by its address where nothing of the name is known."""
        name = skeleton(bucket.peek("bucket"))
        if name is None:
            return METASTORE in self.named_in(bucket.address)
        return self.is_metastore_name(name)

    def is_metastore_name(self, name: str) -> bool:
        """Whether the metastore's bucket is called so in some environment; `HOLE` stands for what is not known."""
        return self._metastore_bucket.fullmatch(name) is not None

    def bucket_of(self, config: Resource) -> Resource | None:
        """The bucket that a configuration of one is for: by reference, or by name in the same stack."""
        if not config.type.startswith("aws_s3_bucket_"):
            return None
        if config not in self._bucket_of:
            self._bucket_of[config] = self._find_bucket(config)
        return self._bucket_of[config]

    def _find_bucket(self, config: Resource) -> Resource | None:
        for reference in _references(config, ("bucket",)):
            if reference.type == "aws_s3_bucket" and reference.mode == "managed":
                bucket = self._estate.resolve(reference, config.stack)
                if bucket is not None:
                    return bucket
        name = config.peek("bucket")
        return self._buckets.get((config.stack.name, name)) if isinstance(name, str) else None

    # -- keys ------------------------------------------------------------------------------------------------------

    def aliases_of(self, key: Resource) -> list[Resource]:
        """The aliases that point at the key."""
        return self._aliases.get(key, [])

    def target_of(self, alias: Resource) -> Resource | None:
        """The key that an alias points at; None when that is not known, or is one of several."""
        return self._targets.get(alias)

    def of_key(self, key: Resource) -> set[str]:
        """The owners of a KMS key: by its aliases, or else as of any resource. Empty: nothing says whose it is."""
        owners = self._of_key.get(key)
        if owners is None:
            owners = set()
            for alias in self.aliases_of(key):
                owners |= self.of_alias(skeleton(alias.peek("name")) or "")
            owners = self._of_key[key] = owners or self._of(key)
        return owners

    def of_alias(self, name: str) -> set[str]:
        """The owners of the key behind an alias, written as `alias/...` or as its ARN."""
        if not name:
            return set()
        alias = "alias/" + name.rpartition("alias/")[2]
        match = self._unit_alias.fullmatch(alias)
        if match is not None and match["business_unit"] != HOLE:
            return {match["business_unit"]}
        if self._metastore_alias.fullmatch(alias):
            return {METASTORE}
        return self.named_in(alias) or (set() if HOLE in alias else {SHARED})

    def of_key_at(self, resource: Resource, path: Path) -> set[str]:
        """The owners of the key that the argument at `path` names; empty when that is not known, or is one of several.

        What it refers to says it, through modules and other stacks' states; or else its text, when that is an alias or
        the ARN of a key of the estate; or the name and keys of an output of a state that is not here.
        """
        keys: list[set[str]] = []
        outputs: list[Reference] = []
        for reference in _references(resource, path):
            if reference.type == "terraform_remote_state":
                outputs.append(reference)
            else:
                owners = self._behind(reference, resource.stack)
                if owners and owners not in keys:
                    keys.append(owners)
        if keys:
            return keys[0] if len(keys) == 1 else set()
        known = self._of_text(resource.peek(path))
        return known or {owner for output in outputs for owner in self._of_output(output)}

    def _behind(self, reference: Reference, stack: Stack) -> set[str]:
        if not reference.type.startswith("aws_kms_"):
            return set()
        target = self._estate.resolve(reference, stack)
        if target is None:
            return self.named_in(reference.text)
        if target.mode == "managed" and target.type in KEYS:
            return self.of_key(target)
        # an alias, or a data source that looks a key up
        return self._of_text(target.peek("key_id" if target.type == "aws_kms_key" else "name"))

    def _of_text(self, value: Value) -> set[str]:
        text = skeleton(value)
        if text is None:
            return set()
        if "alias/" in text:
            return self.of_alias(text)
        key = self._known.get(text)
        return self.of_key(key) if key is not None and type(value) is not Unknown else set()

    def _of_output(self, output: Reference) -> Iterable[str]:
        """An output's name and keys say whose key it holds (`kms_key_arns["digital"]`)."""
        for step in output.path[1:]:
            yield from self.named_in(str(step))


def _references(resource: Resource, path: Path) -> list[Reference]:
    """What the argument refers to; exactly what it is, where it is nothing but a reference."""
    value = resource.peek(path)
    if type(value) is Unknown and value.direct:
        return [parse_reference(text) for text in value.references]
    return resource.references(path)


def owners_of(estate: Estate) -> Owners:
    """For `Context.once("owners", owners_of)`."""
    return Owners(estate)
