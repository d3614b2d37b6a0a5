locals {
  # All of them go to the endpoints' group: clusters reach the control plane and AWS through PrivateLink only.
  databricks_ports = {
    https         = { from = 443, to = 443, description = "Databricks REST API and AWS service endpoints" }
    fips          = { from = 2443, to = 2443, description = "FIPS encrypted traffic of the compliance profile" }
    scc_relay     = { from = 6666, to = 6666, description = "Databricks SCC relay" }
    control_plane = { from = 8443, to = 8443, description = "Databricks internal calls to the control plane" }
    unity_catalog = { from = 8444, to = 8444, description = "Unity Catalog logging and lineage" }
    reserved      = { from = 8445, to = 8451, description = "Reserved by Databricks for the control plane" }
  }

  # Answers too large for UDP come by TCP.
  resolvers = {
    for pair in setproduct(["tcp", "udp"], var.network.resolver_cidrs) : "${pair[0]} ${pair[1]}" => { protocol = pair[0], cidr = pair[1] }
  }
}

resource "aws_security_group" "workspace" {
  #checkov:skip=CKV2_AWS_5: Databricks attaches the group to every cluster that it starts, none of which Terraform knows
  name        = local.security_group_name
  description = "Clusters of Databricks workspace ${local.workspace}"
  vpc_id      = var.network.vpc_id
  tags        = merge(local.tags, { Name = local.security_group_name })
}

resource "aws_vpc_security_group_ingress_rule" "self" {
  #checkov:skip=CKV_AWS_24: The source is the group itself, not the internet
  #checkov:skip=CKV_AWS_25: The source is the group itself, not the internet
  #checkov:skip=CKV_AWS_260: The source is the group itself, not the internet
  for_each = toset(["tcp", "udp"])

  security_group_id            = aws_security_group.workspace.id
  description                  = "Between the nodes of a cluster (${each.key})"
  ip_protocol                  = each.key
  from_port                    = 0
  to_port                      = 65535
  referenced_security_group_id = aws_security_group.workspace.id
  tags                         = local.tags
}

resource "aws_vpc_security_group_egress_rule" "self" {
  for_each = toset(["tcp", "udp"])

  security_group_id            = aws_security_group.workspace.id
  description                  = "Between the nodes of a cluster (${each.key})"
  ip_protocol                  = each.key
  from_port                    = 0
  to_port                      = 65535
  referenced_security_group_id = aws_security_group.workspace.id
  tags                         = local.tags
}

resource "aws_vpc_security_group_egress_rule" "databricks" {
  for_each = local.databricks_ports

  security_group_id            = aws_security_group.workspace.id
  description                  = each.value.description
  ip_protocol                  = "tcp"
  from_port                    = each.value.from
  to_port                      = each.value.to
  referenced_security_group_id = var.network.endpoint_security_group_id
  tags                         = local.tags
}

resource "aws_vpc_security_group_egress_rule" "database" {
  for_each = toset(var.network.database_cidrs)

  security_group_id = aws_security_group.workspace.id
  description       = "PostgreSQL in the database tier"
  ip_protocol       = "tcp"
  from_port         = 5432
  to_port           = 5432
  cidr_ipv4         = each.key
  tags              = local.tags
}

resource "aws_vpc_security_group_egress_rule" "s3" {
  security_group_id = aws_security_group.workspace.id
  description       = "S3 through the gateway endpoint"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = var.network.s3_prefix_list_id
  tags              = local.tags
}

resource "aws_vpc_security_group_egress_rule" "dns" {
  for_each = local.resolvers

  security_group_id = aws_security_group.workspace.id
  description       = "Internal DNS resolver (${each.value.protocol})"
  ip_protocol       = each.value.protocol
  from_port         = 53
  to_port           = 53
  cidr_ipv4         = each.value.cidr
  tags              = local.tags
}
