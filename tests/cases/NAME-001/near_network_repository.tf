# at: core-network-databricks-vpc-components/stacks/prod
resource "aws_security_group" "endpoints" {
  name = "core-network-endpoints"
}

resource "aws_iam_role" "dns" {
  name_prefix        = "core-network-dns-admin-"
  assume_role_policy = "{}"
}
