"""What is kept between runs is right, or it is not used."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from datahub_guard.rules.rego import preparation
from datahub_guard.rules.rego.embedded import EmbeddedEngine
from datahub_guard.rules.rego.preparation import SHIPPED, Cache, digest, prepare, write_file
from datahub_guard.rules.rego.protocol import Module

TEXT = """package kept

# METADATA
# title: kept
# custom: {id: KEPT-001}
deny_kept contains rego.metadata.rule().custom.id if input.x
"""


class Refusing(EmbeddedEngine):
    """An engine that must not be needed."""

    def start(self) -> None:
        raise AssertionError("the engine was started")


@pytest.fixture
def engine() -> Iterator[EmbeddedEngine]:
    engine = EmbeddedEngine()
    yield engine
    engine.close()


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(str(tmp_path / "cache"))


def modules_in(folder: Path, text: str = TEXT) -> list[Module]:
    return [Module(str(folder / "kept.rego"), text), Module(str(folder / "plain.rego"), "package plain\n\np := 1\n")]


def test_the_second_run_needs_no_engine(engine: EmbeddedEngine, cache: Cache, tmp_path: Path) -> None:
    first = prepare(modules_in(tmp_path), engine, cache)
    assert first.diagnostics == []
    assert first.rules[0].content == {"title": "kept", "custom": {"id": "KEPT-001"}}
    assert prepare(modules_in(tmp_path), Refusing(), cache) == first


def test_a_pack_that_was_moved_is_the_same_pack(engine: EmbeddedEngine, cache: Cache, tmp_path: Path) -> None:
    prepare(modules_in(tmp_path / "here"), engine, cache)
    moved = prepare(modules_in(tmp_path / "there"), Refusing(), cache)
    assert moved.rules[0].path == str(tmp_path / "there" / "kept.rego")
    assert [module.path for module in moved.modules] == [m.path for m in modules_in(tmp_path / "there")]


def test_another_text_is_prepared_anew(engine: EmbeddedEngine, cache: Cache, tmp_path: Path) -> None:
    prepare(modules_in(tmp_path), engine, cache)
    edited = prepare(modules_in(tmp_path, TEXT.replace("KEPT-001", "KEPT-002")), engine, cache)
    assert edited.rules[0].content["custom"]["id"] == "KEPT-002"
    with pytest.raises(AssertionError, match="was started"):
        prepare(modules_in(tmp_path, TEXT + "\n"), Refusing(), cache)


def test_another_version_of_the_tool_is_another_key(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = digest(modules_in(tmp_path))
    monkeypatch.setattr(preparation, "SOURCES", preparation.SOURCES[:-1])
    assert digest(modules_in(tmp_path)) != before


def test_the_key_covers_every_source_that_does_the_work() -> None:
    folder = Path(preparation.__file__).parent
    used = {path.stem for path in folder.glob("*.py")} - {"__init__", "frames", "process"}
    assert used <= {*preparation.SOURCES, "catalogue", "command", "server"}


def test_a_key_tells_where_one_text_ends() -> None:
    assert digest([Module("a", "bc"), Module("d", "e")]) != digest([Module("a", "b"), Module("cd", "e")])


def test_what_is_wrong_is_not_kept(engine: EmbeddedEngine, cache: Cache, tmp_path: Path) -> None:
    wrong = [Module(str(tmp_path / "wrong.rego"), "package wrong\n\np := missing(1)\n")]
    assert prepare(wrong, engine, cache).diagnostics
    assert not Path(cache.folder).exists()
    assert prepare(wrong, engine, cache).diagnostics


def test_a_file_beside_a_shipped_pack_serves_where_it_fits(
    engine: EmbeddedEngine, cache: Cache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    modules = modules_in(tmp_path / "packs")
    (tmp_path / "packs").mkdir()
    prepared = prepare(modules, engine, None)
    write_file(str(tmp_path / "packs" / SHIPPED), digest(modules), prepared, modules)
    with pytest.raises(AssertionError, match="was started"):  # a stranger's pack may not bring its own
        prepare(modules, Refusing(), cache)
    monkeypatch.setattr(preparation, "PACKAGE", str(tmp_path))
    assert prepare(modules, Refusing(), cache) == prepared
    with pytest.raises(AssertionError, match="was started"):
        prepare(modules_in(tmp_path / "packs", TEXT + "\n"), Refusing(), cache)


@pytest.mark.parametrize("mode", [0o620, 0o602])
def test_what_others_may_write_is_not_read(engine: EmbeddedEngine, cache: Cache, tmp_path: Path, mode: int) -> None:
    prepare(modules_in(tmp_path), engine, cache)
    (kept,) = Path(cache.folder).iterdir()
    assert kept.stat().st_mode & 0o777 == 0o600
    kept.chmod(mode)
    with pytest.raises(AssertionError, match="was started"):
        prepare(modules_in(tmp_path), Refusing(), cache)


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", json.dumps({"key": "another"})])
def test_a_spoilt_file_is_ignored(engine: EmbeddedEngine, cache: Cache, tmp_path: Path, content: str) -> None:
    prepare(modules_in(tmp_path), engine, cache)
    (kept,) = Path(cache.folder).iterdir()
    kept.write_text(content, encoding="utf-8")
    assert prepare(modules_in(tmp_path), engine, cache).rules[0].name == "kept"


def test_a_folder_that_cannot_be_written_is_no_error(engine: EmbeddedEngine, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert prepare(modules_in(tmp_path), engine, Cache(str(tmp_path / "file"))).diagnostics == []


def test_the_folder_is_the_users(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert Cache().folder == os.path.join(str(tmp_path), "datahub-guard", "rego")
