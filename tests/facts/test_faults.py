"""Whatever is wrong with a facts file is said with its line, its key and what was expected."""

from __future__ import annotations

from pathlib import Path

import pytest

from datahub_guard.errors import GuardError
from datahub_guard.sources.facts import load_facts
from datahub_guard.sources.facts.convert import MOST_FAULTS, convert
from tests.facts.conftest import OTHER

TEXT = OTHER.read_text(encoding="utf-8")


def faults(text: str | bytes) -> str:
    with pytest.raises(GuardError) as caught:
        convert(text if isinstance(text, bytes) else text.encode(), "facts.yaml")
    return str(caught.value)


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


# what to replace, by what, the fault at the replaced line
CASES: list[tuple[str, str, str]] = [
    # unknown, missing and double keys
    (
        "  name: Tramline",
        "  nome: Tramline",
        "estate.nome: unknown key (nearest: name); the known keys are name, region,",
    ),
    ("  name: Tramline", "  name: Tramline\n  <<: {region: x}", "<<: unknown key"),
    ("owner: network, ", "", "estate.accounts.hub: the key `owner` is missing: whose it is"),
    (
        "    nets: {title",
        "    rails: {title: X, code_owners: ['@x']}\n    nets: {title",
        "this key is there twice, first on line 8",
    ),
    # wrong types
    (
        'id: "111111111111"',
        "id: 111111111111",
        "expected an AWS account id in quotes (12 digits), found the number `111111111111`: put it in quotes",
    ),
    (
        'id: "111111111111"',
        'id: "1111"',
        "estate.accounts.hub.id: expected an AWS account id in quotes (12 digits), found `1111`",
    ),
    (
        "owner: network",
        "owner: nettwork",
        "one of network, security, application, databricks, found `nettwork` (nearest: network)",
    ),
    ("business_users: false", "business_users: no", "expected true or false, found `no`"),
    ("business_users: false", "business_users: 'false'", "expected true or false, found `false`"),
    ("project: 7", "project: '7'", "estate.repositories.ground.project: expected a whole number, found `7`"),
    ("project: 7", "project: 0", "expected a whole number from 1 to 2147483647, found 0"),
    ("project: 7", "project: 0x7", "expected a whole number"),
    ("project: 7", "project: 1.5", "expected a whole number, found the number `1.5`"),
    ('rank: "2.3"', "rank: 2.3", 'expected a rank in quotes, like "2.1", found the number `2.3`'),
    ('rank: "2.3"', 'rank: "two"', "expected a rank in quotes"),
    ("zones: [euc1-az1, euc1-az2]", "zones: euc1-az1", "estate.zones: expected a list, found `euc1-az1`"),
    ("zones: [euc1-az1, euc1-az2]", "zones: []", "estate.zones: expected at least 1 of them, found 0"),
    (
        "zones: [euc1-az1, euc1-az2]",
        "zones: [euc1-az1, euc1-az1]",
        "estate.zones[1]: the list has this entry already, at [0]",
    ),
    (
        "gitlab: {hosts: [git.tramline.test]}",
        "gitlab: git.tramline.test",
        "expected a mapping with the keys hosts, found `git.tramline.test`",
    ),
    (
        "gitlab: {hosts: [git.tramline.test]}",
        "gitlab:",
        "estate.gitlab: expected a mapping with the keys hosts, found nothing",
    ),
    (
        '  buckets: {metastore: "{environment}.meta"}',
        "  buckets: [x]",
        "rules.buckets: expected a mapping with the keys metastore, exemptions, found a list",
    ),
    (
        "restricting_conditions: {}",
        "restricting_conditions: {lock: [a]}",
        "rules.trust.restricting_conditions.lock: expected a kind of policy: one of key, bucket, role",
    ),
    ("    nets: {title", "    [a]: {title", "estate.teams: expected a name as the key, found a list"),
    ("cidr: 172.20.0.0/16", "cidr: 172.20.0.1/16", "172.20.0.1/16 has host bits set"),
    ("first: 172.20.0.0", "first: 172.20.0.256", "expected an IPv4 or IPv6 address, found `172.20.0.256`"),
    ("ref: v.+", "ref: v(.+", "expected a regular expression, found `v(.+`: not a regular expression"),
    (
        'metastore: "{environment}.meta"',
        'metastore: "{env}.meta"',
        "no placeholder is named {env}; the known ones are environment, stage,",
    ),
    ('metastore: "{environment}.meta"', 'metastore: "{environment.meta"', "a brace without its placeholder"),
    ("region: eu-central-1", "region: Frankfurt", "estate.region: expected an AWS region, found `Frankfurt`"),
    # names that do not exist
    ('code_owners: ["@nets"]}', "code_owners: [nets]}", "expected a GitLab user or group, like `@group/team`"),
    (
        'id: "111111111111", owner: network, team: nets',
        'id: "111111111111", owner: network, team: net',
        "there is no team `net` (nearest: nets); there are nets, rails",
    ),
    (
        "account: trial, stage",
        "account: trail, stage",
        "estate.environments.staging.account: there is no account `trail` (nearest: trial)",
    ),
    ("network: west", "network: north", "there is no network `north`"),
    ("promoted_from: staging", "promoted_from: live", "`live` is no environment above this one"),
    ("environments: [live]}\n  layers", "environments: [prod]}\n  layers", "there is no environment `prod`"),
    (
        "account: hub\n      environment: staging",
        "account: hub\n      environment: stage",
        "estate.networks.west.environment: there is no environment `stage`",
    ),
    (
        "role: modules\n      team: rails",
        "role: modules\n      team: trains",
        "estate.repositories.shelf.team: there is no team `trains`",
    ),
    ('rank: "2.3"', 'rank: "3.1"', "estate.repositories.lake.rank: there is no layer 3; there are 1, 2"),
    (
        "workspace: ws-fares-try",
        "workspace: ws-fares-run",
        "the workspace `ws-fares-run` is not in the environment that this network serves",
    ),
    ("workspace: ws-fares-try", "workspace: ws-fare-try", "there is no workspace `ws-fare-try` (nearest: ws-fares-try"),
    ("landing_schema: raw", "landing_schema: gold", "there is no schema `gold`; there are raw, clean"),
    ("preferred: Strict", "preferred: Lax", "there is no approved policy `Lax`"),
    (
        "databricks_account: vendor",
        "databricks_account: dbx",
        "rules.trust.databricks_account: there is no account `dbx`",
    ),
    ("dns: {account: hub", "dns: {account: hob", "rules.trust.dns.account: there is no account `hob`"),
    ("trial: {stage: try", "trial: {stage: tri", "rules.bundles.targets.trial.stage: there is no stage `tri`"),
    ("modules: {repository: shelf", "modules: {repository: self", "there is no repository `self` (nearest: shelf)"),
    ("no_destroy_environments: [live]", "no_destroy_environments: [prod]", "there is no environment or stage `prod`"),
    ("layers: [{layer: 1, managed", "layers: [{layer: 9, managed", "rules.layers[0].layer: there is no layer 9"),
    # used twice
    (
        'id: "222222222222"',
        'id: "111111111111"',
        "the account id `111111111111` is used already, at estate.accounts.hub.id",
    ),
    ("stage: run, network", "stage: try, network", "the stage `try` is used already"),
    ("project: 8", "project: 7", "the project `7` is used already, at estate.repositories.ground.project"),
    (
        "remotes: [git.tramline.test/rails/shelf]",
        "remotes: [git.tramline.test/rails/lake]",
        "is used already, at estate.repositories.lake.remotes[0]",
    ),
    ("name: east-vpc", "name: west-vpc", "the network name `west-vpc` is used already"),
    # stacks
    ('      rank: "1"\n', "", "estate.repositories.ground.stacks[0]: this stack has no rank"),
    (
        'state: "{environment}"}',
        "state: all}",
        "the state `all` would belong to ground/envs/staging and to ground/envs/live",
    ),
    (
        'state: "{environment}"}',
        'state: "{business_unit}"}',
        "there is no placeholder here `business_unit`; there are environment, stage",
    ),
    (
        'reads: ["ground/envs/{environment}"]',
        'reads: ["ground/env/{environment}"]',
        "reads `ground/env/staging`, which is no stack (nearest: ground/envs/staging",
    ),
    (
        'reads: ["ground/envs/{environment}"]',
        'reads: ["lake/{stage}/{business_unit}"]',
        "reads `lake/try/fares`, whose rank is not lower",
    ),
    (
        '        - {path: "envs/{environment}", state: "{environment}"}',
        '        - {path: "envs/{environment}"}\n        - {path: envs/live}',
        "the stack `ground/envs/live` is used already",
    ),
    # ranges
    ("cidr: 172.21.0.0/16", "cidr: 172.20.128.0/17", "172.20.128.0/17 overlaps 172.20.0.0/16"),
    ("last: 172.20.3.255", "last: 172.21.3.255", "172.21.3.255 is outside of the network 172.20.0.0/16"),
    ("last: 172.20.3.255", "last: 172.19.0.0", "172.19.0.0 is outside of the network"),
    (
        "spare: [172.20.2.0/24]",
        "spare: [172.20.4.0/24]",
        "172.20.4.0/24 is outside of the allocation 172.20.0.0 to 172.20.3.255",
    ),
    ("spare: [172.20.2.0/24]", "spare: [172.20.1.128/25]", "172.20.1.128/25 overlaps 172.20.1.0/24"),
    ("{work: [172.20.0.0/24, 172.20.1.0/24]}", "{work: [172.20.0.0/24]}", "expected 2 subnets, one a zone, found 1"),
    (
        "{work: [172.20.0.0/24, 172.20.1.0/24]}",
        "{work: [172.20.0.0/24, 172.20.1.0/25]}",
        "the tier `work` has subnets of prefix length 24",
    ),
    (
        "{work: [172.20.0.0/24, 172.20.1.0/24]}",
        "{play: [172.20.0.0/24, 172.20.1.0/24]}",
        "there is no tier `play`; there are work",
    ),
    ("prefix_length: 24, zones: 2", "prefix_length: 24, zones: 3", "there are only 2 zones in `estate.zones`"),
]


