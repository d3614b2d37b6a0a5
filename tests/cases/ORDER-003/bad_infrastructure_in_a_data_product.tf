# at: network-model-ewb-prod
resource "databricks_catalog" "model" { # expect: ORDER-003
  count = 2
  name  = "network_model_${count.index}"
}

resource "aws_ecs_cluster" "this" {
  name = "app-datahub-prod-ecs-acc-network-model"
}

removed {
  from = databricks_schema.old
  lifecycle {
    destroy = false
  }
}
