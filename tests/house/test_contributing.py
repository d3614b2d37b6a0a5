"""CONTRIBUTING's rule in ten minutes is a pack that works."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

from tests.places import ROOT


def block(language: str) -> str:
    match = re.search(
        rf"^```{language}\n(.+?)^```", (ROOT / "CONTRIBUTING.md").read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    assert match, f"CONTRIBUTING.md has no {language} example"
    return match[1]


def test_the_example_rules_find_what_the_example_case_marks(tmp_path: Path) -> None:
    pack, stack = tmp_path / "pack", tmp_path / "stack"
    pack.mkdir()
    stack.mkdir()
    (pack / "disk.py").write_text(block("python"), "utf-8")
    (pack / "disk.rego").write_text(block("rego"), "utf-8")
    (stack / "main.tf").write_text(block("hcl"), "utf-8")
    expected = [
        (rule, number)
        for number, line in enumerate(block("hcl").splitlines(), 1)
        if "# expect:" in line
        for rule in re.findall(r"[A-Z]+-\d+", line)
    ]
    command = [sys.executable, "-m", "datahub_guard", "check", str(stack), "--pack", str(pack), "--format", "json"]
    done = subprocess.run([*command, "--select", "DISK"], check=False, capture_output=True, text=True, timeout=120)
    assert done.returncode == 1, done.stderr
    findings = json.loads(done.stdout)["findings"]
    assert sorted((item["rule"], item["line"]) for item in findings) == sorted(expected)
