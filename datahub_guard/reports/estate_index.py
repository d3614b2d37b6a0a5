"""The estate index: what a repository that is checked alone needs to know of all the others.

It holds stacks with their backends, outputs with types and what stands behind them, who reads whose state, and the
resources that rules look at across repositories (ranges, keys, buckets, roles, catalogs), by their identifying
arguments only. Nothing sensitive gets in.
"""

from __future__ import annotations

import json
from typing import Any

from datahub_guard import __version__
from datahub_guard.model.estate import Estate
from datahub_guard.model.places import Place
from datahub_guard.model.portable import encode
from datahub_guard.model.resource import UNSET, Resource
from datahub_guard.model.stack import Output, RemoteState, Stack

VERSION = 1

# Types that rules follow across repositories, by prefix.
EXPORTED = (
    "aws_db_subnet_group",
    "aws_ecs_cluster",
    "aws_iam_instance_profile",
    "aws_iam_role",
    "aws_kms_alias",
    "aws_kms_key",
    "aws_ram_",
    "aws_s3_bucket",
    "aws_security_group",
    "aws_subnet",
    "aws_vpc",
    "databricks_catalog",
    "databricks_external_location",
    "databricks_group",
    "databricks_metastore",
    "databricks_mws_",
    "databricks_schema",
    "databricks_storage_credential",
)
# Arguments that say what a resource is; never its content (policies, secrets, settings).
IDENTIFYING = (
    "availability_zone",
    "availability_zone_id",
    "bucket",
    "catalog_name",
    "cidr_block",
    "display_name",
    "map_public_ip_on_launch",
    "metastore_id",
    "name",
    "principal",
    "resource_arn",
    "service_name",
    "storage_root",
    "subnet_ids",
    "tags",
    "target_key_id",
    "url",
    "vpc_id",
    "workspace_name",
)


def write(estate: Estate) -> str:
    """Return the index of all stacks that were read, as JSON with a trailing newline."""
    document = {
        "format": "datahub-guard-estate-index",
        "version": VERSION,
        "tool": __version__,
        "stacks": [_stack(stack) for stack in sorted(estate.present, key=lambda s: s.name)],
    }
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _stack(stack: Stack) -> dict[str, Any]:
    backend = stack.backend
    return {
        "name": stack.name,
        "path": stack.path,
        "repository": stack.repository,
        "file": stack.place.file,
        "backend": None
        if backend is None
        else {
            "kind": backend.kind,
            "address": encode(backend.settings.get("address")),
            "place": _place(backend.place),
        },
        "outputs": {name: _output(output) for name, output in sorted(stack.outputs.items())},
        "remote_states": [_remote_state(remote) for remote in stack.remote_states],
        "resources": [_resource(r) for r in stack.resources if r.mode == "managed" and r.type.startswith(EXPORTED)],
    }


def _output(output: Output) -> dict[str, Any]:
    return {
        "type": output.type,
        "sensitive": output.sensitive,
        "value": None if output.sensitive else encode(output.value),
        "origins": list(output.origins),
        "place": _place(output.place),
    }


def _remote_state(remote: RemoteState) -> dict[str, Any]:
    return {
        "address": remote.resource.address,
        "backend": encode(remote.backend),
        "state": encode(remote.address),
        "owners": list(remote.owners),
        "reads": [{"path": list(path), "place": _place(place)} for path, place in remote.reads],
        "place": _place(remote.place),
    }


def _resource(resource: Resource) -> dict[str, Any]:
    values = {}
    for name in IDENTIFYING:
        value = resource.attributes.read(name)
        if value is not UNSET:
            values[name] = encode(value)
    return {
        "address": resource.address,
        "type": resource.type,
        "name": resource.name,
        "key": resource.key,
        "module": resource.module,
        "provider": resource.provider,
        "values": values,
        "place": _place(resource.place()),
    }


def _place(place: Place) -> list[Any]:
    return [place.file, place.line, place.column]
