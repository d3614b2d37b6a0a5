"""The second reader: a file that python-hcl2 cannot read, or reads differently, is named with the place."""

from __future__ import annotations

from pathlib import Path

import pytest

from datahub_guard.model.places import Place
from datahub_guard.sources import second_reader
from datahub_guard.sources.hcl.syntax import SourceFile
from tests.hcl.loading import all_problems, load, told, write
from tests.places import ROOT

hcl2 = pytest.importorskip("hcl2", reason="python-hcl2 is not installed")

_TEXT = """
resource "aws_lb_listener" "l" {
  port     = 443
  protocol = "HTTPS"
  weight   = -1.5
  on       = true
  name     = "a-${var.b}"
  tags     = { a = "b" }
  default_action {
    type = "forward"
  }
  default_action {
    type = "redirect"
  }
  dynamic "more" {
    for_each = []
    content {
      x = <<-EOT
        text
      EOT
    }
  }
}

locals {
  a = null
}
"""


def _compare(text: str, theirs: str) -> list[str]:
    """What is told when the other parser sees `theirs` instead of `text`."""
    file = SourceFile("main.tf", text)
    blocks, attributes, _ = file.index()
    other = hcl2.loads(theirs)
    place = Place("main.tf")
    found = second_reader.differences(place, blocks, attributes, other)
    return [f"{where.line}: {message}" for where, message in found]


def test_files_that_both_read_alike_are_no_problem(tmp_path: Path) -> None:
    assert _compare(_TEXT, _TEXT) == []
    assert told(all_problems(load(write(tmp_path, {"main.tf": "locals {\n  a = 1\n}\n"}), second_reader=True))) == []


@pytest.mark.parametrize(
    ("change", "told_as"),
    [
        (('"HTTPS"', '"HTTP"'), "4: the value of protocol differs"),
        (("443", "80"), "3: the value of port differs"),
        (("on       = true", "on = false"), "6: the value of on differs"),
        (("-1.5", "-1.6"), "5: the value of weight differs"),
        (('  protocol = "HTTPS"\n', ""), "4: only one of them sees the argument protocol"),
        (("port     = 443", "port = 443\n  extra = 1"), "2: only the other one sees an argument extra here"),
        (('"l" {', '"m" {'), '2: they see 1 and 0 blocks resource "aws_lb_listener" "l"'),
        (('type = "redirect"', 'type = "fixed"'), "13: the value of type differs"),
        (('  default_action {\n    type = "redirect"\n  }\n', ""), "9: they see 2 and 1 blocks default_action"),
        (("locals {", "output {"), "25: they see 1 and 0 blocks locals"),
    ],
)
def test_what_the_other_parser_sees_differently_is_told(change: tuple[str, str], told_as: str) -> None:
    assert told_as in _compare(_TEXT, _TEXT.replace(*change))


def test_a_file_that_only_one_can_read_is_a_problem(tmp_path: Path) -> None:
    estate = load(write(tmp_path, {"main.tf": "locals {\n  a = 1\n  é = 1\n}\n"}), second_reader=True)
    assert told(estate.stacks[0].problems) == []
    (problem,) = all_problems(estate)
    assert problem.kind == "second-reader"
    assert (problem.place.file, problem.place.line) == ("main.tf", 3)
    assert "cannot read this file" in problem.message


def test_the_projects_own_modules_are_read_alike_by_both() -> None:
    paths = sorted((ROOT / "modules").rglob("*.tf"))
    files = [SourceFile(str(path.relative_to(ROOT)), path.read_text("utf-8")) for path in paths]
    assert len(files) > 10
    assert told(second_reader.compare_files(files)) == []
