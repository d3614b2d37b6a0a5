"""The traps of plan JSON that the domain's reference names (section 2.1), on the three plans that show them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from datahub_guard.analysis.policies import Policy, policy_at
from datahub_guard.model.estate import Estate
from datahub_guard.model.resource import UNSET, Resource
from datahub_guard.model.stack import Stack
from datahub_guard.model.values import Sensitive, Unknown, Value, reveal
from datahub_guard.sources.plan.joined import JoinedAttributes
from tests.plan.loading import DATABRICKS, DOMAIN, alone, at, hcl, joined

pytestmark = pytest.mark.corpora

FOLDERS = [
    folder for base in (DOMAIN, DATABRICKS) if base.is_dir() for folder in sorted(base.iterdir()) if folder.is_dir()
]


@pytest.fixture
def plan1(tmp_path: Path) -> Stack:
    return alone(tmp_path, DOMAIN / "plan1" / "plan.json")


@pytest.fixture
def plan2(tmp_path: Path) -> Stack:
    return alone(tmp_path, DOMAIN / "plan2" / "plan.json")


@pytest.fixture
def plan3(tmp_path: Path) -> Stack:
    return alone(tmp_path, DOMAIN / "plan3" / "plan.json")


def policy(resource: Resource, path: str) -> Policy | None:
    estate = Estate("", None, resource.readings)  # type: ignore[arg-type]  # no facts are asked for
    estate.add(resource.stack)
    return policy_at(resource, path, estate)


def test_omitted_arguments_that_the_provider_chooses_are_unset(plan1: Stack, plan2: Stack) -> None:
    assert at(plan1, "aws_lb_listener.https").get("ssl_policy") == "ELBSecurityPolicy-2016-08"
    assert at(plan2, "aws_ecs_service.svc").get("launch_type") == "EC2"
    assert at(plan2, "aws_db_instance.db").top("kms_key_id") is UNSET
    assert at(plan2, "aws_lb.alb").top("security_groups") is UNSET
    assert at(plan1, "aws_kms_key.digital").top("policy") is UNSET
    assert plan1.resources[0].readings.unknown == []


def test_rules_of_a_security_group_may_have_been_written_as_blocks(plan1: Stack, plan2: Stack, plan3: Stack) -> None:
    inline = at(plan1, "aws_security_group.inline").get("egress[0].cidr_blocks")
    assert inline == ["0.0.0.0/0"]
    assert [body["from_port"] for body in at(plan3, "aws_security_group.dyn").get("egress")] == [443, 6666]
    assert at(plan2, "aws_security_group.empty").top("egress") == []
    none = at(plan1, "aws_security_group.none").top("egress")
    assert isinstance(none, Unknown) and "dynamic" in none.why()
    assert at(joined(DOMAIN / "plan1"), "aws_security_group.none").top("egress") is UNSET


def test_references_stand_behind_what_is_unknown(plan1: Stack, plan3: Stack) -> None:
    rule = at(plan1, "aws_s3_bucket_server_side_encryption_configuration.landing")
    value = rule.peek("rule.apply_server_side_encryption_by_default.kms_master_key_id")
    assert isinstance(value, Unknown) and value.references == ("aws_kms_key.digital.arn",)
    assert rule.get("rule.bucket_key_enabled") is True
    reference = at(plan3, "aws_db_instance.db[0]").refers_to("kms_key_id", "aws_kms_key")
    assert reference is not None and reference.address == 'aws_kms_key.bu["digital"]'


def test_hops_through_modules(plan2: Stack) -> None:
    for key in ("landing", "bronze"):
        module = f'module.bucket["{key}"]'
        rule = at(plan2, f"{module}.aws_s3_bucket_server_side_encryption_configuration.this")
        assert rule.module == module and rule.key is None
        assert [r.text for r in rule.references("bucket")] == [f"{module}.aws_s3_bucket.this.id"]
        assert rule.references("rule.apply_server_side_encryption_by_default.kms_master_key_id") == []


def test_a_policy_with_one_unknown_stays_readable_where_the_hcl_is(plan1: Stack) -> None:
    address = "aws_iam_role_policy.je"
    whole = at(plan1, address).peek("policy")
    assert isinstance(whole, Unknown) and whole.shape is None, "jsonencode hides in a plan what it encodes"
    found = policy(at(joined(DOMAIN / "plan1"), address), "policy")
    assert found is not None
    (statement,) = found.statements
    assert statement.actions == ["s3:*"] and "*" in statement.resources


def test_a_deferred_policy_document_keeps_what_is_known_of_it(plan1: Stack) -> None:
    document = at(plan1, "data.aws_iam_policy_document.scoped")
    assert document.change is not None and document.change.reason == "read_because_config_unknown"
    for subject, name in ((document, "json"), (at(plan1, "aws_iam_role_policy.scoped"), "policy")):
        found = policy(subject, name)
        assert found is not None
        (statement,) = found.statements
        assert statement.actions == ["s3:getobject"]
        (resource,) = statement.resources
        assert isinstance(resource, Unknown) and resource.references == ("aws_s3_bucket.landing.arn",)


def test_a_document_that_was_read_is_known(plan1: Stack) -> None:
    document = at(plan1, "data.aws_iam_policy_document.trust_known")
    assert document.change is None
    found = policy(document, "json")
    assert found is not None
    assert [p.account for s in found.statements for p in s.principals] == ["414351767826"]
    assert document.get("statement[0].principals[0].identifiers") == ["arn:aws:iam::414351767826:root"]


def test_outputs_of_another_state_are_there_and_who_reads_them(plan1: Stack) -> None:
    (state,) = plan1.remote_states
    assert isinstance(state.address, str) and state.address.endswith("/state/upstream")
    assert [path for path, _ in state.reads] == [("bucket_arns", "digital_lab")]
    outputs = state.resource.top("outputs")
    assert isinstance(outputs, dict) and "bucket_arns" in outputs


def test_changes(plan2: Stack) -> None:
    renamed = at(plan2, "aws_s3_bucket.metastore").change
    assert renamed is not None and renamed.actions == ("delete", "create")
    assert renamed.reason == "replace_because_cannot_update" and renamed.replace_paths == (("bucket",),)
    (removed,) = plan2.removed
    assert removed.change is not None and removed.change.reason == "delete_because_no_resource_config"
    assert removed.change.before["bucket"] == removed.get("bucket")
    assert removed not in plan2.resources and removed in plan2.changing("aws_s3_bucket")


def test_failed_checks_are_there(plan2: Stack) -> None:
    assert plan2.plan is not None
    assert [check["address"]["to_display"] for check in plan2.plan.raw_checks] == ["check.x"]


def test_provider_configurations(plan3: Stack, plan1: Stack) -> None:
    by_name = {provider.name: provider.resource for provider in plan3.providers}
    assert set(by_name) == {"aws", "aws.core_network"}
    core = by_name["aws.core_network"]
    assert core.get("allowed_account_ids") == ["234268347951"]
    assert core.get("assume_role[0].role_arn") == "arn:aws:iam::234268347951:role/core-network-dns-admin"
    external = core.peek("assume_role[0].external_id")
    assert isinstance(external, Unknown) and external.references == ("var.secret",)
    tags = next(p for p in plan1.providers if p.name == "aws").resource.peek("default_tags[0].tags")
    assert tags == {"BusinessUnit": "digital"}
    assert at(plan1, "aws_route53_record.dmm").provider == "aws.core_network"


def test_secrets_are_marked(plan3: Stack, plan2: Stack, plan1: Stack) -> None:
    assert isinstance(plan3.outputs["s"].value, Sensitive) and plan3.outputs["s"].sensitive
    assert isinstance(plan3.variables["secret"].value, Sensitive)
    database = at(plan2, "aws_db_instance.db")
    assert isinstance(database.attributes.read("password"), Sensitive)
    assert database.get("password") == "literal-secret" and "literal-secret" in database.readings.secrets
    assert database.change is not None and "literal-secret" not in json.dumps(database.change.after, default=str)
    assert isinstance(at(plan1, "aws_secretsmanager_secret_version.db").attributes.read("secret_string"), Sensitive)


def test_a_plan_has_no_places(plan1: Stack) -> None:
    role = at(plan1, "aws_iam_role.je")
    assert str(role.place("assume_role_policy")) == "plan.json:1:1" and role.related() == ()
    assert plan1.place.file == "plan.json" and plan1.backend is None


def test_places_and_all_that_a_plan_lacks_come_from_the_hcl() -> None:
    stack = joined(DOMAIN / "plan2")
    assert stack.backend is not None and stack.backend.kind == "http"
    kms = at(stack, 'module.bucket["landing"].aws_s3_bucket_server_side_encryption_configuration.this')
    place = kms.place("rule[0].apply_server_side_encryption_by_default[0].kms_master_key_id")
    assert str(place) == "mod/main.tf:9:7"
    (call,) = kms.related()
    assert str(call.place) == "main.tf:30:1"
    (removed,) = stack.removed
    assert str(removed.place()) == "plan.json:1:1", "no line of it is left"


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_plan_and_hcl_agree_where_both_know(folder: Path) -> None:
    """What is known in HCL alone is known with the plan, and the same; the instances are those of the plan."""
    compared = 0
    if "destroy" in folder.name:
        return
    alone_in_hcl = hcl(folder)
    for resource in joined(folder).resources:
        attributes = resource.attributes
        if not isinstance(attributes, JoinedAttributes):
            continue
        written = at(alone_in_hcl, resource.address)
        assert resource.provider == written.provider
        for name in attributes.names():
            for path, ours, theirs in pairs(attributes.read(name), written.attributes.read(name), (name,)):
                assert same(ours, theirs), (resource.address, path, ours, theirs)
                compared += 1
    assert compared > 10


def pairs(one: Value, other: Value, path: tuple[Any, ...]) -> Iterator[tuple[Any, Value, Value]]:
    """The parts that the second knows."""
    one, other = reveal(one), reveal(other)
    if isinstance(other, Unknown):
        return
    if isinstance(one, dict) and isinstance(other, dict):
        assert one.keys() == other.keys(), path
        for key, part in one.items():
            yield from pairs(part, other[key], (*path, key))
    elif isinstance(one, list) and isinstance(other, list) and not any(isinstance(x, Unknown) for x in other):
        assert len(one) == len(other), path
        for index, part in enumerate(one):
            yield from pairs(part, other[index], (*path, index))
    elif not isinstance(other, list):
        yield path, one, other


def same(one: Value, other: Value) -> bool:
    """Equal, as JSON where that is what they are: AWS's provider writes policies anew."""
    try:
        return bool(one == other or json.loads(one) == json.loads(other))
    except (TypeError, ValueError):
        return False
