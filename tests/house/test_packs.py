"""What the shipped rules may do: a rule is a function of its arguments, and a fact stands in the facts."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.places import ROOT

PYTHON = sorted((ROOT / "policies").rglob("*.py"))
REGO = sorted(path for path in (ROOT / "rego").rglob("*.rego") if not path.name.endswith("_test.rego"))

SEEN_BY_A_PACK = ("datahub_guard.rules.contract", "datahub_guard.analysis", "datahub_guard.model")
WORLD = {"io", "os", "pathlib", "random", "requests", "shutil", "socket", "subprocess", "sys", "time", "urllib"}

# An AWS account, an address range of somebody's network (the whole internet is not one), an ARN with an account.
FACT = re.compile(
    r"(?<![\w.])\d{12}(?![\w.])|(?<![\d.])(?:10|172|192)(?:\.\d{1,3}){3}/\d+|arn:aws[\w-]*:[^\"'`\s]*:\d{12}:"
)


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module or ""


def test_there_are_rules_in_both_languages() -> None:
    assert PYTHON
    assert REGO


@pytest.mark.parametrize("path", PYTHON, ids=lambda path: path.stem)
def test_a_pack_sees_the_contract_the_analysis_and_the_model(path: Path) -> None:
    ours = {name for name in imports(path) if name.split(".")[0] == "datahub_guard"}
    assert {name for name in ours if not any(f"{name}.".startswith(f"{seen}.") for seen in SEEN_BY_A_PACK)} == set()


@pytest.mark.parametrize("path", PYTHON, ids=lambda path: path.stem)
def test_a_rule_opens_nothing_and_prints_nothing(path: Path) -> None:
    assert {name for name in imports(path) if name.split(".")[0] in WORLD} == set()
    calls = {ast.unparse(node.func) for node in ast.walk(ast.parse(path.read_bytes())) if isinstance(node, ast.Call)}
    assert calls & {"open", "print", "input", "exec", "eval", "__import__"} == set()


@pytest.mark.parametrize("path", PYTHON + REGO, ids=lambda path: path.name)
def test_no_fact_of_the_platform_stands_in_a_rule(path: Path) -> None:
    found = [match.group() for match in FACT.finditer(path.read_text("utf-8"))]
    assert found == [], "write it into policies/platform.yaml and read it from ctx.facts (Rego: data)"
