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
  description = "Business unit that owns the catalog. Left out together with `stage` for the storage of the metastore, which belongs to all of them."
  type        = string
  default     = null

  validation {
    condition     = var.bu == null ? true : contains(["digital", "corporate", "elec-network", "sparky"], var.bu)
    error_message = "bu must be digital, corporate, elec-network or sparky."
  }

  validation {
    condition     = var.env == "nonprod" || var.bu != "sparky"
    error_message = "sparky is a testing business unit and exists in nonprod only."
  }
}

variable "stage" {
  description = "Stage of the catalog: `lab` in nonprod, `field` in prod."
  type        = string
  default     = null

  validation {
    condition     = (var.stage == null) == (var.bu == null)
    error_message = "bu and stage go together: both for a catalog, neither for the metastore."
  }

  validation {
    condition     = var.stage == null ? true : var.stage == (var.env == "prod" ? "field" : "lab")
    error_message = "lab belongs to nonprod and field to prod."
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
  description = "ARN of the business unit's customer-managed key, which encrypts all buckets of the catalog; for the metastore, of the metastore's."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:aws:kms:[a-z0-9-]+:[0-9]{12}:key/(mrk-)?[0-9a-f-]{32,36}$", var.kms_key_arn))
    error_message = "kms_key_arn must be the ARN of a key (arn:aws:kms:{region}:{account}:key/{id}). A policy that names an alias grants nothing."
  }
}

variable "layer_buckets" {
  description = "Layers that have storage and costs of their own, beside the buckets `catalog` (managed tables) and `landing` (what arrives) that every catalog has. The metastore has the bucket `metastore` and no layers."
  type        = set(string)
  default     = ["bronze", "silver", "gold"]
  nullable    = false

  validation {
    condition     = length(setsubtract(var.layer_buckets, ["bronze", "silver", "gold"])) == 0
    error_message = "layer_buckets may hold bronze, silver and gold; landing has its bucket always."
  }
}

variable "bucket_settings" {
  description = "Settings of single buckets, by key (`catalog`, `landing`, a layer, `metastore`), as module `bucket` takes them."
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
  default  = {}
  nullable = false

  validation {
    condition     = length(setsubtract(keys(var.bucket_settings), var.bu == null ? ["metastore"] : concat(["catalog", "landing"], tolist(var.layer_buckets)))) == 0
    error_message = "Keys of bucket_settings are the buckets that there are: catalog, landing and those of layer_buckets, or metastore."
  }
}

variable "file_events" {
  description = "Whether Unity Catalog may set up notifications (queues and topics named `csms-*`) on the landing bucket, for external locations with file events."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !var.file_events || var.bu != null
    error_message = "file_events is for landing, which the metastore does not have."
  }
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
