# With the real provider, which makes policy documents without asking AWS: what is planned is what is applied.
provider "aws" {
  region                      = "ap-southeast-2"
  access_key                  = "none"
  secret_key                  = "none"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}

variables {
  env                   = "prod"
  bu                    = "digital"
  stage                 = "field"
  aws_account_id        = "339712836516"
  databricks_account_id = "0a1b2c3d-0000-4000-8000-000000000000"
  kms_key_arn           = "arn:aws:kms:ap-southeast-2:339712836516:key/0a1b2c3d-1111-4222-8333-444455556666"
  repository            = "app-datahub-prod-databricks-aws-infra"

  network = {
    owner_account_id           = "234268347951"
    vpc_id                     = "vpc-0a1b2c3d4e5f60718"
    private_subnet_ids         = ["subnet-0a1b2c3d4e5f60a01", "subnet-0a1b2c3d4e5f60a02", "subnet-0a1b2c3d4e5f60a03"]
    endpoint_security_group_id = "234268347951/sg-0a1b2c3d4e5f60e01"
    s3_prefix_list_id          = "pl-6ca54005"
    database_cidrs             = ["10.32.78.96/27", "10.32.78.128/27", "10.32.78.160/27"]
    resolver_cidrs             = ["10.32.0.2/32"]
  }
}

run "databricks_assumes_the_role_with_the_external_id_only" {
  command = plan

  assert {
    condition     = aws_iam_role.cross_account.name == "app-datahub-prod-iam-digital-field-cross-account"
    error_message = "The role's name must say environment, workspace and use."
  }

  assert {
    condition = jsondecode(aws_iam_role.cross_account.assume_role_policy).Statement == [{
      Sid       = "DatabricksControlPlane"
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { AWS = "arn:aws:iam::414351767826:root" }
      Condition = { StringEquals = { "sts:ExternalId" = "0a1b2c3d-0000-4000-8000-000000000000" } }
    }]
    error_message = "Only Databricks, and only for this Databricks account, may assume the role."
  }
}

run "compute_stays_in_the_shared_vpc" {
  command = plan

  assert {
    condition = jsondecode(aws_iam_role_policy.cross_account.policy).Statement[2] == {
      Sid    = "RunInstancesInTheWorkspacesSubnets"
      Effect = "Allow"
      Action = "ec2:RunInstances"
      Resource = [
        "arn:aws:ec2:ap-southeast-2:339712836516:security-group/*",
        "arn:aws:ec2:ap-southeast-2:339712836516:network-interface/*",
        "arn:aws:ec2:ap-southeast-2:234268347951:subnet/subnet-0a1b2c3d4e5f60a03",
        "arn:aws:ec2:ap-southeast-2:234268347951:subnet/subnet-0a1b2c3d4e5f60a02",
        "arn:aws:ec2:ap-southeast-2:234268347951:subnet/subnet-0a1b2c3d4e5f60a01",
      ]
      Condition = { StringEquals = { "ec2:vpc" = "arn:aws:ec2:ap-southeast-2:234268347951:vpc/vpc-0a1b2c3d4e5f60718" } }
    }
    error_message = "Instances start in the workspace's subnets, which core-network owns, and nowhere else."
  }

  assert {
    condition = alltrue([
      for statement in jsondecode(aws_iam_role_policy.cross_account.policy).Statement :
      statement.Sid == "Describe" || !contains(flatten([statement.Resource]), "*")
    ])
    error_message = "Only what cannot name a resource may be allowed on all of them."
  }

  assert {
    condition = alltrue(flatten([
      for statement in jsondecode(aws_iam_role_policy.cross_account.policy).Statement : [
        for action in flatten([statement.Action]) : !can(regex("(Vpc|Subnet|Route|InternetGateway|NatGateway|Address)$", action)) || can(regex(":Describe", action))
      ]
    ]))
    error_message = "Databricks may not change the network."
  }

  assert {
    condition = one([
      for statement in jsondecode(aws_iam_role_policy.cross_account.policy).Statement : statement.Resource if statement.Sid == "PassTheInstanceProfile"
    ]) == output.instance_profile_role_arn
    error_message = "Only the workspace's own instance profile may be passed."
  }

  assert {
    condition     = length(aws_iam_role_policy.cross_account.policy) < 10240
    error_message = "IAM takes 10,240 characters of inline policies a role."
  }
}

