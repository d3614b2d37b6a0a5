"""The Terraform module library: formatted, valid, tested by Terraform itself, documented, clean under Checkov."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.modules.conftest import EXAMPLES, LIBRARY, MODULES, Terraform
from tests.places import ROOT
from tools import module_docs


def test_the_library_holds_the_modules_of_the_platform() -> None:
    assert set(MODULES) == {
        "bucket",
        "catalog-cloud-resources",
        "enhanced-grants",
        "medallion-schemas",
        "workspace-cloud-resources",
    }


@pytest.mark.terraform
def test_terraform_would_format_nothing() -> None:
    formatted = subprocess.run(
        ["terraform", "fmt", "-check", "-recursive", "-diff", str(LIBRARY)], capture_output=True, text=True, check=False
    )
    assert (formatted.returncode, formatted.stdout) == (0, "")


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_an_example_is_valid(example: Path, terraform: Callable[[str], Terraform]) -> None:
    """An example calls its module, so this validates the module too."""
    validated = terraform(str(example))("validate", "-json")
    assert json.loads(validated.stdout)["diagnostics"] == []


@pytest.mark.parametrize("module", MODULES)
def test_a_module_passes_its_tests(module: str, terraform: Callable[[str], Terraform]) -> None:
    tested = terraform(module)("test", "-no-color")
    assert tested.returncode == 0, tested.stdout + tested.stderr
    passed = re.search(r"(\d+) passed, 0 failed\.", tested.stdout)
    assert passed and int(passed[1]) >= 15, tested.stdout


@pytest.mark.parametrize("module", MODULES)
def test_every_input_that_can_be_wrong_is_refused_in_a_test(module: str) -> None:
    """A validation that no test trips may be one that never fails."""
    tests = "".join(path.read_text("utf-8") for path in (LIBRARY / module / "tests").glob("*.tftest.hcl"))
    refused = set(re.findall(r"var\.(\w+)", " ".join(re.findall(r"expect_failures = \[([^\]]*)\]", tests))))
    validated = {
        variable.name
        for variable in module_docs.declarations(LIBRARY / module, "variable")
        if "validation {" in _block(module, variable.name)
    }
    assert validated - refused == set()


@pytest.mark.parametrize("module", MODULES)
def test_every_variable_and_output_is_described(module: str) -> None:
    """A variable also says its type, and one that must be set says that null is no value."""
    for declaration in (*declarations(module, "variable"), *declarations(module, "output")):
        assert declaration.description.endswith("."), declaration.name
        if declaration.kind == "variable":
            assert "type" in declaration.arguments, declaration.name
            assert declaration.default is not None or declaration.arguments.get("nullable") == "false", declaration.name


def declarations(module: str, kind: str) -> list[module_docs.Declaration]:
    return list(module_docs.declarations(LIBRARY / module, kind))


def _block(module: str, variable: str) -> str:
    text = (LIBRARY / module / "variables.tf").read_text("utf-8")
    found = re.search(rf'^variable "{variable}" {{\n.*?^}}$', text, re.MULTILINE | re.DOTALL)
    assert found
    return found.group()


def test_readmes_say_what_the_modules_say(capsys: pytest.CaptureFixture[str]) -> None:
    assert module_docs.main(["--check"]) == 0, capsys.readouterr().err


def test_a_stale_readme_is_noticed() -> None:
    module = LIBRARY / "bucket"
    readme = (module / "README.md").read_text("utf-8")
    stale = readme.replace("| `arn` |", "| `resource_name` |")
    assert stale != readme
    assert module_docs.with_documentation(stale, module_docs.documentation(module)) == readme


def test_our_own_rules_find_nothing() -> None:
    """No waiver, no finding, nothing that could not be read. The examples are what makes the modules checkable."""
    checked = subprocess.run(
        [sys.executable, "-m", "datahub_guard", "check", "modules", "--format", "json"],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert checked.stdout, checked.stderr
    report = json.loads(checked.stdout)
    assert {name: report[name] for name in ("findings", "waived", "problems", "rule_failures")} == {
        "findings": [],
        "waived": [],
        "problems": [],
        "rule_failures": [],
    }


def test_checkov_finds_nothing(checkov: str) -> None:
    checked = subprocess.run(
        [checkov, "--directory", str(LIBRARY), "--framework", "terraform", "--skip-download", "--output", "json"],
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    summary = json.loads(checked.stdout)["summary"]
    assert (summary["failed"], summary["parsing_errors"]) == (0, 0), checked.stdout
    assert summary["passed"] > 300


@pytest.mark.parametrize("path", sorted(LIBRARY.rglob("*.tf")), ids=lambda path: str(path.relative_to(LIBRARY)))
def test_a_skipped_check_has_a_reason(path: Path) -> None:
    for skip in re.findall(r"#\s*checkov:skip=(.*)", path.read_text("utf-8")):
        assert re.fullmatch(r"CKV2?_AWS_\d+: \S.{20,}", skip), skip
