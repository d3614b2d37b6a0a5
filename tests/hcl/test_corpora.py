"""Configurations of others: nothing in them crashes the loader, and everything that it says has a place in its file."""

from __future__ import annotations

from pathlib import Path

import pytest

from datahub_guard.model.values import Unknown
from tests.hcl.loading import all_problems, load

pytestmark = pytest.mark.corpora

_FOLDERS = ("hcl", "plan")


@pytest.mark.parametrize("folder", _FOLDERS)
def test_everything_is_read_and_has_a_place(corpora: Path, folder: str) -> None:
    estate = load(corpora / folder, use_plans=False)
    assert len(estate.stacks) > 20
    problems = all_problems(estate, notes=True)
    assert [p for p in problems if p.kind == "internal"] == []
    lines: dict[str, int] = {}
    for place in [p.place for p in problems] + [r.place() for s in estate.stacks for r in s.resources]:
        if place.file not in lines:
            lines[place.file] = (corpora / folder / place.file).read_text("utf-8", "replace").count("\n") + 2
        assert 1 <= place.line <= place.end_line <= lines[place.file], str(place)
        assert place.column >= 1


@pytest.mark.parametrize("folder", _FOLDERS)
def test_every_argument_has_a_value_a_place_and_origins(corpora: Path, folder: str) -> None:
    estate = load(corpora / folder, use_plans=False)
    seen = unknown = 0
    for stack in estate.stacks:
        for resource in stack.resources:
            for name in resource.names():
                value = resource.peek(name)
                seen += 1
                place, header = resource.place(name), resource.place()
                assert place.file != header.file or place.line >= header.line
                origins = resource.attributes.origins((name,))
                if isinstance(value, Unknown):
                    unknown += 1
                    assert value.why()
                assert all(origin for origin in origins)
    assert seen > 500
    assert 0 < unknown < seen / 2
