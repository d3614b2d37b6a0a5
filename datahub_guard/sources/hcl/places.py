"""Places of blocks, arguments and pieces of text in files of HCL."""

from __future__ import annotations

from datahub_guard.model.places import Place
from datahub_guard.sources.hcl.syntax import Attribute, Block, SourceFile


def span(file: SourceFile, start: int, end: int) -> Place:
    """The place of the text from offset `start` up to `end`."""
    line, column = file.position(start)
    end_line, end_column = file.position(max(start, end))
    return Place(file.path, line, column, end_line, end_column)


def of_attribute(attribute: Attribute) -> Place:
    """The place of `name = expression`."""
    return span(attribute.file, attribute.offset, attribute.end)


def of_header(block: Block) -> Place:
    """The place of a block's type and labels."""
    file = block.file
    end = len(file.text[block.offset : block.body].rstrip("{ \t\r\n")) + block.offset
    return span(file, block.offset, end)
