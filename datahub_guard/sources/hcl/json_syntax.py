"""The JSON syntax of Terraform (`*.tf.json`, `*.tfvars.json`) as the same blocks and attributes, with their places.

What is an argument and what is a nested block cannot be told from JSON. Terraform's own nested blocks are blocks
here; everything else is an attribute until `blocks_of` is asked for it, as one does who knows the provider's schema.
The key `//` is a comment. A string is a template, and plain text where nothing can be referred to.
"""

from __future__ import annotations

from collections.abc import Callable

from datahub_guard.model.values import Value
from datahub_guard.sources.hcl.errors import SyntaxFault
from datahub_guard.sources.hcl.json_text import Json, Member, read_json
from datahub_guard.sources.hcl.nodes import Literal, Node, ObjectNode, TupleNode
from datahub_guard.sources.hcl.parser import Expression, parse_expression, parse_template
from datahub_guard.sources.hcl.references import Step
from datahub_guard.sources.hcl.scope import CONSTANT, Scope
from datahub_guard.sources.hcl.syntax import Attribute, Block, Contents, SourceFile

_COMMENT = "//"
_TOP: dict[str, int] = {
    "resource": 2,
    "data": 2,
    "ephemeral": 2,
    "variable": 1,
    "output": 1,
    "module": 1,
    "provider": 1,
    "check": 1,
    "locals": 0,
    "terraform": 0,
    "moved": 0,
    "removed": 0,
    "import": 0,
}
_OF_RESOURCE = {"lifecycle": 0, "connection": 0, "provisioner": 1, "dynamic": 1}
_NESTED: dict[str, dict[str, int]] = {
    "resource": _OF_RESOURCE,
    "data": _OF_RESOURCE,
    "ephemeral": _OF_RESOURCE,
    "provisioner": {"connection": 0},
    "lifecycle": {"precondition": 0, "postcondition": 0},
    "dynamic": {"content": 0},
    "content": {"dynamic": 1},
    "variable": {"validation": 0},
    "output": {"precondition": 0},
    "check": {"data": 2, "assert": 0},
    "removed": {"lifecycle": 0, "provisioner": 1},
    "terraform": {"required_providers": 0, "backend": 1, "cloud": 0, "provider_meta": 1},
    "cloud": {"workspaces": 0},
}
"""How many labels Terraform's own blocks have, by the block that they stand in."""


_Header = tuple[str, tuple[str, ...], int]
"""The type of a block, its labels as far as they are known, and where the last of them stands."""


def read_json_file(file: SourceFile) -> Contents:
    """Read a whole file. JSON that is broken anywhere is one fault and nothing else."""
    contents: Contents = ([], {}, [])
    try:
        root = read_json(file.text)
    except SyntaxFault as fault:
        contents[2].append(fault)
        return contents
    labels = {} if file.path.endswith(".tfvars.json") else _TOP
    _read_body(file, root, labels, 0, contents)
    return contents


class JsonAttribute(Attribute):
    """An attribute of JSON: `offset` is where its key stands."""

    __slots__ = ("json",)

    def __init__(self, file: SourceFile, member: Member) -> None:
        Attribute.__init__(self, file, member.key, member.offset, member.value.offset, member.value.end)
        self.json = member.value

    def _parse(self) -> Expression:
        return _expression(self.json, self.start, _template)

    def keyword_expression(self) -> Expression:
        """Return the expression that stands in the string, or in the strings of an array or object."""
        return _expression(self.json, self.start, parse_expression)


class JsonBlock(Block):
    """A block of JSON: `offset` is where its last label stands, or its type where it has none."""

    __slots__ = ("json",)

    def __init__(self, file: SourceFile, header: _Header, json: Json, level: int) -> None:
        Block.__init__(self, file, *header, json.offset, json.end, level)
        self.json = json

    def _read(self) -> Contents:
        contents: Contents = ([], {}, [])
        _read_body(self.file, self.json, _NESTED.get(self.type, {}), self.level + 1, contents)
        return contents

    def blocks_of(self, type: str) -> list[Block]:
        """Return the nested blocks of one type; an attribute of that name that can be blocks becomes them."""
        attribute = self.attributes.get(type)
        if isinstance(attribute, JsonAttribute) and _holds_blocks(attribute.json):
            del self.attributes[type]
            _unpack(self.file, attribute.json, (type, (), attribute.offset), 0, self.level + 1, (self.blocks, {}, []))
        return Block.blocks_of(self, type)


