"""Files as blocks and attributes: what is found, where it stands, and what is still read beside a fault."""

from __future__ import annotations

import pytest

from datahub_guard.sources.hcl.errors import SyntaxFault
from datahub_guard.sources.hcl.limits import MAX_FAULTS, MAX_NESTING
from datahub_guard.sources.hcl.syntax import SourceFile

BUCKETS = """\
# the raw layer
resource "aws_s3_bucket" "raw" {
  bucket = "raw-${var.stage}"
  tags = {
    layer = "raw"
  }

  lifecycle_rule "old" {
    enabled = true
  }
}

locals { stage = "dev" }
"""


def _faults(text: str) -> list[tuple[str, tuple[int, int]]]:
    file = SourceFile("main.tf", text)
    return [(fault.message, file.position(fault.offset)) for fault in file.all_faults()]


def test_blocks_have_types_labels_places_and_contents() -> None:
    file = SourceFile("main.tf", BUCKETS)

    blocks, attributes, faults = file.index()

    assert [(block.type, block.labels, block.position()) for block in blocks] == [
        ("resource", ("aws_s3_bucket", "raw"), (2, 1)),
        ("locals", (), (13, 1)),
    ]
    assert (attributes, faults) == ({}, [])
    bucket, local = blocks
    assert {name: attribute.position() for name, attribute in bucket.attributes.items()} == {
        "bucket": (3, 3),
        "tags": (4, 3),
    }
    assert [(nested.type, nested.labels, nested.position()) for nested in bucket.blocks] == [
        ("lifecycle_rule", ("old",), (8, 3))
    ]
    assert file.text[bucket.offset : bucket.end].endswith("  }\n}")
    assert local.attributes["stage"].expression.evaluate(None) == "dev"


def test_an_attribute_holds_exactly_its_expression() -> None:
    file = SourceFile("main.tf", "a   =  [ 1,\n 2 ]  \nb = var.x # why\nc = <<EOT\n}\nEOT\nd = 1 /* x */\r\ne = true")

    _, attributes, _ = file.index()

    written = {name: file.text[attribute.start : attribute.end] for name, attribute in attributes.items()}
    assert written == {"a": "[ 1,\n 2 ]", "b": "var.x", "c": "<<EOT\n}\nEOT", "d": "1 /* x */", "e": "true"}


def test_columns_count_code_points_and_a_byte_order_mark_is_no_text() -> None:
    file = SourceFile("main.tf", '\ufeffa = 1\n/* 😀é */ b = "x"\n')

    _, attributes, _ = file.index()

    assert attributes["a"].position() == (1, 1)
    assert attributes["b"].position() == (2, 10)


def test_windows_line_ends_are_line_ends() -> None:
    file = SourceFile("main.tf", BUCKETS.replace("\n", "\r\n"))

    (bucket, local), _, faults = file.index()

    assert not faults
    assert not bucket.faults
    assert bucket.blocks[0].attributes["enabled"].position() == (9, 5)
    assert file.text[local.attributes["stage"].start : local.attributes["stage"].end] == '"dev"'


def test_a_header_may_hold_comments_escapes_and_bare_labels() -> None:
    file = SourceFile("main.tf", 'a /* b */ "c\\"d" e {\n}\n')

    (block,), _, faults = file.index()

    assert (block.type, block.labels, faults) == ("a", ('c"d', "e"), [])


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        ("a = 1\nb = 2\na = 3\n", "the argument a is already set in line 1", (3, 1)),
        ('resource "x" "${y}" {\n}\n', "a label is a plain string: no template is allowed in it", (1, 14)),
        ("b {\n  a = 1 c = 2\n}\n", "the expression ends before c", (2, 9)),
        ("b {\n  a = 1 }\n", "a new line is missing before the closing brace", (2, 9)),
        ("b { a = 1, c = 2 }\n", "the expression ends before ,", (1, 10)),
        ("b {\n} c {\n}\n", "a new line is missing here", (2, 2)),
        ("b {\n  c {\n", "the brace is not closed", (1, 3)),
        ("a = 10.0.0.0/8\n", "a number is required, and '10.0.0.0' is none", (1, 5)),
        ('a = "x\n', "the string is not closed on its line", (1, 5)),
        ("a = <<EOT\nx\n", "the heredoc is not closed: EOT must stand on a line of its own", (1, 5)),
        ("a = 1\n/* x\n", "the comment is not closed", (2, 1)),
        ("a\n", "an argument (`name = value`) or a block (`type { ... }`) is expected here", (1, 1)),
        ("a =\n", "a value is expected, not the end", (1, 4)),
        ("a = [1\n", "a bracket of the expression is not closed", (1, 5)),
        ('a = "${1 +}"\n', "a value is expected, not the end", (1, 11)),
        ("a = <<EOT\n  ${x y}\nEOT\n", "the expression ends before y", (2, 7)),
    ],
)
def test_a_fault_says_what_is_wrong_and_where(text: str, message: str, place: tuple[int, int]) -> None:
    assert (message, place) in _faults(text)


def test_everything_beside_a_fault_is_still_read() -> None:
    file = SourceFile(
        "main.tf",
        """\
resource "a" "first" {
  x = 1
  y = = 2
  z = 3
}

resource "a" "open" {
  tags = {
    k = "v"
}

resource "a" "last" {
  x = 4
}
""",
    )

    blocks, _, faults = file.index()

    assert [block.labels[1] for block in blocks] == ["first", "last"]
    assert [file.position(fault.offset)[0] for fault in faults] == [7]
    first, last = blocks
    assert first.attributes["x"].expression.evaluate(None) == 1
    assert first.attributes["z"].expression.evaluate(None) == 3
    with pytest.raises(SyntaxFault, match="a value is expected"):
        first.attributes["y"].expression  # noqa: B018  # reading it is what raises
    assert last.attributes["x"].expression.evaluate(None) == 4


def test_variable_files_go_on_behind_a_fault_too() -> None:
    file = SourceFile("x.tfvars", 'a = 1\nb = [1,\nc = "x"\n')

    _, attributes, faults = file.index()

    assert set(attributes) == {"a", "c"}
    assert len(faults) == 1


def test_a_fault_of_an_expression_is_the_same_each_time_it_is_read() -> None:
    _, attributes, _ = SourceFile("main.tf", "a = 1\nb = (\n)\n").index()

    for _ in range(2):
        with pytest.raises(SyntaxFault) as caught:
            attributes["b"].expression  # noqa: B018  # reading it is what raises
        assert caught.value.offset == 12


def test_blocks_nested_beyond_the_limit_are_a_fault_and_not_read() -> None:
    depth = MAX_NESTING + 5
    file = SourceFile("main.tf", "a {\n" * depth + "}\n" * depth)

    messages = [fault.message for fault in file.all_faults()]

    assert messages == [f"blocks are nested deeper than {MAX_NESTING} levels"]


def test_faults_are_listed_up_to_a_limit() -> None:
    file = SourceFile("main.tf", 'resource "a" "b" {\n' * (MAX_FAULTS * 3))

    _, _, faults = file.index()

    assert len(faults) == MAX_FAULTS + 1
    assert "the rest of the file is not read" in faults[-1].message
