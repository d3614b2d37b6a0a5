"""The platform's facts say what its description and reference say."""

from __future__ import annotations

import ipaddress
import json
import re
from pathlib import Path

import pytest

from datahub_guard.model.facts import Facts
from datahub_guard.model.templates import expression, fill
from datahub_guard.sources.schemas.store import SchemaStore, shipped_directory
from tests.facts.conftest import PLATFORM


def test_accounts_and_networks(platform: Facts) -> None:
    estate = platform.estate
    assert {name: account.id for name, account in estate.accounts.items()} == {
        "core-network": "234268347951",
        "core-security": "484357440923",
        "app-datahub-prod": "339712836516",
        "app-datahub-nonprod": "851725449831",
        "databricks-control-plane": "414351767826",
        "databricks-images": "601306020600",
    }
    assert {
        network.name: network.cidr for network in estate.networks.values() if network.name != "core-security-fw-vpc"
    } == {
        "core-network-shared-prod-vpc": "10.32.0.0/16",
        "core-network-shared-nonprod-vpc": "10.34.0.0/16",
        "core-network-shared-dmz-vpc": "10.36.0.0/16",
    }
    assert [name for name, network in estate.networks.items() if network.inspection] == ["firewall"]
    assert [name for name, network in estate.networks.items() if network.internet_gateway] == ["dmz"]
    assert estate.region == "ap-southeast-2"


def test_environments_stages_and_business_units(platform: Facts) -> None:
    estate = platform.estate
    assert {name: env.stage for name, env in estate.environments.items()} == {"nonprod": "lab", "prod": "field"}
    assert estate.environments["prod"].promoted_from == "nonprod"
    assert estate.environments["nonprod"].promoted_from is None
    assert [name for name, env in estate.environments.items() if env.production] == ["prod"]
    assert not estate.environments["nonprod"].business_users and estate.environments["prod"].business_users
    assert {name: set(unit.environments) for name, unit in estate.business_units.items()} == {
        "digital": {"nonprod", "prod"},
        "corporate": {"nonprod", "prod"},
        "elec-network": {"nonprod", "prod"},
        "sparky": {"nonprod"},
    }
    assert [layer.number for layer in estate.layers] == [1, 2, 3, 4, 5]


def test_named_things(platform: Facts) -> None:
    rules = platform.rules
    assert rules.buckets.metastore == "app-datahub-{environment}-s3-acc-metastore"
    assert rules.unity_catalog.schemas == ("landing", "bronze", "silver", "gold")
    assert set(rules.unity_catalog.personas) == {"engineers", "analysts", "scientists", "viewers"}
    assert set(rules.modules.approved) == {
        "bucket",
        "workspace-cloud-resources",
        "catalog-cloud-resources",
        "medallion-schemas",
        "enhanced-grants",
    }
    assert rules.tls.preferred == "ELBSecurityPolicy-TLS13-1-2-2021-06"
    assert rules.applications.parameter_prefixes["network-model-ewb-prod"] == "/service/network-model-ewb/"
    assert {"rds", "kms", "s3", "ssm", "rest", "scc_relay", "fepl"} <= set(rules.networks.endpoints)
    assert set(rules.pipelines.tools) == {"checkov", "opa"}
    assert (rules.docs.folder, rules.docs.diagrams) == ("docs", "docs/generated-diagrams")
    assert rules.git.protected_branches == ("main", "dev")
    assert [script.id for script in rules.workspaces.init_scripts.mandatory] == [
        "ca-certs",
        "dns-bepl",
        "in-memory-metastore",
    ]
    assert rules.state.upstream_files == ("dependencies.tf", "upstream_stacks.tf")
    assert rules.tags.business_unit in rules.tags.required
    assert rules.unity_catalog.metastore_scope == "env" and not rules.tls.require_tls13_only


@pytest.mark.parametrize(("network", "octet"), [("prod", 32), ("nonprod", 34)])
def test_subnet_plan(platform: Facts, network: str, octet: int) -> None:
    """The plan by its formula: slot i, zone j; six slots fill the range from its first to its last address."""
    allocation = platform.estate.networks[network].allocation
    assert allocation is not None and len(allocation.slots) == 6
    assert (allocation.first, allocation.last) == (f"10.{octet}.78.0", f"10.{octet}.103.255")
    for i, slot in enumerate(allocation.slots):
        assert slot.subnets["eni"] == tuple(f"10.{octet}.{78 + i}.{32 * j}/27" for j in range(3))
        assert slot.subnets["db"] == tuple(f"10.{octet}.{78 + i}.{96 + 32 * j}/27" for j in range(3))
        assert slot.subnets["private"] == tuple(f"10.{octet}.{86 + 3 * i + j}.0/24" for j in range(3))
    order = [w.name for w in platform.workspaces if w.environment == network]
    assert [slot.workspace for slot in allocation.slots if slot.workspace] == order
    assert allocation.spare == (("10.34.84.0/23",) if network == "nonprod" else ())
    block = ipaddress.IPv4Network(f"10.{octet}.84.0/23")
    for part in allocation.applications.values():
        for texts in part.subnets.values():
            assert all(ipaddress.IPv4Network(text).subnet_of(block) for text in texts)