run "the_root_bucket_is_for_this_databricks_account" {
  command = plan

  assert {
    condition     = output.root_bucket_name == "app-datahub-prod-s3-digital-field-root"
    error_message = "The root bucket's name must be known in the plan."
  }

  assert {
    condition = jsondecode(data.aws_iam_policy_document.root_bucket.json).Statement[0].Condition == {
      StringEquals = { "aws:PrincipalTag/DatabricksAccountId" = "0a1b2c3d-0000-4000-8000-000000000000" }
    }
    error_message = "Databricks' account is shared by all its customers: the principal's tag tells ours."
  }
}

run "egress_is_explicit" {
  command = plan

  assert {
    condition = { for name, rule in aws_vpc_security_group_egress_rule.databricks : name => "${rule.from_port}-${rule.to_port}" } == {
      https         = "443-443"
      fips          = "2443-2443"
      scc_relay     = "6666-6666"
      control_plane = "8443-8443"
      unity_catalog = "8444-8444"
      reserved      = "8445-8451"
    }
    error_message = "The ports to the endpoints are exactly these."
  }

  assert {
    condition = alltrue([
      for rule in aws_vpc_security_group_egress_rule.databricks :
      rule.referenced_security_group_id == "234268347951/sg-0a1b2c3d4e5f60e01" && rule.cidr_ipv4 == null
    ])
    error_message = "Databricks and AWS are reached through the endpoints' group only."
  }

  assert {
    condition     = { for name, rule in aws_vpc_security_group_egress_rule.database : name => rule.from_port } == { for cidr in var.network.database_cidrs : cidr => 5432 }
    error_message = "PostgreSQL in every range of the database tier."
  }

  assert {
    condition     = keys(aws_vpc_security_group_egress_rule.dns) == ["tcp 10.32.0.2/32", "udp 10.32.0.2/32"]
    error_message = "DNS goes to the resolver by UDP and TCP."
  }

  assert {
    condition     = aws_vpc_security_group_egress_rule.s3.prefix_list_id == "pl-6ca54005" && aws_vpc_security_group_egress_rule.s3.cidr_ipv4 == null
    error_message = "S3 is reached through its prefix list."
  }

  assert {
    condition     = keys(aws_vpc_security_group_ingress_rule.self) == ["tcp", "udp"]
    error_message = "Only nodes of the cluster come in."
  }
}

run "clusters_have_a_profile_without_data_access_by_default" {
  command = plan

  assert {
    condition     = length(aws_iam_role_policy.data_access) == 0
    error_message = "Data is reached through Unity Catalog unless buckets are named."
  }

  assert {
    condition     = output.instance_profile_arn == "arn:aws:iam::339712836516:instance-profile/app-datahub-prod-iam-digital-field-instance-profile"
    error_message = "The profile's ARN must be known in the plan."
  }
}

run "clusters_reach_the_buckets_named" {
  command = plan

  variables {
    data_bucket_arns = ["arn:aws:s3:::app-datahub-prod-s3-digital-field-landing"]
  }

  assert {
    condition = toset(flatten([for statement in jsondecode(one(aws_iam_role_policy.data_access).policy).Statement : statement.Resource])) == toset([
      "arn:aws:s3:::app-datahub-prod-s3-digital-field-landing",
      "arn:aws:s3:::app-datahub-prod-s3-digital-field-landing/*",
      var.kms_key_arn,
    ])
    error_message = "The profile reaches the buckets named and the key, nothing else."
  }
}

run "names_of_the_longest_workspace_fit" {
  command = plan

  variables {
    env            = "nonprod"
    bu             = "elec-network"
    stage          = "lab"
    aws_account_id = "851725449831"
  }

  assert {
    condition     = length(aws_iam_role.instance_profile.name) <= 64 && length(aws_iam_role.cross_account.name) <= 64
    error_message = "IAM allows 64 characters for a role's name."
  }

  assert {
    condition     = output.workspace == "elec-network-lab" && aws_security_group.workspace.name == "app-datahub-nonprod-sg-elec-network-lab-workspace"
    error_message = "The security group must be named by the workspace."
  }
}
