"""The reader agrees with HashiCorp's parser on what is HCL, and with tree-sitter on where everything stands."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from datahub_guard.sources.hcl.syntax import Block, SourceFile
from tests.hcl.oracle import rows

PIECES = (
    '"', "{", "}", "(", ")", "[", "]", "\n", "\r\n", "\r", " ", "\t", "=", "${", "%{", "~}", "${~", "<<EOT\n", "EOT\n",
    ",", ".", "*", "/*", "*/", "#", "//", "?", ":", "...", "=>", "for", "in", "if", "\\", "$", "%", "1", "a", "-", "!",
    "&&", "||", "::", "e3", "null", "é", "~", "0.1", ".0", "[*]", ".*", "%{ else }", "%{ endfor }", "%{ endif }",
    "\\u12", "\\U0001F600", '"x"', "<", ">=", "&",
)  # fmt: skip
LANGUAGE = (
    "<<EOT\nfoo ${a} %{ if x }\nbar\n%{ else }\n%{ endif ~}\nEOT\n",
    "<<-EOT\n  foo ${a}\n    %{ for k, v in x ~}\n   b\n %{ endfor }\n  EOT\n",
    '"$${a} %%{b} \\u00e9 \\n"',
    "{for k, v in a : k => v... if v}",
    "a.b[*].c[0].*.d",
    "f(a, b...)",
    "{\n a = 1\n b = 2, c = 3\n}",
    "x ? y : z ? 1 : 2",
    "a::b::c(1)",
    '"${"a${"b"}"}"',
    "(\n1\n+\n2\n)",
    "<<A\n${<<B\nx\nB\n}\nA\n",
    '"${ /* } */ a }"',
)


def _texts(corpora: Path) -> Iterator[tuple[str, str]]:
    for path in sorted((corpora / "hcl").rglob("*")):
        if path.suffix in (".tf", ".hcl", ".tfvars") and path.is_file():
            yield str(path.relative_to(corpora)), path.read_bytes().decode("utf-8", "replace")


def _go_refuses(text: str) -> bool:
    pygohcl = pytest.importorskip("pygohcl")
    try:
        pygohcl.loads(text)
    except pygohcl.HCLParseError:
        return True
    except pygohcl.HCLInternalError:
        return False  # it was read; what it means needs Terraform
    return False


def _we_refuse(text: str) -> bool:
    return bool(SourceFile("main.tf", text).all_faults())


def _mutated(text: str, chance: random.Random) -> str:
    for _ in range(chance.choice((0, 1, 1, 1, 2, 3))):
        at = chance.randrange(len(text) + 1)
        kind = chance.random()
        if kind < 0.35:
            text = text[:at] + text[at + 1 :]
        elif kind < 0.85:
            text = text[:at] + chance.choice(PIECES) + text[at:]
        else:
            start = chance.randrange(len(text) + 1)
            text = text[:at] + text[start : start + chance.randrange(1, 20)] + text[at:]
    return text


def _disagreements(texts: Iterator[str]) -> list[str]:
    return [text for text in texts if _go_refuses(text) != _we_refuse(text)]


@pytest.mark.corpora
def test_verdicts_on_files_are_those_of_hashicorps_parser(corpora: Path) -> None:
    texts = dict(_texts(corpora))

    different = [name for name, text in texts.items() if _go_refuses(text) != _we_refuse(text)]

    assert len(texts) > 200
    assert different == []


@pytest.mark.corpora
def test_verdicts_on_broken_files_are_those_of_hashicorps_parser(corpora: Path) -> None:
    chance = random.Random(5)  # noqa: S311  # a choice of cases, nothing secret
    texts = [text for _, text in _texts(corpora) if 20 < len(text) < 1500]

    assert _disagreements(_mutated(chance.choice(texts), chance) for _ in range(2000)) == []


def test_verdicts_on_broken_expressions_are_those_of_hashicorps_parser() -> None:
    chance = random.Random(7)  # noqa: S311  # a choice of cases, nothing secret
    expressions = [row["expr"] for name in ("curated", "random-1") for row in rows(name)]
    expressions += LANGUAGE * 60

    cases = (f"a = {_mutated(chance.choice(expressions), chance)}\n" for _ in range(6000))

    assert _disagreements(cases) == []


@pytest.mark.parametrize(
    "text",
    [
        "a = 1\na = 2\n",
        "a = 10.0.0.0/8\n",
        'resource "a" "${b}" {\n}\n',
        "a = 1 b = 2\n",
        "b { a = 1 }\n",
        "b { a = 1, c = 2 }\n",
        "b {\n  a = 1 }\n",
        "b {\n  c {} }\n",
        "b { c {} }\n",
        "b {} c {}\n",
        'b /* between */ "label" {\n}\n',
        "b # comment\n{\n}\n",
        "b\n{\n}\n",
        "b = {\n}\n",
        '"a" = 1\n',
        "a.b = 1\n",
        "a = <<EOT\nx\nEOT",
        "a = <<EOT\nx\n  EOT  \n",
        "a = <<EOT\nEOT\n",
        "a = <<EOT\n${\nEOT\n}\nEOT\n",
        "a = 1 /* open\n",
        "/* open",
        "a = {for = 1}\n",
        "a = { null = 1, true = 2 }\n",
        "a = 1 // comment",
        "\ufeffa = 1\n",
        "a = 1\n\ufeffb = 2\n",
        "a\u00a0= 1\n",
        "é = 1\n",
    ],
)
def test_verdict_on_a_corner_case_is_that_of_hashicorps_parser(text: str) -> None:
    assert _we_refuse(text) == _go_refuses(text)


def _ours(text: str) -> set[tuple[str, str, int, int]]:
    file = SourceFile("main.tf", text)
    found: set[tuple[str, str, int, int]] = set()

    def add(blocks: list[Block], attributes: dict[str, object]) -> None:
        for name, attribute in attributes.items():
            found.add(("attribute", name, *attribute.position()))  # type: ignore[attr-defined]  # an Attribute
        for block in blocks:
            found.add(("block", block.type, *block.position()))
            add(block.blocks, dict(block.attributes))

    blocks, attributes, _ = file.index()
    add(blocks, dict(attributes))
    return found


def _tree_sitters(text: str) -> set[tuple[str, str, int, int]] | None:
    tree_sitter = pytest.importorskip("tree_sitter")
    grammar = pytest.importorskip("tree_sitter_hcl")
    data = text.encode()
    root = tree_sitter.Parser(tree_sitter.Language(grammar.language())).parse(data).root_node
    if root.has_error:
        return None
    lines = data.split(b"\n")
    found: set[tuple[str, str, int, int]] = set()
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.type in ("attribute", "block"):
            first = node.children[0]
            row, column = first.start_point
            name = data[first.start_byte : first.end_byte].decode()
            found.add((node.type, name, row + 1, len(lines[row][:column].decode()) + 1))
        if node.type in ("config_file", "body", "block"):
            waiting.extend(node.children)
    return found


@pytest.mark.corpora
def test_every_block_and_attribute_stands_where_tree_sitter_sees_it(corpora: Path) -> None:
    compared = 0
    for name, text in _texts(corpora):
        if _go_refuses(text):
            continue
        theirs = _tree_sitters(text)
        if theirs is not None:
            compared += len(theirs)
            assert _ours(text) == theirs, name

    assert compared > 2000
