variable "env" {
  description = "Environment of the account that owns the resources: `prod` or `nonprod`."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["prod", "nonprod"], var.env)
    error_message = "env must be prod or nonprod, not \"${var.env}\"."
  }
}

variable "bu" {
  description = "Business unit that owns the workspace."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["digital", "corporate", "elec-network", "sparky"], var.bu)
    error_message = "bu must be digital, corporate, elec-network or sparky, not \"${var.bu}\"."
  }

  validation {
    condition     = var.env == "nonprod" || var.bu != "sparky"
    error_message = "sparky is a testing business unit and exists in nonprod only."
  }
}

variable "stage" {
  description = "Stage of the workspace: `lab` in nonprod, `field` in prod."
  type        = string
  nullable    = false

  validation {
    condition     = var.stage == (var.env == "prod" ? "field" : "lab")
    error_message = "lab belongs to nonprod and field to prod: ${var.stage} cannot be in ${var.env}."
  }
}

variable "region" {
  description = "Region of the workspace."
  type        = string
  default     = "ap-southeast-2"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]{2}-[a-z]+-[0-9]$", var.region))
    error_message = "region must be an AWS region of the commercial partition, such as ap-southeast-2."
  }
}

variable "aws_account_id" {
  description = "Account that owns the resources. Known beforehand, so that the policies can be read in a plan."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]{12}$", var.aws_account_id))
    error_message = "aws_account_id must be an AWS account id: 12 digits."
  }
}

variable "databricks_account_id" {
  description = "Databricks account id (a UUID): the external id without which Databricks cannot assume the cross-account role, and the tag of the principals that may use the root bucket."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", var.databricks_account_id))
    error_message = "databricks_account_id must be the Databricks account's UUID. The 12 digits of Databricks' AWS account are no external id."
  }
}

variable "kms_key_arn" {
  description = "ARN of the business unit's customer-managed key, which encrypts the root bucket and the volumes of clusters."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:aws:kms:[a-z0-9-]+:[0-9]{12}:key/(mrk-)?[0-9a-f-]{32,36}$", var.kms_key_arn))
    error_message = "kms_key_arn must be the ARN of a key (arn:aws:kms:{region}:{account}:key/{id}). A policy that names an alias grants nothing."
  }
}

variable "network" {
  description = "What core-network shares with the workspace, from its remote state: the VPC and the account that owns it, the workspace's private subnets (one a zone), the security group of the Databricks and AWS endpoints (with its account before it where that is another: `234268347951/sg-…`), the S3 prefix list, the ranges of the database tier and of the DNS resolvers."
  type = object({
    owner_account_id           = string
    vpc_id                     = string
    private_subnet_ids         = list(string)
    endpoint_security_group_id = string
    s3_prefix_list_id          = string
    database_cidrs             = list(string)
    resolver_cidrs             = list(string)
  })
  nullable = false

  validation {
    condition     = can(regex("^[0-9]{12}$", var.network.owner_account_id))
    error_message = "network.owner_account_id must be an AWS account id: 12 digits."
  }

  validation {
    condition     = var.network.owner_account_id != var.aws_account_id
    error_message = "Application accounts own no VPC: network.owner_account_id must be core-network's account, not the workspace's."
  }

  validation {
    condition     = can(regex("^vpc-[0-9a-f]{8,17}$", var.network.vpc_id))
    error_message = "network.vpc_id must be the id of a VPC (vpc-…)."
  }

  validation {
    condition     = length(var.network.private_subnet_ids) == 3 && length(distinct(var.network.private_subnet_ids)) == 3
    error_message = "A workspace has three private subnets, one a zone."
  }

  validation {
    condition     = alltrue([for id in var.network.private_subnet_ids : can(regex("^subnet-[0-9a-f]{8,17}$", id))])
    error_message = "network.private_subnet_ids must be ids of subnets (subnet-…)."
  }

  validation {
    condition     = can(regex("^([0-9]{12}/)?sg-[0-9a-f]{8,17}$", var.network.endpoint_security_group_id))
    error_message = "network.endpoint_security_group_id must be the id of a security group (sg-…), with the account that owns it before it where that is another (234268347951/sg-…)."
  }

  validation {
    condition     = can(regex("^pl-[0-9a-f]{8,17}$", var.network.s3_prefix_list_id))
    error_message = "network.s3_prefix_list_id must be the id of a prefix list (pl-…)."
  }

  validation {
    condition = alltrue([
      for cidr in concat(var.network.database_cidrs, var.network.resolver_cidrs) : can(cidrhost(cidr, 0)) && cidr != "0.0.0.0/0"
    ])
    error_message = "network.database_cidrs and network.resolver_cidrs must be ranges in CIDR notation, and not the whole internet."
  }

  validation {
    condition     = length(var.network.resolver_cidrs) > 0
    error_message = "Clusters resolve names through internal resolvers: network.resolver_cidrs must name at least one."
  }
}

variable "data_bucket_arns" {
  description = "ARNs of the business unit's buckets that clusters read and write through their instance profile, beside Unity Catalog."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for arn in var.data_bucket_arns : can(regex("^arn:aws:s3:::[a-z0-9.-]{3,63}$", arn))])
    error_message = "data_bucket_arns must be ARNs of buckets (arn:aws:s3:::{name}), without a path."
  }

  validation {
    condition = alltrue([
      for arn in var.data_bucket_arns : startswith(arn, "arn:aws:s3:::app-datahub-${var.env}-s3-${var.bu}-${var.stage}")
    ])
    error_message = "data_bucket_arns must be buckets of ${var.bu}-${var.stage}: other business units' data is shared through Unity Catalog, not through IAM."
  }
}

variable "permissions_boundary_arn" {
  description = "ARN of a policy that bounds what the roles can ever be allowed, where the account requires one."
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary_arn == null || can(regex("^arn:aws:iam::([0-9]{12}|aws):policy/", var.permissions_boundary_arn))
    error_message = "permissions_boundary_arn must be the ARN of an IAM policy."
  }
}

variable "repository" {
  description = "Repository of the stack that calls the module, for the `Repository` tag."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9]+(-[a-z0-9]+)*$", var.repository))
    error_message = "repository is the repository's name, without a group or folder before it: app-datahub-prod-databricks-aws-infra."
  }
}

variable "tags" {
  description = "Further tags. `BusinessUnit`, `Environment`, `Layer` and `Repository` are set by the module."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = length(setintersection(keys(var.tags), ["BusinessUnit", "Environment", "Layer", "Repository"])) == 0
    error_message = "BusinessUnit, Environment, Layer and Repository follow from the other variables: leave them out of tags."
  }
}
