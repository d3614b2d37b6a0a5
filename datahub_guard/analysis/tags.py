"""Tags, in the ways in which resources of both providers carry them."""

from __future__ import annotations

from collections.abc import Iterator

from datahub_guard.analysis.policies import opened
from datahub_guard.model.paths import Path
from datahub_guard.model.resource import UNSET, Resource
from datahub_guard.model.values import Unknown, Value

# Types whose tags are blocks with `key` and `value`.
_KEY_AND_VALUE: dict[str, Path] = {
    "aws_autoscaling_group": ("tag",),
    "databricks_sql_endpoint": ("tags", 0, "custom_tags"),
}


def tags_named(subject: Resource, key: str) -> Iterator[tuple[Path, str]]:
    """The known values of a tag, with the path of each."""
    for name in subject.names():
        if name in ("tags", "custom_tags"):
            yield from _known(subject, (name, key))
        elif name in ("tag_specifications", "default_tags"):
            for block in _blocks(subject, (name,)):
                yield from _known(subject, (*block, "tags", key))
    pairs = _KEY_AND_VALUE.get(subject.type)
    if pairs is not None:
        for block in _blocks(subject, pairs):
            if subject.peek((*block, "key")) == key:
                yield from _known(subject, (*block, "value"))
    elif subject.type == "aws_ec2_tag" and subject.peek("key") == key:
        yield from _known(subject, ("value",))
    elif subject.type == "databricks_cluster_policy":
        yield from _in_cluster_policy(subject, f"custom_tags.{key}")


def _blocks(subject: Resource, path: Path) -> list[Path]:
    """The paths of the blocks at `path`; a number of them that is not known gives none, and says nothing."""
    value = subject.peek(path)
    return [(*path, i) for i in range(len(value))] if isinstance(value, list) else []


def _known(subject: Resource, path: Path) -> Iterator[tuple[Path, str]]:
    value = subject.peek(path)
    if isinstance(value, str):
        yield path, value


def _in_cluster_policy(policy: Resource, attribute: str) -> Iterator[tuple[Path, str]]:
    """What a cluster policy lets a tag be: `value` of a fixed one, `values` of a list, `defaultValue`."""
    for argument in ("definition", "policy_family_definition_overrides"):
        document = opened(policy.peek(argument))
        limits = document.get(attribute) if isinstance(document, dict) else None
        if not isinstance(limits, dict):
            continue
        for name in ("value", "defaultValue", "values"):
            path = (argument, attribute, name)
            allowed = limits.get(name)
            if isinstance(allowed, str):
                yield path, allowed
            elif isinstance(allowed, list):
                yield from (((*path, i), item) for i, item in enumerate(allowed) if isinstance(item, str))


def has_tag(tags: Value, key: str) -> bool:
    """Whether a map of tags, known as a whole or in part, gives the tag a value that is not empty."""
    if type(tags) is Unknown and tags.shape is not None and tags.shape[0] == "object":
        tags = tags.shape[1]
    if not isinstance(tags, dict):
        return False
    value = tags.get(key, UNSET)
    return type(value) is Unknown or (value is not UNSET and value is not None and value != "")
