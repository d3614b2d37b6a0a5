"""Annotations: what belongs to which rule, what OPA refuses, and the same answers as a real OPA."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from datahub_guard.rules.rego.annotation_yaml import YamlError, load
from datahub_guard.rules.rego.embedded import EmbeddedEngine
from datahub_guard.rules.rego.metadata import Annotated, MetadataError, annotate, expand_calls, rules_of
from datahub_guard.rules.rego.protocol import Document, Module

TRAPS = """# METADATA
# scope: subpackages
# title: all of it
# organizations: [Data Hub]

# METADATA
# title: the package
# custom:
#   owner: platform
package datahub.traps

import data.datahub.other

# A comment before.
# METADATA
# title: the first set
# description: |-
#   two lines,
#     the second indented # and no comment
# authors:
#   - Ada Lovelace <ada@example.com>
#   - name: Grace Hopper
# custom: {id: TRAP-001, severity: high, when: 2024-01-01, answer: "yes", word: yes, on: true}

# Blank lines and comments may follow.

deny_first contains hit if {
	hit := {"own": rego.metadata.rule(), "all": rego.metadata.chain()}
}

text := `
# METADATA
# title: inside a raw string
`

quoted := "# METADATA" # METADATA
	# METADATA
# not part of anything

deny_plain contains "x" if true

# METADATA
# entrypoint: true
# title: a document
deny_document contains "a" if false

deny_document contains rego.metadata.chain() if true

# METADATA
# title: the second body
deny_document contains "c" if false

# METADATA
# title: unsure
undecided_first contains "x" if true

# METADATA
# title: no rule of ours
helper(x) := x + 1

