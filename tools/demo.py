"""Check the clean sample estate and its twin, show how they differ, and write each report in every format.

    python tools/demo.py ESTATE TWIN FOLDER

Exits with 0 where ESTATE is clean and TWIN is readable.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

FORMATS = {"json": "json", "sarif": "sarif", "codequality": "codequality.json", "junit": "junit.xml"}

Report = dict[str, Any]


def main(arguments: list[str]) -> int:
    estate, twin, folder = map(Path, arguments)
    folder.mkdir(parents=True, exist_ok=True)
    codes = {path: checked(path, folder) for path in (estate, twin)}
    print((folder / f"{twin.name}.txt").read_text("utf-8"))
    reports = [json.loads((folder / f"{path.name}.json").read_text("utf-8")) for path in (estate, twin)]
    difference = "\n".join(table(estate.name, twin.name, *reports))
    (folder / "difference.txt").write_text(difference + "\n", "utf-8")
    print(difference + "\n")
    for path, code in codes.items():
        print(f"{path}: exit code {code}; reports: {folder / path.name}.*")
    print("exit codes: 0 clean, 1 findings, 2 usage or configuration, 3 incomplete")
    return 0 if codes[estate] == 0 and codes[twin] <= 1 else 1


def checked(estate: Path, folder: Path) -> int:
    """Writes the reports of a check and returns its exit code."""
    command = [sys.executable, "-m", "datahub_guard", "check", str(estate)]
    for name, suffix in FORMATS.items():
        command += ["--output", f"{name}={folder / f'{estate.name}.{suffix}'}"]
    with (folder / f"{estate.name}.txt").open("w", encoding="utf-8") as text:
        return subprocess.run(command, stdout=text, check=False).returncode


def table(estate: str, twin: str, clean: Report, broken: Report) -> list[str]:
    """A line for each rule: how many findings it has in one estate and in the other, `-` where it did not run."""
    reports = (clean, broken)
    titles = {finding["rule"]: finding["title"] for report in reports for finding in report["findings"]}
    rules = sorted({rule for report in reports for rule in report["coverage"]["rules_run"]})
    rows: list[list[Any]] = [["rule", estate, twin, ""]]
    rows += [[rule, *(count(report, rule) for report in reports), titles.get(rule, "")] for rule in rules]
    for name in ("findings", "undecided", "problems", "notes"):
        rows.append([name, *(report["summary"][name] for report in reports), ""])
    rows.append(["stacks", *(len(report["coverage"]["stacks"]) for report in reports), ""])
    rows.append(["resources", *(report["coverage"]["resources"] for report in reports), ""])
    return [f"{name:10} {one:>8} {other:>12}  {title}".rstrip() for name, one, other, title in rows]


def count(report: Report, rule: str) -> int | str:
    """Findings of a rule."""
    if rule not in report["coverage"]["rules_run"]:
        return "-"
    return len([finding for finding in report["findings"] if finding["rule"] == rule])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
