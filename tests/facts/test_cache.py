"""What is kept between runs is taken only whole, only for the same bytes, and only from one's own folder."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from datahub_guard.sources import cache
from datahub_guard.sources.facts import cache_key, load_facts
from tests.facts.conftest import OTHER
from tests.places import ROOT


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "cache"
    monkeypatch.setenv(cache.FOLDER_VARIABLE, str(path))
    return path


def test_what_was_written_is_read(folder: Path) -> None:
    value = {"a": [1, "ü", None, {"b": True}]}
    assert cache.read("things", "k") is None
    assert cache.write("things", "k", value)
    assert cache.read("things", "k") == value
    assert cache.read("others", "k") is None
    assert [p.name for p in (folder / "things").iterdir()] == ["k.json"]


def test_only_the_owner_may_read_and_write(folder: Path) -> None:
    before = os.umask(0o002)
    try:
        assert cache.write("things", "k", 1)
    finally:
        os.umask(before)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "things" / "k.json").stat().st_mode) == 0o600


@pytest.mark.parametrize("damage", ["cut", "bit", "empty", "other", "deep", "head"])
def test_a_damaged_entry_is_none(folder: Path, damage: str) -> None:
    assert cache.write("things", "k", {"a": "b" * 100})
    path = folder / "things" / "k.json"
    content = path.read_bytes()
    head, _, payload = content.partition(b"\n")
    deep = b"[" * 200_000
    magic = head.rsplit(b" ", 1)[0] + b" "
    path.write_bytes(
        {
            "cut": content[:-20],
            "bit": content.replace(b"bbb", b"bxb", 1),
            "empty": b"",
            "other": b"hello",
            "deep": magic + cache.digest(deep).encode() + b"\n" + deep,
            "head": head.upper() + b"\n" + payload,
        }[damage]
    )
    assert cache.read("things", "k") is None
    assert cache.write("things", "k", 1) and cache.read("things", "k") == 1


def test_only_the_newest_are_kept(folder: Path) -> None:
    for i in range(8):
        assert cache.write("things", f"k{i}", i, keep=3)
        os.utime(folder / "things" / f"k{i}.json", (1000 + i, 1000 + i))
    assert cache.write("things", "k9", 9, keep=3)
    assert sorted(p.name for p in (folder / "things").iterdir()) == ["k6.json", "k7.json", "k9.json"]


def test_drafts_of_killed_runs_go(folder: Path) -> None:
    assert cache.write("things", "k", 1)
    draft = folder / "things" / ".k.99999"
    draft.write_bytes(b"half")
    os.utime(draft, (1000, 1000))
    assert cache.write("things", "l", 1)
    assert not draft.exists()


@pytest.mark.parametrize("value", ["", "off"])
def test_it_can_be_switched_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv(cache.FOLDER_VARIABLE, value)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert not cache.write("things", "k", 1)
    assert list(tmp_path.iterdir()) == []


def test_the_desktops_cache_folder_is_the_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(cache.FOLDER_VARIABLE)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache.write("things", "k", 1)
    assert (tmp_path / "datahub-guard" / "things" / "k.json").exists()
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert cache.write("things", "k", 1)
    assert (tmp_path / "home" / ".cache" / "datahub-guard" / "things" / "k.json").exists()


def test_a_folder_that_others_may_write_to_is_not_used(folder: Path) -> None:
    assert cache.write("things", "k", 1)
    folder.chmod(0o777)
    assert cache.read("things", "k") is None
    assert not cache.write("things", "l", 1)


def test_a_folder_that_cannot_be_made_does_no_harm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("x")
    monkeypatch.setenv(cache.FOLDER_VARIABLE, str(tmp_path / "file" / "cache"))
    assert not cache.write("things", "k", 1)
    assert cache.read("things", "k") is None
    monkeypatch.setenv(cache.FOLDER_VARIABLE, str(tmp_path / "file"))
    assert not cache.write("things", "k", 1)
    assert load_facts(str(OTHER)).estate.name == "Tramline"


def test_parts_of_a_key_do_not_run_together() -> None:
    assert cache.digest("ab", "c") != cache.digest("a", "bc")
    assert cache.digest("ab") == cache.digest(b"ab")
    assert cache.digest("1:a") != cache.digest("", "a")


def test_shipped_entries_come_first(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "SHIPPED", str(tmp_path / "shipped"))
    assert cache.write("things", "k", "user's")
    assert cache.write_into(str(tmp_path / "shipped"), "things", "k", "shipped")
    assert cache.read("things", "k") == "shipped"


def test_facts_are_parsed_once(folder: Path) -> None:
    """A second process with the same facts imports neither YAML nor what checks them."""
    code = (
        "import sys; from datahub_guard.sources.facts import load_facts; f = load_facts(sys.argv[1]);"
        "print(f.estate.name, 'yaml' in sys.modules, 'ipaddress' in sys.modules)"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", code, str(OTHER)],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        ).stdout.strip()
        for _ in range(2)
    ]
    assert runs == ["Tramline True True", "Tramline False False"]


def test_changed_facts_are_parsed_anew(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "facts.yaml"
    text = OTHER.read_text(encoding="utf-8")
    path.write_text(text, encoding="utf-8")
    first = load_facts(str(path))
    path.write_text(text.replace("Tramline", "Trolleybus"), encoding="utf-8")
    second = load_facts(str(path))
    assert (first.estate.name, second.estate.name) == ("Tramline", "Trolleybus")
    assert first.digest != second.digest
    assert len(list((folder / "facts").iterdir())) == 2


@pytest.mark.parametrize(
    "entry", [{"estate": {}}, {}, [], "x", {"estate": None, "rules": None}, {"estate": [1], "rules": 3}]
)
def test_an_entry_of_another_shape_is_parsed_anew(folder: Path, entry: object) -> None:
    key = cache_key(OTHER.read_bytes())
    assert cache.write("facts", key, entry)
    assert load_facts(str(OTHER)).estate.name == "Tramline"
    kept = cache.read("facts", key)
    assert kept is not None and kept["estate"]["name"] == "Tramline"
