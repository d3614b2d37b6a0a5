"""The platform's facts, and those of another organisation."""

from __future__ import annotations

from pathlib import Path

import pytest

from datahub_guard.model.facts import Facts
from datahub_guard.sources.facts import load_facts

PLATFORM = Path(__file__).resolve().parents[2] / "policies" / "platform.yaml"
OTHER = Path(__file__).resolve().parent / "other.yaml"


@pytest.fixture(autouse=True)
def no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATAHUB_GUARD_CACHE", "off")


@pytest.fixture(scope="session")
def platform() -> Facts:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATAHUB_GUARD_CACHE", "off")
        return load_facts(str(PLATFORM))


@pytest.fixture(scope="session")
def other() -> Facts:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATAHUB_GUARD_CACHE", "off")
        return load_facts(str(OTHER))
