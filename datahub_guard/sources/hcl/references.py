"""References and what is read of a value: `aws_x.y[0].arn`, `each.value`, splats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datahub_guard.model.values import Value
from datahub_guard.sources.hcl.errors import EvaluationError
from datahub_guard.sources.hcl.iteration import SplatItemNode, SplatNode
from datahub_guard.sources.hcl.lexer import shown
from datahub_guard.sources.hcl.nodes import (
    Literal,
    LocalNode,
    ModuleNode,
    NameNode,
    Node,
    ResourceNode,
    SettingNode,
    TraversalNode,
    VariableNode,
)
from datahub_guard.sources.hcl.numbers import parse_number

if TYPE_CHECKING:
    from datahub_guard.sources.hcl.grammar import Parser

CONSTANT_VALUE, MODULE_VALUE, INSTANCE_VALUE = 0, 1, 2
"""What an expression depends on: nothing, the module, the instance."""

Step = str | tuple[Value]
"""A step of a reference as written: the name of an attribute, or a 1-tuple with the key of an index."""

STEP_STARTS = frozenset((".", "["))
NAMED = frozenset((LocalNode, ModuleNode, NameNode, ResourceNode, SettingNode, VariableNode))
"""Nodes of what is written as names with dots."""

_KEYWORDS: dict[str, Node] = {"true": Literal(True), "false": Literal(False), "null": Literal(None)}
_INSTANCE_ROOTS = frozenset(("each", "count", "self"))
_MODES = {"data": "data", "resource": "managed", "ephemeral": "ephemeral"}
_ITEM = SplatItemNode()


def path(parser: Parser, lexeme: str) -> Node:
    """Parse a keyword, or a reference with its steps."""
    keyword = _KEYWORDS.get(lexeme)
    if keyword is not None:
        return steps_behind(parser, keyword, None) if parser.tokens[parser.at] in STEP_STARTS else keyword
    names = lexeme.split(".")
    while parser.tokens[parser.at] == "." and parser.tokens[parser.at + 1][:1].isidentifier():  # blanks around the dot
        names.extend(parser.tokens[parser.at + 1].split("."))
        parser.at += 2
    root = names[0]
    if root in parser.bound:
        node: Node = NameNode(root)
        used, trail = 1, None
    elif root in _KEYWORDS:
        node, used, trail = _KEYWORDS[root], 1, None
    else:
        node, used = _named(parser, root, names)
        trail = list[Step](names)
    if used < len(names):
        node = TraversalNode(node, tuple(names[used:]))
    if parser.tokens[parser.at] in STEP_STARTS:
        return steps_behind(parser, node, trail)
    if trail is not None:
        parser.references.append(tuple(trail))
    return node


def _named(parser: Parser, root: str, names: list[str]) -> tuple[Node, int]:
    """Return the node of what the first names refer to, and how many of them it takes."""
    count = len(names)
    if root in _INSTANCE_ROOTS or count == 1:
        parser.depends = INSTANCE_VALUE
        return NameNode(root), 1
    parser.depends |= MODULE_VALUE
    second = names[1]
    if root == "var":
        return VariableNode(second), 2
    if root == "local":
        return LocalNode(second), 2
    if root == "module":
        return ModuleNode(second), 2
    if root in ("path", "terraform"):
        return SettingNode(root, second), 2
    if root in _MODES and count > 2:
        return ResourceNode(root, _MODES[root], second, names[2]), 3
    return ResourceNode(root, "managed", root, second), 2


def steps_behind(parser: Parser, node: Node, trail: list[Step] | None) -> Node:
    """Parse `.name`, `[key]` and splats behind `node`; `trail` is its reference, which goes on while it is constant."""
    steps: list[str | Node] = []
    while True:
        lexeme = parser.tokens[parser.at]
        if lexeme == ".":
            following = parser.tokens[parser.at + 1]
            parser.at += 2
            if following == "*":
                _close(parser, trail)
                trail = None
                node = SplatNode(_traversal(node, steps), _attribute_steps(parser))
                steps = []
            elif following[:1].isidentifier():
                added: list[Step] = list(following.split("."))
                steps.extend(following.split("."))
                if trail is not None:
                    trail.extend(added)
            else:
                key = _old_index(parser, following)
                steps.append(Literal(key))
                if trail is not None:
                    trail.append((key,))
        elif lexeme == "[":
            parser.at += 1
            if parser.tokens[parser.at] == "*" and parser.tokens[parser.at + 1] == "]":
                parser.at += 2
                _close(parser, trail)
                parser.deeper()
                each = steps_behind(parser, _ITEM, None)
                parser.depth -= 1
                return SplatNode(_traversal(node, steps), each)
            trail = _index(parser, steps, trail)
        else:
            break
    _close(parser, trail)
    return _traversal(node, steps)


def _close(parser: Parser, trail: list[Step] | None) -> None:
    """Note a reference that goes no further."""
    if trail is not None:
        parser.references.append(tuple(trail))


def _index(parser: Parser, steps: list[str | Node], trail: list[Step] | None) -> list[Step] | None:
    """Parse the key of `[key]`; return the trail, if it goes on behind it."""
    parser.deeper()
    start = len(parser.references)
    key = parser.expression()
    parser.depth -= 1
    parser.expect("]", "the index")
    steps.append(key)
    if trail is None:
        return None
    if isinstance(key, Literal):
        trail.append((key.value,))
        return trail
    parser.references.insert(start, tuple(trail))
    return None


def _old_index(parser: Parser, lexeme: str) -> Value:
    """Return the key of `.0`, the index of Terraform before 0.12."""
    if not lexeme[:1].isdigit():
        raise parser.fault(f"the name of an attribute is expected, not {shown(lexeme)}", parser.at - 1)
    if "." in lexeme:
        raise parser.fault(f"write the indexes .{lexeme} in brackets, as [0][1]", parser.at - 1)
    try:
        return parse_number(lexeme)
    except EvaluationError as error:
        raise parser.fault(error.message, parser.at - 1) from None


def _attribute_steps(parser: Parser) -> Node:
    """Parse what `.*` reads of every element: names and old indexes only."""
    steps: list[str | Node] = []
    while parser.tokens[parser.at] == ".":
        lexeme = parser.tokens[parser.at + 1]
        parser.at += 2
        if lexeme == "*":
            raise parser.fault("a splat .* cannot stand inside another: write [*]", parser.at - 1)
        if lexeme[:1].isidentifier():
            steps.extend(lexeme.split("."))
        else:
            steps.append(Literal(_old_index(parser, lexeme)))
    return _traversal(_ITEM, steps)


def _traversal(node: Node, steps: list[str | Node]) -> Node:
    """Return `node` with more steps behind it."""
    if not steps:
        return node
    if type(node) is TraversalNode:
        return TraversalNode(node.source, (*node.steps, *steps))
    return TraversalNode(node, tuple(steps))
