variable "env" {
  description = "Environment of the account that owns the bucket: `prod` or `nonprod`."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["prod", "nonprod"], var.env)
    error_message = "env must be prod or nonprod, not \"${var.env}\"."
  }
}

variable "scope" {
  description = "What the bucket belongs to: `acc` for the whole account, a business unit, or a business unit and its stage (`digital-lab`)."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^(acc|(digital|corporate|elec-network|sparky)(-(lab|field))?)$", var.scope))
    error_message = "scope must be acc, a business unit (digital, corporate, elec-network, sparky) or {business unit}-{lab|field}, not \"${var.scope}\"."
  }

  validation {
    condition     = !endswith(var.scope, var.env == "prod" ? "-lab" : "-field")
    error_message = "lab belongs to nonprod and field to prod: ${var.scope} cannot be in ${var.env}."
  }

  validation {
    condition     = var.env == "nonprod" || !startswith(var.scope, "sparky")
    error_message = "sparky is a testing business unit and exists in nonprod only."
  }
}

variable "qualifier" {
  description = "Last part of the name, where a scope has several buckets: `landing`, `root`, `metastore`."
  type        = string
  default     = null

  validation {
    condition     = var.qualifier == null || can(regex("^[a-z0-9]+(-[a-z0-9]+)*$", var.qualifier))
    error_message = "qualifier holds lower-case letters and digits in words joined by hyphens."
  }
}

variable "purpose" {
  description = "`data`, encrypted with the key given; or `elb-access-logs`, the one kind of bucket that AWS only writes to with SSE-S3."
  type        = string
  default     = "data"
  nullable    = false

  validation {
    condition     = contains(["data", "elb-access-logs"], var.purpose)
    error_message = "purpose must be data or elb-access-logs, not \"${var.purpose}\"."
  }
}

variable "kms_key_arn" {
  description = "ARN of the customer-managed key that encrypts the bucket: the business unit's, or the metastore key for the metastore bucket. Left out for `elb-access-logs` only."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null || can(regex("^arn:aws:kms:[a-z0-9-]+:[0-9]{12}:key/(mrk-)?[0-9a-f-]{32,36}$", var.kms_key_arn))
    error_message = "kms_key_arn must be the ARN of a key (arn:aws:kms:{region}:{account}:key/{id}). S3 resolves an alias or a bare key id in the account of whoever writes, so the object's owner may not be able to read it."
  }

  validation {
    condition     = (var.kms_key_arn == null) == (var.purpose == "elb-access-logs")
    error_message = "kms_key_arn is required for data, and must be left out for elb-access-logs: load balancers cannot write with SSE-KMS."
  }
}

variable "log_source_account_id" {
  description = "Account whose load balancers write into the bucket. For `elb-access-logs`, and required there."
  type        = string
  default     = null

  validation {
    condition     = var.log_source_account_id == null || can(regex("^[0-9]{12}$", var.log_source_account_id))
    error_message = "log_source_account_id must be an AWS account id: 12 digits."
  }

  validation {
    condition     = (var.log_source_account_id != null) == (var.purpose == "elb-access-logs")
    error_message = "log_source_account_id goes with purpose = \"elb-access-logs\", and only with it."
  }
}

variable "versioning" {
  description = "`Enabled`, `Suspended`, or `Disabled`. Databricks advises against versions of Delta files: time travel keeps them already."
  type        = string
  default     = "Disabled"
  nullable    = false

  validation {
    condition     = contains(["Enabled", "Suspended", "Disabled"], var.versioning)
    error_message = "versioning must be Enabled, Suspended or Disabled. A bucket that was ever Enabled can only be Suspended."
  }
}

variable "policy_documents" {
  description = "Policy documents (JSON) whose statements join the bucket's own. Their `Sid`s must differ from `DenyInsecureTransport`, `DenyOldTls`, `DenyOtherEncryption`, `DenyOtherKey` and `AllowLoadBalancerLogs`."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for document in var.policy_documents : can(jsondecode(document).Statement)])
    error_message = "Every element of policy_documents must be a policy document in JSON with a Statement."
  }
}

variable "lifecycle_rules" {
  description = "Rules by name: objects below `prefix` expire after `expiration_days`, noncurrent versions after `noncurrent_version_expiration_days`, and change their storage class after some days. Never transition what Unity Catalog manages: it must stay readable at once."
  type = map(object({
    prefix                             = optional(string, "")
    expiration_days                    = optional(number)
    noncurrent_version_expiration_days = optional(number)
    transitions                        = optional(map(number), {})
  }))
  default  = {}
  nullable = false

  validation {
    condition = alltrue([
      for rule in var.lifecycle_rules :
      rule.expiration_days != null || rule.noncurrent_version_expiration_days != null || length(rule.transitions) > 0
    ])
    error_message = "Every lifecycle rule must do something: expiration_days, noncurrent_version_expiration_days or transitions."
  }

  validation {
    condition = alltrue(flatten([
      for rule in var.lifecycle_rules : [
        for days in concat([rule.expiration_days, rule.noncurrent_version_expiration_days], values(rule.transitions)) :
        days == null ? true : days > 0
      ]
    ]))
    error_message = "Days of lifecycle rules are counted from 1."
  }

  validation {
    condition = alltrue(flatten([
      for rule in var.lifecycle_rules : [
        for storage_class in keys(rule.transitions) :
        contains(["STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"], storage_class)
      ]
    ]))
    error_message = "Keys of transitions are storage classes: STANDARD_IA, ONEZONE_IA, INTELLIGENT_TIERING, GLACIER_IR, GLACIER, DEEP_ARCHIVE."
  }
}

variable "access_log" {
  description = "Bucket and prefix that receive this bucket's server access logs. The receiving bucket must allow `logging.s3.amazonaws.com`."
  type = object({
    bucket = string
    prefix = optional(string, "")
  })
  default = null
}

variable "repository" {
  description = "Repository of the stack that creates the bucket, for the `Repository` tag."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9]+(-[a-z0-9]+)*$", var.repository))
    error_message = "repository is the repository's name, without a group or folder before it: app-datahub-prod-databricks-aws-infra."
  }
}

variable "layer" {
  description = "Layer of the stack that creates the bucket, 1 to 5, for the `Layer` tag."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = contains([1, 2, 3, 4, 5], var.layer)
    error_message = "layer must be 1 to 5."
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
