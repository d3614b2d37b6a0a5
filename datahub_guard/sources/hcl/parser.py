"""Expressions by their text: parsed once, remembered, evaluated in a scope."""

from __future__ import annotations

import re

from datahub_guard.model.values import Value
from datahub_guard.sources.hcl.errors import EvaluationError, SyntaxFault
from datahub_guard.sources.hcl.grammar import Parser
from datahub_guard.sources.hcl.lexer import tokens_of
from datahub_guard.sources.hcl.marks import weigh
from datahub_guard.sources.hcl.nodes import Literal, Node
from datahub_guard.sources.hcl.references import Step
from datahub_guard.sources.hcl.scope import CONSTANT, Scope
from datahub_guard.sources.hcl.template_grammar import assembled
from datahub_guard.sources.hcl.template_parts import split, unescape


class Expression:
    """A parsed expression.

    `references` are what it names outside of itself, in the order of the text, each as the steps that are constant:
    `("aws_kms_key", "bu", ("digital",), "arn")`. `depends` is 0 where it is constant, 1 where it is the same for all
    instances of a block, 2 where it names `each`, `count`, `self` or a bound name. A reference that starts with the
    name of an iterator looks like one to a resource and counts as 1.
    """

    __slots__ = ("depends", "node", "references")

    def __init__(self, node: Node, references: tuple[tuple[Step, ...], ...] = (), depends: int = 0) -> None:
        self.node = node
        self.references = references
        self.depends = depends

    def evaluate(self, scope: Scope | None) -> Value:
        """Return the value in `scope`, or without any reference where that is None.

        Raises EvaluationError where Terraform refuses it, and where it is too large to walk through.
        """
        try:
            value = self.node.evaluate(scope or CONSTANT)
            weigh(value)
            return value
        except RecursionError:
            raise EvaluationError("the value goes through too many references inside one another") from None


REMEMBERED: dict[str, Expression] = {}
"""Every expression that has been parsed, by its text."""
_templates: dict[str, Expression] = {}
_faults: dict[tuple[str, bool], SyntaxFault] = {}
_MAX_REMEMBERED = 200_000
_PLAIN_STRING = re.compile(r'"[^"\\$%\n]*+"')


def parse_expression(text: str) -> Expression:
    """Parse an expression. Raises SyntaxFault, with the offset in `text`."""
    return REMEMBERED.get(text) or _remember(REMEMBERED, text, template=False)


def parse_template(text: str) -> Expression:
    """Parse a template without quotes around it, as `templatefile` reads it. Raises SyntaxFault."""
    return _templates.get(text) or _remember(_templates, text, template=True)


def evaluate_text(text: str, scope: Scope | None) -> Value:
    """Evaluate what a user typed. Raises SyntaxFault and EvaluationError."""
    return parse_expression(text.strip()).evaluate(scope)


def string_content(text: str) -> str:
    """Return what a quoted string without templates stands for. Raises SyntaxFault for a wrong escape."""
    return unescape(text[1:-1])


def _remember(parsed: dict[str, Expression], text: str, template: bool) -> Expression:
    fault = _faults.get((text, template))
    if fault is None:
        for memory in (parsed, _faults):
            if len(memory) >= _MAX_REMEMBERED:
                memory.clear()
        try:
            expression = parsed[text] = _parse(text, template)
            return expression
        except SyntaxFault as error:
            fault = error
        except RecursionError:
            # the limit of nesting is far from Python's: what led here was deep, and the text may be right
            raise SyntaxFault("too many references inside one another lead here", 0) from None
        _faults[text, template] = fault
    raise SyntaxFault(fault.message, fault.offset)


def _parse(text: str, template: bool) -> Expression:
    if template:
        parser = Parser(text, [""])
        node = assembled(parser, split(text, quoted=False, flush=False))
    elif _PLAIN_STRING.fullmatch(text):
        return Expression(Literal(text[1:-1]))
    else:
        parser = Parser(text, tokens_of(text))
        node = parser.whole()
    return Expression(node, tuple(dict.fromkeys(parser.references)), parser.depends)
