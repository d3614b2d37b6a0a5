"""Splits the Python rules of an estate over processes of this machine.

The estate is read once; the processes are forked from there and share it. Each judges its part of the stacks and sends
findings back, which are plain data. Rules about the estate as a whole run here, over all of it.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from datahub_guard.findings.finding import Finding
from datahub_guard.findings.report import Part, judged
from datahub_guard.model.estate import Estate
from datahub_guard.model.places import Place
from datahub_guard.rules.contract import Rule
from datahub_guard.rules.engine import run_estate, run_stacks
from datahub_guard.rules.verdicts import RuleFailure, Verdicts


def run(estate: Estate, rules: Sequence[Rule], jobs: int) -> Part:
    """Run the Python rules with `jobs` processes; the same findings as with one, in another order.

    Raises RuntimeError when a process ends without its answer, which a rule cannot cause by raising.
    """
    jobs = min(jobs, len(estate.present)) if hasattr(os, "fork") else 1
    if jobs <= 1:
        verdicts = Verdicts()
        run_stacks(estate, estate.present, rules, verdicts)
        run_estate(estate, rules, verdicts)
        return judged(verdicts)
    started = [_start(estate, rules, number, jobs) for number in range(jobs)]
    own = Verdicts()
    run_estate(estate, rules, own)
    whole = judged(own)
    by_id = {rule.id: rule for rule in rules}
    for pid, reading in started:
        _add(whole, _answer(pid, reading), by_id)
    return whole


def _start(estate: Estate, rules: Sequence[Rule], number: int, jobs: int) -> tuple[int, int]:
    import pickle

    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        return pid, reading
    code = 1
    try:
        os.close(reading)
        verdicts = Verdicts()
        run_stacks(estate, estate.present[number::jobs], rules, verdicts)
        part = judged(verdicts)
        failures = [(f.rule.id, f.message, f.place.key(), f.stack, f.subject) for f in part.failures]
        with os.fdopen(writing, "wb") as stream:
            pickle.dump(
                (part.findings, part.undecided, failures, part.seconds, part.secrets), stream, pickle.HIGHEST_PROTOCOL
            )
        code = 0
    finally:
        # nothing of the parent's (buffers, handlers, the Rego worker) is this process's to clean up
        os._exit(code)


def _answer(pid: int, reading: int) -> Any:
    import pickle

    with os.fdopen(reading, "rb") as stream:
        data = stream.read()
    _, status = os.waitpid(pid, 0)
    if status or not data:
        raise RuntimeError(f"a process that judged stacks ended without an answer (status {status})")
    # written by the process above, from our own objects
    return pickle.loads(data)  # noqa: S301


def _add(whole: Part, answer: Any, rules: dict[str, Rule]) -> None:
    findings, undecided, failures, seconds, secrets = answer
    whole.secrets.update(secrets)
    found: list[Finding] = findings
    whole.findings.extend(found)
    whole.undecided.extend(undecided)
    for rule, message, place, stack, subject in failures:
        whole.failures.append(RuleFailure(rules[rule], message, Place(*place), stack, subject))
    for rule, spent in seconds.items():
        whole.seconds[rule] = whole.seconds.get(rule, 0.0) + spent
