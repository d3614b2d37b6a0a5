"""What holds when an argument is omitted.

`_DEFAULTS` has, by type (`data.TYPE` for data sources, `backend.TYPE`, `provider.NAME`) and path without indexes, the
value and the source of the fact. The source `PLAN` means a default in the provider's own schema, which `terraform plan`
shows; the tests hold those to real plans. The others are what the service does with an argument that is not sent, where
a plan shows nothing or "known after apply".

Not here: a default that is not one value (`databricks_mws_workspaces.pricing_tier`, `databricks_sql_endpoint.
enable_serverless_compute`, `databricks_cluster.data_security_mode` depend on the account or workspace), and the
AWS-managed keys that services use without a `kms_key_id`: an omitted key reads as no key.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from datahub_guard.model.paths import parse_path
from datahub_guard.model.values import Value

PLAN = "the provider's schema, as terraform plan shows it"
_DOCS = "the provider's documentation of this argument"
_ELB = "ELB API, CreateLoadBalancer, CreateListener and ModifyLoadBalancerAttributes"
_EC2 = "EC2 API"
_ENDPOINT = "VPC documentation, default endpoint policy: full access"
_KMS = "KMS API, CreateKey, ScheduleKeyDeletion and EnableKeyRotation"
_S3 = "S3 API: an element that is left out is false"
_RDS = "RDS API, CreateDBInstance and CreateDBCluster"
_ECS = "ECS API, CreateService, RegisterTaskDefinition"
_SG = "the provider's documentation: AWS's allow-all egress rule is removed on creation"
_UC = "Unity Catalog API: securables are open to all workspaces of the metastore"
_FALSE = "Databricks API: a flag that is left out is false"
_ACCOUNT = "Databricks account API"
_HTTP = "Terraform's documentation of the http backend"
_IAM = "IAM policy grammar, as the provider's documentation says"

_FULL_ACCESS = '{"Statement":[{"Action":"*","Effect":"Allow","Principal":"*","Resource":"*"}]}'

_DEFAULTS: dict[str, dict[str, tuple[Any, str]]] = {
    # -- S3, KMS ---------------------------------------------------------------------------------------------------
    "aws_s3_bucket": {
        "force_destroy": (False, PLAN),
        "object_lock_enabled": (False, _S3),
    },
    "aws_s3_bucket_public_access_block": {
        "block_public_acls": (False, PLAN),
        "block_public_policy": (False, PLAN),
        "ignore_public_acls": (False, PLAN),
        "restrict_public_buckets": (False, PLAN),
    },
    "aws_s3_bucket_server_side_encryption_configuration": {"rule.bucket_key_enabled": (False, _S3)},
    "aws_kms_key": {
        "bypass_policy_lockout_safety_check": (False, PLAN),
        "customer_master_key_spec": ("SYMMETRIC_DEFAULT", PLAN),
        "deletion_window_in_days": (30, _KMS),
        "enable_key_rotation": (False, PLAN),
        "is_enabled": (True, PLAN),
        "key_usage": ("ENCRYPT_DECRYPT", PLAN),
        "multi_region": (False, _KMS),
        # The account's root administers the key. The text holds the account's number, so there is none to give here.
        "policy": (None, "KMS documentation, default key policy"),
        "rotation_period_in_days": (365, _KMS),
    },
    "aws_kms_key_policy": {"bypass_policy_lockout_safety_check": (False, PLAN)},
    "aws_kms_replica_key": {
        "bypass_policy_lockout_safety_check": (False, PLAN),
        "deletion_window_in_days": (30, PLAN),
        "enabled": (True, PLAN),
    },
    # -- IAM -------------------------------------------------------------------------------------------------------
    "aws_iam_role": {
        "force_detach_policies": (False, PLAN),
        "max_session_duration": (3600, PLAN),
        "path": ("/", PLAN),
    },
    "aws_iam_policy": {"path": ("/", PLAN)},
    "aws_iam_instance_profile": {"path": ("/", PLAN)},
    "aws_iam_user": {"force_destroy": (False, PLAN), "path": ("/", PLAN)},
    "data.aws_iam_policy_document": {
        "statement.effect": ("Allow", _IAM),
        "version": ("2012-10-17", _IAM),
    },
    # -- load balancers --------------------------------------------------------------------------------------------
    "aws_lb": {
        "access_logs.enabled": (False, PLAN),
        "connection_logs.enabled": (False, PLAN),
        "desync_mitigation_mode": ("defensive", _ELB),
        "drop_invalid_header_fields": (False, _ELB),
        "enable_deletion_protection": (False, PLAN),
        "enable_http2": (True, _ELB),
        "enable_waf_fail_open": (False, _ELB),
        "enable_xff_client_port": (False, _ELB),
        "idle_timeout": (60, _ELB),
        "internal": (False, _ELB),
        "ip_address_type": ("ipv4", _ELB),
        "load_balancer_type": ("application", PLAN),
        "preserve_host_header": (False, _ELB),
        "xff_header_processing_mode": ("append", _ELB),
    },
    "aws_lb_listener": {
        "default_action.redirect.host": ("#{host}", PLAN),
        "default_action.redirect.path": ("/#{path}", PLAN),
        "default_action.redirect.port": ("#{port}", PLAN),
        "default_action.redirect.protocol": ("#{protocol}", PLAN),
        "default_action.redirect.query": ("#{query}", PLAN),
        # Of an application load balancer; a network load balancer's listener must say it.
        "protocol": ("HTTP", _ELB),
        # Where the protocol is HTTPS or TLS; no other listener has one.
        "ssl_policy": ("ELBSecurityPolicy-2016-08", _ELB),
    },
    "aws_lb_listener_rule": {
        "action.redirect.host": ("#{host}", PLAN),
        "action.redirect.path": ("/#{path}", PLAN),
        "action.redirect.port": ("#{port}", PLAN),
        "action.redirect.protocol": ("#{protocol}", PLAN),
        "action.redirect.query": ("#{query}", PLAN),
    },
    "aws_lb_target_group": {
        "health_check.enabled": (True, PLAN),
        "health_check.port": ("traffic-port", PLAN),
        "health_check.protocol": ("HTTP", PLAN),
        "target_type": ("instance", PLAN),
    },
    # -- networks --------------------------------------------------------------------------------------------------
    "aws_vpc": {
        "assign_generated_ipv6_cidr_block": (False, _EC2),
        "enable_dns_hostnames": (False, _EC2),
        "enable_dns_support": (True, PLAN),
        "instance_tenancy": ("default", PLAN),
    },
    "aws_subnet": {
        "assign_ipv6_address_on_creation": (False, PLAN),
        "ipv6_native": (False, PLAN),
        "map_public_ip_on_launch": (False, PLAN),
    },
    "aws_vpc_endpoint": {
        "auto_accept": (False, _DOCS),
        "policy": (_FULL_ACCESS, _ENDPOINT),
        "private_dns_enabled": (False, _DOCS),
        "vpc_endpoint_type": ("Gateway", PLAN),
    },
    "aws_vpc_endpoint_policy": {"policy": (_FULL_ACCESS, _ENDPOINT)},
    "aws_security_group": {
        "description": ("Managed by Terraform", PLAN),
        "egress": ([], _SG),
        "egress.self": (False, _DOCS),
        "ingress": ([], _SG),
        "ingress.self": (False, _DOCS),
        "revoke_rules_on_delete": (False, PLAN),
    },
    "aws_default_security_group": {
        "egress": ([], "the provider's documentation: all rules are removed when it is taken over"),
        "ingress": ([], "the provider's documentation: all rules are removed when it is taken over"),
        "revoke_rules_on_delete": (False, PLAN),
    },
    "aws_security_group_rule": {"self": (False, PLAN)},
    "aws_ram_resource_share": {"allow_external_principals": (False, PLAN)},
    "aws_route_table": {"route": ([], _EC2)},
    "aws_nat_gateway": {"connectivity_type": ("public", PLAN)},
    "aws_ec2_transit_gateway": {
        "auto_accept_shared_attachments": ("disable", PLAN),
        "default_route_table_association": ("enable", PLAN),
        "default_route_table_propagation": ("enable", PLAN),
        "dns_support": ("enable", PLAN),
        "multicast_support": ("disable", PLAN),
        "security_group_referencing_support": ("disable", PLAN),
        "vpn_ecmp_support": ("enable", PLAN),
    },
    "aws_ec2_transit_gateway_route": {"blackhole": (False, PLAN)},
    "aws_ec2_transit_gateway_vpc_attachment": {
        "appliance_mode_support": ("disable", PLAN),
        "dns_support": ("enable", PLAN),
        "ipv6_support": ("disable", PLAN),
        "transit_gateway_default_route_table_association": (True, _DOCS),
        "transit_gateway_default_route_table_propagation": (True, _DOCS),
    },
    "aws_flow_log": {
        "log_destination_type": ("cloud-watch-logs", PLAN),
        "max_aggregation_interval": (600, PLAN),
    },
    "aws_route53_record": {"allow_overwrite": (False, _DOCS)},
    "aws_route53_zone": {"comment": ("Managed by Terraform", PLAN), "force_destroy": (False, PLAN)},
    # -- databases, containers, secrets, logs ----------------------------------------------------------------------
    "aws_db_instance": {
        "allow_major_version_upgrade": (False, _DOCS),
        "auto_minor_version_upgrade": (True, PLAN),
        # The provider sends its zero, not RDS's own default of 1.
        "backup_retention_period": (0, _DOCS),
        "copy_tags_to_snapshot": (False, PLAN),
        "delete_automated_backups": (True, PLAN),
        "deletion_protection": (False, _RDS),
        "iam_database_authentication_enabled": (False, _RDS),
        "manage_master_user_password": (False, _RDS),
        "monitoring_interval": (0, PLAN),
        "multi_az": (False, _RDS),
        "performance_insights_enabled": (False, PLAN),
        "publicly_accessible": (False, PLAN),
        "skip_final_snapshot": (False, PLAN),
        "storage_encrypted": (False, _RDS),
    },
    "aws_rds_cluster": {
        "allow_major_version_upgrade": (False, _DOCS),
        "backup_retention_period": (1, _RDS),
        "copy_tags_to_snapshot": (False, PLAN),
        "delete_automated_backups": (True, PLAN),
        "deletion_protection": (False, _RDS),
        "enable_http_endpoint": (False, PLAN),
        "engine_mode": ("provisioned", PLAN),
        "iam_database_authentication_enabled": (False, _RDS),
        "manage_master_user_password": (False, _RDS),
        "skip_final_snapshot": (False, PLAN),
        # A cluster of the engine mode `serverless` is always encrypted.
        "storage_encrypted": (False, _RDS),
    },
    "aws_rds_cluster_instance": {
        "auto_minor_version_upgrade": (True, PLAN),
        "performance_insights_enabled": (False, _RDS),
        "publicly_accessible": (False, _DOCS),
    },
    "aws_db_parameter_group": {
        "description": ("Managed by Terraform", PLAN),
        "parameter.apply_method": ("immediate", PLAN),
        "skip_destroy": (False, PLAN),
    },
    "aws_rds_cluster_parameter_group": {
        "description": ("Managed by Terraform", PLAN),
        "parameter.apply_method": ("immediate", PLAN),
    },
    "aws_db_subnet_group": {"description": ("Managed by Terraform", PLAN)},
    "aws_ecs_cluster": {"configuration.execute_command_configuration.logging": ("DEFAULT", PLAN)},
    "aws_ecs_service": {
        "deployment_controller.type": ("ECS", PLAN),
        "enable_execute_command": (False, PLAN),
        # Without a capacity provider strategy, of the service or its cluster.
        "launch_type": ("EC2", _ECS),
        "network_configuration.assign_public_ip": (False, PLAN),
        "platform_version": ("LATEST", _ECS),
        "scheduling_strategy": ("REPLICA", PLAN),
    },
    "aws_ecs_task_definition": {
        # On EC2; a task for Fargate must say `awsvpc`.
        "network_mode": ("bridge", _ECS),
        "requires_compatibilities": ([], _ECS),
        "skip_destroy": (False, PLAN),
        "volume.efs_volume_configuration.root_directory": ("/", PLAN),
        "volume.efs_volume_configuration.transit_encryption": ("DISABLED", _ECS),
    },
    "aws_secretsmanager_secret": {
        "force_overwrite_replica_secret": (False, PLAN),
        "recovery_window_in_days": (30, PLAN),
    },
    "aws_ssm_parameter": {"tier": ("Standard", "SSM API, PutParameter"), "overwrite": (False, _DOCS)},
    "aws_cloudwatch_log_group": {
        "log_group_class": ("STANDARD", "CloudWatch Logs API, CreateLogGroup"),
        "retention_in_days": (0, PLAN),
        "skip_destroy": (False, PLAN),
    },
    "aws_athena_workgroup": {
        "configuration.enforce_workgroup_configuration": (True, PLAN),
        "configuration.publish_cloudwatch_metrics_enabled": (True, PLAN),
        "configuration.requester_pays_enabled": (False, PLAN),
        "force_destroy": (False, PLAN),
        "state": ("ENABLED", PLAN),
    },
    "aws_instance": {"source_dest_check": (True, PLAN)},
    "aws_ebs_volume": {"encrypted": (False, "EC2 API, unless the account encrypts by default")},
    "aws_efs_file_system": {"encrypted": (False, "EFS API, CreateFileSystem")},
    "aws_cloudtrail": {
        "enable_log_file_validation": (False, PLAN),
        "enable_logging": (True, PLAN),
        "include_global_service_events": (True, PLAN),
        "is_multi_region_trail": (False, PLAN),
        "is_organization_trail": (False, PLAN),
    },
    "aws_ecr_repository": {
        "encryption_configuration.encryption_type": ("AES256", PLAN),
        "image_tag_mutability": ("MUTABLE", PLAN),
    },
    # -- Databricks: account ---------------------------------------------------------------------------------------
    "databricks_mws_workspaces": {"is_no_public_ip_enabled": (True, PLAN)},
    "databricks_mws_private_access_settings": {
        "private_access_level": ("ACCOUNT", PLAN),
        "public_access_enabled": (False, _ACCOUNT),
    },
    "databricks_metastore": {
        "delta_sharing_recipient_token_lifetime_in_seconds": (31536000, PLAN),
        "external_access_enabled": (False, _FALSE),
        "force_destroy": (False, _FALSE),
    },
    "databricks_metastore_data_access": {
        "force_destroy": (False, _FALSE),
        "is_default": (False, _FALSE),
        "isolation_mode": ("ISOLATION_MODE_OPEN", _UC),
        "read_only": (False, _FALSE),
        "skip_validation": (False, _FALSE),
    },
    "databricks_group": {
        "allow_cluster_create": (False, PLAN),
        "allow_instance_pool_create": (False, PLAN),
        "databricks_sql_access": (False, PLAN),
        "workspace_access": (False, PLAN),
        "workspace_consume": (False, PLAN),
    },
    "databricks_service_principal": {
        "active": (True, PLAN),
        "allow_cluster_create": (False, PLAN),
        "allow_instance_pool_create": (False, PLAN),
        "databricks_sql_access": (False, PLAN),
        "workspace_access": (False, PLAN),
        "workspace_consume": (False, PLAN),
    },
    "databricks_user": {
        "active": (True, PLAN),
        "allow_cluster_create": (False, PLAN),
        "allow_instance_pool_create": (False, PLAN),
        "databricks_sql_access": (False, PLAN),
        "workspace_access": (False, PLAN),
        "workspace_consume": (False, PLAN),
    },
    "databricks_entitlements": {
        "allow_cluster_create": (False, _DOCS),
        "allow_instance_pool_create": (False, PLAN),
        "databricks_sql_access": (False, PLAN),
        "workspace_access": (False, _DOCS),
        "workspace_consume": (False, PLAN),
    },
    # -- Databricks: Unity Catalog ---------------------------------------------------------------------------------
    "databricks_catalog": {
        "browse_only": (False, _FALSE),
        "force_destroy": (False, PLAN),
        "isolation_mode": ("OPEN", _UC),
    },
    "databricks_schema": {"force_destroy": (False, PLAN)},
    "databricks_storage_credential": {
        "force_destroy": (False, _FALSE),
        "force_update": (False, _FALSE),
        "isolation_mode": ("ISOLATION_MODE_OPEN", _UC),
        "read_only": (False, _FALSE),
        "skip_validation": (False, _FALSE),
    },
    "databricks_credential": {
        "force_destroy": (False, _FALSE),
        "force_update": (False, _FALSE),
        "isolation_mode": ("ISOLATION_MODE_OPEN", _UC),
        "read_only": (False, _FALSE),
        "skip_validation": (False, _FALSE),
    },
    "databricks_external_location": {
        "fallback": (False, _FALSE),
        "force_destroy": (False, _FALSE),
        "force_update": (False, _FALSE),
        "isolation_mode": ("ISOLATION_MODE_OPEN", _UC),
        "read_only": (False, _FALSE),
        "skip_validation": (False, _FALSE),
    },
    "databricks_workspace_binding": {
        "binding_type": ("BINDING_TYPE_READ_WRITE", PLAN),
        "securable_type": ("catalog", PLAN),
    },
    # -- Databricks: workspaces and compute ------------------------------------------------------------------------
    "databricks_cluster": {
        "apply_policy_default_values": (False, _FALSE),
        "autotermination_minutes": (60, PLAN),
        "clear_cloud_attributes_on_remove": (False, PLAN),
        "is_pinned": (False, _FALSE),
        "num_workers": (0, PLAN),
    },
    "databricks_sql_endpoint": {
        "auto_stop_mins": (120, PLAN),
        "enable_photon": (True, PLAN),
        "max_num_clusters": (1, PLAN),
        "min_num_clusters": (1, _DOCS),
        "spot_instance_policy": ("COST_OPTIMIZED", PLAN),
    },
    "databricks_pipeline": {
        "channel": ("CURRENT", PLAN),
        "continuous": (False, _FALSE),
        "development": (False, _FALSE),
        "edition": ("ADVANCED", PLAN),
        "photon": (False, _FALSE),
        "serverless": (False, _FALSE),
    },
    "databricks_job": {
        "always_running": (False, PLAN),
        "control_run_state": (False, PLAN),
        "max_concurrent_runs": (1, "Databricks jobs API"),
    },
    "databricks_global_init_script": {"enabled": (False, PLAN)},
    "databricks_ip_access_list": {"enabled": (True, PLAN)},
    "databricks_instance_profile": {
        "is_meta_instance_profile": (False, _FALSE),
        "skip_validation": (False, _FALSE),
    },
    "data.databricks_aws_crossaccount_policy": {
        "aws_partition": ("aws", PLAN),
        "policy_type": ("managed", _DOCS),
    },
    "data.databricks_aws_assume_role_policy": {
        "aws_partition": ("aws", PLAN),
        "for_log_delivery": (False, _DOCS),
    },
    "data.databricks_aws_bucket_policy": {"aws_partition": ("aws", PLAN)},
    "data.databricks_aws_unity_catalog_policy": {"aws_partition": ("aws", PLAN)},
    "data.databricks_aws_unity_catalog_assume_role_policy": {"aws_partition": ("aws", PLAN)},
    # -- providers and the backend ---------------------------------------------------------------------------------
    "provider.aws": {"insecure": (False, _DOCS)},
    "provider.databricks": {"skip_verify": (False, _DOCS)},
    "backend.http": {
        "lock_method": ("LOCK", _HTTP),
        "retry_max": (2, _HTTP),
        "retry_wait_max": (30, _HTTP),
        "retry_wait_min": (1, _HTTP),
        "skip_cert_verification": (False, _HTTP),
        "unlock_method": ("UNLOCK", _HTTP),
        "update_method": ("POST", _HTTP),
    },
}

_SAME_AS = {
    "aws_alb": "aws_lb",
    "aws_alb_listener": "aws_lb_listener",
    "aws_alb_listener_rule": "aws_lb_listener_rule",
    "aws_alb_target_group": "aws_lb_target_group",
    "databricks_catalog_workspace_binding": "databricks_workspace_binding",
}
"""Types that the provider has under two names."""


def default_of(type_name: str, path: str | Iterable[str | int]) -> tuple[bool, Value]:
    """Say what holds when the argument at `path` is omitted.

    Args:
        type_name: a resource type, `data.TYPE`, `provider.NAME` or `backend.TYPE`.
        path: with or without indexes; text, or its steps.

    Returns:
        Whether a default is documented, and its value. A found `None` is a default that cannot be written as a value.
    """
    found = _find(type_name, path)
    if found is None:
        return False, None
    value = found[0]
    return True, list(value) if isinstance(value, list) else value


def default_source(type_name: str, path: str | Iterable[str | int]) -> str | None:
    """Where the default of `default_of` is documented; `None` without one."""
    found = _find(type_name, path)
    return found[1] if found else None


def documented_defaults() -> Iterable[tuple[str, str, Value, str]]:
    """Type, path, value and source of every default."""
    for type_name, defaults in _DEFAULTS.items():
        for path, (value, source) in defaults.items():
            yield type_name, path, value, source


def _find(type_name: str, path: str | Iterable[str | int]) -> tuple[Any, str] | None:
    defaults = _DEFAULTS.get(_SAME_AS.get(type_name, type_name))
    if defaults is None:
        return None
    if isinstance(path, str):
        if path in defaults:
            return defaults[path]
        path = parse_path(path)
    return defaults.get(".".join([step for step in path if isinstance(step, str)]))
