"""What is refused when modules are loaded, with its place and its reason; and what is not."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from datahub_guard.rules.rego.builtins import ARITY, EXTENSIONS, METADATA_CALLS, REFUSED, VARIADIC, refusal
from datahub_guard.rules.rego.embedded import EmbeddedEngine
from datahub_guard.rules.rego.protocol import Document, Module


@pytest.fixture(scope="module")
def engine() -> Iterator[EmbeddedEngine]:
    engine = EmbeddedEngine()
    yield engine
    engine.close()


def found(engine: EmbeddedEngine, *texts: str) -> list[str]:
    modules = [Module(f"m{number}.rego", f"package m{number}\n\n{text}\n") for number, text in enumerate(texts)]
    return [f"{d.code} {d}" for d in engine.check(modules)]


WRONG = {
    # What regorus would kill its process with, or take for ever over.
    "f(x) := f(x)": (
        "rego_recursion_error",
        "3:1",
        "function data.m0.f is recursive: m0.f -> m0.f",
    ),
    "f(x) := g(x)\n\ng(x) := f(x)": (
        "rego_recursion_error",
        "3:1",
        "function data.m0.f is recursive: m0.f -> m0.g -> m0.f",
    ),
    "f(x) := p\n\np := f(1)": (
        "rego_recursion_error",
        "3:1",
        "function data.m0.f is recursive: m0.f -> m0.p -> m0.f",
    ),
    "p := data.m0[input.name]": (
        "rego_recursion_error",
        "3:1",
        "rule data.m0.p is recursive: m0.p -> m0.p",
    ),
    f"p := {'[' * 13}{']' * 13}": (
        "limit",
        "3:18",
        "brackets are nested 13 deep, more than 12: put such a document into JSON",
    ),
    f"p := {'a' * 66000}": (
        "limit",
        "3:1",
        "a line is longer than 65000 characters",
    ),
    "p := data[input.name]": (
        "rego_recursion_error",
        "3:1",
        "rule data.m0.p is recursive: m0.p -> m0.p",
    ),
    # What it would only say when it gets there.
    "p := missing(1)": (
        "rego_type_error",
        "3:6",
        "undefined function missing",
    ),
    "p := data.m0.missing(1)": (
        "rego_type_error",
        "3:6",
        "undefined function data.m0.missing",
    ),
    "p := data.m0.missing": (
        "rego_type_error",
        "3:6",
        "data.m0.missing: the package has no rule of this name (nor may data lie there)",
    ),
    "p := count(1, 2, 3)": (
        "rego_type_error",
        "3:6",
        "function count has 1 arguments, got 3",
    ),
    "f(x) := x\n\np := f(1, 2, 3)": (
        "rego_type_error",
        "5:6",
        "function f has 1 arguments, got 3",
    ),
    # What it does not have, or OPA does not answer alike.
    'p := http.send({"url": "x"})': (
        "portability",
        "3:6",
        "http.send may not be called: a rule decides by its input alone and has no network",
    ),
    "p := opa.runtime()": (
        "portability",
        "3:6",
        "opa.runtime may not be called: a rule decides by its input alone; the environment",
    ),
    "p := time.now_ns()": (
        "portability",
        "3:6",
        "time.now_ns may not be called: a rule decides by its input alone, and gives the same",
    ),
    'p := io.jwt.decode("x")': (
        "portability",
        "3:6",
        "io.jwt.decode may not be called: the embedded engine does not have it",
    ),
    'p := re_match("a", "b")': (
        "portability",
        "3:6",
        "re_match may not be called: it is deprecated; write `regex.match`",
    ),
    "p := data.lib.if": (
        "portability",
        "3:15",
        '`.if`: a keyword after a dot is not portable: write ["if"]',
    ),
    'p := $"{input.x}"': (
        "portability",
        "3:6",
        'template strings ($"...") are not portable: write sprintf',
    ),
    "p if not {1}": (
        "portability",
        "3:6",
        "`not {` is not portable: put what is negated into a rule of its own",
    ),
    "import future.keywords.not": (
        "portability",
        "3:1",
        "import future.keywords.not: the keyword 'not' is not portable",
    ),
    'p := sprintf("%5d", [1])': (
        "portability",
        "3:6",
        "sprintf: '%5d' is not portable: use %s, %v, %d, %f and %.2f",
    ),
    'p := sprintf("%t", [true])': (
        "portability",
        "3:6",
        "sprintf: '%t' is not portable: use %s, %v, %d, %f and %.2f",
    ),
    'p := sprintf("%s %s", [1])': (
        "rego_type_error",
        "3:6",
        "sprintf: the format has 2 verbs, the array 1 values",
    ),
    'p if { crypto.sha256("a", x); x == "b" }': (
        "portability",
        "3:8",
        "crypto.sha256: take the result with `:=`, not as a last argument, which is not portable",
    ),
    # What it says itself.
    "p[x] { x := 1 }": (
        "rego_parse_error",
        "3:6",
        "`if` keyword is required before rule body",
    ),
    "p contains x if { y > 1 }": (
        "rego_unsafe_var_error",
        "3:19",
        "use of undefined variable `y` is unsafe",
    ),
    'f("")': (
        "rego_parse_error",
        "3:1",
        "rule must have a body or assignment: write `:= true`",
    ),
}


@pytest.mark.parametrize("text", WRONG)
def test_it_is_refused(engine: EmbeddedEngine, text: str) -> None:
    code, place, message = WRONG[text]
    (answer,) = found(engine, text)
    assert answer.startswith(f"{code} m0.rego:{place}: {message}")


RIGHT = {
    "a name that a rule binds itself": "f(key) := x if x := key\n\nkey := f(1)",
    "`every` hides a rule": "p if every p in input.list { p > 1 }",
    "a local variable hides a rule": "p if {\n\tp := input.list\n\tp[0] > 1\n}",
    "a rule in two bodies": 'p contains "a" if input.a\n\np contains "b" if input.b',
    "a rule that uses another through its package": "p := data.m0.q\n\nq := 1",
    "data below no package": "p := data.facts.accounts[input.account]",
    "any data of a kind": "p := data[input.name].accounts\n\nf(x) := x",
    "a path that cannot lead back": "p := data[input.name].q.r\n\nq := 1",
    "verbs that all engines have": 'p := sprintf("%s %v %d %f %.2f 100%%", [1, 2, 3, 4.5, 5.5])',
    "a format that is not known": "p := sprintf(input.format, [1])",
    "an output argument of a native builtin": 'p contains x if net.cidr_expand("10.0.0.0/30", x)',
    "every extension": "\n".join(
        f"e{number}({', '.join(f'a{n}' for n in range(arity))}) := {name}({', '.join(f'a{n}' for n in range(arity))})"
        for number, (name, arity) in enumerate(EXTENSIONS.items())
    ),
    "metadata": "# METADATA\n# title: T\np := [rego.metadata.rule(), rego.metadata.chain()]",
    "brackets and marks in texts": 'p := ["' + "[{(" * 20 + '", `$"' + "[" * 20 + "`] # " + "[" * 20,
    "a default function": "default f(_) := 1\n\np if f(2) == 1",
    "a keyword in brackets": 'p := input["if"]["contains"]',
    "print": 'p if print("a", 1, input)',
    "import rego.v1": "import rego.v1\n\np := 1",
    "the deepest nesting": f"p := {'[' * 12}{']' * 12}",
}


@pytest.mark.parametrize("name", RIGHT)
def test_it_is_taken(engine: EmbeddedEngine, name: str) -> None:
    assert found(engine, RIGHT[name]) == []


def test_all_that_is_wrong_is_told_at_once(engine: EmbeddedEngine) -> None:
    answers = found(
        engine, "p := missing(1)\n\nq := http.send({})", "p[x] { x := 1 }", "import data.m0\n\np := m0.absent"
    )
    assert [answer.split(": ")[0] for answer in answers] == [
        "rego_type_error m0.rego:3:6",
        "portability m0.rego:5:6",
        "rego_parse_error m1.rego:3:6",
        "rego_type_error m2.rego:5:6",
    ]


def test_the_native_builtins_are_the_engines_own(engine: EmbeddedEngine) -> None:
    probe = Module("probe.rego", "package probe\n\nnames := opa.runtime().builtins\n")
    ((outcome,),) = engine.evaluate([probe], {}, [Document({}, ["data.probe.names"])])
    native = {name for name in outcome.value if not name.startswith("__")}
    portable = set(ARITY) - set(METADATA_CALLS)
    assert portable - native - set(EXTENSIONS) == set(), "named portable, and nobody has them"
    assert native - portable - set(REFUSED) == set(), "neither portable nor refused with a reason"


@pytest.mark.opa
def test_the_builtins_are_opas(opa: Path) -> None:
    answer = subprocess.run([str(opa), "capabilities", "--current"], capture_output=True, check=True).stdout
    builtins = {item["name"]: item for item in json.loads(answer)["builtins"] if "infix" not in item}
    arity = {name: len(item["decl"].get("args", [])) for name, item in builtins.items()}
    assert {name: arity.get(name) for name in ARITY} == ARITY
    unknown = [name for name in builtins if name not in ARITY and name not in VARIADIC and refusal(name) is None]
    assert unknown == [], "builtins of OPA that are neither portable nor refused with a reason"


@pytest.mark.opa
@pytest.mark.parametrize("name", RIGHT)
def test_opa_takes_it_too(opa: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "m0.rego").write_text(f"package m0\n\n{RIGHT[name]}\n", encoding="utf-8")
    checked = subprocess.run([str(opa), "check", str(tmp_path)], capture_output=True, check=False)
    assert checked.returncode == 0, checked.stderr.decode()
