"""What a check of one file does not load: start-up time is a budget (ARCHITECTURE.md, Budgets)."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

SLOW = {
    "asyncio", "concurrent.futures", "dataclasses", "difflib", "hcl2", "http.client", "importlib.metadata",
    "jsonschema", "logging", "multiprocessing", "pathlib", "regorus", "rich", "ssl", "unittest", "urllib.request",
    "yaml",
}  # fmt: skip


def test_a_check_of_one_file_loads_nothing_slow(tmp_path: Path) -> None:
    """The second check of a machine: the first one reads the facts and keeps what it made of them."""
    (tmp_path / "main.tf").write_text('resource "aws_ebs_volume" "scratch" {\n  encrypted = true\n}\n', "utf-8")
    command = [sys.executable, "-X", "importtime", "-m", "datahub_guard", "check", str(tmp_path)]
    subprocess.run(command, check=False, capture_output=True, timeout=120)
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=120)
    assert done.returncode in {0, 1}, done.stdout
    loaded = set(re.findall(r"^import time:.*\|\s+(\S+)$", done.stderr, re.MULTILINE))
    assert "datahub_guard.cli" in loaded
    assert loaded & SLOW == set()
