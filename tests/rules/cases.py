"""Cases of rules: what an engineer would write, with the line marked where the rule must speak.

`tests/cases/RULE/KIND_what.tf` is one file of a stack; its header `# at: REPOSITORY/STACK` says where in the estate
it stands (without one it is a stack that the facts do not know). `tests/cases/RULE/KIND_what/` is a folder of
repositories. KIND is `bad`, `good`, `near` (a near miss: what a naive rule would flag) or `undecided`.

The marks, at the end of the line: `# expect: RULE` for a finding, `# undecided: RULE` for an undecided one; `RULE x3`
demands three of them, as a line in a loop or in a module may have. Where a file cannot hold a comment (a plan),
`expect.txt` in the case's folder says it: `finding FILE:LINE` or `undecided FILE:LINE`, with the rule's id after it
where the folder is of several rules. `# problem` marks a line of which the report has a problem too (a module that is
not there).
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import NamedTuple

from datahub_guard.cli.checking import Request, check
from datahub_guard.findings.report import Report

CASES = Path(__file__).parent.parent / "cases"
KINDS = ("bad", "good", "near", "undecided")
_AT = re.compile(r"#\s*at:\s*(\S+)")
_PROBLEM = re.compile(r"#\s*problem\b")
_ONE = r"[A-Z][A-Z0-9]*-\d+(?:\s+x\d+)?"
_MARK = re.compile(rf"#\s*(expect|undecided):\s*({_ONE}(?:\s*,\s*{_ONE})*)")


class Case(NamedTuple):
    """A case of `rule`."""

    rule: str
    kind: str
    name: str
    path: Path

    def __str__(self) -> str:
        return f"{self.rule}/{self.name}"


class Marks(NamedTuple):
    """(file, line) of what must be found, of what must be undecided, and of what cannot be read."""

    findings: list[tuple[str, int]]
    undecided: list[tuple[str, int]]
    problems: list[tuple[str, int]]


def all_cases() -> list[Case]:
    """Every case there is, by rule."""
    out = []
    for folder in sorted(CASES.iterdir()):
        if folder.is_dir():
            for path in sorted(folder.iterdir()):
                kind = path.name.split("_", 1)[0]
                assert kind in KINDS, f"{path}: a case's name begins with one of {KINDS}"
                out.append(Case(folder.name, kind, path.stem, path))
    return out


def place(case: Case, root: Path) -> Path:
    """Copy the case to `root`, as it would lie in an estate, and return the estate's folder."""
    estate = root / "estate"
    if case.path.is_dir():
        shutil.copytree(case.path, estate)
        return estate
    header = _AT.search(case.path.read_text(encoding="utf-8").split("\n", 1)[0])
    folder = estate / (header[1] if header else "somewhere-else")
    folder.mkdir(parents=True)
    shutil.copy(case.path, folder / "main.tf")
    return estate


def marks(estate: Path, rule: str) -> Marks:
    """The marks for `rule` in all files below `estate`."""
    found = Marks([], [], [])
    for folder, _, names in os.walk(estate):
        for name in names:
            path = Path(folder) / name
            relative = path.relative_to(estate).as_posix()
            text = path.read_text(encoding="utf-8")
            if name == "expect.txt":
                for line in text.split("\n"):
                    if line.strip():
                        kind, where, *rules = line.split()
                        if rules and rule not in rules:
                            continue
                        file, _, row = where.rpartition(":")
                        (found.findings if kind == "finding" else found.undecided).append((file, int(row)))
                continue
            for number, line in enumerate(text.split("\n"), 1):
                if _PROBLEM.search(line):
                    found.problems.append((relative, number))
                for mark in _MARK.finditer(line):
                    for marked in re.split(r"\s*,\s*", mark[2]):
                        marked_rule, _, times = marked.partition(" x")
                        if marked_rule.strip() == rule:
                            places = found.findings if mark[1] == "expect" else found.undecided
                            places += [(relative, number)] * int(times or 1)
    return found


def run(case: Case, estate: Path) -> Report:
    """Check the estate of a case with its rule alone."""
    return check(Request(paths=[str(estate)], root=str(estate), select=[case.rule]), lambda what: None)