def _holds_blocks(json: Json) -> bool:
    return json.members is not None or bool(json.items and all(item.members is not None for item in json.items))


def _members(json: Json, faults: list[SyntaxFault]) -> list[Member]:
    """Return the members of an object, or of all objects of an array, without comments."""
    objects = [json] if json.items is None else json.items
    members: list[Member] = []
    for item in objects:
        if item.members is not None:
            members += [member for member in item.members if member.key != _COMMENT]
        elif item is not json or item.value is not None:
            faults.append(SyntaxFault("an object is expected here", item.offset))
    return members


def _read_body(file: SourceFile, json: Json, labels: dict[str, int], level: int, contents: Contents) -> None:
    """Read the members of `json` as blocks, where `labels` names them, and else as attributes."""
    _, attributes, faults = contents
    for member in _members(json, faults):
        if member.key in labels:
            header = (member.key, (), member.offset)
            _unpack(file, member.value, header, labels[member.key], level, contents)
        else:
            attribute = JsonAttribute(file, member)
            if attributes.setdefault(member.key, attribute) is not attribute:
                line = attributes[member.key].position()[0]
                faults.append(SyntaxFault(f"the argument {member.key} is already set in line {line}", member.offset))


def _unpack(file: SourceFile, json: Json, header: _Header, labels_left: int, level: int, contents: Contents) -> None:
    """Make blocks of `json`."""
    blocks, _, faults = contents
    if labels_left:
        kind, labels, _ = header
        for member in _members(json, faults):
            _unpack(file, member.value, (kind, (*labels, member.key), member.offset), labels_left - 1, level, contents)
    elif json.items is not None:
        blocks += [JsonBlock(file, header, item, level) for item in json.items]
    elif json.members is not None:
        blocks.append(JsonBlock(file, header, json, level))
    elif json.value is not None:
        message = f"an object or an array of objects is expected here: the {header[0]} block"
        faults.append(SyntaxFault(message, json.offset))


class JsonStringNode(Node):
    """A string: a template where there is something to refer to, and else its own text."""

    __slots__ = ("template", "text")

    def __init__(self, text: str, template: Node) -> None:
        self.text = text
        self.template = template

    def evaluate(self, scope: Scope) -> Value:
        return self.text if scope is CONSTANT else self.template.evaluate(scope)


def _expression(json: Json, start: int, read: Callable[[str], Expression]) -> Expression:
    """Return the expression of a value. Raises SyntaxFault with the offset from `start`."""
    references: list[tuple[Step, ...]] = []
    depends = [0]

    def text_node(text: str, offset: int) -> Node:
        try:
            parsed = read(text)
        except SyntaxFault as fault:
            # escapes of JSON before the place move it, as they do in Terraform's own messages
            raise SyntaxFault(fault.message, offset + 1 + fault.offset - start) from None
        references.extend(parsed.references)
        depends[0] |= parsed.depends
        return parsed.node

    def node(value: Json) -> Node:
        if value.members is not None:
            keys: set[str] = set()
            items: list[tuple[str | Node, Node]] = []
            for member in value.members:
                if member.key in keys:
                    raise SyntaxFault(f"the key {member.key} occurs twice", member.offset - start)
                keys.add(member.key)
                plain = "${" not in member.key and "%{" not in member.key
                items.append((member.key if plain else text_node(member.key, member.offset), node(member.value)))
            return ObjectNode(items)
        if value.items is not None:
            return TupleNode([node(item) for item in value.items])
        if isinstance(value.value, str):
            return text_node(value.value, value.offset)
        return Literal(value.value)

    return Expression(node(json), tuple(dict.fromkeys(references)), depends[0])


def _template(text: str) -> Expression:
    if "${" not in text and "%{" not in text:
        return Expression(Literal(text))
    parsed = parse_template(text)
    return Expression(JsonStringNode(text, parsed.node), parsed.references, parsed.depends)
