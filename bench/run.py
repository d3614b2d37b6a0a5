"""Measures the budgets (ARCHITECTURE.md) and prints what was met, with the command lines.

    make bench [ARGS='--runs 9 --only file,plan']

Everything is a ratio of two figures of one run on one machine, because absolute times are a machine's. Each stage is
a fresh process, the stages that are compared take turns, and the least of the runs counts (the median stands beside
it): other work on the machine can only make a run slower. Times are processor time of the process and its children;
for one changed file also the time that somebody waits. tree-sitter's raw parse of the same bytes is `T`.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
CHECKOUT = HERE.parent
CORPORA = Path(os.environ.get("DATAHUB_GUARD_CORPORA", CHECKOUT.parent / "shared" / "corpora"))
GIVEN = Path(os.environ.get("DATAHUB_GUARD_BENCH", CHECKOUT.parent / "shared" / "bench"))
FACTS = CHECKOUT / "policies" / "platform.yaml"
PYTHON = sys.executable
GUARD = str(Path(PYTHON).with_name("datahub-guard"))
OPA = CHECKOUT / ".tools" / "bin" / "opa"
EXIT_CODES = {0, 1, 3}


class Cost(NamedTuple):
    """What one run took: processor seconds, seconds by the clock, and what the stage printed of itself."""

    cpu: float
    wall: float
    printed: dict[str, float]


class Row(NamedTuple):
    """One line of the table: a measured ratio against its budget."""

    name: str
    ratio: float
    budget: float
    detail: str


class Bench:
    """The rows so far, and the command lines that made them."""

    def __init__(self, folder: Path, runs: int) -> None:
        self.folder = folder
        self.runs = runs
        self.rows: list[Row] = []
        self.commands: list[str] = []
        self.notes: list[str] = []

    def turns(self, runs: int, **commands: Sequence[str | Path]) -> dict[str, list[Cost]]:
        """Run the commands in turns; the first round only warms caches."""
        lines = {name: [str(part) for part in command] for name, command in commands.items()}
        for line in lines.values():
            self.commands.append(shlex.join(line).replace(f"{CHECKOUT}/", "").replace(f"{self.folder}/", "$BENCH/"))
        costs: dict[str, list[Cost]] = {name: [] for name in lines}
        for round_ in range(runs + 1):
            for name, line in lines.items():
                cost = measured(line)
                if round_:
                    costs[name].append(cost)
        return costs

    def row(self, name: str, ratio: float, budget: float, detail: str) -> None:
        """Add a line."""
        self.rows.append(Row(name, ratio, budget, detail))


def measured(command: Sequence[str]) -> Cost:
    """Run a command to its end; what it printed counts when it is JSON."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = perf_counter()
    done = subprocess.run(command, capture_output=True, check=False, cwd=CHECKOUT)  # noqa: S603  ours, from above
    wall = perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in EXIT_CODES:
        raise SystemExit(f"{shlex.join(command)}: exit code {done.returncode}\n{done.stderr.decode()}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    printed = json.loads(done.stdout) if done.stdout.startswith(b'{"seconds"') else {}
    return Cost(cpu, wall, printed)


def least(costs: Sequence[Cost], key: str = "cpu") -> float:
    """The least of a figure over the runs."""
    return min(figures(costs, key))


def shown(costs: Sequence[Cost], key: str = "cpu") -> str:
    """The least and the median, in milliseconds."""
    values = figures(costs, key)
    return f"{min(values) * 1000:.0f}/{statistics.median(values) * 1000:.0f} ms"


def figures(costs: Sequence[Cost], key: str) -> list[float]:
    """A figure of all runs: `cpu`, `wall`, or something that the stage printed."""
    return [cost.printed[key] if key in cost.printed else getattr(cost, key) for cost in costs]


def one_file(bench: Bench) -> None:
    """One changed file, the whole process with all rules, against an interpreter that does nothing."""
    root = bench.folder / "own"
    file = "application-0000/main.tf"
    cost = bench.turns(
        3 * bench.runs,
        bare=[PYTHON, "-c", "pass"],
        check=[GUARD, "check", "--facts", root / "platform.yaml", root / file],
    )
    for key, name in (("wall", "one changed file, by the clock"), ("cpu", "one changed file, processor time")):
        ratio = least(cost["check"], key) / least(cost["bare"], key)
        bench.row(name, ratio, 10.0, f"{shown(cost['check'], key)} : bare Python {shown(cost['bare'], key)}")


def plain(bench: Bench) -> None:
    """Plain configurations: what people wrote, and ours."""
    written = bench.folder / "written"
    for source in (CORPORA / "plan" / "databricks-real", CORPORA / "hcl" / "c7n-left-cases", CHECKOUT / "modules"):
        if source.is_dir():
            shutil.copytree(source, written / source.name, ignore=shutil.ignore_patterns("*.json"))
        else:
            bench.notes.append(f"left out of the plain configurations: {source.name} is not here")
    _load(bench, "load and evaluate, plain, written by people", written, FACTS, 1.0)
    own = bench.folder / "plain"
    _load(bench, "load and evaluate, plain, generated", own, own / "platform.yaml", 1.0)


def heavy(bench: Bench) -> None:
    """Configurations that are mostly modules and `for_each`; the memory that an instance takes."""
    for name, folder, facts in _heavy(bench):
        cost = _load(bench, f"load and evaluate, module-heavy, {name}", folder, facts, 2.0)
        instances = cost[0].printed["instances"]
        memory = least(cost, "memory") / instances / 1024
        bench.row(f"memory an instance, {name} (KB : 5 KB)", memory / 5, 1.0, f"{memory:.1f} KB, {instances} instances")


def all_rules(bench: Bench) -> None:
    """The whole command on about 10,000 instances."""
    for name, folder, facts in _heavy(bench):
        cost = bench.turns(
            bench.runs,
            parse=[PYTHON, HERE / "stages.py", "parse", folder],
            check=[GUARD, "check", "--facts", facts, "--format", "json", folder],
        )
        ratio = least(cost["check"]) / least(cost["parse"], "seconds")
        detail = f"{shown(cost['check'])} : T {shown(cost['parse'], 'seconds')}"
        bench.row(f"all rules, module-heavy, {name}", ratio, 3.0, detail)


def plan(bench: Bench) -> None:
    """A plan of 15,000 resources, against OPA and conftest with 60 plain rules."""
    rules = GIVEN / "plain_rules.rego"
    file = bench.folder / "plan" / "plan.json"
    if not rules.is_file():
        bench.notes.append(f"no measurement of a plan: {GIVEN.name}/plain_rules.rego is not here")
        return
    file.parent.mkdir()
    subprocess.run([PYTHON, GIVEN / "gen_plan.py", "15000", file], check=True, stdout=subprocess.DEVNULL)  # noqa: S603
    commands: dict[str, Sequence[str | Path]] = {"check": [GUARD, "check", "--format", "json", file]}
    opa = str(OPA) if OPA.is_file() else shutil.which("opa")
    if opa:
        commands["opa"] = [opa, "eval", "--strict-builtin-errors", "-d", rules, "-i", file, "data.main.deny"]
    else:
        bench.notes.append("no OPA here (make opa)")
    conftest = shutil.which("conftest")
    if conftest:
        commands["conftest"] = [conftest, "test", "--no-fail", "-p", rules.parent, file]
    else:
        bench.notes.append("no conftest here")
    cost = bench.turns(max(2, bench.runs // 2), **commands)
    for other in ("opa", "conftest"):
        if other in cost:
            ratio = least(cost["check"]) / least(cost[other])
            detail = f"{shown(cost['check'])} : {other} {shown(cost[other])}"
            bench.row(f"plan of 15,000 resources, all rules, against {other}", ratio, 0.5, detail)


def checkov(bench: Bench) -> None:
    """The estate of our own, against checkov where it is installed."""
    found = shutil.which("checkov")
    if not found:
        bench.notes.append("no checkov here")
        return
    folder = bench.folder / "own"
    cost = bench.turns(
        1,
        check=[GUARD, "check", "--facts", folder / "platform.yaml", folder],
        checkov=[found, "--quiet", "--compact", "-d", folder],
    )
    detail = f"{shown(cost['check'])} : checkov {shown(cost['checkov'])}"
    bench.row("an estate, all rules, against checkov", least(cost["check"]) / least(cost["checkov"]), 1 / 30, detail)


def _heavy(bench: Bench) -> list[tuple[str, Path, Path]]:
    """Name, folder and facts of the module-heavy estates of about 10,000 instances."""
    own = bench.folder / "own"
    estates = [("own estate", own, own / "platform.yaml")]
    if (bench.folder / "given").is_dir():
        estates.append(("given estate", bench.folder / "given", FACTS))
    return estates


def _load(bench: Bench, name: str, folder: Path, facts: Path, budget: float) -> list[Cost]:
    cost = bench.turns(
        bench.runs,
        parse=[PYTHON, HERE / "stages.py", "parse", folder],
        load=[PYTHON, HERE / "stages.py", "load", folder, facts],
    )
    parsed = cost["parse"][0].printed["bytes"] / 1e6
    detail = f"{shown(cost['load'], 'seconds')} : T {shown(cost['parse'], 'seconds')}, {parsed:.2f} MB"
    bench.row(name, least(cost["load"], "seconds") / least(cost["parse"], "seconds"), budget, detail)
    return cost["load"]


MEASUREMENTS: dict[str, Callable[[Bench], None]] = {
    "file": one_file,
    "plain": plain,
    "heavy": heavy,
    "rules": all_rules,
    "plan": plan,
    "checkov": checkov,
}


def prepare(bench: Bench) -> None:
    """Make the estates."""
    generator: list[str | Path] = [PYTHON, HERE / "estate.py"]
    subprocess.run([*generator, bench.folder / "own", "76"], check=True)  # noqa: S603  ours, from above
    subprocess.run([*generator, bench.folder / "plain", "76", "--plain"], check=True)  # noqa: S603
    given = GIVEN / "gen_estate.py"
    if given.is_file():
        subprocess.run([PYTHON, given, bench.folder / "given", "40"], check=True)  # noqa: S603
    else:
        bench.notes.append(f"no given estate: {GIVEN.name}/gen_estate.py is not here")


def table(bench: Bench) -> str:
    """All rows, the command lines, and what was not there."""
    lines = [f"Python {platform.python_version()}, {os.cpu_count()} processors; least/median of {bench.runs} runs", ""]
    lines.append(f"{'what':<52} {'ratio':>7} {'budget':>7}        least/median")
    for row in bench.rows:
        verdict = "met   " if row.ratio <= row.budget else "MISSED"
        lines.append(f"{row.name:<52} {row.ratio:>7.2f} {row.budget:>7.2f} {verdict} {row.detail}")
    lines += ["", *(f"note: {note}" for note in dict.fromkeys(bench.notes)), "", "Command lines, in this order:"]
    return "\n".join([*lines, *(f"  {command}" for command in bench.commands)])


def main() -> None:
    """Measure what was asked for; exit 1 when a budget is missed."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--runs", type=int, default=5, help="how often each stage runs (default: 5)")
    parser.add_argument("--only", default=",".join(MEASUREMENTS), help="which measurements, with commas between")
    given = parser.parse_args()
    wanted = given.only.split(",")
    for name in wanted:
        if name not in MEASUREMENTS:
            parser.error(f"there is no measurement {name!r}; known: {', '.join(MEASUREMENTS)}")
    with tempfile.TemporaryDirectory(prefix="datahub-guard-bench-") as folder:
        bench = Bench(Path(folder), given.runs)
        prepare(bench)
        for name in wanted:
            MEASUREMENTS[name](bench)
    print(table(bench))
    sys.exit(any(row.ratio > row.budget for row in bench.rows))


if __name__ == "__main__":
    main()
