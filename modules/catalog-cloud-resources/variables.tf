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
  description = "Business unit that owns the catalog."
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
  description = "Stage of the catalog: `lab` in nonprod, `field` in prod."
  type        = string
  nullable    = false

  validation {
    condition     = var.stage == (var.env == "prod" ? "field" : "lab")
    error_message = "lab belongs to nonprod and field to prod: ${var.stage} cannot be in ${var.env}."
  }
}

variable "aws_account_id" {
  description = "Account that owns the resources. Known beforehand, so that the trust policy can be read in a plan."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]{12}$", var.aws_account_id))
    error_message = "aws_account_id must be an AWS account id: 12 digits."
  }
}

variable "databricks_account_id" {
  description = "Databricks account id (a UUID): the external id without which nobody can assume the role. It is the credential's external id because an account admin creates the credential."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", var.databricks_account_id))
    error_message = "databricks_account_id must be the Databricks account's UUID. The 12 digits of Databricks' AWS account are no external id."
  }
}

variable "kms_key_arn" {
  description = "ARN of the business unit's customer-managed key, which encrypts all buckets of the catalog."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:aws:kms:[a-z0-9-]+:[0-9]{12}:key/(mrk-)?[0-9a-f-]{32,36}$", var.kms_key_arn))
    error_message = "kms_key_arn must be the ARN of a key (arn:aws:kms:{region}:{account}:key/{id}). A policy that names an alias grants nothing."
  }
}

variable "buckets" {
  description = "Buckets of the catalog: `catalog` holds its managed tables, `landing` what arrives, `bronze`, `silver` and `gold` a layer that shall have storage and costs of its own. Further settings are those of module `bucket`."
  type = map(object({
    versioning = optional(string, "Disabled")
    access_log = optional(object({
      bucket = string
      prefix = optional(string, "")
    }))
    lifecycle_rules = optional(map(object({
      prefix                             = optional(string, "")
      expiration_days                    = optional(number)
      noncurrent_version_expiration_days = optional(number)
      transitions                        = optional(map(number), {})
    })), {})
  }))
  default = {
    catalog = {}
    landing = {}
    bronze  = {}
    silver  = {}
    gold    = {}
  }
  nullable = false

  validation {
    condition     = length(setsubtract(keys(var.buckets), ["catalog", "landing", "bronze", "silver", "gold"])) == 0
    error_message = "Keys of buckets are catalog, landing, bronze, silver and gold."
  }

  validation {
    condition     = length(setsubtract(["catalog", "landing"], keys(var.buckets))) == 0
    error_message = "A catalog needs a bucket for its managed tables (catalog) and one for what arrives (landing)."
  }
}

variable "file_events" {
  description = "Whether Unity Catalog may set up notifications (queues and topics named `csms-*`) on the landing bucket, for external locations with file events."
  type        = bool
  default     = false
  nullable    = false
}

variable "permissions_boundary_arn" {
  description = "ARN of a policy that bounds what the role can ever be allowed, where the account requires one."
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
