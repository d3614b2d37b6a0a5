"""Write docs/rules: one page a rule and an index, from what the shipped packs say of their rules.

`--check` writes nothing and fails where a page is missing, stale or of a rule that is gone.
"""

from __future__ import annotations

import sys
from itertools import groupby
from pathlib import Path

from datahub_guard.cli.options import loaded_rules
from datahub_guard.reports.rule_page import Case, page
from datahub_guard.rules.contract import Rule

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "docs" / "rules"
CASES = ROOT / "tests" / "cases"
EXAMPLES = {"bad": "What it finds", "good": "What it leaves alone", "near": "What it leaves alone"}


def main(arguments: list[str]) -> int:
    rules = loaded_rules((), (), ())[1]
    wanted = {PAGES / f"{rule.id}.md": page(rule, examples(rule)) for rule in rules}
    wanted[PAGES / "README.md"] = index(rules)
    present = {path: path.read_text("utf-8") for path in PAGES.glob("*.md")}
    differing = sorted(path for path in wanted.keys() | present.keys() if wanted.get(path) != present.get(path))
    if "--check" in arguments:
        for path in differing:
            print(f"{path.relative_to(ROOT)} is not what the rules say: make docs", file=sys.stderr)
        return 1 if differing else 0
    PAGES.mkdir(parents=True, exist_ok=True)
    for path in differing:
        if path in wanted:
            path.write_text(wanted[path], "utf-8")
        else:
            path.unlink()
    return 0


def examples(rule: Rule) -> list[Case]:
    """The first bad and the first good case of a rule that is one file, as they are tested."""
    shown: dict[str, Case] = {}
    for kind, title in EXAMPLES.items():
        for path in sorted((CASES / rule.id).glob(f"{kind}_*.tf")):
            lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("# at:")]
            shown.setdefault(title, Case(title, "\n".join(lines).strip()))
    return list(shown.values())


def index(rules: list[Rule]) -> str:
    """The list of all rules, by family."""
    lines = ["# Rules", "", f"{len(rules)} rules. `datahub-guard explain RULE` prints a page in a terminal."]
    for family, members in groupby(rules, key=lambda rule: rule.family):
        lines += ["", f"## {family}", "", "| Rule | Severity | What it forbids |", "|---|---|---|"]
        lines += [
            f"| [{rule.id}]({rule.id}.md) {rule.name} | {rule.severity.label} | {rule.title} |" for rule in members
        ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
