"""The JSON Schema that editors use says what the reader checks."""

from __future__ import annotations

import copy
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from datahub_guard.errors import GuardError
from datahub_guard.model import fact_kinds
from datahub_guard.model.records import Record, Word, fact
from datahub_guard.sources.facts.convert import Conversion, convert
from datahub_guard.sources.facts.jsonschema import facts_schema, record_schema
from tests.facts.conftest import OTHER, PLATFORM
from tests.places import ROOT

SCHEMA = ROOT / "datahub_guard" / "data" / "platform.schema.json"


def test_the_shipped_schema_is_current() -> None:
    tool = ROOT / "tools" / "facts_schema.py"
    result = subprocess.run(
        [sys.executable, str(tool), "--check"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(SCHEMA.read_text(encoding="utf-8")))


def test_the_facts_name_the_schema() -> None:
    first = PLATFORM.read_text(encoding="utf-8").splitlines()[0]
    named = first.removeprefix("# yaml-language-server: $schema=")
    assert first != named and (PLATFORM.parent / named).resolve() == SCHEMA


def test_everything_is_described_and_nothing_else_allowed() -> None:
    schema = facts_schema()
    for name, record in {"facts": schema, **schema["$defs"]}.items():
        assert record["description"] and record["additionalProperties"] is False, name
        for key, value in record["properties"].items():
            assert value["description"], f"{name}.{key}"


@pytest.mark.parametrize("path", [PLATFORM, OTHER], ids=["platform", "other"])
def test_the_facts_are_valid(path: Path) -> None:
    jsonschema.Draft202012Validator(facts_schema()).validate(yaml.safe_load(path.read_text(encoding="utf-8")))


def test_reader_and_schema_agree_about_every_key() -> None:
    """Take each key of the file away, and give each mapping one more: both see the same wrong, or none."""
    document = yaml.safe_load(OTHER.read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(facts_schema())
    agreed = {True: 0, False: 0}
    for change in _changes(document):
        fine = validator.is_valid(change)
        said = _reader(change)
        # Whether names exist is beyond a schema: only the reader may say more, and then about another key.
        assert fine or said, "only the schema sees it"
        if fine and said:
            assert " is missing" not in said and "unknown key" not in said and "expected" not in said, said
        agreed[fine] += 1
    assert agreed[False] > 250 and agreed[True] > 20


# Nothing ends in a line break: `$` stands before one in Python's expressions and not in an editor's.
TEXTS = [
    "", " ", "a", "A", "-a", "a-", "a-b", "a--b", "a_b", "a.b", "a b", "a\nb", "1", "12", "123456789012",
    "12345678901", "10.0.0.0/8", "10.0.0.1/8", "10.0.0.0/33", "::/0", "10.0.0.1", "1.2.3.4.5", "443", "443-",
    "8445-8451", "tcp", "network", "arn:aws:iam::123456789012:role/x", "arn:aws:iam::12:role/x",
    "eu-central-1", "euc1-az1", ".", "..", "a/b", "a/", "/a", "git.test/a/b", "git.test", "git.test:8080/a",
    "2026-01-31", "2026-13-01", "high", "S3-001", "s3-001", "aws_*", "aws*x", "(", "[a-z]+", "{environment}",
    "{env}", "{", "0c1d2e3f-0000-1111-2222-333344445555", "é", "*",
]  # fmt: skip


@pytest.mark.parametrize("name", sorted(name for name, kind in vars(fact_kinds).items() if isinstance(kind, Word)))
def test_reader_and_schema_agree_about_every_form_of_text(name: str) -> None:
    kind = getattr(fact_kinds, name)
    probe: type[Record] = type("Probe", (Record,), {"__doc__": "One text.", "text": fact(kind, "A text")})
    schema = record_schema(probe, {})
    agreed = {True: 0, False: 0}
    for text in TEXTS:
        conversion = Conversion()
        node = yaml.compose(json.dumps({"text": text}), Loader=yaml.SafeLoader)
        assert node is not None
        conversion.record(probe, node, ())
        fine = jsonschema.Draft202012Validator(schema).is_valid({"text": text})
        if kind.check is not None and fine and kind.check(text):
            assert conversion.faults, "what a schema cannot say is the reader's to say"
        else:
            assert fine == (not conversion.faults), (text, conversion.faults)
        agreed[fine] += 1
    assert agreed[True] and agreed[False]


def _reader(document: Any) -> str:
    try:
        convert(yaml.dump(document, Dumper=yaml.CSafeDumper, sort_keys=False).encode(), "facts.yaml")
    except GuardError as error:
        return str(error)
    return ""


def _changes(document: Any) -> Iterator[Any]:
    for path in _mappings(document, ()):
        for key in [*_at(document, path), None]:
            changed = copy.deepcopy(document)
            node = _at(changed, path)
            if key is None:
                node["Xx yy"] = 1
            else:
                del node[key]
            yield changed


def _at(node: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        node = node[step]
    return node


def _mappings(node: Any, path: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    if isinstance(node, dict):
        yield path
        for key, value in node.items():
            yield from _mappings(value, (*path, key))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from _mappings(value, (*path, index))
