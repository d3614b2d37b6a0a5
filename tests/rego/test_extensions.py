"""Our builtins against OPA's conformance cases (`test_conformance`), against a real OPA, and against arithmetic."""

from __future__ import annotations

import ipaddress
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st

from datahub_guard.rules.rego.embedded import EmbeddedEngine
from datahub_guard.rules.rego.extensions import networks
from datahub_guard.rules.rego.extensions.globs import globs_match
from datahub_guard.rules.rego.protocol import ERROR, Document, Module

# OPA refuses a constant of the wrong type when it compiles; these it must judge when it evaluates.
INPUT: dict[str, Any] = {"one": 1, "nothing": None, "list": []}

EXPRESSIONS = [
    *(
        f"net.cidr_intersects({a}, {b})"
        for a in ('"10.0.0.0/8"', '"fd00::/8"')
        for b in ('"10.1.2.3/24"', '"fd12::/16"')
    ),
    'net.cidr_intersects("10.0.0.0/33", "10.0.0.0/8")',
    'net.cidr_intersects("10.0.0.0/255.0.0.0", "10.0.0.0/8")',
    'net.cidr_intersects("010.0.0.0/8", "10.0.0.0/8")',
    'net.cidr_intersects("10.0.0.0/08", "10.0.0.0/8")',
    'net.cidr_intersects("fe80::1%eth0/64", "fe80::/64")',
    'net.cidr_intersects("::ffff:10.0.0.0/104", "10.0.0.0/8")',
    'net.cidr_contains_matches("10.0.0.0/8", "10.0.0.1")',
    'net.cidr_contains_matches(["10.0.0.0/8", "192.168.0.0/16"], {"a": "10.1.0.0/16", "b": ["192.168.1.1", "x"]})',
    'net.cidr_contains_matches({"10.0.0.0/8", "::/0"}, {"10.0.0.1", "fd00::1", "11.0.0.0/8"})',
    'net.cidr_contains_matches([], ["no address"])',
    'net.cidr_contains_matches(["10.0.0.0/8"], ["no address"])',
    'net.cidr_contains_matches(["10.0.0.0/8"], [[]])',
    "net.cidr_merge([])",
    'net.cidr_merge(["192.168.1.1"])',
    'net.cidr_merge(["192.168.1.1", "192.168.1.1"])',
    'net.cidr_merge(["192.168.1.1", "192.168.2.0/24"])',
    'net.cidr_merge(["10.1.2.3", "172.20.1.2", "192.168.1.1"])',
    'net.cidr_merge({"10.0.0.0/24", "10.0.1.0/24", "10.0.3.0/24", "10.0.3.128/25", "fd00::/64", "fd00:0:0:1::/64"})',
    'net.cidr_merge(["fd00::1"])',
    'net.cidr_merge(["ten"])',
    *(f'crypto.{name}("\u20ac uro")' for name in ("md5", "sha1", "sha256")),
    *(f'crypto.hmac.{name}("message", "\u20ac key")' for name in ("md5", "sha1", "sha256", "sha512")),
    'crypto.hmac.equal("a", "a")',
    'crypto.hmac.equal("a", "b")',
    "array.flatten([1, [2, [3]], [], {4}])",
    'strings.split_n("a.b.c", ".", 2)',
    'strings.split_n("a.b.c", ".", -2)',
    'strings.split_n("a.b.c", ".", -5)',
    'strings.split_n("a\u20acb", "", 2)',
    'strings.split_n("a.b.c", ".", 1.5)',
    'strings.count("\u20acx\u20ac", "")',
    'strings.count("aaaa", "aa")',
    *(
        f"{name}.is_valid({value})"
        for name in ("json", "semver", "yaml")
        for value in ("input.one", "input.nothing", "input.list", '"{]"', '"1.2.3"')
    ),
    'json.is_valid("{\\"a\\": \\"\\\\n\u20ac\\"}")',
    'regex.globs_match("a.a.[0-9]+z", ".b.b2359825792*594823z")',
    'regex.globs_match("[a-z]+", "[0-9]*")',
    'regex.globs_match("a", "")',
    'regex.globs_match("pqrs]", "[a-b]+")',
    'uri.parse("HTTPS://user:p%40ss@example.com:8080/a%2Fb;c?q=1&r#top%20x")',
    'uri.parse("http://[fe80::1%25eth0]:80/")',
    'uri.parse("arn:aws:s3:::bucket/key")',
    'uri.parse("/a b/c,d")',
    'uri.parse("//host/path")',
    'uri.parse("///path")',
    'uri.parse("a:b:c/d")',
    'uri.parse("1a:b")',
    'uri.parse(":a")',
    'uri.parse("http://a:b:80/")',
    'uri.parse("db://a:1,b:2/")',
    'uri.parse("http://h/%zz")',
    'uri.parse("?only=query")',
    'uri.parse("https://example.com?")',
    'uri.parse("https://ex\u00e4mple.com/\u00fc")',
    *(
        f'uri.is_valid("{value}")'
        for value in ("", "*", "a", "http://[::1", "http://[1.2.3.4]/", "http://a b/", "%", "a%41")
    ),
    "uri.is_valid(input.one)",
    'strings.render_template("{{.a}} {{.b}} {{.c}} {{.d}}", {"a": 1, "b": [1, null, "x"], "c": {"z": 1, "a": true}})',
    'strings.render_template("{{if .n}}y{{else if .m}}m{{else}}n{{end}}", {"n": "", "m": 0})',
    'strings.render_template("{{range $i, $x := .l}}{{$i}}{{$x}}{{end}}{{range .m}}{{.}}{{else}}-{{end}}", {"l": [1]})',
    'strings.render_template("{{range $k, $v := .o}}{{$k}}{{$v}} {{end}}", {"o": {"b": 1, "a": 2}})',
    'strings.render_template("{{with .o}}{{.x}} {{$.y}}{{end}}{{/* note */}}", {"o": {"x": 1}, "y": 2})',
    'strings.render_template("a {{- .n -}} b {{- /* c */ -}} d", {"n": 1})',
    'strings.render_template("{{$x := .n}}{{$x}}{{$x = 2}}{{$x}}", {"n": 1})',
    'strings.render_template("{{.a.b}}", {"a": {}})',
    'strings.render_template("{{.a.b}}", {"a": null})',
    'strings.render_template("{{.a.b}}", {"a": "text"})',
    'strings.render_template("{{.n", {"n": 1})',
    'strings.render_template("{{if .n}}", {"n": 1})',
    'strings.render_template("{{end}}", {"n": 1})',
]


