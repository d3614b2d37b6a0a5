"""One check from paths to a report: load, run, build. It prints nothing."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from time import perf_counter
from typing import NamedTuple

from datahub_guard.cli.options import FACTS, loaded_rules, pairs
from datahub_guard.errors import GuardError
from datahub_guard.execution import processes
from datahub_guard.findings.report import Report, SkippedRule, build, judged
from datahub_guard.model.estate import Estate
from datahub_guard.model.facts import Facts
from datahub_guard.rules import packs
from datahub_guard.rules.contract import Rule
from datahub_guard.rules.rego.embedded import EmbeddedEngine
from datahub_guard.rules.rego_rules import RegoRules
from datahub_guard.rules.verdicts import Verdicts
from datahub_guard.sources.facts import load_facts

Tell = Callable[[str], None]


class Request(NamedTuple):
    """What the command line and the settings ask for."""

    paths: Sequence[str]
    root: str
    facts: str | None = None
    packs: Sequence[str] = ()
    select: Sequence[str] = ()
    ignore: Sequence[str] = ()
    var_files: Sequence[str] = ()
    plans: Sequence[str] = ()
    states: Sequence[str] = ()
    use_plans: bool = True
    repository: str | None = None
    estate_index: str | None = None
    jobs: int = 1
    second_reader: bool = False


def check(request: Request, tell: Tell) -> Report:
    """Load what `request` names, run the selected rules, and return the report.

    Raises GuardError for a wrong setting, pack or facts file, and when there is nothing to check.
    """
    # Nothing that a check allocates becomes garbage in cycles before its end; the collector would only look for it.
    gc.disable()
    start = perf_counter()
    engine = EmbeddedEngine()
    # the worker gets ready while this process loads rules and reads files
    engine.start()
    try:
        loaded, rules = loaded_rules(request.packs, request.select, request.ignore, engine)
        if not rules:
            raise GuardError("no rule is left to run: --ignore leaves out all that --select chooses")
        facts = load_facts(request.facts or f"{packs.shipped('policies')}/{FACTS}")
        rego = [rule for rule in rules if rule.language == "rego"]
        rego_rules = RegoRules(engine, [m for pack in loaded for m in pack.modules], rego, facts)
        if rego:
            rego_rules.load()
        opened = perf_counter()
        tell("reading")
        estate = load(request, facts, tell)
        read = perf_counter()
        tell("checking")
        verdicts = Verdicts()
        if rego:
            rego_rules.run(estate, verdicts)
        asked = perf_counter()
        python = processes.run(estate, [rule for rule in rules if rule.language == "python"], request.jobs)
        checked = perf_counter()
    finally:
        engine.close()
    skipped = _without_input(rules, estate)
    report = build(
        estate, [judged(verdicts), python], [rule for rule in rules if rule.id not in skipped], list(skipped.values())
    )
    report.seconds = {
        "rules loaded": opened - start,
        "files read": read - opened,
        "rego rules": asked - read,
        "python rules": checked - asked,
        "report": perf_counter() - checked,
    }
    return report


def _without_input(rules: Sequence[Rule], estate: Estate) -> dict[str, SkippedRule]:
    """The rules that had nothing to look at, by id: a rule about changes needs a plan."""
    if any(stack.plan is not None for stack in estate.present):
        return {}
    reason = "it looks at what a plan changes, and no plan was read"
    return {rule.id: SkippedRule(rule.id, reason) for rule in rules if rule.scope == "change"}


def load(request: Request, facts: Facts | None = None, tell: Tell | None = None) -> Estate:
    """Load the estate that `request` names; raises GuardError when there is nothing to check."""
    from datahub_guard.sources.load import load_estate

    facts = facts or load_facts(request.facts or f"{packs.shipped('policies')}/{FACTS}")
    estate = load_estate(
        request.paths,
        facts,
        root=request.root,
        var_files=request.var_files,
        plans=pairs(request.plans, "--plan"),
        states=pairs(request.states, "--state"),
        use_plans=request.use_plans,
        repository=request.repository,
        index=request.estate_index,
        second_reader=request.second_reader,
        tell=tell,
    )
    if not estate.stacks and not estate.problems:
        raise GuardError(
            f"nothing to check in {', '.join(request.paths)}: no Terraform configuration (*.tf, *.tf.json) and no plan"
        )
    return estate
