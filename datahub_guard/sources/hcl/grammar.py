"""The grammar of expressions: precedence climbing over the tokens of a whole expression."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from datahub_guard.sources.hcl.calls import READS_MODULE, CallNode
from datahub_guard.sources.hcl.convert import to_string
from datahub_guard.sources.hcl.errors import EvaluationError, SyntaxFault
from datahub_guard.sources.hcl.iteration import ForNode
from datahub_guard.sources.hcl.lexer import offset_of, shown, tokens_of
from datahub_guard.sources.hcl.limits import MAX_NESTING
from datahub_guard.sources.hcl.nodes import (
    AmbiguousKey,
    BinaryNode,
    ChainNode,
    ConditionalNode,
    Literal,
    Node,
    ObjectNode,
    TraversalNode,
    TupleNode,
    UnaryNode,
)
from datahub_guard.sources.hcl.numbers import parse_number
from datahub_guard.sources.hcl.operators import OPERATORS, Operator, negation, opposite
from datahub_guard.sources.hcl.references import (
    CONSTANT_VALUE,
    MODULE_VALUE,
    NAMED,
    STEP_STARTS,
    Step,
    path,
    steps_behind,
)
from datahub_guard.sources.hcl.template_grammar import assembled
from datahub_guard.sources.hcl.template_parts import split, unescape

Parsed = TypeVar("Parsed")
_SIGNS = {"-": opposite, "!": negation}
_NOTHING: frozenset[str] = frozenset()


class Parser:
    """The state of parsing one text: its tokens, the index of the next one, and what has been named so far.

    `references` and `depends` are those of `Expression`; `bound` are the names that `for` gives.
    """

    __slots__ = ("at", "bound", "depends", "depth", "references", "text", "tokens")

    def __init__(self, text: str, tokens: list[str]) -> None:
        self.text = text
        self.tokens = tokens
        self.at = 0
        self.references: list[tuple[Step, ...]] = []
        self.bound = _NOTHING
        self.depends = CONSTANT_VALUE
        self.depth = 0

    # -- places and faults -----------------------------------------------------------------------------------------

    def place(self, at: int) -> int:
        """Return where the token `at` starts."""
        return offset_of(self.text, at)

    def fault(self, message: str, at: int | None = None) -> SyntaxFault:
        """Return the fault that a token makes, by default the next one."""
        return SyntaxFault(message, self.place(self.at if at is None else at))

    def expect(self, lexeme: str, what: str) -> None:
        """Step over `lexeme`, or raise that `what` lacks it."""
        if self.tokens[self.at] != lexeme:
            raise self.fault(f"{what} lacks {lexeme} before {shown(self.tokens[self.at])}")
        self.at += 1

    def deeper(self) -> None:
        """Go one construct in. Raises SyntaxFault at the limit."""
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise self.fault(f"the expression is nested deeper than {MAX_NESTING} levels", self.at - 1)

    # -- operators -------------------------------------------------------------------------------------------------

    def whole(self) -> Node:
        """Parse all tokens as one expression."""
        node = self.expression()
        if self.tokens[self.at]:
            raise self.fault(f"the expression ends before {shown(self.tokens[self.at])}")
        return node

    def expression(self) -> Node:
        """Parse a conditional, or anything that binds closer."""
        node = self.binary(1)
        if self.tokens[self.at] != "?":
            return node
        arms: list[tuple[Node, Node]] = []
        while self.tokens[self.at] == "?":
            self.at += 1
            self.deeper()
            arms.append((node, self.expression()))
            self.expect(":", "the conditional")
            node = self.binary(1)
        self.depth -= len(arms)
        for condition, yes in reversed(arms):
            node = ConditionalNode(condition, yes, node)
        return node

    def binary(self, least: int) -> Node:
        """Parse operators of at least this precedence, from left to right."""
        first = self.unary()
        found = OPERATORS.get(self.tokens[self.at])
        if found is None or found[0] < least:
            return first
        steps: list[tuple[str, Operator, Node]] = []
        while found is not None and found[0] >= least:
            symbol = self.tokens[self.at]
            self.at += 1
            steps.append((symbol, found[1], self.binary(found[0] + 1)))
            found = OPERATORS.get(self.tokens[self.at])
        if len(steps) > 1:
            return ChainNode(first, steps)
        symbol, operate, second = steps[0]
        return BinaryNode(symbol, operate, first, second)

    def unary(self) -> Node:
        """Parse a term with the signs before it, which bind closer than any operator."""
        tokens = self.tokens
        start = self.at
        while tokens[self.at] in _SIGNS:
            self.at += 1
        signs = tokens[start : self.at]
        node = self.term()
        if not signs:
            return node
        if signs == ["-"] and isinstance(node, Literal) and node.static_type == "number":
            return Literal(-node.value)
        return UnaryNode("".join(signs), [_SIGNS[sign] for sign in reversed(signs)], node)

    # -- terms -----------------------------------------------------------------------------------------------------

    def term(self) -> Node:
        """Parse one operand with the attributes and indexes behind it."""
        lexeme = self.tokens[self.at]
        self.at += 1
        first = lexeme[:1]
        if first == '"':
            node = self.quoted(lexeme)
        elif first.isidentifier():
            following = self.tokens[self.at]
            if following not in ("(", "::"):
                return path(self, lexeme)
            node = self.call(lexeme)
        elif first.isdigit():
            node = self.number(lexeme)
        elif first == "(":
            self.deeper()
            node = self.expression()
            self.expect(")", "the parenthesis")
            self.depth -= 1
        elif first == "[":
            node = self.tuple_items()
        elif first == "{":
            node = self.object_items()
        elif first == "<" and len(lexeme) > 2:
            node = self.heredoc(lexeme)
        else:
            raise self.fault(f"a value is expected, not {shown(lexeme)}", self.at - 1)
        if self.tokens[self.at] in STEP_STARTS:
            return steps_behind(self, node, None)
        return node

    def number(self, lexeme: str) -> Node:
        """Parse a number."""
        try:
            return Literal(parse_number(lexeme))
        except EvaluationError as error:
            raise self.fault(error.message, self.at - 1) from None

    # -- calls and collections -------------------------------------------------------------------------------------

    def call(self, name: str) -> Node:
        """Parse a call, whose name may have a namespace."""
        tokens = self.tokens
        while tokens[self.at] == "::":
            self.at += 1
            if not tokens[self.at][:1].isidentifier():
                raise self.fault("the name of a function is expected behind ::")
            name = f"{name}::{tokens[self.at]}"
            self.at += 1
        if "." in name:
            raise self.fault(f"{name} is not the name of a function", self.at - 1)
        self.expect("(", f"the call of {name}")
        self.deeper()
        arguments: list[Node] = []
        expanded = False
        while tokens[self.at] != ")":
            arguments.append(self.expression())
            if tokens[self.at] == ",":
                self.at += 1
            elif tokens[self.at] == "...":
                self.at += 1
                expanded = True
                break
            elif tokens[self.at] != ")":
                raise self.fault(f"a comma or ) is missing in the call of {name}, before {shown(tokens[self.at])}")
        self.expect(")", f"the call of {name}")
        self.depth -= 1
        if name.removeprefix("core::") in READS_MODULE:
            self.depends |= MODULE_VALUE
        return CallNode(name, arguments, expanded)

    def tuple_items(self) -> Node:
        """Parse `[...]` behind its bracket."""
        self.deeper()
        tokens = self.tokens
        if tokens[self.at] == "for":
            return self.loop("]")
        items: list[Node] = []
        while tokens[self.at] != "]":
            items.append(self.expression())
            if tokens[self.at] == ",":
                self.at += 1
            elif tokens[self.at] != "]":
                raise self.fault(f"a comma or ] is missing before {shown(tokens[self.at])}")
        self.at += 1
        self.depth -= 1
        return TupleNode(items)

    def object_items(self) -> Node:
        """Parse `{...}` behind its brace."""
        self.deeper()
        tokens = self.tokens
        if tokens[self.at] == "for":
            return self.loop("}")
        items: list[tuple[str | Node, Node]] = []
        while True:
            lexeme = tokens[self.at]
            if lexeme == "\n":
                self.at += 1
                continue
            if lexeme == "}":
                break
            key = self.key(lexeme)
            if tokens[self.at] != "=" and tokens[self.at] != ":":
                raise self.fault(f"= is missing behind the key, before {shown(tokens[self.at])}")
            self.at += 1
            items.append((key, self.expression()))
            following = tokens[self.at]
            if following in (",", "\n"):
                self.at += 1
            elif following != "}":
                raise self.fault(f"a comma, a new line or }} is missing before {shown(following)}")
        self.at += 1
        self.depth -= 1
        return ObjectNode(items)

    def key(self, lexeme: str) -> str | Node:
        """Parse the key of an object: a name, or an expression."""
        following = self.tokens[self.at + 1]
        if following in ("=", ":") and lexeme[:1].isidentifier():
            self.at += 1
            return AmbiguousKey(lexeme) if "." in lexeme else lexeme
        start = self.at
        named = len(self.references)
        key = self.expression()
        if lexeme[:1].isidentifier() and type(key.source if isinstance(key, TraversalNode) else key) in NAMED:
            del self.references[named:]
            return AmbiguousKey("".join(self.tokens[start : self.at]))
        if isinstance(key, Literal) and key.value is not None:
            return str(to_string(key.value))
        return key

    def loop(self, close: str) -> Node:
        """Parse a `for` expression, whose keyword is the next lexeme."""
        self.at += 1
        names, collection = self.loop_head()
        self.expect(":", "the for expression")
        outer, self.bound = self.bound, self.bound.union(name for name in names if name)
        key: Node | None = None
        value = self.expression()
        if self.tokens[self.at] == "=>":
            self.at += 1
            key, value = value, self.expression()
        grouped = self.tokens[self.at] == "..."
        if grouped:
            self.at += 1
        condition: Node | None = None
        if self.tokens[self.at] == "if":
            self.at += 1
            condition = self.expression()
        self.bound = outer
        self.expect(close, "the for expression")
        self.depth -= 1
        if close == "]" and (key is not None or grouped):
            raise self.fault("a for expression in brackets has no key and no ...: write it in braces", self.at - 1)
        if close == "}" and key is None:
            raise self.fault("a for expression in braces needs a key: key => value", self.at - 1)
        return ForNode(names, collection, key, value, condition, grouped)

    def loop_head(self) -> tuple[tuple[str | None, str], Node]:
        """Parse `k, v in collection`, in a `for` expression or a template."""
        first = self.loop_name()
        second: str | None = None
        if self.tokens[self.at] == ",":
            self.at += 1
            second = self.loop_name()
        self.expect("in", "the for")
        collection = self.expression()
        return (first, second) if second is not None else (None, first), collection

    def loop_name(self) -> str:
        """Step over a name that a `for` gives."""
        name = self.tokens[self.at]
        if not name[:1].isidentifier() or "." in name:
            raise self.fault(f"the for needs a name, not {shown(name)}")
        self.at += 1
        return name

    # -- strings ---------------------------------------------------------------------------------------------------

    def quoted(self, lexeme: str) -> Node:
        """Parse a quoted string."""
        if "${" not in lexeme and "%{" not in lexeme:
            if "\\" not in lexeme:
                return Literal(lexeme[1:-1])
            try:
                return Literal(unescape(lexeme[1:-1]))
            except SyntaxFault as fault:
                raise SyntaxFault(fault.message, self.place(self.at - 1) + 1 + fault.offset) from None
        return self.template(lexeme[1:-1], True, False, 1)

    def heredoc(self, lexeme: str) -> Node:
        """Parse a heredoc."""
        if "\r" in lexeme and lexeme.count("\r") > lexeme.count("\r\n"):
            raise self.fault("a carriage return in a heredoc must end a line", self.at - 1)
        first, last = lexeme.index("\n"), lexeme.rindex("\n")
        return self.template(lexeme[first + 1 : last + 1] if last > first else "", False, lexeme[2] == "-", first + 1)

    def template(self, text: str, quoted: bool, flush: bool, inside: int) -> Node:
        """Parse a template that is the last token; `inside` is where its text starts in that token."""
        self.deeper()
        opening = self.at - 1
        try:
            node = assembled(self, split(text, quoted, flush))
        except SyntaxFault as fault:
            raise SyntaxFault(fault.message, self.place(opening) + inside + fault.offset) from None
        self.depth -= 1
        return node

    def embedded(self, text: str, offset: int, parse: Callable[[], Parsed]) -> Parsed:
        """Parse a piece of a template, which starts at `offset` of it, with one of this parser's methods."""
        outer = self.text, self.tokens, self.at
        try:
            self.text, self.tokens, self.at = text, tokens_of(text), 0
            parsed = parse()
            if self.tokens[self.at]:
                raise self.fault(f"the template lacks }} before {shown(self.tokens[self.at])}")
            return parsed
        except SyntaxFault as fault:
            raise SyntaxFault(fault.message, offset + fault.offset) from None
        finally:
            self.text, self.tokens, self.at = outer
