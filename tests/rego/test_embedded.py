"""The embedded engine where nothing goes wrong: values, order, streams, and what it costs."""

from __future__ import annotations

import importlib.metadata
import json
import time
from collections.abc import Iterator

import pytest

from datahub_guard.rules.rego.embedded import AHEAD_DOCUMENTS, EmbeddedEngine
from datahub_guard.rules.rego.protocol import OK, UNDEFINED, Document, Module

MODULE = Module(
    "shapes.rego",
    """package shapes

deny_big contains hit if {
	some item in input.items
	item.size > data.limit
	hit := {"subject": item.name, "msg": sprintf("%d is more than %d", [item.size, data.limit])}
}

marker := "<undefined>"

nothing := null

missing := input.absent

echo := input

default fallback := false

fallback if input.absent
""",
)
DATA = {"limit": 2}


@pytest.fixture(scope="module")
def engine() -> Iterator[EmbeddedEngine]:
    engine = EmbeddedEngine()
    yield engine
    engine.close()


def value_of(engine: EmbeddedEngine, name: str, document: object) -> object:
    text = json.dumps(document)
    ((outcome,),) = engine.evaluate([MODULE], DATA, [Document(text, [f"data.shapes.{name}"])])
    assert outcome.status == OK, outcome.message
    return outcome.value


def test_a_set_of_hits(engine: EmbeddedEngine) -> None:
    items = [{"name": "b", "size": 4}, {"name": "a", "size": 3}, {"name": "c", "size": 2}]
    assert value_of(engine, "deny_big", {"items": items}) == [
        {"subject": "a", "msg": "3 is more than 2"},
        {"subject": "b", "msg": "4 is more than 2"},
    ]


def test_an_empty_set_is_a_value_and_a_missing_one_is_not(engine: EmbeddedEngine) -> None:
    names = ["deny_big", "missing", "nothing", "marker", "fallback", "no_such_rule"]
    document = Document({"items": []}, [f"data.shapes.{name}" for name in names])
    (outcomes,) = engine.evaluate([MODULE], DATA, [document])
    assert [(o.status, o.value) for o in outcomes] == [
        (OK, []),
        (UNDEFINED, None),
        (OK, None),
        (OK, "<undefined>"),
        (OK, False),
        (UNDEFINED, None),
    ]


@pytest.mark.parametrize(
    "value",
    [{}, {"a": [1, 2.5, None, True, '\u20ac \U0001f600 \\ " \n\t\x7f']}, {"big": 2**63 - 1}, {"": {"": {}}}],
)
def test_a_document_comes_back_as_it_was(engine: EmbeddedEngine, value: object) -> None:
    assert value_of(engine, "echo", value) == value


def test_bytes_text_and_mappings_are_the_same_document(engine: EmbeddedEngine) -> None:
    contents: list[bytes | str | dict[str, str]] = [{"a": "\u20ac"}, '{"a": "\u20ac"}', '{"a": "\u20ac"}'.encode()]
    answers = engine.evaluate([MODULE], DATA, [Document(content, ["data.shapes.echo"]) for content in contents])
    assert [outcome.value for (outcome,) in answers] == [{"a": "\u20ac"}] * 3


def test_a_large_document_passes_through_the_pipe(engine: EmbeddedEngine) -> None:
    items = [{"name": f"item-{number}", "size": number % 5, "text": "x" * 500} for number in range(10_000)]
    hits = value_of(engine, "deny_big", {"items": items})
    assert isinstance(hits, list)
    assert len(hits) == sum(item["size"] > 2 for item in items if isinstance(item["size"], int))


def test_documents_stream_in_order_and_are_taken_as_needed(engine: EmbeddedEngine) -> None:
    taken = 0

    def documents() -> Iterator[Document]:
        nonlocal taken
        for number in range(1000):
            taken += 1
            yield Document({"n": number}, ["data.shapes.echo"] * (number % 3))

    most_ahead = 0
    for number, outcomes in enumerate(engine.evaluate([MODULE], DATA, documents())):
        assert [outcome.value for outcome in outcomes] == [{"n": number}] * (number % 3)
        most_ahead = max(most_ahead, taken - number)
    assert taken == 1000
    assert most_ahead <= 2 * AHEAD_DOCUMENTS


def test_a_caller_may_stop_early(engine: EmbeddedEngine) -> None:
    documents = (Document({"n": number}, ["data.shapes.echo"]) for number in range(1000))
    answers = engine.evaluate([MODULE], DATA, documents)
    assert next(answers)[0].value == {"n": 0}
    del answers
    assert value_of(engine, "echo", {"again": True}) == {"again": True}


def test_other_modules_and_other_data_replace_what_was_loaded(engine: EmbeddedEngine) -> None:
    items = {"items": [{"name": "a", "size": 3}]}
    for limit, hits in ((2, 1), (5, 0), (2, 1)):
        documents = [Document(items, ["data.shapes.deny_big"])]
        ((outcome,),) = engine.evaluate([MODULE], {"limit": limit}, documents)
        assert len(outcome.value) == hits
    other = Module("other.rego", "package other\n\np := 1\n")
    ((outcome, gone),) = engine.evaluate([other], {}, [Document({}, ["data.other.p", "data.shapes.marker"])])
    assert (outcome.value, gone.status) == (1, UNDEFINED)


def test_the_worker_is_kept_between_evaluations(engine: EmbeddedEngine) -> None:
    value_of(engine, "echo", {})
    first = engine.worker.pid
    value_of(engine, "echo", {})
    assert engine.worker.pid == first


def test_starting_does_not_wait() -> None:
    engine = EmbeddedEngine()
    try:
        started = time.perf_counter()
        engine.start()
        engine.load([MODULE], DATA)
        waited = time.perf_counter() - started
        assert engine.worker.progress() == (0, 0)
        assert waited < 1
        assert value_of(engine, "echo", {"a": 1}) == {"a": 1}
    finally:
        engine.close()


def test_the_version_is_the_installed_one() -> None:
    assert EmbeddedEngine.version == importlib.metadata.version("gordon-to-regorus")
