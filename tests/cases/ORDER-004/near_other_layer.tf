# at: databricks-workspaces/digital/field
resource "databricks_external_location" "landing" {
  name            = "digital_field_landing"
  url             = "s3://app-datahub-prod-s3-digital-field/landing"
  credential_name = "digital_field"
}