default allow := false
"""


@pytest.fixture(scope="module")
def engine() -> Iterator[EmbeddedEngine]:
    engine = EmbeddedEngine()
    yield engine
    engine.close()


def parsed(engine: EmbeddedEngine, text: str) -> tuple[Annotated, dict[str, Any]]:
    module = Module("traps.rego", text)
    tree, error = engine.syntax(module)
    assert tree is not None, error
    return annotate(module, tree), tree


def test_what_belongs_to_which_rule(engine: EmbeddedEngine) -> None:
    annotated, _ = parsed(engine, TRAPS)
    rules = {rule.entrypoint: rule for rule in rules_of(annotated)}
    assert list(rules) == [
        "data.datahub.traps.deny_first",
        "data.datahub.traps.deny_plain",
        "data.datahub.traps.deny_document",
        "data.datahub.traps.undecided_first",
    ]
    first = rules["data.datahub.traps.deny_first"]
    assert (first.kind, first.name, first.path) == ("deny", "first", "traps.rego")
    assert TRAPS.splitlines()[first.line - 1].startswith("deny_first")
    assert TRAPS.splitlines()[first.annotation_line - 1] == "# METADATA"
    assert first.content["title"] == "the first set"
    assert first.content["description"] == "two lines,\n  the second indented # and no comment"
    assert first.content["custom"] == {
        "id": "TRAP-001",
        "severity": "high",
        "when": "2024-01-01",
        "answer": "yes",
        "word": "yes",
        "on": True,
    }
    assert rules["data.datahub.traps.deny_plain"].annotation_line == 0
    assert rules["data.datahub.traps.deny_document"].content["title"] == "a document"
    assert rules["data.datahub.traps.undecided_first"].kind == "undecided"


def test_calls_are_bound_on_their_line(engine: EmbeddedEngine) -> None:
    annotated, tree = parsed(engine, TRAPS)
    expanded = expand_calls(annotated, tree, [annotated])
    assert "rego.metadata" not in expanded.text
    assert len(expanded.text.splitlines()) == len(TRAPS.splitlines())


@pytest.mark.opa
def test_calls_are_bound_as_opa_binds_them(engine: EmbeddedEngine, opa: Path, tmp_path: Path) -> None:
    text = TRAPS.replace("when: 2024-01-01, ", "")  # OPA makes a time of a date; with us it stays text
    (tmp_path / "traps.rego").write_text(text, encoding="utf-8")
    command = [str(opa), "eval", "-d", str(tmp_path), "--format", "json", "data.datahub.traps"]
    answer = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    wanted = answer["result"][0]["expressions"][0]["value"]
    annotated, tree = parsed(engine, text)
    modules = [expand_calls(annotated, tree, [annotated])]
    names = ["deny_first", "deny_document"]
    document = Document({}, [f"data.datahub.traps.{name}" for name in names])
    (outcomes,) = engine.evaluate(modules, {}, [document])
    assert [outcome.value for outcome in outcomes] == [wanted[name] for name in names]


@pytest.mark.opa
def test_annotations_as_opa_reads_them(engine: EmbeddedEngine, opa: Path, tmp_path: Path) -> None:
    text = TRAPS.replace("when: 2024-01-01, ", "")
    (tmp_path / "traps.rego").write_text(text, encoding="utf-8")
    command = [str(opa), "inspect", "--annotations", "--format", "json", str(tmp_path)]
    answer = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    wanted = sorted((item["location"]["row"], item["annotations"]["scope"]) for item in answer["annotations"])
    annotated, _ = parsed(engine, text)
    assert sorted((a.target.line, a.scope) for a in annotated.annotations) == wanted


REFUSED = {
    "# METADATA\npackage a\n": (1, "found whitespace"),
    "# METADATA\n#\n#   \npackage a\n": (1, "found whitespace"),
    "package a\n\n# METADATA\n# title: [\np := 1\n": (5, "not valid YAML"),
    "package a\n\n# METADATA\n# title: a\n# title: b\np := 1\n": (5, "duplicate key 'title'"),
    "package a\n\n# METADATA\n# - a\np := 1\n": (3, "must be a YAML mapping"),
    "package a\n\np := 1\n\n# METADATA\n# title: a\n": (5, "above no statement"),
    "package a\n\n# METADATA\n# title: a\nimport data.b\n\np := b\n": (3, "above an import"),
    "package a\n\n# METADATA\n# scope: package\np := 1\n": (3, "must be applied to package"),
    "# METADATA\n# scope: rule\npackage a\n": (1, "must be applied to rule"),
    "package a\n\n# METADATA\n# scope: world\np := 1\n": (3, "invalid annotation scope 'world'"),
    "package a\n\n# METADATA\n# scope: rule\n# entrypoint: true\np := 1\n": (3, "entrypoint applied to"),
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_opa_refuses_is_refused_with_its_line(engine: EmbeddedEngine, text: str) -> None:
    line, message = REFUSED[text]
    with pytest.raises(MetadataError, match=message) as caught:
        parsed(engine, text)
    assert caught.value.line == line


@pytest.mark.opa
@pytest.mark.parametrize("text", REFUSED)
def test_opa_refuses_it_too(opa: Path, tmp_path: Path, text: str) -> None:
    (tmp_path / "a.rego").write_text(text, encoding="utf-8")
    command = [str(opa), "inspect", "--annotations", str(tmp_path)]
    assert subprocess.run(command, capture_output=True, check=False).returncode != 0


def test_a_document_annotation_stands_once(engine: EmbeddedEngine) -> None:
    block = "# METADATA\n# scope: document\n# title: a\n"
    modules = [Module(f"{name}.rego", f"package a\n\n{block}p contains 1 if true\n") for name in ("one", "two")]
    assert [str(d) for d in engine.check(modules)] == ["two.rego:3:1: document annotation redeclared: one.rego:3:1"]


def test_text_stays_text() -> None:
    text = "a: yes\nb: off\nc: 2024-01-01\nd: 010\ne: 1:20\nf: 0x1f\ng: 1.5\nh: 12\ni: true\nj: ~\nk: '1'\n"
    assert load(text) == {
        "a": "yes",
        "b": "off",
        "c": "2024-01-01",
        "d": "010",
        "e": "1:20",
        "f": "0x1f",
        "g": 1.5,
        "h": 12,
        "i": True,
        "j": None,
        "k": "1",
    }


@pytest.mark.parametrize("text", ["a: !!python/object/apply:os.system [x]", "a: &x [*x]", "? [a]\n: b", "1: a"])
def test_nothing_but_plain_yaml(text: str) -> None:
    with pytest.raises(YamlError):
        load(text)
