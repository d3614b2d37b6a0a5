data "terraform_remote_state" "aws_infra" {
  backend = "http"
  config = {
    address = "https://gitlab.example.com/api/v4/projects/1102/terraform/state/nonprod"
  }
}

data "terraform_remote_state" "catalogs" {
  backend = "http"
  config = {
    address = "https://gitlab.example.com/api/v4/projects/1201/terraform/state/digital-bu-nonprod"
  }
}

variable "catalog" {
  type = string
}

module "schemas" {
  source  = "../../modules/schemas"
  catalog = var.catalog
}

module "schemas_of_state" {
  source  = "../../modules/schemas"
  catalog = data.terraform_remote_state.catalogs.outputs.catalog_names["digital_lab"]
}

resource "databricks_cluster" "engineering" {
  cluster_name            = "engineering"
  spark_version           = "16.4.x-scala2.12"
  node_type_id            = "r6id.xlarge"
  num_workers             = 1
  autotermination_minutes = 30

  dynamic "aws_attributes" {
    for_each = ["arn:aws:iam::851725449831:instance-profile/app-datahub-nonprod-iam-digital"]
    content {
      instance_profile_arn = aws_attributes.value # expect: ORDER-005
    }
  }
}

resource "databricks_cluster" "profiles" {
  cluster_name            = "profiles"
  spark_version           = "16.4.x-scala2.12"
  node_type_id            = "r6id.xlarge"
  num_workers             = 1
  autotermination_minutes = 30

  aws_attributes {
    instance_profile_arn = databricks_instance_profile.digital.id
  }
}

resource "databricks_instance_profile" "digital" {
  instance_profile_arn = data.terraform_remote_state.aws_infra.outputs.instance_profile_arns["digital"]
}
