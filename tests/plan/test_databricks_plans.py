"""The surprises that the README of the real Databricks plans numbers, one by one."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from datahub_guard.model.resource import UNSET
from datahub_guard.model.stack import Stack
from datahub_guard.model.values import UNKNOWN, Sensitive, Unknown
from datahub_guard.sources.plan.changes import HIDDEN, HIDDEN_CHANGED
from tests.plan.loading import DATABRICKS, alone, at, hcl, joined, load, problems

pytestmark = pytest.mark.corpora

Alone = Callable[[str], Stack]


@pytest.fixture
def plan_of(tmp_path: Path) -> Alone:
    """A plan of the folder by that name, without its HCL."""
    return lambda name: alone(tmp_path / name, DATABRICKS / name / "plan.json")


def raw(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((DATABRICKS / name / "plan.json").read_bytes())
    return found


def test_01_an_omitted_block_is_not_told_from_a_dynamic_one(plan_of: Alone) -> None:
    name = "l2-account-nonprod-create-violating"
    plan, both = plan_of(name), joined(DATABRICKS / name)
    for address in ("databricks_mws_networks.plain", 'databricks_mws_networks.this["gas-lab"]'):
        value = at(plan, address).top("vpc_endpoints")
        assert isinstance(value, Unknown) and "dynamic" in value.why()
    there = at(plan, 'databricks_mws_networks.this["digital-lab"]').top("vpc_endpoints")
    assert isinstance(there, list) and {key: type(part) for key, part in there[0].items()} == {
        "dataplane_relay": Unknown,
        "rest_api": Unknown,
    }
    assert at(both, "databricks_mws_networks.plain").top("vpc_endpoints") is UNSET
    assert at(both, 'databricks_mws_networks.this["gas-lab"]').top("vpc_endpoints") == []
    digital = at(both, 'databricks_mws_networks.this["digital-lab"]')
    assert [r.address for r in digital.references("vpc_endpoints[0].rest_api")] == ["databricks_mws_vpc_endpoint.rest"]


def test_02_a_block_that_is_merely_optional_is_known_to_be_omitted(plan_of: Alone) -> None:
    elec = plan_of("l2-elec-network-bu-nonprod-create-violating")
    values = {r.top("encryption_details") for r in elec.of_type("databricks_external_location") if r.key == "digital"}
    assert [type(value) for value in values] == [Unknown]
    plain = plan_of("l2-account-nonprod-create-violating")
    assert at(plain, "databricks_mws_networks.plain").top("gcp_network_info") is UNSET


def test_03_an_expression_that_is_null_over_known_values_is_an_omission(plan_of: Alone) -> None:
    name = "l2-elec-network-bu-nonprod-create-violating"
    for stack in (plan_of(name), joined(DATABRICKS / name), hcl(DATABRICKS / name)):
        for catalog in stack.of_type("databricks_catalog"):
            assert catalog.get("isolation_mode") == "OPEN"
            assert not catalog.is_set("isolation_mode")
        assert stack.resources[0].readings.unknown == []


def test_04_what_the_configuration_omits_is_unset_though_the_state_has_it(plan_of: Alone) -> None:
    name = "l2-account-prod-omitted-noop"
    plan, both = plan_of(name), joined(DATABRICKS / name)
    for stack in (plan, both):
        assert at(stack, "databricks_metastore.this").top("owner") is UNSET
        for workspace in stack.of_type("databricks_mws_workspaces"):
            assert workspace.top("pricing_tier") is UNSET
            assert workspace.get("pricing_tier") is None, "what the state has is no default"
    for network in both.of_type("databricks_mws_networks"):
        assert network.top("vpc_endpoints") is UNSET
    for network in plan.of_type("databricks_mws_networks"):
        assert network.is_set("vpc_endpoints"), "a plan alone cannot tell it from a dynamic block"


def test_05_a_set_with_one_unknown_element_is_unknown_and_a_list_keeps_its_place(plan_of: Alone) -> None:
    later = at(plan_of("l2-account-nonprod-create-violating"), "databricks_mws_networks.later")
    assert isinstance(later.top("security_group_ids"), Unknown)
    mixed = plan_of("mixed-aws-databricks-create-violating")
    roles = at(mixed, "data.databricks_aws_crossaccount_policy.this").top("pass_roles")
    assert isinstance(roles, list) and isinstance(roles[0], Unknown)
    assert roles[0].references == ("aws_iam_role.compute.arn",)
    both = joined(DATABRICKS / "l2-account-nonprod-create-violating")
    known = at(both, "databricks_mws_networks.later").top("security_group_ids")
    assert isinstance(known, list) and known[0] == "sg-0123456789abcdef0" and isinstance(known[1], Unknown)


def test_06_ids_are_unknown_with_their_origin_and_names_are_known(plan_of: Alone) -> None:
    stack = plan_of("l3-corporate-field-create-violating")
    grants = at(stack, "databricks_grants.gold")
    value = grants.top("schema")
    assert isinstance(value, Unknown)
    assert [(r.type, r.path) for r in grants.references("schema")] == [("databricks_schema", ("id",))]
    noop = plan_of("l2-account-prod-noop")
    assert all(type(r.get("workspace_id")) is int for r in noop.of_type("databricks_metastore_assignment"))


def test_07_an_assignment_at_create_is_all_references(plan_of: Alone) -> None:
    for assignment in plan_of("l2-account-prod-create").of_type("databricks_metastore_assignment"):
        prefix = assignment.module
        assert [r.text for r in assignment.references("metastore_id")] == ["databricks_metastore.this.id"]
        workspace = assignment.references("workspace_id")
        assert [r.text for r in workspace] == [f"{prefix}.databricks_mws_workspaces.this.workspace_id"]
        assert assignment.readings.unknown == []


def test_08_defaults_that_nobody_wrote_are_defaults(plan_of: Alone) -> None:
    warehouse = at(plan_of("l3-corporate-field-create-violating"), "databricks_sql_endpoint.bi")
    assert "spot_instance_policy" not in (DATABRICKS / "l3-corporate-field-create-violating" / "main.tf").read_text()
    assert warehouse.top("spot_instance_policy") is UNSET
    assert warehouse.get("spot_instance_policy") == "COST_OPTIMIZED"
    assert warehouse.get("max_num_clusters") == 1
    binding = plan_of("l2-digital-bu-prod-create").of_type("databricks_workspace_binding")[0]
    assert binding.get("binding_type") in ("BINDING_TYPE_READ_WRITE", "BINDING_TYPE_READ_ONLY")


def test_09_zero_values_inside_of_blocks_are_not_written(plan_of: Alone) -> None:
    stack = plan_of("l3-corporate-field-create-violating")
    for permissions in stack.of_type("databricks_permissions"):
        blocks = permissions.top("access_control")
        assert isinstance(blocks, list)
        assert all("" not in body.values() and None not in body.values() for body in blocks)
    again = joined(DATABRICKS / "l3-corporate-field-update-violating")
    task = at(again, "databricks_job.nightly").top("task")
    first = at(hcl(DATABRICKS / "l3-corporate-field-update-violating"), "databricks_job.nightly").top("task")
    assert isinstance(task, list) and isinstance(first, list)
    assert [set(body) for body in task] == [set(body) for body in first]


def test_10_a_removed_notification_stays_in_the_plan_and_not_in_the_configuration(plan_of: Alone) -> None:
    name = "l3-corporate-field-update-violating"
    shown = at(plan_of(name), "databricks_job.nightly").get("email_notifications.on_failure")
    assert shown == [""]
    assert at(joined(DATABRICKS / name), "databricks_job.nightly").top("email_notifications") is UNSET


def test_11_blocks_of_a_set_stand_in_the_order_of_the_text() -> None:
    folder = DATABRICKS / "l3-corporate-field-create-violating"
    checked = 0
    for resource in joined(folder).of_type("databricks_grants", "databricks_permissions"):
        name = "grant" if resource.type == "databricks_grants" else "access_control"
        part = "principal" if name == "grant" else None
        for block in resource.blocks(name):
            for attribute in [part] if part else ["user_name", "group_name"]:
                value = block.get(attribute)
                if isinstance(value, str):
                    place = resource.place(block.at(attribute))
                    line = (folder / place.file).read_text("utf-8").splitlines()[place.line - 1]
                    if re.search(r'= "', line):
                        assert value in line, (resource.address, attribute)
                        checked += 1
    assert checked > 4


def test_12_a_catalog_is_renamed_in_place(plan_of: Alone) -> None:
    (catalog,) = plan_of("l2-digital-bu-prod-update-violating").of_type("databricks_catalog")
    assert catalog.change is not None and catalog.change.actions == ("update",)
    assert catalog.change.before["name"] != catalog.get("name") == catalog.change.after["name"]
    assert catalog.change.replace_paths == ()


def test_13_replacing_paths_are_paths_of_the_model(plan_of: Alone) -> None:
    replaced: dict[str, set[str]] = {}
    for folder in DATABRICKS.glob("*/plan.json"):
        for resource in plan_of(folder.parent.name).resources:
            for path in resource.change.replace_paths if resource.change else ():
                replaced.setdefault(resource.type, set()).add(".".join(map(str, path)))
    assert replaced["databricks_catalog"] == {"storage_root"}
    assert replaced["databricks_storage_credential"] == {"name"}
    assert replaced["databricks_external_location"] == {"name"}
    assert replaced["databricks_metastore"] == {"storage_root"}
    assert "databricks_job" not in replaced and "databricks_cluster_policy" not in replaced
    paths = [p for s in replaced.values() for p in s if "." in p]
    assert paths and all(re.fullmatch(r"\w+\.\d+\.\w+", path) for path in paths)


def test_14_a_network_swap_is_an_update_to_something_unknown(plan_of: Alone) -> None:
    stack = plan_of("l2-account-prod-replace-violating")
    for workspace in stack.of_type("databricks_mws_workspaces"):
        assert workspace.change is not None and workspace.change.actions == ("update",)
        assert isinstance(workspace.change.before["network_id"], str)
        assert workspace.change.after["network_id"] is UNKNOWN
        assert [r.type for r in workspace.references("network_id")] == ["databricks_mws_networks"]
    for network in stack.of_type("databricks_mws_networks"):
        assert network.change is not None and network.change.actions == ("create", "delete")


def test_15_and_16_actions_keep_their_order_and_what_stays_is_no_op(plan_of: Alone) -> None:
    stack = plan_of("l2-digital-bu-prod-replace-violating")
    (catalog,) = stack.of_type("databricks_catalog")
    assert catalog.change is not None and catalog.change.actions == ("create", "delete")
    actions = {r.change.actions for r in stack.of_type("databricks_workspace_binding") if r.change}
    assert ("no-op",) in actions


def test_17_a_stale_id_is_what_the_plan_says(plan_of: Alone) -> None:
    name = "l3-digital-lab-replace-violating"
    folder = DATABRICKS / name
    both, written = joined(folder), hcl(folder)
    (cluster,) = both.of_type("databricks_cluster")
    old = cluster.get("aws_attributes.instance_profile_arn")
    assert isinstance(old, str)
    (profile,) = both.of_type("databricks_instance_profile")
    assert old != profile.get("instance_profile_arn")
    assert isinstance(at(written, cluster.address).peek("aws_attributes.instance_profile_arn"), Unknown)


def test_18_no_paths_where_the_object_is_tainted_and_a_deposed_one_is_removed(plan_of: Alone) -> None:
    for stack in (
        plan_of("mixed-aws-databricks-tainted-violating"),
        joined(DATABRICKS / "mixed-aws-databricks-tainted-violating"),
    ):
        (workspace,) = stack.of_type("databricks_mws_workspaces")
        assert workspace.change is not None and workspace.change.reason == "replace_because_tainted"
        assert workspace.change.replace_paths == ()
        (deposed,) = stack.removed
        assert deposed.address == "databricks_mws_networks.this" and deposed.change is not None
        assert deposed.change.actions == ("delete",) and "0a1b2c3d" in deposed.change.reason
        current = at(stack, "databricks_mws_networks.this")
        assert current.change is not None and current.change.actions == ("no-op",)


def test_19_what_is_marked_is_decided_on_and_not_shown(plan_of: Alone) -> None:
    name = "l3-digital-lab-update-rotation"
    for stack in (plan_of(name), joined(DATABRICKS / name)):
        connection = at(stack, "databricks_connection.source")
        assert isinstance(connection.attributes.read("options"), Sensitive)
        options = connection.get("options")
        assert isinstance(options, dict) and options["password"] in connection.readings.secrets
        assert connection.change is not None
        assert connection.change.before["options"] == HIDDEN
        assert connection.change.after["options"] == HIDDEN_CHANGED
        assert options["password"] not in json.dumps(connection.change.before)
    account = plan_of("l2-account-nonprod-create-violating")
    assert isinstance(account.of_type("databricks_mws_networks")[0].attributes.read("account_id"), Sensitive)
    assert isinstance(account.of_type("databricks_mws_vpc_endpoint")[0].attributes.read("account_id"), str)


def test_20_an_output_whose_mark_was_taken_off_is_still_marked(plan_of: Alone) -> None:
    name = "l3-corporate-field-update-violating"
    for stack in (plan_of(name), joined(DATABRICKS / name)):
        output = stack.outputs["ci_token"]
        assert output.change is not None and output.change.actions == ("update",)
        assert isinstance(output.value, (Sensitive, Unknown))
        text = json.dumps([output.change.before, str(output.change.after)])
        assert "dapi" not in text
    created = plan_of("l2-account-prod-create")
    unknown = [o for o in created.outputs.values() if isinstance(o.value, Unknown)]
    assert unknown and all(output.origins for output in unknown)


def test_21_a_secret_that_passes_through_for_each(plan_of: Alone) -> None:
    stack = plan_of("l3-corporate-field-create-violating")
    secrets = stack.of_type("databricks_secret")
    assert {type(s.attributes.read("string_value")) for s in secrets} == {Sensitive}
    through = [s for s in secrets if s.name == "app"]
    assert through and all(s.references("string_value") == [] for s in through), "for_each is a literal"


def test_22_locals_end_the_trail_and_providers_have_the_names_of_the_root(plan_of: Alone) -> None:
    stack = plan_of("l2-account-nonprod-create-violating")
    later = at(stack, "databricks_mws_networks.later")
    assert [r.text for r in later.references("subnet_ids")] == [
        'local.core.private_subnet_ids["digital-lab"]',
        'databricks_metastore.bu["digital"].id',
    ]
    both = joined(DATABRICKS / "l2-account-nonprod-create-violating")
    names = {r.type for r in at(both, "databricks_mws_networks.later").references("subnet_ids")}
    assert "terraform_remote_state" in names and "local" not in names
    account = plan_of("l2-account-prod-create")
    assert {r.provider for r in account.resources if r.type.startswith("databricks")} == {"databricks.account"}
    assert "terraform" not in {provider.name for provider in account.providers}
    workspace = next(p for p in stack.providers if p.name == "databricks.workspace")
    assert [r.type for r in workspace.resource.references("host")] == ["databricks_mws_workspaces"]


def test_23_forgotten_and_destroyed_instances_are_removed(plan_of: Alone) -> None:
    for stack in (plan_of("l2-digital-bu-prod-moved"), joined(DATABRICKS / "l2-digital-bu-prod-moved")):
        (forgotten,) = stack.removed
        assert forgotten.change is not None and forgotten.change.actions == ("forget",)
        assert forgotten.change.previous_address == (
            'module.catalog.databricks_workspace_binding.read_only["corporate-field"]'
        )
        moved = at(stack, 'module.catalog["digital"].databricks_catalog.this')
        assert moved.change is not None
        assert moved.change.previous_address == "module.catalog.databricks_catalog.this"
    for stack in (
        plan_of("l2-account-prod-destroy-violating"),
        joined(DATABRICKS / "l2-account-prod-destroy-violating"),
    ):
        assert [r for r in stack.resources if r.mode == "managed"] == []
        assert len(stack.removed) == 66
        assert {type(r.get("storage_root")) for r in stack.removed if r.type == "databricks_metastore"} == {str}
        assert stack.plan is not None
        assert {change.actions for change in stack.plan.output_changes.values()} == {("delete",)}


def test_24_an_errored_and_a_targeted_plan_are_not_complete() -> None:
    for name, errored in (
        ("l2-account-prod-errored-violating", True),
        ("l2-digital-bu-prod-targeted-violating", False),
    ):
        estate = load(DATABRICKS / name)
        (stack,) = estate.stacks
        assert [p.kind for p in problems(estate)] == ["plan-incomplete"]
        assert stack.plan is not None and stack.plan.errored is errored and not stack.plan.complete
        addresses = {r.address for r in hcl(DATABRICKS / name).resources}
        assert addresses == {r.address for r in stack.resources}, "what the plan lacks comes from the HCL"


def test_26_addresses_are_quoted_as_terraform_quotes_them(plan_of: Alone) -> None:
    name = "l2-groups-odd-keys-violating"
    entries = {e["address"]: e for e in raw(name)["resource_changes"]}
    for stack in (plan_of(name), joined(DATABRICKS / name), hcl(DATABRICKS / name)):
        found = {r.address: r for r in stack.resources}
        assert entries.keys() <= found.keys()
        for address, entry in entries.items():
            assert found[address].key == entry.get("index")
            assert found[address].module == entry.get("module_address", "")
    for resource in plan_of(name).of_type("databricks_group_member"):
        (group,) = [r for r in resource.references("group_id") if r.type == "databricks_group"]
        assert group.address in entries


def test_27_a_data_source_that_was_read_and_one_that_will_be(plan_of: Alone) -> None:
    stack = plan_of("l1-nonprod-cloud-resources-violating")
    read = [r for r in stack.data("databricks_aws_crossaccount_policy") if r.change is None]
    assert read and all(json.loads(str(r.get("json")))["Version"] == "2012-10-17" for r in read)
    mixed = at(plan_of("mixed-aws-databricks-create-violating"), "data.databricks_aws_crossaccount_policy.this")
    assert mixed.change is not None and mixed.change.actions == ("read",)
    assert mixed.change.reason == "read_because_config_unknown"
    assert isinstance(mixed.peek("json"), Unknown)


def test_28_one_unknown_argument_defers_a_document(plan_of: Alone) -> None:
    stack = plan_of("l1-prod-cloud-resources-update-violating")
    pending = [r for r in stack.data("databricks_aws_bucket_policy") if r.change]
    reasons = {r.change.reason for r in pending if r.change}
    assert reasons == {"read_because_dependency_pending"}
    assert all(isinstance(r.get("bucket"), str) for r in pending)


def test_29_documents_are_as_the_provider_writes_them(plan_of: Alone) -> None:
    role = at(plan_of("l1-nonprod-cloud-resources-violating"), "aws_iam_role.metastore")
    statement = json.loads(str(role.get("assume_role_policy")))["Statement"][0]
    assert isinstance(statement["Action"], str) and isinstance(statement["Principal"]["AWS"], str)


def test_30_nested_attributes_are_objects(plan_of: Alone) -> None:
    name = "l2-serverless-egress-prod-create"
    (policy,) = plan_of(name).of_type("databricks_account_network_policy")
    egress = policy.top("egress")
    assert isinstance(egress, dict) and isinstance(egress["network_access"], dict)
    assert policy.get("egress.network_access.restriction_mode") == egress["network_access"]["restriction_mode"]


def test_31_the_order_of_sibling_modules_does_not_matter(tmp_path: Path) -> None:
    document = raw("l1-prod-cloud-resources")
    first = alone(tmp_path / "one", document)
    for values in (document["planned_values"], document["prior_state"]["values"]):
        values["root_module"]["child_modules"].reverse()
    second = alone(tmp_path / "two", document)
    assert [r.address for r in first.resources] == [r.address for r in second.resources]
