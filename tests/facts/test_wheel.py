"""The wheel's facts were checked when it was built: an installed product parses no YAML to know them."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

from tests.places import ROOT

CODE = """
import os, sys
from datahub_guard.rules.packs import shipped
from datahub_guard.sources.facts import load_facts
facts = load_facts(os.path.join(shipped("policies"), "platform.yaml"))
print(facts.file.startswith(sys.argv[1]), len(facts.placements) > 20, "yaml" in sys.modules)
"""


def test_the_wheel_holds_the_checked_form_of_its_facts(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, text=True)
    (wheel,) = tmp_path.glob("*.whl")
    installed = tmp_path / "installed"
    zipfile.ZipFile(wheel).extractall(installed)
    run = subprocess.run(
        [sys.executable, "-P", "-c", CODE, str(installed)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(installed), "DATAHUB_GUARD_CACHE": "off"},
    )
    assert run.stdout.split() == ["True", "True", "False"]
