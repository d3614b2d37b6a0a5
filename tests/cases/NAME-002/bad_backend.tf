# at: databricks-unity-catalog/digital-bu/nonprod
terraform {
  backend "http" {
    address = "https://gitlab.example.com/api/v4/projects/1201/terraform/state/digital-bu-prod" # expect: NAME-002
  }
}

provider "databricks" {
  host = "https://digital-lab.cloud.databricks.com"
}

provider "databricks" {
  alias   = "account"
  profile = "prod" # expect: NAME-002
}
