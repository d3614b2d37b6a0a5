variable "catalog_name" {
  description = "Catalog that gets the schemas: `{bu}_{lab|field}`, from the Unity Catalog stack's remote state."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^(digital|corporate|elec_network|sparky)_lab$|^(digital|corporate|elec_network)_field$", var.catalog_name))
    error_message = "catalog_name must be {bu}_{lab|field} with bu digital, corporate or elec_network (or sparky_lab), not \"${var.catalog_name}\"."
  }
}

variable "owner" {
  description = "Display name of the group that owns schemas, volumes and external locations."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[^@\\s]+$", var.owner)) && var.owner != "users"
    error_message = "owner must be a group of the platform. Objects of a user are nobody's when the user leaves, and users or account users is everybody."
  }
}

variable "storage_credential_name" {
  description = "Storage credential of the business unit, from the Unity Catalog stack's remote state."
  type        = string
  nullable    = false

  validation {
    condition     = length(trimspace(var.storage_credential_name)) > 0
    error_message = "storage_credential_name must name the business unit's storage credential."
  }
}

variable "storage_urls" {
  description = "Bucket root (`s3://{bucket}/`) of each layer that has a bucket of its own. `landing` must be there; tables of a layer without one are kept in the catalog's bucket."
  type        = map(string)
  nullable    = false

  validation {
    condition     = length(setsubtract(keys(var.storage_urls), ["landing", "bronze", "silver", "gold"])) == 0
    error_message = "Keys of storage_urls are the layers landing, bronze, silver and gold."
  }

  validation {
    condition     = contains(keys(var.storage_urls), "landing")
    error_message = "storage_urls must have landing: files arrive in a bucket, and external volumes show them."
  }

  validation {
    condition = alltrue([
      for layer, url in var.storage_urls : can(regex("^s3://app-datahub-(prod|nonprod)-s3-${replace(var.catalog_name, "_", "-")}-${layer}/$", url))
    ])
    error_message = "Each layer's URL must be the root of the catalog's own bucket for it: s3://app-datahub-{env}-s3-${replace(var.catalog_name, "_", "-")}-{layer}/."
  }
}

variable "landing_volumes" {
  description = "External volumes of landing, by name: the folder below the landing bucket that each shows (by default the volume's name), and what it is for."
  type = map(object({
    path    = optional(string)
    comment = optional(string, "Files as they arrive from the source")
  }))
  default  = { files = {} }
  nullable = false

  validation {
    condition     = length(var.landing_volumes) > 0
    error_message = "Landing needs at least one volume: without one nobody can read what arrives."
  }

  validation {
    condition     = alltrue([for name in keys(var.landing_volumes) : can(regex("^[a-z][a-z0-9_]*$", name))])
    error_message = "Names of volumes hold lower-case letters, digits and underscores, and begin with a letter."
  }

  validation {
    condition = alltrue([
      for name, volume in var.landing_volumes : can(regex("^[a-zA-Z0-9_.=-]+(/[a-zA-Z0-9_.=-]+)*$", coalesce(volume.path, name)))
    ])
    error_message = "path is a folder below the bucket, without a slash at its ends: meters/interval."
  }

  validation {
    condition = alltrue(flatten([
      for name, volume in var.landing_volumes : [
        for other, outer in var.landing_volumes :
        name == other ? true : !startswith("${coalesce(volume.path, name)}/", "${coalesce(outer.path, other)}/")
      ]
    ]))
    error_message = "Volumes may not overlap: no path may be another one's, or lie below it."
  }
}

variable "managed_volumes" {
  description = "Managed volumes of the other layers, by name: checkpoints, models, exports."
  type = map(object({
    layer   = string
    comment = optional(string, "Files that pipelines keep beside their tables")
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for volume in values(var.managed_volumes) : contains(["bronze", "silver", "gold"], volume.layer)])
    error_message = "layer must be bronze, silver or gold: volumes of landing are external, see landing_volumes."
  }

  validation {
    condition     = alltrue([for name in keys(var.managed_volumes) : can(regex("^[a-z][a-z0-9_]*$", name))])
    error_message = "Names of volumes hold lower-case letters, digits and underscores, and begin with a letter."
  }
}

variable "file_events" {
  description = "Whether Unity Catalog watches the landing bucket by events. The catalog's role must allow it: `file_events` of module `catalog-cloud-resources`."
  type        = bool
  default     = false
  nullable    = false
}

variable "grants" {
  description = "Who may use the schemas, as module `enhanced-grants` takes it. Null leaves the grants to a call of that module elsewhere, never both."
  type = object({
    groups = optional(object({
      engineers  = optional(string)
      analysts   = optional(string)
      scientists = optional(string)
      viewers    = optional(string)
    }), {})
    service_principals    = optional(set(string), [])
    tables                = optional(map(set(string)), {})
    table_scoped_personas = optional(set(string), [])
  })
  default = null
}
