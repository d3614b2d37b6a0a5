"""Which builtin functions a rule may call, so that every engine gives the same answer.

The portable subset is what OPA declares (capabilities of 1.22.3) and the embedded engine has, either itself
(regorus 0.13.0) or as an extension of ours, less what would make a rule read more than its input.
"""

from __future__ import annotations

from collections.abc import Iterable

# Number of arguments -> names. `print` takes any number.
_NATIVE = {
    0: "",
    1: """
    abs array.reverse base64.decode base64.encode base64.is_valid base64url.decode base64url.encode
    base64url.encode_no_pad bits.negate ceil count floor glob.quote_meta hex.decode hex.encode intersection is_array
    is_boolean is_null is_number is_object is_set is_string json.is_valid json.marshal json.unmarshal lower max min
    net.cidr_expand net.cidr_is_valid object.keys object.union_n product regex.is_valid round semver.is_valid sort
    strings.reverse sum time.clock time.date time.parse_duration_ns time.parse_rfc3339_ns time.weekday to_number trace
    trim_space type_name union units.parse units.parse_bytes upper urlquery.decode urlquery.decode_object
    urlquery.encode urlquery.encode_object uuid.parse walk yaml.is_valid yaml.marshal yaml.unmarshal time.format
    """,
    2: """
    array.concat bits.and bits.lsh bits.or bits.rsh bits.xor concat contains endswith format_int graph.reachable
    graph.reachable_paths indexof indexof_n json.filter json.marshal_with_options json.patch json.remove
    net.cidr_contains numbers.range object.filter object.remove object.subset object.union regex.match regex.split
    semver.compare split sprintf startswith strings.any_prefix_match strings.any_suffix_match strings.count
    strings.replace_n time.diff time.parse_ns trim trim_left trim_prefix trim_right trim_suffix
    """,
    3: """
    array.slice glob.match numbers.range_step object.get regex.find_all_string_submatch_n regex.find_n regex.replace
    replace substring
    """,
    4: "regex.template_match time.add_date",
}

# What `extensions` supplies: builtins that regorus lacks, and three whose answer differs from OPA's.
EXTENSIONS = {
    "array.flatten": 1,
    "crypto.hmac.equal": 2,
    "crypto.hmac.md5": 2,
    "crypto.hmac.sha1": 2,
    "crypto.hmac.sha256": 2,
    "crypto.hmac.sha512": 2,
    "crypto.md5": 1,
    "crypto.sha1": 1,
    "crypto.sha256": 1,
    "json.is_valid": 1,
    "net.cidr_contains_matches": 2,
    "net.cidr_intersects": 2,
    "net.cidr_merge": 1,
    "regex.globs_match": 2,
    "semver.is_valid": 1,
    "strings.count": 2,
    "strings.render_template": 2,
    "strings.split_n": 3,
    "uri.is_valid": 1,
    "uri.parse": 1,
    "yaml.is_valid": 1,
}

# Bound to literals when a module is loaded, because an extension does not know who calls it.
METADATA_CALLS = {"rego.metadata.chain": 0, "rego.metadata.rule": 0}

ARITY: dict[str, int] = {
    **{name: arity for arity, names in _NATIVE.items() for name in names.split()},
    **EXTENSIONS,
    **METADATA_CALLS,
}

VARIADIC = frozenset({"print"})

_INPUT_ONLY = "a rule decides by its input alone"
_MISSING = "the embedded engine does not have it"
_DIFFERS = "its answer has another shape in the embedded engine"

REFUSED = {
    "http.send": f"{_INPUT_ONLY} and has no network",
    "net.lookup_ip_addr": f"{_INPUT_ONLY} and has no network",
    "opa.runtime": f"{_INPUT_ONLY}; the environment holds secrets of the job",
    "rand.intn": f"{_INPUT_ONLY}, and gives the same answer each time",
    "time.now_ns": f"{_INPUT_ONLY}, and gives the same answer each time; take the time from the data",
    "uuid.rfc4122": f"{_INPUT_ONLY}, and gives the same answer each time",
    "json.match_schema": _DIFFERS,
    "json.verify_schema": _DIFFERS,
    "all": "it is deprecated; write `every`",
    "any": "it is deprecated; write `some`",
    "cast_array": "it is deprecated; write `is_array`",
    "cast_boolean": "it is deprecated; write `is_boolean`",
    "cast_null": "it is deprecated; write `is_null`",
    "cast_object": "it is deprecated; write `is_object`",
    "cast_set": "it is deprecated; write `is_set`",
    "cast_string": "it is deprecated; write `is_string`",
    "net.cidr_overlap": "it is deprecated; write `net.cidr_contains`",
    "re_match": "it is deprecated; write `regex.match`",
    "set_diff": "it is deprecated; write `a - b`",
}

# Families of builtins that only OPA has.
_MISSING_FAMILIES = ("crypto.", "graphql.", "io.jwt.", "providers.aws.", "rego.parse_module", "internal.")


def refusal(name: str) -> str | None:
    """Why a rule may not call this builtin, or None when it may or when OPA has no such builtin either."""
    if name in ARITY:
        return None
    if name in REFUSED:
        return REFUSED[name]
    return _MISSING if name.startswith(_MISSING_FAMILIES) else None


def extensions_in(texts: Iterable[str]) -> list[str]:
    """The extensions whose name occurs in one of the texts: no others are imported by the worker."""
    texts = list(texts)
    return sorted(name for name in EXTENSIONS if any(name in text for text in texts))
