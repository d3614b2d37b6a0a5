"""OPA's conformance cases, put to the embedded engine as entrypoints.

A case is a query over modules, data and an input, with its bindings or an error. `data.a.p = x` asks for the entrypoint
`data.a.p`; any other query is put into a module of its own. An output argument of an extension (`f(a, x)`) is
rewritten to `x = f(a)`, which the product asks its users to do.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from datahub_guard.errors import GuardError
from datahub_guard.rules.rego import metadata
from datahub_guard.rules.rego.builtins import EXTENSIONS
from datahub_guard.rules.rego.embedded import EmbeddedEngine
from datahub_guard.rules.rego.names import Parsed
from datahub_guard.rules.rego.portable import check_modules, check_text
from datahub_guard.rules.rego.protocol import ERROR, OK, UNDEFINED, Document, Limits, Module, Outcome
from datahub_guard.rules.rego.syntax import reference, walk
from tests.places import CORPORA

CASES = CORPORA / "rego/opa-conformance/v1/test/cases/testdata/v1"
LIMITS = Limits(entrypoint=3.0, total=120.0)

SIMPLE = re.compile(r"(data(?:\.[A-Za-z_]\w*)*) = x")
WRAPPER = "package conformance_query\n\nresult := [{%s} | %s]\n"


class Case:
    """One case; `id` is its note, numbered where OPA uses a note twice."""

    def __init__(self, id: str, content: dict[str, Any]) -> None:
        self.id = id
        self.data = content.get("data") or {}
        self.input = json.dumps(content.get("input", {}))
        self.sorted = bool(content.get("sort_bindings"))
        self.wanted = content.get("want_result")
        self.fails = "want_error" in content or "want_error_code" in content
        texts = list(content.get("modules") or [])
        simple = SIMPLE.fullmatch(content["query"])
        term = content.get("input_term")
        if simple and term is None:
            self.entrypoint = simple[1]
        else:
            names = sorted({name for binding in self.wanted or [] for name in binding})
            query = content["query"] + (f" with input as {term}" if term is not None else "")
            texts.append(WRAPPER % (", ".join(f'"{name}": {name}' for name in names), query))
            self.entrypoint = "data.conformance_query.result"
        self.simple = simple is not None and term is None
        self.modules = [Module(f"module-{number}.rego", text) for number, text in enumerate(texts)]

    def agrees(self, outcome: Outcome) -> bool:
        """Whether the engine answered as OPA does; any error is as good as any other."""
        if self.fails:
            return outcome.status == ERROR
        value, wanted = (_sorted(outcome.value), _sorted(self.wanted)) if self.sorted else (outcome.value, self.wanted)
        if wanted is None:
            return False
        if not self.simple:
            return outcome.status == OK and _sorted(value) == _sorted(wanted)
        if not wanted:
            return outcome.status == UNDEFINED
        return outcome.status == OK and bool(value == wanted[0]["x"])


def cases() -> list[Case]:
    """All cases, in the order of files and notes."""
    found = []
    seen: dict[str, int] = {}
    for path in sorted(CASES.glob("*/*.yaml")):
        for content in _load(path)["cases"]:
            note = content["note"]
            seen[note] = seen.get(note, 0) + 1
            found.append(Case(note if seen[note] == 1 else f"{note} #{seen[note]}", content))
    return found


def _load(path: Path) -> dict[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    content: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), loader)  # noqa: S506  # both are safe loaders
    return content


def run(case: Case, engine: EmbeddedEngine) -> Outcome:
    """The engine's answer; modules that cannot be loaded are an error."""
    try:
        modules = _prepared(case.modules, engine)
        documents = [Document(case.input, [case.entrypoint])]
        outcome = next(engine.evaluate(modules, case.data, documents, LIMITS))[0]
    except GuardError as error:
        return Outcome(case.entrypoint, ERROR, message=str(error))
    if case.fails and outcome.status != ERROR:
        return next((Outcome(case.entrypoint, ERROR, message=text) for text in refused(case, engine)), outcome)
    return outcome


def refused(case: Case, engine: EmbeddedEngine) -> list[str]:
    """What the portability check has against the case's modules."""
    found = [d for module in case.modules for d in check_text(module)]
    trees = [(module, engine.syntax(module)[0]) for module in case.modules if not found]
    parsed = [Parsed(module, tree) for module, tree in trees if tree is not None]
    return [str(d) for d in [*found, *check_modules(parsed)]]


def _prepared(modules: list[Module], engine: EmbeddedEngine) -> list[Module]:
    names = [name for name in EXTENSIONS if any(name in module.text for module in modules)]
    calls_metadata = any("rego.metadata" in module.text for module in modules)
    if not names and not calls_metadata:
        return modules
    modules = [_without_outputs(module, engine) for module in modules]
    if not calls_metadata:
        return modules
    trees = [_tree(module, engine) for module in modules]
    annotated = [metadata.annotate(module, tree) for module, tree in zip(modules, trees, strict=True)]
    return [metadata.expand_calls(item, tree, annotated) for item, tree in zip(annotated, trees, strict=True)]


def _tree(module: Module, engine: EmbeddedEngine) -> dict[str, Any]:
    tree, error = engine.syntax(module)
    if tree is None:
        raise GuardError(error)
    return tree


def _without_outputs(module: Module, engine: EmbeddedEngine) -> Module:
    text = module.text.encode()
    calls = [node for kind, node in walk(_tree(module, engine)["rules"]) if kind == "Call"]
    for node in sorted(calls, key=lambda node: -node["span"]["start"]):
        name = ".".join(reference(node["fcn"])[0])
        if len(node["params"]) != EXTENSIONS.get(name, 99) + 1:
            continue
        span = next(iter(node["params"][-1].values()))["span"]
        start, end = node["span"]["start"], node["span"]["end"]
        call = text[start : span["start"]].rstrip(b' "`').removesuffix(b",") + b")"
        output = text[start + len(call) : end - 1].strip(b", ")
        text = text[:start] + output + b" = " + call + text[end:]
    return Module(module.path, text.decode())


def _sorted(value: Any) -> Any:
    """The value with its arrays in one order, for what has none."""
    if isinstance(value, list):
        return sorted(map(_sorted, value), key=lambda item: json.dumps(item, sort_keys=True))
    if isinstance(value, dict):
        return {key: _sorted(item) for key, item in value.items()}
    return value


def results(selected: list[Case] | None = None) -> Iterator[tuple[Case, Outcome]]:
    """Each case with the engine's answer."""
    engine = EmbeddedEngine(LIMITS)
    try:
        for case in selected if selected is not None else cases():
            yield case, run(case, engine)
    finally:
        engine.close()


if __name__ == "__main__":
    passing = [case.id for case, outcome in results() if case.agrees(outcome)]
    Path(__file__).with_name("conformance_passing.txt").write_text("\n".join(passing) + "\n", encoding="utf-8")
