"""Ask the real Terraform what expressions are worth: `python tests/oracle/terraform_truth.py FILE > rows.jsonl`.

FILE holds one expression a line; the answer is one row of JSON an expression, in the same order, in the form that
`datahub_guard.sources.hcl.rows` describes. The expressions stand beside `context/` and may use what it declares. Needs
`terraform` on the path and neither a provider nor the network.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

CONTEXT = Path(__file__).parent / "context"
_NAMED = re.compile(r'output value "e(\d+)"')

Row = dict[str, Any]


def ask(expressions: Sequence[str]) -> list[Row]:
    """Return the row of each expression.

    Terraform plans all of them as outputs, each of which stands on lines of its own; what it refuses is taken out by
    the lines that it names, until it plans the rest.

    Raises:
        RuntimeError: Terraform fails, and not because of an expression.
    """
    rows: dict[int, Row] = {}
    with tempfile.TemporaryDirectory() as temporary:
        directory = Path(temporary) / "context"
        shutil.copytree(CONTEXT, directory)
        _terraform(directory, "init", "-input=false")
        alive = list(range(len(expressions)))
        while alive:
            owners = _write_outputs(directory, expressions, alive)
            refused = _refused(_terraform(directory, "plan", "-input=false", "-json", "-out", "plan.bin"), owners)
            if not refused:
                break
            rows.update({number: {"err": reason} for number, reason in refused.items()})
            alive = [number for number in alive if number not in refused]
        if alive:
            rows.update(_planned(_terraform(directory, "show", "-json", "plan.bin"), alive))
    return [{"expr": expression, **rows[number]} for number, expression in enumerate(expressions)]


def _terraform(directory: Path, *arguments: str) -> str:
    environment = {
        **os.environ,
        "TF_IN_AUTOMATION": "1",
        "CHECKPOINT_DISABLE": "1",
        "TF_CLI_CONFIG_FILE": os.devnull,
    }
    done = subprocess.run(
        ["terraform", *arguments], cwd=directory, env=environment, capture_output=True, text=True, check=False
    )
    return done.stdout.replace(str(directory), ".")


def _write_outputs(directory: Path, expressions: Sequence[str], alive: Sequence[int]) -> dict[int, int]:
    """Write one output an expression; return which expression each line belongs to."""
    lines: list[str] = []
    owners: dict[int, int] = {}
    for number in alive:
        text = f'output "e{number}" {{\n  sensitive = true\n  value = {{ v = {expressions[number]}\n }}\n}}'
        for line in text.split("\n"):
            lines.append(line)
            owners[len(lines)] = number
    (directory / "outputs.tf").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return owners


def _refused(events: str, owners: dict[int, int]) -> dict[int, str]:
    """Return why Terraform refuses which expressions."""
    refused: dict[int, str] = {}
    for line in events.splitlines():
        event = json.loads(line)
        if event.get("type") != "diagnostic" or event["diagnostic"]["severity"] != "error":
            continue
        diagnostic = event["diagnostic"]
        detail = diagnostic.get("detail", "")
        place = diagnostic.get("range") or {}
        if place.get("filename") == "outputs.tf":
            culprits = [owners[place["start"]["line"]]]
        else:
            # what Terraform computes and cannot write, such as infinity, is named in the text only
            culprits = [int(number) for number in _NAMED.findall(detail)]
        if not culprits:
            raise RuntimeError(f"Terraform fails, and not because of an expression: {diagnostic}")
        for number in culprits:
            refused.setdefault(number, f"{diagnostic['summary']}: {detail}")
    return refused


def _planned(shown: str, alive: Sequence[int]) -> dict[int, Row]:
    """Return the rows of a plan in which nothing is refused."""
    plan = json.loads(shown, parse_int=_digits, parse_float=_digits)
    values, changes = plan.get("planned_values", {}).get("outputs", {}), plan.get("output_changes", {})
    rows: dict[int, Row] = {}
    for number in alive:
        value = values.get(f"e{number}", {})
        rows[number] = {
            "type": value.get("type"),
            "value": value.get("value"),
            "unknown": changes.get(f"e{number}", {}).get("after_unknown", False),
        }
    return rows


def _digits(text: str) -> dict[str, str]:
    return {"#": text}


if __name__ == "__main__":
    for row in ask([line for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines() if line.strip()]):
        print(json.dumps(row, ensure_ascii=False))  # noqa: T201  # this is what the script is for