@pytest.mark.parametrize(("old", "new", "message"), CASES, ids=[case[2][:60] for case in CASES])
def test_fault(old: str, new: str, message: str) -> None:
    assert TEXT.count(old) == 1, "the case names one part of the file"
    text = TEXT.replace(old, new)
    said = faults(text)
    assert message in said, said
    first, last = line_of(TEXT, old), line_of(TEXT, old) + max(old.count("\n"), new.count("\n")) + 1
    lines = [int(line.split(":")[1]) for line in said.splitlines() if message in line]
    near = [line for line in lines if first - 10 <= line <= last]  # a missing key: its mapping's first line
    assert near, said


def test_the_place_is_exact() -> None:
    text = TEXT.replace("owner: network, team: nets", "owner: network, team: nobody")
    line = line_of(text, "team: nobody")
    column = text.splitlines()[line - 1].index("nobody") + 1
    assert faults(text) == (
        f"facts.yaml:{line}:{column}: estate.accounts.hub.team: there is no team `nobody`; there are nets, rails"
    )


def test_all_faults_are_told_at_once_up_to_a_limit() -> None:
    text = TEXT.replace("project: 7", "project: x").replace("project: 8", "project: y")
    assert [line.rsplit(":", 1)[1] for line in faults(text).splitlines()] == [
        " expected a whole number, found `x`",
        " expected a whole number, found `y`",
    ]
    many = "".join(f"  k{i}: 1\n" for i in range(60))
    said = faults(TEXT.replace("  name: Tramline\n", "  name: Tramline\n" + many)).splitlines()
    assert len(said) == MOST_FAULTS + 1 and said[-1] == "facts.yaml: and 40 more"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", "facts.yaml: the facts file is empty: it has the keys estate, rules"),
        (b"# nothing\n", "the facts file is empty"),
        (b"[]", "facts.yaml:1:1: expected a mapping with the keys estate, rules, found a list"),
        (b"estate: [", "facts.yaml:2:1: not YAML: did not find expected node content"),
        (b"a: b: c", "facts.yaml:1:5: not YAML"),
        (b"estate: *nothing", "facts.yaml:1:9: not YAML"),
        (b"a: 1\n---\nb: 1\n", "not YAML"),
        (b"estate: {}\nname: \xff\xfe", "facts.yaml:2: the facts file is not UTF-8"),
        (b"a: \x00", "not YAML"),
        (b"estate: " + b"[" * 3000, "not YAML"),
        (b"estate: " + b"[" * 200 + b"]" * 200, "expected a mapping"),
    ],
    ids=lambda value: value[:20].decode("latin1") if isinstance(value, bytes) else None,
)
def test_what_is_no_facts_file(text: bytes, message: str) -> None:
    assert message in faults(text)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(GuardError, match=r"missing\.yaml: the facts cannot be read \(No such file"):
        load_facts(str(tmp_path / "missing.yaml"))
    with pytest.raises(GuardError, match="the facts cannot be read"):
        load_facts(str(tmp_path))


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    path.write_bytes(b"#" * (3 * 1024 * 1024))
    with pytest.raises(GuardError, match="at most 2 MB"):
        load_facts(str(path))


def test_aliases_cannot_blow_up() -> None:
    """Ten lists of ten aliases each would be ten billion entries; facts are only as deep as they are declared."""
    lines = ["a0: &a0 [x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 11)]
    assert "unknown key" in faults("\n".join(lines))


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm() -> None:
    data = b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode()
    assert convert(data, "facts.yaml") == convert(TEXT.encode(), "facts.yaml")