def test_tls_policies_are_strong(platform: Facts) -> None:
    """No policy with weakened ciphers or TLS 1.0, 1.1 is approved, and the oldest version is the name's."""
    for policy in platform.rules.tls.policies:
        match = re.fullmatch(r"ELBSecurityPolicy-TLS13-1-([23])-(?!Ext)[A-Z0-9a-z-]*\d{4}-\d{2}", policy.name)
        assert match is not None, policy.name
        assert policy.minimum_version == f"1.{match[1]}"
        assert policy.post_quantum == ("PQ" in policy.name)


def test_every_layer_has_its_types(platform: Facts) -> None:
    table = {entry.layer: entry for entry in platform.rules.layers}
    assert sorted(table) == [1, 2, 3, 4, 5]
    assert table[4].managed == table[4].data == ()
    assert not [kind for kind in table[2].managed if kind.startswith("aws")]


def test_resource_types_exist(platform: Facts) -> None:
    """Every pattern of resource types in the facts names at least one type that a provider has."""
    store = SchemaStore.load(shipped_directory())
    types = {"terraform_data", "terraform_remote_state"}
    for provider in ("aws", "databricks"):
        types |= {*store.names("resource", provider), *store.names("data", provider)}
    rules = platform.rules
    patterns = {
        *rules.networks.owner_types,
        *rules.networks.endpoint_types,
        *rules.changes.binding_types,
        *rules.changes.workspace_types,
        *rules.changes.protected_types,
        *rules.applications.datastore_types,
        *(kind for only in rules.applications.only_in for kind in only.types),
        *(kind for entry in rules.layers for kind in (*entry.managed, *entry.data, *entry.forbidden)),
        *(kind for kinds in rules.names.kinds.values() for kind in kinds),
        *(kind for module in rules.modules.approved.values() for kind in module.wraps),
    }
    others = {"random_*", "time_*", "gitlab_group_variable"}
    unknown = {p for p in patterns - others if not [t for t in types if re.fullmatch(p.replace("*", ".*"), t)]}
    assert unknown == set()


def test_templates_and_the_names_that_they_stand_for(platform: Facts) -> None:
    words = platform.words()
    bucket = platform.rules.buckets.metastore
    assert fill(bucket, {"environment": "prod"}) == "app-datahub-prod-s3-acc-metastore"
    assert fill(bucket, {"environment": None}) is None
    match = re.fullmatch(expression(bucket, words), "app-datahub-nonprod-s3-acc-metastore")
    assert match is not None and match["environment"] == "nonprod"
    assert re.fullmatch(expression(bucket, words), "app-datahub-dev-s3-acc-metastore") is None
    group = re.fullmatch(
        expression(platform.rules.unity_catalog.groups.persona, words), "datahub-elec-network-field-viewers"
    )
    assert group is not None
    assert group.groupdict() == {"business_unit": "elec-network", "stage": "field", "persona": "viewers"}
    assert re.fullmatch(expression("{stage}.{stage}", words), "lab.field") is None


def test_every_fact_says_where_it_comes_from() -> None:
    """In the sections of which a rule may be held against its source, each line or its heading has a comment."""
    lines = PLATFORM.read_text(encoding="utf-8").splitlines()
    unsourced = [
        line
        for line in lines[lines.index("rules:") :]
        if re.match(r"    [\w-]+: \S", line) and "#" not in line and not re.match(r"    [\w-]+: [\[{]?$", line)
    ]
    headed = {"lock_method", "unlock_method", "retry_wait_min", "username", "repository"}  # their section says it
    assert [line for line in unsourced if line.split(":")[0].strip() not in headed] == []


def test_no_fact_of_the_platform_stands_in_the_engine(platform: Facts) -> None:
    estate, rules = platform.estate, platform.rules
    words = {
        *(account.id for account in estate.accounts.values()),
        *estate.repositories,
        *(network.name for network in estate.networks.values()),
        *(network.cidr for network in estate.networks.values()),
        *(endpoint.service for endpoint in rules.networks.endpoints.values() if "vpce-svc" in endpoint.service),
        *(name for name in estate.business_units if name != "digital"),
        rules.unity_catalog.groups.platform,
        rules.tls.preferred,
        "jemena",
    } - {"docs", "corporate"}
    package = PLATFORM.parents[1] / "datahub_guard"
    found = [
        f"{path.relative_to(package)}: {word}"
        for path in package.rglob("*.py")
        for word in words
        if word in path.read_text(encoding="utf-8").lower()
    ]
    assert found == []


def test_the_document_is_what_the_file_says(platform: Facts) -> None:
    """Rego rules see plain data, with the defaults that the file leaves out."""
    text = json.dumps(platform.document)
    document = json.loads(text)
    assert document == platform.document
    assert document["estate"]["networks"]["dmz"]["inspection"] is False
    assert document["estate"]["repositories"]["databricks-workspaces"]["stacks"][0]["kind"] == "terraform"
    assert Path(platform.file).name == "platform.yaml" and re.fullmatch("[0-9a-f]{64}", platform.digest)
