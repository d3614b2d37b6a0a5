"""Parts that are written anew, against the standard library and PyYAML."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from datahub_guard.sources.hcl.functions.json_text import json_text
from datahub_guard.sources.hcl.functions.pattern_matching import Pattern, _Machine
from datahub_guard.sources.hcl.functions.yaml_text import yaml_value
from datahub_guard.sources.hcl.functions.yaml_writer import yaml_text
from datahub_guard.sources.hcl.numbers import number_text, parse_number, round_number

LETTERS = st.sampled_from(["a", "b", "c", "[ab]", "[^a]", ".", "\\d", "x"])
PLACES = st.sampled_from(["^", "$", "\\b", ""])
PATTERNS = st.recursive(
    LETTERS | PLACES,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map("|".join).map("(?:{})".format),
        inner.map("({})".format),
        st.tuples(inner.map("(?:x{})".format), st.sampled_from(["*", "+", "?", "*?", "+?", "??", "{1,2}", "{2}"])).map(
            "".join
        ),
    ),
    max_leaves=8,
)
TEXTS = st.text(alphabet="abx1 ", max_size=8)
DOCUMENTS = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.fractions(max_denominator=64).map(round_number)
    | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)


@given(PATTERNS, TEXTS)
def test_the_machine_finds_what_the_standard_library_finds(pattern: str, text: str) -> None:
    ours = Pattern(pattern)
    machine = _Machine(ours._tree, len(ours.names))  # noqa: SLF001  # `search` would choose
    match = re.search(pattern.replace("$", r"\Z"), text, re.ASCII)
    theirs = None if match is None else [place for span in match.regs for place in span]

    assert machine.search(text, 0) == theirs
    assert ours.search(text) == theirs


@given(DOCUMENTS)
def test_json_can_be_read_again(value: Any) -> None:
    assert json.loads(json_text(value), parse_float=parse_number) == value


@given(DOCUMENTS)
def test_yaml_is_read_by_others_as_it_was_written(value: Any) -> None:
    def plain(part: Any) -> Any:
        if isinstance(part, dict):
            return {key: plain(inner) for key, inner in part.items()}
        if isinstance(part, list):
            return [plain(inner) for inner in part]
        return float(part) if isinstance(part, Fraction) else part

    assert yaml.safe_load(yaml_text(value)) == plain(value)
    assert yaml_value(yaml_text(value)) == value


@given(st.decimals(allow_nan=False, allow_infinity=False, places=12))
def test_a_number_is_written_as_short_as_it_was_read(number: Any) -> None:
    text = format(number.normalize(), "f")

    assert number_text(parse_number(text)) == ("0" if text == "-0" else text)


@given(st.fractions())
def test_what_is_written_reads_back_the_same(number: Fraction) -> None:
    rounded = round_number(number)

    assert parse_number(number_text(rounded)) == rounded
    assert abs(rounded - number) * 2**512 <= abs(number)
