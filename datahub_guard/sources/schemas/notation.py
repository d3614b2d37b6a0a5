"""The text in which a store keeps one schema.

One line a block, the innermost first and each distinct block once, so that the last line is the schema itself.
A line is a list of groups between tabs, a group a list of words between spaces, the last words of it names that share
what the first words say:

| Group | Meaning |
|---|---|
| `FLAGS TYPE NAME...` | attributes; `FLAGS` as in `model.schema`, or `-`; `TYPE` as Terraform's, without spaces |
| `FLAGS NESTING@LINE NAME...` | attributes with nested attributes, which stand on that line (from 0) |
| `+NESTING MIN MAX LINE NAME...` | nested blocks |
| `!` | the block is deprecated |

It is read with `str.split` and shared objects instead of a JSON parser, because a run reads some twenty of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from datahub_guard.errors import GuardError
from datahub_guard.model.schema import AttributeSchema, BlockSchema, NestedBlock
from datahub_guard.model.values import ANY, Type

_FLAGS = (
    ("r", "required"),
    ("o", "optional"),
    ("c", "computed"),
    ("s", "sensitive"),
    ("d", "deprecated"),
    ("w", "write_only"),
)
_types: dict[str, Type] = {"string": "string", "number": "number", "bool": "bool", "any": ANY}
_attributes: dict[tuple[str, str], AttributeSchema] = {}

# -- reading ------------------------------------------------------------------------------------------------------


def read_block(text: str) -> BlockSchema:
    """Build the schema that `text` describes; attributes of the same type and flags are one object."""
    lines: list[BlockSchema] = []
    for line in text.split("\n"):
        attributes: dict[str, AttributeSchema] = {}
        blocks: dict[str, NestedBlock] = {}
        deprecated = False
        for group in line.split("\t") if line else ():
            words = group.split(" ")
            head = words[0]
            if head[0] == "+":
                nested = NestedBlock(head[1:], lines[int(words[3])], int(words[1]), int(words[2]))
                blocks.update(dict.fromkeys(words[4:], nested))
            elif head == "!":
                deprecated = True
            elif "@" in words[1]:
                nesting, _, at = words[1].partition("@")
                attribute = AttributeSchema(ANY, head, NestedBlock(nesting, lines[int(at)]))
                attributes.update(dict.fromkeys(words[2:], attribute))
            else:
                attributes.update(dict.fromkeys(words[2:], _attribute(head, words[1])))
        lines.append(BlockSchema(attributes, blocks, deprecated))
    return lines[-1]


def _attribute(flags: str, type_text: str) -> AttributeSchema:
    found = _attributes.get((flags, type_text))
    if found is None:
        known = _types.get(type_text)
        found = AttributeSchema(known or (lambda: read_type(type_text)), flags)
        _attributes[flags, type_text] = found
    return found


def read_type(text: str) -> Type:
    """Read a type: `string`, `list(number)`, `map(object({a=string,b=set(string)}))`."""
    kind = _types.get(text)
    if kind is None:
        words = re.findall(r"[\w-]+|[({=,})]", text)
        words.reverse()
        kind = _types[text] = _read_type(words)
    return kind


def _read_type(words: list[str]) -> Type:
    """Take one type off the end of `words`, which are in reverse."""
    word = words.pop()
    if not words or words[-1] != "(":
        return word
    words.pop()
    if word == "object":
        words.pop()
        members: list[tuple[str, Type]] = []
        while words[-1] != "}":
            name = words.pop()
            words.pop()
            members.append((name, _read_type(words)))
            if words[-1] == ",":
                words.pop()
        words.pop()
        words.pop()
        return ("object", tuple(sorted(members)))
    inner = _read_type(words)
    words.pop()
    return (word, inner)


# -- writing ------------------------------------------------------------------------------------------------------


def write_block(block: Mapping[str, Any]) -> str:
    """Describe a `block` of `terraform providers schema -json`.

    Raises:
        GuardError: something in it has a form that Terraform does not print.
    """
    lines: dict[str, int] = {}
    try:
        _write_block(block, lines)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise GuardError(f"a schema block has an unexpected form ({type(error).__name__}: {error})") from error
    return "\n".join(lines)


def _write_block(block: Mapping[str, Any], lines: dict[str, int]) -> int:
    """Add the line for `block` behind those it needs and return its number."""
    groups: dict[str, list[str]] = {}
    for name, attribute in sorted(block.get("attributes", {}).items()):
        nested = attribute.get("nested_type")
        if nested:
            kind = f"{nested['nesting_mode']}@{_write_block(nested, lines)}"
        else:
            kind = write_type(attribute["type"])
        flags = "".join(letter for letter, key in _FLAGS if attribute.get(key)) or "-"
        groups.setdefault(f"{flags} {kind}", []).append(name)
    for name, nested in sorted(block.get("block_types", {}).items()):
        at = _write_block(nested["block"], lines)
        head = f"+{nested['nesting_mode']} {nested.get('min_items', 0)} {nested.get('max_items', 0)} {at}"
        groups.setdefault(head, []).append(name)
    parts = [" ".join((head, *names)) for head, names in groups.items()]
    if block.get("deprecated"):
        parts.append("!")
    return lines.setdefault("\t".join(parts), len(lines))


def write_type(kind: Any) -> str:
    """Write a type of Terraform's JSON (`["list", "string"]`) as text; `dynamic` is `any`."""
    if isinstance(kind, str):
        return "any" if kind == "dynamic" else kind
    if kind[0] == "object":
        return "object({" + ",".join(f"{name}={write_type(inner)}" for name, inner in sorted(kind[1].items())) + "})"
    if kind[0] in ("list", "set", "map"):
        return f"{kind[0]}({write_type(kind[1])})"
    raise ValueError(f"no type of a schema: {kind!r}")
