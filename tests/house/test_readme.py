"""What the README shows is what the product says."""

from __future__ import annotations

import re
import subprocess
import sys

from tests.places import ROOT


def test_the_shown_report_is_the_real_one() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.search(r"^\$ datahub-guard (check fixtures/violations .*?)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert shown is not None
    command = [sys.executable, "-m", "datahub_guard", *shown[1].split()]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.rstrip() == shown[2].rstrip()
