"""A real OPA takes the Rego pack, passes its tests, and answers every case as the embedded engine does."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from datahub_guard.cli.checking import Request, load
from datahub_guard.cli.options import loaded_rules
from datahub_guard.rules.documents import document, slices
from datahub_guard.rules.rego.embedded import EmbeddedEngine
from datahub_guard.rules.rego.protocol import OK, Document
from tests.places import ROOT
from tests.rules.cases import all_cases, place

REGO = ROOT / "rego"


def test_opas_own_tests_pass(opa: Path) -> None:
    subprocess.run([opa, "check", REGO], check=True)
    subprocess.run([opa, "test", REGO], check=True, stdout=subprocess.DEVNULL)


def test_opa_answers_the_cases_alike(opa: Path, tmp_path: Path) -> None:
    engine = EmbeddedEngine()
    packs, rules = loaded_rules((), (), (), engine)
    rego = [rule for rule in rules if rule.language == "rego"]
    modules = [module for pack in packs for module in pack.modules]
    entrypoints = sorted(e for rule in rego for e in (rule.entrypoint, rule.undecided_entrypoint) if e)
    documents, names, facts = [], [], {}
    for number, case in enumerate(all_cases()):
        if case.rule not in {rule.id for rule in rego}:
            continue
        folder = tmp_path / str(number)
        folder.mkdir()
        estate = load(Request(paths=[str(place(case, folder))], root=str(folder)))
        facts = dict(estate.facts.document)
        for stack in estate.present:
            documents.append(json.loads(json.dumps(document(stack, slices(rego)), default=str)))
            names.append(f"{case}: {stack.path}")
    try:
        answers = engine.evaluate(modules, {"facts": facts}, [Document(json.dumps(d), entrypoints) for d in documents])
        embedded = [{o.entrypoint: o for o in outcomes} for outcomes in answers]
    finally:
        engine.close()
    expected = _ask_opa(opa, tmp_path, facts, documents, entrypoints)
    for i, name in enumerate(names):
        for entrypoint in entrypoints:
            outcome = embedded[i][entrypoint]
            assert outcome.status == OK, f"{name}: {entrypoint}: {outcome.message}"
            assert _sorted(outcome.value) == _sorted(expected[entrypoint][i]), f"{name}: {entrypoint}"


def _ask_opa(
    opa: Path, folder: Path, facts: object, documents: list[object], entrypoints: list[str]
) -> dict[str, list[object]]:
    """What OPA answers to each entrypoint for each document."""
    (folder / "facts.json").write_text(json.dumps({"facts": facts}), encoding="utf-8")
    (folder / "input.json").write_text(json.dumps({"documents": documents}), encoding="utf-8")
    asked = [
        f'"{entrypoint}": [answer | some document in input.documents; answer := {entrypoint} with input as document]'
        for entrypoint in entrypoints
    ]
    modules = [arg for path in sorted(REGO.glob("*.rego")) if "_test" not in path.name for arg in ("-d", str(path))]
    command = [
        str(opa),
        "eval",
        "--strict-builtin-errors",
        "--format",
        "raw",
        *modules,
        "-d",
        str(folder / "facts.json"),
    ]
    query = "{" + ", ".join(asked) + "}"
    done = subprocess.run(
        [*command, "-i", str(folder / "input.json"), query], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr + done.stdout
    answers: dict[str, list[object]] = json.loads(done.stdout)
    return answers


def _sorted(items: object) -> list[str]:
    assert isinstance(items, list)
    return sorted(json.dumps(item, sort_keys=True) for item in items)
