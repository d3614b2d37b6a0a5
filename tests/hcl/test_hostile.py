"""Text that is made to hang or crash a reader: each is read, or refused with a place, in half a second of processor."""

from __future__ import annotations

import time

import pytest

from datahub_guard.sources.hcl.errors import SyntaxFault
from datahub_guard.sources.hcl.parser import parse_expression, parse_template
from datahub_guard.sources.hcl.syntax import SourceFile

MANY = 100_000
SECONDS = 0.5

CASES = {
    "comments that never end": "/*" * MANY,
    "comments that never end, on lines": "/*\n" * MANY,
    "strings that never end": 'a = "\n' * MANY,
    "quotes": '"' * MANY,
    "heredocs that never end": "a = <<EOT\n" * MANY,
    "other heredocs that never end": "".join(f"a{i} = <<E{i}\n" for i in range(MANY // 10)),
    "a heredoc whose template never ends": "a = <<E\n" + "${\n" * MANY + "E\n",
    "heredocs in templates": "a = " + '"${<<E\n' * 1000,
    "opening braces": "{" * MANY,
    "closing braces": "}" * MANY,
    "opening brackets": "a = " + "[" * MANY,
    "brackets that never end, on lines": "a = [\n" * MANY,
    "blocks that never end": "a {\n" * MANY,
    "known blocks that never end": 'resource "a" "b" {\n' * MANY,
    "templates that never end": 'a = "' + '${"' * MANY,
    "balanced templates": "a = " + '"${' * 2000 + "1" + '}"' * 2000,
    "balanced brackets": "a = " + "[" * 2000 + "]" * 2000,
    "balanced parentheses": "a = " + "(" * 2000 + "1" + ")" * 2000,
    "balanced objects": "a = " + "{a=" * 2000 + "1" + "}" * 2000,
    "balanced calls": "a = " + "f(" * 2000 + "1" + ")" * 2000,
    "balanced blocks": "a {\n" * 2000 + "}\n" * 2000,
    "nested indexes": "a = " + "a[" * 2000 + "0" + "]" * 2000,
    "nested loops": "a = " + "[for x in " * 500 + "y" + " : x]" * 500,
    "nested conditionals": "a = " + "true ? " * 2000 + "1" + " : 2" * 2000,
    "directives that never end": 'a = "' + "%{if true}" * (MANY // 5) + '"',
    "balanced directives": 'a = "' + "%{if true}" * 1000 + "%{endif}" * 1000 + '"',
    "signs": "a = " + "-" * MANY + "1",
    "a sum": "a = 1" + " + 1" * (MANY // 2),
    "attributes of attributes": "a = a" + ".b" * MANY,
    "indexes of indexes": "a = a" + "[0]" * (MANY // 2),
    "splats of splats": "a = a" + "[*]" * MANY,
    "names": "a " * MANY,
    "a name": "a" * MANY * 5,
    "digits": "a = " + "1" * MANY,
    "digits and dots": "a = " + "1." * MANY,
    "an exponent": "a = 1e" + "9" * MANY,
    "dollars": 'a = "' + "$" * MANY + '"',
    "escapes": 'a = "' + "\\" * (MANY + 1) + '"',
    "blanks": " " * MANY * 5,
    "a trailing blank": "a = 1" + " " * MANY * 5,
    "blank lines": "\n" * MANY,
    "carriage returns": "\r" * MANY,
    "hashes": "#" * MANY,
    "slashes": "/" * MANY,
    "less than": "a = " + "<<" * MANY,
    "arguments set again": "a = 1\n" * MANY,
    "labels": "a " + '"b" ' * MANY + "{}",
    "labels with comments": "a " + '"b" /**/ ' * (MANY // 4),
    "comments in a header": "a " + "/**/" * MANY + "{}",
    "faults in a block": "b {\n" + "x = [\n" * MANY + "}",
    "other faults in a block": "b {\n" + "x y\n" * MANY + "}",
    "braces in strings": "a {" + '"{' * MANY,
    "everything": '{["(<<E\n' * MANY,
}


def _seconds(text: str) -> float:
    start = time.process_time()
    SourceFile("main.tf", text).all_faults()
    return time.process_time() - start


@pytest.mark.parametrize("name", CASES)
def test_a_file_is_read_in_little_time(name: str) -> None:
    # the better of two tries: another process on the machine slows one down, a quadratic reader both
    assert min(_seconds(CASES[name]) for _ in range(2)) < SECONDS


@pytest.mark.parametrize("name", CASES)
def test_an_expression_and_a_template_are_refused_or_read(name: str) -> None:
    start = time.process_time()
    for parse in (parse_expression, parse_template):
        try:
            parse(CASES[name])
        except SyntaxFault as fault:
            assert 0 <= fault.offset <= len(CASES[name])
    assert time.process_time() - start < 4 * SECONDS
