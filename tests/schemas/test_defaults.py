"""Documented defaults, against the schemas and against what real plans say of omitted arguments."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from datahub_guard.model.schema import AttributeSchema, BlockSchema
from datahub_guard.model.values import Type
from datahub_guard.sources.schemas.defaults import PLAN, default_of, default_source, documented_defaults
from datahub_guard.sources.schemas.store import SchemaStore
from tests.places import CORPORA
from tests.schemas.bodies import Block, minimal, nested_block

STORE = SchemaStore.load()


def schema_of(type_name: str) -> BlockSchema | None:
    kind, _, name = type_name.rpartition(".")
    reader = {"": STORE.resource, "data": STORE.data, "provider": STORE.provider}[kind]
    return reader(name)


def has_type(value: Any, kind: Type) -> bool:
    if isinstance(kind, tuple):
        return isinstance(value, list) and kind[0] in ("list", "set")
    return type(value) is {"string": str, "number": int, "bool": bool}[kind]


def test_every_default_is_of_an_argument_that_can_be_omitted() -> None:
    wrong = []
    for type_name, path, value, _ in documented_defaults():
        if type_name.startswith("backend."):
            continue
        schema = schema_of(type_name)
        found = schema.at(path.split(".")) if schema else None
        fits = isinstance(found, AttributeSchema) and found.optional and not found.required
        if not (fits and isinstance(found, AttributeSchema) and (value is None or has_type(value, found.type))):
            wrong.append((type_name, path, value, found))
    assert wrong == []


@pytest.mark.parametrize(
    ("type_name", "path", "value"),
    [
        ("aws_lb_listener", "ssl_policy", "ELBSecurityPolicy-2016-08"),
        ("aws_alb_listener", "ssl_policy", "ELBSecurityPolicy-2016-08"),
        ("aws_ecs_service", ("network_configuration", 0, "assign_public_ip"), False),
        ("aws_ecs_service", "network_configuration[0].assign_public_ip", False),
        ("aws_kms_key", "deletion_window_in_days", 30),
        ("aws_kms_key", "policy", None),
        ("aws_security_group", "egress", []),
        ("databricks_catalog", "isolation_mode", "OPEN"),
        ("databricks_workspace_binding", "binding_type", "BINDING_TYPE_READ_WRITE"),
        ("data.databricks_aws_crossaccount_policy", "policy_type", "managed"),
        ("backend.http", "lock_method", "LOCK"),
    ],
)
def test_defaults_that_rules_stand_on(type_name: str, path: Any, value: Any) -> None:
    assert default_of(type_name, path) == (True, value)
    assert default_source(type_name, path)


def test_no_default() -> None:
    assert default_of("aws_lb", "name") == (False, None)
    assert default_of("aws_nothing", "x") == (False, None)
    assert default_of("aws_secretsmanager_secret", "kms_key_id") == (False, None)
    assert default_of("aws_lb", ()) == (False, None)
    assert default_source("aws_lb", "name") is None


def test_a_default_belongs_to_who_asks() -> None:
    default_of("aws_security_group", "egress")[1].append(1)
    assert default_of("aws_security_group", "egress") == (True, [])


# -- against plans ----------------------------------------------------------------------------------------------------


def omitted(plan: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """Type, path and planned value of what the configuration omits, for everything that the plan creates or has read.

    A value that is unknown or null says nothing and is left out. A block that is not in the configuration (because it
    is dynamic) is not looked into.
    """
    written = dict(_expressions(plan["configuration"].get("root_module", {}), ""))
    for change in plan.get("resource_changes", []):
        expressions = written.get(_without_keys(change["address"]))
        if expressions is not None and change["change"]["actions"] == ["create"]:
            for path, value in _omitted_values(change["change"]["after"] or {}, expressions, ()):
                yield change["type"], path, value
    for resource in _resources(plan.get("prior_state", {}).get("values", {}).get("root_module", {})):
        expressions = written.get(_without_keys(resource["address"]))
        if expressions is not None and resource["mode"] == "data":
            for path, value in _omitted_values(resource["values"], expressions, ()):
                yield f"data.{resource['type']}", path, value


def _resources(module: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from module.get("resources", [])
    for child in module.get("child_modules", []):
        yield from _resources(child)


def _expressions(module: dict[str, Any], prefix: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for resource in module.get("resources", []):
        yield prefix + resource["address"], resource.get("expressions", {})
    for name, call in module.get("module_calls", {}).items():
        yield from _expressions(call.get("module", {}), f"{prefix}module.{name}.")


def _without_keys(address: str) -> str:
    return re.sub(r'\["(?:[^"\\]|\\.)*"\]|\[\d+\]', "", address)


def _omitted_values(values: dict[str, Any], expressions: Any, path: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        here = (*path, name)
        if name not in expressions:
            if value is not None and not isinstance(value, (list, dict)):
                yield ".".join(here), value
        elif _is_one_block(value) and _is_one_block(expressions[name]):
            yield from _omitted_values(value[0], expressions[name][0], here)


def _is_one_block(value: Any) -> bool:
    """Blocks of a set are in another order in the values than in the configuration: only one alone can be told."""
    return isinstance(value, list) and len(value) == 1 and isinstance(value[0], dict)


@cache
def plans() -> list[dict[str, Any]]:
    found = []
    for path in sorted((CORPORA / "plan").rglob("*.json")):
        try:
            plan = json.loads(path.read_text(encoding="utf-8-sig"))
        except ValueError:
            continue
        if isinstance(plan, dict) and "resource_changes" in plan and "configuration" in plan:
            found.append(plan)
    return found


@pytest.mark.corpora
def test_real_plans_have_these_defaults() -> None:
    seen: set[tuple[str, str]] = set()
    wrong = set()
    for plan in plans():
        for type_name, path, value in omitted(plan):
            found, default = default_of(type_name, path)
            if found and default is not None:
                seen.add((type_name, path))
                if value not in (default, ""):
                    wrong.add((type_name, path, value))
    assert wrong == set()
    assert len(seen) > 80


@pytest.mark.corpora
def test_databricks_defaults_of_the_schema_were_seen_in_a_plan() -> None:
    seen = {(type_name, path) for plan in plans() for type_name, path, _ in omitted(plan)}
    claimed = {(t, p) for t, p, _, source in documented_defaults() if source == PLAN and "databricks" in t}
    assert claimed - seen == set()


@pytest.mark.terraform
def test_terraform_plans_these_defaults(terraform_environment: dict[str, str], tmp_path: Path) -> None:
    """The smallest configuration of each AWS type with a default: those of the schema stand in the plan."""
    plan = _plan_minimal(terraform_environment, tmp_path)
    planned: dict[tuple[str, str], set[Any]] = {}
    for type_name, path, value in omitted(plan):
        planned.setdefault((type_name, path), set()).add(value)
    created = {change["type"] for change in plan["resource_changes"]}
    missing, wrong = [], []
    for type_name, path, value, source in documented_defaults():
        values = planned.get((type_name, path), set()) - {""}
        if source == PLAN and type_name in created and not values:
            missing.append((type_name, path))
        if not isinstance(value, list) and values - {value}:
            wrong.append((type_name, path, values))
    assert wrong == []
    assert missing == []
    assert len(created) > 40


# What provider validation wants beyond the schema, by type: arguments to set in the smallest body.
_ELB = "arn:aws:elasticloadbalancing:ap-southeast-2:111122223333"
SENSIBLE: dict[str, dict[str, Any]] = {
    "aws_acm_certificate": {"domain_name": "x.example.com"},
    "aws_cloudtrail": {"name": "trail", "s3_bucket_name": "bucket"},
    "aws_db_instance": {"engine": "postgres", "instance_class": "db.t3.micro", "allocated_storage": 9, "username": "u"},
    "aws_ebs_volume": {"size": 1},
    "aws_ec2_transit_gateway_route": {"destination_cidr_block": "10.0.0.0/8"},
    "aws_ecr_repository": {"name": "repository"},
    "aws_ecs_task_definition": {"container_definitions": "[]"},
    "aws_flow_log": {"vpc_id": "vpc-1", "log_destination": "arn:aws:s3:::bucket"},
    "aws_iam_policy": {"policy": "{}"},
    "aws_iam_role": {"assume_role_policy": "{}"},
    "aws_instance": {"ami": "ami-1", "instance_type": "t3.micro"},
    "aws_kms_key_policy": {"policy": "{}"},
    "aws_kms_replica_key": {"primary_key_arn": "arn:aws:kms:us-east-1:111122223333:key/mrk-1"},
    "aws_lb": {"subnets": ["subnet-1", "subnet-2"]},
    "aws_lb_listener": {"load_balancer_arn": f"{_ELB}:loadbalancer/app/x/1"},
    "aws_lb_listener_rule": {"listener_arn": f"{_ELB}:listener/app/x/1/2"},
    "aws_lb_target_group": {"port": 80, "protocol": "HTTP", "vpc_id": "vpc-1"},
    "aws_rds_cluster": {"engine": "aurora-postgresql"},
    "aws_rds_cluster_instance": {"engine": "aurora-postgresql", "instance_class": "db.t3.medium"},
    "aws_route53_record": {"type": "A", "ttl": 60, "records": ["10.0.0.1"]},
    "aws_security_group_rule": {"type": "ingress", "protocol": "tcp", "cidr_blocks": ["10.0.0.0/8"]},
    "aws_ssm_parameter": {"type": "String", "value": "x"},
    "aws_subnet": {"cidr_block": "10.0.0.0/24"},
    "aws_vpc": {"cidr_block": "10.0.0.0/16"},
    "aws_vpc_endpoint": {"service_name": "com.amazonaws.ap-southeast-2.s3"},
}  # fmt: skip
SENSIBLE_BLOCKS: dict[tuple[str, ...], dict[str, Any]] = {
    ("aws_lb_listener", "default_action"): {"type": "redirect"},
    ("aws_lb_listener", "default_action", "redirect"): {"status_code": "HTTP_301"},
    ("aws_lb_listener_rule", "action"): {"type": "redirect"},
    ("aws_lb_listener_rule", "action", "redirect"): {"status_code": "HTTP_301"},
    ("aws_lb_listener_rule", "condition", "path_pattern"): {"values": ["/x"]},
    (
        "aws_s3_bucket_server_side_encryption_configuration",
        "rule",
        "apply_server_side_encryption_by_default",
    ): {"sse_algorithm": "aws:kms"},
}


def _plan_minimal(environment: dict[str, str], folder: Path) -> dict[str, Any]:
    provider: dict[str, Any] = {"region": "ap-southeast-2", "access_key": "x", "secret_key": "x"}
    skipped = ("skip_credentials_validation", "skip_requesting_account_id", "skip_metadata_api_check")
    provider |= dict.fromkeys(skipped, True)
    aws = f'aws = {{\nsource = "hashicorp/aws"\nversion = "{STORE.version("aws")}"\n}}'
    text = [
        f"terraform {{\nrequired_providers {{\n{aws}\n}}\n}}",
        Block(provider, type="provider", labels=("aws",)).hcl(),
        *(_smallest(type_name).hcl() for type_name in _types()),
    ]
    (folder / "main.tf").write_text("\n".join(text))
    _terraform(environment, folder, "init")
    _terraform(environment, folder, "plan", "-refresh=false", "-out=plan.bin")
    plan: dict[str, Any] = json.loads(_terraform(environment, folder, "show", "-json", "plan.bin"))
    return plan


def _terraform(environment: dict[str, str], folder: Path, *arguments: str) -> str:
    run = subprocess.run(
        ["terraform", *arguments], check=False, cwd=folder, env=environment, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


def _types() -> list[str]:
    return sorted({name for name, *_ in documented_defaults() if name.startswith("aws_") and STORE.resource(name)})


def _smallest(type_name: str) -> Block:
    schema = STORE.resource(type_name)
    assert schema is not None
    body = minimal(schema)
    body.type, body.labels = "resource", (type_name, "x")
    body.attributes |= SENSIBLE.get(type_name, {})
    wanted = {tuple(path.split(".")[:-1]) for name, path, *_ in documented_defaults() if name == type_name}
    wanted |= {path[1:] for path in SENSIBLE_BLOCKS if path[0] == type_name}
    for path in sorted(wanted):
        _add_blocks(schema, body, path)
    _fill(body, (type_name,))
    return body


def _add_blocks(schema: BlockSchema, body: Block, path: tuple[str, ...]) -> None:
    for name in path:
        nested = schema.blocks.get(name)
        if nested is None:
            return
        found = next((block for block in body.blocks if block.type == name), None)
        if found is None:
            found = nested_block(name, nested)
            body.blocks.append(found)
        schema, body = nested.block, found


def _fill(body: Block, path: tuple[str, ...]) -> None:
    body.attributes |= SENSIBLE_BLOCKS.get(path, {}) if len(path) > 1 else {}
    for block in body.blocks:
        _fill(block, (*path, block.type))
