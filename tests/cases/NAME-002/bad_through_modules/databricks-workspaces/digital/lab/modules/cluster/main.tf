variable "name" {
  type = string
}

resource "databricks_cluster" "this" {
  cluster_name  = "${var.name}-shared" # expect: NAME-002
  spark_version = "15.4.x-scala2.12"
}
