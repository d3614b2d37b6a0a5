"""The estate that budgets are measured on: it holds what rules read, and is the same every time."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from datahub_guard.cli.options import loaded_rules

BENCH = Path(__file__).parents[2] / "bench"
BLOCK = re.compile(r'^(resource|data) "(\w+)"', re.MULTILINE)
QUALIFIED = re.compile(r"(data\.)?((?:aws|databricks)_\w+)\.")


def generate(folder: Path) -> dict[str, str]:
    subprocess.run([sys.executable, BENCH / "estate.py", folder, "10"], check=True, timeout=60)
    return {str(path.relative_to(folder)): path.read_text("utf-8") for path in sorted(folder.rglob("*.*"))}


def test_every_type_that_a_rule_reads_is_in_the_estate(tmp_path: Path) -> None:
    files = generate(tmp_path)
    present = {
        ("data." if kind == "data" else "") + type_
        for path, text in files.items()
        if path.endswith(".tf")
        for kind, type_ in BLOCK.findall(text)
    }
    _, rules = loaded_rules((), (), ())
    read = {type_ for rule in rules for type_ in rule.applies_to}
    for rule in rules:
        read |= {(m[1] or "") + m[2] for m in map(QUALIFIED.match, (*rule.reads, *rule.follows)) if m}
    assert read - present == set(), "add these to bench/templates"


def test_the_estate_is_the_same_every_time(tmp_path: Path) -> None:
    assert generate(tmp_path / "one") == generate(tmp_path / "other")