@pytest.fixture(scope="module")
def engine() -> Iterator[EmbeddedEngine]:
    engine = EmbeddedEngine()
    yield engine
    engine.close()


def module_of(expressions: list[str]) -> Module:
    rules = "\n\n".join(f"r{number} := {expression}" for number, expression in enumerate(expressions))
    return Module("extensions.rego", f"package extensions\n\n{rules}\n")


def answers(engine: EmbeddedEngine, expressions: list[str]) -> list[object]:
    """The value of each expression, or "error"."""
    names = [f"data.extensions.r{number}" for number in range(len(expressions))]
    (outcomes,) = engine.evaluate([module_of(expressions)], {}, [Document(INPUT, names)])
    return ["error" if outcome.status == ERROR else outcome.value for outcome in outcomes]


@pytest.mark.opa
def test_the_answers_are_opas(engine: EmbeddedEngine, opa: Path, tmp_path: Path) -> None:
    (tmp_path / "extensions.rego").write_text(module_of(EXPRESSIONS).text, encoding="utf-8")
    command = [str(opa), "eval", "-d", str(tmp_path), "--stdin-input", "--format", "json", "data.extensions"]
    given = json.dumps(INPUT).encode()
    answer = json.loads(subprocess.run(command, input=given, capture_output=True, check=True).stdout)
    values = answer["result"][0]["expressions"][0]["value"]
    wanted = [values.get(f"r{number}", "error") for number in range(len(EXPRESSIONS))]
    got = answers(engine, EXPRESSIONS)
    differing = {
        expression: {"opa": theirs, "ours": ours}
        for expression, theirs, ours in zip(EXPRESSIONS, wanted, got, strict=True)
        if theirs != ours
    }
    assert differing == {}


def test_an_error_names_the_builtin_and_the_operand(engine: EmbeddedEngine) -> None:
    module = Module("e.rego", "package e\n\np := net.cidr_intersects(input.a, input.b)\n")
    documents = [Document(d, ["data.e.p"]) for d in ({"a": 1, "b": "10.0.0.0/8"}, {"a": "10.0.0.0/8", "b": "ten"})]
    (first,), (second,) = engine.evaluate([module], {}, documents)
    assert first.message == "net.cidr_intersects: operand 1 must be string but got number"
    assert second.message == "net.cidr_intersects: invalid CIDR address: ten"
    assert str(second.place) == "e.rego:3:25"


def test_what_a_template_cannot_hold_is_an_error(engine: EmbeddedEngine) -> None:
    (answer,) = answers(engine, ['strings.render_template("{{printf .n}}", {"n": "1"})'])
    assert answer == "error"


networks_of_10 = st.tuples(st.integers(0, 255), st.integers(24, 32)).map(
    lambda pair: str(ipaddress.ip_network((f"10.0.0.{pair[0]}", pair[1]), strict=False))
)


@hypothesis.given(st.lists(networks_of_10, max_size=12))
def test_merging_keeps_the_addresses_and_nothing_can_be_merged_further(given_networks: list[str]) -> None:
    merged = networks.merge(given_networks)

    def addresses(names: list[str] | set[str]) -> set[int]:
        return {int(address) for name in names for address in ipaddress.ip_network(name)}

    assert addresses(merged) == addresses(given_networks)
    assert sum(ipaddress.ip_network(name).num_addresses for name in merged) == len(addresses(merged))
    assert networks.merge(merged) == merged


@hypothesis.given(networks_of_10, networks_of_10)
def test_intersecting_is_having_an_address_in_common(a: str, b: str) -> None:
    common = set(ipaddress.ip_network(a)) & set(ipaddress.ip_network(b))
    assert networks.intersects(a, b) == bool(common)


@hypothesis.given(st.text("ab", min_size=1, max_size=6))
def test_a_text_matches_itself_as_a_glob(text: str) -> None:
    assert globs_match(text, text)
    assert globs_match(text, ".+")
    assert not globs_match(text, text + "a")
