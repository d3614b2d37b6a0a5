"""The shipped schemas, against what the catalogue of the domain says of them and against their own limits."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from datahub_guard.errors import GuardError
from datahub_guard.model.schema import AttributeSchema, BlockSchema, NestedBlock, unknown_of
from datahub_guard.sources.schemas.store import SchemaStore, shipped_directory, split_file_name

STORE = SchemaStore.load()
ENCRYPTION = "aws_s3_bucket_server_side_encryption_configuration"


def resource(name: str) -> BlockSchema:
    schema = STORE.resource(name)
    assert schema is not None
    return schema


def attribute(schema: BlockSchema | None, *path: str) -> AttributeSchema:
    assert schema is not None
    found = schema.at(path)
    assert isinstance(found, AttributeSchema)
    return found


def test_the_shipped_providers() -> None:
    assert STORE.version("aws") == "5.100.0"
    assert STORE.version("registry.terraform.io/databricks/databricks") == "1.128.0"
    assert STORE.source("aws") == "registry.terraform.io/hashicorp/aws"
    assert STORE.covers("hashicorp/aws")
    assert not STORE.covers("google")
    assert STORE.version("google") is None
    assert len(STORE.names("resource", "aws")) == 1526
    assert len(STORE.names("data", "aws")) == 608
    assert len(STORE.names("resource", "databricks")) == 175
    assert len(STORE.names("data", "databricks")) == 186
    assert "aws_kms_secrets" in STORE.names("ephemeral", "aws")
    assert STORE.names("resource", "google") == []


def test_a_type_that_the_provider_has_not_is_none() -> None:
    assert STORE.resource("aws_lb_listner") is None
    assert STORE.resource("aws_iam_policy_document") is None
    assert STORE.resource("google_storage_bucket") is None
    assert STORE.resource("aws") is None
    assert STORE.resource("") is None
    assert STORE.data("aws_iam_policy_document") is not None
    assert STORE.resource("aws_lb", "hashicorp/aws") is STORE.resource("aws_lb", "aws")
    assert STORE.resource("aws_lb", "databricks") is None


# domain/reference.md 2.3 and 2.4: required, optional, optional and computed, computed, sensitive, write-only
@pytest.mark.parametrize(
    ("path", "flags", "kind"),
    [
        ("aws_lb_listener.ssl_policy", "oc", "string"),
        ("aws_lb_listener.load_balancer_arn", "r", "string"),
        ("aws_lb_listener.default_action.type", "r", "string"),
        ("aws_lb_listener.default_action.authenticate_oidc.client_secret", "rs", "string"),
        ("aws_lb.internal", "oc", "bool"),
        ("aws_lb.subnets", "oc", ("set", "string")),
        ("aws_kms_key.enable_key_rotation", "o", "bool"),
        ("aws_kms_key.policy", "oc", "string"),
        ("aws_kms_key.arn", "c", "string"),
        ("aws_s3_bucket.policy", "ocd", "string"),
        ("aws_ecs_service.launch_type", "oc", "string"),
        ("aws_db_instance.password_wo", "osw", "string"),
        ("aws_vpc_endpoint.policy", "oc", "string"),
        ("databricks_catalog.isolation_mode", "oc", "string"),
        ("databricks_mws_networks.subnet_ids", "o", ("set", "string")),
        ("databricks_workspace_binding.catalog_name", "od", "string"),
        ("databricks_cluster.init_scripts.volumes.destination", "r", "string"),
        ("databricks_secret.string_value", "rs", "string"),
    ],
)
def test_attributes(path: str, flags: str, kind: object) -> None:
    name, *steps = path.split(".")
    found = attribute(resource(name), *steps)
    assert (found.flags(), found.type) == (flags, kind)


# domain/reference.md 2.3: nesting, least and most
@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (f"{ENCRYPTION}.rule", ("set", 1, 0)),
        (f"{ENCRYPTION}.rule.apply_server_side_encryption_by_default", ("list", 0, 1)),
        ("aws_lb.access_logs", ("list", 0, 1)),
        ("aws_route53_zone.vpc", ("set", 0, 0)),
        ("aws_lb.timeouts", ("single", 0, 0)),
        ("databricks_grants.grant", ("set", 1, 0)),
        ("databricks_mws_networks.vpc_endpoints", ("list", 0, 1)),
        ("databricks_cluster.init_scripts", ("list", 0, 10)),
    ],
)
def test_blocks(path: str, expected: tuple[str, int, int]) -> None:
    name, *steps = path.split(".")
    found = resource(name).at(steps)
    assert isinstance(found, NestedBlock)
    assert (found.nesting, found.min_items, found.max_items) == expected


def test_a_path_may_have_indexes_and_goes_into_types() -> None:
    encryption = resource(ENCRYPTION)
    long = ("rule", 0, "apply_server_side_encryption_by_default", 0, "sse_algorithm")
    short = tuple(step for step in long if isinstance(step, str))
    assert encryption.at(long) is encryption.at(short) is not None
    group = resource("aws_security_group")
    assert attribute(group, "ingress", "cidr_blocks").type == ("list", "string")
    assert attribute(group, "ingress", "cidr_blocks").optional
    assert attribute(resource("aws_kms_key"), "tags", "Name").type == "string"
    assert group.at(("ingress", "cidr_block")) is None
    assert group.at(("name", "x")) is None
    assert group.at(()) is None
    remote = STORE.data("terraform_remote_state")
    assert attribute(remote, "outputs", "vpc", "id").type == "any"


def test_attributes_as_blocks() -> None:
    group = resource("aws_security_group")
    assert group.accepts_block("ingress")
    assert group.accepts_attribute("ingress")
    assert not group.accepts_block("tags")
    assert not group.accepts_block("vpc_id")
    assert group.accepts_block("timeouts")
    assert not group.accepts_attribute("timeouts")
    assert not group.accepts_attribute("arn")
    assert resource("aws_route_table").accepts_block("route")
    # computed only: a list of objects that nobody may write
    assert not resource("aws_acm_certificate").accepts_block("domain_validation_options")
    # nested attributes are never blocks
    assert not resource("databricks_account_network_policy").accepts_block("egress")


def test_nested_attributes() -> None:
    policy = resource("databricks_account_network_policy")
    destination = attribute(policy, "egress", "network_access", "allowed_internet_destinations", "destination")
    assert destination.type == "string"
    assert attribute(policy, "egress", "network_access", "restriction_mode").required
    egress = attribute(policy, "egress").type
    assert isinstance(egress, tuple)
    assert egress[0] == "object"
    assert "network_access" in dict(egress[1])


def test_the_type_of_a_whole_resource() -> None:
    kind = resource("aws_s3_bucket_public_access_block").type()
    flags = ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets")
    members = dict.fromkeys(flags, "bool") | {"bucket": "string", "id": "string"}
    assert kind == ("object", tuple(sorted(members.items())))
    balancer: Any = resource("aws_lb").type()
    assert dict(balancer[1])["access_logs"] == (
        "list",
        ("object", (("bucket", "string"), ("enabled", "bool"), ("prefix", "string"))),
    )


def test_an_unknown_knows_its_shape() -> None:
    endpoints = resource("databricks_mws_networks").get("vpc_endpoints")
    assert endpoints is not None
    assert unknown_of(endpoints).type == (
        "list",
        ("object", (("dataplane_relay", ("set", "string")), ("rest_api", ("set", "string")))),
    )
    assert unknown_of(attribute(resource("aws_lb"), "internal"), "why").why() == "why"


def test_required_and_sensitive() -> None:
    assert resource("aws_lb_listener").required == {"load_balancer_arn"}
    assert attribute(resource("aws_ssm_parameter"), "value").sensitive
    assert resource("aws_opsworks_stack").deprecated
    provider = STORE.provider("databricks")
    assert attribute(provider, "client_secret").sensitive
    assert not attribute(provider, "host").sensitive
    assert attribute(STORE.provider("aws"), "assume_role", "external_id").optional


def test_every_shipped_schema_can_be_read() -> None:
    """All of them, with all their types: a damaged or cut record would not parse."""
    attributes = 0
    for provider in STORE.providers():
        for kind, read in (("resource", STORE.resource), ("data", STORE.data), ("ephemeral", STORE.ephemeral)):
            for name in STORE.names(kind, provider):
                schema = read(name)
                assert schema is not None, name
                assert schema.type()[0] == "object"
                attributes += len(schema.attributes)
    assert attributes > 20_000


def test_what_ships_stays_small() -> None:
    assert sum(path.stat().st_size for path in Path(shipped_directory()).iterdir()) < 600_000


def test_nothing_is_read_before_it_is_asked_for() -> None:
    script = (
        "import builtins, sys\n"
        "opened = []\n"
        "real = builtins.open\n"
        "builtins.open = lambda path, *a, **k: (opened.append(str(path)), real(path, *a, **k))[1]\n"
        "from datahub_guard.sources.schemas.store import SchemaStore\n"
        "store = SchemaStore.load()\n"
        "before = len(opened)\n"
        "store.resource('aws_lb')\n"
        "store.data('aws_vpc')\n"
        "print(before, len(opened), 'json' in sys.modules, 'gzip' in sys.modules)\n"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["0", "1", "False", "False"]


def test_a_folder_of_ones_own_goes_before_what_ships(tmp_path: Path) -> None:
    shipped = Path(shipped_directory())
    data = (shipped / "terraform-1.11.4.schemas").read_bytes()
    for version in ("9.9.0", "10.0.0-beta1", "10.0.0", "2.0.0"):
        (tmp_path / f"aws-{version}.schemas").write_bytes(data)
    (tmp_path / "notes.txt").write_text("not a schema")
    store = SchemaStore.load(str(tmp_path))
    assert store.version("aws") == "10.0.0"
    assert store.version("databricks") == "1.128.0"
    assert store.resource("aws_lb") is None
    assert SchemaStore.load().resource("aws_lb") is not None


def test_file_names() -> None:
    assert split_file_name("google-beta-6.1.0-rc1.schemas") == ("google-beta", "6.1.0-rc1")
    assert split_file_name("aws-5.100.0.json") == ("", "")
    assert split_file_name("aws.schemas") == ("", "")


@pytest.mark.parametrize("damage", ["empty", "other", "cut", "body"])
def test_a_damaged_file_says_what_to_do(tmp_path: Path, damage: str) -> None:
    data = (Path(shipped_directory()) / "databricks-1.128.0.schemas").read_bytes()
    damaged = {"empty": b"", "other": b"\x00\x01\n" * 9, "cut": data[:20], "body": data[:-30_000] + b"\xff" * 30_000}
    (tmp_path / "databricks-1.128.0.schemas").write_bytes(damaged[damage])
    store = SchemaStore.load(str(tmp_path))
    with pytest.raises(GuardError, match="schemas update"):
        for name in ("databricks_catalog", "databricks_job", "databricks_workspace_conf", "databricks_cluster"):
            store.resource(name)
            store.data(name)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(GuardError, match="cannot read the folder"):
        SchemaStore.load(str(tmp_path / "none"))
