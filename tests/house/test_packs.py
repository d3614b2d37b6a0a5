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
WORLD = {"io", "pathlib", "random", "requests", "shutil", "socket", "subprocess", "sys", "time", "urllib"}

# An AWS account, or an address range that is neither the whole internet nor a whole private range of RFC 1918.
FACT = re.compile(r"(?<![\w.])(?!0{12})\d{12}(?![\w.])|(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}/\d+")
EVERYBODY_S = {"0.0.0.0/0", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"}


def code(path: Path) -> str:
    """The file without what only people read: Rego's comments, which hold examples of remedies; Python's texts."""
    text = path.read_text("utf-8")
    if path.suffix == ".rego":
        return re.sub(r"^\s*#.*$", "", text, flags=re.MULTILINE)
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg in {"remedy", "references"}:
            node.value = ast.Constant("")
        if isinstance(node, ast.FunctionDef | ast.Module) and ast.get_docstring(node) is not None:
            node.body = [*node.body[1:], ast.Pass()]
    return ast.unparse(tree)


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
    assert {call for call in calls if re.match(r"os\.(?!path\.(?:basename|dirname|join|splitext)$)", call)} == set()


@pytest.mark.parametrize("path", PYTHON + REGO, ids=lambda path: path.name)
def test_no_fact_of_the_platform_stands_in_a_rule(path: Path) -> None:
    found = [match.group() for match in FACT.finditer(code(path))]
    assert [fact for fact in found if fact not in EVERYBODY_S] == [], (
        "write it into policies/platform.yaml and read it from ctx.facts (Rego: data)"
    )
