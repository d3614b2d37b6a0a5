"""Override files: how a block of `override.tf` or `*_override.tf` changes the block that it names.

An argument replaces the argument; nested blocks of a type replace all nested blocks of that type, except that the
arguments of `lifecycle` are merged one by one (Terraform: "Merging Behavior").
"""

from __future__ import annotations

from datahub_guard.sources.hcl.syntax import Attribute, Block


class MergedBlock(Block):
    """A block with another one laid over it; it stands where the first one does."""

    __slots__ = ("base", "over")

    def __init__(self, base: Block, over: Block) -> None:
        Block.__init__(self, base.file, base.type, base.labels, base.offset, base.body, base.end, base.level)
        self.base = base
        self.over = over
        self.attributes: dict[str, Attribute] = {**base.attributes, **over.attributes}
        replaced = {_name(block) for block in over.blocks} - {"lifecycle"}
        kept = [block for block in base.blocks if _name(block) not in replaced]
        self.blocks = _with_lifecycle(kept, list(over.blocks))
        self.faults = [*base.faults, *over.faults]

    def blocks_of(self, type: str) -> list[Block]:
        """As `Block.blocks_of`; asks the files, of which one may be JSON."""
        found = self.over.blocks_of(type) or self.base.blocks_of(type)
        if type == "lifecycle":
            return [block for block in self.blocks if block.type == type] or found
        if found:
            self.attributes.pop(type, None)
        return found


def _name(block: Block) -> str:
    return block.labels[0] if block.type == "dynamic" and block.labels else block.type


def _with_lifecycle(kept: list[Block], over: list[Block]) -> list[Block]:
    first = next((i for i, block in enumerate(kept) if block.type == "lifecycle"), None)
    second = next((i for i, block in enumerate(over) if block.type == "lifecycle"), None)
    if first is not None and second is not None:
        kept[first] = MergedBlock(kept[first], over.pop(second))
    return [*kept, *over]
