# at: core-network-databricks-vpc-components/stacks/nonprod
resource "aws_ram_principal_association" "application" {
  principal          = "851725449831"
  resource_share_arn = "arn:aws:ram:ap-southeast-2:234268347951:resource-share/x"
}
