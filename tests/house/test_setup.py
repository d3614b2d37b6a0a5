"""The lock files, the Makefile and what the documents say of them."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

import datahub_guard
from tests.places import ROOT

LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "ARCHITECTURE.md"]


def pins(lock: Path) -> dict[str, tuple[str, list[str]]]:
    """name -> (version, hashes) of a lock file, whose every other line is an error."""
    found: dict[str, tuple[str, list[str]]] = {}
    for entry in lock.read_text("utf-8").replace("\\\n", " ").splitlines():
        if not entry.strip():
            continue
        head, *hashes = re.split(r"\s+--hash=", entry.strip())
        match = re.fullmatch(r"([a-z0-9-]+)==(\S+)(?: ; .+)?", head.strip())
        assert match, f"{lock.name}: not a pinned requirement: {head}"
        found[match[1]] = (match[2], hashes)
    return found


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def requirement_name(requirement: str) -> str:
    return re.split(r"[^A-Za-z0-9_.-]", requirement, maxsplit=1)[0].lower().replace("_", "-")


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_pin_has_its_hashes(lock: Path) -> None:
    for name, (version, hashes) in pins(lock).items():
        assert hashes, f"{name}=={version} has no hash"
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", digest) for digest in hashes)


def test_the_locks_agree_and_cover_what_the_project_declares() -> None:
    runtime, dev = pins(ROOT / "requirements/runtime.txt"), pins(ROOT / "requirements/dev.txt")
    assert {name: pin for name, pin in runtime.items() if dev.get(name) != pin} == {}
    declared = project()
    needed = {requirement_name(text) for text in declared["project"]["dependencies"]}
    needed |= {requirement_name(text) for text in declared["project"]["optional-dependencies"]["second-reader"]}
    assert needed <= set(runtime)
    assert {requirement_name(text) for text in declared["dependency-groups"]["dev"]} <= set(dev)


def test_documents_name_targets_that_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert {"setup", "demo", "test", "check", "bench", "opa"} <= targets
    for document in DOCUMENTS:
        named = set(re.findall(r"(?:^|`|\$ )make ([a-z]+)", document.read_text("utf-8"), re.MULTILINE))
        assert named <= targets, document.name


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_documents_name_files_that_exist(document: Path) -> None:
    """A folder or file in backquotes is one of the checkout, and a relative link leads somewhere."""
    text = document.read_text("utf-8")
    named = re.findall(r"`((?:datahub_guard|policies|rego|tests|tools|docs|fixtures|modules|bench)/[\w./-]*)`", text)
    named += re.findall(r"\]\((?!https?:|#)([^)#\s]+)", text)
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_the_changelog_has_the_version() -> None:
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert re.search(rf"^## \[?(?:Unreleased|{re.escape(datahub_guard.__version__)})\b", text, re.MULTILINE)
