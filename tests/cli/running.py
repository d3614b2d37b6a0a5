"""Runs the command line as its users do: in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def guard(*words: str | Path, cwd: Path | None = None, given: str = "") -> subprocess.CompletedProcess[str]:
    """Run `datahub-guard` with these arguments; two minutes are a hang."""
    command = [sys.executable, "-m", "datahub_guard", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd, input=given, timeout=120)
