"""Configuration bodies for the linter's tests: written as objects, rendered as HCL for Terraform."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from datahub_guard.model.schema import BlockSchema, NestedBlock
from datahub_guard.model.values import Type


@dataclass(eq=False)
class Block:
    """A body with a header; attribute values are plain Python."""

    attributes: dict[str, Any] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)
    type: str = ""
    labels: tuple[str, ...] = ()

    def hcl(self) -> str:
        """The block as Terraform reads it."""
        header = " ".join((self.type, *(f'"{label}"' for label in self.labels)))
        lines = [f"{name} = {json.dumps(value)}" for name, value in self.attributes.items()]
        lines += [block.hcl() for block in self.blocks]
        return "\n".join((f"{header} {{", *lines, "}"))


def minimal(schema: BlockSchema) -> Block:
    """The smallest body that has all names that the schema requires."""
    body = Block({name: sample(schema.attributes[name].type) for name in sorted(schema.required)})
    for name, nested in sorted(schema.blocks.items()):
        body.blocks += [nested_block(name, nested) for _ in range(nested.min_items)]
    return body


def nested_block(name: str, nested: NestedBlock) -> Block:
    """The smallest nested block of that name."""
    block = minimal(nested.block)
    block.type = name
    if nested.nesting == "map":
        block.labels = ("key",)
    return block


def sample(kind: Type) -> Any:
    """A value of a type."""
    if isinstance(kind, str):
        return {"number": 1, "bool": True}.get(kind, "x")
    inner = kind[1]
    if kind[0] == "object":
        return {name: sample(member) for name, member in inner}
    return {"key": sample(inner)} if kind[0] == "map" else [sample(inner)]
