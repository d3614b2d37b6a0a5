"""Places inside an expression: a finding points at the key of a policy, not at the policy."""

from __future__ import annotations

from pathlib import Path

import pytest

from datahub_guard.sources.hcl.locate import locate
from datahub_guard.sources.hcl.syntax import SourceFile
from tests.hcl.loading import load_text

TEXT = """\
policy = jsonencode({
  Version = "2012-10-17"
  Statement = [
    { Effect = "Allow", Principal = { AWS = "*" } },
    merge({ Sid = "x", Effect = "Deny" }, { Effect = "Allow", Action = ["a", "b"] }),
  ]
  Alone = { "k" : 1 }
})
heredoc = <<-EOT
  { "Statement": [
      { "Effect": "Allow",
        "Principal":
          { "AWS": "${aws_x.y.arn}", "Service": ${jsonencode(var.s)} } } ] }
EOT
arms = var.x ? { a = 1 } : { b = [1, 2] }
lists = concat(["a"], ["b", "c"])
open_lists = concat(var.l, ["b", "c"])
loop = [for x in var.y : { a = x }]
parts = tomap({ ("quoted") = [(1)], plain = "v" })
twice = { a = 1, a = 2 }
text = "x"
"""


@pytest.mark.parametrize(
    ("name", "path", "written"),
    [
        ("policy", ("Version",), 'Version = "2012-10-17"'),
        ("policy", ("Statement", 0, "Principal", "AWS"), 'AWS = "*"'),
        ("policy", ("Statement", 0), '{ Effect = "Allow", Principal = { AWS = "*" } }'),
        ("policy", ("Statement", 1, "Effect"), 'Effect = "Allow"'),
        ("policy", ("Statement", 1, "Sid"), 'Sid = "x"'),
        ("policy", ("Statement", 1, "Action", 1), '"b"'),
        ("policy", ("Statement", 0, "Effect", 0), '"Allow"'),
        ("policy", ("Alone", 0, "k"), '"k" : 1'),
        ("policy", ("Statement", 0, "Effect", "no", "such"), 'Effect = "Allow"'),
        ("policy", ("Nothing",), None),
        ("policy", ("Statement", 7), "Statement"),
        ("heredoc", ("Statement", 0, "Principal", "AWS"), '"AWS": "${aws_x.y.arn}"'),
        ("heredoc", ("Statement", 0, "Effect"), '"Effect": "Allow"'),
        ("arms", ("a",), "a = 1"),
        ("arms", ("b", 1), "2"),
        ("lists", (0,), '"a"'),
        ("lists", (2,), '"c"'),
        ("lists", (3,), None),
        ("open_lists", (1,), None),
        ("loop", (0, "a"), None),
        ("parts", ("quoted", 0), "(1)"),
        ("parts", ("plain",), 'plain = "v"'),
        ("twice", ("a",), "a = 2"),
        ("text", (), '"x"'),
        ("text", ("a",), None),
    ],
)
def test_a_path_leads_to_what_is_written(name: str, path: tuple[str | int, ...], written: str | None) -> None:
    file = SourceFile("x.tfvars", TEXT)

    span = locate(file.index()[1][name], path)

    found = None if span is None else file.text[slice(*span)]
    assert found == written or (found is not None and written == "Statement" and found.startswith(written))


def test_a_path_leads_into_json() -> None:
    file = SourceFile("x.tfvars.json", '{"p": {"a": [1, {"b": 2}]}}')
    attribute = file.index()[1]["p"]

    spans = [locate(attribute, path) for path in (("a", 1, "b"), ("a", 0), ("a", 1, "c"), ("z",))]

    assert [None if span is None else file.text[slice(*span)] for span in spans] == ['"b": 2', "1", '{"b": 2}', None]


def test_what_cannot_be_read_has_no_places() -> None:
    attribute = SourceFile("x.tfvars", 'a = { b = "${" }\n').index()[1].get("a")

    assert attribute is None or locate(attribute, ("b",)) is None


def test_an_element_of_a_set_stands_where_it_was_written(tmp_path: Path) -> None:
    stack = load_text(
        tmp_path,
        """\
variable "one" {
  type = string
}
variable "all" {
  type = set(string)
}
resource "aws_db_subnet_group" "listed" {
  subnet_ids = [
    var.one,
    "z",
    upper("a"),
  ]
}
resource "aws_db_subnet_group" "given" {
  subnet_ids = var.all
}
""",
        terraform_DOT_tfvars='all = ["b", "a"]\n',
    )
    listed, given = stack.at("aws_db_subnet_group.listed"), stack.at("aws_db_subnet_group.given")
    assert listed is not None and given is not None
    elements = listed.peek("subnet_ids")
    assert isinstance(elements, list)
    assert [str(element) for element in elements] == ["A", "z", "Unknown(var.one)"]
    assert [listed.place(("subnet_ids", i)).line for i in range(3)] == [11, 10, 9]
    assert [listed.attributes.origins(("subnet_ids", i)) for i in range(3)] == [(), (), ("var.one",)]
    assert given.place(("subnet_ids", 0)).line == 15
    assert given.attributes.origins(("subnet_ids", 0)) == ("var.all",)
