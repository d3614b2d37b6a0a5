variable "catalog_name" {
  description = "Catalog whose securables are granted: `{bu}_{lab|field}`. Its stage decides who may write."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^(digital|corporate|elec_network|sparky)_lab$|^(digital|corporate|elec_network)_field$", var.catalog_name))
    error_message = "catalog_name must be {bu}_{lab|field} with bu digital, corporate or elec_network (or sparky_lab), not \"${var.catalog_name}\"."
  }
}

variable "groups" {
  description = "Display name of the group behind each persona, from the account stack's remote state. A persona without a group gets nothing; in lab, where only platform engineers work, that is all but `engineers`."
  type = object({
    engineers  = optional(string)
    analysts   = optional(string)
    scientists = optional(string)
    viewers    = optional(string)
  })
  default  = {}
  nullable = false

  validation {
    condition = alltrue([
      for group in [var.groups.engineers, var.groups.analysts, var.groups.scientists, var.groups.viewers] :
      group == null ? true : can(regex("^[^@\\s]+$", group)) && !contains(["users", "admins", "account"], group)
    ])
    error_message = "groups must name groups of the platform: no user (an e-mail address), and none of the groups that hold everybody (users, account users)."
  }
}

variable "service_principals" {
  description = "Application ids of the service principals that deploy data products: they write in lab and in field."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for id in var.service_principals : can(regex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", id))])
    error_message = "service_principals must be application ids (UUIDs), not display names: Unity Catalog grants by application id."
  }
}

variable "schemas" {
  description = "Full name (`catalog.schema`) of the schema of each layer, as module `medallion-schemas` gives it."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = length(setsubtract(keys(var.schemas), ["landing", "bronze", "silver", "gold"])) == 0
    error_message = "Keys of schemas are the layers landing, bronze, silver and gold."
  }

  validation {
    condition     = alltrue([for name in values(var.schemas) : can(regex("^${var.catalog_name}\\.[a-z][a-z0-9_]*$", name))])
    error_message = "schemas must be full names below ${var.catalog_name} (${var.catalog_name}.gold)."
  }
}

variable "tables" {
  description = "Personas that may read single tables, by the table's full name (`catalog.schema.table`). For the personas in `table_scoped_personas`."
  type        = map(set(string))
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for name in keys(var.tables) : can(regex("^${var.catalog_name}\\.(bronze|silver|gold)\\.[^.\\s]+$", name))])
    error_message = "Keys of tables are full names below ${var.catalog_name}, in a layer that holds tables: ${var.catalog_name}.gold.{table}."
  }

  validation {
    condition     = alltrue([for personas in values(var.tables) : length(personas) > 0 && length(setsubtract(personas, var.table_scoped_personas)) == 0])
    error_message = "tables may name personas of table_scoped_personas only: all others read the whole schema anyway."
  }

  validation {
    condition = alltrue(flatten([
      for name, personas in var.tables : [
        for persona in personas : contains(lookup({
          viewers    = ["gold"]
          analysts   = ["silver", "gold"]
          scientists = ["bronze", "silver", "gold"]
          engineers  = ["bronze", "silver", "gold"]
        }, persona, []), try(split(".", name)[1], ""))
      ]
    ]))
    error_message = "A table does not open a layer to a persona: viewers read gold, analysts silver and gold, scientists and engineers bronze to gold."
  }
}

variable "table_scoped_personas" {
  description = "Personas that read only the tables named in `tables`, and not whole schemas."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(setsubtract(var.table_scoped_personas, ["engineers", "analysts", "scientists", "viewers"])) == 0
    error_message = "Personas are engineers, analysts, scientists and viewers."
  }
}
